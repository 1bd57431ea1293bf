"""How an exporter, which runs in a process of its own, says why it cannot export."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from models.errors import BrokenInstall, FoveaError, InvalidArgument

REFUSED = 3  # exit status of an export that failed for a reason with a message of its own


@contextmanager
def telling() -> Iterator[None]:
    """In the exporter: an error of ours becomes one line of JSON on standard error and the status REFUSED."""
    try:
        yield
    except FoveaError as error:
        said = (type(error).__name__, error.code, error.message, error.hint, error.values)
        sys.stderr.write(json.dumps(said) + "\n")
        sys.exit(REFUSED)


def told(said: str, argument: str) -> FoveaError | None:
    """In the process that waits: the same error from that line; None when it is something else."""
    try:
        kind, code, message, hint, values = json.loads((said.strip().splitlines() or [""])[-1])
    except (ValueError, TypeError):
        return None
    error = InvalidArgument if kind == "InvalidArgument" else BrokenInstall
    return error(message, code=code, argument=argument, hint=hint, **values)
