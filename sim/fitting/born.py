"""How tickets come of calls, where a file of calls and one of tickets cover the same days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US
from sim.fitting.callers import Share, share_of
from sim.fitting.calls_fit import STREAM, CallFit
from sim.fitting.parameters import NAMELESS, Parameter, share_parameter, to_one
from sim.fitting.tickets_fit import TicketFit
from sim.records.calls import ANSWERED

DIRECT: Final = "answered directly"
"""The type of calls without a ticket, where calls have no types of their own that tickets have too."""


@dataclass(frozen=True)
class Born:
    """How tickets come of calls.

    Attributes
    ----------
    name
        What sentences call both files.
    direct
        The share of answered calls without a ticket.
    types
        Type -> its share of the calls.
    direct_answers
        Type -> the share that is answered directly, as a scenario's file says it.
    parameters
        These shares as numbers.
    hidden
        Key paths of numbers for which these stand.
    """

    name: str
    direct: Share
    types: dict[str, float]
    direct_answers: dict[str, Any]
    parameters: tuple[Parameter, ...]
    hidden: tuple[str, ...]


def born_of_calls(calls: CallFit, tickets: TicketFit) -> Born | None:
    """From the days that both files cover; None if there are none, or more tickets than answered calls.

    Where calls have the types of the tickets, each type has its share of direct answers. Where they do not, the calls
    without a ticket are a type of their own.
    """
    records = calls.records
    first, last = (max(calls.days[0], tickets.days[0]), min(calls.days[1], tickets.days[1]))
    is_answered = records.outcome == ANSWERED  # at whichever try: each is a request that may become a ticket
    call_day = (records.arrived_us // DAY_US).astype("datetime64[D]")
    ticket_day = (tickets.records.received_us // DAY_US).astype("datetime64[D]")
    spans = [(day >= np.datetime64(first)) & (day <= np.datetime64(last)) for day in (call_day, ticket_day)]
    answered = int((is_answered & spans[0]).sum())
    born = tickets.is_by_phone & spans[1]
    if not answered or born.sum() > answered or not born.any():
        return None
    count = np.bincount(tickets.records.type[born], minlength=len(tickets.records.types))
    made = {name or NAMELESS: int(n) for name, n in zip(tickets.records.types, count, strict=True) if n}
    name = f"{records.name} and {tickets.records.name}"
    whole = share_of(answered - int(born.sum()), answered)
    if len(records.types) > 1 and set(made) <= {one or NAMELESS for one in records.types}:
        of_type = np.bincount(records.type[is_answered & spans[0]], minlength=len(records.types))
        return _by_type(name, whole, calls, made, of_type)
    shares = {one: share_of(n, answered) for one, n in made.items()} | {DIRECT: whole}
    found = tuple(share_parameter(f"demand.{STREAM}.types.{one}", share, _OF_CALLS) for one, share in shares.items())
    answers: dict[str, Any] = {one: {"direct_answer": 0.0} for one in made} | {DIRECT: {"direct_answer": 1.0}}
    types = to_one({one: share.share for one, share in shares.items()})
    return Born(name, whole, types, answers, found, (f"demand.{STREAM}.types.",))


_OF_CALLS: Final = "tickets of the type, of answered calls"


def _by_type(name: str, whole: Share, calls: CallFit, made: dict[str, int], answered: npt.NDArray[np.int64]) -> Born:
    """Each type of calls has its share of direct answers."""
    of_type = {one or NAMELESS: int(n) for one, n in zip(calls.records.types, answered, strict=True) if n}
    direct = {one: share_of(max(n - made.get(one, 0), 0), n) for one, n in of_type.items()}
    answers = {one: {"direct_answer": round(share.share, 4)} for one, share in direct.items()}
    found = tuple(
        share_parameter(f"types.{one}.direct_answer", share, "answered calls without a ticket")
        for one, share in direct.items()
    )
    types = to_one({one or NAMELESS: share.share for one, share in calls.types.items()})
    return Born(name, whole, types, answers, found, ())
