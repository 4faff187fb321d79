"""`hotline roster`: people, shifts and rules in, a lawful roster out; a change by hand told; simulated by name."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import sim
from sim.cli import main
from sim.errors import HotlineError
from sim.planning.roster_problem import asked_by
from sim.planning.roster_reading import reading_of
from sim.planning.staff_roster import StaffRoster, roster
from sim.report.chinese import in_language
from sim.report.roster import roster_sentences
from sim.rostering.parts import MUST
from sim.rostering.problem import Roster
from sim.scenario.rostering_file import read_rostering

SHIFTS = {
    "early": {"start": "07:00", "end": "15:00", "staff": 1},
    "late": {"start": "13:00", "end": "21:00", "staff": 1, "days": "working_days"},
    "night": {"start": "21:00", "end": "07:00", "staff": 1, "days": ["fri", "sat"]},
}
PEOPLE = "name,skills,most hours\nAnn,english,40\nBo,-,40\nCy,english,40\nDee,-,24\n"
FILE = """roster: 1
scenario: line.yaml
pool: desk
people: people.csv
skills: [{skill: english, shift: early}]
seconds: 20
"""


def folder_of(folder: Path, text: str = FILE, people: str = PEOPLE, **desk: Any) -> Path:
    """A roster file with its scenario of a week from Monday, 2 March 2026, and its people."""
    group = {
        "talk": {"law": "exponential", "mean": "2 min"}, "shifts": SHIFTS,
        "breaks": [{"after": "3 h", "length": "30 min", "waves": 1}],
    } | desk  # fmt: skip
    said = {
        "hotline": 1, "title": "A line", "clock": {"start": "2026-03-02", "days": 7, "zone": "UTC"},
        "demand": {"calls": {"per_day": 60, "types": {"any": 1}}},
        "operators": {"desk": group},
        "callers": {"hours": {"open": "07:00", "close": "21:00"}},
        "targets": [{"measure": "connection_rate", "at_least": "20 %"}],
    }  # fmt: skip
    (folder / "line.yaml").write_text(json.dumps(said), encoding="utf-8")
    (folder / "people.csv").write_text(people, encoding="utf-8")
    path = folder / "roster.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def hotline(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["roster", *map(str, words)])


def hours_by_hand(found: StaffRoster) -> dict[str, float]:
    """Working hours of each person from the list of shifts alone: 7.5 by day, 9.5 by night."""
    each = {"early": 7.5, "late": 7.5, "night": 9.5}
    frame = found.to_frame()
    return {name: sum(each[shift] for shift in part["shift"]) for name, part in frame.groupby("name")}


def test_a_roster_keeps_law_contracts_and_cover(tmp_path: Path) -> None:
    """By hand: 14 shifts of 7.5 h, nights of 9.5 h which the law's 8 h a day forbids, 40 h and 24 h of contract."""
    found = roster(folder_of(tmp_path))
    assert found.outcome == "optimal"
    assert not found.broken
    cover = found.cover_frame()
    whole = cover[cover["skill"] == ""].groupby("shift")[["wanted", "rostered"]].sum()
    assert whole.loc["early"].tolist() == [7, 7]
    assert whole.loc["late"].tolist() == [5, 5]
    assert whole.loc["night"].tolist() == [2, 0]
    assert found.costs.under == 200
    hours = hours_by_hand(found)
    assert sum(hours.values()) == 12 * 7.5
    assert all(value <= 40 for value in hours.values())
    assert hours["Dee"] <= 24
    people = found.people_frame().set_index("name")
    assert {name: people.loc[name, "hours"] for name in hours} == hours
    english = set(found.to_frame().query("shift == 'early'")["name"])
    assert english <= {"Ann", "Cy"}


def test_nights_of_other_rules(tmp_path: Path) -> None:
    """With ten hours a day allowed nights are worked, and nobody has an early shift in the eleven hours after one."""
    text = FILE + "rules: {hours_a_day: 10 h}\n"
    found = roster(folder_of(tmp_path, text))
    assert found.costs.under == 0
    frame = found.to_frame()
    for name, day in frame.query("shift == 'night'")[["name", "date"]].itertuples(index=False):
        next_day = frame[(frame["name"] == name) & (frame["date"] == day + timedelta(days=1))]
        assert set(next_day["shift"]) <= {"night"}


