"""The hub's maps as pictures: which ones the address asks for, their scale, and their place in the photo's frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.language.i18n import Translator
from app.panels.fusion.density import density
from app.render.colormap import LEVELS, palette
from app.render.heatmap import LONGEST_SIDE, upsample
from app.render.png import data_uri, palette_png
from models.hub_results import HubReading, MapKind
from models.lab_results.maps import Box
from models.results import FloatArray

COSINES = (MapKind.SIMILARITY, MapKind.ALONE)
TILE, GAP = 64, 3  # pixels of a head's tile, its longer side, and between tiles
_LEAST_TOP = 2.0  # times evenly spread: a map of attention that nowhere reaches this is pale


@dataclass(frozen=True)
class Scale:
    """What is clear and what is brightest."""

    low: float
    top: float

    def share(self, values: FloatArray) -> FloatArray:
        """Places on the scale, 0..1; a scale of no length leaves everything clear."""
        length = self.top - self.low
        return np.asarray(np.clip((values - self.low) / length, 0, 1) if length > 0 else 0 * values, np.float32)


def shown_maps(
    reading: HubReading, kind: MapKind, layer: int | None, head: int | None
) -> tuple[FloatArray, FloatArray]:
    """Of each word (W, r, c) and of the sentence (r, c); attention as multiples of evenly spread."""
    every = every_head(reading, kind)
    if every is None or (layer is None and head is None):
        found = reading.map_of(kind)
        words, sentence = found.words, found.sentence
    else:
        chosen = every[_only(layer, len(every)), :][:, _only(head, every.shape[1])].mean((0, 1))
        grid = reading.facts.grid
        words, sentence = (reading.pooling @ chosen).reshape(-1, *grid), chosen[0].reshape(grid)
    return (density(words), density(sentence)) if kind is MapKind.ATTENTION else (words, sentence)


def every_head(reading: HubReading, kind: MapKind) -> FloatArray | None:
    """(layers, heads, tokens, places) behind a kind of map; None for CLIP, which has none."""
    if kind is MapKind.GRADIENT:
        return reading.gradients
    return reading.reading.attentions[0].weights if reading.reading.attentions else None


def head_maps(reading: HubReading, kind: MapKind, word: int | None) -> FloatArray | None:
    """One word's maps, or the sentence's, of every layer and head: (L, H, r, c)."""
    every = every_head(reading, kind)
    if every is None:
        return None
    rows = every[:, :, 0] if word is None else np.einsum("t,lhtp->lhp", reading.pooling[word], every)
    maps = np.asarray(rows.reshape(*rows.shape[:2], *reading.facts.grid), np.float32)
    return density(maps) if kind is MapKind.ATTENTION else maps


def scale_of(values: FloatArray, kind: MapKind) -> Scale:
    """One scale for several maps: cosines from their median on, attention from evenly spread on, slopes from 0 on."""
    top = float(np.quantile(values, 0.995))
    if kind in COSINES:
        return Scale(float(np.median(values)), top)
    return Scale(1.0, max(_LEAST_TOP, top)) if kind is MapKind.ATTENTION else Scale(0.0, top)


def written(value: float, kind: MapKind, t: Translator) -> str:
    """A value of a map in its unit."""
    if kind is MapKind.ATTENTION:
        return f"{t.number(value, 1)} ×"
    return t.number(value, 2) if kind in COSINES else f"{value:.0e}" if value else "0"


def framed_uri(values: FloatArray, scale: Scale, frame: Box, width: int, height: int) -> str:
    """A map over `frame` as heat over the whole width x height photo; clear outside the frame."""
    longest = LONGEST_SIDE / max(width, height)
    across, down = max(1, round(width * longest)), max(1, round(height * longest))
    left, top, right, bottom = (round(part * side) for part, side in zip(frame, (across, down) * 2, strict=True))
    picture = np.zeros((down, across), np.float32)
    picture[top:bottom, left:right] = scale.share(upsample(values, bottom - top, right - left))
    return _uri(picture)


def mosaic_uri(maps: FloatArray, scale: Scale, aspect: float) -> tuple[str, int, int]:
    """Maps (L, H, r, c) as one picture, a row a layer: its address, and (width, height) of a tile with its gap.

    `aspect` is width over height of what the maps cover.
    """
    across = TILE if aspect >= 1 else max(8, round(TILE * aspect))
    down = TILE if aspect <= 1 else max(8, round(TILE / aspect))
    layers, heads = maps.shape[:2]
    picture = np.zeros((layers, down + GAP, heads, across + GAP), np.float32)
    for layer in range(layers):
        for head in range(heads):
            picture[layer, :down, head, :across] = scale.share(upsample(maps[layer, head], down, across))
    return _uri(picture.reshape(layers * (down + GAP), -1)), across + GAP, down + GAP


def _only(index: int | None, count: int) -> slice:
    return slice(None) if index is None or index >= count else slice(index, index + 1)


def _uri(share: FloatArray) -> str:
    return data_uri(palette_png(np.rint(share * (LEVELS - 1)).astype(np.uint8), palette()))
