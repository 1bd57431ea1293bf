"""The trained twin of the colour reader sees what the reader sees."""

import numpy as np
import torch

from models.colour.names import COLOURS, NUMBERS
from models.colour.reader import LEVELS, ColourReader, cell_bins
from models.text.words import split_words
from models.training.colour_words.__main__ import join, lessons_of
from models.training.colour_words.network import ColourNetwork
from models.training.colour_words.sightings import Sightings, rivals_of, together

GRID = (28, 28)


def sightings(seed: int = 0) -> Sightings:
    """A red shirt on a blue photo, and "in red" on the same."""
    rng = np.random.default_rng(seed)
    patches = rng.integers(0, 256, (1, 112, 112, 3)).astype(np.uint8)
    maps = rng.random((2, 2, 784)).astype(np.float16)
    said = np.zeros((2, len(COLOURS)), bool)
    said[:, NUMBERS["red"]] = True
    lone, colour = np.array([False, True]), np.array([[2, 3], [2, 3]])
    return Sightings(patches, np.array([0, 0]), said, lone, colour, np.zeros((2, 2), np.float32), maps, maps[:, ::-1])


def test_network_and_reader_see_the_same() -> None:
    torch.manual_seed(0)
    network, heat = ColourNetwork(24), (1.0, 0.3, 1.5)
    with torch.no_grad():
        network.mix.normal_(0, 0.1)
    seen = sightings()
    lessons = lessons_of(seen, heat)
    arrays = {name: value.numpy() for name, value in network.arrays().items()}
    hidden, naming = ((arrays.pop(f"{name}.weight"), arrays.pop(f"{name}.bias")) for name in ("hidden", "naming"))
    reader = ColourReader(hidden, naming, np.array(heat, np.float32), **arrays, join=np.ones((2, 3), np.float32))
    colours = reader.table[cell_bins(seen.patches[0], GRID)].mean(1)
    with torch.inference_mode():
        taught = network(lessons.under[:, 0], lessons.photo, torch.from_numpy(seen.lone)).numpy()
    for row, sentence in enumerate(("red shirt", "red")):
        words = split_words(sentence)
        evidence = np.stack([seen.own[row, 0], seen.noun[row, 0]])[: len(words)].astype(np.float32)
        (found,) = reader.judge(sentence, words, colours, evidence).values()
        np.testing.assert_allclose(found.amount, taught[row, NUMBERS["red"]], atol=1e-3)
    np.testing.assert_allclose(lessons.under.sum(-1), 1, atol=1e-4)
    assert lessons.under.shape == (2, 2, LEVELS**3)


def test_the_join_trusts_the_better_witness_and_gives_a_probability() -> None:
    rng = np.random.default_rng(0)
    old, seen = (np.stack([rng.normal(mean, 1, 4000), rng.normal(-mean, 1, 4000)], 1) for mean in (0.5, 1.5))
    weight, own, shift = join(np.asarray(old, np.float32), np.asarray(seen, np.float32))
    np.testing.assert_allclose((weight, own, shift), (1, 3, 0), atol=0.4)  # the log-odds of these two normals


def test_rivals_are_colours_that_nobody_says() -> None:
    assert not {"red", "gray"} & set(rivals_of({NUMBERS["red"], NUMBERS["grey"]}))


def test_what_was_found_is_put_together_in_order() -> None:
    both = together([sightings(0), sightings(1)])
    np.testing.assert_array_equal(both.photo, [0, 0, 1, 1])
    np.testing.assert_array_equal(both.patches[1], sightings(1).patches[0])
