"""Maps of columns: written by a fit, taken by the next one, refused where they are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.errors import ScenarioError
from sim.scenario.map_file import read_map

ROLES = {"calls": ("time", "talk"), "tickets": ("received", "closed")}


def tickets(folder: Path) -> Path:
    """Two columns that may be the end of the work, and dates that may be read in two ways."""
    rng = np.random.default_rng(1)
    rows = []
    for k in range(400):
        day, hour = k % 12 + 1, int(rng.integers(0, 20))
        stay = int(rng.integers(1, 4))
        rows.append(
            f"{k},{day:02d}/03/2026 {hour:02d}:15,{day:02d}/03/2026 {hour + stay:02d}:15,{day:02d}/03/2026 23:55"
        )
    path = folder / "tickets.csv"
    path.write_text("no,came,Done,Closed Date\n" + "\n".join(rows), encoding="utf-8")
    return path


def fitted(path: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["fit", "--tickets", str(path), "--quiet", *words])


def test_a_map_goes_from_one_fit_to_the_next(tmp_path: Path) -> None:
    """What was named by options stands in the map with the way of writing times; with the map nothing need be named."""
    path, out = tickets(tmp_path), tmp_path / "out"
    named = ["--ticket-column", "received=came", "--ticket-column", "handled=Done", "--time-format", "%d/%m/%Y %H:%M"]
    assert fitted(path, *named, "--out", str(out)).exit_code == 0
    text = (out / "map.yaml").read_text(encoding="utf-8")
    assert "received: came" in text
    assert "time_format: '%d/%m/%Y %H:%M'" in text.replace('"', "'")
    again = fitted(path, "--map", str(out / "map.yaml"), "--json")
    assert again.exit_code == 0, again.stderr
    answer = json.loads(again.stdout)
    assert answer["files"]["tickets"]["columns"]["handled"] == "Done"
    assert answer["parameters"] == json.loads((out / "summary.json").read_text("utf-8"))["parameters"]


def test_an_option_goes_before_the_map(tmp_path: Path) -> None:
    """The map says Done, the option says Closed Date."""
    path, file = tickets(tmp_path), tmp_path / "map.yaml"
    columns = "{received: came, handled: Done}"
    file.write_text(f"map: 1\ntickets: {{columns: {columns}, time_format: '%d/%m/%Y %H:%M'}}\n", encoding="utf-8")
    told = fitted(path, "--map", str(file), "--ticket-column", "handled=Closed Date", "--json")
    assert json.loads(told.stdout)["files"]["tickets"]["columns"]["handled"] == "Closed Date"


WRONG = {
    "map: 2\n": "map.yaml:1: map: 2 is not a version of the map language that is known here: write 1",
    "calls: {}\n": "map.yaml:1: 'map' is missing: a map file begins with 'map: 1'",
    "map: 1\ntickets:\n  columns:\n    done: Done\n": "map.yaml:4: tickets.columns.done: 'done' is no role of a column",
    "map: 1\nticket: {}\n": "map.yaml:2: ticket: unknown key 'ticket' - did you mean 'tickets'?",
    "map: 1\ncalls: {time_format: '%Q'}\n": "map.yaml:2: calls.time_format: '%Q'",
    "hotline: 1\n": "is a scenario, which `hotline run` takes; a map file begins with 'map: 1'",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_at_its_place(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File, line and key."""
    monkeypatch.chdir(tmp_path)
    Path("map.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_map("map.yaml", ROLES)
    assert WRONG[text] in str(refused.value)
