"""A reading of a scenario before it is run, in numbers: what comes in a day, who is there, work against people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.chance.keyed import day_of
from sim.checks.load import PoolLoad, expected_days
from sim.checks.planned import checked_plan, loads_of
from sim.plans.expectations import spread, staffed_us, taken_contacts
from sim.plans.plan import Plan
from sim.rules.codes import TRANSFER, Channel
from sim.scenario.origins import origins_count
from sim.scenario.roster_checks import shift_length_us
from sim.scenario.schema import Scenario
from sim.scenario.schema_operators import Shift, Staff
from sim.scenario.units import say_clock

Reals = npt.NDArray[np.float64]

CHANNEL_NAMES: Final = {int(Channel.PHONE): "phone", int(Channel.ONLINE): "online", TRANSFER: "transfer"}
HOURS: Final = 24


def reading_of(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, in the numbers a planner checks first.

    Returns
    -------
    dict
        `scenario`, `title`, `start`, `end`, `days`, `begins_at` and `ends_at` (clock times on the first and the last
        day), `zone`, `warnings`, `holidays` and `make_up_days` (dates of the period), `contacts_per_day` by channel
        (mean, low, high, with repeated calls, before redials; transferred requests too), `tickets_per_day` (the same;
        None where there are none), `open_at_start` (tickets), `shifts` (group, shift, people, clock times, days, and
        `breaks`: when, how long, how many people at a time; of a unit with copies, those of each), `pools` (who shares
        work: `names`, `copies`, `work_hours_per_day` and
        `staffed_hours_per_day` net of breaks and expected absence, `load`, their ratio, None without people,
        `load_low` and `load_high` over copies, `open_hours`, work that is open at the start, and `busiest`, the half
        hour with most work of calls for its people, None without calls), `hours` (calls and people by hour of the mean
        day; None without calls) and `origins` (how many numbers are stated, derived, assumed).
    """
    plan = checked_plan(scenario)
    days = scenario.clock.days
    expected = expected_days(plan)
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "start": scenario.clock.start.isoformat(),
        "end": (scenario.clock.start + timedelta(days=days - 1)).isoformat(),
        "days": days,
        "begins_at": say_clock(scenario.clock.begins_at),
        "ends_at": say_clock(scenario.clock.ends_at),
        "zone": scenario.clock.zone,
        "warnings": list(dict.fromkeys((*scenario.warnings, *plan.warnings))),
        "holidays": _dates_in(plan, plan.calendar.holidays),
        "make_up_days": [d.isoformat() for d in plan.calendar.dates() if "make_up_day" in plan.calendar.kinds(d)],
        "contacts_per_day": {
            name: _by_day(expected.contacts[channel])
            for channel, name in CHANNEL_NAMES.items()
            if channel in expected.contacts
        },
        "tickets_per_day": _by_day(expected.tickets.sum(axis=1)) if plan.tickets is not None else None,
        "open_at_start": len(plan.tickets.backlog.type) if plan.tickets is not None else 0,
        "shifts": _shifts(plan),
        "pools": _pool_rows(plan, loads_of(scenario)),
        "hours": _mean_day(plan),
        "origins": origins_count(scenario),
    }


def _dates_in(plan: Plan, days: Iterable[date]) -> list[str]:
    """Those of some dates that lie in the period."""
    known = set(days)
    return [day.isoformat() for day in plan.calendar.dates() if day in known]


def _by_day(amounts: Reals) -> dict[str, float]:
    """Mean, least and most of the days."""
    found = (("mean", amounts.mean()), ("low", amounts.min()), ("high", amounts.max()))
    return {what: round(float(value), 1) for what, value in found}


def _pool_rows(plan: Plan, loads: Sequence[PoolLoad]) -> list[dict[str, Any]]:
    """Work and people of each pool; units that are copies of each other in one row, the fullest one's interval kept."""
    rows: dict[tuple[str, ...], list[PoolLoad]] = {}
    for load in loads:
        names = tuple(dict.fromkeys(plan.group_parts[group][1] for group in load.groups))
        rows.setdefault(names, []).append(load)
    kept = {names: [load for load in alike if load.work_us.any() or load.backlog_us] for names, alike in rows.items()}
    return [_pool_row(plan, names, rows[names]) for names, alike in kept.items() if alike]


