"""The program's ticket measures and those of a script that knows only the CSV files and docs/measures.md."""

from __future__ import annotations

import importlib.util
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sim.exports.histories import histories_of
from sim.exports.tables import write_tables
from sim.measures.definitions import DEFINITIONS
from sim.measures.figures import Figure
from sim.measures.run import measure
from sim.scenario.loading import load_scenario
from sim.simulation import simulate

from .test_times import NOVEMBER


def _script() -> Any:
    """The script, read from its file: it is no part of the program."""
    spec = importlib.util.spec_from_file_location("independent", Path(__file__).with_name("independent.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


script: Any = _script()
FROM_RUNS_OF_ITS_OWN = {"same_day_ceiling"}
WITH_THRESHOLDS = {"closed_within", "closed_within_working_days"}
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
  closed_at: followed_up
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


def _both(text: str, folder: Path) -> Both:
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


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """A week after which many tickets are open."""
    return _both(CHAIN, tmp_path_factory.mktemp("chain"))


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """A week after which at most 1 % of the tickets are open."""
    return _both(QUICK, tmp_path_factory.mktemp("quick"))


@pytest.fixture(params=["chain", "quick"])
def both(request: pytest.FixtureRequest) -> Both:
    """Each of the two."""
    found: Both = request.getfixturevalue(request.param)
    return found


def agree(program: Figure, found: Any) -> bool:
    """Whether both say the same: no data where the other has none, counts equal, reals to 1e-9."""
    pairs = [(program.value, found.value)]
    if found.numerator is not None and found.denominator is not None:
        pairs.append((program.numerator, found.numerator))
    if found.denominator is not None:
        pairs.append((program.denominator, found.denominator))
    return all(_equal(one, other) for one, other in pairs)


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    if isinstance(other, int):
        return one == other
    return math.isclose(one, other, rel_tol=CLOSE, abs_tol=0)


def test_every_measure_agrees(both: Both) -> None:
    """Each ticket measure of the program is the one that the script finds in the files."""
    missing = {key for key in both.found.keys() - both.program.keys() if both.found[key].value is not None}
    assert not missing, "the program has no figures for stages that a scenario does not have"
    apart = {
        key: (both.program[key], one)
        for key, one in both.found.items()
        if key in both.program and not agree(both.program[key], one)
    }
    assert not apart


def test_backlog_that_is_reopened_to_dispatch(tmp_path: Path) -> None:
    """A unit that had a ticket when the run began was not sent it, although a reopening sends the ticket anew."""
    run = _both(QUICK.replace("stage: dispatch, age", "stage: handling, age"), tmp_path)
    assert agree(run.program["dispatches_per_ticket"], run.found["dispatches_per_ticket"])


def test_the_night_when_clocks_go_back(tmp_path: Path) -> None:
    """Over a day of 25 hours too, from the times in UTC and the local dates."""
    run = _both(NOVEMBER, tmp_path)
    shared = run.found.keys() & run.program.keys()
    assert {key for key in shared if not agree(run.program[key], run.found[key])} == set()
    assert len(shared) > 40


def test_sent_is_found_again_without_its_column(both: Both) -> None:
    """Where people or a machine dispatch, the other columns and the tasks tell which assignments were dispatched."""
    carried_on = [script.is_carried_on(both.book, row) for row in both.book.assignments]
    assert [row["sent"] == "0" for row in both.book.assignments] == carried_on
    assert sum(carried_on) < len(carried_on)


def test_no_measure_is_left_out(both: Both) -> None:
    """The script finds every ticket measure there is, and the first scenario has data for each."""
    of_tickets = {d.id for d in DEFINITIONS.values() if d.about == "tickets"}
    assert of_tickets - both.found.keys() == FROM_RUNS_OF_ITS_OWN | WITH_THRESHOLDS


def test_the_first_scenario_has_data_for_every_measure(chain: Both) -> None:
    """No agreement on the first scenario is one about nothing."""
    nothing = {key for key, one in chain.found.items() if not one.value}
    assert nothing == {"closed_within_working_days_5"}, "no day of receipt is followed by five working days"


def test_the_scenarios_have_enough_tickets(both: Both) -> None:
    """Hundreds of them, so that a wrong rule shows."""
    assert 300 <= len(both.book.tickets) <= 800


def test_some_assignments_were_not_dispatched(chain: Both) -> None:
    """Units that had a ticket at the start, or got it back, are in the first scenario."""
    assert sum(row["sent"] == "0" for row in chain.book.assignments) > 10


def test_thresholds_and_parts_of_the_tickets_agree(chain: Both) -> None:
    """A closure rate at an instant, and closure within a time of the critical tickets alone."""
    at = (datetime(2026, 3, 8, 12, tzinfo=chain.book.start.tzinfo) - chain.book.start) // timedelta(microseconds=1)
    rate = script.Measures(chain.book).closure_rate(at)
    assert agree(chain.program["closure_rate[at=2026-03-08 12:00]"], rate)
    assert not agree(chain.program["closure_rate"], rate)
    critical = script.Measures(chain.book.only(urgency="critical")).closed_within(24 * script.HOUR)
    assert agree(chain.program["closed_within_24h[urgency=critical]"], critical)


@dataclass(frozen=True)
class Slip:
    """A wrong denominator: of which measure, and the rows taken instead."""

    denominator: str
    instead: Callable[..., object]
    caught_by: str


def _less(name: str, kept: Callable[[Any], bool]) -> Callable[..., object]:
    """Only those stays, or rows, of the right denominator."""
    return lambda book, *more: [one for one in script.DENOMINATORS[name](book, *more) if kept(one)]


def _with_cells(*columns: str) -> Callable[[Any], bool]:
    return lambda row: all(row[column] for column in columns)


def _untouched(stay: Any) -> Any:
    return replace(stay, seen_from=-1)


def _received_or_dispatched(book: Any) -> object:
    """Dispatch and acceptance taken together."""
    return [row for row in book.assignments if row["accepted"] or row["returned"]]


def _tries(book: Any) -> object:
    """Each try of a follow-up as a time of its own."""
    return script.task_stays(book, "follow_up")


def _all_acceptances(book: Any) -> object:
    """Wrong units too: their notice ends a time as well."""
    rows = [row | {"right": "1", "accepted": row["accepted"] or row["returned"]} for row in book.assignments]
    return script.acceptance_stays(replace(book, assignments=rows))


def _carried_on_acceptances(book: Any) -> object:
    """Units that went on with a ticket count as if they had accepted it at once."""
    more = [script.Stay(row["ticket"], 0, True) for row in book.assignments if script.is_carried_on(book, row)]
    return script.acceptance_stays(book) + more


def _no_long_term(book: Any) -> object:
    """Long-term tickets count as due."""
    return [row for row in book.tickets if script.is_past(book, row, "due") or (row["long_term"] and not row["due"])]


def _left_out(stay: Any) -> bool:
    return bool(stay.ended)


SLIPS = {
    "working days instead of days": Slip("tickets_per_day", lambda book: 5, "tickets_per_day"),
    "received instead of all": Slip("open_share", script.received, "open_share"),
    "to the last closure instead of the end": Slip(
        "backlog_mean", lambda book: max(book.known(row, "closed") for row in script.closed(book)), "backlog_mean"
    ),
    "all instead of open tickets": Slip("backlog_age_mean", script.all_tickets, "backlog_age_mean"),
    "the backlog is in the cohort": Slip("closure_rate", lambda book, at: script.all_tickets(book), "closure_rate"),
    "withdrawn ones are out of the cohort": Slip(
        "closure_rate", lambda book, at: [r for r in script.received_by(book, at) if not r["withdrawn"]], "closure_rate"
    ),
    "closed instead of received": Slip("same_day_closure", script.closed, "same_day_closure"),
    "all instead of received": Slip("same_day_closure", script.all_tickets, "same_day_closure"),
    "answered calls instead of direct answers": Slip(
        "same_day_closure_all",
        lambda book: [row for row in book.contacts if row["answered"]] + script.received(book),
        "same_day_closure_all",
    ),
    "tickets alone": Slip("same_day_closure_all", script.received, "same_day_closure_all"),
    "received up to the end": Slip("closed_within", lambda book, within: script.received(book), "closed_within_24h"),
    "open ones left out": Slip("closed_within", _less("closed_within", _with_cells("closed")), "closed_within_24h"),
    "days: received up to the end": Slip(
        "closed_within_working_days", lambda book, days: script.received(book), "closed_within_working_days_1"
    ),
    "days: open ones left out": Slip(
        "closed_within_working_days",
        _less("closed_within_working_days", _with_cells("closed")),
        "closed_within_working_days_1",
    ),
    "received instead of due": Slip("on_time_closure", script.received, "on_time_closure"),
    "closed instead of due": Slip("on_time_closure", script.closed, "on_time_closure"),
    "due: open ones left out": Slip(
        "on_time_closure", _less("on_time_closure", _with_cells("closed")), "on_time_closure"
    ),
    "long-term ones count as due": Slip("on_time_closure", _no_long_term, "on_time_closure"),
    "dispatched instead of answerable": Slip("acceptance_in_time", script.dispatched, "acceptance_in_time"),
    "accepted instead of answerable": Slip(
        "acceptance_in_time", _less("acceptance_in_time", _with_cells("accepted")), "acceptance_in_time"
    ),
    "carried on ones count as accepted": Slip(
        "acceptance_in_time", lambda book: [row for row in book.assignments if row["accepted"]], "acceptance_in_time"
    ),
    "all instead of dispatched tickets": Slip("first_dispatch_accuracy", script.all_tickets, "first_dispatch_accuracy"),
    "handled instead of dispatched tickets": Slip("first_dispatch_accuracy", script.handled, "first_dispatch_accuracy"),
    "all assignments": Slip("return_rate", lambda book: list(book.assignments), "return_rate"),
    "answered assignments": Slip("return_rate", _received_or_dispatched, "return_rate"),
    "dispatches per ticket received": Slip("dispatches_per_ticket", script.received, "dispatches_per_ticket"),
    "dispatches per ticket": Slip("dispatches_per_ticket", script.all_tickets, "dispatches_per_ticket"),
    "the machine's share of all assignments": Slip("smart_share", lambda book: list(book.assignments), "smart_share"),
    "less those returned": Slip("smart_share", _less("smart_share", lambda row: not row["returned"]), "smart_share"),
    "closed instead of handled": Slip("reopen_rate", script.closed, "reopen_rate"),
    "received instead of handled": Slip("reopen_rate", script.received, "reopen_rate"),
    "tries still to come count": Slip(
        "reached_share", lambda book: [row for row in book.tickets if row["reached"]], "reached_share"
    ),
    "closed instead of followed up": Slip("reached_share", script.closed, "reached_share"),
    "closed instead of rated": Slip("satisfaction", script.closed, "satisfaction"),
    "followed up instead of rated": Slip("satisfaction", script.followed_up, "satisfaction"),
    "processing: open ones left out": Slip(
        "processing_time", _less("processing_time", _left_out), "processing_time_mean"
    ),
    "processing: the backlog was always in sight": Slip(
        "processing_time", lambda book: list(map(_untouched, script.processing_stays(book))), "processing_time_mean"
    ),
    "processing: the backlog left out": Slip(
        "processing_time", _less("processing_time", lambda stay: stay.seen_from < 0), "processing_time_mean"
    ),
    "dispatch: the backlog counts": Slip(
        "dispatch_time",
        lambda book: script.dispatch_stays(replace(book, tickets=[r | {"source": "call"} for r in book.tickets])),
        "dispatch_time_mean",
    ),
    "acceptance: wrong units count": Slip("acceptance_time", _all_acceptances, "acceptance_time_mean"),
    "acceptance: carried on ones count": Slip("acceptance_time", _carried_on_acceptances, "acceptance_time_mean"),
    "handling: the backlog counts": Slip(
        "handling_time",
        lambda book: script.task_stays(
            replace(book, tickets=[row | {"source": "call"} for row in book.tickets]), "handling"
        ),
        "handling_time_mean",
    ),
    "follow-up: each try counts": Slip("follow_up_time", _tries, "follow_up_time_mean"),
    "follow-up: each try waits": Slip("follow_up_time", _tries, "follow_up_waiting_share"),
}
for _stage in script.STAGES:
    SLIPS[f"{_stage}: open ones left out"] = Slip(
        f"{_stage}_time", _less(f"{_stage}_time", _left_out), f"{_stage}_time_mean"
    )
for _stage in set(script.STAGES) - {"acceptance", "outside"}:
    SLIPS[f"{_stage}: unended waits count"] = Slip("ended", lambda book, stays: stays, f"{_stage}_waiting_share")


@pytest.mark.parametrize("name", sorted(SLIPS))
def test_a_slip_in_a_denominator_is_caught(name: str, chain: Both) -> None:
    """With a plausible wrong denominator the value itself is another."""
    slip = SLIPS[name]
    measures = script.Measures(chain.book, {slip.denominator: slip.instead})
    stage = next(
        (
            name
            for name in ("processing", *script.STAGES)
            if slip.caught_by.startswith((f"{name}_time", f"{name}_wait"))
        ),
        None,
    )
    found = (measures.time(stage) if stage else measures.ratios((24, 72), (1,)))[slip.caught_by]
    program = chain.program[slip.caught_by]
    assert not agree(program, found)
    assert not _equal(program.value, found.value)


ALWAYS_ONE = {"acceptance_waiting_share", "outside_waiting_share"}
"""Nobody works in these stages: no denominator changes that."""


def test_every_ratio_and_mean_has_a_slip(chain: Both) -> None:
    """No ratio or mean is without a slip."""
    ratios = {key for key, one in chain.program.items() if one.denominator is not None} & chain.found.keys()
    same_rule = {"closed_within_72h", "closed_within_working_days_2", "closed_within_working_days_5"}
    assert ratios - {slip.caught_by for slip in SLIPS.values()} == ALWAYS_ONE | same_rule
