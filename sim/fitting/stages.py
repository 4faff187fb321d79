"""How long tickets stay at a unit: in its open hours where stamps show them, with those still there cut off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, MINUTE_US, SECOND_US
from sim.fitting.callers import Share, share_of
from sim.fitting.hours import INSIDE, OpenTime, SeenHours, always, hours_seen, open_time
from sim.fitting.laws import SURE_ENDED, FittedLaw, Lengths, drawn_anew, fit_laws, survival_seen
from sim.fitting.staff import crews_seen
from sim.fitting.volumes import WIDTH_MINUTES
from sim.records.tickets import MILESTONES, NEVER, TicketRecords, step_us

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
FAR: Final = 0.05
"""A law that is off by more than this share somewhere is no good one: the lengths themselves are drawn then."""
AT_ONCE_US: Final = MINUTE_US
"""A ticket that ends within a minute of its receipt is closed by a machine, whose stamps tell nothing of hours."""
OFTEN: Final = 0.5
"""A milestone counts if so large a share of the tickets whose work has ended have it."""
CREW: Final = ("begun", "worked")
"""The milestones between which a crew works."""
CLEARLY_BETTER: Final = 20.0
"""Types have lengths of their own if Akaike's criterion is so much better with them."""
NO_DAYS: Final = np.empty(0, dtype=np.int64)
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
        """Whether no law is close, or the best one goes far beyond what was seen: the lengths themselves are drawn."""
        if not self.laws:
            return False
        law = self.laws[0]
        longest = max(float(self.lengths.ended.max()), float(self.lengths.cut.max(initial=0.0)))
        is_wild = law.mean > longest or law.is_wide
        return is_wild or (law.distance > FAR and law.ended >= SURE_ENDED)

    def points(self, random: np.random.Generator | None = None) -> tuple[npt.NDArray[np.float64], Marks]:
        """Lengths of equal weight that have the law of Kaplan and Meier, and whether each of them ended.

        With `random` those of as many tickets drawn anew from these, which differ from these as these do from the
        truth.

        Source
        ------
        Efron, Censored data and the bootstrap, Journal of the American Statistical Association 76, 1981.
        """
        lengths = self.lengths if random is None else drawn_anew(self.lengths, random)
        at, survival = survival_seen(lengths)
        level = 1 - (np.arange(POINTS) + 0.5) / POINTS
        place = np.searchsorted(-survival, -level)  # the first length that fewer outlast
        ended = place < len(at)
        middle = np.maximum(at + lengths.low + lengths.rounding / 2, 0.0)
        longest = max(float(lengths.cut.max(initial=0.0)), float(middle[-1]))
        return np.where(ended, middle[np.minimum(place, len(at) - 1)], longest), ended


@dataclass(frozen=True)
class UnitFit:
    """What tickets say of a unit.

    Attributes
    ----------
    name, tickets
        The unit, and how many tickets it had.
    hours
        Its office hours as its stamps show them.
    acceptance, work, outside
        Until it accepts; the work of a crew; whatever else a ticket waits for there. None where the file does not say:
        without stamps of the crew's work all of the time from acceptance to the end is the last of them.
    by_type
        Type -> that wait of its tickets, where types clearly differ; the others wait as all do.
    outside_share
        The share of tickets that wait so; None if all do.
    crews
        Weekday and interval -> crews at work, at least; none where it is not known when they work.
    """

    name: str
    tickets: int
    hours: SeenHours
    acceptance: Stage | None
    work: Stage | None
    outside: Stage | None
    by_type: dict[str, Stage]
    outside_share: Share | None
    crews: Ints | None

    @property
    def stay(self) -> Stage | None:
        """The longest part of its time with a ticket that is known."""
        return self.outside if self.work is None else self.work

    def with_laws_of(self, every: UnitFit) -> UnitFit:
        """The same with the laws of all units together where too few tickets ended at this one."""
        lacking = [
            name for name in ("acceptance", "work", "outside")
            if getattr(self, name) is not None and not getattr(self, name).laws
        ]  # fmt: skip
        return replace(self, **{name: getattr(every, name) for name in lacking})


