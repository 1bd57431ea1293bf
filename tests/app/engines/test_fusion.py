"""When the strategies can be had."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from app.engines.fusion import FusionService
from app.samples.sample import Sample
from app.work.gate import InferenceGate
from app.work.runner import Runner
from tests.fakes_fusion import FakeFusion, FakeFusionModels


class Slow(FakeFusion):
    """Prepared or not; loading ends when it is let go."""

    def __init__(self, *, there: bool) -> None:
        super().__init__()
        self.there, self.loads, self.go = there, 0, threading.Event()

    def prepared(self) -> bool:
        return self.there

    def load(self) -> FakeFusionModels:
        self.loads += 1
        assert self.go.wait(20)
        return FakeFusionModels()


@pytest.fixture
def unprepared() -> Iterator[Slow]:
    source = Slow(there=False)
    yield source
    source.go.set()


def service(source: Slow) -> FusionService:
    return FusionService(source, None, Runner(InferenceGate(2, 8), 1_000_000))  # type: ignore[arg-type]


async def test_what_is_prepared_is_available_at_once_and_loaded_later() -> None:
    source = Slow(there=True)
    assert await service(source).available(0)
    assert source.loads == 0


async def test_without_patience_nothing_is_loaded(unprepared: Slow) -> None:
    assert not await service(unprepared).available(0)
    assert unprepared.loads == 0


async def test_with_patience_they_are_waited_for_and_go_on_loading(unprepared: Slow) -> None:
    fusion = service(unprepared)
    assert not await fusion.available(0.01)
    assert not await fusion.available(0.01)
    unprepared.go.set()
    assert await fusion.available(20)
    assert await fusion.available(0)
    assert unprepared.loads == 1


class Lab:
    """What a photo was asked for as."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read_pixels(self, photo_id: str) -> np.ndarray:
        self.asked.append(photo_id)
        return np.zeros((40, 60, 3), np.uint8)


async def test_a_photo_is_looked_at_once() -> None:
    lab = Lab()
    fusion = FusionService(FakeFusion(), lab, Runner(InferenceGate(2, 8), 1_000_000))  # type: ignore[arg-type]
    for _ in range(2):
        found = await fusion.photo(Sample("a cat", "p", 60, 40))
    assert (found.width, found.height) == (60, 40)
    assert lab.asked == ["p"]
