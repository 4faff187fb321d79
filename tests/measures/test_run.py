"""Every measure on small logs whose answers are worked by hand."""

from __future__ import annotations

import copy
import gc
import weakref
from dataclasses import replace
from pathlib import Path

import pytest

from sim.measures.definitions import DEFINITIONS, definition_of
from sim.measures.run import measure
from sim.measures.run_tables import run_tables
from sim.measures.selection import selections_of
from sim.rules.codes import Cause, Channel, Outcome, StaffState
from sim.scenario.loading import load_scenario
from sim.scenario.schema_results import Target
from sim.simulation import simulate
from sim.study.counted import count

from .fabricated import HOUR, call, make_log, message, scenario_of, shift
from .random_ticket_log import random_ticket_log

A, L, B, C, W = Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BLOCKED, Outcome.CLOSED, Outcome.WAITING
END = 24 * HOUR


def morning():
    """Eleven calls of eight citizens: five answered, two abandoned, and one each of every other end."""
    return make_log(
        [
            call(100, wait=0, talk=100, wrap=20),
            call(200, wait=15, talk=200, wrap=40),
            call(300, wait=16, talk=60, wrap=0, direct=0),
            call(400, L, wait=5, request=3),
            call(500, wait=30, talk=90, wrap=30, request=3, attempt=1, cause=Cause.REDIAL),
            call(600, L, wait=50, request=5),
            call(700, B, request=6),
            call(800, B, request=6, attempt=1, cause=Cause.REDIAL),
            call(900, C, shut=True, request=7),
            call(1000, C, wait=120, request=8),
            call(END - 200, W, request=9),
            call(END - 150, wait=100, talk=None, request=0, attempt=1, cause=Cause.REPEAT),
        ]
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("attempts", 12),
        ("blocked", 2),
        ("turned_away", 1),
        ("offered", 9),
        ("answered", 5),
        ("abandoned", 2),
        ("cleared_at_close", 1),
        ("short_abandons", 1),
        ("waiting_at_end", 1),
        ("redials", 2),
        ("repeats", 1),
        ("citizens", 9),
        ("citizens_answered", 4),
        ("connection_rate", 5 / 9),
        ("connection_rate_citizens", 4 / 9),
        ("connection_rate_less_short", 5 / 8),
        ("abandonment_rate", 2 / 9),
        ("blocking_rate", 2 / 12),
        ("tries_per_citizen", 12 / 9),
        ("service_level_15s", 2 / 9),
        ("service_level_30s", 4 / 9),
        ("service_level_less_short_15s", 2 / 8),
        ("service_level_or_gone_15s", 3 / 9),
        ("service_level_answered_15s", 2 / 5),
        ("service_level_citizens_15s", 2 / 9),
        ("asa", (0 + 15 + 16 + 30 + 100) / 5),
        ("mean_wait", (161 + 5 + 50 + 120) / 8),
        ("wait_p50", 16),
        ("wait_p90", 100),
        ("wait_p95", 100),
        ("longest_wait", 200),
        ("talk_mean", (100 + 200 + 60 + 90) / 4),
        ("wrap_up_mean", (20 + 40 + 0 + 30) / 4),
        ("aht", 540 / 4),
        ("direct_answer_rate", 3 / 4),
        ("tickets", 1),
        ("accepted_requests", 4),
        ("accepted_per_day", 4),
    ],
)
def test_call_measures_by_hand(key, value):
    """Each call measure of the morning is the number one counts by hand."""
    assert measure(morning()).values[key].value == pytest.approx(value, rel=1e-12)


def test_kaplan_meier_by_hand():
    """A patient caller's service level: 9 at risk at 0, then 1 cut off at 5, 7 at 15, 6 at 16, 5 at 30."""
    values = measure(morning()).values
    assert values["service_level_virtual_15s"].value == pytest.approx(1 - 8 / 9 * 6 / 7)
    assert values["service_level_virtual_30s"].value == pytest.approx(1 - 8 / 9 * 6 / 7 * 5 / 6 * 4 / 5)


