"""What changes nothing but the words or the unit: random worlds with everything in them, before and after."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET
from sim.simulation import simulate
from sim.study.replicate import replicate

from ..engines.random_worlds import worlds
from ..engines.world import clock, hotline, us
from ..theory.digest import digests
from ..workload.test_coupling import same_logs, town, town_scenario
from .causality import MINUTE_US, minutes_us
from .floors import ENGINE
from .test_causality import always

WORLDS = 100
FACTORS = (2, 3, 5, 7, 8, 11, 13)


def run(world: dict[str, Any]) -> RunLog:
    """The world's log."""
    with tempfile.TemporaryDirectory() as folder:
        return simulate(hotline(Path(folder), **world), engine=ENGINE)


def slower(node: Any, factor: int) -> Any:
    """A world whose every instant (counted from nine o'clock, which becomes midnight) and length is `factor` times."""
    if isinstance(node, dict):
        return {key: slower(value, factor) for key, value in node.items()}
    if isinstance(node, list):
        return [slower(value, factor) for value in node]
    if isinstance(node, str) and node.endswith("min"):
        return f"{factor * minutes_us(node) // MINUTE_US} min"
    if isinstance(node, str) and "/" in node:
        pairs = [word.split("/") for word in node.split()]
        return " ".join(f"{clock(factor * (us(time) - us('9:00')))}/{kind}" for time, kind in pairs)
    if isinstance(node, str) and ":" in node:
        return clock(factor * (us(node) - us("9:00")))[:-3].zfill(5)
    return node


def with_odd_rings(world: dict[str, Any], seed: int) -> dict[str, Any]:
    """Half of the arrivals leave the grid of minutes, by some microseconds."""
    rng = random.Random(seed)
    demand = {}
    for stream, words in world["demand"].items():
        pairs = [word.split("/") for word in words.split()]
        odd = [(us(time) + rng.choice((0, rng.randrange(MINUTE_US))), kind) for time, kind in pairs]
        demand[stream] = " ".join(f"{clock(time_us)}/{kind}" for time_us, kind in odd)
    return world | {"demand": demand}


def test_every_length_times_a_whole_factor():
    """With all instants and lengths 2 to 13 times as long the log's instants are just so many times as late."""
    answered = 0

    @always(WORLDS)
    @given(worlds(), st.integers(0, 1 << 30), st.sampled_from(FACTORS))
    def check(world: dict[str, Any], seed: int, factor: int) -> None:
        nonlocal answered
        world = with_odd_rings(world, seed)
        before, after = run(slower(world, 1)), run(slower(world, factor))
        for one, other in ((before.contacts, after.contacts), (before.staff, after.staff)):
            for name in (name for name in one if name != "citizen"):
                scale = factor if name.endswith("_us") else 1
                expected = np.where(one[name] == NOT_YET, NOT_YET, one[name] * scale)
                assert np.array_equal(expected, other[name]), name
        answered += int((after.contacts["answered_us"] > 0).sum())

    check()
    assert answered > 5 * WORLDS


@pytest.mark.long
def test_a_group_in_two():
    """One group split into two equal ones (no reserve, no waves), its people in the same order: the same log."""
    answered = 0

    @always(WORLDS)
    @given(worlds())
    def check(world: dict[str, Any]) -> None:
        nonlocal answered
        east = world["operators"]["east"]
        for skill in east["skills"]:
            skill["reserve"] = 0
        for pause in east["breaks"]:
            pause["waves"] = 1
        before = run(world)
        early, late = east["shifts"]["early"], east["shifts"]["late"]
        parts = [east | {"shifts": {"early": early | {"staff": 1}}}, east | {"shifts": {"late": late}}]
        if early["staff"] > 1:
            parts[1]["shifts"]["early"] = early | {"staff": early["staff"] - 1}
        after = run(world | {"operators": world["operators"] | {"east": parts[0], "east2": parts[1]}})
        assert after.plan.group_names[1] == "east2"
        for one, other in ((before.contacts, after.contacts), (before.staff, after.staff)):
            for name in one:
                column = np.where(other[name] > 0, other[name] - 1, other[name]) if name == "group" else other[name]
                assert np.array_equal(one[name], column), name
        answered += int((after.contacts["group"] == 1).sum())

    check()
    assert answered > 2 * WORLDS


