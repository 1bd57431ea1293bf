from __future__ import annotations

import numpy as np
import pytest

from app.engines.lab import Look
from app.panels.layers.maps.document import channel_document, channels_document
from models.errors import InvalidArgument
from models.feature_maps import ChannelOrder


def test_channels_are_told_in_order(look: Look) -> None:
    document = channels_document(look, "head", ChannelOrder.CONTRAST)
    contrast = [row.contrast for row in document.channels]
    assert contrast == sorted(contrast, reverse=True)
    assert (document.rows, document.cols, len(document.channels)) == (8, 8, 8)


def test_a_channel_is_told_cell_by_cell(look: Look) -> None:
    document = channel_document(look, "block0", 2)
    np.testing.assert_allclose(document.values, look.stage("block0").maps[2], rtol=1e-4, atol=1e-6)
    best = document.strongest[0]
    assert best.value == pytest.approx(float(np.abs(look.stage("block0").maps[2]).max()), rel=1e-4)


def test_a_channel_that_is_not_there_is_told(look: Look) -> None:
    with pytest.raises(InvalidArgument):
        channel_document(look, "stem", 99)
