"""Cases in the steady state: losses, endless and limited patience, limited lines, other laws, classes, wrap-up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import gamma as gamma_function
from typing import Final, Protocol

import numpy as np

from sim.queueing.constant_service import ConstantService
from sim.queueing.erlang import ErlangA, ErlangC, erlang_a, erlang_b
from sim.queueing.general_patience import PatientQueue
from sim.queueing.patience import (
    Balking,
    Deterministic,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    Patience,
    Uniform,
    Weibull,
)
from sim.queueing.priorities import waits_by_rank
from sim.rules.codes import Outcome
from sim.verification.evidence import Evidence, hold
from sim.verification.floors import (
    HOUR_US,
    Floor,
    Law,
    Sample,
    Trial,
    controls_of,
    exponential,
    per_replication,
    samples,
)

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
    n, controls = per_replication(found, counts), controls_of(found)
    return [
        hold(name, sums[name][0], exact, per_replication(found, sums[name][1]), n, controls)
        for name, exact in theory.items()
    ]


def everyone(sample: Sample) -> float:
    """How many counted callers there were."""
    return float(len(sample.wait_s))


def floor_of(operators: int, load: float, patience_s: float | None = None, **more: object) -> Floor:
    """A floor with exponential lengths by its load in erlang."""
    patience = None if patience_s is None else exponential(patience_s)
    return Floor(operators, load * 3600 / TALK_S, exponential(TALK_S), patience, **more)  # type: ignore[arg-type]


def erlang_b_case(load: float, replications: int, trial: Trial) -> list[Evidence]:
    """As many lines as operators: who finds all busy is blocked."""
    found = samples(floor_of(5, load, trunks=5), replications, trial)
    return against(found, {"p_blocked": erlang_b(5, load)}, everyone)


def erlang_c_case(operators: int, load: float, days: int, replications: int, trial: Trial) -> list[Evidence]:
    """Nobody gives up."""
    found = samples(floor_of(operators, load, days=days), replications, trial)
    return against(found, _says(ErlangC(operators, load / TALK_S, TALK_S)))


def erlang_a_case(operators: int, load: float, patience_s: float, replications: int, trial: Trial) -> list[Evidence]:
    """Exponential patience."""
    found = samples(floor_of(operators, load, patience_s), replications, trial)
    queue = ErlangA(operators, load / TALK_S, TALK_S, patience_s)
    return against(found, _says(queue) | {"p_abandon": queue.share_abandoned})


def trunks_case(patience_s: float | None, replications: int, trial: Trial) -> list[Evidence]:
    """Three lines more than operators."""
    operators, load, trunks = 4, 4.0, 7
    found = samples(floor_of(operators, load, patience_s, trunks=trunks), replications, trial)
    queue = ErlangA(operators, load / TALK_S, TALK_S, patience_s, trunks)
    theory = _says(queue) | ({"p_abandon": queue.share_abandoned} if patience_s else {})
    return against(found, {"p_blocked": queue.share_blocked}, everyone) + against(found, theory)


def constant_talk_case(replications: int, trial: Trial) -> list[Evidence]:
    """Every talk takes the same time."""
    operators, load = 3, 2.25
    floor = Floor(operators, load * 3600 / TALK_S, {"law": "deterministic", "value": f"{TALK_S} s"}, days=2)
    return against(samples(floor, replications, trial), _says(ConstantService(operators, load / TALK_S, TALK_S)))


def priorities_case(replications: int, trial: Trial) -> list[Evidence]:
    """Two classes of callers; nobody is interrupted."""
    operators, load, shares = 3, 2.25, (0.4, 0.6)
    floor = floor_of(operators, load, types={"first": (1, shares[0]), "second": (2, shares[1])}, days=2)
    found = samples(floor, replications, trial)
    theory = waits_by_rank(operators, [share * load / TALK_S for share in shares], TALK_S)
    controls = controls_of(found)
    return [
        hold(
            f"mean_wait_{name}",
            "s",
            float(exact),
            np.array([sample.wait_s[sample.type == kind].sum() for sample in found]),
            np.array([(sample.type == kind).sum() for sample in found], dtype=float),
            controls,
        )
        for kind, (name, exact) in enumerate(zip(("first", "second"), theory, strict=True))
    ]


def textbook_case(
    operators: int, calls_per_hour: float, talk_s: float, patience_s: float | None, replications: int, trial: Trial
) -> list[Evidence]:
    """A floor of a textbook or of another program's manual."""
    patience = None if patience_s is None else exponential(patience_s)
    floor = Floor(operators, calls_per_hour, exponential(talk_s), patience, days=3, warm_up_us=12 * HOUR_US)
    queue = erlang_a(operators, calls_per_hour / 3600, talk_s, patience_s)
    theory = _says(queue) | ({"p_abandon": queue.share_abandoned} if isinstance(queue, ErlangA) else {})
    return against(samples(floor, replications, trial), theory)


def _says(queue: Queue) -> dict[str, float]:
    return {
        "p_wait": queue.share_waiting,
        "mean_wait": queue.mean_wait_s,
        "answered_in_20_s": queue.service_level(SOON_S),
    }


LAWS_OF_PATIENCE: Final[dict[str, tuple[Law, Patience]]] = {
    "deterministic": ({"law": "deterministic", "value": "40 s"}, Deterministic(40.0)),
    "uniform": ({"law": "uniform", "low": "0 s", "high": "120 s"}, Uniform(0.0, 120.0)),
    "lognormal": ({"law": "lognormal", "mean": "60 s", "cv": 1.5}, Lognormal(60.0, 1.5)),
    "weibull": ({"law": "weibull", "mean": "60 s", "shape": 0.7}, Weibull(60.0 / gamma_function(1 + 1 / 0.7), 0.7)),
    "gamma": ({"law": "gamma", "mean": "60 s", "cv": 0.5}, Gamma(60.0, 4.0)),
    "hyperexponential": (
        {
            "law": "hyperexponential",
            "branches": [{"share": 0.4, "mean": "10 s"}, {"share": 0.6, "mean": "90 s"}],
        },
        Hyperexponential((0.4, 0.6), (10.0, 90.0)),
    ),
}
"""Laws of patience as a scenario says them, and as the formula knows them."""


def patience_case(name: str, replications: int, trial: Trial) -> list[Evidence]:
    """Patience of another law than the exponential one."""
    law, patience = LAWS_OF_PATIENCE[name]
    operators, load = 5, 5.0
    floor = Floor(operators, load * 3600 / TALK_S, exponential(TALK_S), law)
    queue = PatientQueue(operators, load / TALK_S, TALK_S, patience)
    return against(samples(floor, replications, trial), _says(queue) | {"p_abandon": queue.share_abandoned})


def balking_case(replications: int, trial: Trial) -> list[Evidence]:
    """A fifth leaves at once if not answered at once; the others are patient for an exponential time."""
    operators, load = 5, 5.0
    floor = floor_of(operators, load, TALK_S, balk=0.2)
    queue = PatientQueue(operators, load / TALK_S, TALK_S, Balking(0.2, Exponential(TALK_S)))
    theory = {
        "mean_wait": queue.mean_wait_s,
        "answered_in_20_s": queue.service_level(SOON_S),
        "p_abandon": queue.share_abandoned,
    }
    return against(samples(floor, replications, trial), theory)
