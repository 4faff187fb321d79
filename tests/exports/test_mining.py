"""What docs/exports.md says of process mining: how intervals are paired, and what to rename before."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from sim.calendar.days import LocalCalendar
from sim.exports.events import events_of
from sim.exports.histories import histories_of
from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.measures.work import Work
from sim.rules.codes import NOT_YET, Source, Stage
from sim.scenario.loading import load_scenario
from sim.simulation import simulate

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
HOUR_US = 3_600_000_000
RENAMED = {"suspend": "complete", "resume": "start"}


@pytest.fixture(scope="module")
def log() -> RunLog:
    """The run of the page."""
    return simulate(load_scenario(ROOT / "scenarios" / "template_chain.yaml"), seed=1)


def hours_by_activity(log: RunLog, renamed: dict[str, str]) -> dict[str, float]:
    """Each `complete` with the first `start` of its activity and instance, in a ticket; what is without one lasts 0."""
    events = events_of(histories_of(log))
    begun: dict[tuple[int, ...], list[int]] = defaultdict(list)
    length_us: dict[str, int] = defaultdict(int)
    columns = (events.ticket, events.kind, events.time_us, events.handling, events.arm, events.visit)
    names = {name: number for number, name in enumerate(sorted({name for name, _ in events.kinds}))}
    for ticket, kind, time_us, *instance in zip(*(column.tolist() for column in columns), strict=True):
        name, how = events.kinds[kind]
        how = renamed.get(how, how)
        key = (ticket, names[name], *instance)
        if how == "start":
            begun[key].append(time_us)
        elif how == "complete" and begun[key]:
            length_us[name] += time_us - begun[key].pop(0)
    return {name: length / HOUR_US for name, length in length_us.items()}


def test_renamed_transitions_give_the_working_time(log: RunLog) -> None:
    """Each stretch is an interval of its own: for every stage they add up to the work that people did."""
    found = hours_by_activity(log, RENAMED)
    ended = log.tasks["ended_us"] != NOT_YET
    task_us, put_down = Work(log).task_us, put_down_hours(log)
    for stage in Stage:
        name, mine = stage.name.lower(), ended & (log.tasks["stage"] == stage)
        expected = task_us[mine].sum() / HOUR_US + put_down.get(name, 0.0)
        assert found.get(name, 0.0) == pytest.approx(expected, rel=1e-12)


def put_down_hours(log: RunLog) -> dict[str, float]:
    """Stretches of tasks that never ended, by stage."""
    open_tasks = {
        int(task): Stage(stage).name.lower()
        for task, stage, ended in zip(log.tasks["task"], log.tasks["stage"], log.tasks["ended_us"], strict=True)
        if ended == NOT_YET
    }
    hours: dict[str, float] = defaultdict(float)
    for task, start, end in zip(log.staff["task"], log.staff["start_us"], log.staff["end_us"], strict=True):
        if int(task) in open_tasks:
            hours[open_tasks[int(task)]] += (end - start) / HOUR_US
    return hours


def test_the_page_says_how_much_the_nights_add(log: RunLog) -> None:
    """The hours of the page are those of this run, to the hour."""
    raw = hours_by_activity(log, {})["handling"]
    ended = (log.tasks["ended_us"] != NOT_YET) & (log.tasks["stage"] == Stage.HANDLING)
    true = Work(log).task_us[ended].sum() / HOUR_US
    assert f"| {raw:,.0f} h | {true:,.0f} h |" in PAGE
    assert f"(+{100 * (raw / true - 1):.0f} %)" in PAGE


def test_the_page_says_how_often_a_ticket_seems_to_be_audited(log: RunLog) -> None:
    """Nearly every ticket has two events of its one audit or more; and nine o'clock in Shanghai is one in UTC."""
    events, fresh = events_of(histories_of(log)), log.tickets["source"] != Source.BACKLOG
    names, hows = ([kind[part] for kind in events.kinds] for part in (0, 1))
    audits = np.array([name == "audit" for name in names])[events.kind]
    done = audits & np.array([how == "complete" for how in hows])[events.kind]
    twice, twice_done = (np.bincount(events.ticket[mine], minlength=len(fresh)) > 1 for mine in (audits, done))
    assert f"| {(twice & fresh).sum():,} | {(twice_done & fresh).sum()} |" in PAGE
    received, calendar = log.tickets["received_us"][fresh], log.plan.calendar
    hours = [times.astype("datetime64[h]").astype(int) % 24 for times in clocks(calendar, received)]
    assert "| {} | {} |".format(*(np.bincount(hour).argmax() for hour in hours)) in PAGE


def clocks(calendar: LocalCalendar, instants_us: Column) -> tuple[npt.NDArray[np.datetime64], ...]:
    """The same instants in UTC and by the local clock."""
    return calendar.utc_times(instants_us), calendar.local_times(instants_us)
