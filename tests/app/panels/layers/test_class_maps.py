from __future__ import annotations

import pytest

from app.engines.lab import Look
from app.panels.layers.class_maps import class_of, map_kind
from app.panels.layers.query import LayersQuery
from models.lab_results.classes import MapKind


@pytest.mark.parametrize(
    ("stage", "kind", "made"),
    [
        (None, "", MapKind.CAM),
        ("head", "cam", MapKind.CAM),
        ("head", "grad_cam", MapKind.GRAD_CAM),
        ("stem", "", MapKind.GRAD_CAM),
        ("stem", "cam", MapKind.GRAD_CAM),
    ],
)
def test_cam_is_made_where_it_is_exact(look: Look, stage: str | None, kind: str, made: MapKind) -> None:
    assert map_kind(look.plan, LayersQuery(stage=stage, more=(("kind", kind),))) is made


def test_without_a_class_it_is_the_most_probable_one(look: Look) -> None:
    assert class_of(look, LayersQuery()) == int(look.photo.logits.argmax())
    assert class_of(look, LayersQuery(class_index=2)) == 2
