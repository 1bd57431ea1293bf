"""The room `block`: one number's steps on the page and as JSON."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from app.engines.lab import Look
from app.panels.layers.block.document import block_document
from app.panels.layers.block.drawing import block_overlay, bracketed, digits, draw_block
from app.panels.layers.block.result import BlockFindings, block_stage, steps_of
from app.panels.layers.query import LayersQuery
from models.errors import InvalidArgument
from tests.app.panels.layers.conftest import MakeScene


@pytest.fixture(scope="module")
def findings(look: Look) -> BlockFindings:
    return steps_of(look, LayersQuery(stage="block0"))


def test_without_a_channel_and_a_cell_it_is_where_the_stage_does_most(look: Look, findings: BlockFindings) -> None:
    maps = np.abs(look.stage("block0").maps)
    assert maps[findings.channel, findings.row, findings.col] == maps.max()
    held = steps_of(look, LayersQuery(stage="block0", row=2, col=3))
    assert (held.row, held.col) == (2, 3)
    assert held.channel == int(maps[:, 2, 3].argmax())


@pytest.mark.parametrize("query", [{"channel": 99}, {"row": 99, "col": 0}, {"class_index": 99}])
def test_what_is_not_there_is_refused(look: Look, query: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        steps_of(look, LayersQuery(stage="block0", **query))


def test_it_begins_with_a_block(look: Look) -> None:
    assert block_stage(look.plan) == "block0"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_step_has_its_number(findings: BlockFindings, make_scene: MakeScene, language: str) -> None:
    scene = make_scene(language, view="block", stage="block0")
    page = draw_block(findings, scene)
    assert [step.kind for step in page.steps] == [
        *("mixing", "norm", "activation"),
        *("window", "norm", "activation"),
        *("mixing", "norm"),
    ]
    assert page.steps[-1].value == page.value
    assert all(scene.t.has(f"block.told.{step.note or step.kind}") for step in page.steps)
    assert all(scene.t.has(f"block.step.{step.kind}") for step in page.steps)
    assert page.final is not None
    assert block_overlay(findings, scene).held == (findings.row, findings.col)


def test_a_norm_is_written_with_its_numbers(findings: BlockFindings, make_scene: MakeScene) -> None:
    page = draw_block(findings, make_scene(view="block", stage="block0"))
    formula = next(step.formula for step in page.steps if step.kind == "norm")
    assert formula is not None
    plain = formula.replace("−", "-").replace("÷", "/").replace("×", "*")
    made, said = re.sub(r"√\(([^)]*)\)", r"((\1)**0.5)", plain).split(" = ")
    assert eval(made) == pytest.approx(float(said), rel=2e-2, abs=2e-2)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (18.0004, "18.00"), (-0.35, "−0.3500"), (1280, "1280"), (0.00001, "1.0e−05"), (-3, "−3.000")],
)
def test_numbers_have_four_digits(value: float, text: str) -> None:
    assert digits(value) == text
    assert bracketed(value) == (f"({text})" if value < 0 else text)


def test_the_document_holds_every_number(findings: BlockFindings) -> None:
    told = block_document(findings).model_dump(exclude_unset=True)
    assert [step["kind"] for step in told["steps"]][:3] == ["mixing", "norm", "activation"]
    assert told["steps"][-1]["value"] == pytest.approx(told["value"], abs=1e-4)
    assert "patch" not in told["steps"][0]
    sum_ = told["final"]["sum"]
    products = sum(term["product"] for term in sum_["terms"])
    assert products + sum_["rest"] + sum_["bias"] == pytest.approx(told["final"]["logit"], abs=1e-3)
