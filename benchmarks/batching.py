"""What a batch over people would save: python -m benchmarks.batching [--rounds 7] [--graphs FOLDER]

Photos or sentences a second, and milliseconds of a core for each, of passes of 1, 2, 4 and 8 at once, with one and with
two threads of onnxruntime: one pass after the other, and two callers side by side, as the server's gate runs them. The
served graphs take one photo or one sentence: those with a batch are exported first and held against the served ones.

`text` is the text stream alone, `read` the whole sentence graph, each sentence with a photo of its own; all sentences
of a batch are of one length, which is the best case: others would be padded to the longest. Then what a photo and a
sentence cost a server on one core, from request to answer: only the pass in them would be cheaper in a batch.
Arrangements take turns in every round, and the median of the rounds is told. Writes var/bench/batching.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from app.settings import Settings
from benchmarks.client import Browser
from benchmarks.machine import machine
from benchmarks.material import photos, sentences
from benchmarks.record import measured
from benchmarks.server import Server, serving
from models.engine.cache import ensure_graphs
from models.engine.fusion.cache import ensure_fusion
from models.engine.fusion.files import graph_of
from models.engine.fusion.measure import inputs_of

Feed = dict[str, NDArray[np.generic]]
BATCHES, THREADS = (1, 2, 4, 8), (1, 2)
STRATEGIES = ("cross_words", "multimodal")
TOKENS, WORDS = 14, 11  # of a sentence of benchmarks/material
PLACES = 7  # of a strategy's grid
SECONDS = 0.25  # of one arrangement in one round, or one pass where that takes longer
PASS_IN = {"photo": "look", "sentence": "read"}  # of an answer


@dataclass(frozen=True)
class Arrangement:
    """So many callers at once, each with passes of so many."""

    threads: int
    callers: int
    batch: int

    def __str__(self) -> str:
        return f"{self.threads} threads, {self.callers} x batch {self.batch}"


ARRANGEMENTS = (*((1, batch) for batch in BATCHES), (2, 1), (2, 4))
SERVED = Arrangement(2, 2, 1)  # FOVEA_SLOTS callers, threads for all cores


def feeds() -> dict[str, Callable[[int], Feed]]:
    """The inputs of each graph for a batch of so many, no two rows alike."""
    rng = np.random.default_rng(0)

    def look(count: int) -> Feed:
        return {"pixels": rng.integers(0, 256, (count, 448, 448, 3), np.uint8)}

    def text(count: int) -> Feed:
        ids = rng.integers(1000, 20_000, (count, TOKENS))
        ids[:, 0], ids[:, -1] = 101, 102
        return {"ids": ids}

    def read(count: int) -> Feed:
        keys, values = (rng.standard_normal((count, 4, 784, 64), np.float32) for _ in range(2))
        pooling = np.repeat(np.eye(TOKENS, dtype=np.float32)[None, 1 : 1 + WORDS], count, axis=0)
        unit = [each / np.linalg.norm(each, axis=-1, keepdims=True) for each in (keys, values)]
        seen = rng.random((count, 80, 784), np.float32)
        return {**text(count), "pooling": pooling, "keys": unit[0], "values": unit[1], "classes": seen}

    return {"look": look, "text": text, "read": read} | {name: _strategy(name) for name in STRATEGIES}


def _strategy(name: str) -> Callable[[int], Feed]:
    def pairs(count: int) -> Feed:
        one = inputs_of(name, PLACES, TOKENS)
        return {key: value if key.endswith("codes") else np.repeat(value, count, axis=0) for key, value in one.items()}

    return pairs


Measured = tuple[str, Arrangement, float, float]  # graph, how, a second, milliseconds of a core


class Passes:
    """Sessions of one process, on one pool of so many threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        ort.set_global_thread_pool_sizes(threads, 1)
        self.threads, self._feeds = threads, feeds()
        self._sessions = {name: _opened(folder / f"{name}.onnx") for name in self._feeds}
        self._inputs = {(name, batch): feed(batch) for name, feed in self._feeds.items() for batch in BATCHES}
        self._callers = ThreadPoolExecutor(2)
        for name, session in self._sessions.items():
            session.run(None, self._inputs[name, 1])

    def rates(self) -> Iterator[Measured]:
        """One round: each graph in each arrangement."""
        for name in self._feeds:
            for callers, batch in ARRANGEMENTS:
                yield name, Arrangement(self.threads, callers, batch), *self._rate(name, callers, batch)

    def _rate(self, name: str, callers: int, batch: int) -> tuple[float, float]:
        """Of each second, and milliseconds of a core for each."""
        session, inputs = self._sessions[name], self._inputs[name, batch]
        began, used = time.perf_counter(), time.process_time()
        passes = sum(self._callers.map(lambda _: _until(session, inputs, began + SECONDS), range(callers)))
        count = passes * batch
        return count / (time.perf_counter() - began), 1000 * (time.process_time() - used) / count


def _until(session: ort.InferenceSession, inputs: Feed, end: float) -> int:
    """How many passes were begun before `end`; at least one."""
    passes = 0
    while passes == 0 or time.perf_counter() < end:
        session.run(None, inputs)
        passes += 1
    return passes


