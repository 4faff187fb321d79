"""A short reading of a scenario before it is run: calls per day, people per shift, work against people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.calendar.lengths import HOUR_US
from sim.chance.keyed import day_of
from sim.chance.laws import quantile
from sim.measures.people import staff_of
from sim.plan.tickets import unit_copies
from sim.report.numbers import percent
from sim.report.origins import origins_count
from sim.report.words import counted, word
from sim.rules.codes import TRANSFER, Channel, Duty
from sim.scenario.units import say_clock

if TYPE_CHECKING:
    from sim.plan.plan import Laws, Plan, StreamPlan
    from sim.report.views import Reals
    from sim.scenario.schema import Scenario

POINTS: Final = 2001
"""Points of the quantile function that a law's mean length is averaged over."""
CHANNEL_NAMES: Final = {int(Channel.PHONE): "phone", int(Channel.ONLINE): "online", TRANSFER: "transfer"}


def reading_of(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, in the numbers a planner checks first.

    Returns
    -------
    dict
        `scenario`, `title`, `start`, `end`, `days`, `zone`, `warnings`, `contacts_per_day` by channel (mean, low,
        high, before redials; transferred requests too), `shifts` (group, shift, people, clock times, days; of a unit
        with copies, those of each), `work_hours_per_day` of contacts, `staffed_hours_per_day` of operators (net of
        breaks and expected absence), `load` (their ratio, None without people) and `origins` (how many numbers are
        stated, derived, assumed).
    """
    from sim.plan.build import build_plan

    plan = build_plan(scenario)
    days = scenario.clock.days
    work_hours = _work_us(plan) / HOUR_US / days
    staffed_hours = _staffed_us(plan) / HOUR_US / days
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "start": scenario.clock.start.isoformat(),
        "end": (scenario.clock.start + timedelta(days=days - 1)).isoformat(),
        "days": days,
        "zone": scenario.clock.zone,
        "warnings": list(dict.fromkeys((*scenario.warnings, *plan.warnings))),
        "contacts_per_day": _contacts_per_day(plan),
        "shifts": _shifts(plan),
        "work_hours_per_day": round(work_hours, 1),
        "staffed_hours_per_day": round(staffed_hours, 1),
        "load": round(work_hours / staffed_hours, 3) if staffed_hours > 0 else None,
        "origins": origins_count(scenario),
    }


def reading_text(reading: dict[str, Any], lang: str = "en") -> str:
    """The reading as a few lines, "ok" first."""
    days = counted("day", reading["days"], lang)
    lines = [
        f"{word('ok', lang)}: {reading['title'] or reading['scenario']}",
        *(f"  ! {warning}" for warning in reading["warnings"]),
        "  " + word("reading_days", lang, start=reading["start"], end=reading["end"], days=days, zone=reading["zone"]),
    ]
    for channel in CHANNEL_NAMES.values():
        volume = reading["contacts_per_day"].get(channel)
        if volume:
            words = {name: f"{value:,.0f}" for name, value in volume.items()}
            level = words["low"] == words["high"]
            mean = words["mean"] if level else word("volume", lang, **words)
            lines.append("  " + word(f"reading_{channel}", lang, volume=mean))
    for shift in reading["shifts"]:
        low, high = shift["staff_low"], shift["staff"]
        staff = str(high) if low == high else f"{low}-{high}"
        words = {**shift, "staff": staff, "days": counted("day", shift["days"], lang)}
        lines.append("  " + word("reading_shift" if shift["start"] else "reading_staff_file", lang, **words))
    if reading["work_hours_per_day"] > 0:
        lines += _load_lines(reading, lang)
    lines.append("  " + word("origins", lang, **reading["origins"]))
    return "\n".join(lines)


def _load_lines(reading: dict[str, Any], lang: str) -> list[str]:
    """The work of contacts against the hours of operators, and a warning where it is too much."""
    load = reading["load"]
    words = {
        "offered": f"{reading['work_hours_per_day']:,.0f}",
        "staffed": f"{reading['staffed_hours_per_day']:,.0f}",
        "ratio": word("no_data", lang) if load is None else percent(load),
    }
    lines = ["  " + word("reading_load", lang, **words)]
    if load is None or load > 1:
        lines.append("  ! " + word("reading_overload", lang))
    return lines


def _contacts_per_day(plan: Plan) -> dict[str, dict[str, float]]:
    """Expected first contacts per local day of the horizon, by channel."""
    starts = plan.calendar.day_starts_us
    volumes = {}
    for channel, name in CHANNEL_NAMES.items():
        total = np.zeros(plan.calendar.days)
        streams = [stream for stream in plan.streams if stream.channel == channel]
        for stream in streams:
            day = np.searchsorted(starts, stream.start_us, side="right") - 1
            inside = (day >= 0) & (day < len(total))
            total += np.bincount(day[inside], _counts(stream).sum(axis=1)[inside], minlength=len(total))
        if streams:
            found = (("mean", total.mean()), ("low", total.min()), ("high", total.max()))
            volumes[name] = {what: round(float(value), 1) for what, value in found}
    return volumes


def _counts(stream: StreamPlan) -> Reals:
    """Shape (n, types): what comes in each interval after self-service, incidents spread over the types they touch."""
    counts = stream.mean * (1 - stream.deflect)
    for incident in stream.incidents:
        counts[:, incident.type] += incident.cause_mean * incident.mean_size
    return np.asarray(counts)


def _work_us(plan: Plan) -> float:
    """Expected length of all work that comes in: talk and wrap-up of whoever may take it, each group by its size."""
    mean_us = _law_means(plan.laws)
    size = np.bincount(plan.person_group, minlength=len(plan.groups)).astype(float)
    direct = plan.direct_share[0]
    total = 0.0
    for stream in plan.streams:
        if stream.channel == TRANSFER:
            continue
        for kind, count in enumerate(_counts(stream).sum(axis=0)):
            line = plan.line_of[stream.channel, kind]
            weight = np.where(plan.preference[line] >= 0, size, 0.0) if line >= 0 else np.zeros(len(size))
            if count == 0 or weight.sum() == 0:
                continue
            talk, wrap_up, ticket = (
                mean_us[law[stream.channel, kind]] for law in (plan.talk_law, plan.wrap_up_law, plan.wrap_up_ticket_law)
            )
            each = talk + direct[kind] * wrap_up + (1 - direct[kind]) * ticket
            total += count * float((each * weight).sum() / weight.sum())
    return total


def _law_means(laws: Laws) -> Reals:
    """Mean length of each law; one zero more at the end, which the row number -1 (no law) finds."""
    points = (np.arange(POINTS) + 0.5) / POINTS
    plain: Callable[..., float] = getattr(quantile, "py_func", quantile)
    rows = zip(laws.kind.tolist(), laws.a.tolist(), laws.b.tolist(), laws.c.tolist(), strict=True)
    return np.array([*(float(np.mean([plain(*row, laws.table, u) for u in points])) for row in rows), 0.0])


def _staffed_us(plan: Plan) -> float:
    """Rostered time of operators inside the horizon, less breaks, time off the phone and the expected absence."""
    roster, end_us = plan.roster, plan.horizon_us
    shift_us = np.minimum(roster.duty_end_us, end_us) - roster.duty_start_us
    pause = (roster.kind == Duty.PAUSE_DUE) & (roster.time_us < end_us)
    away_us = np.bincount(roster.duty[pause], roster.length_us[pause], minlength=len(shift_us))
    operators = plan.person_group[roster.duty_person] < len(plan.scenario.operators)
    present = (1 - roster.duty_absence) * operators
    return float((np.maximum(shift_us - away_us, 0) * present).sum())


def _shifts(plan: Plan) -> list[dict[str, Any]]:
    """People per shift: the most on one date, the clock times, and on how many dates it is worked."""
    roster, units = plan.roster, unit_copies(plan.scenario)
    group = plan.person_group[roster.duty_person]
    date = day_of(roster.duty_entity)
    found = []
    for g, s in sorted(set(zip(group.tolist(), roster.duty_shift.tolist(), strict=True))):
        heads = np.unique(date[(group == g) & (roster.duty_shift == s)], return_counts=True)[1]
        name = plan.group_names[g]
        label, unit = units.get(name, (name, None))
        if unit is not None and unit.copies > 1:
            if name != f"{label} 1":
                continue
            label = f"{label} 1-{unit.copies}"
        staff = staff_of(plan, g)
        shift = staff.shifts.get(plan.shift_names[s]) if staff is not None else None
        found.append(
            {
                "group": label,
                "shift": plan.shift_names[s],
                "staff": int(heads.max()),
                "staff_low": int(heads.min()),
                "start": say_clock(shift.start) if shift else None,
                "end": say_clock(shift.end) if shift else None,
                "days": len(heads),
            }
        )
    return sorted(found, key=lambda row: (row["group"], row["start"] or "", row["shift"]))
