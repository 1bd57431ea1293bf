"""The random twin's weights: made of the trained ones, and what torch's twin has."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
import torch

from models.engine import session as sessions
from models.engine.lab import files as lab_files
from models.engine.lab.randomised import randomised
from models.engine.lab.twin_weights import twin_scales
from models.engine.shuffle import shuffled
from models.engine.tensors import Place, places_of, reordered
from tests.models import tiny_networks
from tests.models.conftest import Specimen


@pytest.mark.parametrize("name", ["separable", "mixed"])
def test_the_twin_runs_as_torchs_does(name: str, request: pytest.FixtureRequest) -> None:
    specimen: Specimen = request.getfixturevalue(name)
    found = specimen.engine.random_values(specimen.photo, 0)[-1]
    with torch.no_grad():
        expected = randomised(specimen.backbone)(torch.from_numpy(specimen.photo.inputs))
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-4 * float(expected.abs().max()))


def test_it_takes_next_to_no_room(separable: Specimen) -> None:
    random = separable.engine.folder / lab_files.RANDOM
    assert (random / lab_files.WEIGHTS).stat().st_size == 0
    made = [place for graph in random.glob("forward-*.onnx") for place in places_of(graph).values()]
    assert {place.file.parent.name for place in made} == {lab_files.TRAINED}
    assert all(place.scales is not None and place.scales.file.parent == random for place in made)


def test_the_order_is_the_same_everywhere() -> None:
    assert shuffled(np.arange(12)).tolist() == [10, 5, 9, 8, 0, 4, 7, 3, 2, 1, 6, 11]
    assert sorted(shuffled(np.arange(1000))) == list(range(1000))


def test_scales_are_found_again_and_what_does_not_fit_is_kept_whole() -> None:
    network = tiny_networks.separable()
    rng = np.random.default_rng(0)
    name, own = next((name, each.detach().numpy()) for name, each in network.named_parameters() if each.numel() > 300)
    before, after = rng.uniform(0.5, 2, (2, len(own))).astype(np.float32)
    shape = (len(own), *[1] * (own.ndim - 1))
    trained = {f"backbone.{name}": own * before.reshape(shape)}
    twin = {f"backbone.{name}": reordered(trained[f"backbone.{name}"], before, after)}
    other = {f"backbone.{name}": rng.standard_normal(own.shape).astype(np.float32)}
    np.testing.assert_allclose(twin_scales(trained, twin, network)[f"backbone.{name}"], [before, after], rtol=1e-5)
    assert not twin_scales(trained, other, network)


def test_made_weights_are_let_go_with_their_sessions(separable: Specimen) -> None:
    def own(place: Place) -> bool:
        return place.scales is not None and place.file.is_relative_to(separable.engine.folder)

    separable.engine.random_values(separable.photo, 0)
    made = [weakref.ref(value) for place, value in sessions._values.items() if own(place)]
    assert made
    separable.engine.parts.forget_random()
    gc.collect()
    assert not [each for each in made if each() is not None]
