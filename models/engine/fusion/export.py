"""Export both streams, every fusion strategy and the depths of one of them to ONNX, once per set of weights.

    python -m models.engine.fusion.export --out FOLDER

With torch, therefore run in a process of its own (cache.ensure_fusion). The photo stream takes any multiple of 32
pixels. Inputs of a strategy's graph are its stages (N, R, C, channels), the codes of their places ``STAGE_codes`` (R,
C, width), its depths as ``depth0`` ... (N, T, 384), and ``mask`` (N, T) bool; N, T and the grid are free. Outputs are
``logit`` (N,) and one ``attention_KIND`` per kind.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import torch
from torch import Tensor, nn

from models.backbone import Backbone
from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_cnn
from models.engine.encoder.graphs import with_fixed_padding
from models.engine.export import write
from models.engine.fusion.files import HEAR, LOOK, WEIGHTS, graph_of
from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.catalogue_names import PLACES_TAIL, WORDS_TAIL
from models.fusion.depths.catalogue import DEPTHS, build_depth
from models.fusion.depths.catalogue_names import ALL_SHAPES
from models.fusion.depths.catalogue_names import WEIGHTS as DEPTHS_WEIGHTS
from models.fusion.place_codes import codes_name
from models.fusion.strategy import FusionStrategy
from models.fusion.streams import (
    CHANNELS,
    COARSEST,
    EMBEDDING,
    LAST,
    MIDDLE,
    STAGE_CHANNELS,
    STRIDES,
    TEXT_WIDTH,
    WIDTH,
)
from models.text.minilm import MiniLM
from models.text.minilm import load as load_text
from models.weights import entry

MOST_PAIRS, MOST_TOKENS, MOST_CELLS = 256, 256, 64


class PhotoGraph(nn.Module):
    """The stages of one photo that strategies read, channels last."""

    def __init__(self, cnn: Backbone) -> None:
        super().__init__()
        with_fixed_padding(cnn)
        self.cnn = cnn
        self.mean, self.std = cnn.preprocessing.mean[0], cnn.preprocessing.std[0]

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """uint8 (1, 32 R, 32 C, 3) -> (R', C', channels) of every stage in STAGE_CHANNELS."""
        stages = self.cnn.forward_stages((pixels.permute(0, 3, 1, 2).to(torch.float32) - self.mean) / self.std)
        return tuple(stages[self.cnn.stage_index(name)][0].permute(1, 2, 0) for name in STAGE_CHANNELS)


class HearGraph(nn.Module):
    """One sentence's token states at three depths, and the attention of every layer and head."""

    def __init__(self, text: MiniLM) -> None:
        super().__init__()
        self.text = text

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Ids (1, T) -> states (T, 384) at depths 0, 3 and 6, attention (6, 12, T, T)."""
        text = self.text
        tokens = text.norm(text.words(ids) + text.positions(torch.arange(ids.shape[1])) + text.segments.weight[0])
        states, weights = [tokens], []
        padding = torch.zeros(1, 1, 1, 1)
        for layer in text.layers:
            tokens, attention = layer(tokens, padding)
            states.append(tokens)
            weights.append(attention[0])
        return states[EMBEDDING][0], states[MIDDLE][0], states[LAST][0], torch.stack(weights)


class WordsTail(nn.Module):
    """The text stream from its middle to its end."""

    def __init__(self, text: MiniLM) -> None:
        super().__init__()
        self.layers = text.layers[MIDDLE:]

    def forward(self, tokens: Tensor) -> Tensor:
        """Tokens (1, T, 384) at depth 3 -> at depth 6."""
        for layer in self.layers:
            tokens, _ = layer(tokens, torch.zeros(1, 1, 1, 1))
        return tokens


class PlacesTail(nn.Module):
    """The CNN's last two stages."""

    def __init__(self, cnn: Backbone) -> None:
        super().__init__()
        self.stages = cnn.stages[-2:]

    def forward(self, grid: Tensor) -> Tensor:
        """block14 (1, R, C, 192) -> head (1, R, C, 1280)."""
        maps = grid.permute(0, 3, 1, 2)
        for stage in self.stages:
            maps = stage(maps)
        return maps.permute(0, 2, 3, 1)


class StrategyGraph(nn.Module):
    """A strategy with its inputs in a row: stages, codes of the places in them, depths, mask."""

    def __init__(self, strategy: FusionStrategy) -> None:
        super().__init__()
        self.strategy = strategy
        self.names = [*strategy.stages, *map(codes_name, coded_of(strategy))]

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """See the module's docstring."""
        shown, depths = self.names, self.strategy.depths
        grids = dict(zip(shown, inputs[: len(shown)], strict=True))
        states = dict(zip(depths, inputs[len(shown) : -1], strict=True))
        logit, attentions = self.strategy(grids, states, inputs[-1])
        return logit, *attentions


def coded_of(strategy: FusionStrategy) -> tuple[str, ...]:
    """Stages whose places get codes."""
    return strategy.stages if strategy.attention_kinds else ()


def load_strategy(name: str) -> FusionStrategy:
    """A trained strategy, frozen."""
    return with_weights(build_strategy(name), name, WEIGHTS)


