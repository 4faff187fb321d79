"""The event log: by the rules of the standard, complete, in order, and true to the work that was done."""

from __future__ import annotations

import gzip
import time
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from sim.exports.histories import Histories, histories_of, spells_of
from sim.exports.queues import write_queues
from sim.exports.tables import write_tables
from sim.exports.xes import write_xes
from sim.logs.run_log import RunLog
from sim.measures.ticket_book import TicketBook
from sim.measures.work import Work
from sim.rules.codes import NOT_YET, Stage
from sim.scenario.loading import load_scenario
from sim.simulation import simulate

from .xes_schema import NAMESPACE, faults_of

ROOT = Path(__file__).parent.parent.parent
AWKWARD = 'Bürger & "Straßen" <1>\x07 城东'
Values = dict[str, str]


@pytest.fixture(scope="module")
def log() -> RunLog:
    """A week of the chain template: work is put down over night, tickets are returned, reopened and withdrawn."""
    return simulate(load_scenario(ROOT / "scenarios" / "template_chain.yaml").replace({"clock.days": 7}), seed=5)


@pytest.fixture(scope="module")
def root(log: RunLog, tmp_path_factory: pytest.TempPathFactory) -> ET.Element:
    """Its event log as a reader sees it."""
    folder = tmp_path_factory.mktemp("xes")
    return ET.parse(folder / write_xes(histories_of(log), folder)).getroot()


@pytest.fixture
def short(root: ET.Element) -> ET.Element:
    """A copy of its head and its last two traces."""
    copy = ET.Element(root.tag, root.attrib)
    copy.extend([part for part in root if part.tag != f"{NAMESPACE}trace"] + root[-2:])
    return ET.fromstring(ET.tostring(copy))


def events_of(trace: ET.Element) -> list[Values]:
    """The events of a trace, key to value."""
    return [{str(a.get("key")): str(a.get("value")) for a in event} for event in trace.findall(f"{NAMESPACE}event")]


def stamp(event: Values) -> datetime:
    """When an event is."""
    return datetime.fromisoformat(event["time:timestamp"])


def test_the_log_keeps_every_rule(root: ET.Element) -> None:
    """Elements in order, typed values, declared prefixes, global attributes everywhere, standard keys in place."""
    assert faults_of(root) == []


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda r: r.remove(r.find(f"{NAMESPACE}extension")), "no extension declares"),
        (lambda r: r.attrib.pop("xes.version"), "no xes.version"),
        (lambda r: r.set("xes.version", "1849-2016"), "no decimal"),
        (lambda r: r.set("version", "2"), "a log has version"),
        (lambda r: r.find(f"{NAMESPACE}classifier").set("name", "Activity and transition"), "no NCName"),
        (lambda r: r.find(f"{NAMESPACE}classifier").set("name", "x:y"), "no NCName"),
        (lambda r: r.find(f"{NAMESPACE}classifier").set("scope", "log"), "the scope of the classifier"),
        (lambda r: r.find(f"{NAMESPACE}classifier").set("keys", "concept:name  concept:name"), "no token"),
        (lambda r: r.find(f"{NAMESPACE}extension").set("prefix", "1st"), "no NCName"),
        (lambda r: r.find(f"{NAMESPACE}extension").set("uri", "concept.xesext"), "no anyURI"),
        (lambda r: r.find(f"{NAMESPACE}extension").set("name", "Conception"), "not that of the standard"),
        (lambda r: r.find(f"{NAMESPACE}global").set("scope", "event"), "there twice"),
        (lambda r: r[-1].find(f"{NAMESPACE}string").set("key", "two words"), "no Name"),
        (lambda r: r[-1].find(f"{NAMESPACE}int").set("value", "9223372036854775808"), "no int"),
        (lambda r: r[-1].find(f"{NAMESPACE}int").set("value", " 1"), "no int"),
        (lambda r: r[-1].append(ET.Element(f"{NAMESPACE}float", key="a", value="nan")), "no float"),
        (lambda r: r[-1].append(ET.Element(f"{NAMESPACE}float", key="a", value="INF")), "no float"),
        (lambda r: r[-1].append(ET.Element(f"{NAMESPACE}boolean", key="a", value="True")), "no boolean"),
        (lambda r: r[-1].append(ET.Element(f"{NAMESPACE}id", key="a", value="17")), "no id"),
        (lambda r: r[-1].append(ET.Element(f"{NAMESPACE}string", key="a")), "no value"),
        (lambda r: r[-1].append(ET.Element(f"{NAMESPACE}real", key="a", value="1")), "no element"),
        (lambda r: setattr(r[-1], "text", "Hello"), "there is text"),
        (lambda r: r[-1][-1].find(f"{NAMESPACE}date").set("value", "2026-02-30T08:00:00.000+08:00"), "is no date"),
        (lambda r: r[-1][-1].find(f"{NAMESPACE}date").set("value", "2026-03-02T08:00:00.000+8:00"), "is no date"),
        (lambda r: r.insert(0, r[-1]), "out of order"),
        (lambda r: r[-1][-1].remove(r[-1][-1].find(f"{NAMESPACE}date")), "lacks the global"),
        (lambda r: r[-1][-1].find(f"{NAMESPACE}date").set("value", "2026-03-02 08:00:00+08:00"), "is no date"),
        (lambda r: r[-1].find(f"{NAMESPACE}int").set("value", "1.5"), "is no int"),
        (lambda r: r[-1].append(ET.Element(f"{NAMESPACE}string", key="a", value="b")), "behind its events"),
        (lambda r: r[-1][-1].append(ET.Element(f"{NAMESPACE}int", key="org:group", value="1")), "no int of a event"),
        (lambda r: r.find(f"{NAMESPACE}classifier").set("keys", "org:resource"), "are not global"),
    ],
)
def test_the_rules_have_teeth(short: ET.Element, spoil: Callable[[ET.Element], object], fault: str) -> None:
    """A log with a fault is not let through."""
    assert faults_of(short) == []
    spoil(short)
    assert any(fault in found for found in faults_of(short))


