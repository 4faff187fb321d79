"""Scenarios by the hundred, each a random choice of everything the language can say, on grids full of ties."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import ScenarioError
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET
from sim.scenario.fields import URGENCIES
from sim.scenario.schema import Scenario
from sim.scenario.schema_demand import Incidents, Phase

from .generated_tickets import NEVER_BOTH_OF_TICKETS, TICKET_FEATURES, TICKET_NEEDS, ticket_parts
from .world import TRANSFER_STREAM, hotline, stating

SHARE = 0.4
"""How often each feature is on: often enough that every pair of them meets."""
FEATURES = (
    "random_lengths", "odd_instants", "wrap_up", "longer_for_tickets", "by_type", "patience", "balk", "trunks",
    "redial", "writes_instead", "repeat", "hours", "cleared_at_close", "ageing", "priorities", "messages", "polled",
    "groups", "overflow", "reserve", "breaks", "shrinkage", "absence", "speed", "put_down", "no_late_start",
    "rotation", "exceptions", "two_shifts", "direct_answers", "answers_change", "two_days", "stated_talks", "scaled",
    *TICKET_FEATURES, "by_time",
)  # fmt: skip
NEEDS = {
    "writes_instead": "redial", "cleared_at_close": "hours", "polled": "messages", "overflow": "groups",
    "put_down": "messages", "answers_change": "two_days",
}  # fmt: skip
SHARE_WITH_TICKETS = 0.65
NEVER_BOTH = {
    frozenset(("put_down", "no_late_start")),
    *NEVER_BOTH_OF_TICKETS,
}
MINUTE_US = 60_000_000


def features(number: int) -> set[str]:
    """What scenario `number` has."""
    dice = random.Random(number)
    chosen = {name for name in FEATURES if dice.random() < SHARE}
    if dice.random() > SHARE_WITH_TICKETS:
        chosen -= set(TICKET_FEATURES)
    else:
        chosen.add("tickets")
    chosen |= {NEEDS[name] for name in chosen if name in NEEDS}
    for _ in range(3):
        chosen |= {need for name in chosen for need in TICKET_NEEDS.get(name, ())}
    for pair in NEVER_BOTH:
        if pair <= chosen:
            chosen.remove(dice.choice(sorted(pair)))
    return chosen


def legal_pairs() -> set[frozenset[str]]:
    """All pairs of features that one scenario can have."""
    return {frozenset(pair) for pair in combinations(FEATURES, 2)} - NEVER_BOTH


def scenario(number: int, folder: Path) -> Scenario:
    """Scenario `number`: the same one every time."""
    has, dice = features(number), random.Random(-number)
    for _ in range(20):
        try:
            return _built(has, dice, folder)
        except ScenarioError:
            continue  # these numbers do not fit together: other numbers
    raise AssertionError(f"no numbers fit together for {sorted(has)}")


def _built(has: set[str], dice: random.Random, folder: Path) -> Scenario:
    def plain_length(low: int, high: int) -> dict[str, Any]:
        minutes = dice.randint(low, high)
        if "random_lengths" in has and dice.random() < 0.7:
            law = dice.choice(["exponential", "lognormal", "gamma", "uniform", "triangular"])
            if law == "uniform":
                return {"law": law, "low": "10 s", "high": f"{2 * minutes} min"}
            if law == "triangular":
                return {"law": law, "low": "10 s", "mode": f"{minutes} min", "high": f"{2 * minutes} min"}
            shape = {} if law == "exponential" else {"cv": dice.choice(["50 %", "120 %"])}
            return {"law": law, "mean": f"{minutes} min", **shape}
        return {"law": "deterministic", "value": f"{minutes} min"}

    def length(low: int, high: int) -> dict[str, Any]:
        """A law, or one usually and others at some times."""
        usual = plain_length(low, high)
        if "by_time" not in has or dice.random() < 0.3:
            return usual
        others = [
            _hours(dice) | {"factor": dice.choice((0.5, 1.7))},
            _hours(dice) | {"instead": plain_length(low, high)},
        ]
        dice.shuffle(others)
        trend = {"rate": dice.choice(("30 %", "-20 %")), "per": "week", "since": "2026-02-20"}
        more = {"trend": trend} if dice.random() < 0.4 else {}
        return {"law": "by_time", "usual": usual, "at_times": others[: dice.randint(1, 2)], **more}

    kinds = ["a", "b", "c"][: dice.randint(1, 3) if has & {"priorities", "by_type", "ageing"} else 1]
    days = 2 if "two_days" in has else 1
    demand = {"calls": _arrivals(has, dice, kinds, days, dice.randint(90, 160))}
    if "messages" in has:
        demand["messages"] = _arrivals(has, dice, kinds, days, dice.randint(20, 60))
    if "transfers" in has:
        demand["transfers"] = _arrivals(has, dice, kinds, days, dice.randint(20, 60))
    names = ["east", "north", "west"][: dice.randint(2, 3) if "groups" in has else 1]
    parts: dict[str, Any] = {
        "types": {kind: _type(has, dice, length) for kind in kinds},
        "callers": _callers(has, dice, length),
        "direct_answer": "30 %" if "tickets" in has else "60 %" if "direct_answers" in has else "100 %",
    }
    if "answers_change" in has:
        parts["answer_changes"] = [{"start": "2026-03-03", "share": "30 %"}]
    if "polled" in has:
        parts["online"] = {"polled_every": f"{dice.randint(5, 30)} min"}
    operators = {name: _group(has, dice, length, kinds, name == names[0]) for name in names}
    if "tickets" not in has:
        return _recorded(has, dice, folder, hotline(folder, demand, operators, days=days, **parts))
    parts |= ticket_parts(has, dice, length, kinds)
    world = hotline(folder, demand, operators, days=days, **parts)
    if "incidents" in has:
        burst = {"per_day": 30, "mean_size": 4, "delay": length(5, 60), "type": kinds[0], "merge": "70 %"}
        calls = world.demand["calls"].model_copy(update={"incidents": {"burst": Incidents.model_validate(burst)}})
        world = world.model_copy(update={"demand": {**world.demand, "calls": calls}})
    return _recorded(has, dice, folder, world)


def _recorded(has: set[str], dice: random.Random, folder: Path, world: Scenario) -> Scenario:
    """The world whose files say more of some requests, and whose recorded requests are thinned out or copied."""
    choices: dict[str, tuple[str, ...]] = {}
    if "stated_talks" in has:
        choices["talk"], choices["wrap_up"] = ("", "0", "60", "90", "240"), ("", "0", "15", "60")
    if "stated_tickets" in has and world.tickets is not None:
        choices["urgency"], choices["unit"] = ("", *URGENCIES), ("", *world.units)
        choices["due"] = ("", "2026-03-02 10:30", "2026-03-02", "2026-03-03 09:00")
        choices["area"] = ("", *world.tickets.areas)
    for name in world.demand:
        rows = (folder / f"{name}.csv").read_text().splitlines()[1:]
        there = [column for column, cells in choices.items() if len(cells) > 1]
        there = [column for column in there if column not in ("talk", "wrap_up") or name != TRANSFER_STREAM]
        if there:
            cells = [",".join(dice.choice(choices[column]) for column in there) for _ in rows]
            world = stating(folder, world, name, cells, tuple(there))
        if "scaled" in has:
            phase = Phase.model_validate({"start": "2026-03-02", "factor": dice.choice((0.5, 0.8, 1.3))})
            stream = world.demand[name].model_copy(update={"phases": (phase,)})
            world = world.model_copy(update={"demand": {**world.demand, name: stream}})
    return world


def _arrivals(has: set[str], dice: random.Random, kinds: list[str], days: int, count: int) -> str:
    words = []
    for _ in range(count):
        minutes = dice.randrange(days) * 1440 + 540 + int(dice.triangular(0, 300, 90))
        second = dice.randrange(60) if "odd_instants" in has and dice.random() < 0.5 else 0
        words.append((minutes, second, dice.choice(kinds)))
    return " ".join(f"{m // 60}:{m % 60:02d}:{s:02d}/{kind}" for m, s, kind in sorted(words))


def _type(has: set[str], dice: random.Random, length: Any) -> dict[str, Any]:
    kind: dict[str, Any] = {}
    if "priorities" in has:
        kind["priority"] = dice.randint(1, 4)
    if "ageing" in has:
        kind["ageing"] = f"{dice.randint(1, 5)} min"
    if "patience" in has and dice.random() < 0.5:
        kind["patience"] = length(1, 15)
    return kind


def _callers(has: set[str], dice: random.Random, length: Any) -> dict[str, Any]:
    callers: dict[str, Any] = {}
    if "patience" in has:
        callers["patience"] = length(1, 15)
    if "balk" in has:
        callers["balk"] = dice.choice(["10 %", "30 %", "100 %"])
    if "trunks" in has:
        callers["trunks"] = dice.randint(2, 8)
    if "redial" in has:
        callers["redial"] = {
            "after_abandon": dice.choice(["50 %", "100 %"]),
            "after_block": dice.choice(["50 %", "100 %"]),
            "delay": length(1, 10),
            "max_tries": dice.randint(2, 5),
            "to_online": "40 %" if "writes_instead" in has else "0 %",
        }
    if "repeat" in has:
        callers["repeat"] = {"after_direct_answer": dice.choice(["30 %", "70 %"]), "delay": length(1, 20)}
    if "hours" in has:
        opens, closes = f"09:{dice.randint(0, 20):02d}", f"{dice.randint(11, 13)}:{dice.randint(0, 59):02d}"
        at_close = "clear" if "cleared_at_close" in has else ("stay", "finish")[int(closes[-1]) % 2]
        callers["hours"] = {"open": opens, "close": closes, "at_close": at_close}
    return callers


def _group(has: set[str], dice: random.Random, length: Any, kinds: list[str], takes_all: bool) -> dict[str, Any]:
    group: dict[str, Any] = {"talk": length(1, 6), "online": {"work": length(2, 40)}}
    if "wrap_up" in has:
        group["wrap_up"] = length(1, 3)
        group["online"]["wrap_up"] = length(1, 3)
    if "longer_for_tickets" in has:
        group["wrap_up_ticket"] = length(2, 6)
    if "by_type" in has:
        group["by_type"] = {kind: {"talk": length(1, 8)} for kind in kinds if dice.random() < 0.6}
    skills = [_skill(has, dice, kinds) for _ in range(dice.randint(1, 3))]
    everything = [{"channel": "phone", "types": kinds}, {"channel": "online", "types": kinds}]
    group["skills"] = skills + (everything if takes_all else [])
    staff, middle = dice.randint(1, 5), dice.randint(10, 12)
    spans = {"early": ("09:00", f"{middle}:30"), "late": (f"{middle}:30", "15:00")}
    if "two_shifts" not in has:
        spans = {"early": ("09:00", f"{dice.randint(13, 15)}:{dice.randint(0, 59):02d}")}
    group["shifts"] = {name: {"start": a, "end": b, "staff": staff} for name, (a, b) in spans.items()}
    if "rotation" in has:
        for shift in group["shifts"].values():
            shift["staff"] = 0
        group["rotation"] = {"crews": {"one": staff, "two": 1}, "cycle": [*spans, "early"]}
    if "exceptions" in has:
        group["exceptions"] = [{"shift": "early", "start": "2026-03-02", "staff": staff + 1}]
    if "breaks" in has:
        group["breaks"] = [
            {"after": f"{dice.randint(5, 90)} min", "length": f"{dice.randint(2, 15)} min", "waves": dice.randint(1, 4)}
        ]
    if "shrinkage" in has:
        group["shrinkage"], group["shrinkage_slice"] = "15 %", f"{dice.randint(3, 15)} min"
    if "absence" in has:
        group["absence"] = "25 %"
    if "speed" in has:
        group["speed"] = [{"factor": "80 %", "start": "10:00", "end": "11:00"}, {"factor": "125 %", "start": "11:00"}]
    if "put_down" in has:
        group["shift_end"] = "pause"
    if "no_late_start" in has:
        group["shift_end"], group["no_late_start_margin"] = "no_late_start", f"{dice.randint(1, 20)} min"
    return group


def _hours(dice: random.Random) -> dict[str, Any]:
    """Some hours of some days, among those in which calls come."""
    begin = dice.randint(530, 800)
    end = begin + dice.choice((30, 60, 120, 1300))
    days = dice.choice(("all", "all", "mon", ["tue", "rest_days"], {"but": "tue"}))
    dates = dice.choice(({}, {}, {"from_date": "2026-03-03"}, {"to_date": "2026-03-02"}))
    return {"start": of_day(begin), "end": of_day(end % 1440), "days": days, **dates}


def of_day(minutes: int) -> str:
    """A clock time so many minutes after midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _skill(has: set[str], dice: random.Random, kinds: list[str]) -> dict[str, Any]:
    skill: dict[str, Any] = {
        "channel": "online" if "messages" in has and dice.random() < 0.4 else "phone",
        "types": sorted(dice.sample(kinds, dice.randint(1, len(kinds)))),
    }
    if "overflow" in has:
        skill["overflow_after"] = f"{dice.randint(0, 5)} min"
    if "reserve" in has:
        skill["reserve"] = dice.randint(0, 2)
    return skill


def mixed_ties(log: RunLog) -> int:
    """How many instants hold events of different ranks: roster, completions, timers, arrivals, patience."""
    contacts, staff, tickets, assignments, tasks = log.contacts, log.staff, log.tickets, log.assignments, log.tasks
    ranks = (
        (staff["planned_start_us"], staff["planned_end_us"], staff["end_us"]),
        (contacts["talk_end_us"], contacts["wrap_up_end_us"], tasks["ended_us"]),
        (assignments["returned_us"], tickets["due_us"], tickets["withdrawn_us"], tickets["long_term_us"]),
        (contacts["arrived_us"], contacts["queued_us"]),
        (contacts["left_us"],),
    )
    seen: Counter[int] = Counter()
    for columns in ranks:
        instants = np.unique(np.concatenate(columns))
        seen.update(instants[instants != NOT_YET].tolist())
    return sum(1 for ranks_there in seen.values() if ranks_there > 1)
