"""What citizens say when they are called back, and how often tickets are chased."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from sim.measures.definition import IN_FILES, OF_TICKETS, define, if_any
from sim.measures.figures import Figure, fraction, total
from sim.measures.ticket_book import Part
from sim.rules.codes import NOT_YET

_ticket = partial(define, about="tickets", cuts=OF_TICKETS)

FOLLOW_UP: Final = (
    _ticket(
        "reopenings", "reopenings", "重办次数", "reopenings", "count", "lower",
        "How often citizens had their tickets handled again.", "handlings after the first", shown=IN_FILES,
    ),
    _ticket(
        "reopen_rate", "reopen rate", "重办率", "share", "ratio", "lower",
        "Share of the tickets handled that were reopened at least once.", "tickets reopened", "tickets handled",
        "tickets not yet handled are left out", shown=if_any("quality", 50),
    ),
    _ticket(
        "reached_share", "share reached by the follow-up", "回访成功率", "share", "ratio", "higher",
        "Share of the tickets followed up whose citizen was reached.",
        "tickets whose last follow-up reached the citizen", "tickets followed up",
        "follow-ups that are to be tried again are left out", shown=if_any("quality", 60),
    ),
    _ticket(
        "satisfaction", "satisfaction", "满意率", "share", "ratio", "higher",
        "Share of the citizens who gave an opinion in the follow-up that were satisfied.", "satisfied",
        "opinions given", "tickets not yet followed up are left out", shown=if_any("quality", 70),
    ),
    _ticket(
        "reminders", "reminders", "催办次数", "reminders", "count", "lower",
        "Reminders sent because a deadline came near.", "reminders", shown=if_any("quality", 80),
    ),
    _ticket(
        "supervision_acts", "acts of supervision", "督办量", "tickets", "count", "lower",
        "Tickets on which a finished act of supervision followed the missed deadline.", "tickets supervised",
        unfinished="an act still in work does not count", shown=if_any("quality", 90),
    ),
    _ticket(
        "chase_ups", "chase-up calls", "催单来电量", "calls", "count", "lower",
        "Calls of citizens about an overdue ticket of theirs.", "chase-up calls", shown=if_any("quality", 100),
    ),
)  # fmt: skip


def answers(part: Part) -> dict[str, Figure]:
    """What citizens say when they are called back."""
    handlings, reached, satisfied = part["handlings"], part["reached"], part["satisfied"]
    reopened = handlings > 1
    handled = reopened | (part["handled_us"] != NOT_YET)
    # A follow-up of an earlier handling was before the last handling's end.
    known = (reached != NOT_YET) & (part["followed_up_us"] != NOT_YET)
    known &= part["followed_up_us"] >= part["handled_us"]
    return {
        "reopenings": total(int(np.maximum(handlings - 1, 0).sum())),
        "reopen_rate": fraction(np.count_nonzero(reopened), int(np.count_nonzero(handled))),
        "reached_share": fraction(np.count_nonzero(known & (reached == 1)), int(np.count_nonzero(known))),
        "satisfaction": fraction(np.count_nonzero(satisfied == 1), int(np.count_nonzero(satisfied != NOT_YET))),
    }


def chasing(part: Part) -> dict[str, Figure]:
    """Reminders, supervision, and citizens who call again."""
    return {
        "reminders": total(int(part["reminders"].sum())),
        "supervision_acts": total(np.count_nonzero(part["supervised_us"] != NOT_YET)),
        "chase_ups": total(int(part["chase_ups"].sum())),
    }
