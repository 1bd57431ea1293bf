"""Measurements: where they are written, and keeping them.

    python -m benchmarks.record      # make bench-record

Measuring writes into var/bench, which git ignores; a measurement that is kept is copied over the one that the
documents' tables are written from.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MEASURED = ROOT / "var" / "bench"
KEPT = {
    "latest.json": ROOT / "benchmarks" / "latest.json",  # make bench
    "accuracy.json": ROOT / "benchmarks" / "accuracy.json",  # make evaluate
    "growth.json": ROOT / "benchmarks" / "growth.json",  # python -m benchmarks.growth
    "fusion_costs.json": ROOT / "models" / "weights" / "fusion_costs.json",  # python -m benchmarks.fusion
    "fusion_lessons.json": ROOT / "models" / "weights" / "fusion_lessons.json",  # python -m benchmarks.fusion_lessons
    "late_joins.json": ROOT / "models" / "weights" / "late_joins.json",  # python -m benchmarks.late_joins
    "pointing_baselines.json": ROOT / "models" / "weights" / "pointing_baselines.json",  # pointing_baselines
    "captioner.json": ROOT / "models" / "weights" / "captioner.json",  # python -m benchmarks.captioner
    "flamingo.json": ROOT / "models" / "weights" / "flamingo.json",  # python -m benchmarks.flamingo
    "visual_words.json": ROOT / "models" / "weights" / "visual_words.json",  # python -m benchmarks.visual_words
}


def measured(name: str) -> Path:
    """Where a measurement is written; its folder is there."""
    MEASURED.mkdir(parents=True, exist_ok=True)
    return MEASURED / name


def record() -> list[str]:
    """Keep what has been measured since the last time; their names."""
    found = [name for name in KEPT if (MEASURED / name).is_file()]
    for name in found:
        shutil.move(MEASURED / name, KEPT[name])
    return found


def main() -> int:
    """Say what was kept."""
    names = record()
    print("\n".join(f"kept {name}" for name in names) or "Nothing was measured: make bench or make evaluate first.")
    return 0 if names else 1


if __name__ == "__main__":
    sys.exit(main())
