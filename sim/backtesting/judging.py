"""Real days beside simulated ones: bands, which part of their width is unknown numbers, and a verdict."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Reals = npt.NDArray[np.float64]
LEVELS: Final = (0.50, 0.80, 0.95)
PAIR: Final = 2
"""Runs of each scenario that is drawn: the least that tells chance from what is unknown."""
RELIABLE: Final = 0.05
"""A band is taken to hold as many days as it says unless so few inside, or fewer, have this chance at most; and a mean
may be off by what the mean of the real days is off with more than this chance."""
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


def calibrated(name: str, days: pd.DataFrame) -> dict[str, Any]:
    """How a measure's days lie in their bands, and its verdict."""
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
        "verdict": verdict(
            known["real"].to_numpy(), known["mean"].to_numpy(), inside[80], inside[95], is_share=name in SHARES
        ),
    }


def _share_unknown(days: pd.DataFrame) -> float:
    """How much of the variance of the days comes from the unknown numbers; nan where there is none."""
    chance, unknown = float(days["chance"].sum()), float(days["unknown"].sum())
    unknown = max(unknown, 0.0)
    return unknown / (chance + unknown) if chance + unknown > 0 else float("nan")


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
    by_chance = stats.t.isf(RELIABLE / 2, n - 1) * real.std(ddof=1) / np.sqrt(n)
    holds = all(stats.binom.cdf(hits, n, level) > RELIABLE for hits, level in ((inside_80, 0.80), (inside_95, 0.95)))
    if holds and off <= near + by_chance:
        return TRUST
    follows = len(set(real.tolist())) > 1 and len(set(simulated.tolist())) > 1
    follows = follows and float(stats.spearmanr(real, simulated).statistic) >= FOLLOWS
    return DIRECTION if off <= near or follows else NOT
