"""Null takes away: keys, names and items of lists; a slip takes nothing away and is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.checks import load_scenario
from sim.errors import ScenarioError

from .conftest import TOWN, Load, Write

TARGETS = """\
targets:
  - {measure: connection_rate, at_least: 95 %}
  - {measure: service_level, within: 15 s, at_least: 80 %}
  - {measure: asa, at_most: 30 s}
origins:
  targets.0.at_least: {kind: stated, source: the first}
  targets.1.at_least: {kind: stated, source: the second}
  targets.2: {kind: assumed, source: the third}
"""


def test_an_item_leaves_its_list(write: Write) -> None:
    """The targets behind it move up, and each number keeps its own origin."""
    scenario = load_scenario(write(TOWN + TARGETS), ["targets.0=null"])
    assert [target.measure for target in scenario.targets] == ["service_level", "asa"]
    assert {path: origin.source for path, origin in scenario.origins.items()} == {
        "targets.0.at_least": "the second",
        "targets.1": "the third",
    }


def test_items_leave_one_after_the_other(write: Write) -> None:
    """Each change counts in the list as the ones before have left it."""
    path = write(TOWN + TARGETS)
    assert load_scenario(path, ["targets.0=null"] * 3).targets == ()
    with pytest.raises(ScenarioError, match=r"targets\.0: targets is a list of 0"):
        load_scenario(path, ["targets.0=null"] * 4)
    assert [t.measure for t in load_scenario(path, ["targets.2=null", "targets.0=null"]).targets] == ["service_level"]


def test_a_fault_behind_an_item_that_left_keeps_its_line(write: Write) -> None:
    """Places move with their items, in lists of more than ten too."""
    rows = [f"  - {{measure: asa, at_most: {n} s}}\n" for n in range(12)]
    path = write(TOWN + "targets:\n" + "".join(rows) + "  - {measure: nonsense, at_most: 1}\n")
    line = len(TOWN.splitlines()) + 14
    with pytest.raises(ScenarioError, match=rf"town\.yaml:{line}: targets\.11\.measure: there is no measure"):
        load_scenario(path, ["targets.0=null"])


@pytest.mark.parametrize("key", ["callers.redial", "callers.redial.delay", "employed", "tickets.dispatch.by", "online"])
def test_a_known_key_may_be_absent_already(key: str, town: Load) -> None:
    """What the language knows can be taken away whether or not it is there."""
    assert town(f"{key}=null").document == town().document


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("callers.patiense", "patience"), ("operators.flor", "floor"), ("clock.dayz", "days"),
        ("operators.floor.wrap_up.men", "mean"), ("demand.calls.types.inquiri", "inquiry"),
    ],
)  # fmt: skip
def test_a_slip_is_told_wherever_it_stands(key: str, meant: str, write: Write, town: Load) -> None:
    """On the command line, in a program and in a file that builds on another."""
    with pytest.raises(ScenarioError, match=f"did you mean '{meant}'"):
        town(f"{key}=null")
    with pytest.raises(ScenarioError, match=f"did you mean '{meant}'"):
        town().replace({key: None})
    nested = "null"
    for part in reversed(key.split(".")):
        nested = f"{{{part}: {nested}}}"
    write()
    with pytest.raises(ScenarioError, match=rf"over\.yaml:2: .*did you mean '{meant}'"):
        load_scenario(write(f"extends: town.yaml\n{nested[1:-1]}\n", "over.yaml"))


def test_a_type_called_law_keeps_the_others(write: Write) -> None:
    """Only a mapping that names a law replaces the whole law below it; a name does not."""
    write(TOWN.replace("callers:", "types: {inquiry: {priority: 3}, help: {priority: 4}}\ncallers:"))
    over = write("extends: town.yaml\ntypes: {law: {priority: 2}}\n", "over.yaml")
    assert set(load_scenario(over).types) == {"inquiry", "help", "law"}
    assert load_scenario(Path("town.yaml")).types["help"].priority == 4
