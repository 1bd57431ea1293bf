"""Painted things in known places: the colour under the noun is told from the colour beside it, and lies where it is."""

import itertools

import numpy as np
import pytest

from models.colour.lab import lab
from models.colour.names import COLOURS
from models.colour.reader import averaged, colour_reader
from models.preprocessing import squash
from models.results import FloatArray, Pixels
from models.text.words import split_words
from tests.door import decoded
from tests.matrix import thorough_rows_after
from tests.photographs import turned_photo

PAINT = {
    "black": (18, 18, 20), "white": (245, 245, 243), "red": (205, 25, 30), "blue": (30, 70, 190),
    "green": (35, 140, 50),
    "yellow": (245, 220, 40), "brown": (105, 62, 30), "orange": (245, 130, 25), "gray": (125, 125, 127),
    "pink": (245, 130, 180), "purple": (110, 40, 150),
}  # fmt: skip
GRID = (28, 28)
SIZES = [(300, 600), (640, 320), (400, 400)]  # landscape, portrait, square
LEFT, RIGHT = (0.1, 0.3, 0.4, 0.7), (0.6, 0.3, 0.9, 0.7)  # left, top, right, bottom
# Grey in the light and white in the shade are the same pixels: that pair is not told apart (MODEL_CARD.md).
PAIRS = [pair for pair in itertools.combinations(PAINT, 2) if {*pair} != {"white", "gray"}]
Box = tuple[float, float, float, float]


def painted(size: tuple[int, int], things: dict[Box, str]) -> Pixels:
    """A greenish grey ground with coloured rectangles."""
    pixels = np.full((*size, 3), (150, 160, 140), np.uint8)
    for (x0, y0, x1, y1), colour in things.items():
        rows, cols = (
            slice(int(low * side), int(high * side)) for low, high, side in ((y0, y1, size[0]), (x0, x1, size[1]))
        )
        pixels[rows, cols] = PAINT[colour]
    return pixels


def heat_in(box: Box) -> FloatArray:
    """Evidence that lies in a box, (784,)."""
    y, x = (np.indices(GRID) + 0.5) / 28
    x0, y0, x1, y1 = box
    return np.where((x >= x0) & (x < x1) & (y >= y0) & (y < y1), 0.01, 1e-6).astype(np.float32).ravel()


def cells(pixels: Pixels) -> FloatArray:
    """How much of every cell has each colour."""
    return colour_reader().see(squash(pixels, 448), GRID)


def seen(colours: FloatArray, colour: str, box: Box, sentence: str = "a {} cup") -> tuple[float, FloatArray]:
    """What is seen of the colour of a cup that is found in the box, and where."""
    text = sentence.format(colour)
    words = split_words(text)
    (found,) = colour_reader().judge(text, words, colours, np.stack([heat_in(box)] * len(words))).values()
    return found.amount, found.place


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("one", "other"), thorough_rows_after(12, PAIRS))
def test_of_two_things_each_has_its_own_colour_and_not_the_other_ones(
    one: str, other: str, size: tuple[int, int]
) -> None:
    for left, right in ((one, other), (other, one)):
        colours = cells(painted(size, {LEFT: left, RIGHT: right}))
        assert seen(colours, left, LEFT)[0] > seen(colours, right, LEFT)[0]
        assert seen(colours, right, RIGHT)[0] > seen(colours, left, RIGHT)[0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("colour", PAINT)
def test_the_map_lies_where_the_colour_is_on_the_thing(colour: str, size: tuple[int, int]) -> None:
    other = "blue" if colour != "blue" else "red"
    half = (LEFT[0], LEFT[1], (LEFT[0] + LEFT[2]) / 2, LEFT[3])
    pixels = painted(size, {LEFT: other, half: colour, RIGHT: colour})  # half of the thing, and another thing
    place = seen(cells(pixels), colour, LEFT)[1].reshape(GRID)
    row, col = np.unravel_index(place.argmax(), GRID)
    assert half[0] <= (col + 0.5) / 28 < half[2]
    assert half[1] <= (row + 0.5) / 28 < half[3]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_that_is_stored_turned_is_read_upright(orientation: int) -> None:
    colours = cells(decoded(turned_photo(orientation, "PNG")).pixels)
    corners = {"red": (0, 0, 0.5, 0.5), "green": (0.5, 0, 1, 0.5), "blue": (0, 0.5, 0.5, 1)}
    for colour, box in corners.items():
        amounts = {name: seen(colours, name, box)[0] for name in corners}
        assert max(amounts, key=lambda name: amounts[name]) == colour


@pytest.mark.parametrize("sentence", ["the cup is {}", "{}", "something {}"])
@pytest.mark.parametrize("colour", sorted({*PAINT} - {"orange"}))
def test_a_colour_is_read_after_its_noun_and_without_any(colour: str, sentence: str) -> None:
    colours = cells(painted((300, 600), {LEFT: colour, RIGHT: "orange"}))
    assert seen(colours, colour, LEFT, sentence)[0] > seen(colours, colour, RIGHT, sentence)[0]


def test_colours_of_a_cell_are_shares_of_it() -> None:
    reader = colour_reader()
    shares = reader.see(squash(painted((300, 500), {LEFT: "red"}), 448), GRID)
    assert shares.shape == (784, len(COLOURS) + 1)
    assert shares.min() >= 0
    np.testing.assert_allclose(shares.sum(1), 1, atol=1e-5)


def test_lab_of_known_colours() -> None:
    known = {
        (255, 255, 255): (100, 0, 0),
        (0, 0, 0): (0, 0, 0),
        (255, 0, 0): (53.24, 80.09, 67.20),
        (0, 0, 255): (32.30, 79.19, -107.86),
    }
    for rgb, expected in known.items():
        np.testing.assert_allclose(100 * lab(np.array(rgb, np.uint8)), expected, atol=0.15)


def test_pixels_are_averaged_over_squares() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16, 3)).astype(np.uint8)
    expected = pixels.reshape(4, 4, 4, 4, 3).mean((1, 3))
    np.testing.assert_allclose(averaged(pixels, 4), expected, atol=0.51)
