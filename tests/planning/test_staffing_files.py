"""Staffing files are strict: what is wrong is told with file, line, key, value and what would be right."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

import sim
from sim.cli import main
from sim.errors import HotlineError, InfeasibleError, ScenarioError
from sim.planning.loop import plan
from sim.planning.reading import reading_of
from sim.report.chinese import in_language
from sim.scenario.editor_schema import staffing_schema
from sim.scenario.staffing_file import read_staffing

from .floors import FLOOR

FILE = """\
staffing: 1
scenario: floor.yaml
pools:
  desk:
    starts: ["08:00", "12:00"]
    lengths: [4 h, 8 h]
"""
STARTS, LENGTHS = '["08:00", "12:00"]', "[4 h, 8 h]"
LATE = FILE.replace(STARTS, '["12:00"]')
WHOLE = "must be a whole number of intervals of 30 min: change it or 'interval'"


def _starts(told: str) -> str:
    return FILE.replace(STARTS, told)


def _lengths(told: str) -> str:
    return FILE.replace(LENGTHS, told)


def _breaks(*told: str) -> str:
    return f"{FILE}    breaks: [{', '.join(f'{{{one}}}' for one in told)}]\n"


def _pool(*told: str) -> str:
    return FILE + "".join(f"    {line}\n" for line in told)


def _turns(cycle: str, crews: int) -> str:
    shifts = '{early: {start: "06:00", length: 8 h}, late: {start: "14:00", length: 8 h}}'
    return _pool("rotation:", f"  shifts: {shifts}", f"  cycle: {cycle}", f"  crews: {crews}")


REFUSED = [
    (FILE.replace("desk:", "dsk:"), "4: pools.dsk: there is no pool 'dsk' - did you mean 'desk'?"),
    (_starts('["08:10"]'), f"5: pools.desk.starts.0: the start of a shift {WHOLE}"),
    (_starts('{first: "08:00", every: 20 min}'), f"5: pools.desk.starts.every: the distance of starts {WHOLE}"),
    (
        _starts('{first: "12:00", last: "08:00", every: 1 h}'),
        "5: pools.desk.starts: the last start, 08:00, lies before the first one",
    ),
    (_starts('{first: "08:00"}'), "5: pools.desk.starts: 'every' is missing"),
    (_starts("[]"), "5: pools.desk.starts: [] does not fit here: write clock times, such as"),
    (_lengths("[20 min]"), f"6: pools.desk.lengths.0: a shift {WHOLE}"),
    (_lengths("[]"), "6: pools.desk.lengths: [] has 0 entries: write at least 1"),
    (_lengths("[25 h]"), "6: pools.desk.lengths: 'lengths' has a shift of 25 h, which is longer than a day"),
    (
        FILE.replace(f"    lengths: {LENGTHS}\n", ""),
        "5: pools.desk.starts: shifts need both 'starts' and 'lengths' (or 'splits'): 'len",
    ),
    (
        FILE.replace(f"    starts: {STARTS}\n", ""),
        "5: pools.desk.lengths: shifts need both 'starts' and 'lengths' (or 'splits'): 'sta",
    ),
    (
        FILE.replace(f"    lengths: {LENGTHS}\n", "").replace(f"starts: {STARTS}", "alike: all_days"),
        "4: pools.desk: no shifts are allowed",
    ),
    (
        _pool("splits: [{first: 4 h, apart: 20 min, second: 4 h}]"),
        f"7: pools.desk.splits.0.apart: the time between two parts {WHOLE}",
    ),
    (
        _pool("splits: [{first: 10 min, apart: 2 h, second: 4 h}]"),
        f"7: pools.desk.splits.0.first: the first part of a shift {WHOLE}",
    ),
    (
        _pool("splits: [{first: 4 h, apart: 2 h, second: 10 min}]"),
        f"7: pools.desk.splits.0.second: the second part of a shift {WHOLE}",
    ),
    (
        _pool("splits: [{first: 12 h, apart: 8 h, second: 5 h}]"),
        "7: pools.desk.splits: 'splits' has a shift of 25 h, which is longer than a day",
    ),
    (_turns("[early, late]", 3), "7: pools.desk.rotation: a cycle of 2 days cannot be shared by 3 crews evenly"),
    (_turns("[early, lat]", 2), "9: pools.desk.rotation.cycle: 'cycle' has a shift 'lat' that is not under 'shifts'"),
    (_turns("[early, early]", 2), "9: pools.desk.rotation.cycle: 'cycle' never comes to the shift 'late'"),
    (
        _turns("[early, late, early, off, off, off]", 2),
        "9: pools.desk.rotation.cycle: 'early' has 1 of the crews on one day and 0 on the next",
    ),
    (_turns("[early, late]", 2).replace("late", '"off"'), "9: pools.desk.rotation.cycle: a shift is called 'off'"),
    (
        _turns("[early, l.ate]", 2).replace("late", "l.ate"),
        "7: pools.desk.rotation: a shift is called 'l.ate': write",
    ),
    (
        _turns("[early, late]", 2) + "law: china\n",
        "7: pools.desk.rotation: its crews work 56 h a week on average, more than the law of",
    ),
    (
        _turns("[early, early, late, late]", 2).replace("8 h}", "6 h}") + "law: european_union\n",
        "9: pools.desk.rotation.cycle: from 'late' to 'early' there are 10 h of rest",
    ),
    (
        _turns("[early, early, late, late]", 2).replace("8 h}", "6 h}").replace("14:00", "12:00")
        + "law: european_union\n",
        "9: pools.desk.rotation.cycle: seven days in a row have 0 days off, fewer than 1: add 'off'",
    ),
    (_lengths("[4, 8 h]"), "6: pools.desk.lengths.0: 4 has no unit: write '4 s' or '4 min'"),
    (
        FILE.replace("lengths", "lenghts"),
        "6: pools.desk.lenghts: unknown key 'lenghts' - did you mean 'lengths'?",
    ),
    (
        _breaks("after: 3 h, until: 4 h, length: 30 min"),
        "7: pools.desk.breaks.0: a break that may begin 4 h after the start and takes 30 min does not fit into a shift",
    ),
    (
        _breaks("after: 3 h, until: 2 h, length: 30 min"),
        "7: pools.desk.breaks.0.after: a break begins 'after' a while and no later than 'until': 'until' comes first",
    ),
    (
        _breaks("after: 1 h, until: 2 h, length: 30 min", "after: 0 h, until: 1 h, length: 30 min"),
        "7: pools.desk.breaks.1.until: the break ahead of it ends 1.5 h after the start at the earliest, and this one",
    ),
    (
        _breaks("after: 0 h, until: 0 h, length: 4 h"),
        "6: pools.desk.lengths.0: breaks fill the shift of 4 h: leave time to work",
    ),
    (_pool("wage_per_hour: a lot"), "7: pools.desk.wage_per_hour: 'a lot' is not a number"),
    (_pool("alike: workweak"), "7: pools.desk.alike: 'workweak' is not known - did you mean 'workweek'?"),
    (
        _pool("least_heads: 5", "most_heads: 2"),
        "7: pools.desk.least_heads: 'least_heads' (5) is more than 'most_heads' (2): change one of them",
    ),
    (
        f"{FILE}supplements: {{night: -10 %}}\n",
        "7: supplements.night: -0.1 is out of range: it must be at least 0",
    ),
    (
        f"{FILE}suplements: {{night: 10 %}}\n",
        "7: suplements: unknown key 'suplements' - did you mean 'supplements'?",
    ),
    (f'{FILE}night: {{start: "22:00"}}\n', "7: night: 'end' is missing"),
    (f"{FILE}interval: 7 min\n", "7: interval: 'interval' does not divide a day: write 15 min, 30 min or 1 h"),
    (f"{FILE}replications: 1\n", "7: replications: 1 is out of range: it must be at least 2"),
    (f"{FILE}set: {{clock.dayz: 7}}\n", "7: set.clock.dayz: unknown key 'dayz' - did you mean 'days'?"),
    (
        FILE.replace("floor.yaml", "flor.yaml"),
        "2: scenario: flor.yaml: there is no such file and no shipped scenario of that name",
    ),
    (
        FILE.replace("floor.yaml", "aimless.yaml"),
        "2: scenario: the scenario has no targets: say under 'targets' what must hold",
    ),
    (FILE.replace("scenario: floor.yaml\n", ""), "1: 'scenario' is missing"),
    (
        FILE.replace("staffing: 1", "staffing: 2"),
        "1: staffing: 2 is not a version of the staffing language that is known here: write 1",
    ),
    (FILE[: FILE.index("pools")] + "pools: {}\n", "3: pools: {} has 0 entries: write at least 1"),
    ("scenario: floor.yaml\n", "1: 'staffing' is missing: a staffing file begins with 'staffing: 1'"),
    (
        "hotline: 1\n",
        "1: is a scenario, which `hotline run` takes; a staffing file begins with 'staffing: 1'",
    ),
    (
        "sweep: 1\n",
        "1: is a sweep file, which `hotline sweep` takes; a staffing file begins with 'staffing: 1'",
    ),
]
NOT_IN_A_SCHEMA = re.compile(
    "whole number of|lies before|longer than|does not fit into|comes first|ahead of it|fill the|is more than|"
    "need both|no shifts are|on one day|evenly|is not under|never comes|is called|a week on average|of rest|days off|"
    "no pool|no such file|no targets|set.clock|does not divide|supplements.night"
)
"""What hangs on several values, on lengths of time, or on other files."""


def _refused(folder: Path, text: str, kind: type[HotlineError]) -> str:
    """What a staffing file is answered with, its folder taken away."""
    (folder / "floor.yaml").write_text(json.dumps(FLOOR), encoding="utf-8")
    aimless = {key: value for key, value in copy.deepcopy(FLOOR).items() if key != "targets"}
    (folder / "aimless.yaml").write_text(json.dumps(aimless), encoding="utf-8")
    (folder / "staffing.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(kind) as refused:
        plan(folder / "staffing.yaml", replications=2, bound=False, engine="kernel")
    return refused.value.sentence.replace(f"{folder}/", "")


@pytest.mark.parametrize(("text", "told"), REFUSED, ids=[told[:40] for _, told in REFUSED])
def test_what_is_wrong_is_told_at_its_place(text: str, told: str, tmp_path: Path) -> None:
    """Each slip is answered with its line and what would be right, in Chinese too; nothing is told beside it."""
    sentence = _refused(tmp_path, text, ScenarioError)
    lines = [line for line in sentence.splitlines() if told in line]
    assert lines, sentence
    assert all(line.startswith("staffing.yaml:") for line in sentence.splitlines())
    assert len(sentence.splitlines()) == 1
    chinese = in_language(lines[0], "zh")
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search(r"\b[a-z]+ [a-z]+ [a-z]+\b", re.sub("「[^」]*」|`[^`]*`|\\{[^}]*\\}", "", chinese)), chinese


LACKING = "the shifts of 'desk' lack 1 of 1 people: allow further starts or lengths, or more heads"
LACKING_ZH = "「desk」的班次缺 1 人（需 1 人）：请增加可选的开始时刻、长度或人数"
BEYOND = "is out of reach of the shifts of 'desk': allow further shifts or more heads, or ask for less"
BEYOND_ZH = "「desk」的班次无法达到「service_level」：请增加可选班次或人数，或降低要求"


@pytest.mark.parametrize(
    ("text", "told", "chinese"),
    [
        (LATE, f"at 08:00-08:30 {LACKING}", f"08:00-08:30，{LACKING_ZH}"),
        (
            f"{LATE}set: {{clock.days: 7, clock.start: 2026-03-03}}\n",
            f"on Monday 08:00-08:30 {LACKING}",
            f"周一 08:00-08:30，{LACKING_ZH}",
        ),
        (_pool("most_heads: 1"), f"'service_level' {BEYOND}", BEYOND_ZH),
    ],
    ids=["of a day", "of a week", "more than they have"],
)
def test_what_is_out_of_reach_is_told_by_day_and_clock(text: str, told: str, chinese: str, tmp_path: Path) -> None:
    """A planner knows Tuesday at ten, and no slot 20; each line says where the shifts are allowed."""
    sentence = _refused(tmp_path, text, InfeasibleError)
    assert f"staffing.yaml:3: pools: {told}" in sentence.splitlines()
    assert f"staffing.yaml:3: pools: {chinese}" in in_language(sentence, "zh").splitlines()


def test_editors_know_what_a_staffing_file_may_say() -> None:
    """The JSON Schema accepts what the reader does and refuses what it refuses, as far as a schema can tell."""
    schema = json.loads(json.dumps(staffing_schema()))
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema)
    reader = YAML(typ="safe")
    more = '    alike: each_day\nsupplements: {night: 50 %}\nnight: {start: "22:00", end: "06:00"}\ninterval: 15 min\n'
    grid = _starts('{first: "08:00", last: "12:00", every: 1 h}')
    for text in (FILE, FILE + more, grid, _breaks("after: 1 h, until: 2 h, length: 30 min, paid: true")):
        checker.validate(reader.load(text))
    for text, told in REFUSED:
        if not NOT_IN_A_SCHEMA.search(told):
            with pytest.raises(jsonschema.ValidationError):
                checker.validate(reader.load(text))


def test_a_staffing_file_is_told_from_others(tmp_path: Path) -> None:
    """By the commands that take a scenario or a sweep; what has both keys is a scenario."""
    (tmp_path / "floor.yaml").write_text(json.dumps(FLOOR), encoding="utf-8")
    file = tmp_path / "staffing.yaml"
    file.write_text(FILE, encoding="utf-8")
    for command, told in {
        "run": "is a staffing file, which `hotline plan` takes\n",
        "sweep": "is a staffing file, which `hotline plan` takes; a sweep file begins with 'sweep: 1'\n",
    }.items():
        done = CliRunner().invoke(main, [command, str(file), "--quiet"])
        assert (done.exit_code, done.stderr) == (2, f"error: {file}:1: {told}")
    (tmp_path / "both.yaml").write_text(json.dumps({**FLOOR, "staffing": 1}), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"both\.yaml:1: staffing: unknown key 'staffing'"):
        sim.load_scenario(tmp_path / "both.yaml")


def test_the_schema_of_each_language_is_printed() -> None:
    """By the option of its name; that of scenarios without one."""
    options = {(): "scenario", ("--scenario",): "scenario", ("--sweep",): "sweep", ("--staffing",): "staffing"}
    for given, name in options.items():
        done = CliRunner().invoke(main, ["schema", *given])
        assert json.loads(done.stdout)["$id"] == f"hotline {name} 1"


@pytest.mark.parametrize(
    ("law", "lengths", "said"),
    [
        (
            "law: china",
            "[8 h, 9 h]",
            "lengths.1: a shift with 9 h of work is longer than a day may be by the law of 'china'",
        ),
        ("law: china\novertime: usual", "[9 h]", None),
        ("law: china\novertime: usual", "[10 h]", "lengths.0: a shift with 10 h of work is longer than a day may be"),
        ("law: european_union", "[12 h]", None),
        ("law: none\novertime: usual", "[8 h]", "'overtime' is of China's law, but 'law' is none"),
    ],
)
def test_a_shift_that_the_law_forbids_is_refused(tmp_path: Path, law: str, lengths: str, said: str | None) -> None:
    """By the working time of a day, breaks taken off; without a law nothing is refused."""
    (tmp_path / "floor.yaml").write_text(json.dumps(FLOOR), encoding="utf-8")
    file = tmp_path / "staffing.yaml"
    text = f"staffing: 1\nscenario: floor.yaml\n{law}\npools:\n  desk: {{starts: ['08:00'], lengths: {lengths}}}\n"
    file.write_text(text, encoding="utf-8")
    if said is None:
        reading_of(read_staffing(file))
        return
    with pytest.raises(ScenarioError) as refused:
        reading_of(read_staffing(file))
    assert said in str(refused.value)
    assert any("一" <= letter <= "鿿" for letter in in_language(str(refused.value), "zh"))
