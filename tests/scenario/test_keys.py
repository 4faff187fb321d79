"""Every key of the scenario language is described, in two languages, with an example that is right."""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from pydantic import TypeAdapter

from sim.errors import ScenarioError
from sim.scenario import Scenario, load_scenario
from sim.scenario.expected import kinds_at
from sim.scenario.fields import Part
from sim.scenario.key_kinds import Kind
from sim.scenario.key_reference import Key, all_parts, find_topic, keys_of_part, laws_at, owner_of, places
from sim.scenario.key_texts import FOLDER, key_texts, read_key_texts
from sim.scenario.yaml_reader import read_value

RICH = Path(__file__).parent / "rich" / "rich.yaml"
SOURCE = re.compile(r"\b(19|20)\d\d\b|GB/T|published|\b(of|at|in) [A-Z]|\([A-Z][a-z]+\)")
"""A year, a standard, a place; or that nobody publishes one."""
DECIDED = {
    # What a planner decides or is told, and nobody measures.
    "Branch.share", "Smart.hand_over_below", "Supervision.reminders", "Target.at_least", "Target.at_most",
    "Target.confidence", "Published.value", "Published.range",
}  # fmt: skip
NOT_BESIDE_THE_REST = {
    # An open ticket needs a run that begins at midnight; all five words stand in columns; files are built on in files.
    "ClockPart.begins_at", "BacklogFile.fixed", "Scenario.extends",
}  # fmt: skip


@cache
def owned() -> dict[str, tuple[type[Part], Key]]:
    """Every key once, with the part that it is written in."""
    return {key.owner: (owner_of(part, key.name), key) for part in all_parts() for key in keys_of_part(part)}


def _flat(kinds: tuple[Kind, ...]) -> list[Kind]:
    return [each for kind in kinds for each in (kind, *_flat(kind.of))]


def test_every_key_has_its_meaning_and_its_paragraph() -> None:
    """A key without a description, or without a paragraph in the file of its module, is named; so is one too many."""
    undescribed = [owner for owner, (_, key) in owned().items() if not (key.meaning.english and key.meaning.chinese)]
    assert undescribed == [], "a description in the schema, and 'zh' in sim/scenario/keys"
    found = {name: path.stem for path in FOLDER.glob("*.txt") for names, _ in read_key_texts(path) for name in names}
    right = {owner: part.__module__.rpartition(".")[2] for owner, (part, _) in owned().items()}
    shared = {name: module for name, module in found.items() if right.get(name) != module}
    assert set(found) == set(right)
    assert all(key_texts()[name].chinese == owned()[name][1].meaning.chinese for name in shared)
    assert sum(len(names) for path in FOLDER.glob("*.txt") for names, _ in read_key_texts(path)) == len(found)


def test_one_english_has_one_chinese() -> None:
    """Keys that mean the same in English do in Chinese, so that an error can be told from its English alone."""
    said: dict[str, str] = {}
    for owner, (_, key) in owned().items():
        assert said.setdefault(key.meaning.english, key.meaning.chinese) == key.meaning.chinese, owner


def test_consoles_can_show_every_text() -> None:
    """English is plain ASCII, Chinese is in GB2312 with Chinese punctuation; what is said is said in both."""
    for owner, (_, key) in owned().items():
        for said in (key.meaning, key.text.usual, key.text.measured, key.text.name):
            said.english.encode("ascii")
            said.chinese.encode("gb2312")
            assert bool(said.english) == bool(said.chinese), owner
            assert not re.search("[\u4e00-\u9fff][,;!?]|[,;!?][\u4e00-\u9fff]", said.chinese), (owner, said.chinese)
            assert set(re.findall("`([^`]+)`", said.english)) == set(re.findall("`([^`]+)`", said.chinese)), owner


def test_a_usual_value_has_a_source() -> None:
    """No figure without the place, the year or the standard that it comes from."""
    for owner, (_, key) in owned().items():
        assert not key.text.usual.english or SOURCE.search(key.text.usual.english), owner


def test_whoever_has_to_give_a_quantity_is_told_how_to_measure_it() -> None:
    """Laws, shares, spreads and factors that are no decisions."""
    words = ("a share", "a coefficient", "a factor", "a rate")
    asked = {
        owner for owner, (_, key) in owned().items()
        if any(kind.what == "law" or kind.hint.startswith(words) for kind in _flat(key.kinds))
    }  # fmt: skip
    assert {owner for owner in asked if not key_texts()[owner].measured.english} == DECIDED & asked
    assert len(asked) > 60


def test_every_value_has_an_example_that_its_field_takes() -> None:
    """Parts have theirs in the keys below them."""
    for owner, (part, key) in owned().items():
        if not key.text.example:
            assert any(kind.what == "part" for kind in _flat(key.kinds)), owner
            continue
        hint = get_type_hints(part, include_extras=True)[key.name]
        TypeAdapter(hint).validate_python(read_value(key.text.example, owner))


@cache
def places_in_rich() -> dict[str, tuple[str | int, ...]]:
    """Where each key first stands in the scenario that says everything."""
    document = load_scenario(RICH).document
    found: dict[str, tuple[str | int, ...]] = {}

    def walk(node: Any, path: tuple[str | int, ...]) -> None:
        for key, below in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
            parts = [kind for kind in kinds_at(path, document) if isinstance(kind, type) and issubclass(kind, Part)]
            for part in parts:
                if key in part.model_fields:
                    found.setdefault(f"{owner_of(part, str(key)).__name__}.{key}", (*path, key))
            walk(below, (*path, key))

    walk(document, ())
    return found


