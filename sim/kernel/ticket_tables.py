"""The ticket half of a plan as tables for the loop; empty ones where a scenario ends with the call."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.kernel.records import empty, filled, one_record, records, stacked
from sim.plan.clocks import OfficeHours
from sim.plan.plan import Floats, Ints, Plan
from sim.plan.ticket_plan import TicketPlan
from sim.rules.codes import NOT_YET
from sim.workload import Workload

TICKET = (
    "id request stream type entity name_key known_unit urgency stands area source contact requests received_us "
    "confirmed_us audited_us dispatched_us accepted_us handled_us reviewed_us followed_up_us closed_us withdrawn_us "
    "long_term_us due_us state arms right_first dispatches returns handling tries reached satisfied reminders "
    "supervised_us is_extended chase_ups is_over is_late is_supervised clock limit_length_us pauses paused_at_us "
    "suspended_due_us chase_due_us watched_us open_arms first_task tasks after "
    "at_unit waits_since_us left_us stands_still_from_us"
)
ARM = (
    "right_unit dispatches answers_us has_call handling dispatch unit by_machine is_right dispatched_us accept_due_us "
    "accepted_us returned_us started_us worked_us ended_us state"
)
"""An arm, and its present assignment from `handling` on; arm k of the ticket in slot s is row s * most_arms + k."""
UNIT = "acceptance_law notice_law outside_law outside_in_hours"
BACKLOG = "type urgency stage unit received_us due_us entity name_key area at_unit waits_since_us left_us"
CAUSE = "ticket number"
PATH = (
    "has_dispatch by_people machine_from_us machine_law max_returns has_follow_up unreached_law tries gap_us "
    "has_reopening reopens_to_dispatch reopens_all_arms closed_at starts_at pauses_in_confirm pauses_in_outside "
    "pauses_in_follow_up extension_clock extension_amount acts gap_law chase_talk_law chase_wrap_up_law "
    "withdrawal_law long_term_law most_arms areas"
)
"""What tickets go through, in whole numbers."""
PATH_SHARES = (
    "confirmed machine hand_over_below followed_up unreached satisfied_in_time satisfied_late extension speed_up "
    "withdrawal long_term"
)
"""The same in shares."""

HANDLED, REVIEWED, FOLLOWED_UP = 0, 1, 2
RECEIPT, NEXT_DAY, DISPATCH, ACCEPTANCE = 0, 1, 2, 3
CLOSED_AT: Final = {"handled": HANDLED, "reviewed": REVIEWED, "followed_up": FOLLOWED_UP}
STARTS_AT: Final = {"receipt": RECEIPT, "next_day": NEXT_DAY, "dispatch": DISPATCH, "acceptance": ACCEPTANCE}


def ticket_tables(plan: Plan, workload: Workload) -> dict[str, Any]:
    """All tables of the ticket half, by their names in `State`."""
    part = plan.tickets
    if part is None:
        return _no_tickets(workload)
    units, closure, dispatch, reopen = part.units, part.closure, part.dispatch, part.reopen
    hours, unit_hours = _different([unit.hours for unit in units] + [part.office])
    cause_of, causes, merge = _causes(plan, workload)
    backlog = part.backlog
    none = np.full_like(part.acceptance.clock, NOT_YET)
    return {
        "path": one_record(PATH, _path(part)),
        "path_shares": one_record(PATH_SHARES, _shares(part), np.float64),
        "ticket": records(TICKET, 0),
        "arm": records(ARM, 0),
        "unit": filled(
            UNIT,
            [unit.acceptance_law for unit in units],
            [unit.notice_law for unit in units],
            [unit.outside_law for unit in units],
            [int(unit.outside_in_hours) for unit in units],
        ),
        "backlog": filled(
            BACKLOG, backlog.type, backlog.urgency, backlog.stage, backlog.unit, backlog.received_us, backlog.due_us,
            backlog.entity, backlog.name_key, backlog.area, backlog.at_unit, backlog.waits_since_us, backlog.left_us,
        ),
        "cause": records(CAUSE, causes, NOT_YET),
        "cause_of": cause_of,
        "merge_share": merge,
        "urgency_up_to": part.urgency_up_to,
        "area_up_to": part.area_up_to,
        "route_of": part.routes.of,
        "unit_share": part.routes.unit_share,
        "arms_up_to": part.routes.arms_up_to,
        "accuracy": dispatch.accuracy if dispatch is not None else empty(0, 0, of=np.float64),
        "machine_accuracy": dispatch.machine_accuracy if dispatch is not None else empty(0, 0, of=np.float64),
        "travel_law": stacked([unit.travel_law for unit in units]),
        "work_law": stacked([unit.work_law for unit in units]),
        "outside_share": np.array([unit.outside_share for unit in units]),
        "acceptance_clock": part.acceptance.clock,
        "acceptance_amount": part.acceptance.amount,
        "closure_clock": closure.limits.clock if closure is not None else none,
        "closure_amount": closure.limits.amount if closure is not None else none,
        "reminder_share": np.array(part.supervision.reminders, dtype=np.float64),
        "day_up_to": part.chase_up.day_up_to if part.chase_up is not None else empty(0, of=np.float64),
        "reopen_share": reopen.share if reopen is not None else empty(0, of=np.float64),
        "task_law": part.task_law,
        "task_line": part.task_line,
        "unit_line": part.unit_line,
        "all_midnights_us": part.midnight_us,
        "hours_of": unit_hours,
        **_hours(hours),
    }  # fmt: skip


def _no_tickets(workload: Workload) -> dict[str, Any]:
    floats: dict[str, Floats] = {
        name: empty(0, 0, of=np.float64)
        for name in ("urgency_up_to", "unit_share", "arms_up_to", "accuracy", "machine_accuracy")
    } | {
        name: empty(0, of=np.float64)
        for name in ("merge_share", "area_up_to", "outside_share", "reminder_share", "day_up_to", "reopen_share")
    }
    tables = ("acceptance_clock", "acceptance_amount", "closure_clock", "closure_amount")
    ints: dict[str, Ints] = {
        name: empty(0, 0)
        for name in (*tables, "route_of", "travel_law", "work_law", "task_law", "task_line", "unit_line")
    }
    return {
        "path": one_record(PATH, [NOT_YET] * (len(PATH.split()) - 2) + [0, 0]),
        "path_shares": one_record(PATH_SHARES, [0.0] * len(PATH_SHARES.split()), np.float64),
        "ticket": records(TICKET, 0),
        "arm": records(ARM, 0),
        "unit": records(UNIT, 0),
        "backlog": records(BACKLOG, 0),
        "cause": records(CAUSE, 0),
        "cause_of": empty(0),
        **floats,
        **ints,
        "all_midnights_us": empty(0),
        "hours_of": empty(0),
        **_hours([]),
    }


def _path(part: TicketPlan) -> list[int]:
    dispatch, follow_up, reopen, closure = part.dispatch, part.follow_up, part.reopen, part.closure
    chase_up = part.chase_up
    pauses_in = closure.pauses_in if closure is not None else frozenset()
    return [
        int(dispatch is not None),
        int(dispatch is not None and dispatch.by_people),
        dispatch.machine_from_us if dispatch is not None else NOT_YET,
        dispatch.machine_law if dispatch is not None else NOT_YET,
        dispatch.max_returns if dispatch is not None else NOT_YET,
        int(follow_up is not None),
        follow_up.unreached_law if follow_up is not None else NOT_YET,
        follow_up.tries if follow_up is not None else 0,
        follow_up.gap_us if follow_up is not None else 0,
        int(reopen is not None),
        int(reopen is not None and reopen.to_dispatch),
        int(reopen is not None and reopen.all_arms),
        CLOSED_AT[part.closed_at],
        STARTS_AT[closure.start] if closure is not None else NOT_YET,
        int("confirm" in pauses_in),
        int("outside" in pauses_in),
        int("follow_up" in pauses_in),
        closure.extension_clock if closure is not None else NOT_YET,
        closure.extension_amount if closure is not None else 0,
        int(part.supervision.acts),
        chase_up.gap_law if chase_up is not None else NOT_YET,
        chase_up.talk_law if chase_up is not None else NOT_YET,
        chase_up.wrap_up_law if chase_up is not None else NOT_YET,
        part.withdrawal_law,
        part.long_term_law,
        _most_arms(part.routes.arms_up_to),
        len(part.area_up_to),
    ]


def _shares(part: TicketPlan) -> list[float]:
    dispatch, follow_up = part.dispatch, part.follow_up
    return [
        part.confirm_share,
        dispatch.machine_share if dispatch is not None else 0.0,
        dispatch.hand_over_below if dispatch is not None else 0.0,
        follow_up.share if follow_up is not None else 0.0,
        follow_up.unreached if follow_up is not None else 0.0,
        follow_up.satisfied_in_time if follow_up is not None else 0.0,
        follow_up.satisfied_late if follow_up is not None else 0.0,
        part.closure.extension_share if part.closure is not None else 0.0,
        part.supervision.speed_up,
        part.withdrawal_share,
        part.long_term_share,
    ]


def _most_arms(arms_up_to: Floats) -> int:
    """The most arms that any ticket can have."""
    return max((1 + int(np.searchsorted(row, row[-1])) for row in arms_up_to), default=0)


def _causes(plan: Plan, workload: Workload) -> tuple[Ints, int, Floats]:
    """Number of the cause of each request that may join another's ticket (else -1), how many there are, and the chance.

    Members of an incident share all of their name but the last twelve bits. No rows where nothing joins anything.
    """
    merges = {incident.name_key: incident.merge for stream in plan.streams for incident in stream.incidents}
    if not any(merges.values()):
        return empty(0), 0, empty(0, of=np.float64)
    merge = np.zeros(len(workload.arrival_us))
    for key, share in merges.items():
        merge[workload.name_key == key] = share
    rows = np.flatnonzero(merge > 0)
    cause_of = np.full(len(workload.arrival_us), NOT_YET, dtype=np.int64)
    names = np.stack([workload.name_key[rows], workload.entity[rows] >> 12], axis=1)
    found, number = np.unique(names, axis=0, return_inverse=True)
    cause_of[rows] = number.reshape(-1)
    share_of = np.zeros(len(found))
    share_of[number.reshape(-1)] = merge[rows]
    return cause_of, len(found), share_of


def _different(all_hours: list[OfficeHours]) -> tuple[list[OfficeHours], Ints]:
    """Each opening table once, and which of them each office has."""
    number: dict[tuple[bytes, bytes, bytes], int] = {}
    kept: list[OfficeHours] = []
    of = []
    for hours in all_hours:
        key = hours.open_us.tobytes(), hours.close_us.tobytes(), hours.closing_us.tobytes()
        if key not in number:
            number[key] = len(kept)
            kept.append(hours)
        of.append(number[key])
    return kept, np.array(of, dtype=np.int64)


def _hours(kept: list[OfficeHours]) -> dict[str, Ints]:
    def joined(name: str) -> Ints:
        return np.concatenate([empty(0), *(getattr(hours, name) for hours in kept)])

    names = ("open_us", "close_us", "before_us", "closing_us", "closing_day_us")
    return {
        "hours_at": np.cumsum([0, *(len(hours.open_us) for hours in kept)], dtype=np.int64),
        "hours_day_at": np.cumsum([0, *(len(hours.closing_us) for hours in kept)], dtype=np.int64),
        **{name: joined(name) for name in names},
    }
