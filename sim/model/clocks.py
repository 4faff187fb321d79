"""The hours of an office as the model asks them: columns are passed on, all reckoning is in `sim.rules.clocks`."""

from __future__ import annotations

from sim.plans.clocks import OfficeHours
from sim.plans.plan import Ints
from sim.rules.clocks import after_open_us, clock_length_us, due_us, moved_due_us, reminder_us
from sim.rules.codes import LimitClock


class WorkClock:
    """Opening hours of the line or of a unit, and what time limits make of them (`sim.rules.clocks`)."""

    def __init__(self, hours: OfficeHours, midnight_us: Ints) -> None:
        self._open = (hours.open_us.tolist(), hours.close_us.tolist(), hours.before_us.tolist())
        self._closing = (hours.closing_us.tolist(), hours.closing_day_us.tolist())
        self._midnight = midnight_us.tolist()

    def limit_ends_us(self, clock: int, amount: int, start_us: int) -> int:
        """When a time limit has run out."""
        return due_us(clock, amount, start_us, *self._open, *self._closing, self._midnight)

    def moved_us(self, clock: int, due: int, paused_from: int, resumed_at: int) -> int:
        """When it runs out after the clock stood still."""
        return moved_due_us(clock, due, paused_from, resumed_at, *self._open, *self._closing)

    def limit_length_us(self, clock: int, start_us: int, due: int) -> int:
        """Its length by its own clock."""
        return clock_length_us(clock, start_us, due, *self._open)

    def open_between_us(self, start_us: int, end_us: int) -> int:
        """How long the office is open between two instants."""
        return self.limit_length_us(LimitClock.WORKING_HOURS, start_us, end_us)

    def share_used_us(self, clock: int, share: float, length_us: int, due: int) -> int:
        """When a share of it is used up."""
        return reminder_us(clock, share, length_us, due, *self._open)

    def after_us(self, start_us: int, length_us: int) -> int:
        """When the office has been open for a length since an instant; at the end of all calendars at the latest."""
        return after_open_us(*self._open, start_us, length_us)
