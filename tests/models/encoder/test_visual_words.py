"""What cells say: cosines against plain loops, ranks, silence, and the file that serving reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

from models.encoder.forms import sequence_of
from models.encoder.glosses import FOLDER, gloss
from models.encoder.identities import cell_logits
from models.encoder.visual_words import PROJECTOR, RANKED, ranked, read_visual_words, says, speaks
from models.encoder.visual_words_table import visual_words_table
from models.stored_arrays import read_arrays
from models.training.ship_visual_words import LOOKS
from models.training.visual_words import save
from models.weights import entry
from tests.fakes_encoder import FakeEncoder, tiny_visual_words
from tests.photographs import scene


def some_cells(count: int = 12, width: int = 8) -> np.ndarray:
    return np.random.default_rng(3).normal(0, 1, (count, width)).astype(np.float32)


def test_nearness_is_the_cosine_of_the_projected_cell_and_each_word() -> None:
    words, cells = tiny_visual_words(), some_cells()
    ((weight, bias),) = words.layers
    near = words.nearness(cells)
    for item, cell in enumerate(cells):
        there = weight @ cell + bias
        for index, vector in enumerate(words.vectors):
            assert near[item, index] == pytest.approx(there @ vector / np.linalg.norm(there), abs=1e-5)
    assert np.abs(near).max() <= 1 + 1e-5


def test_ranks_fall_and_a_cell_says_its_five_nearest_words_alone() -> None:
    near = tiny_visual_words().nearness(some_cells())
    first = ranked(near)
    assert first.shape == (12, RANKED)
    assert (np.diff(np.take_along_axis(near, first, 1), axis=1) <= 0).all()
    for word in range(near.shape[1]):
        assert (says(near, -1, word) == (first == word).any(1)).all()


def test_a_cell_that_is_near_to_nothing_says_no_word() -> None:
    near = tiny_visual_words().nearness(some_cells())
    between = float(np.median(near.max(1)))
    clear = speaks(near, between)
    assert 0 < clear.sum() < len(clear)
    assert not any(says(near, between, word)[~clear].any() for word in range(near.shape[1]))
    assert not speaks(near, 1.1).any()


def test_an_untrained_projector_has_the_same_form_and_words_and_is_the_same_every_time() -> None:
    words = tiny_visual_words()
    one, other = words.untrained(), words.untrained()
    assert one.words == words.words
    assert [weight.shape for weight, _ in one.layers] == [weight.shape for weight, _ in words.layers]
    np.testing.assert_array_equal(one.nearness(some_cells()), other.nearness(some_cells()))
    assert np.abs(one.nearness(some_cells()) - words.nearness(some_cells())).max() > 0.01


def test_the_file_is_read_as_it_was_written_in_half_precision(tmp_path: Path) -> None:
    words = tiny_visual_words()
    save(words, tmp_path / "words.safetensors")
    read = read_visual_words(tmp_path / "words.safetensors", words.threshold)
    assert (read.words, read.beside, read.threshold) == (words.words, words.beside, words.threshold)
    np.testing.assert_allclose(read.nearness(some_cells()), words.nearness(some_cells()), atol=5e-3)


def test_numpy_alone_reads_what_safetensors_reads() -> None:
    path = entry(PROJECTOR).file
    arrays, texts = read_arrays(path)
    with safe_open(path, framework="numpy") as stored:
        assert texts == stored.metadata()
        for name, values in arrays.items():
            np.testing.assert_array_equal(values, stored.get_tensor(name))


def test_the_classifiers_own_words_of_all_cells_average_to_the_logits() -> None:
    encoder = FakeEncoder()
    encoded = encoder.encode(scene(300, 200), (448, 448))
    alone = cell_logits(sequence_of(encoded.grid), encoder.classifier)
    np.testing.assert_allclose(alone.mean(0), encoded.logits, atol=1e-5)


def test_what_was_measured_is_over_three_times_chance_and_above_the_classifier() -> None:
    table = visual_words_table()
    if table is None:
        pytest.skip("The weights have not been measured yet: python -m benchmarks.visual_words")
    trained, classifier = (table.row(way).at_5["all"] for way in ("trained", "classifier"))
    assert table.times_chance >= 3
    assert trained.low > classifier.high
    assert min(table.seeds) > classifier.high
    assert min(table.seeds) >= 3 * table.row("chance").at_5["all"].value
    assert table.clear_at_5 > table.unclear_at_5
    assert visual_words_table(Path("nowhere.json")) is None


def test_every_shipped_word_is_told_in_every_language_and_no_word_tells_of_peoples_looks() -> None:
    words = read_visual_words(entry(PROJECTOR).file, 0).words
    for path in FOLDER.glob("*.tsv"):
        assert [word for word in words if not gloss(word, path.stem)] == []
    assert gloss("cat", "zh-CN") == "猫"
    assert gloss("cat", "en") == gloss("nothing", "zh-CN") == gloss("cat", "../zh-CN") == ""
    assert not LOOKS & set(words)
