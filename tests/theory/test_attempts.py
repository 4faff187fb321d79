"""What belongs to the request and what to the attempt: patience is drawn anew, talk is not."""

from __future__ import annotations

import math

from sim.chance.keyed import Purpose, draw_uniform, name_key
from sim.rules.codes import NOT_YET, Outcome
from sim.simulation import simulate

from ..workload.building import MINUTE, scenario_of, staffed

SEED, KEY = 12, name_key("stream:calls")


def exponential_us(purpose: int, mean_us: int, citizen: int, visit: int) -> int:
    """The drawn length of an exponential law, from the keyed uniform number."""
    u = draw_uniform(SEED, 0, purpose, KEY, citizen, visit)
    return max(1, math.floor(-mean_us * math.log1p(-u) + 0.5))


def test_redials():
    """Each try has its own patience, its own decision to try again and its own delay; the request keeps its talk and
    wrap-up whichever try is answered. Every one of some 6,000 contacts is where its keyed numbers put it."""
    scenario = scenario_of(
        demand={"calls": {"per_day": 2_000, "types": {"any": 1.0}}},
        callers={
            "patience": {"law": "exponential", "mean": "2 min"},
            "redial": {"after_abandon": 0.8, "delay": {"law": "exponential", "mean": "5 min"}, "max_tries": 5},
        },
        operators=staffed(3, "3 min", "1 min"),
    )
    c = {name: column.tolist() for name, column in simulate(scenario, seed=SEED, engine="model").contacts.items()}
    tries = {(request, attempt): i for i, (request, attempt) in enumerate(zip(c["request"], c["attempt"], strict=True))}
    assert len(tries) == len(c["contact"])
    for (request, attempt), i in tries.items():
        who = c["citizen"][i]
        after = tries.get((request, attempt + 1))
        if c["outcome"][i] == Outcome.ABANDONED:
            patience_us = exponential_us(Purpose.PATIENCE, 2 * MINUTE, who, attempt)
            assert c["left_us"][i] - c["arrived_us"][i] == patience_us
            again = attempt < 4 and draw_uniform(SEED, 0, Purpose.REDIAL, KEY, who, attempt) < 0.8
            back_us = c["left_us"][i] + exponential_us(Purpose.REDIAL_DELAY, 5 * MINUTE, who, attempt)
            assert (after is not None) == (again and back_us < 1440 * MINUTE)
            assert after is None or c["arrived_us"][after] == back_us
        else:
            assert after is None
        if c["talk_end_us"][i] != NOT_YET:
            talk_us = exponential_us(Purpose.TALK, 3 * MINUTE, who, 0)
            assert c["talk_end_us"][i] - c["answered_us"][i] == talk_us
        if c["wrap_up_end_us"][i] != NOT_YET:
            assert c["wrap_up_end_us"][i] - c["talk_end_us"][i] == exponential_us(Purpose.WRAP_UP, MINUTE, who, 0)
    assert max(c["attempt"]) == 4
