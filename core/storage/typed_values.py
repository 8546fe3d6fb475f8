"""Typed values: from plain JSON values to a dataclass, by the types of its fields."""

from __future__ import annotations

import functools
import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from core.messages import Message

T = TypeVar("T")
#: as far as NumPy and TensorFlow can count
LARGEST = 2**63 - 1


def read_as(kind: type[T], values: Any, *, is_finite: bool = True) -> T:
    """Return the dataclass `kind` made of a JSON object: what is absent has its default, what is unknown is left out.

    Raise ValueError where a value is of another type, too large, or absent without a default, and where `is_finite`
    and a number is not; UserError where the dataclass itself refuses its values.
    """
    if not isinstance(values, Mapping):
        raise ValueError(f"no object where one is written ({kind.__name__})")
    hints = _hints(cast(Any, kind))
    known = [field.name for field in fields(cast(Any, kind)) if field.init]
    there = {name: _value(hints[name], values[name], is_finite, name) for name in known if name in values}
    try:
        return kind(**there)
    except TypeError as error:  # one without a default is absent
        raise ValueError(str(error)) from error


def unknown_keys(kind: type, values: Mapping[str, Any]) -> list[str]:
    """Return the keys of a JSON object that `read_as` leaves out, as they come."""
    known = {field.name for field in fields(cast(Any, kind)) if field.init}
    return [key for key in values if key not in known]


def _value(kind: Any, value: Any, is_finite: bool, name: str) -> Any:
    origin = get_origin(kind)
    if kind is Any:
        return value
    if origin in (Union, types.UnionType):
        return _of_several(get_args(kind), value, is_finite, name)
    if origin is tuple:
        return _tuple(get_args(kind), value, is_finite, name)
    if origin in (dict, Mapping):
        if not isinstance(value, Mapping):
            raise ValueError(f"“{name}” is no object")
        return {key: _value(get_args(kind)[1], one, is_finite, name) for key, one in value.items()}
    if kind is Message:
        return Message.from_json(value)
    if is_dataclass(kind):
        return read_as(cast(type, kind), value, is_finite=is_finite)
    if isinstance(kind, type) and issubclass(kind, Enum):
        if not isinstance(value, str):
            raise ValueError(f"“{name}” is no word")
        return kind(value)
    return _plain(kind, value, is_finite, name)


def _plain(kind: Any, value: Any, is_finite: bool, name: str) -> Any:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind is float and is_number:
        number = _float(value, name)
        if is_finite and not math.isfinite(number):
            raise ValueError(f"“{name}” is no finite number")
        return number
    if kind is int and isinstance(value, int) and is_number and abs(value) <= LARGEST:
        return value
    if kind in (str, bool) and isinstance(value, kind):
        return value
    raise ValueError(f"“{name}” is of another type than is written")


def _float(value: float, name: str) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError(f"“{name}” is too large") from error


def _of_several(kinds: tuple[Any, ...], value: Any, is_finite: bool, name: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    kind, *others = [kind for kind in kinds if kind is not type(None)]
    if Message in kinds and isinstance(value, Mapping):
        return Message.from_json(value)
    others = [other for other in others if other is not Message]
    if others:
        raise TypeError(f"the field “{name}” has several types")
    return _value(kind, value, is_finite, name)


def _tuple(kinds: tuple[Any, ...], value: Any, is_finite: bool, name: str) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"“{name}” is no list")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_value(kinds[0], one, is_finite, name) for one in value)
    if len(kinds) != len(value):
        raise ValueError(f"“{name}” has another length than is written")
    return tuple(_value(kind, one, is_finite, name) for kind, one in zip(kinds, value, strict=True))


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
