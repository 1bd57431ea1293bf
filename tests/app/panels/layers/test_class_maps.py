from __future__ import annotations

from dataclasses import replace

import pytest

from app.engines.lab import Look
from app.panels.layers.class_maps import class_of, map_kind
from app.panels.layers.query import LayersQuery
from models.errors import InvalidArgument
from models.lab_results.classes import MapKind


@pytest.mark.parametrize(
    ("stage", "kind", "made"),
    [
        (None, "", MapKind.CAM),
        ("head", "cam", MapKind.CAM),
        ("head", "grad_cam", MapKind.GRAD_CAM),
        ("stem", "", MapKind.GRAD_CAM),
    ],
)
def test_cam_is_made_where_it_is_exact(look: Look, stage: str | None, kind: str, made: MapKind) -> None:
    assert map_kind(look.plan, LayersQuery(stage=stage, more=(("kind", kind),))) is made


@pytest.mark.parametrize(
    ("stage", "kind", "code"),
    [("stem", "cam", "no_cam_there"), ("head", "bogus", "no_such_kind"), ("stem", "CAM", "no_such_kind")],
)
def test_nothing_is_made_in_place_of_what_was_asked_for(look: Look, stage: str, kind: str, code: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        map_kind(look.plan, LayersQuery(stage=stage, more=(("kind", kind),)))
    assert caught.value.code == code


def test_a_network_without_an_exact_map_refuses_one(look: Look) -> None:
    other = replace(look.plan, exact_cam=False)
    assert map_kind(other, LayersQuery()) is MapKind.GRAD_CAM
    with pytest.raises(InvalidArgument) as caught:
        map_kind(other, LayersQuery(more=(("kind", "cam"),)))
    assert caught.value.code == "no_exact_cam"


def test_without_a_class_it_is_the_most_probable_one(look: Look) -> None:
    assert class_of(look, LayersQuery()) == int(look.photo.logits.argmax())
    assert class_of(look, LayersQuery(class_index=2)) == 2
