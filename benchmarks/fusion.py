"""Multiply-accumulates, time and memory of every fusion strategy, and how time and memory grow with places and words.

    python -m benchmarks.fusion [--out var/bench/fusion_costs.json]

Each measurement runs in a process of its own (models/engine/fusion/measure.py). One ruler for all: what a pair takes
after EfficientNet's block14 and MiniLM's third layer.
`make bench-record` keeps them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

from app.settings import Settings
from benchmarks.machine import machine
from benchmarks.record import measured
from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_cnn
from models.engine.fusion.export import PlacesTail, WordsTail
from models.engine.fusion.measure import measure
from models.fusion.catalogue import build_strategy
from models.fusion.catalogue_names import PLACES_TAIL, STRATEGY_SHAPES, WORDS_TAIL
from models.fusion.photo_size import USUAL_WORDS, measured_sizes, places_side
from models.fusion.streams import CHANNELS, COARSEST, STAGE_CHANNELS, STRIDES, TEXT_WIDTH
from models.fusion.table import COSTS, ONE_RULER
from models.text.minilm import load as load_text


@torch.inference_mode()
def macs_of(name: str, places: int, words: int) -> int:
    """Of one pair, with what the streams still do for it after block14 and the third layer."""
    strategy, shape = build_strategy(name).eval(), STRATEGY_SHAPES[name]
    sides = {stage: places * COARSEST // STRIDES[stage] for stage in shape.stages}
    grids = {stage: torch.zeros(1, side, side, CHANNELS[stage]) for stage, side in sides.items()}
    states = {depth: torch.zeros(1, words, TEXT_WIDTH) for depth in shape.depths}
    with (counter := FlopCounterMode(display=False)):
        strategy(grids, states, torch.ones(1, words, dtype=torch.bool))
        if PLACES_TAIL in shape.tails:
            PlacesTail(load_cnn(VARIANTS[0]))(torch.zeros(1, places, places, STAGE_CHANNELS["block14"]))
        if WORDS_TAIL in shape.tails:
            WordsTail(load_text())(torch.zeros(1, words, TEXT_WIDTH))
    return counter.get_total_flops() // 2


def main() -> None:
    """Measure all, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=measured(COSTS))
    out = parser.parse_args().out
    macs = {name: macs_of(name, places_side(), USUAL_WORDS) for name in STRATEGY_SHAPES}
    print(json.dumps(macs), flush=True)
    found = []
    for name in STRATEGY_SHAPES:
        for places, words in measured_sizes():
            each = measure(Settings().cache_dir, name, places, words)
            found.append(asdict(each))
            costs = f"{each.milliseconds:8.2f} ms {each.peak_bytes / 1e6:7.1f} MB"
            print(f"{name:14} {places:2} x {places:<2} places {words:3} tokens {costs}", flush=True)
    out.write_text(
        json.dumps({"machine": machine(), "ruler": ONE_RULER, "macs": macs, "measurements": found}, indent=1) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
