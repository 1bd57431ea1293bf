"""An exporter that takes as long as it is told, and says in a log that it ran: python -m tests.models.tiny_exporter"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from models.engine.exports.refusal import telling
from models.errors import InvalidArgument


def main() -> None:
    """Two files, or a refusal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--refuse", action="store_true")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with arguments.log.open("a") as log:
        log.write("ran\n")
    with telling():
        if arguments.refuse:
            raise InvalidArgument("Not\tthis one.", code="unsupported_backbone", hint="Choose another.")
    (arguments.out / "deep").mkdir(parents=True)
    (arguments.out / "one.onnx").write_bytes(b"graph one")
    time.sleep(arguments.seconds)
    (arguments.out / "deep" / "two.onnx").write_bytes(b"graph two")


if __name__ == "__main__":
    main()
