"""Milliseconds per stage, measured here and now with onnxruntime's own profiler.

A session of its own runs the photo with profiling on and the logits as its only output, so that no time goes into
handing maps out. Every kernel's name says its stage (staged_graph.py), also where onnxruntime has fused several nodes
into one; a stage's time is the sum of its kernels, and of a stage's runs the median is taken.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnxruntime as ort

from models.engine.lab import files as lab_files
from models.engine.lab.stages import StageEngine
from models.engine.session import open_session, session_threads
from models.lab_results.costs import StageTiming, TimingReport
from models.network import CLASSIFIER, PIXELS
from models.results import FloatArray

WARM_UP = 2
RUNS = 12
KERNEL = "_kernel_time"
LOGITS = "logits"


def time_stages(engine: StageEngine, inputs: FloatArray | None = None, runs: int = RUNS) -> TimingReport:
    """Run a photo `runs` times after two runs to warm up; `inputs` (1, 3, S, S), zeros when left out."""
    size = engine.plan.size
    inputs = np.zeros((1, 3, size, size), np.float32) if inputs is None else inputs
    with TemporaryDirectory() as folder:
        session = _profiled(lab_files.scores_graph(engine.folder), Path(folder))
        for _ in range(WARM_UP + runs):
            session.run(None, {PIXELS: inputs})
        events = json.loads(Path(session.end_profiling()).read_text(encoding="utf-8"))
    names = [*(stage.name for stage in engine.plan.stages), CLASSIFIER]
    return report(events, names, runs, session_threads())


def _profiled(path: Path, folder: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.enable_profiling = True
    options.profile_file_prefix = str(folder / "profile")
    return open_session(path, options)


def report(events: list[dict[str, Any]], stages: list[str], runs: int, threads: int) -> TimingReport:
    """The profiler's events (microseconds) as times per stage; the first runs, which warm up, are left out."""
    whole = [event for event in events if event["name"] == "model_run"][-runs:]
    spans = [(event["ts"], event["ts"] + event["dur"]) for event in whole]
    kernels = [event for event in events if event["name"].endswith(KERNEL)]
    times = {
        stage: median(
            sum(
                each["dur"]
                for each in kernels
                if start <= each["ts"] <= end and stage_of(each["name"], stages) == stage
            )
            for start, end in spans
        )
        / 1000
        for stage in stages
    }
    total = sum(times.values()) or 1.0
    rows = tuple(StageTiming(stage, spent, spent / total) for stage, spent in times.items())
    return TimingReport(rows, median(event["dur"] for event in whole) / 1000, runs, threads)


def stage_of(kernel: str, stages: list[str]) -> str | None:
    """The stage of a kernel: ``block3/1.clip_nchwc_kernel_time`` -> block3; None for what no stage owns."""
    name = kernel.removesuffix(KERNEL)
    while name:
        owner = name.partition("/")[0]
        if owner in stages:
            return owner
        if name == LOGITS:
            return CLASSIFIER
        name = name.rpartition("_")[0]
    return None