def test_other_names():
    """Groups and types with other names, the old ones as their ids, and all keys in reverse order: the same log."""
    new_names = {"east": "zenith", "north": "core", "west": "annex"}
    new_kinds = {"a": "roads", "b": "parks", "c": "noise"}

    def renamed(node: Any, names: dict[str, str]) -> Any:
        """The same node with every type named anew."""
        if isinstance(node, dict):
            return {names.get(key, key): renamed(value, names) for key, value in reversed(node.items())}
        if isinstance(node, list):
            return [renamed(value, names) for value in node]
        if isinstance(node, str) and "/" in node:
            pairs = [word.split("/") for word in node.split()]
            return " ".join(f"{time}/{names[kind]}" for time, kind in pairs)
        return names.get(node, node) if isinstance(node, str) else node

    @always(WORLDS)
    @given(worlds())
    def check(world: dict[str, Any]) -> None:
        other = renamed(world, new_kinds)
        other["operators"] = {new_names[name]: group | {"id": name} for name, group in world["operators"].items()}
        other["operators"] = renamed(other["operators"], new_kinds)
        other["types"] = {new_kinds[kind]: part | {"id": kind} for kind, part in world["types"].items()}
        same_logs(run(world), run(other))

    check()


def test_later_arrivals():
    """Without the arrivals from some instant on, everything before that instant is as it was."""
    before_cut = 0

    @always(WORLDS)
    @given(worlds(), st.integers(5, 35))
    def check(world: dict[str, Any], minute: int) -> None:
        nonlocal before_cut
        cut_us = us("9:00") + minute * MINUTE_US
        demand = {
            stream: " ".join(word for word in words.split() if us(word.split("/")[0]) < cut_us)
            for stream, words in world["demand"].items()
        }
        demand = {stream: words for stream, words in demand.items() if words}
        if "calls" not in demand:
            return
        whole, short = run(world), run(world | {"demand": demand})
        past = [_until(log, cut_us) for log in (whole, short)]
        assert past[0] == past[1]
        before_cut += len(past[0][0])

    check()
    assert before_cut > 4 * WORLDS


def _until(log: RunLog, cut_us: int) -> tuple[list[Any], list[Any]]:
    """All that had happened before an instant: contacts by stream, and stretches of people's days."""
    names = [name for name in log.contacts if name.endswith("_us")]
    c = {name: column.tolist() for name, column in log.contacts.items()}
    contacts = []
    for i, arrived_us in enumerate(c["arrived_us"]):
        if arrived_us < cut_us:
            known = [c[name][i] if 0 <= c[name][i] < cut_us else NOT_YET for name in names if name != "resumed_us"]
            who = c["person"][i] if 0 <= c["resumed_us"][i] == c["answered_us"][i] < cut_us else NOT_YET
            kind = log.plan.type_names[c["type"][i]]
            contacts.append(
                (log.plan.stream_names[c["stream"][i]], c["citizen"][i], kind, c["attempt"][i], who, *known)
            )
    staff = [
        row
        for row in zip(*(column.tolist() for name, column in log.staff.items() if name != "contact"), strict=True)
        if 0 <= row[7] < cut_us
    ]
    return sorted(contacts), sorted(staff)


def test_runs_in_batches():
    """Replications are the same whether run together, in two batches or one by one in reverse order."""
    scenario = town_scenario()
    together: list[dict[str, str]] = []
    replicate(scenario, 6, seed=3, engine=ENGINE, on_log=lambda log: together.append(digests(log)))
    first: list[dict[str, str]] = []
    replicate(town_scenario(), 2, seed=3, engine=ENGINE, on_log=lambda log: first.append(digests(log)))
    alone = [digests(simulate(scenario, seed=3, replication=r, engine=ENGINE)) for r in reversed(range(2, 6))]
    assert together == first + alone[::-1]
    assert len({found["contacts.arrived_us"] for found in together}) == 6


def test_a_group_in_two_with_chance():
    """Two groups in place of one, with drawn lengths (but no absence, keyed by team): the same contacts."""
    logs = []
    for split in (False, True):
        parts = town()
        floor = parts["operators"]["floor"]
        floor.update(absence=0.0, breaks=[])
        if split:
            shifts = floor["shifts"]
            parts["operators"]["floor"] = floor | {"shifts": {"day": shifts["day"]}}
            parts["operators"]["floor 2"] = floor | {"shifts": {name: shifts[name] for name in ("evening", "night")}}
        logs.append(simulate(town_scenario(operators=parts["operators"]), engine=ENGINE).contacts)
    one, other = logs
    assert all(np.array_equal(one[name], other[name]) for name in one if name != "group")
    assert (other["group"] == 2).sum() > 100
