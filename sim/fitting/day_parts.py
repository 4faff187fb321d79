"""Parts of the day in which talks, or wrap-ups, clearly have another length: their edges and their laws."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.fitting.laws import CONFIDENCE, SURE_ENDED, FittedLaw, Lengths, fit_laws, survival_of
from sim.fitting.stages import CLEARLY_BETTER

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
HOURS: Final = 24
SCORES: Final = 2
"""Of each length: its logarithm, and the square of that."""
PENALTY: Final = CLEARLY_BETTER + 2 * SCORES
"""So much a further part has to say more, by chi-square of its scores: as Akaike's criterion asks of laws."""
NEAR: Final = 0.02
"""Laws that are nowhere further apart are not told apart, however many lengths there are: a mean that is off by 2 to
4 % at usual spreads."""
SHORTEST_S: Final = 0.5
"""Shorter lengths count as this one in logarithms."""
GRID: Final = 400


@dataclass(frozen=True)
class DayPart:
    """Hours of the day with a law of their own.

    Attributes
    ----------
    start, end
        From which hour until which one, by the local clock; at or before the start: on the next day.
    laws
        The best first.
    """

    start: int
    end: int
    laws: list[FittedLaw]

    @property
    def clock(self) -> tuple[str, str]:
        """Both as a clock shows them."""
        return f"{self.start:02d}:00", f"{self.end or HOURS:02d}:00"


@dataclass(frozen=True)
class DayParts:
    """How lengths change with the hour at which they begin.

    Attributes
    ----------
    usual
        The laws of the hours that are in none of `others`, the best first.
    others
        Parts of the day with laws of their own, by their start.
    seen
        Shape (24, 3): of each hour how many lengths, their mean in seconds, and how far its interval of 95 % reaches.
    """

    usual: list[FittedLaw]
    others: tuple[DayPart, ...]
    seen: Reals

    @property
    def means(self) -> Reals:
        """Shape (24,): the mean of the law of each hour."""
        found = np.full(HOURS, self.usual[0].mean)
        for part in self.others:
            found[[hour % HOURS for hour in range(part.start, part.end + HOURS * (part.end <= part.start))]] = (
                part.laws[0].mean
            )
        return found


def day_parts(lengths: Lengths, hour: Ints) -> DayParts | None:
    """Parts of the day whose lengths are clearly others; None where all hours are alike.

    Parameters
    ----------
    lengths
        None of them cut off.
    hour
        Shape (n,): the hour of the day, 0 to 23, at which each began.

    Notes
    -----
    An exact segmentation of the circle of hours proposes the edges: hourly sums of logarithms and their squares say
    more with a part than without it by chi-square, whatever the law is. An edge stays if laws fitted to either side
    say clearly more than one for both by Akaike's criterion, and are not near one another. Parts apart from the
    largest one that are not clearly others than it are put to it.
    """
    segments = _segments(_scores(lengths), hour)
    if len(segments) < 2:
        return None
    fits = _Fits(lengths, hour)
    parts = [[k % HOURS for k in range(first, last)] for first, last in segments]
    if not all(fits.laws(part) for part in parts):  # nothing but zeros in some of them: no law says that
        return None
    while len(parts) > 1 and (pair := _least_apart(parts, fits)) is not None:
        first, second = pair
        parts[first] = [*parts[first], *parts[second]]
        del parts[second]
    usual = max(parts, key=lambda part: fits.laws(part)[0].ended)
    others = [part for part in parts if part is not usual]
    for part in list(others):
        if not fits.are_apart(usual, part):
            usual, others = [*usual, *part], [one for one in others if one is not part]
    there = np.bincount(hour, minlength=HOURS) > 0
    found = sorted((_trimmed(part, fits.laws(part), there) for part in others), key=lambda part: part.start)
    return DayParts(fits.laws(usual), tuple(found), _seen(lengths, hour)) if found else None


