"""Files of recorded contacts as switches and spreadsheets write them, and what is wrong with some."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from sim.errors import DataError
from sim.forecasting.forecast import forecast
from sim.forecasting.reading import Recorded, read_recorded, whole_days
from sim.report.chinese import in_language

from .data import MONDAY

HALF_HOURS = [(day, slot, 3 + slot % 5 + day % 3) for day in range(14) for slot in range(48)]
"""Day, half hour and calls of two weeks."""


def moment(day: int, slot: int) -> datetime:
    return datetime(2026, 3, 2) + timedelta(days=day, minutes=30 * slot)


def expected() -> dict[date, list[float]]:
    return {MONDAY + timedelta(days=d): [float(n) for day, _, n in HALF_HOURS if day == d] for d in range(14)}


def read(folder: Path, text: str, encoding: str = "utf-8", **named: str) -> Recorded:
    path = folder / "calls.csv"
    path.write_bytes(text.encode(encoding))
    return read_recorded(path, named)


def same(found: Recorded) -> bool:
    return {day: row.tolist() for day, row in found.counts.items()} == expected() and found.width_minutes == 30


LAYOUTS = {
    "iso": (("time", "calls"), ",", "%Y-%m-%d %H:%M", "utf-8"),
    "american": (("Date Time", "Calls Offered"), ",", "%m/%d/%Y %I:%M %p", "utf-8"),
    "german": (("Time", "Offered"), ";", "%d.%m.%Y %H:%M", "utf-8"),
    "chinese": (("统计时间", "来电量"), ",", "%Y年%m月%d日 %H:%M", "gb18030"),
    "tabs": (("received at", "contacts"), "\t", "%Y/%m/%d %H:%M:%S", "utf-8-sig"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_columns_and_times_are_found_in_the_usual_layouts(tmp_path: Path, layout: str) -> None:
    """Headings in two languages, five ways of writing times, four delimiters and encodings: the same counts."""
    header, between, form, encoding = LAYOUTS[layout]
    rows = [between.join(header), *(f"{moment(d, s).strftime(form)}{between}{n}" for d, s, n in HALF_HOURS)]
    found = read(tmp_path, "\r\n".join(rows), encoding)
    assert same(found)
    assert found.columns == dict(zip(("time", "count"), header, strict=True))


def test_the_date_may_stand_beside_the_interval_and_totals_below_each_day(tmp_path: Path) -> None:
    """'日期', '时段' 09:00-09:30, '来电量', and a row of totals after each day: these are left out, and it is said."""
    rows = ["日期,时段,来电量"]
    for day in range(14):
        for d, slot, n in HALF_HOURS:
            if d == day:
                first, end = moment(d, slot), moment(d, slot + 1)
                rows.append(f"{first:%Y-%m-%d},{first:%H:%M}-{end:%H:%M},{n}")
        rows.append("合计,,999")
    found = read(tmp_path, "\n".join(rows))
    assert same(found)
    assert any("totals" in note and "14" in note for note in found.notes)


def test_a_workbook_is_read_with_its_dates_and_times_as_cells(tmp_path: Path) -> None:
    """Excel: a title above the names, real dates and times of day in cells."""
    path = tmp_path / "calls.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("March")
    day_form, time_form = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "hh:mm"})
    sheet.write(0, 0, "Calls of March")
    sheet.write_row(2, 0, ["Date", "Interval", "Offered"])
    for row, (d, slot, n) in enumerate(HALF_HOURS, start=3):
        sheet.write_datetime(row, 0, moment(d, 0), day_form)
        sheet.write_datetime(row, 1, moment(d, slot).time(), time_form)
        sheet.write_number(row, 2, n)
    book.close()
    assert same(read_recorded(path, {}))


def test_finer_counts_are_added_up_and_rows_without_a_count_are_contacts(tmp_path: Path) -> None:
    """Quarters of an hour make half hours; a file without a number has a row for each contact."""
    quarters = [
        f"{moment(d, s) + timedelta(minutes=15 * k)},{n // 2 + k * (n % 2)}" for d, s, n in HALF_HOURS for k in (0, 1)
    ]
    assert same(read(tmp_path, "\n".join(["time,calls", *quarters])))
    stamps = [f"{moment(d, s) + timedelta(seconds=100 * k)}" for d, s, n in HALF_HOURS for k in range(n)]
    assert same(read(tmp_path, "\n".join(["created_at", *stamps])))


def test_days_alone_are_read_as_days(tmp_path: Path) -> None:
    """A column of dates and one of numbers: one interval a day."""
    found = read(tmp_path, "\n".join(["日期,件数", *(f"2026/3/{day},{10 * day}" for day in range(1, 15))]))
    assert found.width_minutes == 1440
    assert found.counts[date(2026, 3, 9)].tolist() == [90.0]


def test_days_that_the_file_has_in_part_are_no_days(tmp_path: Path) -> None:
    """From 12:00 of the first day to 10:00 of the last: the first is left out, the last is today."""
    part = [(d, s, n) for d, s, n in HALF_HOURS if (d > 0 or s >= 24) and (d < 13 or s < 20)]
    found = read(tmp_path, "\n".join(["time,calls", *(f"{moment(d, s)},{n}" for d, s, n in part)]))
    assert min(found.counts) == MONDAY + timedelta(days=1)
    assert found.today == MONDAY + timedelta(days=13)
    assert found.so_far is not None
    assert found.so_far.tolist() == [n for d, s, n in HALF_HOURS if d == 13 and s < 20]
    assert len(found.notes) == 2


STEADY = [datetime(2026, 3, 2) + timedelta(minutes=k) for k in range(28 * 1440 + 604)]
"""A contact a minute for four weeks, and until 10:03 of the next day."""


@pytest.mark.parametrize(("width", "begun"), [(30, 4 / 30), (15, 4 / 15), (60, 4 / 60), (1440, 604 / 1440)])
def test_an_interval_that_has_begun_is_taken_in_part(tmp_path: Path, width: int, begun: float) -> None:
    """By the end of 10:03 a line of a contact a minute expects 604, which have come, and 836 are to come: not 604 held
    against the 630 of a half hour that has just begun. The same where days are counted."""
    path = tmp_path / "contacts.csv"
    path.write_text("\n".join(["created_at", *map(str, STEADY)]), encoding="utf-8")
    found = forecast(path, interval_minutes=width, method="mean_of_6_weeks")
    assert found.recorded.edges.begun == pytest.approx(begun, abs=1e-6)
    assert found.today is not None
    assert found.today.seen == 604
    assert found.today.said_until_now == pytest.approx(604, abs=1e-3)
    assert found.today.total == pytest.approx(836, abs=1e-3)
    assert found.today.intervals[0] == pytest.approx(width * (1 - begun), abs=1e-3)


def test_a_last_hour_that_has_begun_is_no_whole_day(tmp_path: Path) -> None:
    """A contact a minute until 23:40: twenty are missing, so the day is not over; until 23:55 it is."""
    for minutes, is_over in ((1421, False), (1436, True)):
        found = read(tmp_path, "\n".join(["created_at", *map(str, STEADY[: 27 * 1440 + minutes])]))
        assert (found.today is None) == is_over


def test_a_line_that_closes_within_an_interval_has_whole_days(tmp_path: Path) -> None:
    """Counts by five minutes from 08:00 to 20:05: the half hour of 20:00 has five minutes on every day, on the last one
    as well. So of a row for each contact."""
    grid = [moment(d, 16) + timedelta(minutes=5 * k) for d in range(14) for k in range(145)]
    found = read(tmp_path, "\n".join(["time,calls", *(f"{at},60" for at in grid)]))
    assert found.today is None
    assert found.counts[MONDAY][[39, 40, 41]].tolist() == [360.0, 60.0, 0.0]
    each = [at + timedelta(seconds=5 * k) for at in grid for k in range(60)]
    found = read(tmp_path, "\n".join(["created_at", *map(str, each)]))
    assert found.today is None
    assert len(found.counts) == 14


@pytest.mark.parametrize("step", [1, 60, 1440])
def test_stamps_that_are_rounded_have_whole_days(tmp_path: Path, step: int) -> None:
    """Forty contacts at each full minute, hour or midnight of an open day: the last ones are the end of the last day,
    in a file and for a fit."""
    ends = {1: range(600, 606), 60: range(540, 1200, 60), 1440: [0]}
    each = [moment(d, 0) + timedelta(minutes=at) for d in range(14) for at in ends[step] for _ in range(40)]
    found = read(tmp_path, "\n".join(["created_at", *(f"{at:%Y-%m-%d %H:%M}" for at in each)]))
    assert (found.today, len(found.counts)) == (None, 14)
    local_us = np.array([(at - datetime(1970, 1, 1)) // timedelta(microseconds=1) for at in each])
    assert len(whole_days(local_us, 30, "calls")) == 14


def test_a_grid_of_zeros_for_hours_to_come_is_cut(tmp_path: Path) -> None:
    """Rows to the end of the month, zero from 10:00 of a Monday on, on a line that is closed on Sundays: that Monday
    is today, the days behind it are to come, and both are told. So is a file of days."""
    rows = [f"{moment(d, s)},{5 if d % 7 < 6 and (d, s) < (14, 20) else 0}" for d in range(30) for s in range(48)]
    found = read(tmp_path, "\n".join(["time,calls", *rows]))
    assert found.today == MONDAY + timedelta(days=14)
    assert found.so_far is not None
    assert found.so_far.tolist() == [5.0] * 20
    assert max(found.counts) == MONDAY + timedelta(days=13)
    assert [note.partition(": ")[2] for note in found.notes] == [
        "2026-03-16: the file ends within this day: what has come moves the rest of it only",
        "from 2026-03-17 on it has no contacts where there usually are some: these days are taken for days to come",
    ]
    for note in found.notes:
        assert "calls.csv：" in in_language(note, "zh")
    daily = [f"{moment(d, 0):%Y-%m-%d},{50 if d % 7 < 6 and d < 12 else 0}" for d in range(30)]
    found = read(tmp_path, "\n".join(["date,calls", *daily]))
    assert max(found.counts) == MONDAY + timedelta(days=11)
    assert "from 2026-03-14 on it has no contacts" in found.notes[0]


def test_days_on_which_a_line_is_closed_stay_at_the_end(tmp_path: Path) -> None:
    """A file of four weeks of a line that is closed on Saturdays and Sundays ends with two days of zeros: these were
    closed, and the days ahead begin on a Monday."""
    rows = [f"{moment(d, s)},{5 if d % 7 < 5 and 16 <= s < 40 else 0}" for d in range(28) for s in range(48)]
    found = read(tmp_path, "\n".join(["time,calls", *rows]))
    assert max(found.counts) == MONDAY + timedelta(days=27)
    assert (found.today, found.notes) == (None, ())


def test_rows_without_any_contact_are_refused(tmp_path: Path) -> None:
    """A grid of zeros has no contacts to go by."""
    with pytest.raises(DataError, match="contacts on two whole days at least are needed"):
        read(tmp_path, "\n".join(["time,calls", *(f"{moment(d, 0)},0" for d in range(30))]))


def test_a_line_that_closes_in_the_evening_has_whole_days(tmp_path: Path) -> None:
    """Open 08:00 to 20:00: the last day's last row at 19:30 is its end, not a morning."""
    part = [(d, s, n) for d, s, n in HALF_HOURS if 16 <= s < 40]
    found = read(tmp_path, "\n".join(["time,calls", *(f"{moment(d, s)},{n}" for d, s, n in part)]))
    assert found.today is None
    assert len(found.counts) == 14


