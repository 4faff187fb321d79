"""What becomes of calls by what they find in the house, against the steady state."""

from __future__ import annotations

import numpy as np
import pytest

from sim.queueing.erlang import SERVICE_LEVELS, erlang_a, least_operators
from sim.queueing.requirement import Shares, level
from sim.queueing.seen import least_operators_seen, shares_seen


def house(operators: int, load: float, patience: float | None, most: int = 600) -> np.ndarray:
    """Steady-state chances of each number in the house, handle time 1; the product of rates up over rates down."""
    n = np.arange(1, most)
    down = np.minimum(n, operators) + (0 if patience is None else np.maximum(n - operators, 0) / patience)
    logs = np.concatenate([[0.0], np.cumsum(np.log(load) - np.log(down))])
    chances = np.exp(logs - logs.max())
    return chances / chances.sum()


@pytest.mark.parametrize("definition", SERVICE_LEVELS)
@pytest.mark.parametrize("patience", [None, 0.5, 2.0])
@pytest.mark.parametrize("within", [0.0, 0.1, 1.0])
def test_over_the_steady_state_it_is_erlangs(definition: str, patience: float | None, within: float) -> None:
    """Poisson calls see time averages: averaged over the steady state, every service level is Erlang A's (or C's)."""
    chances = house(12, 10.0, patience)
    parts = shares_seen(np.arange(len(chances)), 12, 1.0, patience, within)
    found = level(definition, Shares(*(np.asarray(part @ chances) for part in parts)))
    assert float(found) == pytest.approx(erlang_a(12, 10.0, 1.0, patience).service_level(within, definition), rel=1e-9)


@pytest.mark.parametrize(("share", "within"), [(0.8, 0.0), (0.8, 0.1), (0.95, 0.2)])
def test_the_iteration_ends_at_erlangs_answer(share: float, within: float) -> None:
    """With one operator fewer than Erlang C asks for, calls ask for more; with as many, for no more than these.

    They may ask for one fewer, for they find less in the house: the larger number of such a cycle is the answer.
    """
    least = least_operators(share, within, 20.0, 1.0)
    few, enough = (
        least_operators_seen(house(operators, 20.0, None, 3000), 1.0, None, within, share)
        for operators in (least - 1, least)
    )
    assert few >= least
    assert enough in (least - 1, least)


def test_a_delay_is_the_rule_of_the_iteration() -> None:
    """With a threshold of 0 it is the least k with P(N >= k) <= alpha, counted out."""
    counts = np.array([5, 20, 30, 25, 12, 6, 2], dtype=float)
    for alpha in (0.01, 0.05, 0.1, 0.3, 0.6):
        least = next(k for k in range(9) if counts[k:].sum() <= alpha * counts.sum())
        assert least_operators_seen(counts, 1.0, None, 0.0, 1 - alpha, "service_level_virtual") == least
    assert least_operators_seen(np.zeros(3), 1.0, None, 0.0, 0.8) == 0
