from __future__ import annotations

from app.engines.lab import Look
from app.panels.layers.nets.page import draw_nets
from app.panels.layers.nets.result import NetFindings
from tests.app.panels.layers.conftest import MakeScene


def test_what_is_not_prepared_is_a_link_that_waits_for_it(look: Look, make_scene: MakeScene) -> None:
    nets = [NetFindings("efficientnet_lite0", look, None), NetFindings("efficientnet_lite1", None, None)]
    page = draw_nets(nets, make_scene(view="nets", stage="head"))
    assert [card.name for card in page.cards] == ["efficientnet_lite0"]
    assert page.cards[0].top[0].href.count("view=class") == 1
    assert "prepare=efficientnet_lite1" in page.missing[0][1]
    assert len(page.verdicts) == 1
    assert not page.measured
