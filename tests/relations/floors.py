"""Small floors whose numbers are attached to the customer: each caller is a type of its own with its own lengths."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.rules.codes import Outcome
from sim.simulation import Engine, simulate

from ..engines.world import clock, fixed, hotline, team

ENGINE: Engine = "model"
"""The engine whose relations are tested."""
SECOND_US = 1_000_000
NINE_S = 9 * 3600


@dataclass(frozen=True)
class Caller:
    """Who rings when (seconds after nine), talks how long, and waits how long at most (None: for ever)."""

    name: str
    rings_s: int
    talk_s: int
    patience_s: int | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Fate:
    """Seconds in the queue, and whether the caller gave up."""

    waited_s: int
    gave_up: bool


def random_callers(seed: int, patience: bool = False, callers: int = 30) -> list[Caller]:
    """Callers on a grid of five seconds, so that much happens at one instant; load about 1 for two operators."""
    rng = random.Random(seed)
    return [
        Caller(
            f"c{number:02d}",
            5 * rng.randrange(0, 12 * callers // 2),
            5 * rng.choice((1, 2, 4, 8, 12, 20, 60)),
            5 * rng.choice((1, 2, 4, 8, 20, 50)) if patience else None,
        )
        for number in range(callers)
    ]


def fates(callers: list[Caller], operators: dict[str, Any] | int) -> dict[str, Fate]:
    """What becomes of each caller, with so many operators of one group or with the groups given."""
    lengths = {caller.name: f"{caller.talk_s} s" for caller in callers}
    groups = operators
    if isinstance(groups, int):
        groups = {"floor": team(groups, talk=None)}
    for group in groups.values():
        group["by_type"] = {name: {"talk": fixed(length)} for name, length in lengths.items()}
    types = {
        caller.name: ({} if caller.patience_s is None else {"patience": fixed(f"{caller.patience_s} s")})
        | {"priority": 1 if caller.urgent else 5}
        for caller in callers
    }
    rings = " ".join(f"{clock((NINE_S + caller.rings_s) * SECOND_US)}/{caller.name}" for caller in callers)
    with tempfile.TemporaryDirectory() as folder:
        log = simulate(hotline(Path(folder), {"calls": rings}, groups, types=types), engine=ENGINE)
    c = {name: column.tolist() for name, column in log.contacts.items()}
    found = {}
    for i, kind in enumerate(c["type"]):
        gave_up = c["outcome"][i] == Outcome.ABANDONED
        assert gave_up or c["outcome"][i] == Outcome.ANSWERED
        until_us = c["left_us"][i] if gave_up else c["answered_us"][i]
        found[log.plan.type_names[kind]] = Fate((until_us - c["queued_us"][i]) // SECOND_US, gave_up)
    assert len(found) == len(callers)
    return found


def with_half_the_talk(callers: list[Caller], which: int) -> list[Caller]:
    """One caller talks half as long."""
    return [replace(c, talk_s=c.talk_s // 2) if i == which else c for i, c in enumerate(callers)]


def with_double_patience(callers: list[Caller]) -> list[Caller]:
    """Everybody waits twice as long."""
    return [replace(c, patience_s=2 * c.patience_s) if c.patience_s is not None else c for c in callers]
