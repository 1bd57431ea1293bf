"""Numbers as people read them, the same in every language of the page, and as programs do."""

from __future__ import annotations

from models.results import FloatArray

_STEPS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def grouped(count: int) -> str:
    """All digits: 50,176."""
    return f"{count:,}"


def short(count: float) -> str:
    """Three digits and a letter: 50.2 k, 385 M."""
    for step, letter in _STEPS:
        if count >= step:
            return f"{_three(count / step)} {letter}"
    return _three(count)


def value(number: float) -> str:
    """An activation: three digits and a real minus, 0 for nothing."""
    return f"{number:.3g}".replace("-", "−") if number else "0"


def value_rows(values: FloatArray) -> list[list[float]]:
    """For programs: five digits, enough for any colour and short enough to send."""
    return [[float(f"{value:.5g}") for value in row] for row in values.tolist()]


def _three(number: float) -> str:
    digits = 0 if number >= 99.5 or number == int(number) else 1 if number >= 9.95 else 2
    return f"{number:.{digits}f}"
