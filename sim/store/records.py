"""Frozen records as plain values that JSON holds, and back again by their types; nothing stored is ever executed."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np

Record = TypeVar("Record")


def plain_record(value: Any) -> Any:
    """A record as dicts, lists, numbers and text.

    Parameters
    ----------
    value
        Dataclasses, named tuples, tuples, mappings and arrays of numbers, text or None. Numbers that are not finite
        become None.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: plain_record(getattr(value, part.name)) for part in fields(value) if part.init}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain_record(part) for name, part in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(key): plain_record(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [plain_record(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def record_of(kind: type[Record], value: Any) -> Record:
    """The record that `plain_record` made these plain values of.

    Raises
    ------
    KeyError, TypeError, ValueError
        If they are not those of such a record.
    """
    return cast(Record, _made(kind, value))


def _made(kind: Any, value: Any) -> Any:
    if value is None or kind is Any:
        return value
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (kind,) = (part for part in parts if part is not type(None))
        return _made(kind, value)
    if origin is Literal:
        return value
    if origin is np.ndarray:
        return np.array(value, dtype=np.float64 if issubclass(get_args(parts[1])[0], np.floating) else np.int64)
    if origin is tuple:
        if parts[1:] == (...,):
            return tuple(_made(parts[0], part) for part in value)
        return tuple(_made(part, item) for part, item in zip(parts, value, strict=True))
    if origin is dict:
        return {parts[0](key): _made(parts[1], part) for key, part in value.items()}
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        hints = _hints(cast(type, kind))
        return kind(**{name: _made(hints[name], value[name]) for name in value})
    return kind(value)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
