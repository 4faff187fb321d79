"""Pieces of tickets' lives: they fill each life exactly, and play back to the same end."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.logs.run_log import RunLog
from sim.measures.families import asked_figure
from sim.measures.openings import ALWAYS, FAR_US
from sim.measures.parts import filters
from sim.measures.relief import Player, Relief, Trips, avoided
from sim.measures.selection import selection_key
from sim.measures.ticket_book import TicketBook
from sim.measures.ticket_pieces import CAUSES, STAGES, PieceMaker, Pieces, why
from sim.measures.time_to_closure import closure_times
from sim.rules.codes import NOT_YET, ArmState, StaffState, Stage
from sim.scenario.loading import load_scenario
from sim.simulation import simulate

from ..engines.generated import scenario
from ..relations.ticket_worlds import HOUR_US, fixed, random_world, run

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"


@pytest.fixture(scope="module")
def logs() -> list[RunLog]:
    """Random worlds with everything that can happen to tickets, generated scenarios, and two shipped ones."""
    found = [random_world(seed) for seed in range(8)]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(16):
            world = scenario(number, Path(folder))
            found += [simulate(world, seed=3)] if world.tickets is not None else []
    found = [log for log in found if len(log.tickets["ticket"])]
    found += [simulate(load_scenario(SCENARIOS / f"{name}.yaml")) for name in ("template_chain", "zhujing_2020")]
    return found


def path_of(log: RunLog) -> tuple[PieceMaker, Pieces]:
    """The pieces that tickets waited for."""
    maker = PieceMaker(TicketBook(log))
    pieces = maker.block(0, len(log.tickets["ticket"]))
    return maker, pieces.only(pieces.is_on_path)


def test_delays_outside_count_the_hours_of_their_type() -> None:
    """Of two types at one unit the delay of one goes by the clock, that of the other by the unit's office hours."""
    own = {"plain": {"outside": {"delay": fixed(120)}}, "slow": {"outside": {"delay": fixed(120), "in_hours": True}}}
    office = {"hours": {"open": "09:00", "close": "17:00"}, "by_type": own}
    maker, path = path_of(run(["0 16:00 plain", "0 16:00 slow"], {"office": office}, {}))
    hours = (path.end_us - path.start_us) / HOUR_US
    assert list(zip(hours.tolist(), path.calendar.tolist(), strict=True)) == [(2, ALWAYS), (18, maker.hours.office[0])]


def test_silence_is_a_stage_of_its_own() -> None:
    """Two hours of outside delay, three of silence; a quarter less silence would close it 45 minutes earlier."""
    silence = {"silence": {"time": fixed(180)}}
    maker, path = path_of(run(["0 16:00 any"], {"office": {"outside": {"delay": fixed(120)}}}, silence))
    told = [
        (STAGES[s], CAUSES[c], maker.places.names[p]) for s, c, p in zip(path.stage, why(path), path.place, strict=True)
    ]
    assert told == [("outside", "outside", ("units", "office")), ("silence", "silence", ("machine", ""))]
    assert ((path.end_us - path.start_us) / HOUR_US).tolist() == [2, 3]
    for until, avoids in ((20.25, 1), (20.24, 0)):
        trips = Trips(path, maker.start_us, np.array([int(until * HOUR_US)]), maker.end_us)
        found = avoided(trips, maker, np.zeros(len(maker.places.names)))
        assert found[Relief("silence", maker.places.machine, NOT_YET)] == avoids


def test_pieces_fill_each_life(logs: list[RunLog]) -> None:
    """From receipt (or the start) to closure (or the end) each piece begins where the one before ended."""
    seen: Counter[str] = Counter()
    for log in logs:
        maker, path = path_of(log)
        first = np.append(True, path.ticket[1:] != path.ticket[:-1])
        assert (path.start_us[1:] == path.end_us[:-1])[~first[1:]].all()
        assert (path.start_us[first] == maker.start_us[path.ticket[first]]).all()
        last = np.append(first[1:], True)
        assert (path.end_us[last] == maker.end_us[path.ticket[last]]).all()
        alive = np.flatnonzero(maker.end_us > maker.start_us)
        assert np.unique(path.ticket).tolist() == alive.tolist()
        seen.update(f"{STAGES[s]} {CAUSES[c]}" for s, c in zip(path.stage, why(path), strict=True))
    assert {name.split()[0] for name in seen} == set(STAGES)
    assert {name.split()[1] for name in seen} == set(CAUSES) - {"hours"}


