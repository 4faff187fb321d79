"""The planner's calculator: what each number of operators gives, and the fewest for a target, by Erlang's formulas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from sim.calendar.lengths import SECOND_US
from sim.queueing.erlang import SERVICE_LEVELS, ErlangA, ErlangC, erlang_a, least_operators

AROUND: Final = 3
"""Rows shown below and above the answer."""


@dataclass(frozen=True)
class Asked:
    """What a planner asks, in numbers; lengths in microseconds."""

    calls: float
    per_us: int
    aht_us: int
    patience_us: int | None
    share: float
    within_us: int
    definition: str
    trunks: int | None
    operators: int | None
    shrinkage: float

    @property
    def calls_per_s(self) -> float:
        """Rate of calls."""
        return self.calls / (self.per_us / SECOND_US)

    @property
    def aht_s(self) -> float:
        """Mean handle time."""
        return self.aht_us / SECOND_US

    @property
    def patience_s(self) -> float | None:
        """Mean patience, if callers give up."""
        return None if self.patience_us is None else self.patience_us / SECOND_US

    @property
    def within_s(self) -> float:
        """Threshold of the target."""
        return self.within_us / SECOND_US

    @property
    def load(self) -> float:
        """Offered load in erlang."""
        return self.calls_per_s * self.aht_s

    def queue(self, operators: int) -> ErlangA | ErlangC:
        """The queue with so many operators."""
        return erlang_a(operators, self.calls_per_s, self.aht_s, self.patience_s, self.trunks)

    def heads(self, operators: float) -> float:
        """People to roster so that after shrinkage so many are at work."""
        return operators / (1 - self.shrinkage)


def erlang_answer(asked: Asked) -> dict[str, Any]:
    """The answer as one JSON object: the fewest operators by each definition, and the rows of the table."""
    least = {
        name: least_operators(
            asked.share, asked.within_s, asked.calls_per_s, asked.aht_s, asked.patience_s, name, asked.trunks
        )
        for name in SERVICE_LEVELS
    }
    return {
        "model": _model(asked),
        "calls_per_s": asked.calls_per_s,
        "aht_s": asked.aht_s,
        "patience_s": asked.patience_s,
        "trunks": asked.trunks,
        "load_erlang": asked.load,
        "target": {"share": asked.share, "within_s": asked.within_s, "definition": asked.definition},
        "least_operators": least,
        "operators": least[asked.definition],
        "shrinkage": asked.shrinkage,
        "heads": _rounded_up(asked.heads(least[asked.definition])),
        "rows": [_row(asked, operators) for operators in _rows(asked, least)],
    }


def _model(asked: Asked) -> str:
    if asked.patience_us is not None:
        return "Erlang A" if asked.trunks is None else "Erlang A with a limit of lines"
    return "Erlang C" if asked.trunks is None else "Erlang C with a limit of lines"


def _rounded_up(heads: float) -> int:
    """Rounded up, but not where only the last digits of the division are above a whole number."""
    return math.ceil(heads - 1e-9 * heads)


def _rows(asked: Asked, least: dict[str, int]) -> list[int]:
    if asked.operators is not None:
        return [asked.operators]
    answer = least[asked.definition]
    around = range(max(1, answer - AROUND), answer + AROUND + 1)
    most = asked.trunks if asked.trunks is not None else math.inf
    return sorted(n for n in {*around, *least.values()} if n <= most)


def _row(asked: Asked, operators: int) -> dict[str, Any]:
    queue = asked.queue(operators)
    return {
        "operators": operators,
        "heads": asked.heads(operators),
        "share_waiting": queue.share_waiting,
        "asa_s": _finite(queue.asa_s),
        "mean_wait_s": _finite(queue.mean_wait_s),
        **{name: queue.service_level(asked.within_s, name) for name in SERVICE_LEVELS},
        "share_abandoned": queue.share_abandoned,
        "share_blocked": queue.share_blocked,
        "occupancy": queue.occupancy,
    }


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
