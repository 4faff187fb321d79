"""Columns that rules read: arrays in the compiled engine, lists in the model."""

from __future__ import annotations

from typing import Protocol


class Ints(Protocol):
    """A column of whole numbers."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> int: ...


class Floats(Protocol):
    """A column of numbers."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> float: ...
