"""Every family of measures, in the order of a report; and what is counted of some calls, and of some tickets."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sim.measures.calls import CALLS, call_counts, citizen_counts
from sim.measures.closure import CLOSING, CLOSURE, closure_figure, closure_figures
from sim.measures.definition import Definition
from sim.measures.dispatch import DISPATCH, acceptance_in_time, dispatches
from sim.measures.figures import NO_DATA, Figure, Told
from sim.measures.floor import FLOOR
from sim.measures.follow_up import FOLLOW_UP, answers, chasing
from sim.measures.heads import HEADS
from sim.measures.people import PEOPLE
from sim.measures.phone import Phone
from sim.measures.requests import REQUESTS
from sim.measures.service_levels import LEVELS, level_figures
from sim.measures.stays import PROCESSING_TIMES, STAGES, times_of
from sim.measures.talks import TALKS, talk_figures
from sim.measures.ticket_book import Part
from sim.measures.ticket_counts import COUNTS, backlog, volume
from sim.measures.waits import WAITS, wait_figures
from sim.measures.work import Work
from sim.scenario.schema_results import Selection

FAMILIES: Final[tuple[tuple[Definition, ...], ...]] = (
    CALLS, LEVELS, WAITS, TALKS, FLOOR, HEADS, REQUESTS, COUNTS, CLOSING, DISPATCH, FOLLOW_UP, PROCESSING_TIMES,
    STAGES, PEOPLE,
)  # fmt: skip


def call_figures(phone: Phone, work: Work, within_us: Collection[int], short_abandon_us: int) -> Told:
    """Every measure of calls of `phone`, each worked out when it is asked for.

    Parameters
    ----------
    phone
        The contacts to count.
    work
        The run's working times.
    within_us
        Thresholds of the service level.
    short_abandon_us
        Abandons up to this long are short.
    """
    return {
        **call_counts(phone, short_abandon_us),
        **citizen_counts(phone),
        **level_figures(phone, within_us),
        **wait_figures(phone),
        **talk_figures(phone, work),
    }


def ticket_figures(part: Part) -> dict[str, Figure]:
    """Every measure of tickets that needs no threshold, but those of lengths of time (`sim.measures.stays`)."""
    return {
        **volume(part),
        **backlog(part),
        **closure_figures(part),
        "acceptance_in_time": acceptance_in_time(part),
        **dispatches(part),
        **answers(part),
        **chasing(part),
    }


def asked_figure(part: Part, id_: str, selection: Selection) -> Figure:
    """One measure of some tickets."""
    if id_ in CLOSURE:
        return closure_figure(part, id_, selection.within, selection.working_days, selection.at)
    return (times_of(part, id_) or part.counted(ticket_figures)).get(id_, NO_DATA)
