"""The hours of an office by its row, the last one of the line: slices are passed on to `sim.rules.clocks`."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.kernel.world import World
from sim.rules.clocks import WORKING_HOURS, after_open_us, clock_length_us, due_us, moved_due_us, reminder_us


@inner
def limit_ends_us(w: World, row: int, clock: int, amount: int, start_us: int) -> int:
    """When a time limit has run out."""
    at, day_at = w.hours_at, w.hours_day_at
    return due_us(
        clock,
        amount,
        start_us,
        w.open_us[at[row] : at[row + 1]],
        w.close_us[at[row] : at[row + 1]],
        w.before_us[at[row] : at[row + 1]],
        w.closing_us[day_at[row] : day_at[row + 1]],
        w.closing_day_us[day_at[row] : day_at[row + 1]],
        w.all_midnights_us,
    )


@inner
def moved_us(w: World, row: int, clock: int, due: int, paused_from_us: int, resumed_at_us: int) -> int:
    """When it runs out after the clock stood still."""
    at, day_at = w.hours_at, w.hours_day_at
    return moved_due_us(
        clock,
        due,
        paused_from_us,
        resumed_at_us,
        w.open_us[at[row] : at[row + 1]],
        w.close_us[at[row] : at[row + 1]],
        w.before_us[at[row] : at[row + 1]],
        w.closing_us[day_at[row] : day_at[row + 1]],
        w.closing_day_us[day_at[row] : day_at[row + 1]],
    )


@inner
def limit_length_us(w: World, row: int, clock: int, start_us: int, due: int) -> int:
    """Its length by its own clock."""
    a, b = w.hours_at[row], w.hours_at[row + 1]
    return clock_length_us(clock, start_us, due, w.open_us[a:b], w.close_us[a:b], w.before_us[a:b])


@inner
def open_between_us(w: World, row: int, start_us: int, end_us: int) -> int:
    """How long the office is open between two instants."""
    return limit_length_us(w, row, WORKING_HOURS, start_us, end_us)


@inner
def share_used_us(w: World, row: int, clock: int, share: float, length_us: int, due: int) -> int:
    """When a share of it is used up."""
    a, b = w.hours_at[row], w.hours_at[row + 1]
    return reminder_us(clock, share, length_us, due, w.open_us[a:b], w.close_us[a:b], w.before_us[a:b])


@inner
def after_us(w: World, row: int, start_us: int, length_us: int) -> int:
    """When the office has been open for a length since an instant; at the end of all calendars at the latest."""
    a, b = w.hours_at[row], w.hours_at[row + 1]
    # `FAR` is after every horizon: such an event never comes.
    return after_open_us(w.open_us[a:b], w.close_us[a:b], w.before_us[a:b], start_us, length_us)
