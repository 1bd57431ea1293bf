"""Plain counters of what is run and kept; /metrics tells them, and the gate knows by them how long a call takes."""

from __future__ import annotations

from dataclasses import dataclass

NEWEST = 0.2  # weight of the newest call in the usual time


@dataclass
class GateMeter:
    """Of one gate, since the process began. Written by the event loop alone."""

    runs: int = 0
    refused: int = 0
    waited_seconds: float = 0.0
    run_seconds: float = 0.0
    usual_seconds: float = 0.0  # of one call, the last ones counting most

    def ran(self, waited: float, seconds: float) -> None:
        """One call has ended."""
        self.usual_seconds += (NEWEST if self.runs else 1.0) * (seconds - self.usual_seconds)
        self.runs += 1
        self.waited_seconds += waited
        self.run_seconds += seconds


@dataclass
class CacheMeter:
    """Of one cache: how its values came to those who asked for them."""

    kept: int = 0  # were there
    joined: int = 0  # waited for the computation of somebody else
    computed: int = 0
