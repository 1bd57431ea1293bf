"""How many photos a second a machine carries, and what 10, 100 and 1,000 machines would need.

    python -m benchmarks.capacity [--cores 8]

Measured: seconds of the processor that a new photo with its sentence takes, part by part (they grow little when other
programs run), and those that Redis takes to keep it, from a real redis-server where one is installed. The rest is
arithmetic, and says so.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from app.engines.looking import look_at
from app.photos.door import PhotoLimits
from app.photos.photo import Photo, accept_photo
from app.samples.redis_store import RedisStore
from app.samples.sample import Sample
from app.settings import Settings
from benchmarks.material import THINGS, photos
from models.engine.attender import load_attender

SIZES = ((1024, 768), (4000, 3000))  # pixels: a picture of a page, and a phone's
TIMES = 12  # photos of each size
FULL = 0.7  # share of a core that is planned for: beyond it, people wait for one another
MACHINES = (1, 10, 100, 1_000)
LINE = 10e9 / 8  # bytes a second of a machine's network, 10 Gbit/s


@dataclass(frozen=True)
class Cost:
    """Of one photo with one sentence."""

    door: float  # seconds of the processor
    look: float
    read: float
    kept_bytes: float
    redis: float  # seconds of Redis' processor; nan where there is no redis-server

    @property
    def core_seconds(self) -> float:
        """Of web and model replicas together."""
        return self.door + self.look + self.read


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cores", type=int, default=8, help="cores of each machine in the arithmetic")
    cores = parser.parse_args().cores
    if hasattr(os, "sched_setaffinity"):  # on one core no thread spins while it waits for another, which would count
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    for size in SIZES:
        cost = measured(size)
        print(f"{size[0]} x {size[1]}: " + told(cost))
        for line in arithmetic(cost, cores):
            print(f"  {line}")


def measured(size: tuple[int, int]) -> Cost:
    """Over so many photos that differ."""
    attender = load_attender(Settings().cache_dir)
    files = [file for file, _ in islice(photos(*size), TIMES)]
    kept: list[Photo] = []
    door = _each(lambda n: kept.append(accept_photo(files[n], PhotoLimits())))
    features = [look_at(attender, kept[0])]
    look = _each(lambda n: features.append(look_at(attender, kept[n])))
    read = _each(lambda n: attender.read(features[n], f"a {THINGS[n % len(THINGS)]} beside a dog on a table"))
    return Cost(door, look, read, float(np.median([len(each.kept) for each in kept])), _redis(kept))


def _each(work: Callable[[int], object]) -> float:
    """Seconds of this process' processors for one: the least, for what other programs add is not its cost."""
    took = []
    for number in range(TIMES):
        began = time.process_time()
        work(number)
        took.append(time.process_time() - began)
    return min(took)


def _redis(kept: list[Photo]) -> float:
    """Seconds of Redis' processor to keep one, written through to its disk."""
    if shutil.which("redis-server") is None:
        return float("nan")
    with _server() as url:
        store = RedisStore(url)
        before = _used(store)
        for number, photo in enumerate(kept):
            store.add(Sample(f"a cat {number}", f"{photo.id}{number}", photo.width, photo.height), photo.kept)
        used = _used(store) - before
        store.close()
    return used / len(kept)


def _used(store: RedisStore) -> float:
    told = store._redis.info("cpu")  # noqa: SLF001 - only Redis itself knows
    return float(told["used_cpu_user"]) + float(told["used_cpu_sys"])


@contextmanager
def _server() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "redis.sock")
        where = ["--port", "0", "--unixsocket", path, "--dir", folder, "--loglevel", "warning"]
        durable = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""]
        server = subprocess.Popen(["redis-server", *where, *durable], stdout=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 20
            while not _listens(path) and time.monotonic() < until:
                time.sleep(0.02)
            yield f"unix://{path}"
        finally:
            server.terminate()
            server.wait(10)


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


def told(cost: Cost) -> str:
    """One line."""
    parts = f"door {1000 * cost.door:.0f}, look {1000 * cost.look:.0f}, read {1000 * cost.read:.0f} ms of a core"
    return f"{parts}; {cost.kept_bytes / 1000:.0f} kB kept; Redis {1000 * cost.redis:.1f} ms"


def arithmetic(cost: Cost, cores: int) -> Iterator[str]:
    """Photos a second, and how many Redis instances that fills: by its processor, and by its line."""
    one = cores * FULL / cost.core_seconds
    yield f"one core: {FULL / cost.core_seconds:.1f} photos/s at {FULL:.0%}"
    by_core, by_line = FULL / cost.redis, FULL * LINE / cost.kept_bytes
    yield f"one Redis keeps {by_core:.0f} photos/s by its core, {by_line:.0f} by a line of 10 Gbit/s"
    for machines in MACHINES:
        rate = machines * one
        instances = int(np.ceil(rate / min(by_core, by_line)))
        yield f"{machines} machines of {cores} cores: {rate:,.0f} photos/s, {instances} Redis"


if __name__ == "__main__":
    main()
