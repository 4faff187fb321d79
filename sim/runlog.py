"""What a run leaves behind: raw histories, one row per contact and one per stretch of a person's day.

Nothing is measured while running; every measure can be recomputed from these rows alone. Instants are whole
microseconds since the start of the scenario; `NOT_YET` (-1) stands where something has not happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.rules.codes import Cause, Channel, Outcome, StaffState

if TYPE_CHECKING:
    import pandas as pd

    from sim.plan.plan import Plan

Column = npt.NDArray[np.int64]

CONTACT_COLUMNS: dict[str, str] = {
    "contact": "number of the contact, in order of creation",
    "request": "number of the request in the workload; contacts of one request share it",
    "citizen": "key of the request within its stream: the same citizen under every staffing design",
    "attempt": "0 for the request's first contact, 1 for the second, ...",
    "cause": "why there is this contact: first, redial, repeat",
    "stream": "stream the request came in by",
    "type": "request type",
    "channel": "phone or online",
    "arrived_us": "the ring, or the message's arrival",
    "queued_us": "entry into the queue (a polled message's poll); NOT_YET if blocked or turned away",
    "outcome": "answered, abandoned, blocked, closed, or waiting at the end of the horizon",
    "left_us": "instant at which a contact that was not answered was blocked, gave up or was turned away",
    "answered_us": "start of the talk (of the work, for a message)",
    "resumed_us": "start of the last stretch of that work: answered_us unless it was paused at a shift's end",
    "talk_end_us": "end of the talk (of the work)",
    "wrap_up_end_us": "end of the wrap-up: the person is free",
    "group": "group of the person; the last one if the work was paused",
    "person": "the person; the last one if the work was paused",
    "direct": "1 answered directly, 0 becomes a ticket, NOT_YET before the talk ends",
}
"""Name and meaning of each column of the contact log; all int64."""

STAFF_COLUMNS: dict[str, str] = {
    "person": "the person",
    "group": "the person's group",
    "shift": "the shift (its number among the plan's shift names)",
    "state": "on_duty, break, off_phone, absent, or stretch (work in hand that a shift's end paused)",
    "planned_start_us": "as rostered (of a stretch: its actual start)",
    "planned_end_us": "as rostered (of a stretch: its actual end)",
    "start_us": "as it came; NOT_YET for an absence or a lost break",
    "end_us": "as it came; NOT_YET for an absence or a lost break, and for what lasts beyond the horizon",
    "contact": "the contact of a stretch, else NOT_YET",
}
"""Name and meaning of each column of the staff log; all int64."""


class RowBlock:
    """Collects finished rows and packs them into columns block by block, so that memory stays small."""

    BLOCK_ROWS = 65_536

    def __init__(self) -> None:
        self._rows: list[tuple[int, ...]] = []
        self._packed: list[Column] = []

    def add(self, row: tuple[int, ...]) -> None:
        """Append one finished row."""
        self._rows.append(row)
        if len(self._rows) == self.BLOCK_ROWS:
            self._pack()

    def add_all(self, rows: Column) -> None:
        """Append finished rows, shape (rows, columns)."""
        if len(rows):
            self._packed.append(np.ascontiguousarray(rows.T))

    def _pack(self) -> None:
        if self._rows:
            self._packed.append(np.array(self._rows, dtype=np.int64).T.copy())
            self._rows.clear()

    def columns(self, names: Iterable[str], sort_by: tuple[str, ...]) -> dict[str, Column]:
        """All rows as columns, stably sorted by the columns `sort_by` (first one first)."""
        self._pack()
        names = list(names)
        if not self._packed:
            return {name: np.empty(0, dtype=np.int64) for name in names}
        table = np.concatenate(self._packed, axis=1)
        self._packed = [table]
        keys = [table[names.index(key)] for key in sort_by]
        # Rows come nearly in order, which a stable sort by one key makes use of.
        order = np.argsort(keys[0], kind="stable") if len(keys) == 1 else np.lexsort(keys[::-1])
        return {name: table[i][order] for i, name in enumerate(names)}


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
        Columns by name (`CONTACT_COLUMNS`, `STAFF_COLUMNS`), all int64 of equal length.
    deflected
        Number of requests that self-service kept away, by (stream, type).
    events
        Number of events the engine handled.
    """

    plan: Plan
    seed: int
    replication: int
    engine: str
    contacts: dict[str, Column]
    staff: dict[str, Column]
    deflected: npt.NDArray[np.int64]
    events: int = field(compare=False)

    @cached_property
    def contact_count(self) -> int:
        """Number of contacts."""
        return len(self.contacts["contact"])

    def to_frame(self) -> pd.DataFrame:
        """The contact log as a tidy table: names instead of numbers, local times instead of microseconds."""
        return _decoded(self.contacts, self.plan)

    def staff_frame(self) -> pd.DataFrame:
        """The staff log as a tidy table."""
        return _decoded(self.staff, self.plan)


def _decoded(columns: dict[str, Column], plan: Plan) -> pd.DataFrame:
    import pandas as pd

    names: dict[str, list[str]] = {
        "stream": list(plan.stream_names),
        "type": list(plan.type_names),
        "group": list(plan.group_names),
        "shift": list(plan.shift_names),
        "channel": [c.name.lower() for c in Channel],
        "outcome": [o.name.lower() for o in Outcome],
        "cause": [c.name.lower() for c in Cause],
        "state": [s.name.lower() for s in StaffState],
    }
    frame: dict[str, Any] = {}
    for name, column in columns.items():
        if name in names:
            frame[name] = pd.Categorical.from_codes(column, categories=pd.Index(names[name]))
        elif name.endswith("_us"):
            frame[name.removesuffix("_us")] = plan.calendar.local_times(column)
        else:
            frame[name] = column
    return pd.DataFrame(frame)
