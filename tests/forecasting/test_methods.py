"""Each way to forecast, on small worlds whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from sim.calendar.days import make_calendar
from sim.forecasting.bands import bands_at
from sim.forecasting.contest import contest
from sim.forecasting.history import history_of
from sim.forecasting.methods import CALENDAR, METHODS, SEASONAL_NAIVE
from sim.forecasting.rolling import roll

from .data import MONDAY, WEEK, days_of, made_line

EXACT = [1000 * share for share in WEEK] * 10


@pytest.mark.parametrize("name", METHODS)
def test_a_line_whose_weeks_are_all_alike_is_forecast_as_it_is(name: str) -> None:
    """Nothing random, nothing growing: every method says the next week exactly."""
    history = history_of(days_of(EXACT), 1440, 7)
    said = METHODS[name](history.totals, history.days, 7)
    assert said == pytest.approx(EXACT[:7], rel=1e-4)


def test_means_medians_and_last_weeks_are_those_of_their_weeks() -> None:
    """Mondays of 10, 20, 90, 40, 50, 60, 70: last 70, mean of six 55, median of five 60."""
    totals = [100.0] * 49
    totals[::7] = [10, 20, 90, 40, 50, 60, 70]
    history = history_of(days_of(totals), 1440, 1)
    said = {name: float(METHODS[name](history.totals, history.days, 1)[0]) for name in METHODS}
    assert said[SEASONAL_NAIVE] == 70
    assert said["mean_of_6_weeks"] == 55
    assert said["median_of_5_weeks"] == 60


def test_a_growing_line_is_followed_by_the_trend() -> None:
    """4 % a week without chance: the trend comes within 1 % of the next week's days, last week's are 4 % below."""
    totals = [1000 * WEEK[k % 7] * 1.04 ** (k / 7) for k in range(147)]
    history = history_of(days_of(totals[:140]), 1440, 7)
    trend, naive = (METHODS[name](history.totals, history.days, 7) for name in ("trend", SEASONAL_NAIVE))
    assert trend == pytest.approx(totals[140:], rel=0.01)
    assert naive == pytest.approx(np.array(totals[140:]) / 1.04)


def test_a_level_that_moved_is_followed_by_the_level() -> None:
    """30 % fewer for three weeks: the level's method is within 2 % where the mean of six weeks is 15 % too high."""
    totals = [1000 * WEEK[k % 7] * (0.7 if k >= 119 else 1.0) for k in range(147)]
    history = history_of(days_of(totals[:140]), 1440, 7)
    level, mean = (METHODS[name](history.totals, history.days, 7) for name in ("level", "mean_of_6_weeks"))
    assert level == pytest.approx(totals[140:], rel=0.02)
    assert mean == pytest.approx(np.array(totals[140:]) * (0.7 + 1.0) / 2 / 0.7)


def test_an_origin_does_not_know_a_closure_that_nobody_foresaw() -> None:
    """On eight of thirty Wednesdays the line was closed without a calendar's word, and each Thursday after it had twice
    the contacts. The evening before such a Wednesday expects a usual Thursday; where the closure was announced, for a
    day ahead or by the calendar, the rush is expected; and the days after it have learnt from it in both cases."""
    totals = [100.0] * 210
    for week in range(1, 30, 4):
        totals[7 * week + 2 : 7 * week + 4] = 0.0, 200.0
    history = history_of(days_of(totals), 1440, 7, closed_ahead=(MONDAY + timedelta(days=212),))
    rolling, dates = roll(history, 7, 60), history.days.dates
    tuesday = dates.index(MONDAY + timedelta(days=7 * 29 + 1)) + 1
    assert dates[tuesday] == MONDAY + timedelta(days=7 * 29 + 3)
    assert history.days.by_surprise[tuesday]
    assert rolling.actual_totals[rolling.at(tuesday), 0] == 200
    assert rolling.totals[CALENDAR][rolling.at(tuesday), 0] == pytest.approx(100, abs=10)
    thursday = dates.index(MONDAY + timedelta(days=213)) - history.known
    assert rolling.totals[CALENDAR][rolling.at(history.known), thursday] > 150
    closed = [MONDAY + timedelta(days=7 * week + 2) for week in range(1, 30, 4)]
    calendar, _ = make_calendar(MONDAY, 220, "Asia/Shanghai", "none", holidays=closed)
    history = history_of(days_of(totals), 1440, 7, calendar)
    assert not history.days.by_surprise.any()
    assert roll(history, 7, 60).totals[CALENDAR][roll(history, 7, 60).at(tuesday), 0] > 150


