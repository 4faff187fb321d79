"""The work that the checks expect of each pool is the work that the engines do on average."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.calendar.lengths import HOUR_US
from sim.checks import checked_plan, loads_of
from sim.checks.load import expected_days, line_loads, pool_loads
from sim.logs.run_log import RunLog
from sim.measures.work import Work
from sim.rules.codes import Source
from sim.scenario import Scenario
from sim.simulation import simulate

REPLICATIONS = 12
SHIFT = {"all": {"start": "00:00", "end": "24:00", "staff": 60}}


def law(mean: str) -> dict[str, str]:
    """An exponential law."""
    return {"law": "exponential", "mean": mean}


CHAIN: dict[str, Any] = {
    "hotline": 1,
    "clock": {"start": "2026-03-02", "days": 12, "zone": "UTC"},
    "demand": {
        "calls": {"per_date": {"2026-03-02": 60, "2026-03-03": 40}, "types": {"a": 0.6, "b": 0.4}},
        "letters": {"channel": "online", "per_date": {"2026-03-02": 40}, "types": {"a": 1.0}},
        "city": {"channel": "transfer", "per_date": {"2026-03-03": 50}, "types": {"b": 1.0}},
    },
    "types": {"b": {"direct_answer": 0.2}},
    "direct_answer": 0.5,
    "answer_changes": [{"start": "2026-03-03", "share": 0.1, "types": ["a"]}],
    "operators": {
        "floor": {
            "talk": law("3 min"), "wrap_up": law("1 min"), "wrap_up_ticket": law("4 min"),
            "by_type": {"b": {"talk": law("5 min")}}, "online": {"work": law("6 min")}, "shifts": SHIFT,
            "speed": [{"factor": 0.8, "from_date": "2026-03-03"}],
        },
    },
    "desks": {"desk": {"shifts": SHIFT}, "second": {"shifts": SHIFT}},
    "tickets": {
        "urgency": {"critical": 0.3, "normal": 0.7},
        "areas": {"north": 0.7, "south": 0.3},
        "confirm": {"by": "second", "time": law("3 min"), "share": 0.4},
        "audit": {"by": "desk", "time": law("2 min"), "time_by_type": {"b": law("7 min")}},
        "dispatch": {
            "by": "desk", "time": law("4 min"), "accuracy": [0.6, 0.8], "max_returns": 2,
            "smart": {"share": 0.5, "from_date": "2026-03-03", "time": law("5 s"), "accuracy": 0.7,
                      "hand_over_below": 0.2},
            "critical_call": {"by": "second", "time": law("2 min")},
        },
        "routes": [
            {"areas": ["north"], "units": {"town": 1.0}, "arms": [0.5, 0.5]},
            {"units": {"water": 0.5, "power": 0.5}, "arms": [0.8, 0.2]},
        ],
        "review": {"by": "desk", "time": law("3 min")},
        "follow_up": {"by": "second", "time": law("2 min"), "share": 0.8, "unreached": 0.4, "tries": 3, "gap": "1 h",
                      "unreached_time": law("30 s")},
        "reopen": {"share": [0.3, 0.2], "to": "handling", "arms": "all"},
        "backlog": [{"count": 30, "type": "b", "stage": "handling", "unit": "water"},
                    {"count": 20, "type": "a", "stage": "review"}],
    },
    "units": {
        "town": {"copies": 4, "travel": law("20 min"), "work": law("1 h"), "shifts": SHIFT},
        "water": {"work": law("2 h"), "by_type": {"a": {"work": law("30 min")}}, "shifts": SHIFT},
        "power": {"work": law("90 min"), "shifts": SHIFT},
    },
}  # fmt: skip
"""Everything comes in two days, and there are people and days enough to end it all."""


def read(document: dict[str, Any]) -> Scenario:
    """A scenario as a file would give it."""
    scenario = Scenario.model_validate(document)
    scenario._document = document
    return scenario


def busy_hours(log: RunLog, part: tuple[str, str]) -> float:
    """Hours that the people of a part of the scenario were at work in a run."""
    groups = np.array([g for g, of in enumerate(log.plan.group_parts) if of == part])
    return sum(float((spells.end_us - spells.start_us).sum()) for spells in Work(log).busy(groups)) / HOUR_US


def worlds() -> dict[str, dict[str, Any]]:
    """The whole chain, and with other rules of what comes back, joins, or is open at the start."""
    tickets = CHAIN["tickets"]
    again = {**tickets, "reopen": {"share": [0.5], "to": "dispatch", "arms": "all"}}
    again["dispatch"] = {**tickets["dispatch"], "accuracy": 0.6}
    lead_again = {**again, "reopen": {"share": [0.5], "to": "dispatch", "arms": "lead"}}
    repeated = {"callers": {"repeat": {"after_direct_answer": 0.6, "delay": law("5 min")}}}
    stages = ("confirm", "audit", "dispatch", "acceptance", "handling", "outside", "review", "follow_up", "silence")
    open_ones = [
        {"count": 40, "type": kind, "stage": stage, "urgency": urgency}
        | ({"unit": unit} if unit and stage in ("handling", "outside", "acceptance") else {})
        for stage in stages
        for kind, urgency, unit in (("a", "critical", "power"), ("b", "normal", None))
    ]
    endless = {**tickets, "dispatch": {"by": "desk", "time": law("4 min"), "accuracy": [0.5, 0.7], "max_returns": None}}
    burst = {
        "per_date": {"2026-03-02": 60},
        "types": {"a": 1.0},
        "incidents": {"burst": {"per_day": 20, "mean_size": 10, "type": "a", "merge": 0.7, "delay": law("1 min")}},
    }
    lead = {**tickets, "reopen": {"share": 0.4, "to": "handling", "arms": "lead"}}
    lead["routes"] = [{"units": {"town": 1.0}, "arms": [0.0, 1.0]}]
    return {
        "chain": CHAIN,
        "reopened to dispatch": {**CHAIN, "tickets": again},
        "returned without end": {**CHAIN, "tickets": endless},
        "lead arm reopened": {**CHAIN, "tickets": lead},
        "lead arm reopened to dispatch": {**CHAIN, "tickets": lead_again},
        "calls that are repeated": {**CHAIN, **repeated},
        "requests of one cause": {**CHAIN, "demand": {**CHAIN["demand"], "calls": burst}},
        "open at every stage": {**CHAIN, "tickets": {**again, "backlog": open_ones}},
    }


@pytest.mark.parametrize("name", list(worlds()))
def test_expected_work_is_what_is_done_on_average(name: str) -> None:
    """Pool by pool, over 12 runs: false alarms once in 10,000 for each of the worlds' pools."""
    check_work(read(worlds()[name]))


