"""Ticket measures of one run by the program, and by a script that knows only the CSV files and docs/measures.md."""

from __future__ import annotations

import importlib.util
import math
import sys
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sim.exports.histories import histories_of
from sim.exports.tables import write_tables
from sim.measures.figures import Figure
from sim.measures.run import measure
from sim.scenario.loading import load_scenario
from sim.simulation import simulate


def _loaded() -> Any:
    """The script, read from its file: it is no part of the program."""
    spec = importlib.util.spec_from_file_location("independent", Path(__file__).with_name("independent.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


script: Any = _loaded()
CLOSE = 1e-9
"""Relative: both sides are sums of whole microseconds divided in floating point."""

CHAIN = """\
hotline: 1
title: A week with every stage, much left open
clock: {start: 2026-03-04, days: 7, zone: Asia/Shanghai, calendar: china}
types:
  repair: {priority: 4}
  complaint: {direct_answer: 25 %}
demand:
  calls: {channel: phone, per_day: 95, profile: hotline_day, types: {repair: 50 %, complaint: 50 %}}
  city_line: {channel: transfer, per_day: 15, profile: hotline_day, types: {repair: 50 %, complaint: 50 %}}
callers:
  patience: {law: exponential, mean: 2 min}
  redial: {after_abandon: 50 %, delay: {law: exponential, mean: 10 min}, max_tries: 3}
operators:
  floor:
    talk: {law: lognormal, mean: 150 s, cv: 100 %}
    wrap_up: {law: exponential, mean: 30 s}
    shifts: {day: {start: "07:00", end: "19:00", staff: 2}, night: {start: "19:00", end: "07:00", staff: 1}}
direct_answer: 10 %
desks:
  desk:
    shifts: {day: {start: "08:00", end: "18:00", staff: 2}}
    shift_end: pause
tickets:
  urgency: {normal: 60 %, urgent: 30 %, critical: 10 %}
  confirm: {by: floor, share: 30 %, time: {law: lognormal, mean: 90 s, cv: 80 %}}
  audit: {by: desk, time: {law: exponential, mean: 60 s}}
  dispatch:
    by: desk
    time: {law: exponential, mean: 5 min}
    accuracy: [75 %, 85 %]
    smart: {share: 60 %, time: {law: deterministic, value: 5 s}, accuracy: 75 %, hand_over_below: 20 %}
    max_returns: 2
    critical_call: {by: desk, time: {law: lognormal, mean: 2 min, cv: 60 %}}
  routes:
    - {types: [repair], units: {town: 70 %, utility: 30 %}, arms: [70 %, 30 %]}
    - {units: {town: 40 %, department: 40 %, utility: 20 %}, arms: [60 %, 40 %]}
  review: {by: desk, time: {law: exponential, mean: 2 min}}
  follow_up:
    by: [floor, desk]
    share: 90 %
    time: {law: lognormal, mean: 90 s, cv: 80 %}
    unreached_time: {law: deterministic, value: 25 s}
    unreached: 45 %
    tries: 2
    gap: 4 h
    satisfied_in_time: 85 %
    satisfied_late: 60 %
  reopen: {share: [20 %, 10 %], to: handling, arms: all}
  silence: {time: {law: lognormal, mean: 4 h, cv: 80 %}, share: 40 %}
  closed_at: silent
  office_hours: {open: "08:30", close: "17:30", days: working_days}
  deadlines:
    acceptance: {limits: {critical: 30 min, urgent: 2 h, normal: 1 working day}}
    closure:
      limits: {critical: 6 h, urgent: same day, normal: 2 working days}
      start: receipt
      pauses_in: [outside]
      extension: {share: 20 %, by: 1 working day}
  supervision:
    reminders: [50 %, 80 %]
    act: {by: desk, time: {law: exponential, mean: 5 min}}
    speed_up: 120 %
  chase_up: {every: 12 h, talk: {law: lognormal, mean: 90 s, cv: 80 %}}
  withdrawal: {share: 12 %, after: {law: exponential, mean: 1 d}}
  long_term: {share: 8 %, after: {law: exponential, mean: 1 d}}
  backlog:
    - {count: 25, type: complaint, stage: handling, age: 1 d}
    - {count: 10, type: repair, stage: handling, unit: town, age: 4 h}
    - {count: 15, type: repair, urgency: urgent, stage: dispatch, age: 30 min, due_in: 1 d}
    - {count: 5, type: complaint, stage: silence, age: 9 h, in_stage_for: 1 h}
units:
  town:
    copies: 2
    shifts: {day: {start: "08:30", end: "17:30", staff: 6}, duty: {start: "17:30", end: "08:30", staff: 1}}
    shift_end: pause
    acceptance: {law: exponential, mean: 30 min}
    notice: {law: exponential, mean: 4 h}
    travel: {law: lognormal, mean: 20 min, cv: 50 %}
    work: {law: lognormal, mean: 40 min, cv: 80 %}
    outside: {share: 30 %, delay: {law: lognormal, mean: 1 d, cv: 100 %}}
  department:
    shifts: {day: {start: "08:30", end: "17:30", staff: 5, days: working_days}}
    shift_end: pause
    acceptance: {law: exponential, mean: 1 h}
    notice: {law: exponential, mean: 8 h}
    work: {law: lognormal, mean: 80 min, cv: 80 %}
    outside: {share: 40 %, delay: {law: exponential, mean: 8 h}, in_hours: true}
  utility:
    hours: {open: "00:00", close: "24:00"}
    acceptance: {law: exponential, mean: 2 h}
    notice: {law: exponential, mean: 1 h}
    outside: {share: 70 %, delay: {law: exponential, mean: 12 h}}
targets:
  - {measure: closed_within, within: 24 h, urgency: critical, at_least: 90 %}
  - {measure: closed_within_working_days, working_days: 2, at_least: 50 %}
  - {measure: closure_rate, at: "2026-03-08 12:00", at_least: 50 %}
"""

QUICK = """\
hotline: 1
title: A week in which nearly everything is closed
clock: {start: 2026-03-02, days: 7, zone: Asia/Shanghai, calendar: china}
types: {repair: {}, complaint: {}}
demand:
  calls: {channel: phone, per_day: 60, profile: hotline_day, types: {repair: 50 %, complaint: 50 %}}
  city_line: {channel: transfer, per_day: 10, profile: hotline_day, types: {repair: 100 %}}
operators:
  floor:
    talk: {law: lognormal, mean: 150 s, cv: 100 %}
    wrap_up: {law: exponential, mean: 30 s}
    shifts: {round: {start: "00:00", end: "24:00", staff: 3}}
direct_answer: 30 %
desks:
  desk:
    shifts: {day: {start: "00:00", end: "12:00", staff: 2}, night: {start: "12:00", end: "24:00", staff: 2}}
    shift_end: pause
tickets:
  urgency: {normal: 80 %, critical: 20 %}
  audit: {by: desk, time: {law: exponential, mean: 60 s}}
  dispatch: {by: desk, time: {law: exponential, mean: 3 min}, accuracy: 85 %}
  routes:
    - {units: {town: 60 %, utility: 40 %}, arms: [80 %, 20 %]}
  review: {by: desk, time: {law: exponential, mean: 2 min}}
  follow_up:
    by: floor
    time: {law: lognormal, mean: 90 s, cv: 80 %}
    window: {open: "00:00", close: "24:00"}
    unreached: 20 %
    tries: 2
    gap: 10 min
    satisfied_in_time: 90 %
  reopen: {share: 10 %, to: dispatch}
  deadlines:
    acceptance: {limits: {critical: 10 min, normal: 30 min}}
    closure: {limits: {critical: 1 h, normal: 3 h}, start: dispatch}
  withdrawal: {share: 10 %, after: {law: exponential, mean: 2 h}}
  backlog:
    - {count: 12, type: complaint, stage: dispatch, age: 2 h}
units:
  town:
    shifts: {round: {start: "00:00", end: "24:00", staff: 4}}
    shift_end: pause
    notice: {law: exponential, mean: 10 min}
    work: {law: lognormal, mean: 15 min, cv: 80 %}
  utility:
    hours: {open: "00:00", close: "24:00"}
    acceptance: {law: exponential, mean: 5 min}
    notice: {law: exponential, mean: 10 min}
    outside: {share: 50 %, delay: {law: exponential, mean: 30 min}}
targets:
  - {measure: closed_within_working_days, working_days: 2, at_least: 50 %}
"""


@dataclass(frozen=True)
class Both:
    """A run: what the program measured, and what the script read and found."""

    program: dict[str, Figure]
    book: Any
    found: dict[str, Any]


def both_of(text: str, folder: Path) -> Both:
    """Run a scenario, and let the program and the script measure it."""
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    scenario = load_scenario(path)
    log = simulate(scenario, seed=1, engine="model")
    write_tables(histories_of(log), folder)
    first = scenario.clock.start
    dates = [first + timedelta(days=day) for day in range(21)]
    working_days = [day for day in dates if day.weekday() < 5]
    days = (first, first + timedelta(days=scenario.clock.days))
    start, end = (datetime.combine(day, time(), ZoneInfo(scenario.clock.zone)) for day in days)
    book = script.read_book(folder, start, end, working_days)
    found = script.Measures(book).all(working_days=(1, 2, 5))
    return Both(measure(log).values, book, found)


def agree(program: Figure, found: Any) -> bool:
    """Whether both say the same: no data where the other has none, counts equal, reals to 1e-9."""
    pairs = [(program.value, found.value)]
    if found.numerator is not None and found.denominator is not None:
        pairs.append((program.numerator, found.numerator))
    if found.denominator is not None:
        pairs.append((program.denominator, found.denominator))
    return all(equal(one, other) for one, other in pairs)


def equal(one: float | None, other: float | None) -> bool:
    """Whether two figures are the same: none is none, counts equal, reals to 1e-9."""
    if one is None or other is None:
        return one is other
    if isinstance(other, int):
        return one == other
    return math.isclose(one, other, rel_tol=CLOSE, abs_tol=0)
