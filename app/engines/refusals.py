"""What could not be loaded is not tried again at once: each try would keep others waiting for seconds."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from models.errors import FoveaError, InvalidInput

MOST = 200  # kept; the oldest go first
FOR_GOOD = 3600.0  # seconds: a file or a name that is wrong stays wrong, and another file has another key
FOR_NOW = 60.0  # seconds: a library or a line that fails may be mended


class Refusals:
    """Errors by key, each for a while."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._kept: OrderedDict[str, tuple[float, FoveaError]] = OrderedDict()

    def keep(self, key: str, error: FoveaError) -> None:
        """Remember what ended a try."""
        self._kept[key] = self._now() + (FOR_GOOD if isinstance(error, InvalidInput) else FOR_NOW), error
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def check(self, key: str) -> None:
        """Raises what ended the last try, while it is remembered."""
        until, error = self._kept.get(key, (0.0, None))
        if error is not None and self._now() < until:
            raise error.with_traceback(None)
