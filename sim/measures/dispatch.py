"""How soon, how well and by whom tickets are dispatched."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from sim.logs.columns import are
from sim.measures.definition import IN_FILES, OF_TICKETS, define, if_any
from sim.measures.figures import Figure, fraction, total
from sim.measures.ticket_book import Part
from sim.rules.codes import NOT_YET, ArmState

_ADDED_UP = "tickets still open count as far as they have come"
_ticket = partial(define, about="tickets", cuts=OF_TICKETS)

DISPATCH: Final = (
    _ticket(
        "acceptance_in_time", "acceptance in time", "按时签收率", "share", "ratio", "higher",
        "Share of the assignments that the unit accepted when that was due, or before.",
        "assignments accepted by their due time", "assignments accepted or past due",
        "returned assignments, and those withdrawn before they were due, are left out", shown=if_any("closing", 80),
    ),
    _ticket(
        "first_dispatch_accuracy", "first-dispatch accuracy", "首次派单准确率", "share", "ratio", "higher",
        "Share of the tickets all of whose first dispatches went to the right units.",
        "tickets first dispatched right", "tickets dispatched", "tickets not yet dispatched are left out",
        shown=if_any("quality", 10),
    ),
    _ticket(
        "return_rate", "return rate", "退单率", "share", "ratio", "lower",
        "Share of the assignments dispatched that the unit returned.", "assignments returned", "assignments dispatched",
        "a wrong assignment that is not yet returned counts as not returned", shown=if_any("quality", 20),
    ),
    _ticket(
        "dispatches_per_ticket", "dispatches per ticket", "单均派单次数", "dispatches per ticket", "mean", "lower",
        "Assignments made per ticket that was dispatched; a joint ticket has one for each unit.",
        "assignments dispatched", "tickets dispatched", _ADDED_UP, shown=if_any("quality", 30),
    ),
    _ticket(
        "machine_dispatches", "dispatches by machine", "智能派单量", "dispatches", "count", "neither",
        "Assignments that the machine made.", "assignments by the machine", shown=IN_FILES,
    ),
    _ticket(
        "smart_share", "share dispatched by machine", "智能派单占比", "share", "ratio", "neither",
        "Share of the assignments dispatched that the machine made.", "assignments by the machine",
        "assignments dispatched", shown=if_any("quality", 40),
    ),
)  # fmt: skip


def acceptance_in_time(part: Part) -> Figure:
    """Share accepted by their due time, of the assignments accepted or past due."""
    rows = part.sent
    due, accepted = rows["accept_due_us"], rows["accepted_us"]
    withdrawn_before = are(rows["state"], ArmState.WITHDRAWN) & (accepted == NOT_YET) & (rows["ended_us"] < due)
    counts = (due != NOT_YET) & ~are(rows["state"], ArmState.RETURNED) & ~withdrawn_before
    counts &= (accepted != NOT_YET) | (due <= part.book.horizon_us)
    in_time = counts & (accepted != NOT_YET) & (accepted <= due)
    return fraction(np.count_nonzero(in_time), int(np.count_nonzero(counts)))


def dispatches(part: Part) -> dict[str, Figure]:
    """How often, how well and by whom tickets are dispatched."""
    rows, right = part.sent, part["right_first"]
    made, by_machine = len(rows["ticket"]), int(np.count_nonzero(rows["machine"] == 1))
    known = int(np.count_nonzero(right != NOT_YET))
    sent_ticket = part.book.assignments["ticket"][part.book.is_sent]
    of_tickets = int(np.count_nonzero(part.by_ticket(sent_ticket)))
    return {
        "first_dispatch_accuracy": fraction(np.count_nonzero(right == 1), known),
        "return_rate": fraction(np.count_nonzero(are(rows["state"], ArmState.RETURNED)), made),
        "dispatches_per_ticket": fraction(of_tickets, int(np.count_nonzero(part["dispatched_us"] != NOT_YET))),
        "machine_dispatches": total(by_machine),
        "smart_share": fraction(by_machine, made),
    }
