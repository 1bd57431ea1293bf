"""The hub's maps as pictures."""

from __future__ import annotations

import numpy as np

from app.panels.fusion.hub.drawing import Scale, framed_uri, scale_of
from models.hub_results import MapKind


def test_a_constant_map_is_drawn_clear() -> None:
    for kind in MapKind:
        values = np.full((2, 3, 3), 0.5, np.float32)
        assert np.isfinite(scale_of(values, kind).share(values)).all()
    assert framed_uri(np.ones((2, 2), np.float32), Scale(1, 1), (0.2, 0, 0.8, 1), 30, 20).startswith("data:image/png")