def test_working_time_is_that_of_the_measures(log: RunLog, root: ET.Element) -> None:
    """From start and resume to suspend and complete: to the rounding of a millisecond at both ends."""
    worked: dict[str, timedelta] = defaultdict(timedelta)
    for trace in root.findall(f"{NAMESPACE}trace"):
        begun: dict[tuple[str, str], datetime] = {}
        spent: dict[tuple[str, str], timedelta] = defaultdict(timedelta)
        for event in events_of(trace):
            key = (event["concept:name"], event.get("concept:instance", ""))
            if event["lifecycle:transition"] in ("start", "resume"):
                begun[key] = stamp(event)
            elif event["lifecycle:transition"] in ("suspend", "complete") and key in begun:
                spent[key] += stamp(event) - begun.pop(key)
                if event["lifecycle:transition"] == "complete":
                    worked[key[0]] += spent[key]
    task_us = Work(log).task_us
    for stage in np.unique(log.tasks["stage"]).tolist():
        mine = log.tasks["stage"] == stage
        expected = timedelta(microseconds=int(task_us[mine].sum()))
        assert abs(worked[Stage(stage).name.lower()] - expected) <= timedelta(milliseconds=4) * np.count_nonzero(mine)


def test_traces_begin_with_receipt_and_are_told_in_order(log: RunLog, root: ET.Element) -> None:
    """One trace for each ticket, first its receipt, then one thing after the other; closed when the log says so."""
    traces = root.findall(f"{NAMESPACE}trace")
    assert len(traces) == len(log.tickets["ticket"])
    reopened = 0
    for number, trace in enumerate(traces):
        events = events_of(trace)
        assert events[0]["concept:name"] == "receive"
        stamps = [stamp(event) for event in events]
        assert stamps == sorted(stamps)
        names = [event["concept:name"] for event in events]
        assert names.count("close") == (log.tickets["closed_us"][number] != NOT_YET)
        assert names.count("dispatch to unit") == np.count_nonzero(log.assignments["ticket"] == number)
        assert names.count("reopen") == log.tickets["handlings"][number] - 1 if "handling" in names else True
        reopened += names.count("reopen")
        if names.count("close"):
            closed = log.plan.calendar.local_times(log.tickets["closed_us"][number : number + 1])[0]
            said = stamp(events[names.index("close")]).replace(tzinfo=None)
            assert said == closed.astype("datetime64[ms]").item()
    assert reopened > 10


def test_people_and_machines_are_named(log: RunLog, root: ET.Element) -> None:
    """Work has a person and a group, a dispatch by machine the machine, an answer the unit."""
    seen = set()
    for trace in root.findall(f"{NAMESPACE}trace"):
        for event in events_of(trace):
            name, how = event["concept:name"], event["lifecycle:transition"]
            if how in ("start", "resume", "suspend") and name != "outside":
                group, _, person = event["org:resource"].rpartition(" ")
                assert group == event["org:group"]
                assert log.plan.group_names[log.plan.person_group[int(person)]] == group
            elif name in ("accept", "return", "dispatch to unit"):
                assert event["org:group"] in log.plan.unit_names
                seen.add((name, event.get("org:resource")))
    assert seen == {("accept", None), ("return", None), ("dispatch to unit", None), ("dispatch to unit", "machine")}


