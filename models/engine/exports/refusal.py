"""How an exporter, which runs in a process of its own, says why it cannot export."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from models.errors import BrokenInstall, FoveaError, InvalidArgument

REFUSED = 3  # exit status of an export that failed for a reason with a message of its own


@contextmanager
def telling() -> Iterator[None]:
    """In the exporter: an error of ours becomes one line on standard error and the status REFUSED."""
    try:
        yield
    except FoveaError as error:
        said = (type(error).__name__, error.code, error.message, error.hint)
        sys.stderr.write("\t".join(part.replace("\n", " ").replace("\t", " ") for part in said) + "\n")
        sys.exit(REFUSED)


def told(said: str, argument: str) -> FoveaError | None:
    """In the process that waits: the same error from that line; None when it is something else."""
    parts = (said.strip().splitlines() or [""])[-1].split("\t")
    if len(parts) != 4:
        return None
    kind, code, message, hint = parts
    error = InvalidArgument if kind == "InvalidArgument" else BrokenInstall
    return error(message, code=code, argument=argument, hint=hint)
