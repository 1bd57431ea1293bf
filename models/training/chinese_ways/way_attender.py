"""A way in the place of the product's text stream, so that the acceptance measurement can be run on it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import torch

from models.engine.attender import OnnxAttender, assemble
from models.fusion.cross_attention import CrossAttention
from models.results import FloatArray, PhotoFeatures, Pixels, SentenceAttention, Word, WordKind
from models.text.tokens import TokenisedSentence
from models.text.words import split_words
from models.training.chinese_ways.lessons import Caption, asks
from models.training.chinese_ways.ways import Way


class WayAttender:
    """`models.attention.Attender`: the shipped photo stream, a way's words, the shipped fusion."""

    def __init__(self, way: Way, shipped: OnnxAttender, fusion: CrossAttention) -> None:
        self.way, self.shipped, self.fusion = way, shipped, fusion
        self._states = lru_cache(1024)(self._read)

    def look(self, pixels: Pixels) -> PhotoFeatures:
        """The shipped photo stream."""
        return self.shipped.look(pixels)

    @torch.inference_mode()
    def read(self, features: PhotoFeatures, sentence: str) -> SentenceAttention:
        """See `Attender.read`; sentences are short."""
        words, states = self._states(sentence)
        photo = (torch.from_numpy(held) for held in (features.keys, features.values, features.classes))
        attention, evidence, presence, gates = (each.numpy() for each in self.fusion(torch.from_numpy(states), *photo))
        tokens = TokenisedSentence(sentence, np.zeros(0, np.int64), words, np.eye(len(words), dtype=np.float32), None)
        return assemble(features, tokens, attention, evidence, presence, gates, self.shipped.calibration)

    def _read(self, sentence: str) -> tuple[tuple[Word, ...], FloatArray]:
        words = split_words(sentence)
        states = self.way.states([Caption("", 0, True, sentence, words)])[0]
        return tuple(self._as_known(word) for word in words), states

    def _as_known(self, word: Word) -> Word:
        """A word that can be asked is content where the way knows it, and unknown where it does not."""
        if not asks(word):
            return word
        return replace(word, kind=WordKind.CONTENT if self.way.knows(word) else WordKind.UNKNOWN)
