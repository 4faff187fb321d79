"""The tables that animations are made from: everybody is in one place, and everybody's work begins and ends."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from sim.calendar.lengths import MINUTE_US
from sim.exports.histories import histories_of
from sim.exports.queues import queue_table, resource_ids, write_queues
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET, Outcome
from sim.scenario.loading import load_scenario
from sim.simulation import simulate

CHAIN = Path(__file__).parent.parent.parent / "scenarios" / "template_chain.yaml"
EVENT_TYPES = {"arrival_departure", "queue", "resource_use", "resource_use_end"}


@pytest.fixture(scope="module")
def log() -> RunLog:
    """A week from ring to closure."""
    return simulate(load_scenario(CHAIN).replace({"clock.days": 7}), seed=5)


@pytest.fixture(scope="module")
def tables(log: RunLog, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    """Both files, row by row."""
    folder = tmp_path_factory.mktemp("queues")
    read = {}
    for name in write_queues(histories_of(log), folder):
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            read[name.split("-")[0]] = list(csv.DictReader(file))
    return read


def by_entity(rows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """The rows of each entity."""
    found = defaultdict(list)
    for row in rows:
        found[row["entity_id"]].append(row)
    return found


@pytest.mark.parametrize("name", ["queue_contacts", "queue_tickets"])
def test_everybody_arrives_first_and_departs_last(tables: dict[str, list[dict[str, str]]], name: str) -> None:
    """One arrival, at most one departure, in between steps that begin before they end; times never run backwards."""
    rows = tables[name]
    assert {row["event_type"] for row in rows} == EVENT_TYPES
    times = [float(row["time"]) for row in rows]
    assert times == sorted(times)
    assert times[0] >= 0
    for mine in by_entity(rows).values():
        events = [row["event"] for row in mine]
        assert (events[0], events.count("arrival"), events.count("depart")) == ("arrival", 1, events[-1] == "depart")
        assert all((row["resource_id"] != "") == row["event_type"].startswith("resource_use") for row in mine)
        assert all(row["pathway"] in ("inquiry", "repair", "complaint") for row in mine)


@pytest.mark.parametrize("name", ["queue_contacts", "queue_tickets"])
def test_nobody_works_in_two_places(tables: dict[str, list[dict[str, str]]], name: str) -> None:
    """A person ends one piece of work before the next begins, and numbers at a step run from 1 without a gap."""
    at_work: dict[str, str] = {}
    numbers = defaultdict(set)
    for row in sorted(tables[name], key=lambda row: (float(row["time"]), row["event_type"] != "resource_use_end")):
        if row["event_type"] == "resource_use":
            assert row["person"] not in at_work
            at_work[row["person"]] = row["entity_id"]
        elif row["event_type"] == "resource_use_end":
            assert at_work.pop(row["person"]) == row["entity_id"]
        else:
            continue
        numbers[row["event"].rpartition("_")[0]].add((int(row["resource_id"]), row["person"]))
    for step, pairs in numbers.items():
        assert sorted({number for number, _ in pairs}) == list(range(1, len(pairs) + 1)), step


def test_nobody_is_left_without_a_place(tables: dict[str, list[dict[str, str]]]) -> None:
    """Whoever has come or was worked on either goes on at once or is shown between two steps."""
    for rows in tables.values():
        for mine in by_entity(rows).values():
            for row, after in zip(mine, [*mine[1:], None], strict=True):
                if row["event"] == "arrival" or row["event_type"] == "resource_use_end":
                    assert after is not None
                    assert after["time"] == row["time"]


def test_each_contact_and_ticket_is_there(log: RunLog, tables: dict[str, list[dict[str, str]]]) -> None:
    """Calls that nobody answered depart unserved; tickets that are open stay."""
    contacts, tickets = by_entity(tables["queue_contacts"]), by_entity(tables["queue_tickets"])
    assert len(contacts) == len(log.contacts["contact"])
    served = {entity for entity, rows in contacts.items() if any(row["event"] == "call_begins" for row in rows)}
    assert len(served) == np.count_nonzero(log.contacts["outcome"] == Outcome.ANSWERED)
    gone = (log.tickets["closed_us"] != NOT_YET) | (log.tickets["withdrawn_us"] != NOT_YET)
    assert [tickets[str(n)][-1]["event"] == "depart" for n in range(len(gone))] == gone.tolist()


def test_places_are_few(log: RunLog) -> None:
    """Operators who call citizens back get the numbers of that step, not those of the whole town."""
    table = queue_table(histories_of(log), "tickets")
    confirming = np.array([event == "confirm_begins" for _, event in table.kinds])[table.kind]
    assert resource_ids(table)[confirming].max() <= 10


def test_whoever_is_delayed_is_shown_so(log: RunLog, tables: dict[str, list[dict[str, str]]]) -> None:
    """A delay that goes on at the end of the run is not shown as a gap between two steps."""
    waits = (row for row in tables["queue_tickets"] if row["event"] == "outside_begins")
    shown = {(int(row["entity_id"]), float(row["time"])) for row in waits}
    arms, open_ones = log.assignments, log.tickets["closed_us"] == NOT_YET
    goes_on = (arms["worked_us"] != NOT_YET) & (arms["ended_us"] == NOT_YET) & open_ones[arms["ticket"]]
    minutes = np.round(arms["worked_us"][goes_on] / MINUTE_US, 6).tolist()
    since = set(zip(arms["ticket"][goes_on].tolist(), minutes, strict=True))
    assert len(since) > 20
    assert since <= shown
