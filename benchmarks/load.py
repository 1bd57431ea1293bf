"""Many people at once, on this machine alone, for a bounded time: python -m benchmarks.load [--people 50]

Each person uploads a photo, asks about it, and opens every tab in turn. Prints the answers by address, with the median
and 95 % of their time, what /healthz took meanwhile beside what it takes one client alone, and the server's memory.
Fails where anything but 2xx, 3xx and the promised 503 came back.
"""

from __future__ import annotations

import argparse
import http.client
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import count, islice

import numpy as np

from benchmarks.abandoned import resident_mb
from benchmarks.material import photos, sentences
from benchmarks.server import serving

TABS = ("", "/words?word=1", "/layers", "/shift", "/fusion", "/fusion?view=table")
FORM = "multipart/form-data; boundary=x"
EXPECTED = frozenset({200, 201, 204, 303, 503})


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
            if status < 400:
                self.seconds[name].append(seconds)

    def rows(self) -> Iterator[str]:
        """A line for each kind."""
        for name in sorted(self.statuses):
            took = np.array(self.seconds[name] or [np.nan]) * 1000
            told = " ".join(f"{status}:{times}" for status, times in sorted(self.statuses[name].items()))
            yield f"{name:22s} p50 {np.median(took):7.0f} ms  p95 {np.quantile(took, 0.95):7.0f} ms  {told}"

    def unexpected(self) -> dict[str, int]:
        """Answers that were not promised, 0 among them for a connection that broke."""
        found = {
            name: sum(n for code, n in each.items() if code not in EXPECTED) for name, each in self.statuses.items()
        }
        return {name: times for name, times in found.items() if times}


class Person:
    """One visitor with a connection, until the time is over."""

    def __init__(self, port: int, number: int, tally: Tally) -> None:
        self._port, self._tally = port, tally
        self._photos = photos(800, 600, seed=number)
        self._sentences = islice(sentences(), number, None)
        self._number = number

    def stay(self, end: float) -> None:
        """Upload, ask, look around."""
        for turn in count():
            if time.monotonic() > end:
                return
            sample = self._upload() or "chelsea"
            for step in range(len(TABS)):
                tab = TABS[(step + turn + self._number) % len(TABS)]
                if time.monotonic() < end:
                    self.ask("GET", f"/s/{sample}{tab}", f"GET {tab or '/'}")

    def _upload(self) -> str | None:
        content, _ = next(self._photos)
        body = (
            b'--x\r\nContent-Disposition: form-data; name="sentence"\r\n\r\n'
            + next(self._sentences).encode()
            + b'\r\n--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
            + content
            + b"\r\n--x--\r\n"
        )
        location = self.ask("POST", "/s", "POST /s", body)
        return location.rsplit("/", 1)[-1] if location else None

    def ask(self, method: str, path: str, name: str, body: bytes | None = None, kind: str = FORM) -> str | None:
        """One request on a connection of its own; the Location of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        began, status, location = time.perf_counter(), 0, None
        try:
            connection.request(method, path, body, {"Content-Type": kind} if body else {})
            answer = connection.getresponse()
            answer.read()
            status, location = answer.status, answer.getheader("Location")
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        self._tally.add(name, status, time.perf_counter() - began)
        if status == 503:
            time.sleep(1)  # as Retry-After asks, and no longer: this is a bounded test
        return location


def health(port: int, tally: Tally, name: str, end: float) -> None:
    """Ask /healthz ten times a second."""
    person = Person(port, 0, tally)
    while time.monotonic() < end:
        person.ask("GET", "/healthz", name)
        time.sleep(0.1)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    with serving() as server:
        tally = Tally()
        health(server.port, tally, "healthz, alone", time.monotonic() + 3)
        before, end = resident_mb(server), time.monotonic() + options.seconds
        people = [Person(server.port, number, tally).stay for number in range(options.people)]
        threads = [threading.Thread(target=stay, args=(end,)) for stay in people]
        threads.append(threading.Thread(target=health, args=(server.port, tally, "healthz, with them", end)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(options.seconds + 120)
        print("\n".join(tally.rows()))
        print(f"memory: {before:.0f} MB before, {resident_mb(server):.0f} after, {server.peak_mb() or 0:.0f} at most")
        if wrong := tally.unexpected():
            raise SystemExit(f"not promised: {wrong}")


if __name__ == "__main__":
    main()
