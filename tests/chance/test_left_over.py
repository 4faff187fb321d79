"""What is left of a length given its age, against scipy's survival functions, exact laws and each law's own draws."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.chance.keyed import Purpose, uniform
from sim.chance.laws import UNIFORM, quantile
from sim.chance.left_over import draw_left_us, left_over, length_left_us, longest_length, work_left_us

from ..workload.building import FALSE_ALARM, write_csv
from .test_laws import LARGEST, MEAN, SMALLEST, frozen, row_of

LAWS: tuple[dict[str, Any], ...] = (
    {"law": "exponential", "mean": "60 s"},
    {"law": "lognormal", "mean": "60 s", "cv": 0.3},
    {"law": "lognormal", "mean": "60 s", "cv": 3.0},
    {"law": "gamma", "mean": "60 s", "cv": 0.5},
    {"law": "gamma", "mean": "60 s", "cv": 2.0},
    {"law": "erlang", "mean": "60 s", "stages": 4},
    {"law": "weibull", "mean": "60 s", "shape": 0.6},
    {"law": "weibull", "mean": "60 s", "shape": 5.0},
)
SHARES = np.concatenate([10.0 ** -np.arange(1, 16, 2), np.linspace(0.05, 0.95, 19), 1 - 10.0 ** -np.arange(2, 14, 2)])


def tolerance(law: dict[str, Any]) -> float:
    """Tables of quantiles are good to 1e-5 of the length up to a cv of 2; the closed laws to rounding."""
    return 3e-5 if law["law"] in ("gamma", "erlang") else 1e-9


@pytest.mark.parametrize("law", LAWS, ids=lambda law: "-".join(str(value) for value in law.values()))
@pytest.mark.parametrize("lasted", [1e-3, 0.2, 1.0, 3.0, 8.0])
def test_it_is_the_conditional_law(law: dict[str, Any], lasted: float) -> None:
    """Age and rest together are F^-1(F(age) + u (1 - F(age))), by scipy's survival function and its inverse."""
    row, age = row_of(**law), lasted * MEAN
    exact = frozen(law)
    for u in SHARES.tolist():
        whole = age + left_over(*row, age, u)
        beyond = exact.sf(age) * (1 - u)
        if beyond < 1e-13:
            continue
        expected = exact.isf(beyond) if beyond < 0.5 else exact.ppf(exact.cdf(age) + u * exact.sf(age))
        assert whole == pytest.approx(expected, rel=tolerance(law), abs=1e-3), u


@pytest.mark.parametrize("law", LAWS, ids=lambda law: "-".join(str(value) for value in law.values()))
def test_a_length_that_begins_now_is_drawn_as_ever(law: dict[str, Any]) -> None:
    """Without an age what is left is the whole length, to the last bit."""
    row = row_of(**law)
    for u in (SMALLEST, *SHARES.tolist(), LARGEST):
        assert left_over(*row, 0.0, u) == quantile(*row, u)


def test_an_exponential_has_no_memory() -> None:
    """However long it has lasted, what is left is a fresh draw, to the last bit."""
    row = row_of(law="exponential", mean="60 s")
    for u in (SMALLEST, *SHARES.tolist(), LARGEST):
        assert len({left_over(*row, age, u) for age in (0.0, 1.0, MEAN, 1e4 * MEAN)}) == 1


def test_the_rest_of_a_fixed_length() -> None:
    """Ten days that have lasted nine end in one day; those that have lasted ten or twelve end at once."""
    day = 86_400_000_000
    row = row_of(law="deterministic", value="10 d")
    for age, left in ((9 * day, day), (10 * day - 1, 1), (10 * day, 1), (12 * day, 1), (0, 10 * day)):
        assert draw_left_us(1, 0, *row, Purpose.OUTSIDE_DELAY, 5, 7, 0, 1.0, age) == left


def test_uniform_and_triangular_by_hand() -> None:
    """Between 2 and 6 h, 3 h old: even over the 3 h that are left. A triangle's falling side keeps its shape."""
    hour = 3_600e6
    even = row_of(law="uniform", low="2 h", high="6 h")
    assert [left_over(*even, 3 * hour, u) / hour for u in (0.25, 0.5, 0.75)] == pytest.approx([0.75, 1.5, 2.25])
    assert left_over(*even, 1 * hour, 0.5) / hour == pytest.approx(3.0)  # younger than any: the whole law, less its age
    assert left_over(*even, 6 * hour, 0.5) == left_over(*even, 7 * hour, 0.5) == 0
    # from 0 to 4 h with its top at 1 h; from 2 h on (4 - x)^2 / 12 lasts longer than x: a quarter of that at 3 h.
    falling = row_of(law="triangular", low="0 s", mode="1 h", high="4 h")
    assert left_over(*falling, 2 * hour, 0.75) / hour == pytest.approx(1.0)
    assert left_over(*falling, 4 * hour, 0.75) == 0
    # rising from 0 to its top at 4 h: 1 - x^2/16 lasts longer than x; after 2 h 3/4, and half of that up to sqrt(10) h.
    rising = row_of(law="triangular", low="0 s", mode="4 h", high="4 h")
    assert left_over(*rising, 2 * hour, 0.5) / hour == pytest.approx(math.sqrt(10) - 2)
    both = row_of(law="triangular", low="1 h", mode="3 h", high="4 h")
    exact = stats.triang(2 / 3, loc=1, scale=3)
    for age in (0.5, 1.0, 1.5, 2.9, 3.0, 3.1, 3.99):
        for u in (1e-6, 0.1, 0.5, 0.9, 1 - 1e-6):
            expected = exact.isf(exact.sf(age) * (1 - u)) - age
            assert left_over(*both, age * hour, u) / hour == pytest.approx(expected, abs=1e-7)


