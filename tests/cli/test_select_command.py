"""`hotline select`: the best of several designs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.shipped import copy_scenario

DAY = ("--set", "clock.days=1", "--reps", "5", "--most", "10")


@pytest.fixture
def designs(tmp_path: Path) -> list[Path]:
    """Three rosters of the small town, whose calls have to be answered at once."""
    copy_scenario("template_town", tmp_path)
    for name, people in (("few", 2), ("many", 14), ("more", 16)):
        staff = ", ".join(f"{shift}: {{staff: {people}}}" for shift in ("morning", "day", "evening", "night"))
        text = f"extends: template_town.yaml\noperators: {{desk: {{shifts: {{{staff}}}}}}}\n"
        text += "targets: [{measure: asa, at_most: 30 s}]\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [tmp_path / f"{name}.yaml" for name in ("more", "few", "many")]


def call(*arguments: object) -> Result:
    """The command in this process."""
    return CliRunner().invoke(main, ["select", *map(str, arguments)])


def test_the_cheapest_that_keeps_its_promises(designs: list[Path]) -> None:
    """Named in a sentence with its cost, the table below; what is dearer is not run."""
    done = call(*designs, *DAY)
    assert done.exit_code == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert first.startswith("many is the cheapest design that keeps all promises (person-hours: ")
    assert "Dearer, and so not looked at: more." in rest
    assert any(line.split()[:1] == ["few"] and line.endswith("breaks a promise") for line in rest)


def test_as_json_and_in_chinese(designs: list[Path]) -> None:
    """Numbers for programs, and the sentence for a manager."""
    answer = json.loads(call(*designs, *DAY, "--json").stdout)
    assert (answer["best"], answer["by"], answer["error"]) == ("many", "person_hours", 0.05)
    assert [one["name"] for one in answer["designs"]] == ["few", "many"]
    assert call(*designs, *DAY, "--lang", "zh").stdout.startswith("many 是全部达标的方案中成本最低的")


def test_the_best_by_a_measure(designs: list[Path]) -> None:
    """The shortest wait; who is as good for what matters may be named instead."""
    done = call(*designs[1:], *DAY, "--best", "asa", "--worth", "5 s")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("many is best by average speed of answer: ")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--best", "asa"), "error: say which difference of 'asa' matters"),
        (("--best", "asa", "--worth", "3 %"), "error: --worth 3 %: "),
        (("--best", "abandonment_rate", "--worth", "much"), "error: --worth much: "),
        (("--error", "none"), "error: --error none: "),
        (("--reps", "20"), "error: --most 10 is below --reps 20: give the same or more"),
    ],
)
def test_what_makes_no_sense_is_told(designs: list[Path], asked: tuple[str, ...], told: str) -> None:
    """A sentence and exit code 2."""
    done = call(*designs, *DAY, *asked)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(told)


def test_designs_are_two_and_have_their_own_names(designs: list[Path], tmp_path: Path) -> None:
    """One alone leaves no choice; two files of one name cannot be told apart."""
    assert "give two designs or more" in call(designs[0]).stderr
    (tmp_path / "other").mkdir()
    for path in tmp_path.glob("*.yaml"):
        (tmp_path / "other" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "two designs are called 'few'" in call(designs[1], tmp_path / "other" / "few.yaml").stderr
