"""People of a roster with names: who is on duty when, who is absent, who has which break, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.checks import checked_plan
from sim.errors import DataError, ScenarioError
from sim.plans.plan import Plan
from sim.plans.unlimited import unlimited_plan
from sim.rules.codes import Duty
from sim.scenario.schema import Scenario

from ..workload.building import HOUR, plan_of, write_csv

DAY = 24 * HOUR
SHIFTS = {
    "early": {"start": "06:00", "end": "14:00"},
    "late": {"start": "14:00", "end": "22:00"},
    "night": {"start": "22:00", "end": "06:00"},
}
ROWS = (
    "Ann,2026-03-01,night", "Ann,2026-03-03,early", "Bo,2026-03-02,early", "Bo,2026-03-03,late", "Cy,2026-03-02,off",
    "Cy,2026-03-03,night", "Dee,2026-03-02,late", "Dee,2026-02-20,late",
)  # fmt: skip


def rostered(folder: Path, rows: tuple[str, ...] = ROWS, head: str = "name,date,shift", **group: Any) -> Plan:
    """Two days from Monday with the people of a file."""
    write_csv(folder, "r.csv", head, rows)
    floor = {"talk": {"law": "exponential", "mean": "1 min"}, "shifts": SHIFTS, "roster_file": {"file": "r.csv"}}
    return plan_of(folder, clock={"start": "2026-03-02", "days": 2}, operators={"floor": floor | group})


def duties(plan: Plan) -> list[tuple[int, int, int]]:
    """Person, start and end in hours of each duty."""
    roster = plan.roster
    columns = (roster.duty_person, roster.duty_start_us // HOUR, roster.duty_end_us // HOUR)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def test_people_are_on_duty_as_the_file_says(tmp_path: Path) -> None:
    """The night before the run reaches into it; days off and days outside the run are no duty, their people nobody."""
    plan = rostered(tmp_path)
    ann, bo, dee, cy = 0, 1, 3, 2
    assert duties(plan) == sorted([(ann, 0, 6), (ann, 30, 38), (bo, 6, 14), (bo, 38, 46), (dee, 14, 22), (cy, 46, 54)])
    assert len(plan.person_group) == 4
    assert not plan.warnings


def test_it_is_what_the_same_heads_are_without_names(tmp_path: Path) -> None:
    """Where the same heads work each shift each day, a roster and head counts give the same service before the same
    citizens, call for call."""
    clock, demand = {"start": "2026-03-02", "days": 3}, {"calls": {"per_day": 300, "types": {"any": 1}}}
    talk = {"law": "exponential", "mean": "6 min"}
    names = {"early": ("Ann", "Bo"), "late": ("Cy",), "night": ("Dee",)}
    rows = [f"{who},2026-03-0{day},{shift}" for shift, team in names.items() for who in team for day in range(1, 5)]
    write_csv(tmp_path, "r.csv", "name,date,shift", rows)
    heads = {shift: SHIFTS[shift] | {"staff": len(team)} for shift, team in names.items()}
    found = []
    for floor in ({"shifts": heads}, {"shifts": SHIFTS, "roster_file": {"file": "r.csv"}}):
        said = {"hotline": 1, "clock": clock, "demand": demand, "operators": {"floor": {"talk": talk} | floor}}
        log = sim.simulate(Scenario.from_document(said, str(tmp_path)), engine="model")
        found.append(log.contacts["answered_us"].tolist())
    assert found[0] == found[1]


def test_absence_hangs_on_name_and_date(tmp_path: Path) -> None:
    """Whoever is absent stays so when rows are put in another order, and when others are added or leave."""
    days = [f"2026-03-0{day}" for day in (2, 3)]
    rows = tuple(f"P{who},{day},early" for who in range(60) for day in days)

    def absent(rows: tuple[str, ...]) -> set[tuple[str, int]]:
        names = list(dict.fromkeys(row.split(",")[0] for row in rows))
        plan = rostered(tmp_path, rows, absence="30 %")
        roster = plan.roster
        keys = zip(roster.duty_person, roster.duty_key, roster.duty_entity, strict=True)
        return {(names[person], (key, entity)) for person, key, entity in keys}

    everybody = absent(rows)
    assert len({key for _, key in everybody}) == 120
    assert absent(rows[::-1]) == everybody
    assert absent(rows[40:]) == {one for one in everybody if int(one[0][1:]) >= 20}


def test_breaks_come_in_waves_in_the_order_of_the_file(tmp_path: Path) -> None:
    """The second of a shift goes when the first is back; each shift counts by itself."""
    pause = [{"after": "3 h", "length": "30 min", "waves": 2}]
    rows = ("Ann,2026-03-02,early", "Bo,2026-03-02,late", "Cy,2026-03-02,early", "Bo,2026-03-03,early")
    plan = rostered(tmp_path, rows, breaks=pause)
    due = plan.roster.kind == Duty.PAUSE_DUE
    people = plan.roster.duty_person[plan.roster.duty[due]].tolist()
    assert sorted(zip(people, (plan.roster.time_us[due] / HOUR).tolist(), strict=True)) == [
        (0, 9.0), (1, 17.0), (1, 33.0), (2, 9.5),
    ]  # fmt: skip


def test_other_columns_dates_and_rows(tmp_path: Path) -> None:
    """Columns by their names, dates as they are written, rows of other teams left out; empty days are told."""
    rows = ("甲,1.3.2026,night,a", "乙,2.3.2026,early,a", "丙,2.3.2026,early,b")
    file = {
        "file": "r.csv", "name": "姓名", "date": "日期", "shift": "班次", "time_format": "%d.%m.%Y",
        "where": {"team": "a"},
    }  # fmt: skip
    plan = rostered(tmp_path, rows, "姓名,日期,班次,team", roster_file=file)
    assert duties(plan) == [(0, 0, 6), (1, 6, 14)]
    assert plan.warnings == ("r.csv: nobody begins a shift on 2026-03-03",)
    plan = rostered(tmp_path, ("Ann,2026-05-01,early",), shifts=SHIFTS | {"late": SHIFTS["late"] | {"staff": 1}})
    assert plan.warnings == ("r.csv: no shift of the file lies in the run: nobody of it works",)


def test_without_limit_everybody_is_there(tmp_path: Path) -> None:
    """Of people without limit nobody is absent, and the shifts are those of the file."""
    plan = rostered(tmp_path, absence="90 %")
    assert duties(unlimited_plan(plan)) == duties(plan)
    assert set(unlimited_plan(plan).roster.duty_absence.tolist()) == {0.0}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["Ann,2026-03-02,erly"], "r.csv:2: shift: 'erly' is no shift of this group (known: 'early', 'late', 'night'"),
        ([",2026-03-02,early"], "r.csv:2: name: '' is empty: each row needs the name of a person"),
        (["Ann,2026-03-02,early"] * 2, "r.csv:3: name: 'Ann' works 'early' on 2026-03-02 at line 2 too"),
        (
            ["Ann,2026-03-02,night", "Bo,2026-03-02,night", "Ann,2026-03-03,early", "Ann,2026-03-02,late"],
            None,
        ),
        (["Ann,2.3.26,early"], "r.csv:2: date: '2.3.26'"),
    ],
)
def test_what_cannot_be_worked_is_refused(tmp_path: Path, rows: list[str], said: str | None) -> None:
    """The line, the cell and what would be right; a night that ends as the morning begins is no clash."""
    if said is None:
        assert len(duties(rostered(tmp_path, tuple(rows)))) == 4
        return
    with pytest.raises(DataError) as refused:
        rostered(tmp_path, tuple(rows))
    assert said in str(refused.value)


def test_nobody_works_two_shifts_at_once(tmp_path: Path) -> None:
    """The later of two rows is named, and the line of the other."""
    shifts = SHIFTS | {"day": {"start": "09:00", "end": "17:00"}}
    for rows, line, said in (
        (("Ann,2026-03-02,day", "Ann,2026-03-02,early"), 3, "'day' on 2026-03-02 before 'early' of 2026-03-02"),
        (("Ann,2026-03-02,late", "Bo,2026-03-02,day", "Ann,2026-03-02,day"), 4, "'late' on 2026-03-02 before 'day'"),
    ):
        with pytest.raises(DataError) as refused:
            rostered(tmp_path, rows, shifts=shifts)
        assert f"r.csv:{line}: name: 'Ann' works {said}" in str(refused.value)
        assert str(refused.value).endswith("has ended (line 2)")


def town(folder: Path, **floor: Any) -> Path:
    """A scenario file whose floor has the people of a file."""
    write_csv(folder, "r.csv", "name,date,shift", ROWS)
    own = {"talk": {"law": "exponential", "mean": "1 min"}, "shifts": SHIFTS, "roster_file": {"file": "r.csv"}} | floor
    said = {
        "hotline": 1, "clock": {"start": "2026-03-02", "days": 2}, "operators": {"floor": own},
        "demand": {"calls": {"per_day": 100, "types": {"any": 1}}},
        "targets": [{"measure": "service_level_15s", "at_least": "80 %"}],
    }  # fmt: skip
    path = folder / "town.yaml"
    path.write_text(json.dumps(said))
    return path


def test_a_roster_is_checked_with_its_scenario(tmp_path: Path) -> None:
    """Shifts have clock times in the scenario; that nobody else works them is nothing odd; `need` changes no names."""
    found = sim.load_scenario(town(tmp_path))
    assert not any("nobody works this shift" in said for said in checked_plan(found).warnings)
    with pytest.raises(ScenarioError, match=r"operators\.floor\.roster_file: names shifts, but the group has none"):
        sim.load_scenario(town(tmp_path, shifts={}))
    with pytest.raises(ScenarioError, match="the staff stand in a file"):
        sim.need(found, group="floor", replications=3)


def test_a_shift_may_be_called_as_the_team_of_such_a_file(tmp_path: Path) -> None:
    """Its people and those of the file are others."""
    shifts = {"roster": {"start": "06:00", "end": "14:00", "staff": 2}}
    plan = rostered(tmp_path, ("Ann,2026-03-02,roster", "Bo,2026-03-02,roster"), shifts=shifts)
    assert len(plan.person_group) == 4
    assert sorted(person for person, start, _ in duties(plan) if start == 6) == [0, 1, 2, 3]


def test_a_unit_keeps_its_office_hours(tmp_path: Path) -> None:
    """Where its shifts say them, they are those of the shifts behind the run too, whoever works them by name."""
    write_csv(tmp_path, "r.csv", "name,date,shift", [f"Ann,2026-03-{day:02d},day" for day in (2, 3)])
    shift = {"start": "09:00", "end": "17:00", "days": ["mon", "tue"]}
    hours, minute = [], {"law": "exponential", "mean": "1 min"}
    for unit in (
        {"shifts": {"day": shift | {"staff": 1}}},
        {"shifts": {"day": shift}, "roster_file": {"file": "r.csv"}},
    ):
        plan = plan_of(
            tmp_path,
            clock={"start": "2026-03-02", "days": 2},
            demand={"city": {"channel": "transfer", "per_day": 5, "types": {"any": 1}}},
            tickets={
                "routes": [{"units": {"road": 1}}],
                "dispatch": {"by": "desk", "time": minute},
            },
            desks={"desk": {"shifts": {"all": {"start": "00:00", "end": "24:00", "staff": 1}}}},
            units={"road": unit | {"work": minute}},
        )
        assert plan.tickets is not None
        (road,) = plan.tickets.units
        hours.append((road.hours.open_us.tolist(), road.hours.close_us.tolist()))
    assert hours[0] == hours[1]
