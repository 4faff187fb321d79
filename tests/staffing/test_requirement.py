"""People needed in each interval of each pool: formula and simulation against what is exact, hours, days."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import gamma

import sim
from sim.checks import checked_plan
from sim.errors import ScenarioError
from sim.planning.requirement import Requirement, requirement
from sim.plans.by_heads import plan_with_heads
from sim.plans.expectations import staffed_us
from sim.queueing.erlang import least_operators
from sim.queueing.transient import Floor, Stretch
from sim.report.requirement import planners_table, requirement_answer, requirement_sentences, requirement_text
from sim.scenario.schema import Scenario
from sim.staffing.by_interval import edges_of, factor_of_day

from .floors import IN_TIME, all_day, exponential, floor, group

HOURS = 24
QUARTER_DAY = {"report": {"interval": "6 h"}}


def steady(patience: str | None, **more: Any) -> Scenario:
    """2,880 calls a day, evenly, of 3 minutes: 6 erlang."""
    desk = {"desk": group(all_day(1), talk=exponential("180 s"))}
    callers = {} if patience is None else {"patience": exponential(patience)}
    return floor(2880, desk, IN_TIME, **{"callers": callers, **QUARTER_DAY, **more})


def wave(minutes: int, load: float, days: int = 2) -> Scenario:
    """Days whose rate is a sine by the hour, work of so many minutes, nobody gives up."""
    shares = [1 + 0.7 * math.sin(2 * math.pi * (hour + 0.5 - 3) / HOURS) for hour in range(HOURS)]
    per_day = load * 1440 / minutes
    profile = [share / sum(shares) for share in shares]
    return floor(
        per_day, {"desk": group(all_day(1), talk=exponential(f"{minutes} min"))},
        demand={"calls": {"per_day": per_day, "profile": profile, "types": {"any": 1}}},
        clock={"start": "2025-06-02", "days": days, "zone": "UTC"}, report={"interval": "1 h"},
    )  # fmt: skip


@pytest.mark.parametrize("method", ["formula", "simulation"])
@pytest.mark.parametrize("patience_s", [None, 120.0])
def test_where_erlang_is_exact_both_methods_are_erlangs(method: Any, patience_s: float | None) -> None:
    """A constant rate, exponential lengths, round the clock: each quarter of the day needs what Erlang C or A says.

    With one fewer 71 % (73 %) are in time, with the answer 86 % (84 %); the target of 80 % is more than 7 standard
    errors of 40 days from both.
    """
    patience = None if patience_s is None else f"{patience_s:g} s"
    found = requirement(steady(patience), method=method, replications=40)
    least = least_operators(0.8, 20, 2880 / 86400, 180, patience_s)
    assert found.frame()["required"].tolist() == [least] * 4
    assert found.is_settled
    if method == "simulation":
        (pool,) = found.pools
        assert (pool.low > 0.8).all()


def test_iteration_steadies_the_chance_to_wait() -> None:
    """Half-hour work on a wave of 20 erlang: iterated staffing keeps the exact chance to wait near 20 % all day.

    It is that of Kolmogorov's equations with the heads found (who leaves ends the work in hand). The heads rest on the
    share waiting in each hour of 100 runs, which its 95 % interval bounds to 7.5 points either way; an hour's exact
    chance is held to no more than 20 % and half of its own interval. Staffing by the day's mean would leave the band.
    """
    scenario = wave(30, 20)
    found = requirement(scenario, method="simulation", delay="20 %", replications=100, engine="kernel")
    (pool,) = found.pools
    assert found.is_settled
    second = slice(HOURS, 2 * HOURS)
    half = ((pool.high - pool.low) / 2)[second]
    assert half.max() < 0.075
    assert (pool.high[second] > 0.8).all()
    waits = _waiting(scenario, pool.required)[second]
    assert (waits < 0.2 + half).all()
    assert waits.min() > 0.1
    flat = np.full(2 * HOURS, math.ceil(pool.required[second].mean()))
    assert _waiting(scenario, flat)[second].max() > 0.5


def _waiting(scenario: Scenario, heads: Any) -> Any:
    plan = checked_plan(scenario)
    rate = plan.streams[0].mean.sum(axis=1) / 3600
    stretches = [Stretch(3600, float(calls), int(count)) for calls, count in zip(rate, heads, strict=True)]
    passed = Floor(1800, leaving="finish, by chance").course(stretches).passed
    return np.array([part.waiting / part.offered for part in passed])


def test_the_formula_follows_the_work_not_the_calls() -> None:
    """Work of 30 minutes keeps people busy after the calls: needs are late by it, and lower than calls have them."""
    found = requirement(wave(30, 20, days=3), delay="20 %", replications=40).frame()
    needed = found["required"].to_numpy()[HOURS : 2 * HOURS]
    rate = checked_plan(wave(30, 20)).streams[0].mean.sum(axis=1)[:HOURS] / 3600
    plain = np.array([least_operators(0.8, 0, float(calls), 1800) for calls in rate])
    assert needed[4:9].sum() < plain[4:9].sum()  # while calls rise
    assert needed[14:19].sum() > plain[14:19].sum()  # while they fall


def test_busy_days_need_what_their_quantile_brings() -> None:
    """90 % of days bring no more than the 90 % quantile of the day's factor, a gamma law: the answer is that rate's."""
    busy = steady(None).replace({"demand.calls.busyness_cv": "30 %"})
    factor = gamma.ppf(0.9, 1 / 0.09, scale=0.09)
    assert factor_of_day(checked_plan(busy).streams[0], 0.9) == pytest.approx(factor, rel=1e-9)
    assert factor_of_day(checked_plan(busy).streams[0], None) == 1
    least = least_operators(0.8, 20, 2880 / 86400 * factor, 180)
    assert requirement(busy, days="90 %", replications=40).frame()["required"].tolist() == [least] * 4
    assert requirement(busy, replications=40).frame()["required"].tolist() == [9] * 4
    simulated = requirement(busy, days="90 %", method="simulation", replications=40)
    assert simulated.frame()["required"].tolist() == [least] * 4


def test_two_factors_have_the_quantile_of_their_product() -> None:
    """A day's factor and a finer one: against a million draws of both."""
    stream = checked_plan(
        steady(None).replace({"demand.calls.busyness_cv": "20 %", "demand.calls.fine_busyness_cv": "10 %"})
    ).streams[0]
    draws = np.random.default_rng(1)
    product = draws.gamma(25, 1 / 25, 1_000_000) * draws.gamma(100, 1 / 100, 1_000_000)
    assert factor_of_day(stream, 0.9) == pytest.approx(np.quantile(product, 0.9), abs=0.002)


