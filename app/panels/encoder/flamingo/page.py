"""What the template of `flamingo` reads: gates, words with two probabilities, looks, what was measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engines.flamingo import Told
from app.panels.choice import Choice
from app.panels.encoder.flamingo.drawing import GatesDrawing, gates_drawing
from app.panels.encoder.flamingo.result import LAYER, OPEN, SAID, SHARES, TOLD, FlamingoResult
from app.panels.encoder.language_model import INSTALL
from app.panels.encoder.scene import EncoderScene
from app.panels.overlay import Overlay, OverScale
from app.panels.query import whole_number
from app.render.heatmap import heat_png, scale_png
from app.render.png import data_uri
from models.captioner.gated.table import PAIRS, WAYS, GatedTable
from models.captioner.results import WrittenWord
from models.captioner.table import Mean, captioner_table
from models.results import FloatArray, WordKind
from models.text.words import split_words

COMMAND = "python -m benchmarks.flamingo ../shared/data/train_real.tar"
CLEARER = 2.0  # times likelier with the gates open: the word came through them


@dataclass(frozen=True)
class GateRow:
    """One gated layer: what passes its gates of attention and of the feed-forward layer, as they stand of as learnt."""

    block: int  # the one after it, counted from 1
    passes: tuple[str, str]


@dataclass(frozen=True)
class WordRow:
    """One word; `text` is nothing for the end."""

    text: str
    href: str  # lays its look over the photo
    current: bool
    opened: float
    shut: float
    written: tuple[str, str]
    through: bool  # at least CLEARER times likelier than with the gates shut
    likeliest_shut: tuple[tuple[str, str], ...]  # text, percent


@dataclass(frozen=True)
class LossRow:
    """One line of what was measured: a locale key, its mean, its interval, and the perplexity of a loss."""

    name: str
    value: str
    interval: str
    perplexity: str = ""


@dataclass(frozen=True)
class MeasuredShown:
    """What was measured, written."""

    photos: int
    losses: tuple[LossRow, ...]
    pairs: tuple[LossRow, ...]
    swaps: int
    each: tuple[str, str]  # least and most mean loss over the random swaps
    better: tuple[str, str]  # least and most share of photos over them
    written: int
    nouns: tuple[str, str]  # said by a person of this photo, of another one
    shut: str
    prefix: tuple[str, str, str] | None  # the projector's losses: own photo, mean photo, another; of as many photos


@dataclass(frozen=True)
class FlamingoPage:
    """What the template reads."""

    installed: bool
    install: str
    readable: bool
    told: tuple[Choice, ...]
    shares: tuple[Choice, ...]
    share: str  # per cent
    drawing: GatesDrawing
    gates: tuple[GateRow, ...]
    facts: dict[str, str]
    text: str | None  # what is read, or written so far
    sentence: bool  # whether it is the person's own
    complete: bool
    cut: bool
    words: tuple[WordRow, ...]
    word: str  # the one whose look lies over the photo
    layers: tuple[Choice, ...]  # whose look; the first is all
    shared: str  # what two words' looks have in common
    start: str
    measured: MeasuredShown | None
    command: str
    json: str
    csv: str


def flamingo_page(result: FlamingoResult, scene: EncoderScene) -> FlamingoPage:
    """The whole sub-view."""
    t, reading, facts = scene.t, result.reading, result.facts
    going = {"start": reading is not None or scene.query.start}
    chosen, caption = word_of(result, scene), reading.caption if reading else None
    shares = {"told": result.told.value, "open": f"{result.share:g}"}
    return FlamingoPage(
        installed=result.installed,
        install=INSTALL,
        readable=result.readable,
        told=tuple(
            Choice(each, scene.href(**{TOLD: each.value, SAID: None, **going}), each is result.told)
            for each in Told
            if result.readable or each is Told.CAPTION
        ),
        shares=tuple(
            Choice(t.percent(float(each)), scene.href(**{OPEN: each, **going}), float(each) == result.share)
            for each in SHARES
        ),
        share=t.percent(result.share),
        drawing=gates_drawing(facts, result.share),
        gates=_gates(result, scene),
        facts=_facts(result, scene),
        text=caption.text if caption else None,
        sentence=result.told is Told.SENTENCE,
        complete=bool(caption and caption.complete),
        cut=bool(reading and reading.cut),
        words=tuple(_word(word, index, index == chosen, scene) for index, word in enumerate(caption.words))
        if caption
        else (),
        word=caption.words[chosen].text if caption and chosen is not None else "",
        layers=_layers(result, scene),
        shared=t.percent(reading.shared()) if reading else "",
        start=scene.href(start=True),
        measured=_measured(result.table, scene) if result.table else None,
        command=COMMAND,
        json=scene.api("flamingo", **shares),
        csv=scene.scene.address("encoder/flamingo.csv") + f"?told={shares['told']}&open={shares['open']}",
    )


def flamingo_overlay(result: FlamingoResult, scene: EncoderScene) -> Overlay:
    """The chosen word's look, in times an even spread; nothing while there is no reading."""
    t, chosen, reading = scene.t, word_of(result, scene), result.reading
    if reading is None or chosen is None:
        return Overlay(t("encoder.flamingo.over_none", places=result.facts.places, side=result.facts.side))
    layer = layer_of(result, scene)
    look = look_of(result, chosen, layer)
    peak, text = float(look.max()), reading.caption.words[chosen].text or t("encoder.caption.end")
    where = (
        t("encoder.flamingo.over_all")
        if layer is None
        else t("encoder.flamingo.over_layer", block=_named(layer, result))
    )
    return Overlay(
        t("encoder.flamingo.over", word=text, where=where),
        data_uri(heat_png(look, peak, scene.sample.width, scene.sample.height)),
        crisp=False,
        strength=scene.query.strength,
        scale=OverScale(data_uri(scale_png()), "0", f"{t.number(peak * look.size, 1)} ×"),
    )


