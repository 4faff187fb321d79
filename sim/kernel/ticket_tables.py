"""The ticket half of a plan as tables for the loop; where a scenario ends with the call, only what says so."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.kernel.records import empty, filled, one_record, records, stacked
from sim.kernel.ticket import BacklogRow, OneCause, Path, PathShares, Unit
from sim.plans.clocks import OfficeHours
from sim.plans.plan import Floats, Ints, Plan
from sim.plans.ticket_plan import TicketPlan
from sim.rules.codes import NOT_YET, Standstill
from sim.workload import Workload


def ticket_tables(plan: Plan) -> dict[str, Any]:
    """The tables of the ticket half, by their names in `State`; those that stay empty are left out."""
    part = plan.tickets
    if part is None:
        without = dict.fromkeys(Path.__annotations__, NOT_YET) | {"most_arms": 0, "areas": 0}
        return {
            "path": one_record(Path, without),
            "path_shares": one_record(PathShares, dict.fromkeys(PathShares.__annotations__, 0.0)),
            **_hours([]),
        }
    units, closure, dispatch, reopen, routes = part.units, part.closure, part.dispatch, part.reopen, part.routes
    hours, unit_hours = _different([unit.hours for unit in units] + [part.office])
    backlog = part.backlog
    pauses_in = closure.pauses_in if closure is not None else frozenset()
    # The loop always asks by type and urgency: without limits every answer is 'none'.
    none = np.full_like(part.acceptance.clock, NOT_YET)
    tables = {
        "path": one_record(Path, _path(part)),
        "path_shares": one_record(PathShares, _shares(part)),
        "unit": filled(Unit, len(units), {
            name: [int(getattr(unit, name)) for unit in units] for name in Unit.__annotations__
        }),
        "backlog": filled(BacklogRow, len(backlog.type), {
            name: getattr(backlog, name) for name in BacklogRow.__annotations__
        }),
        "urgency_up_to": part.urgency_up_to,
        "area_up_to": part.area_up_to,
        "route_of": routes.of,
        "unit_choice": routes.choice,
        "unit_share": routes.unit_share,
        "unit_weight": routes.unit_weight,
        "unit_given": np.zeros(routes.unit_share.shape, dtype=np.int64),
        "unit_load": backlog.at_units(len(units)),
        "arms_up_to": routes.arms_up_to,
        "travel_law": stacked([unit.travel_law for unit in units]),
        "work_law": stacked([unit.work_law for unit in units]),
        "outside_law": stacked([unit.outside_law for unit in units]),
        "outside_share": stacked([unit.outside_share for unit in units], of=np.float64),
        "outside_in_hours": stacked([unit.outside_in_hours for unit in units]),
        "acceptance_clock": part.acceptance.clock,
        "acceptance_amount": part.acceptance.amount,
        "closure_clock": closure.limits.clock if closure is not None else none,
        "closure_amount": closure.limits.amount if closure is not None else none,
        "pauses_in": np.array([state in pauses_in for state in Standstill], dtype=np.int64),
        "silence_law": part.silence_law,
        "reminder_share": np.array(part.supervision.reminders, dtype=np.float64),
        "task_law": part.task_law,
        "task_line": part.task_line,
        "unit_line": part.unit_line,
        "all_midnights_us": part.midnight_us,
        "hours_of": unit_hours,
        **_hours(hours),
    }  # fmt: skip
    if dispatch is not None:
        tables |= {"accuracy": dispatch.accuracy, "machine_accuracy": dispatch.machine_accuracy}
    if part.chase_up is not None:
        tables["day_up_to"] = part.chase_up.day_up_to
    if reopen is not None:
        tables["reopen_share"] = reopen.share
    return tables


def _path(part: TicketPlan) -> dict[str, int]:
    dispatch, follow_up, reopen, closure = part.dispatch, part.follow_up, part.reopen, part.closure
    chase_up = part.chase_up
    return {
        "has_dispatch": int(dispatch is not None),
        "by_people": int(dispatch is not None and dispatch.by_people),
        "machine_from_us": dispatch.machine_from_us if dispatch is not None else NOT_YET,
        "machine_law": dispatch.machine_law if dispatch is not None else NOT_YET,
        "max_returns": dispatch.max_returns if dispatch is not None else NOT_YET,
        "has_follow_up": int(follow_up is not None),
        "unreached_law": follow_up.unreached_law if follow_up is not None else NOT_YET,
        "tries": follow_up.tries if follow_up is not None else 0,
        "gap_us": follow_up.gap_us if follow_up is not None else 0,
        "has_reopening": int(reopen is not None),
        "reopens_to_dispatch": int(reopen is not None and reopen.to_dispatch),
        "reopens_all_arms": int(reopen is not None and reopen.all_arms),
        "closed_at": part.closed_at,
        "starts_at": closure.start if closure is not None else NOT_YET,
        "extension_clock": closure.extension_clock if closure is not None else NOT_YET,
        "extension_amount": closure.extension_amount if closure is not None else 0,
        "acts": int(part.supervision.acts),
        "gap_law": chase_up.gap_law if chase_up is not None else NOT_YET,
        "chase_talk_law": chase_up.talk_law if chase_up is not None else NOT_YET,
        "chase_wrap_up_law": chase_up.wrap_up_law if chase_up is not None else NOT_YET,
        "withdrawal_law": part.withdrawal_law,
        "long_term_law": part.long_term_law,
        "most_arms": _most_arms(part.routes.arms_up_to),
        "areas": len(part.area_up_to),
    }


def _shares(part: TicketPlan) -> dict[str, float]:
    dispatch, follow_up = part.dispatch, part.follow_up
    return {
        "confirmed": part.confirm_share,
        "machine": dispatch.machine_share if dispatch is not None else 0.0,
        "hand_over_below": dispatch.hand_over_below if dispatch is not None else 0.0,
        "followed_up": follow_up.share if follow_up is not None else 0.0,
        "silent": part.silence_share,
        "unreached": follow_up.unreached if follow_up is not None else 0.0,
        "satisfied_in_time": follow_up.satisfied_in_time if follow_up is not None else 0.0,
        "satisfied_late": follow_up.satisfied_late if follow_up is not None else 0.0,
        "extension": part.closure.extension_share if part.closure is not None else 0.0,
        "speed_up": part.supervision.speed_up,
        "withdrawal": part.withdrawal_share,
        "long_term": part.long_term_share,
    }


def _most_arms(arms_up_to: Floats) -> int:
    """The most arms that any ticket can have."""
    return max((1 + int(np.searchsorted(row, row[-1])) for row in arms_up_to), default=0)


def cause_tables(plan: Plan, workload: Workload) -> dict[str, Any]:
    """The causes whose requests may join another's ticket: which is whose, and the chance; none where nothing joins.

    Members of an incident share all of their name but the last twelve bits.
    """
    merges = {incident.name_key: incident.merge for stream in plan.streams for incident in stream.incidents}
    if plan.tickets is None or not any(merges.values()):
        return {}
    merge = np.zeros(len(workload.arrival_us))
    for key, share in merges.items():
        merge[workload.name_key == key] = share
    rows = np.flatnonzero(merge > 0)
    cause_of = np.full(len(workload.arrival_us), NOT_YET, dtype=np.int64)
    names = np.stack([workload.name_key[rows], workload.entity[rows] >> 12], axis=1)
    # Causes by number, so that the loop looks one up instead of searching.
    found, number = np.unique(names, axis=0, return_inverse=True)
    cause_of[rows] = number.reshape(-1)
    share_of = np.zeros(len(found))
    share_of[number.reshape(-1)] = merge[rows]
    return {"cause": records(OneCause, len(found), NOT_YET), "cause_of": cause_of, "merge_share": share_of}


def _different(all_hours: list[OfficeHours]) -> tuple[list[OfficeHours], Ints]:
    """Each opening table once, and which of them each office has."""
    number: dict[tuple[bytes, bytes, bytes], int] = {}
    kept: list[OfficeHours] = []
    of = []
    for hours in all_hours:
        # Copies of a unit, and most others, share their hours: a table for each would be years of days, times hundreds.
        key = hours.open_us.tobytes(), hours.close_us.tobytes(), hours.closing_us.tobytes()
        if key not in number:
            number[key] = len(kept)
            kept.append(hours)
        of.append(number[key])
    return kept, np.array(of, dtype=np.int64)


def _hours(kept: list[OfficeHours]) -> dict[str, Ints]:
    # All tables end to end: compiled code knows no lists of arrays.
    def joined(name: str) -> Ints:
        return np.concatenate([empty(0), *(getattr(hours, name) for hours in kept)])

    names = ("open_us", "close_us", "before_us", "closing_us", "closing_day_us")
    return {
        "hours_at": np.cumsum([0, *(len(hours.open_us) for hours in kept)], dtype=np.int64),
        "hours_day_at": np.cumsum([0, *(len(hours.closing_us) for hours in kept)], dtype=np.int64),
        **{name: joined(name) for name in names},
    }
