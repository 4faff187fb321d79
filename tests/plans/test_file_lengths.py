"""Lengths of time from files: which rows count, how they are written, times that begin and end, and those cut off."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy.stats import CensoredData, ecdf

from sim.calendar.days import make_calendar
from sim.errors import DataError
from sim.plans.build import build_plan
from sim.plans.file_lengths import ENTRIES, Lengths, product_limit, read_lengths, sample_of
from sim.scenario.laws import Law
from sim.scenario.schema import Scenario

SECOND, MINUTE, HOUR = 1e6, 60e6, 3600e6
TIMES = {"between": ["begin", "end"]}


def read(folder: Path, text: str, zone: str = "UTC", **law: Any) -> tuple[Lengths, Any, list[str]]:
    """The lengths of a file with this text, the law, and what was odd."""
    (folder / "data.csv").write_text(text.strip() + "\n", encoding="utf-8")
    part: Any = TypeAdapter(Law).validate_python({"law": "empirical", "file": "data.csv"} | law)
    calendar, _ = make_calendar(date(2026, 3, 2), 1, zone, "none")
    warnings: list[str] = []
    return read_lengths(part, str(folder), calendar, warnings), part, warnings


def seconds(folder: Path, text: str, **law: Any) -> list[float]:
    """Its lengths in seconds."""
    found = read(folder, text, **law)[0]
    assert found.ended.all()
    return (found.us / SECOND).tolist()


def sample(folder: Path, text: str, **law: Any) -> tuple[np.ndarray, list[str]]:
    """The equally likely lengths in seconds, and what was odd."""
    lengths, part, warnings = read(folder, text, **law)
    return sample_of(lengths, part, warnings) / SECOND, warnings


def refused(folder: Path, text: str, **law: Any) -> str:
    """Why a file cannot be used."""
    with pytest.raises(DataError) as caught:
        sample(folder, text, **law)
    return str(caught.value)


def test_zeros_are_said_with_their_share_until_the_scenario_says_what_they_are(tmp_path: Path) -> None:
    """Talk times of calls that were never answered are named; they can be left out, or kept without being asked."""
    text = "s\n0\n0\n0\n100"
    found, _, warnings = read(tmp_path, text, column="s")
    assert (found.us / SECOND).tolist() == [0, 0, 0, 100]
    assert warnings == [
        "data.csv: 3 of 4 lengths in 's' (75 %) are zero: leave_out: [zero] leaves them out, leave_out: [] keeps them"
    ]
    assert seconds(tmp_path, text, column="s", leave_out=["zero"]) == [100]
    kept, _, warnings = read(tmp_path, text, column="s", leave_out=[])
    assert (len(kept.us), warnings) == (4, [])
    for other in ("s\n12\n1", "s\n0:00:12\n1"):
        assert read(tmp_path, other, column="s")[2] == []


@pytest.mark.parametrize("nothing", ["", "   ", "-", "NULL", "n/a", "NaN"])
def test_empty_cells_are_refused_or_left_out(tmp_path: Path, nothing: str) -> None:
    """A row without a value is named with the key that leaves such rows out, however the export writes it."""
    text = f"id,s\n1,5\n2,{nothing}\n3,7"
    told = "data.csv:3: s: %r is no length of time: leave_out: [empty] leaves such rows out"
    assert refused(tmp_path, text, column="s") == told % nothing
    assert refused(tmp_path, text, column="s", leave_out=["zero"]) == told % nothing
    assert seconds(tmp_path, text, column="s", leave_out=["empty"]) == [5, 7]


def test_rules_for_rows_go_together(tmp_path: Path) -> None:
    """`where` keeps rows before `leave_out` takes some away; nothing left is refused."""
    text = "queue,s\na,0\na,5\nb,\na,\nb,7\na,9"
    assert seconds(tmp_path, text, column="s", where={"queue": ["a"]}, leave_out=["zero", "empty"]) == [5, 9]
    assert seconds(tmp_path, text, column="s", where={"queue": ["b"]}, leave_out=["empty"]) == [7]
    assert refused(tmp_path, "s\n0\n0", column="s", leave_out=["zero"]) == "data.csv: no lengths in 's' are left"
    assert refused(tmp_path, "s\n-\nNA", column="s", leave_out=["empty"]) == "data.csv: no lengths in 's' are left"


def test_ways_to_write_a_length(tmp_path: Path) -> None:
    """h:mm:ss stands beside plain numbers; two numbers with a colon are what `unit` says, else they are asked about."""
    assert seconds(tmp_path, "s\n0:03:20\n90\n12:00:00.5\n0:00:07", column="s") == [200, 90, 43200.5, 7]
    assert seconds(tmp_path, "s\n0:03:20\n1.5", column="s", unit="min") == [200, 90]
    assert seconds(tmp_path, "s\n3:20\n75:00\n1:00:01\n0:07.5", column="s", unit="mm:ss") == [200, 4500, 3601, 7.5]
    assert seconds(tmp_path, "s\n3:20\n0:05\n1:00:01", column="s", unit="h:mm") == [12000, 300, 3601]
    told = "data.csv:3: s: '3:20' may be 3 min 20 s or 3 h 20 min: write unit: 'mm:ss', or 'h:mm'"
    assert refused(tmp_path, "s\n12\n3:20", column="s") == told
    assert "'3:75' is not a number" in refused(tmp_path, "s\n3:75", column="s", unit="mm:ss")


def test_lengths_below_zero_are_refused_or_left_out(tmp_path: Path) -> None:
    """A negative number or h:mm:ss is named with the key that leaves such rows out, which does so."""
    for wrong in ("-5", "-0.5", "-0:03:20"):
        text = f"s\n7\n{wrong}\n9"
        told = f"data.csv:3: s: '{wrong}' is below zero: leave_out: [negative] leaves such rows out"
        assert refused(tmp_path, text, column="s") == told
        assert refused(tmp_path, text, column="s", leave_out=["zero", "empty"]) == told
        assert seconds(tmp_path, text, column="s", leave_out=["negative"]) == [7, 9]
    assert seconds(tmp_path, "s\n-1:30\n0:30", column="s", unit="mm:ss", leave_out=["negative"]) == [30]
    both = "s,how\n-4,ended\n6,ended\n8,cut"
    found = read(tmp_path, both, column="s", leave_out=["negative"], ended_where={"how": ["ended"]})[0]
    assert (found.us.tolist(), found.ended.tolist()) == ([6 * SECOND, 8 * SECOND], [True, False])


FAR = "begin,end\n2026-03-02 09:00,2026-03-02 09:01\n2026-03-02 09:00,%s\n2026-03-02 09:02,\n"


@pytest.mark.parametrize("end", ["3020-01-01 00:00", "9999-12-31 23:59:59", "1900-01-01 00:00"])
def test_impossible_dates_are_refused_left_out_or_no_dates(tmp_path: Path, end: str) -> None:
    """A date more than a hundred years from the start is refused with both keys that help, and neither counts as a
    length nor as the time at which the file was made."""
    told = refused(tmp_path, FAR % end, **TIMES)
    assert told.startswith(f"data.csv:3: end: '{end}' is ")
    assert "the start, which cannot be" in told
    assert told.endswith(
        f"write leave_out: [impossible_dates] to do without such rows; if it stands for no date, write blank: ['{end}']"
    )
    found, _, warnings = read(tmp_path, FAR % end, leave_out=["impossible_dates"], **TIMES)
    assert ((found.us / SECOND).tolist(), found.ended.tolist()) == ([60, 0], [True, False])
    assert warnings[0] == "data.csv: 1 row is left out for a date more than 100 years from the start"
    assert "1 of 2 rows have no 'end': they are open until 2026-03-02 09:02:00" in warnings[1]
    found, _, warnings = read(tmp_path, FAR % end, blank=[end], **TIMES)
    assert ((found.us / SECOND).tolist(), found.ended.tolist()) == ([60, 120, 0], [True, False, False])


def test_beginnings_that_cannot_be(tmp_path: Path) -> None:
    """An impossible beginning is refused as well, and left out; as a blank cell it is no beginning at all."""
    text = "begin,end\n2026-03-02 09:00,2026-03-02 09:01\n1020-03-01 09:00,2026-03-02 09:02\n"
    told = "data.csv:3: begin: '1020-03-01 09:00' is 1,006 years before the start, which cannot be: put it right, or"
    assert refused(tmp_path, text, **TIMES).startswith(told)
    assert seconds(tmp_path, text, leave_out=["impossible_dates"], **TIMES) == [60]
    assert seconds(tmp_path, text, blank=["1020-03-01 09:00"], leave_out=["empty"], **TIMES) == [60]
    assert seconds(tmp_path, "s\n-1\n4", column="s", blank=["-1"], leave_out=["empty"]) == [4]


def test_cells_that_may_stand_for_no_end(tmp_path: Path) -> None:
    """'0', a date alone and an end years before its beginning are refused with `blank`, which makes the row open."""
    for nothing, told in (
        ("0", "is not a local time such as '2022-01-08 09:30:00'"),
        ("9999-12-31", "is a date without a time of day"),
        ("1970-01-01 00:00", "is before 'begin', 2026-03-02 09:00: leave_out: [negative] leaves such rows out"),
    ):
        hint = f"{told}; if it stands for no date, write blank: ['{nothing}']"
        assert refused(tmp_path, FAR % nothing, **TIMES) == f"data.csv:3: end: '{nothing}' {hint}"
        assert read(tmp_path, FAR % nothing, blank=[nothing], **TIMES)[0].ended.tolist() == [True, False, False]


@pytest.mark.parametrize("leave_out", [["empty"], ["open"], ["negative", "impossible_dates"]])
def test_zeros_are_asked_about_whatever_else_is_left_out(tmp_path: Path, leave_out: list[str]) -> None:
    """Only `zero` in the list, or an empty list, says what zeros are; until then their share is told with the key."""
    keys = ", ".join([*leave_out, "zero"])
    told = [f"data.csv: 1 of 4 lengths in 's' (25 %) are zero: leave_out: [{keys}] leaves them out"]
    text = "s\n0\n1\n2\n3"
    assert read(tmp_path, text, column="s", leave_out=leave_out)[2] == told
    assert read(tmp_path, text, column="s", leave_out=[*leave_out, "zero"])[2] == []


def test_an_end_in_the_hour_that_comes_twice(tmp_path: Path) -> None:
    """01:50 to 01:10 is 20 minutes as New York's clocks go back from 2 to 1; an end that fits the first time is of
    the first, which is said, and one that fits neither is negative."""
    night = "2025-11-02"
    pairs = [("01:50", "01:10"), ("01:55", "01:05"), ("00:50", "01:40"), ("01:58", "01:00"), ("01:30", "02:10")]
    text = "begin,end\n" + "".join(f"{night} {begin},{night} {end}\n" for begin, end in pairs)
    found, _, warnings = read(tmp_path, text, zone="America/New_York", **TIMES)
    assert (found.us / MINUTE).tolist() == [20, 10, 50, 2, 100]
    assert [words for words in warnings if ": end:" in words] == [
        f"data.csv:4: end: 1 time such as '{night} 01:40' comes twice as the clocks are put back, and is taken for "
        "the first; an offset such as -04:00 tells it apart"
    ]
    for begin, end in (("02:20", "01:10"), ("03:00", "01:59")):
        text = f"begin,end\n{night} {begin},{night} {end}\n"
        assert "leave_out: [negative]" in refused(tmp_path, text, zone="America/New_York", **TIMES)
    stated = f"begin,end\n{night} 01:50-04:00,{night} 01:10-04:00\n"
    assert "leave_out: [negative]" in refused(tmp_path, stated, zone="America/New_York", **TIMES)
    other = "begin,end\n2025-11-03 01:50,2025-11-03 01:10\n"
    assert "leave_out: [negative]" in refused(tmp_path, other, zone="America/New_York", **TIMES)


def test_lengths_between_two_columns_of_times(tmp_path: Path) -> None:
    """From one time to another, in the file's own format, offsets counted."""
    text = "begin,end\n2026-03-02 09:00,2026-03-02 09:03:20\n2026-03-02 23:59:30,2026-03-03 00:00:15"
    assert seconds(tmp_path, text, **TIMES) == [200, 45]
    other = "begin;end\n02.03.2026 09:00;02.03.2026 10:30\n"
    assert seconds(tmp_path, other, time_format="%d.%m.%Y %H:%M", **TIMES) == [5400]
    offsets = "begin,end\n2026-03-02T09:00:00+01:00,2026-03-02T08:05:00Z\n"
    assert seconds(tmp_path, offsets, **TIMES) == [300]