class _Fits:
    """Laws of the lengths that begin in some hours; none is fitted twice."""

    def __init__(self, lengths: Lengths, hour: Ints) -> None:
        self.lengths, self.hour = lengths, hour
        self.known: dict[frozenset[int], list[FittedLaw]] = {}

    def laws(self, hours: list[int]) -> list[FittedLaw]:
        """The best first."""
        key = frozenset(hours)
        if key not in self.known:
            ended = self.lengths.ended[np.isin(self.hour, hours)]
            self.known[key] = fit_laws(Lengths(ended, np.empty(0), self.lengths.rounding, self.lengths.low))
        return self.known[key]

    def gain(self, some: list[int], others: list[int]) -> float:
        """How much more two laws say than one, by Akaike's criterion."""
        whole, *parts = (self.laws(hours)[0].information for hours in ([*some, *others], some, others))
        return whole - sum(parts)

    def are_apart(self, some: list[int], others: list[int]) -> bool:
        """Whether two laws say clearly more than one, and are not near one another."""
        if self.gain(some, others) <= CLEARLY_BETTER:
            return False
        laws = [self.laws(hours)[0] for hours in (some, others)]
        grid = max(law.mean for law in laws) * np.geomspace(1e-3, 1e2, GRID)
        return float(np.abs(survival_of(laws[0], grid) - survival_of(laws[1], grid)).max()) > NEAR


def _least_apart(parts: list[list[int]], fits: _Fits) -> tuple[int, int] | None:
    """The neighbours that say least more apart than together, of those that do not say clearly more; None if all do."""
    places = [*pairwise(range(len(parts)))] + ([(len(parts) - 1, 0)] if len(parts) > 2 else [])
    found = [
        (fits.gain(parts[first], parts[second]), (first, second))
        for first, second in places
        if not fits.are_apart(parts[first], parts[second])
    ]
    return min(found)[1] if found else None


def _scores(lengths: Lengths) -> Reals:
    """Shape (n, 2): the logarithm of each length and its square, about their means, of unit covariance."""
    logs = np.log(np.maximum(lengths.middles, max(lengths.rounding / 2, SHORTEST_S)))
    about = logs - logs.mean()
    scores = np.stack([about, about**2 - (about**2).mean()], axis=1)
    spread = np.linalg.pinv(np.cov(scores.T, bias=True))
    values, vectors = np.linalg.eigh(spread)
    return np.asarray(scores @ (vectors * np.sqrt(np.maximum(values, 0.0))))


def _segments(scores: Reals, hour: Ints) -> list[tuple[int, int]]:
    """The best parts of the circle of hours, each from an hour until before another; a single one is the whole day.

    Each part takes off chi-square of its mean scores and costs `PENALTY`; none has fewer than `SURE_ENDED` lengths.
    The best parts up to each hour follow from those up to earlier ones, for every hour at which the first may begin.
    """
    sums = np.stack([np.bincount(hour, weights=column, minlength=HOURS) for column in scores.T], axis=1)
    rows = np.concatenate([np.zeros((1, SCORES)), np.cumsum(np.tile(sums, (2, 1)), axis=0)])
    below = np.concatenate([[0], np.cumsum(np.tile(np.bincount(hour, minlength=HOURS), 2))])
    value = np.full((HOURS, HOURS + 1), -np.inf)
    value[:, 0] = 0.0
    before = np.zeros((HOURS, HOURS + 1), dtype=np.int64)
    start = np.arange(HOURS)[:, None]
    for end in range(1, HOURS + 1):
        begin = start + np.arange(end)
        count = below[start + end] - below[begin]
        says = ((rows[start + end] - rows[begin]) ** 2).sum(axis=2) / np.maximum(count, 1) - PENALTY
        found = np.where(count >= SURE_ENDED, value[:, :end] + says, -np.inf)
        before[:, end] = found.argmax(axis=1)
        value[:, end] = found.max(axis=1)
    best = int(value[:, HOURS].argmax())
    cuts = [HOURS]
    while cuts[0] > 0:
        cuts.insert(0, int(before[best, cuts[0]]))
    return [(best + first, best + last) for first, last in pairwise(cuts)]


def _trimmed(hours: list[int], laws: list[FittedLaw], there: npt.NDArray[np.bool_]) -> DayPart:
    """Without hours at its ends in which nothing begins."""
    busy = [k for k, hour in enumerate(hours) if there[hour]]
    return DayPart(hours[busy[0]], (hours[busy[-1]] + 1) % HOURS, laws)


def _seen(lengths: Lengths, hour: Ints) -> Reals:
    """Of each hour how many lengths, their mean, and how far its interval reaches."""
    count = np.bincount(hour, minlength=HOURS).astype(np.float64)
    middles = lengths.middles
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(hour, weights=middles, minlength=HOURS) / count
        variance = np.bincount(hour, weights=middles**2, minlength=HOURS) / count - mean**2
        reach = stats.norm.ppf((1 + CONFIDENCE) / 2) * np.sqrt(np.maximum(variance, 0.0) / count)
    return np.stack([count, mean, reach], axis=1)