def test_weibull_by_its_formula() -> None:
    """The rest is ((age/scale)^k + E)^(1/k) x scale - age; over a wide range of shapes and ages, in 60 digits."""
    for shape in (0.3, 1.0, 2.5, 9.0, 19.0):
        row = row_of(law="weibull", mean="60 s", shape=shape)
        for age in (1.0, 1e3, 1e6, 6e7, 1e9, 1e12):
            for u in (1e-9, 0.3, 1 - 1e-9):
                with localcontext() as context:
                    context.prec, context.Emax, context.Emin = 60, 10**6, -(10**6)
                    scale, k = Decimal(row[1]), 1 / Decimal(row[2])
                    hazard = -(1 - Decimal(u)).ln()
                    exact = ((Decimal(age) / scale) ** k + hazard) ** (1 / k) * scale - Decimal(age)
                assert left_over(*row, age, u) == pytest.approx(float(exact), rel=1e-9, abs=1e-6), (shape, age, u)


def test_far_out_on_a_lognormal_tail() -> None:
    """Where the normal tail has no floating-point numbers left, the rest is that of its asymptotic hazard."""
    row = row_of(law="lognormal", mean="10 min", cv=0.1)
    day = 86_400e6
    for age in (day, 9 * day, 1000 * day):
        z = (math.log(age) - row[1]) / row[2]
        assert z > 30
        # The log of the survival function falls by z + 1/z - ... per unit of z: exponential in z to first order.
        for u in (0.1, 0.5, 0.9):
            step = -math.log1p(-u) / (z + 1 / z)
            assert left_over(*row, age, u) == pytest.approx(age * math.expm1(row[2] * step), rel=2e-3)
    # on both sides of the change of method
    edge = math.exp(row[1] + row[2] * 30)
    near = [left_over(*row, edge * (1 + shift), 0.5) for shift in (-1e-9, 1e-9)]
    assert near[0] == pytest.approx(near[1], rel=1e-5)


def test_a_table_ends_like_an_exponential() -> None:
    """A gamma law is memoryless far out: at an age of 10^3 or 10^9 means the rest has nearly the scale as its mean."""
    row = row_of(law="gamma", mean="60 s", cv=0.5)
    scale = MEAN * 0.25
    u = (np.arange(20_000) + 0.5) / 20_000
    for age in (1e3 * MEAN, 1e9 * MEAN):
        mean = np.mean([left_over(*row, age, share) for share in u.tolist()])
        assert mean == pytest.approx(scale, rel=0.15)
        assert left_over(*row, age, 0.5) == left_over(*row, 1e3 * MEAN, 0.5)


def test_observed_lengths(tmp_path) -> None:
    """Of observed lengths those above the age are left, each as likely; none above it: it ends at once."""
    write_csv(tmp_path, "seen.csv", "h", ["5", "1", "2", "2", "9", "4"])
    row = row_of(str(tmp_path), law="empirical", file="seen.csv", column="h", unit="h")
    hour = 3_600e6
    assert [left_over(*row, 2 * hour, u) / hour for u in (0.1, 0.5, 0.9)] == [2.0, 3.0, 7.0]  # 4, 5, 9
    assert left_over(*row, 1.5 * hour, 0.01) / hour == 0.5
    assert left_over(*row, 9 * hour, 0.5) == left_over(*row, 10 * hour, 0.5) == 0
    assert longest_length(*row) == 9 * hour


BOUNDED = [
    {"share": "50 %", "length": {"law": "deterministic", "value": "10 s"}},
    {"share": "50 %", "length": {"law": "uniform", "low": "60 s", "high": "100 s"}},
]


def test_mixtures_remember_their_kind() -> None:
    """Of 10 s and 60 to 100 s, half each, what has lasted 80 s is of the second: 0 to 20 s are left, all alike.

    What has lasted as long as the longest, or longer, ends at once.
    """
    row = row_of(law="mixture", parts=BOUNDED)
    rest = [left_over(*row, 80e6, u) / 1e6 for u in (0.25, 0.5, 0.75)]
    assert rest == pytest.approx([5, 10, 15], rel=1e-4)
    assert left_over(*row, 20e6, 0.5) / 1e6 == pytest.approx(60, rel=1e-3)
    for age in (100e6, 100.000001e6, 1e12):
        assert left_over(*row, age, 0.5) == pytest.approx(0, abs=1e-3)


