"""Square-root staffing: how many operators large floors need, and what they give. Good as a first guess and to explain.

Operators = load + beta sqrt(load); exact answers are `sim.queueing.erlang.least_operators`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy.special import erfcx, ndtri


def share_waiting_halfin_whitt(beta: float) -> float:
    """Chance to wait on a large floor of load + beta sqrt(load) operators where nobody gives up; 1 for beta <= 0.

    Source
    ------
    Halfin and Whitt (1981), Heavy-traffic limits for queues with many exponential servers, Operations Research 29,
    567-588: 1 / (1 + beta Phi(beta) / phi(beta)).
    """
    return 1 / (1 + beta / _hazard(-beta)) if beta > 0 else 1.0


def share_waiting_garnett(beta: float, handle_times_of_patience: float) -> float:
    """Chance to wait on a large floor of load + beta sqrt(load) operators whose callers give up; beta of any sign.

    Parameters
    ----------
    beta
        Quality of service.
    handle_times_of_patience
        Mean patience over mean handle time.

    Source
    ------
    Garnett, Mandelbaum and Reiman (2002), Designing a call center with impatient customers, M&SOM 4(3), 208-227:
    1 / (1 + sqrt(theta / mu) h(beta sqrt(mu / theta)) / h(-beta)), with h the hazard of the normal law.
    """
    root = math.sqrt(handle_times_of_patience)
    wait, idle = _hazard(beta * root) / root, _hazard(-beta)
    return idle / (idle + wait) if idle + wait else 1.0


def beta_for(share_waiting: float, handle_times_of_patience: float | None = None) -> float:
    """The beta at which a wanted share of the calls has to wait: the inverse of the two functions above.

    Parameters
    ----------
    share_waiting
        Above 0 and below 1.
    handle_times_of_patience
        Mean patience over mean handle time; None: nobody gives up.
    """
    if not 0 < share_waiting < 1:
        raise ValueError(f"a share of {share_waiting:g} cannot be aimed at: it must be above 0 and below 1")
    if handle_times_of_patience is None:
        return _falling_to(share_waiting, share_waiting_halfin_whitt, 0.0)
    patience = handle_times_of_patience
    return _falling_to(share_waiting, lambda beta: share_waiting_garnett(beta, patience), -1.0)


def square_root_operators(load: float, share_waiting: float, handle_times_of_patience: float | None = None) -> float:
    """Operators (a fraction: round up) with which about `share_waiting` of the calls have to wait.

    Parameters
    ----------
    load
        Offered load in erlang.
    share_waiting, handle_times_of_patience
        As `beta_for`.
    """
    return load + beta_for(share_waiting, handle_times_of_patience) * math.sqrt(load)


def square_root_operators_for_wait(
    load: float, share_longer: float, handle_times: float, handle_times_of_patience: float
) -> float:
    """Operators (a fraction: round up) with which about `share_longer` of all callers wait longer than a threshold.

    For large floors with a loose promise, on which many callers wait and some give up (ED+QED staffing).

    Parameters
    ----------
    load
        Offered load in erlang.
    share_longer
        Wanted share of all callers, answered or not, whose wait exceeds the threshold; it must be less than the share
        of callers who would be that patient.
    handle_times
        The threshold over the mean handle time.
    handle_times_of_patience
        Mean patience, exponential, over mean handle time.

    Source
    ------
    Mandelbaum and Zeltyn (2009), Staffing many-server queues with impatient customers: constraint satisfaction in call
    centers, Operations Research 57(5), 1189-1205: n = (1 - G(T)) a + delta sqrt(a), where a standard normal law exceeds
    delta sqrt(mu / g(T)) with the chance share_longer / (1 - G(T)).
    """
    patient = math.exp(-handle_times / handle_times_of_patience)
    if not 0 < share_longer < patient:
        raise ValueError(
            f"{share_longer:g} of the callers cannot be the share that waits longer: {patient:g} are patient enough"
        )
    density = patient / handle_times_of_patience
    delta = -float(ndtri(share_longer / patient)) * math.sqrt(density)
    return patient * load + delta * math.sqrt(load)


def _hazard(x: float) -> float:
    """Hazard phi(x) / (1 - Phi(x)) of the standard normal law."""
    return math.sqrt(2 / math.pi) / float(erfcx(x / math.sqrt(2)))


def _falling_to(share: float, function: Callable[[float], float], low: float) -> float:
    high = 1.0
    while function(high) > share:
        high *= 2
    while low < 0 and function(low) < share:
        low *= 2
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if function(middle) > share else (low, middle)
    return high