def _opened(path: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.use_per_session_threads = False
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def export(folder: Path) -> None:
    """Graphs with a batch, held against the served ones."""
    from benchmarks.batched_graphs import export_batched

    folder.mkdir(parents=True, exist_ok=True)
    alone = ensure_graphs(Settings().cache_dir)
    export_batched(folder)
    for name in STRATEGIES:
        (folder / f"{name}.onnx").symlink_to(graph_of(ensure_fusion(Settings().cache_dir), name).resolve())
    ort.set_global_thread_pool_sizes(1, 1)
    for name in ("look", "read"):
        whole = feeds()[name](3)
        rows = [{key: value[row : row + 1] for key, value in whole.items()} for row in range(3)]
        together = _opened(folder / f"{name}.onnx").run(None, whole)
        session = _opened(alone[name])
        for row, given in enumerate(rows):
            one = (
                given if name == "look" else {key: value if key == "ids" else value[0] for key, value in given.items()}
            )
            for mine, theirs in zip(together, session.run(None, one), strict=True):
                np.testing.assert_allclose(mine[row], theirs, atol=1e-4)


def told(found: dict[tuple[str, Arrangement], tuple[float, float]]) -> Iterator[str]:
    """A table for each graph, held against what the server does now."""
    for name in feeds():
        now = found[name, SERVED][0]
        yield f"{name}: {now:.1f} a second as served ({SERVED})"
        for (graph, how), (rate, used) in found.items():
            if graph == name:
                more = 100 * (rate / now - 1)
                yield f"  {how!s:24} {rate:8.1f} a second {more:+5.0f} % {used:8.2f} ms of a core each"


def told_served(costs: dict[str, float], found: dict[tuple[str, Arrangement], tuple[float, float]]) -> Iterator[str]:
    """What batches would make of a whole answer: arithmetic on times of a core."""
    for what, graph in PASS_IN.items():
        one, cost = found[graph, Arrangement(1, 1, 1)][1], costs[what]
        line = f"a new {what} costs the server {cost:.1f} ms of a core, {one:.1f} of them its pass"
        gains = (
            (batch, cost / (cost - one + found[graph, Arrangement(1, 1, batch)][1]) - 1)
            for batch in BATCHES
            if batch > 1
        )
        yield f"{line}: " + ", ".join(f"batches of {batch} {100 * gain:+.0f} %" for batch, gain in gains)


def served(photos_sent: int = 8, sentences_sent: int = 40) -> dict[str, float]:
    """Milliseconds of a core that a server on one core takes for each new photo, and for each new sentence on one."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})  # no thread of its pool spins while it waits for another
    try:
        with serving() as server:
            browser, said = Browser(server.port), sentences()
            images = [image for image, _ in islice(photos(1024, 768), photos_sent + 2)]
            kept, _ = (browser.send(next(said), image=image) for image in images[:2])
            photo = _used(server, lambda: [browser.send(next(said), image=image) for image in images[2:]])
            sentence = _used(server, lambda: [browser.send(next(said), sample=kept) for _ in range(sentences_sent)])
    finally:
        os.sched_setaffinity(0, cores)
    return {"photo": photo / photos_sent, "sentence": sentence / sentences_sent}


def _used(server: Server, work: Callable[[], object]) -> float:
    """Milliseconds of a core that the server takes meanwhile."""
    before = _ticks(server)
    work()
    return 1000 * (_ticks(server) - before) / os.sysconf("SC_CLK_TCK")


def _ticks(server: Server) -> int:
    numbers = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return int(numbers[11]) + int(numbers[12])  # utime and stime, proc(5)


def main() -> None:
    """Export, run rounds in processes of their own, print and write; or be one of these processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=Path, default=measured("batching.json"))
    parser.add_argument("--graphs", type=Path, help="keep the exported graphs there for the next time")
    parser.add_argument("--threads", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.threads:
        rates = Passes(options.graphs, options.threads).rates()
        print(json.dumps([[name, [how.threads, how.callers, how.batch], *each] for name, how, *each in rates]))
        return
    with tempfile.TemporaryDirectory(prefix="fovea-batching-") as spare:
        folder = options.graphs or Path(spare)
        if not (folder / "read.onnx").exists():
            export(folder)
        found = measured_rounds(folder, options.rounds)
    costs = served()
    print("\n".join([*told(found), *told_served(costs, found)]))
    rows = [
        {"graph": name, **asdict(how), "a_second": round(rate, 2), "core_ms": round(used, 2)}
        for (name, how), (rate, used) in found.items()
    ]
    report = {"machine": machine(), "rounds": options.rounds, "load": round(os.getloadavg()[0], 1)}
    options.out.write_text(json.dumps({**report, "served_core_ms": costs, "passes": rows}, indent=1) + "\n")


def measured_rounds(folder: Path, rounds: int) -> dict[tuple[str, Arrangement], tuple[float, float]]:
    """Medians of the rounds, each of them in processes of its own: a pool of threads is for good."""
    found = defaultdict[tuple[str, Arrangement], list[tuple[float, float]]](list)
    for _ in range(rounds):
        for threads in THREADS:
            command = [sys.executable, "-m", "benchmarks.batching", "--graphs", str(folder), "--threads", str(threads)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            for name, how, rate, used in json.loads(done.stdout):
                found[name, Arrangement(*how)].append((rate, used))
    return {key: (median(rate for rate, _ in each), median(used for _, used in each)) for key, each in found.items()}


if __name__ == "__main__":
    main()
