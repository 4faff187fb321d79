"""Lengths of time, some of them cut off before they ended: shares, quantiles and means that do not flatter.

Those of several replications are taken together, as if all their calls or tickets were of one long run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal

import numpy as np

from sim.statistics.intervals import Reals
from sim.statistics.time_sums import SECOND_US, Integers, exact_sum

Asked = Literal["quantile", "within", "mean"]
"""What is asked of lengths of time: see `Lasting`."""
SLACK: Final = 1e-9
"""A share times a number that is whole must stay whole in floating point."""
MOST_KEPT: Final = 200_000
"""Lengths kept of one kind and one run; of more, every second, third, ... in order of length stands for its like."""


def _nothing() -> Integers:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Stays:
    """How long calls or tickets stayed in some state, in microseconds.

    Attributes
    ----------
    ended_us
        Those that ended.
    cut_us
        Those that were cut off: they lasted longer.
    late_ended_us, late_cut_us, late_entry_us
        The same of those that had begun before they were watched, and how old each was then (the ended ones first):
        of the starting backlog only tickets that lasted until the start are there at all.
    weight
        How many each of them stands for.
    """

    ended_us: Integers
    cut_us: Integers = field(default_factory=_nothing)
    late_ended_us: Integers = field(default_factory=_nothing)
    late_cut_us: Integers = field(default_factory=_nothing)
    late_entry_us: Integers = field(default_factory=_nothing)
    weight: float = 1.0

    @property
    def rows(self) -> int:
        """Number of stays kept."""
        return len(self.ended_us) + len(self.cut_us) + len(self.late_entry_us)

    @property
    def count(self) -> float:
        """Number of stays seen."""
        return self.rows * self.weight

    @property
    def all_ended(self) -> bool:
        """Whether every stay is known from its beginning to its end."""
        return self.rows == len(self.ended_us)

    def thinned(self, most: int = MOST_KEPT) -> Stays:
        """So many of them, evenly spread over the lengths, as they are kept beyond their run."""
        step = -(-self.rows // most)
        if step <= 1:
            return self
        parts = (self.ended_us, self.cut_us, self.late_ended_us, self.late_cut_us)
        orders = [np.argsort(part, kind="stable")[step // 2 :: step] for part in parts]
        ended, cut, late_ended, late_cut = (part[order] for part, order in zip(parts, orders, strict=True))
        before = len(self.late_ended_us)
        entry = np.concatenate([self.late_entry_us[:before][orders[2]], self.late_entry_us[before:][orders[3]]])
        kept = Stays(ended, cut, late_ended, late_cut, entry)
        return replace(kept, weight=self.rows * self.weight / max(kept.rows, 1))


@dataclass(frozen=True)
class Lasting:
    """What is asked of some stays.

    Attributes
    ----------
    stays
        Of one run.
    what
        `quantile`: the time within which a share of them ends; `within`: the share that ends within a time; `mean`:
        the mean of the part of each up to a limit.
    at
        The share, the time in microseconds, or the limit in microseconds.
    """

    stays: Stays
    what: Asked
    at: float


@dataclass(frozen=True)
class Curve:
    """Kaplan-Meier estimate of how many stays last longer than a time, from the stays of one or more runs.

    Ends at one instant are taken one by one, which gives the same product; stays cut off at that instant were still
    there, and so were those that were first watched at it.

    Attributes
    ----------
    runs
        The stays of each run.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481; restricted mean: Irwin (1949), Journal of Hygiene 47, 188; late entry:
    Klein and Moeschberger (2003), Survival Analysis, section 4.6; what each run adds to the error: Reid (1981), Annals
    of Statistics 9, 78; interval of a quantile: Woodruff (1952), JASA 47, 635.
    """

    runs: tuple[Stays, ...]

    @cached_property
    def _rows(self) -> tuple[Integers, Integers, Integers, Integers, Reals]:
        """Every stay: when it ended or was cut, when it was first watched, whether it ended, its run and weight."""
        if len(self.runs) == 1 and not len(self.runs[0].late_entry_us):
            return _rows_of(self.runs[0])
        columns: list[tuple[Integers, ...]] = []
        for number, run in enumerate(self.runs):
            n = (len(run.ended_us), len(run.cut_us), len(run.late_ended_us), len(run.late_cut_us))
            columns.append(
                (
                    np.concatenate([run.ended_us, run.cut_us, run.late_ended_us, run.late_cut_us]).astype(np.int64),
                    np.concatenate([np.full(n[0] + n[1], -1), run.late_entry_us]).astype(np.int64),
                    np.repeat([1, 0, 1, 0], n),
                    np.full(sum(n), number),
                )
            )
        until, entry, ended, whose = (np.concatenate(part) for part in zip(*columns, strict=True))
        order = np.lexsort((-ended, until))
        weights = np.array([run.weight for run in self.runs])[whose]
        return until[order], entry[order], ended[order], whose[order], weights[order]

    @cached_property
    def _whole(self) -> Integers | None:
        """All lengths in order, if every stay is known from its beginning to its end and stands for itself alone."""
        if not all(run.all_ended and run.weight == 1 for run in self.runs):
            return None
        return np.sort(np.concatenate([run.ended_us for run in self.runs]), kind="stable")

    @cached_property
    def _ends(self) -> tuple[Integers, Reals, Reals]:
        """Each end in rising order, the weight still there just before it, and the share that lasts longer."""
        until, entry, ended, _, weight = self._rows
        there = np.cumsum(weight[::-1])[::-1]
        late = np.flatnonzero(entry >= 0)
        if len(late):
            order = late[np.argsort(entry[late], kind="stable")]
            yet = np.append(np.cumsum(weight[order][::-1])[::-1], 0.0)
            there = there - yet[np.searchsorted(entry[order], until, side="right")]
        is_end = ended == 1
        at_risk = there[is_end]
        left: Reals = np.cumprod(np.maximum(1.0 - weight[is_end] / np.maximum(at_risk, weight[is_end]), 0.0))
        return until[is_end], at_risk, np.where(left < SLACK * SLACK, 0.0, left)

    @property
    def count(self) -> float:
        """Number of stays seen."""
        return sum(run.count for run in self.runs)

    @property
    def last_end_us(self) -> float:
        """The longest stay that ended; 0 if none did."""
        times = self._ends[0]
        return float(times[-1]) if len(times) else 0.0

    def answer(self, what: Asked, at: float) -> float | None:
        """What is asked, as `Lasting` says: seconds, or a share; None if it is not known."""
        if what == "within":
            return self.within(at)
        found = self.quantile_us(at) if what == "quantile" else self.mean_us(at)
        return None if found is None else found / SECOND_US

    def left_at(self, us: float) -> float:
        """Share of the stays that last longer than a time, as far as is known."""
        times, _, left = self._ends
        place = int(np.searchsorted(times, us, side="right"))
        return float(left[place - 1]) if place else 1.0

    def watched_at(self, us: Integers) -> Reals:
        """How many of the stays were still watched at each of some times, to end then or later."""
        until, entry, _, _, weight = self._rows
        beyond = np.append(np.cumsum(weight[::-1])[::-1], 0.0)
        order = np.argsort(entry, kind="stable")
        yet = np.append(np.cumsum(weight[order][::-1])[::-1], 0.0)
        late = yet[np.searchsorted(entry[order], us, side="left")]
        return np.asarray(beyond[np.searchsorted(until, us, side="left")] - late, dtype=np.float64)

    def cut_by(self, us: Integers) -> Reals:
        """How many of the stays were cut off before each of some times."""
        until, _, ended, _, weight = self._rows
        so_far = np.concatenate([[0.0], np.cumsum(weight * (ended == 0))])
        return np.asarray(so_far[np.searchsorted(until, us, side="left")], dtype=np.float64)

    def within(self, us: float) -> float | None:
        """Share of the stays that end within a time; None beyond the longest one, if that was cut off."""
        share = self.left_at(us)
        longest = int(self._rows[0][-1]) if self.count else 0
        return None if self.count == 0 or (share > 0 and longest < us) else 1.0 - share

    def quantile_us(self, share: float) -> int | None:
        """The shortest time within which such a share of the stays ends; None if fewer are known to end."""
        if self._whole is not None:
            place = max(math.ceil((share - SLACK) * len(self._whole)) - 1, 0)
            return int(self._whole[place]) if len(self._whole) else None
        times, _, left = self._ends
        enough = left <= 1 - share + SLACK
        return int(times[int(np.argmax(enough))]) if enough.any() else None

    def mean_us(self, limit_us: float) -> float | None:
        """Mean of the part of each stay up to a limit."""
        if self.count == 0:
            return None
        if self._whole is not None and self._whole[-1] <= limit_us:
            return exact_sum(self._whole) / self.count
        times, _, left = self._ends
        edges = np.minimum(np.concatenate([times, [limit_us]]), limit_us)
        return float((np.concatenate([[1.0], left]) * np.diff(edges, prepend=0)).sum())

    def deviations(self, up_to_us: float, weight_of_end: Reals | None = None) -> Reals:
        """What each run adds to the error of the share that lasts longer than a time, times the number of runs.

        With `weight_of_end`, shape (ends,): of an integral of the curve, each end weighted so.
        """
        until, entry, ended, whose, weight = self._rows
        times, at_risk, _ = self._ends
        w = np.ones(len(times)) if weight_of_end is None else weight_of_end
        # Ends at one instant are one step: what each adds does not depend on the order in which they stand.
        first = np.searchsorted(times, times, side="left")
        there, weights = at_risk[first], weight[ended == 1]
        together = np.bincount(first, weights, minlength=len(times))[first]
        per_end = np.divide(w, there - together, out=np.zeros(len(times)), where=there - together > SLACK)
        counted = int(np.searchsorted(times, up_to_us, side="right"))
        hazard = np.concatenate([[0.0], np.cumsum((per_end * weights / np.maximum(there, SLACK))[:counted])])
        seen = hazard[np.searchsorted(times[:counted], until, side="right")]
        seen -= np.where(entry >= 0, hazard[np.searchsorted(times[:counted], entry, side="left")], 0.0)
        own = np.zeros(len(until))
        own[np.flatnonzero(ended == 1)[:counted]] = per_end[:counted]
        added = np.bincount(whose, weight * (own - seen), minlength=len(self.runs))
        lasting = self.left_at(up_to_us) if weight_of_end is None else 1.0
        return np.asarray(-lasting * added * len(self.runs), dtype=np.float64)

    def mean_deviations_us(self, limit_us: float) -> Reals:
        """What each run adds to the error of the restricted mean, times the number of runs."""
        times, _, left = self._ends
        edges = np.minimum(np.concatenate([times, [limit_us]]), limit_us)
        areas = left * np.diff(edges)
        after = np.cumsum(areas[::-1])[::-1]
        return self.deviations(
            limit_us, after[np.searchsorted(times, times, side="right") - 1] if len(times) else after
        )


def _rows_of(run: Stays) -> tuple[Integers, Integers, Integers, Integers, Reals]:
    """The rows of one run that was watched from the beginning: one number for time and end is sooner in order."""
    ends = np.sort(np.concatenate([run.ended_us << 1, run.cut_us << 1 | 1]), kind="stable")
    nothing = np.zeros(len(ends), dtype=np.int64)
    return ends >> 1, nothing - 1, 1 - (ends & 1), nothing, np.full(len(ends), run.weight)