def test_kaplan_meier_knows_its_limits():
    """After the last caller gave up nobody knows how long the wait would have been; a call answered at that instant
    comes first."""
    values = measure(make_log([call(0, wait=3), call(9, L, wait=10)])).values
    assert values["service_level_virtual_15s"].value is None
    values = measure(make_log([call(0, wait=15), call(9, L, wait=15)])).values
    assert values["service_level_virtual_15s"].value == pytest.approx(0.5)


def test_within_means_at_most():
    """A wait of exactly the threshold counts, one microsecond more does not; so for those who hang up."""
    answered = [call(0, wait=15), call(99, wait=15.000001)]
    gone = [call(200, L, wait=15), call(300, L, wait=15.000001), call(400, L, wait=5), call(500, L, wait=5.000001)]
    values = measure(make_log(answered + gone)).values
    assert values["service_level_15s"].value == pytest.approx(1 / 6)
    assert values["service_level_or_gone_15s"].value == pytest.approx(4 / 6)
    assert values["short_abandons"].value == 1


def test_thresholds_come_from_report_targets_and_published():
    """Every threshold the scenario names is measured, fractions of a second too."""
    scenario = scenario_of(
        report={"answer_within": ["20 s"]},
        targets=[{"measure": "service_level", "within": "10 s", "at_least": "80 %"}],
        published=[{"measure": "service_level", "within": "1.5 s", "value": 0.9, "kind": "predicted", "source": "x"}],
    )
    keys = [key for key in measure(make_log([], scenario=scenario)).values if key.startswith("service_level_or_gone")]
    assert keys == ["service_level_or_gone_1.5s", "service_level_or_gone_10s", "service_level_or_gone_20s"]


def test_messages_and_accepted_requests_by_hand():
    """Messages count apart from calls; a request reached by both counts once; open ones are shown as open."""
    log = make_log(
        [
            message(0, wait=50, talk=100, direct=1),
            message(10, wait=300, talk=90, direct=0),
            message(20, outcome=W),
            message(30, outcome=W, queued_us=-1),
            message(END - 60, wait=10, talk=None),
            call(100, L, wait=9, request=6),
            message(400, wait=100, talk=100, request=6, attempt=1, cause=Cause.REDIAL),
            call(500, request=0, attempt=1, direct=0),
            call(END - 300, request=1, attempt=1, direct=0, wrap=None),
        ],
        deflected=7,
    )
    values = measure(log).values
    expected = {
        "messages_received": 6,
        "messages_handled": 3,
        "messages_open": 3,
        "message_delay_mean": (150 + 390 + 200) / 3,
        "message_delay_p90": 390,
        "accepted_requests": 3,
        "tickets": 2,  # the last call is still in its wrap-up
        "deflected": 7,
        "attempts": 3,
        "redials": 0,
        "citizens": 3,
        "direct_answer_rate": 0,
    }
    assert {key: values[key].value for key in expected} == pytest.approx(expected)


