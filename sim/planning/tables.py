"""A plan as tables: shifts, the day by interval, and every round on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar.lengths import HOUR_US, MINUTE_US
from sim.measures.people import LONG_DAY_US
from sim.measures.requirement import UNKNOWN
from sim.planning.pattern import WEEK
from sim.planning.shifts import paid_hours, rates_of, wage_of
from sim.planning.templates import waves_of
from sim.rostering.program import Reals
from sim.scenario.fields import WEEKDAYS
from sim.scenario.units import say_clock

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures.by_interval import IntervalTable
    from sim.planning.staff_plan import StaffPlan
    from sim.planning.templates import Duty, Template
    from sim.rostering.shift_parts import Used


def shifts_frame(found: StaffPlan) -> pd.DataFrame:
    """One row for each shift and way to have its breaks.

    Returns
    -------
    DataFrame
        Columns pool, kind (empty; `crews`: in turn, the people on duty; `two parts`: a row for each, same people), days
        (empty: every day), start, end (clock times), heads, breaks (when they begin), break_minutes (how long each
        is), paid_hours of one head and day, cost of these heads in the pattern.
    """
    import pandas as pd

    rows = []
    for one in found.shape.used:
        template = found.templates[one.kind.name]
        kind = "crews" if template.turns is not None else "two parts" if template.split is not None else ""
        rates = rates_of(found.staffing, found.pattern)
        price = wage_of(found.staffing.pools[template.pool], found.pools[template.pool])[0]
        price *= found.pools[template.pool].copies
        for duty, way, count in _ways(template, one, found.pattern.width_us):
            lengths = [f"{pause.length / MINUTE_US:g}" for pause in duty.breaks]
            begin = [say_clock((duty.start_us + at_us) % (24 * HOUR_US)) for at_us in way]
            rows.append(
                (
                    template.pool, kind, template.days.name, say_clock(duty.start_us), say_clock(duty.end_us), count,
                    " ".join(begin), " ".join(lengths), duty.paid_us / HOUR_US,
                    count * price * paid_hours(duty, template.days, rates + template.supplement, found.pattern),
                )
            )  # fmt: skip
    columns = ["pool", "kind", "days", "start", "end", "heads", "breaks", "break_minutes", "paid_hours", "cost"]
    return pd.DataFrame(rows, columns=columns)


def costs_frame(found: StaffPlan) -> pd.DataFrame:
    """One row for each pool, those of all its copies together.

    Returns
    -------
    DataFrame
        Columns pool, people, paid_hours, night_hours and weekend_hours (parts of these), wages (without supplements),
        supplements, cost, longest_day (hours of work in the longest shift), over_8_hours (people on shifts with more
        work), people_for_40_hours (that such a week needs at 40 hours each; empty where a day is planned).
    """
    import pandas as pd

    pattern = found.pattern
    masks = {
        "paid_hours": np.ones(pattern.slots),
        "night_hours": pattern.is_in(found.staffing.night).astype(np.float64),
        "weekend_hours": pattern.is_weekend.astype(np.float64),
    }
    rows = []
    for name, pool in found.pools.items():
        used = [(one, found.templates[one.kind.name]) for one in found.shape.used]
        mine = [(one, template) for one, template in used if template.pool == name]
        duties = [(one, template, duty) for one, template in mine for duty in template.duties]
        hours = {
            kind: sum(
                one.heads * pool.copies * paid_hours(duty, template.days, mask, pattern)
                for one, template, duty in duties
            )
            for kind, mask in masks.items()
        }
        work_us = sum(one.heads * len(template.days.days) * duty.work_us for one, template, duty in duties)
        wages = wage_of(found.staffing.pools[name], pool)[0] * hours["paid_hours"]
        cost = sum(one.heads * one.kind.price for one, _ in mine)
        rows.append(
            {
                "pool": name,
                "people": sum(one.heads * one.kind.times for one, _ in mine),
                **hours,
                "wages": wages,
                "supplements": cost - wages,
                "cost": cost,
                "longest_day": max((template.longest_us for _, template in mine), default=0) / HOUR_US,
                "over_8_hours": sum(
                    one.heads * one.kind.times for one, template in mine if template.longest_us > LONG_DAY_US
                ),
                "people_for_40_hours": ceil(work_us / (40 * HOUR_US)) * pool.copies if pattern.days == WEEK else None,
            }
        )
    return pd.DataFrame(rows).astype({"people_for_40_hours": "Int64"})


def _ways(template: Template, used: Used, width_us: int) -> Iterator[tuple[Duty, tuple[int, ...], int]]:
    """What is done on a day, when its breaks begin after its start, and by how many."""
    if template.turns is not None:
        for duty, times in Counter(template.duties).items():
            ways = Counter(
                tuple(pause.after + head % waves_of(pause) * pause.length for pause in duty.breaks)
                for head in range(used.heads)
            )
            for way, count in sorted(ways.items()):
                yield duty, way, times * count
        return
    for duty, heads in zip(template.duties, used.rests, strict=True):
        for slots, count in sorted(Counter(heads).items()):
            yield duty, tuple(at * width_us for at in slots), count


def slots_frame(found: StaffPlan) -> pd.DataFrame:
    """One row for each slot of the pattern.

    Returns
    -------
    DataFrame
        Columns day (of the week; empty: every day), time, offered (calls on a mean day of its kind), required (people
        by the formulas; no data where they name none), scheduled (people on a shift by the plan), today, present
        (people at work now and by the plan, breaks and mean absence taken off), over_under (present less required).
    """
    import pandas as pd

    pattern, results = found.pattern, found.runs
    slots = np.arange(pattern.slots)
    times = np.maximum(pattern.times, 1)
    offered = np.mean([table.counts["offered"] for table in results.intervals], axis=0)
    required = np.mean([np.where(table.required == UNKNOWN, np.nan, table.required) for table in results.intervals], 0)
    today = _heads(found, found.runs_today.intervals, "present_heads")
    scheduled, present = (_heads(found, results.intervals, what) for what in ("scheduled_heads", "present_heads"))
    frame = {
        "day": [WEEKDAYS[slot // pattern.a_day] if pattern.days > 1 else "" for slot in slots.tolist()],
        "time": [say_clock(slot % pattern.a_day * pattern.width_us) for slot in slots.tolist()],
        "offered": pattern.folded(offered) / times,
        "required": pattern.folded(required) / times,
        "scheduled": scheduled,
        "today": today,
        "present": present,
    }
    table = pd.DataFrame(frame)
    table["over_under"] = table["present"] - table["required"]
    return table[pattern.times > 0].reset_index(drop=True)


def pools_frame(found: StaffPlan) -> pd.DataFrame:
    """One row for each slot and pool that is planned.

    Returns
    -------
    DataFrame
        Columns day and time as `slots_frame`, pool, present (people at work by the plan, breaks and mean absence taken
        off).
    """
    import pandas as pd

    slots = slots_frame(found)[["day", "time"]]
    rows = [
        slots.assign(pool=name, present=found.present[number][found.pattern.times > 0])
        for number, name in enumerate(found.pools)
    ]
    return pd.concat(rows, ignore_index=True)


def _heads(found: StaffPlan, tables: Sequence[IntervalTable], what: str) -> Reals:
    """People on a shift, or at work, in each slot, on a mean day of its kind."""
    parts = [table.parts(what) for table in tables]
    heads = np.mean([above / below for above, below in parts], axis=0)
    return found.pattern.folded(heads) / np.maximum(found.pattern.times, 1)


def rounds_frame(found: StaffPlan) -> pd.DataFrame:
    """One row for each plan that was simulated and each target.

    Returns
    -------
    DataFrame
        Columns round, step, heads, cost, replications, seed, measure, side, threshold, estimate, low, high, unit,
        status; empty cells are "no data".
    """
    import pandas as pd

    rows = [(number, one, target) for number, one in enumerate(found.rounds) for target in one.trial.targets]
    reals = {name: [getattr(target, name) for _, _, target in rows] for name in ("estimate", "low", "high")}
    return pd.DataFrame(
        {
            "round": [number for number, _, _ in rows],
            "step": [one.step for _, one, _ in rows],
            "heads": [one.heads for _, one, _ in rows],
            "cost": [one.cost for _, one, _ in rows],
            "replications": [one.trial.n for _, one, _ in rows],
            "seed": [one.trial.seed for _, one, _ in rows],
            "measure": [target.measure for _, _, target in rows],
            "side": [target.side for _, _, target in rows],
            "threshold": [target.threshold for _, _, target in rows],
            **{name: pd.array(values, dtype="Float64") for name, values in reals.items()},
            "unit": [target.unit for _, _, target in rows],
            "status": [target.status for _, _, target in rows],
        }
    )
