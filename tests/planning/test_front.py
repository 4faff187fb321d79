"""What plans cost at several levels of a target."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import ScenarioError
from sim.planning.front import front
from sim.planning.loop import plan
from sim.report.chinese import in_language

from .floors import SHIFTS, staffing_file


def test_each_level_has_the_plan_that_is_made_for_it(tmp_path: Path) -> None:
    """The same as planning for that level by itself; a level beyond reach is told with its reason and costs nothing."""
    shifts = SHIFTS | {"most_heads": 3}
    file = staffing_file(tmp_path, shifts)
    found = front(file, "service_level: 60 %, 0.8, 99.99 %", replications=6, engine="kernel")
    low, middle, high = found.points
    assert (found.measure, found.side) == ("service_level_20s", "at_least")
    assert low.plan is not None
    assert middle.plan is not None
    assert low.plan.cost < middle.plan.cost
    alone = plan(staffing_file(tmp_path, shifts), replications=6, engine="kernel", bound=False)
    assert (middle.plan.cost, middle.plan.verdict) == (alone.cost, alone.verdict)
    assert high.plan is None
    assert "service_level" in high.refused
    frame = found.to_frame()
    assert frame["level"].tolist() == ["60 %", "0.8", "99.99 %"]
    assert frame["threshold"].tolist()[:2] == [0.6, 0.8]
    assert frame["cost"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_prints_and_draws_it(tmp_path: Path, lang: str) -> None:
    """A row for each level, a table, a chart; numbers for programs."""
    file, out = staffing_file(tmp_path), tmp_path / "out"
    words = ["plan", str(file), "--reps", "4", "--front", "service_level_20s: 50 %, 80 %", "--lang", lang]
    done = CliRunner().invoke(main, [*words, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert [line.split()[0] for line in done.stdout.splitlines() if "%" in line and line.startswith("  ")] == [
        "50",
        "80",
    ]
    assert (out / "front.csv").exists()
    assert (out / "charts" / "front.png").exists()
    told = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)
    assert [point["level"] for point in told["points"]] == ["50 %", "80 %"]
    assert told["points"][0]["cost"] <= told["points"][1]["cost"]


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ("80 %", "'80 %' names no levels of a target: write a measure and its levels"),
        ("service_level:", "names no levels of a target"),
        ("closure: 80 %", "no target is about 'closure'"),
        ("service_level: 130 %", "targets.0.at_least"),
    ],
)
def test_levels_that_cannot_be_are_told(tmp_path: Path, levels: str, said: str) -> None:
    """In both languages."""
    with pytest.raises(ScenarioError) as refused:
        front(staffing_file(tmp_path), levels, replications=3)
    assert said in str(refused.value)
    assert any("一" <= letter <= "鿿" for letter in in_language(str(refused.value), "zh"))


def test_one_of_several_targets_is_named_in_full(tmp_path: Path) -> None:
    """Two service levels of one scenario."""
    targets = [
        {"measure": "service_level", "within": "20 s", "at_least": "70 %"},
        {"measure": "service_level", "within": "60 s", "at_least": "80 %"},
    ]
    file = staffing_file(tmp_path, changes={"targets": targets})
    with pytest.raises(ScenarioError, match="write service_level_20s or service_level_60s"):
        front(file, "service_level: 70 %", replications=3)
    assert front(file, "service_level_60s: 70 %", replications=3, engine="kernel").measure == "service_level_60s"
    done = CliRunner().invoke(main, ["plan", str(file), "--front", "service_level_60s: 70 %", "--write", "x.yaml"])
    assert done.exit_code == 2
    assert "leave out --write" in done.stderr