def floor_log():
    """Two days, four people employed; overtime, a break, time off the phone, an absence and a lost break."""
    h = HOUR
    staff = [
        shift(0, 8 * h, 16 * h, went=16 * h + 360),
        shift(0, 10 * h, 10.5 * h, state=StaffState.BREAK, went=10.5 * h, came=10 * h),
        shift(0, 14 * h, 15 * h, state=StaffState.OFF_PHONE),
        shift(0, 12 * h, 12.5 * h, state=StaffState.BREAK, came=None, went=None),
        shift(1, 8 * h, 16 * h, state=StaffState.ABSENT, came=None, went=None),
        shift(2, 22 * h, 30 * h),
        shift(2, 46 * h, 54 * h, went=None),
        shift(3, -2 * h, 6 * h, came=0),
        shift(0, 49 * h, 50 * h, state=StaffState.BREAK, came=None, went=None),
    ]
    calls = [
        call(9 * h, talk=1800, wrap=1800),
        call(15 * h + 3000, talk=900, wrap=60),
        call(23 * h, talk=6000, wrap=1200, person=2),
        call(47 * h, talk=None, person=2),
        message(1 * h, talk=7200, person=3),
    ]
    return make_log(calls, staff, scenario=scenario_of(2, employed=4))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("person_hours", 8.1 + 8 + 2 + 6),
        ("overtime_hours", 0.1),
        ("lost_breaks", 1),
        ("absent_shifts", 1),
        ("occupancy", (1 + 960 / 3600 + 2 + 1 + 2) / (24.1 - 1.5)),
        ("occupancy_on_duty", (1 + 960 / 3600 + 2 + 1 + 2) / 24.1),
        ("calls_answered_per_person_shift", 4 / 4),
        ("calls_per_person_day", 4 / 4),
        ("on_duty_share", (2 + 1) / (4 * 2)),
        ("on_duty_share_peak", 2 / 4),
        ("scheduled_heads", (8 + 8 + 8 + 2 + 6) / 48),
        ("present_heads", (24.1 - 1.5) / 48),
    ],
)
def test_floor_measures_by_hand(key, value):
    """Each floor measure is what one adds up by hand: clipped to the run, overrun in, breaks and absences out."""
    assert measure(floor_log()).values[key].value == pytest.approx(value, rel=1e-12)


def test_two_shifts_of_a_person_on_a_date_are_one_person_day():
    """Calls per person and day count a person once per date of the roster, calls per person-shift each shift."""
    staff = [shift(0, 8 * HOUR, 10 * HOUR), shift(0, 12 * HOUR, 25 * HOUR), shift(1, 23 * HOUR, 31 * HOUR)]
    values = measure(make_log([call(8 * HOUR)] * 6, staff, days=2)).values
    assert values["calls_per_person_day"].value == 3
    assert values["calls_answered_per_person_shift"].value == 2


def test_time_before_the_run_does_not_count():
    """Somebody on duty since before the start counts from the start on."""
    values = measure(make_log([], [shift(0, -2 * HOUR, 6 * HOUR)])).values
    assert values["person_hours"].value == values["scheduled_heads"].numerator == 6


def test_paused_work_counts_its_stretches_only():
    """Work put down at a shift's end and taken up later is busy time in its stretches, not in between; it holds no
    one while it lies."""
    paused = message(0, wait=0, talk=10_000, person=1, resumed_us=9_000_000_000)
    lying = message(0, wait=0, talk=None, person=0)
    staff = [
        shift(0, 0, 3600),
        shift(0, 0, 600, state=StaffState.STRETCH, contact=0),
        shift(0, 700, 1000, state=StaffState.STRETCH, contact=1, came=700),
        shift(1, 8000, 11600),
    ]
    lying["resumed_us"] = 700_000_000
    values = measure(make_log([paused, lying], staff)).values
    assert values["occupancy"].value == pytest.approx((600 + 1000 + 300) / 7200)


def test_paused_calls_keep_their_talk_and_wrap_up():
    """Talk is the time worked before the talk's end, wrap-up the time worked after it, however often it was paused."""
    row = call(0, talk=5000, wrap=2500, resumed_us=7_000_000_000)
    staff = [
        shift(0, 0, 1000, state=StaffState.STRETCH, contact=0),
        shift(0, 4000, 5300, state=StaffState.STRETCH, contact=0),
    ]
    values = measure(make_log([row], staff)).values
    assert values["talk_mean"].value == pytest.approx(1000 + 1000)
    assert values["wrap_up_mean"].value == pytest.approx(300 + 500)
    assert values["aht"].value == pytest.approx(2800)


