from __future__ import annotations

import pytest

from app.engines.lab import Look
from app.panels.layers.strip import BARS, GAP, WIDTH, draw_strip
from tests.app.panels.layers.conftest import MakeScene


def test_stages_are_to_scale_and_fill_the_drawing(look: Look, make_scene: MakeScene) -> None:
    strip = draw_strip(look.plan, None, make_scene(stage="block0"))
    widths = [stage.width for stage in strip.stages]
    assert sum(widths) + GAP * (len(widths) - 1) == pytest.approx(WIDTH)
    assert (widths[2] / widths[0]) ** 2 == pytest.approx(8 / 4)
    assert max(stage.bars[1] for stage in strip.stages) == pytest.approx(BARS)
    assert strip.current is not None
    assert strip.current.name == "block0"
    assert [each.name for each in strip.neighbours if each] == ["stem", "head"]
