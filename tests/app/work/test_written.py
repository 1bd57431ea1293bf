"""Results as bytes: what every shared work comes to goes in and comes out, and what is damaged is never believed."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
import pytest

from app.panels.layers.trust.result import Checks
from app.work.written import Unreadable, read, write
from models.captioner.results import Caption
from models.fusion_results import FusionMeasurement
from models.shift_results import Consistency, PoolingReport, ShiftSweep, TurnSweep, WordShifts

KINDS = (
    ShiftSweep,
    tuple[Consistency, ...],
    tuple[WordShifts, ...],
    TurnSweep,
    tuple[PoolingReport, ...],
    Checks | None,
    Caption,
    tuple[FusionMeasurement, ...],
)


def made_up(kind: Any, rng: np.random.Generator) -> Any:
    """Any value of a type."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple:
        each = (parts[0],) * 3 if parts[-1] is Ellipsis else parts
        return tuple(made_up(part, rng) for part in each)
    if origin is np.ndarray:
        number = np.dtype(get_args(parts[1])[0])
        drawn = rng.integers(0, 200, (2, 3))
        return drawn.astype(number)
    if NoneType in parts:
        return made_up(next(part for part in parts if part is not NoneType), rng)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: made_up(hints[field.name], rng) for field in fields(kind)})  # type: ignore[operator]
    if issubclass(kind, Enum):
        return list(kind)[int(rng.integers(len(kind)))]
    return {bool: True, int: int(rng.integers(1, 9)), float: float(rng.random()), str: "一只 cat"}[kind]


def same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if is_dataclass(one):
        return type(one) is type(other) and all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return bool(one == other) and type(one) is type(other)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_what_a_work_comes_to_is_read_as_it_was_written(kind: Any) -> None:
    value = made_up(kind, np.random.default_rng(0))
    assert same(read(write(value), kind), value)


def test_nothing_empty_and_numbers_that_are_none_are_read_too() -> None:
    assert read(write(None), Checks | None) is None
    assert read(write(()), tuple[Consistency, ...]) == ()
    assert np.isnan(read(write(float("nan")), float))
    assert read(write(np.float32(0.5)), float) == 0.5


@dataclass(frozen=True)
class Other:
    """Of another version: a field has gone, one has come."""

    words: str
    more: int


@dataclass(frozen=True)
class Own:
    """As it is now."""

    words: str
    count: int


@pytest.mark.parametrize("cut", [0, 1, 31, 32, 33, 200, -1])
def test_half_of_it_is_not_believed(cut: int) -> None:
    with pytest.raises(Unreadable):
        read(write(Own("a", 1))[:cut], Own)


def test_no_flipped_byte_is_believed() -> None:
    whole = write(Own("a", 1))
    for place in range(len(whole)):
        with pytest.raises(Unreadable):
            read(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :], Own)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(Other("a", 1), Own), (("a",), Own), (Own("a", 1), tuple[int, ...]), ("1", int), (1, str), ("no such", Enum)],
)
def test_another_type_than_was_written_is_not_believed(value: Any, kind: Any) -> None:
    with pytest.raises(Unreadable):
        read(write(value), kind)


def test_what_would_need_a_pickle_is_neither_written_nor_read() -> None:
    with pytest.raises(TypeError):
        write(np.array([Own("a", 1)], object))
    with pytest.raises(TypeError):
        write(object())
    with pytest.raises(Unreadable):
        read(pickle.dumps(Own("a", 1)), Own)
