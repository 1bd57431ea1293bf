"""Time and memory of every fusion strategy, and how both grow with places and words.

    python -m benchmarks.fusion [--out var/bench/fusion_costs.json]

Each measurement runs in a process of its own (models/engine/fusion/measure.py); the streams are not counted.
`make bench-record` keeps them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from app.settings import Settings
from benchmarks.machine import machine
from benchmarks.record import measured
from models.engine.fusion.measure import measure
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.table import COSTS

PLACES, WORDS = (7, 14, 28), (8, 32, 128)
USUAL_PLACES, USUAL_WORDS = 7, 32


def sizes() -> list[tuple[int, int]]:
    """Places grow at the usual number of words, words at the usual number of places."""
    across = [(places, USUAL_WORDS) for places in PLACES]
    return across + [(USUAL_PLACES, words) for words in WORDS if words != USUAL_WORDS]


def main() -> None:
    """Measure all, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=measured(COSTS))
    out = parser.parse_args().out
    found = []
    for name in STRATEGY_SHAPES:
        for places, words in sizes():
            each = measure(Settings().cache_dir, name, places, words)
            found.append(asdict(each))
            costs = f"{each.milliseconds:8.2f} ms {each.peak_bytes / 1e6:7.1f} MB"
            print(f"{name:14} {places:2} x {places:<2} places {words:3} tokens {costs}", flush=True)
    out.write_text(json.dumps({"machine": machine(), "measurements": found}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
