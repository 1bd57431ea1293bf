"""How cost grows: with people, words, megapixels and kept samples; and whether memory does with uploads.

    python -m benchmarks.growth people|words|photos|samples|memory [...]

Each part prints a table of its own and is written to var/bench/growth.json, where the others stay as they were; `make
bench-record` keeps them. On this machine and over loopback alone; what else the machine does is in the numbers, so its
load is told with them.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.samples.sample import Sample
from app.samples.store import SampleStore, StoreLimits
from benchmarks.abandoned import resident_mb
from benchmarks.client import Browser
from benchmarks.machine import machine
from benchmarks.material import THINGS, photos, sentences
from benchmarks.people import FIELDS, Person, Tally
from benchmarks.record import measured
from benchmarks.server import serving

PEOPLE = (1, 3, 10, 30, 100)
WORDS = (1, 3, 10, 30, 100, 200)
MEGAPIXELS = (0.1, 1.0, 4.0, 12.0, 24.0, 50.0)
SAMPLES = (10, 100, 1_000, 10_000, 100_000)
UPLOADS = (100, 500, 2_000)
SECONDS = 10.0  # of each number of people
Point = tuple[float, dict[str, float]]  # of a curve: how much of what grows, and what it costs, by name


def people() -> Iterator[Point]:
    """So many at once, each with one new sentence after the other on a photo of their own that is known already."""
    with serving() as server:
        for number in PEOPLE:
            tally, ready = Tally(), threading.Barrier(number)
            threads = [threading.Thread(target=_sit, args=(server.port, each, tally, ready)) for each in range(number)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(300)
            took = 1000 * np.array(tally.seconds["words"] or [np.nan])
            yield (
                number,
                {
                    "median_ms": float(np.median(took)),
                    "p95_ms": float(np.quantile(took, 0.95)),
                    "per_second": len(tally.seconds["words"]) / SECONDS,
                    "refused": tally.statuses["words"][503],
                },
            )


def _sit(port: int, number: int, tally: Tally, ready: threading.Barrier) -> None:
    """Upload, wait until all others have done so, then ask for SECONDS."""
    sample = _own_sample(port, number)
    ready.wait(240)
    person, end = Person(port, number, tally), time.monotonic() + SECONDS
    for turn, sentence in enumerate(sentences()):
        if time.monotonic() > end:
            return
        form = {"sentence": f"{sentence} {number} {turn}", "sample": sample}
        body = "&".join(f"{key}={value.replace(' ', '+')}" for key, value in form.items())
        person.ask("POST", "/api/v1/samples", "words", body.encode(), FIELDS)


def _own_sample(port: int, number: int) -> str:
    """Of a photo that nobody else has; asked again where the server is too busy."""
    browser, image = Browser(port), next(photos(800, 600, seed=number))[0]
    while True:
        try:
            return browser.send("a cat", image=image)
        except RuntimeError:
            time.sleep(1)


def words() -> Iterator[Point]:
    """A new sentence of so many words on a known photo, five times each."""
    with serving() as server:
        browser = Browser(server.port)
        sample = browser.send("a cat", image=next(photos(800, 600))[0])
        for number in WORDS:
            said = [" ".join(THINGS[(place + turn) % 8] for place in range(number)) for turn in range(5)]
            yield number, {"median_ms": _median(said, lambda each: browser.send(each, sample=sample))}


def megapixels() -> Iterator[Point]:
    """A new photo of so many pixels, three times each."""
    with serving() as server:
        browser = Browser(server.port)
        for size in MEGAPIXELS:
            width = round((size * 1e6 * 4 / 3) ** 0.5)
            sent = [_noisy(width, int(size * 1e6 / width), seed) for seed in range(3)]
            yield size, {"median_ms": _median(sent, lambda each: browser.send("a cat on a mat", image=each))}


def _noisy(width: int, height: int, seed: int) -> bytes:
    coarse = np.random.default_rng(seed).integers(0, 256, (60, 80, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC).save(file, "JPEG", quality=90)
    return file.getvalue()


def _median(each: Sequence[Any], send: Callable[..., object]) -> float:
    took = []
    for one in each:
        began = time.perf_counter()
        send(one)
        took.append(time.perf_counter() - began)
    return 1000 * float(np.median(took))


def samples() -> Iterator[Point]:
    """Adding to, reading from and deleting in a store that holds so many samples of 2 kB."""
    with tempfile.TemporaryDirectory(prefix="fovea-growth-") as folder:
        path = Path(folder) / "samples.sqlite3"
        SampleStore(path).close()
        for before, number in pairwise((0, *SAMPLES)):
            _fill(path, before, number)
            store = SampleStore(path, StoreLimits(samples=10**7, photo_bytes=10**12))
            new = [Sample("a dog", f"q{number}-{each}", 8, 8) for each in range(20)]
            added = _median(new, lambda each, store=store: store.add(each, bytes(2_000)))
            read = _median(new, lambda each, store=store: store.get(each.id))
            gone = _median(new, lambda each, store=store: store.delete(each.id))
            store.close()
            yield number, {"add_ms": added, "read_ms": read, "delete_ms": gone}


def _fill(path: Path, start: int, stop: int) -> None:
    """Past the store, which would look whether it is full for every single one."""
    with closing(sqlite3.connect(path)) as db, db:
        rows = [(f"p{each}", 2_000, bytes(2_000)) for each in range(start, stop)]
        db.executemany("INSERT INTO photos (id, bytes, jpeg) VALUES (?, ?, ?)", rows)
        kept = [(f"s{each}", f"p{each}", "a cat", 8, 8, "[]", time.time()) for each in range(start, stop)]
        columns = "id, photo_id, sentence, width, height, notes, created"
        db.executemany(f"INSERT INTO samples ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", kept)


def memory() -> Iterator[Point]:
    """The server's memory after so many uploads."""
    for number, mb in memory_after(UPLOADS):
        yield number, {"mb": mb}


def memory_after(uploads: Sequence[int]) -> Iterator[tuple[int, float]]:
    """A server's memory in MB after so many uploads of other photos."""
    with serving() as server:
        browser, said, shown, done = Browser(server.port), sentences(), photos(640, 480), 0
        for number in uploads:
            while done < number:
                browser.send(next(said), image=next(shown)[0])
                done += 1
            yield number, resident_mb(server)


PARTS = {"people": people, "words": words, "photos": megapixels, "samples": samples, "memory": memory}


def main() -> None:
    """Print the curves that are named, all of them where none is, and write them."""
    path = measured("growth.json")
    found = json.loads(path.read_text()) if path.exists() else {}
    found["machine"] = machine()
    for name in sys.argv[1:] or PARTS:
        busy = os.getloadavg()[0]
        print(f"{name} (load {busy:.1f} on {os.cpu_count()} cores)")
        points = []
        for at, costs in PARTS[name]():
            print(f"  {at:9,g}: {', '.join(f'{cost} {value:.2f}' for cost, value in costs.items())}", flush=True)
            points.append({"at": at, **{cost: round(value, 2) for cost, value in costs.items()}})
        found[name] = {"load_before": round(busy, 1), "points": points}
        path.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