def test_dispatches_are_told_from_units_that_go_on(log: RunLog, root: ET.Element) -> None:
    """As many sent as the measures count dispatches; the others are at the start or begin a handling anew."""
    events = [event for trace in root.findall(f"{NAMESPACE}trace") for event in events_of(trace)]
    said = [event.get("sent") for event in events if event["concept:name"] == "dispatch to unit"]
    assert {event["concept:name"] for event in events if "sent" in event} == {"dispatch to unit"}
    sent = TicketBook(log).is_sent
    assert (said.count("true"), said.count("false")) == (np.count_nonzero(sent), np.count_nonzero(~sent))
    assert min(said.count("true"), said.count("false")) > 50


def test_squeezed_is_the_same(log: RunLog, tmp_path: Path) -> None:
    """The .gz holds the same text, and the same run gives the same bytes."""
    histories = histories_of(log)
    plain, squeezed = write_xes(histories, tmp_path), write_xes(histories, tmp_path, squeezed=True)
    data = (tmp_path / squeezed).read_bytes()
    assert gzip.decompress(data) == (tmp_path / plain).read_bytes()
    write_xes(histories, tmp_path, squeezed=True)
    assert (tmp_path / squeezed).read_bytes() == data


def test_awkward_names_are_no_markup(log: RunLog, tmp_path: Path) -> None:
    """Ampersands, quotes and brackets in names arrive as they are; what XML cannot hold becomes a question mark."""
    histories = histories_of(log)
    names = {key: tuple(f"{AWKWARD} {name}" for name in known) for key, known in histories.names.items()}
    named = replace(histories, names=names, scenario=AWKWARD)
    root = ET.parse(tmp_path / write_xes(named, tmp_path)).getroot()
    assert faults_of(root) == []
    values = {value for part in root.iter() if (value := part.get("value"))}
    printed = AWKWARD.replace("\x07", "?")
    assert f"{printed} repair" in values
    assert f"{printed} town 1" in values


def test_local_times_carry_the_offset_of_their_season(tmp_path: Path) -> None:
    """Where clocks are moved, the offset changes at that instant and no two events change places."""
    scenario = load_scenario(ROOT / "scenarios" / "template_chain.yaml")
    spring = {"clock": {"start": "2026-03-27", "days": 4, "zone": "Europe/Berlin"}, "targets": []}
    root = ET.parse(tmp_path / write_xes(histories_of(simulate(scenario.replace(spring))), tmp_path)).getroot()
    offsets = {}
    for trace in root.findall(f"{NAMESPACE}trace"):
        for event in events_of(trace):
            moment = stamp(event)
            offsets[moment] = moment.utcoffset()
    change = datetime.fromisoformat("2026-03-29T03:00:00+02:00")
    assert {offset for moment, offset in offsets.items() if moment < change} == {timedelta(hours=1)}
    assert {offset for moment, offset in offsets.items() if moment >= change} == {timedelta(hours=2)}


def many_times(log: RunLog, times: int) -> Histories:
    """The same run over and over: tickets, tasks and contacts get new numbers."""
    histories = histories_of(log)
    steps = {"ticket": len(log.tickets["ticket"]), "contact": len(log.contacts["contact"])}
    steps["task"] = steps["ticket"] << 36
    logs = {
        name: {
            column: np.concatenate(
                [np.where(values == NOT_YET, NOT_YET, values + k * steps.get(column, 0)) for k in range(times)]
            )
            for column, values in columns.items()
        }
        for name, columns in histories.logs.items()
    }
    return replace(histories, logs=logs)


@pytest.mark.long
def test_a_hundred_thousand_tickets_are_written_within_seconds(log: RunLog, tmp_path: Path) -> None:
    """Each format takes at most 12 s of work for 100,000 tickets."""
    histories = many_times(log, -(-100_000 // len(log.tickets["ticket"])))
    assert len(histories.logs["tickets"]["ticket"]) >= 100_000
    assert len(spells_of(histories, "tasks").row) > 400_000
    for write in (write_tables, write_xes, lambda h, folder: write_xes(h, folder, squeezed=True), write_queues):
        begun = time.process_time()
        write(histories, tmp_path)
        assert time.process_time() - begun < 12
