"""What is odd in the ticket half is said at its place; what fits is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.checks import load_scenario
from sim.errors import ScenarioError
from sim.scenario.merging import Document, Place, changed

CHAIN = Path(__file__).parent / "refused" / "chain.yaml"
LAW = "{law: exponential, mean: 60 s}"
DESK = "{shifts: {day: {start: '08:00', end: '16:00', staff: 3}}}"
OPERATOR = "operators.floor.shifts.all={start: '00:00', end: '12:00', staff: 8}"
LATE = "operators.floor.shifts.late={start: '12:00', end: '24:00', staff: 8}"

WARNED = [
    ([f"desks.other={DESK}"], "desks.other: no stage of the tickets is done by this desk"),
    ([f"units.other={{outside: {{delay: {LAW}}}}}"], "units.other: no route sends tickets to this unit"),
    (["tickets.routes=[{units: {town: 100 %, water: 0 %}}]"], "units.water: no route sends tickets to this unit"),
    (["tickets.routes=[{units: {town: 1}}, {units: {water: 1}}]"],
     "tickets.routes.1: no ticket takes this route: no type or area fits, or routes before it take them all"),
    (["tickets.routes=[{units: {town: 50 %, water: 50 %}}]"], "tickets.areas: has no effect: no route names an area"),
    (["units.water.shifts={day: {start: '08:00', end: '16:00'}}"],
     "units.water.shifts: shifts without 'staff' give a unit no hours, so it is open day and night"),
    (["demand.city=null", "direct_answer=1", "tickets.backlog=[]", "tickets.routes=[]", "tickets.dispatch=null",
      "types={repair: {}}"], "tickets: no ticket ever arises: all contacts are answered directly"),
    (["demand.city=null", "tickets=null", "targets=[]", f"demand.calls.incidents={{i: {{per_day: 1, mean_size: 5, "
      f"delay: {LAW}, type: help, merge: 40 %}}}}"], "demand.calls.incidents.i.merge: has no effect: there are no"),
    (["tickets.dispatch.max_returns=0"],
     "tickets.dispatch.max_returns: 0 means that every first dispatch goes to the right unit: 'accuracy' is idle"),
    (["tickets.dispatch.by=null", "tickets.dispatch.time=null", "tickets.dispatch.smart.share=1",
      "tickets.dispatch.smart.hand_over_below=0"], "tickets.dispatch.accuracy: has no effect: no person dispatches"),
    (["tickets.dispatch.smart.share=0"], "tickets.dispatch.smart.share: leaves nothing to the machine"),
    (["tickets.dispatch.smart.hand_over_below=1"], "tickets.dispatch.smart.hand_over_below: leaves nothing"),
    (["tickets.dispatch.smart.from_date=2026-03-09"], "smart.from_date: has no effect: it is after the last day"),
    (["tickets.urgency={normal: 1}"], "tickets.dispatch.critical_call: has no effect: no ticket is critical"),
    (["tickets.deadlines.closure.limits={normal: 1 d}"],
     "tickets.deadlines.closure.limits: critical tickets of type 'inquiry', 'repair' have no time limit"),
    (["tickets.deadlines.closure.limits={normal: 1 d}"],
     "tickets.deadlines.closure.limits: urgent tickets have no time limit, so they are never late"),
    (["tickets.deadlines.acceptance.limits={critical: 1 h, urgent: 2 h}"],
     "tickets.deadlines.acceptance.limits: normal tickets have no time limit"),
    (["tickets.routes=[]", "tickets.dispatch=null", "tickets.backlog=[]"],
     "tickets.deadlines.acceptance: has no effect: without 'routes' no unit accepts anything"),
    (["tickets.routes=[]", "tickets.dispatch=null", "tickets.backlog=[]", "tickets.deadlines.closure.start=dispatch"],
     "tickets.deadlines.closure.start: there is no dispatch without 'routes', so the time limits never begin"),
    (["tickets.deadlines.closure.pauses_in=[outside, confirm]", "tickets.confirm=null"],
     "tickets.deadlines.closure.pauses_in.1: has no effect: no ticket ever waits in 'confirm'"),
    (["tickets.deadlines.closure.pauses_in=[outside]", "units.water.outside=null"],
     "tickets.deadlines.closure.pauses_in.0: has no effect: no ticket ever waits in 'outside'"),
    (["tickets.deadlines.closure.pauses_in=[silence]"],
     "tickets.deadlines.closure.pauses_in.0: has no effect: no ticket ever waits in 'silence'"),
    (["tickets.supervision={reminders: [50 %], speed_up: 2}"], "tickets.supervision.speed_up: has no effect without"),
    (["tickets.deadlines.closure=null", "tickets.supervision=null", "tickets.chase_up=null",
      f"tickets.long_term={{share: 1 %, after: {LAW}}}"], "tickets.long_term: has no effect: there are no time limits"),
    (["tickets.follow_up.unreached=1"], "tickets.follow_up.unreached: no citizen is ever reached"),
    (["tickets.reopen.to=dispatch", "tickets.dispatch=null"], "tickets.reopen.to: there is no 'dispatch'"),
    (["tickets.reopen.share=[5 %, 100 %]"], "tickets.reopen.share: whoever is reached has the ticket reopened"),
    (["tickets.backlog.0.stage=audit", "tickets.audit=null"],
     "tickets.backlog.0.stage: there is no 'audit': such tickets go on at once"),
    (["tickets.backlog=[{count: 3, type: help, stage: silence}]"],
     "tickets.backlog.0.stage: there is no 'silence': such tickets go on at once"),
    (["tickets.backlog.0.stage=silence", f"tickets.silence={{time: {LAW}}}", "tickets.closed_at=null"],
     "tickets.backlog.0.unit: has no effect: at the stage 'silence' no unit has a ticket any more"),
    (["tickets.backlog.0.stage=review", "tickets.reopen=null"], "tickets.backlog.0.unit: has no effect: at the stage"),
    (["tickets.review.reserve=4"],
     "tickets.review.reserve: this work is taken while more than 4 are free, and at most 4 are ever on duty"),
    (["units.town.hours={open: '17:00', close: '09:00'}"],
     "units.town.hours: opens at 17:00 and closes at 09:00 of the next day"),
    (["units.town.hours.days=[sun]", "clock.days=6"],
     "units.town.hours: this office is closed throughout the run"),
    # 220 tickets a day: audit and review of a minute, 60 % of the dispatches of three, and those of returned arms; one
    # person of 12 h. tests/checks/test_expected_work.py holds such sums against runs.
    (["desks.dispatchers.shifts.day.staff=1", "tickets.dispatch.by=dispatchers"],
     "desks.dispatchers: over the 7 days from 2026-03-02 the work that comes is 1.30 times the staffed hours "
     "(109 h of work, 84 h of people)"),
    (["tickets.audit.time.mean=2 h"],
     "tickets: over the 7 days from 2026-03-02 the work that comes to dispatchers, floor is 2.02 times"),
    (["tickets.audit.time.mean=1 h", "tickets.dispatch.by=floor"],
     "desks.dispatchers: over the 7 days from 2026-03-02 the work that comes is 4.66 times the staffed hours "
     "(1,567 h of work, 336 h of people)"),
    (["units.town.work.mean=4 h"], "units.town: over the 7 days from 2026-03-02 the work that comes to each is 4.22"),
    (["desks.dispatchers.shifts.day.breaks=[{after: 11 h, length: 30 min}]"],
     "desks.dispatchers.shifts.day: the last of 4 waves of the break after 11 h would end"),
    (["units.town.exceptions=[{shift: day, start: 2027-03-03, staff: 1}]"], "units.town.exceptions.0: has no effect"),
    (["desks.dispatchers.speed=[{factor: 2, from_date: 2027-03-03}]"], "desks.dispatchers.speed.0: has no effect"),
    (["targets.0.received_from=2026-05-03"], "targets.0.received_from: has no effect: the horizon is 2026-03-02 to"),
    (["desks.phone={shift_end: pause, shifts: {d: {start: '08:00', end: '21:00', staff: 2}}}",
      "tickets.follow_up.by=phone"], "desks.phone.shift_end: only messages can be paused: calls are finished"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "told"), WARNED, ids=[told[:60] for _, told in WARNED])
def test_oddities_of_tickets_are_warned_about(settings: list[str], told: str) -> None:
    """What is possible but unlikely is said, with its key path, and the scenario is read."""
    warnings = load_scenario(CHAIN, [OPERATOR, LATE, *settings]).warnings
    assert any(told in warning for warning in warnings), warnings


FITTING: list[list[str]] = [
    [],
    ["demand.calls=null", "demand.city.types={repair: 50 %, help: 50 %}", "tickets.chase_up=null"],
    ["operators.floor.shift_end=pause"],
    ["desks.dispatchers.shift_end=pause", "units.town.shift_end=pause"],
    ["tickets.dispatch.max_returns=never"],
    ["tickets.dispatch.by=null", "tickets.dispatch.time=null", "tickets.dispatch.accuracy=null",
     "tickets.dispatch.smart.share=1", "tickets.dispatch.smart.hand_over_below=0"],
    ["tickets.review.by=floor", "tickets.review.reserve=3"],
    ["tickets.backlog=[{count: 3, type: help, unit: town}, {count: 0, type: repair, stage: review}]"],
    ["tickets.deadlines.closure.limits={normal: 1 d}",
     "tickets.deadlines.closure.by_type={inquiry: {urgent: 3 h, critical: 1 h}, repair: {urgent: 3 h, critical: 1 h}, "
     "help: {urgent: 2 working days}}"],
    ["direct_answer=1", "tickets.urgency_by_type=null", "tickets.backlog=[]"],
    ["tickets.deadlines.closure.pauses_in=[outside]", "units.water.outside=null",
     f"units.town.by_type={{repair: {{outside: {{delay: {LAW}}}}}}}"],
    ["units.water.shifts={day: {start: '08:00', end: '16:00', staff: 1}}"],
    ["tickets.silence={time: {law: deterministic, value: 15 d}, share: 70 %}", "tickets.closed_at=silent",
     "tickets.deadlines.closure.pauses_in=[silence]",
     "tickets.backlog=[{count: 3, type: help, stage: silence, age: 5 d, in_stage_for: 3 d}]"],
    ["tickets.backlog=[{count: 3, type: help, stage: silence, age: 5 d, remaining: 3 d}]"],
    ["units.water.copies=2", "targets.0.unit=water 2"],
    ["targets=[{measure: closure_rate, at: '2026-03-09 00:00', urgency: critical, stream: city, at_least: 0.9}]"],
]  # fmt: skip


@pytest.mark.parametrize("settings", FITTING, ids=[" ".join(settings)[:60] or "as it is" for settings in FITTING])
def test_what_fits_in_tickets_is_not_warned_about(settings: list[str]) -> None:
    """Desks, units, machines and copies are understood by the checks."""
    assert load_scenario(CHAIN, [OPERATOR, LATE, *settings]).warnings == ()


ALONE = {
    "transfers need no operators": """\
