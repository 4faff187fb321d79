"""Bands hold what they say, scores are those of their definition, and real lines are forecast as well as claimed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.forecasting.bands import LEVELS, bands_at, ends_of, fewest_errors
from sim.forecasting.contest import AS_IT_WENT, _score, contest
from sim.forecasting.forecast import forecast
from sim.forecasting.history import Days, History, history_of
from sim.forecasting.methods import CALENDAR, METHODS
from sim.forecasting.rolling import FEWEST_DAYS, roll
from sim.forecasting.today import rest_of_day

from ..workload.building import real_file
from .data import days_of, made_line

LAST = 28


def until(history: History, known: int, ahead: int) -> History:
    """The history as it was when so many days were known."""
    days = Days(*(getattr(history.days, field.name)[: known + ahead] for field in fields(Days)))
    return replace(history, counts=history.counts[:known], days=days)


def bank(known: int | None = None) -> History:
    """Calls of a bank by half hour, five open days ahead; as it was when so many days were known."""
    table = pd.read_csv(real_file("bank_calls_5min_2003.csv.gz"), parse_dates=["DateTime"])
    slot = (table["DateTime"].dt.hour * 60 + table["DateTime"].dt.minute) // 30
    wide = table.pivot_table(index=table["DateTime"].dt.date, columns=slot, values="Calls", aggfunc="sum", fill_value=0)
    history = history_of({day: wide.loc[day].to_numpy(dtype=float) for day in wide.index}, 30, 7)
    return history if known is None else until(history, known, 5)


def test_ends_of_a_band_are_ranks_among_one_more() -> None:
    """Of 19 errors the band of 80 % goes from the second to the second last; of 9 no band of 95 % is narrower."""
    assert ends_of(np.arange(19.0), 0.80) == (1.0, 17.0)
    assert ends_of(np.arange(9.0), 0.95) == (0.0, 8.0)


def test_a_level_needs_errors_that_can_carry_it() -> None:
    """Of n errors the least and the greatest hold (n - 1) / (n + 1) of new ones: 3, 9 and 39 for 50, 80 and 95 %."""
    assert [fewest_errors(level) for level in LEVELS] == [3, 9, 39]
    for level in LEVELS:
        n = fewest_errors(level)
        assert (n - 1) / (n + 1) >= level - 1e-12 > (n - 2) / n
        errors = np.random.default_rng(n).normal(size=(4_000, n + 1))
        ends = np.array([ends_of(row[:-1], level) for row in errors])
        hits = ((ends[:, 0] <= errors[:, -1]) & (errors[:, -1] <= ends[:, 1])).sum()
        low, high = stats.binom.ppf([0.0005, 0.9995], len(errors), level)  # fails once in a thousand seeds
        assert low <= hits <= high, level


@pytest.mark.parametrize(("past", "levels"), [(8, set()), (9, {0.5, 0.8}), (38, {0.5, 0.8}), (39, {0.5, 0.8, 0.95})])
def test_levels_that_the_past_cannot_carry_are_left_out(past: int, levels: set[float]) -> None:
    """Of so many past origins, by the docs: 50 and 80 % from 9 on, 95 % from 39 on."""
    history = until(made_line(lambda _: 1.0, 1, days=FEWEST_DAYS + past + 1), FEWEST_DAYS + past, 1)
    bands = bands_at(roll(history, 1, 75), history, "mean_of_6_weeks", history.known)
    assert set(bands.days if bands else ()) == levels
    assert set(bands.intervals if bands else ()) == levels


def test_the_score_of_a_band_is_its_width_and_what_lies_outside() -> None:
    """Band 10 to 20 at 80 %: 10 inside, and 10 + 10 x 3 for a value 3 above it."""
    band = np.array([[10.0, 20.0], [10.0, 20.0]])
    assert _score(band, np.array([12.0, 23.0]), 0.80) == pytest.approx((10 + 10 + 10 * 3) / 2)


def test_bands_hold_new_days_as_often_as_they_say() -> None:
    """60 lines of 100 days each, the next day of each: false alarm 1 in 1,000 for each level, seeds fixed."""
    inside = {0.50: 0, 0.80: 0, 0.95: 0}
    lines = 60
    for seed in range(lines):
        whole = made_line(lambda _: 1.0, seed, days=101)
        history = until(whole, 100, 1)
        rolling = roll(history, 1, 75)
        bands = bands_at(rolling, history, "weekdays", 100)
        assert bands is not None
        for level in inside:
            low, high = bands.days[level][0]
            inside[level] += low <= whole.totals[100] <= high
    for level, hits in inside.items():
        low, high = stats.binom.ppf([0.0005, 0.9995], lines, level)
        assert low <= hits <= high, (level, hits)


def test_with_few_days_there_are_no_bands_and_last_weeks_days_are_used() -> None:
    """Three weeks tell no errors: no band, and the method that needs none."""
    history = history_of(days_of([100.0] * 21), 1440, 7)
    rolling = roll(history, 7, 75)
    assert bands_at(rolling, history, CALENDAR, history.known) is None
    assert rolling.chosen(history.known) == "same_weekday_last_week"
    assert history.known > FEWEST_DAYS


def test_a_day_that_began_moves_its_rest_by_what_was_learnt() -> None:
    """Mornings that are off by x and afternoons by x to the power 0.5, exactly: 0.5 is learnt, and used."""
    rng = np.random.default_rng(7)
    counts = {}
    for k, day in enumerate(days_of([1.0] * 60)):
        factor = float(rng.uniform(0.5, 2.0))
        counts[day] = np.array([100.0 * factor, 100.0 * factor**0.5]) if k >= 20 else np.array([100.0, 100.0])
    history = history_of(counts, 720, 1)
    rolling = roll(history, 1, 75)
    for name in METHODS:
        rolling.intervals[name][:, 0] = 100.0  # the evening before says 100 for each half of every day
    rest = rest_of_day(rolling, CALENDAR, history.known, np.array([144.0]))
    assert rest.exponent == pytest.approx(0.5, abs=1e-9)
    assert rest.total == pytest.approx(120.0)
    assert rest.bands[0.80] == pytest.approx((120.0, 120.0))


def test_volumes_are_means_where_forecasts_are_middles(tmp_path: Path) -> None:
    """Of days of 80 and at times 200 a median says 80 mostly: a scenario gets what came over what was said, in all."""
    rng = np.random.default_rng(4)
    rows = [f"{date(2026, 3, 2) + timedelta(days=k)},{200 if rng.random() < 0.2 else 80}" for k in range(140)]
    path = tmp_path / "days.csv"
    path.write_text("\n".join(["date,calls", *rows]), encoding="utf-8")
    found = forecast(path, method="median_of_5_weeks")
    totals = [float(row.split(",")[1]) for row in rows]
    came = said = 0.0
    for known in range(100, 140):  # the last forty evenings, and what each said of the days that have come by now
        for day in range(known, min(known + 7, 140)):
            came += totals[day]
            said += float(
                np.median([totals[day - 7 * k] for k in range(1 + (day - known) // 7, 6 + (day - known) // 7)])
            )
    assert came > 1.1 * said
    assert found.volumes["count"].sum() == pytest.approx(found.days["forecast"].sum() * came / said)


@pytest.mark.parametrize("mean", [30.0, 3_000.0])
def test_busyness_is_what_days_differ_by_beyond_chance(tmp_path: Path, mean: float) -> None:
    """A factor of 15 % on few and on many contacts: within 0.04 in the mean of ten lines, Poisson noise taken off."""
    found = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        rows = []
        for k in range(100):
            counts = rng.poisson(mean / 4 * rng.gamma(1 / 0.15**2, 0.15**2), 4)
            rows += [f"{datetime(2026, 3, 2) + timedelta(days=k, hours=6 * s)},{n}" for s, n in enumerate(counts)]
        path = tmp_path / "days.csv"
        path.write_text("\n".join(["time,calls", *rows]), encoding="utf-8")
        found.append(forecast(path, method="mean_of_6_weeks").busyness[0])
    assert np.mean(found) == pytest.approx(0.15 * np.sqrt(1 + 1 / 6), abs=0.04)  # a mean of six is off itself


@pytest.mark.parametrize(("days", "low", "high"), [(1, 0.04, 0.08), (28, 0.16, 0.25)])
def test_busyness_is_that_of_all_days_ahead(tmp_path: Path, days: int, low: float, high: float) -> None:
    """A level that walks by 5 % a day is off by 5 % x sqrt(h) after h days: 19 % in the mean square of 28 days, and a
    little more with the error of the level itself; a day ahead by 5 to 6 %. In the mean of eight lines."""
    found = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        walk = 2_000 * np.exp(np.cumsum(rng.normal(0, 0.05, 300)))
        counts = rng.poisson(walk)
        path = tmp_path / "days.csv"
        rows = [f"{date(2026, 3, 2) + timedelta(days=k)},{n}" for k, n in enumerate(counts)]
        path.write_text("\n".join(["date,calls", *rows]), encoding="utf-8")
        found.append(forecast(path, days=days, method="level").busyness[0])
    assert low < np.sqrt(np.mean(np.square(found))) < high, found


@pytest.mark.parametrize(("known", "most"), [(164, 0.65), (130, 0.70)])
def test_a_banks_days_and_half_hours_are_forecast_well(known: int, most: float) -> None:
    """Five days ahead from the last 28 origins, and from an earlier 28: errors and bands as they are claimed."""
    history = bank(known)
    frame = contest(roll(history, 5, 80), history, LAST).set_index("method")
    row, naive = frame.loc[AS_IT_WENT], frame.loc["same_weekday_last_week"]
    assert row["origins"] == LAST
    assert row["day_ratio"] <= most
    assert row["interval_ratio"] <= 0.75
    assert 0.74 <= row["day_cover_80"] <= 0.88
    assert 0.74 <= row["interval_cover_80"] <= 0.86
    assert row["day_score"] <= 0.65 * naive["day_score"]


@pytest.mark.parametrize(("name", "most"), [("mean_of_6_weeks", 0.80), (CALENDAR, 1.15)])
def test_the_rest_of_a_banks_day_from_ten_in_the_morning(name: str, most: float) -> None:
    """On a plain mean what has come helps much; on a good forecast it does no harm, as scaling by it in full does."""
    history = bank()
    rolling = roll(history, 5, 200)
    kept, scaled, learnt = [], [], []
    for at in np.flatnonzero(rolling.origins < history.known)[-LAST:]:
        known = int(rolling.origins[at])
        came, said = history.counts[known], rolling.intervals[name][at, 0]
        passed = 20 - int(sorted(_slots())[0])  # half hours until 10:00
        rest = rest_of_day(rolling, name, known, came[:passed])
        left = came[passed:].sum()
        kept.append(abs(left - said[passed:].sum()))
        scaled.append(abs(left - said[passed:].sum() * came[:passed].sum() / said[:passed].sum()))
        learnt.append(abs(left - rest.total))
    assert np.mean(learnt) <= most * np.mean(kept)
    assert np.mean(learnt) < np.mean(scaled)


def _slots() -> set[int]:
    table = pd.read_csv(real_file("bank_calls_5min_2003.csv.gz"), parse_dates=["DateTime"])
    return set(((table["DateTime"].dt.hour * 60 + table["DateTime"].dt.minute) // 30).tolist())


def test_new_yorks_requests_are_read_and_forecast_as_they_are() -> None:
    """American dates, a row for each request, a file that ends in the night of its last day."""
    found = forecast(real_file("nyc311_animals_2025q1.csv.gz"), calendar="US")
    assert found.recorded.columns == {"time": "Created Date"}
    assert found.recorded.today == date(2025, 3, 14)
    assert found.history.known == 72
    assert found.history.totals.sum() + found.recorded.so_far.sum() == 4969  # type: ignore[union-attr]
    assert found.days["date"].iloc[0] == date(2025, 3, 14)
    assert found.ratio < 1
