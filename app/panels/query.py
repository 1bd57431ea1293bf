"""A panel's state in an address: read without ever failing, written without what is at its default."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

NET = "efficientnet_lite0"  # the backbone that panels begin with
LONGEST = 200  # characters of a parameter
LONGEST_OWN = 800  # of one of a single sub-view: 49 weights of a kernel
_PARAMETER = "parameter"


@dataclass(frozen=True)
class Parameter:
    """How a field stands in an address; `read` gives None for what cannot be read, which leaves the default."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    name: str = ""  # in the address, where it is not the field's
    shown: bool = True  # whether addresses that are shown carry it


def parameter(
    default: Any, read: Callable[[str], Any], write: Callable[[Any], str] = str, name: str = "", shown: bool = True
) -> Any:
    """A field of a query that is read and written in its own way."""
    return field(default=default, metadata={_PARAMETER: Parameter(read, write, name, shown)})


def whole(default: int | None = None, low: int = 0, high: int = 999_999, name: str = "") -> Any:
    """A whole number of up to six digits, brought between `low` and `high`."""
    return parameter(default, lambda given: clamped(_signed(given, low), low, high), name=name)


def real(default: float, low: float, high: float) -> Any:
    """A number, brought between `low` and `high`."""
    return parameter(default, lambda given: clamped(real_number(given), low, high), lambda value: f"{value:g}")


def choice(default: Any, options: Iterable[Any]) -> Any:
    """One of some names, or of the values of an enumeration."""
    kinds = {str(option): option for option in options}
    return parameter(default, kinds.get)


def text(default: str | None = "", longest: int = LONGEST) -> Any:
    """Anything, up to a length."""
    return parameter(default, lambda given: given.strip()[:longest] or None)


def flag(shown: bool = True) -> Any:
    """`1` in the address, or nothing."""
    return parameter(False, lambda given: given == "1", lambda _: "1", shown=shown)


def whole_number(given: str | None) -> int | None:
    """Up to six digits with a sign or without; None for anything else."""
    digits = (given or "").removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 7):
        return None
    return int(given or "")


def real_number(given: str | None) -> float | None:
    """A finite number; None for anything else."""
    try:
        value = float(given or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _signed(given: str, low: float) -> int | None:
    """A minus is for what may be negative."""
    return None if given.startswith("-") and low >= 0 else whole_number(given)


def clamped(value: Any, low: float, high: float) -> Any:
    """A number brought between two others; None stays None."""
    return None if value is None else min(high, max(low, value))


@dataclass(frozen=True)
class PanelQuery:
    """What panels with sub-views have in their address; each adds its own fields.

    `more` holds the parameters of single sub-views, such as a kernel, as they stand in the address.
    """

    view: str = text()
    start: bool = flag()  # long work was asked for
    wait: bool = flag(shown=False)  # answer only when everything is there; never part of an address that is shown
    more: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, address: Mapping[str, str], own: Collection[str] = ()) -> Self:
        """The state in a query string; `own` names the parameters of single sub-views that are kept."""
        more = tuple((name, address[name][:LONGEST_OWN]) for name in sorted(own) if address.get(name))
        return cls(more=more, **read_fields(cls, address))

    def get(self, name: str, default: str = "") -> str:
        """A sub-view's own parameter."""
        return dict(self.more).get(name, default)

    def change(self, **changes: Any) -> Self:
        """The same state but for some fields; names that are no field change `more`, None takes them away."""
        own = {each.name for each in fields(self)}
        more = dict(self.more) | {name: value for name, value in changes.items() if name not in own}
        kept = tuple((name, str(value)) for name, value in more.items() if value is not None)
        return replace(self, **{"more": kept} | {name: value for name, value in changes.items() if name in own})

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """As names and values, but for some, to keep in a form; what is at its default is left out."""
        pairs = [*written_fields(self), *self.more]
        return [(name, value) for name, value in pairs if name not in without]

    def encode(self) -> str:
        """As a query string."""
        return urlencode(self.hidden(), safe=":,;{}")


def read_fields(query: type, address: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a query class that an address names and that can be read."""
    found = {each.name: _read(each.metadata[_PARAMETER], each.name, address) for each in _parameters(query)}
    return {name: value for name, value in found.items() if value is not None}


def written_fields(query: Any) -> list[tuple[str, str]]:
    """The fields of a query that are not at their default, as they stand in an address."""
    pairs = []
    for each in _parameters(query):
        said, value = each.metadata[_PARAMETER], getattr(query, each.name)
        if said.shown and value is not None and value != each.default:
            pairs.append((said.name or each.name, said.write(value)))
    return pairs


def _parameters(query: Any) -> list[Any]:
    return [each for each in fields(query) if _PARAMETER in each.metadata]


def _read(said: Parameter, field_name: str, address: Mapping[str, str]) -> Any:
    given = address.get(said.name or field_name)
    return said.read(given) if given else None