@pytest.mark.parametrize("year", [2026, 2016, 1999])
def test_clock_changes_are_counted_in_old_files_too(tmp_path: Path, year: int) -> None:
    """Over the night in which Berlin puts its clocks forward an hour is missing, ten years before the run as well."""
    day = {2026: 29, 2016: 27, 1999: 28}[year]
    text = f"begin,end\n{year}-03-{day} 01:30,{year}-03-{day} 03:30\n{year}-03-{day} 12:00,{year}-03-{day} 14:00"
    assert seconds(tmp_path, text, zone="Europe/Berlin", **TIMES) == [3600, 7200]


def test_an_end_before_its_beginning_is_refused_by_row_or_left_out(tmp_path: Path) -> None:
    """The row is named with both times and the key that leaves such rows out; a length of zero is a zero."""
    text = "begin,end\n2026-03-02 09:00,2026-03-02 09:05\n2026-03-02 10:00,2026-03-02 09:59\n"
    told = "data.csv:3: end: '2026-03-02 09:59' is before 'begin', 2026-03-02 10:00: leave_out: [negative] leaves such "
    told += "rows out"
    assert refused(tmp_path, text, **TIMES) == told
    assert seconds(tmp_path, text, leave_out=["negative"], **TIMES) == [300]
    same = text + "2026-03-02 11:00,2026-03-02 11:00\n"
    assert seconds(tmp_path, same, leave_out=["negative", "zero"], **TIMES) == [300]
    assert "data.csv:2: begin: '' is no length" in refused(tmp_path, "begin,end\n,2026-03-02 09:05\n", **TIMES)


