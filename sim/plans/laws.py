"""Laws to rows: parameters for the closed quantile functions, tables for the others."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit, gammainccinv, gammaincinv, gammaln

from sim.calendar.days import LocalCalendar
from sim.chance import laws as kinds
from sim.plans.by_time import USUAL, steps_of
from sim.plans.file_lengths import read_lengths, sample_of
from sim.plans.law_tails import Floats, Tail, branches_of, log_median_and_sigma, tails_of
from sim.plans.plan import Laws
from sim.scenario import laws

ENTRIES = 8193
"""Entries of a quantile table. Straight lines between them are good to about 1e-5 of the length up to a cv of 2; with
very spread laws single lengths between two branches are worse, but mean, cv and shares stay within 5e-5."""
ENTRIES_OF_PARTS = 8 * (ENTRIES - 1) + 1
"""Those of a mixture: where no part of it has lengths, at most 3 of 10,000 lengths fall in between all the same."""
LONGEST_LOG = math.log(kinds.LONGEST)
Row = tuple[int, float, float, float]


@dataclass
class LawRows:
    """Collects the laws of a scenario, and what is odd about their files; equal laws share a row.

    Those by time reach `before` days before the start, from where on something may have begun.
    """

    folder: str
    calendar: LocalCalendar
    before: int = 0
    warnings: list[str] = field(default_factory=list)
    _rows: list[Row] = field(default_factory=list)
    _means: list[float] = field(default_factory=list)
    _number: dict[laws.LawByTime, int] = field(default_factory=dict)
    _table: list[Floats] = field(default_factory=list)
    _used: int = 0
    _steps: list[tuple[int, int, float]] = field(default_factory=list)

    def add(self, law: laws.LawByTime | None) -> int:
        """The row number of a law; -1 for none."""
        if law is None:
            return -1
        if law not in self._number:
            if isinstance(law, laws.ByTime):
                row, mean_us = self._by_time(law), math.nan
            else:
                row = self._row(law)
                mean_us = _mean_us(law, self._table[-1] if self._table else np.zeros(0))
            self._number[law] = len(self._rows)
            self._rows.append(row)
            self._means.append(mean_us)
        return self._number[law]

    def packed(self) -> Laws:
        """All rows as columns."""
        kind, a, b, c = zip(*self._rows, strict=True) if self._rows else ((), (), (), ())
        table = np.concatenate(self._table) if self._table else np.zeros(1)
        step_from_us, step_law, step_factor = zip(*self._steps, strict=True) if self._steps else ((), (), ())
        return Laws(
            kind=np.array(kind, dtype=np.int64),
            a=np.array(a, dtype=np.float64),
            b=np.array(b, dtype=np.float64),
            c=np.array(c, dtype=np.float64),
            table=table,
            mean_us=np.array(self._means, dtype=np.float64),
            step_from_us=np.array(step_from_us, dtype=np.int64),
            step_law=np.array(step_law, dtype=np.int64),
            step_factor=np.array(step_factor, dtype=np.float64),
        )

    def _by_time(self, law: laws.ByTime) -> Row:
        """The steps of a law that changes with the time, each with a law that does not and a factor."""
        usual = self.add(law.usual)
        others = [
            (usual, time.factor or 1.0) if time.instead is None else (self.add(time.instead), 1.0)
            for time in law.at_times
        ]
        steps, first = steps_of(law, self.calendar, self.before), len(self._steps)
        for from_us, place, trend in zip(steps.from_us, steps.place, steps.trend, strict=True):
            row, factor = (usual, 1.0) if place == USUAL else others[place]
            self._steps.append((int(from_us), row, factor * float(trend)))
        return kinds.BY_TIME, float(first), float(len(self._steps)), 0.0

    def _row(self, law: laws.Law) -> Row:
        match law:
            case laws.Deterministic():
                return kinds.DETERMINISTIC, float(law.value), 0.0, 0.0
            case laws.Exponential():
                return kinds.EXPONENTIAL, float(law.mean), 0.0, 0.0
            case laws.Lognormal():
                return kinds.LOGNORMAL, *log_median_and_sigma(law), 0.0
            case laws.Weibull():
                return kinds.WEIBULL, law.mean / math.gamma(1 + 1 / law.shape), 1 / law.shape, 0.0
            case laws.Uniform():
                return kinds.UNIFORM, float(law.low), float(law.high), 0.0
            case laws.Triangular():
                return kinds.TRIANGULAR, float(law.low), float(law.mode), float(law.high)
            case laws.Gamma():
                return self._tabled(_log_gamma_quantiles(law.cv**-2) + math.log(law.mean * law.cv**2))
            case laws.Erlang():
                return self._tabled(_log_gamma_quantiles(law.stages) + math.log(law.mean / law.stages))
            case laws.Hyperexponential():
                return self._tabled(_log_quantiles_of_branches(law))
            case laws.Mixture():
                return self._tabled(_log_quantiles_of_parts(law))
            case laws.Empirical():
                return self._sampled(law)
        raise AssertionError(law)

    def _tabled(self, log_quantiles: Floats) -> Row:
        return kinds.TABLE, float(self._store(log_quantiles)), float(len(log_quantiles)), 0.0

    def _sampled(self, law: laws.Empirical) -> Row:
        lengths = read_lengths(law, self.folder, self.calendar, self.warnings)
        quantiles = sample_of(lengths, law, self.warnings)
        return kinds.SAMPLE, float(self._store(quantiles)), float(len(quantiles)), 0.0

    def _store(self, values: Floats) -> int:
        first = self._used
        self._table.append(np.asarray(values, dtype=np.float64))
        self._used += len(values)
        return first


def _mean_us(law: laws.Law, sampled: Floats) -> float:
    """The mean length as the scenario says it; `sampled` are equally likely lengths of a law from a file.

    What is drawn has this mean: exactly, or to 5e-5 where lengths come from a table of quantiles.
    """
    match law:
        case laws.Deterministic():
            return float(law.value)
        case laws.Uniform():
            return (law.low + law.high) / 2
        case laws.Triangular():
            return (law.low + law.mode + law.high) / 3
        case laws.Hyperexponential():
            shares, means = branches_of(law)
            return float(shares @ means / shares.sum()) if law.mean is None else float(law.mean)
        case laws.Mixture():
            weights = sum(part.share for part in law.parts)
            return sum(part.share * _mean_us(part.length, sampled) for part in law.parts) / weights
        case laws.Empirical():
            return float(sampled.mean())
    return float(law.mean)


def _logits(entries: int = ENTRIES) -> Floats:
    return np.linspace(-kinds.TOP_LOGIT, kinds.TOP_LOGIT, entries)


def _log_gamma_quantiles(shape: float) -> Floats:
    """Logarithms of the quantiles of a gamma law with scale 1, at evenly spaced logits."""
    logits = _logits()
    low, high = logits[logits <= 0], logits[logits > 0]
    with np.errstate(divide="ignore"):
        below = np.log(gammaincinv(shape, expit(low)))
    # Far down the series of the distribution function has one term left: u = x**shape / Gamma(shape + 1).
    one_term = (np.log(expit(low)) + gammaln(shape + 1)) / shape
    below = np.where(one_term < math.log(1e-12 * min(1.0, shape)), one_term, below)
    return np.concatenate([below, np.log(gammainccinv(shape, expit(-high)))])


def _log_quantiles_of_branches(law: laws.Hyperexponential) -> Floats:
    """Logarithms of the quantiles of a mix of exponentials."""
    _, means = branches_of(law)
    return _log_quantiles(*tails_of(law), ENTRIES, math.log(means.min()) - 45.0, math.log(means.max()) + 5.0)


def _log_quantiles_of_parts(law: laws.Mixture) -> Floats:
    """Logarithms of the quantiles of several kinds of length together."""
    parts = [(part.share, *tails_of(part.length)) for part in law.parts if part.share > 0]

    def lower(length: Floats) -> Floats:
        return np.asarray(sum(share * up_to(length) for share, up_to, _ in parts))

    def upper(length: Floats) -> Floats:
        return np.asarray(sum(share * beyond(length) for share, _, beyond in parts))

    return _log_quantiles(lower, upper, ENTRIES_OF_PARTS, -LONGEST_LOG, LONGEST_LOG)


def _log_quantiles(lower: Tail, upper: Tail, entries: int, least: float, most: float) -> Floats:
    """Logarithms of quantiles at evenly spaced logits, by bisection between two logarithms of lengths.

    Parameters
    ----------
    lower, upper
        The share of lengths up to some lengths, and that of longer ones: each is asked where it is the smaller one.
    """
    logits = _logits(entries)
    below_half = logits <= 0
    low, high = np.full(entries, least), np.full(entries, most)
    for _ in range(80):
        middle = (low + high) / 2
        length = np.exp(middle)
        with np.errstate(over="ignore"):  # powers of lengths far beyond a law: their tail is 0
            too_low = np.where(below_half, lower(length) < expit(logits), upper(length) > expit(-logits))
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    found: Floats = (low + high) / 2
    return found
