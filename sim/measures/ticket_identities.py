"""What must hold of tickets in every run, checked from the raw rows by other computations than the measures use."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.logs.columns import Column, are
from sim.logs.run_log import RunLog
from sim.measures.contact_identities import and_more
from sim.rules.codes import NOT_YET, ArmState, Source, Stage, TicketState
from sim.rules.names import task_name
from sim.statistics.time_sums import exact_sum

Flags = npt.NDArray[np.bool_]
Rows = dict[str, Column]


def check_tickets(log: RunLog) -> list[str]:
    """The identities of tickets that a run violates, one sentence each; an empty list if it is sound.

    Notes
    -----
    Checked: every ticket is closed, withdrawn or open in one stage (no deadline removes one), and the contacts that
    became tickets are there; instants in order; each assignment ends once, a returned one is followed by another, and
    tickets and assignments tell the same; a joint ticket is handled with its last arm; tasks have their own names, are
    done or left in order; Little's law for the open tickets and for the tasks of each stage, exact in whole
    microseconds.
    """
    if len(log.tickets["ticket"]) == 0:
        return [] if len(log.assignments["ticket"]) + len(log.tasks["ticket"]) == 0 else ["tickets: the log is empty"]
    n = len(log.tickets["ticket"])
    if not np.array_equal(log.tickets["ticket"], np.arange(n)):
        return ["tickets: their numbers are not 0, 1, 2, ... without gaps"]
    for rows in (log.assignments, log.tasks):
        if len(rows["ticket"]) and not 0 <= int(rows["ticket"].min()) <= int(rows["ticket"].max()) < n:
            return ["tickets: an assignment or a task is of a ticket that is not there"]
    return [
        *_states(log),
        *_contacts(log),
        *_milestones(log),
        *_assignments(log),
        *_redispatches(log),
        *_joint(log),
        *_tasks(log),
        *_little(log),
    ]


def _states(log: RunLog) -> list[str]:
    """Tickets in = closed + withdrawn + open by state."""
    t = log.tickets
    state, closed, withdrawn = t["state"], t["closed_us"] != NOT_YET, t["withdrawn_us"] != NOT_YET
    known = np.isin(state, [int(one) for one in TicketState])
    new_us = t["received_us"][~are(t["source"], Source.BACKLOG)]
    return [
        *_say(~known, "ticket", "is in no known state"),
        *_say(closed & withdrawn, "ticket", "is closed and withdrawn at once"),
        *_say(closed != are(state, TicketState.CLOSED), "ticket", "has a closing time that does not fit its state"),
        *_say(withdrawn != are(state, TicketState.WITHDRAWN), "ticket", "has a withdrawal that does not fit its state"),
        *_say(np.diff(new_us, prepend=0) < 0, "new ticket", "is out of order"),
    ]


def _contacts(log: RunLog) -> list[str]:
    """Contacts that became tickets, merged ones included, are those not answered directly."""
    t, c = log.tickets, log.contacts
    made = int(np.count_nonzero((c["direct"] == 0) & (c["wrap_up_end_us"] != NOT_YET)))
    of_contact = np.isin(t["source"], (Source.CALL, Source.MESSAGE))
    stands_for = int(t["requests"][of_contact].sum())
    found = (
        [] if made == stands_for else [f"tickets: {made} contacts became tickets, but tickets stand for {stands_for}"]
    )
    found += _say(of_contact != (t["contact"] != NOT_YET), "ticket", "has a contact that does not fit its source")
    end = np.full(max(int(t["contact"].max()), int(c["contact"].max(initial=0))) + 1, NOT_YET, dtype=np.int64)
    end[c["contact"]] = c["wrap_up_end_us"]
    wrong = of_contact & (end[t["contact"]] != t["received_us"])
    return found + _say(wrong, "ticket", "was not received when its contact's wrap-up ended")


def _milestones(log: RunLog) -> list[str]:
    """Milestones of tickets that were never reopened come in order; all lie within the run."""
    t, begin_us, horizon_us = log.tickets, log.plan.calendar.begin_us, log.plan.horizon_us
    found: list[str] = []
    once = t["handlings"] <= 1
    latest = t["received_us"]
    backlog = are(t["source"], Source.BACKLOG)
    found += _say((latest > horizon_us) | (~backlog & (latest < begin_us)), "ticket", "was received outside the run")
    for name in ("confirmed_us", "audited_us", "dispatched_us", "accepted_us", "handled_us", "reviewed_us"):
        known = t[name] != NOT_YET
        late = (t[name] > horizon_us) | (once & (t[name] < latest))
        found += _say(known & late, "ticket", f"has {name} out of order")
        latest = np.where(known, np.maximum(latest, t[name]), latest)
    steps = np.stack(
        [t[name] for name in ("received_us", "dispatched_us", "handled_us", "reviewed_us", "followed_up_us")]
    )
    # A ticket of the starting backlog may have nothing left to do.
    closed = (t["closed_us"] != NOT_YET) & ~(backlog & (t["closed_us"] == begin_us))
    silent = t["silent_since_us"] != NOT_YET
    at_one = (steps == t["closed_us"]).any(axis=0)
    found += _say(closed & ~silent & ~at_one, "ticket", "was closed at none of its milestones")
    found += _say(closed & silent & (t["closed_us"] <= t["silent_since_us"]), "ticket", "was closed before its silence")
    found += _say(silent & ~backlog & ~(steps == t["silent_since_us"]).any(axis=0), "ticket", "was silent too early")
    found += _say(are(t["state"], TicketState.SILENCE) & ~silent, "ticket", "is in a silence that never began")
    found += _say((t["withdrawn_us"] > horizon_us), "ticket", "was withdrawn after the end")
    found += _say((t["satisfied"] != NOT_YET) & (t["reached"] != 1), "ticket", "has an opinion of nobody")
    return found


def _assignments(log: RunLog) -> list[str]:
    """Each assignment ends once, in one way."""
    a, horizon_us = log.assignments, log.plan.horizon_us
    state, ended, returned = a["state"], a["ended_us"], a["returned_us"]
    is_returned, is_handled = are(state, ArmState.RETURNED), are(state, ArmState.HANDLED)
    claims = {
        "ended at no instant, or the reverse": are(state, ArmState.OPEN) != (ended == NOT_YET),
        "ended before it was dispatched, or after the run": (ended != NOT_YET)
        & ((ended < a["dispatched_us"]) | (ended > horizon_us)),
        "was returned at another instant than its end": is_returned & (returned != ended),
        "was returned, but did not end so": (returned != NOT_YET) & ~is_returned,
        "was returned by the right unit": is_returned & (a["right"] == 1),
        "was handled by a wrong unit": is_handled & (a["right"] == 0),
        "was accepted by a wrong unit": (a["accepted_us"] != NOT_YET) & (a["right"] == 0),
        "was handled without being accepted": is_handled & (a["accepted_us"] == NOT_YET),
        "was worked on before it was accepted": (a["started_us"] != NOT_YET) & (a["started_us"] < a["accepted_us"]),
        "ended before its crew was done": is_handled & (a["worked_us"] != NOT_YET) & (ended < a["worked_us"]),
    }
    return [sentence for claim, wrong in claims.items() for sentence in _say(wrong, "assignment", claim)]


def _redispatches(log: RunLog) -> list[str]:
    """Dispatches of an arm are numbered without gaps, each after the return of the one before; counts agree."""
    a, t = log.assignments, log.tickets
    same = np.zeros(len(a["ticket"]), dtype=np.bool_)
    same[1:] = (
        (a["ticket"][1:] == a["ticket"][:-1])
        & (a["handling"][1:] == a["handling"][:-1])
        & (a["arm"][1:] == a["arm"][:-1])
    )
    before = {name: np.roll(a[name], 1) for name in ("dispatch", "returned_us")}
    wrong = a["dispatch"] != np.where(same, before["dispatch"] + 1, 0)
    early = same & ((before["returned_us"] == NOT_YET) | (a["dispatched_us"] < before["returned_us"]))
    n = len(t["ticket"])
    made = np.bincount(a["ticket"], minlength=n)
    returned = np.bincount(a["ticket"][are(a["state"], ArmState.RETURNED)], minlength=n)
    return [
        *_say(wrong, "assignment", "has a number out of sequence"),
        *_say(early, "assignment", "was dispatched again before it was returned"),
        *_say(t["dispatches"] != made, "ticket", "counts other dispatches than its assignments"),
        *_say(t["returns"] != returned, "ticket", "counts other returns than its assignments"),
    ]


def _joint(log: RunLog) -> list[str]:
    """A ticket is handled when the last arm of its last handling is, and every arm of the first one is there."""
    a, t = log.assignments, log.tickets
    n = len(t["ticket"])
    last_end = np.full(n, NOT_YET, dtype=np.int64)
    is_handled = are(a["state"], ArmState.HANDLED)
    np.maximum.at(last_end, a["ticket"][is_handled], a["ended_us"][is_handled])
    in_hand = np.bincount(a["ticket"][are(a["state"], ArmState.OPEN)], minlength=n) > 0
    still = in_hand | (t["withdrawn_us"] != NOT_YET) | are(t["state"], TicketState.DISPATCH)
    still |= are(t["state"], TicketState.HANDLING) | (last_end == NOT_YET)
    first = is_handled & (a["handling"] == 0)
    arms = np.bincount(a["ticket"][first], minlength=n)
    sent = np.bincount(a["ticket"][a["handling"] == 0], minlength=n) > 0
    through = (t["handled_us"] != NOT_YET) & sent
    return [
        *_say(~still & (t["handled_us"] != last_end), "ticket", "was not handled when its last arm was"),
        *_say(through & (arms != t["arms"]), "ticket", "was handled by other arms than it has"),
    ]


def _tasks(log: RunLog) -> list[str]:
    """Tasks have the name that their parts make, one each, and their instants come in order."""
    k, horizon_us = log.tasks, log.plan.horizon_us
    parts = (k[part].astype(np.int64) for part in ("ticket", "handling", "stage", "arm", "visit"))
    name = task_name(*parts)  # type: ignore[arg-type]  # columns
    found = _say(k["task"] != name, "task", "has a name that its parts do not make")
    found += _say(np.diff(np.sort(k["task"]), prepend=NOT_YET) == 0, "task", "has the name of another")
    latest = k["queued_us"]
    for column in ("started_us", "resumed_us", "ended_us", "left_us"):
        known = k[column] != NOT_YET
        found += _say(known & ((k[column] < latest) | (k[column] > horizon_us)), "task", f"has {column} out of order")
        latest = np.where(known, np.maximum(latest, k[column]), latest)
    claims = {
        "was done by nobody": (k["started_us"] != NOT_YET) & (k["person"] == NOT_YET),
        "ended, but never started": (k["ended_us"] != NOT_YET) & (k["started_us"] == NOT_YET),
        "was done, and left its line undone": (k["ended_us"] != NOT_YET) & (k["left_us"] != NOT_YET),
    }
    return found + [sentence for claim, wrong in claims.items() for sentence in _say(wrong, "task", claim)]


def _little(log: RunLog) -> list[str]:
    """The integrals of the numbers open and waiting, between entries and exits, are the sums of the times."""
    t, k, begin_us, horizon_us = log.tickets, log.tasks, log.plan.calendar.begin_us, log.plan.horizon_us
    out = np.maximum(t["closed_us"], t["withdrawn_us"])
    spells = {"open tickets": (np.maximum(t["received_us"], begin_us), np.where(out == NOT_YET, horizon_us, out))}
    first_out = np.where(k["started_us"] != NOT_YET, k["started_us"], k["left_us"])
    end = np.maximum(k["ended_us"], k["left_us"])
    for stage in Stage:
        mine = are(k["stage"], stage)
        until = {"waiting": first_out[mine], "waiting or in work": end[mine]}
        spells |= {
            f"{stage.name.lower()}s {what}": (k["queued_us"][mine], np.where(out == NOT_YET, horizon_us, out))
            for what, out in until.items()
        }
    found = []
    for what, (start, until_us) in spells.items():
        area_us, lowest = sweep(start, until_us)
        times_us = exact_sum(until_us - start)
        if area_us != times_us or lowest < 0:
            found.append(
                f"{what}: the integral of their number is {area_us} microseconds, the sum of their times {times_us} "
                "(Little's law)"
            )
    return found


def sweep(start_us: Column, end_us: Column) -> tuple[int, int]:
    """Integral and lowest value of the number of spells under way."""
    # The number is that of the entries so far less that of the exits: the integral lies between their two staircases.
    area_us = exact_sum(end_us) - exact_sum(start_us)
    if not np.count_nonzero(end_us < start_us):
        return area_us, 0
    # Entries before exits at one instant, so that a wait of no length does not count below zero.
    changes = np.sort(np.concatenate([start_us << 1, end_us << 1 | 1]), kind="stable")
    return area_us, int(np.cumsum(1 - 2 * (changes & 1)).min())


def _say(wrong: Flags, what: str, claim: str) -> list[str]:
    if not wrong.any():
        return []
    return [f"{what} {int(np.flatnonzero(wrong)[0])} {claim}{and_more(int(np.count_nonzero(wrong)))}"]
