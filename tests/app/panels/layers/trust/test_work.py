"""The checks as work that grows: every photo is scored once, in slices, and the cascade comes last."""

from __future__ import annotations

import numpy as np
import pytest

from app.engines.lab import Look
from app.panels.layers.query import LayersQuery
from app.panels.layers.seen_pixels import seen_pixels
from app.panels.layers.trust.document import trust_document
from app.panels.layers.trust.result import Checks, Subject, TrustFindings, read_word, settle_class
from app.panels.layers.trust.work import check_steps, word_score
from app.work.sweeps import Grown
from models.attention import SHARPEST
from models.class_activation import cam
from models.engine.attender import load_attender
from models.errors import InvalidArgument
from models.evaluation.readings import skimage_photo
from models.faithfulness import faithfulness, photos_of_orders
from models.lab_results.classes import MapKind
from models.preprocessing import within
from models.randomisation import randomise
from models.results import FloatArray, Pixels
from tests.exports import EXPORTS
from tests.fakes import FakeAttender


def subject_of(look: Look, index: int = 1) -> Subject:
    made = cam(look.engine, look.photo, index)
    heat = np.asarray(np.abs(made.raw) + 1e-3, np.float32)  # a map that shows something whatever the seed
    return Subject("class", heat, 0.5, None, index, made.kind, made.stage)


def run_checks(look: Look, scored: list[int], random: bool = True) -> list[Grown]:
    pixels, subject = seen_pixels(look), subject_of(look)

    def score(photos: list[Pixels]) -> FloatArray:
        scored.append(len(photos))
        return look.engine.probability(photos, 1)

    again = (lambda: randomise(look.engine, look.photo, 1, MapKind.CAM)) if random else None
    return list(check_steps(pixels, pixels, subject, 1.5, score, again, orders=4))


def test_the_checks_grow_order_by_order_to_the_cascade(look: Look) -> None:
    scored: list[int] = []
    grown = run_checks(look, scored)
    assert [each.done for each in grown] == [*range(1, grown[0].total + 1)]
    assert [each.complete for each in grown] == [False] * (len(grown) - 1) + [True]
    drawn = [len(each.value.report.random) if each.value else 0 for each in grown]
    assert drawn == sorted(drawn)
    assert {0, 1, 2, 3, 4} == set(drawn)
    assert sum(scored) == photos_of_orders(4)
    assert max(scored) <= 12  # so that it can be stopped at any moment
    assert grown[-2].value.cascade is None
    assert [step.stage for step in grown[-1].value.cascade.steps][-1] == "stem"


def test_slices_give_the_curves_that_one_go_gives(look: Look) -> None:
    checks: Checks = run_checks(look, [], random=False)[-1].value
    whole = faithfulness(
        seen_pixels(look), subject_of(look).heat, lambda photos: look.engine.probability(list(photos), 1), orders=4
    )
    mine, theirs = ((*report.curves, *report.random) for report in (checks.report, whole))
    for one, other in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(one.deletion, other.deletion, atol=1e-6)
        np.testing.assert_allclose(one.insertion, other.insertion, atol=1e-6)
    assert checks.cascade is None
    assert len(checks.removed) == len(checks.given) == len(checks.fractions) == 5


def test_only_a_word_with_a_number_is_a_word() -> None:
    assert read_word(LayersQuery(more=(("of", "word:3"),))) == 3
    assert read_word(LayersQuery()) is None
    for of in ("word:", "word:-1", "word:x", "class"):
        with pytest.raises(InvalidArgument) as caught:
            read_word(LayersQuery(more=(("of", of),)))
        assert caught.value.code == "no_such_subject"


def test_a_question_about_a_class_names_it_and_its_stage(look: Look) -> None:
    settled = settle_class(look, LayersQuery(view="trust"))
    assert settled.class_index == int(look.photo.logits.argmax())
    assert settled.stage == "head"
    word = LayersQuery(more=(("of", "word:1"),))
    assert settle_class(look, word) == word


def test_the_document_of_a_map_of_nothing_has_no_checks(look: Look) -> None:
    attender = FakeAttender()
    attention = attender.read(attender.look(np.zeros((20, 30, 3), np.uint8)), "a cat")
    nothing = Subject("cat", np.zeros((2, 2), np.float32), 0.1, word=1)
    told = trust_document(TrustFindings(nothing, (), 4, attention, True)).model_dump(exclude_unset=True, by_alias=True)
    assert told == {
        "of": {"word": 1, "text": "cat"},
        "nothing": True,
        "score": 0.1,
        "faithfulness": None,
        "randomisation": None,
    }


def test_the_document_holds_what_the_checks_said(look: Look) -> None:
    attender = FakeAttender()
    attention = attender.read(attender.look(np.zeros((20, 30, 3), np.uint8)), "a cat")
    checks = run_checks(look, [])[-1].value
    findings = TrustFindings(subject_of(look), (), 4, attention, True, checks)
    told = trust_document(findings).model_dump(exclude_unset=True, by_alias=True)
    assert list(told["of"]) == ["class", "name", "kind", "stage"]
    assert [curve["order"] for curve in told["faithfulness"]["curves"]] == ["map", "random", "centre"]
    assert len(told["faithfulness"]["random"]["deletion_areas"]) == told["faithfulness"]["random"]["orders"] == 4
    assert told["faithfulness"]["deletion"]["random"] == "unclear"
    assert len(told["randomisation"]["steps"]) == 4


@pytest.mark.weights
@pytest.mark.parametrize("name", ["coffee", "chelsea", "rocket"])
def test_a_word_begins_at_the_score_that_the_page_gives_it(name: str) -> None:
    attender, pixels = load_attender(EXPORTS), skimage_photo(name)
    score = word_score(attender, "a cup, a cat, a rocket", 3)
    assert score([within(pixels, SHARPEST)]) == pytest.approx(score([pixels]), abs=1e-6)
    blank = score([np.full_like(pixels, 127)])
    assert abs(blank - score([pixels])) > 1e-3, "else every photo has that score"
