"""The shipped scenarios and experiments: they load, say where their numbers come from, and see the same citizens."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.plans.build import build_plan
from sim.scenario.origins import origins_count
from sim.workload import draw_workload

from .shipped import load

ROOT = Path(__file__).parent.parent.parent
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
FOUNDING = [path for path in SHIPPED if path.stem.startswith(("tianjin", "baiyun", "jingxi", "zhujing", "zhoukou"))]
EXPERIMENTS = sorted(path for path in (ROOT / "experiments").iterdir() if path.suffix in (".py", ".yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_loads_without_warnings(path: Path) -> None:
    """A shipped scenario is a good example: nothing about it is odd, but that the published volume of a day is a mean
    over all days, holidays too, and that Tianjin's floor with the old wrap-up has a month with too much work."""
    scenario = load(path.stem)
    assert scenario.title
    expected = ["as many contacts as any other day"]
    expected += ["operators.floor: over the 28 days from"] if path.stem == "tianjin_2022_55s" else []
    assert [told for told in scenario.warnings if not any(part in told for part in expected)] == []
    assert all(any(part in told for told in scenario.warnings) for part in expected[1:])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_names_only_commands_that_exist(path: Path) -> None:
    """What a scenario's notes tell a planner to type is a command."""
    named = re.findall(r"\bhotline ([a-z]+) [\w.-]+\.yaml", path.read_text(encoding="utf-8"))
    assert set(named) <= set(main.commands)


@pytest.mark.parametrize("path", FOUNDING, ids=lambda path: path.stem)
def test_every_number_has_an_origin(path: Path) -> None:
    """Each number of a founding case is stated, derived or assumed; none is left unsaid."""
    counts = origins_count(load(path.stem))
    assert counts["none"] == 0
    assert counts["total"] > 0
    assert counts["stated"] > 0 or path.stem == "jingxi_2022_double"  # its demand and its staff are both a question


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_national_standard_is_quoted_for_what_it_says(path: Path) -> None:
    """GB/T 33358-2016 states a connection rate of 95 %; a share within 15 s or any other target is not stated by it."""
    scenario = load(path.stem)
    for place, target in enumerate(scenario.targets):
        paths = (
            "targets",
            f"targets.{place}",
            *(f"targets.{place}.{key}" for key in ("measure", "within", "at_least")),
        )
        said = [scenario.origins[key] for key in paths if key in scenario.origins]
        if any(origin.kind == "stated" and origin.source.startswith("GB/T 33358") for origin in said):
            assert (target.measure, target.at_least, target.within) == ("connection_rate", 0.95, None)


@pytest.mark.parametrize("name", ["tianjin_day", "tianjin_2022"])
@pytest.mark.long
def test_the_variant_at_55_s_meets_the_same_citizens(name: str) -> None:
    """The old wrap-up changes no citizen: same arrivals, types and keys."""
    now, before = (sim.load_scenario(ROOT / "scenarios" / f"{stem}.yaml") for stem in (name, f"{name}_55s"))
    a, b = (draw_workload(build_plan(scenario), 1, 0) for scenario in (now, before))
    for column in ("arrival_us", "stream", "type", "entity", "name_key"):
        np.testing.assert_array_equal(getattr(a, column), getattr(b, column))
    assert now.operators["floor"].wrap_up != before.operators["floor"].wrap_up


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.name)
def test_experiments_are_short(path: Path) -> None:
    """An experiment is a file of under 60 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) < 60


def test_the_wrap_up_cut_pays() -> None:
    """Cutting wrap-up from 55 s to 30 s answers more calls and shortens waits, beyond the paired interval."""
    before, now = (sim.load_scenario(name) for name in ("tianjin_day_55s", "tianjin_day"))
    cut = sim.compare(before, now, replications=4)
    assert cut.difference("answered").low > 0
    assert cut.difference("asa").high < 0
    assert cut.difference("abandoned").high < 0


@pytest.mark.long
def test_tianjin_meets_its_published_total() -> None:
    """Over five runs of the 103 days the published figures lie where one further run would."""
    results = sim.replicate(sim.load_scenario(ROOT / "scenarios" / "tianjin_2022.yaml"), replications=5, seed=1)
    assert {figure.measure: figure.status for figure in results.published()} == {
        "accepted_requests": "met",
        "calls_per_person_day": "met",
        "on_duty_share": "met",
        "on_duty_share_peak": "met",
        "direct_answer_rate": "met",
        "processing_time_p50[urgency=critical]": "met",
        "satisfaction": "met",
    }
