"""The contact sheet: captions that stay under their own picture, on photos of every shape."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from app.render.contact_sheet import NARROWEST, contact_sheet
from models.results import Pixels
from tests.fakes import FakeAttender

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
SIZES = [(300, 400), (400, 20), (20, 400), (1, 1), (1200, 900)]


def sheet(pixels: Pixels, sentence: str) -> Image.Image:
    attender = FakeAttender()
    return Image.open(io.BytesIO(contact_sheet(pixels, attender.read(attender.look(pixels), sentence))))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sentence", [f"{LONG} {LONG}x dog", "一只猫", "two", "𝐜𝐚𝐭 Việt"])
def test_nothing_is_drawn_between_the_columns(size: tuple[int, int], sentence: str) -> None:
    pixels: Pixels = np.full((*size, 3), 128, np.uint8)
    drawn = np.asarray(sheet(pixels, sentence).convert("RGB"))
    photo = Image.fromarray(pixels)
    photo.thumbnail((360, 360))
    step = max(photo.width, NARROWEST) + 12
    paper = drawn[0, 0]
    for left in range(0, drawn.shape[1], step):
        assert (drawn[:, left : left + 12] == paper).all()


def test_every_judged_word_has_a_tile() -> None:
    pixels: Pixels = np.full((100, 150, 3), 128, np.uint8)
    few, many = sheet(pixels, "a cat"), sheet(pixels, "a cat sees a dog chase two birds")
    assert many.width * many.height > few.width * few.height