def test_the_day_after_a_closed_one_and_the_months_ends_are_learnt() -> None:
    """Weekdays only; 40 % more after a closed day, 20 % more until the 5th: the calendar says so, weekdays do not."""
    closed = {date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 25), date(2026, 6, 19), date(2026, 7, 3)}
    counts, after = {}, False
    for k in range(26 * 7):
        day = MONDAY + timedelta(days=k)
        if day.weekday() > 4:
            continue
        if day in closed:
            after = True
            continue
        counts[day] = np.array([1000.0 * (1.4 if after else 1.0) * (1.2 if day.day <= 5 else 1.0)])
        after = False
    last = max(counts)
    history = history_of(counts, 1440, 14, closed_ahead=[last + timedelta(days=3)])
    assert history.closed == tuple(sorted(closed))
    days = history.days.dates[history.known :]
    assert days[0] == last + timedelta(days=4)
    assert days[0].weekday() == 1  # the Monday is closed
    assert history.days.after_closed[history.known]
    said = METHODS[CALENDAR](history.totals, history.days, history.ahead)
    plain = METHODS["weekdays"](history.totals, history.days, history.ahead)
    expected = np.array(
        [1000 * (1.4 if k == 0 else 1.0) * (1.2 if day.day <= 5 else 1.0) for k, day in enumerate(days)]
    )
    assert np.abs(said / expected - 1).max() < 0.15  # of five closed days 5 / (5 + 3) of their effect is believed
    assert np.abs(plain / expected - 1).max() > 0.25


def test_holidays_and_make_up_days_behave_as_the_country_says() -> None:
    """China, spring 2026: holidays of the past are of their own kind, and a Sunday that is worked is like a workday."""
    first, days = date(2025, 12, 1), 63  # until Sunday 1 February 2026
    counts = days_of([1000 * WEEK[k % 7] for k in range(days)], first=first)
    calendar, _ = make_calendar(first, days + 28, "Asia/Shanghai", "china", make_up_days="like_replaced_weekday")
    counts |= {day: np.array([100.0]) for day in counts if day in calendar.holidays}
    counts |= {day: np.array([1000.0]) for day in counts if day in calendar.make_up_days}
    history = history_of(counts, 1440, 28, calendar)
    said = dict(
        zip(history.days.dates[history.known :], METHODS["weekdays"](history.totals, history.days, 28), strict=True)
    )
    assert date(2026, 2, 17) in calendar.holidays
    assert max(said[day] for day in said if day in calendar.holidays) < 0.5 * 400  # Sundays bring 400
    after = [day for day, marked in zip(history.days.dates, history.days.after_closed, strict=True) if marked]
    assert after == [date(2026, 1, 3), date(2026, 2, 21), date(2026, 2, 24)]  # each follows a holiday
    worked = [day for day in said if day in calendar.make_up_days]
    assert worked
    assert min(said[day] for day in worked) > 900


def test_without_a_holiday_in_the_past_holidays_are_like_sundays() -> None:
    """The first Spring Festival of a line: the rest day's volume, and not a working day's."""
    first = date(2026, 1, 5)
    counts = days_of([1000 * WEEK[k % 7] for k in range(41)], first=first)
    calendar, _ = make_calendar(first, 60, "Asia/Shanghai", "china")
    history = history_of(counts, 1440, 10, calendar)
    said = METHODS[CALENDAR](history.totals, history.days, history.ahead)
    holidays = history.days.holiday[history.known :]
    assert holidays.sum() >= 5
    assert said[holidays] == pytest.approx(np.full(holidays.sum(), 400.0), rel=0.01)


def test_a_line_that_wanders_is_best_told_by_last_week() -> None:
    """Days that keep last week's value but for a random step: nothing beats last week's days, and these are chosen."""
    rng = np.random.default_rng(20261201)
    weeks = np.exp(np.cumsum(rng.normal(0, 0.25, (30, 7)), axis=0))
    history = history_of(days_of((5000 * weeks.ravel()).tolist()), 1440, 7)
    rolling = roll(history, 7, 75)
    frame = contest(rolling, history).set_index("method")
    others = frame.loc[[name for name in METHODS if name != SEASONAL_NAIVE], "day_ratio"]
    assert others.min() > 1
    assert rolling.chosen(history.known) == SEASONAL_NAIVE


@pytest.mark.parametrize(
    ("level", "best"),
    [(lambda k: 1.05 ** (k / 7), {"trend"}), (lambda k: 0.7 if k > 119 else 1.0, {"level", "trend"})],
    ids=["growing", "fallen"],
)
def test_what_a_line_does_decides_the_method(level: object, best: set[str]) -> None:
    """Growth of 5 % a week, and a fall by 30 %, with chance: the method that follows is chosen for all six lines."""
    for seed in range(6):
        history = made_line(level, seed)  # type: ignore[arg-type]
        assert roll(history, 7, 75).chosen(history.known) in best


def test_what_comes_after_an_origin_is_not_known_there() -> None:
    """Forecasts from an origin stay the same, to the last bit, whatever comes later."""
    history = made_line(lambda k: 1.0, 3)
    changed = history.counts.copy()
    changed[120:] *= 7
    other = replace(history, counts=changed)
    one, two = roll(history, 7, 75), roll(other, 7, 75)
    before = one.origins <= 120
    for name in METHODS:
        assert np.array_equal(one.totals[name][before], two.totals[name][before], equal_nan=True)
        assert np.array_equal(one.intervals[name][before], two.intervals[name][before], equal_nan=True)
    assert one.chosen(120) == two.chosen(120)
    for name in METHODS:
        for said, other_said in zip(one.errors(name, 120), two.errors(name, 120), strict=True):
            assert np.array_equal(said, other_said, equal_nan=True)
    bands, other_bands = bands_at(one, history, "level", 120), bands_at(two, other, "level", 120)
    assert bands is not None
    assert other_bands is not None
    assert np.array_equal(bands.days[0.8], other_bands.days[0.8])
    assert np.array_equal(bands.intervals[0.8], other_bands.intervals[0.8])
