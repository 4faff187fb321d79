"""The JSON Schema for editors agrees with the program on what a scenario may say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sim.errors import ScenarioError
from sim.scenario import Scenario, load_scenario
from sim.scenario.editor_schema import scenario_schema
from sim.scenario.yaml_reader import read_document

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))
CHAIN = Path(__file__).parent / "refused" / "chain.yaml"
Load = Callable[..., Scenario]
Fault = Callable[..., str]


@pytest.fixture(scope="module")
def checker() -> Draft202012Validator:
    """A checker of the generated schema, itself checked."""
    schema = json.loads(json.dumps(scenario_schema()))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_schema_names_itself_and_no_host() -> None:
    """Title and id are those of the language; the only address is the dialect's name."""
    schema = scenario_schema()
    assert (schema["title"], schema["$id"]) == ("hotline scenario 1", "hotline scenario 1")
    assert json.dumps(schema).count("://") == 1


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_shipped_scenarios_pass(checker: Draft202012Validator, path: Path) -> None:
    """What is shipped is read without warnings about its own parts, and an editor finds no fault in it."""
    scenario = load_scenario(path)
    assert isinstance(scenario, Scenario)
    assert list(checker.iter_errors(read_document(path.read_bytes(), path.name)[0])) == []
    resolved = json.loads(json.dumps(scenario.document, default=str))  # with what it builds on
    assert list(checker.iter_errors(resolved)) == []


WRONG = [
    "operators.floor.wrapup=3",
    "operators.floor.talk.mean=300",
    "operators.floor.talk.mean=3 months",
    "operators.floor.talk={law: exponental, mean: 3 s}",
    "operators.floor.talk={law: exponential}",
    "operators.floor.talk={law: exponential, mean: 3 s, cv: 1}",
    "operators.floor.talk=150 s",
    "operators.floor.shifts.day.start=8:00",
    "operators.floor.shifts.day.days=[tues]",
    "operators.floor.shifts.day.staff=1.5",
    "operators.floor.skills=[{types: al}]",
    "demand.calls.per_weekday={tues: 3}",
    "demand.calls.profile={mony: flat}",
    "demand.calls.channel=fone",
    "demand.calls.types={a: 130}",
    "clock.start=tomorrow",
    "clock.days=",
    "direct_answer=70",
    "replications=0",
    "hotline=2",
    "types=[a]",
]


@pytest.mark.parametrize("setting", WRONG)
def test_what_the_program_refuses_the_editor_marks(
    checker: Draft202012Validator, town: Load, fault: Fault, setting: str
) -> None:
    """Unknown keys, bad units, wrong choices and missing keys are marked while one writes."""
    from sim.scenario.merging import Document, Place, changed
    from sim.scenario.yaml_reader import read_value

    assert fault(setting)
    path, _, value = setting.partition("=")
    document = changed(Document(town().document, {(): Place("x")}), [(path, read_value(value, "x"))], Place("x")).value
    assert not checker.is_valid(document)


WRONG_TICKETS = [
    "desks.dispatchers.talk={law: exponential, mean: 3 s}",
    "units.town.copies=0",
    "units.town.acceptance=30 min",
    "tickets.audit.by=7",
    "tickets.audit.by=[]",
    "tickets.audit={by: dispatchers}",
    "tickets.dispatch.accuracy=90",
    "tickets.dispatch.accuracy=[90 %, high]",
    "tickets.dispatch.accuracy=[]",
    "tickets.dispatch.max_returns=none",
    "tickets.dispatch.max_returns=-1",
    "tickets.routes.0.arms=[0, 0, 0, 0, 0, 0, 0, 0, 1]",
    "tickets.routes.0.units=[town]",
    "tickets.urgency={high: 100 %}",
    "tickets.closed_at=follow_up",
    "tickets.deadlines.closure.limits.normal=5 workdays",
    "tickets.deadlines.closure.limits.normal=5",
    "tickets.deadlines.closure.limits.nromal=5 h",
    "tickets.deadlines.closure.pauses_in=outside",
    "tickets.backlog.0.stage=closed",
    "tickets.backlog_file={flie: a.csv}",
    "targets.0.urgency=high",
]
RIGHT_TICKETS = [
    "tickets.audit.by=[dispatchers, floor]",
    "tickets.dispatch.accuracy=0.9",
    "tickets.dispatch.accuracy_by_type={help: [90 %, 0.95]}",
    "tickets.dispatch.max_returns=never",
    "tickets.dispatch.max_returns=从不",
    "tickets.dispatch.max_returns=0",
    "tickets.routes.0.arms=100 %",
    "tickets.reopen.share=5 %",
    "tickets.deadlines.closure.limits.normal=5 个工作日",
    "tickets.deadlines.closure.limits.normal=8 工作小时",
    "tickets.deadlines.closure.limits.urgent=当日",
    "tickets.deadlines.closure.limits.urgent=1 working day",
]


