"""The rest of a day that has begun: what has come so far moves the forecast by as much as it did on past days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.forecasting.bands import LEVELS, ends_of, fewest_errors
from sim.forecasting.methods import LEAST
from sim.forecasting.rolling import FEWEST_ORIGINS, Rolling

Reals = npt.NDArray[np.float64]
NOT_LEARNT: Final = 0.0
"""With too few past days, what has come so far moves nothing."""


@dataclass(frozen=True)
class RestOfDay:
    """The rest of a day.

    Attributes
    ----------
    seen, said_until_now
        Contacts that have come, and those that the forecast of the evening before had until now.
    exponent
        The rest is scaled by (seen / said) to this power, learnt from past days: 0 keeps the forecast, 1 scales fully.
    intervals
        Shape (intervals left,): contacts of each; of one that has begun, of the rest of it.
    total
        Contacts still to come.
    bands
        By level: the lowest and the highest number still to come; without those that too few days are known for.
    """

    seen: float
    said_until_now: float
    exponent: float
    intervals: Reals
    total: float
    bands: dict[float, tuple[float, float]]


def rest_of_day(rolling: Rolling, name: str, known: int, counts_so_far: Reals, begun: float = 1.0) -> RestOfDay:
    """The rest of the day that follows the known ones, of which the first intervals have passed, the last in part.

    The power is learnt from intervals that have passed in whole: of past days it is not known what came in parts.

    Parameters
    ----------
    rolling, name
        Forecasts from past origins, and the method.
    known
        How many whole days are known.
    counts_so_far
        Shape (intervals begun,): what has come today.
    begun
        Which part of the last of these has passed.
    """
    passed = len(counts_so_far) - (begun < 1)
    at = rolling.at(known)
    said = rolling.intervals[name][at, 0]
    elapsed = np.r_[np.ones(passed), np.full(len(counts_so_far) - passed, begun)]
    left = np.r_[said[: len(elapsed)] * (1 - elapsed), said[len(elapsed) :]][passed:]
    past = np.flatnonzero(rolling.origins < known)
    came, told = rolling.actual_intervals[past, 0], rolling.intervals[name][past, 0]
    early = _log_ratio(came[:, :passed], told[:, :passed])
    late = _log_ratio(came[:, passed:], told[:, passed:])
    exponent, bands = NOT_LEARNT, {}
    seen, expected = float(counts_so_far.sum()), float(said[: len(elapsed)] @ elapsed)
    if len(past) >= FEWEST_ORIGINS and early @ early > 0:
        exponent = float(np.clip(early @ late / (early @ early), 0.0, 1.0))
    factor = (max(seen, LEAST) / max(expected, LEAST)) ** exponent
    total = float(left.sum() * factor)
    if len(past) >= FEWEST_ORIGINS:
        off = late - exponent * early
        for level in (level for level in LEVELS if len(past) >= fewest_errors(level)):
            low, high = np.exp(ends_of(off, level)) * total
            bands[level] = float(low), float(high)
    return RestOfDay(seen, expected, exponent, left * factor, total, bands)


def _log_ratio(came: Reals, said: Reals) -> Reals:
    return np.asarray(np.log(np.maximum(came.sum(axis=1), LEAST) / np.maximum(said.sum(axis=1), LEAST)))
