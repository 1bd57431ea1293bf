"""Results as bytes that another process may read: JSON and plain arrays, never a pickle.

The type of the result says how it is read, so that nothing in the bytes chooses what is made of them. Frozen
dataclasses, tuples, enumerations, arrays, numbers, texts and None, however deep.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

_TREE, _DIGEST = "tree", 32  # the array that holds the JSON; bytes of SHA-256 before all others
Arrays = dict[str, NDArray[Any]]


class Unreadable(Exception):
    """Not what was written, or not of this type."""


def write(value: object) -> bytes:
    """A result; raises TypeError for what has no place here."""
    arrays: Arrays = {}
    tree = json.dumps(_plain(value, arrays)).encode()
    arrays[_TREE] = np.frombuffer(tree, np.uint8)
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    content = file.getvalue()
    return hashlib.sha256(content).digest() + content


def read(content: bytes, kind: Any) -> Any:
    """The result of this type again; raises Unreadable."""
    if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
        raise Unreadable("the digest does not fit")
    try:
        with np.load(io.BytesIO(content[_DIGEST:]), allow_pickle=False) as file:
            arrays: Arrays = dict(file)
        return _made(json.loads(arrays.pop(_TREE).tobytes()), kind, arrays)
    except (ValueError, TypeError, KeyError, OSError, AttributeError) as error:  # of another version
        raise Unreadable(str(error)) from error


def _plain(value: Any, arrays: Arrays) -> Any:
    """As JSON has it; arrays are set aside and named."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        name = f"a{len(arrays)}"
        arrays[name] = value
        return name
    if isinstance(value, tuple):
        return [_plain(each, arrays) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name), arrays) for field in fields(value)}
    raise TypeError(f"a {type(value).__name__} is not kept")


def _made(tree: Any, kind: Any, arrays: Arrays) -> Any:
    """Of a type."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _one_of(tree, get_args(kind), arrays)
    if origin is tuple:
        return _tuple(tree, get_args(kind), arrays)
    if origin is np.ndarray:
        return arrays[tree]
    if is_dataclass(kind):
        return _dataclass(tree, kind, arrays)
    if kind in (NoneType, bool, int, float, str):
        return _simple(tree, kind)
    return kind(tree)  # an enumeration


def _one_of(tree: Any, kinds: tuple[Any, ...], arrays: Arrays) -> Any:
    """Of two types at most, one of them None."""
    if tree is None:
        return None
    (kind,) = (each for each in kinds if each is not NoneType)
    return _made(tree, kind, arrays)


def _tuple(tree: Any, kinds: tuple[Any, ...], arrays: Arrays) -> tuple[Any, ...]:
    each = (kinds[0],) * len(tree) if kinds[1:] == (Ellipsis,) else kinds
    return tuple(_made(part, kind, arrays) for part, kind in zip(tree, each, strict=True))


def _dataclass(tree: Any, kind: Any, arrays: Arrays) -> Any:
    types = _types(kind)
    return kind(**{name: _made(part, types[name], arrays) for name, part in tree.items()})


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _simple(tree: Any, kind: Any) -> Any:
    """A whole number may stand where a float is meant, and nothing else for anything else."""
    if kind is float and type(tree) is int:
        return float(tree)
    if type(tree) is not kind:
        raise TypeError(f"{type(tree).__name__} where {kind.__name__} is meant")
    return tree