def test_hyperexponential_remembers_its_branch() -> None:
    """A mix of 1 min and 100 min, 30 min old, is nearly surely the long one: its rest has a mean of 100 min."""
    branches = [{"share": "90 %", "mean": "1 min"}, {"share": "10 %", "mean": "100 min"}]
    row = row_of(law="hyperexponential", branches=branches)
    u = ((np.arange(5_000) + 0.5) / 5_000).tolist()
    rest = np.mean([left_over(*row, 30 * 60e6, share) for share in u])
    assert rest == pytest.approx(100 * 60e6, rel=0.01)
    fresh = np.mean([left_over(*row, 0.0, share) for share in u])
    assert fresh == pytest.approx(10.9 * 60e6, rel=0.02)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: "-".join(str(value) for value in law.values()))
def test_lengths_that_outlast_an_age_are_what_is_left(law: dict[str, Any]) -> None:
    """Fresh draws that are longer than an age, less the age, have the law of what is left (two-sample KS test)."""
    row, age, n = row_of(**law), 0.7 * MEAN, 4000
    fresh = np.array([quantile(*row, uniform(3, 0, Purpose.WORK, 1, i, 0)) for i in range(6 * n)])
    longer = fresh[fresh > age][:n] - age
    left = [left_over(*row, age, uniform(3, 0, Purpose.OUTSIDE_DELAY, 2, i, 0)) for i in range(n)]
    assert len(longer) > n / 3
    assert stats.ks_2samp(longer, left).pvalue > FALSE_ALARM


def test_compiled_and_plain_are_one() -> None:
    """The compiled function gives the microseconds of the plain one, for every law, age and draw."""
    rng = np.random.default_rng(20261128)
    laws = [row_of(**law) for law in LAWS]
    laws += [
        row_of(law="uniform", low="10 s", high="90 s"),
        row_of(law="triangular", low="1 s", mode="50 s", high="120 s"),
        row_of(law="deterministic", value="60 s"),
        row_of(law="hyperexponential", mean="60 s", cv=2),
        row_of(law="mixture", parts=BOUNDED),
    ]
    for row in laws:
        for age in [0, 1, *rng.integers(1, 200_000_000, 60).tolist(), 10**12, 10**16]:
            key = (1, 0, *row, Purpose.OUTSIDE_DELAY, 3, int(age) % 977, 0, 1.0, int(age))
            assert draw_left_us(*key) == length_left_us(*key), (row[:4], age)


def test_the_longest_length() -> None:
    """Only laws that end somewhere have a longest length."""
    assert longest_length(*row_of(law="uniform", low="2 s", high="6 s")) == 6e6
    assert longest_length(*row_of(law="triangular", low="2 s", mode="3 s", high="7 s")) == 7e6
    assert longest_length(*row_of(law="deterministic", value="5 s")) == 5e6
    assert all(longest_length(*row_of(**law)) == math.inf for law in LAWS)
    assert row_of(law="uniform", low="2 s", high="6 s")[0] == UNIFORM


def rests(travel: dict[str, Any] | None, work: dict[str, Any] | None, age: float, n: int = 4_000) -> np.ndarray:
    """What is left of a crew's travel and work of some lengths of age, in seconds, for n tickets; at half the pace."""
    rows = [row_of(**law) for law in (travel, work) if law is not None]
    kind = np.array([row[0] for row in rows], dtype=np.int64)
    columns = [np.array([row[k] for row in rows], dtype=np.float64) for k in (1, 2, 3)]
    laws = (0 if travel else -1, len(rows) - 1 if work else -1)
    table, age_us = np.empty(0), round(age * 1e6)
    left = [work_left_us(7, 0, kind, *columns, table, *laws, 1.0, 1.0, 5, who, age_us, 0.5) for who in range(n)]
    return np.array(left) / 1e6


def test_what_is_left_of_travel_and_work() -> None:
    """Fixed lengths leave their rest; one exponential law has no memory; a sum is drawn given that it lasts longer.

    Two tests of Kolmogorov and Smirnov at `FALSE_ALARM`. At half the pace all takes twice as long.
    """
    fixed, other = {"law": "deterministic", "value": "10 s"}, {"law": "deterministic", "value": "20 s"}
    assert rests(fixed, other, 12, 1) == pytest.approx(36)
    assert rests(None, other, 12, 1) == pytest.approx(16)
    assert rests(other, None, 12, 1) == pytest.approx(16)
    assert rests(fixed, other, 31, 1) == pytest.approx(1e-6), "older than it ever is: over at once"
    any_length = {"law": "exponential", "mean": "60 s"}
    assert stats.kstest(rests(None, any_length, 500), stats.expon(scale=120).cdf).pvalue > FALSE_ALARM

    # A uniform journey of 10 to 30 s and exponential work of 60 s: P(T + W > x) is an integral over the journey.
    def beyond(x: float) -> float:
        journeys = np.linspace(10, 30, 20_001)
        return float(np.mean(np.exp(-np.maximum(x - journeys, 0) / 60)))

    found = rests({"law": "uniform", "low": "10 s", "high": "30 s"}, any_length, 50)
    given = np.vectorize(lambda left: 1 - beyond(50 + left / 2) / beyond(50))
    assert stats.kstest(found, given).pvalue > FALSE_ALARM
