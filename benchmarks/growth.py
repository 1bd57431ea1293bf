"""How cost grows: with people, words, megapixels and kept samples; and whether memory does with uploads.

    python -m benchmarks.growth people|words|photos|samples|memory [...]

Each part prints a table of its own; all are written to var/bench/growth.json. On this machine and over loopback alone;
what else the machine does is in the numbers, so its load is told with them.
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


def people() -> Iterator[str]:
    """So many at once, each with one new sentence after the other on a photo of their own."""
    with serving() as server:
        for number in PEOPLE:
            tally, ready = Tally(), threading.Barrier(number)
            threads = [threading.Thread(target=_sit, args=(server.port, each, tally, ready)) for each in range(number)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(300)
            took = np.array(tally.seconds["words"] or [np.nan])
            refused = tally.statuses["words"][503]
            half, most = 1000 * np.median(took), 1000 * np.quantile(took, 0.95)
            rate = len(tally.seconds["words"]) / SECONDS
            said = f"p50 {half:6.0f} ms, p95 {most:6.0f} ms, {rate:5.1f} answers/s, {refused} refused"
            yield f"{number:4d} people: {said}"


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


def words() -> Iterator[str]:
    """A new sentence of so many words on a known photo, five times each."""
    with serving() as server:
        browser = Browser(server.port)
        sample = browser.send("a cat", image=next(photos(800, 600))[0])
        for number in WORDS:
            said = [" ".join(THINGS[(place + turn) % 8] for place in range(number)) for turn in range(5)]
            yield f"{number:4d} words: {_median(said, lambda each: browser.send(each, sample=sample)):6.0f} ms"


def megapixels() -> Iterator[str]:
    """A new photo of so many pixels, three times each."""
    with serving() as server:
        browser = Browser(server.port)
        for size in MEGAPIXELS:
            width = round((size * 1e6 * 4 / 3) ** 0.5)
            sent = [_noisy(width, int(size * 1e6 / width), seed) for seed in range(3)]
            took = _median(sent, lambda each: browser.send("a cat on a mat", image=each))
            yield f"{size:5.1f} megapixels ({len(sent[0]) / 1e6:4.1f} MB): {took:6.0f} ms"


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


def samples() -> Iterator[str]:
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
            yield f"{number:7d} samples: add {added:5.1f} ms, read {read:5.2f} ms, delete {gone:5.1f} ms"


def _fill(path: Path, start: int, stop: int) -> None:
    """Past the store, which would look whether it is full for every single one."""
    with closing(sqlite3.connect(path)) as db, db:
        rows = [(f"p{each}", 2_000, bytes(2_000)) for each in range(start, stop)]
        db.executemany("INSERT INTO photos (id, bytes, jpeg) VALUES (?, ?, ?)", rows)
        kept = [(f"s{each}", f"p{each}", "a cat", 8, 8, "[]", time.time()) for each in range(start, stop)]
        columns = "id, photo_id, sentence, width, height, notes, created"
        db.executemany(f"INSERT INTO samples ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", kept)


def memory() -> Iterator[str]:
    """The server's memory after so many uploads, held against the second number."""
    held = []
    for number, mb in memory_after(UPLOADS):
        held.append(mb)
        yield f"{number:5d} uploads: {mb:6.0f} MB"
    yield f"from {UPLOADS[-2]:,} to {UPLOADS[-1]:,}: {100 * (held[-1] / held[-2] - 1):+.1f} %"


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
    """Print the tables that are named, all of them where none is; writes var/bench/growth.json."""
    found: dict[str, object] = {"machine": machine()}
    for name in sys.argv[1:] or PARTS:
        busy = os.getloadavg()[0]
        print(f"{name} (load {busy:.1f} on {os.cpu_count()} cores)")
        rows = []
        for line in PARTS[name]():
            print("  " + line, flush=True)
            rows.append(line)
        found[name] = {"load_before": round(busy, 1), "rows": rows}
        measured("growth.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
