"""A short reading of a scenario before it is run: what comes in a day, who is there, work against people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.calendar.lengths import HOUR_US
from sim.chance.keyed import day_of
from sim.report.numbers import count_words, percent
from sim.report.origins import origins_count
from sim.report.text_tables import left, right, width_of
from sim.report.words import counted, word
from sim.rules.codes import TRANSFER, Channel
from sim.scenario.units import say_clock

if TYPE_CHECKING:
    from sim.checks.load import PoolLoad
    from sim.plan.plan import Plan
    from sim.report.views import Reals
    from sim.scenario.schema import Scenario

CHANNEL_NAMES: Final = {int(Channel.PHONE): "phone", int(Channel.ONLINE): "online", TRANSFER: "transfer"}
HOURS: Final = 24
MOST_POOLS: Final = 40
"""So many pools at most are read out, the fullest first."""


def reading_of(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, in the numbers a planner checks first.

    Returns
    -------
    dict
        `scenario`, `title`, `start`, `end`, `days`, `begins_at` and `ends_at` (clock times on the first and the last
        day), `zone`, `warnings`, `holidays` and `make_up_days` (dates of the period), `contacts_per_day` by channel
        (mean, low, high, with repeated calls, before redials; transferred requests too), `tickets_per_day` (the same;
        None where there are none), `open_at_start` (tickets), `shifts` (group, shift, people, clock times, days; of a
        unit with copies, those of each), `pools` (who shares work: `names`, `copies`, `work_hours_per_day` and
        `staffed_hours_per_day` net of breaks and expected absence, `load`, their ratio, None without people,
        `load_low` and `load_high` over copies, `open_hours`, work that is open at the start, and `busiest`, the half
        hour with most work of calls for its people, None without calls), `hours` (calls and people by hour of the mean
        day; None without calls) and `origins` (how many numbers are stated, derived, assumed).
    """
    from sim.checks import checked_plan, loads_of
    from sim.checks.load import expected_days

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
    from sim.plan.expectations import spread, staffed_us, taken_contacts

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
                "staff": int(heads.max()),
                "staff_low": int(heads.min()),
                "start": say_clock(shift.start) if shift else None,
                "end": say_clock(shift.end) if shift else None,
                "days": len(heads),
            }
        )
    return sorted(found, key=lambda row: (row["group"], row["start"] or "", row["shift"]))


def reading_text(reading: dict[str, Any], lang: str = "en") -> str:
    """The reading as a few lines, "ok" first."""
    lines = [
        f"{word('ok', lang)}: {reading['title'] or reading['scenario']}",
        *(f"  ! {warning}" for warning in reading["warnings"]),
        "  " + _period(reading, lang),
    ]
    for kind in ("holidays", "make_up_days"):
        if reading[kind]:
            words = {"days": counted("day", len(reading[kind]), lang), "dates": _spans(reading[kind])}
            lines.append("  " + word(f"reading_{kind}", lang, **words))
    for channel in CHANNEL_NAMES.values():
        volume = reading["contacts_per_day"].get(channel)
        if volume:
            lines.append("  " + word(f"reading_{channel}", lang, volume=_volume(volume, lang)))
    if reading["tickets_per_day"]:
        lines.append("  " + word("reading_tickets", lang, volume=_volume(reading["tickets_per_day"], lang)))
    if reading["open_at_start"]:
        lines.append("  " + counted("reading_open", reading["open_at_start"], lang))
    lines += _shift_lines(reading, lang)
    pools = sorted(reading["pools"], key=lambda row: -(row["load_high"] or 0.0))
    for row in pools[:MOST_POOLS]:
        lines += _pool_lines(row, lang)
    if len(pools) > MOST_POOLS:
        lines.append("  " + word("reading_more_pools", lang, count=len(pools) - MOST_POOLS))
    if reading["hours"]:
        lines += _hour_lines(reading["hours"], lang)
    lines.append("  " + word("origins", lang, **reading["origins"]))
    return "\n".join(lines)


def _period(reading: dict[str, Any], lang: str) -> str:
    """From when to when the run is; clock times only where it begins or ends inside a day."""
    words = {name: reading[name] for name in ("start", "end", "begins_at", "ends_at", "zone")}
    cut = ""
    if (reading["begins_at"], reading["ends_at"]) != ("00:00", "24:00"):
        cut = word("reading_cut_day" if reading["days"] == 1 else "reading_cut", lang, **words)
    return word("reading_days", lang, cut=cut, days=counted("day", reading["days"], lang), **words)


def _volume(volume: dict[str, float], lang: str) -> str:
    words = {name: count_words(value) for name, value in volume.items()}
    return words["mean"] if words["low"] == words["high"] else word("volume", lang, **words)


def _shift_lines(reading: dict[str, Any], lang: str) -> list[str]:
    lines = []
    for shift in reading["shifts"]:
        low, high = shift["staff_low"], shift["staff"]
        staff = counted("person", high, lang) if low == high else word("people_range", lang, low=low, high=high)
        most = counted("person", high, lang)
        words = {**shift, "staff": staff, "most": most, "days": counted("day", shift["days"], lang)}
        lines.append("  " + word("reading_shift" if shift["start"] else "reading_staff_file", lang, **words))
    return lines


def _pool_lines(row: dict[str, Any], lang: str) -> list[str]:
    """The work of a pool against its people, its busiest half hour, and a warning where it is too much."""
    names = ", ".join(row["names"][:6]) + (", ..." if len(row["names"]) > 6 else "")
    low, high = row["load_low"], row["load_high"]
    ratio = word("no_data", lang) if high is None else percent(high)
    if row["copies"] > 1 and high is not None and percent(low) != ratio:
        ratio = word("reading_range", lang, low=percent(low), high=ratio)
    words = {
        "names": names if row["copies"] == 1 else f"{names} 1-{row['copies']}",
        "offered": count_words(row["work_hours_per_day"]),
        "staffed": count_words(row["staffed_hours_per_day"]),
        "ratio": ratio,
    }
    line = "  " + word("reading_load", lang, **words)
    if row["open_hours"]:
        line += word("reading_open_work", lang, hours=count_words(row["open_hours"]))
    if row["busiest"] is not None:
        busiest = row["busiest"]
        calls, load = counted("incoming_call", round(busiest["calls"]), lang), percent(busiest["load"])
        line += word("reading_busiest", lang, start=busiest["start"], calls=calls, ratio=load)
    return [line, "  ! " + word("reading_overload", lang)] if high is None or high > 1 else [line]


def _hour_lines(hours: dict[str, list[float]], lang: str) -> list[str]:
    """The mean day, a column for each hour."""
    rows = {
        word("reading_hour", lang): [f"{hour:02d}" for hour in range(HOURS)],
        word("reading_calls", lang): [f"{value:.0f}" for value in hours["calls"]],
        word("reading_people", lang): [f"{value:.0f}" for value in hours["people"]],
    }
    width = max(len(cell) for cells in rows.values() for cell in cells) + 1
    title = max(width_of(name) for name in rows)
    return ["  " + left(name, title) + "".join(right(cell, width) for cell in cells) for name, cells in rows.items()]


def _spans(written: list[str]) -> str:
    """Dates in a row as spans, such as '2022-01-31 to 2022-02-06, 2022-04-05'."""
    spans: list[list[date]] = []
    for day in map(date.fromisoformat, written):
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    said = [f"{span[0]}" if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans]
    return ", ".join(said[:8]) + (", ..." if len(said) > 8 else "")
