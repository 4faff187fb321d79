"""How long tickets stay at a unit: in its open hours where stamps show them, with those still there cut off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, SECOND_US
from sim.fitting.hours import OpenTime, SeenHours, hours_seen, open_time
from sim.fitting.laws import SURE_ENDED, FittedLaw, Lengths, fit_laws, survival_seen
from sim.records.tickets import NEVER, TicketRecords, step_us

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
FAR: Final = 0.05
"""A law that is off by more than this share somewhere is no good one: the lengths themselves are drawn then."""
POINTS: Final = 1_000
"""So many lengths stand for all of them then."""


@dataclass(frozen=True)
class Stage:
    """Lengths of a stage and the laws that were fitted to them.

    Attributes
    ----------
    lengths
        In seconds; those of tickets still there are cut off.
    laws
        The best first; none where too few ended.
    in_hours
        Whether they count open hours.
    """

    lengths: Lengths
    laws: list[FittedLaw]
    in_hours: bool

    @property
    def is_empirical(self) -> bool:
        """Whether no law is close, so that the lengths themselves are drawn."""
        return bool(self.laws) and self.laws[0].distance > FAR and self.laws[0].ended >= SURE_ENDED

    def points(self) -> tuple[npt.NDArray[np.float64], Marks]:
        """Lengths of equal weight that have the law of Kaplan and Meier, and whether each of them ended."""
        at, survival = survival_seen(self.lengths)
        level = 1 - (np.arange(POINTS) + 0.5) / POINTS
        place = np.searchsorted(-survival, -level)  # the first length that fewer outlast
        ended = place < len(at)
        longest = max(float(self.lengths.cut.max(initial=0.0)), float(at[-1]))
        return np.where(ended, at[np.minimum(place, len(at) - 1)], longest), ended


@dataclass(frozen=True)
class UnitFit:
    """What tickets say of a unit.

    Attributes
    ----------
    name, tickets
        The unit, and how many tickets it had.
    hours
        Its office hours as its stamps show them.
    acceptance, handling
        Until it accepts, and from then on until the work has ended; None where the file does not say.
    has_crews
        Whether handling is the work of a crew, from its beginning on, not everything that a ticket waits for as well.
    crews
        How many tickets are worked on at once, at most, on the middle day with work.
    """

    name: str
    tickets: int
    hours: SeenHours
    acceptance: Stage | None
    handling: Stage | None
    has_crews: bool
    crews: int

    def with_laws_of(self, every: UnitFit) -> UnitFit:
        """The same with the laws of all units together where too few tickets ended at this one."""
        own = {
            name: getattr(self, name) if getattr(self, name) and getattr(self, name).laws else getattr(every, name)
            for name in ("acceptance", "handling")
        }
        return replace(self, **own)


def unit_fit(name: str, records: TicketRecords, milestones: tuple[str, ...], ends: Ints) -> UnitFit:
    """Hours and lengths of a unit's tickets.

    Parameters
    ----------
    name, records
        The unit and its tickets.
    milestones
        The milestones that count, in order, from receipt to the end of the work.
    ends
        Stamps of the end of work that have a time of day, of which hours are to be seen.
    """
    hours = hours_seen(ends)
    first, last = int(records.received_us.min() // DAY_US), records.at_us // DAY_US
    clock = open_time(hours, ends, first, last)
    begins = milestones[-2]
    acceptance = None
    if "accepted" in milestones:
        before = milestones[milestones.index("accepted") - 1]
        acceptance = stage(records, before, "accepted", clock)
    crews = _at_once(records, begins, milestones[-1]) if begins == "begun" else 0
    handling = stage(records, begins, milestones[-1], clock)
    return UnitFit(name, len(records), hours, acceptance, handling, begins == "begun", crews)


def stage(records: TicketRecords, begins: str, ends: str, clock: OpenTime) -> Stage:
    """Lengths from one milestone to another, in open hours where those are seen, and their laws."""
    first, last = records.stamp(begins), records.stamp(ends)
    there = first != NEVER
    ended, open_now = there & (last != NEVER), there & (last == NEVER) & records.is_open
    by_date = _by_date(records, begins, ended) or _by_date(records, ends, ended)
    if not by_date:  # a few dates without a time of day among the stamps say nothing of hours
        dated = records.date_only.get(begins, False) | records.date_only.get(ends, False)
        ended, open_now = ended & ~dated, open_now & ~dated
    in_hours = clock.hours.are_seen and not by_date

    def between(from_us: Ints, to_us: Ints) -> npt.NDArray[np.float64]:
        found = clock.between(from_us, to_us) if in_hours else to_us - from_us
        return np.asarray(found / SECOND_US)

    step = max(step_us(first[ended]), step_us(last[ended])) if ended.any() else 0
    lengths = Lengths(
        between(first[ended], last[ended]), between(first[open_now], np.full(int(open_now.sum()), records.at_us)),
        step / SECOND_US, -step / 2 / SECOND_US,
    )  # fmt: skip
    return Stage(lengths, fit_laws(lengths), in_hours)


def _by_date(records: TicketRecords, milestone: str, rows: Marks) -> bool:
    """Whether most stamps of a milestone are dates without a time of day."""
    return bool(rows.any()) and bool(records.date_only[milestone][rows].mean() > 0.5)


def _at_once(records: TicketRecords, begins: str, ends: str) -> int:
    """How many tickets are worked on at once, at most, on the middle day that has work."""
    first, last = records.stamp(begins), records.stamp(ends)
    both = (first != NEVER) & (last != NEVER)
    moments = np.concatenate([first[both], last[both]])
    change = np.repeat([1, -1], int(both.sum()))
    order = np.lexsort((change, moments))  # at one instant whoever ends makes room for whoever begins
    busy, day = np.cumsum(change[order]), moments[order] // DAY_US
    most = np.zeros(int(day.max() - day.min()) + 1 if len(day) else 1, dtype=np.int64)
    if len(day):
        np.maximum.at(most, day - day.min(), busy)
    return max(int(np.quantile(most[most > 0], 0.5, method="higher")), 1) if (most > 0).any() else 1
