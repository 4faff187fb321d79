"""What a planner is told about a wrong value: where, what was found, what would be right."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import Scenario
from sim.scenario.yaml_reader import read_document

Fault = Callable[..., str]
Load = Callable[..., Scenario]
JARGON = re.compile(
    r"discriminator|model_|dict|tuple|pydantic|validator|\bint\b|\bstr\b|[Ll]iteral|None|function|union"
)
TOWN = """\
hotline: 1
clock: {start: 2026-03-02, days: 7}
demand:
  calls: {per_day: 960, types: {inquiry: 60 %, help: 40 %}}
operators:
  floor:
    talk: {law: lognormal, mean: 150 s, cv: 1}
    shifts: {all: {start: "00:00", end: "24:00", staff: 12}}
"""


def test_an_unknown_key_is_named_with_the_one_that_was_meant(fault: Fault) -> None:
    """File, line, key path, key and suggestion, exactly."""
    told = fault(text=TOWN.replace("    shifts", "    wrapup: {law: exponential, mean: 30 s}\n    shifts"))
    assert told == "town.yaml:8: operators.floor.wrapup: unknown key 'wrapup' - did you mean 'wrap_up'?"


def test_a_key_that_is_written_where_it_does_not_belong_is_told_its_place(fault: Fault) -> None:
    """Not another key that happens to look like it."""
    told = fault(text=TOWN.replace("    shifts", "    patience: {law: exponential, mean: 2 min}\n    shifts"))
    assert told == (
        "town.yaml:8: operators.floor.patience: unknown key 'patience' here: "
        "it stands at types.<type>.patience, callers.patience"
    )


def test_a_list_of_keys_that_is_cut_begins_with_those_most_alike(fault: Fault) -> None:
    """What was wanted is not where the list is cut, and the command that lists all is named."""
    told = fault(text=TOWN + "report_settings: {interval: 15 min}\n")
    assert told.startswith("town.yaml:9: report_settings: unknown key 'report_settings' (known: report, ")
    assert told.endswith(", ...; `hotline explain` lists all)")
    told = fault(text=TOWN.replace("per_day: 960", "per_day: 960, volume_of_events: 3"))
    assert "(known: events, " in told
    assert told.endswith("; `hotline explain demand.calls` lists all)")


def test_a_number_without_a_unit_is_shown_with_one(fault: Fault) -> None:
    """File, line, key path, value and how to write it, exactly."""
    told = fault(text=TOWN.replace("mean: 150 s", "mean: 300"))
    assert told == "town.yaml:7: operators.floor.talk.mean: 300 has no unit: write '300 s' or '300 min'"


def test_a_missing_key_is_placed_at_its_parent(fault: Fault) -> None:
    """The line is that of the part which lacks it, and the sentence says what to write."""
    told = fault(text=TOWN.replace(", mean: 150 s", ""))
    assert told.startswith("town.yaml:7: operators.floor.talk: 'mean' is missing: write a length of time")
    assert fault(text=TOWN.replace("clock:", "cloak:")).splitlines()[0].startswith("town.yaml:1: 'clock' is missing")


SPOILED = {
    "operators.floor.talk=150 s": "operators.floor.talk: '150 s' is a length without a law: "
    "write {law: exponential, mean: 150 s}",
    "operators.floor.talk={mean: 150 s}": "operators.floor.talk: {mean: '150 s'} has no law",
    "operators.floor.talk.law=exponental": "operators.floor.talk.law: 'exponental' is not a known law"
    " - did you mean 'exponential'?",
    "operators.floor.talk.law=[x]": "operators.floor.talk.law: ['x'] is not a known law (known: deterministic",
    "operators.floor.talk={law: gamma, mean: 30 s, cv: 0}":
        "operators.floor.talk.cv: 0 is out of range: it must be above",
    "operators.floor.shifts.day.start=8:00": "'8:00' is not a clock time: write hours and minutes in quotes",
    "operators.floor.shifts.day.staff=true": "operators.floor.shifts.day.staff: true is not a whole number",
    "operators.floor.shifts.day.staff=1.5": "operators.floor.shifts.day.staff: 1.5 is not a whole number",
    "operators.floor.shifts.day.days=alle": "shifts.day.days: 'alle' is not known - did you mean 'all'?",
    "operators.floor.shifts.day.days=7": "shifts.day.days: 7 does not fit here: write all, working_days, rest_days, ",
    "operators.floor.shifts.day.days=[mon, tues]": "shifts.day.days.1: 'tues' is not known - did you mean 'tue'?",
    "operators.floor.skills=[{types: 3}]": "skills.0.types: 3 does not fit here: write all, or a list of types",
    "operators.floor.skills=[{types: [a, 3]}]": "skills.0.types.1: 3 is not text: put it in quotes",
    "operators.floor.skills={channel: phone}": "operators.floor.skills: {channel: 'phone'} is not a list",
    "operators=3": "operators: 3 is a single value: 'key: value' lines belong here",
    "demand=[1]": "demand: [1] is a list: 'key: value' lines belong here",
    "demand={channel: phone, per_day: 3}": "demand.channel: stands where a name belongs",
    "demand.calls.channel=fone": "demand.calls.channel: 'fone' is not known - did you mean 'phone'?",
    "demand.calls.profile=[1, x]": "demand.calls.profile.1: 'x' is not a number",
    "demand.calls.profile={mony: flat}": "demand.calls.profile.mony: unknown key 'mony' - did you mean 'mon'?",
    "demand.calls.profile=7": "demand.calls.profile: 7 does not fit here: write the name of a profile",
    "demand.calls.per_date={2026-03-02: -3}":
        "demand.calls.per_date.2026-03-02: -3 is out of range: it must be at least 0",
    "demand.calls.per_date={file: a.csv, colum: x}": "demand.calls.per_date.colum: unknown key 'colum'",
    "demand.calls.per_date=3": "demand.calls.per_date: 3 does not fit here: write dates and volumes",
    "demand.calls.per_weekday={tues: 3}": "demand.calls.per_weekday.tues: unknown key 'tues' - did you mean 'tue'?",
    "demand.calls.types={a: 97 %}": "demand.calls.types: the shares of 'types' add up to 97 %, not 100 %",
    "demand.calls.counts={file: a.csv, interval: 30 min, use: means}": "'means' is not known - did you mean 'mean'?",
    "hotline=2": "hotline: 2 is not a version of the scenario language that is known here: write 1",
    "hotline=true": "hotline: true is not a version",
    "hotline=1.0": "hotline: 1.0 is not a version",
    "title=3": "title: 3 is not text: put it in quotes",
    "replications=0": "replications: 0 is out of range: it must be at least 1",
    "direct_answer=70": "direct_answer: 70 is not a share between 0 % and 100 %: did you mean '70 %'?",
    "targets=[{measure: asa}]": "targets.0: give 'at_least' or 'at_most'",
    "targets=[{measure: asa, at_most: soon}]": "targets.0.at_most: 'soon' is not a threshold",
    "published=[{measure: asa, value: many, kind: echo, source: x}]": "published.0.value: 'many' is not a",
    "published=[{measure: asa, value: 1, kind: echo, source: x, range: [1]}]":
        "published.0.range: [1] has 1 entries: write at least 2",
    "clock.start=2026-02-30": "clock.start: '2026-02-30' is not a date",
    "callers.patience={law: uniform, low: 4 s, high: 2 s}": "callers.patience.low: 'low' is above 'high'",
    "callers.redial={after_abandon: 1}": "callers.redial: 'delay' is missing: write it as in {law: exponential",
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "told"), SPOILED.items(), ids=SPOILED)
def test_each_kind_of_wrong_value_has_its_sentence(fault: Fault, spoil: str, told: str) -> None:
    """The key path carries no trace of the program's insides, and the sentence says what would be right."""
    lines = fault(spoil).splitlines()
    assert any(told in line for line in lines)
    assert 1 <= len(lines) <= 5
    assert not any(JARGON.search(line.replace("'dict'", "")) for line in lines)


