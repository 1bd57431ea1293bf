"""What every fusion strategy promises; a new one only has to be in the catalogue to be held to it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.engine.fusion.cache import ensure_fusion
from models.engine.fusion.export import load_depth, load_strategy
from models.engine.fusion.files import graph_of
from models.engine.session import open_session
from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.catalogue_names import STRATEGY_SHAPES, StrategyShape
from models.fusion.depths.catalogue import DEPTHS, build_depth
from models.fusion.depths.catalogue_names import ALL_SHAPES, DEPTH_SHAPES
from models.fusion.inside_cnn import InsideCnn
from models.fusion.layers import Places
from models.fusion.place_codes import PlaceOrder, codes_name, ordered_codes
from models.fusion.strategy import FusionStrategy, Grids, States
from models.fusion.streams import CHANNELS, STRIDES, TEXT_WIDTH, WIDTH
from tests.exports import EXPORTS

PAIRS, TOKENS, SIDE = 3, 9, 3  # SIDE places at stride 32
NAMES = [strategy.name for strategy in STRATEGIES]
INSIDE = [depth.name for depth in DEPTHS]


@pytest.fixture(scope="module", params=[*NAMES, *INSIDE])
def strategy(request: pytest.FixtureRequest) -> FusionStrategy:
    torch.manual_seed(0)
    return built(request.param).eval().requires_grad_(False)


def built(name: str) -> FusionStrategy:
    """With random weights of its own."""
    return build_depth(name) if name in INSIDE else build_strategy(name)


def inputs(strategy: FusionStrategy, pairs: int = PAIRS, tokens: int = TOKENS) -> tuple[Grids, States, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    grids = {
        stage: torch.rand(pairs, *([SIDE * 32 // STRIDES[stage]] * 2), CHANNELS[stage], generator=generator)
        for stage in strategy.stages
    }
    states = {depth: torch.randn(pairs, tokens, TEXT_WIDTH, generator=generator) for depth in strategy.depths}
    return grids, states, torch.ones(pairs, tokens, dtype=torch.bool)


def places_of(shape: StrategyShape, grid: torch.Tensor) -> tuple[int, int]:
    return grid.shape[1] // shape.gathered, grid.shape[2] // shape.gathered


def test_the_names_for_serving_say_the_same_as_the_strategies() -> None:
    assert list(STRATEGY_SHAPES) == NAMES
    assert list(DEPTH_SHAPES) == INSIDE
    for kind in (*STRATEGIES, *DEPTHS):
        shape = ALL_SHAPES[kind.name]
        attention = tuple((each.name, each.queries, each.keys) for each in kind.attention_kinds)
        assert (shape.stages, shape.depths, shape.attention) == (kind.stages, kind.depths, attention)


def test_a_batch_of_one_is_a_row_of_a_batch(strategy: FusionStrategy) -> None:
    grids, states, mask = inputs(strategy)
    logits, attentions = strategy(grids, states, mask)
    assert logits.shape == (PAIRS,)
    one, alone = strategy(
        {stage: grid[1:2] for stage, grid in grids.items()}, {d: s[1:2] for d, s in states.items()}, mask[1:2]
    )
    torch.testing.assert_close(one[0], logits[1], atol=1e-4, rtol=1e-4)
    for mine, theirs in zip(alone, attentions, strict=True):
        torch.testing.assert_close(mine[0], theirs[1], atol=1e-5, rtol=1e-4)


def test_codes_as_trained_are_those_that_a_strategy_makes_itself(strategy: FusionStrategy) -> None:
    grids, states, mask = inputs(strategy)
    shape = ALL_SHAPES[strategy.name]
    codes = {
        codes_name(stage): torch.from_numpy(ordered_codes(*places_of(shape, grids[stage]))) for stage in shape.coded
    }
    plain, given = strategy(grids, states, mask)[0], strategy(grids | codes, states, mask)[0]
    torch.testing.assert_close(given, plain, atol=0, rtol=0)


def test_shuffled_codes_are_shuffled_places(strategy: FusionStrategy) -> None:
    """A strategy that only attends cannot tell the two apart; inside the CNN the next convolution can."""
    shape = ALL_SHAPES[strategy.name]
    if len(shape.coded) != 1 or strategy.name.startswith("inside"):
        pytest.skip("several grids, or a convolution that sees the places' neighbours")
    grids, states, mask = inputs(strategy)
    (stage,) = shape.coded
    codes = ordered_codes(SIDE, SIDE, PlaceOrder.SHUFFLED)
    plain = ordered_codes(SIDE, SIDE).reshape(SIDE * SIDE, -1)
    order = [int(np.abs(plain - code).sum(1).argmin()) for code in codes.reshape(SIDE * SIDE, -1)]
    assert sorted(order) == list(range(SIDE * SIDE))
    unshuffled = grids[stage].flatten(1, 2)[:, np.argsort(order)].unflatten(1, (SIDE, SIDE))
    mixed = strategy(grids | {codes_name(stage): torch.from_numpy(codes)}, states, mask)[0]
    torch.testing.assert_close(mixed, strategy({stage: unshuffled}, states, mask)[0], atol=1e-5, rtol=1e-4)


def test_padding_changes_nothing(strategy: FusionStrategy) -> None:
    grids, states, mask = inputs(strategy)
    logits, attentions = strategy(grids, states, mask)
    padded = {depth: torch.cat([s, torch.randn(PAIRS, 4, TEXT_WIDTH)], dim=1) for depth, s in states.items()}
    longer = torch.cat([mask, torch.zeros(PAIRS, 4, dtype=torch.bool)], dim=1)
    again, wider = strategy(grids, padded, longer)
    torch.testing.assert_close(again, logits, atol=1e-4, rtol=1e-4)
    for kind, mine, theirs in zip(strategy.attention_kinds, attentions, wider, strict=True):
        queries, keys = mine.shape[-2:]
        torch.testing.assert_close(theirs[..., :queries, :keys], mine, atol=1e-5, rtol=1e-4)
        if kind.keys != "places":
            assert theirs[..., :queries, keys:].max() < 1e-6


def test_attention_rows_sum_to_one_or_there_is_none(strategy: FusionStrategy) -> None:
    grids, states, mask = inputs(strategy)
    _, attentions = strategy(grids, states, mask)
    assert len(attentions) == len(strategy.attention_kinds)
    assert bool(attentions) != strategy.name.startswith("late")
    places = {stage: grid.shape[1] * grid.shape[2] for stage, grid in grids.items()}
    for kind, weights in zip(strategy.attention_kinds, attentions, strict=True):
        count = places.get(kind.name, places[strategy.stages[-1]]) // ALL_SHAPES[strategy.name].gathered ** 2
        sizes = {"words": TOKENS, "places": count, "joint": 1 + count + TOKENS, "joint_bare": count + TOKENS}
        assert weights.shape[0] == PAIRS
        assert weights.shape[-2:] == (sizes[kind.queries], sizes[kind.keys])
        torch.testing.assert_close(weights.sum(-1), torch.ones_like(weights[..., 0]), atol=1e-5, rtol=1e-5)


def test_see_and_hear_can_be_done_ahead(strategy: FusionStrategy) -> None:
    grids, states, mask = inputs(strategy)
    seen, heard = strategy.see(grids), strategy.hear(states, mask)
    order = torch.tensor([2, 0])
    logits, _ = strategy.fuse(tuple(part[order] for part in seen), tuple(part[order] for part in heard), mask[order])
    torch.testing.assert_close(logits, strategy(grids, states, mask)[0][order], atol=1e-4, rtol=1e-4)


def test_what_belongs_to_the_streams_is_frozen_and_not_kept(strategy: FusionStrategy) -> None:
    fresh = built(strategy.name)
    frozen = [name for name, value in fresh.named_parameters() if not value.requires_grad]
    assert all("frozen." in name for name in frozen)
    assert bool(frozen) == (strategy.name == "multi_scale" or strategy.name.startswith("inside"))
    assert not any("frozen." in name for name in strategy.own_state())


@pytest.mark.weights
@pytest.mark.parametrize("name", [*NAMES, *INSIDE])
def test_onnx_equals_torch_for_any_grid_and_length(name: str) -> None:
    strategy, shape = load_depth(name) if name in INSIDE else load_strategy(name), ALL_SHAPES[name]
    session = open_session(graph_of(ensure_fusion(EXPORTS), name))
    for pairs, tokens in ((1, 4), (4, 13)):
        grids, states, mask = inputs(strategy, pairs, tokens)
        mask[-1, tokens // 2 :] = False
        codes = {codes_name(stage): torch.randn(*places_of(shape, grids[stage]), WIDTH) for stage in shape.coded}
        logits, attentions = strategy(grids | codes, states, mask)
        feeds = {stage: grid.numpy() for stage, grid in (grids | codes).items()}
        feeds |= {f"depth{depth}": value.numpy() for depth, value in states.items()}
        found = session.run(None, {**feeds, "mask": mask.numpy()})
        np.testing.assert_allclose(found[0], logits.numpy(), atol=1e-4)
        for mine, theirs in zip(found[1:], attentions, strict=True):
            np.testing.assert_allclose(mine, theirs.numpy(), atol=1e-5)


@pytest.mark.parametrize("name", ["early", "multimodal", "inside_cnn", *INSIDE])
def test_places_weigh_against_words_what_fewer_and_larger_ones_do(name: str) -> None:
    """Of a photo that is the same everywhere: to the words, 36 places of it are what 9 are, and not four times that."""
    torch.manual_seed(0)
    strategy = built(name).eval().requires_grad_(False)
    for module in strategy.modules():
        if isinstance(module, Places):
            torch.nn.init.zeros_(module.code.weight)
    grids, states, mask = inputs(strategy)
    flat = {stage: grid.mean((1, 2), keepdim=True).expand_as(grid) for stage, grid in grids.items()}
    finer = {stage: grid.repeat(1, 2, 2, 1) for stage, grid in flat.items()}
    (attention,), (finest,) = strategy(flat, states, mask)[1], strategy(finer, states, mask)[1]
    words = [each[..., -1, -TOKENS:].sum(-1) for each in (attention, finest)]
    torch.testing.assert_close(words[0], words[1], atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize("name", INSIDE)
def test_a_place_is_the_mean_of_its_cells_and_changes_all_of_them(name: str) -> None:
    """The bright place is where the bright cells are, and words that change one place change no cell of another."""
    torch.manual_seed(0)
    strategy = built(name).eval().requires_grad_(False)
    assert isinstance(strategy, InsideCnn)
    grids, states, mask = inputs(strategy)
    (stage,), cells = strategy.stages, strategy.gathered
    grid = torch.zeros_like(grids[stage])
    grid[:, cells : 2 * cells, 2 * cells : 3 * cells] = torch.randn(grid.shape[-1])  # row 1, column 2 of SIDE x SIDE
    places, whole = strategy.see({stage: grid})
    assert places.shape[1] == SIDE * SIDE
    plain = strategy.see({stage: torch.zeros_like(grid)})[0]
    assert (places - plain).abs().sum((0, 2)).argmax() == SIDE + 2
    seen = list[torch.Tensor]()
    strategy.frozen = torch.nn.Sequential(Kept(seen, strategy.frozen))
    torch.nn.init.normal_(strategy.back.weight)
    strategy.fuse((places, whole), strategy.hear(states, mask), mask)
    change = seen[0].permute(0, 2, 3, 1) - grid
    blocks = change.unflatten(1, (SIDE, cells)).unflatten(3, (SIDE, cells))
    assert blocks.std((2, 4), correction=0).max() < 1e-5
    assert change.abs().max() > 0.1


class Kept(torch.nn.Module):
    """Keeps what goes in."""

    def __init__(self, seen: list[torch.Tensor], then: torch.nn.Module) -> None:
        super().__init__()
        self.seen, self.then = seen, then

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        self.seen.append(maps)
        found: torch.Tensor = self.then(maps)
        return found
