"""Time the server over loopback, against bare onnxruntime runs of the same passes in the same run.

    python -m benchmarks.bench [--runs 40] [--out var/bench/latest.json]

Requests and bare runs take turns, so that both meet the same machine. Numbers are medians of milliseconds.
`make bench-record` keeps them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np

from app.settings import Settings
from benchmarks import lab, shift
from benchmarks.bare import bare_look, bare_read, milliseconds
from benchmarks.client import Browser
from benchmarks.machine import machine
from benchmarks.material import photos, sentences
from benchmarks.record import measured
from benchmarks.server import Server, serving
from models.engine.attender import OnnxAttender, load_attender

WEB_SIZE, PHONE_SIZE = (1024, 768), (4000, 3000)
WARM_UP = 5


@dataclass(frozen=True)
class Timing:
    """One job: what a person waits for, and what its model passes cost alone."""

    job: str
    median_ms: float
    p90_ms: float
    bare_ms: float | None
    ratio: float | None
    runs: int


def timing(job: str, served: list[float], bare: list[float] | None = None) -> Timing:
    """Medians after the warm-up runs are dropped; without bare runs, of a job that runs no model."""
    served = served[WARM_UP:]
    middle, p90 = median(served), float(np.quantile(served, 0.9))
    floor = median(bare[WARM_UP:]) if bare else None
    ratio = round(middle / floor, 2) if floor else None
    return Timing(job, round(middle, 1), round(p90, 1), floor and round(floor, 1), ratio, len(served))


def new_photo(server: Server, attender: OnnxAttender, runs: int, job: str, size: tuple[int, int]) -> Timing:
    """From a photo's bytes and a sentence to the finished fragment."""
    browser, served, bare = Browser(server.port), [], []
    for _, (image, pixels), sentence in zip(range(runs + WARM_UP), photos(*size), sentences(), strict=False):
        served.append(milliseconds(lambda: browser.send(sentence, image=image)))  # noqa: B023
        bare.append(bare_look(attender, pixels) + bare_read(attender, pixels, sentence))
    return timing(job, served, bare)


def new_sentence(server: Server, attender: OnnxAttender, runs: int) -> Timing:
    """A sentence on a photo that the server has seen."""
    browser, served, bare = Browser(server.port), [], []
    image, pixels = next(photos(*WEB_SIZE, seed=1))
    sample = browser.send("A first sentence", image=image)
    for _, sentence in zip(range(runs + WARM_UP), sentences(), strict=False):
        served.append(milliseconds(lambda: browser.send(sentence, sample=sample)))  # noqa: B023
        bare.append(bare_read(attender, pixels, sentence))
    return timing("new sentence on a known photo", served, bare)


def table(timings: list[Timing], peak_mb: float | None) -> str:
    """What is printed."""
    rows = [f"{'':42} {'median':>9} {'90 %':>9} {'bare':>9} {'ratio':>6}"]
    for t in timings:
        times = ("" if value is None else f"{value:.1f} ms" for value in (t.median_ms, t.p90_ms, t.bare_ms))
        ratio = "" if t.ratio is None else f"{t.ratio:.2f}"
        rows.append(f"{t.job:42} {' '.join(f'{time:>9}' for time in times)} {ratio:>6}")
    return "\n".join([*rows, f"peak memory of the server: {f'{peak_mb:.0f} MB' if peak_mb else 'not known here'}"])


def main() -> None:
    """Run all jobs, print the table, write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--out", type=Path, default=measured("latest.json"))
    args = parser.parse_args()
    attender = load_attender(Settings().cache_dir)
    with serving() as server:
        timings = [
            new_photo(server, attender, args.runs, "new photo (1024 x 768) and sentence", WEB_SIZE),
            new_sentence(server, attender, args.runs),
            new_photo(
                server, attender, max(args.runs // 4, 5), "new phone photo (4000 x 3000) and sentence", PHONE_SIZE
            ),
        ]
        peak_mb = server.peak_mb()
    network = lab.engine(Settings().cache_dir)
    timings.append(timing("all stages of EfficientNet-Lite0, as numbers", *lab.all_stages(network, args.runs)))
    timings.append(timing("a mosaic of 320 channels", lab.mosaic(network, args.runs)))
    timings.append(timing("65 shifts x all stages of EfficientNet-Lite0", *shift.sweeps(network, WARM_UP + 10)))
    print(table(timings, peak_mb))
    report = {"machine": machine(), "timings": [asdict(t) for t in timings], "peak_mb": peak_mb and round(peak_mb)}
    args.out.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
