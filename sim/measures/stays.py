"""How long tickets take, from receipt to closure and stage by stage, and how much of that is work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

import numpy as np

from sim.logs.columns import Column, are
from sim.measures.definition import IN_FILES, LEFT_OUT, OF_TICKETS, always, define
from sim.measures.figures import Figure, fraction, of_lengths
from sim.measures.ticket_book import Flags, Part, TicketBook
from sim.rules.codes import NOT_YET, ArmState, Stage, TicketState
from sim.scenario.schema import Scenario
from sim.scenario.stages import needs_crew, waits_outside
from sim.statistics.survival import Asked, Stays
from sim.statistics.time_sums import HOUR_US, exact_sum

_TIMES = (
    "what is still open counts as longer than it was (Kaplan-Meier over the tickets of all replications; means up to "
    "the length of the run, the starting backlog from its age on)"
)
_ticket = partial(define, about="tickets", cuts=OF_TICKETS)

PROCESSING_TIMES: Final = (
    _ticket(
        "processing_time_mean", "mean processing time", "平均办理时长", "s", "mean", "lower",
        "Mean time from receipt to final closure.", "times from receipt to closure", "tickets", _TIMES,
        shown=always("closing", 90),
    ),
    *(
        _ticket(
            f"processing_time_p{percent}", f"processing time, {percent} % at most", f"办理时长{percent}分位", "s",
            "quantile", "lower",
            f"The shortest length of time within which {percent} % of the tickets were finally closed.",
            f"smallest time with at least {percent} % of the tickets closed within it", unfinished=_TIMES,
            shown=always("closing", 100 if percent == 50 else 110, column=percent == 50),
        )
        for percent in (50, 90)
    ),
)  # fmt: skip


class StageWords(NamedTuple):
    """What a stage's time is called, and from when to when it counts."""

    english: str
    chinese: str
    span: str


STAGE_WORDS: Final = {
    "confirm": StageWords("confirm call", "核实", "from the ticket's readiness for the call to the end of the call"),
    "audit": StageWords("audit", "审核", "from entry to the end of the audit"),
    "dispatch": StageWords(
        "first dispatch", "首次派单",
        "from receipt, confirm call or audit, the last of these, to the end of the first dispatch",
    ),
    "acceptance": StageWords("acceptance", "签收", "from the dispatch to acceptance by the right unit"),
    "handling": StageWords("crew's handling", "上门办理", "from entry into the crews' line to the end of their work"),
    "outside": StageWords(
        "outside delay", "外部等待", "from the end of the crew's work to the arm's end, where others delay it"
    ),
    "review": StageWords("closure review", "办结审核", "from entry to the end of the review"),
    "follow_up": StageWords("follow-up", "回访", "from readiness for the first try to the end of the last"),
    "silence": StageWords("silence before closure", "静默期", "from the last thing done for the ticket to its closure"),
}  # fmt: skip
"""Stages of a ticket whose times are measured, in their order."""

STAGES: Final = tuple(
    row
    for stage, (english, chinese, span) in STAGE_WORDS.items()
    for row in (
        _ticket(
            f"{stage}_time_mean", f"mean time of the {english}", f"{chinese}平均时长", "s", "mean", "lower",
            f"Mean time {span}.", "times that ended", "times", _TIMES, shown=IN_FILES,
        ),
        *(
            _ticket(
                f"{stage}_time_p{percent}", f"time of the {english}, {percent} % at most",
                f"{chinese}时长{percent}分位", "s", "quantile", "lower",
                f"The shortest length of time within which {percent} % were over, {span}.",
                f"smallest time with at least {percent} % over within it", unfinished=_TIMES, shown=IN_FILES,
            )
            for percent in (50, 90)
        ),
        _ticket(
            f"{stage}_waiting_share", f"waiting share of the {english}", f"{chinese}等待占比", "share", "ratio",
            "lower", f"Share of the time {span} in which no person works on it.",
            "time in which nobody works on it", "times that ended", LEFT_OUT, shown=IN_FILES,
        ),
    )
)  # fmt: skip
PROCESSING: Final = "processing_time"
SHARES: Final = {"p50": 0.5, "p90": 0.9}


@dataclass(frozen=True)
class StageRows:
    """All stays in one stage, shape (stays,) each.

    Attributes
    ----------
    ticket, unit
        Whose stay; the unit is NOT_YET in stages that are not a unit's.
    length_us
        How long it took, or has taken.
    has_ended
        Whether it ended; the others were cut off by a withdrawal or the end of the run.
    work_us
        Time in which a person worked on it.
    """

    ticket: Column
    unit: Column
    length_us: Column
    has_ended: Flags
    work_us: Column


def stages_of(scenario: Scenario) -> tuple[str, ...]:
    """The stages that the scenario has, as the ids of measures name them."""
    tickets, units = scenario.tickets, scenario.units.values()
    if tickets is None:
        return ()
    there = {
        "confirm": tickets.confirm is not None,
        "audit": tickets.audit is not None,
        "dispatch": tickets.dispatch is not None,
        "acceptance": any(unit.acceptance is not None for unit in units),
        "handling": any(needs_crew(unit) for unit in units),
        "outside": any(waits_outside(unit) for unit in units),
        "review": tickets.review is not None,
        "follow_up": tickets.follow_up is not None,
        "silence": tickets.silence is not None,
    }
    return tuple(stage for stage, is_there in there.items() if is_there)