demand: {city: {channel: transfer, per_day: 40, types: {a: 1}}}
tickets: {routes: [{units: {town: 1}}]}
units: {town: {work: {law: exponential, mean: 1 h}, shifts: {day: {start: "08:00", end: "20:00", staff: 9}}}}
""",
    "a backlog needs no demand": """\
demand: {}
types: {a: {}}
tickets: {routes: [{units: {town: 1}}], backlog: [{count: 9, type: a, stage: handling, age: 2 d}]}
units: {town: {work: {law: exponential, mean: 1 h}, shifts: {day: {start: "08:00", end: "20:00", staff: 9}}}}
""",
    "tickets need no units": """\
demand: {city: {channel: transfer, per_day: 40, types: {a: 1}}}
tickets: {audit: {by: desk, time: {law: exponential, mean: 1 min}}}
desks: {desk: {shifts: {day: {start: "08:00", end: "20:00", staff: 9}}}}
""",
}


@pytest.mark.parametrize("text", ALONE.values(), ids=list(ALONE))
def test_every_stage_is_optional(tmp_path: Path, text: str) -> None:
    """Only field crews, only a desk, only what is open at the start: sound, and nothing odd about it."""
    path = tmp_path / "part.yaml"
    path.write_text("hotline: 1\nclock: {start: 2026-03-02, days: 5}\n" + text)
    assert load_scenario(path).warnings == ()


def test_a_direct_answer_below_one_needs_no_tickets(tmp_path: Path) -> None:
    """Without the section `tickets` contacts end at the wrap-up, as in a scenario of calls alone."""
    document = load_scenario(CHAIN, [OPERATOR, LATE]).document
    for key in ("tickets", "desks", "units", "targets"):
        document = changed(Document(document, {(): Place("x")}), [(key, None)], Place("x")).value
    calls = changed(Document(document, {(): Place("x")}), [("demand.city", None)], Place("x")).value
    path = tmp_path / "calls.yaml"
    path.write_text(json.dumps(calls))
    assert load_scenario(path).warnings == ()


def test_a_file_of_open_tickets_is_found_beside_the_file_that_names_it(tmp_path: Path) -> None:
    """A scenario in another folder that builds on it finds the file, too."""
    (tmp_path / "base").mkdir()
    text = CHAIN.read_text().replace("  backlog:\n", "  backlog_file: {file: open.csv}\n  backlog:\n")
    (tmp_path / "base" / "chain.yaml").write_text(text)
    (tmp_path / "base" / "open.csv").write_text("type\nhelp\n")
    over = tmp_path / "over.yaml"
    over.write_text("extends: base/chain.yaml\n")
    found = load_scenario(over).tickets
    assert found is not None
    assert found.backlog_file is not None
    assert found.backlog_file.file == "base/open.csv"


def test_returns_without_end_stand_over_a_base_too() -> None:
    """'never' is a word of its own, since null takes the key away and the default holds again."""
    never = load_scenario(CHAIN, ["tickets.dispatch.max_returns=never"]).tickets
    default = load_scenario(CHAIN, ["tickets.dispatch.max_returns=null"]).tickets
    assert never is not None
    assert default is not None
    assert never.dispatch is not None
    assert default.dispatch is not None
    assert (never.dispatch.max_returns, default.dispatch.max_returns) == (None, 3)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2 h", "2 h"), ("8 working hours", "8 working hours"), ("1 working hour", "1 working hours"),
        ("5 个工作日", "5 working days"), ("4 工作小时", "4 working hours"), ("当日", "same day"),
        ("1 working day", "1 working days"), ("30 分钟", "30 min"),
    ],
)  # fmt: skip
def test_time_limits_are_read_in_both_languages(written: str, said: str) -> None:
    """Calendar time, working hours, working days, the same day."""
    tickets = load_scenario(CHAIN, [f"tickets.deadlines.closure.limits.normal={written}"]).tickets
    assert tickets is not None
    assert tickets.deadlines.closure is not None
    assert str(tickets.deadlines.closure.limits["normal"]) == said


def test_one_wrong_name_is_told_without_what_rests_on_it() -> None:
    """A desk that does not exist is one sentence."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(CHAIN, ["tickets.review.by=dispatcher"])
    assert str(caught.value).splitlines() == [
        "--set: tickets.review.by: there are no operators and no desk 'dispatcher' - did you mean 'dispatchers'?"
    ]
