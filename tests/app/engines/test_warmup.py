from __future__ import annotations

import pytest

from app.engines.warmup import Warmup
from models.attention import Attender
from models.errors import BrokenInstall, Busy
from tests.fakes import FakeAttender


async def test_the_models_have_looked_and_read_once_when_they_are_ready() -> None:
    attender = FakeAttender()
    warmup = Warmup(lambda: attender)
    before = warmup.ready
    await warmup.run()
    assert (before, warmup.ready) == (False, True)
    assert await warmup.attender() is attender
    assert (attender.looked, attender.read_count) == (1, 1)


async def test_who_waits_too_long_is_told_to_come_back() -> None:
    warmup = Warmup(FakeAttender, patience=0.01)
    with pytest.raises(Busy) as caught:
        await warmup.attender()
    assert caught.value.code == "warming_up"
    assert caught.value.retry_after > 0


def missing_weights() -> Attender:
    raise BrokenInstall("The weights are missing.", code="missing_weights", hint="Restore them.")


def out_of_memory() -> Attender:
    raise MemoryError("no room")


@pytest.mark.parametrize(("load", "code"), [(missing_weights, "missing_weights"), (out_of_memory, "broken_install")])
async def test_models_that_cannot_be_loaded_are_an_error_for_all_who_ask(load: type, code: str) -> None:
    warmup = Warmup(load)
    await warmup.run()
    assert not warmup.ready
    for _ in range(2):
        with pytest.raises(BrokenInstall) as caught:
            await warmup.attender()
        assert caught.value.code == code
        assert caught.value.hint