def load_depth(name: str) -> FusionStrategy:
    """A trained depth, frozen."""
    return with_weights(build_depth(name), name, DEPTHS_WEIGHTS)


def with_weights(strategy: FusionStrategy, name: str, weights: str) -> FusionStrategy:
    """Given those that a row of the manifest keeps under its name, frozen; raises ValueError where they do not fit."""
    strategy.load_own(stored_weights(name, weights))
    return strategy.eval().requires_grad_(False)


def stored_weights(name: str, weights: str = WEIGHTS) -> dict[str, Tensor]:
    """What a row of the manifest keeps under a strategy's name, widened to float32."""
    from safetensors.torch import load_file

    stored = load_file(entry(weights).file)
    return {key.removeprefix(f"{name}."): value.float() for key, value in stored.items() if key.startswith(f"{name}.")}


def export_strategy(strategy: FusionStrategy, path: Path) -> None:
    """One strategy's graph."""
    pairs, tokens = torch.export.Dim("pairs", min=1, max=MOST_PAIRS), torch.export.Dim("tokens", min=3, max=MOST_TOKENS)
    rows, cols = torch.export.Dim("rows", min=2, max=MOST_CELLS), torch.export.Dim("cols", min=2, max=MOST_CELLS)
    grids = tuple(
        torch.randn(2, 160 // STRIDES[stage], 224 // STRIDES[stage], CHANNELS[stage]) for stage in strategy.stages
    )
    states = tuple(torch.randn(2, 9, TEXT_WIDTH) for _ in strategy.depths)
    coded = coded_of(strategy)
    scale = {stage: COARSEST // STRIDES[stage] for stage in strategy.stages}
    places = {stage: times // ALL_SHAPES[strategy.name].gathered for stage, times in scale.items()}
    codes = tuple(torch.randn(5 * places[stage], 7 * places[stage], WIDTH) for stage in coded)
    shapes = (
        *({0: pairs, 1: times * rows, 2: times * cols} for times in scale.values()),
        *({0: places[stage] * rows, 1: places[stage] * cols} for stage in coded),
        *({0: pairs, 1: tokens} for _ in states),
        {0: pairs, 1: tokens},
    )
    write(
        StrategyGraph(strategy).eval(),
        (*grids, *codes, *states, torch.ones(2, 9, dtype=torch.bool)),
        path,
        input_names=[
            *strategy.stages,
            *map(codes_name, coded),
            *(f"depth{depth}" for depth in strategy.depths),
            "mask",
        ],
        output_names=["logit", *(f"attention_{kind.name}" for kind in strategy.attention_kinds)],
        dynamic_shapes=(shapes,),
    )


def export_look(path: Path) -> None:
    """The photo stream's graph."""
    rows, cols = (torch.export.Dim(name, min=2, max=MOST_CELLS) for name in ("rows", "cols"))
    write(
        PhotoGraph(load_cnn(VARIANTS[0])).eval(),
        (torch.zeros(1, 5 * COARSEST, 7 * COARSEST, 3, dtype=torch.uint8),),
        path,
        input_names=["pixels"],
        output_names=list(STAGE_CHANNELS),
        dynamic_shapes=({1: COARSEST * rows, 2: COARSEST * cols},),
    )


def export_hear(path: Path) -> None:
    """The text stream's graph."""
    write(
        HearGraph(load_text()).eval(),
        (torch.tensor([[101, 1037, 4937, 2006, 1037, 13523, 102]]),),
        path,
        input_names=["ids"],
        output_names=[f"depth{EMBEDDING}", f"depth{MIDDLE}", f"depth{LAST}", "attention"],
        dynamic_shapes=({1: torch.export.Dim("tokens", min=3, max=MOST_TOKENS)},),
    )


def export_tails(folder: Path) -> None:
    """What the streams do after the layers that `multi_scale` and `inside_cnn` branch off from."""
    tokens, rows = torch.export.Dim("tokens", min=3, max=MOST_TOKENS), torch.export.Dim("rows", min=2, max=MOST_CELLS)
    cols = torch.export.Dim("cols", min=2, max=MOST_CELLS)
    words, places = WordsTail(load_text()), PlacesTail(load_cnn(VARIANTS[0]))
    for name, tail, example, free in (
        (WORDS_TAIL, words, torch.randn(1, 9, TEXT_WIDTH), {1: tokens}),
        (PLACES_TAIL, places, torch.randn(1, 5, 7, STAGE_CHANNELS["block14"]), {1: rows, 2: cols}),
    ):
        write(
            tail.eval(), (example,), graph_of(folder, name), input_names=["input"], output_names=["output"],
            dynamic_shapes=(free,),
        )  # fmt: skip


def main() -> None:
    """Export everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    folder.mkdir(parents=True)
    export_look(graph_of(folder, LOOK))
    export_hear(graph_of(folder, HEAR))
    export_tails(folder)
    for strategy in STRATEGIES:
        export_strategy(load_strategy(strategy.name), graph_of(folder, strategy.name))
    for depth in DEPTHS:
        export_strategy(load_depth(depth.name), graph_of(folder, depth.name))


if __name__ == "__main__":
    main()