OPEN = """begin,end
2026-03-02 09:00,2026-03-02 09:01
2026-03-02 09:00,2026-03-02 09:02
2026-03-02 09:00,
2026-03-02 09:00,2026-03-02 09:04
2026-03-02 09:04:30,NULL
"""


def test_open_rows_are_cut_off_when_the_file_was_made(tmp_path: Path) -> None:
    """A row without an end lasted until `censored_at`, or the latest time in the file, which is said; or is left
    out."""
    found, _, warnings = read(tmp_path, OPEN, **TIMES)
    assert (found.us / SECOND).tolist() == [60, 120, 270, 240, 0]
    assert found.ended.tolist() == [True, True, False, True, False]
    assert warnings == [
        "data.csv: 2 of 5 rows have no 'end': they are open until 2026-03-02 09:04:30, the latest time in the file; "
        "'censored_at' says when it was made"
    ]
    later, _, warnings = read(tmp_path, OPEN, censored_at="2026-03-02 10:00", **TIMES)
    assert (later.us / SECOND).tolist() == [60, 120, 3600, 240, 3330]
    assert warnings == []
    assert seconds(tmp_path, OPEN, leave_out=["open"], **TIMES) == [60, 120, 240]
    told = refused(tmp_path, OPEN, censored_at="2026-03-02 09:02", **TIMES)
    assert told == "data.csv:6: begin: '2026-03-02 09:04:30' is after 'censored_at', 2026-03-02 09:02:00"
    nobody = "begin,end\n2026-03-02 09:00,\n2026-03-02 09:05,\n"
    assert "no lengths from 'begin' to 'end' ended, so nothing says" in refused(tmp_path, nobody, **TIMES)
    assert "from 'begin' to 'end' are left" in refused(tmp_path, nobody, leave_out=["open"], **TIMES)


