"""How many calls are answered in time on a floor whose operators change over the day, exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from scipy.special import gammaln

from sim.queueing.requirement import Reals
from sim.queueing.transient import STRIDE, Floor, Stretch, check_stretches

NODES: Final = 16
"""Points of the Gauss-Legendre rule in a piece of time before a change."""
PIECE: Final = 8.0
"""Ends of calls in a piece of time, at most."""


class InTime(NamedTuple):
    """Expected numbers of the calls that come in a stretch."""

    accepted: float
    """Calls that found a free line."""
    answered_in_time: float
    """Of these: answered within the threshold, in this stretch or a later one."""

    @property
    def service_level(self) -> float:
        """Share of the accepted calls answered within the threshold; 1 where none came."""
        return self.answered_in_time / self.accepted if self.accepted else 1.0


def answered_within(
    floor: Floor, stretches: Sequence[Stretch], within_s: float, start: Sequence[float] | Reals = (1.0,)
) -> list[InTime]:
    """For each stretch, how many of its calls are answered, for the first time, within `within_s` seconds.

    Parameters
    ----------
    floor, stretches, start
        As `sim.queueing.transient.Floor.course`. After the last stretch its operators stay.
    within_s
        Threshold in seconds.

    Source
    ------
    Who waits is answered when as many calls have ended, or callers ahead given up, as were ahead, and one more: a pure
    death process, backwards in time from the threshold, with jumps where the number of operators changes. The sum over
    all states and the integral over the moment of arrival follow, in closed form where no change lies within the
    threshold and by Gauss-Legendre quadrature where one does.
    """
    check_stretches(stretches, floor.trunks)
    if not 0 <= within_s < math.inf:
        raise ValueError(f"a threshold of {within_s:g} s is none: it must be at least 0")
    state, found = floor.first_state(start, stretches[0].operators), []
    for i, stretch in enumerate(stretches):
        state = floor.changed(state, stretch.operators)
        # Only the calls of the last part can still wait when the operators change.
        late_s = min(within_s, stretch.length_s) if i + 1 < len(stretches) else 0.0
        time_in, state = floor.spent(state, stretch.calls_per_s, stretch.length_s - late_s)
        ahead = [stretch._replace(length_s=math.inf)]
        in_time_s, accepted_s = _counted(floor, ahead, time_in, within_s)
        for piece_s, to_change_s, weight in _nodes(late_s, within_s, stretches[i:], floor.aht_s):
            _, state = floor.spent(state, stretch.calls_per_s, piece_s)
            ahead = [stretch._replace(length_s=to_change_s), *stretches[i + 1 : -1]]
            ahead.append(stretches[-1]._replace(length_s=math.inf))
            more, in_house = _counted(floor, ahead, state.chances, within_s) if weight else (0.0, 0.0)
            in_time_s, accepted_s = in_time_s + weight * more, accepted_s + weight * in_house
        found.append(InTime(stretch.calls_per_s * accepted_s, stretch.calls_per_s * in_time_s))
    return found


def _nodes(
    late_s: float, within_s: float, stretches: Sequence[Stretch], aht_s: float
) -> list[tuple[float, float, float]]:
    """Steps through the last part of a stretch: length of the step, time then left to the change, and weight."""
    changes = np.cumsum([later.length_s for later in stretches[1:-1]])
    bends = [late_s, *(within_s - change for change in changes if 0 < within_s - change < late_s), 0.0]
    bends = sorted(set(bends), reverse=True)
    most = max(stretch.operators for stretch in stretches)
    at, weights = np.polynomial.legendre.leggauss(NODES)
    steps, now = [], late_s
    for begin, end in pairwise(bends):
        pieces = max(1, math.ceil((begin - end) * most / aht_s / PIECE))
        length = (begin - end) / pieces
        for piece in range(pieces):
            for node, weight in zip(at, weights, strict=True):
                left = begin - piece * length - length * (node + 1) / 2
                steps.append((now - left, left, weight * length / 2))
                now = left
    return [*steps, (now, 0.0, 0.0)] if late_s else []


def _counted(floor: Floor, ahead: Sequence[Stretch], weights: Reals, within_s: float) -> tuple[float, float]:
    """Sum over the states of their weights, times the chance to be answered in time; and the same of all accepted."""
    operators = ahead[0].operators
    accepted = weights if floor.trunks is None else weights[:-1]
    waiting = accepted[operators:]
    chance = _chance_in_time(floor, ahead, len(waiting), within_s)
    return float(accepted[:operators].sum() + np.dot(waiting, chance)), float(accepted.sum())


def _chance_in_time(floor: Floor, stretches: Sequence[Stretch], most: int, within_s: float) -> Reals:
    """Chance to be answered within the threshold, for one with 0, 1, .. `most` - 1 callers waiting ahead."""
    parts, left_s = [], within_s
    for stretch in stretches:
        parts.append((min(stretch.length_s, left_s), stretch.operators))
        left_s -= stretch.length_s
        if left_s < 0:
            break
    back = floor.leaving == "handed back"
    drops = sum(max(a[1] - b[1], 0) for a, b in pairwise(parts)) if back else 0
    chance = np.zeros(most + drops)
    for k in range(len(parts) - 1, -1, -1):
        length_s, operators = parts[k]
        chance = _earlier(floor, chance, operators, length_s)
        if k:
            more = operators - parts[k - 1][1]
            if more > 0:
                chance = np.concatenate([np.ones(more), chance])[: len(chance)]
            elif back:
                # Callers of operators who left are ahead again; nobody is that far behind but by those drops.
                chance = chance[-more:]
    return chance[:most]


def _earlier(floor: Floor, chance: Reals, operators: int, length_s: float) -> Reals:
    """The chances so much earlier, the number of operators being the same."""
    ahead = np.arange(len(chance), dtype=np.float64)
    giving_up = 0.0 if floor.patience_s is None else 1 / floor.patience_s
    forward = operators / floor.aht_s + ahead * giving_up
    pace = float((forward + giving_up).max()) if len(chance) else 0.0
    if pace == 0 or length_s == 0:
        return chance
    up, stay = forward / pace, 1 - (forward + giving_up) / pace
    parts = math.ceil(pace * length_s / STRIDE)
    mean = pace * length_s / parts
    counts = np.arange(math.ceil(mean + 9 * math.sqrt(mean) + 45) + 1)
    weights = np.exp(counts * math.log(mean) - mean - gammaln(counts + 1.0))
    weights /= weights.sum()
    for _ in range(parts):
        total, now = np.zeros_like(chance), chance
        for weight in weights:
            total += weight * now
            now = stay * now + up * np.concatenate([[1.0], now[:-1]])
        chance = total
    return chance
