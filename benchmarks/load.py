"""Many people at once, on this machine alone, for a bounded time: python -m benchmarks.load [--people 50]

Each person is a client of its own, uploads a photo, asks something else about it, opens every tab and watches a sweep.
Then memory: a server's after 500 and after 2,000 uploads. Prints the answers by address, with the median and 95 % of
their time, and each promise with what was measured; writes var/bench/load.json; fails where a promise is broken.

/healthz may take 100 ms times the machine's slowness: what it takes one client alone in the same run, over the 5 ms
that it takes at most on a machine with nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.abandoned import resident_mb
from benchmarks.growth import memory_after
from benchmarks.machine import machine
from benchmarks.people import SENTENCE, WORDS, Person, Tally, health
from benchmarks.record import measured
from benchmarks.server import serving

ALONE = 3.0  # seconds
CALM = 5.0  # ms, /healthz with nothing else to do
HEALTH, LOOK, GROWTH = 100.0, 3000.0, 5.0  # ms, ms, %


@dataclass(frozen=True)
class Promise:
    """What is promised of a server with many people, and what was measured."""

    what: str
    most: float
    measured: float

    @property
    def kept(self) -> bool:
        """Nothing measured is no promise kept."""
        return self.measured <= self.most

    def __str__(self) -> str:
        return f"{'kept  ' if self.kept else 'BROKEN'} {self.what}: {self.measured:.1f}, at most {self.most:.1f}"


@dataclass(frozen=True)
class Crowd:
    """What a run with people gave."""

    tally: Tally
    alone: list[float]  # seconds of /healthz
    meanwhile: list[float]
    unhealthy: int  # answers of it that were no 200
    memory_mb: tuple[float, float, float]  # before, after, at most

    @property
    def slowness(self) -> float:
        """Of this machine, by one client alone."""
        return max(1.0, _p95(self.alone) / CALM)

    def promises(self) -> Iterator[Promise]:
        """Each with what was measured."""
        wrong = sum(self.tally.unexpected().values()) + self.unhealthy
        yield Promise("answers that are neither good nor the promised 503", 0, wrong)
        what = f"/healthz meanwhile, p95 in ms (slowness {self.slowness:.1f})"
        yield Promise(what, HEALTH * self.slowness, _p95(self.meanwhile))
        yield Promise("words of a sample, p95 in ms", LOOK, self.tally.milliseconds(WORDS, 0.95))
        yield Promise("a new sentence, p95 in ms", LOOK, self.tally.milliseconds(SENTENCE, 0.95))


def crowd(people: int, seconds: float) -> Crowd:
    """So many people for so long."""
    spawn = multiprocessing.get_context("spawn")
    with serving() as server, ProcessPoolExecutor(1, spawn) as apart:
        alone, broken = apart.submit(health, server.port, ALONE).result()
        tally, before, end = Tally(), resident_mb(server), time.monotonic() + seconds
        visitors = [Person(server.port, number, tally).stay for number in range(people)]
        threads = [threading.Thread(target=stay, args=(end,)) for stay in visitors]
        asking = apart.submit(health, server.port, seconds)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 120)
        meanwhile, unhealthy = asking.result()
        memory = before, resident_mb(server), server.peak_mb() or 0
    return Crowd(tally, alone, meanwhile, broken + unhealthy, memory)


def _p95(seconds: list[float]) -> float:
    return 1000 * float(np.quantile(seconds or [np.nan], 0.95))


def table(found: Crowd) -> Iterator[str]:
    """Answers by address."""
    yield from found.tally.rows()
    yield f"{'/healthz, alone':22s} p50 {1000 * np.median(found.alone):7.1f} ms  p95 {_p95(found.alone):7.1f} ms"
    with_them = f"p50 {1000 * np.median(found.meanwhile):7.1f} ms  p95 {_p95(found.meanwhile):7.1f} ms"
    yield f"{'/healthz, with them':22s} {with_them}"
    before, after, most = found.memory_mb
    yield f"memory: {before:.0f} MB before, {after:.0f} after, {most:.0f} at most"
    if wrong := found.tally.unexpected():
        yield f"not promised: {wrong}"


def memory_promise(uploads: tuple[int, ...]) -> Promise:
    """Between the last two numbers of uploads."""
    held = [mb for _, mb in memory_after(uploads)]
    return Promise(
        f"memory after {uploads[-1]:,} over {uploads[-2]:,} uploads, %", GROWTH, 100 * (held[-1] / held[-2] - 1)
    )


def main() -> None:
    """Print the table and the promises, write them, fail where one is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--uploads", type=int, nargs="*", default=(100, 500, 2_000), help="none: memory is left out")
    parser.add_argument("--out", type=Path, default=measured("load.json"))
    options = parser.parse_args()
    busy = os.getloadavg()[0]
    found = crowd(options.people, options.seconds)
    rows = list(table(found))
    print("\n".join(rows), flush=True)
    promises = list(found.promises())
    if len(options.uploads) > 1:
        promises.append(memory_promise(tuple(options.uploads)))
    print("\n".join(map(str, promises)))
    report = {"machine": machine(), "load_before": round(busy, 1), "people": options.people, "seconds": options.seconds}
    kept = [{**asdict(each), "kept": each.kept} for each in promises]
    refused = found.tally.refused()
    options.out.write_text(
        json.dumps({**report, "refused": refused, "promises": kept, "answers": rows}, indent=1) + "\n"
    )
    if not all(each.kept for each in promises):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