BROKEN = {
    "no time": ("who,what\na,1\nb,2\n", {}, "no column is known to hold dates or times: name it with --time"),
    "no such column": ("time,calls\n2026-03-02 09:00,1\n", {"time": "when"}, "no column 'when'"),
    "two ways": (
        "time,calls\n03/04/2026 09:00,5\n05/06/2026 09:00,6\n",
        {},
        "calls.csv:2: time: '03/04/2026 09:00' may be read in two ways",
    ),
    "negative": ("time,calls\n2026-03-02 09:00,5\n2026-03-03 09:00,-6\n", {}, "calls.csv:3: calls: '-6'"),
    "no number": ("time,calls\n2026-03-02 09:00,5\n2026-03-03 09:00,n/a\n", {}, "calls.csv:3: calls: 'n/a'"),
    "serial": ("time,calls\n45000.25,5\n45001.25,6\n", {}, "a spreadsheet's own number for a time"),
    "half a row": ("time,calls\n2026-03-02 09:00,5\n2026-03-03\n", {}, "calls.csv:3: only 1 cells"),
    "two heads": ("time,calls\n2026-03-02 09:00,5\ntime,calls\n2026-03-03 09:00,5\n", {}, "calls.csv:3: "),
    "one day": ("time,calls\n2026-03-02 09:00,5\n2026-03-02 09:30,6\n", {}, "contacts on two whole days"),
    "a far date": ("time,calls\n2026-03-02 09:00,5\n2926-03-02 09:00,6\n", {}, "a time in it is wrong"),
    "nothing": ("time,calls\n", {}, "no rows below the column names"),
    "odd minutes": ("time,calls\n2026-03-02 09:00,5\n2026-03-02 09:07,5\n2026-03-03 09:00,6\n", {}, "cannot be made"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_files_are_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    """The file, the row and the cell, and what would be right; never a traceback."""
    text, named, said = BROKEN[kind]
    with pytest.raises(DataError) as caught:
        read(tmp_path, text, **named)
    assert said in str(caught.value)


def test_all_contacts_are_counted_once(tmp_path: Path) -> None:
    """Random stamps in any order: the sum of the counts, with those of today, is the number of rows."""
    rng = np.random.default_rng(5)
    seconds = np.sort(rng.integers(0, 14 * 86_400, 5_000))
    rng.shuffle(seconds)
    rows = [str(datetime(2026, 3, 2) + timedelta(seconds=int(second))) for second in seconds]
    found = read(tmp_path, "\n".join(["opened", *rows]))
    total = sum(row.sum() for row in found.counts.values()) + (0 if found.so_far is None else found.so_far.sum())
    assert total == 5_000


@pytest.mark.parametrize("kind", BROKEN)
def test_refusals_are_told_in_chinese(tmp_path: Path, kind: str) -> None:
    """Each sentence has its Chinese, cells and all: none of ours stays English."""
    text, named, _ = BROKEN[kind]
    with pytest.raises(DataError) as caught:
        read(tmp_path, text, **named)
    assert in_language(f"error: {caught.value.sentence}", "zh").startswith("错误：")
