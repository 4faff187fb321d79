"""The event log follows the standard life of an activity: what is put in a line is done, given up, or still open."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from sim.exports.events import events_of
from sim.exports.histories import Histories, delays_of, histories_of
from sim.logs.run_log import RunLog
from sim.measures.stays import stage_rows
from sim.measures.ticket_book import TicketBook
from sim.rules.codes import NOT_YET, ArmState, Stage
from sim.simulation import Engine, simulate

from ..engines.generated import features, scenario
from ..engines.ticket_tables import by, desk, to, transfers, unit
from ..engines.world import clock, fixed
from .lifecycle import CLOSED, state_after

WORLDS = 50
STAGES = {stage.name.lower(): stage for stage in Stage}
NOT_RECORDED = {"task": {"assign"}, "delay": {"schedule", "assign"}, "milestone": {"schedule", "assign", "start"}}
"""What the page says that the log does not tell: who takes work begins it at once; nobody schedules a delay."""
Lives = dict[tuple[int, str, int, int, int], list[tuple[str, int]]]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[RunLog]:
    """Random lines with tickets, one run each: the same ones every time, so that nothing here depends on luck."""
    folder = tmp_path_factory.mktemp("worlds")
    numbers = [number for number in range(2 * WORLDS) if "tickets" in features(number)][:WORLDS]
    return [simulate(scenario(number, folder), seed=number) for number in numbers]


def lives_of(histories: Histories) -> Lives:
    """Per activity instance (ticket, activity, handling, arm, visit): its transitions and their instants, in order."""
    events = events_of(histories)
    lives: Lives = defaultdict(list)
    columns = (events.ticket, events.kind, events.time_us, events.handling, events.arm, events.visit)
    for ticket, kind, time_us, *instance in zip(*(column.tolist() for column in columns), strict=True):
        name, how = events.kinds[kind]
        lives[(ticket, name, *instance)].append((how, time_us))
    return lives


def check_lives(lives: Lives) -> Counter[str]:
    """Every life is one that the standard allows; how many there are of each."""
    seen: Counter[str] = Counter()
    for (ticket, name, *_), life in lives.items():
        kind = "task" if name in STAGES else "delay" if name in ("outside", "silence") else "milestone"
        transitions = [how for how, _ in life]
        state = state_after(transitions, NOT_RECORDED[kind])
        assert state is not None, (ticket, name, transitions)
        if kind == "milestone":
            assert transitions == ["complete"], (ticket, name)
        seen[" ".join(transitions)] += 1
    return seen


def check_tasks(log: RunLog, lives: Lives) -> None:
    """The life of a task is closed exactly if the task ended or left its line, and at that instant."""
    k = log.tasks
    columns = ("ticket", "stage", "handling", "arm", "visit", "started_us", "ended_us", "left_us")
    rows = zip(*(k[name].tolist() for name in columns), strict=True)
    for ticket, stage, handling, arm, visit, started_us, ended_us, left_us in rows:
        life = lives[ticket, Stage(stage).name.lower(), handling, arm, visit]
        how, at_us = life[-1]
        closed = state_after([how for how, _ in life], NOT_RECORDED["task"]) == CLOSED
        assert closed == (ended_us != NOT_YET or left_us != NOT_YET)
        if left_us != NOT_YET:
            aborted = "ate_abort" if log.tickets["withdrawn_us"][ticket] == NOT_YET else "pi_abort"
            assert (how, at_us) == ("withdraw" if started_us == NOT_YET else aborted, left_us)
        elif closed:
            assert (how, at_us) == ("complete", ended_us)


def test_random_lines_follow_the_standard(worlds: list[RunLog]) -> None:
    """On random lines each activity instance obeys the automaton, and every kind of end is met."""
    seen: Counter[str] = Counter()
    for log in worlds:
        lives = lives_of(histories_of(log))
        seen += check_lives(lives)
        check_tasks(log, lives)
    ends = Counter(life.split()[-1] for life in seen.elements())
    assert min(ends[how] for how in ("complete", "withdraw", "pi_abort", "suspend", "start", "schedule")) >= 5, ends
    assert seen["schedule withdraw"] >= 10


def test_nothing_is_told_after_the_end_of_a_life_or_twice(worlds: list[RunLog]) -> None:
    """As many schedules as tasks, and as many withdrawals and aborts as tasks that left their line."""
    for log in worlds:
        told = Counter(how for life in lives_of(histories_of(log)).values() for how, _ in life)
        left = np.count_nonzero(log.tasks["left_us"] != NOT_YET)
        outside = np.count_nonzero(delays_of(histories_of(log))[0] & (log.assignments["state"] == ArmState.WITHDRAWN))
        t = log.tickets
        silent = np.count_nonzero((t["silent_since_us"] != NOT_YET) & (t["withdrawn_us"] != NOT_YET))
        assert told["schedule"] == len(log.tasks["task"])
        assert told["withdraw"] + told["pi_abort"] + told["ate_abort"] == left + outside + silent


def test_delays_are_those_of_the_measures(worlds: list[RunLog]) -> None:
    """What the log calls `outside` is what the measure of the outside delay counts, with what is still going on."""
    counted = 0
    for log in worlds:
        delayed, begin_us = delays_of(histories_of(log))
        rows, book = log.assignments, TicketBook(log)
        known = delayed & ((begin_us > 0) | book.is_fresh[rows["ticket"]])
        end_us = np.where(rows["ended_us"] != NOT_YET, rows["ended_us"], log.plan.horizon_us)
        lengths_us = np.sort((end_us - begin_us)[known])
        assert np.array_equal(lengths_us, np.sort(stage_rows(book, "outside").length_us))
        counted += len(lengths_us)
    assert counted > 100


def test_silences_are_those_of_the_measures(worlds: list[RunLog]) -> None:
    """What the log calls `silence` is what the measure of it counts: to the closure, the withdrawal or the end."""
    counted = 0
    for log in worlds:
        lives = {ticket: life for (ticket, name, *_), life in lives_of(histories_of(log)).items() if name == "silence"}
        book = TicketBook(log)
        known = [ticket for ticket, life in lives.items() if life[0][1] > 0 or book.is_fresh[ticket]]
        ends_us = {ticket: life[1][1] if len(life) > 1 else log.plan.horizon_us for ticket, life in lives.items()}
        rows = stage_rows(book, "silence")
        assert rows.length_us.tolist() == [ends_us[ticket] - lives[ticket][0][1] for ticket in sorted(known)]
        assert rows.has_ended.tolist() == [lives[ticket][-1][0] == "complete" for ticket in sorted(known)]
        counted += len(known)
    assert counted > 100


@pytest.mark.parametrize("engine", ["model", "kernel"])
def test_work_that_is_given_up_is_told(engine: Engine, tmp_path: Path) -> None:
    """By both engines, worked by hand: withdrawn in the line, put down and withdrawn, and put down and closed without.

    The crew takes the first ticket at 16:00 and puts it down at 17:00; both are withdrawn four hours after receipt.
    The boss begins the act about a ticket late at 16:50 and puts it down at 17:00; the duty crew closes it at 18:00.
    """
    withdrawn = {"routes": [to("road")], "withdrawal": {"share": "100 %", "after": fixed("4 h")}}
    crew = {"road": unit(1, "3 h", shift_end="pause")}
    log = simulate(transfers(tmp_path, "16:00 16:10", withdrawn, units=crew), engine=engine)
    assert told(log, "handling") == {
        "schedule 16:00:00 start 16:00:00 suspend 17:00:00 pi_abort 20:00:00",
        "schedule 16:10:00 withdraw 20:10:00",
    }
    watched = {
        "routes": [to("road")],
        "deadlines": {"closure": {"limits": {"normal": "50 min"}}},
        "supervision": {"act": by("boss", "1 h")},
    }
    desks, crew = {"boss": desk(shift_end="pause")}, {"road": unit(1, "2 h", "09:00-22:00")}
    log = simulate(transfers(tmp_path, "16:00", watched, desks=desks, units=crew), engine=engine)
    assert told(log, "handling") == {"schedule 16:00:00 start 16:00:00 complete 18:00:00"}
    assert told(log, "supervision") == {"schedule 16:50:00 start 16:50:00 suspend 17:00:00 ate_abort 18:00:00"}


@pytest.mark.parametrize("engine", ["model", "kernel"])
def test_a_delay_is_told_from_its_beginning(engine: Engine, tmp_path: Path) -> None:
    """By both engines: a delay that ends, one whose ticket is withdrawn, and one that goes on at the end of the run."""
    delay = {"road": unit(1, "1 h", outside="2 h"), "path": unit(1, None, outside="1 d")}
    tickets = {"routes": [to("road", types=["a"]), to("path")]}
    given_up = tickets | {"withdrawal": {"share": "100 %", "after": fixed("90 min")}}
    log = simulate(transfers(tmp_path, "9:00/a 10:00/b", tickets, units=delay, types={"a": {}, "b": {}}), engine=engine)
    assert told(log, "outside") == {"start 10:00:00 complete 12:00:00", "start 10:00:00"}
    log = simulate(transfers(tmp_path, "9:00/a", given_up, units=delay, types={"a": {}}), engine=engine)
    assert told(log, "outside") == {"start 10:00:00 pi_abort 10:30:00"}


def told(log: RunLog, activity: str) -> set[str]:
    """What is told of an activity, by hours since the start."""
    lives = lives_of(histories_of(log))
    return {
        " ".join(f"{how} {clock(at_us)}" for how, at_us in life) for key, life in lives.items() if key[1] == activity
    }
