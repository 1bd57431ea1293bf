"""What every backbone promises; a new one only has to be in the registry to be held to it.

Models of torchvision and timm are held to it too, with random weights, where those libraries can be imported.
"""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from skimage import data

from models.backbone import Backbone
from models.class_activation import top_classes
from models.engine.lab.cache import ensure_backbone
from models.engine.lab.export import write_backbone
from models.engine.lab.stages import StageEngine
from models.errors import InvalidArgument
from models.registry import BUILT_IN, PACKAGED, load_backbone
from tests.exports import EXPORTS
from tests.models.conftest import Specimen

ZOO = [
    name
    for name in ("torchvision:resnet18", "torchvision:mobilenet_v2", "timm:resnet18", "timm:convnext_atto")
    if find_spec(name.partition(":")[0])
]
pytestmark = pytest.mark.weights


@pytest.fixture(scope="module", params=[*BUILT_IN, *ZOO])
def specimen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Specimen:
    name: str = request.param
    if name in BUILT_IN:
        folder = ensure_backbone(EXPORTS, name)
        backbone = load_backbone(name)
    else:
        folder = tmp_path_factory.mktemp("zoo") / "exported"
        backbone = load_backbone(name, random_weights(name, folder.with_name("random.pth")))
        write_backbone(backbone, folder)
    engine = StageEngine(folder)
    return Specimen(backbone, engine, engine.look(data.chelsea()))


def random_weights(name: str, path: Path) -> Path:
    """Weights for a model of a library; skips where the library cannot be imported."""
    library, _, model = name.partition(":")
    try:
        module = importlib.import_module(library)
    except (ImportError, RuntimeError) as error:
        pytest.skip(f"{library} cannot be imported: {error}")
    torch.manual_seed(0)
    make = module.models.get_model if library == "torchvision" else module.create_model
    torch.save(make(model, num_classes=10).state_dict(), path)
    return path


def test_stages_have_the_shapes_that_they_announce(specimen: Specimen) -> None:
    size = specimen.backbone.preprocessing.size
    for info, stage, plan in zip(
        specimen.backbone.stage_info, specimen.photo.stages, specimen.engine.plan.stages, strict=True
    ):
        assert (info.name, info.num_channels, info.reduction) == (stage.stage, len(stage.maps), stage.reduction)
        assert stage.maps.shape == plan.shape
        assert stage.maps.shape[1] == pytest.approx(size / info.reduction, abs=1)


def test_stage_names_differ_and_reductions_never_fall(specimen: Specimen) -> None:
    names = [info.name for info in specimen.backbone.stage_info]
    reductions = [info.reduction for info in specimen.backbone.stage_info]
    assert len(set(names)) == len(names)
    assert reductions == sorted(reductions)
    assert [specimen.backbone.stage_index(name) for name in names] == list(range(len(names)))
    with pytest.raises(InvalidArgument):
        specimen.backbone.stage_index("no such stage")


def test_it_is_frozen_and_evaluating(specimen: Specimen) -> None:
    assert not any(parameter.requires_grad for parameter in specimen.backbone.parameters())
    assert not any(module.training for module in specimen.backbone.modules())


@torch.inference_mode()
def test_onnx_equals_torch(specimen: Specimen) -> None:
    stages = specimen.backbone.forward_stages(torch.from_numpy(specimen.photo.inputs.copy()))
    for mine, theirs in zip(specimen.photo.stages, stages, strict=True):
        np.testing.assert_allclose(mine.maps, theirs[0].numpy(), atol=1e-4 * max(1, float(theirs.abs().max())))
    logits = specimen.backbone.conclude(stages)[0].numpy()
    np.testing.assert_allclose(specimen.photo.logits, logits, atol=1e-4 * max(1, np.abs(logits).max()))


@torch.inference_mode()
def test_logits_are_those_of_the_whole_network(specimen: Specimen) -> None:
    logits = specimen.backbone(torch.from_numpy(specimen.photo.inputs.copy()))[0].numpy()
    np.testing.assert_allclose(specimen.photo.logits, logits, atol=1e-4 * max(1, np.abs(logits).max()))


def test_the_head_is_what_the_backbone_says_it_is(specimen: Specimen) -> None:
    last = torch.from_numpy(specimen.photo.stages[-1].maps.copy())[None]
    if specimen.backbone.exact_cam:
        plain = Backbone.classify(specimen.backbone, last)[0].detach().numpy()
        np.testing.assert_allclose(plain, specimen.photo.logits, atol=1e-3)
    else:
        with pytest.raises(InvalidArgument):
            _ = specimen.engine.classifier


def test_parameters_sum_to_the_networks_own(specimen: Specimen) -> None:
    assert specimen.engine.plan.parameters == sum(each.numel() for each in specimen.backbone.parameters())


def test_the_class_gradient_reaches_every_stage_and_the_pixels(specimen: Specimen) -> None:
    values = specimen.engine.values(specimen.photo)
    seed = np.zeros_like(values[-1])
    seed[0, 1] = 1
    for target in (0, 1, len(values) - 2):
        gradient = specimen.engine.pull_back(values, len(values) - 1, seed, target)
        assert gradient.shape == values[target].shape
        assert np.isfinite(gradient).all()
        assert gradient.any()


@pytest.fixture
def packaged(specimen: Specimen) -> Specimen:
    if specimen.engine.plan.backbone not in PACKAGED:
        pytest.skip("random weights")
    return specimen


def test_the_plan_counts_the_packages_own_state_dict(packaged: Specimen) -> None:
    plan = packaged.engine.plan
    state = torch.load(PACKAGED[plan.backbone].weights, map_location="cpu", weights_only=True)
    total = sum(value.numel() for key, value in state.items() if not key.endswith("num_batches_tracked"))
    assert plan.parameters + sum(stage.statistics for stage in plan.stages) == total


@pytest.mark.parametrize("name", PACKAGED)
def test_a_key_too_many_is_refused(name: str, tmp_path: Path) -> None:
    state = torch.load(PACKAGED[name].weights, map_location="cpu", weights_only=True)
    torch.save({**state, "_fc.extra": torch.zeros(1)}, tmp_path / "own.pth")
    with pytest.raises(InvalidArgument, match="do not fit"):
        load_backbone(name, tmp_path / "own.pth")


def test_known_photos_are_named_right(packaged: Specimen) -> None:
    cat, coffee = packaged.photo, packaged.engine.look(data.coffee())
    assert top_classes(cat)[0].name == "Egyptian cat"
    assert top_classes(coffee)[0].name == "espresso"
