"""`hotline run --by`: tables below the summary, rows under `by`, files; nothing of it unless asked for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import sim
from sim.cli import main
from sim.cli import run as run_command
from sim.measures.breakdown import CUTS
from sim.measures.definitions import DEFINITIONS, label
from sim.report.breakdown_words import CUT_WORDS

WORDS = ("run", "template_chain", "--set", "clock.days=1", "--reps", "2", "--no-ceiling", "--quiet")


def asked(*more: str) -> Result:
    """One day of the chain, twice."""
    done = CliRunner().invoke(main, [*WORDS, *more])
    assert done.exit_code == 0, done.stderr
    return done


def test_the_command_knows_every_cut() -> None:
    """The option takes what Python takes, and each cut has its words."""
    (option,) = [option for option in run_command.params if option.name == "by"]
    assert tuple(option.type.choices) == CUTS == tuple(CUT_WORDS)  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_stand_below_the_summary(lang: str) -> None:
    """The summary is the same without them; the columns are the main measures, with the thresholds asked for."""
    alone = asked("--lang", lang).stdout
    told = asked("--lang", lang, "--by", "hour", "--by", "unit", "--within", "45 s", "--within", "7 h").stdout
    assert told.startswith(alone.rstrip("\n"))
    tables = told.removeprefix(alone.rstrip("\n"))
    flat = "".join(tables.split())
    assert tables.count(CUT_WORDS["hour"][lang == "zh"]) == 2
    english, chinese = ["level,45s", "within7h", "08:00", "town1"], ["45秒", "7小时", "08:00", "按承办单位"]
    assert all(word in flat for word in (english if lang == "en" else chinese))
    assert all(line == line.rstrip() and len(line) <= 120 for line in tables.splitlines())


def test_machines_are_told_all_of_it(tmp_path: Path) -> None:
    """JSON on stdout and the files hold each measure of each part as Python tells it."""
    out = tmp_path / "out"
    found = json.loads(asked("--by", "unit", "--json", "--out", str(out)).stdout)
    chain = sim.load_scenario("template_chain", ["clock.days=1"])
    frame = sim.replicate(chain, 2, by="unit").breakdown("unit")
    rows = {(row["part"], key): e for row in found["by"]["unit"] for key, e in row["measures"].items()}
    assert len(rows) == len(frame)
    for part, key, estimate, low in frame[["part", "measure", "estimate", "low"]].itertuples(index=False):
        for value, name in ((estimate, "estimate"), (low, "low")):
            assert rows[part, key][name] == (None if pd.isna(value) else value)
    table = pd.read_csv(out / "tables" / "by_unit.csv", encoding="utf-8-sig")
    assert table["estimate"].tolist() == pytest.approx(frame["estimate"].astype(float).tolist(), nan_ok=True)
    assert "by" not in json.loads(asked("--json").stdout)


def test_every_column_is_short() -> None:
    """Headings stand above each other: no word of a column's name is wider than the column."""
    for definition in DEFINITIONS.values():
        if definition.shown.column:
            key = definition.key(45_000_000)
            assert max(map(len, re.split("[ -]", label(key)))) < 12


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--by", "area"], "there is no breakdown by 'area': the scenario has no 'tickets.areas'"),
        (["--by", "hour", "--within", "45"], "within: '45' is not a length of time"),
        (["--by", "colour"], "Invalid value for '--by'"),
    ],
)
def test_what_cannot_be_told_is_said_before_anything_runs(more: list[str], told: str) -> None:
    """With a sentence and exit code 2."""
    done = CliRunner().invoke(main, ["run", "template_town", *more])
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