def test_every_example_fits_into_a_scenario() -> None:
    """Written in place of what stands there in the scenario that says everything, it is read."""
    document, path_of = load_scenario(RICH).document, places_in_rich()
    for owner, (_, key) in owned().items():
        if key.text.example and owner not in NOT_BESIDE_THE_REST:
            whole = copy.deepcopy(document)
            node: Any = whole
            for step in path_of[owner][:-1]:
                node = node[step]
            node[key.name] = read_value(key.text.example, owner)
            Scenario.model_validate(whole)


def test_every_place_of_the_scenario_that_says_everything_is_explained() -> None:
    """Each path is led to the key that stands there, whatever names are in it, and in either way of writing a list."""
    document = load_scenario(RICH).document
    seen = 0

    def walk(node: Any, path: tuple[str | int, ...]) -> None:
        nonlocal seen
        for key, below in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
            here = (*path, key)
            if "." not in str(key):
                by_points = find_topic(".".join(map(str, here)))
                assert by_points.kinds, here
                written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in here).lstrip(".")
                assert find_topic(written) == by_points
                if by_points.key is not None and not by_points.is_entry:
                    assert by_points.key.name == key
                assert find_topic(by_points.written).key == by_points.key
                seen += 1
                walk(below, here)

    walk(document, ())
    assert seen > 900


def test_every_place_can_be_asked_for_by_its_placeholders() -> None:
    """What a list of keys shows leads to just that key."""
    listed = list(places())
    assert len(listed) > 450
    for topic in listed:
        assert find_topic(topic.path_text()).path == topic.path


@pytest.mark.parametrize(
    ("asked", "path", "chosen"),
    [
        ("operators.floor.wrap_up", "operators.<group>.wrap_up", {"floor": "group"}),
        ("operators.wrap_up", "operators.<group>.wrap_up", {}),
        ("operators.talk.wrap_up", "operators.<group>.wrap_up", {"talk": "group"}),
        ("operators.online.work", "operators.<group>.online.work", {}),
        ("operators.day team.by_type.投诉.talk.cv", "operators.<group>.by_type.<type>.talk.cv",
         {"day team": "group", "投诉": "type"}),
        ("targets[0].at_least", "targets.<n>.at_least", {}),
        ("targets.at_least", "targets.<n>.at_least", {}),
        ("units.town.hours.open", "units.<unit>.hours.open", {"town": "unit"}),
        ("units.town.hours[1].open", "units.<unit>.hours.<n>.open", {"town": "unit"}),
        ("demand.calls.per_date.file", "demand.<stream>.per_date.file", {"calls": "stream"}),
        ("demand.calls.per_date.2026-03-02", "demand.<stream>.per_date.<date>",
         {"calls": "stream", "2026-03-02": "date"}),
        ("tickets.deadlines.closure.by_type.help.urgent", "tickets.deadlines.closure.by_type.<type>.urgent",
         {"help": "type"}),
        ("", "", {}),
    ],
)  # fmt: skip
def test_names_of_the_planner_are_recognised(asked: str, path: str, chosen: dict[str, str]) -> None:
    """Names may be given or left out; a key is taken for a key where it can be one."""
    topic = find_topic(asked)
    assert topic.path_text() == path
    assert {given: name.english for given, name in topic.chosen} == chosen


def test_a_law_is_shown_with_its_keys() -> None:
    """A length lists the laws it may follow; a key of laws says which of them have it."""
    assert {law.kinds[0].words[0]: [key.name for key in keys] for law, keys in laws_at(find_topic("operators.a.talk"))}[
        "gamma"
    ] == ["mean", "cv"]
    assert [law for law, _ in find_topic("callers.patience.cv").laws] == ["lognormal", "gamma", "hyperexponential"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("operators.floor.wrapup", "operators.floor: unknown key 'wrapup' - did you mean 'wrap_up'?"),
        ("operatrs.floor", "unknown key 'operatrs' - did you mean 'operators'?"),
        ("patience", "unknown key 'patience' here: it stands at types.<type>.patience, callers.patience"),
        ("operators.floor.patience",
         "operators.floor: unknown key 'patience' here: it stands at types.<type>.patience, callers.patience"),
        ("callers.patience.shpae", "callers.patience: unknown key 'shpae' - did you mean 'shape'?"),
        ("clock.start.day", "clock.start: 'day' cannot stand here: there are no keys below"),
        ("tickets.urgency.high", "tickets.urgency: unknown key 'high' (known: critical, urgent, normal)"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_told_with_the_one_that_was_meant(asked: str, told: str) -> None:
    """The nearest key, or where a key of that name stands."""
    with pytest.raises(ScenarioError) as error:
        find_topic(asked)
    assert str(error.value) == told


def test_defaults_are_shown_as_one_writes_them() -> None:
    """Lengths with units, clock times, shares in per cent, lists in brackets."""
    shown = {owner: key.default for owner, (_, key) in owned().items()}
    assert shown["Report.answer_within"] == "[15 s, 20 s, 30 s]"
    assert shown["ClockPart.ends_at"] == "24:00"
    assert shown["Dispatch.accuracy"] == "100 %"
    assert shown["Tickets.urgency"] == "{normal: 100 %}"
    assert shown["FollowUp.gap"] == "4 h"
    assert shown["Outside.in_hours"] == "false"
    assert shown["Group.talk"] == ""
    for owner, (part, key) in owned().items():
        if key.default and owner != "Published.rounding":
            hint = get_type_hints(part, include_extras=True)[key.name]
            text = f'"{key.default}"' if ":" in key.default and "{" not in key.default else key.default
            assert TypeAdapter(hint).validate_python(read_value(text, owner)) == part.model_fields[key.name].default, (
                owner
            )
