"""`python -m app evaluate`, with its numbers written down; `make bench-record` keeps them for the documents' tables.

python -m benchmarks.accuracy ../shared/data/eval_dev.tar [--out var/bench/accuracy.json]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.settings import Settings
from benchmarks.record import measured
from models.engine.attender import load_attender
from models.evaluate import evaluate_tar
from models.word_activation import WordActivation


def main() -> None:
    """Evaluate, print the table, write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tar", type=Path)
    parser.add_argument("--out", type=Path, default=measured("accuracy.json"))
    args = parser.parse_args()
    report = evaluate_tar(args.tar, load_attender(Settings().cache_dir), WordActivation())
    print(report.as_table())
    args.out.write_text(json.dumps(report.as_json(), indent=2) + "\n")


if __name__ == "__main__":
    main()
