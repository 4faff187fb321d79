"""Exports of tickets as systems write them, rows that cannot be right, and what is odd and kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.errors import DataError
from sim.records.headings import guessed
from sim.records.tickets import NEVER, ROLES, UNCOUNTED, TicketRecords, read_tickets
from sim.report.chinese import in_language
from sim.rules.codes import Urgency

HEAD = "ticket,type,priority,unit,received,dispatched,accepted,handled,status,returns\n"
ROWS = [
    "1,repair,high,town,2026-03-02 09:00,2026-03-02 09:05,2026-03-02 09:20,2026-03-02 11:00,closed,0",
    "2,complaint,normal,park,2026-03-02 10:00,2026-03-02 10:05,2026-03-02 10:20,,open,2",
    "3,repair,critical,,2026-03-02 11:00,,,,open,",
    "4,complaint,low,park,2026-03-02 12:00,2026-03-02 12:10,2026-03-02 12:30,2026-03-03 12:00,closed,1",
]


def read(folder: Path, text: str, encoding: str = "utf-8", at: date | None = None, **named: str) -> TicketRecords:
    path = folder / "tickets.csv"
    path.write_bytes(text.encode(encoding))
    return read_tickets(path, named, at=at)


def at(day: int, hour: int, minute: int = 0) -> int:
    """An instant of March 2026."""
    return (date(2026, 3, day) - EPOCH).days * DAY_US + hour * HOUR_US + minute * MINUTE_US


def test_four_tickets_by_hand(tmp_path: Path) -> None:
    """Stamps, words and counts; the open ones by their stamps; the file was made at its latest stamp."""
    found = read(tmp_path, HEAD + "\n".join(ROWS))
    assert found.stamp("received").tolist() == [at(2, 9), at(2, 10), at(2, 11), at(2, 12)]
    assert found.stamp("accepted").tolist() == [at(2, 9, 20), at(2, 10, 20), NEVER, at(2, 12, 30)]
    assert found.stamp("closed").tolist() == [NEVER] * 4
    assert found.is_open.tolist() == [False, True, True, False]
    assert [found.units[k] for k in found.unit] == ["town", "park", "", "park"]
    assert found.urgency.tolist() == [Urgency.URGENT, Urgency.NORMAL, Urgency.CRITICAL, Urgency.NORMAL]
    assert found.returns.tolist() == [0, 2, UNCOUNTED, 1]
    assert found.at_us == at(3, 12)
    assert found.odd == {"no_unit": [4]}
    assert found.left_out == {}


def test_rows_that_cannot_be_right_are_told_by_kind(tmp_path: Path) -> None:
    """One of each: of two rows of one number the last counts, and the refused rows are kept as they were."""
    bad = [
        "2,complaint,normal,park,2026-03-02 10:00,2026-03-02 10:05,2026-03-02 10:20,2026-03-02 15:00,closed,2",
        "5,repair,normal,town,soon,,,,open,",
        "6,repair,normal,town,2026-03-02 13:00,,,2026-03-02 12:00,closed,",
        "7,test,normal,town,2026-03-02 13:00,,,,open,",
        ",,,,Total,,,,,",
    ]
    found = read(tmp_path, HEAD + "\n".join([*ROWS, *bad]))
    assert found.left_out == {"no_time": [7], "backwards": [8], "again": [3], "test": [9], "total": [10]}
    assert len(found) == 4
    assert found.is_open[found.id == "2"].tolist() == [False]
    assert found.refused["why"].tolist() == ["again", "no_time", "backwards", "test", "total"]
    assert found.refused["received"].tolist()[1] == "soon"


def test_what_is_odd_is_kept_by_a_rule(tmp_path: Path) -> None:
    """Dates at midnight, closed without a time, an acceptance after the end: told, and each counts as it is said to."""
    odd = [
        "5,repair,normal,town,2026-03-02 13:00,,,2026-03-04 00:00,closed,",
        "6,repair,normal,town,2026-03-02 13:00,,,,closed,",
        "7,repair,normal,town,2026-03-02 13:00,,2026-03-02 18:00,2026-03-02 17:00,closed,",
    ]
    found = read(tmp_path, HEAD + "\n".join([*ROWS, *odd]))
    assert found.odd == {"date_only": [6], "unstamped": [7], "unordered": [8], "no_unit": [4]}
    assert found.is_open.tolist() == [False, True, True, False, False, False, False]
    assert found.date_only["handled"].tolist() == [False] * 4 + [True, False, False]
    assert found.stamp("accepted")[6] == NEVER
    assert found.stamp("handled")[6] == at(2, 17)


def test_one_midnight_among_many_times_is_a_time(tmp_path: Path) -> None:
    """A ticket may be closed at midnight: 1 of 100 stamps is chance."""
    rows = [f"{k},repair,normal,town,2026-03-02 09:00,,,2026-03-02 10:{k % 60:02d},closed," for k in range(100)]
    rows[50] = "50,repair,normal,town,2026-03-02 09:00,,,2026-03-03 00:00,closed,"
    assert "date_only" not in read(tmp_path, HEAD + "\n".join(rows)).odd


def test_a_date_of_the_same_day_is_not_before_the_receipt(tmp_path: Path) -> None:
    """Closing dates without times: received at 15:00 and closed on that date is in order."""
    rows = [f"{k},2026-03-0{k} 15:00,2026-03-0{k}" for k in range(1, 6)]
    found = read(tmp_path, "id,received,closed date\n" + "\n".join(rows))
    assert found.left_out == {}
    assert found.date_only["closed"].all()
    assert not found.is_open.any()


def test_the_file_as_it_was_is_what_the_stamps_say(tmp_path: Path) -> None:
    """At 2 March 11:30: three tickets, later stamps not there; and a ticket handled but not closed is not open."""
    found = read(tmp_path, HEAD + "\n".join(ROWS)).as_of(at(2, 11, 30))
    assert found.id.tolist() == ["1", "2", "3"]
    assert found.is_open.tolist() == [False, True, True]
    assert found.as_of(at(2, 10, 30)).is_open.tolist() == [True, True]
    whole = read(tmp_path, HEAD + "\n".join(ROWS))
    assert whole.as_of(at(2, 11)).is_open.tolist() == [False, True, True]  # closed, and received, at just that instant
    assert len(whole.as_of(at(2, 11) - 1)) == 2
    text = "id,opened at,resolved at,closed at\n1,2026-03-02 09:00,2026-03-02 10:00,2026-03-07 10:00\n"
    assert read(tmp_path, text).as_of(at(3, 0)).is_open.tolist() == [False]


def test_a_day_may_be_named_at_which_the_file_was_made(tmp_path: Path) -> None:
    """At the end of 2 March: the fourth ticket is open then; a receipt after it is left out."""
    later = "9,repair,normal,town,2026-03-03 09:00,,,,open,"
    found = read(tmp_path, HEAD + "\n".join([*ROWS, later]), at=date(2026, 3, 2))
    assert found.is_open.tolist() == [False, True, True, True]
    assert found.left_out == {"later": [6]}


SHAPES = {
    "New York": "Unique Key,Created Date,Closed Date,Agency,Agency Name,Complaint Type,Descriptor,Status,Borough",
    "Boston": "case_enquiry_id,open_dt,sla_target_dt,closed_dt,on_time,case_status,case_title,reason,type,department",
    "San Francisco": "CaseID,Opened,Closed,Updated,Status,Responsible Agency,Category,Request Type,Source",
    "Open311": "service_request_id,status,service_name,agency_responsible,requested_datetime,closed_at",
    "a service desk": "incident,opened_at,contact_type,category,priority,assignment_group,resolved_at,closed_at",
    "a 12345 line": "工单编号,受理时间,派单时间,签收时间,办理完成时间,办结时间,承办单位,诉求类型,紧急程度,退单次数",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_columns_of_open_data_are_known(shape: str) -> None:
    """Receipt, closing, unit, type and number are found by their names."""
    found = guessed(SHAPES[shape].split(","), ROLES)
    assert {"received", "closed", "unit", "type", "id"} <= found.keys(), found
    expected = {
        "New York": ("Created Date", "Agency"), "Boston": ("open_dt", "department"),
        "San Francisco": ("Opened", "Responsible Agency"), "Open311": ("requested_datetime", "agency_responsible"),
        "a service desk": ("opened_at", "assignment_group"), "a 12345 line": ("受理时间", "承办单位"),
    }  # fmt: skip
    assert (found["received"], found["unit"]) == expected[shape]


def test_a_chinese_export_is_read(tmp_path: Path) -> None:
    """GB18030, tabs, Chinese words for urgency and state, counts with blanks."""
    text = (
        "工单编号\t诉求类型\t紧急程度\t承办单位\t受理时间\t办结时间\t工单状态\t退单次数\n"
        "A1\t投诉\t特急\t市政局\t2026年3月2日 9时05分\t2026年3月2日 10时30分\t已办结\t\n"
        "A2\t咨询\t加急\t镇街\t2026年3月2日 9时15分\t\t办理中\t3\n"
    )
    found = read(tmp_path, text, "gb18030")
    assert found.stamp("received").tolist() == [at(2, 9, 5), at(2, 9, 15)]
    assert found.urgency.tolist() == [Urgency.CRITICAL, Urgency.URGENT]
    assert found.is_open.tolist() == [False, True]
    assert found.returns.tolist() == [UNCOUNTED, 3]


def test_counts_that_are_none_are_not_counted(tmp_path: Path) -> None:
    """Words, blanks, 'nan', negative and absurd numbers among the returns."""
    cells = ["nan", "-1", "many", "", "1e12", "2"]
    rows = [f"{k},2026-03-02 09:0{k},2026-03-02 10:00,{cell}" for k, cell in enumerate(cells)]
    assert read(tmp_path, "id,received,closed,returns\n" + "\n".join(rows)).returns.tolist() == [UNCOUNTED] * 5 + [2]


REFUSED = {
    "no receipt": ("id,closed\n1,2026-03-02 09:00\n", "no column is known to hold the times at which tickets were"),
    "no end": ("id,received\n1,2026-03-02 09:00\n", "no column says when tickets were handled or closed"),
    "nothing read": ("id,received,closed\n1,soon,later\n", "none of its 1 rows can be read as a ticket"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_files_without_what_is_needed_are_refused(case: str, tmp_path: Path) -> None:
    """With a sentence, in both languages."""
    text, said = REFUSED[case]
    with pytest.raises(DataError, match=said) as refused:
        read(tmp_path, text)
    assert in_language(str(refused.value), "zh") != str(refused.value)


def test_an_unknown_role_is_refused(tmp_path: Path) -> None:
    """The roles that there are are told."""
    with pytest.raises(DataError, match="'finished' is no role of a column: there are received, dispatched"):
        read(tmp_path, HEAD + ROWS[0], finished="handled")


def test_lines_of_many_refused_rows_are_found_in_one_pass(tmp_path: Path) -> None:
    """Twenty thousand rows without a time, a quoted newline among them: each is told by its own line."""
    rows = [f"{k},soon,2026-03-02 10:00,x" for k in range(20_000)]
    rows[0] = '0,soon,2026-03-02 10:00,"two\nlines"'
    text = "id,received,closed,note\n" + "\n".join([*rows, "a,2026-03-02 09:00,2026-03-02 10:00,x"])
    lines = read(tmp_path, text).left_out["no_time"]
    assert lines[:3] == [2, 4, 5]
    assert np.diff(lines[1:]).tolist() == [1] * 19_998