def test_all_problems_are_told_together_up_to_five_lines(fault: Fault) -> None:
    """A pass finds everything; more than five problems are counted."""
    two = fault("operators.floor.wrapup=3", "employed=x").splitlines()
    assert len(two) == 2
    seven = fault(*(f"operators.floor.odd{i}=3" for i in range(7))).splitlines()
    assert len(seven) == 5
    assert seven[-1] == "... and 3 more"


def test_thousands_of_problems_are_told_soon(fault: Fault) -> None:
    """A file with nothing right in it does not take long either."""
    told = fault(text=TOWN + "types:\n" + "".join(f"  t{i}: {{priority: x, wrong{i}: 1}}\n" for i in range(1000)))
    assert told.splitlines()[-1] == "... and 1996 more"


def test_long_values_are_cut(fault: Fault) -> None:
    """A value of any length leaves the sentence readable."""
    for spoil in ("title=[" + "x, " * 3000 + "]", "direct_answer=" + "y" * 9000, "k" * 9000 + "=1"):
        assert all(len(line) <= 400 for line in fault(spoil).splitlines())


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("title", "--set: 'title' is not key.path=value"),
        ("=3", "--set: '=3' is not key.path=value"),
        ("a..b=3", "--set: a..b: is not a key path"),
        ("extends=x.yaml", "--set: extends: can only stand in a file"),
        ("demand.calls.per_day.x=3", "demand.calls.per_day is a single value"),
        (
            "operators.floor.wrapup.mean=3 s",
            "--set: operators.floor.wrapup: unknown key 'wrapup' - did you mean 'wrap_up'?",
        ),
        (".".join("a" * 60) + "=1", "is more than 40 keys deep"),
    ],
)
def test_a_wrong_setting_is_named(fault: Fault, setting: str, told: str) -> None:
    """What was given on the command line is placed there, not in the file."""
    assert told in fault(setting)


