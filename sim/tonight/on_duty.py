"""Who is on duty in the rest of a day: its shifts, and where their head counts stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sim.calendar.lengths import DAY_US
from sim.errors import ScenarioError
from sim.plans.shifts import counts_on
from sim.scenario.clock import calendar_of
from sim.scenario.schema import Scenario
from sim.scenario.units import say_clock
from sim.staffing.heads import find_posts, pools_of


@dataclass(frozen=True)
class OnDuty:
    """A shift of a place that is at work at some time in the rest of a day.

    Attributes
    ----------
    path
        Where it stands in the scenario.
    heads
        Key path to head count: what says how many work it.
    end_us
        The clock time of its end.
    ends_within
        Whether it is at work at the begin of the rest and ends before the rest does.
    """

    path: str
    heads: dict[str, int]
    end_us: int
    ends_within: bool


def on_duty(rest: Scenario, place: str) -> Iterator[OnDuty]:
    """The shifts of a group, desk or unit that are at work in a run of a part of a day; nights go on from yesterday."""
    calendar, _ = calendar_of(rest.clock)
    pool = pools_of(rest)[place]
    here = f"{pool.section}.{place}"
    for name, shift in pool.staff.shifts.items():
        for day in calendar.dates(before=1):
            over_night = DAY_US if shift.end <= shift.start else 0
            begins_us, ends_us = (calendar.instant_us(day, at_us) for at_us in (shift.start, shift.end + over_night))
            if begins_us < calendar.horizon_us and ends_us > calendar.begin_us:
                heads = {f"{here}.{part}": n for part, n in counts_on(pool.staff, name, day, calendar).items()}
                ends_within = begins_us <= calendar.begin_us and ends_us < calendar.horizon_us
                yield OnDuty(f"{here}.shifts.{name}", heads, shift.end, ends_within)


def staffed(rest: Scenario, place: str, missing: Collection[str] = ()) -> list[OnDuty]:
    """Those shifts that have people, or had some before all of them were `missing` (key paths of head counts)."""
    found = []
    for shift in on_duty(rest, place):
        heads = {path: count for path, count in shift.heads.items() if count or path in missing}
        if heads:
            found.append(OnDuty(shift.path, heads, shift.end_us, shift.ends_within))
    return found


def fewer(rest: Scenario, place: str, people: int) -> dict[str, int]:
    """The changes by which so many people of each shift on duty in the rest of a day are missing.

    Raises
    ------
    ScenarioError
        If there is no such place, its people stand in a file, nobody is on duty there, or nobody would be left.
    """
    find_posts(rest, group=place)
    heads = {path: count for shift in staffed(rest, place) for path, count in shift.heads.items()}
    clock = rest.clock
    spell = f"from {say_clock(clock.begins_at)} to {say_clock(clock.ends_at)}"
    given = f"--absent {place[:60]}={people}"
    if not heads:
        raise ScenarioError(f"{given}: nobody of it is on duty {spell}: leave it out")
    most = max(heads.values())
    if people >= most:
        raise ScenarioError(
            f"{given}: then nobody of it is on duty {spell}, for its largest shift has {most}: name fewer"
        )
    return {path: max(count - people, 0) for path, count in heads.items()}
