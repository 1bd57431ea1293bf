"""What abandoned sweeps leave in a server's memory: python -m benchmarks.abandoned [--variants]

Opens the event stream of the panel Shift, closes it after the first results, 15 times with other parameters each, and
prints how much memory the server holds (VmRSS, MB of 10^6 bytes) before, after each, and a while later.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.server import Server, serving
from models.shift_results import Axis, MoveMode, Variant

SAMPLES = ("chelsea", "coffee", "rocket")
EVENTS = 3  # read of each stream before it is closed


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=15, help="streams")
    parser.add_argument("--variants", action="store_true", help="other variants of the network too")
    options = parser.parse_args()
    with serving() as server:
        print(f"ready: {resident_mb(server):.0f}")
        for number, address in zip(range(options.times), addresses(options.variants), strict=False):
            events = abandon(server, address)
            time.sleep(0.3)
            print(f"{number + 1:2d} {address}: {events} events, {resident_mb(server):.0f}")
        time.sleep(5)
        print(f"later: {resident_mb(server):.0f}; most: {server.peak_mb() or 0:.0f}")


def addresses(variants: bool) -> Iterator[str]:
    """Streams, no two alike."""
    kinds = tuple(Variant) if variants else (Variant.TRAINED,)
    for mode, axis, sample, kind in itertools.product(MoveMode, Axis, SAMPLES, kinds):
        query = {"view": "network", "mode": mode.value, "axis": axis.value, "variant": kind.value, "start": "1"}
        yield f"/s/{sample}/shift/stream?{urlencode(query)}"


def abandon(server: Server, address: str) -> int:
    """Read a few events, then close the connection; how many were read."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.request("GET", address, headers={"Accept": "text/event-stream"})
    answer, read = connection.getresponse(), 0
    while read < EVENTS and (line := answer.readline()):
        read += line.startswith(b"event:")
    answer.close()
    connection.close()
    return read


def resident_mb(server: Server) -> float:
    """Memory that the process holds now."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    main()
