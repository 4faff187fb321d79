"""Pages of small runs, each made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main

HOSTILE = (
    "<script>document.title='ran'</script>", "=1+1", "\"><img src=x onerror=document.title='ran'>", "../../../up",
    "a/b\\c", "&amp; $x$ {y} %s",
)  # fmt: skip
"""Names that would be markup, a formula, or a path, were they not names."""


def call(*arguments: object) -> Result:
    """The command in this process, which ends well."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done


def hostile_chain() -> str:
    """A chain of a fortnight whose every name is hostile."""
    script, formula, image, path, turned, rest = (name.replace("'", "''") for name in HOSTILE)
    return f"""
hotline: 1
title: '{script}{turned}'
description: '{image}'
clock: {{start: "2022-01-10", days: 9, calendar: china}}
demand:
  '{formula}': {{per_day: 300, types: {{'{script}': 60 %, '{rest}': 40 %}}}}
operators:
  '{image}':
    talk: {{law: exponential, mean: 150 s}}
    shifts: {{'{path}': {{start: "00:00", end: "24:00", staff: 4}}}}
desks:
  '{turned}':
    shifts: {{all: {{start: "00:00", end: "24:00", staff: 2}}}}
units:
  '{script}':
    work: {{law: exponential, mean: 30 min}}
    shifts: {{day: {{start: "08:00", end: "18:00", staff: 8}}}}
  '{formula}':
    work: {{law: exponential, mean: 90 min}}
    shifts: {{day: {{start: "08:00", end: "18:00", staff: 12}}}}
tickets:
  dispatch: {{by: '{turned}', time: {{law: exponential, mean: 2 min}}, accuracy: 90 %}}
  routes: [{{units: {{'{script}': 50 %, '{formula}': 50 %}}}}]
  deadlines: {{closure: {{limits: {{normal: 24 h}}}}}}
direct_answer: 20 %
targets:
  - {{measure: same_day_closure, at_least: 90 %}}
  - {{measure: service_level, within: 15 s, at_least: 80 %}}
published:
  - {{measure: closed_within, within: 24 h, value: 90 %, kind: predicted, source: '{script}'}}
origins:
  demand: {{kind: stated, source: '{image}'}}
"""


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of the hostile chain, with its page in both languages."""
    box = tmp_path_factory.mktemp("chain")
    (box / "chain.yaml").write_text(hostile_chain(), encoding="utf-8")
    out = box / "out"
    call("run", box / "chain.yaml", "--reps", 4, "--out", out, "--quiet")
    for lang in ("en", "zh"):
        call("report", out, "--lang", lang, "--quiet")
    return out


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of three designs of a shipped line of one day, with its page in both languages."""
    out = tmp_path_factory.mktemp("pair") / "out"
    designs = ("--with", "<b>slow</b>: operators.desk.wrap_up.mean=60 s", "--with", "same: clock.days=1")
    words = ("compare", "template_town", "--set", "clock.days=1", *designs, "--reps", 6, "--out", out, "--quiet")
    call(*words, "--report")
    call("report", out, "--lang", "zh", "--quiet")
    return out


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a shipped line without tickets, of one day, with its page."""
    out = tmp_path_factory.mktemp("town") / "out"
    call("run", "template_town", "--reps", 3, "--set", "clock.days=1", "--out", out, "--quiet")
    call("report", out, "--quiet")
    return out
