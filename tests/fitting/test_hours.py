"""Office hours from stamps: seen where they are, refused where they cannot be, and lengths counted in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.fitting.hours import HALF_US, SeenHours, hours_seen, open_time

MONDAY = 20_514  # 2 March 2026, counted from 1970-01-01
WEEK = (0, 1, 2, 3, 4)
UNITS = {
    "with a lunch": (WEEK, 9.0, 17.5, (12.0, 13.0), 0.0),
    "plain": (WEEK, 8.5, 17.5, None, 0.0),
    "six days": ((0, 1, 2, 3, 4, 5), 8.0, 20.0, None, 0.0),
    "some at any time": (WEEK, 9.0, 17.5, None, 0.05),
    "late": (WEEK, 13.0, 21.0, None, 0.0),
}
TRIES = 100


def worked(
    rng: np.random.Generator, n: int, days: Sequence[int], opens: float, closes: float,
    lunch: tuple[float, float] | None, stray: float,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Ends of work while an office is open, and receipts at any time before."""
    day = rng.choice([k for k in range(364) if k % 7 in days], n)
    clock = rng.uniform(opens, closes, n)
    if lunch is not None:
        clock = np.where((clock >= lunch[0]) & (clock < lunch[1]), rng.uniform(opens, lunch[0], n), clock)
    clock = np.where(rng.random(n) < stray, rng.uniform(0, 24, n), clock)
    ends = (MONDAY + day) * DAY_US + (clock * HOUR_US).astype(np.int64)
    return ends, ends - (rng.exponential(20 * HOUR_US, n)).astype(np.int64)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(("n", "least"), [(200, 0.9), (1_000, 1.0)])
def test_hours_of_offices_are_seen(unit: str, n: int, least: float) -> None:
    """All seven weekdays and both ends to half an hour: 90 % of the units with 200 tickets, all with 1,000."""
    days, opens, closes, _, _ = UNITS[unit]
    right = 0
    for number in range(TRIES):
        found = hours_seen(*worked(np.random.default_rng(number), n, *UNITS[unit]))
        near = [
            abs(one - true * HOUR_US) <= HALF_US for one, true in ((found.open_us, opens), (found.close_us, closes))
        ]
        right += found.are_seen and found.days == days and all(near)
    assert right >= least * TRIES


def test_fewer_stamps_state_nothing() -> None:
    """199 stamps are too few, however tidy."""
    assert hours_seen(*worked(np.random.default_rng(1), 199, *UNITS["plain"])).why_none == "few"


def test_batches_state_nothing() -> None:
    """A third of the tickets closed by a machine at 17:00."""
    ends, begins = worked(np.random.default_rng(1), 1_000, *UNITS["plain"])
    ends[:333] = ends[:333] // DAY_US * DAY_US + 17 * HOUR_US
    found = hours_seen(ends, begins)
    assert found.why_none == "batches"
    assert 0.32 < found.batched < 0.36


def test_few_batches_are_dropped() -> None:
    """A tenth of them closed at 02:00: the hours are those of the others."""
    ends, begins = worked(np.random.default_rng(1), 2_000, *UNITS["plain"])
    ends[:200] = ends[:200] // DAY_US * DAY_US + 2 * HOUR_US
    found = hours_seen(ends, begins)
    assert (found.days, found.open_us, found.close_us) == (WEEK, 8.5 * HOUR_US, 17.5 * HOUR_US)


def test_a_rush_in_the_morning_is_no_batch() -> None:
    """What came by night is done between 08:30 and 08:40, a third of all: these are people."""
    rng = np.random.default_rng(4)
    ends, begins = worked(rng, 900, *UNITS["plain"])
    ends[:300] = ends[:300] // DAY_US * DAY_US + 8 * HOUR_US + 30 * MINUTE_US + rng.integers(0, 10 * MINUTE_US, 300)
    found = hours_seen(ends, begins)
    assert found.batched == 0
    assert (found.days, found.open_us, found.close_us) == (WEEK, 8.5 * HOUR_US, 17.5 * HOUR_US)


def test_stamps_outside_state_nothing() -> None:
    """A third of the work is done at any time of any day."""
    rng = np.random.default_rng(1)
    ends, begins = worked(rng, 3_000, *UNITS["plain"])
    ends[:1_000] = (MONDAY + rng.integers(0, 364, 1_000)) * DAY_US + rng.integers(0, DAY_US, 1_000)
    found = hours_seen(ends, begins)
    assert found.why_none in ("outside", "always")
    assert not found.are_seen


def test_a_unit_that_never_closes_has_none() -> None:
    """Ends all round the clock."""
    rng = np.random.default_rng(1)
    ends = (MONDAY + rng.integers(0, 364, 2_000)) * DAY_US + rng.integers(0, DAY_US, 2_000)
    assert hours_seen(ends, ends - HOUR_US).why_none == "always"


def test_ends_that_follow_arrivals_state_nothing() -> None:
    """Citizens call by day, and a machine dispatches within a minute: that is no office."""
    ends, _ = worked(np.random.default_rng(1), 2_000, *UNITS["six days"])
    rng = np.random.default_rng(2)
    assert hours_seen(ends, ends - rng.integers(0, MINUTE_US, 2_000)).why_none == "arrivals"


def test_open_time_is_that_of_a_walk_through_the_minutes() -> None:
    """Hours from Monday to Friday, and a Wednesday without any stamp among days with many: it was a holiday."""
    hours = SeenHours(WEEK, 9 * HOUR_US, 17 * HOUR_US, 500, 1.0, 0.0)
    holiday = MONDAY + 9
    days = [MONDAY + k for k in range(21) if k % 7 in WEEK and MONDAY + k != holiday]
    stamps = np.array([day * DAY_US + (9 * 60 + k) * MINUTE_US for day in days for k in range(0, 480, 24)])
    clock = open_time(hours, stamps, MONDAY - 2, MONDAY + 22)
    rng = np.random.default_rng(3)
    first = (MONDAY * DAY_US // MINUTE_US + rng.integers(0, 10 * 1_440, 50)) * MINUTE_US
    last = first + rng.integers(0, 8 * 1_440, 50) * MINUTE_US
    for begin, end, told in zip(first, last, clock.between(first, last), strict=True):
        minutes = np.arange(begin // MINUTE_US, end // MINUTE_US)
        day, minute = minutes // 1_440, minutes % 1_440
        is_open = np.isin(day, days) & (minute >= 540) & (minute < 1_020)
        assert told == is_open.sum() * MINUTE_US


def test_a_day_without_stamps_is_no_holiday_where_few_are_usual() -> None:
    """Three stamps a day: a day without one may be chance."""
    hours = SeenHours(WEEK, 9 * HOUR_US, 17 * HOUR_US, 500, 1.0, 0.0)
    days = [MONDAY + k for k in range(21) if k % 7 in WEEK and k != 9]
    stamps = np.array([day * DAY_US + clock * HOUR_US for day in days for clock in (10, 11, 12)])
    assert open_time(hours, stamps, MONDAY, MONDAY + 20).is_open.sum() == 15