@pytest.fixture(scope="module")
def chain() -> dict[str, Requirement]:
    """A hotline from call to closure, by both methods."""
    scenario = sim.load_scenario("template_chain", ["clock.days=2", "report.interval=1 h"])
    return {method: requirement(scenario, method=method, replications=3) for method in ("formula", "simulation")}


@pytest.mark.parametrize("method", ["formula", "simulation"])
def test_every_pool_is_told_within_its_hours(chain: dict[str, Requirement], method: str) -> None:
    """Operators, desks and crews each have rows; nobody is asked for while a desk or a unit is closed."""
    frame = chain[method].frame()
    pools = ["floor", "dispatch_desk", "quality_desk", "town", "department", "utility_company"]
    assert frame["pool"].unique().tolist() == pools
    for name, part in frame.groupby("pool"):
        assert part["required"].sum() > 0
        if name != "floor":
            assert (part["required"][part["rostered"] == 0] == 0).all()
    town = frame[frame["pool"] == "town"]
    assert (town["required"] % 6 == 0).all()  # six copies, each with as many
    assert (frame["over_under"] == frame["present"] - frame["required"]).all()


def test_people_found_are_enough_where_they_were_asked_for(chain: dict[str, Requirement]) -> None:
    """With the heads of the iteration, each pool keeps its share over the day, but for 3 points of chance."""
    found = chain["simulation"]
    for pool in found.pools:
        load = pool.load
        known = np.isfinite(pool.in_time) & (load.work.offered > 0)
        weights = load.work.offered[known]
        assert (pool.in_time[known] @ weights) / weights.sum() > pool.asked.share - 0.03, load.name


