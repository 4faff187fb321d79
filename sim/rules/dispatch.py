"""Dispatch: who does it, to which unit an arm belongs, and whether it gets there."""

from __future__ import annotations

from typing import Final

from sim.chance.compiled import rule
from sim.rules.codes import NOT_YET, UnitChoice
from sim.rules.columns import Floats, Ints
from sim.rules.draws import share_that_holds

LEAST_LOADED: Final = int(UnitChoice.LEAST_LOADED)
SHARES: Final = int(UnitChoice.SHARES)


@rule
def chosen_unit(
    choice: int,
    shares: Floats,
    weights: Ints,
    taken: Ints,
    u: float,
    loads: Ints,
    given: Ints,
) -> int:
    """The unit to which an arm belongs.

    Parameters
    ----------
    choice
        A `UnitChoice`: by the shares of the route, to the unit with the least work for its share, or to each in turn.
    shares, weights
        The share of each unit in the route, 0 for those that it does not name; and the same as whole numbers.
    taken
        Units of the arms before it: no unit has two arms of a ticket.
    u
        A number in (0, 1), which decides where shares do.
    loads
        How many assignments are at each unit now.
    given
        How many arms this route has given to each unit so far.
    """
    if choice == SHARES:
        return unit_by_share(shares, taken, u)
    return unit_with_least(loads if choice == LEAST_LOADED else given, weights, taken)


@rule
def is_among(units: Ints, unit: int) -> bool:
    """Whether a unit is one of some."""
    for place in range(len(units)):  # noqa: SIM110  # compiled code knows no generators
        if units[place] == unit:
            return True
    return False


@rule
def unit_by_share(shares: Floats, taken: Ints, u: float) -> int:
    """The unit drawn by its share among those that are not taken."""
    total = 0.0
    for unit in range(len(shares)):
        if not is_among(taken, unit):
            total += shares[unit]
    up_to = 0.0
    for unit in range(len(shares) - 1):
        if not is_among(taken, unit):
            up_to += shares[unit]
        # The last unit takes what is left.
        if up_to > u * total:
            return unit
    return len(shares) - 1


@rule
def unit_with_least(counts: Ints, weights: Ints, taken: Ints) -> int:
    """The unit that would have the least for its share with one more; the first of those that are alike.

    One without a share is never before one with a share.
    """
    best = NOT_YET
    for unit in range(len(weights)):
        if is_among(taken, unit):
            continue
        # Multiplied crosswise, in whole numbers: a share of 0 loses, and units that are alike are exactly alike.
        if best == NOT_YET or (counts[unit] + 1) * weights[best] < (counts[best] + 1) * weights[unit]:
            best = unit
    return best


@rule
def machine_dispatches(u: float, share: float, now_us: int, from_us: int, is_redispatch: bool, by_people: bool) -> bool:
    """Whether the machine looks at a dispatch: it is in use, and a returned arm goes to people where there are any."""
    if by_people and is_redispatch:
        return False
    return now_us >= from_us and u < share


@rule
def hands_over(confidence: float, hand_over_below: float) -> bool:
    """Whether the machine leaves a dispatch to a person."""
    return confidence < hand_over_below


@rule
def share_right(
    accuracies: Floats, dispatches: int, by_machine: bool, confidence: float, hand_over_below: float
) -> float:
    """Chance that an arm gets to the right unit, by how often it has been dispatched before."""
    accuracy = share_that_holds(accuracies, dispatches)
    return machine_is_right(accuracy, confidence, hand_over_below) if by_machine else accuracy


@rule
def machine_is_right(accuracy: float, confidence: float, hand_over_below: float) -> float:
    """Chance that the machine is right: with a threshold it depends on its confidence, and is `accuracy` on average."""
    # Nothing can be divided by an accuracy of 0; without a threshold confidence says nothing.
    if hand_over_below <= 0.0 or accuracy <= 0.0:
        return accuracy
    return float(confidence ** (1.0 / accuracy - 1.0))


@rule
def is_designated(returns: int, max_returns: int) -> bool:
    """Whether the right unit is designated after so many returns of an arm; -1: never."""
    return max_returns >= 0 and returns >= max_returns


@rule
def wrong_unit(u: float, units: int, right: int) -> int:
    """The unit that gets an arm by mistake: any other one, all alike."""
    other = min(int(u * (units - 1)), units - 2)
    return other + 1 if other >= right else other
