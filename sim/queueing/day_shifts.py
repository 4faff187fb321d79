"""Crews who work by day and tickets that come at any hour: exact shares closed the same day and within 24 hours.

The number of open tickets follows Kolmogorov's forward equations within the shift. What becomes of a ticket that
arrives now is known from the number ahead of it: so many works must end before its own begins, at a rate that does not
change while all crews are busy.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from scipy import stats
from scipy.special import gammainc, gammaln

from sim.queueing.requirement import Reals
from sim.queueing.transient import Floor, State

ShiftEnd = Literal["finish", "pause", "no_late_start"]
SHIFT_ENDS: Final[tuple[ShiftEnd, ...]] = ("finish", "pause", "no_late_start")
HOUR_S: Final = 3600.0
DAY_S: Final = 86_400.0
LOOKS: Final = 10
"""Instants of each hour at which the fate of one who comes then is worked out (Gauss and Legendre's)."""
SETTLED: Final = 1e-13
"""Change of a chance from one day to the next below which nothing changes any more."""
MOST_DAYS: Final = 5_000
LEFT_OUT: Final = 1e-18
"""Chances below this are left out."""


class Day(NamedTuple):
    """Expected numbers of one day, from midnight to midnight."""

    received: float
    same_day: float
    """Of those received on the day: closed before its end."""
    in_24_h: float
    """Of those received on the day: closed within 24 hours, in the night or on the next day."""
    open_time_s: float
    """Time spent open on the day by all tickets together."""
    open_at_end: float

    @property
    def share_same_day(self) -> float:
        """Share closed on the day of receipt."""
        return self.same_day / self.received

    @property
    def mean_time_s(self) -> float:
        """Mean time from receipt to closure in seconds, once nothing changes from day to day (Little's law)."""
        return self.open_time_s / self.received


class _Evening(NamedTuple):
    """Since the last work could begin: the numbers open then, and how many have come since, on average."""

    waiting: float
    in_work: float
    """Means of the numbers waiting and in work as the last work could begin."""
    left: Reals
    """Law of the number of these that will be open when the next shift begins."""
    come: float


class _Totals:
    """Sums over a day."""

    def __init__(self) -> None:
        self.same_day = self.in_24_h = self.open_s = 0.0

    def add(self, number: float, fate: tuple[float, float]) -> None:
        """So many received who will be closed by midnight and in 24 hours with these chances."""
        self.same_day += number * fate[0]
        self.in_24_h += number * fate[1]


@dataclass(frozen=True)
class DayShift:
    """A team with one shift, the same every day; tickets are taken in the order of receipt, urgent ones are none.

    Attributes
    ----------
    crews
        On duty in the shift.
    begin_h, end_h
        Whole hours of the day.
    work_s
        Mean length of a work in seconds, exponential.
    per_hour
        Shape (24,): tickets received in each hour of the day, on average; Poisson.
    shift_end
        What becomes of a work in hand when the shift ends: crews 'finish' it; or it is put down and is the first to be
        taken up when the next shift begins ('pause'); or nothing begins in the last `margin_s` and what began is
        finished ('no_late_start').
    margin_s
        Length of the time before the shift's end in which nothing begins; only for 'no_late_start'.

    Source
    ------
    Kolmogorov's forward equations for the number open; who comes sees their solution (Wolff 1982). The wait for j works
    to end at c busy crews is an Erlang law.
    """

    crews: int
    begin_h: int
    end_h: int
    work_s: float
    per_hour: Sequence[float]
    shift_end: ShiftEnd
    margin_s: float = 0.0

    def __post_init__(self) -> None:
        if self.crews < 1 or not 0 <= self.begin_h < self.end_h <= 24 or not 0 < self.work_s < math.inf:
            raise ValueError("a team needs crews, a shift within the day, and a length of work above 0")
        if len(self.per_hour) != 24 or any(not 0 <= rate < math.inf for rate in self.per_hour):
            raise ValueError("there must be 24 numbers of tickets received in an hour, each at least 0")
        if self.shift_end not in SHIFT_ENDS:
            raise ValueError(f"no shift ends by {self.shift_end!r}: choose one of {', '.join(SHIFT_ENDS)}")
        if (self.margin_s and self.shift_end != "no_late_start") or not 0 <= self.margin_s < self._shift_s:
            raise ValueError("only 'no_late_start' has a margin, and it is shorter than the shift")

    @property
    def _shift_s(self) -> float:
        return (self.end_h - self.begin_h) * HOUR_S

    @property
    def _begin_s(self) -> float:
        return self.begin_h * HOUR_S

    @property
    def _last_s(self) -> float:
        """From this instant of the day on nothing begins."""
        return self.end_h * HOUR_S - self.margin_s

    @property
    def _window_s(self) -> float:
        return self._last_s - self._begin_s

    @property
    def _most_per_day(self) -> float:
        """Works that all crews end in a day if there is always one for them; those finished after the shift too."""
        return self.crews * (self._window_s / self.work_s + 1 - self._still_after(DAY_S - self._window_s))

    def ceiling_same_day(self) -> float:
        """Share that would be closed the same day if there were a crew for everyone."""
        one = DayShift(1, self.begin_h, self.end_h, self.work_s, self.per_hour, self.shift_end, self.margin_s)
        nobody_ahead, sums = np.ones(1), _Totals()
        for edges in ((0.0, self._begin_s), (self._begin_s, self._last_s), (self._last_s, DAY_S)):
            for at_s, weight in self._instants(*edges):
                sums.add(weight * self._rate(at_s), one._fate(nobody_ahead, at_s))
        return sums.same_day / self._come(0.0, DAY_S)

    def days(self) -> Iterator[Day]:
        """One day after the other, from a first midnight at which nothing is open."""
        evening = _Evening(0.0, 0.0, np.ones(1), 0.0)
        while True:
            day, evening = self._day(evening)
            yield day

    def settled(self) -> Day:
        """A day like all others, long after the start.

        Raises
        ------
        ValueError
            If as much work comes as can be done, or more.
        """
        if self._come(0.0, DAY_S) >= self._most_per_day:
            raise ValueError(
                f"{self.crews} crews close {self._most_per_day:g} a day at most, and as many come, or more"
            )
        evening = _Evening(0.0, 0.0, np.ones(1), 0.0)
        for _ in range(MOST_DAYS):
            after = self._evening(self._by_day(self._at_begin(evening)))
            size = max(len(after.left), len(evening.left))
            change = np.abs(_padded(after.left, size) - _padded(evening.left, size)).max()
            evening = after._replace(come=self._come(self._last_s, DAY_S))
            if change < SETTLED:
                return self._day(evening)[0]
        raise ValueError(f"nearly as much work comes as can be done: nothing settles within {MOST_DAYS} days")

    def _day(self, evening: _Evening) -> tuple[Day, _Evening]:
        """Midnight to midnight."""
        sums = _Totals()
        sums.open_s = self._open_s_by_night(evening, DAY_S - self._last_s, 0.0, self._begin_s)
        for at_s, weight in self._instants(0.0, self._begin_s):
            ahead = _more(evening.left, evening.come + self._come(0.0, at_s))
            sums.add(weight * self._rate(at_s), self._fate(ahead, at_s))
        tonight = self._evening(self._by_day(self._at_begin(evening), sums))
        for at_s, weight in self._instants(self._last_s, DAY_S):
            ahead = _more(tonight.left, self._come(self._last_s, at_s))
            sums.add(weight * self._rate(at_s), self._fate(ahead, at_s))
        after_s, come = DAY_S - self._last_s, self._come(self._last_s, DAY_S)
        sums.open_s += self._open_s_by_night(tonight, 0.0, self._last_s, DAY_S)
        in_work = tonight.in_work * self._still_after(after_s)
        received = self._come(0.0, DAY_S)
        day = Day(received, sums.same_day, sums.in_24_h, sums.open_s, tonight.waiting + in_work + come)
        return day, tonight._replace(come=come)

    def _at_begin(self, evening: _Evening) -> Reals:
        """The law of the number open as the shift begins."""
        return _more(evening.left, evening.come + self._come(0.0, self._begin_s))

    def _by_day(self, law: Reals, sums: _Totals | None = None) -> Reals:
        """The law of the number open as the last work can begin, from that at the shift's begin."""
        floor, state, now_s = Floor(self.work_s), State(law, self.crews, 0.0), self._begin_s
        looks = self._instants(self._begin_s, self._last_s) if sums is not None else ()
        for stop_s, weight in [*looks, (self._last_s, 0.0)]:
            for rate, length_s in self._stretches(now_s, stop_s):
                spent, state = floor.spent(state, rate, length_s)
                if sums is not None:
                    sums.open_s += float(np.dot(np.arange(len(spent)), spent))
            now_s = stop_s
            if sums is not None and weight:
                sums.add(weight * self._rate(stop_s), self._fate(state.chances, stop_s))
        return _trimmed(state.chances)

    def _evening(self, law: Reals) -> _Evening:
        """What is left when nothing more begins, from the law of the number open then."""
        n = np.arange(len(law))
        in_work = np.minimum(n, self.crews)
        means = float(np.dot(law, n - in_work)), float(np.dot(law, in_work))
        still = self._still_after(DAY_S - self._window_s)
        left = np.zeros(len(law))
        for busy in range(min(self.crews, len(law) - 1) + 1):
            those = np.flatnonzero(in_work == busy)
            for number, chance in enumerate(stats.binom.pmf(np.arange(busy + 1), busy, still)):
                if chance > LEFT_OUT:
                    left[those - busy + number] += law[those] * chance
        return _Evening(*means, _trimmed(left), 0.0)

    def _still_after(self, night_s: float) -> float:
        """Chance that a work in hand as the last work could begin is in hand so long after."""
        return 1.0 if self.shift_end == "pause" else math.exp(-night_s / self.work_s)

    def _fate(self, ahead: Reals, at_s: float) -> tuple[float, float]:
        """Chances to be closed by midnight and in 24 hours of one received at an instant of the day.

        `ahead` is the law of the number open before it: at that instant if work begins then, else when it next does.
        """
        waits_for = np.maximum(np.arange(len(ahead)) - self.crews + 1, 0)
        if at_s < self._begin_s:
            same = self._closed(waits_for, self._window_s, DAY_S - self._begin_s)
            in_24 = self._closed(waits_for, self._window_s, at_s + DAY_S - self._begin_s)
        elif at_s >= self._last_s:
            same = np.zeros(len(ahead))
            in_24 = self._closed(waits_for, self._window_s, at_s - self._begin_s)
        else:
            same = self._closed(waits_for, self._last_s - at_s, DAY_S - at_s)
            in_24 = self._closed_in_24_h(waits_for, self._last_s - at_s)
        return float(np.dot(ahead, same)), float(np.dot(ahead, in_24))

    def _closed(self, waits_for: Reals, begins_in_s: float, ends_in_s: float) -> Reals:
        """Chance that a work which waits for so many others to end begins and ends in time.

        A work that is put down at the shift's end must end within the shift; else it may end later.
        """
        ends_s = begins_in_s if self.shift_end == "pause" else ends_in_s
        fast, slower = self.crews / self.work_s, (self.crews - 1) / self.work_s
        j = np.maximum(waits_for, 1)
        begun = gammainc(j, fast * begins_in_s)
        with np.errstate(divide="ignore"):  # the logarithm of a chance too small for a number
            if slower > 0:
                logs = j * math.log(fast / slower) + np.log(gammainc(j, slower * begins_in_s))
            else:
                logs = j * np.log(fast * begins_in_s) - gammaln(j + 1.0)
        late = np.exp(logs - ends_s / self.work_s)
        at_once = -math.expm1(-ends_s / self.work_s) if begins_in_s > 0 else 0.0
        chances: Reals = np.where(waits_for > 0, np.maximum(begun - late, 0.0), at_once)
        return chances

    def _closed_in_24_h(self, waits_for: Reals, left_s: float) -> Reals:
        """Received while works begin, `left_s` before no more do."""
        if self.shift_end == "pause":
            return self._closed(waits_for, self._window_s, self._window_s)
        most, until_s = int(waits_for.max()), self._window_s - left_s  # until the same hour of the next day
        ahead = np.arange(most + self.crews + 1)
        closes = self._closed(np.maximum(ahead - self.crews + 1, 0), until_s, until_s)
        still = stats.binom.pmf(np.arange(self.crews + 1), self.crews, self._still_after(DAY_S - self._window_s))
        # tomorrow[i]: i - 1 wait before it in the evening, and some works of the evening go on in the morning
        tomorrow = np.concatenate([[0.0], np.correlate(closes, still, "valid")[:most]])
        ended = stats.poisson.pmf(np.arange(most + 1), self.crews / self.work_s * left_s)
        found: Reals = self._closed(waits_for, left_s, DAY_S) + np.convolve(tomorrow, ended)[waits_for]
        return found

    def _open_s_by_night(self, evening: _Evening, since_s: float, begin_s: float, end_s: float) -> float:
        """Time spent open by all tickets in a part of the night that begins so long after the last work could."""
        length_s = end_s - begin_s
        if self.shift_end == "pause":
            finishing_s = evening.in_work * length_s
        else:
            passed = self._still_after(since_s) - self._still_after(since_s + length_s)
            finishing_s = evening.in_work * passed * self.work_s
        new_s = sum(weight * self._rate(at_s) * (end_s - at_s) for at_s, weight in self._instants(begin_s, end_s))
        return (evening.waiting + evening.come) * length_s + finishing_s + new_s

    def _rate(self, at_s: float) -> float:
        """Tickets a second."""
        return self.per_hour[int(at_s // HOUR_S)] / HOUR_S

    def _come(self, begin_s: float, end_s: float) -> float:
        """Tickets that come between two instants of a day, on average."""
        return sum(rate * length_s for rate, length_s in self._stretches(begin_s, end_s))

    def _stretches(self, begin_s: float, end_s: float) -> Iterator[tuple[float, float]]:
        """Rate and length of each part of a time with one rate."""
        while begin_s < end_s:
            until_s = min(end_s, (begin_s // HOUR_S + 1) * HOUR_S)
            yield self._rate(begin_s), until_s - begin_s
            begin_s = until_s

    def _instants(self, begin_s: float, end_s: float) -> Iterator[tuple[float, float]]:
        """Instants, and the seconds that each stands for; none of them on the hour."""
        nodes, weights = np.polynomial.legendre.leggauss(LOOKS)
        while begin_s < end_s:
            until_s = min(end_s, (begin_s // HOUR_S + 1) * HOUR_S)
            half = (until_s - begin_s) / 2
            for node, weight in zip(nodes, weights, strict=True):
                yield begin_s + half * (1 + float(node)), half * float(weight)
            begin_s = until_s


def _trimmed(law: Reals) -> Reals:
    """Without the states at the end that hardly ever are."""
    return law[: max(1, len(law) - int(np.searchsorted(np.cumsum(law[::-1]), LEFT_OUT * 100)))]


def _padded(law: Reals, size: int) -> Reals:
    return np.pad(law, (0, size - len(law)))


def _more(law: Reals, come: float) -> Reals:
    """The law of a number to which a Poisson number is added."""
    if not come:
        return law
    most = math.ceil(come + 9 * math.sqrt(come) + 40)
    return _trimmed(np.convolve(law, stats.poisson.pmf(np.arange(most + 1), come)))