def test_a_small_product_limit_worked_by_hand(tmp_path: Path) -> None:
    """Of 60, 120, 180+, 240 and 300+ seconds: 4/5, 3/5 and 3/10 are longer than each end, and the rest 300 or more."""
    text = "s,how\n60,quit\n120,quit\n180,served\n240,quit\n300,served"
    law = {"column": "s", "ended_where": {"how": ["quit"]}, "tail": "longest"}
    lengths, part, _ = read(tmp_path, text, **law)
    times, left = product_limit(lengths)
    assert (times / SECOND).tolist() == [60, 120, 240]
    assert left == pytest.approx([4 / 5, 3 / 5, 3 / 10], rel=1e-15)
    warnings: list[str] = []
    found, often = np.unique(sample_of(lengths, part, warnings) / SECOND, return_counts=True)
    assert found.tolist() == [60, 120, 240, 300]
    assert often / ENTRIES == pytest.approx([0.2, 0.2, 0.3, 0.3], abs=1 / ENTRIES)
    assert warnings == ["data.csv: 30 % of the lengths are beyond 0:04:00, the longest that ended: they take 0:05:00"]


def naive_product_limit(us: list[int], ended: list[bool]) -> dict[int, Fraction]:
    """One length after the other, in fractions."""
    left, curve = Fraction(1), {}
    for time in sorted({t for t, e in zip(us, ended, strict=True) if e}):
        there = sum(1 for t in us if t >= time)
        gone = sum(1 for t, e in zip(us, ended, strict=True) if e and t == time)
        left *= 1 - Fraction(gone, there)
        curve[time] = left
    return curve


