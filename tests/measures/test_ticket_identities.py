"""Each kind of damage to the logs of tickets is found and named."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures.identities import check_identities
from sim.rules.codes import ArmState, TicketState

from .random_ticket_log import random_ticket_log

HOUR = 3_600_000_000


def first(rows):
    """The first row that fits."""
    return int(np.flatnonzero(rows)[0])


def closed(log):
    t = log.tickets
    return first((t["state"] == TicketState.CLOSED) & (t["handlings"] == 1) & (t["contact"] >= 0))


def handled(log):
    return first((log.assignments["state"] == ArmState.HANDLED) & (log.assignments["ended_us"] > 0))


def returned(log):
    return first(log.assignments["state"] == ArmState.RETURNED)


def done(log):
    return first((log.tasks["ended_us"] > 0) & (log.tasks["started_us"] == log.tasks["resumed_us"]))


@pytest.mark.parametrize(
    ("table", "row", "column", "change", "words"),
    [
        ("tickets", closed, "state", 3, "closing time that does not fit its state"),
        ("tickets", closed, "state", 5, "is in no known state"),
        ("tickets", closed, "closed_us", 1, "closed at none of its milestones"),
        ("tickets", closed, "requests", 1, "tickets stand for"),
        ("tickets", closed, "dispatches", 1, "counts other dispatches"),
        ("tickets", closed, "returns", 1, "counts other returns"),
        ("tickets", closed, "handled_us", 1, "not handled when its last arm was"),
        ("tickets", closed, "arms", 1, "handled by other arms than it has"),
        ("tickets", closed, "audited_us", 400 * HOUR, "has audited_us out of order"),
        ("assignments", handled, "state", -1, "ended at no instant, or the reverse"),
        ("assignments", handled, "right", -1, "handled by a wrong unit"),
        ("assignments", handled, "dispatch", 3, "number out of sequence"),
        ("assignments", handled, "ended_us", -400 * HOUR, "ended before it was dispatched"),
        ("assignments", returned, "returned_us", 1, "returned at another instant than its end"),
        ("tasks", done, "visit", 7, "name that its parts do not make"),
        ("tasks", done, "queued_us", 200 * HOUR, "has started_us out of order"),
        ("tasks", done, "ended_us", 300 * HOUR, "has ended_us out of order"),
    ],
)
def test_damage_is_found(table, row, column, change, words):
    """Each damaged column is reported in words."""
    log = random_ticket_log(5)
    assert check_identities(log) == []
    rows = getattr(log, table)
    rows[column][row(log)] += change
    found = check_identities(log)
    assert any(words in sentence for sentence in found), found


def test_nobody_does_two_things_at_once():
    """A task at the very time of its person's talk is found, on top of both lengths added up."""
    log = random_ticket_log(5)
    row, tasks, contacts = done(log), log.tasks, log.contacts
    tasks["person"][row], tasks["queued_us"][row] = contacts["person"][0], 0
    tasks["started_us"][row] = tasks["resumed_us"][row] = contacts["answered_us"][0]
    found = " ".join(check_identities(log))
    assert "works on two things at once" in found
    assert "people are busy for" in found


def test_a_lost_ticket_is_found():
    """A ticket that is simply gone leaves a gap in the numbers, and its contact without a ticket."""
    log = random_ticket_log(5)
    for name, column in log.tickets.items():
        log.tickets[name] = column[:-1]
    assert check_identities(log) != []
