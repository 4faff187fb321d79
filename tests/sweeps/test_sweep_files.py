"""Sweep files are strict: what is wrong is told with file, line, key, value and what would be right."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML
from scipy.stats import qmc

from sim.errors import ScenarioError
from sim.scenario.editor_schema import sweep_schema
from sim.scenario.ranges import parse_range
from sim.scenario.sweep_file import read_sweep
from sim.sweeps import designs
from sim.sweeps.designs import points_of
from sim.sweeps.experiment import experiment_of

from .small import GRID, HEAD, STAFF, WRAP_UP, desk, levels

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
TALK = "operators.floor.talk.mean"
REFUSED = {
    f"{HEAD}design: {{grid: {{operators.floor.wrap_up.meen: [30 s]}}}}": "5: design.grid.operators.floor.wrap_up.meen: "
    "unknown key 'meen' - did you mean 'mean'?",
    f"{HEAD}design: {{grid: {{{WRAP_UP}: [30 s, 40]}}}}": f"5: design.grid.{WRAP_UP}: 40 has no unit: write '40 s'",
    f"{HEAD}design: {{grids: {{{WRAP_UP}: [30 s]}}}}": "5: design.grids: unknown key 'grids' - did you mean 'grid'?",
    f"{HEAD}design: {{grid: {{{WRAP_UP}: 30 s}}}}": f"5: design.grid.{WRAP_UP}: '30 s' is not a list of levels",
    f"{HEAD}design: {{grid: {{{WRAP_UP}: [30 s, 30 s]}}}}": "the level '30 s' stands twice",
    f"{HEAD}design: {{grid: {{seed: [1, 2]}}}}": "5: design.grid.seed: 'seed' is the name of a column in results",
    f"{HEAD}design: {{grid: {{a: {{files: [no.yaml]}}}}}}": "5: design.grid.a: no.yaml: there is no such file",
    f"{HEAD}design: {{list: [{{name: a}}], sobol: {{points: 2, ranges: {{a: 1 .. 2}}}}}}": "a design is one of 'grid'",
    f"{HEAD}design: {{sobol: {{points: 10, ranges: {{{STAFF}: 1 .. 3}}}}}}": "5: design: 10 points of a Sobol'",
    f"{HEAD}design: {{sobol: {{points: 8, ranges: {{{WRAP_UP}: 30 s .. 2 min}}}}}}": "'30 s .. 2 min' has two units",
    f"{HEAD}design: {{sobol: {{points: 8, ranges: {{{STAFF}: 3 .. 1}}}}}}": "'3 .. 1' is not a range: the lower end",
    f"{HEAD}design: {{list: [{{nme: a}}]}}": "5: design.list.0.nme: unknown key 'nme' - did you mean 'name'?",
    GRID.replace("asa,", "asaa,"): "4: measures.0: there is no measure 'asaa': did you mean 'asa'?",
    GRID.replace("asa,", "service_level_45s,"): "4: measures.0: 'service_level_45s' holds its threshold: write it",
    GRID.replace("asa,", "same_day_closure,"): "4: measures.0: 'same_day_closure' is about tickets",
    GRID.replace("town.yaml", "twn.yaml"): "2: scenario: twn.yaml: there is no such file and no shipped scenario",
    GRID.replace("town.yaml", "../town.yaml"): "2: scenario: '../town.yaml' is outside the scenario's folder",
    GRID.replace("replications: 2", "set: {clock.dayz: 2}"): "3: set.clock.dayz: unknown key 'dayz' - did you mean",
    GRID.replace("replications: 2", "replications: 0"): "3: replications: 0 is out of range: it must be at least 1",
    "hotline: 1\n": "1: is a scenario, which `hotline run` takes; a sweep file begins with 'sweep: 1'",
    "scenario: town.yaml\n": "1: 'sweep' is missing: a sweep file begins with 'sweep: 1'",
}


@pytest.mark.parametrize(("text", "told"), REFUSED.items(), ids=[told[:40] for told in REFUSED.values()])
def test_what_is_wrong_is_told_at_its_place(text: str, told: str, tmp_path: Path) -> None:
    """Each slip is answered in at most five lines, with its line and what would be right."""
    with pytest.raises(ScenarioError) as refused:
        experiment_of(read_sweep(desk(tmp_path, text)))
    assert told in str(refused.value)
    assert str(refused.value).startswith(f"{tmp_path}/sweep.yaml:")
    assert len(str(refused.value).splitlines()) <= 5


def test_a_grid_has_every_combination_in_the_order_of_the_file(tmp_path: Path) -> None:
    """The first factor changes last; levels that move together and whole files are levels like others."""
    grid = (
        f"{HEAD}design:\n  grid:\n    size:\n      together: {{small: {{{STAFF}: 2, {WRAP_UP}: 30 s}}, "
        f"large: {{{STAFF}: 3}}}}\n    hotline: {{files: [town.yaml, other.yaml]}}\n"
    )
    file = desk(tmp_path, grid)
    (tmp_path / "other.yaml").write_text('hotline: 1\nextends: town.yaml\nclock: {start: "2022-01-11"}\n')
    made = experiment_of(read_sweep(file))
    assert levels(made.points) == [("small", "town"), ("small", "other"), ("large", "town"), ("large", "other")]
    assert made.scenario_of(made.points[1]).document["clock"]["start"] == "2022-01-11"
    assert made.scenario_of(made.points[2]).operators["floor"].shifts["all"].staff == 3
    assert len(set(made.scenarios)) == 4


def test_points_fill_the_room_as_scipy_has_them(tmp_path: Path) -> None:
    """Each slice of a range has one point of a Latin hypercube; those of Sobol' are balanced in every half."""
    ranges = f"{{{WRAP_UP}: 30 s .. 90 s, direct_answer: 70 % .. 90 %, {STAFF}: {{range: 2 .. 5, keys: [{STAFF}]}}}}"
    for kind in ("latin_hypercube", "sobol"):
        file = read_sweep(desk(tmp_path, f"{HEAD}design: {{{kind}: {{points: 16, ranges: {ranges}}}}}\n"))
        found = levels(points_of(file))
        assert found == levels(points_of(file))
        seconds = np.array([float(level.removesuffix(" s")) for level, _, _ in found])
        slices = 16 if kind == "latin_hypercube" else 2
        assert np.bincount(((seconds - 30) / 60 * slices).astype(int)).tolist() == [16 // slices] * slices
        assert np.bincount([staff for _, _, staff in found])[2:].tolist() == [4, 4, 4, 4]
        assert all(0.7 <= float(share.removesuffix(" %")) / 100 <= 0.9 for _, share, _ in found)
    shares = qmc.Sobol(3, rng=np.random.default_rng(12345)).random(16)
    assert seconds.tolist() == [float(f"{30 + 60 * share:.6g}") for share in shares[:, 0]]


def test_the_points_have_a_seed_of_their_own(tmp_path: Path) -> None:
    """Another one gives other points of each kind; the seed of the citizens leaves them as they are."""
    ranges = f"{{{WRAP_UP}: 30 s .. 90 s, {TALK}: 100 s .. 200 s}}"

    def points(kind: str, seed: str = "", of_citizens: int = 1) -> list[tuple[object, ...]]:
        many = "trajectories: 4" if kind == "morris" else "points: 8"
        text = f"{HEAD}seed: {of_citizens}\ndesign: {{{kind}: {{{many}, {seed}ranges: {ranges}}}}}\n"
        return levels(points_of(read_sweep(desk(tmp_path, text))))

    for kind in ("latin_hypercube", "sobol", "sobol_indices", "morris"):
        assert points(kind) == points(kind, "seed: 12345, ") == points(kind, of_citizens=2)
        assert points(kind, "seed: 7, ") == points(kind, "seed: 7, ", 2) != points(kind)
    with pytest.raises(ScenarioError, match=r"design\.sobol\.seed: -1 is out of range: it must be at least 0"):
        points("sobol", "seed: -1, ")
    with pytest.raises(ScenarioError, match=r"design\.grid\.seed"):
        read_sweep(desk(tmp_path, f"{HEAD}design: {{grid: {{seed: [7]}}}}\n"))


def test_a_range_moves_all_its_keys_together(tmp_path: Path) -> None:
    """A factor with keys of its own gives each of them the same value, any other the key it is named by."""
    ranges = f"{{times: {{range: 30 s .. 90 s, keys: [{WRAP_UP}, {TALK}]}}, {STAFF}: 2 .. 5}}"
    made = experiment_of(read_sweep(desk(tmp_path, f"{HEAD}design: {{sobol: {{points: 4, ranges: {ranges}}}}}\n")))
    for point in made.points:
        times, staff = point.levels["times"], point.levels[STAFF]
        assert point.changes == {WRAP_UP: times, TALK: times, STAFF: staff}
        floor = made.scenario_of(point).operators["floor"]
        assert floor.wrap_up.mean == floor.talk.mean == round(float(times.removesuffix(" s")) * 1e6)
        assert floor.shifts["all"].staff == staff
    assert len({point.levels["times"] for point in made.points}) == 4


@pytest.mark.parametrize(
    ("kind", "factors", "many"), [("sobol", 5, 4), ("sobol_indices", 4, 24), ("sobol_indices", 5, 28)]
)
def test_designs_are_counted_before_they_are_made(
    kind: str, factors: int, many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A design of indices has its points once for each factor, and twice more; as many as are run at most are made."""
    ranges = ", ".join(f"{name}: 0 .. 1" for name in "abcde"[:factors])
    file = read_sweep(desk(tmp_path, f"{HEAD}design: {{{kind}: {{points: 4, ranges: {{{ranges}}}}}}}\n"))
    monkeypatch.setattr(designs, "MOST_POINTS", many)
    assert len(points_of(file)) == many
    monkeypatch.setattr(designs, "MOST_POINTS", many - 1)
    with pytest.raises(ScenarioError, match=f"has {many} points: at most {many - 1} are run"):
        points_of(file)


def test_ranges_are_read_as_they_are_written() -> None:
    """Whole numbers stay whole, units stay, and Chinese words do."""
    assert [parse_range("2 .. 4").value(share) for share in (0.0, 0.34, 0.999)] == [2, 3, 4]
    assert parse_range("0.5 .. 1.5").value(0.25) == 0.75
    assert parse_range("30 秒至90 秒").value(0.5) == "60 秒"
    assert parse_range("70% .. 90%").value(0.5) == "80 %"


def test_the_schema_takes_what_the_reader_takes(tmp_path: Path) -> None:
    """Editors accept the shipped experiments, and refuse an unknown key."""
    schema = json.loads(json.dumps(sweep_schema()))
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema)
    for path in [*EXPERIMENTS.glob("*.yaml"), desk(tmp_path)]:
        text = path.read_text(encoding="utf-8")
        if "\nsweep: 1" in f"\n{text}":
            checker.validate(YAML(typ="safe").load(text))
            assert len(experiment_of(read_sweep(path)).points) >= 4
    with pytest.raises(jsonschema.ValidationError):
        checker.validate({**YAML(typ="safe").load(GRID), "seeds": 2})
