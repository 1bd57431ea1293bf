"""The room `class`: the page's lists and the documents of one class's map."""

from __future__ import annotations

import numpy as np
import pytest

from app.engines.lab import Look
from app.panels.layers.classes.document import class_map_document, classes_document
from app.panels.layers.classes.page import class_overlay, draw_classes
from app.panels.layers.classes.result import ClassFindings
from models.class_activation import cam, grad_cam
from tests.app.panels.layers.conftest import MakeScene


def test_the_sum_is_exact_where_the_network_ends_in_pooling(look: Look, make_scene: MakeScene) -> None:
    findings = ClassFindings(look, 1, cam(look.engine, look.photo, 1))
    page = draw_classes(findings, make_scene(view="class", stage="head", class_index=1))
    assert page.exactness is not None
    total = float(page.exactness.mean.replace("−", "-")) + float(page.exactness.bias.replace("− ", "-").strip("+ "))
    assert total == pytest.approx(float(look.photo.logits[1]), abs=0.02)
    assert [kind.name for kind in page.kinds if kind.current] == ["cam"]
    assert page.chosen.index == 1
    assert len(page.top) == 4


def test_every_size_of_map_has_a_small_picture(look: Look, make_scene: MakeScene) -> None:
    findings = ClassFindings(look, 0, grad_cam(look.engine, look.photo, 0, "stem"))
    page = draw_classes(findings, make_scene(view="class", stage="stem"))
    assert [small.stage for small in page.stages] == ["stem", "head"]
    assert [small.stage for small in page.stages if small.current] == ["stem"]
    assert page.exactness is None


def test_the_map_lies_over_the_photo_with_its_grid(look: Look, make_scene: MakeScene) -> None:
    overlay = class_overlay(ClassFindings(look, 2, cam(look.engine, look.photo, 2)), make_scene(view="class"))
    assert overlay.grid == (8, 8)
    assert "class.png" in (overlay.picture or "class.png")


def test_the_documents_say_class(look: Look) -> None:
    listed = classes_document(look, 2, "en", "/here").model_dump(by_alias=True)
    assert [next(iter(row)) for row in listed["classes"]] == ["class", "class"]
    index = listed["classes"][0]["class"]
    assert listed["classes"][0]["links"] == {"map": f"/here/{index}"}
    told = class_map_document(look, cam(look.engine, look.photo, index), "en").model_dump(by_alias=True)
    bias = look.engine.classifier[1][index]
    assert np.mean(told["values"]) + bias == pytest.approx(told["logit"], abs=1e-3)
