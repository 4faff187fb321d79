"""Every command in the documents runs; generated pages are up to date; nothing points outside."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from sim.cli import main
from sim.shipped import load_scenario

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M)


LONG = (
    "clusters.md", "comparing.md", "experiments.md", "exports.md", "fitting.md", "fitting-tickets.md",
    "forecasting.md", "matching.md", "need.md",
    "planning.md", "recompute.md", "reports.md", "rosters.md", "selecting.md", "tianjin.md", "tonight.md",
)  # fmt: skip
"""Pages whose commands take long, or are run with their examples below."""


def _commands(page: Path) -> list[str]:
    """Commands of the page in order, without the installing ones; long runs get fewer replications."""
    found = []
    for line in "".join(_blocks(page, "sh")).splitlines():
        command = line.split("&&")[-1].strip()
        is_long = command.startswith(("hotline run", "hotline compare", "hotline plan")) and "--until" not in command
        is_long = is_long and "experiments/plans" not in command  # few runs decide nothing there, and it is short
        is_need = command.startswith("hotline need") and "--write" not in command  # which needs an answer to write
        if is_long or is_need:
            found.append(command + " --reps 2")
        elif command.startswith("python experiments"):
            found.append(re.sub(r"--reps \d+", "--reps 2", command))
        elif command and "pip install" not in command and "pytest" not in command:
            found.append(command)
    return found


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder like a fresh checkout, to run commands in."""
    for name in ("scenarios", "experiments"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def _page(page: Path) -> object:
    """A page; those whose commands take long are left to the long checks."""
    is_long = page.name in LONG
    return pytest.param(page, id=page.name, marks=pytest.mark.long if is_long else ())


@pytest.mark.parametrize("page", [_page(page) for page in PAGES])
def test_every_command_runs(page: Path, desk: Path) -> None:
    """A reader may type each command of a page, one after the other."""
    for command in _commands(page):
        words = shlex.split(command)
        assert words[0] in ("hotline", "python"), command
        start = [sys.executable, "-m", "sim"] if words[0] == "hotline" else [sys.executable]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [*start, *words[1:]],
            cwd=desk,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{command}\n{done.stderr[-2000:]}"


def test_the_python_example_runs(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The README's Python lines work as they stand (with fewer replications)."""
    monkeypatch.chdir(desk)
    for block in _blocks(ROOT / "README.md", "python"):
        exec(re.sub(r"replications=\d+", "replications=2", block), {})
    assert "service_level_15s" in capsys.readouterr().out


def test_the_examples_of_precision_run(capsys: pytest.CaptureFixture[str]) -> None:
    """The Python lines about replications and long runs work as they stand."""
    for block in _blocks(ROOT / "docs" / "precision.md", "python"):
        exec(block, {})
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_the_examples_of_forecasts_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Python lines about forecasts work on what the page exports, and the figures it quotes are those printed."""
    monkeypatch.chdir(tmp_path)
    page, told = ROOT / "docs" / "forecasting.md", ""
    for command in _commands(page):
        found = CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False)
        assert found.exit_code == 0, found.stderr
        told += found.stdout
    quoted = re.findall(r"(?m)(?:^> .*\n)+", page.read_text("utf-8"))
    assert len(quoted) == 2
    for block in quoted:
        assert block.replace("\n> ", " ").removeprefix("> ").strip() in " ".join(told.splitlines())
    for block in _blocks(page, "python"):
        exec(block, {})
    assert "low_80" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "printed"), [
    ("fitting.md", "callers.patience.mean"), ("fitting-tickets.md", "units.department"),
])  # fmt: skip
def test_the_examples_of_fits_run(
    name: str, printed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Python lines about fits work on what the page exports, and the numbers it quotes are the ones printed."""
    monkeypatch.chdir(tmp_path)
    page = ROOT / "docs" / name
    told = ""
    for command in _commands(page):
        found = CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False)
        assert found.exit_code == 0, found.stderr
        told += found.stdout
    quoted = [line.removeprefix("> ") for line in page.read_text("utf-8").splitlines() if line.startswith("> ")]
    assert quoted
    assert all(line in told for line in quoted)
    for block in _blocks(page, "yaml"):
        assert block.splitlines()[2].strip() in Path("fitted/scenario.yaml").read_text("utf-8")
    for block in _blocks(page, "python"):
        exec(block, {})
    assert printed in capsys.readouterr().out


def test_generated_pages_are_up_to_date() -> None:
    """docs/measures.md says what the table of measures says."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "make.py"), "--check"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_links_lead_somewhere() -> None:
    """Every relative link and picture of a page is there."""
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_yaml_examples_are_accepted(tmp_path: Path) -> None:
    """The YAML snippets of the guide fit into a scenario."""
    import sim

    base = (
        "hotline: 1\nclock: {start: 2026-03-02, days: 1}\noperators: {desk: {talk: {law: exponential, mean: 2 min}, "
        'shifts: {day: {start: "00:00", end: "24:00", staff: 3}}}}\n'
    )
    (tmp_path / "calls_5min.csv.gz").write_bytes(b"DateTime,Calls\n2026-03-02 09:00:00,3\n")
    for number, block in enumerate(_blocks(ROOT / "docs" / "scenarios.md", "yaml")):
        demand = "" if "demand:" in block else "demand: {calls: {per_day: 10, types: {any: 1}}}\n"
        path = tmp_path / f"example{number}.yaml"
        path.write_text(base + demand + block, encoding="utf-8")
        sim.load_scenario(path)


def test_examples_of_open_tickets_are_accepted(tmp_path: Path) -> None:
    """The YAML snippets about open tickets fit into a scenario, and the export they describe is read."""
    import sim
    from sim.plans.build import build_plan

    header = "Unique Key,Complaint Type,Created Date,Closed Date,Due Date,Agency,Status,Borough"
    rows = (
        "1,repair,02/27/2026 9:00,,03/05/2026,DSNY,Pending,QUEENS",
        "2,complaint,02/27/2026 9:00,02/28/2026 9:00,,DPR,Assigned,BRONX",
        "3,complaint,03/27/2026 9:00,,,DPR,Assigned,BRONX",
        "4,complaint,02/27/2026 9:00,,,,Assigned,BROOKLYN",
    )
    (tmp_path / "export.csv.gz").write_bytes("\n".join([header, *rows]).encode())
    delay = "outside: {delay: {law: exponential, mean: 9 d}}"
    base = (
        "hotline: 1\nclock: {start: 2026-03-02, days: 1}\ndemand: {}\ntypes: {repair: {}, complaint: {}}\nunits:\n"
        + "".join(f"  {name}: {{{delay}}}\n" for name in ("town", "sanitation", "parks"))
    )
    routes = "  routes: [{units: {town: 50 %, sanitation: 25 %, parks: 25 %}}]\n"
    counts = []
    for number, block in enumerate(_blocks(ROOT / "docs" / "backlog.md", "yaml")):
        path = tmp_path / f"example{number}.yaml"
        path.write_text(base + block + routes, encoding="utf-8")
        tickets = build_plan(sim.load_scenario(path)).tickets
        counts.append(len(tickets.backlog.type) if tickets is not None else 0)
    assert counts == [505, 1]


def test_sweep_files_of_the_guide_are_accepted(tmp_path: Path) -> None:
    """The YAML of the page on experiments is checked as files are, and its Python lines run."""
    from sim.scenario.sweep_file import read_sweep
    from sim.sweeps.experiment import experiment_of

    page = ROOT / "docs" / "experiments.md"
    for number, block in enumerate(_blocks(page, "yaml")):
        path = tmp_path / f"example{number}.yaml"
        path.write_text(block, encoding="utf-8")
        assert len(experiment_of(read_sweep(path)).points) in (6, 3, 64, 50, 1024)
    for block in _blocks(page, "python"):
        exec(block, {})


def test_the_labels_of_the_page_on_reports_are_accepted() -> None:
    """Its example, put into the scenario that it speaks of."""
    from sim.scenario.labels import labels_of, pool_labels, title_of

    (block,) = _blocks(ROOT / "docs" / "reports.md", "yaml")

    def settings(part: dict[str, Any], path: str) -> Iterator[str]:
        for key, value in part.items():
            whole = f"{path}{key}"
            if isinstance(value, dict):
                yield from settings(value, f"{whole}.")
            else:
                yield f"{whole}={value}"

    town = load_scenario("jingxi_2022", list(settings(YAML(typ="safe").load(block), "")))
    assert (title_of(town, "zh"), title_of(town, "en")) == ("京溪街", "Jingxi street")
    assert pool_labels(town, "zh")["grid_team"] == "网格队"
    shifts = town.operators["intake"].shifts
    assert labels_of(shifts, "zh")["day"] == labels_of(shifts, "en")["day"] == "Long day"


def test_the_story_of_a_plan_is_that_of_its_files(tmp_path: Path) -> None:
    """What the page shows of its files stands there, the staffing file can be planned, and every key is explained."""
    from sim.planning.reading import reading_of
    from sim.scenario.editor_schema import staffing_schema
    from sim.scenario.staffing_file import read_staffing

    page, folder = ROOT / "docs" / "planning.md", ROOT / "experiments" / "planning"
    scenario, staffing, _, crews = _blocks(page, "yaml")
    assert staffing == (folder / "staffing_march.yaml").read_text(encoding="utf-8")
    town = (folder / "town_march.yaml").read_text(encoding="utf-8")
    assert all(line in town.splitlines() for line in scenario.splitlines())
    shown = page.read_text(encoding="utf-8").partition("```\n")[2].partition("```")[0]
    assert (folder / "calls_march.csv").read_text(encoding="utf-8").startswith(shown)
    (pool,) = reading_of(read_staffing(folder / "staffing_march.yaml"))["pools"]
    assert (pool["shifts"], pool["uncovered"], pool["over_8_hours"]) == (18, None, [])
    (tmp_path / "crews.yaml").write_text(f"staffing: 1\nscenario: template_town\n{crews}", encoding="utf-8")
    (pool,) = reading_of(read_staffing(tmp_path / "crews.yaml"))["pools"]
    assert (pool["shifts"], pool["crews"]) == (3 + 2 * 3, 4)
    schema, text = staffing_schema(), page.read_text(encoding="utf-8").partition("## Every key")[2]
    keys = {key for part in (schema, *schema["$defs"].values()) for key in part["properties"]}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []
