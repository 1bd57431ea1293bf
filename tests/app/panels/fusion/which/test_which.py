"""Three questions and the advice: page and JSON cite the measured table."""

from __future__ import annotations

from itertools import product

import pytest
from starlette.testclient import TestClient

from models.fusion.table import read_table
from models.fusion.which import Needs, advise

PAGE, API = "/s/chelsea/fusion", "/api/v1/fusion/which"


@pytest.mark.parametrize("answers", list(product((False, True), repeat=3)))
def test_every_combination_is_answered_with_the_tables_own_numbers(lab: TestClient, answers: tuple[bool, ...]) -> None:
    advice = advise(read_table(), Needs(*answers))
    asked = dict(zip(("search", "where", "quick"), answers, strict=True))
    found = lab.get(API, params={name: str(yes).lower() for name, yes in asked.items()}).json()
    assert found["take"]["name"] == advice.first.name
    assert found["take"]["accuracy"] == pytest.approx(
        [advice.first.accuracy.mean, advice.first.accuracy.low, advice.first.accuracy.high], abs=0.01
    )
    assert (found["then"] or {}).get("name") == (advice.then.name if advice.then else None)
    for language in ("en", "zh-CN"):
        address = {"view": "which", "lang": language} | {name: "1" for name, yes in asked.items() if yes}
        page = lab.get(PAGE, params=address).text
        assert page.count('class="which-taken"') == (2 if advice.then else 1)
        assert f"{advice.first.accuracy.mean:.1f} %" in page
        assert page.count('aria-current="true"') >= 3
