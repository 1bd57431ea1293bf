"""The room `cost`: amounts as people say them, and a layer's costs as page and document."""

from __future__ import annotations

import pytest

from app.engines.lab import Look
from app.panels.layers.cost.amounts import amount, memory, multiple
from app.panels.layers.cost.document import cost_document
from app.panels.layers.cost.drawing import WAYS, draw_cost
from app.panels.layers.cost.result import layer_costs, textbook
from models.errors import InvalidArgument
from tests.app.panels.layers.conftest import MakeScene


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (amount(864), "864"),
        (amount(10_838_016), "10.8 M"),
        (amount(60_424_192_000), "60.4 G"),
        (memory(3456), "3.46 kB"),
        (memory(43_352_064), "43.4 MB"),
        (multiple(12_544), "12,544"),
        (multiple(1.333), "1.33"),
    ],
)
def test_large_numbers_are_short(told: str, expected: str) -> None:
    assert told == expected


def test_the_textbooks_kernel_has_26_parameters() -> None:
    assert textbook()[0].report.convolution.parameters == 26


def test_a_layer_with_a_window_comes_first(look: Look) -> None:
    costs = layer_costs(look.plan, "block0", None)
    assert costs.layer.window is not None
    assert costs.layer.window.kernel == (3, 3)
    with pytest.raises(InvalidArgument):
        layer_costs(look.plan, "block0", "nowhere")


def test_the_page_shows_three_ways_and_a_separable_pair(look: Look, make_scene: MakeScene) -> None:
    page = draw_cost(layer_costs(look.plan, "block0", "depthwise"), make_scene(view="cost", stage="block0"))
    assert tuple(way.kind for way in page.ways) == WAYS
    assert page.ways[0].times == "1"
    assert page.separable is not None
    assert [size.side for size in page.textbook.sizes] == [32, 224, 1024]


def test_biases_are_counted_by_one_rule(look: Look, make_scene: MakeScene) -> None:
    page = draw_cost(layer_costs(look.plan, "block0", "depthwise"), make_scene(view="cost", stage="block0"))
    assert page.textbook.kernel_formula.endswith("26")
    assert page.textbook.dense_formula.endswith("50,177")


def test_a_stage_is_its_layers_and_its_norms(look: Look, make_scene: MakeScene) -> None:
    for stage in look.plan.stages:
        page = draw_cost(layer_costs(look.plan, stage.name, None), make_scene(view="cost", stage=stage.name))
        parameters, layers, norms = (int(each) for each in (page.stage.parameters, page.stage.layers, page.stage.norms))
        assert parameters == stage.parameters == layers + norms
        assert norms == 2 * sum(each.output_shape[0] for each in look.plan.convolutions(stage.name))


def test_the_document_begins_with_the_layer_and_ends_with_the_textbook(look: Look) -> None:
    told = cost_document(layer_costs(look.plan, "stem", None)).model_dump(exclude_unset=True)
    assert list(told)[:5] == ["backbone", "stage", "layer", "layers", "shape"]
    assert list(told)[-2:] == ["separable", "textbook"]
    assert list(told["textbook"][0])[:2] == ["name", "shape"]
