"""Promises and published figures, judged over replications. An unmet target is a result, not an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from sim.errors import ScenarioError
from sim.measures.by_interval import IntervalTable
from sim.measures.definitions import definition_of
from sim.measures.estimate import (
    estimate_measure,
    figures_of,
    interval_of,
    is_known,
    spread_of,
    within_bounds,
)
from sim.measures.parts import filters_of
from sim.measures.run import Measures
from sim.measures.selection import asks_for_all, selection_key
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Published, Target
from sim.statistics.intervals import NO_WIDTH, Interval, ratio_spread, runs_without, wilson

Status = Literal["met", "not met", "undecided"]
PREDICTION_CONFIDENCE = 0.95
RELATIVE_ROUNDING = 1e-9
"""Figures closer than this are equal: 31.4 is not exactly 31.4 in binary."""


@dataclass(frozen=True)
class TargetResult:
    """How one target fared.

    Attributes
    ----------
    measure
        The measure's key.
    threshold, side
        The promise: `at_least` or `at_most` so much.
    per
        Judged over the `run`, or in every `interval`.
    confidence
        Of the interval and the verdict, of all intervals of the day together (Bonferroni).
    estimate, low, high
        Over replications; of the worst interval where judged per interval.
    unit
        Unit of these.
    n
        Replications with data.
    status
        `met` if the whole interval keeps the promise, `not met` if none of it does, else `undecided`. Never `met` by
        an interval without width, unless the scenario itself says the measure.
    share_of_runs, share_low, share_high
        Share of the replications that kept it (in every interval), with Wilson's interval.
    worst_interval
        Number of the worst interval of the run, where judged per interval.
    per_run
        Calls or tickets that the measure counts in a replication, on average; 0 where judged per interval.
    """

    measure: str
    threshold: float
    side: Literal["at_least", "at_most"]
    per: Literal["run", "interval"]
    confidence: float
    estimate: float | None
    low: float | None
    high: float | None
    unit: str
    n: int
    status: Status
    share_of_runs: float | None
    share_low: float | None
    share_high: float | None
    worst_interval: int | None = None
    per_run: float = 0.0

    @property
    def none_seen(self) -> bool:
        """Whether all replications show none (of a share: or all), so that their number alone bounds the measure."""
        return self.estimate == 0 or (self.unit == "share" and self.estimate == 1)

    @property
    def asks_for_all(self) -> bool:
        """Whether it leaves no room for anything that breaks it: no number of replications shows that."""
        return asks_for_all(self.unit, self.side, self.threshold)

    def runs_to_decide(self, confidence: float | None = None) -> int | None:
        """Replications that would keep the promise if none of them breaks it either.

        None where some break it, where it is not a share of a whole run, or where no number would do: it asks for all.
        """
        keeps = self.estimate == (1 if self.side == "at_least" else 0)
        if self.status != "undecided" or self.unit != "share" or not (keeps and self.per_run) or self.asks_for_all:
            return None
        room = 1 - self.threshold if self.side == "at_least" else self.threshold
        return runs_without(room, self.per_run, self.confidence if confidence is None else confidence)


@dataclass(frozen=True)
class PublishedResult:
    """A published figure beside the simulated one.

    Attributes
    ----------
    measure, kind, value, mean_of, source, free
        The published figure as the scenario states it.
    published_low, published_high
        What the published words allow: its `range`, or `value` -/+ half its rounding.
    estimate, low, high
        Over replications; the interval is for one further run, or the mean of `mean_of`, like the published one.
    unit, n
        Unit, and replications with data.
    status
        `met` if the two ranges overlap, `not met` if they do not, `undecided` with fewer than two replications.
    """

    measure: str
    kind: Literal["echo", "fitted", "predicted"]
    value: float
    published_low: float
    published_high: float
    estimate: float | None
    low: float | None
    high: float | None
    unit: str
    n: int
    status: Status
    mean_of: int
    source: str
    free: tuple[str, ...]


def judge_targets(
    scenario: Scenario, measures: Sequence[Measures], intervals: Sequence[IntervalTable] = ()
) -> list[TargetResult]:
    """Every target of the scenario, judged over replications.

    Parameters
    ----------
    scenario
        Whose targets.
    measures
        One per replication.
    intervals
        One per replication, in the same order; needed for targets `per: interval`.

    Raises
    ------
    ScenarioError
        If a target names no measure, or one that is not known by interval.
    """
    return [
        _judge_intervals(target, intervals) if target.per == "interval" else _judge_run(target, measures)
        for target in scenario.targets
    ]


class Asked(NamedTuple):
    """What a target asks for: the key of its measure, on which side of what it must lie, and in which part of a run."""

    measure: str
    side: Literal["at_least", "at_most"]
    threshold: float
    unit: str
    per: Literal["run", "interval"]


def asked_of(target: Target) -> Asked:
    """What a target asks for."""
    return Asked(selection_key(target), *_side(target), definition_of(target.measure).unit, target.per)


def _side(target: Target) -> tuple[Literal["at_least", "at_most"], float]:
    if target.at_least is not None:
        return "at_least", target.at_least
    assert target.at_most is not None
    return "at_most", target.at_most


def _status(side: str, threshold: float, low: float | None, high: float | None, known: bool = False) -> Status:
    """What an interval says of a promise; an end that nothing bounds keeps none.

    Parameters
    ----------
    side, threshold
        The promise.
    low, high
        The interval.
    known
        Whether the measure is known: an interval without width then is no lack of replications.
    """
    if low is None and high is None:
        return "undecided"
    has_width = known or low is None or high is None or high - low > NO_WIDTH * abs(high)
    kept, broken = (low, high) if side == "at_least" else (high, low)
    sign = 1 if side == "at_least" else -1
    if broken is not None and sign * (broken - threshold) < 0:
        return "not met"
    return "met" if kept is not None and sign * (kept - threshold) >= 0 and has_width else "undecided"


def _keeps(side: str, threshold: float, value: float) -> bool:
    return value >= threshold if side == "at_least" else value <= threshold


def _judge_run(target: Target, measures: Sequence[Measures]) -> TargetResult:
    key = selection_key(target)
    side, threshold = _side(target)
    figures = figures_of(key, measures)
    estimate = estimate_measure(key, figures, target.confidence)
    kept = [_keeps(side, threshold, f.value) for f in figures if f.value is not None]
    share = wilson(sum(kept), len(kept), target.confidence)
    spread = spread_of(key, figures)
    return TargetResult(
        key, threshold, side, "run", target.confidence, estimate.estimate, estimate.low, estimate.high, estimate.unit,
        estimate.n, _status(side, threshold, estimate.low, estimate.high, is_known(key, spread)),
        share.estimate, share.low, share.high, per_run=spread.trials / max(estimate.n, 1),
    )  # fmt: skip


def _judge_intervals(target: Target, intervals: Sequence[IntervalTable]) -> TargetResult:
    key = selection_key(target)
    side, threshold = _side(target)
    if filters_of(target):
        raise ScenarioError(f"the target '{key}' is per interval: leave out 'per', or {', '.join(filters_of(target))}")
    if not intervals:
        raise ScenarioError(f"the target for '{target.measure}' is per interval, but no interval tables are at hand")
    parts = [table.parts(target.measure, target.within) for table in intervals]
    numerators, denominators = (np.array([part[i] for part in parts]) for i in (0, 1))
    judged = np.flatnonzero(denominators.sum(axis=0) > 0)
    confidence = 1 - (1 - target.confidence) / max(len(judged), 1)
    unit = definition_of(key).unit
    spreads = {int(j): ratio_spread(numerators[:, j], denominators[:, j]) for j in judged}
    found = {j: interval_of(key, spread, confidence) for j, spread in spreads.items()}
    share = wilson(*_runs_that_keep(side, threshold, numerators, denominators), target.confidence)
    if not found:
        return TargetResult(
            key, threshold, side, "interval", target.confidence, None, None, None, unit, 0, "undecided",
            share.estimate, share.low, share.high,
        )  # fmt: skip
    statuses = {_status(side, threshold, i.low, i.high, is_known(key, spreads[j])) for j, i in found.items()}
    status: Status = "not met" if "not met" in statuses else "undecided" if "undecided" in statuses else "met"
    number, worst = _worst(side, found)
    return TargetResult(
        key, threshold, side, "interval", target.confidence, worst.estimate, worst.low, worst.high, unit, worst.n,
        status, share.estimate, share.low, share.high, number,
    )  # fmt: skip


def _worst(side: str, found: dict[int, Interval]) -> tuple[int, Interval]:
    sign = 1 if side == "at_least" else -1
    number = min(found, key=lambda j: sign * (found[j].estimate or 0.0))
    return number, found[number]


def _runs_that_keep(side: str, threshold: float, numerators: np.ndarray, denominators: np.ndarray) -> tuple[int, int]:
    """Runs in which every interval with data keeps the promise, and runs with data."""
    known = denominators > 0
    values = np.divide(numerators, denominators, out=np.zeros(numerators.shape), where=known)
    keeps = (values >= threshold if side == "at_least" else values <= threshold) | ~known
    with_data = known.any(axis=1)
    return int(np.count_nonzero(keeps.all(axis=1) & with_data)), int(np.count_nonzero(with_data))


def judge_published(scenario: Scenario, measures: Sequence[Measures]) -> list[PublishedResult]:
    """Every published figure of the scenario beside the simulated one.

    Parameters
    ----------
    scenario
        Whose published figures.
    measures
        One per replication.

    Raises
    ------
    ScenarioError
        If a published figure names no measure.
    """
    return [_judge_published(published, measures) for published in scenario.published]


def _judge_published(published: Published, measures: Sequence[Measures]) -> PublishedResult:
    key = selection_key(published)
    half = published.rounding / 2
    low, high = published.range or (published.value - half, published.value + half)
    spread = spread_of(key, figures_of(key, measures))
    predicted = spread.prediction(PREDICTION_CONFIDENCE, published.mean_of)
    unit = definition_of(key).unit
    run_low, run_high = within_bounds(predicted, unit)
    return PublishedResult(
        measure=key,
        kind=published.kind,
        value=published.value,
        published_low=low,
        published_high=high,
        estimate=predicted.estimate,
        low=run_low,
        high=run_high,
        unit=unit,
        n=predicted.n,
        status=_overlap(low, high, predicted),
        mean_of=published.mean_of,
        source=published.source,
        free=tuple(published.free),
    )


def _overlap(low: float, high: float, predicted: Interval) -> Status:
    if predicted.low is None or predicted.high is None:
        return "undecided"
    slack = RELATIVE_ROUNDING * max(abs(low), abs(high), abs(predicted.low), abs(predicted.high))
    return "met" if predicted.low <= high + slack and low <= predicted.high + slack else "not met"
