"""People who look around: what they ask of the server, and what it answers."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, islice
from urllib.parse import urlencode

import numpy as np

from app.samples.examples import EXAMPLES
from benchmarks.material import photos, sentences

WORDS, SENTENCE, SWEEP = "GET /words?word=1", "POST /s (sentence)", "sweep"
TABS = (
    "", "/overview", "/words?word=1", "/layers", "/layers?view=class", "/shift", "/fusion", "/fusion?view=table",
    "/encoder", "?tour=4",
)  # fmt: skip
FORM = "multipart/form-data; boundary=x"
FIELDS = "application/x-www-form-urlencoded"
EXPECTED = frozenset({200, 201, 204, 303, 503})
BUSY = (b"Many photos are waiting", b"Enough long work")  # as a stream tells it, which is under way when it is refused
GREETING = EXAMPLES[0].id  # what whoever was refused sees instead
PATIENCE = 60.0  # seconds for an answer


class Tally:
    """Seconds and statuses by what was asked, from all threads."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        self.statuses: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._lock = threading.Lock()

    def add(self, name: str, status: int, seconds: float) -> None:
        """One answer."""
        with self._lock:
            self.statuses[name][status] += 1
            if 0 < status < 400:
                self.seconds[name].append(seconds)

    def milliseconds(self, name: str, share: float) -> float:
        """So long it took at most for this share of the good answers; nan where there was none."""
        return 1000 * float(np.quantile(self.seconds[name] or [np.nan], share))

    def rows(self) -> Iterator[str]:
        """A line for each kind."""
        for name in sorted(self.statuses):
            told = " ".join(f"{status}:{times}" for status, times in sorted(self.statuses[name].items()))
            half, most = self.milliseconds(name, 0.5), self.milliseconds(name, 0.95)
            yield f"{name:22s} p50 {half:7.0f} ms  p95 {most:7.0f} ms  {told}"

    def unexpected(self) -> dict[str, int]:
        """Answers that were not promised, 0 among them for a connection that broke."""
        found = {
            name: sum(n for code, n in each.items() if code not in EXPECTED) for name, each in self.statuses.items()
        }
        return {name: times for name, times in found.items() if times}

    def refused(self) -> int:
        """Answers that said to come back."""
        return sum(each[503] for each in self.statuses.values())


class Person:
    """One visitor, a client of its own, until the time is over."""

    def __init__(self, port: int, number: int, tally: Tally) -> None:
        self._port, self._tally = port, tally
        self._photos = photos(800, 600, seed=number)
        self._sentences = islice(sentences(), number, None)
        self._number = number

    def stay(self, end: float) -> None:
        """Upload, ask something else about it, look into every tab, watch a sweep; then the same with another photo."""
        for turn in count():
            if time.monotonic() > end:
                return
            sample = self._upload() or GREETING
            tabs = [partial(self.ask, "GET", f"/s/{sample}{tab}", f"GET {tab or '/'}") for tab in TABS]
            asked: list[Callable[[], object]] = [
                partial(self._ask_anew, sample, turn),
                partial(self._sweep, sample),
                *tabs,
            ]
            for step in range(len(asked)):
                if time.monotonic() < end:
                    asked[(step + turn + self._number) % len(asked)]()

    def _upload(self) -> str | None:
        content, _ = next(self._photos)
        body = (
            b'--x\r\nContent-Disposition: form-data; name="sentence"\r\n\r\n'
            + next(self._sentences).encode()
            + b'\r\n--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
            + content
            + b"\r\n--x--\r\n"
        )
        location = self.ask("POST", "/s", "POST /s (photo)", body)
        return location.rsplit("/", 1)[-1] if location else None

    def _ask_anew(self, sample: str, turn: int) -> None:
        form = {"sentence": f"{next(self._sentences)} {self._number} {turn}", "sample": sample}
        self.ask("POST", "/s", SENTENCE, urlencode(form).encode(), FIELDS)

    def _sweep(self, sample: str) -> None:
        """As the page of Shift watches it."""
        self.ask("GET", f"/s/{sample}/shift/stream", SWEEP)

    def ask(self, method: str, path: str, name: str, body: bytes | None = None, kind: str = FORM) -> str | None:
        """One request on a connection of its own; the Location of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        began, status, location = time.perf_counter(), 0, None
        client = {"X-Forwarded-For": f"10.0.{self._number // 250}.{self._number % 250 + 1}"}
        try:
            connection.request(method, path, body, {**client, **({"Content-Type": kind} if body else {})})
            answer = connection.getresponse()
            content = answer.read()
            status, location = told_by(answer.status, content, name), answer.getheader("Location")
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        self._tally.add(name, status, time.perf_counter() - began)
        if status == 503:
            time.sleep(1)  # as Retry-After asks, and no longer: this is a bounded test
        return location


def told_by(status: int, content: bytes, name: str) -> int:
    """The status; of a stream what its last event says: 503 where it is refused, 500 where it failed otherwise."""
    if name != SWEEP or status != 200 or content.endswith(b"event: done\ndata: {}\n\n"):
        return status
    return 503 if any(busy in content for busy in BUSY) else 500


def health(port: int, seconds: float) -> tuple[list[float], int]:
    """Ask /healthz ten times a second: how long each took, and how many answers were no 200.

    Run it in a process of its own: the people's threads would be in its numbers.
    """
    tally, end = Tally(), time.monotonic() + seconds
    person = Person(port, 250, tally)
    while time.monotonic() < end:
        person.ask("GET", "/healthz", "healthz")
        time.sleep(0.1)
    return tally.seconds["healthz"], sum(tally.statuses["healthz"].values()) - tally.statuses["healthz"][200]
