"""What must hold in every run, checked from the raw rows by other computations than the measures use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.measures.run import Measures
from sim.measures.ticket_identities import and_more, check_tickets, sweep
from sim.measures.work import operator_groups
from sim.rules.codes import NOT_YET, Cause, Channel, Outcome, StaffState
from sim.statistics.time_sums import HOUR_US, SECOND_US, exact_sum, sum_by

Flags = npt.NDArray[np.bool_]

ROUNDING = 1e-14
"""Two roads to the same number differ by no more than a few last digits."""


class _Spells(NamedTuple):
    """Stretches of time of people, shape (spells,) each; in order of person, start and end."""

    person: Column
    start_us: Column
    end_us: Column

    def of(self, people: Column) -> _Spells:
        """Those of some people."""
        mine = np.isin(self.person, people)
        return _Spells(self.person[mine], self.start_us[mine], self.end_us[mine])


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
    work = _work(log)
    return [
        *([] if measures is None else _agree(log, work, measures)),
        *_flow(log),
        *_order(log),
        *_tries(log),
        *_little(log),
        *_busy(log, work),
        *_on_shift(log, work),
        *_overlaps(_duty(log, planned=False), "is on duty twice at once"),
        *check_tickets(log),
    ]


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
    phone = log.contacts["channel"] == Channel.PHONE
    ends = np.bincount(log.contacts["outcome"][phone], minlength=len(Outcome))
    sums = np.array([_queue_times(log, channel)[:2] for channel in Channel])
    return Balance(
        attempts=int(np.count_nonzero(phone)),
        ends={outcome.name.lower(): int(ends[outcome]) for outcome in Outcome},
        queue_us=int(sums[:, 0].sum()),
        waits_us=int(sums[:, 1].sum()),
        busy_us=exact_sum(_time_busy(_work(log))),
        phases_us=_phases_us(log),
        violations=check_identities(log, measures),
    )


def _flow(log: RunLog) -> list[str]:
    outcome, queued = log.contacts["outcome"], log.contacts["queued_us"] != NOT_YET
    phone = log.contacts["channel"] == Channel.PHONE
    ends = np.bincount(outcome[phone], minlength=len(Outcome))
    found = []
    if len(ends) > len(Outcome) or int(ends.sum()) != int(np.count_nonzero(phone)):
        found.append("calls: attempts are not answered + abandoned + blocked + closed + waiting")
    in_queue = np.isin(outcome, (Outcome.WAITING, Outcome.ANSWERED, Outcome.ABANDONED))
    wrong = (phone & in_queue & ~queued) | (queued & (outcome == Outcome.BLOCKED))
    found += _rows(wrong, log, "has an outcome that does not fit its entry into the queue")
    numbers = log.contacts["contact"]
    if len(numbers) and not np.array_equal(np.sort(numbers), np.arange(len(numbers))):
        found.append("contacts: their numbers are not 0, 1, 2, ... without gaps")
    return found


def _agree(log: RunLog, work: _Spells, measures: Measures) -> list[str]:
    """Whether the measures fit the log: attempts, total wait (Little's law), time busy and time on duty."""
    outcome, phone = log.contacts["outcome"], log.contacts["channel"] == Channel.PHONE
    start, out = _waits(log, Channel.PHONE)
    still = log.contacts["queued_us"][phone & (outcome == Outcome.WAITING)]
    open_us = exact_sum(log.plan.horizon_us - still)
    operators = log.staff["person"][np.isin(log.staff["group"], operator_groups(log.plan))]
    duty = _duty(log, planned=False).of(operators)
    duty_us = exact_sum(np.minimum(duty.end_us, log.plan.horizon_us) - np.maximum(duty.start_us, 0))
    values = measures.values
    claims = (
        ("attempts", float(np.count_nonzero(phone)), values["attempts"].numerator, "attempts"),
        (
            "seconds waited",
            (sweep(start, out)[0] - open_us) / SECOND_US,
            values["mean_wait"].numerator,
            "Little's law",
        ),
        ("hours busy", exact_sum(_time_busy(work.of(operators))) / HOUR_US, values["occupancy"].numerator, "busy time"),
        ("hours on duty", duty_us / HOUR_US, values["person_hours"].numerator, "time on duty"),
    )
    return [
        f"measures: {found} {what}, but the log has {there} ({name})"
        for what, there, found, name in claims
        if found is None or abs(found - there) > ROUNDING * abs(there)
    ]


def _waits(log: RunLog, channel: Channel) -> tuple[Column, Column]:
    """Entry into the queue and exit from it, of all contacts of a channel that reached it."""
    c = log.contacts
    rows = (c["channel"] == channel) & (c["queued_us"] != NOT_YET)
    out = np.maximum(c["answered_us"][rows], c["left_us"][rows])
    return c["queued_us"][rows], np.where(out == NOT_YET, log.plan.horizon_us, out)


def _order(log: RunLog) -> list[str]:
    c, horizon_us = log.contacts, log.plan.horizon_us
    found = []
    latest = c["arrived_us"]
    found += _rows((latest < 0) | (latest > horizon_us), log, "arrived outside the run")
    for name in ("queued_us", "left_us", "answered_us", "resumed_us", "talk_end_us", "wrap_up_end_us"):
        known = c[name] != NOT_YET
        found += _rows(known & ((c[name] < latest) | (c[name] > horizon_us)), log, f"has {name} out of order")
        latest = np.where(known, np.maximum(latest, c[name]), latest)
    answered = c["outcome"] == Outcome.ANSWERED
    settled, is_over = c["direct"] != NOT_YET, c["talk_end_us"] != NOT_YET
    gone = np.isin(c["outcome"], (Outcome.ABANDONED, Outcome.BLOCKED, Outcome.CLOSED))
    claims = {
        "was answered at no instant, or the reverse": answered != (c["answered_us"] != NOT_YET),
        "left at no instant, or the reverse": gone != (c["left_us"] != NOT_YET),
        "was answered by nobody": (c["talk_end_us"] != NOT_YET) & (c["person"] == NOT_YET),
        "was taken up by nobody, or the reverse": answered != (c["resumed_us"] != NOT_YET),
        "ended its wrap-up before its talk": (c["wrap_up_end_us"] != NOT_YET) & (c["talk_end_us"] == NOT_YET),
        "was settled before its talk ended, or the reverse": (settled != is_over) & ~(is_over & _of_chased(log)),
        "asks after a ticket, and becomes one": settled & (c["cause"] == Cause.CHASE_UP),
    }
    for claim, wrong in claims.items():
        found += _rows(wrong, log, claim)
    return found


def _of_chased(log: RunLog) -> Flags:
    """Which contacts are of a request whose citizen called about its ticket."""
    c = log.contacts
    return np.isin(c["request"], c["request"][c["cause"] == Cause.CHASE_UP])


def _tries(log: RunLog) -> list[str]:
    request, attempt = log.contacts["request"], log.contacts["attempt"]
    order = np.lexsort((attempt, request))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = request[order][1:] != request[order][:-1]
    expected = np.where(first, 0, np.roll(attempt[order], 1) + 1)
    wrong = np.zeros(len(order), dtype=np.bool_)
    wrong[order] = attempt[order] != expected
    # Each call about a ticket begins a sequence of its own.
    return _rows(wrong & ~_of_chased(log), log, "is a try out of sequence for its request")


def _little(log: RunLog) -> list[str]:
    """The integral of the number in the queue, by a sweep over its changes, is the sum of the waits."""
    found = []
    for channel in Channel:
        area_us, waits_us, lowest = _queue_times(log, channel)
        if area_us != waits_us or lowest < 0:
            found.append(
                f"{channel.name.lower()}: the integral of the number waiting is {area_us} microseconds, "
                f"the sum of the waits {waits_us} (Little's law)"
            )
    return found


def _queue_times(log: RunLog, channel: Channel) -> tuple[int, int, int]:
    """Integral of the number waiting, sum of the waits, and the lowest number ever waiting."""
    start, out = _waits(log, channel)
    area_us, lowest = sweep(start, out)
    return area_us, exact_sum(out - start), lowest


def _work(log: RunLog) -> _Spells:
    """Every stretch of work; one that the staff log and another log both hold counts once."""
    s, horizon_us = log.staff, log.plan.horizon_us
    put_down = s["state"] == StaffState.STRETCH
    end = np.where(s["end_us"] == NOT_YET, horizon_us, s["end_us"])
    parts = [_Spells(s["person"][put_down], s["start_us"][put_down], end[put_down])]
    for work, number, began, ended in _kinds_of_work(log):
        end = np.where(work[ended] == NOT_YET, horizon_us, work[ended])
        last = (work[began] != NOT_YET) & ~_lies(log, work, number)
        parts.append(_Spells(work["person"][last], work["resumed_us"][last], end[last]))
    return _in_order(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _in_order(person: Column, start_us: Column, end_us: Column) -> _Spells:
    """Stretches in their order, which is found once: a year has millions, and each sweep walks along it."""
    key = _key(person, np.maximum(start_us, 0), int(end_us.max(initial=0)) + 1)
    order = np.lexsort((end_us, key))
    return _Spells(person[order], start_us[order], end_us[order])


def _kinds_of_work(log: RunLog) -> tuple[tuple[dict[str, Column], str, str, str], ...]:
    """The logs of contacts and of tasks, with the names of their number, their work's start and its end."""
    return (
        (log.contacts, "contact", "answered_us", "wrap_up_end_us"),
        (log.tasks, "task", "started_us", "ended_us"),
    )


def _lies(log: RunLog, work: dict[str, Column], number: str) -> Flags:
    """Which work was put down and not taken up again: the staff log holds its last stretch."""
    staff = log.staff
    put_down = (staff["state"] == StaffState.STRETCH) & (staff[number] != NOT_YET)
    starts, numbers = (np.unique(staff[column][put_down]) for column in ("start_us", number))
    rows = np.flatnonzero(_are_among(starts, work["resumed_us"]))
    rows = rows[_are_among(numbers, work[number][rows])]

    def pair(number: Column, start_us: Column) -> Column:
        """One number for work and start, so that pairs can be looked up."""
        pairs: Column = np.searchsorted(numbers, number) * len(starts) + np.searchsorted(starts, start_us)
        return pairs

    lies = np.zeros(len(work[number]), dtype=np.bool_)
    stretches = pair(staff[number][put_down], staff["start_us"][put_down])
    lies[rows] = np.isin(pair(work[number][rows], work["resumed_us"][rows]), stretches)
    return lies


def _are_among(some: Column, values: Column) -> Flags:
    """Which values are among some, which are in order."""
    if len(some) == 0:
        return np.zeros(len(values), dtype=np.bool_)
    found: Flags = some[np.minimum(np.searchsorted(some, values), len(some) - 1)] == values
    return found


def _busy(log: RunLog, work: _Spells) -> list[str]:
    """Time in which people are busy, by a sweep over each one's day, is talk, wrap-up, tasks and stretches added up."""
    busy_us, sum_us = exact_sum(_time_busy(work)), _phases_us(log)
    found = _overlaps(work, "works on two things at once")
    if busy_us != sum_us:
        found.append(f"people are busy for {busy_us} microseconds, talk, wrap-up, tasks and stretches are {sum_us}")
    return found


def _phases_us(log: RunLog) -> int:
    """Talk, wrap-up, tasks and stretches of everybody added up."""
    s, horizon_us = log.staff, log.plan.horizon_us
    put_down = s["state"] == StaffState.STRETCH
    sum_us = exact_sum((np.where(s["end_us"] == NOT_YET, horizon_us, s["end_us"]) - s["start_us"])[put_down])
    for work, number, began, ended in _kinds_of_work(log):
        in_hand = work[began] != NOT_YET
        paused = in_hand & np.isin(work[number], s[number][put_down])
        end = np.where(work[ended] == NOT_YET, horizon_us, work[ended])
        once = in_hand & ~paused
        if number == "contact":
            talk_end = np.where(work["talk_end_us"] == NOT_YET, horizon_us, work["talk_end_us"])
            sum_us += exact_sum((talk_end - work[began])[once]) + exact_sum((end - talk_end)[once])
        else:
            sum_us += exact_sum((end - work[began])[once])
        taken_up = paused & ~_lies(log, work, number)
        sum_us += exact_sum((end - work["resumed_us"])[taken_up])
    return sum_us


def _time_busy(work: _Spells) -> Column:
    """Time in which each person has something in hand, counted once whatever it is; shape (people,)."""
    people = int(work.person.max(initial=-1)) + 1
    span_us = int(work.end_us.max(initial=0)) + 1
    start, end = (_key(work.person, time_us, span_us) for time_us in (work.start_us, work.end_us))
    # What a person has had in hand before reaches to the latest end so far; of a person before, not to this one.
    reached = np.concatenate([[0], np.maximum.accumulate(end)[:-1]])
    busy = np.maximum(end - np.maximum(start, reached), 0)
    return sum_by(work.person, busy, people)


def _key(person: Column, time_us: Column, span_us: int) -> Column:
    """One number for person and instant; the numbers of two people are `span_us` apart."""
    return person.astype(np.int64) * span_us + time_us


def _duty(log: RunLog, planned: bool) -> _Spells:
    """Times on duty; with `planned`, only up to the rostered end: after it nobody takes anything new."""
    s, horizon_us = log.staff, log.plan.horizon_us
    rows = (s["state"] == StaffState.ON_DUTY) & (s["start_us"] != NOT_YET)
    end = np.where(s["end_us"] == NOT_YET, horizon_us, s["end_us"])
    if planned:
        end = np.minimum(end, s["planned_end_us"])
    return _in_order(s["person"][rows], s["start_us"][rows], np.maximum(end, s["start_us"])[rows])


def _on_shift(log: RunLog, work: _Spells) -> list[str]:
    s, horizon_us = log.staff, log.plan.horizon_us
    away = np.isin(s["state"], (StaffState.BREAK, StaffState.OFF_PHONE)) & (s["start_us"] != NOT_YET)
    end = np.where(s["end_us"] == NOT_YET, horizon_us, s["end_us"])
    breaks = _in_order(s["person"][away], s["start_us"][away], end[away])
    off_shift = _under_way_at(work, _duty(log, planned=True)) == 0
    on_break = _under_way_at(work, breaks) > 0
    found = _people(work, off_shift, "starts work off shift")
    return found + _people(work, on_break, "starts work on a break")


def _under_way_at(work: _Spells, spells: _Spells) -> Column:
    """How many of a person's own `spells` are under way when a work of theirs starts: ends and starts come first."""
    span_us = max(int(work.start_us.max(initial=0)), int(spells.end_us.max(initial=0))) + 1
    at = _key(work.person, work.start_us, span_us)
    times = (np.maximum(time, 0) for time in (spells.start_us, spells.end_us))
    begun, over = (np.sort(_key(spells.person, time, span_us)) for time in times)
    under_way: Column = np.searchsorted(begun, at, side="right") - np.searchsorted(over, at, side="right")
    return under_way


def _overlaps(spells: _Spells, claim: str) -> list[str]:
    person, start, end = spells
    clash = np.zeros(len(person), dtype=np.bool_)
    # Neighbours suffice: if any two of a person's spells overlap, two neighbours do.
    clash[1:] = (person[1:] == person[:-1]) & (start[1:] < end[:-1])
    return _people(spells, clash, claim)


def _rows(wrong: Flags, log: RunLog, claim: str) -> list[str]:
    if not wrong.any():
        return []
    first = int(log.contacts["contact"][wrong][0])
    return [f"contact {first} {claim}{and_more(wrong)}"]


def _people(spells: _Spells, wrong: Flags, claim: str) -> list[str]:
    if not wrong.any():
        return []
    row = int(np.flatnonzero(wrong)[0])
    where = f"person {int(spells.person[row])} {claim} at {int(spells.start_us[row])} microseconds"
    return [where + and_more(wrong)]
