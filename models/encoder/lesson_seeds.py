"""Measure every lesson over three seeds, and keep what came out beside the weights.

    nice python -m models.encoder.lesson_seeds --out models/weights/encoder_lessons.json

A seed's two goals are taught once each, and each taught encoder is asked in all three ways. The file is written after
every lesson; those that it holds already are not run again. About a minute of one core a seed.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from models.encoder.lesson import Pupil
from models.encoder.lesson_results import Goal, Lesson, Moment, Tower
from models.encoder.lesson_table import LESSONS, lesson_of

SEEDS = (0, 1, 2)


def taught_lessons(goal: Goal, seed: int, missing: list[Tower]) -> list[Lesson]:
    """One pupil taught once, asked in every way that is missing."""
    pupil = Pupil(goal, seed)
    before = pupil.examine(Moment.UNTRAINED)
    points = tuple(pupil.teach())
    taught = pupil.examine(Moment.TAUGHT)
    found = []
    for tower in missing:
        asked = copy.deepcopy(pupil)
        torch.manual_seed(1000 + seed)
        answered = tuple(asked.ask(tower))
        examined = (before, taught, asked.examine(Moment.ASKED))
        found.append(Lesson(goal, tower, seed, (*points, *answered), examined, 1.0))
    return found


def main() -> None:
    """All that are missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=LESSONS)
    path = parser.parse_args().out
    torch.set_num_threads(1)
    stored: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["lessons"] if path.exists() else []
    for seed in SEEDS:
        for goal in Goal:
            had = {each.tower for each in map(lesson_of, stored) if (each.goal, each.seed) == (goal, seed)}
            missing = [tower for tower in Tower if tower not in had]
            if not missing:
                continue
            stored += [asdict(each) for each in taught_lessons(goal, seed, missing)]
            path.write_text(json.dumps({"lessons": stored}, separators=(",", ":")) + "\n", encoding="utf-8")
            sys.stdout.write(f"seed {seed}, {goal}: {len(missing)} lessons\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