def test_expected_work_is_done_where_files_state_the_tickets(tmp_path: Path) -> None:
    """Urgencies, areas and units of the rows, some of them empty, instead of those that are drawn."""
    dice = np.random.default_rng(5)
    for name, day in (("calls", 2), ("city", 3)):
        rows = [
            f"2026-03-0{day} {hour:02d}:{minute:02d},{dice.choice(['a', 'b'])},"
            f"{dice.choice(['', 'critical', 'urgent'])},{dice.choice(['', 'south'])},"
            f"{dice.choice(['', 'power', 'town'])}"
            for hour in range(8, 20)
            for minute in range(0, 60, 10)
        ]
        (tmp_path / f"{name}.csv").write_text("\n".join(["time,type,urgency,area,unit", *rows]) + "\n")
    columns = {name: name for name in ("type", "urgency", "area", "unit")}
    demand = {
        "calls": {"stamps": {"file": "calls.csv"} | columns},
        "city": {"channel": "transfer", "stamps": {"file": "city.csv"} | columns},
    }
    scenario = read({**CHAIN, "demand": demand})
    scenario._folder = str(tmp_path)
    check_work(scenario)


def check_work(scenario: Scenario) -> None:
    """Hold the expected work of each pool against 12 runs, in which all tickets are closed."""
    plan = checked_plan(scenario)
    pools = pool_loads(plan, line_loads(plan))
    expected: dict[tuple[tuple[str, str], ...], float] = {}
    for pool in pools:
        parts = tuple(sorted({plan.group_parts[group] for group in pool.groups}))
        expected[parts] = expected.get(parts, 0.0) + (float(pool.work_us.sum()) + pool.backlog_us) / HOUR_US
    logs = [simulate(scenario, seed=7, replication=r, engine="model") for r in range(REPLICATIONS)]
    assert all((log.tickets["closed_us"] >= 0).all() for log in logs)
    assert len(expected) >= 5
    for parts, hours in expected.items():
        if not hours:
            continue
        done = np.array([sum(busy_hours(log, part) for part in parts) for log in logs])
        assert stats.ttest_1samp(done, hours).pvalue > 1e-4, (parts, hours, done.mean(), done.std())
    tickets = np.array([(log.tickets["source"] != Source.BACKLOG).sum() for log in logs])
    assert stats.ttest_1samp(tickets, expected_days(plan).tickets.sum()).pvalue > 1e-4


