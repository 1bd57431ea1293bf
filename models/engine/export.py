"""Export the torch modules to ONNX, once per set of weights.

    python -m models.engine.export --out FOLDER

The only part of the engine that imports torch; serving runs it in a process of its own when the cache is empty.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings
from pathlib import Path

import torch
from torch import nn

from models.engine.files import GRAPHS, cached_graph
from models.engine.graphs import look_graph, read_graph
from models.fusion.word_classes import CLASSES


def write(network: nn.Module, example: tuple[torch.Tensor, ...], path: Path, **options: object) -> None:
    """Export to a temporary name and rename, so that a reader never sees half a graph."""
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            example,
            str(partial),
            dynamo=True,
            external_data=False,
            verbose=False,
            **options,  # type: ignore[arg-type]
        )
    partial.replace(path)


def export_look(path: Path) -> None:
    """The photo graph, one photo at a time."""
    example = (torch.zeros(1, 448, 448, 3, dtype=torch.uint8),)
    write(look_graph(), example, path, input_names=["pixels"], output_names=["keys", "values", "classes"])


def export_read(path: Path) -> None:
    """The sentence graph, any number of tokens and words."""
    network = read_graph()
    heads, width = network.fusion.config.heads, network.fusion.config.width
    tokens, words = torch.export.Dim("tokens", min=3, max=256), torch.export.Dim("words", min=1, max=254)
    # Two tensors, not one twice: the exporter would take keys and values for the same input.
    grid = torch.nn.functional.normalize(torch.ones(heads, 784, width // heads), dim=-1)
    ids = torch.tensor([[101, 1037, 4937, 2006, 1037, 13523, 102]])
    write(
        network,
        (ids, torch.eye(7)[1:6], grid, grid.clone(), torch.full((CLASSES, 784), 0.5)),
        path,
        input_names=["ids", "pooling", "keys", "values", "classes"],
        output_names=["attention", "evidence", "presence", "gates"],
        dynamic_shapes=({1: tokens}, {0: words, 1: tokens}, None, None, None),
    )


EXPORTS = {"look": export_look, "read": export_read}


def main() -> None:
    """Export what the folder lacks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    for name in GRAPHS:
        path = cached_graph(folder, name)
        if not path.exists():
            EXPORTS[name](path)
            sys.stdout.write(f"exported {path.name}\n")


if __name__ == "__main__":
    main()
