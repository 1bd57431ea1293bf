"""Time and memory of one strategy's fusion, in a process of its own so that its memory is its own.

    python -m models.engine.fusion.measure --folder FOLDER --strategy NAME --places 14 --words 32

`places` is the side of the grid at stride 32 (7, 14, 28 for a photo of 224, 448, 896 px), `words` the tokens. One ruler
for all: what a pair takes after EfficientNet's block14 and MiniLM's third layer, where the first strategies branch off,
so that layers which some hold themselves and others call streams are counted for each. Imports no torch.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np

from models.engine.exports.source import ROOT
from models.engine.fusion.cache import ensure_fusion
from models.engine.fusion.files import graph_of
from models.engine.session import open_session, session_threads
from models.errors import BrokenInstall
from models.fusion.catalogue_names import STRATEGY_SHAPES, WORDS_TAIL
from models.fusion.place_codes import codes_name, position_codes
from models.fusion.streams import CHANNELS, COARSEST, STAGE_CHANNELS, STRIDES, TEXT_WIDTH
from models.fusion_results import FusionMeasurement

LEAST_SECONDS, MOST_RUNS = 0.3, 60
LIMIT = 120.0  # seconds for the whole process


def inputs_of(name: str, places: int, words: int) -> dict[str, np.ndarray]:
    """Random streams of one pair."""
    rng, shape = np.random.default_rng(0), STRATEGY_SHAPES[name]
    inputs: dict[str, np.ndarray] = {}
    for stage in shape.stages:
        side = places * COARSEST // STRIDES[stage]
        inputs[stage] = rng.random((1, side, side, CHANNELS[stage]), np.float32)
    for stage in shape.coded:
        inputs[codes_name(stage)] = position_codes(*inputs[stage].shape[1:3])
    for depth in shape.depths:
        inputs[f"depth{depth}"] = rng.standard_normal((1, words, TEXT_WIDTH), np.float32)
    return {**inputs, "mask": np.ones((1, words), bool)}


def tail_input(tail: str, places: int, words: int) -> np.ndarray:
    """What the end of a stream starts from."""
    shape = (1, words, TEXT_WIDTH) if tail == WORDS_TAIL else (1, places, places, STAGE_CHANNELS["block14"])
    return np.random.default_rng(0).random(shape, np.float32)


def measure_here(folder: Path, name: str, places: int, words: int) -> FusionMeasurement:
    """Load, run until the time is known, and read how far this process's memory rose.

    Processor time on one thread: what other programs take of the machine meanwhile is not counted.
    """
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # before a session counts them
    inputs = inputs_of(name, places, words)
    session = open_session(graph_of(folder, name))
    tails = [
        (open_session(graph_of(folder, each)), tail_input(each, places, words)) for each in STRATEGY_SHAPES[name].tails
    ]
    before = _kilobytes("VmRSS")
    times: list[float] = []
    while len(times) < 3 or (sum(times) < LEAST_SECONDS and len(times) < MOST_RUNS):
        started = time.process_time()
        for tail, given in tails:
            tail.run(None, {"input": given})
        session.run(["logit"], inputs)
        times.append(time.process_time() - started)
    risen = max(0, _kilobytes("VmHWM") - before)
    return FusionMeasurement(name, places, words, 1000 * statistics.median(times), risen * 1024, session_threads())


def _kilobytes(field: str) -> int:
    """A line of /proc/self/status; 0 where there is none."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), 0)


def measure(cache_dir: Path, name: str, places: int, words: int) -> FusionMeasurement:
    """The same in a fresh process, 1 to 3 seconds; raises BrokenInstall when that fails."""
    command = [
        sys.executable,
        "-m",
        "models.engine.fusion.measure",
        "--folder",
        str(ensure_fusion(cache_dir).resolve()),
    ]
    command += ["--strategy", name, "--places", str(places), "--words", str(words)]
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=LIMIT
        )
    except subprocess.TimeoutExpired:
        raise _failure(name, f"it took longer than {LIMIT:.0f} s and was ended") from None
    if done.returncode:
        raise _failure(name, done.stderr.strip()[-400:])
    return FusionMeasurement(**json.loads(done.stdout))


def _failure(name: str, what: str) -> BrokenInstall:
    return BrokenInstall(
        f"{name} could not be measured: {what}",
        code="measure_failed",
        argument="strategy",
        hint="Close other programs that use much memory, or choose fewer places.",
    )


def main() -> None:
    """Print one measurement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--strategy", required=True, choices=tuple(STRATEGY_SHAPES))
    parser.add_argument("--places", type=int, default=7)
    parser.add_argument("--words", type=int, default=16)
    arguments = parser.parse_args()
    found = measure_here(arguments.folder, arguments.strategy, arguments.places, arguments.words)
    sys.stdout.write(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
