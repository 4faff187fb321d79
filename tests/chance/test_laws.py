"""Laws as quantile functions, against scipy's: accuracy over all of (0, 1), moments of keyed draws, edges."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import optimize, special, stats

from sim.calendar.days import make_calendar
from sim.chance import laws as kinds
from sim.chance.keyed import Purpose, entity_column, uniform_column
from sim.chance.laws import LONGEST, draw_us, normal_quantile, quantile, quantile_column, whole_us
from sim.plans.laws import LawRows
from sim.scenario.laws import Law

from ..workload.building import FALSE_ALARM, check_mean, write_csv
from .test_keyed import source

RNG_SEED = 20261122
CALENDAR, _ = make_calendar(date(2026, 3, 2), 1, "UTC", "none")
SMALLEST, LARGEST = 2.0**-53, 1 - 2.0**-53
"""The least and the greatest number that a keyed draw can be."""
MEAN = 60e6
Quantiles = Callable[[Any], Any]
Row = tuple[int, float, float, float, np.ndarray]


def row_of(folder: str = "", **law: Any) -> Row:
    """A law as the engines get it: kind, three parameters, table."""
    rows = LawRows(folder, CALENDAR)
    number = rows.add(TypeAdapter(Law).validate_python(law))
    packed = rows.packed()
    return (
        int(packed.kind[number]), float(packed.a[number]), float(packed.b[number]), float(packed.c[number]),
        packed.table,
    )  # fmt: skip


def tails(n: int, smallest: float) -> np.ndarray:
    """Numbers from `smallest` to 1/2, evenly spread by their logarithm."""
    return 10 ** np.random.default_rng(RNG_SEED).uniform(math.log10(smallest), math.log10(0.5), n)


def frozen(law: dict[str, Any]) -> Any:
    """The same law in scipy, in microseconds."""
    cv, shape = law.get("cv", 1.0), law.get("shape", 1.0)
    match law["law"]:
        case "exponential":
            return stats.expon(scale=MEAN)
        case "lognormal":
            return stats.lognorm(math.sqrt(math.log1p(cv**2)), scale=MEAN / math.sqrt(1 + cv**2))
        case "gamma":
            return stats.gamma(cv**-2, scale=MEAN * cv**2)
        case "erlang":
            return stats.gamma(law["stages"], scale=MEAN / law["stages"])
        case "weibull":
            return stats.weibull_min(shape, scale=MEAN / math.gamma(1 + 1 / shape))
        case "uniform":
            return stats.uniform(10e6, 60e6)
        case _:
            mode = float(law["mode"].split()[0]) * 1e6
            return stats.triang((mode - 10e6) / 60e6, 10e6, 60e6)


class Mixture:
    """A mix of exponentials; its quantiles by root finding on the logarithm."""

    def __init__(self, shares: list[float], means: list[float]) -> None:
        self.shares, self.means = np.array(shares), np.array(means)

    def cdf(self, x: Any) -> Any:
        """Share of lengths up to x."""
        return -(self.shares * np.expm1(-np.asarray(x)[..., None] / self.means)).sum(axis=-1)

    def sf(self, x: Any) -> Any:
        """Share of lengths above x."""
        return (self.shares * np.exp(-np.asarray(x)[..., None] / self.means)).sum(axis=-1)

    def ppf(self, u: Any) -> np.ndarray:
        """Quantiles of the lower half."""
        return self._roots(self.cdf, u)

    def isf(self, u: Any) -> np.ndarray:
        """Quantiles of the upper half, by their distance from 1."""
        return self._roots(self.sf, u)

    def _roots(self, function: Quantiles, u: Any) -> np.ndarray:
        low, high = math.log(self.means.min()) - 45, math.log(self.means.max()) + 5
        roots = []
        for p in u:
            found = optimize.brentq(
                lambda y, p=p: math.log(function(math.exp(y)) / p), low, high, xtol=1e-13, rtol=1e-15
            )
            roots.append(math.exp(found))
        return np.array(roots)


def balanced(cv: float) -> Mixture:
    """Two branches that carry equal parts of the mean."""
    share = (1 + math.sqrt((cv**2 - 1) / (cv**2 + 1))) / 2
    return Mixture([share, 1 - share], [MEAN / (2 * share), MEAN / (2 * (1 - share))])


def worst(row: Row, ppf: Quantiles, isf: Quantiles, n: int = 2_000, smallest: float = 1e-15) -> tuple[float, float]:
    """The largest error over both tails as a share of the length, half a microsecond forgiven; and where."""
    low = tails(n, smallest)
    high = 1 - low
    found = np.array([quantile(*row, u) for u in (*low, *high)])
    right = np.append(ppf(low), isf(1 - high))
    error = np.maximum(np.abs(found - right) - 0.5, 0.0) / np.maximum(right, 1.0)
    place = int(np.argmax(error))
    return float(error[place]), float(np.append(low, high)[place])


CLOSED = [
    {"law": "exponential", "mean": "60 s"},
    {"law": "lognormal", "mean": "60 s", "cv": 0.1},
    {"law": "lognormal", "mean": "60 s", "cv": 1.2},
    {"law": "lognormal", "mean": "60 s", "cv": 20},
    {"law": "weibull", "mean": "60 s", "shape": 0.5},
    {"law": "weibull", "mean": "60 s", "shape": 3.0},
    {"law": "uniform", "low": "10 s", "high": "70 s"},
    {"law": "triangular", "low": "10 s", "mode": "20 s", "high": "70 s"},
    {"law": "triangular", "low": "10 s", "mode": "10 s", "high": "70 s"},
    {"law": "triangular", "low": "10 s", "mode": "70 s", "high": "70 s"},
]
GAMMAS = [{"law": "gamma", "mean": "60 s", "cv": cv} for cv in (0.011, 0.1, 0.5, 1.0, 2.0, 5.0, 20.0)]
ERLANGS = [{"law": "erlang", "mean": "60 s", "stages": stages} for stages in (1, 2, 10, 1000)]
HYPER_CVS = (1.01, 1.5, 2.0, 3.0, 10.0, 50.0)
BRANCHES = {
    "law": "hyperexponential",
    "branches": [
        {"share": 0.9, "mean": "1 s"},
        {"share": 0.099, "mean": "100 s"},
        {"share": 0.001, "mean": "1000000 s"},
    ],
}


def label(law: dict[str, Any]) -> str:
    """A short name of a law for the test's title."""
    return " ".join(str(value) for key, value in law.items() if key not in ("mean", "low", "high", "branches"))


