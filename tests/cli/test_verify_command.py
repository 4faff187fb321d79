"""`hotline verify`, as a planner types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.queueing.erlang import erlang_b
from sim.verification import steady
from sim.verification.cases import CASES, cases_named

ROOT = Path(__file__).parent.parent.parent
ONE = ("--only", "erlang_b_overload")


def call(*arguments: str) -> Result:
    """The command with arguments."""
    return CliRunner().invoke(main, ["verify", *arguments])


def test_the_proof_on_screen() -> None:
    """Theory, simulated value, interval and agreement of each figure, then the books of the shipped scenarios."""
    result = call(*ONE)
    assert result.exit_code == 0, result.stderr
    row = next(line for line in result.stdout.splitlines() if "share blocked" in line)
    assert f"{100 * erlang_b(5, 10.0):.3f} %" in row
    assert row.endswith("agrees")
    assert result.stdout.count("all identities hold") == 3
    assert "1 of 1 figures agree" in result.stdout
    assert "The simulation agrees with theory." in result.stdout


def test_in_chinese() -> None:
    """The same in Chinese."""
    result = call(*ONE, "--lang", "zh")
    assert result.exit_code == 0
    assert "占线比例" in result.stdout
    assert "仿真与理论一致。" in result.stdout


def test_as_json() -> None:
    """One JSON object on stdout and nothing else there."""
    result = call(*ONE, "--json")
    answer = json.loads(result.stdout)
    assert answer["agrees"] is True
    (case,) = answer["cases"]
    (figure,) = case["figures"]
    assert figure["theory"] == erlang_b(5, 10.0)
    assert figure["low"] < figure["simulated"] < figure["high"]
    assert len(answer["identities"]) == 3


def test_a_theory_that_is_wrong_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A formula that is off by 2 % disagrees, on screen, on the page and in the exit code."""
    monkeypatch.setattr(steady, "erlang_b", lambda operators, load: 1.02 * erlang_b(operators, load))
    page = tmp_path / "proof.md"
    result = call(*ONE, "--page", str(page))
    assert result.exit_code == 1
    assert "DISAGREES" in result.stdout
    assert "does NOT agree" in result.stdout
    assert "DISAGREES" in page.read_text(encoding="utf-8")


def test_a_case_that_does_not_exist() -> None:
    """An unknown case is named with those there are."""
    result = call("--only", "erlang_z")
    assert result.exit_code == 2
    assert "erlang_z" in result.stderr
    assert "erlang_a_light" in result.stderr


def test_the_page_is_the_proof() -> None:
    """The committed page holds every case, and every figure on it agrees."""
    page = (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
    proof = page.split("\n## Situations from public reports\n")[0]
    assert proof.count("\n## ") == len(CASES) + 1 == len(cases_named("")) + 1
    assert "DISAGREES" not in page
    assert "The simulation agrees with theory." in page


def test_the_page_is_up_to_date(tmp_path: Path) -> None:
    """A case run now gives the rows of the committed page, to the last digit shown."""
    page = tmp_path / "proof.md"
    assert call(*ONE, "--page", str(page)).exit_code == 0
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| share blocked")]
    assert len(rows) == 1
    assert rows[0] in (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