def test_a_change_by_hand_is_told_and_kept_as_a_scenario(tmp_path: Path) -> None:
    """Who has a late and then an early shift is named; the roster is simulated all the same, if it is asked for."""
    path = folder_of(tmp_path)
    found = roster(path)
    names = [person.name for person in found.problem.people]
    cells = found.roster.cells.copy()
    cells[:] = -1
    cells[names.index("Bo"), :2] = [1, 0]
    changed = StaffRoster(found.asked, Roster(cells), "read", found.costs, None, (), 0.0)
    grid = pd.DataFrame({"name": names})
    for day in range(7):
        label = {-1: "", 0: "early", 1: "late", 2: "night"}
        grid[f"{date(2026, 3, 2) + timedelta(days=day)}"] = [label[cell] for cell in changed.roster.cells[:, day]]
    grid.to_csv(tmp_path / "changed.csv", index=False)
    done = hotline(path, "--read", tmp_path / "changed.csv", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["outcome"] == "read"
    assert told["bound"] is None
    assert told["broken"] == [
        "changed.csv:3: Bo: has 10 h of rest between 'late' on 2026-03-02 and 'early' on 2026-03-03, but needs 11 h"
    ]
    assert [(row["name"], row["date"], row["shift"]) for row in told["roster"]] == [
        ("Bo", "2026-03-02", "late"), ("Bo", "2026-03-03", "early"),
    ]  # fmt: skip
    kept = tmp_path / "kept.yaml"
    done = hotline(path, "--read", tmp_path / "changed.csv", "--write", kept, "--reps", "3", "--lang", "zh")
    assert done.exit_code == 0, done.output
    assert "违反规则 1 处" in done.stdout
    log = sim.simulate(sim.load_scenario(kept))
    assert len(set(log.staff["person"].tolist())) == 1


def test_shifts_that_lack_people_are_counted(tmp_path: Path) -> None:
    """By hand: 14 shifts ask for 7 x 3 + 5 + 2 = 28; Monday's late shift is full, Tuesday's early one lacks two.

    Wednesday's early shift has one too many, who fills no other; English, which is missing too, is no head.
    """
    shifts = {**SHIFTS, "early": SHIFTS["early"] | {"staff": 3}}
    found = roster(folder_of(tmp_path, shifts=shifts))
    names = [person.name for person in found.problem.people]
    cells = found.roster.cells.copy()
    cells[:] = -1
    cells[names.index("Bo"), :2] = [1, 0]
    cells[:, 2] = 0
    changed = StaffRoster(found.asked, Roster(cells), "read", found.costs, None, (), 0.0)
    assert changed.short == (12, 14, 28 - 1 - 1 - 3)
    assert "Shifts with too few people: 12 of 14, 23 people in all." in roster_sentences(changed)


def test_the_scenario_has_the_people_of_the_roster(tmp_path: Path) -> None:
    """Everybody's shifts of the list are the duties that are simulated; where all are covered, targets hold as with
    head counts."""
    path = folder_of(tmp_path, FILE + "rules: {hours_a_day: 10 h}\n")
    out, kept = tmp_path / "out", tmp_path / "kept.yaml"
    done = hotline(path, "--out", out, "--write", kept, "--reps", "4", "--seed", "7")
    assert done.exit_code == 0, done.output
    assert "4 replications, seed 7" in done.stdout
    rows = pd.read_csv(tmp_path / "kept_roster.csv", encoding="utf-8-sig")
    listed = pd.read_csv(out / "list.csv", encoding="utf-8-sig")
    assert rows[["name", "date", "shift"]].to_dict("list") == listed[["name", "date", "shift"]].to_dict("list")
    log = sim.simulate(sim.load_scenario(kept))
    assert len(log.staff["person"]) == len({(row.name, row.date) for row in rows.itertuples()}) + _pauses(log)
    files = {"broken.txt", "cover.csv", "list.csv", "manifest.json", "people.csv", "roster.csv", "roster.ics"}
    files |= {"charts", "roster.xlsx", "summary.json", "summary.txt"}
    assert {file.name for file in out.iterdir()} == files
    assert (out / "charts" / "roster.svg").exists()
    again = hotline(path, "--write", kept)
    assert again.exit_code == 4
    assert "is there already" in again.stderr


def _pauses(log: Any) -> int:
    from sim.rules.codes import StaffState

    return int((log.staff["state"] == StaffState.BREAK).sum())


def test_split_shifts_and_weeks_before(tmp_path: Path) -> None:
    """Both halves are one shift of the roster and two rows of the scenario; shifts before the first day are kept."""
    shifts = {
        "lunch": {"start": "10:00", "end": "14:00", "staff": 1, "breaks": []},
        "dinner": {"start": "17:00", "end": "20:00", "same_people_as": "lunch", "breaks": []},
    }
    people = 'name,before\nAnn,"lunch, lunch, lunch, lunch, lunch, lunch"\nBo,\n'
    text = "roster: 1\nscenario: line.yaml\npool: desk\npeople: people.csv\nfairness: {weekends: 0}\n"
    found = roster(folder_of(tmp_path, text, people, shifts=shifts))
    (shift,) = found.problem.shifts
    assert (shift.name, shift.start, shift.minutes, shift.worked) == ("lunch", 600, 600, 420)
    frame = found.to_frame()
    assert frame["name"][frame["date"] == "2026-03-02"].tolist() == ["Bo"]  # Ann has worked six days
    rows = found.rows_frame()
    assert len(rows) == 2 * (6 + len(found.to_frame()))
    assert set(rows["shift"]) == {"lunch", "dinner"}


def test_a_reading_says_whether_the_hours_suffice(tmp_path: Path) -> None:
    """By hand: 12 shifts of 7.5 h and 2 nights of 9.5 h are 109 h; of 8-hour shifts the four may work 3 x 5 + 3."""
    reading = reading_of(read_rostering(folder_of(tmp_path)))
    assert reading["wanted_hours"] == 12 * 7.5 + 2 * 9.5
    assert reading["most_hours"] == 3 * 37.5 + 22.5
    done = CliRunner().invoke(main, ["check", str(tmp_path / "roster.yaml")])
    assert done.exit_code == 0
    assert "early: 07:00 to 15:00, 7.5 working hours, people wanted on a day: 1\n" in done.stdout
    assert "night: 21:00 to 07:00, 9.5 working hours, people wanted on a day: 0 to 1, counts as a night" in done.stdout
    assert "hours are missing" not in done.stdout
    (tmp_path / "people.csv").write_text("name,hobby\nAnn,chess\n", encoding="utf-8")
    (tmp_path / "roster.yaml").write_text(NO_SKILLS)
    done = CliRunner().invoke(main, ["check", str(tmp_path / "roster.yaml"), "--lang", "zh"])
    assert "缺 71.5 小时" in done.stdout
    assert "people.csv：以下列不是已知的列，未读入：「hobby」" in done.stdout


CLASH = "name,absences,fixed shifts\nAnn,2026-03-03,2026-03-03=early\nBo,,\n"
NO_SKILLS = FILE.replace("skills: [{skill: english, shift: early}]\n", "")
REFUSED = [
    ({"text": FILE.replace("pool: desk", "pool: dask")}, "roster.yaml:3: pool: there is no pool 'dask'"),
    ({"text": FILE.replace("people.csv", "persons.csv")}, "roster.yaml:4: people: there is no file 'persons.csv'"),
    ({"text": FILE.replace("english", "englisch")}, "roster.yaml:5: skills.0.skill: nobody has the skill 'englisch'"),
    ({"text": FILE.replace("shift: early", "shift: erly")}, "roster.yaml:5: skills.0.shift: there is no shift 'erly'"),
    ({"text": FILE + "law: french\n"}, "roster.yaml:7: law: 'french' is not known"),
    ({"text": FILE + "overtime: usual\nlaw: none\n"}, "'overtime' is of China's law, but 'law' is none"),
    ({"text": FILE + "set: {clock.dys: 14}\n"}, "roster.yaml:7: set"),
    ({"shifts": {"early": SHIFTS["early"] | {"staff": 0}, "x": SHIFTS["late"] | {"staff": 0}},
      "staff_file": {"file": "people.csv"}}, None),
    ({"people": "name\nAnn\nAnn\n", "text": NO_SKILLS}, "people.csv:3"),
    ({"people": CLASH, "text": NO_SKILLS}, "Ann: these rules cannot all be kept"),
    ({"text": FILE.replace("roster: 1\n", "")}, "roster.yaml:1: 'roster' is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "said"), REFUSED)
def test_slips_are_told_with_their_place(tmp_path: Path, given: dict[str, Any], said: str | None) -> None:
    """File, line, key, and what would be right, in both languages."""
    path = folder_of(tmp_path, **given)
    with pytest.raises(HotlineError) as refused:
        roster(path, seconds=5)
    told = str(refused.value).replace(str(tmp_path) + "/", "")
    if said is not None:
        assert said in told
    chinese = in_language(told, "zh")
    assert any("一" <= letter <= "鿿" for letter in chinese), chinese


def test_cover_that_must_be_there_is_refused_where_it_cannot(tmp_path: Path) -> None:
    """With `must` a night that the law forbids is out of reach, and it is said which."""
    found = roster(folder_of(tmp_path, FILE + "cover: {must: true}\nrules: {hours_a_day: 10 h}\n"))
    assert all(one.under == MUST for one in found.problem.cover if one.skill is None)
    with pytest.raises(HotlineError, match=r"2026-03-0[67]"):
        roster(folder_of(tmp_path, FILE + "cover: {must: true}\n"))


def test_options_that_would_be_ignored_are_refused(tmp_path: Path) -> None:
    """Replications are of a roster that is simulated."""
    done = hotline(folder_of(tmp_path), "--reps", "3")
    assert done.exit_code == 2
    assert "--reps is about the simulation of a roster that is kept: write --write FILE, too" in done.stderr
    assert CliRunner().invoke(main, ["check", str(tmp_path / "roster.yaml"), "--set", "clock.days=3"]).exit_code == 2
    assert CliRunner().invoke(main, ["schema", "--roster"]).exit_code == 0
    assert (
        "is a roster file, which `hotline roster` takes"
        in CliRunner().invoke(main, ["run", str(tmp_path / "roster.yaml")]).stderr
    )


def test_a_roster_that_was_changed_by_hand_is_not_replaced(tmp_path: Path) -> None:
    """The folder is refused before anything is searched for; as it was written it may be replaced."""
    path, out = folder_of(tmp_path), tmp_path / "out"
    assert hotline(path, "--out", out).exit_code == 0
    assert hotline(path, "--out", out).exit_code == 0
    book = out / "roster.xlsx"
    book.write_bytes(book.read_bytes() + b" ")
    done = hotline(path, "--out", out)
    assert done.exit_code == 4
    assert "roster.xlsx was changed since it was written, and would be replaced" in done.stderr
    assert book.read_bytes().endswith(b" ")


def test_what_is_left_out_of_the_people_is_told(tmp_path: Path) -> None:
    """A wish behind the last day, and a column of the planner's own."""
    people = "name,weekly hours,wishes,car\nAnn,24,2026-04-01=off,yes\nBo,40,,\nCy,40,2026-03-03=off,\n"
    text = FILE.replace("skills: [{skill: english, shift: early}]\n", "")
    found = roster(folder_of(tmp_path, text, people), seconds=5)
    assert "people.csv: outside the roster's days, and left out: '2026-04-01'" in found.asked.warnings
    assert "people.csv: not read, for they are no columns that are known: 'car'" in found.asked.warnings
    assert found.problem.people[0].most_minutes_a_week == 24 * 60
    assert len(found.problem.wishes) == 1


def test_a_settled_shift_that_nobody_is_wanted_on_is_told(tmp_path: Path) -> None:
    """A late shift on a Sunday, which the line does not have; a late one on Monday is like any other."""
    people = "name,weekly hours,fixed shifts\nAnn,40,2026-03-08=late; 2026-03-02=late\nBo,40,\nCy,40,\nDee,40,\n"
    text = FILE.replace("skills: [{skill: english, shift: early}]\n", "")
    found = roster(folder_of(tmp_path, text, people), seconds=5)
    (warning,) = found.asked.warnings
    assert warning == "people.csv: the scenario wants nobody on 'late' on 2026-03-08, which is settled for 'Ann'"
    assert in_language(warning, "zh") == "people.csv：「Ann」在 2026-03-08 已定「late」，而方案当天该班次不需要人"


def test_a_planners_own_columns_stand_beside_the_days(tmp_path: Path) -> None:
    """A sum or a remark is no day; a day whose name is spoilt is missing."""
    path = folder_of(tmp_path)
    found = roster(path, seconds=5)
    grid = found.problem.people, [f"{found.problem.date(day)}" for day in range(7)]
    rows = ["name," + ",".join(grid[1]) + ",remarks", *(f"{person.name},,,,,,,,late again" for person in grid[0])]
    (tmp_path / "by_hand.csv").write_text("\n".join(rows), encoding="utf-8")
    assert (roster(path, read=tmp_path / "by_hand.csv").roster.cells == -1).all()
    (tmp_path / "by_hand.csv").write_text("\n".join(rows).replace("2026-03-04", "2026-O3-04"), encoding="utf-8")
    with pytest.raises(HotlineError, match="2026-03-04 has no column"):
        roster(path, read=tmp_path / "by_hand.csv")
    (tmp_path / "by_hand.csv").write_text("\n".join(rows).replace("Ann,", "Ann,erly"), encoding="utf-8")
    with pytest.raises(HotlineError, match=r"'erly' on 2026-03-02 is no shift - did you mean 'early'\?; an empty cell"):
        roster(path, read=tmp_path / "by_hand.csv")


def test_the_roster_before_counts(tmp_path: Path) -> None:
    """Who worked six days until Sunday is off on Monday; a night until Monday morning forbids the early shift."""
    days = [f"2026-02-{day}" for day in range(23, 29)] + ["2026-03-01"]
    rows = {
        "Ann": ["", "early", "early", "early", "early", "early", "early"],
        "Bo": ["", "", "", "", "", "", "night"],
        "Gone": ["late"] * 7,
    }
    grid = "name," + ",".join(days) + ",remarks\n" + "".join(f"{who},{','.join(row)},x\n" for who, row in rows.items())
    path = folder_of(tmp_path, NO_SKILLS + "rules: {hours_a_day: 10 h, hours_a_week: 60 h}\nbefore: before.csv\n")
    (tmp_path / "before.csv").write_text(grid, encoding="utf-8")
    found = roster(path)
    by_name = {person.name: person.before for person in found.problem.people}
    assert by_name["Ann"] == (None, *["early"] * 6)
    assert by_name["Cy"] == ()
    frame = found.to_frame()
    monday = dict(zip(*(frame[frame["date"] == "2026-03-02"][name] for name in ("name", "shift")), strict=True))
    assert "Ann" not in monday
    assert monday.get("Bo") in (None, "late")
    assert ("Bo", "2026-03-01", "night") in {
        (row.name, f"{row.date:%Y-%m-%d}", row.shift) for row in found.rows_frame().itertuples(index=False)
    }
    for text, said in (
        (
            grid.replace("2026-03-01", "total"),
            "the roster before ends on 2026-02-28, and this one begins on 2026-03-02",
        ),
        (grid.replace("night", "nigth"), "'nigth' is no shift - did you mean 'night'?"),
        ("name,x\nAnn,1\n", "no table of a roster that ends on 2026-03-01"),
    ):
        (tmp_path / "before.csv").write_text(text, encoding="utf-8")
        with pytest.raises(HotlineError) as refused:
            roster(path)
        assert said in str(refused.value)


def test_the_second_half_of_a_split_shift_has_its_own_days(tmp_path: Path) -> None:
    """Where it is not worked the scenario has no row for it; one with heads of its own is refused."""
    shifts = {
        "lunch": {"start": "10:00", "end": "14:00", "staff": 1},
        "dinner": {"start": "17:00", "end": "20:00", "same_people_as": "lunch", "days": "working_days"},
    }
    text = "roster: 1\nscenario: line.yaml\npool: desk\npeople: people.csv\n"
    rows = roster(folder_of(tmp_path, text, shifts=shifts, breaks=[]), seconds=5).rows_frame()
    assert (rows["shift"] == "lunch").sum() == 7
    assert sorted(day.weekday() for day in rows["date"][rows["shift"] == "dinner"]) == [0, 1, 2, 3, 4]
    shifts["dinner"]["staff"] = 2
    with pytest.raises(HotlineError, match="a roster gives both halves to the same people"):
        roster(folder_of(tmp_path, text, shifts=shifts, breaks=[]), seconds=5)


def test_what_was_found_is_told_though_it_cannot_be_kept(tmp_path: Path) -> None:
    """Somebody who works two shifts at once is told as a rule that is broken, and no file is left."""
    path = folder_of(tmp_path)
    found = roster(path, seconds=5)
    days = ",".join(f"{found.problem.date(day)}" for day in range(7))
    rows = [f"name,{days}", "Ann,,,,,night,early,", *(f"{name},,,,,,," for name in ("Bo", "Cy", "Dee"))]
    (tmp_path / "line.yaml").write_text(
        (tmp_path / "line.yaml").read_text().replace('"07:00", "end": "15', '"06:00", "end": "15')
    )
    (tmp_path / "by_hand.csv").write_text("\n".join(rows), encoding="utf-8")
    kept = tmp_path / "kept.yaml"
    done = hotline(path, "--read", tmp_path / "by_hand.csv", "--write", kept, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "Rules that it breaks" in done.stdout
    assert "before 'night' of 2026-03-06 has ended" in done.stderr
    assert not kept.exists()
    assert not (tmp_path / "kept_roster.csv").exists()
    assert (tmp_path / "out" / "broken.txt").read_text()


def test_names_that_look_like_formulas_come_back(tmp_path: Path) -> None:
    """People and shifts, also one that is called as the team of such a file."""
    shifts = {"+early": SHIFTS["early"], "roster": SHIFTS["late"] | {"days": "all"}}
    text = "roster: 1\nscenario: line.yaml\npool: desk\npeople: people.csv\n"
    path, kept = folder_of(tmp_path, text, "name\n=Ann\nBo\nCy\nDee\n", shifts=shifts), tmp_path / "kept.yaml"
    done = hotline(path, "--write", kept, "--reps", "2", "--seconds", "5")
    assert done.exit_code == 0, done.output
    log = sim.simulate(sim.load_scenario(kept))
    assert len(set(log.staff["person"].tolist())) == 4


def test_what_is_asked_is_what_the_scenario_says(tmp_path: Path) -> None:
    """Breaks are no working time, training is; crews are among the heads; a skill asks for no more than there are."""
    desk = {
        "shifts": {"day": {"start": "08:00", "end": "16:00"}, "extra": {"start": "08:00", "end": "16:00", "staff": 1}},
        "breaks": [
            {"after": "3 h", "length": "30 min", "waves": 1},
            {"after": "5 h", "length": "1 h", "waves": 1, "kind": "off_phone"},
        ],
        "rotation": {"crews": {"a": 2, "b": 3}, "cycle": ["day", "off"], "first_day": "2026-03-02"},
    }
    text = NO_SKILLS + "skills: [{skill: english, shift: extra, least: 4}]\n"
    problem = asked_by(read_rostering(folder_of(tmp_path, text, **desk))).problem
    assert [shift.worked for shift in problem.shifts] == [450, 450]
    heads = {(one.day, one.shift, one.skill): one.wanted for one in problem.cover}
    assert [heads[day, "day", None] for day in range(4)] == [2, 3, 2, 3]
    assert heads[0, "extra", "english"] == heads[0, "extra", None] == 1


def test_wishes_are_counted_as_granted_by_hand(tmp_path: Path) -> None:
    """For a shift, against one, for a day off: each is granted where the roster has it so."""
    people = 'name,wishes\nAnn,"2026-03-02=early, 2026-03-03=off"\nBo,"2026-03-02=not early, 2026-03-03=late"\n'
    path = folder_of(tmp_path, NO_SKILLS, people)
    days = ",".join(f"2026-03-0{day}" for day in range(2, 9))
    (tmp_path / "r.csv").write_text(f"name,{days}\nAnn,early,early,,,,,\nBo,,late,,,,,\n", encoding="utf-8")
    frame = roster(path, read=tmp_path / "r.csv").people_frame().set_index("name")
    assert frame["wishes"].to_dict() == {"Ann": 2, "Bo": 2}
    assert frame["granted"].to_dict() == {"Ann": 1, "Bo": 2}
