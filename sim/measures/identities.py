"""What must hold in every run, checked from the raw rows by other computations than the measures use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.logs.columns import are
from sim.logs.run_log import RunLog
from sim.measures.contact_identities import and_more, check_contacts
from sim.measures.raw_histories import Histories, Spells
from sim.measures.run import Measures
from sim.measures.ticket_identities import check_tickets
from sim.measures.work import are_of, operator_groups
from sim.rules.codes import NOT_YET, Channel, Outcome
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
        Its measures, to be held against the same sums found otherwise from the log.

    Notes
    -----
    Checked: all that `sim.measures.contact_identities` asks of contacts, and `sim.measures.ticket_identities` of
    tickets; Little's law, exact in whole microseconds; busy time is talk, wrap-up, tasks and stretches; nobody works on
    two things at once, nor starts work off shift or on a break; on-duty times of a person do not overlap.
    """
    return _violations(Histories(log), measures)


def _violations(seen: Histories, measures: Measures | None) -> list[str]:
    return [
        *([] if measures is None else _agree(seen, measures)),
        *check_contacts(seen.log),
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


def _agree(seen: Histories, measures: Measures) -> list[str]:
    """Whether the measures fit the log: attempts, total wait (Little's law), time busy and time on duty."""
    log, queue = seen.log, seen.queues[Channel.PHONE]
    is_operator = np.zeros(int(log.staff["person"].max(initial=0)) + 1, dtype=np.bool_)
    is_operator[log.staff["person"][are_of(log.staff["group"], operator_groups(log.plan))]] = True
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


def _little(seen: Histories) -> list[str]:
    """The integral of the number in the queue, between entries and exits, is the sum of the waits."""
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
        sum_us += exact_sum((end - rows[kind.began])[once])
        if np.count_nonzero(kind.is_paused):
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


def _people(spells: Spells, wrong: Flags, claim: str) -> list[str]:
    if not np.count_nonzero(wrong):
        return []
    row = int(np.flatnonzero(wrong)[0])
    where = f"person {int(spells.person[row])} {claim} at {int(spells.start_us[row])} microseconds"
    return [where + and_more(int(np.count_nonzero(wrong)))]
