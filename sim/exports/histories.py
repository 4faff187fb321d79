"""The raw logs of one run with what their numbers stand for, from a run that was just made or from a folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.errors import StoreError
from sim.logs.columns import NAMED, Column
from sim.logs.run_log import RunLog
from sim.measures.ticket_book import delayed_rows, reopens_at_unit, sent_rows
from sim.rules.codes import NOT_YET, StaffState
from sim.scenario.schema_stages import Reopen
from sim.store import MANIFEST, is_kept, kept, read_about, read_logs, read_manifest

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Histories:
    """The logs of one replication.

    Attributes
    ----------
    scenario
        Name of the scenario.
    replication
        Which replication.
    names
        The scenario's names by column (`NAMED`).
    calendar
        Start and zone, for local times.
    reopens_at_unit
        Whether a reopened ticket goes back to its unit without a dispatch.
    logs
        Columns by log ('contacts', 'staff', and with tickets 'tickets', 'assignments', 'tasks') and name.
    """

    scenario: str
    replication: int
    names: dict[str, tuple[str, ...]]
    calendar: LocalCalendar
    reopens_at_unit: bool
    logs: dict[str, dict[str, Column]]

    @cached_property
    def horizon_us(self) -> int:
        """Length of the run."""
        return self.calendar.horizon_us


@dataclass(frozen=True)
class Spells:
    """Stretches of time in which one person worked on one contact or task, in no order: shape (spells,) each.

    Attributes
    ----------
    row
        Row of the contact or task in its log.
    group, person
        Who worked.
    start_us, end_us
        From when to when; the end is NOT_YET where the work was in hand at the end of the run.
    is_first, is_last
        Whether the work began with it, and whether it ended with it; else it was taken up again, or put down.
    """

    row: Column
    group: Column
    person: Column
    start_us: Column
    end_us: Column
    is_first: Flags
    is_last: Flags


def histories_of(log: RunLog) -> Histories:
    """The histories of a run that was just made."""
    plan = log.plan
    logs = {"contacts": log.contacts, "staff": log.staff}
    if plan.tickets is not None:
        logs |= {"tickets": log.tickets, "assignments": log.assignments, "tasks": log.tasks}
    return Histories(plan.scenario.name, log.replication, log.names, plan.calendar, reopens_at_unit(plan), logs)


def read_histories(folder: Path, replication: int) -> Histories:
    """The histories that `hotline run --out` left in a folder.

    Raises
    ------
    StoreError
        If they are not there or are not what was written.
    """
    manifest = read_manifest(folder)
    if not is_kept(folder, replication):
        there = kept(folder)
        raise StoreError(
            f"{folder} holds no replication {replication}: it has {there}, counted from 0"
            if there
            else f"{folder} holds no logs: run the scenario with --out"
        )
    about = read_about(folder, replication)
    clock = about["clock"]
    cut = {key: clock[key] for key in ("begins_at_us", "ends_at_us") if key in clock}
    start = date.fromisoformat(clock["start"])
    calendar = LocalCalendar(start, clock["days"], clock["zone"], frozenset(), frozenset(), **cut)
    names = {name: tuple(about["names"].get(name, ())) for name in NAMED}
    reopen = (manifest["document"].get("tickets") or {}).get("reopen")
    at_unit = reopen is not None and Reopen.model_validate(reopen).to == "handling"
    return Histories(manifest["scenario"], replication, names, calendar, at_unit, read_logs(folder, replication))


def is_run(path: Path) -> bool:
    """Whether a path is a folder with the results of a run."""
    return (path / MANIFEST).is_file()


def spells_of(histories: Histories, log: str) -> Spells:
    """Who worked when on each contact ('contacts') or task ('tasks'), work that a shift's end paused in its parts."""
    key, start, end = (
        ("contact", "answered_us", "wrap_up_end_us") if log == "contacts" else ("task", "started_us", "ended_us")
    )
    rows, staff = histories.logs[log], histories.logs["staff"]
    paused = (staff["state"] == StaffState.STRETCH) & (staff[key] != NOT_YET) & (staff["start_us"] != NOT_YET)
    place = np.searchsorted(rows[key], staff[key][paused])
    running = rows["resumed_us"] != NOT_YET
    # Put down and not taken up again by the end: the last part stands in the staff log already.
    running[place[staff["start_us"][paused] >= rows["resumed_us"][place]]] = False
    last = np.flatnonzero(running)
    row = np.concatenate([place, last])
    start_us = np.concatenate([staff["start_us"][paused], rows["resumed_us"][last]])
    ended = rows[end][last]
    return Spells(
        row=row,
        group=np.concatenate([staff["group"][paused], rows["group"][last]]),
        person=np.concatenate([staff["person"][paused], rows["person"][last]]),
        start_us=start_us,
        end_us=np.concatenate([staff["end_us"][paused], ended]),
        is_first=start_us == rows[start][row],
        is_last=np.concatenate([np.zeros(len(place), dtype=np.bool_), ended != NOT_YET]),
    )


def sent_of(histories: Histories) -> Flags:
    """Which assignments a dispatch of the run made."""
    dispatched_us = histories.logs["tickets"]["dispatched_us"]
    return sent_rows(histories.logs["assignments"], dispatched_us, histories.reopens_at_unit)


def units_of(histories: Histories) -> Column:
    """The unit that has, or had last, the lead arm of each ticket; NOT_YET for one that was never dispatched."""
    arms = histories.logs["assignments"]
    lead = np.flatnonzero(arms["arm"] == 0)
    order = lead[np.lexsort((arms["dispatch"][lead], arms["handling"][lead]))]
    found = np.full(len(histories.logs["tickets"]["received_us"]), NOT_YET, dtype=np.int64)
    found[arms["ticket"][order]] = arms["unit"][order]  # of several the last one stays
    return found


def delays_of(histories: Histories) -> tuple[Flags, Column]:
    """Which assignments others delay, or delayed, for any time at all, and since when."""
    arms = histories.logs["assignments"]
    begun, begin_us = delayed_rows(arms, histories.logs["tasks"])
    end_us = np.where(arms["ended_us"] != NOT_YET, arms["ended_us"], histories.horizon_us)
    return begun & (end_us > begin_us), begin_us
