"""The same weights in other graphs: circular edges commute with shifts exactly, blurred strides sample alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from skimage import data

from models.engine.lab import files as lab_files
from models.engine.lab.cache import ensure_backbone
from models.engine.lab.shifts import OPENED, ShiftEngine
from models.engine.lab.stages import StageEngine
from models.engine.lab.variant_files import ensure_variant
from models.engine.lab.variant_graphs import change
from models.engine.lab.variants import variant_size
from models.errors import InvalidArgument
from models.registry import PACKAGED, SMALL
from models.shift_results import Variant
from tests.exports import EXPORTS
from tests.models.conftest import Specimen

CIRCULAR = (Variant.CIRCULAR, Variant.BLURRED_CIRCULAR)


def equivariance(engine: ShiftEngine, variant: Variant, inputs: np.ndarray) -> float:
    """Largest difference after a shift by the total stride, relative to each stage's largest value."""
    total = max(stage.reduction for stage in engine.plan.stages)
    still = engine.stages(variant, inputs)
    after = engine.stages(variant, np.ascontiguousarray(np.roll(inputs, (total, -2 * total), (2, 3))))
    worst = 0.0
    for stage, one, other in zip(engine.plan.stages, still, after, strict=False):
        step = total // stage.reduction
        expected = np.roll(one, (step, -2 * step), (2, 3))
        worst = max(worst, float(np.abs(expected - other).max() / max(1e-6, float(np.abs(one).max()))))
    return worst


@pytest.mark.parametrize("name", ["separable", "mixed"])
@pytest.mark.parametrize("variant", CIRCULAR)
def test_random_networks_with_circular_edges_commute_with_shifts(
    name: str, variant: Variant, request: pytest.FixtureRequest
) -> None:
    specimen: Specimen = request.getfixturevalue(name)
    engine = ShiftEngine(specimen.engine)
    size = engine.size(variant)
    inputs = np.random.default_rng(1).standard_normal((1, 3, size, size), np.float32)
    assert equivariance(engine, variant, inputs) < 1e-5


@pytest.mark.weights
@pytest.mark.parametrize("name", PACKAGED | SMALL)
def test_real_networks_with_circular_edges_commute_with_shifts(name: str) -> None:
    engine = ShiftEngine(StageEngine(ensure_backbone(EXPORTS, name)))
    for variant in CIRCULAR:
        inputs = engine.inputs([np.asarray(data.chelsea()[: engine.size(variant), : engine.size(variant)])])
        assert inputs.shape[2] % max(stage.reduction for stage in engine.plan.stages) == 0
        assert equivariance(engine, variant, inputs) < 1e-4
    as_trained = engine.inputs([np.asarray(data.chelsea()[: engine.plan.size, : engine.plan.size])])
    if name.startswith("efficientnet"):
        assert equivariance(engine, Variant.TRAINED, as_trained) > 0.01


def test_away_from_the_edge_circular_padding_changes_nothing(separable: Specimen) -> None:
    engine = ShiftEngine(separable.engine)
    inputs = separable.photo.inputs
    size, wider = inputs.shape[2], engine.size(Variant.CIRCULAR)
    padded = np.pad(inputs, ((0, 0), (0, 0), (0, wider - size), (0, wider - size)))
    plain = engine.stages(Variant.TRAINED, inputs)[0][0][:, : size // 2 - 1, : size // 2 - 1]
    wrapped = engine.stages(Variant.CIRCULAR, padded)[0][0]
    np.testing.assert_allclose(wrapped[:, : size // 2 - 1, : size // 2 - 1], plain, atol=1e-5)


def test_blurred_strides_keep_every_shape(separable: Specimen, mixed: Specimen) -> None:
    for specimen in (separable, mixed):
        engine = ShiftEngine(specimen.engine)
        inputs = specimen.photo.inputs
        plain, blurred = (engine.stages(variant, inputs) for variant in (Variant.TRAINED, Variant.BLURRED))
        assert [each.shape for each in plain] == [each.shape for each in blurred]


def test_a_blurred_stride_is_the_dense_map_blurred_at_the_same_places(separable: Specimen, tmp_path: Path) -> None:
    """The first stage, computed by hand from its own dense map."""
    engine = ShiftEngine(separable.engine)
    model = onnx.load(lab_files.stages_graph(separable.engine.folder), load_external_data=False)
    change(model, engine.plan, Variant.BLURRED)
    stem = engine.plan.stages[0].name
    assert f"{stem}/dense" in {name for node in model.graph.node for name in node.output}
    model.graph.output.append(onnx.helper.make_tensor_value_info(f"{stem}/dense", onnx.TensorProto.FLOAT, None))
    path = lab_files.stages_graph(separable.engine.folder).with_name("with-dense.onnx")
    path.write_bytes(model.SerializeToString())
    try:
        from models.engine.session import open_session

        session = open_session(path)
        dense, found = session.run([f"{stem}/dense", stem], {"pixels": separable.photo.inputs})
    finally:
        path.unlink()
    trained = engine.stages(Variant.TRAINED, separable.photo.inputs)[0]
    np.testing.assert_allclose(dense[:, :, ::2, ::2], trained, atol=1e-5)
    padded = np.pad(dense, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="reflect")
    taps = np.array([0.25, 0.5, 0.25])
    rows = sum(tap * padded[:, :, k : k + dense.shape[2]] for k, tap in enumerate(taps))
    both = sum(tap * rows[:, :, :, k : k + dense.shape[3]] for k, tap in enumerate(taps))
    np.testing.assert_allclose(found, both[:, :, ::2, ::2], atol=1e-5)


def test_circular_sizes_are_multiples_of_the_total_stride(separable: Specimen) -> None:
    plan = separable.engine.plan
    total = max(stage.reduction for stage in plan.stages)
    assert variant_size(plan, Variant.TRAINED) == plan.size
    assert variant_size(plan, Variant.CIRCULAR) % total == 0


def test_a_stride_that_is_not_two_has_no_blurred_variant(separable: Specimen) -> None:
    model = onnx.load(lab_files.stages_graph(separable.engine.folder), load_external_data=False)
    first = next(node for node in model.graph.node if node.op_type == "Conv")
    attribute = next(each for each in first.attribute if each.name == "strides")
    attribute.ints[:] = [4, 4]
    with pytest.raises(InvalidArgument) as caught:
        change(model, separable.engine.plan, Variant.BLURRED)
    assert caught.value.code == "no_variant"


def test_a_variant_is_written_once_over_the_same_weights(separable: Specimen) -> None:
    path = ensure_variant(separable.engine.folder, separable.engine.plan, Variant.CIRCULAR)
    written = path.stat().st_mtime_ns
    assert ensure_variant(separable.engine.folder, separable.engine.plan, Variant.CIRCULAR) == path
    assert path.stat().st_mtime_ns == written
    assert path.parent == lab_files.stages_graph(separable.engine.folder).parent


def test_few_variants_are_kept_open_and_one_that_was_closed_says_the_same_again(separable: Specimen) -> None:
    engine = ShiftEngine(separable.engine)
    first = {variant: engine.logits(variant, zeros(engine, variant)) for variant in Variant}
    assert len(engine._opened) == OPENED
    for variant, logits in first.items():
        assert np.array_equal(engine.logits(variant, zeros(engine, variant)), logits)


def zeros(engine: ShiftEngine, variant: Variant) -> np.ndarray:
    size = engine.ready(variant)
    return np.zeros((1, 3, size, size), np.float32)