def _changed_chain(setting: str) -> Any:
    from sim.scenario.merging import Document, Place, changed
    from sim.scenario.yaml_reader import read_value

    path, _, value = setting.partition("=")
    document = Document(load_scenario(CHAIN).document, {(): Place("x")})
    return changed(document, [(path, read_value(value, "x"))], Place("x")).value


@pytest.mark.parametrize("setting", WRONG_TICKETS)
def test_what_the_program_refuses_of_tickets_the_editor_marks(checker: Draft202012Validator, setting: str) -> None:
    """Lists that may be one value, time limits, urgencies and stages are checked while one writes."""
    with pytest.raises(ScenarioError):
        load_scenario(CHAIN, [setting])
    assert not checker.is_valid(_changed_chain(setting))


@pytest.mark.parametrize("setting", RIGHT_TICKETS)
def test_what_the_program_takes_of_tickets_the_editor_takes(checker: Draft202012Validator, setting: str) -> None:
    """One value or a list of them, working time in both languages."""
    assert isinstance(load_scenario(CHAIN, [setting]), Scenario)
    assert checker.is_valid(_changed_chain(setting))


RIGHT: list[dict[str, Any]] = [
    {"operators": {"floor": {"talk": {"mean": "3 min"}, "shifts": {"night": None}}}},
    {"demand": {"calls": {"per_day": None, "per_date": {"2026-03-02": 3, "2026-03-03": 4}}}},
    {"operators": {"floor": {"talk": {"law": "gamma", "mean": "3 分钟", "cv": "80 %"}}}, "callers": None},
]


@pytest.mark.parametrize("override", RIGHT)
def test_an_override_may_be_partial(checker: Draft202012Validator, override: dict[str, Any]) -> None:
    """With 'extends', nothing is required and null takes away; without it the same text is incomplete."""
    assert list(checker.iter_errors({"extends": "town.yaml", **override})) == []
    assert not checker.is_valid(override)


@pytest.mark.parametrize(
    "override", [{"operators": {"floor": {"wrapup": {}}}}, {"operators": {"floor": {"talk": {"mean": 3}}}}, {"x": 1}]
)
def test_an_override_is_checked_all_the_same(checker: Draft202012Validator, override: dict[str, Any]) -> None:
    """Unknown keys and bad units are marked in overrides too."""
    assert not checker.is_valid({"extends": "town.yaml", **override})


def test_every_default_is_of_a_kind_the_file_could_hold() -> None:
    """Editors offer defaults: none is in microseconds."""
    checked = 0

    def walk(node: Any, defs: dict[str, Any]) -> None:
        nonlocal checked
        if isinstance(node, dict):
            if "default" in node and any(kind in node for kind in ("type", "anyOf")):
                Draft202012Validator({**{k: v for k, v in node.items() if k != "default"}, "$defs": defs}).validate(
                    node["default"]
                )
                checked += 1
            for entry in node.values():
                walk(entry, defs)

    schema = scenario_schema()
    walk(schema["$defs"], schema["$defs"])
    assert checked > 20


def test_a_scenario_that_is_read_is_one_an_editor_accepts(checker: Draft202012Validator, town: Load) -> None:
    """The resolved document of a scenario passes, and so does a spelled-out Chinese length of time."""
    document = town("operators.floor.talk.mean=150 秒").document
    assert checker.is_valid(document)
    with pytest.raises(ScenarioError):
        town("operators.floor.talk.mean=150 个月")