def all_times(part: Part) -> dict[str, Figure]:
    """Processing time, and the time in each stage that the scenario has."""
    times = processing_times(part)
    for stage in stages_of(part.book.log.plan.scenario):
        times |= stage_times(part, stage)
    return times


def times_of(part: Part, id_: str) -> dict[str, Figure]:
    """The lengths of time that a measure is one of."""
    if id_.startswith(PROCESSING):
        return processing_times(part)
    stage = next((name for name in STAGE_WORDS if id_.startswith((f"{name}_time", f"{name}_waiting"))), None)
    return {} if stage is None else stage_times(part, stage)


def processing_times(part: Part) -> dict[str, Figure]:
    """Time from receipt to closure; open and withdrawn tickets were cut off, the starting backlog came late."""
    horizon_us, received = part.book.horizon_us, part["received_us"]
    closed, withdrawn, fresh = part["closed_us"], part["withdrawn_us"], part.is_fresh
    is_closed = closed != NOT_YET
    until = np.where(is_closed, closed, np.where(withdrawn != NOT_YET, withdrawn, horizon_us))
    length_us, late = until - received, ~fresh
    stays = Stays(
        ended_us=length_us[fresh & is_closed],
        cut_us=length_us[fresh & ~is_closed],
        late_ended_us=length_us[late & is_closed],
        late_cut_us=length_us[late & ~is_closed],
        late_entry_us=part.book.begin_us - np.concatenate([received[late & is_closed], received[late & ~is_closed]]),
    )
    return _times(PROCESSING, stays, part.book.length_us)


def stage_times(part: Part, stage: str) -> dict[str, Figure]:
    """Time in one stage, and its waiting share."""
    rows = stage_rows(part.book, stage)
    if part.chosen is not None or part.which.units is not None:
        of_unit = stage in ("acceptance", "handling", "outside")
        mine = part.by_unit(rows.ticket, rows.unit) if of_unit else part.by_ticket(rows.ticket)
        rows = StageRows(*(getattr(rows, name)[mine] for name in StageRows.__dataclass_fields__))
    ended = rows.length_us[rows.has_ended]
    stays = Stays(ended, rows.length_us[~rows.has_ended])
    whole_us, work_us = exact_sum(ended), exact_sum(rows.work_us[rows.has_ended])
    waiting = fraction((whole_us - work_us) / HOUR_US, whole_us / HOUR_US)
    return _times(f"{stage}_time", stays, part.book.length_us) | {f"{stage}_waiting_share": waiting}


def _times(name: str, stays: Stays, limit_us: int) -> dict[str, Figure]:
    """Mean (of the part of each stay up to the limit) and quantiles; what was cut off counts as longer than it was."""
    asked: dict[str, tuple[Asked, float]] = {f"{name}_mean": ("mean", limit_us)}
    asked |= {f"{name}_{part}": ("quantile", share) for part, share in SHARES.items()}
    return of_lengths(stays.thinned(), asked)


def stage_rows(book: TicketBook, stage: str) -> StageRows:
    """All stays in a stage; what of the starting backlog was in it from the start is left out."""
    if stage not in book.stages:
        if stage == "dispatch":
            rows = _first_dispatches(book)
        elif stage in ("acceptance", "outside"):
            rows = _acceptances(book) if stage == "acceptance" else _outside(book)
        elif stage == "follow_up":
            rows = _follow_ups(book)
        elif stage == "silence":
            rows = _silences(book)
        else:
            rows = _tasks(book, Stage[stage.upper()])
        book.stages[stage] = rows
    return book.stages[stage]


def _tasks(book: TicketBook, stage: Stage) -> StageRows:
    """Each task from its entry into the line to its end."""
    tasks = book.tasks
    mine = np.flatnonzero(are(tasks["stage"], stage))
    mine = mine[(tasks["queued_us"][mine] > book.begin_us) | book.is_fresh[tasks["ticket"][mine]]]
    queued, ended, left = (tasks[name][mine] for name in ("queued_us", "ended_us", "left_us"))
    until = np.where(ended != NOT_YET, ended, np.where(left != NOT_YET, left, book.horizon_us))
    ticket, unit = tasks["ticket"][mine], tasks["unit"][mine]
    return StageRows(ticket, unit, until - queued, ended != NOT_YET, book.work.task_us[mine])


