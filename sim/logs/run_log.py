"""What a run leaves behind: raw histories in five logs.

Nothing is measured while running; every measure can be recomputed from these rows alone. What the columns mean and how
wide they are stands in `sim.logs.columns`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.logs.columns import LOGS, NAMED, Column, no_rows
from sim.rules.codes import NOT_YET

if TYPE_CHECKING:
    import pandas as pd

    from sim.plans.plan import Plan


@dataclass(frozen=True, eq=False)
class RunLog:
    """The raw histories of one replication.

    Two are equal if they have the same chance and the same rows, whichever engine ran them.

    Attributes
    ----------
    plan
        The plan that was run: names, calendar and report settings.
    seed, replication
        Which chance it had.
    engine
        Which engine ran it.
    contacts, staff
        Columns by name, of equal length (`sim.logs.columns`).
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

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunLog):
            return NotImplemented
        if (self.seed, self.replication) != (other.seed, other.replication):
            return False
        return np.array_equal(self.deflected, other.deflected) and all(
            np.array_equal(column, getattr(other, log)[name])
            for log in LOGS
            for name, column in getattr(self, log).items()
        )

    def __hash__(self) -> int:
        return hash((self.seed, self.replication, self.contact_count))

    def __repr__(self) -> str:
        rows = ", ".join(f"{len(next(iter(getattr(self, log).values())))} {log}" for log in LOGS)
        return f"<RunLog of {self.plan.scenario.name}, replication {self.replication}, seed {self.seed}: {rows}>"

    @cached_property
    def contact_count(self) -> int:
        """Number of contacts."""
        return len(self.contacts["contact"])

    @property
    def names(self) -> dict[str, tuple[str, ...]]:
        """The scenario's own names, by the columns whose numbers stand for them."""
        return {name: tuple(getattr(self.plan, f"{name}_names")) for name in NAMED}

    def to_frame(self) -> pd.DataFrame:
        """The contact log as a tidy table, as all logs are given to researchers.

        Returns
        -------
        DataFrame
            The columns of `sim.logs.columns`: names (categories) instead of numbers, local times (datetime64[us],
            naive, without the ending `_us`) instead of microseconds, and numbers as nullable integers. What has not
            come and what there is none of is missing (NaT, no category, NA), never -1; an instant before the run is a
            time.
        """
        return self._frame("contacts")

    def staff_frame(self) -> pd.DataFrame:
        """The staff log as a tidy table."""
        return self._frame("staff")

    def ticket_frame(self) -> pd.DataFrame:
        """The ticket log as a tidy table."""
        return self._frame("tickets")

    def assignment_frame(self) -> pd.DataFrame:
        """The assignment log as a tidy table."""
        return self._frame("assignments")

    def task_frame(self) -> pd.DataFrame:
        """The task log as a tidy table."""
        return self._frame("tasks")

    def _frame(self, log: str) -> pd.DataFrame:
        import pandas as pd

        names = self.names
        frame: dict[str, Any] = {}
        for name, column in LOGS[log].columns.items():
            values, words = getattr(self, log)[name], column.words(names)
            if words is not None:
                frame[column.shown] = _categories(values, words)
            elif column.holds == "instant":
                frame[column.shown] = self.plan.calendar.local_times(values)
            else:
                frame[column.shown] = pd.arrays.IntegerArray(values, values == NOT_YET, copy=True)
        return pd.DataFrame(frame)


def _categories(column: Column, names: Sequence[str | None]) -> pd.Categorical:
    """Names by number; NOT_YET has none."""
    import pandas as pd

    used = [number for number, name in enumerate(names) if name is not None]
    places = np.full(len(names) + 1, -1, dtype=np.int64)
    places[used] = np.arange(len(used))
    return pd.Categorical.from_codes(places[column], categories=pd.Index([names[number] for number in used]))
