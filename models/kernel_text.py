"""A kernel as people type it: rows on lines or split by `;`, numbers by spaces or commas, such as 1/9.

static/js/kernel_text.js reads single numbers by the same rules; a test gives both the same texts.
"""

from __future__ import annotations

import re
from fractions import Fraction

from models.convolution import MAX_KERNEL, MAX_WEIGHT, Kernel, kernel_of
from models.errors import InvalidArgument
from models.results import FloatArray

EXAMPLE = "-1 0 1; -2 0 2; -1 0 1"
_DECIMAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_NUMBER = re.compile(rf"({_DECIMAL})(?:/({_DECIMAL}))?")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # what Chinese keyboards write
_SIGNS = {"−": "-", "–": "-", "⁄": "/", "÷": "/", "、": ",", "。": ".", "\u3000": " "}
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))
_PLAIN = _FULL_WIDTH | str.maketrans(_SIGNS) | _UNSEEN
_LIST_ROW = re.compile(r"\]\s*,?\s*\[")  # between the rows of a list of Python or NumPy
_LARGEST_DENOMINATOR = 999
_SAME = 2e-7  # relative: what 32 bits can tell apart


def parse_kernel(text: str) -> Kernel:
    """A kernel as typed or pasted; one row of 9, 25 or 49 numbers is a square. Raises InvalidArgument."""
    values = _rows(text)
    if not values:
        raise _refusal("kernel_empty", "The kernel is empty.")
    return kernel_of("own", _squared(values))


def read_number(text: str) -> float:
    """`1`, `-0.5`, `2e-3`, `1/9`; raises InvalidArgument for what is no number, and for one that is too large."""
    plain = plain_text(text).strip()
    found = _NUMBER.fullmatch(plain)
    above, below = (float(found[1]), float(found[2] or 1)) if found else (0.0, 0.0)
    if below == 0:
        raise _refusal("kernel_number", f"“{text.strip()[:20]}” is no number.", text=text.strip()[:20])
    value = above / below
    if not abs(value) <= MAX_WEIGHT:  # also true for NaN
        limit = f"A kernel holds numbers from -{MAX_WEIGHT} to {MAX_WEIGHT}."
        raise _refusal("kernel_range", limit, text=text.strip()[:20], largest_weight=MAX_WEIGHT)
    return value


def write_number(value: float) -> str:
    """A weight in few characters that `read_number` turns into the same 32 bits: `0.0625`, `1/9`."""
    decimal = f"{value:.6g}"
    if _same(float(decimal), value):
        return decimal
    fraction = Fraction(value).limit_denominator(_LARGEST_DENOMINATOR)
    simple = f"{fraction.numerator}/{fraction.denominator}"
    return simple if _same(float(fraction), value) else f"{value:.9g}"


def write_kernel(weights: FloatArray, between: str = ",", rows: str = ";") -> str:
    """One channel of a kernel (k, k), as it stands in an address."""
    return rows.join(between.join(write_number(float(weight)) for weight in row) for row in weights)


def plain_text(text: str) -> str:
    """Full-width digits and signs and real minuses as plain ASCII."""
    return text.translate(_PLAIN)


def _rows(text: str) -> list[list[float]]:
    lines = _LIST_ROW.sub(";", plain_text(text)).replace("[", " ").replace("]", " ").replace("\n", ";").split(";")
    return [[read_number(part) for part in line.replace(",", " ").split()] for line in lines if line.strip(" ,\t\r")]


def _squared(values: list[list[float]]) -> list[list[float]]:
    """A single row of k * k numbers as k rows: a list that lost its lines on the way."""
    side = round(len(values[0]) ** 0.5)
    if len(values) > 1 or side * side != len(values[0]):
        return values
    return [values[0][row * side : (row + 1) * side] for row in range(side)]


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME * abs(other)


def _refusal(code: str, message: str, **values: str | int) -> InvalidArgument:
    hint = f"Write for example: {EXAMPLE}"
    return InvalidArgument(message, code=code, argument="kernel", hint=hint, largest=MAX_KERNEL, **values)
