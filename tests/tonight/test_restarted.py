"""A day that is stopped and begun again ends as one that was not, where nothing remembers."""

from datetime import datetime

import numpy as np
from scipy import stats

from sim.checks import checked_plan
from sim.simulation import in_same_memory

from .worlds import exponential, tonight, town

DEMAND = {"in": {"channel": "transfer", "per_day": 60, "profile": "flat", "types": {"repair": 1}}}
N = 3_000


def test_where_all_laws_are_exponential(tmp_path):
    """Two crews, exponential work of 45 min: what is open at midnight, run through and restarted.

    Restarted at noon with as many as are open then, two of which are in work. A test of homogeneity at 0.1 %.
    """
    world = town(exponential("45 min"), staff=2, demand=DEMAND)
    whole = world.replace({"clock.start": "2026-03-05", "clock.days": 1})
    run = in_same_memory(whole, 11, "kernel")
    assert checked_plan(whole).horizon_us == 24 * 3600 * 10**6
    at_noon, at_midnight = [], []
    for replication in range(N):
        tickets = run(replication).tickets
        closed_us = np.where(tickets["closed_us"] < 0, 10**15, tickets["closed_us"])
        noon_us = 12 * 3600 * 10**6
        at_noon.append(int(((tickets["received_us"] <= noon_us) & (closed_us > noon_us)).sum()))
        at_midnight.append(int((closed_us == 10**15).sum()))
    restarted = []
    for count, times in zip(*np.unique(at_noon, return_counts=True), strict=True):
        rows = [
            f"{k},repair,2026-03-05 08:00,{'work' if k < 2 else 'handling'},2026-03-05 {9 + k % 3:02d}:30,town"
            for k in range(count)
        ]
        found = tonight(
            world, tmp_path, rows, replications=max(int(times), 2), seed=100 + int(count), at=datetime(2026, 3, 5, 12)
        )
        restarted += found.left[:times].tolist()
    edges = np.quantile(at_midnight, np.linspace(0.1, 0.9, 9))
    counts = [
        np.bincount(np.searchsorted(np.unique(edges), left, side="left"), minlength=len(np.unique(edges)) + 1)
        for left in (at_midnight, restarted)
    ]
    table = np.array(counts)[:, np.sum(counts, axis=0) > 0]
    assert stats.chi2_contingency(table).pvalue > 0.001
