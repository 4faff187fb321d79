"""The `hotline` command as a whole: bad input and options, faults, streams and consoles, help at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .command import call, start


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda path: path.write_text("hotline: 1\ntitel: x\n"), "titel"),
        (lambda path: path.write_text("a: [1, 2"), "small.yaml"),
        (lambda path: path.unlink(), "small.yaml"),
    ],
)
def test_bad_input_is_a_sentence(scenario: Path, command: str, change: Callable[[Path], Any], named: str) -> None:
    """A scenario that cannot be used ends with exit code 2, at most 5 lines on stderr, nothing on stdout."""
    change(scenario)
    result = call(command, scenario)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert named in result.stderr
    assert len(result.stderr.splitlines()) <= 5
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--reps", "0"], ["--engine", "steam"], ["--set", "title"], ["--seed", "-1"], ["--lang", "fr"], ["--rep", "2"]],
)
def test_bad_options_are_usage_errors(scenario: Path, arguments: list[str]) -> None:
    """A wrong option is exit code 2 with a plain sentence."""
    result = call("run", scenario, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert 0 < len(result.stderr.splitlines()) <= 5


def test_a_fault_of_the_program_is_one_sentence(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unforeseen error says how to report it, with exit code 1; its traceback only when asked for."""

    def broken(_given: str) -> Path:
        raise KeyError("oops")

    monkeypatch.setattr("sim.shipped.find_scenario", broken)
    result = call("check", scenario)
    assert result.exit_code == 1
    assert "report" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setenv("HOTLINE_DEBUG", "1")
    assert "Traceback" in call("check", scenario).stderr


@pytest.mark.parametrize(("encoding", "shown"), [("ascii", "utf-8"), ("gbk", "gbk"), ("latin-1", "latin-1")])
def test_any_console_shows_what_it_can(scenario: Path, encoding: str, shown: str) -> None:
    """Chinese words never end in an encoding error; a console that has none of them is told how to get them."""
    process = start("check", scenario, "--lang", "zh", PYTHONIOENCODING=encoding, LC_ALL="C")
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    assert (": 小城热线 12345" in stdout.decode(shown)) == (encoding != "latin-1")
    assert (b"PYTHONIOENCODING=utf-8" in stderr) == (encoding == "latin-1")


def test_names_cannot_steer_the_terminal(scenario: Path) -> None:
    """Control characters in what a user typed are shown, not sent."""
    result = call("run", scenario.with_name("\x1b[31mred\x07\u202e.yaml"))
    assert result.exit_code == 2
    assert "\\x1b[31mred\\x07\\x202e.yaml" in result.stderr
    assert "\x1b" not in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_is_full_is_a_storage_error(scenario: Path) -> None:
    """When stdout cannot be written the command says so once and exits with 4."""
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "sim", "check", str(scenario)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            cwd=Path(__file__).parents[2],
        )
    assert process.returncode == 4
    assert process.stderr.decode() == "error: output: no space left on device\n"


def test_help_answers_at_once() -> None:
    """`hotline --help` imports nothing heavy: under 0.4 s of CPU, the best of three."""
    used = []
    for _ in range(3):
        before = os.times()
        process = start("--help")
        stdout, _stderr = process.communicate(timeout=60)
        after = os.times()
        used.append(after.children_user + after.children_system - before.children_user - before.children_system)
        assert process.returncode == 0
        assert b"scenarios" in stdout
    assert min(used) < 0.4


def test_versions_are_shown() -> None:
    """`--version` names the program and what its numbers depend on."""
    result = call("--version")
    assert result.exit_code == 0
    assert "numpy" in result.stdout
