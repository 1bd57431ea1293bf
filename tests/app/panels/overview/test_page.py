from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from app.language.i18n import translator
from app.panels.overview.page import LARGEST, SMALLEST, draw_overview
from app.panels.overview.result import OverviewFindings, landmarks
from app.panels.scene import Scene
from app.samples.examples import EXAMPLES
from tests.fakes import FakeAttender

SENTENCE = "a cat on a blue sofa"


def scene() -> Scene:
    return Scene(EXAMPLES[0].sample, translator("en"))


def read() -> object:
    attender = FakeAttender()
    return attender.read(attender.look(np.zeros((28, 28, 3), np.uint8)), SENTENCE)


def test_without_the_network_the_words_are_there_already() -> None:
    page = draw_overview(OverviewFindings(read(), None), scene())  # type: ignore[arg-type]
    assert page.preparing
    assert [word.text for word in page.words] == SENTENCE.split()
    assert page.waiting_href.endswith("/overview?wait=1")


def test_a_landmark_is_the_last_stage_of_each_size() -> None:
    stages = [SimpleNamespace(name=name, reduction=size) for name, size in (("a", 2), ("b", 4), ("c", 4), ("d", 8))]
    assert [each.name for each in landmarks(SimpleNamespace(stages=stages))] == ["a", "c", "d"]  # type: ignore[arg-type]


def test_words_that_were_found_have_a_picture_and_lead_to_where_they_look() -> None:
    page = draw_overview(OverviewFindings(read(), None), scene())  # type: ignore[arg-type]
    assert all(word.heat for word in page.pictured)
    assert page.pictured[0].href.endswith("/words?word=1")
    assert LARGEST > SMALLEST