def _pool_row(plan: Plan, names: tuple[str, ...], alike: list[PoolLoad]) -> dict[str, Any]:
    days = plan.calendar.days
    work, there = (sum(float(getattr(load, what).sum()) for load in alike) for what in ("work_us", "staffed_us"))
    ratios = [load.load for load in alike if load.load is not None]
    busiest = max((load.busiest for load in alike if load.busiest is not None), key=lambda b: b.load, default=None)
    start = None if busiest is None else plan.calendar.local_times(np.array([busiest.start_us]))[0]
    return {
        "names": list(names),
        "copies": len(alike),
        "work_hours_per_day": round(work / HOUR_US / days, 2),
        "staffed_hours_per_day": round(there / HOUR_US / days, 2),
        "load": round(work / there, 4) if there else None,
        "load_low": round(min(ratios), 4) if ratios else None,
        "load_high": round(max(ratios), 4) if ratios else None,
        "open_hours": round(sum(load.backlog_us for load in alike) / HOUR_US, 1),
        "busiest": None
        if busiest is None
        else {
            "start": str(start)[:16].replace("T", " "),
            "calls": round(busiest.calls, 1),
            "load": round(busiest.load, 4),
        },
    }


def _mean_day(plan: Plan) -> dict[str, list[float]] | None:
    """Calls, and people who may take them, by hour of the local day, on average over the days; None without calls."""
    calendar = plan.calendar
    first, past = calendar.begin_us // HOUR_US, -(-plan.horizon_us // HOUR_US)
    edges = np.clip(np.arange(first, past + 1, dtype=np.int64) * HOUR_US, calendar.begin_us, plan.horizon_us)
    calls, able = np.zeros(len(edges) - 1), np.zeros(len(plan.group_names), dtype=bool)
    for stream in plan.streams:
        if stream.channel == Channel.PHONE:
            coming = taken_contacts(plan, stream).sum(axis=1)
            calls += spread(stream.start_us, stream.end_us, coming, edges)
            lines = plan.line_of[stream.channel]
            able |= (plan.preference[lines[lines >= 0]] >= 0).any(axis=0)
    if not calls.any():
        return None
    local = calendar.local_times(edges[:-1])
    hour = (local - local.astype("datetime64[D]")).astype("timedelta64[h]").astype(np.int64)
    there_us = staffed_us(plan, edges)[able].sum(axis=0)
    calls_in, there_us, whole_us = (np.bincount(hour, of, minlength=HOURS) for of in (calls, there_us, np.diff(edges)))
    return {
        "calls": [round(float(value), 1) for value in calls_in / np.maximum(whole_us, 1) * HOUR_US],
        "people": [round(float(value), 1) for value in there_us / np.maximum(whole_us, 1)],
    }


def _breaks(staff: Staff, shift: Shift, people: int) -> list[dict[str, Any]]:
    """When so many people of a shift, as one team, have their breaks: clock time, minutes, and how many at a time."""
    length_us = shift_length_us(shift)
    found = []
    for pause in staff.breaks if shift.breaks is None else shift.breaks:
        if pause.kind != "break":
            continue
        first_us = pause.into_shift_us(shift.start)
        for wave in range(min(pause.waves, people)):
            begin_us = first_us + wave * pause.length
            if begin_us < length_us:
                found.append(
                    {
                        "start": say_clock((shift.start + begin_us) % DAY_US),
                        "minutes": min(pause.length, length_us - begin_us) / MINUTE_US,
                        "people": len(range(wave, people, pause.waves)),
                    }
                )
    return found


def _shifts(plan: Plan) -> list[dict[str, Any]]:
    """People per shift: the most on one date, the clock times, and on how many dates it is worked."""
    roster = plan.roster
    group = plan.person_group[roster.duty_person]
    date = day_of(roster.duty_entity)
    found, told = [], set()
    for g, s in sorted(set(zip(group.tolist(), roster.duty_shift.tolist(), strict=True))):
        part, name = plan.group_parts[g], plan.shift_names[s]
        if (part, name) in told:  # the copies of a unit have the same shifts
            continue
        told.add((part, name))
        mine = (group == g) & (roster.duty_shift == s)
        people = np.unique(np.column_stack([date[mine], roster.duty_person[mine]]), axis=0)
        heads = np.unique(people[:, 0], return_counts=True)[1]
        copies = plan.group_parts.count(part)
        shift = plan.staff_of(g).shifts.get(name)
        found.append(
            {
                "group": part[1] if copies == 1 else f"{part[1]} 1-{copies}",
                "shift": name,
                "copies": copies,
                "staff": int(heads.max()),
                "staff_low": int(heads.min()),
                "start": say_clock(shift.start) if shift else None,
                "end": say_clock(shift.end) if shift else None,
                "days": len(heads),
                "breaks": [] if shift is None else _breaks(plan.staff_of(g), shift, int(heads.max())),
            }
        )
    return sorted(found, key=lambda row: (row["group"], row["start"] or "", row["shift"]))
