"""The engine against Erlang's formulas: independent replications, stationary part only, |t| below its 5e-9 limit.

Each replication is a day that starts empty. Counted are callers who ring after the first four hours (at least 40
service times) and before the last one, so that what becomes of them is known. Poisson arrivals see time averages:
over such callers, (number who wait) - (number who ring) x P(wait) has mean zero without any bias of ratios, and so
for every other share or sum.

What a replication owes to its own luck is taken out by regression on numbers with known means: how many rang, how
long they would talk and wait, and how busy an unlimited floor would have been (their means are held too). The smallest
relative error of a formula that would be found with chance 0.99, (limit + 2.33) standard errors, is printed and held
to what the test says.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from sim.chance.keyed import Purpose, uniform_column
from sim.rules.codes import NOT_YET, Outcome
from sim.simulation import simulate

from ..workload.building import DAY, FALSE_ALARM, HOUR, check_mean, outside, scenario_of, staffed
from .formulas import erlang_a, erlang_a_answered_within, erlang_b, erlang_c, erlang_c_wait

WARM_UP, TAIL = 4 * HOUR, HOUR
SEED = 31


@dataclass(frozen=True)
class Floor:
    """Operators, load in service times, leaving rate per service time (0: nobody gives up), mean talk, trunks."""

    servers: int
    load: float
    leaving: float = 0.0
    talk_s: int = 360
    trunks: int | None = None


@dataclass(frozen=True)
class Day:
    """The counted callers of a replication: waits in service times, what became of them, and its luck."""

    wait: npt.NDArray[np.float64]
    outcome: npt.NDArray[np.int64]
    luck: tuple[float, ...]


@lru_cache(maxsize=2)
def days_of(floor: Floor, replications: int) -> list[Day]:
    """So many replications."""
    callers: dict[str, object] = {}
    if floor.leaving:
        callers["patience"] = {"law": "exponential", "mean": f"{floor.talk_s / floor.leaving} s"}
    if floor.trunks is not None:
        callers["trunks"] = floor.trunks
    scenario = scenario_of(
        demand={"calls": {"per_day": floor.load * 86_400 / floor.talk_s, "types": {"any": 1.0}}},
        callers=callers,
        operators=staffed(floor.servers, f"{floor.talk_s} s"),
    )
    days = []
    for replication in range(replications):
        log = simulate(scenario, seed=SEED, replication=replication)
        c, world = log.contacts, outside(log.plan, replication, SEED)
        counted = (c["arrived_us"] >= WARM_UP) & (c["arrived_us"] < DAY - TAIL)
        outcome = c["outcome"][counted]
        assert (outcome != Outcome.WAITING).all()
        left = np.where(c["answered_us"] == NOT_YET, c["left_us"], c["answered_us"])[counted]
        wait = (left - c["arrived_us"][counted]) / (floor.talk_s * 1e6)
        talk, patience = (
            -np.log1p(-uniform_column(SEED, replication, purpose, int(world.name_key[0]), world.entity, 0))
            for purpose in (Purpose.TALK, Purpose.PATIENCE)
        )
        gone = np.sort(world.arrival_us / (floor.talk_s * 1e6) + talk)
        busy = np.arange(len(gone)) - np.searchsorted(gone, world.arrival_us / (floor.talk_s * 1e6))
        days.append(Day(wait, outcome, _luck(floor, talk[counted], patience[counted], busy[counted])))
    return days


def _luck(
    floor: Floor, talk: npt.NDArray[np.float64], patience: npt.NDArray[np.float64], busy: npt.NDArray[np.int64]
) -> tuple[float, ...]:
    """Distance from their means of: callers, talk, how busy an unlimited floor was when they rang, patience then."""
    n = len(talk)
    states = stats.poisson(floor.load)
    many = float(states.sf(floor.servers - 1))
    over = floor.load * float(states.sf(floor.servers - 2)) - floor.servers * many
    found = [
        n - floor.load * (DAY - TAIL - WARM_UP) / (floor.talk_s * 1e6),
        float(talk.sum()) - n,
        float((busy >= floor.servers).sum()) - n * many,
        float(np.maximum(busy - floor.servers, 0).sum()) - n * over,
    ]
    if floor.leaving:
        short = patience < 0.25
        found.append(float((short - (1 - math.exp(-0.25)))[busy >= floor.servers].sum()))
        found.append(float((patience - 1)[busy >= floor.servers].sum()))
    return tuple(found)


def hold(name: str, days: list[Day], sums: list[float], formula: float, finds: float) -> None:
    """Hold sums over counted callers against callers x formula, and the power of that against what is stated."""
    callers = np.array([len(day.wait) for day in days])
    surprise = np.array(sums, dtype=float) - callers * formula
    luck = np.array([day.luck for day in days])
    for column in luck.T:
        check_mean(column, 0.0, "luck")
    terms = np.column_stack([np.ones(len(days)), luck / luck.std(axis=0)])
    fit = np.linalg.lstsq(terms, surprise, rcond=None)[0]
    free = len(days) - terms.shape[1]
    spread = ((surprise - terms @ fit) ** 2).sum() / free * np.linalg.inv(terms.T @ terms)[0, 0]
    error, limit = math.sqrt(spread), float(stats.t.isf(FALSE_ALARM / 2, free))
    found = (limit + 2.33) * error / (callers.mean() * formula)
    print(
        f"{name}: formula {formula:.5f}, engine {formula + fit[0] / callers.mean():.5f} ({callers.sum():,} callers), "
        f"t = {fit[0] / error:+.2f} (limit {limit:.2f}); finds an error of {found:.1%}"
    )
    assert abs(fit[0] / error) < limit
    assert found < finds


def share(days: list[Day], outcome: Outcome) -> list[float]:
    """Number of counted callers with an outcome, by day."""
    return [float((day.outcome == outcome).sum()) for day in days]


def who_wait(days: list[Day]) -> list[float]:
    """Number of counted callers who wait at all, by day."""
    return [float((day.wait > 0).sum()) for day in days]


@pytest.mark.parametrize("floor", [Floor(5, 5.0, trunks=5)])
def test_erlang_b(floor):
    """As many trunks as operators and no wrap-up: who finds all busy is blocked, with Erlang B's chance (to 3 %)."""
    days = days_of(floor, 140)
    hold("P(blocked)", days, share(days, Outcome.BLOCKED), erlang_b(floor.servers, floor.load), finds=0.03)
    assert all((day.wait == 0).all() for day in days)


