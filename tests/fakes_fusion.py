"""A fake of the fusion lab's models: the shapes of all nine strategies, numbers from a seed, no weights."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.errors import InvalidSentence
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.depths.catalogue_names import ALL_SHAPES
from models.fusion.place_codes import PlaceOrder
from models.fusion.preference import match_of
from models.fusion.reading import mean_maps
from models.fusion.regions.catalogue_names import SIBLING_SHAPES
from models.fusion.regions.photo import PhotoRegions
from models.fusion.regions.reading import looks_of
from models.fusion.regions.results import SiblingReading
from models.fusion.streams import LAST, STAGE_CHANNELS, TEXT_WIDTH
from models.fusion_results import Attended, FusionMeasurement, FusionPhoto, FusionSentence, StrategyReading
from models.results import FloatArray, Pixels
from models.text.words import split_words

LAYERS, HEADS, SIDE = 2, 3, 4
UNREAD = "zanpix"  # a sentence of it alone is one that nobody can read
FINER = {"block4": 4, "block10": 2, "block14": 1, "head": 1}


class FakeSiblings:
    """Readings of made-up attention, by the real way of reading it."""

    def read(self, name: str, regions: PhotoRegions, sentence: FusionSentence) -> SiblingReading:
        shape, count, tokens = SIBLING_SHAPES[name], len(regions.boxes), len(sentence.tokens)
        sizes = {"words": tokens, "regions": count, "joint": 1 + count * (2 if shape.tags else 1) + tokens}
        attentions = tuple(
            attention_of(f"{name} {kind} {count}", (LAYERS, HEADS, sizes[queries], sizes[keys]))
            for kind, queries, keys in shape.attention
        )
        found = looks_of(name, attentions, sentence.pooling, count)
        return replace(found, logit=1.4, match=float(match_of(np.array([1.4]))[0]), milliseconds=1.0)


class FakeFusionModels:
    """Every word is one token, between two special ones."""

    siblings = FakeSiblings()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(STRATEGY_SHAPES)

    def look(self, pixels: Pixels) -> FusionPhoto:
        grid = np.random.default_rng(1).random((SIDE, SIDE, STAGE_CHANNELS["head"]), np.float32)
        return FusionPhoto(pixels.shape[1], pixels.shape[0], (("head", grid),))

    def look_small(self, pixels: Pixels) -> FusionPhoto:
        return self.look(pixels)

    def hear(self, sentence: str) -> FusionSentence:
        words = split_words(sentence)
        if all(word.text == UNREAD for word in words):
            raise InvalidSentence("No word.", code="no_words", argument="sentence", hint="Write a word.")
        count = len(words) + 2
        pooling = np.eye(count, dtype=np.float32)[1:-1]
        attention = attention_of(sentence, (LAYERS, HEADS, count, count))
        states = np.random.default_rng(zlib.crc32(sentence.encode())).random((count, TEXT_WIDTH), np.float32)
        tokens = ("[CLS]", *(word.text for word in words), "[SEP]")
        return FusionSentence(sentence, words, None, tokens, pooling, ((LAST, states),), attention)

    def read(
        self, name: str, photo: FusionPhoto, sentence: FusionSentence, order: PlaceOrder = PlaceOrder.TRAINED
    ) -> StrategyReading:
        """The weights depend on the order of the codes, so that tests can tell readings apart."""
        tokens, shape = len(sentence.tokens), ALL_SHAPES[name]
        attended = []
        for kind, queries, keys in shape.attention:
            side = SIDE * FINER.get(kind, 1)
            sizes = {"words": tokens, "places": side**2, "joint": 1 + side**2 + tokens, "joint_bare": side**2 + tokens}
            weights = attention_of(
                f"{name} {kind} {order}" if order is not PlaceOrder.TRAINED else f"{name} {kind}",
                (LAYERS, HEADS, sizes[queries], sizes[keys]),
            )
            attended.append(Attended(kind, queries, keys, weights, (side, side)))
        maps = mean_maps(attended, sentence.pooling)
        logits = self.logits(name, photo, [sentence])
        return StrategyReading(name, float(logits[0]), float(match_of(logits)[0]), maps, tuple(attended), 1.0)

    def logits(self, name: str, photo: FusionPhoto, sentences: Sequence[FusionSentence]) -> FloatArray:
        """A horse is never in the photo; late_dual does not notice, and late_concat takes it for the truth."""
        horse = {"late_dual": 1.4, "late_concat": 3.0}.get(name, -1.4)
        return np.array([horse if "horse" in each.sentence else 1.4 for each in sentences], np.float32)


class FakeFusion:
    """Where they come from."""

    def __init__(self) -> None:
        self.measured = 0

    def prepared(self) -> bool:
        return True

    def load(self) -> FakeFusionModels:
        return FakeFusionModels()

    def measure(self, name: str, places: int, words: int) -> FusionMeasurement:
        self.measured += 1
        return FusionMeasurement(name, places, words, 1.5, 2_000_000, 2)


def attention_of(seed: str, shape: tuple[int, ...]) -> FloatArray:
    """Rows that sum to 1, the same for the same seed."""
    scores = np.random.default_rng(zlib.crc32(seed.encode())).random(shape, np.float32) ** 4 + 1e-3
    return np.asarray(scores / scores.sum(-1, keepdims=True), np.float32)
