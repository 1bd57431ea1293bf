"""How many caption words are pointed at without looking: by a random cell, and by the middle of the photo.

    python -m benchmarks.pointing_baselines eval_dev.tar

The same words and boxes as every pointing number of the fusion strategies. `make bench-record` keeps it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks.record import measured
from models.evaluation.archive import Archive
from models.fusion.baselines import BASELINES, PointingBaselines, cells_inside, spread_of
from models.fusion.photo_size import places_side
from models.pointing import FractionBox, points_inside


def baselines(boxes: Sequence[Sequence[FractionBox]], side: int) -> PointingBaselines:
    """Of one sequence of boxes per caption word."""
    middle = np.ones((1, 1), np.float32)  # one cell, whose middle is that of the photo
    centre = [points_inside(middle, each) for each in boxes]
    chance = [cells_inside(each, side) for each in boxes]
    return PointingBaselines(len(boxes), 100 * float(np.mean(centre)), 100 * float(np.mean(chance)), spread_of(chance))


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    found = asdict(baselines([trial.boxes for trial in Archive(parser.parse_args().archive).trials()], places_side()))
    print(json.dumps(found))
    measured(BASELINES).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
