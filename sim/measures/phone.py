"""The phone contacts of a run, or of a part of it: what all measures of calls are counted from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.logs.columns import Column, are
from sim.rules.codes import NOT_YET, Cause, Channel, Outcome

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Phone:
    """The phone contacts of a run, or of a part of it.

    Attributes
    ----------
    contacts
        The contact log.
    mine
        Shape (contacts,): which of them are meant; all flags here have that shape.
    horizon_us
        End of the run.
    """

    contacts: Mapping[str, Column]
    mine: Flags
    horizon_us: int

    @classmethod
    def of(cls, contacts: Mapping[str, Column], horizon_us: int) -> Phone:
        """All phone contacts of a run."""
        return cls(contacts, are(contacts["channel"], Channel.PHONE), horizon_us)

    def only(self, mine: Flags) -> Phone:
        """Some of them."""
        return Phone(self.contacts, self.mine & mine, self.horizon_us)

    def has(self, outcome: Outcome) -> Flags:
        """Which contacts ended so."""
        flags: Flags = self.mine & are(self.contacts["outcome"], outcome)
        return flags

    def knows(self, name: str) -> Flags:
        """Which contacts have come to an instant, such as `queued_us`, or have what the column tells."""
        flags: Flags = self.mine & (self.contacts[name] != NOT_YET)
        return flags

    @cached_property
    def attempts(self) -> int:
        """How many they are."""
        return int(np.count_nonzero(self.mine))

    @cached_property
    def offered(self) -> int:
        """How many of them entered the queue."""
        return int(np.count_nonzero(self.knows("queued_us")))

    @cached_property
    def blocked(self) -> int:
        """How many of them found every trunk line taken."""
        return int(np.count_nonzero(self.has(Outcome.BLOCKED)))

    @cached_property
    def citizens(self) -> int:
        """Of how many citizens they are."""
        return distinct(self.contacts["request"][self.mine])

    @cached_property
    def citizens_answered(self) -> int:
        """How many of these citizens had one of them answered."""
        return distinct(self.requests_answered)

    @cached_property
    def requests_answered(self) -> Column:
        """The request of each answered call."""
        return self.contacts["request"][self.answered]

    @cached_property
    def answered(self) -> Flags:
        """Which were answered."""
        return self.has(Outcome.ANSWERED)

    @cached_property
    def abandoned(self) -> Flags:
        """Which callers hung up in the queue."""
        return self.has(Outcome.ABANDONED)

    @cached_property
    def answered_waits(self) -> Column:
        """Waits of the answered calls."""
        return self._waits(self.answered, "answered_us")

    @cached_property
    def waits_in_order(self) -> Column:
        """The same, the shortest first."""
        return np.sort(self.answered_waits, kind="stable")

    @cached_property
    def abandoned_waits(self) -> Column:
        """Waits of those who hung up in the queue."""
        return self._waits(self.abandoned, "left_us")

    @cached_property
    def cleared_waits(self) -> Column:
        """Waits of those who were cleared from the queue at closing time."""
        return self._waits(self.has(Outcome.CLOSED) & (self.contacts["queued_us"] != NOT_YET), "left_us")

    @cached_property
    def open_waits(self) -> Column:
        """Waits, so far, of those still in the queue at the end of the run."""
        return self.horizon_us - self.contacts["queued_us"][self.has(Outcome.WAITING)]

    def _waits(self, which: Flags, until: str) -> Column:
        return self.contacts[until][which] - self.contacts["queued_us"][which]


def answered_directly(contacts: Mapping[str, Column]) -> Flags:
    """Which contacts were settled at once: calls and messages; every count of direct answers begins here."""
    flags: Flags = contacts["direct"] == 1
    return flags


def chases(contacts: dict[str, Column]) -> Flags:
    """Which contacts ask after an overdue ticket, as far as is known."""
    asked_after = (contacts["talk_end_us"] != NOT_YET) & (contacts["direct"] == NOT_YET)
    flags: Flags = asked_after | are(contacts["cause"], Cause.CHASE_UP)
    return flags


def distinct(numbers: Column) -> int:
    """How many different numbers there are, for numbers from 0 on."""
    if len(numbers) == 0:
        return 0
    if int(numbers.max()) > 64 * len(numbers) + 65_536:
        return len(np.unique(numbers))
    return int(np.count_nonzero(np.bincount(numbers)))