def _first_dispatches(book: TicketBook) -> StageRows:
    """From the milestone before to the first dispatch, of the tickets that came during the run."""
    tickets, tasks = book.tickets, book.tasks
    dispatched = tickets["dispatched_us"]
    ready = np.maximum(np.maximum(tickets["received_us"], tickets["confirmed_us"]), tickets["audited_us"])
    mine = book.is_fresh & ((dispatched != NOT_YET) | are(tickets["state"], TicketState.DISPATCH))
    work_us = np.zeros(len(dispatched), dtype=np.int64)
    # The first dispatch by a person is the task that ended at that instant.
    first = np.flatnonzero(are(tasks["stage"], Stage.DISPATCH) & (tasks["ended_us"] != NOT_YET))
    first = first[tasks["ended_us"][first] == dispatched[tasks["ticket"][first]]]
    work_us[tasks["ticket"][first]] = book.work.task_us[first]
    until = np.where(dispatched != NOT_YET, dispatched, book.horizon_us)
    number = np.flatnonzero(mine)
    unit = np.full(len(number), NOT_YET, dtype=np.int64)
    return StageRows(number, unit, (until - ready)[mine], (dispatched != NOT_YET)[mine], work_us[mine])


def _acceptances(book: TicketBook) -> StageRows:
    """From each dispatch to the right unit to its acceptance."""
    rows = book.assignments
    mine = book.is_sent & (rows["right"] == 1)
    sent, accepted, ended, ticket, unit = (
        rows[name][mine] for name in ("dispatched_us", "accepted_us", "ended_us", "ticket", "unit")
    )
    until = np.where(accepted != NOT_YET, accepted, np.where(ended != NOT_YET, ended, book.horizon_us))
    return StageRows(ticket, unit, until - sent, accepted != NOT_YET, np.zeros(len(sent), dtype=np.int64))


def _outside(book: TicketBook) -> StageRows:
    """From the crew's end, or from acceptance where no crew is needed, to the end of the arm, if others delay it."""
    rows, tasks = book.assignments, book.tasks
    begun = (rows["accepted_us"] != NOT_YET) & (rows["right"] == 1)
    # A crew's task is there as soon as a ticket is accepted, so a unit without one for this type needs none.
    units, types = len(book.log.plan.unit_names), len(book.log.plan.type_names)
    crews = np.flatnonzero(are(tasks["stage"], Stage.HANDLING))
    has_crew = np.zeros((units, types), dtype=np.bool_)
    has_crew[tasks["unit"][crews], book.tickets["type"][tasks["ticket"][crews]]] = True
    begun &= (rows["worked_us"] != NOT_YET) | ~has_crew[rows["unit"], book.tickets["type"][rows["ticket"]]]
    start = np.where(rows["worked_us"] != NOT_YET, rows["worked_us"], rows["accepted_us"])
    has_ended = are(rows["state"], ArmState.HANDLED)
    until = np.where(rows["ended_us"] != NOT_YET, rows["ended_us"], book.horizon_us)
    mine = begun & (until > start) & ((start > book.begin_us) | book.is_fresh[rows["ticket"]])
    length_us = (until - start)[mine]
    return StageRows(
        rows["ticket"][mine], rows["unit"][mine], length_us, has_ended[mine], np.zeros(len(length_us), dtype=np.int64)
    )


def _follow_ups(book: TicketBook) -> StageRows:
    """From the first try of each handling to its last; the gaps between them are waiting."""
    tasks, tickets = book.tasks, book.tickets
    mine = np.flatnonzero(are(tasks["stage"], Stage.FOLLOW_UP))
    ticket, handling, queued, ended = (tasks[name][mine] for name in ("ticket", "handling", "queued_us", "ended_us"))
    is_first = np.ones(len(ticket), dtype=np.bool_)
    is_first[1:] = (ticket[1:] != ticket[:-1]) | (handling[1:] != handling[:-1])
    first = np.flatnonzero(is_first)
    if len(first) == 0:
        nothing = np.empty(0, dtype=np.int64)
        return StageRows(nothing, nothing, nothing, nothing.astype(np.bool_), nothing)
    last = np.append(first[1:], len(ticket)) - 1
    whose, begun = ticket[first], queued[first]
    is_over = tickets["followed_up_us"][whose] >= begun
    is_over |= tickets["handlings"][whose] - 1 > handling[first]
    withdrawn = tickets["withdrawn_us"][whose]
    until = np.where(is_over, ended[last], np.where(withdrawn != NOT_YET, withdrawn, book.horizon_us))
    work_us = np.add.reduceat(book.work.task_us[mine], first)
    kept = (begun > book.begin_us) | book.is_fresh[whose]
    rows = StageRows(whose, np.full(len(whose), NOT_YET, dtype=np.int64), until - begun, is_over, work_us)
    return StageRows(*(getattr(rows, name)[kept] for name in StageRows.__dataclass_fields__))


def _silences(book: TicketBook) -> StageRows:
    """From the last thing done for a ticket to its closure, where it is not closed at once."""
    tickets = book.tickets
    begun = tickets["silent_since_us"]
    number = np.flatnonzero((begun != NOT_YET) & ((begun > book.begin_us) | book.is_fresh))
    closed, withdrawn = tickets["closed_us"][number], tickets["withdrawn_us"][number]
    has_ended = closed != NOT_YET
    until = np.where(has_ended, closed, np.where(withdrawn != NOT_YET, withdrawn, book.horizon_us))
    unit, work_us = np.full(len(number), NOT_YET, dtype=np.int64), np.zeros(len(number), dtype=np.int64)
    return StageRows(number, unit, until - begun[number], has_ended, work_us)
