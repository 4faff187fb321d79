"""Calls of the same citizen's request: those that come soon after one that was not answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import HOUR_US, MINUTE_US, SECOND_US
from sim.records.calls import ANSWERED, UNKNOWN, CallRecords
from sim.records.rows import whole_step_us

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
AGAIN_US: Final = 2 * HOUR_US
"""A call of a caller who was not answered is a redial if it comes within two hours."""


@dataclass(frozen=True)
class CallsAgain:
    """Which calls are redials.

    Attributes
    ----------
    order
        Shape (n,): the calls by caller, and of a caller in order of time.
    follows
        Shape (n,), in this order: whether the next one is a redial of this one.
    delay_us
        Shape (n,), in this order: from the end of a call's wait to the caller's next one, where there is one.
    """

    order: Ints
    follows: Marks
    delay_us: Ints

    @property
    def is_again(self) -> Marks:
        """Shape (n,), in the order of the records: whether a call is a redial."""
        marks = np.zeros(len(self.order), dtype=np.bool_)
        marks[self.order[1:][self.follows[:-1]]] = True
        return marks


def calls_again(records: CallRecords) -> CallsAgain:
    """Calls of a caller within two hours after one of the same caller that was not answered.

    A number that is withheld is nobody's.
    """
    order = np.lexsort((records.arrived_us, records.caller))
    caller, arrived = records.caller[order], records.arrived_us[order]
    ended = arrived + np.maximum(records.wait_us[order], 0)
    delay = np.append(arrived[1:] - ended[:-1], 0)
    same = np.append((caller[1:] == caller[:-1]) & (caller[1:] != UNKNOWN), False)
    coarse_us = whole_step_us(arrived, (MINUTE_US, SECOND_US))  # a call may have come so much later than its stamp
    is_soon = (delay >= -coarse_us) & (delay <= AGAIN_US)
    follows = same & (records.outcome[order] != ANSWERED) & is_soon
    return CallsAgain(order, follows, np.maximum(delay, 0))
