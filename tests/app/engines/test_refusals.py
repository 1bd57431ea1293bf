"""What was refused is refused again without trying."""

from __future__ import annotations

import pytest

from app.engines.refusals import FOR_GOOD, FOR_NOW, MOST, Refusals
from models.errors import BrokenInstall, FoveaError, InvalidArgument

WRONG = InvalidArgument("Wrong.", code="weights_of_another")
BROKEN = BrokenInstall("No line.", code="weights_not_fetched")


@pytest.mark.parametrize(("error", "seconds"), [(WRONG, FOR_GOOD), (BROKEN, FOR_NOW)])
def test_a_refusal_is_told_again_for_a_while(error: FoveaError, seconds: float) -> None:
    clock = [0.0]
    refusals = Refusals(lambda: clock[0])
    refusals.keep("net", error)
    refusals.check("another")
    for clock[0] in (0.0, seconds - 1):
        with pytest.raises(type(error)) as caught:
            refusals.check("net")
        assert caught.value is error
    clock[0] = seconds
    refusals.check("net")


def test_only_so_many_are_kept() -> None:
    refusals = Refusals()
    for number in range(MOST + 1):
        refusals.keep(str(number), WRONG)
    refusals.check("0")
    with pytest.raises(InvalidArgument):
        refusals.check("1")
