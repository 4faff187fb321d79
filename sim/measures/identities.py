"""What must hold in every run, checked from the raw rows by other computations than the measures use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.logs.columns import are
from sim.logs.run_log import RunLog
from sim.measures.raw_histories import Histories, Spells, one_number
from sim.measures.run import Measures
from sim.measures.ticket_identities import and_more, check_tickets
from sim.measures.work import operator_groups
from sim.rules.codes import NOT_YET, Cause, Channel, Outcome
from sim.statistics.time_sums import HOUR_US, SECOND_US, exact_sum

Flags = npt.NDArray[np.bool_]

ROUNDING = 1e-14
"""Two roads to the same number differ by no more than a few last digits."""


def check_identities(log: RunLog, measures: Measures | None = None) -> list[str]:
    """The identities that a run violates, one sentence each; an empty list if it is sound.

    Parameters
    ----------
    log
        The run.
    measures
        Its measures, to be held against the same sums found by sweeps over the log.

    Notes
    -----
    Checked: every call has one end (attempts = answered + abandoned + blocked + closed + waiting); each row's instants
    in order; tries of a request without gaps; Little's law, exact in whole microseconds; busy time is talk, wrap-up,
    tasks and stretches; nobody works on two things at once, nor starts work off shift or on a break; on-duty times of
    a person do not overlap; and all that `sim.measures.ticket_identities` asks of tickets.
    """
    return _violations(Histories(log), measures)


def _violations(seen: Histories, measures: Measures | None) -> list[str]:
    return [
        *([] if measures is None else _agree(seen, measures)),
        *_flow(seen.log),
        *_order(seen),
        *_tries(seen),
        *_little(seen),
        *_busy(seen),
        *_on_shift(seen),
        *_overlaps(seen.duty, "is on duty twice at once"),
        *check_tickets(seen.log),
    ]


CLAIMED = ("attempts", "mean_wait", "occupancy", "person_hours")
"""Measures that are held against the log."""


@dataclass(frozen=True)
class Balance:
    """Both sides of the identities of a run.

    Attributes
    ----------
    attempts, ends
        Calls, and how many of them ended in each way (by outcome).
    queue_us, waits_us
        Integral of the number waiting over time, and the sum of all waits: Little's law.
    busy_us, phases_us
        Time in which people are busy, by a sweep over each one's day, and talk, wrap-up and stretches added up.
    violations
        What does not hold, one sentence each.
    """

    attempts: int
    ends: dict[str, int]
    queue_us: int
    waits_us: int
    busy_us: int
    phases_us: int
    violations: list[str]


def balance(log: RunLog, measures: Measures | None = None) -> Balance:
    """Both sides of the identities of a run, and all that `check_identities` finds."""
    seen, phone = Histories(log), are(log.contacts["channel"], Channel.PHONE)
    ends = np.bincount(log.contacts["outcome"][phone], minlength=len(Outcome))
    return Balance(
        attempts=int(np.count_nonzero(phone)),
        ends={outcome.name.lower(): int(ends[outcome]) for outcome in Outcome},
        queue_us=sum(queue.area_us for queue in seen.queues.values()),
        waits_us=sum(queue.waits_us for queue in seen.queues.values()),
        busy_us=exact_sum(seen.busy_us),
        phases_us=_phases_us(seen),
        violations=_violations(seen, measures),
    )


def _flow(log: RunLog) -> list[str]:
    outcome, queued = log.contacts["outcome"], log.contacts["queued_us"] != NOT_YET
    phone = are(log.contacts["channel"], Channel.PHONE)
    ends = np.bincount(outcome[phone], minlength=len(Outcome))
    found = []
    if len(ends) > len(Outcome) or int(ends.sum()) != int(np.count_nonzero(phone)):
        found.append("calls: attempts are not answered + abandoned + blocked + closed + waiting")
    in_queue = are(outcome, Outcome.WAITING) | are(outcome, Outcome.ANSWERED) | are(outcome, Outcome.ABANDONED)
    wrong = (phone & in_queue & ~queued) | (queued & are(outcome, Outcome.BLOCKED))
    found += _rows(wrong, log, "has an outcome that does not fit its entry into the queue")
    numbers = log.contacts["contact"]
    if not np.array_equal(numbers, np.arange(len(numbers))):
        found.append("contacts: their numbers are not 0, 1, 2, ... without gaps")
    return found


def _agree(seen: Histories, measures: Measures) -> list[str]:
    """Whether the measures fit the log: attempts, total wait (Little's law), time busy and time on duty."""
    log, queue = seen.log, seen.queues[Channel.PHONE]
    is_operator = np.zeros(int(log.staff["person"].max(initial=0)) + 1, dtype=np.bool_)
    is_operator[log.staff["person"][np.isin(log.staff["group"], operator_groups(log.plan))]] = True
    busy_us = seen.busy_us[: len(is_operator)][is_operator[: len(seen.busy_us)]]
    duty = seen.duty
    duty_us = np.minimum(duty.end_us, log.plan.horizon_us) - np.maximum(duty.start_us, 0)
    values = measures.values
    claims = (
        ("attempts", float(queue.attempts), values["attempts"].numerator, "attempts"),
        (
            "seconds waited",
            (queue.area_us - queue.open_us) / SECOND_US,
            values["mean_wait"].numerator,
            "Little's law",
        ),
        ("hours busy", exact_sum(busy_us) / HOUR_US, values["occupancy"].numerator, "busy time"),
        (
            "hours on duty",
            exact_sum(duty_us[is_operator[duty.person]]) / HOUR_US,
            values["person_hours"].numerator,
            "time on duty",
        ),
    )
    return [
        f"measures: {found} {what}, but the log has {there} ({name})"
        for what, there, found, name in claims
        if found is None or abs(found - there) > ROUNDING * abs(there)
    ]


def _order(seen: Histories) -> list[str]:
    log, c, horizon_us = seen.log, seen.log.contacts, seen.log.plan.horizon_us
    found = []
    latest = c["arrived_us"].astype(np.int64)
    found += _rows((latest < 0) | (latest > horizon_us), log, "arrived outside the run")
    for name in ("queued_us", "left_us", "answered_us", "resumed_us", "talk_end_us", "wrap_up_end_us"):
        wrong = (c[name] < latest) & (c[name] != NOT_YET)
        wrong |= c[name] > horizon_us
        found += _rows(wrong, log, f"has {name} out of order")
        np.maximum(latest, c[name], out=latest)
    outcome = c["outcome"]
    answered, settled, is_over = are(outcome, Outcome.ANSWERED), c["direct"] != NOT_YET, c["talk_end_us"] != NOT_YET
    gone = are(outcome, Outcome.ABANDONED) | are(outcome, Outcome.BLOCKED) | are(outcome, Outcome.CLOSED)
    claims = {
        "was answered at no instant, or the reverse": answered != (c["answered_us"] != NOT_YET),
        "left at no instant, or the reverse": gone != (c["left_us"] != NOT_YET),
        "was answered by nobody": is_over & (c["person"] == NOT_YET),
        "was taken up by nobody, or the reverse": answered != (c["resumed_us"] != NOT_YET),
        "ended its wrap-up before its talk": (c["wrap_up_end_us"] != NOT_YET) & ~is_over,
        "was settled before its talk ended, or the reverse": (settled != is_over) & ~(is_over & seen.is_of_chased),
        "asks after a ticket, and becomes one": settled & are(c["cause"], Cause.CHASE_UP),
    }
    for claim, wrong in claims.items():
        found += _rows(wrong, log, claim)
    return found


def _tries(seen: Histories) -> list[str]:
    request, attempt = seen.log.contacts["request"], seen.log.contacts["attempt"]
    order = np.argsort(one_number(request, attempt, int(attempt.max(initial=0)) + 1), kind="stable")
    of, number = request[order], attempt[order].astype(np.int64)
    expected = np.zeros(len(order), dtype=np.int64)
    expected[1:] = np.where(of[1:] == of[:-1], number[:-1] + 1, 0)
    wrong = np.zeros(len(order), dtype=np.bool_)
    wrong[order] = number != expected
    # Each call about a ticket begins a sequence of its own.
    return _rows(wrong & ~seen.is_of_chased, seen.log, "is a try out of sequence for its request")


def _little(seen: Histories) -> list[str]:
    """The integral of the number in the queue, by a sweep over its changes, is the sum of the waits."""
    return [
        f"{channel.name.lower()}: the integral of the number waiting is {queue.area_us} microseconds, "
        f"the sum of the waits {queue.waits_us} (Little's law)"
        for channel, queue in seen.queues.items()
        if queue.area_us != queue.waits_us or queue.lowest < 0
    ]


def _busy(seen: Histories) -> list[str]:
    """Time in which people are busy, by a sweep over each one's day, is talk, wrap-up, tasks and stretches added up."""
    busy_us, sum_us = exact_sum(seen.busy_us), _phases_us(seen)
    found = _overlaps(seen.work, "works on two things at once")
    if busy_us != sum_us:
        found.append(f"people are busy for {busy_us} microseconds, talk, wrap-up, tasks and stretches are {sum_us}")
    return found


def _phases_us(seen: Histories) -> int:
    """Talk, wrap-up, tasks and stretches of everybody added up."""
    sum_us, horizon_us = exact_sum(seen.stretches.end_us - seen.stretches.start_us), seen.log.plan.horizon_us
    for kind in seen.kinds:
        rows, end = kind.rows, kind.until(kind.ended, horizon_us)
        in_hand = rows[kind.began] != NOT_YET
        once = in_hand & ~kind.is_paused
        if kind.number == "contact":
            talk_end = kind.until("talk_end_us", horizon_us)
            sum_us += exact_sum((talk_end - rows[kind.began])[once]) + exact_sum((end - talk_end)[once])
        else:
            sum_us += exact_sum((end - rows[kind.began])[once])
        taken_up = in_hand & kind.is_paused & ~kind.lies
        sum_us += exact_sum((end - rows["resumed_us"])[taken_up])
    return sum_us


def _on_shift(seen: Histories) -> list[str]:
    off_shift = seen.work_during(seen.rostered) == 0
    on_break = seen.work_during(seen.breaks) > 0
    found = _people(seen.work, off_shift, "starts work off shift")
    return found + _people(seen.work, on_break, "starts work on a break")


def _overlaps(spells: Spells, claim: str) -> list[str]:
    person, start, end = spells
    clash = np.zeros(len(person), dtype=np.bool_)
    # Neighbours suffice: if any two of a person's spells overlap, two neighbours do.
    clash[1:] = (person[1:] == person[:-1]) & (start[1:] < end[:-1])
    return _people(spells, clash, claim)


def _rows(wrong: Flags, log: RunLog, claim: str) -> list[str]:
    if not np.count_nonzero(wrong):
        return []
    first = int(log.contacts["contact"][wrong][0])
    return [f"contact {first} {claim}{and_more(wrong)}"]


def _people(spells: Spells, wrong: Flags, claim: str) -> list[str]:
    if not np.count_nonzero(wrong):
        return []
    row = int(np.flatnonzero(wrong)[0])
    where = f"person {int(spells.person[row])} {claim} at {int(spells.start_us[row])} microseconds"
    return [where + and_more(wrong)]