def test_nothing_is_no_data():
    """A run without calls or staff has counts of zero and no data for the rest: never 0 %, never NaN."""
    values = measure(make_log([])).values
    for key, figure in values.items():
        definition = definition_of(key)
        if definition.kind == "count":
            assert figure.value == 0, key
        elif key not in ("accepted_per_day", "required_heads", "scheduled_heads", "present_heads"):
            assert figure.value is None, key


def test_every_definition_is_computed():
    """The table of definitions and the computed measures are the same set, in the same order; those of tickets are
    there only where a scenario has tickets."""
    ids = list(dict.fromkeys(definition_of(key).id for key in measure(morning()).values))
    of_calls = [d.id for d in DEFINITIONS.values() if d.about not in ("tickets", "people")]
    assert ids == of_calls
    with_tickets = list(dict.fromkeys(definition_of(key).id for key in measure(random_ticket_log(1)).values))
    assert with_tickets == [id_ for id_ in DEFINITIONS if id_ != "same_day_ceiling"]


def test_what_is_asked_for_comes_in_the_order_of_the_scenario():
    """Figures of one measure stand as its targets and published figures name them, in every process alike."""
    hours = [f"2022-01-10 {hour:02d}:00" for hour in (20, 8, 16, 12, 4, 23, 1)]
    asked = [{"measure": "closure_rate", "at": hour, "at_least": "50 %"} for hour in hours]
    scenario = random_ticket_log(1).plan.scenario.model_copy(
        update={"targets": tuple(map(Target.model_validate, asked))}
    )
    log = random_ticket_log(1)
    log = replace(log, plan=copy.copy(log.plan))
    object.__setattr__(log.plan, "scenario", scenario)
    assert [key for key in measure(log).values if key.startswith("closure_rate[")] == list(selections_of(scenario))


def test_fractions_fit_their_values():
    """Where a measure has a fraction, its value is that fraction."""
    for key, figure in measure(morning()).values.items():
        if figure.value is not None and definition_of(key).kind in ("ratio", "mean"):
            assert figure.value == pytest.approx(figure.numerator / figure.denominator), key


def test_frame_is_tidy_and_without_nan():
    """One row per measure with its unit; no data is an empty cell, and nothing prints as NaN."""
    frame = measure(make_log([])).to_frame()
    assert list(frame) == ["scenario", "seed", "replication", "measure", "value", "unit", "numerator", "denominator"]
    assert len(frame) == frame["measure"].nunique()
    assert "nan" not in frame.to_csv().lower()
    assert "NaN" not in frame.to_string()


def test_required_heads_without_a_finished_call_is_no_data():
    """Where no handle time is known no number of operators can be named."""
    assert measure(make_log([call(0, L, wait=9)])).values["required_heads"].value is None


def test_required_heads_by_erlang_c():
    """100 calls in half an hour of 180 s each need 14 operators for 80 % in 20 s; 47 empty half-hours need none."""
    log = make_log([call(i * 18, talk=150, wrap=30) for i in range(100)])
    assert measure(log).values["required_heads"].numerator == 14
    assert measure(log).values["required_heads"].denominator == 48


def test_channel_of_a_redial_decides_where_it_counts():
    """A caller who gives up and writes instead is one call and one message of one citizen."""
    log = make_log([call(0, L, wait=9), call(99, W, request=0, attempt=1, cause=Cause.REDIAL, channel=Channel.ONLINE)])
    values = measure(log).values
    assert (values["attempts"].value, values["messages_open"].value, values["redials"].value) == (1, 1, 0)


def test_nothing_keeps_the_logs_of_a_run_that_was_counted():
    """Logs of large runs are let go at once: the collector that looks for circles comes seldom."""
    log = simulate(load_scenario(Path(__file__).parents[2] / "scenarios" / "template_chain.yaml"))
    kept = weakref.ref(log)
    gc.collect()
    gc.disable()
    try:
        counted, tables = count(log), run_tables(log)
        del log
        assert kept() is None
    finally:
        gc.enable()
    assert counted.measures.values
    assert len(tables.tables["waits"][1]["answered"])
