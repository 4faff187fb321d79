"""What a run leaves behind: raw histories, one row per contact and one per stretch of a person's day.

Nothing is measured while running; every measure can be recomputed from these rows alone. What the columns mean and how
wide they are stands in `sim.log_columns`.
"""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.log_columns import LOGS, Column, kind_of, no_rows
from sim.rules.codes import ArmState, Cause, Channel, Outcome, Source, StaffState, Stage, TicketState, Urgency

if TYPE_CHECKING:
    import pandas as pd

    from sim.plan.plan import Plan


OWN_PAGES = 1 << 20
"""From so many bytes on a column has memory pages of its own, which go back to the system as soon as it is dropped. Of
blocks of up to 32 MB that are dropped in another order than they came, the C library keeps the room: 400 MB of 1.8 GB
for three million contacts."""
_PRIVATE: dict[str, Any] = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_PRIVATE") else {}


class RowBlock:
    """Collects the finished rows of one log, packed into narrow columns chunk by chunk, so that memory stays small."""

    BLOCK_ROWS = 16_384
    FIRST_CHUNK, LARGEST_CHUNK = 4_096, 262_144

    def __init__(self, log: str) -> None:
        self._log = log
        self._rows: list[tuple[int, ...]] = []
        self._chunks: list[dict[str, Column]] = []
        self._free = 0

    def add(self, row: tuple[int, ...]) -> None:
        """Append one finished row."""
        self._rows.append(row)
        if len(self._rows) == self.BLOCK_ROWS:
            self._pack()

    def add_all(self, rows: npt.NDArray[np.int64]) -> None:
        """Append finished rows, shape (rows, columns)."""
        while len(rows):
            if self._free == 0:
                self._free = min(max(2 * self._size(), self.FIRST_CHUNK), self.LARGEST_CHUNK)
                self._chunks.append({name: _room(self._free, kind_of(name)) for name in LOGS[self._log].columns})
            taken = min(len(rows), self._free)
            for column, values in zip(self._chunks[-1].values(), rows[:taken].T, strict=True):
                first = len(column) - self._free
                column[first : first + taken] = values
            self._free -= taken
            rows = rows[taken:]

    def columns(self) -> dict[str, Column]:
        """All rows as columns, stably sorted; the block is empty afterwards."""
        self._pack()
        names, sort_by = LOGS[self._log]
        if not self._chunks:
            return no_rows(self._log)
        self._chunks[-1] = {n: column[: len(column) - self._free] for n, column in self._chunks[-1].items()}
        order = _order([np.concatenate([chunk[name] for chunk in self._chunks]) for name in sort_by])
        # One column after the other, so that no more than one of them is there twice.
        room = np.empty(len(order), dtype=np.int64)
        return {name: self._sorted(name, order, room) for name in names}

    def _sorted(self, name: str, order: npt.NDArray[np.int64], room: npt.NDArray[np.int64]) -> Column:
        """A column in order; its chunks are dropped. `room` is for the whole of it as it came."""
        kind = kind_of(name)
        whole = np.concatenate([chunk.pop(name) for chunk in self._chunks], out=room.view(kind)[: len(order)])
        return np.take(whole, order, out=_room(len(order), kind), mode="clip")

    def _size(self) -> int:
        return len(next(iter(self._chunks[-1].values()))) if self._chunks else 0

    def _pack(self) -> None:
        if self._rows:
            shape = len(self._rows), len(self._rows[0])
            numbers = np.fromiter(chain.from_iterable(self._rows), dtype=np.int64, count=shape[0] * shape[1])
            self._rows.clear()
            self.add_all(numbers.reshape(shape))


def _order(keys: list[Column]) -> npt.NDArray[np.int64]:
    """The rows in order by these keys, the first one first."""
    if len(keys) == 1 and keys[0].max() == len(keys[0]) - 1:  # the rows are numbered: each number is a place
        order = np.empty(len(keys[0]), dtype=np.int64)
        order[keys[0]] = np.arange(len(order))
        return order
    return np.argsort(keys[0], kind="stable") if len(keys) == 1 else np.lexsort(keys[::-1])