def test_normal_quantile():
    """The normal quantile is within 1e-15 of scipy's, relative, from 1e-300 up to 1 - 1e-16."""
    p = np.concatenate([tails(20_000, 1e-300), 1 - tails(20_000, 1e-16), [0.075, 0.925, SMALLEST, LARGEST]])
    p = p[(p < 1) & (np.abs(p - 0.5) > 1e-6)]
    found = np.array([normal_quantile(x) for x in p])
    assert np.abs(found / special.ndtri(p) - 1).max() < 1.2e-15
    assert normal_quantile(0.5) == 0.0


@pytest.mark.parametrize("law", CLOSED, ids=label)
def test_closed_quantiles(law):
    """A law with a closed quantile function is within 1e-13 of scipy's, relative, for u from 1e-15 to 1 - 1e-15."""
    same = frozen(law)
    row = row_of(**law)
    low = tails(3_000, 1e-15)
    high = 1 - low
    found = np.array([quantile(*row, u) for u in (*low, *high)])
    right = np.append(same.ppf(low), same.isf(1 - high))
    assert np.abs(found / right - 1).max() < 1e-13


@pytest.mark.parametrize("law", GAMMAS + ERLANGS, ids=label)
def test_gamma_tables(law):
    """Gamma and Erlang tables are good to 1e-5 of the length, or half a microsecond, up to cv 2; beyond to 2e-4."""
    same = frozen(law)
    error, u = worst(row_of(**law), same.ppf, same.isf)
    assert error <= (1e-5 if law.get("cv", 1.0) <= 2 else 2e-4), f"{error:.1e} at u = {u!r}"


@pytest.mark.parametrize("cv", [cv for cv in HYPER_CVS if cv <= 3])
def test_hyperexponential_tables(cv):
    """Hyperexponential tables are good to 1e-5 of the length up to cv 2, and to 4e-5 up to cv 3."""
    same = balanced(cv)
    error, u = worst(row_of(law="hyperexponential", mean="60 s", cv=cv), same.ppf, same.isf, n=600)
    assert error <= (1e-5 if cv <= 2 else 4e-5), f"{error:.1e} at u = {u!r}"


