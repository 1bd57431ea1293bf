"""The vocabulary of words and characters, and the small stream over it."""

import numpy as np
import pytest
import torch

from models.training.chinese_ways.own_stream import OwnStream, Vocabulary, vocabulary_of
from models.training.chinese_ways.own_training import warm_cosine

CAPTIONS = [("狗", "在", "草地"), ("狗", "在", "跑"), ("小狗", "跑")]


@pytest.fixture
def stream() -> OwnStream:
    torch.manual_seed(0)
    return OwnStream(vocabulary_of(CAPTIONS, 1), 24, 4, 2, 0.1).eval()


def read(stream: OwnStream, *sentences: tuple[str, ...]) -> torch.Tensor:
    with torch.inference_mode():
        states: torch.Tensor = stream(*stream.vocabulary.ids(sentences))
        return states


def test_the_vocabulary_holds_what_is_written_often_enough_the_most_usual_first() -> None:
    found = vocabulary_of(CAPTIONS, 2)
    assert set(found.words) == {"狗", "在", "跑"}
    assert found.characters["狗"] == 1  # of 狗 and 小狗
    assert "草" not in found.characters


def test_ids_are_padded_with_nothing() -> None:
    words, characters, mask = Vocabulary({"狗": 1}, {"狗": 1, "草": 2}).ids([("狗", "草狗"), ("草",)])
    assert words.tolist() == [[1, 0], [0, 0]]
    assert characters.tolist() == [[[1, 0], [2, 1]], [[2, 0], [0, 0]]]
    assert mask.tolist() == [[True, True], [True, False]]


def test_a_sentence_is_read_alike_alone_and_beside_a_longer_one(stream: OwnStream) -> None:
    both = read(stream, ("狗", "跑"), ("小狗", "在", "草地"))
    assert both.shape == (2, 3, 1152)
    assert torch.allclose(both[0, :2], read(stream, ("狗", "跑"))[0], atol=1e-5)


def test_an_unknown_word_is_its_characters(stream: OwnStream) -> None:
    assert not torch.allclose(read(stream, ("草跑",)), read(stream, ("地跑",)))
    assert torch.equal(read(stream, ("龘",)), read(stream, ("鑫",)))


def test_the_rate_rises_over_a_tenth_and_falls_to_nothing() -> None:
    rates = [warm_cosine(step, 100) for step in range(101)]
    assert max(rates) == rates[10] == 1
    assert rates[100] == pytest.approx(0)
    assert np.all(np.diff(rates[:10]) > 0)
    assert np.all(np.diff(rates[10:]) <= 0)
