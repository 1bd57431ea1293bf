"""The lab's engine says what torch says: every stage, every gradient, for every kind of layer."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from models.backbone import Backbone, StageInfo
from models.convolution import convolve
from models.engine.lab.export import write_backbone
from models.engine.lab.stages import StageEngine, softmax
from models.errors import InvalidArgument
from models.lab_results.maps import StagedPhoto
from models.results import Pixels
from tests.models.conftest import Specimen
from tests.models.tiny_networks import PREPROCESSING

KINDS = ["separable", "mixed", "levels"]


@pytest.fixture(params=KINDS)
def specimen(request: pytest.FixtureRequest) -> Specimen:
    found: Specimen = request.getfixturevalue(request.param)
    return found


def run_torch(specimen: Specimen) -> list[Tensor]:
    """Pixels, every stage, logits, with a tape of gradients."""
    pixels = torch.from_numpy(specimen.photo.inputs.copy()).requires_grad_()
    stages = specimen.backbone.forward_stages(pixels)
    return [pixels, *stages, specimen.backbone.conclude(stages)]


def test_every_stage_equals_torch(specimen: Specimen) -> None:
    for mine, theirs in zip(specimen.engine.values(specimen.photo), run_torch(specimen), strict=True):
        np.testing.assert_allclose(mine, theirs.detach().numpy(), atol=1e-4)


def test_gradients_of_every_logit_at_every_stage_equal_torch(specimen: Specimen) -> None:
    values, tape = specimen.engine.values(specimen.photo), run_torch(specimen)
    for index in range(len(specimen.photo.logits)):
        seed = np.eye(len(specimen.photo.logits), dtype=np.float32)[index][None]
        expected = torch.autograd.grad(tape[-1][0, index], tape[:-1], retain_graph=True)
        for target, gradient in enumerate(expected):
            mine = specimen.engine.pull_back(values, len(values) - 1, seed, target)
            np.testing.assert_allclose(mine, gradient.numpy(), atol=1e-5 * float(gradient.abs().max()) + 1e-9)


def test_gradients_of_each_stage_with_respect_to_pixels_equal_torch(specimen: Specimen) -> None:
    values, tape = specimen.engine.values(specimen.photo), run_torch(specimen)
    random = np.random.default_rng(0)
    for source in range(1, len(values)):
        seed = random.standard_normal(values[source].shape, np.float32)
        (expected,) = torch.autograd.grad(tape[source], tape[0], torch.from_numpy(seed), retain_graph=True)
        mine = specimen.engine.pull_back(values, source, seed, 0)
        np.testing.assert_allclose(mine, expected.numpy(), atol=1e-5 * float(expected.abs().max()))


def test_several_gradients_travel_together(specimen: Specimen) -> None:
    values = specimen.engine.values(specimen.photo)
    seeds = np.eye(len(specimen.photo.logits), dtype=np.float32)
    together = specimen.engine.pull_back(values, len(values) - 1, seeds, 0)
    alone = [specimen.engine.pull_back(values, len(values) - 1, seed[None], 0)[0] for seed in seeds]
    np.testing.assert_allclose(together, np.stack(alone), atol=1e-6)


def test_the_first_layers_kernels_give_the_numbers_before_the_first_activation(
    separable: Specimen, noise: Pixels
) -> None:
    kernels = separable.engine.first_layer
    assert len(kernels) == separable.engine.plan.stages[0].shape[0]
    for kernel, stem in zip(kernels, separable.photo.stages[0].maps, strict=True):
        np.testing.assert_allclose(convolve(separable.photo.inputs[0], kernel).clip(0, 6), stem, atol=1e-4)


def test_scores_of_many_photos_are_those_of_each(separable: Specimen, noise: Pixels) -> None:
    photos = [noise, noise[::-1], noise[:, :20]] * 7
    together = separable.engine.logits(photos)
    assert together.shape == (21, 5)
    for photo, logits in zip(photos[:3], together, strict=False):
        np.testing.assert_allclose(logits, separable.engine.look(photo).logits, atol=1e-5)
    np.testing.assert_allclose(separable.engine.probability(photos[:1], 2), softmax(together[0])[2], atol=1e-6)


def test_random_weights_reach_only_from_their_part_on(separable: Specimen) -> None:
    trained = separable.engine.values(separable.photo)
    for start in range(len(trained) - 1):
        random = separable.engine.random_values(separable.photo, start)
        same = [np.array_equal(one, other) for one, other in zip(trained, random, strict=True)]
        assert same == [index <= start for index in range(len(trained))]


def test_a_random_network_still_looks_at_the_photo(separable: Specimen, noise: Pixels) -> None:
    other = separable.engine.look(np.ascontiguousarray(noise[::-1, ::-1]))
    one, two = (separable.engine.random_values(photo, 0)[-2] for photo in (separable.photo, other))
    assert np.abs(one - two).max() > 0.1 * np.abs(one).max()


def test_threads_may_share_an_engine(separable: Specimen, noise: Pixels) -> None:
    photos = [np.roll(noise, shift, axis=1) for shift in range(8)]
    alone = [separable.engine.look(photo) for photo in photos]
    with ThreadPoolExecutor(4) as pool:
        shared = list(pool.map(separable.engine.look, photos * 4))
    for index, photo in enumerate(shared):
        assert equal(photo, alone[index % 8])


def equal(one: StagedPhoto, other: StagedPhoto) -> bool:
    return all(np.array_equal(a.maps, b.maps) for a, b in zip(one.stages, other.stages, strict=True))


def test_serving_the_lab_imports_neither_torch_nor_onnx(separable: Specimen) -> None:
    code = (
        "import sys; from pathlib import Path; import numpy as np\n"
        "from models.engine.lab.stages import StageEngine, load_stages\n"
        "from models.engine.lab.stage_timing import time_stages\n"
        "from models.effective_field import effective_field\n"
        "from models.randomisation import randomise, MapKind\n"
        "from models.faithfulness import faithfulness\n"
        f"engine = StageEngine(Path({str(separable.engine.folder)!r}))\n"
        "photo = engine.look(np.zeros((30, 30, 3), np.uint8))\n"
        "effective_field(engine, photo, 'head', 1, 1); randomise(engine, photo, 0, MapKind.GRAD_CAM, 'stem')\n"
        "time_stages(engine, photo.inputs, 2)\n"
        "print({'torch', 'onnx', 'scipy', 'skimage'} & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.thorough
def test_a_network_that_cannot_run_backward_is_refused(tmp_path: Path) -> None:
    stages = [(StageInfo("stem", 3, 1), torch.nn.Softmax2d())]
    backbone = Backbone("odd", stages, torch.nn.Linear(3, 2), PREPROCESSING)
    with pytest.raises(InvalidArgument, match="run backward: Softmax"):
        write_backbone(backbone, tmp_path / "odd")


def test_an_engine_opened_again_says_the_same(separable: Specimen, noise: Pixels) -> None:
    assert equal(StageEngine(separable.engine.folder).look(noise), separable.photo)