MIXTURES = [({"law": "hyperexponential", "mean": "60 s", "cv": cv}, balanced(cv)) for cv in HYPER_CVS]
MIXTURES += [(BRANCHES, Mixture([0.9, 0.099, 0.001], [1e6, 100e6, 1e12]))]


class Kinds:
    """Several laws of scipy in one, by their shares."""

    def __init__(self, law: dict[str, Any]) -> None:
        self.parts = [(part["share"], scaled(part["length"])) for part in law["parts"]]

    def cdf(self, x: Any) -> Any:
        """Share of lengths up to x."""
        return sum(share * part.cdf(x) for share, part in self.parts)

    def sf(self, x: Any) -> Any:
        """Share of lengths above x."""
        return sum(share * part.sf(x) for share, part in self.parts)


def scaled(law: dict[str, Any]) -> Any:
    """A law of one kind in scipy, in microseconds, by its own parameters."""
    unit = {"us": 1, "s": 1e6, "min": 60e6, "h": 3600e6, "d": 86_400e6}
    given = {
        key: float(value.split()[0]) * unit[value.split()[1]] if isinstance(value, str) else value
        for key, value in law.items()
        if key != "law"
    }
    mean, cv = given.get("mean", 0.0), given.get("cv", 1.0)
    match law["law"]:
        case "exponential":
            return stats.expon(scale=mean)
        case "lognormal":
            sigma = math.sqrt(math.log1p(cv**2))
            return stats.lognorm(sigma, scale=mean * math.exp(-(sigma**2) / 2))
        case "gamma":
            return stats.gamma(cv**-2, scale=mean * cv**2)
        case "erlang":
            return stats.gamma(given["stages"], scale=mean / given["stages"])
        case "weibull":
            return stats.weibull_min(given["shape"], scale=mean / math.gamma(1 + 1 / given["shape"]))
        case "uniform":
            return stats.uniform(given["low"], given["high"] - given["low"])
        case "triangular":
            width = given["high"] - given["low"]
            return stats.triang((given["mode"] - given["low"]) / width, given["low"], width)
        case _:
            branches = [
                (b["share"], scaled({"law": "exponential", "mean": b["mean"]}).mean()) for b in given["branches"]
            ]
            return Mixture(*map(list, zip(*branches, strict=True)))


def kinds_of(*parts: tuple[float, dict[str, Any]]) -> dict[str, Any]:
    """A mixture as a scenario writes it."""
    return {"law": "mixture", "parts": [{"share": share, "length": law} for share, law in parts]}


DAYS_AND_WEEKS = kinds_of(
    (0.7, {"law": "lognormal", "mean": "3 h", "cv": 1.0}), (0.3, {"law": "lognormal", "mean": "20 d", "cv": 0.8})
)
OF_ALL_KINDS = kinds_of(
    (0.2, {"law": "exponential", "mean": "40 s"}),
    (0.1, {"law": "gamma", "mean": "60 s", "cv": 0.5}),
    (0.1, {"law": "erlang", "mean": "80 s", "stages": 3}),
    (0.1, {"law": "weibull", "mean": "60 s", "shape": 0.7}),
    (0.1, {"law": "weibull", "mean": "60 s", "shape": 30.0}),
    (0.1, {"law": "uniform", "low": "10 s", "high": "70 s"}),
    (0.1, {"law": "triangular", "low": "10 s", "mode": "20 s", "high": "90 s"}),
    (0.1, {"law": "triangular", "low": "10 s", "mode": "90 s", "high": "90 s"}),
    (0.1, {"law": "hyperexponential", "branches": [{"share": 0.4, "mean": "5 s"}, {"share": 0.6, "mean": "90 s"}]}),
)


