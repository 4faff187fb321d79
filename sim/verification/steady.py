"""Cases in the steady state: losses, endless and limited patience, limited lines, other laws, classes, wrap-up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from sim.queueing.erlang import ErlangA, ErlangC, erlang_b
from sim.rules.codes import Outcome
from sim.simulation import Engine
from sim.verification.evidence import Evidence, hold
from sim.verification.floors import Floor, Sample, exponential, luck_of, per_replication, samples

TALK_S = 60.0
"""Mean talk of most cases: only ratios of lengths matter to a queue, and short talks make many calls a day."""
SOON_S = 20.0
"""Threshold of the service level."""


class Queue(Protocol):
    """What a formula says about a queue."""

    @property
    def share_waiting(self) -> float:
        """Chance to wait."""

    @property
    def mean_wait_s(self) -> float:
        """Mean wait of all."""

    def service_level(self, within_s: float) -> float:
        """Answered within a time / offered."""


def is_answered_soon(sample: Sample) -> float:
    """How many counted callers were answered within the threshold."""
    return float(((sample.outcome == Outcome.ANSWERED) & (sample.wait_s <= SOON_S)).sum())


def ended(sample: Sample, outcome: Outcome) -> float:
    """How many counted callers had an outcome."""
    return float((sample.outcome == outcome).sum())


def offered(sample: Sample) -> float:
    """How many counted callers reached the queue."""
    return float((sample.outcome != Outcome.BLOCKED).sum())


def who_wait(sample: Sample) -> float:
    """How many counted callers waited at all."""
    return float((sample.wait_s > 0).sum())


def all_waits_s(sample: Sample) -> float:
    """Sum of the waits of counted callers."""
    return float(sample.wait_s.sum())


def against(
    found: list[Sample], theory: dict[str, float], counts: Callable[[Sample], float] = offered
) -> list[Evidence]:
    """Hold the quantities that a theory names against samples; `counts` is what they are shares of."""
    sums: dict[str, tuple[str, Callable[[Sample], float]]] = {
        "p_wait": ("share", who_wait),
        "p_abandon": ("share", partial(ended, outcome=Outcome.ABANDONED)),
        "p_blocked": ("share", partial(ended, outcome=Outcome.BLOCKED)),
        "mean_wait": ("s", all_waits_s),
        "answered_in_20_s": ("share", is_answered_soon),
    }
    n, luck = per_replication(found, counts), luck_of(found)
    return [
        hold(name, sums[name][0], exact, per_replication(found, sums[name][1]), n, luck)
        for name, exact in theory.items()
    ]


def everyone(sample: Sample) -> float:
    """How many counted callers there were."""
    return float(len(sample.wait_s))


def floor_of(operators: int, load: float, patience_s: float | None = None, **more: object) -> Floor:
    """A floor with exponential lengths by its load in erlang."""
    patience = None if patience_s is None else exponential(patience_s)
    return Floor(operators, load * 3600 / TALK_S, exponential(TALK_S), patience, **more)  # type: ignore[arg-type]


def erlang_b_case(load: float, replications: int, engine: Engine) -> list[Evidence]:
    """As many lines as operators: who finds all busy is blocked."""
    found = samples(floor_of(5, load, trunks=5), replications, engine)
    return against(found, {"p_blocked": erlang_b(5, load)}, everyone)


def erlang_c_case(operators: int, load: float, days: int, replications: int, engine: Engine) -> list[Evidence]:
    """Nobody gives up."""
    found = samples(floor_of(operators, load, days=days), replications, engine)
    return against(found, _says(ErlangC(operators, load / TALK_S, TALK_S)))


def erlang_a_case(operators: int, load: float, patience_s: float, replications: int, engine: Engine) -> list[Evidence]:
    """Exponential patience."""
    found = samples(floor_of(operators, load, patience_s), replications, engine)
    queue = ErlangA(operators, load / TALK_S, TALK_S, patience_s)
    return against(found, _says(queue) | {"p_abandon": queue.share_abandoned})


def trunks_case(patience_s: float | None, replications: int, engine: Engine) -> list[Evidence]:
    """Three lines more than operators."""
    operators, load, trunks = 4, 4.0, 7
    found = samples(floor_of(operators, load, patience_s, trunks=trunks), replications, engine)
    queue = ErlangA(operators, load / TALK_S, TALK_S, patience_s, trunks)
    theory = _says(queue) | ({"p_abandon": queue.share_abandoned} if patience_s else {})
    return against(found, {"p_blocked": queue.share_blocked}, everyone) + against(found, theory)


def _says(queue: Queue) -> dict[str, float]:
    return {
        "p_wait": queue.share_waiting,
        "mean_wait": queue.mean_wait_s,
        "answered_in_20_s": queue.service_level(SOON_S),
    }
