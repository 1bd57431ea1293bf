from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.engines.lab import Look
from app.panels.layers.trust.page import draw_trust, trust_overlay
from app.panels.layers.trust.result import Subject, TrustFindings
from models.class_activation import top_classes
from models.lab_results.classes import MapKind
from tests.app.panels.layers.conftest import MakeScene
from tests.fakes import FakeAttender
from tests.photographs import scene as photo_of_a_scene


@pytest.fixture
def findings(look: Look) -> TrustFindings:
    attender = FakeAttender()
    attention = attender.read(attender.look(photo_of_a_scene()), "a cat on a sofa")
    subject = Subject("class 1", np.ones((8, 8), np.float32), 0.4, None, 1, MapKind.CAM, "head")
    return TrustFindings(subject, top_classes(look.photo, 3), 4, attention, exact_cam=True)


def test_the_checks_are_asked_for_once(findings: TrustFindings, make_scene: MakeScene) -> None:
    page = draw_trust(findings, make_scene(view="trust", stage="head"))
    assert page.start_href is not None
    assert "start=1" in page.start_href
    assert "class=1" in page.start_href
    assert draw_trust(findings, make_scene(view="trust", stage="head", start=True)).start_href is None


def test_another_map_is_not_checked_unasked(findings: TrustFindings, make_scene: MakeScene) -> None:
    page = draw_trust(findings, make_scene(view="trust", stage="head", start=True))
    picks = (*page.classes, *page.words, *page.kinds)
    assert picks
    assert not any("start=1" in pick.href for pick in picks)


def test_a_map_of_nothing_cannot_be_checked(findings: TrustFindings, make_scene: MakeScene) -> None:
    nothing = replace(findings, subject=replace(findings.subject, heat=np.zeros((8, 8), np.float32)))
    assert draw_trust(nothing, make_scene(view="trust")).start_href is None
    assert trust_overlay(nothing, make_scene(view="trust")).picture is None
    assert trust_overlay(findings, make_scene(view="trust")).picture is not None


def test_a_words_map_has_no_kinds(findings: TrustFindings, make_scene: MakeScene) -> None:
    word = replace(findings, subject=Subject("cat", np.ones((14, 14), np.float32), 0.7, word=1))
    page = draw_trust(word, make_scene(view="trust"))
    assert page.kinds == ()
    assert [pick.title for pick in page.words if pick.current] == ["cat"]
    assert page.api.endswith("/trust?of=word:1")
