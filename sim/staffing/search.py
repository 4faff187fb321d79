"""Least number that is enough, when more is never worse: steps that double, then bisection."""

from __future__ import annotations

from collections.abc import Callable


def least_enough(enough: Callable[[int], bool], start: int, first: int, last: int) -> int | None:
    """The least number from `first` to `last` that is enough, or None if even the last is not.

    Parameters
    ----------
    enough
        Whether a number is enough; once it is, every larger one is taken to be.
    start
        Where to begin: the better the guess, the fewer numbers are tried.
    first, last
        The range, both ends included.

    Returns
    -------
    int or None
        The number itself and the one below it (if the range has one) have both been tried.
    """
    low, high = first - 1, last + 1  # not enough; enough, as far as is known
    at, step = min(max(start, first), last), 1
    while low < at < high:
        if enough(at):
            high, at = at, max(at - step, first)
        else:
            low, at = at, min(at + step, last)
        step *= 2
        if low >= first and high <= last:
            break
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high if high <= last else None