def _room(count: int, kind: np.dtype[np.signedinteger[Any]]) -> Column:
    """Room for a column. A long one has memory pages of its own."""
    if count * kind.itemsize < OWN_PAGES:
        return np.empty(count, dtype=kind)
    return np.frombuffer(mmap.mmap(-1, count * kind.itemsize, **_PRIVATE), dtype=kind)


@dataclass(frozen=True)
class RunLog:
    """The raw histories of one replication.

    Attributes
    ----------
    plan
        The plan that was run: names, calendar and report settings.
    seed, replication
        Which chance it had.
    engine
        Which engine ran it.
    contacts, staff
        Columns by name, of equal length (`sim.log_columns`).
    deflected
        Number of requests that self-service kept away, by (stream, type).
    events
        Number of events the engine handled.
    tickets, assignments, tasks
        The same; no rows where a scenario has no tickets.
    """

    plan: Plan
    seed: int
    replication: int
    engine: str
    contacts: dict[str, Column]
    staff: dict[str, Column]
    deflected: npt.NDArray[np.int64]
    events: int = field(compare=False)
    tickets: dict[str, Column] = field(default_factory=lambda: no_rows("tickets"))
    assignments: dict[str, Column] = field(default_factory=lambda: no_rows("assignments"))
    tasks: dict[str, Column] = field(default_factory=lambda: no_rows("tasks"))

    @cached_property
    def contact_count(self) -> int:
        """Number of contacts."""
        return len(self.contacts["contact"])

    def to_frame(self) -> pd.DataFrame:
        """The contact log as a tidy table: names instead of numbers, local times instead of microseconds."""
        return _decoded(self.contacts, self.plan, {})

    def staff_frame(self) -> pd.DataFrame:
        """The staff log as a tidy table."""
        return _decoded(self.staff, self.plan, {"state": _names(StaffState)})

    def ticket_frame(self) -> pd.DataFrame:
        """The ticket log as a tidy table."""
        areas = self.plan.area_names
        names: dict[str, Sequence[str | None]] = {"area": areas, "state": _names(TicketState)}
        names |= {"urgency": _names(Urgency), "source": _names(Source)}
        return _decoded(self.tickets, self.plan, names)

    def assignment_frame(self) -> pd.DataFrame:
        """The assignment log as a tidy table."""
        names: dict[str, Sequence[str | None]] = {"unit": self.plan.unit_names, "state": _names(ArmState)}
        return _decoded(self.assignments, self.plan, names)

    def task_frame(self) -> pd.DataFrame:
        """The task log as a tidy table."""
        names: dict[str, Sequence[str | None]] = {"unit": self.plan.unit_names, "stage": _names(Stage)}
        names["class"] = _names(Urgency)
        return _decoded(self.tasks, self.plan, names)


def _names(codes: type[IntEnum]) -> tuple[str | None, ...]:
    """The name of each code in lower case, by its number; None for a number that no code has."""
    known = {int(code): code.name.lower() for code in codes}
    return tuple(known.get(number) for number in range(max(known) + 1))


def _decoded(columns: dict[str, Column], plan: Plan, more: dict[str, Sequence[str | None]]) -> pd.DataFrame:
    """Columns as a table; `more` are the names of this log alone."""
    import pandas as pd

    names: dict[str, Sequence[str | None]] = {
        "stream": plan.stream_names,
        "type": plan.type_names,
        "group": plan.group_names,
        "shift": plan.shift_names,
        "channel": _names(Channel),
        "outcome": _names(Outcome),
        "cause": _names(Cause),
        **more,
    }
    frame: dict[str, Any] = {}
    for name, column in columns.items():
        if name in names:
            frame[name] = _categories(column, names[name])
        elif name.endswith("_us"):
            frame[name.removesuffix("_us")] = plan.calendar.local_times(column)
        else:
            frame[name] = column
    return pd.DataFrame(frame)


def _categories(column: Column, names: Sequence[str | None]) -> pd.Categorical:
    """Names by number; NOT_YET has none."""
    import pandas as pd

    used = [number for number, name in enumerate(names) if name is not None]
    places = np.full(len(names) + 1, -1, dtype=np.int64)
    places[used] = np.arange(len(used))
    return pd.Categorical.from_codes(places[column], categories=pd.Index([names[number] for number in used]))
