"""What a way is measured by, on two invented photos."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from models.engine.attender import Calibration
from models.evaluation.measure import Tally
from models.fusion.cross_attention import CrossAttention, CrossAttentionConfig
from models.results import FloatArray, Word
from models.text.words import split_words
from models.training.chinese_ways.lessons import Caption, asks
from models.training.chinese_ways.measures import DevSplit, Tallies, difference, english_roots, is_noun, measure
from models.training.chinese_ways.photos import Looks
from models.training.chinese_ways.ways import FirstThatKnows, MeanOf, Remembered, RememberedWords


def caption(image: str, text: str) -> Caption:
    return Caption(image, 0, True, text, split_words(text))


RNG = np.random.default_rng(0)
SPLIT = DevSplit(
    Looks(
        ("one", "two"),
        RNG.normal(0, 0.3, (2, 4, 784, 8)).astype(np.float16),
        RNG.normal(0, 0.3, (2, 4, 784, 8)).astype(np.float16),
        np.full((2, 80, 784), 0.1, np.float16),
    ),
    ((caption("one", "一只狗在草地上奔跑"),), (caption("two", "女人和狗坐在沙发上"),)),
    ("一只狗在草地上奔跑 小狗", "女人和狗坐在沙发上"),
    (english_roots(["two dogs on a couch"]), frozenset({"woman"})),
)


class FakeWay:
    """The same states for the same word."""

    def __init__(self, seed: int, known: str) -> None:
        self.seed, self.known, self.asked = seed, known, 0

    def states(self, captions: Sequence[Caption]) -> list[FloatArray]:
        self.asked += len(captions)
        return [np.stack([self._row(word.text) for word in each.words]) for each in captions]

    def _row(self, text: str) -> FloatArray:
        return np.random.default_rng([self.seed, *text.encode()]).normal(size=1152).astype(np.float32)

    def knows(self, word: Word) -> bool:
        return asks(word) and word.text in self.known


def measured(way: FakeWay) -> Tallies:
    torch.manual_seed(0)
    fusion = CrossAttention(CrossAttentionConfig(width=32)).eval()
    return measure(way, SPLIT, fusion, Calibration(1, 0, 0.5, 1, 0))


def test_a_word_is_said_of_a_photo_by_any_of_its_captions() -> None:
    words = {word.text: word for each in SPLIT.captions for said in each for word in said.words}
    assert SPLIT.says(0, words["狗"])
    assert not SPLIT.says(1, words["草地"])
    assert not SPLIT.says(0, words["女人"])


def test_nouns_are_neither_actions_nor_names() -> None:
    assert [is_noun(word) for word in split_words("狗奔跑北京")] == [True, False, False]


def test_every_caption_is_compared_once_and_every_noun_that_is_absent_refused_or_not() -> None:
    found = measured(FakeWay(0, "狗草地奔跑女人沙发坐"))
    assert len(found.above.values) == 2
    assert len(found.judged.values) == 4
    assert len(found.accepted.values) == 5  # 狗 草地; 女人 狗 沙发
    assert "known" in found.measures()
    assert found.known.mean().value == 1


def test_a_way_that_knows_nothing_accepts_nothing_and_prefers_nothing() -> None:
    found = measured(FakeWay(0, ""))
    assert sum(found.accepted.values) == sum(found.above.values) == sum(found.known.values) == 0
    assert found.refused.mean().value == 1


def test_a_difference_is_taken_trial_by_trial() -> None:
    one, other = Tallies(), Tallies()
    for photo, own, theirs in (("a", 1, 0), ("a", 1, 1), ("b", 0, 0), ("c", 1, 0)):
        one.above.add(photo, own)
        other.above.add(photo, theirs)
    assert difference(one, other, "above").value == pytest.approx(0.5)
    assert difference(one, one, "above").low == difference(one, one, "above").high == 0


def test_each_word_is_read_by_the_first_way_that_knows_it() -> None:
    one, other = FakeWay(0, "狗"), FakeWay(1, "狗草地")
    said = caption("one", "狗草地")
    (rows,) = FirstThatKnows(one, other).states([said])
    assert np.array_equal(rows, np.stack([one.states([said])[0][0], other.states([said])[0][1]]))
    (mean,) = MeanOf(one, other).states([said])
    assert np.allclose(mean[0], (one.states([said])[0][0] + other.states([said])[0][0]) / 2)
    assert np.array_equal(mean[1], other.states([said])[0][1])


def test_a_sentence_is_read_once() -> None:
    way = FakeWay(0, "狗")
    remembered = Remembered(way)
    for _ in range(3):
        remembered.states([caption("one", "一只狗"), caption("two", "一只狗")])
    assert way.asked == 1


def test_words_are_read_once() -> None:
    class Reader:
        asked = 0

        def read(self, sentences: Sequence[Sequence[str]]) -> list[FloatArray]:
            self.asked += len(sentences)
            return [np.zeros((len(words), 2), np.float32) for words in sentences]

    reader = Reader()
    remembered = RememberedWords(reader)
    assert [rows.shape for rows in remembered.read([["a", "b"], ["a"], ["a", "b"]])] == [(2, 2), (1, 2), (2, 2)]
    remembered.read([["a"]])
    assert reader.asked == 2


def test_the_area_under_the_curve_counts_right_above_absent() -> None:
    found = Tallies()
    for tally in (found.above, found.judged, found.accepted, found.refused, found.known):
        tally.add("a", 1)
    found.right, found.absent = Tally(), Tally()
    found.right.add("a", 0.9)
    found.absent.add("b", 0.1)
    assert found.measures()["separation"].value == 1
