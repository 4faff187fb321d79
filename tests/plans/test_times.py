"""Times as files write them, held against Python's own reading of single times."""

from __future__ import annotations

import itertools
import random
from datetime import datetime, timedelta, timezone

import pytest

from sim.plans.times import BLOCK, NO_OFFSET, UnreadCellError, read_times

EPOCH = datetime(1970, 1, 1)
FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%d %b %Y %H.%M", "%B %d, %Y %I:%M%p",
    "%Y%m%d%H%M%S", "%d/%m/%y %H:%M", "%Y年%m月%d日 %H:%M", "%a %d %b %Y %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S%z",
    "%H:%M %d-%m-%Y", "%Y/%m/%d %H",
)  # fmt: skip


def some_times(count: int, seed: int) -> list[datetime]:
    """Times between 1971 and 2060, with fractions of a second."""
    draws = random.Random(seed)
    return [
        datetime(1971, 1, 1) + timedelta(microseconds=draws.randrange(89 * 365 * 86_400 * 10**6)) for _ in range(count)
    ]


def microseconds(moments: list[datetime]) -> list[int]:
    return [(moment.replace(tzinfo=None) - EPOCH) // timedelta(microseconds=1) for moment in moments]


@pytest.mark.parametrize("form", FORMATS)
def test_stated_formats_are_read_as_python_reads_them(form):
    """Five hundred times in each of twelve formats, padded or not, are what `strptime` makes of each."""
    texts = [moment.replace(tzinfo=timezone(timedelta(hours=-3))).strftime(form) for moment in some_times(500, seed=1)]
    if not any(touching in form for touching in ("%Y%m%d", "%y")):
        texts += [text.replace(" 0", " ").replace("/0", "/").replace(".0", ".") for text in texts if "%f" not in form]
    found = read_times(texts, form)
    moments = [datetime.strptime(text, form) for text in texts]
    assert found.local_us.tolist() == microseconds(moments)
    offset = -3 * 3_600_000_000 if "%z" in form else NO_OFFSET
    assert set(found.offset_us.tolist()) == {offset}


def test_year_first_needs_no_format():
    """Dashes or slashes, T or a blank, zeros or none, seconds and fractions or none, offsets: a column may mix them."""
    draws = random.Random(2)
    texts, moments = [], []
    for moment in some_times(3_000, seed=3):
        cut = draws.choice([0, 1, 2])
        moment = moment.replace(microsecond=moment.microsecond if cut == 2 else 0, second=moment.second if cut else 0)
        mark = draws.choice("-/")
        pad = draws.choice(["02d", "d"])
        date = mark.join([str(moment.year), format(moment.month, pad), format(moment.day, pad)])
        clock = ":".join([format(moment.hour, pad), f"{moment.minute:02d}", *([f"{moment.second:02d}"] if cut else [])])
        texts.append(date + draws.choice(["T", " "]) + clock + (f".{moment.microsecond:06d}" if cut == 2 else ""))
        moments.append(moment)
    found = read_times(texts)
    assert found.local_us.tolist() == microseconds(moments)
    assert found.has_clock.all()


@pytest.mark.parametrize(
    ("text", "offset_minutes"),
    [
        ("2026-03-02T09:00Z", 0), ("2026-03-02 09:00:00.000Z", 0), ("2026-03-02 09:00:00 UTC", 0),
        ("2026-03-02T09:00:00+08:00", 480), ("2026-03-02 09:00 -0500", -300), ("2026-03-02T09:00:00-03:30", -210),
        ("2026/3/2 9:00+08", 480), ("20260302T0900+0545", 345),
    ],
)  # fmt: skip
def test_offsets_are_read(text, offset_minutes):
    """Z, UTC, and hours with or without minutes and a colon are offsets from UTC."""
    found = read_times([text])
    assert found.local_us.tolist() == microseconds([datetime(2026, 3, 2, 9)])
    assert found.offset_us.tolist() == [offset_minutes * 60_000_000]


def test_noon_and_midnight_by_half_days():
    """12 AM is the first hour of a day and 12 PM its thirteenth, in English and in Chinese."""
    found = read_times(["3/2/2026 12:05 AM", "3/2/2026 12:05 pm", "3/2/2026 1:00 p.m."], "%m/%d/%Y %I:%M %p")
    assert found.local_us.tolist() == microseconds([datetime(2026, 3, 2, h, m) for h, m in ((0, 5), (12, 5), (13, 0))])
    found = read_times(["2026/3/2 上午12:05", "2026/3/2 下午2:15"], "%Y/%m/%d %p%I:%M")
    assert found.local_us.tolist() == microseconds([datetime(2026, 3, 2, 0, 5), datetime(2026, 3, 2, 14, 15)])


@pytest.mark.parametrize(
    "bad", ["2026-02-30 09:00", "2026-13-02 09:00", "2026-03-02 24:00", "2026-03-02 09:60", "x", "", "2026-00-02 09:00"]
)
def test_the_first_bad_cell_is_named(bad):
    """Whatever follows it, the first row that is no time is the one that is told, in later blocks too."""
    good = ["2026-03-02 09:00:00"] * (BLOCK + 100)
    for place in (0, 17, BLOCK + 3):
        cells = list(good)
        cells[place] = bad
        cells[place + 5] = "nonsense"
        with pytest.raises(UnreadCellError) as caught:
            read_times(cells)
        assert caught.value.row == place


def test_a_very_long_cell_is_no_time():
    """A cell of a million letters is refused without being spread out over the whole column."""
    with pytest.raises(UnreadCellError) as caught:
        read_times(["2026-03-02 09:00"] * 1_000 + ["2026-03-02 09:00" + "0" * 1_000_000])
    assert caught.value.row == 1_000


@pytest.mark.parametrize(
    ("cells", "time_format", "hint"),
    [
        (["3/2/2026 02:15:00 PM"], None, "write time_format: '%m/%d/%Y %I:%M:%S %p' or '%d/%m/%Y %I:%M:%S %p'"),
        (["3/14/2026 2:15:00 PM"], None, "write time_format: '%m/%d/%Y %I:%M:%S %p'"),
        (["3/2/2026 9:00", "14/2/2026 9:00"], None, "write time_format: '%d/%m/%Y %H:%M'"),
        (["3/2/2026 9:00", "3/4/2026 9:00"], None, "'%m/%d/%Y %H:%M' or '%d/%m/%Y %H:%M', whichever is meant"),
        (["02.03.2026 09:00"], None, "write time_format: '%d.%m.%Y %H:%M'"),
        (["2026年3月2日 9:00"], None, "write time_format: '%Y年%m月%d日 %H:%M'"),
        (["2026年3月2日 9时05分"], None, "write time_format: '%Y年%m月%d日 %H时%M分'"),
        (["2-Mar-2026 09:00"], None, "write time_format: '%d-%b-%Y %H:%M'"),
        (["20260302090000"], None, "write time_format: '%Y%m%d%H%M%S'"),
        (["45717.5"], None, "a spreadsheet's own number for a time"),
        (["1772442000"], None, "it counts seconds since 1970"),
        (["09:30"], None, "it has no date"),
        (["Total"], None, "a row of totals is no interval"),
        (["2026-03-02 09:00", "合计"], None, "a row of totals is no interval"),
        ([""], None, "the cell is empty"),
        (["02.03.2026"], None, "it is a date without a time of day"),
        (["14/3/2026 9:00"], "%m/%d/%Y %H:%M", "write time_format: '%d/%m/%Y %H:%M'"),
        (["3/2/2026 9:00", "14/2/2026 9:00", "2/14/2026 9:00"], "%m/%d/%Y %H:%M", "in more than one way"),
        (["2026-03-02 09:00"], "%d.%m.%Y %H:%M", "write time_format: '%Y-%m-%d %H:%M'"),
        (["02/03/2026 09:15", "13/03/2026 10:15", "Total"], None, "write time_format: '%d/%m/%Y %H:%M'"),
        (["02/03/2026 09:15", "03/03/2026 10:15", "Total"], None, "'%m/%d/%Y %H:%M' or '%d/%m/%Y %H:%M', whichever"),
        (["02.03.2026 09:15 +01:00"], None, "write time_format: '%d.%m.%Y %H:%M %z'"),
        (["Mon 16/03/2026 09:15"], None, "write time_format: '%a %d/%m/%Y %H:%M'"),
        (["Mon, 02 Mar 2026 09:15:00 +0800"], None, "write time_format: '%a, %d %b %Y %H:%M:%S %z'"),
        (["2026-03-02T09:30:00+08:75"], None, "an offset from UTC has at most 59 minutes"),
        (["14-03-1998 09:30"], None, "write time_format: '%d-%m-%Y %H:%M'"),
        (["14-03-1998"], None, "it is a date without a time of day"),
    ],
)  # fmt: skip
def test_what_a_cell_may_be_is_said(cells, time_format, hint):
    """American, European and Chinese dates, spreadsheets' numbers, totals: the sentence names the key that helps."""
    with pytest.raises(UnreadCellError) as caught:
        read_times(cells, time_format)
    assert hint in caught.value.what


@pytest.mark.long
def test_every_advice_reads_the_column():
    """A format that a sentence advises does read the cell it was advised for."""
    for moment in some_times(8, seed=4):
        for form in (
            "%d.%m.%Y %H:%M",
            "%m/%d/%Y %I:%M %p",
            "%d-%b-%Y %H:%M:%S",
            "%Y年%m月%d日 %H:%M",
            "%d %b %Y %H.%M",
        ):
            text = moment.strftime(form)
            with pytest.raises(UnreadCellError) as caught:
                read_times([text])
            advice = caught.value.what.split("time_format: '")[1].split("'")[0]
            assert read_times([text], advice).local_us.tolist() == microseconds([datetime.strptime(text, advice)])


def intervals(first: int, end: int, step: int, between: str = "-") -> list[str]:
    """Labels of intervals of a day, such as '2026-03-02 08:00-08:30', from one minute of it to another."""
    clocks = [f"{minute // 60 % 24:02d}:{minute % 60:02d}" for minute in range(first, end + 1, step)]
    return [f"2026-03-02 {clock}{between}{after}" for clock, after in itertools.pairwise(clocks)]


@pytest.mark.parametrize(
    ("texts", "time_format", "row", "sentence"),
    [
        (intervals(480, 720, 30), None, 0, "looks like an interval 08:00 to 08:30: keep the start only"),
        (intervals(480, 720, 60), None, 0, "looks like an interval 08:00 to 09:00: keep the start only"),
        (intervals(0, 1440, 15), None, 0, "looks like an interval 00:00 to 00:15: keep the start only"),
        (intervals(1200, 1440, 60, " -"), None, 0, "looks like an interval 20:00 to 21:00: keep the start only"),
        (["2026-03-02 08:00-08:30"], None, 0, "looks like an interval 08:00 to 08:30: keep the start only"),
        (["02.03.2026 08:00-08:30"], "%d.%m.%Y %H:%M%z", 0, "looks like an interval 08:00 to 08:30: keep "),
        (["2026-03-02 08:00-10:00", "2026-03-02 10:00-10:30"], None, 0, "looks like an interval 08:00 to 10:00: "),
        (["2026-03-02 08:00-10:00", "2026-03-02 10:00-11:00"], None, 0, "looks like an interval 08:00 to 10:00: "),
        (["2026-03-02 08:00-08:00", "2026-03-02 09:00-18:00"], None, 1, "looks like an interval 09:00 to 18:00: "),
        (["2026-03-02 08:00-09:00", "2026-03-03 05:00-06:00"], None, 0, "looks like an interval 08:00 to 09:00: "),
        (["2026-03-02 23:00-24:00"], None, 0, "looks like an interval 23:00 to 24:00: keep the start only"),
        (intervals(480, 720, 30, " - "), None, 0, "is not a local time such as '2022-01-08 09:30:00': it looks "
         "like an interval 08:00 to 08:30: keep the start only"),
        (intervals(480, 720, 30, "~"), None, 0, "is not a local time such as '2022-01-08 09:30:00': it looks "),
        (["2026-03-02 08:00:00-08:30:00"], None, 0, "is not a local time such as '2022-01-08 09:30:00': it looks "),
        (["2026-03-02 20:00-18:00"], None, 0, "has an offset of -18:00 from UTC: they go from -12:00 to +14:00"),
        (["2026-03-02 20:00+00:00", "2026-03-02 20:00+25:00"], None, 1, "has an offset of +25:00 from UTC: they go "),
        (["2026-03-02 20:00+23:59"], None, 0, "has an offset of +23:59 from UTC: they go from -12:00 to +14:00"),
        (["2026-03-02 20:00+05:75"], None, 0, "is not a local time such as '2022-01-08 09:30:00'"),
    ],
)  # fmt: skip
def test_an_interval_is_no_offset_from_utc(texts, time_format, row, sentence):
    """Start and end in one cell would move each row by its own end; offsets that no clock has are refused."""
    with pytest.raises(UnreadCellError) as caught:
        read_times(texts, time_format)
    assert caught.value.row == row
    assert caught.value.what.startswith(sentence)


@pytest.mark.parametrize(
    "texts",
    [
        [f"2026-03-02 {hour:02d}:{minute:02d}-05:00" for hour in range(24) for minute in (0, 30)],
        [f"2026-03-{day:02d}T00:00:00-0{5 if day < 8 else 4}:00" for day in range(1, 32)],
        [f"2026-11-01 0{hour}:00-0{offset}:00" for hour, offset in ((0, 4), (1, 4), (1, 5), (2, 5), (3, 5))],
        ["2026-03-02 04:00-05:00"],
        ["2026-03-02 04:17-05:00", "2026-03-02 04:30-06:00", "2026-03-02 05:02-08:00"],
        [f"2026-03-02 {hour:02d}:00{offset}" for hour in range(24) for offset in ("-12:00", "-03:30", "+14:00")],
        ["2026-03-02 01:00-03:30", "2026-03-02 02:00-02:30"],
        ["2026-03-02 10:00-05:00", "2026-03-02 11:00-06:00"],
        [f"2026-03-02 {hour:02d}:00Z" for hour in range(12, 24)],
    ],
)  # fmt: skip
def test_true_offsets_stay_offsets(texts):
    """Constant ones, those on both sides of a clock change, those of several zones, on the hour or not."""
    found = read_times(texts)
    moments = [datetime.fromisoformat(text) for text in texts]
    assert found.local_us.tolist() == microseconds(moments)
    assert found.offset_us.tolist() == [
        (moment.utcoffset() or EPOCH - EPOCH) // timedelta(microseconds=1) for moment in moments
    ]


@pytest.mark.parametrize(
    ("text", "time_format", "sentence"),
    [
        ("2026-02-29 10:00", None, "2026 has no 29 February"),
        ("2026/4/31", None, "2026 has no 31 April"),
        ("02/30/24 9:15 PM", "%m/%d/%y %I:%M %p", "2024 has no 30 February"),
        ("31 Nov 2026 09:00", "%d %b %Y %H:%M", "2026 has no 31 November"),
        ("2026-03-02 24:00", None, "24:00 is 00:00 of the next day: write 2026-03-03 00:00"),
        ("2026-12-31T24:00:00", None, "24:00 is 00:00 of the next day: write 2027-01-01 00:00"),
        ("28.02.2026 24:00", "%d.%m.%Y %H:%M", "24:00 is 00:00 of the next day: write 01.03.2026 00:00"),
    ],
)
def test_a_day_that_does_not_exist_and_the_end_of_a_day_are_named(text, time_format, sentence):
    """No other format would help: the sentence says what is wrong with the date, or what 24:00 is."""
    with pytest.raises(UnreadCellError) as caught:
        read_times([text], time_format)
    assert caught.value.what.endswith(f": {sentence}")


@pytest.mark.parametrize("text", ["2026-13-01 10:00", "2026-03-02 24:01", "2026-03-02 25:00", "0000-02-30 10:00"])
def test_other_times_that_do_not_exist_are_refused_as_before(text):
    """A month of 13 may be another order, and an hour of 25 nothing at all."""
    with pytest.raises(UnreadCellError) as caught:
        read_times([text])
    assert "has no" not in caught.value.what
    assert "next day" not in caught.value.what


@pytest.mark.parametrize(
    ("cell", "wanted", "hint"),
    [
        ("01.03.2026", {"date_too": True}, "write time_format: '%d.%m.%Y'"),
        ("03/14/2026 12:00:00 AM", {"only_date": True}, "write time_format: '%m/%d/%Y %I:%M:%S %p'"),
        (
            "2026-03-02 24:00",
            {"of_interval": True},
            "rows are named by the starts of their intervals, not by",
        ),
        ("2026-03-02 24:00", {}, "24:00 is 00:00 of the next day: write 2026-03-03 00:00"),
    ],
)
def test_what_helps_depends_on_what_is_wanted(cell, wanted, hint):
    """Dates where they are allowed, dates with a midnight behind them, ends of intervals."""
    with pytest.raises(UnreadCellError) as caught:
        read_times([cell], **wanted)
    assert hint in caught.value.what
