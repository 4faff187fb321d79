"""`hotline tonight`: the rest of a day from a file of open tickets."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from .command import call as main_of

TOWN = """\
hotline: 1
title: A town, from receipt to closure
titles: {zh: 小城}
clock: {start: 2026-03-01, days: 7}
types: {repair: {labels: {zh: 报修}}}
demand: {}
tickets: {closed_at: handled, routes: [{units: {town: 100 %}}]}
units:
  town:
    labels: {zh: 镇街}
    work: {law: deterministic, value: 50 min}
    shifts: {day: {start: "08:00", end: "18:00", staff: 1}}
"""
ROWS = "编号,类型,受理时间,环节,承办单位\n" + "".join(f"T{k},报修,2026-03-05 09:0{k},办理中,镇街\n" for k in range(9))
FEW = ("--reps", "4", "--levers", "2")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A scenario and a file of nine tickets that wait for the crew of a town."""
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")
    (tmp_path / "open.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def call(folder: Path, *more: object, tickets: bool = True) -> Result:
    """The command in this process, at noon."""
    file = ("--tickets", folder / "open.csv") if tickets else ()
    return main_of("tonight", folder / "town.yaml", "--at", "2026-03-05 12:00", *file, *FEW, *more)


def test_the_answer_of_a_crew_of_fixed_pace(desk: Path) -> None:
    """8 of 9 begin until 18:00, every 50 min; an hour more does the last one, and a second crew does all."""
    answer = json.loads(call(desk, "--json", "--left", "1").stdout)
    assert answer["open_now"] == 9
    assert answer["of_open_now"]["left"]["estimate"] == 1
    assert answer["of_all"]["quantiles"] == {str(q): 1 for q in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)}
    assert answer["of_all"]["chance_of_none"]["estimate"] == 0
    assert answer["of_all"]["chance_of_goal"]["estimate"] == 1
    assert {lever["change"]: lever["left_of_all"]["estimate"] for lever in answer["levers"]} == {
        "hour": -1,
        "person": -1,
    }
    assert answer["places"][0]["place"] == "town"
    assert answer["columns"] == {
        "id": "编号",
        "type": "类型",
        "received": "受理时间",
        "stage": "环节",
        "unit": "承办单位",
    }


def test_sentences_follow_what_was_found(desk: Path) -> None:
    """In English, and in Chinese with the labels; until 20:00 with two crews nothing is left."""
    told = call(desk, "--quiet").stdout
    assert "Open at 12:00: 9 tickets; in the rest of the day 0 more are received on average. 4 replications." in told
    assert (
        "By 24:00 all 9 tickets that are open now are closed with a chance of 0 % (0 % to 49 %); 1 of them are" in told
    )
    assert "With those still to come" not in told
    assert "Most late: town: 1 left on average." in told
    assert "What helps most: one more person in each shift at town: 1 (1 to 1) fewer left on average." in told
    chinese = call(desk, "--quiet", "--lang", "zh").stdout
    assert "12:00 未办结：9 件工单" in chinese
    assert "最滞后：镇街，平均剩余 1 件。" in chinese
    cleared = call(desk, "--quiet", "--until", "20:00", "--set", "units.town.shifts.day.staff=2").stdout
    assert "By 20:00 all 9 tickets that are open now are closed with a chance of 100 % (51 % to 100 %)" in cleared
    assert "Most late" not in cleared
    assert "No single hour or person is shown to leave fewer open." in cleared


def test_people_who_are_missing(desk: Path) -> None:
    """Of two crews one is left, and so is a ticket; nobody at all is refused as in any scenario."""
    two = ("--set", "units.town.shifts.day.staff=2")
    answer = json.loads(call(desk, "--json", "--absent", "town=1", "--levers", "0", *two).stdout)
    assert answer["of_all"]["left"]["estimate"] == 1
    assert json.loads(call(desk, "--json", "--levers", "0", *two).stdout)["of_all"]["left"]["estimate"] == 0
    assert answer["levers"] == []


def test_what_is_kept(desk: Path) -> None:
    """Each open ticket with its chance, the least likely first; levers; a chart of the evening."""
    assert call(desk, "--out", desk / "evening", "--quiet").exit_code == 0
    tickets = pd.read_csv(desk / "evening" / "tickets.csv")
    assert tickets["ticket"].tolist() == ["T8", *(f"T{k}" for k in range(8))]
    assert tickets["chance"].tolist() == [0.0] + [1.0] * 8
    assert len(pd.read_csv(desk / "evening" / "levers.csv")) == 2
    assert (desk / "evening" / "charts" / "tonight_open.png").stat().st_size > 10_000


def test_without_a_file_nothing_is_open(desk: Path) -> None:
    """And that is told."""
    told = call(desk, "--quiet", "--levers", "0", tickets=False).stdout
    assert "Open at 12:00: 0 tickets" in told
    assert "No open tickets were given (--tickets)" in told


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--until", "11:00"), "--until 11:00: is not after 12:00, when the rest of the day begins"),
        (("--until", "noon"), "--until noon: 'noon' is not a clock time"),
        (("--absent", "town=some"), "--absent town=some: write a name and a number of people"),
        (("--absent", "city=1"), "there is no group 'city'"),
        (
            ("--absent", "town=1"),
            "then nobody of it is on duty from 12:00 to 24:00, for its largest shift has 1: name fewer",
        ),
        (
            ("--absent", "town=1", "--lang", "zh"),
            "--absent town=1：那样 12:00 至 24:00 该处就无人在岗，人数最多的一班只有 1 人：请减少缺勤人数",
        ),
        (
            ("--at", "2026-03-05 19:00", "--absent", "town=1"),
            "nobody of it is on duty from 19:00 to 24:00: leave it out",
        ),
        (("--calls", "nowhere.csv"), "nowhere.csv: there is no such file"),
        (("--column", "type=kind"), "no column 'kind'"),
    ],
)
def test_bad_input_ends_with_a_sentence(desk: Path, more: tuple[str, ...], said: str) -> None:
    """Exit code 2, and nothing on stdout."""
    done = call(desk, *more)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
