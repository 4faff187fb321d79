"""How many people clear a backlog in time: arithmetic without chance."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Backlog:
    """Open tickets that shall be cleared within some days while new ones come.

    Attributes
    ----------
    open_now
        Tickets open at the start.
    days
        Days until none shall be left.
    new_per_day
        Tickets that come each day.
    work_s
        Seconds of work each takes.
    hours_per_day
        Hours a day that one person works on them.

    Source
    ------
    Flow balance: what is done in the days is what was there and what came.
    """

    open_now: float
    days: float
    new_per_day: float
    work_s: float
    hours_per_day: float

    @property
    def needed_per_day(self) -> float:
        """Tickets that must be closed each day."""
        return self.open_now / self.days + self.new_per_day

    @property
    def per_person_day(self) -> float:
        """Tickets that one person closes in a day."""
        return self.hours_per_day * 3600 / self.work_s

    @property
    def people(self) -> float:
        """People it takes, as a fraction."""
        return self.needed_per_day / self.per_person_day

    @property
    def least_people(self) -> int:
        """The least whole number of people."""
        return math.ceil(self.people - 1e-9)