def test_pieces_are_found_block_by_block(logs: list[RunLog]) -> None:
    """Cut in two blocks, the tickets give the same pieces."""
    log = logs[-2]
    maker, n = PieceMaker(TicketBook(log)), len(log.tickets["ticket"])
    whole, parts = maker.block(0, n), (maker.block(0, n // 3), maker.block(n // 3, n))
    for name in ("ticket", "start_us", "stage", "place", "cause"):
        on_path = [getattr(part, name)[part.is_on_path] for part in parts]
        assert np.concatenate(on_path).tolist() == getattr(whole, name)[whole.is_on_path].tolist()


def test_played_without_relief_each_ticket_ends_when_it_did(logs: list[RunLog]) -> None:
    """By the open time of its pieces and the calendars alone, each closed ticket is closed at the same microsecond."""
    played = 0
    for log in logs:
        maker, path = path_of(log)
        closed = log.tickets["closed_us"]
        trips = Trips(path, maker.start_us, np.zeros_like(closed), np.where(closed == NOT_YET, FAR_US, closed))
        player = Player(trips, maker.hours, maker.openings, np.zeros(len(maker.places.names)))
        ends = player.ends(np.arange(len(path.ticket)), player.calendar, player.open_us)
        mine = (closed != NOT_YET) & (maker.end_us > maker.start_us)
        assert (ends == maker.end_us)[mine].all()
        played += int(mine.sum())
    assert played > 3_000


def naive_time(log: RunLog) -> Counter[tuple[str, bool]]:
    """Ticket by ticket: time by stage, and whether a person was at work, of tickets with one arm at a time."""
    horizon, found = log.plan.horizon_us, Counter[tuple[str, bool]]()
    tickets, tasks, sent = (list(rows(columns)) for columns in (log.tickets, log.tasks, log.assignments))
    stretches: dict[int, list[dict[str, int]]] = {}
    for row in rows(log.staff):
        if row["state"] == StaffState.STRETCH and row["task"] != NOT_YET:
            stretches.setdefault(row["task"], []).append(row)
    for ticket in tickets:
        begin = max(ticket["received_us"], 0)
        gone = max(ticket["closed_us"], ticket["withdrawn_us"])
        end = horizon if gone == NOT_YET else gone

        def clip(start: int, stop: int, begin: int = begin, end: int = end) -> int:
            stop = end if stop == NOT_YET else stop
            return max(min(stop, end) - max(start, begin), 0)

        mine = [task for task in tasks if task["ticket"] == ticket["ticket"]]
        for task in mine:
            if task["stage"] in (Stage.SUPERVISION, Stage.CRITICAL_CALL):
                continue
            name = (
                "returned" if task["stage"] == Stage.DISPATCH and task["visit"] else Stage(task["stage"]).name.lower()
            )
            stop = task["ended_us"] if task["ended_us"] != NOT_YET else task["left_us"]
            whole = clip(task["queued_us"], stop)
            worked = sum(clip(row["start_us"], row["end_us"]) for row in stretches.get(task["task"], []))
            resumed = {row["start_us"] for row in stretches.get(task["task"], [])}
            if task["started_us"] != NOT_YET and task["resumed_us"] not in resumed:
                worked += clip(task["resumed_us"], task["ended_us"])
            found[name, True] += worked
            found[name, False] += whole - worked
        for row in sent:
            if row["ticket"] != ticket["ticket"]:
                continue
            answered = row["accepted_us"] if row["right"] else row["returned_us"]
            found["acceptance" if row["right"] else "returned", False] += clip(row["dispatched_us"], answered)
            if row["worked_us"] != NOT_YET and row["state"] != ArmState.RETURNED:
                found["outside", False] += clip(row["worked_us"], row["ended_us"])
    return found


def rows(columns: dict[str, Any]) -> Iterator[dict[str, int]]:
    """A log row by row."""
    for values in zip(*(column.tolist() for column in columns.values()), strict=True):
        yield dict(zip(columns, values, strict=True))


def test_time_by_stage_equals_a_naive_count() -> None:
    """Where one unit handles a ticket at a time and people dispatch, logs read row by row give the same sums."""
    document = load_scenario(SCENARIOS / "jingxi_2022.yaml")
    log = simulate(document.replace({"clock.days": 5, "published": []}), seed=5)
    found, expected = closure_times(TicketBook(log)).time_us, naive_time(log)
    by_stage = dict(zip(STAGES, found.sum(axis=(1, 2)).tolist(), strict=True))
    gaps = by_stage["follow_up"] - expected["follow_up", True] - expected["follow_up", False]
    assert gaps > 0  # between two tries nothing stands in the log
    for stage in STAGES:
        if stage != "follow_up":
            assert by_stage[stage] == expected[stage, True] + expected[stage, False], stage
    work = found[:, :, CAUSES.index("work")].sum()
    reopened = found[:, :, CAUSES.index("reopened")].sum() + found[:, :, CAUSES.index("returned")].sum()
    assert 0 <= sum(us for (_, at_work), us in expected.items() if at_work) - work <= reopened


@pytest.mark.parametrize(
    "asked",
    [
        {"measure": "same_day_closure"},
        {"measure": "closed_within", "within": "24 h", "urgency": "critical"},
        {"measure": "closed_within_working_days", "working_days": 1, "type": "repair"},
        {"measure": "on_time_closure", "unit": "town"},
        {"measure": "closure_rate", "at": "2026-03-10 12:00"},
        {"measure": "closure_rate"},
        {"measure": "same_day_closure_all"},
        {"measure": "same_day_closure_all", "received_from": "2026-03-10"},
    ],
)
def test_misses_are_those_of_the_measure(asked: dict[str, Any]) -> None:
    """What a promise counts, and what missed it, are the measure's denominator and what its numerator lacks."""
    scenario = load_scenario(SCENARIOS / "template_chain.yaml").replace({"targets": [asked | {"at_least": 0.95}]})
    log = simulate(scenario)
    book, selection = TicketBook(log), scenario.targets[0]
    figure = asked_figure(book.part(filters(log, selection)), selection.measure, selection)
    misses = closure_times(book).misses[selection_key(selection)]
    assert (misses.counted, misses.counted - misses.missed) == (figure.denominator, figure.numerator)
    assert misses.missed > 0
    assert misses.time_us.sum() > 0


def test_direct_answers_keep_the_promise_of_all_matters() -> None:
    """Of all matters as many are late as of the tickets, but there are more of them."""
    scenario = load_scenario(SCENARIOS / "template_chain.yaml").replace(
        {
            "targets": [
                {"measure": "same_day_closure", "at_least": 0.9},
                {"measure": "same_day_closure_all", "at_least": 0.9},
            ]
        }
    )
    log = simulate(scenario)
    tickets, matters = closure_times(TicketBook(log)).misses.values()
    answered = int((log.contacts["direct"] == 1).sum())
    assert answered > 0
    assert (matters.missed, matters.counted) == (tickets.missed, tickets.counted + answered)
    assert matters.avoided == tickets.avoided
