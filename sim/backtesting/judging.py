"""Real days beside simulated ones: bands, which part of their width is unknown numbers, and a verdict."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from sim.statistics.intervals import Interval

Reals = npt.NDArray[np.float64]
LEVELS: Final = (0.50, 0.80, 0.95)
PAIR: Final = 2
"""Runs of each scenario that is drawn: the least that tells chance from what is unknown."""
GROUPS: Final = 50
FEW_PAIRS: Final = 3
"""So many groups of pairs are left out in turn to tell how sure a share is, and with so few pairs it is not told."""
RELIABLE: Final = 0.05
"""A band is taken to hold as many days as it says unless so few inside, or fewer, have this chance at most; and a mean
may be off by as much as days that are off by chance alone have it with more than this chance."""
NEAR: Final = 0.2
"""A mean that is off by a fifth of the real one at most is near; of a share, by a fifth of what is missing, too."""
SHARES: Final = ("abandonment_rate", "service_level", "same_day_closure", "closed_24h")
"""Measures that are shares of calls or tickets."""
FOLLOWS: Final = 0.5
"""Rank correlation of days from which on the simulated ones follow the real ones."""
FEWEST: Final = 5
"""With fewer days there is no verdict."""
TRUST, DIRECTION, NOT, TOO_FEW = "trust", "direction", "do_not_use", "too_few_days"


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


def unknown_shares(real: dict[str, Reals], pairs: list[list[dict[str, Reals]]]) -> dict[str, Interval]:
    """For each measure the part of the variance of its known days that comes from the unknown numbers of the fit."""
    found = {}
    for name in real:
        both = np.array([[run[name] for run in pair] for pair in pairs])
        found[name] = unknown_share(both[:, :, ~np.isnan(real[name])])
    return found


def unknown_share(both: Reals) -> Interval:
    """The part of a variance that scenarios add, with its interval of 95 %; none where nothing varies by chance.

    The estimate is 0 where none is seen, and so may be the lower end.

    Parameters
    ----------
    both
        Shape (scenarios, 2, days): two runs of each.

    Source
    ------
    A jackknife over groups of scenarios on the logarithm of the ratio of mean squares, as Arvesen (1970), Jackknifing
    U-statistics, has it for variance components: the days of one scenario are no independent looks at its numbers.
    """
    whole = log_ratio(both)
    parts = np.array_split(np.arange(len(both)), min(len(both), GROUPS))
    others = np.array([log_ratio(np.delete(both, part, axis=0)) for part in parts]) if len(both) > FEW_PAIRS else whole
    if not np.isfinite(np.append(others, whole)).all():
        return Interval(None, None, None, len(both))
    n = np.size(others)
    error = np.sqrt((n - 1) / n * ((others - np.mean(others)) ** 2).sum()) if n > 1 else np.inf
    ends = whole + stats.t.ppf([0.025, 0.975], max(n - 1, 1)) * error
    low, middle, high = (max(float(np.tanh(end / 2)), 0.0) for end in (ends[0], whole, ends[1]))
    return Interval(middle, low, high, len(both))


def log_ratio(both: Reals) -> float:
    """The logarithm of the ratio of mean squares between scenarios and within them, summed over days; nan for none."""
    by_day = (both[~np.isnan(both[:, :, k]).any(axis=1), :, k] for k in range(both.shape[2]))
    parts = [error_parts(day) for day in by_day if len(day) > 1]
    chance, unknown = np.array(parts).reshape(-1, 2).sum(axis=0)
    between = chance + PAIR * unknown
    return float(np.log(between / chance)) if between > 0 and chance > 0 else float("nan")


def days_table(real: dict[str, Reals], pairs: list[list[dict[str, Reals]]], first_day: date) -> pd.DataFrame:
    """A row for each measure and day; see `sim.backtesting.backtest.Backtest`."""
    rows: list[dict[str, Any]] = []
    for name in real:
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


def calibrated(name: str, days: pd.DataFrame, unknown: Interval) -> dict[str, Any]:
    """How a measure's days lie in their bands, which part of their spread is unknown numbers, and its verdict."""
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
        "unknown_share": _or_nan(unknown.estimate),
        "unknown_low": _or_nan(unknown.low),
        "unknown_high": _or_nan(unknown.high),
        **{f"inside_{level}": count / n if n else float("nan") for level, count in inside.items()},
        "verdict": verdict(
            known["real"].to_numpy(), known["mean"].to_numpy(), inside[80], inside[95], is_share=name in SHARES
        ),
    }


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def verdict(real: Reals, simulated: Reals, inside_80: int, inside_95: int, *, is_share: bool = False) -> str:
    """Whether a measure can be trusted.

    It can if the bands of 80 and of 95 % hold as many days as they say and the mean is near, both but for chance: bands
    that are far too wide hold all days. Its direction can if the mean is near, or the simulated days follow the real
    ones; else it is of no use. A share near the real one must be near it by what is missing, too: 80 % closed are not
    near 95 %, since four times as many are left.
    """
    n = len(real)
    if n < FEWEST:
        return TOO_FEW
    least = min(real.mean(), 1 - real.mean()) if is_share else abs(real.mean())
    off, near = abs(simulated.mean() - real.mean()), NEAR * least
    by_chance = stats.t.isf(RELIABLE / 2, n - 1) * (real - simulated).std(ddof=1) / np.sqrt(n)
    holds = all(stats.binom.cdf(hits, n, level) > RELIABLE for hits, level in ((inside_80, 0.80), (inside_95, 0.95)))
    if holds and off <= near + by_chance:
        return TRUST
    follows = len(set(real.tolist())) > 1 and len(set(simulated.tolist())) > 1
    follows = follows and float(stats.spearmanr(real, simulated).statistic) >= FOLLOWS
    return DIRECTION if off <= near or follows else NOT
