"""What one more hour, or one more person, at each place buys tonight: paired runs, the same citizens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.calendar.lengths import DAY_US, HOUR_US
from sim.errors import ScenarioError
from sim.scenario.clock import calendar_of
from sim.scenario.schema import Scenario
from sim.scenario.schema_operators import Staff
from sim.scenario.stages import people_stages
from sim.scenario.units import say_clock
from sim.staffing.heads import find_posts, pools_of
from sim.statistics.intervals import Interval, paired_share_difference, t_interval
from sim.tonight.outlook import Outlook, outlook

if TYPE_CHECKING:
    from sim.simulation import Engine

Change = Literal["person", "hour", "calls"]
"""One more person in each shift; the shifts at work now end an hour later; citizens are called for an hour longer."""


@dataclass(frozen=True)
class Lever:
    """What one change at one place buys.

    Attributes
    ----------
    place, change, copies
        Whose people, what is changed, and in how many copies of a unit.
    chance
        How much likelier it is that all that is open now is closed at the end; paired, with its interval.
    left_of_now, left
        How many more tickets are left of those that are open now, and of all: negative where it helps.
    """

    place: str
    change: Change
    copies: int
    chance: Interval
    left_of_now: Interval
    left: Interval


def levers(
    base: Outlook,
    replications: int = 1_000,
    *,
    engine: Engine = "auto",
    progress: Callable[[int, float], None] | None = None,
) -> list[Lever]:
    """Every change at every place, each before the same citizens as `base`; places whose people stand in files go
    without.

    Parameters
    ----------
    base
        The rest of the day as it is.
    replications
        How many of its replications are run again with each change.
    engine, progress
        As `sim.tonight.outlook.outlook`; for `progress`, replications are numbered on from those of `base`.
    """
    found, n = [], min(replications, base.replications)
    left_of_now, left = base.left_of_now[:n], base.left[:n]
    for number, (place, change, changes) in enumerate(changes_of(base.rest.scenario), start=0):
        told = None if progress is None else _from(progress, base.replications + number * n)
        rest = replace(base.rest, scenario=base.rest.scenario.replace(changes))
        other = outlook(rest, replications=n, seed=base.seed, engine=engine, progress=told)
        before, after = left_of_now == 0, other.left_of_now == 0
        found.append(
            Lever(
                place,
                change,
                pools_of(base.rest.scenario)[place].copies,
                paired_share_difference(int((after & ~before).sum()), int((before & ~after).sum()), n),
                t_interval((other.left_of_now - left_of_now).astype(np.float64)),
                t_interval((other.left - left).astype(np.float64)),
            )
        )
    return found


def _from(progress: Callable[[int, float], None], first: int) -> Callable[[int, float], None]:
    return lambda replication, share: progress(first + replication, share)


def changes_of(scenario: Scenario) -> Iterator[tuple[str, Change, dict[str, Any]]]:
    """The changes that can be made at each place, as key paths and values."""
    for place, pool in pools_of(scenario).items():
        try:
            posts = find_posts(scenario, group=place).posts
        except ScenarioError:
            continue
        yield place, "person", {post.path: post.heads + 1 for post in posts if post.heads}
        longer = {
            f"{pool.section}.{place}.shifts.{name}.end": say_clock((end_us + HOUR_US) % DAY_US or DAY_US)
            for name, end_us in _ending(scenario, pool.staff)
        }
        if longer:
            yield place, "hour", longer
    for part in people_stages(scenario.tickets):
        if part.window is not None and scenario.clock.begins_at < part.window.close < scenario.clock.ends_at:
            close = say_clock(min(part.window.close + HOUR_US, DAY_US))
            yield part.by[0], "calls", {f"{'.'.join(map(str, part.path))}.window.close": close}


def _ending(scenario: Scenario, staff: Staff) -> Iterator[tuple[str, int]]:
    """The shifts at work now that end before the end of the question, and the clock time at which they do."""
    calendar, _ = calendar_of(scenario.clock)
    today: date = scenario.clock.start
    for name, shift in staff.shifts.items():
        for day in calendar.dates(before=1)[:2]:
            begins_us = calendar.instant_us(day, shift.start)
            over_night = DAY_US if shift.end <= shift.start else 0
            ends_us = calendar.instant_us(day, shift.end + over_night)
            if day <= today and begins_us <= calendar.begin_us < ends_us < calendar.horizon_us:
                yield name, shift.end