def test_settings_reach_into_lists_and_names_with_dots(town: Load) -> None:
    """List items go by number; a name that holds dots is found whole."""
    scenario = town(
        "operators.floor.breaks=[{after: 2 h, length: 15 min}, {after: 4 h, length: 15 min}]",
        "operators.floor.breaks.1.length=30 min",
        "operators={a.b: {talk: {law: exponential, mean: 1 min}}}",
        "operators.a.b.shifts={d: {start: '00:00', end: '24:00', staff: 30}}",
        "operators.a.b.shifts.d.staff=31",
    )
    assert scenario.operators["a.b"].shifts["d"].staff == 31
    changed = town("operators.floor.breaks=[{after: 2 h, length: 15 min}]", "operators.floor.breaks.0.length=30 min")
    assert changed.operators["floor"].breaks[0].length == 1_800_000_000


def test_replace_checks_like_a_file_and_says_replaced(town: Load) -> None:
    """A changed scenario is a new one; a wrong change names the key path, and the old one stays as it was."""
    scenario = town()
    longer = scenario.replace({"operators.floor.talk.mean": "3 min", "clock.days": 3}, employed=7)
    assert (longer.operators["floor"].talk.mean, longer.employed) == (180_000_000, 7)  # type: ignore[union-attr]
    assert longer.document["clock"]["days"] == 3
    assert scenario.document["clock"]["days"] == 7
    assert (longer.name, longer.folder) == (scenario.name, scenario.folder)
    with pytest.raises(ScenarioError) as caught:
        scenario.replace({"operators.floor.talk.mean": 300})
    assert str(caught.value) == "(replaced): operators.floor.talk.mean: 300 has no unit: write '300 s' or '300 min'"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1: 2}, b"x", 2**63, "a\x1bb", "\u202e", 1j])
def test_replace_takes_only_what_a_file_could_hold(town: Load, value: Any) -> None:
    """Values from a program are as strict as those from a file."""
    with pytest.raises(ScenarioError, match=r"^\(replaced\): title: "):
        town().replace(title=value)


def test_replace_takes_numbers_dates_and_tuples_of_programs(town: Load) -> None:
    """Numbers of other libraries, dates and tuples count as what they mean."""
    import datetime

    import numpy as np

    scenario = town().replace({
        "operators.floor.shifts.day.staff": np.int64(11),
        "direct_answer": np.float64(0.5),
        "clock.start": datetime.date(2026, 3, 9),
        "operators.floor.shifts.day.days": ("mon", "tue"),
    })  # fmt: skip
    assert scenario.clock.start == datetime.date(2026, 3, 9)
    assert scenario.operators["floor"].shifts["day"].staff == 11


