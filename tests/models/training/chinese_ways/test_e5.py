"""The packed e5 file, its pieces, and the network that is made of it."""

from pathlib import Path

import numpy as np
import pytest

from models.training.chinese_ways.e5 import E5, load
from models.training.chinese_ways.e5_file import read_e5, unpack
from tests.models.training.chinese_ways.tiny_e5 import PIECES, pack, write_tiny


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> E5:
    return load(write_tiny(tmp_path_factory.mktemp("e5") / "tiny.bin"))


def test_weights_come_out_as_they_were_packed() -> None:
    weights = np.array([*range(-7, 8), *range(-7, 8), 0, 7], np.float32) / 4
    assert np.array_equal(unpack(np.frombuffer(pack(weights), np.uint8)), weights)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"PNG " + bytes(64))
    with pytest.raises(ValueError, match="no packed e5"):
        read_e5(path)


def test_chosen_rows_are_those_of_the_whole_matrix(tiny: E5) -> None:
    whole = tiny.file.matrix("emb.word", 384)
    assert np.array_equal(tiny.file.rows("emb.word", 384, np.array([3, 1])), whole[[3, 1]])


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("草地", ["草地"]),  # likelier than its two halves
        ("狗草", ["狗", "草"]),
        ("犬", ["狗"]),  # by the table of characters
        ("cat", ["\u2581cat"]),  # Latin words begin with a space
        ("龘", ["<unk>"]),
        ("草龘", ["草", "<unk>"]),
    ],
)
def test_a_word_is_its_most_probable_pieces(tiny: E5, word: str, pieces: list[str]) -> None:
    assert [PIECES[number][0] for number in tiny.pieces.word(word)] == pieces


def test_a_sentence_is_read_alike_alone_and_beside_a_longer_one(tiny: E5) -> None:
    sentences = [["狗", "草地"], ["cat", "狗", "草", "地", "狗"]]
    together = tiny.read(sentences)
    assert [rows.shape for rows in together] == [(2, 1152), (5, 1152)]
    for sentence, rows in zip(sentences, together, strict=True):
        assert np.allclose(tiny.read([sentence])[0], rows, atol=1e-4)
