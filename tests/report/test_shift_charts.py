"""Shifts with their breaks: those that people of the simulation have, drawn at their hours."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.chance.keyed import day_of
from sim.checks import checked_plan
from sim.checks.reading import reading_of
from sim.report.labels import labelled_reading
from sim.report.shift_charts import MOST_ROWS, ShiftBar, run_shifts_chart, shift_bars
from sim.rules.codes import Duty
from sim.shipped import load_scenario

from .layout import problems

DAY = 2
"""Of the run: a working day like others, on which all shifts are worked."""


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("template_chain", []),
        ("template_chain", ["operators.floor.breaks=[{at: \"12:00\", length: 45 min, waves: 3}]"]),
        ("template_chain", ["operators.floor.shifts.night.breaks=[{after: 4 h, length: 90 min, waves: 5}]",
                            "operators.floor.shifts.night.staff=7"]),
        ("template_chain", ["operators.floor.breaks=[{after: 7 h, length: 40 min, waves: 4}]"]),
    ],
)  # fmt: skip
def test_the_breaks_told_are_those_of_the_roster(name: str, changes: list[str]) -> None:
    """Clock time, length and people of each wave, counted person by person in what the engines get."""
    scenario = load_scenario(name, [*changes, "units.town.availability=100 %"])  # other duties are no breaks
    plan = checked_plan(scenario)
    roster, calendar = plan.roster, plan.calendar
    mine = roster.kind == int(Duty.PAUSE_DUE)
    found: Counter[tuple[str, str, str, float]] = Counter()
    first = int(day_of(roster.duty_entity).min())
    for at_us, duty, length_us in zip(
        roster.time_us[mine], roster.duty[mine], roster.length_us[mine], strict=True
    ):  # fmt: skip
        part = plan.group_parts[plan.person_group[roster.duty_person[duty]]]
        if day_of(roster.duty_entity[duty]) - first == DAY:
            clock = str(calendar.local_times(at_us.reshape(1))[0])[11:16]
            until_us = min(length_us, roster.duty_end_us[duty] - at_us)
            found[part[1], plan.shift_names[roster.duty_shift[duty]], clock, until_us / 60e6] += 1
    told: Counter[tuple[str, str, str, float]] = Counter()
    for row in reading_of(scenario)["shifts"]:
        group, _, copies = row["group"].partition(" 1-")
        for pause in row["breaks"]:
            told[group, row["shift"], pause["start"], pause["minutes"]] += pause["people"] * int(copies or 1)
    assert told == found
    assert sum(told.values()) > 10


def test_breaks_end_with_the_shift_and_work_off_the_phone_is_none() -> None:
    """The third wave would begin at the end and is lost, the second is cut; paid work of another kind is no break."""
    pauses = "[{after: 7 h, length: 40 min, waves: 3}, {after: 1 h, length: 20 min, kind: off_phone}]"
    scenario = load_scenario("template_chain", [f"operators.floor.shifts.morning.breaks={pauses}"])
    morning = next(
        row for row in reading_of(scenario)["shifts"] if (row["group"], row["shift"]) == ("floor", "morning")
    )
    assert morning["breaks"] == [
        {"start": "14:00", "minutes": 40.0, "people": 2}, {"start": "14:40", "minutes": 20.0, "people": 1},
    ]  # fmt: skip


def test_bars_stand_at_their_hours() -> None:
    """A shift over midnight goes on to the right, with its break behind midnight; breaks are shares of its people."""
    row = {"group": "desk", "shift": "night", "staff": 2, "copies": 2, "start": "22:00", "end": "06:30", "days": 7,
           "breaks": [{"start": "01:30", "minutes": 30.0, "people": 0.5},
                      {"start": "02:00", "minutes": 30.0, "people": 1.5}]}  # fmt: skip
    figure = run_shifts_chart([row, {**row, "start": None}])
    assert figure is not None
    shift, *breaks = figure.axes[0].patches
    assert (shift.get_x(), shift.get_width()) == (22, 8.5)
    assert [(bar.get_x(), bar.get_width(), bar.get_height() / 0.78) for bar in breaks] == [
        (25.5, 0.5, pytest.approx(0.25)), (26.0, 0.5, pytest.approx(0.75)),
    ]  # fmt: skip
    title = " ".join(figure.get_suptitle().split())
    assert title == "1 shift in the roster, most people in desk night 22:00-06:30: 4 people"
    assert run_shifts_chart([{**row, "start": None}]) is None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_shifts_of_runs_can_be_read(lang: str) -> None:
    """No label covers another, neither of a shipped chain nor of more shifts than are drawn, with long names."""
    chain = load_scenario("template_chain")
    rows = labelled_reading(reading_of(chain), chain, lang)["shifts"]
    figure = run_shifts_chart(rows, lang, "a county, 2 replications, seed 1")
    name = "A department of works, water and roads in the north"
    bars = [ShiftBar(f"{name} {k % 9}", f"{k} x {k + 1}", k + 1, k % 24, k % 24 + 8.0, ()) for k in range(60)]
    many = shift_bars(bars, "Shifts", lang)
    assert figure is not None
    assert not [*problems(figure), *problems(many)]
    assert len(many.axes[0].get_yticklabels()) == MOST_ROWS
    assert str(MOST_ROWS) in many.get_suptitle()