EXTREMES = [
    float("1e308"),
    5e-324,
    -0.0,
    -1,
    2**63 - 1,
    "1e3",
    True,
    "inf",
    "nan %",
    "-5 s",
    "1e9 d",
    "99999999 d",
    "",
    [],
]
NUMERIC = (
    "clock.days", "demand.calls.per_day", "callers.trunks", "callers.balk", "operators.floor.talk.cv",
    "operators.floor.talk.mean", "operators.floor.shifts.day.staff", "operators.floor.shrinkage", "direct_answer",
    "operators.floor.wage_per_hour", "operators.floor.no_late_start_margin", "employed", "replications",
    "demand.calls.busyness_cv", "demand.calls.fine_busyness_cv", "report.interval", "report.short_abandon",
)  # fmt: skip


@pytest.mark.parametrize("path", NUMERIC)
def test_extreme_numbers_are_refused_or_read(town: Load, path: str) -> None:
    """No extreme of any numeric key gives anything but a scenario or a sentence; true is never a number."""
    scenario = town()
    for value in EXTREMES:
        told = ""
        try:
            scenario.replace({path: value})
        except ScenarioError as error:
            told = str(error)
        assert path in told if told else value not in (True, "inf", "nan %", "", []), value


def _slips(count: int) -> list[tuple[str, str, str, str]]:
    """The town with one letter of one key doubled, dropped or swapped: text, path of the part, key, slip."""
    _, marks = read_document(TOWN, "town.yaml")
    chosen = {"calls", "floor", "all", "inquiry", "help"}
    known = [path for path in marks if path[-1] not in chosen and len(str(path[-1])) > 3]
    chance = random.Random(7)
    slips = []
    while len(slips) < count:
        path = chance.choice(known)
        key = str(path[-1])
        at = chance.randrange(1, len(key) - 1)
        slip = key[:at] + chance.choice([key[at] * 2, "", key[at + 1] + key[at]]) + key[at + 1 :]
        slip = slip[: at + 2] + key[at + 2 :] if len(slip) > len(key) and slip[at] != slip[at + 1] else slip
        line, column = marks[path]
        lines = TOWN.splitlines()
        lines[line - 1] = lines[line - 1][: column - 1] + slip + lines[line - 1][column - 1 + len(key) :]
        if slip != key:
            slips.append(("\n".join(lines), ".".join(map(str, path[:-1])), key, slip))
    return slips


def test_one_letter_slips_are_recognised(fault: Fault) -> None:
    """Every slip is placed exactly, and at least nine in ten suggestions are the key that was meant."""
    slips = _slips(60)
    right = 0
    for text, at, key, slip in slips:
        told = fault(text=text)
        assert f"{at}.{slip}: unknown key '{slip}'".lstrip(".") in told
        right += f"did you mean '{key}'?" in told
    assert right >= 0.9 * len(slips)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**40) | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["5 s", "70 %", "08:30", "2026-03-02", "all", "phone", "mon", "x", "", "lognormal"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["law", "mean", "cv", "file", "x", "inquiry", "mon"]), inner, max_size=4),
    max_leaves=6,
)  # fmt: skip
PATHS = (
    "operators.floor.talk", "operators.floor.shifts", "operators.floor.shifts.day.days", "operators.floor.skills",
    "operators.floor", "operators", "demand.calls", "demand.calls.profile", "demand.calls.per_date",
    "demand.calls.types", "demand.calls.events", "demand.calls.phases", "demand", "callers", "callers.hours", "clock",
    "types", "targets", "published", "origins", "operators.floor.rotation", "operators.floor.speed",
    "demand.calls.incidents", "demand.calls.growth", "answer_changes", "operators.floor.breaks",
    "operators.floor.by_type", "desks", "units", "tickets", "tickets.dispatch", "tickets.routes", "tickets.deadlines",
    "tickets.backlog", "tickets.urgency", "tickets.dispatch.accuracy", "tickets.audit.by",
)  # fmt: skip


@settings(derandomize=True, max_examples=150, deadline=None)
@given(path=st.sampled_from(PATHS), value=VALUES)
def test_any_value_anywhere_gives_a_scenario_or_plain_sentences(path: str, value: Any) -> None:
    """Whatever stands at a key, the answer is a Scenario or a few sentences free of the program's insides."""
    from sim.scenario.loading import rebuild

    base = Scenario.model_validate(read_document(TOWN, "t")[0])
    base._document = read_document(TOWN, "t")[0]
    lines = ["fine"]
    try:
        assert isinstance(rebuild(base, {path: value}), Scenario)
    except ScenarioError as error:
        lines = str(error).splitlines()
    assert 1 <= len(lines) <= 5
    assert not any(JARGON.search(line) for line in lines), lines