@pytest.mark.parametrize("seed", range(8))
def test_product_limits_against_a_naive_twin_and_scipy(seed: int) -> None:
    """Random lengths with many ties, a random part cut off: the curve is the twin's and scipy's at every end."""
    rng = np.random.default_rng(seed)
    us = rng.integers(1, 30, 200)
    ended = rng.uniform(size=200) < rng.uniform(0.2, 0.9)
    times, left = product_limit(Lengths(us.astype(float), ended))
    twin = naive_product_limit(us.tolist(), ended.tolist())
    assert times.tolist() == list(twin)
    assert left == pytest.approx([float(share) for share in twin.values()], abs=1e-14)
    theirs = ecdf(CensoredData(uncensored=us[ended], right=us[~ended])).sf
    assert left == pytest.approx(theirs.evaluate(times), abs=1e-12)


def test_cutting_off_does_not_shorten_lengths(tmp_path: Path) -> None:
    """Exponential lengths with mean 10 min, cut off at random instants with mean 20 min: the mean of the law is 10 min
    (10,000 rows, seed fixed, within 5 standard errors of 1.5 %), where that of the ended alone is 6.7 min."""
    rng = np.random.default_rng(5)
    whole, cut = rng.exponential(600, 10_000), rng.exponential(1200, 10_000)
    rows = "\n".join(f"{min(a, b):.3f},{a <= b}" for a, b in zip(whole, cut, strict=True))
    law = {"column": "s", "ended_where": {"over": ["true"]}, "tail": "exponential"}
    found, _ = sample(tmp_path, f"s,over\n{rows}", **law)
    assert found.mean() == pytest.approx(600, rel=0.075)
    assert whole[whole <= cut].mean() == pytest.approx(400, rel=0.05)


def test_what_lies_beyond_the_longest_end(tmp_path: Path) -> None:
    """A small rest takes the longest length seen and is said; a large one is asked about; an exponential tail goes on
    with the mean rate so far, through what is left at the longest length."""
    few = "s,over\n" + "10,y\n" * 19 + "30,n\n"
    found, warnings = sample(tmp_path, few, column="s", ended_where={"over": ["y"]})
    assert found.max() == 30
    assert warnings == ["data.csv: 5 % of the lengths are beyond 0:00:10, the longest that ended: they take 0:00:30"]
    many = "s,over\n" + "10,y\n" * 5 + "20,n\n" * 15
    told = (
        "data.csv: 75 % of the lengths are beyond 0:00:10, the longest that ended: write tail: exponential, or tail: "
    )
    assert (
        refused(tmp_path, many, column="s", ended_where={"over": ["y"]})
        == told + "longest for 0:00:20, the longest seen"
    )
    found, warnings = sample(tmp_path, many, column="s", ended_where={"over": ["y"]}, tail="exponential")
    assert (found == 10).mean() == pytest.approx(0.25, abs=1e-4)
    tail = found[found > 10]
    assert tail.min() == pytest.approx(20, rel=1e-3)
    assert (tail - 20).mean() == pytest.approx(20 / -np.log(0.75), rel=1e-3)
    assert warnings == [
        "data.csv: 75 % of the lengths are beyond 0:00:10, the longest that ended: they follow an exponential curve"
    ]
    level = "s,over\n10,y\n10,n\n"
    assert set(sample(tmp_path, level, column="s", ended_where={"over": ["y"]}, tail="longest")[0]) == {10}


