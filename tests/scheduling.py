"""Which tests stay in one process of several: those of a file; and all that need a Chromium, which starts once."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

TOGETHER = "tests/browser/"


class Scheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Files go to whoever is free, in their order; those in TOGETHER go to one process as if they were one file."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)
