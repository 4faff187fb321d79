"""Replications of designs until their differences are known: by the looks of a run, and as often right as they say."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.measures.figures import total
from sim.measures.run import Measures
from sim.statistics.precision import looks
from sim.study.compare import compare
from sim.study.replicate import replicate
from sim.study.until_differences import DifferenceWatch

from ..measures.fabricated import scenario_of
from .fake_engine import install

DESIGNS = [scenario_of(employed=10), scenario_of(employed=15), scenario_of(employed=30)]
NAMES = ["ten", "fifteen", "thirty"]


def _watch(*until: str, designs: int = 2, most: int | None = None) -> DifferenceWatch:
    watch = DifferenceWatch.of([scenario_of()] * designs, until, None, most)
    assert watch is not None
    return watch


def _runs(values: np.ndarray) -> list[list[Measures]]:
    """For each design, a row of `values`, runs in which so many calls came."""
    return [[Measures("x", 1, n, {"offered": total(float(v))}) for n, v in enumerate(row)] for row in values]


def _stop(watch: DifferenceWatch, values: np.ndarray) -> int | None:
    """After how many replications it is enough; None if never."""
    runs = _runs(values)
    due = looks(watch.looks.first, watch.looks.most)
    return next((n for n in due if watch.is_enough([one[:n] for one in runs])), None)


def test_it_ends_at_the_second_narrow_look_of_every_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each design to the first; the same runs as a comparison of so many, and the look before was narrow, too."""
    install(monkeypatch)
    found = compare(*DESIGNS, until="asa +- 0.4 s", most=100, names=NAMES)
    n, due = found.base.n, list(looks(10, 100))
    assert [design.n for design in found.designs] == [n] * 3
    assert due.index(n) >= 2
    assert found.stopping is not None
    assert (found.stopping.reached, found.stopping.n) == (True, n)
    assert [finding.pair for finding in found.stopping.findings] == [("fifteen", "ten"), ("thirty", "ten")]
    assert found.base.measures == replicate(DESIGNS[0].renamed("ten"), n).measures
    widths = []
    for so_many in due[: due.index(n) + 1]:
        pairs = compare(*DESIGNS, replications=so_many, names=NAMES).pairs()
        of_pairs = [pair.difference("asa") for pair in pairs]
        widths.append(max(max(d.difference - d.low, d.high - d.difference) for d in of_pairs))
    assert max(widths[-2:]) <= 0.4 < widths[-3]
    assert max(finding.half_width for finding in found.stopping.findings) == widths[-1]


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one or four the same replications are used."""
    install(monkeypatch)
    asked = {"until": "asa +- 0.4 s", "most": 100, "engine": "kernel"}
    one, four = (compare(*DESIGNS, workers=n, names=NAMES, **asked) for n in (1, 4))  # type: ignore[arg-type]
    assert one.base.measures == four.base.measures
    assert one.stopping == four.stopping


def test_a_difference_is_known_before_the_measures_are() -> None:
    """What both designs share in a replication is no noise of their difference."""
    rng = np.random.default_rng(4)
    shared = rng.normal(1000, 100, 200)
    values = np.stack([shared, shared + rng.normal(20, 2, 200)])
    assert _stop(_watch("offered +- 2", most=200), values) <= 20
    assert _stop(_watch("offered +- 2", most=200), np.stack([shared, np.roll(shared, 1)])) is None


def test_per_cent_are_of_the_first_designs_value() -> None:
    """5 % of 1,000 are about 48 where the true value may lie too far out; the difference itself is near 0."""
    rng = np.random.default_rng(5)
    watch = _watch("offered +- 5 %", most=40)
    assert _stop(watch, rng.normal(1000, 20, (2, 40))) == 15
    finding = watch.looks.stopping().findings[0]
    assert finding.allowed == pytest.approx(0.05 / 1.05 * 1000, rel=0.02)


def test_few_pairs_that_differ_say_nothing_yet() -> None:
    """Four that differ by little are no narrow interval; none at all is known once one in twenty would have shown."""
    values = np.full((2, 100), 50.0)
    watch = _watch("offered +- 5", most=100)
    assert _stop(watch, values) == 66  # looks at 60 and 66: 59 are needed
    few = values.copy()
    few[1, [2, 30, 40, 50]] += 1.0
    watch = _watch("offered +- 5", most=100)
    assert _stop(watch, few) is None
    finding = watch.looks.stopping().findings[0]
    assert (finding.holds, finding.differing, finding.needed) == (False, 4, None)
    assert finding.half_width < finding.allowed
    constant = np.stack([values[0], values[0] + 7.0])
    assert _stop(_watch("offered +- 5", most=100), constant) == 15


def test_the_rule_covers() -> None:
    """Of 500 trials 448 or more hold the true difference where it stops: a false alarm in a million, if 95 % do."""
    rng = np.random.default_rng(6)
    covered = 0
    for _ in range(500):
        shared = rng.normal(100, 20, 200)
        values = np.stack([shared + rng.normal(0, 6, 200), shared + 5 + rng.normal(0, 6, 200)])
        n = _stop(_watch("offered +- 2.5", most=200), values)
        assert n is not None
        covered += abs((values[1, :n] - values[0, :n]).mean() - 5) <= 2.5
    assert covered >= 448


def test_what_cannot_be_asked_of_a_comparison() -> None:
    """Verdicts, and what a design cannot have."""
    with pytest.raises(ScenarioError, match="a comparison has no verdicts"):
        compare(*DESIGNS, until="decided")
    with pytest.raises(ScenarioError, match="is about tickets"):
        compare(*DESIGNS, until="closed_within_24h +- 1 point")
    with pytest.raises(ScenarioError, match="say until when"):
        compare(*DESIGNS, most=30)
