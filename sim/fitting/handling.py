"""How long talks and wrap-ups last: of all, of types that stand apart, and in parts of the day that do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US, SECOND_US
from sim.fitting.day_parts import DayParts, day_parts
from sim.fitting.laws import SURE_ENDED, FittedLaw, Lengths, fit_laws
from sim.fitting.parameters import Parameter, law_keys, law_parameters
from sim.fitting.stages import CLEARLY_BETTER
from sim.records.calls import ANSWERED, UNKNOWN, CallRecords, Step

Ints = npt.NDArray[np.int64]
HOW: Final = {
    "talk": ("talks of answered calls", "talks of this type"),
    "wrap_up": ("wrap-ups of answered calls", "wrap-ups of this type"),
}
"""What numbers rest on: of all calls, and of one type."""


@dataclass(frozen=True)
class Handling:
    """How long talks, or wrap-ups, last.

    Attributes
    ----------
    lengths
        Those of all answered calls.
    laws
        Type -> laws, the best first, '' for all types together: none where too few are known. Types that do not
        clearly differ are not in it.
    parts
        Type -> parts of the day with laws of their own, where there are any; '' where no type stands apart.
    """

    lengths: Lengths
    laws: dict[str, list[FittedLaw]]
    parts: dict[str, DayParts]

    @property
    def together(self) -> list[FittedLaw]:
        """The laws of all types and hours."""
        return self.laws[""]


def handling_of(records: CallRecords, role: str) -> Handling:
    """Laws of 'talk' or 'wrap', of types and of parts of the day where these say clearly more.

    A talk is of the hour at which it begins, and so is the wrap-up after it.
    """
    column, step = records.talk_us if role == "talk" else records.wrap_us, records.steps[role]
    laws = _by_type(records, column, step)
    parts = {}
    for name in [name for name in laws if name] or [""]:
        of_type = np.where(records.type == records.types.index(name), column, UNKNOWN) if name else column
        found = day_parts(_lengths(records, of_type, step), _hours(records, of_type)) if laws[name] else None
        if found is not None:
            parts[name] = found
    return Handling(_lengths(records, column, step), laws, parts)


def handling_parameters(group: str, what: str, handling: Handling) -> Iterable[Parameter]:
    """Every number of its laws; `what` is the key, 'talk' or 'wrap_up', and `group` the path before it."""
    for name, laws in handling.laws.items():
        key = f"{group}.by_type.{name}.{what}" if name else f"{group}.{what}"
        how = HOW[what][1 if name else 0]
        parts = handling.parts.get(name)
        if parts is None:
            yield from law_parameters(key, laws, how)
            continue
        yield from law_parameters(f"{key}.usual", parts.usual, how)
        for k, part in enumerate(parts.others):
            yield from law_parameters(f"{key}.at_times.{k}.instead", part.laws, how, "-".join(part.clock))


def handling_keys(handling: Handling) -> dict[str, dict[str, Any]]:
    """Type -> its law as a scenario's file says it, '' for all types; none where no law was fitted."""
    return {name: _keys(laws, handling.parts.get(name)) for name, laws in handling.laws.items() if laws}


def _keys(laws: list[FittedLaw], parts: DayParts | None) -> dict[str, Any]:
    if parts is None:
        return law_keys(laws[0])
    return {
        "law": "by_time",
        "usual": law_keys(parts.usual[0]),
        "at_times": [
            {"start": part.clock[0], "end": part.clock[1], "instead": law_keys(part.laws[0])} for part in parts.others
        ],
    }


def _is_known(records: CallRecords, column: Ints) -> npt.NDArray[np.bool_]:
    return np.asarray((records.outcome == ANSWERED) & (column != UNKNOWN))


def _lengths(records: CallRecords, column: Ints, step: Step) -> Lengths:
    known = column[_is_known(records, column)]
    return Lengths(known / SECOND_US, np.empty(0), step.rounding_us / SECOND_US, step.low_us / SECOND_US)


def _hours(records: CallRecords, column: Ints) -> Ints:
    """The hour at which the talk of each call began whose length is known."""
    began = records.arrived_us + np.maximum(records.wait_us, 0)
    return np.asarray(began[_is_known(records, column)] % DAY_US // HOUR_US)


def _by_type(records: CallRecords, column: Ints, step: Step) -> dict[str, list[FittedLaw]]:
    """Laws of all, and of each type where that says clearly more."""
    together = fit_laws(_lengths(records, column, step))
    found = {"": together}
    if len(records.types) < 2 or not together:
        return found
    apart: dict[str, list[FittedLaw]] = {}
    for k, name in enumerate(records.types):
        of_type = np.where(records.type == k, column, UNKNOWN)
        laws = fit_laws(_lengths(records, of_type, step))
        if name and laws and laws[0].ended >= SURE_ENDED:
            apart[name] = laws
    is_apart = np.isin(records.type, [records.types.index(name) for name in apart])
    others = fit_laws(_lengths(records, np.where(is_apart, UNKNOWN, column), step))
    total = sum(laws[0].information for laws in [*apart.values(), *([others] if others else [])])
    # a rest that is too small for a law counts on neither side
    one = together if others else fit_laws(_lengths(records, np.where(is_apart, column, UNKNOWN), step))
    return found | apart if apart and total < one[0].information - CLEARLY_BETTER else found