def test_heads_by_piece_are_there() -> None:
    """A plan with heads has just so many people at work in each piece, none on a break, and past midnight the same."""
    plan = checked_plan(sim.load_scenario("template_town", ["clock.days=2"]))
    edges_us = edges_of(plan, 3_600_000_000)
    heads = np.array([[3, 0, 2, 5] * 12])
    changed = plan_with_heads(plan, heads, edges_us)
    assert (staffed_us(changed, edges_us) == heads * 3_600_000_000).all()
    night = plan_with_heads(plan, np.full((1, 48), 4), edges_us).roster
    assert len(night.duty_person) == 4
    assert (night.duty_end_us - night.duty_start_us == plan.horizon_us).all()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"method": "guess"}, "there is no method 'guess': choose 'formula' or 'simulation'"),
        ({"delay": "120 %"}, "--delay: '120 %' is not a share between 0 % and 100 %"),
        ({"delay": "0 %"}, "--delay: '0 %' is out of range: write a share above 0 % and below 100 %"),
        ({"days": 1}, "--days: 1 is out of range: write a share above 0 % and below 100 %"),
        (
            {"within": "5"},
            "--within: '5' is not a length of time: write a number and a unit, such as '30 s' or '5 min'",
        ),
        ({"group": "desc"}, "there is no group 'desc' - did you mean 'desk'?"),
        ({"replications": 1}, "a single replication tells no requirement: ask for 2 or more, better 20"),
    ],
)
def test_questions_without_sense_are_refused(asked: dict[str, Any], sentence: str) -> None:
    """Each with a sentence that says what would be right."""
    with pytest.raises(ScenarioError) as refused:
        requirement(steady(None), **asked)
    assert refused.value.sentence == sentence


def test_a_promise_to_all_is_refused() -> None:
    """No number of people keeps it."""
    every = {"measure": "service_level", "within": "20 s", "at_least": "100 %"}
    with pytest.raises(ScenarioError, match="promises all calls in time, which no number of people keeps"):
        requirement(steady(None).replace({"targets": [every]}))


def test_pages_are_chinese(chain: dict[str, Requirement]) -> None:
    """Sentences, headings and kinds of days; the keys of the object stay English."""
    text = requirement_text(chain["formula"], "zh")
    assert text.startswith("各时段需求人数，按公式")
    assert "需求在席人数" in text
    assert list(planners_table(chain["formula"].frame(), "zh").columns)[:3] == ["岗组", "日期", "时段"]
    assert requirement_text(chain["simulation"], "zh").startswith("各时段需求人数，按仿真")
    assert {"pools", "intervals"} <= set(requirement_answer(chain["simulation"], "zh"))


def test_the_pools_that_miss_most_are_told_first(chain: dict[str, Requirement]) -> None:
    """How often too few are at work, and where most; by hand from the table."""
    frame = chain["formula"].frame()
    under = frame.assign(under=(frame["required"] - frame["present"]).clip(lower=0.0))
    order = under.groupby("pool")["under"].sum().sort_values(ascending=False)
    told = [line for line in requirement_sentences(chain["formula"]) if "too few at work" in line]
    assert [line.partition(":")[0] for line in told] == list(order[order > 0].index[:3])
    mine = under[under["pool"] == order.index[0]]
    worst = mine.loc[mine["under"].idxmax()]
    assert f"in {(mine['under'] > 0).sum()} of {len(mine)} intervals" in told[0]
    assert f"({worst['required']} required, " in told[0]
