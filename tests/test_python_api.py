"""What a researcher meets who types `import sim`."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim import shipped
from sim.scenario.plain_values import plain, yaml_text

SHIPPED = shipped.shipped_scenarios()


def test_the_public_names_are_listed() -> None:
    """`dir(sim)` and completion show what `sim` has, before any of it was used."""
    told = subprocess.run([sys.executable, "-c", "import sim; print(dir(sim))"], capture_output=True, check=True)
    names = eval(told.stdout.decode())  # a list that Python itself printed
    assert names == sorted([*sim.__all__, "__version__"])
    assert all(getattr(sim, name) is not None for name in names)


def test_shipped_scenarios_go_by_their_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any folder; a file there of the same name goes first, and a slip of the name is answered with a guess."""
    monkeypatch.chdir(tmp_path)
    assert sim.load_scenario("template_town").name == "template_town"
    assert sim.load_scenario(SHIPPED["template_town"]).title == sim.load_scenario("template_town").title
    with pytest.raises(sim.ScenarioError, match="did you mean template_town"):
        sim.load_scenario("template_twon")


def test_the_examples_of_docstrings_hold() -> None:
    """What they print is what they say; every public function has one."""
    finder = doctest.DocTestFinder(recurse=False)
    runner = doctest.DocTestRunner()
    for name in sim.__all__:
        thing = getattr(sim, name)
        found = finder.find(thing, name, globs={})
        if inspect.isfunction(thing):
            assert sum(len(test.examples) for test in found) > 0, name
        for test in found:
            assert runner.run(test).failed == 0, name


@pytest.mark.parametrize("name", list(SHIPPED))
def test_a_scenario_written_down_is_the_same(name: str, tmp_path: Path) -> None:
    """Each shipped scenario, written as one file beside its data, is read as the document that it was."""
    scenario = sim.load_scenario(name)
    folder = SHIPPED[name].parent
    again = sim.Scenario.from_document(scenario.document, str(folder), scenario.name)
    assert again.document == scenario.document
    (tmp_path / "same.yaml").write_text(scenario.to_yaml(), encoding="utf-8")
    from sim.scenario.yaml_reader import read_document

    assert read_document((tmp_path / "same.yaml").read_bytes(), "same.yaml")[0] == scenario.document


def test_values_may_be_those_of_python() -> None:
    """Lengths of time, dates and numpy's numbers are written as a planner would write them."""
    wrap_up = "operators.desk.wrap_up.mean"
    base = sim.load_scenario("template_town")
    for length in (timedelta(seconds=55), pd.Timedelta("55s"), "55 s"):
        assert (
            base.replace({wrap_up: length}).operators["desk"].wrap_up
            == base.replace({wrap_up: "55 s"}).operators["desk"].wrap_up
        )
    changed = base.replace({"clock.start": date(2026, 3, 9), "clock.days": pd.Series([2]).iloc[0]})
    assert (changed.clock.start, changed.clock.days) == (date(2026, 3, 9), 2)
    assert plain({1: (timedelta(microseconds=1), timedelta(days=1))}) == {"1": ["0.000001 s", "86400 s"]}
    assert yaml_text({"title": "小城", "off": "off", "start": "08:00"}).splitlines()[0] == "title: 小城"


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"hotline": 1, "clock": {}}, "(document): demand: 'demand' is missing"),
        ({"hotline": 1, "extends": "town.yaml"}, "(document): extends: can only stand in a file"),
        ([], "(document): a scenario is a mapping of keys to values, not list"),
    ],
)
def test_documents_are_checked_like_files(document: object, told: str) -> None:
    """Bad ones are refused with the key path."""
    with pytest.raises(sim.ScenarioError) as error:
        sim.Scenario.from_document(document)  # type: ignore[arg-type]  # what a caller may get wrong
    assert told.split(": ")[0] in str(error.value)
    assert told.split(": ")[-1] in str(error.value)


def test_results_show_themselves_in_a_line() -> None:
    """What a prompt prints is short, and a notebook has a table."""
    town = sim.load_scenario("template_town")
    log = sim.simulate(town)
    runs = sim.replicate(town, replications=2)
    both = sim.compare(town, town.replace({"operators.desk.wrap_up.mean": "20 s"}), replications=2)
    assert (
        repr(town) == str(town) == "<Scenario template_town: A town hotline with twelve seats, 1 day from 2026-03-02>"
    )
    assert repr(runs).startswith("<Replications of template_town: 2 replications, seed 1, engine ")
    assert repr(log).startswith("<RunLog of template_town, replication 0, seed 1: ")
    for shown in (log, runs, both):
        assert len(repr(shown)) < 250
    for shown in (runs, both):
        assert "service_level_15s" in shown._repr_html_()


def test_logs_are_compared_row_by_row() -> None:
    """Both engines give equal logs, which count once in a set; another replication, or one row changed, is another."""
    town = sim.load_scenario("template_town")
    by_model, by_kernel = (sim.simulate(town, engine=engine) for engine in ("model", "kernel"))
    assert by_model == by_kernel
    assert len({by_model, by_kernel}) == 1
    assert by_model != sim.simulate(town, replication=1)
    assert by_model != "a log"
    changed = replace(by_model, contacts=by_model.contacts | {"arrived_us": by_model.contacts["arrived_us"] + 1})
    assert by_model != changed


def test_slips_are_answered_with_a_sentence() -> None:
    """A wrong engine, measure or confidence ends with what would be right, before anything is run."""
    town = sim.load_scenario("template_town")
    runs = sim.replicate(town, replications=2)
    for ask, told in (
        (
            lambda: sim.simulate(town, engine="krenel"),
            "there is no engine 'krenel': choose one of 'auto', 'model', 'kernel'",
        ),
        (lambda: sim.replicate(town, replications=2, engine="fast"), "there is no engine 'fast'"),
        (lambda: runs.estimate("service_lvl_15s"), "service_level"),
        (lambda: runs.estimate("service_level_17s"), "these runs do not have 'service_level_17s'"),
        (lambda: runs.summary(confidence=95), "confidence: 95 is not between 0.5 and 1: write 0.95 for 95 %"),
    ):
        with pytest.raises(sim.ScenarioError, match=told):
            ask()  # type: ignore[no-untyped-call]
