"""Drawings of `depth`: layers x heads as tiles, and attention among words as a matrix."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.fusion.density import density, density_uri
from app.panels.fusion.scene import FusionScene
from app.render.map_picture import map_uri
from models.fusion.reading import entropy, word_to_word
from models.fusion_results import Attended, FusionSentence
from models.results import FloatArray

MOST_WORDS = 40  # of a matrix; of longer sentences those around the chosen word
NOTHING = 0.97  # of the highest possible entropy: a head above looks at nothing in particular


@dataclass(frozen=True)
class HeadTile:
    """One head of one layer."""

    layer: int
    head: int
    picture: str
    entropy: str
    nothing: bool
    href: str | None = None
    current: bool = False


@dataclass(frozen=True)
class HeadGrid:
    """Layers x heads of one attention."""

    kind: str
    rows: tuple[tuple[HeadTile, ...], ...]
    over_photo: bool


@dataclass(frozen=True)
class WordMatrix:
    """Attention among words: (from, to)."""

    words: tuple[str, ...]
    cells: tuple[tuple[float, ...], ...]  # 0..1 of the largest
    title: str
    top: str
    part: str | None  # which words of a long sentence


def head_grid(
    attended: Attended, looks: FloatArray | None, peak: float, heard: FusionSentence, scene: FusionScene
) -> HeadGrid:
    """Every head of every layer as a tile: over the photo where it looks at places (`looks`), else among words."""
    t, sample = scene.t, scene.sample
    bits = entropy(attended.weights)
    among = word_to_word(attended.weights, heard.pooling) if looks is None else None
    rows = []
    for layer in range(len(attended.weights)):
        row = []
        for head in range(attended.weights.shape[1]):
            if looks is not None:
                picture = density_uri(density(looks[layer, head]), peak, sample.width, sample.height)
            else:
                assert among is not None
                picture = map_uri(among[layer, head], 1.0, signed=False)
            value = float(bits[layer, head])
            chosen = (layer, head) == (scene.query.layer, scene.query.head)
            href = scene.href(layer=layer, head=head) if looks is None else None
            row.append(HeadTile(layer + 1, head + 1, picture, t.percent(value), value > NOTHING, href, chosen))
        rows.append(tuple(row))
    return HeadGrid(attended.name, tuple(rows), looks is not None)


def word_matrix(
    attended: tuple[Attended, ...], heard: FusionSentence, word: int, scene: FusionScene
) -> WordMatrix | None:
    """Words to words: of the chosen head, or the mean over all; of a joint sequence its word part."""
    t, query = scene.t, scene.query
    weights = next((_among_words(each, heard.pooling.shape[1]) for each in attended if each.keys != "places"
                    and each.queries != "places"), None)  # fmt: skip
    if weights is None:
        return None
    among = word_to_word(weights, heard.pooling)
    layers, heads = among.shape[:2]
    if query.layer is not None and query.head is not None and query.layer < layers and query.head < heads:
        shown = among[query.layer, query.head]
        title = t("fusion.depth.one_head", layer=query.layer + 1, head=query.head + 1)
    else:
        shown, title = among.mean((0, 1)), t("fusion.depth.all_heads")
    count = len(heard.words)
    first = max(0, min(word - MOST_WORDS // 2, count - MOST_WORDS))
    window = slice(first, first + MOST_WORDS)
    shown, words = shown[window, window], heard.words[window]
    part = t("fusion.depth.part", first=first + 1, last=first + len(words), total=count) if len(words) < count else None
    top = float(shown.max())
    cells = tuple(tuple(float(value / top) if top > 0 else 0.0 for value in row) for row in shown)
    return WordMatrix(tuple(each.text for each in words), cells, title, t.percent(top), part)


def _among_words(attended: Attended, tokens: int) -> FloatArray:
    return attended.weights[:, :, -tokens:, -tokens:]
