"""Ways to give the frozen fusion the states of a Chinese sentence's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch

from models.results import FloatArray, Word, WordKind
from models.text.minilm import MiniLM
from models.text.tokens import tokenise
from models.training.chinese_ways.adapter import Adapter
from models.training.chinese_ways.lessons import Caption, asks
from models.training.chinese_ways.own_stream import OwnStream


class Way(Protocol):
    """One way to read Chinese."""

    def states(self, captions: Sequence[Caption]) -> list[FloatArray]:
        """MiniLM's states, or what stands for them, of every word: (W, 1152) a caption."""
        ...

    def knows(self, word: Word) -> bool:
        """Whether it has anything to say of a word."""
        ...


class DictionaryWay:
    """Each word is read by MiniLM as its English."""

    def __init__(self, network: MiniLM) -> None:
        self.network = network

    @torch.inference_mode()
    def states(self, captions: Sequence[Caption]) -> list[FloatArray]:
        """One sentence at a time, as the product reads them; a word that the tokenizer drops is zeros."""
        return [self._one(caption) for caption in captions]

    def _one(self, caption: Caption) -> FloatArray:
        read = tokenise(caption.text)
        ids = torch.from_numpy(read.ids)[None]
        pooled = read.pooling @ self.network(ids, torch.ones_like(ids))[0].numpy()
        by_start = {word.start: row for word, row in zip(read.words, pooled, strict=True)}
        nothing = np.zeros(pooled.shape[1], np.float32)
        return np.stack([by_start.get(word.start, nothing) for word in caption.words])

    def knows(self, word: Word) -> bool:
        """Words with English."""
        return word.kind is WordKind.CONTENT


class WordReader(Protocol):
    """A text model of its own, such as `E5`."""

    def read(self, sentences: Sequence[Sequence[str]]) -> list[FloatArray]:
        """Sentences as their words -> states (W, channels) each."""
        ...


class RememberedWords:
    """A text model that reads each sentence once."""

    def __init__(self, reader: WordReader) -> None:
        self.reader, self.kept = reader, dict[tuple[str, ...], FloatArray]()

    def read(self, sentences: Sequence[Sequence[str]]) -> list[FloatArray]:
        """See `WordReader.read`."""
        keys = [tuple(words) for words in sentences]
        new = [key for key in dict.fromkeys(keys) if key not in self.kept]
        if new:
            self.kept |= dict(zip(new, self.reader.read(new), strict=True))
        return [self.kept[key] for key in keys]


class E5Way:
    """e5's states of the words, carried over by an adapter."""

    def __init__(self, network: WordReader, adapter: Adapter) -> None:
        self.network, self.adapter = network, adapter

    def states(self, captions: Sequence[Caption]) -> list[FloatArray]:
        """Every word has pieces of e5's."""
        return [self.adapter(rows) for rows in self.network.read([caption.spelled for caption in captions])]

    def knows(self, word: Word) -> bool:
        """Everything that can be asked."""
        return asks(word)


class OwnWay:
    """The small stream of our own."""

    def __init__(self, stream: OwnStream) -> None:
        self.stream = stream.eval()

    @torch.inference_mode()
    def states(self, captions: Sequence[Caption]) -> list[FloatArray]:
        """One sentence at a time."""
        return [self.stream(*self.stream.vocabulary.ids([caption.spelled]))[0].numpy() for caption in captions]

    def knows(self, word: Word) -> bool:
        """Words of its vocabulary, and those whose characters are all in it."""
        known = self.stream.vocabulary
        return asks(word) and (word.text in known.words or all(each in known.characters for each in word.text))


class FirstThatKnows:
    """Each word by the first of several ways that knows it."""

    def __init__(self, *ways: Way) -> None:
        self.ways = ways

    def states(self, captions: Sequence[Caption]) -> list[FloatArray]:
        """All ways read everything; each word's row is taken from its own."""
        read = [way.states(captions) for way in self.ways]
        return [
            np.stack([read[self._first(word)][number][place] for place, word in enumerate(caption.words)])
            for number, caption in enumerate(captions)
        ]

    def _first(self, word: Word) -> int:
        return next((number for number, way in enumerate(self.ways) if way.knows(word)), 0)

    def knows(self, word: Word) -> bool:
        """Whether one of them does."""
        return any(way.knows(word) for way in self.ways)


class MeanOf:
    """The mean of the states of those ways that know a word."""

    def __init__(self, *ways: Way) -> None:
        self.ways = ways

    def states(self, captions: Sequence[Caption]) -> list[FloatArray]:
        """Every way counts alike."""
        read = [way.states(captions) for way in self.ways]
        return [
            np.stack(
                [self._mean(word, [own[number][place] for own in read]) for place, word in enumerate(caption.words)]
            )
            for number, caption in enumerate(captions)
        ]

    def _mean(self, word: Word, rows: list[FloatArray]) -> FloatArray:
        known = [row for way, row in zip(self.ways, rows, strict=True) if way.knows(word)]
        return np.asarray(np.mean(known or rows[:1], axis=0), np.float32)

    def knows(self, word: Word) -> bool:
        """Whether one of them does."""
        return any(way.knows(word) for way in self.ways)


class Remembered:
    """A way that reads each sentence once."""

    def __init__(self, way: Way) -> None:
        self.way, self.kept = way, dict[str, FloatArray]()

    def states(self, captions: Sequence[Caption]) -> list[FloatArray]:
        """New sentences are read together."""
        new = list({caption.text: caption for caption in captions if caption.text not in self.kept}.values())
        if new:
            self.kept |= {each.text: states for each, states in zip(new, self.way.states(new), strict=True)}
        return [self.kept[caption.text] for caption in captions]

    def knows(self, word: Word) -> bool:
        """The way's own answer."""
        return self.way.knows(word)
