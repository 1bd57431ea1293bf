"""Step by step through a block: every number is torch's own, taken from the modules while they run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from skimage import data
from torch import nn

from models.backbone import Backbone
from models.block_steps import block_steps, final_steps, followable
from models.engine.lab.stages import StageEngine, load_stages
from models.errors import InvalidArgument
from models.lab_results.maps import StagedPhoto
from models.lab_results.steps import (
    ActivationStep,
    BlockSteps,
    MixingStep,
    NormStep,
    PoolingStep,
    ResidualStep,
    Step,
    WindowStep,
)
from models.registry import load_backbone
from models.results import FloatArray
from tests.exports import EXPORTS
from tests.matrix import thorough_after
from tests.models.conftest import Specimen

CLOSE: dict[str, Any] = {"rel": 2e-3, "abs": 2e-3}


@dataclass(frozen=True)
class Seen:
    """A convolution of a stage as torch ran it."""

    layer: nn.Conv2d
    made: FloatArray  # (K, H, W) before the norm
    norm: nn.BatchNorm2d | None
    normed: FloatArray | None


def torch_convolutions(backbone: Backbone, inputs: FloatArray) -> dict[str, list[Seen]]:
    """Of every stage, in the order in which they ran."""
    ran: list[tuple[nn.Module, FloatArray]] = []
    hooks = [
        module.register_forward_hook(lambda module, _, output: ran.append((module, output[0].numpy())))
        for module in backbone.modules()
        if isinstance(module, nn.Conv2d | nn.BatchNorm2d)
    ]
    with torch.inference_mode():
        backbone.forward_stages(torch.from_numpy(inputs))
    for hook in hooks:
        hook.remove()
    found: dict[str, list[Seen]] = {}
    for info, stage in zip(backbone.stage_info, backbone.stages, strict=True):
        own = set(stage.modules())
        mine = [(module, made) for module, made in ran if module in own]
        found[info.name] = [
            _seen(module, made, *mine[index + 1 : index + 2])
            for index, (module, made) in enumerate(mine)
            if isinstance(module, nn.Conv2d)
        ]
    return found


def _seen(layer: nn.Conv2d, made: FloatArray, *following: tuple[nn.Module, FloatArray]) -> Seen:
    for after, normed in following:
        if isinstance(after, nn.BatchNorm2d):
            return Seen(layer, made, after, normed)
    return Seen(layer, made, None, None)


def check(
    engine: StageEngine, photo: StagedPhoto, found: BlockSteps, at: tuple[int, int, int], seen: list[Seen]
) -> None:
    """Each step against torch, and against the step before it."""
    channel, row, col = at
    maps = photo.stages[engine.plan.stage_index(found.stage)].maps
    names = [each.name for each in engine.plan.convolutions(found.stage)]
    assert found.steps[-1].value == pytest.approx(float(maps[channel, row, col]), **CLOSE)
    for step, before in zip(found.steps, (None, *found.steps), strict=False):
        check_step(step, before)
        if isinstance(step, MixingStep | WindowStep | NormStep):
            check_torch(step, seen[names.index(step.layer)])


def check_step(step: Step, before: Step | None) -> None:
    """The arithmetic that is shown gives the number that is shown."""
    if isinstance(step, MixingStep):
        products = sum(term.value * term.weight for term in step.sum.terms)
        assert products + step.sum.rest + step.sum.bias == pytest.approx(step.value, **CLOSE)
    if isinstance(step, WindowStep):
        assert float((step.patch * step.kernel).sum()) + step.rest + step.bias == pytest.approx(step.value, **CLOSE)
    if isinstance(step, NormStep):
        assert before is not None
        assert step.before == before.value
        normed = (step.before - step.mean) / (step.variance + step.eps) ** 0.5 * step.gamma + step.beta
        assert normed == pytest.approx(step.value, **CLOSE)
    if isinstance(step, ResidualStep):
        assert step.through + step.past == pytest.approx(step.value, **CLOSE)
    if isinstance(step, PoolingStep):
        pooled = step.patch.max() if step.kind == "max" else step.patch.mean()
        assert float(pooled) == pytest.approx(step.value, **CLOSE)
    if isinstance(step, ActivationStep | ResidualStep) and before is not None:
        entered = step.before if isinstance(step, ActivationStep) else step.through
        assert entered == pytest.approx(before.value, **CLOSE)


def check_torch(step: Step, seen: Seen) -> None:
    place = step.channel, step.row, step.col
    weight = seen.layer.weight.detach().numpy()[step.channel]
    if isinstance(step, NormStep):
        assert seen.norm is not None
        assert seen.normed is not None
        assert step.before == pytest.approx(float(seen.made[place]), **CLOSE)
        assert step.value == pytest.approx(float(seen.normed[place]), **CLOSE)
        told = (step.mean, step.variance, step.gamma, step.beta)
        norm = seen.norm.running_mean, seen.norm.running_var, seen.norm.weight, seen.norm.bias
        assert told == pytest.approx([float(each[step.channel]) for each in norm if each is not None])
        return
    assert step.value == pytest.approx(float(seen.made[place]), **CLOSE)
    if isinstance(step, MixingStep):
        assert [term.weight for term in step.sum.terms] == pytest.approx(
            [float(weight[term.channel, 0, 0]) for term in step.sum.terms], **CLOSE
        )
    if isinstance(step, WindowStep):
        inside = step.shown - step.channel // (seen.layer.out_channels // seen.layer.groups) * weight.shape[0]
        np.testing.assert_allclose(step.kernel, weight[inside], rtol=2e-3, atol=2e-3)


def check_all(engine: StageEngine, photo: StagedPhoto, backbone: Backbone, every: int) -> set[str]:
    """Corners and the middle of every stage that can be followed, every few channels; the kinds of steps there were."""
    seen, kinds = torch_convolutions(backbone, photo.inputs), set[str]()
    for stage in engine.plan.stages:
        if not followable(engine.plan, stage.name):
            continue
        channels, rows, cols = stage.shape
        for row, col in ((0, 0), (rows // 2, cols // 2), (rows - 1, cols - 1)):
            for channel in range(0, channels, max(1, channels // every)):
                found = block_steps(engine, photo, stage.name, channel, row, col)
                check(engine, photo, found, (channel, row, col), seen[stage.name])
                kinds |= {type(step).__name__ for step in found.steps}
    return kinds


def test_every_step_of_a_separable_network_is_torchs(separable: Specimen) -> None:
    kinds = check_all(separable.engine, separable.photo, separable.backbone, 5)
    assert kinds >= {"MixingStep", "WindowStep", "NormStep", "ActivationStep", "ResidualStep"}


def test_every_step_of_other_peoples_networks_is_torchs(mixed: Specimen) -> None:
    assert "WindowStep" in check_all(mixed.engine, mixed.photo, mixed.backbone, 4)


def test_the_end_adds_up_to_the_logit(separable: Specimen) -> None:
    for index in range(len(separable.photo.logits)):
        found = final_steps(separable.engine, separable.photo, index)
        assert found.sum.total == pytest.approx(found.logit, **CLOSE)
        assert float(found.cells.mean()) == pytest.approx(found.mean, **CLOSE)
        products = sum(term.product for term in found.sum.terms) + found.sum.rest + found.sum.bias
        assert products == pytest.approx(found.logit, **CLOSE)
        assert found.channel in {term.channel for term in found.sum.terms} or found.sum.others


def test_the_way_past_a_block_starts_at_the_stage_before(separable: Specimen) -> None:
    found = block_steps(separable.engine, separable.photo, "block1", 3, 2, 2)
    residual = found.steps[-1]
    assert isinstance(residual, ResidualStep)
    assert residual.source == "block0"
    before = separable.photo.stages[separable.engine.plan.stage_index("block0")].maps
    assert residual.past == pytest.approx(float(before[3, 2, 2]))


@pytest.mark.parametrize(("stage", "channel", "row"), [("no", 0, 0), ("block1", 99, 0), ("block1", 0, 99)])
def test_what_is_not_there_is_refused(separable: Specimen, stage: str, channel: int, row: int) -> None:
    with pytest.raises(InvalidArgument):
        block_steps(separable.engine, separable.photo, stage, channel, row, 0)


def test_a_stage_that_moves_channels_about_is_refused(levels: Specimen) -> None:
    plan = levels.engine.plan
    refused = [stage.name for stage in plan.stages if not followable(plan, stage.name)]
    assert refused
    with pytest.raises(InvalidArgument) as caught:
        block_steps(levels.engine, levels.photo, refused[0], 0, 0, 0)
    assert caught.value.code == "not_followable"


@pytest.mark.weights
@pytest.mark.parametrize("name", thorough_after(2, ["small_max", "small_average", "efficientnet_lite0"]))
def test_every_step_of_the_real_networks_is_torchs(name: str) -> None:
    engine = load_stages(EXPORTS, name)
    photo = engine.look(data.chelsea())
    kinds = check_all(engine, photo, load_backbone(name), 3)
    assert kinds >= ({"PoolingStep"} if name.startswith("small") else {"ResidualStep", "NormStep"})
    found = final_steps(engine, photo, int(photo.logits.argmax()))
    assert found.sum.total == pytest.approx(found.logit, **CLOSE)
