"""A newcomer's town: written from the template, broken in three ways, mended from the messages alone, and run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main

STORY = Path(__file__).parent / "town12"
ROOT = Path(__file__).parents[2]
STEPS = {"broken_1": 2, "broken_2": 2, "broken_3": 0, "mended": 0}
"""Exit code of `hotline check` at each step: what cannot be read is refused, what is odd is said."""


@pytest.mark.parametrize(("step", "code"), STEPS.items())
def test_each_step_is_answered_in_these_very_words(step: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `hotline check` says of each file, and its exit code, exactly."""
    monkeypatch.chdir(STORY)
    result = CliRunner().invoke(main, ["check", f"{step}.yaml"])
    assert result.exit_code == code
    assert (result.stderr if code else result.stdout) == (STORY / f"{step}.txt").read_text(encoding="utf-8")
    assert (result.stdout if code else result.stderr) == ""


def test_a_real_command_says_the_same() -> None:
    """From a shell of its own, the first broken file gets the same words and exit code."""
    found = subprocess.run(
        [sys.executable, "-m", "sim", "check", "broken_1.yaml"],
        capture_output=True,
        text=True,
        cwd=STORY,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == (STORY / "broken_1.txt").read_text(encoding="utf-8")


def test_every_mistake_told_is_gone_from_the_next_file() -> None:
    """Each step changes only lines that the message before it named, but for the one that the last one says to add."""
    lines = {step: (STORY / f"{step}.yaml").read_text(encoding="utf-8").splitlines() for step in STEPS}
    for before, after in (("broken_1", "broken_2"), ("broken_2", "broken_3")):
        told = (STORY / f"{before}.txt").read_text(encoding="utf-8")
        changed = [i + 1 for i, pair in enumerate(zip(lines[before], lines[after], strict=True)) if pair[0] != pair[1]]
        assert changed
        assert all(f"{before}.yaml:{number}: " in told for number in changed)
    added = [line for line in lines["mended"] if line not in lines["broken_3"]]
    assert [line.split(":")[0].strip() for line in added] == ["hours"]
    assert "hours: {open: " in (STORY / "broken_3.txt").read_text(encoding="utf-8")


def test_the_template_is_the_one_that_is_shipped() -> None:
    """The newcomer begins with what `hotline scenarios copy template_town` gives today."""
    shipped = ROOT / "scenarios" / "template_town.yaml"
    assert (STORY / "template.yaml").read_bytes() == shipped.read_bytes()


def test_the_newcomer_writes_only_keys_that_the_template_shows() -> None:
    """Nothing in the mended file was learnt elsewhere: its words stand in the template or in a message."""
    known = (STORY / "template.yaml").read_text(encoding="utf-8") + (STORY / "broken_3.txt").read_text(encoding="utf-8")
    used = set(re.findall(r"([a-z_]+):[ \n]", (STORY / "mended.yaml").read_text(encoding="utf-8")))
    assert {"hours", "open", "wrap_up", "per_weekday"} <= used
    weekdays = {"wed", "thu", "fri", "sat", "sun"}  # the template begins the list: {mon: 1100, tue: 950, ...}
    assert {word for word in used if f"{word}:" not in known} == weekdays


def test_the_mended_week_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three replications of the mended file give a summary with both promises judged."""
    monkeypatch.chdir(STORY)
    result = CliRunner().invoke(main, ["run", "mended.yaml", "--reps", "3", "--quiet"])
    assert result.exit_code == 0, result.output
    assert "connection rate: at least 95 %" in result.stdout
    assert "service level, 15 s: at least 80 %" in result.stdout
