"""A fit of tickets as a scenario's file says it: its numbers, keys and origins, and the files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from sim.calendar.days import WEEKDAY_NAMES
from sim.calendar.lengths import MINUTE_US
from sim.fitting.hours import SeenHours
from sim.fitting.laws import CONFIDENCE
from sim.fitting.parameters import (
    NAMELESS,
    Half,
    Parameter,
    law_keys,
    law_parameters,
    share_keys,
    share_parameter,
    to_one,
    volume_keys,
    volume_parameters,
)
from sim.fitting.stages import Stage, UnitFit
from sim.fitting.tickets_fit import TicketFit
from sim.fitting.volumes import WIDTH_MINUTES
from sim.records.tickets import NEVER, TicketRecords
from sim.rules.codes import Urgency

Ints = npt.NDArray[np.int64]
TICKETS: Final = "tickets"
"""The stream of tickets that are not made of calls."""
DESK: Final = "dispatchers"
BACKLOG_FILE: Final = "backlog.csv"
LENGTHS_FILE: Final = "lengths.csv"
CREWS_FILE: Final = "crews.csv"
LATER: Final = {"dispatched": "dispatch", "accepted": "acceptance"}
"""Milestone -> the stage at which a ticket stands that has not reached it."""
NO_TIME: Final = {"law": "deterministic", "value": "1 s"}
"""What a dispatch takes where its stamps are not there."""


def half_of_tickets(fit: TicketFit) -> Half:
    """What the scenario has of tickets."""
    return Half(fit.records.name, fit.days, list(_parameters(fit)), _keys(fit), _origins(fit))


def lengths_frame(fit: TicketFit, random: np.random.Generator | None = None) -> pd.DataFrame:
    """Lengths of stages that no law is close to: `stage`, `seconds`, `ended` (1, or 0 for longer than that).

    With `random` they are of tickets drawn anew.
    """
    tables = []
    for key, one in _stages(fit):
        if one.is_empirical:
            seconds, ended = one.points(random)
            tables.append(pd.DataFrame({"stage": key, "seconds": seconds.round(3), "ended": ended.astype(int)}))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def crews_frame(fit: TicketFit, first_day: date, days: int) -> pd.DataFrame:
    """Crews at work in each interval of some days, a column for each unit: `time`, the units by name."""
    weekdays = [(first_day + timedelta(days=k)).weekday() for k in range(days)]
    people = {
        unit.name: np.concatenate([unit.crews[k] for k in weekdays]) for unit in fit.units if unit.crews is not None
    }
    width = timedelta(minutes=WIDTH_MINUTES)
    times = pd.date_range(pd.Timestamp(first_day), periods=days * (timedelta(days=1) // width), freq=width)
    return pd.DataFrame({"time": times.strftime("%Y-%m-%d %H:%M"), **people}) if people else pd.DataFrame()


def ticket_files(
    fit: TicketFit, first_day: date, days: int, random: np.random.Generator | None = None
) -> dict[str, pd.DataFrame]:
    """The files that the scenario of some days reads, by name; an empty table is none.

    With `random` lengths that are drawn as recorded are those of tickets drawn anew.
    """
    return {
        BACKLOG_FILE: backlog_frame(fit),
        LENGTHS_FILE: lengths_frame(fit, random),
        CREWS_FILE: crews_frame(fit, first_day, days),
    }


def _stages(fit: TicketFit) -> Iterable[tuple[str, Stage]]:
    """Each stage that was fitted, by its key path."""
    if fit.dispatch is not None:
        yield _dispatch_key(fit), fit.dispatch
    for unit in fit.units:
        if unit.acceptance is not None:
            yield f"units.{unit.name}.acceptance", unit.acceptance
        if unit.work is not None:
            yield f"units.{unit.name}.work", unit.work
        if unit.outside is not None:
            yield f"units.{unit.name}.outside.delay", unit.outside
        for name, one in unit.by_type.items():
            yield f"units.{unit.name}.by_type.{name or NAMELESS}.outside.delay", one


def _dispatch_key(fit: TicketFit) -> str:
    assert fit.desk_hours is not None
    return "tickets.dispatch.time" if fit.desk_hours.are_seen else "tickets.dispatch.smart.time"


def _parameters(fit: TicketFit) -> Iterable[Parameter]:
    if fit.volumes is not None:
        yield from volume_parameters(TICKETS, fit.volumes, "tickets")
        for name, share in fit.types.items():
            yield share_parameter(f"demand.{TICKETS}.types.{name}", share, "share of tickets")
    for name, share in fit.urgency.items():
        if len(fit.urgency) > 1:
            yield share_parameter(f"tickets.urgency.{name}", share, "share of tickets")
    for k, (kind, units) in enumerate(fit.routes.items()):
        for name, share in units.items():
            if len(units) > 1:
                how = "share of the type's tickets"
                yield share_parameter(f"tickets.routes.{k}.units.{name}", share, how, kind or NAMELESS)
    for k, kind in enumerate(fit.routes):
        for place, share in enumerate(fit.arms.get(kind, ())):
            how = "tickets by number of units"
            yield share_parameter(f"tickets.routes.{k}.arms.{place}", share, how, kind or NAMELESS)
    accuracy = "smart.accuracy" if _machine(fit) else "accuracy"
    for k, share in enumerate(fit.accuracy):
        yield share_parameter(f"tickets.dispatch.{accuracy}.{k}", share, "dispatches that were not undone")
    for unit in fit.units:
        if unit.outside_share is not None and unit.outside is not None and unit.outside.laws:
            key = f"units.{unit.name}.outside.share"
            yield share_parameter(key, unit.outside_share, "waited after the crew's work")
    for key, one in _stages(fit):
        if one.is_empirical:
            yield _middle(key, one)
        else:
            yield from law_parameters(key, one.laws, _how(one))
    yield from fit.facts


def _how(one: Stage) -> str:
    return "lengths in open hours, open tickets cut off" if one.in_hours else "lengths, open tickets cut off"


def _middle(key: str, one: Stage) -> Parameter:
    """The middle length where no law is close, with the interval that order statistics give."""
    seconds, ended = one.points()
    known = np.where(ended, seconds, np.inf)
    n = len(one.lengths.ended) + len(one.lengths.cut)
    reach = stats.norm.ppf((1 + CONFIDENCE) / 2) * 0.5 / np.sqrt(n)
    low, middle, high = np.quantile(known, [max(0.5 - reach, 0.0), 0.5, min(0.5 + reach, 1.0)], method="nearest")
    ends = float(middle), float(low), float(high)
    return Parameter(key, *ends, "s", n, "middle length, no law is close", "empirical", is_used=False)


def _machine(fit: TicketFit) -> bool:
    return fit.desk_hours is None or not fit.desk_hours.are_seen


def _keys(fit: TicketFit) -> dict[str, Any]:
    demand: dict[str, Any] = {}
    if fit.volumes is not None:
        demand[TICKETS] = {"channel": "transfer", **volume_keys(fit.volumes), "types": share_keys(fit.types)}
    dispatch = _dispatch_keys(fit)
    tickets: dict[str, Any] = {
        **({"urgency": share_keys(fit.urgency)} if len(fit.urgency) > 1 else {}),
        **({"dispatch": dispatch} if dispatch else {}),
        "routes": [_route_keys(fit, name) for name in fit.routes],
        "closed_at": "handled",
    }
    if len(fit.opened):
        tickets["backlog_file"] = {
            "file": BACKLOG_FILE, "id": "id", "type": "type", "urgency": "urgency", "unit": "unit", "stage": "stage",
            "received": "received", "stage_since": "stage_since",
        }  # fmt: skip
    desks: dict[str, Any] = {}
    if fit.desk_hours is not None and not _machine(fit):
        assert fit.dispatch is not None
        shift = {**_span(fit.desk_hours, "start", "end"), "staff": _in_hand(fit.records)}
        desks = {"desks": {DESK: {"shifts": {"day": shift}, "shift_end": "pause"}}}
    return {"demand": demand, "tickets": tickets, **desks, "units": {one.name: _unit_keys(one) for one in fit.units}}


def _route_keys(fit: TicketFit, name: str) -> dict[str, Any]:
    shares = to_one({str(k): one.share for k, one in enumerate(fit.arms.get(name, ()))})
    arms = {"arms": list(shares.values())} if shares else {}
    return {"types": [name], "units": share_keys(fit.routes[name]), **arms}


def _in_hand(records: TicketRecords) -> int:
    """Tickets received and not dispatched, at most at once: with so many people nobody waits for one."""
    received, sent = records.stamps["received"], records.stamps["dispatched"]
    there = sent != NEVER
    moments = np.concatenate([received[there], sent[there]])
    change = np.repeat([1, -1], int(there.sum()))
    return max(int(np.cumsum(change[np.lexsort((change, moments))]).max(initial=1)), 1)


def _dispatch_keys(fit: TicketFit) -> dict[str, Any]:
    """A desk in its hours where stamps show them, else a step that holds nobody; none without stamps and returns."""
    if fit.dispatch is None and not fit.accuracy:
        return {}
    accuracy = [round(one.share, 4) for one in fit.accuracy] or [1.0]
    if not _machine(fit):
        assert fit.dispatch is not None
        return {"by": DESK, "time": _law(_dispatch_key(fit), fit.dispatch), "accuracy": accuracy}
    time = NO_TIME if fit.dispatch is None else _law("tickets.dispatch.smart.time", fit.dispatch)
    return {"smart": {"time": time, "accuracy": accuracy}}


def _unit_keys(unit: UnitFit) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if unit.work is not None:
        file = {"file": CREWS_FILE, "staff": unit.name, "interval": f"{WIDTH_MINUTES} min", "repeat": "week"}
        found |= {"staff_file": file, "shift_end": "pause"}
    if unit.hours.are_seen:
        found["hours"] = _span(unit.hours, "open", "close")
    key = f"units.{unit.name}"
    if unit.acceptance is not None and unit.acceptance.laws:
        found["acceptance"] = _law(f"{key}.acceptance", unit.acceptance)
    if unit.work is not None and unit.work.laws:
        found["work"] = _law(f"{key}.work", unit.work)
    if unit.outside is not None and unit.outside.laws:
        share = {} if unit.outside_share is None else {"share": round(unit.outside_share.share, 4)}
        in_hours = {"in_hours": True} if unit.outside.in_hours else {}
        found["outside"] = {**share, "delay": _law(f"{key}.outside.delay", unit.outside), **in_hours}
    apart = {}
    for name, one in unit.by_type.items():
        law = _law(f"{key}.by_type.{name or NAMELESS}.outside.delay", one)
        apart[name or NAMELESS] = {"outside": {"delay": law, **({"in_hours": True} if one.in_hours else {})}}
    if apart:
        found["by_type"] = apart
    return found


def _span(hours: SeenHours, *keys: str) -> dict[str, Any]:
    """Opening, closing and days, as hours or as shifts have them."""
    days = [WEEKDAY_NAMES[k] for k in hours.days]
    span = dict(zip(keys, (_clock(hours.open_us), _clock(hours.close_us)), strict=True))
    return {**span, **({"days": days} if len(days) < 7 else {})}


def _clock(clock_us: int) -> str:
    minutes = clock_us // MINUTE_US
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _law(key: str, one: Stage) -> dict[str, Any]:
    if one.is_empirical:
        return {
            "law": "empirical", "file": LENGTHS_FILE, "column": "seconds", "where": {"stage": [key]}, "leave_out": [],
            "ended_where": {"ended": [1]}, "tail": "exponential",
        }  # fmt: skip
    return law_keys(one.laws[0])


def backlog_frame(fit: TicketFit) -> pd.DataFrame:
    """Tickets open when the file was made: `id`, `type`, `urgency`, `unit`, `stage`, `received`, `stage_since`."""
    records = fit.opened
    stage_now = np.full(len(records), "handling", dtype=object)
    since = records.received_us.copy()
    reached = np.zeros(len(records), dtype=np.bool_)
    types = np.array([name or NAMELESS for name in records.types], dtype=object)
    for milestone in reversed(fit.milestones[1:-1]):  # whatever stands behind a later stamp has been passed too
        there = records.stamp(milestone) != NEVER
        since = np.where(there & ~reached, records.stamp(milestone), since)
        reached |= there
        if milestone in LATER:
            stage_now[~reached] = LATER[milestone]
    units = np.array([name if len(records.units) > 1 else name or NAMELESS for name in records.units], dtype=object)
    urgencies = np.array([one.name.lower() for one in Urgency])
    return pd.DataFrame(
        {
            "id": records.id.astype(str), "type": types[records.type],
            "urgency": urgencies[records.urgency],
            "unit": np.where(stage_now == "dispatch", "", units[records.unit]),
            "stage": stage_now, "received": _written(records.received_us), "stage_since": _written(since),
        }
    )  # fmt: skip


def _written(local_us: Ints) -> Any:
    return pd.Series(local_us.astype("datetime64[us]")).dt.strftime("%Y-%m-%d %H:%M:%S")


def _origins(fit: TicketFit) -> dict[str, dict[str, str]]:
    name, found = fit.records.name, {}
    made = {"kind": "derived", "source": f"{name}: {len(fit.records):,} tickets"}
    if fit.volumes is not None:
        found[f"demand.{TICKETS}.profile"] = {"kind": "derived", "source": f"{name}: {fit.volumes.days} days"}
    found["tickets.routes"] = made
    end = fit.records.columns[fit.records.end_of_work]
    found["tickets.closed_at"] = {"kind": "derived", "source": f"{name}: column {end}"}
    if len(fit.opened):
        is_open = f"{name}: {len(fit.opened):,} tickets without an end"
        found["tickets.backlog_file"] = {"kind": "derived", "source": is_open}
    for unit in fit.units:
        source = f"{name}: {unit.hours.stamps:,} stamps, {unit.hours.inside:.0%} inside"
        hours = {"kind": "derived", "source": source} if unit.hours.are_seen else {
            "kind": "assumed", "source": f"{name}: its stamps show no office hours"
        }  # fmt: skip
        found[f"units.{unit.name}"] = hours
        if unit.crews is not None:
            least = f"{name}: at least so many were at work at once; put the roster in its place"
            found[f"units.{unit.name}.staff_file"] = {"kind": "assumed", "source": least}
    if fit.desk_hours is not None and fit.desk_hours.are_seen:
        found[f"desks.{DESK}"] = {"kind": "assumed", "source": "so many that no ticket waits for another"}
    return found