def look_of(result: FlamingoResult, word: int, layer: int | None) -> FloatArray:
    """A word's look over the photo's cells: (rows, cols), sums to 1."""
    assert result.reading is not None
    return np.asarray(result.reading.word_looks(layer)[word].reshape(result.facts.side, -1), np.float32)


def word_of(result: FlamingoResult, scene: EncoderScene) -> int | None:
    """The word of the address; otherwise the content word that gains most through the gates."""
    if result.reading is None:
        return None
    words, asked = result.reading.caption.words, whole_number(scene.query.get(SAID))
    if asked is not None and 0 <= asked < len(words):
        return asked
    said = {each.text for each in split_words(result.reading.caption.text) if each.kind is WordKind.CONTENT}
    gains = [word.with_photo - word.without if word.text in said else -1.0 for word in words]
    return gains.index(max(gains))


def layer_of(result: FlamingoResult, scene: EncoderScene) -> int | None:
    """The gated layer of the address, counted from 0; None for the mean of all."""
    asked = whole_number(scene.query.get(LAYER))
    return asked if asked is not None and 0 <= asked < len(result.facts.before) else None


def _named(layer: int, result: FlamingoResult) -> int:
    """The block after it, counted from 1."""
    return result.facts.before[layer] + 1


def _layers(result: FlamingoResult, scene: EncoderScene) -> tuple[Choice, ...]:
    held = layer_of(result, scene)
    every = Choice("", scene.href(**{LAYER: None}), held is None)
    return (
        every,
        *(
            Choice(str(_named(layer, result)), scene.href(**{LAYER: layer}), layer == held)
            for layer in range(len(result.facts.before))
        ),
    )


def _gates(result: FlamingoResult, scene: EncoderScene) -> tuple[GateRow, ...]:
    rows = []
    for layer, passes in enumerate(result.facts.passes):
        ask, feed = (_passing(value, result.share, scene) for value in passes)
        rows.append(GateRow(_named(layer, result), (ask, feed)))
    return tuple(rows)


def _passing(learnt: float, share: float, scene: EncoderScene) -> str:
    """As it stands, and beside it as learnt where that is something else."""
    t = scene.t
    whole = t.number(learnt, 3)
    return whole if share == 1 else t("encoder.flamingo.of_learnt", now=t.number(learnt * share, 3), learnt=whole)


def _facts(result: FlamingoResult, scene: EncoderScene) -> dict[str, str]:
    t, facts = scene.t, result.facts
    return {
        "places": str(facts.places),
        "side": str(facts.side),
        "layers": str(len(facts.before)),
        "trained": t.short(facts.trained),
        "captions": t.grouped(facts.captions),
        "steps": t.grouped(facts.steps),
        "heads": str(facts.heads),
        "top": t.number(gates_drawing(facts, 1).top, 3),
    }


def _word(word: WrittenWord, index: int, current: bool, scene: EncoderScene) -> WordRow:
    t, first = scene.t, word.pieces[0]
    return WordRow(
        text=word.text,
        href=scene.href(**{SAID: index}),
        current=current,
        opened=word.with_photo,
        shut=word.without,
        written=(t.fine(word.with_photo), t.fine(word.without)),
        through=word.with_photo >= CLEARER * word.without,
        likeliest_shut=tuple((_seen(text), t.percent(share)) for text, share in first.likeliest_alone),
    )


def _seen(token: str) -> str:
    """A token as it can be seen; nothing for the end."""
    return token.replace("\n", "↵").strip() or ("␣" if token else "")


def _measured(table: GatedTable, scene: EncoderScene) -> MeasuredShown:
    t = scene.t

    def line(name: str, mean: Mean, perplexity: str = "") -> LossRow:
        return LossRow(name, t.number(mean.value, 3), f"{t.number(mean.low, 3)} – {t.number(mean.high, 3)}", perplexity)

    return MeasuredShown(
        photos=table.photos,
        losses=tuple(line(name, table.losses[name], t.number(table.perplexity(name).value, 1)) for name in WAYS),
        pairs=tuple(line(name, table.pairs[name]) for name in PAIRS),
        swaps=len(table.each),
        each=(t.number(min(table.each), 3), t.number(max(table.each), 3)),
        better=(t.percent(min(table.better)), t.percent(max(table.better))),
        written=table.written,
        nouns=(t.percent(table.nouns.value), t.percent(table.nouns_other.value)),
        shut=table.shut,
        prefix=_prefix(table, scene),
    )


def _prefix(table: GatedTable, scene: EncoderScene) -> tuple[str, str, str] | None:
    """Both are measured on the first so many of the same photos, with the same captions."""
    beside = captioner_table()
    if beside is None or beside.photos != table.photos:
        return None
    own, mean, another = (scene.t.number(beside.losses[way].value, 3) for way in ("own", "without", "another"))
    return own, mean, another
