"""How many operators a formula would ask for in each interval, given what the interval brought."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from sim.logs.columns import Column
from sim.plans.expectations import mean_patience_us
from sim.plans.plan import Plan
from sim.scenario.schema import Scenario
from sim.statistics.time_sums import SECOND_US

USUAL_SHARE: Final = 0.80
USUAL_WITHIN_US: Final = 20_000_000
"""The usual promise of call centres, "80/20", where a scenario states none."""
UNKNOWN: Final = -1
"""No number of operators can be named: no handle time is known, or all calls are promised, which no number keeps."""


class Promise(NamedTuple):
    """A service level by its definition, threshold and wanted share."""

    definition: str
    within_us: int
    share: float


def promise(scenario: Scenario) -> Promise:
    """The scenario's first target for a service level, or 80 % of the offered calls within 20 s."""
    for target in scenario.targets:
        if target.measure.startswith("service_level") and target.within is not None and target.at_least is not None:
            # Erlang's formulas know calls, not citizens.
            definition = target.measure if target.measure != "service_level_citizens" else "service_level"
            return Promise(definition, target.within, target.at_least)
    return Promise("service_level", USUAL_WITHIN_US, USUAL_SHARE)


def required_heads(plan: Plan, offered: Column, handled: Column, handle_us: Column, length_us: Column) -> Column:
    """Fewest operators per interval that keep the promise by Erlang A, or by Erlang C where patience is not known.

    Parameters
    ----------
    plan
        For the promise of its scenario and the mean patience of its callers.
    offered, handled, handle_us
        Shape (intervals,): calls offered, calls finished, and the time these took. An interval in which no call was
        finished takes the mean handle time of the whole run.
    length_us
        Shape (intervals,): length of each interval.

    Returns
    -------
    Column
        0 where no call was offered; `UNKNOWN` where no handle time is known at all, or all calls are promised.
    """
    from sim.queueing.requirement import least_operators_each

    required = np.zeros(len(offered), dtype=np.int64)
    busy = np.flatnonzero(offered)
    if len(busy) == 0:
        return required
    wanted = promise(plan.scenario)
    if not handled.any() or wanted.share >= 1:
        required[busy] = UNKNOWN
        return required
    overall_us = float(handle_us.sum()) / float(handled.sum())
    aht_us = np.where(handled > 0, handle_us / np.maximum(handled, 1), overall_us)[busy]
    patience_us = mean_patience_us(plan)
    required[busy] = least_operators_each(
        calls_per_s=offered[busy] / (length_us[busy] / SECOND_US),
        aht_s=aht_us / SECOND_US,
        patience_s=None if patience_us is None else patience_us / SECOND_US,
        within_s=wanted.within_us / SECOND_US,
        share=wanted.share,
        definition=wanted.definition,
    )
    return required