def test_talks_and_wrap_ups_of_a_file_are_the_work_that_is_expected(tmp_path: Path) -> None:
    """By hand: two stated talks and a drawn one, each doubled; wrap-ups of 90 s, 30 s and none; incidents are drawn."""
    rows = ["09:00,5:00,90", "10:00,,", "11:00,1:00,0"]
    (tmp_path / "calls.csv").write_text("\n".join(["time,talk,wrap", *(f"2026-03-02 {row}" for row in rows)]))
    stamps = {"file": "calls.csv", "talk": "talk", "talk_in": "mm:ss", "wrap_up": "wrap"}
    stream = {"stamps": stamps, "types": {"a": 1.0}, "phases": [{"start": "2026-03-02", "factor": 2.0}]}
    stream["incidents"] = {"burst": {"per_day": 3, "mean_size": 2, "type": "a", "delay": law("1 min")}}
    people = {"talk": law("2 min"), "wrap_up": law("30 s"), "shifts": SHIFT}
    scenario = read(
        {"hotline": 1, "clock": {"start": "2026-03-02", "days": 1, "zone": "UTC"}, "demand": {"calls": stream},
         "operators": {"floor": people}}
    )  # fmt: skip
    scenario._folder = str(tmp_path)
    (pool,) = loads_of(scenario)
    by_hand_s = 2 * (300 + 120 + 60) + 2 * (90 + 30 + 0) + 6 * (120 + 30)
    assert pool.work_us.sum() == pytest.approx(by_hand_s * 1e6)
    assert pool.busiest is not None
    logs = [simulate(scenario, seed=7, replication=r) for r in range(40)]
    hours = np.array([busy_hours(log, ("operators", "floor")) for log in logs])
    assert stats.ttest_1samp(hours, by_hand_s / 3600).pvalue > 1e-4


def test_arms_of_a_few_units_are_expected_to_go_to_each_once(tmp_path: Path) -> None:
    """Two arms and two units: each gets one, whatever its share."""
    document = {**CHAIN, "tickets": {"routes": [{"units": {"water": 0.9, "power": 0.1}, "arms": [0.0, 1.0]}]}}
    plan = checked_plan(read(document))
    loads = pool_loads(plan, line_loads(plan))
    hours = {plan.group_names[pool.groups[0]]: float(pool.work_us.sum()) / HOUR_US for pool in loads}
    tickets = expected_days(plan).tickets.sum(axis=0)
    assert hours["power"] == pytest.approx(tickets.sum() * 1.5)
    assert hours["water"] == pytest.approx(tickets @ [0.5, 2.0])


def test_the_chance_to_be_among_the_chosen_is_that_of_drawing_one_after_the_other() -> None:
    """Three units with shares 0.5, 0.3 and 0.2, two drawn: worked by hand."""
    from sim.checks.work import _chosen

    first, second, third = 0.5, 0.3, 0.2
    by_hand = [
        first + second * first / (1 - second) + third * first / (1 - third),
        second + first * second / (1 - first) + third * second / (1 - third),
        third + first * third / (1 - first) + second * third / (1 - second),
    ]
    assert _chosen(np.array([first, second, third]), 2) == pytest.approx(by_hand, abs=1e-5)
    assert _chosen(np.full(6, 1 / 6), 4) == pytest.approx([4 / 6] * 6, abs=1e-9)
