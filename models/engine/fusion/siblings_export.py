"""Export the siblings of the famous models to ONNX, once per set of weights.

    python -m models.engine.fusion.siblings_export --out FOLDER

With torch, therefore run in a process of its own (cache.ensure_siblings).

Inputs are `features` (N, 17, 1280), `scores` (N, 17, 80), `places` (N, 17, 5), `known` (N, 17) bool, `depth6`
(N, T, 384) and `mask` (N, T) bool; N and T are free. Outputs are ``logit`` (N,) and one ``attention_KIND`` per kind.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import torch
from torch import Tensor, nn

from models.engine.export import write
from models.engine.fusion.export import MOST_PAIRS, MOST_TOKENS, with_weights
from models.engine.fusion.files import graph_of
from models.fusion.regions.catalogue import SIBLINGS, build_sibling
from models.fusion.regions.catalogue_names import WEIGHTS
from models.fusion.regions.photo import CLASSES, FEATURES, PLACE, REGION_INPUTS, SLOTS
from models.fusion.strategy import FusionStrategy
from models.fusion.streams import LAST, TEXT_WIDTH


class SiblingGraph(nn.Module):
    """A sibling with its inputs in a row."""

    def __init__(self, sibling: FusionStrategy) -> None:
        super().__init__()
        self.sibling = sibling

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """See the module's docstring."""
        *shown, states, mask = inputs
        logit, attentions = self.sibling(dict(zip(REGION_INPUTS, shown, strict=True)), {LAST: states}, mask)
        return logit, *attentions


def load_sibling(name: str) -> FusionStrategy:
    """A trained sibling, frozen."""
    return with_weights(build_sibling(name), name, WEIGHTS)


def export_sibling(sibling: FusionStrategy, path: Path) -> None:
    """One sibling's graph."""
    pairs, tokens = torch.export.Dim("pairs", min=1, max=MOST_PAIRS), torch.export.Dim("tokens", min=3, max=MOST_TOKENS)
    shown = [torch.randn(2, SLOTS, size) for size in (FEATURES, CLASSES, PLACE)]
    known, mask = torch.ones(2, SLOTS, dtype=torch.bool), torch.ones(2, 9, dtype=torch.bool)
    write(
        SiblingGraph(sibling).eval(),
        (*shown, known, torch.randn(2, 9, TEXT_WIDTH), mask),
        path,
        input_names=[*REGION_INPUTS, f"depth{LAST}", "mask"],
        output_names=["logit", *(f"attention_{kind.name}" for kind in sibling.attention_kinds)],
        dynamic_shapes=((*({0: pairs} for _ in REGION_INPUTS), {0: pairs, 1: tokens}, {0: pairs, 1: tokens}),),
    )


def main() -> None:
    """All of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    folder.mkdir(parents=True)
    for sibling in SIBLINGS:
        export_sibling(load_sibling(sibling.name), graph_of(folder, sibling.name))


if __name__ == "__main__":
    main()