@pytest.mark.parametrize(("law", "within"), [(DAYS_AND_WEEKS, 5e-5), (OF_ALL_KINDS, 2e-6)], ids=["far apart", "all"])
def test_shares_of_kinds(law, within):
    """The share of drawn lengths below any length is right, and both tails to 2e-3 of themselves.

    Between two kinds that lie far apart it is least exact: hardly any lengths are there.
    """
    row, same = row_of(**law), Kinds(law)
    low = tails(2_000, 1e-15)
    below = same.cdf(np.array([quantile(*row, u) for u in low]))
    above = same.sf(np.array([quantile(*row, u) for u in 1 - low]))
    for share, right in ((below, low), (above, 1 - (1 - low))):
        assert np.abs(share - right).max() < within
        assert np.abs(share / right - 1).max() < 2e-3


@pytest.mark.parametrize("law", ["exponential", "lognormal", "gamma", "erlang", "weibull", "uniform", "triangular"])
def test_a_mixture_of_one_is_that_law(law):
    """One kind alone gives the lengths of its law, to 2e-6 of each."""
    one = next(each for each in [*CLOSED, *GAMMAS, *ERLANGS] if each["law"] == law)
    row, same = row_of(**kinds_of((1.0, one))), row_of(**one)
    for u in (1e-9, 1e-4, 0.1, 0.5, 0.77, 0.999, 1 - 1e-9):
        assert quantile(*row, u) == pytest.approx(quantile(*same, u), rel=2e-6)


def test_kinds_with_a_gap_between_them():
    """30 min and 1 to 2 d, of 60 and 40 %: hardly any lengths in between, just as many of each; both ends are kept."""
    law = kinds_of(
        (0.6, {"law": "deterministic", "value": "30 min"}), (0.4, {"law": "uniform", "low": "1 d", "high": "2 d"})
    )
    row, minute = row_of(**law), 60e6
    u = (np.arange(100_000) + 0.5) / 100_000
    lengths = np.array([quantile(*row, share) for share in u]) / minute
    assert lengths.min() == pytest.approx(30, rel=1e-12)
    assert lengths.max() <= 2 * 1440 * (1 + 1e-12)
    assert np.mean(lengths > 30 * (1 + 1e-9)) == pytest.approx(0.4, abs=3e-4)
    assert np.mean((lengths > 30 * (1 + 1e-9)) & (lengths < 1440 * (1 - 1e-9))) < 3e-4
    assert np.quantile(lengths[lengths >= 1440 * (1 - 1e-9)], [0.25, 0.5]) == pytest.approx([1800, 2160], rel=1e-3)


@pytest.mark.parametrize(("law", "same"), MIXTURES, ids=lambda part: label(part) if isinstance(part, dict) else "")
def test_shares_of_mixtures(law, same):
    """The share of drawn lengths below any length is right to 1e-5, and both tails to 0.5 % of themselves.

    Between its branches a wide mixture has hardly any lengths, so errors of single lengths say little there.
    """
    row = row_of(**law)
    low = tails(2_000, 1e-15)
    below = same.cdf(np.array([quantile(*row, u) for u in low]))
    above = same.sf(np.array([quantile(*row, u) for u in 1 - low]))
    for share, right in ((below, low), (above, 1 - (1 - low))):
        assert np.abs(share - right).max() < 1e-5
        assert np.abs(share / right - 1).max() < 5e-3


@pytest.mark.parametrize(
    ("law", "mean", "cv"),
    [(law, MEAN, law.get("cv") or law["stages"] ** -0.5) for law in GAMMAS + ERLANGS]
    + [(law, MEAN, law["cv"]) for law, _ in MIXTURES[:-1]]
    + [(BRANCHES, 1_010.8e6, math.sqrt(2 * (0.9 * 1 + 0.099 * 1e4 + 0.001 * 1e12) / 1_010.8**2 - 1))],
    ids=lambda part: label(part) if isinstance(part, dict) else "",
)
def test_moments_of_tables(law, mean, cv):
    """Mean and cv of what a table draws, integrated over u, are those asked for to 5e-5."""
    _, first, entries, _, table = row_of(**law)
    logit = np.linspace(-36.74, 36.74, 1_000_001)
    weight = special.expit(logit) * special.expit(-logit) * (logit[1] - logit[0])
    nodes = np.linspace(-kinds.TOP_LOGIT, kinds.TOP_LOGIT, int(entries))
    length = np.exp(np.interp(logit, nodes, table[int(first) : int(first + entries)]))
    found, square = (weight * length).sum(), (weight * length**2).sum()
    assert found == pytest.approx(mean, rel=5e-5)
    assert math.sqrt(square - found**2) / found == pytest.approx(cv, rel=5e-5)


