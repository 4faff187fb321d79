"""Words of the starting backlog as numbers: types, areas, urgencies, stages, and units in turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, get_args

import numpy as np
import numpy.typing as npt

from sim.rules.codes import NOT_YET, AtUnit
from sim.rules.codes import TicketState as StageCode
from sim.rules.codes import Urgency as UrgencyCode
from sim.scenario.fields import URGENCIES
from sim.scenario.schema_backlog import AT_UNIT, Stage

Ints = npt.NDArray[np.int64]
DRAWN: Final = NOT_YET
"""The unit or area of a ticket that names none."""
URGENCY_CODES: Final[dict[str, int]] = {urgency: int(UrgencyCode[urgency.upper()]) for urgency in URGENCIES}
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
STAGE_CODES: Final[dict[str, int]] = {
    stage: int(StageCode.HANDLING if stage in AT_UNIT else StageCode[stage.upper()]) for stage in STAGES
}
"""Where each stage is on a ticket's path: a unit has it from its dispatch to the end of its handling."""
AT_UNIT_CODES: Final[dict[str, int]] = {
    "acceptance": int(AtUnit.ACCEPTANCE),
    "handling": int(AtUnit.CREW),
    "work": int(AtUnit.WORK),
    "outside": int(AtUnit.OUTSIDE),
}
"""What it waits for there; at the other stages no unit has it."""


class Units:
    """Numbers of units by name; a name with copies gives them in turn.

    Parameters
    ----------
    copies
        The numbers of the units that a name stands for: one, or those of its copies.
    """

    def __init__(self, copies: Mapping[str, Sequence[int]]) -> None:
        self.copies = {name: np.array(numbers, dtype=np.int64) for name, numbers in copies.items()}
        self._given: dict[str, int] = {}

    def next_of(self, name: str, tickets: int) -> Ints:
        """The units of the next so many tickets of this name."""
        copies, given = self.copies[name], self._given.get(name, 0)
        self._given[name] = given + tickets
        chosen: Ints = copies[np.arange(given, given + tickets) % len(copies)]
        return chosen


MOST_WORDS: Final = 12
"""So many words are named at most."""


def one_of(known: Iterable[str], most: int = MOST_WORDS) -> str:
    """The words that are known, as a refusal lists them."""
    named = list(known)
    return f"(known: {', '.join(named[:most]) or 'none'}{', ...' if len(named) > most else ''})"
