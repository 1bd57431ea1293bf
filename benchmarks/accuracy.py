"""`python -m app evaluate`, with its numbers written down; `make bench-record` keeps them for the documents' tables.

python -m benchmarks.accuracy ../shared/data/eval_dev.tar [--captions TAR] [--chinese] [--only STEP ...]
                               [--out var/bench/accuracy.json]

`--chinese` measures the sentences in Chinese alone, `--only` some steps by their names ("swaps", "caption words"); the
other rows stay as they were recorded.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.settings import Settings
from benchmarks.record import measured
from models.engine.attender import load_attender
from models.evaluation.captions import captions_beside
from models.evaluation.chinese import chinese_beside
from models.evaluation.evaluate import CHINESE_CAPTIONS, CHINESE_SENTENCES, evaluate_archives
from models.word_activation import WordActivation

RECORDED = Path(__file__).with_name("accuracy.json")


def merged(recorded: dict[str, Any], measured: dict[str, Any]) -> dict[str, Any]:
    """Recorded rows, those measured now in their place; a new one stands after the one that it was measured after."""
    names = list(recorded)
    for before, name in pairwise(["", *measured]):
        if name not in names:
            names.insert(names.index(before) + 1 if before else 0, name)
    return {name: measured.get(name, recorded.get(name)) for name in names}


def main() -> None:
    """Evaluate, print the table, write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tar", type=Path)
    parser.add_argument("--captions", type=Path, help="train_real.tar; else the one beside TAR")
    parser.add_argument("--chinese", action="store_true", help="the sentences in Chinese alone")
    parser.add_argument("--only", nargs="+", default=[], metavar="STEP", help="these steps alone")
    parser.add_argument("--out", type=Path, default=measured("accuracy.json"))
    args = parser.parse_args()
    only = frozenset([*args.only, *((CHINESE_SENTENCES, CHINESE_CAPTIONS) if args.chinese else ())])
    started = time.monotonic()
    report = evaluate_archives(
        args.tar,
        load_attender(Settings().cache_dir),
        args.captions or captions_beside(args.tar),
        {"class activation": WordActivation()},
        progress=lambda step: print(f"{time.monotonic() - started:5.0f} s  {step}", file=sys.stderr, flush=True),
        chinese=chinese_beside(args.tar),
        only=only,
    )
    print(report.as_table())
    print(f"\n{time.monotonic() - started:.0f} s")
    written = report.as_json()
    if only:
        recorded = json.loads(RECORDED.read_text())
        written = recorded | {"rows": merged(recorded["rows"], written["rows"])}
    args.out.write_text(json.dumps(written, indent=1) + "\n")


if __name__ == "__main__":
    main()
