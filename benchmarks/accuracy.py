"""`python -m app evaluate`, with its numbers written down; `make bench-record` keeps them for the documents' tables.

python -m benchmarks.accuracy ../shared/data/eval_dev.tar [--captions TAR] [--chinese] [--out var/bench/accuracy.json]

`--chinese` measures the sentences in Chinese alone, and leaves the other rows as they were recorded.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from app.settings import Settings
from benchmarks.record import measured
from models.engine.attender import load_attender
from models.evaluation.captions import captions_beside
from models.evaluation.chinese import chinese_beside
from models.evaluation.evaluate import CHINESE_CAPTIONS, CHINESE_SENTENCES, evaluate_archives
from models.word_activation import WordActivation

RECORDED = Path(__file__).with_name("accuracy.json")


def main() -> None:
    """Evaluate, print the table, write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tar", type=Path)
    parser.add_argument("--captions", type=Path, help="train_real.tar; else the one beside TAR")
    parser.add_argument("--chinese", action="store_true", help="the sentences in Chinese alone")
    parser.add_argument("--out", type=Path, default=measured("accuracy.json"))
    args = parser.parse_args()
    started = time.monotonic()
    report = evaluate_archives(
        args.tar,
        load_attender(Settings().cache_dir),
        args.captions or captions_beside(args.tar),
        {"class activation": WordActivation()},
        progress=lambda step: print(f"{time.monotonic() - started:5.0f} s  {step}", file=sys.stderr, flush=True),
        chinese=chinese_beside(args.tar),
        only=frozenset((CHINESE_SENTENCES, CHINESE_CAPTIONS) if args.chinese else ()),
    )
    print(report.as_table())
    print(f"\n{time.monotonic() - started:.0f} s")
    written = report.as_json()
    if args.chinese:
        recorded = json.loads(RECORDED.read_text())
        written = recorded | {"rows": recorded["rows"] | written["rows"]}
    args.out.write_text(json.dumps(written, indent=1) + "\n")


if __name__ == "__main__":
    main()
