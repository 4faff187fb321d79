"""Event logs, in XES and as a row for each event, are read as tickets."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.checks import load_scenario
from sim.cli import main
from sim.errors import DataError
from sim.records.open_tickets import OpenNow, read_open_tickets
from sim.records.tickets import NEVER, TicketRecords, read_tickets

DATA = Path(os.environ.get("HOTLINE_DATA", "nowhere"))
LOG = """case;activity;time;team;priority
7;Received;2026-03-02 08:00;desk;low
8;Received;2026-03-02 08:30;desk;high
7;Assigned;2026-03-02 09:00;roads;low
7;Returned;2026-03-02 10:00;roads;low
7;Assigned;2026-03-02 11:00;parks;low
7;Resolved;2026-03-02 12:00;parks;low
7;Closed;2026-03-05 12:00;machine;low
8;Assigned;2026-03-02 09:30;roads;high
8;Resolved;2026-03-02 10:30;roads;high
8;Assigned;2026-03-02 11:30;roads;high
8;Resolved;2026-03-02 15:30;roads;high
8;Closed;2026-03-05 15:30;machine;high
9;Received;2026-03-02 13:00;desk;low
9;Assigned;2026-03-02 13:30;roads;low
9;Resolved;2026-03-02 14:00;roads;low
9;Assigned;2026-03-02 16:00;water;low
"""


def written(folder: Path, text: str, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def told(records: TicketRecords, milestone: str) -> list[str]:
    """Stamps as day of the month, hours and minutes, '' for none."""
    stamps = records.stamps[milestone].astype("datetime64[us]")
    return ["" if one == NEVER else str(stamps[k])[8:16] for k, one in enumerate(records.stamps[milestone])]


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an export in both forms."""
    out = tmp_path_factory.mktemp("chain") / "e"
    done = CliRunner().invoke(
        main, ["export", "template_chain", "--format", "xes", "--format", "csv", "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    return out


def test_a_row_for_each_event_is_read_as_tickets(tmp_path: Path) -> None:
    """First, last and counted; work that goes on after its end is open; the unit is the one that ended it."""
    records = read_tickets(written(tmp_path, LOG), {})
    assert list(records.id) == ["7", "8", "9"]
    assert told(records, "received") == ["02T08:00", "02T08:30", "02T13:00"]
    assert told(records, "dispatched") == ["02T09:00", "02T09:30", "02T13:30"]
    assert told(records, "handled") == ["02T12:00", "02T15:30", ""]
    assert told(records, "closed") == ["05T12:00", "05T15:30", ""]
    assert records.returns.tolist() == [1, 0, 0]
    assert [records.units[k] for k in records.unit] == ["parks", "roads", "roads"]
    assert records.urgency.tolist() == [2, 1, 2]
    assert records.is_open.tolist() == [False, False, True]
    assert records.columns["handled"] == "last Resolved"
    assert records.columns["at"] == "time"


def test_any_activity_can_be_named_first_or_last(tmp_path: Path) -> None:
    path = written(tmp_path, LOG)
    assert told(read_tickets(path, {"handled": "first Resolved"}), "handled")[1] == "02T10:30"
    assert told(read_tickets(path, {"dispatched": "last Assigned"}), "dispatched")[0] == "02T11:00"
    assert told(read_tickets(path, {"handled": "Closed"}), "handled") == ["05T12:00", "05T15:30", ""]
    both = read_tickets(path, {"handled": "last Resolved or Returned", "closed": None})
    assert told(both, "handled")[0] == "02T12:00"
    with pytest.raises(DataError) as refused:
        read_tickets(path, {"handled": "Done"})
    assert str(refused.value) == (
        "log.csv: 'Done' is neither a column nor an activity of it: it has case, priority, Assigned, Closed, Received, "
        "Resolved, Returned"
    )


def test_columns_of_an_event_log_are_named_where_their_names_do_not_say_it(tmp_path: Path) -> None:
    text = LOG.replace("case;activity;time", "Nr;Was;Wann")
    with pytest.raises(DataError, match="no column is known to hold the times at which tickets were received"):
        read_tickets(written(tmp_path, text), {})
    records = read_tickets(written(tmp_path, text), {"id": "Nr", "event": "Was", "at": "Wann"})
    assert told(records, "handled") == ["02T12:00", "02T15:30", ""]


def test_rows_out_of_order_and_events_without_a_time_are_met(tmp_path: Path) -> None:
    rows = LOG.splitlines()
    mixed = [rows[0], *reversed(rows[1:]), "9;Closed;;desk;low"]
    records = read_tickets(written(tmp_path, "\n".join(mixed)), {})
    assert dict(zip(records.id, told(records, "handled"), strict=True)) == {"7": "02T12:00", "8": "02T15:30", "9": ""}
    assert records.notes == ("log.csv: events without an activity or a time are not read: 1",)


def test_a_log_without_an_end_says_which_activities_there_are(tmp_path: Path) -> None:
    text = LOG.replace("Resolved", "Stufe 3").replace("Closed", "Stufe 4")
    with pytest.raises(DataError) as refused:
        read_tickets(written(tmp_path, text), {})
    assert str(refused.value) == (
        "log.csv: no activity says when tickets were handled or closed: name it with --ticket-column closed=...: it "
        "has case, priority, Assigned, Received, Returned, Stufe 3, Stufe 4"
    )


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xmlns="http://www.xes-standard.org/">
<global scope="event"><string key="org:group" value="roads"/></global>
<trace>
<string key="concept:name" value="A-1"/>
<string key="priority" value="high"><string key="priority" value="low"/></string>
<event><string key="concept:name" value="Registered"/>
<date key="time:timestamp" value="2026-03-02T08:00:00+08:00"/></event>
<event><string key="concept:name" value="Resolved"/>
<date key="time:timestamp" value="2026-03-02T11:00:00.500+08:00"/></event>
</trace>
<trace>
<string key="concept:name" value="A-2"/>
<event><string key="concept:name" value="Registered"/>
<date key="time:timestamp" value="2026-03-03T08:00:00+08:00"/>
<string key="org:group" value="front desk"/></event>
</trace>
</log>
"""


def test_an_event_log_of_another_tool_is_read(tmp_path: Path) -> None:
    """Globals stand in for what events leave out, what stands below an attribute is about that alone."""
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(XES.encode()))
    records = read_tickets(path, {})
    assert list(records.id) == ["A-1", "A-2"]
    assert told(records, "received") == ["02T08:00", "03T08:00"]
    assert told(records, "handled") == ["02T11:00", ""]
    assert [records.units[k] for k in records.unit] == ["roads", ""]
    assert records.urgency.tolist() == [1, 2]
    assert records.columns["received"] == "first event"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (XES[:600], "log.xes: begins like an event log (XES) but cannot be read to its end"),
        (
            XES.replace("<log", "<!DOCTYPE log><log"),
            "log.xes: begins like an event log (XES) but cannot be read to its",
        ),
        (XES.replace("<event>", "<step>").replace("</event>", "</step>"), "log.xes: none of its 0 events has an activ"),
        (XES.replace("T08:00:00", " ").replace("T11:00:00.500", " "), "log.xes: none of its 3 events has an activity"),
        ("<?xml version='1.0'?><rows><row/></rows>", "log.xes: is an XML file, not a CSV file: save it as CSV (UTF-8)"),
    ],
)
def test_event_logs_that_cannot_be_used_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(DataError) as refused:
        read_tickets(written(tmp_path, text, "log.xes"), {})
    assert str(refused.value).startswith(sentence)


def test_a_run_says_the_same_in_xes_as_in_its_table_of_tickets(chain: Path) -> None:
    """Returns, two units at once, crews that put work down, reopening, withdrawal, and tickets that are open still."""
    log, table = (read_tickets(chain / f"tickets-0000.{end}", {}) for end in ("xes", "csv"))
    assert len(log) == len(table) > 300
    for milestone in ("received", "handled", "closed"):
        ours, theirs = log.stamps[milestone], table.stamps[milestone]
        assert ((ours == NEVER) == (theirs == NEVER)).all(), milestone
        assert np.abs(ours - theirs).max() < 1_000, milestone  # an event log has milliseconds
    assert (log.is_open == table.is_open).all()
    assert log.is_open.sum() > 20
    assert (log.returns == table.returns).all()


def test_what_was_read_of_an_event_log_is_kept_in_the_map(tmp_path: Path) -> None:
    rows = [LOG.splitlines()[0]]
    for k in range(120):
        day = f"2026-03-{1 + k // 10:02}"
        rows += [
            f"{k};Received;{day} 08:{k % 10:02};desk;low",
            f"{k};Resolved;{day} {9 + k % 7:02}:{k % 10:02};roads;low",
        ]
    path, one, two = written(tmp_path, "\n".join(rows)), tmp_path / "one", tmp_path / "two"
    for out, more in ((one, []), (two, ["--map", str(one / "map.yaml")])):
        done = CliRunner().invoke(main, ["fit", "--tickets", str(path), "--out", str(out), *more])
        assert done.exit_code == 0, done.output
    assert (one / "scenario.yaml").read_bytes() == (two / "scenario.yaml").read_bytes()
    assert "handled: last Resolved" in (one / "map.yaml").read_text(encoding="utf-8")


def test_a_ticket_that_is_at_work_again_is_open(tmp_path: Path) -> None:
    """Systems keep the first end where a ticket is reopened, and say it by the state; withdrawn ones are over."""
    rows = [
        "ticket,received,handled,closed,state",
        "1,2026-03-02 08:00,2026-03-02 09:00,,Active",
        "2,2026-03-02 08:00,2026-03-02 09:00,,Resolved",
        "3,2026-03-02 08:00,2026-03-02 09:00,2026-03-03 09:00,Active",
        "4,2026-03-02 08:00,,,withdrawn",
        "5,2026-03-02 08:00,,,处理中",
    ]
    records = read_tickets(written(tmp_path, "\n".join(rows)), {})
    assert told(records, "handled") == ["", "02T09:00", "02T09:00", "", ""]
    assert records.is_open.tolist() == [True, False, False, False, True]
    assert records.is_over.tolist() == [False, True, False, True, False]
    assert records.odd == {"taken_up": [2], "unstamped": [5]}
    # Where all that is not closed is called so, the word does not say that work goes on again.
    rows[2] = rows[2].replace("Resolved", "处理中")
    records = read_tickets(written(tmp_path, "\n".join(rows)), {})
    assert told(records, "handled") == ["02T09:00", "02T09:00", "02T09:00", "", ""]
    rows[1] = rows[1].replace("Active", "重办")
    records = read_tickets(written(tmp_path, "\n".join(rows)), {})
    assert told(records, "handled") == ["", "02T09:00", "02T09:00", "", ""]


@pytest.mark.skipif(not DATA.exists(), reason="not at hand: set HOTLINE_DATA to the folder that holds the real data")
def test_the_log_of_a_service_desk_says_what_its_tickets_say() -> None:
    log = read_tickets(DATA / "servicedesk_events_2016.csv.gz", {})
    table = read_tickets(DATA / "servicedesk_incidents_2016.csv.gz", {})
    assert len(log) == len(table) == 24_918
    row_of = {name: row for row, name in enumerate(log.id)}
    rows = np.array([row_of[name] for name in table.id])
    assert (log.returns[rows] == table.returns).all()
    assert (log.stamps["closed"][rows] != table.stamps["closed"]).sum() == 45
    known = table.stamps["handled"] != NEVER
    assert (log.stamps["handled"][rows] != table.stamps["handled"])[known].sum() == 236


"""Of 23,362: tickets that were taken up again, and stamps a minute apart."""


def test_open_tickets_of_an_event_log_are_those_of_the_table(chain: Path) -> None:
    scenario = load_scenario(
        Path(__file__).parents[2] / "scenarios" / "template_chain.yaml",
        ["clock.start=2026-03-12", "clock.begins_at=12:00"],
    )
    log, table = (read_open_tickets(chain / f"tickets-0000.{end}", scenario, {}) for end in ("xes", "csv"))
    assert len(log.entries) == len(table.entries) > 50

    with (chain / "tickets-0000.csv").open(encoding="utf-8-sig") as file:
        alone = {row["ticket"] for row in csv.DictReader(file) if row["arms"] == "1"}

    def told(found: OpenNow) -> set[tuple[str, str, str]]:
        """Of several units at once the table names the lead, the log the last."""
        both = zip(found.numbers, found.entries, strict=True)
        return {(name, str(one["type"]), str(one.get("unit")) if name in alone else "") for name, one in both}

    assert told(table) == told(log)
