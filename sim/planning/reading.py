"""A reading of a staffing file before anything is planned: what must hold, which shifts there are, what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import HOUR_US
from sim.checks import checked_plan
from sim.measures.people import LONG_DAY_US
from sim.measures.targets import asked_of
from sim.planning.asked import base_of, pools_in
from sim.planning.pattern import Pattern, holidays_in_week
from sim.planning.shifts import kinds_of, wage_of
from sim.planning.templates import Template, templates_of
from sim.plans.expectations import spread, taken_contacts
from sim.plans.plan import Plan
from sim.rostering.program import Ints, Reals
from sim.rostering.shift_parts import Kind
from sim.rules.codes import Channel
from sim.scenario.fields import WEEKDAYS
from sim.scenario.staffing_file import StaffingFile
from sim.scenario.units import say_clock, say_duration
from sim.staffing.formula import call_takers
from sim.staffing.heads import Pool
from sim.staffing.trials import DEFAULT_REPLICATIONS


def reading_of(file: StaffingFile) -> dict[str, Any]:
    """What a staffing file asks for, in the numbers a planner checks first.

    Returns
    -------
    dict
        `title`, `scenario` (name and `scenario_title`), `days` (7: a week is planned; 1: a day), `run_days`,
        `interval`, `replications`, `seed`, `warnings`; `targets` (measure, side, threshold, unit, per); `pools` (name,
        `shifts`: how many there are to choose from, `days`: kinds of days that are planned apart, `starts`,
        `first_start`, `last_start`, and the hours of the `shortest` and `longest` shift with `shortest_work` and
        `longest_work`, breaks taken off; `wage` of a paid hour and whose it is: `file`, `scenario` or `none`;
        `crews` that take turns, None if none do;
        `over_8_hours`: hours of work of the shifts that have more than 8; `uncovered`: intervals with calls that no
        shift reaches, or None: how many `of` how many, and `day`, `start`, `end` of the first);
        `supplements` (`night`, `weekend`, `holiday`) and `night` (clock times).

    Raises
    ------
    ScenarioError
        If the file or its scenario says something that cannot be.
    """
    staffing, base = file.staffing, base_of(file)
    pools, plan = pools_in(file, base), checked_plan(base)
    edges_us = np.arange(-(-plan.horizon_us // staffing.interval) + 1) * staffing.interval
    pattern = Pattern.of(plan, staffing.interval, plan.calendar.local_times(edges_us[:-1]))
    has_calls = pattern.folded(_calls_in(plan, np.minimum(edges_us, plan.horizon_us))) > 0
    templates = templates_of(file, pattern)
    takers = call_takers(base)
    kinds = kinds_of(templates, staffing, pools, pattern)
    of_pools = {name: [one for one in templates if one.pool == name] for name in pools}
    return {
        "title": staffing.title,
        "scenario": base.name,
        "scenario_title": base.title,
        "days": pattern.days,
        "run_days": base.clock.days,
        "interval": say_duration(staffing.interval),
        "replications": staffing.replications or base.replications or DEFAULT_REPLICATIONS,
        "seed": staffing.seed,
        "warnings": list(dict.fromkeys((*base.warnings, *plan.warnings, *holidays_in_week(plan, pattern)))),
        "targets": [asked_of(target)._asdict() for target in base.targets],
        "pools": [
            _of_pool(file, name, pools[name], mine)
            | {
                "uncovered": _uncovered(pattern, has_calls, [kind for kind in kinds if kind.pool == number])
                if name in takers
                else None
            }
            for number, (name, mine) in enumerate(of_pools.items())
        ],
        "supplements": staffing.supplements.model_dump(),
        "night": {"start": say_clock(staffing.night.start), "end": say_clock(staffing.night.end)},
    }


def _calls_in(plan: Plan, edges_us: Ints) -> Reals:
    """Mean calls that the line takes between some instants."""
    calls = np.zeros(len(edges_us) - 1)
    for stream in plan.streams:
        if stream.channel == Channel.PHONE:
            calls += spread(stream.start_us, stream.end_us, taken_contacts(plan, stream).sum(axis=1), edges_us)
    return calls


def _uncovered(pattern: Pattern, has_calls: npt.NDArray[np.bool_], kinds: Sequence[Kind]) -> dict[str, Any] | None:
    """Slots with calls in which none of some shifts is worked."""
    is_reached = np.zeros(pattern.slots, dtype=np.bool_)
    for kind in kinds:
        for piece in kind.pieces:
            is_reached[np.add.outer(piece.starts, np.arange(piece.length)) % pattern.slots] = True
    missed = np.flatnonzero(has_calls & ~is_reached)
    if not len(missed):
        return None
    day, number = divmod(int(missed[0]), pattern.a_day)
    return {
        "intervals": len(missed),
        "of": int(has_calls.sum()),
        "day": WEEKDAYS[day] if pattern.days > 1 else "",
        "start": say_clock(number * pattern.width_us),
        "end": say_clock((number + 1) * pattern.width_us),
    }


def _of_pool(file: StaffingFile, name: str, pool: Pool, templates: Sequence[Template]) -> dict[str, Any]:
    shifts = {one.duties: one.longest_us for one in templates if one.turns is None}
    shifts |= {(duty,): duty.work_us for one in templates if one.turns is not None for duty in one.duties}
    lengths = sorted(duties[-1].start_us + duties[-1].length_us - duties[0].start_us for duties in shifts)
    works, starts = sorted(shifts.values()), sorted({duties[0].start_us for duties in shifts})
    wage, whose = wage_of(file.staffing.pools[name], pool)
    return {
        "name": name,
        "shifts": len(shifts),
        "days": list(dict.fromkeys(one.days.name for one in templates)),
        "starts": len(starts),
        "first_start": say_clock(starts[0]),
        "last_start": say_clock(starts[-1]),
        "shortest": lengths[0] / HOUR_US,
        "longest": lengths[-1] / HOUR_US,
        "shortest_work": works[0] / HOUR_US,
        "longest_work": works[-1] / HOUR_US,
        "wage": wage,
        "wage_of": whose,
        "crews": next((one.crews for one in templates if one.turns is not None), None),
        "over_8_hours": sorted({work_us / HOUR_US for work_us in works if work_us > LONG_DAY_US}),
    }
