"""What is counted in service, as Prometheus reads it. No label tells whose request it was or what it was about."""

from __future__ import annotations

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.services import Services

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Metrics:
    """Of one server process: requests as they end, gates and caches as they are when asked."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "fovea_request_seconds",
            "Requests by route, from their first byte to the answer's last.",
            ("method", "route", "status"),
            registry=self._registry,
            buckets=BUCKETS,
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request has been answered."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def watch(self, services: Services) -> None:
        """Tell of these too."""
        self._registry.register(_ServicesCollector(services))

    def text(self) -> bytes:
        """In the text format of Prometheus."""
        return generate_latest(self._registry)


class _ServicesCollector(Collector):
    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> Iterator[Metric]:
        """Nothing ahead of time: only what `collect` finds."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Every gate and cache."""
        yield GaugeMetricFamily("fovea_worker", "The process that answers; each worker counts for itself.", os.getpid())
        yield GaugeMetricFamily("fovea_ready", "Whether the models are warm.", int(self._services.warmup.ready))
        yield from self._gates()
        yield from self._caches()

    def _gates(self) -> Iterator[Metric]:
        inside = GaugeMetricFamily("fovea_gate_inside", "Calls that run or wait.", labels=("gate",))
        runs = CounterMetricFamily("fovea_gate_runs", "Calls that were run.", labels=("gate",))
        refused = CounterMetricFamily("fovea_gate_refused", "Calls that were told to come back.", labels=("gate",))
        waited = CounterMetricFamily("fovea_gate_wait_seconds", "Time that calls waited for a slot.", labels=("gate",))
        ran = CounterMetricFamily("fovea_gate_run_seconds", "Time that calls ran.", labels=("gate",))
        for name, gate in self._services.gates.items():
            inside.add_metric((name,), gate.inside)
            runs.add_metric((name,), gate.meter.runs)
            refused.add_metric((name,), gate.meter.refused)
            waited.add_metric((name,), gate.meter.waited_seconds)
            ran.add_metric((name,), gate.meter.run_seconds)
        yield from (inside, runs, refused, waited, ran)

    def _caches(self) -> Iterator[Metric]:
        held = GaugeMetricFamily("fovea_cache_bytes", "Memory of the cache.", labels=("cache",))
        asked = CounterMetricFamily(
            "fovea_cache_asked", "Values: kept, computed, or joined to who computes them.", labels=("cache", "how")
        )
        for name, cache in self._services.caches.items():
            held.add_metric((name,), cache.bytes)
            for how in ("kept", "joined", "computed"):
                asked.add_metric((name, how), getattr(cache.meter, how))
        yield from (held, asked)
