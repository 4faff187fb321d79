"""Textbook formulas, written here once more: tests of the engine do not rest on the project's own.

Rates are per mean length of service (mu = 1) unless said.
"""

from __future__ import annotations

import numpy as np
from scipy import special


def erlang_b(servers: int, load: float) -> float:
    """Share blocked with no queue: B = (a^c/c!) / sum a^k/k!.

    Source
    ------
    Erlang (1917); the recursion B_k = a B_(k-1) / (k + a B_(k-1)).
    """
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Share that waits, nobody giving up: c B / (c - a (1 - B))."""
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1 - blocked))


def erlang_c_wait(servers: int, load: float) -> float:
    """Mean wait of all, in service times: C / (c - a)."""
    return erlang_c(servers, load) / (servers - load)


def states_with_patience(servers: int, load: float, leaving: float, most: int | None = None) -> np.ndarray:
    """Stationary probabilities of the number in system, M/M/c+M with leaving rate `leaving` per waiting caller.

    Source
    ------
    Palm (1957); birth rates a, death rates min(n, c) + max(n - c, 0) theta, in logarithms.
    """
    top = most if most is not None else servers + int(60 * (load + 10) / max(leaving, 0.05))
    n = np.arange(1, top + 1)
    deaths = np.minimum(n, servers) + np.maximum(n - servers, 0) * leaving
    weights = np.concatenate([[0.0], np.cumsum(np.log(load / deaths))])
    weights = np.exp(weights - weights.max())
    return weights / weights.sum()


def erlang_a(servers: int, load: float, leaving: float) -> tuple[float, float, float]:
    """Share that waits, share that gives up, and mean number waiting, of M/M/c+M."""
    states = states_with_patience(servers, load, leaving)
    n = np.arange(len(states))
    waiting = float((np.maximum(n - servers, 0) * states).sum())
    return float(states[servers:].sum()), leaving * waiting / load, waiting


def erlang_a_answered_within(servers: int, load: float, leaving: float, within: float) -> float:
    """Share of all callers answered within a time.

    Whoever finds j waiting is answered after j + 1 departures, if patient enough: the offered wait V has
    E[exp(-theta V); V <= t] by exp(-theta V) ~ Beta(c / theta, j + 1), the law of a sum of exponentials with rates
    c, c + theta, ..., c + j theta.
    """
    states = states_with_patience(servers, load, leaving)
    ratio, edge = servers / leaving, np.exp(-leaving * within)
    j = np.arange(len(states) - servers)
    late = ratio / (ratio + j + 1) * special.betainc(ratio + 1, j + 1, edge)
    in_time = ratio / (ratio + j + 1) - late
    return float(states[:servers].sum() + (states[servers:] * in_time).sum())


def busy_without_queue(hourly_rates: np.ndarray, service_hours: float, at_hours: np.ndarray) -> np.ndarray:
    """Mean number in an M(t)/M/infinity system that starts empty, rates constant within each hour.

    Source
    ------
    Eick, Massey, Whitt (1993): m(t) = integral of rate(u) exp(-(t - u) / s) du, in closed form hour by hour.
    """
    found = []
    for at in at_hours:
        starts = np.arange(len(hourly_rates))
        ends = np.minimum(starts + 1.0, at)
        inside = starts < at
        piece = service_hours * (np.exp(-(at - ends) / service_hours) - np.exp(-(at - starts) / service_hours))
        found.append(float((hourly_rates * piece)[inside].sum()))
    return np.array(found)