@pytest.mark.parametrize(
    ("floor", "replications", "finds"), [(Floor(1, 0.5, talk_s=120), 150, 0.03), (Floor(3, 1.5, talk_s=180), 100, 0.06)]
)
def test_erlang_c(floor, replications, finds):
    """Nobody gives up: the share that waits (to 3 %, to 6 % with three operators) and the mean wait are Erlang C's."""
    days = days_of(floor, replications)
    hold("P(wait)", days, who_wait(days), erlang_c(floor.servers, floor.load), finds)
    hold("mean wait", days, [day.wait.sum() for day in days], erlang_c_wait(floor.servers, floor.load), finds=0.2)
    assert sum(share(days, Outcome.ANSWERED)) == sum(len(day.wait) for day in days)


@pytest.mark.parametrize(
    ("floor", "replications", "finds"),
    [
        (Floor(3, 3.0, leaving=1.0), 120, 0.05),
        (Floor(4, 3.6, leaving=0.5), 135, 0.06),
        (Floor(4, 6.0, leaving=2.0), 90, 0.03),
    ],
)
def test_erlang_a(floor, replications, finds):
    """With exponential patience the shares that wait (to 3 %) and give up (to 3 % in overload, else 5-6 %), the mean
    wait and the share answered within a fifth of a service time are Erlang A's."""
    days = days_of(floor, replications)
    waits, gives_up, waiting = erlang_a(floor.servers, floor.load, floor.leaving)
    hold("P(wait)", days, who_wait(days), waits, finds=0.03)
    hold("P(gives up)", days, share(days, Outcome.ABANDONED), gives_up, finds)
    hold("mean wait", days, [day.wait.sum() for day in days], waiting / floor.load, finds=0.1)
    within = [float(((day.wait <= 0.2) & (day.outcome == Outcome.ANSWERED)).sum()) for day in days]
    formula = erlang_a_answered_within(floor.servers, floor.load, floor.leaving, 0.2)
    hold("P(answered within 0.2)", days, within, formula, finds=0.05)