def unit_fit(name: str, records: TicketRecords, apart: Ints = NO_DAYS) -> UnitFit:
    """Hours and lengths of a unit's tickets; what ended on days `apart`, since 1970-01-01, tells nothing of hours."""
    milestones = milestones_of(records)
    crews = has_crews(milestones)
    seen, begins = (CREW[1], CREW[0]) if crews else (milestones[-1], milestones[-2])
    ends, starts = records.stamp(seen), records.stamp(begins)
    told = (ends != NEVER) & (starts != NEVER) & ~records.date_only[seen] & (ends - records.received_us >= AT_ONCE_US)
    before = milestones[milestones.index(begins) - 1] if crews else begins
    usual = told & ~np.isin(ends // DAY_US, apart)
    hours = hours_seen(ends[usual], np.maximum(records.stamp(before), records.received_us)[usual])
    clock = open_time(hours, ends[told], int(records.received_us.min() // DAY_US), records.at_us // DAY_US)
    at_unit = milestones.index("accepted") if "accepted" in milestones else None
    acceptance = None if at_unit is None else stage(records, milestones[at_unit - 1], "accepted", clock)
    if not crews:
        outside = stage(records, begins, seen, clock)
        by_type = _apart(records, begins, seen, clock, outside)
        return UnitFit(name, len(records), hours, acceptance, None, outside, by_type, None, None)
    waits, share = _waits(records, milestones[-1])
    after = hours.hold(waits.stamps[milestones[-1]][~waits.is_open])
    inside = hours.are_seen and bool(after.sum() >= INSIDE * max(len(after), 1))
    outside = stage(waits, CREW[1], milestones[-1], clock if inside else always(clock))
    begun, worked = (records.stamps[milestone] for milestone in CREW)
    both = (begun != NEVER) & (worked != NEVER)
    at_work = crews_seen(begun[both], worked[both], WIDTH_MINUTES)
    return UnitFit(name, len(records), hours, acceptance, stage(records, *CREW, clock), outside, {}, share, at_work)


def _apart(records: TicketRecords, begins: str, ends: str, clock: OpenTime, together: Stage) -> dict[str, Stage]:
    """The waits of types that have enough tickets, where these say clearly more than one law for all."""
    found: dict[str, Stage] = {}
    if len(records.types) < 2 or not together.laws:
        return found
    for k, name in enumerate(records.types):
        of_type = records.take(records.type == k)
        one = stage(of_type, begins, ends, clock) if len(of_type) >= SURE_ENDED else None
        if one is not None and one.laws and one.laws[0].ended >= SURE_ENDED:
            found[name] = one
    is_apart = np.isin(records.type, [records.types.index(name) for name in found])
    if not is_apart.any():
        return found
    others = [] if is_apart.all() else stage(records.take(~is_apart), begins, ends, clock).laws
    apart = sum(one.laws[0].information for one in found.values()) + sum(law.information for law in others[:1])
    # a rest that is too small for a law counts on neither side
    whole = together if others else stage(records.take(is_apart), begins, ends, clock)
    return found if apart < whole.laws[0].information - CLEARLY_BETTER else {}


def milestones_of(records: TicketRecords) -> tuple[str, ...]:
    """The stamps that count: receipt, the end, and between them those that most tickets whose work has ended have.

    Crews' work counts by its beginning and its end only.
    """
    ended = records.stamp(records.end_of_work) != NEVER
    found = [
        role for role in MILESTONES[1:-2]
        if role in records.stamps and ended.any() and (records.stamps[role][ended] != NEVER).mean() >= OFTEN
    ]  # fmt: skip
    found = [role for role in found if role not in CREW or set(CREW) <= set(found)]
    return ("received", *found, records.end_of_work)


def has_crews(milestones: tuple[str, ...]) -> bool:
    """Whether it is known when crews begin and end their work."""
    return set(CREW) <= set(milestones)


def _waits(records: TicketRecords, end: str) -> tuple[TicketRecords, Share]:
    """Tickets that wait for others after the crew's work, and their share."""
    worked, last = records.stamps[CREW[1]], records.stamps[end]
    is_over = last != NEVER
    done = (worked != NEVER) & (records.is_open | is_over)  # of those closed by their state alone nothing is known
    step = max(step_us(worked), step_us(last), 1)
    waits = done & (records.is_open | (is_over & (last - worked > step)))
    return records.take(waits), share_of(int(waits.sum()), max(int(done.sum()), 1))


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
    if by_date:
        step = DAY_US
    from_a_date, on_a_date = (_by_date(records, milestone, ended) for milestone in (begins, ends))
    # a date is the beginning of its day: what begins on one is shown too long, what ends on one too short
    low = -step / 2 if from_a_date == on_a_date else -step if from_a_date else 0.0
    lengths = Lengths(
        between(first[ended], last[ended]), between(first[open_now], np.full(int(open_now.sum()), records.at_us)),
        step / SECOND_US, low / SECOND_US,
    )  # fmt: skip
    return Stage(lengths, fit_laws(lengths), in_hours)


def _by_date(records: TicketRecords, milestone: str, rows: Marks) -> bool:
    """Whether most stamps of a milestone are dates without a time of day."""
    return bool(rows.any()) and bool(records.date_only[milestone][rows].mean() > 0.5)