def test_no_row_cut_off_is_the_file_as_it_is(tmp_path: Path) -> None:
    """Where all lengths ended the law is the sorted column, with or without the keys that say what an end is."""
    text = "s,over\n3,y\n1,y\n2,y"
    for law in ({}, {"ended_where": {"over": ["y"]}}, {"tail": "exponential"}, {"leave_out": ["zero", "empty"]}):
        assert sample(tmp_path, text, column="s", **law)[0].tolist() == [1, 2, 3]


def test_what_ends_a_length_has_to_occur(tmp_path: Path) -> None:
    """A value that no row has is named with those there are."""
    told = "data.csv: ended_where: no row has 'quit' in 'how'; it has 'abandoned', 'served'"
    assert refused(tmp_path, "s,how\n3,served\n4,abandoned", column="s", ended_where={"how": ["quit"]}) == told


def test_a_plan_says_what_is_odd_about_its_laws_once(tmp_path: Path) -> None:
    """A law that two groups share warns once; patience may come from the waits of a call log."""
    (tmp_path / "calls.csv").write_text("wait,outcome,talk\n5,served,0\n9,left,\n30,left,90\n40,served,60\n")
    talk = {"law": "empirical", "file": "calls.csv", "column": "talk", "where": {"wait": [5, 30]}}
    waits = {"law": "empirical", "file": "calls.csv", "column": "wait", "ended_where": {"outcome": "left"}}
    shifts = {"day": {"start": "00:00", "end": "24:00", "staff": 2}}
    document = {
        "hotline": 1,
        "clock": {"start": "2026-03-02", "days": 1},
        "demand": {"calls": {"per_day": 10, "types": {"any": 1.0}}},
        "callers": {"patience": waits | {"tail": "exponential"}},
        "operators": {name: {"talk": talk, "shifts": shifts} for name in ("a", "b")},
    }
    scenario = Scenario.model_validate(document)
    scenario._folder = str(tmp_path)
    plan = build_plan(scenario)
    assert sorted(told for told in plan.warnings if told.startswith("calls.csv")) == [
        "calls.csv: 1 of 2 lengths in 'talk' (50 %) are zero: leave_out: [zero] leaves them out, "
        "leave_out: [] keeps them",
        "calls.csv: 33.3 % of the lengths are beyond 0:00:30, the longest that ended: they follow an exponential curve",
    ]
    first, entries = int(plan.laws.a[0]), int(plan.laws.b[0])
    patience = plan.laws.table[first : first + entries] / SECOND
    assert [(patience == wait).mean().round(3) for wait in (9, 30)] == [0.333, 0.333]


def test_two_columns_that_are_written_in_two_ways_are_told_apart(tmp_path: Path) -> None:
    """No `time_format` can read both: neither is advised."""
    rows = "2026-03-02 09:00:00,02.03.2026 09:03:20\n2026-03-02 10:00:00,\n2026-03-02 09:10:00,02.03.2026 09:11:00"
    told = "data.csv:2: b: '02.03.2026 09:03:20' and 'a', 2026-03-02 09:00:00, are written in two ways: "
    for form in ({}, {"time_format": "%d.%m.%Y %H:%M:%S"}, {"time_format": "%Y-%m-%d %H:%M:%S"}):
        assert refused(tmp_path, f"a,b\n{rows}", between=["a", "b"], **form) == told + "write both in one"


def test_dates_alone_are_no_blanks(tmp_path: Path) -> None:
    """Where all cells are dates, lengths lack the time of day."""
    said = refused(tmp_path, "a,b\n2026-03-02,2026-03-04\n2026-03-03,2026-03-04", between=["a", "b"])
    assert said == "data.csv:2: a: '2026-03-02' is a date without a time of day: both stand in one cell"
    said = refused(tmp_path, "a,b\n2026-03-02 09:00,2026-03-02 10:00\nTotal,Total", between=["a", "b"])
    assert "delete it" in said
    assert "blank" not in said
