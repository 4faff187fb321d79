"""Replications in the memory of the one before have the rows that they have in memory of their own."""

import numpy as np
import pytest

from sim.checks import checked_plan
from sim.logs.columns import LOGS
from sim.shipped import load_scenario
from sim.simulation import in_same_memory, run_plan

STREET = {"clock.days": 1, "clock.begins_at": "12:00", "targets": None, "published": None}


def of_many(count):
    """So many tickets that are open at the start."""
    return {**STREET, "tickets.backlog": [{"count": count, "type": "care", "stage": "handling", "age": "2 h"}]}


@pytest.mark.parametrize("open_at_start", [10, 900])
def test_the_rows_are_the_same(open_at_start):
    """Of every log, in another order where rows are not numbered; more open tickets than there is room for, too."""
    scenario = load_scenario("jingxi_2022").replace(of_many(open_at_start))
    plan, run = checked_plan(scenario), in_same_memory(scenario, 3, "kernel")
    for replication in (5, 2, 5):
        own, same = run_plan(plan, 3, replication, "kernel"), run(replication)
        assert (same.seed, same.replication, same.events) == (3, replication, own.events)
        for log, shape in LOGS.items():
            rows, others = (np.stack(list(getattr(one, log).values()), axis=1, dtype=np.int64) for one in (own, same))
            if not shape.is_numbered:
                rows, others = (one[np.lexsort(one.T)] for one in (rows, others))
            assert len(rows) or log == "staff"
            assert np.array_equal(rows, others), log


def test_without_a_compiled_engine_the_model_runs():
    """Row by row as ever."""
    scenario = load_scenario("jingxi_2022").replace(of_many(3))
    assert in_same_memory(scenario, 3, "model")(1) == run_plan(checked_plan(scenario), 3, 1, "model")
