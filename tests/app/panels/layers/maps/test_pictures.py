from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from app.engines.lab import Look
from app.panels.layers.maps.pictures import channel_picture, colours_picture, kernel_picture, stage_archive
from app.panels.layers.query import LayersQuery
from models.errors import InvalidArgument


@pytest.mark.parametrize("draw", [channel_picture, colours_picture])
def test_a_picture_has_a_pixel_a_cell(look: Look, draw: object) -> None:
    assert callable(draw)
    png = draw(look, LayersQuery(stage="block0", channel=1))
    assert Image.open(io.BytesIO(png)).size == (8, 8)


def test_a_kernel_is_a_picture_of_its_own(look: Look) -> None:
    assert Image.open(io.BytesIO(kernel_picture(look, LayersQuery(channel=0)))).size == (3, 3)


def test_a_picture_of_no_channel_is_refused(look: Look) -> None:
    with pytest.raises(InvalidArgument):
        channel_picture(look, LayersQuery(stage="block0"))


def test_the_archive_says_what_it_holds(look: Look) -> None:
    with np.load(io.BytesIO(stage_archive(look, LayersQuery(stage="head")))) as archive:
        assert set(archive) == {"maps", "backbone", "stage", "reduction", "signed", "photo"}
        np.testing.assert_array_equal(archive["maps"], look.stage("head").maps)
