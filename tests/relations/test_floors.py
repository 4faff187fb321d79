"""What no caller can lose by: first come, first served, one kind of call, nobody gives up."""

from __future__ import annotations

import numpy as np
import pytest

from sim.rules.codes import NOT_YET
from sim.simulation import simulate

from ..workload.building import scenario_of, staffed
from .floors import ENGINE, fates, random_callers, with_half_the_talk

FLOORS = 200


def waits_no_longer(seed: int, callers, other_callers, operators: int, other_operators: int) -> int:
    """Nobody of the other floor waits longer than on the first one; returns how many wait less."""
    before, after = fates(callers, operators), fates(other_callers, other_operators)
    assert all(after[name].waited_s <= before[name].waited_s for name in after), f"floor {seed}"
    return sum(after[name].waited_s < before[name].waited_s for name in after)


@pytest.mark.long
def test_one_more_operator():
    """With one operator more nobody waits longer, on 200 floors of 1 to 3 operators."""
    less = []
    for seed in range(FLOORS):
        operators, callers = 1 + seed % 3, random_callers(seed)
        less.append(waits_no_longer(seed, callers, callers, operators, operators + 1))
    assert sum(count > 0 for count in less) > 0.8 * FLOORS


@pytest.mark.long
def test_one_caller_less():
    """With any one caller gone nobody else waits longer, on 200 floors of 1 to 3 operators."""
    less = []
    for seed in range(FLOORS):
        callers = random_callers(1000 + seed)
        others = [caller for number, caller in enumerate(callers) if number != seed % len(callers)]
        less.append(waits_no_longer(seed, callers, others, 1 + seed % 3, 1 + seed % 3))
    assert sum(count > 0 for count in less) > 0.5 * FLOORS


@pytest.mark.long
def test_half_a_talk():
    """With any one talk half as long nobody waits longer, on 200 floors of 1 to 3 operators."""
    less = []
    for seed in range(FLOORS):
        callers = random_callers(2000 + seed)
        others = with_half_the_talk(callers, seed % len(callers))
        less.append(waits_no_longer(seed, callers, others, 1 + seed % 3, 1 + seed % 3))
    assert sum(count > 0 for count in less) > 0.3 * FLOORS


@pytest.mark.parametrize("staff", [1, 2, 5, 30])
def test_one_more_operator_with_keyed_chance(staff):
    """The same with drawn lengths, two days and one shift that all work: each citizen waits no longer."""
    floor = {"shifts": {"day": {"start": "08:00", "end": "18:00"}}}
    for replication in range(5 if staff < 30 else 2):
        waits = []
        for operators in (staff, staff + 1):
            floor["shifts"]["day"]["staff"] = operators
            scenario = scenario_of(
                clock={"days": 2},
                demand={"calls": {"per_day": 150 * staff, "types": {"any": 1.0}, "profile": "office_hours"}},
                operators=staffed(staff, "3 min", "1 min", **floor),
            )
            c = simulate(scenario, seed=31, replication=replication, engine=ENGINE).contacts
            waited = np.where(c["answered_us"] == NOT_YET, np.iinfo(np.int64).max, c["answered_us"] - c["queued_us"])
            waits.append(dict(zip(c["citizen"].tolist(), waited.tolist(), strict=True)))
        few, many = waits
        assert few.keys() == many.keys()
        assert all(many[who] <= few[who] for who in few)
        assert sum(many[who] < few[who] for who in few) > 0.1 * len(few)
