"""The command, in this process or in one of its own, and two small scenarios."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from sim.cli import main

SCENARIO = """
hotline: 1
title: 小城热线 12345
clock: {start: "2022-01-10", days: 1}
demand:
  calls: {per_day: 200, types: {inquiry: 70 %, "=complaint": 30 %}}
callers: {patience: {law: exponential, mean: 120 s}}
operators:
  floor:
    talk: {law: lognormal, mean: 150 s, cv: 1.0}
    wrap_up: {law: exponential, mean: 30 s}
    shifts:
      all: {start: "00:00", end: "24:00", staff: 2}
targets:
  - {measure: service_level, within: 15 s, at_least: 10 %}
  - {measure: abandonment_rate, at_most: 0 %}
published:
  - {measure: calls_per_person_day, value: 100, kind: predicted, source: the yearbook}
origins:
  demand: {kind: stated, source: the yearbook}
"""
OFFICES = """\
desks:
  desk:
    shifts: {all: {start: "00:00", end: "24:00", staff: 2}}
units:
  district:
    copies: 2
    work: {law: exponential, mean: 30 min}
    shifts: {day: {start: "08:00", end: "18:00", staff: 8}}
tickets:
  dispatch: {by: desk, time: {law: exponential, mean: 2 min}, accuracy: 90 %}
  routes: [{units: {district: 100 %}}]
"""
"""One desk and two offices, to which every ticket goes."""
CHAIN = (
    OFFICES
    + """
hotline: 1
title: 小城热线，从来电到办结
clock: {start: "2022-01-10", days: 2}
demand:
  calls: {per_day: 200, types: {repair: 100 %}}
operators:
  floor:
    talk: {law: exponential, mean: 150 s}
    shifts: {all: {start: "00:00", end: "24:00", staff: 4}}
direct_answer: 20 %
published:
  - {measure: closed_within, within: 24 h, value: 90 %, kind: predicted, source: the yearbook}
"""
)


def call(*arguments: object) -> Result:
    """The command in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def start(*arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[2],
    )


def no_constants(text: str) -> float:
    """Refuses NaN and Infinity in JSON."""
    raise AssertionError(text)
