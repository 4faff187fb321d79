"""Fit on the first part, simulate the days held out, and see where reality lies in the bands."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from sim.backtesting.days import MEASURES, recorded_days, simulated_days
from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, SECOND_US
from sim.errors import DataError
from sim.fitting.draws import drawn_document
from sim.fitting.fit import STAFF_FILE, WIDTH_MINUTES, Fit, fit_records
from sim.records.calls import read_calls
from sim.records.intervals import read_staff
from sim.scenario.loading import of_document
from sim.scenario.schema import Scenario
from sim.simulation import choose_engine
from sim.study.loop import each_run
from sim.study.parallel import in_order, workers_for

Reals = npt.NDArray[np.float64]
LEVELS: Final = (0.50, 0.80, 0.95)
PAIR: Final = 2
"""Runs of each scenario that is drawn: the least that tells chance from what is unknown."""
RELIABLE: Final = 0.05
"""A band is taken to hold as much as it says unless fewer or more days inside have this chance at most."""
NEAR: Final = 0.2
"""A mean that is off by a fifth of the real one at most is near."""
FOLLOWS: Final = 0.5
"""Rank correlation of days from which on the simulated ones follow the real ones."""
FEWEST: Final = 5
"""With fewer days there is no verdict."""
TRUST, DIRECTION, NOT, TOO_FEW = "trust", "direction", "do_not_use", "too_few_days"


@dataclass(frozen=True)
class Backtest:
    """A fit beside days that it has not seen.

    Attributes
    ----------
    fit
        What was fitted to the days before.
    first_day, n, seed, within_seconds, is_rostered
        The first day held out, how many replications were simulated with which seed, the limit of the service level,
        and whether the real roster of those days was used.
    days
        A row for each measure and day: `measure`, `day`, `real`, `mean`, `chance` and `unknown` (variances that chance
        has, and that unknown numbers of the fit add, see `error_parts`), `low_50`, `high_50` to `high_95`.
    """

    fit: Fit
    first_day: date
    n: int
    seed: int
    within_seconds: float
    is_rostered: bool
    days: pd.DataFrame

    @property
    def calibration(self) -> pd.DataFrame:
        """A row each: `measure`, `days`, `real`, `simulated`, `unknown_share`, `inside_50` to `_95`, `verdict`."""
        return pd.DataFrame([_row(name, self.days[self.days["measure"] == name]) for name in MEASURES])


def backtest(
    calls: str | Path,
    hold: int = 7,
    *,
    replications: int = 100,
    seed: int = 1,
    within_seconds: float = 20.0,
    staff: str | Path | None = None,
    columns: dict[str, str | None] | None = None,
    time_format: str | None = None,
    zone: str = "UTC",
    progress: Callable[[int], None] | None = None,
) -> Backtest:
    r"""Fit a scenario to all but the last days of a file, and simulate those.

    Parameters
    ----------
    calls, columns, time_format, zone
        As `sim.fitting.fit.fit`.
    hold
        How many days at the end are held out.
    replications, seed
        Of the simulation.
    within_seconds
        Limit of the service level.
    staff
        People at work by interval, of the days held out at least; without it, how many were busy at once before.
    progress
        Called with the number of each replication that is done.

    Returns
    -------
    Backtest
        Real days beside bands, and a verdict for each measure.

    Raises
    ------
    DataError
        If the file cannot be used, or has too few days before those held out; or the roster lacks one of them.

    Examples
    --------
    >>> import datetime, pathlib, random, tempfile
    >>> import sim
    >>> chance, start = random.Random(1), datetime.datetime(2026, 3, 2, 8)
    >>> times = [start + datetime.timedelta(days=k // 100, minutes=7 * (k % 100)) for k in range(2_100)]
    >>> rows = [f"{time},{chance.expovariate(1 / 20):.1f},{chance.expovariate(1 / 180):.1f},answered" for time in times]
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "calls.csv"
    >>> _ = file.write_text("\n".join(["time,wait,talk,result", *rows]))
    >>> held = sim.backtest(file, 7, replications=20)
    >>> held.calibration["measure"].tolist()
    ['calls', 'abandonment_rate', 'service_level', 'asa', 'aht']
    """
    records = read_calls(Path(calls), columns or {}, time_format)
    last = int(records.arrived_us.max() // DAY_US)
    first = last - hold + 1
    before = records.arrived_us // DAY_US < first
    if not before.any():
        raise DataError(f"{records.name}: no day lies before the {hold} held out: hold fewer out")
    fit = fit_records(records.take(before), zone)
    rows = None if staff is None else read_staff(Path(staff), WIDTH_MINUTES)
    within_us = round(within_seconds * SECOND_US)
    first_day = EPOCH + timedelta(days=first)
    draws = -(-replications // PAIR)
    with tempfile.TemporaryDirectory() as box:
        write_staff(fit, first_day, hold, rows, Path(box))
        usual = held_out_scenario(fit.document, first_day, hold, box)
        engine = choose_engine(usual, "auto", draws * PAIR)

        look = partial(simulated_days, days=hold, within_us=within_us)

        def pair(draw: int) -> list[dict[str, Reals]]:
            """Two runs of a scenario that the data allow."""
            document = drawn_document(fit, np.random.default_rng([seed, draw]))
            scenario = held_out_scenario(document, first_day, hold, box)
            numbers = range(draw * PAIR, (draw + 1) * PAIR)
            return list(each_run(scenario, numbers, look, seed=seed, engine=engine))

        pairs = []
        for found in in_order(pair, range(draws), workers_for(usual, engine, draws)):
            pairs.append(found)
            if progress is not None:
                progress(len(pairs) * PAIR)
    real = recorded_days(records, first, hold, within_us)
    return Backtest(
        fit, first_day, draws * PAIR, seed, within_seconds, rows is not None, _table(real, pairs, first_day)
    )


def held_out_scenario(document: dict[str, Any], first_day: date, days: int, folder: str) -> Scenario:
    """A fitted scenario over the days held out, whose people are in a file of a folder."""
    document["clock"] |= {"start": str(first_day), "days": days}
    return of_document(document, folder)


def write_staff(fit: Fit, first_day: date, days: int, staff: dict[date, Reals] | None, box: Path) -> None:
    """People at work on the days held out, of their roster if there is one.

    Raises
    ------
    DataError
        If it lacks one of these days.
    """
    wanted = [first_day + timedelta(days=k) for k in range(days)]
    if staff is None:
        people = np.concatenate([fit.staff[day.weekday()] for day in wanted])
    else:
        missing = next((day for day in wanted if day not in staff), None)
        if missing is not None:
            raise DataError(f"the roster has no row for {missing}, which is held out: give it for all of these days")
        people = np.round(np.concatenate([staff[day] for day in wanted])).astype(np.int64)
    times = pd.date_range(pd.Timestamp(first_day), periods=len(people), freq=timedelta(minutes=WIDTH_MINUTES))
    frame = pd.DataFrame({"time": times.strftime("%Y-%m-%d %H:%M"), "staff": people})
    frame.to_csv(box / STAFF_FILE, index=False)


def error_parts(pairs: Reals) -> tuple[float, float]:
    """The variance that chance has within a scenario, and that which the unknown numbers of scenarios add.

    The latter is an estimate without bias, and so may be below zero where it is small.

    Parameters
    ----------
    pairs
        Shape (scenarios, 2): two runs of each.

    Source
    ------
    One-way analysis of variance with random effects: Barton, Nelson and Xie, Quantifying input uncertainty via
    simulation confidence intervals, 2014.
    """
    within = float(((pairs[:, 0] - pairs[:, 1]) ** 2).mean() / 2)
    between = PAIR * float(pairs.mean(axis=1).var(ddof=1))
    return within, (between - within) / PAIR


def _table(real: dict[str, Reals], pairs: list[list[dict[str, Reals]]], first_day: date) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for name in MEASURES:
        both = np.array([[run[name] for run in pair] for pair in pairs])
        simulated = both.reshape(-1, both.shape[2])
        for k in range(len(real[name])):
            values = simulated[:, k][~np.isnan(simulated[:, k])]
            row: dict[str, Any] = {"measure": name, "day": first_day + timedelta(days=k), "real": float(real[name][k])}
            row["mean"] = float(values.mean()) if len(values) else float("nan")
            whole = both[~np.isnan(both[:, :, k]).any(axis=1), :, k]
            row["chance"], row["unknown"] = error_parts(whole) if len(whole) > 1 else (np.nan, np.nan)
            for level in LEVELS:
                tail = (1 - level) / 2
                low, high = np.quantile(values, [tail, 1 - tail]) if len(values) else (np.nan, np.nan)
                row[f"low_{round(100 * level)}"], row[f"high_{round(100 * level)}"] = float(low), float(high)
            rows.append(row)
    return pd.DataFrame(rows)


def _row(name: str, days: pd.DataFrame) -> dict[str, Any]:
    known = days[days["real"].notna() & days["mean"].notna()]
    inside = {
        level: int(((known[f"low_{level}"] <= known["real"]) & (known["real"] <= known[f"high_{level}"])).sum())
        for level in (50, 80, 95)
    }
    n = len(known)
    return {
        "measure": name,
        "days": n,
        "real": float(known["real"].mean()) if n else float("nan"),
        "simulated": float(known["mean"].mean()) if n else float("nan"),
        "unknown_share": _share_unknown(known),
        **{f"inside_{level}": count / n if n else float("nan") for level, count in inside.items()},
        "verdict": verdict(known["real"].to_numpy(), known["mean"].to_numpy(), inside[80], inside[95]),
    }


def _share_unknown(days: pd.DataFrame) -> float:
    """How much of the variance of the days comes from the unknown numbers; nan where there is none."""
    chance, unknown = float(days["chance"].sum()), float(days["unknown"].sum())
    unknown = max(unknown, 0.0)
    return unknown / (chance + unknown) if chance + unknown > 0 else float("nan")


def verdict(real: Reals, simulated: Reals, inside_80: int, inside_95: int) -> str:
    """Whether a measure can be trusted.

    It can if the bands of 80 and of 95 % hold as many days as they say, but for chance; its direction can if the mean
    is near, or the simulated days follow the real ones; else it is of no use.
    """
    n = len(real)
    if n < FEWEST:
        return TOO_FEW
    reliable = all(stats.binom.cdf(hits, n, level) > RELIABLE for hits, level in ((inside_80, 0.80), (inside_95, 0.95)))
    if reliable:
        return TRUST
    near = abs(simulated.mean() - real.mean()) <= NEAR * abs(real.mean())
    follows = len(set(real.tolist())) > 1 and len(set(simulated.tolist())) > 1
    follows = follows and float(stats.spearmanr(real, simulated).statistic) >= FOLLOWS
    return DIRECTION if near or follows else NOT
