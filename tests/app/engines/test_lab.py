"""Which networks the labs keep in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.engines.lab import LabService
from app.samples.library import Library
from app.work.gate import InferenceGate
from app.work.runner import Runner
from models.engine.lab.stages import StageEngine
from models.errors import InvalidArgument

SIZES = {"small": 10, "middle": 40, "large": 60, "huge": 500}


@dataclass
class Counted:
    """Networks of known sizes, whose files may be replaced."""

    loaded: list[str] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)

    def key(self, net: str) -> str:
        return f"{net} {self.versions.get(net, 0)}"

    def prepared(self, net: str) -> bool:
        if net not in SIZES:
            raise InvalidArgument("Refused.", code="no_such_model")
        return True

    def load(self, net: str) -> StageEngine:
        self.loaded.append(net)
        return cast(StageEngine, SimpleNamespace(bytes=SIZES[net], name=self.key(net)))


@pytest.fixture
def networks() -> Counted:
    return Counted()


@pytest.fixture
def lab(networks: Counted) -> LabService:
    return LabService(networks, Runner(InferenceGate(1, 4), 1000), cast(Library, None), 1000, network_bytes=100)


async def ask(lab: LabService, *nets: str) -> list[Any]:
    return [cast(Any, await lab.engine(net)).name for net in nets]


async def test_networks_stay_while_their_bytes_fit(lab: LabService, networks: Counted) -> None:
    await ask(lab, "small", "large", "small", "large", "middle", "large", "middle")
    assert networks.loaded == ["small", "large", "middle"]  # 110 bytes: the small one, longest unused, went
    await ask(lab, "small")
    assert networks.loaded[3:] == ["small"]


async def test_the_latest_stays_however_large(lab: LabService, networks: Counted) -> None:
    await ask(lab, "small", "huge", "huge", "huge")
    assert networks.loaded == ["small", "huge"]


async def test_a_replaced_file_is_used_at_once(lab: LabService, networks: Counted) -> None:
    before = await ask(lab, "small")
    networks.versions["small"] = 1
    assert await ask(lab, "small", "small") != before
    assert networks.loaded == ["small", "small"]


async def test_what_is_known_to_be_wrong_takes_no_place_among_long_work(lab: LabService, networks: Counted) -> None:
    with pytest.raises(InvalidArgument, match="Refused"):
        await lab.engine("nothing")
    assert networks.loaded == []
