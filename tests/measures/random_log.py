"""A random but lawful log: many calls on few operators, made by a plain loop over events."""

from __future__ import annotations

import random
from typing import Any

from sim.logs.run_log import RunLog
from sim.rules.codes import Cause, Channel, Outcome, StaffState

from .fabricated import HOUR, call, make_log, message, scenario_of, shift

DAY = 24 * HOUR


def random_log(seed: int, calls: int = 400, people: int = 4, days: int = 1, replication: int = 0) -> RunLog:
    """First come, first served by `people`, with impatience, blocking, redials, messages and an open end."""
    rng = random.Random(seed)
    free = [0.0] * people
    rows: list[dict[str, Any]] = []
    arrivals = sorted((rng.random() * DAY * days, None, 0) for _ in range(calls))
    while arrivals:
        time, request, attempt = arrivals.pop(0)
        time = round(time, 6)
        if time >= DAY * days:
            continue
        request = request if request is not None else len(rows) + 100_000 * attempt
        more = {"request": request, "attempt": attempt, "type": request % 2, "stream": request % 3 % 2}
        more["cause"] = Cause.REDIAL if attempt else Cause.FIRST
        if rng.random() < 0.1:
            rows.append(call(time, Outcome.BLOCKED, **more))
        elif rng.random() < 0.05:
            rows.append(call(time, Outcome.CLOSED, shut=True, **more))
        else:
            rows.append(_served(rng, time, free, DAY * days, more))
        if rows[-1]["outcome"] in (Outcome.BLOCKED, Outcome.ABANDONED) and rng.random() < 0.5:
            arrivals.append((rows[-1]["left_us"] / 1e6 + rng.expovariate(1 / 600), request, attempt + 1))
            arrivals.sort()
    staff = [shift(person, 0, DAY * days, group=person % 2) for person in range(people)]
    staff += [shift(person, 12 * HOUR, 12 * HOUR, group=person % 2, state=StaffState.BREAK) for person in range(people)]
    return make_log(rows, staff, scenario=scenario_of(days), replication=replication)


def _served(rng: random.Random, time: float, free: list[float], end: float, more: dict[str, Any]) -> dict[str, Any]:
    person = min(range(len(free)), key=lambda p: free[p])
    start = round(max(time, free[person]), 6)
    wait = round(start - time, 6)
    is_message = rng.random() < 0.1
    patience = round(rng.expovariate(1 / 120), 6)
    if not is_message and patience < min(wait, end - time):
        return call(time, Outcome.ABANDONED, wait=patience, **more)
    if start >= end:
        return (message if is_message else call)(time, outcome=Outcome.WAITING, **more)
    talk, wrap = round(rng.expovariate(1 / 500), 6), round(rng.expovariate(1 / 90), 6)
    free[person] = start + talk + (0 if is_message else wrap)
    if start + talk > end:
        talk = wrap = None
    elif start + talk + wrap > end:
        wrap = None
    more = {**more, "person": person, "group": person % 2}
    if talk is not None:
        more["direct"] = int(rng.random() < 0.7)
    if is_message:
        return message(time, wait=wait, talk=talk, **more)
    return call(time, wait=wait, talk=talk, wrap=wrap, **more)


def channels(log: RunLog) -> set[int]:
    """Which channels the log has: a random log that lacks one would test nothing."""
    return {Channel(c) for c in log.contacts["channel"].tolist()}