@pytest.mark.parametrize("law", [*CLOSED, *GAMMAS, *ERLANGS], ids=label)
def test_mean_and_cv_are_those_asked_for(law):
    """`mean` and `cv` in the file are the mean and coefficient of variation of the law that is drawn (to 1e-12)."""
    same = frozen(law)
    if "mean" in law:
        assert same.mean() == pytest.approx(MEAN, rel=1e-12)
    if "cv" in law:
        assert same.std() / same.mean() == pytest.approx(law["cv"], rel=1e-12)


def drawn(row: Row, n: int = 200_000) -> np.ndarray:
    """Keyed draws of n citizens."""
    who = entity_column(np.full(n, 19_000), np.arange(n) // 5_000, np.arange(n) % 5_000)
    return quantile_column(*row, uniform_column(3, 0, Purpose.TALK, 1, who, 0))


LIGHT = [
    *(law for law in [*CLOSED, *GAMMAS, *ERLANGS] if law.get("cv", 1.0) <= 0.6 and law.get("shape", 1.0) >= 1.0),
]


@pytest.mark.parametrize("law", LIGHT, ids=label)
def test_moments_of_draws(law):
    """Mean and mean square of 200,000 keyed draws are the law's (two z-tests, |z| < 5.85, false alarms 1e-8)."""
    lengths = drawn(row_of(**law)) / MEAN
    same = frozen(law)
    check_mean(lengths, same.mean() / MEAN, "mean")
    check_mean(lengths**2, (same.var() + same.mean() ** 2) / MEAN**2, "mean square")


@pytest.mark.parametrize(
    ("law", "same"),
    [(law, frozen(law)) for law in [*CLOSED, *GAMMAS, *ERLANGS] if law.get("cv", 1.0) <= 5]
    + [({"law": "hyperexponential", "mean": "60 s", "cv": cv}, balanced(cv)) for cv in (1.5, 10.0)],
    ids=lambda part: label(part) if isinstance(part, dict) else "",
)
def test_draws_follow_the_law(law, same):
    """200,000 keyed draws pass the Kolmogorov-Smirnov test against scipy's law (false alarm 5e-9), heavy tails too."""
    lengths = np.sort(drawn(row_of(**law)))
    n = len(lengths)
    up_to = same.cdf(lengths + 0.5)  # a whole microsecond stands for all that is rounded to it
    below = np.where(lengths > 1, same.cdf(lengths - 0.5), 0.0)
    distance = max((np.arange(1, n + 1) / n - up_to).max(), (below - np.arange(n) / n).max())
    assert distance < special.kolmogi(FALSE_ALARM) / math.sqrt(n)


EVERY = [*CLOSED, *GAMMAS, *ERLANGS, *({"law": "hyperexponential", "mean": "60 s", "cv": cv} for cv in HYPER_CVS)]
EVERY += [BRANCHES, DAYS_AND_WEEKS, OF_ALL_KINDS, {"law": "deterministic", "value": "1 s"}]


@pytest.mark.parametrize("law", EVERY, ids=label)
def test_rises_with_u(law):
    """A greater uniform number never gives a shorter length, down to neighbouring numbers; all fit in 63 bits."""
    some = np.concatenate([tails(3_000, SMALLEST), 1 - tails(3_000, SMALLEST), [SMALLEST, 0.5, LARGEST]])
    u = np.sort(np.clip(np.concatenate([some, np.nextafter(some, 1), some + 2**-52]), SMALLEST, LARGEST))
    lengths = quantile_column(*row_of(**law), u)
    assert (np.diff(lengths) >= 0).all()
    assert lengths[0] >= 1
    assert lengths[-1] <= LONGEST


@pytest.mark.parametrize("law", EVERY, ids=label)
def test_machine_code_draws_the_same_lengths(law):
    """The compiled column, the compiled draw and their Python sources give the same whole microseconds."""
    row = row_of(**law)
    u = np.concatenate([tails(1_500, SMALLEST), 1 - tails(1_500, SMALLEST), [SMALLEST, 0.425, 0.5, 0.925, LARGEST]])
    u = np.clip(u, SMALLEST, LARGEST)
    assert quantile_column(*row, u).tolist() == [whole_us(quantile(*row, x)) for x in u.tolist()]
    keys = [(Purpose.TALK, 5, who, who % 3, 0.9) for who in range(300)]
    assert [draw_us(1, 2, *row, *key) for key in keys] == [source(draw_us)(1, 2, *row, *key) for key in keys]


@pytest.mark.parametrize("law", EVERY, ids=label)
def test_machine_code_has_the_same_bits(law):
    """Before rounding, compiled quantiles equal those of Python to the last bit."""
    numba = pytest.importorskip("numba")
    row = row_of(**law)
    machine = _machine_quantile(numba)
    u = np.clip(np.concatenate([tails(1_500, SMALLEST), 1 - tails(1_500, SMALLEST)]), SMALLEST, LARGEST).tolist()
    assert [machine(*row, x).hex() for x in u] == [float(quantile(*row, x)).hex() for x in u]


def _machine_quantile(numba: Any, made: dict[str, Any] = {}) -> Any:  # noqa: B006
    if not made:
        made["quantile"] = numba.njit(error_model="numpy")(lambda k, a, b, c, table, u: quantile(k, a, b, c, table, u))
    return made["quantile"]


def test_deterministic_is_exact():
    """A fixed length is that length, to the microsecond, whatever the draw."""
    row = row_of(law="deterministic", value="3.141593 s")
    assert set(drawn(row, 1_000).tolist()) == {3_141_593}


def test_at_least_one_microsecond():
    """No drawn length is zero, and none is longer than 63 bits can hold."""
    assert [whole_us(x) for x in (0.0, 1e-300, 0.49, 0.5, 1.49, 1.5, 1e6 + 0.5)] == [1, 1, 1, 1, 1, 2, 1_000_001]
    assert whole_us(math.inf) == whole_us(1e300) == int(LONGEST)
    assert set(drawn(row_of(law="uniform", low="0 s", high="0.001 ms"), 1_000).tolist()) == {1}


def test_pace_stretches_work():
    """At a pace of 80 % a drawn length takes 1/0.8 as long."""
    row = row_of(law="deterministic", value="100 s")
    assert draw_us(1, 0, *row, Purpose.TALK, 5, 6, 0, 0.8) == 125_000_000
    assert draw_us(1, 0, *row, Purpose.TALK, 5, 6, 0, 1.25) == 80_000_000


def test_empirical_lengths_are_equally_likely(tmp_path):
    """Each row of the file is drawn equally often (chi-square over 200,000 draws, false alarm 5e-9), and no other."""
    write_csv(tmp_path, "talk.csv", "call,minutes", [f"{i},{minutes}" for i, minutes in enumerate((7, 1.5, 3, 3, 0))])
    row = row_of(str(tmp_path), law="empirical", file="talk.csv", column="minutes", unit="min")
    assert row[0] == kinds.SAMPLE
    lengths, times = np.unique(drawn(row), return_counts=True)
    assert lengths.tolist() == [1, 90_000_000, 180_000_000, 420_000_000]
    expected = np.array([1, 1, 2, 1]) * 40_000
    assert ((times - expected) ** 2 / expected).sum() < stats.chi2.isf(FALSE_ALARM, 3)
    edges = [k / 5 for k in range(1, 5)]
    assert [quantile(*row, np.nextafter(u, 0)) for u in edges] == [0.0, 90e6, 180e6, 180e6]
    assert [quantile(*row, np.nextafter(u, 1)) for u in edges] == [90e6, 180e6, 180e6, 420e6]
    assert quantile(*row, SMALLEST) == 0.0
    assert quantile(*row, LARGEST) == 420e6


def test_equal_laws_share_a_row():
    """A law written twice is one row; no law is row -1."""
    rows = LawRows("", CALENDAR)
    one, other = ({"law": "exponential", "mean": mean} for mean in ("60 s", "1 min"))
    assert rows.add(TypeAdapter(Law).validate_python(one)) == rows.add(TypeAdapter(Law).validate_python(other)) == 0
    assert rows.add(None) == -1
    assert rows.packed().kind.tolist() == [kinds.EXPONENTIAL]
