"""The phone contacts of a run, or of a part of it: what all measures of calls are counted from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.logs.columns import Column, Rows
from sim.logs.run_log import RunLog
from sim.measures.work import Work
from sim.rules.codes import NOT_YET, Cause, Channel, Outcome

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Phone:
    """The phone contacts of a run, or of a part of it.

    Attributes
    ----------
    columns
        Columns of the contact log, phone contacts only.
    talk_us, wrap_up_us
        Time worked on each, see `sim.measures.work`.
    horizon_us
        End of the run.
    """

    columns: Mapping[str, Column]
    talk_us: Column
    wrap_up_us: Column
    horizon_us: int

    def has(self, outcome: Outcome) -> Flags:
        """Which contacts ended so."""
        flags: Flags = self.columns["outcome"] == outcome
        return flags

    def only(self, mine: Flags) -> Phone:
        """Some of them."""
        return Phone(Rows(self.columns, mine), self.talk_us[mine], self.wrap_up_us[mine], self.horizon_us)

    @property
    def queued(self) -> Flags:
        """Which contacts reached the queue."""
        flags: Flags = self.columns["queued_us"] != NOT_YET
        return flags

    @cached_property
    def answered_waits(self) -> Column:
        """Waits of the answered calls."""
        return self._waits(self.has(Outcome.ANSWERED), "answered_us")

    @cached_property
    def abandoned_waits(self) -> Column:
        """Waits of those who hung up in the queue."""
        return self._waits(self.has(Outcome.ABANDONED), "left_us")

    @cached_property
    def cleared_waits(self) -> Column:
        """Waits of those who were cleared from the queue at closing time."""
        return self._waits(self.has(Outcome.CLOSED) & self.queued, "left_us")

    @cached_property
    def open_waits(self) -> Column:
        """Waits, so far, of those still in the queue at the end of the run."""
        return self.horizon_us - self.columns["queued_us"][self.has(Outcome.WAITING)]

    def _waits(self, which: Flags, until: str) -> Column:
        return self.columns[until][which] - self.columns["queued_us"][which]


def phone_contacts(log: RunLog, work: Work) -> Phone:
    """The phone contacts of a run."""
    everybody = Phone(log.contacts, work.talk_us, work.wrap_up_us, log.plan.horizon_us)
    return everybody.only(log.contacts["channel"] == Channel.PHONE)


def answered_directly(contacts: Mapping[str, Column]) -> Flags:
    """Which contacts were settled at once: calls and messages; every count of direct answers begins here."""
    flags: Flags = contacts["direct"] == 1
    return flags


def chases(contacts: dict[str, Column]) -> Flags:
    """Which contacts ask after an overdue ticket, as far as is known."""
    asked_after = (contacts["talk_end_us"] != NOT_YET) & (contacts["direct"] == NOT_YET)
    flags: Flags = asked_after | (contacts["cause"] == Cause.CHASE_UP)
    return flags


def distinct(numbers: Column) -> int:
    """How many different numbers there are, for numbers from 0 on."""
    if len(numbers) == 0:
        return 0
    top = int(numbers.max())
    if top > 64 * len(numbers) + 65_536:
        return len(np.unique(numbers))
    seen = np.zeros(top + 1, dtype=np.bool_)
    seen[numbers] = True
    return int(np.count_nonzero(seen))
