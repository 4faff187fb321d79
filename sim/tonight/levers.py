"""What one more hour, or one more person, at each place buys tonight: paired runs, the same citizens."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.calendar.lengths import DAY_US, HOUR_US
from sim.errors import ScenarioError
from sim.scenario.schema import Scenario
from sim.scenario.stages import people_stages
from sim.scenario.units import say_clock
from sim.staffing.heads import find_posts, pools_of
from sim.statistics.intervals import Interval, paired_share_difference, t_interval
from sim.tonight.on_duty import staffed
from sim.tonight.outlook import Outlook, outlook

if TYPE_CHECKING:
    from sim.simulation import Engine

Change = Literal["person", "hour", "calls"]
"""One more person in each shift on duty in the rest of the day; the shifts at work now end an hour later; citizens are
called for an hour longer."""


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
    for number, (place, change, changes) in enumerate(changes_of(base.rest.scenario, base.rest.missing)):
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


def changes_of(rest: Scenario, missing: Collection[str] = ()) -> Iterator[tuple[str, Change, dict[str, Any]]]:
    """The changes that can be made at each place, as key paths and values.

    Parameters
    ----------
    rest
        The rest of a day: shifts that are not on duty in it stay as they are, as do those that never had anybody.
    missing
        Key paths of head counts that were larger before people were missing.
    """
    for place in pools_of(rest):
        try:
            find_posts(rest, group=place)
        except ScenarioError:
            continue
        shifts = staffed(rest, place, missing)
        more = {path: heads + 1 for shift in shifts for path, heads in shift.heads.items()}
        if more:
            yield place, "person", more
        longer = {
            f"{shift.path}.end": say_clock((shift.end_us + HOUR_US) % DAY_US or DAY_US)
            for shift in shifts
            if shift.ends_within and any(shift.heads.values())
        }
        if longer:
            yield place, "hour", longer
    for part in people_stages(rest.tickets):
        if part.window is not None and rest.clock.begins_at < part.window.close < rest.clock.ends_at:
            close = say_clock(min(part.window.close + HOUR_US, DAY_US))
            yield part.by[0], "calls", {f"{'.'.join(map(str, part.path))}.window.close": close}
