"""What every sibling promises; a new one only has to be in the catalogue to be held to it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.engine.fusion.cache import ensure_siblings
from models.engine.fusion.files import graph_of
from models.engine.fusion.siblings_export import load_sibling
from models.engine.session import open_session
from models.fusion.famous import FAMOUS
from models.fusion.regions import inputs as sibling_inputs
from models.fusion.regions.catalogue import SIBLINGS, build_sibling
from models.fusion.regions.catalogue_names import SIBLING_SHAPES, sibling_of
from models.fusion.regions.joint import JointRegions
from models.fusion.regions.photo import CLASSES, FEATURES, PLACE, REGION_INPUTS, SLOTS
from models.fusion.regions.reading import looks_of, without_padding
from models.fusion.strategy import FusionStrategy, Grids
from models.fusion.streams import LAST, TEXT_WIDTH
from tests.exports import EXPORTS

PAIRS, TOKENS, REGIONS = 3, 9, 5
NAMES = [sibling.name for sibling in SIBLINGS]
POOLING = np.eye(TOKENS, dtype=np.float32)[1:-1]


@pytest.fixture(params=NAMES)
def sibling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> FusionStrategy:
    """Of random weights, with class names of random states."""
    torch.manual_seed(0)
    monkeypatch.setattr("models.fusion.regions.catalogue.read_class_names", lambda: torch.randn(CLASSES, TEXT_WIDTH))
    built: FusionStrategy = build_sibling(request.param)
    return built.eval().requires_grad_(False)


def grids_of(pairs: int = PAIRS, regions: int = REGIONS, seed: int = 1) -> Grids:
    generator = torch.Generator().manual_seed(seed)
    sizes = {"features": FEATURES, "scores": CLASSES, "places": PLACE}
    found = {name: torch.rand(pairs, regions, size, generator=generator) for name, size in sizes.items()}
    return found | {"known": torch.ones(pairs, regions, dtype=torch.bool)}


def words_of(pairs: int = PAIRS, tokens: int = TOKENS) -> tuple[dict[int, torch.Tensor], torch.Tensor]:
    states = torch.randn(pairs, tokens, TEXT_WIDTH, generator=torch.Generator().manual_seed(2))
    return {LAST: states}, torch.ones(pairs, tokens, dtype=torch.bool)


def test_the_names_for_serving_say_the_same_as_the_siblings() -> None:
    assert list(SIBLING_SHAPES) == NAMES
    for kind in SIBLINGS:
        shape = SIBLING_SHAPES[kind.name]
        assert shape.attention == tuple((each.name, each.queries, each.keys) for each in kind.attention_kinds)
        assert shape.tags == (issubclass(kind, JointRegions) and kind.tags)
        assert kind.stages == REGION_INPUTS


def test_siblings_are_of_famous_models_and_of_no_two_at_once() -> None:
    famous = [each.name for each in FAMOUS]
    own = [name for shape in SIBLING_SHAPES.values() for name in shape.of]
    assert len(own) == len(set(own))
    assert set(own) <= set(famous)
    assert [sibling_of(name) for name in ("vl_bert", "uniter", "lxmert", "oscar", "clip")] == [
        "regions_single", "regions_single", "regions_cross", "regions_tags", None,
    ]  # fmt: skip


def test_a_batch_of_one_is_a_row_of_a_batch(sibling: FusionStrategy) -> None:
    grids, (states, mask) = grids_of(), words_of()
    logits, attentions = sibling(grids, states, mask)
    assert logits.shape == (PAIRS,)
    one, alone = sibling({name: each[1:2] for name, each in grids.items()}, {LAST: states[LAST][1:2]}, mask[1:2])
    torch.testing.assert_close(one[0], logits[1], atol=1e-4, rtol=1e-4)
    for mine, theirs in zip(alone, attentions, strict=True):
        torch.testing.assert_close(mine[0], theirs[1], atol=1e-5, rtol=1e-4)


def test_regions_that_are_none_and_padded_words_change_nothing(sibling: FusionStrategy) -> None:
    """Also what a word looks at and what a region asks for: padding is cut out before it is read."""
    grids, (states, mask) = grids_of(1), words_of(1)
    logits, attentions = sibling(grids, states, mask)
    more = grids_of(1, SLOTS, seed=7)
    wider = {name: torch.cat([grids[name], more[name][:, REGIONS:]], 1) for name in REGION_INPUTS}
    wider["known"][:, REGIONS:] = False
    longer = {LAST: torch.cat([states[LAST], torch.randn(1, 4, TEXT_WIDTH)], 1)}
    again, _ = sibling(wider, longer, torch.cat([mask, torch.zeros(1, 4, dtype=torch.bool)], 1))
    torch.testing.assert_close(again, logits, atol=1e-4, rtol=1e-4)
    _, padded = sibling(wider, states, mask)
    shape = SIBLING_SHAPES[sibling.name]
    cut = tuple(
        without_padding(each[0].numpy(), (queries, keys), REGIONS, shape.tags)
        for (_, queries, keys), each in zip(shape.attention, padded, strict=True)
    )
    for mine, theirs in zip(cut, attentions, strict=True):
        np.testing.assert_allclose(mine, theirs[0].numpy(), atol=1e-5)


def test_rows_of_attention_sum_to_one_and_what_is_none_gets_none(sibling: FusionStrategy) -> None:
    grids, (states, mask) = grids_of(), words_of()
    grids["known"][:, -2:], mask[:, -1] = False, False
    _, attentions = sibling(grids, states, mask)
    assert len(attentions) == len(sibling.attention_kinds)
    for kind, weights in zip(sibling.attention_kinds, attentions, strict=True):
        torch.testing.assert_close(weights.sum(-1), torch.ones_like(weights[..., 0]), atol=1e-5, rtol=1e-5)
        if kind.keys == "regions":
            assert weights[..., -2:].max() < 1e-6
        else:
            assert weights[..., -1].max() < 1e-6


def test_a_reading_shares_out_each_word_and_each_region(sibling: FusionStrategy) -> None:
    grids, (states, mask) = grids_of(1), words_of(1)
    _, attentions = sibling(grids, states, mask)
    found = looks_of(sibling.name, tuple(each[0].numpy() for each in attentions), POOLING, REGIONS)
    assert found.looks.shape == (TOKENS - 2, REGIONS)
    np.testing.assert_allclose(found.regions.sum(1), 1, atol=1e-5)
    assert found.asks.shape == (REGIONS, TOKENS - 2)
    np.testing.assert_allclose(found.asks.sum(1), 1, atol=1e-5)
    assert (found.tags is not None) == SIBLING_SHAPES[sibling.name].tags
    if found.tags is not None:
        assert found.tags[:, 0].max() == 0  # the whole photo has no name
        assert found.tags[:, 1:].min() > 0


def test_a_photo_without_boxes_is_read(sibling: FusionStrategy) -> None:
    grids, (states, mask) = grids_of(1, 1), words_of(1)
    logits, attentions = sibling(grids, states, mask)
    assert torch.isfinite(logits).all()
    found = looks_of(sibling.name, tuple(each[0].numpy() for each in attentions), POOLING, 1)
    np.testing.assert_allclose(found.looks, 1, atol=1e-5)


def test_order_of_boxes_does_not_matter(sibling: FusionStrategy) -> None:
    grids, (states, mask) = grids_of(), words_of()
    order = torch.tensor([0, 3, 1, 4, 2])
    turned = {name: each[:, order] for name, each in grids.items()}
    torch.testing.assert_close(sibling(turned, states, mask)[0], sibling(grids, states, mask)[0], atol=1e-4, rtol=1e-4)


def test_a_place_is_read(sibling: FusionStrategy) -> None:
    grids, (states, mask) = grids_of(), words_of()
    elsewhere = grids | {"places": grids["places"].flip(-1)}
    assert (sibling(elsewhere, states, mask)[0] - sibling(grids, states, mask)[0]).abs().max() > 1e-4


def test_only_tags_read_the_names_of_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    monkeypatch.setattr("models.fusion.regions.catalogue.read_class_names", lambda: torch.zeros(CLASSES, TEXT_WIDTH))
    sibling = build_sibling("regions_tags").eval()
    assert isinstance(sibling, JointRegions)
    assert not any(name.startswith("frozen") for name in sibling.own_state())
    grids, (states, mask) = grids_of(), words_of()
    with torch.inference_mode():
        before = sibling(grids, states, mask)[0]
        named = grids["scores"][:, 1:].argmax(-1).flatten()
        sibling.frozen.states[named] = torch.randn(len(named), TEXT_WIDTH)
        assert (sibling(grids, states, mask)[0] - before).abs().max() > 1e-4


@pytest.mark.weights
def test_class_names_are_read_by_the_text_stream() -> None:
    states = sibling_inputs.read_class_names()
    assert states.shape == (CLASSES, TEXT_WIDTH)
    unit = torch.nn.functional.normalize(states, dim=-1)
    cat, dog, traffic_light = (unit[index] for index in (15, 16, 9))
    assert cat @ dog > cat @ traffic_light


@pytest.mark.weights
@pytest.mark.parametrize("name", NAMES)
def test_onnx_equals_torch_for_any_photo_and_length(name: str) -> None:
    sibling = load_sibling(name)
    session = open_session(graph_of(ensure_siblings(EXPORTS), name))
    for pairs, tokens, regions in ((1, 4, 1), (4, 13, 6)):
        grids, (states, mask) = grids_of(pairs, SLOTS), words_of(pairs, tokens)
        grids["known"][:, regions:] = False
        logits, attentions = sibling(grids, states, mask)
        feeds = {key: value.numpy() for key, value in grids.items()}
        found = session.run(None, {**feeds, f"depth{LAST}": states[LAST].numpy(), "mask": mask.numpy()})
        np.testing.assert_allclose(found[0], logits.numpy(), atol=1e-4)
        for mine, theirs in zip(found[1:], attentions, strict=True):
            np.testing.assert_allclose(mine, theirs.numpy(), atol=1e-5)
