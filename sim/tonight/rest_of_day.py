"""The rest of a day as a scenario of its own: it begins now, with what is open now and who is on duty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.checks import checked_plan
from sim.errors import ScenarioError
from sim.records.open_tickets import OpenNow, read_open_tickets
from sim.scenario.schema import Scenario
from sim.scenario.units import say_clock
from sim.tonight.busyness import SoFar, busier, contacts_so_far
from sim.tonight.on_duty import fewer
from sim.tonight.past_crews import past_crews

NOT_TONIGHT: Final = ("targets", "published")
"""Parts of a scenario that are about its whole run."""
FIRST_DAY: Final = {"growth": "since", "trend": "since", "rotation": "first_day"}
"""Parts that count from a day, and the key that names it; from the first day if it is left out."""


@dataclass(frozen=True)
class Rest:
    """The rest of a day.

    Attributes
    ----------
    scenario
        It begins at `at` and ends at `until_us`.
    at
        Local time of the begin.
    until_us
        Clock time of the end.
    open_now
        The tickets that are open at the begin; None where that is not said.
    so_far
        What had come by then; None where that is not said.
    missing
        The head counts of which people are missing, by their key paths.
    """

    scenario: Scenario
    at: datetime
    until_us: int
    open_now: OpenNow | None
    so_far: SoFar | None
    missing: frozenset[str] = frozenset()


def rest_of_day(
    scenario: Scenario,
    at: datetime,
    until_us: int = DAY_US,
    *,
    tickets: Path | None = None,
    columns: Mapping[str, str | None] | None = None,
    time_format: str | None = None,
    calls: Path | None = None,
    stream: str | None = None,
    absent: Mapping[str, int] | None = None,
) -> Rest:
    """A scenario's day from a clock time on.

    Parameters
    ----------
    scenario
        Its laws, rosters and units hold; its own starting backlog, targets and published figures do not.
    at, until_us
        From when to when: a local time in whole minutes, and a clock time of the same day.
    tickets
        An export of tickets: those that are open at `at` are open then. None: nothing is open.
    columns, time_format
        As `sim.records.open_tickets.backlog_of`.
    calls, stream
        As `sim.tonight.busyness.contacts_so_far`.
    absent
        How many people of a group, desk or unit are missing, in each of its shifts that is on duty in the rest of the
        day (in a unit with copies, in each of them).

    Raises
    ------
    ScenarioError, DataError
        If the scenario has no tickets, something does not fit it, or nobody of a place is left.
    """
    if scenario.tickets is None:
        raise ScenarioError(f"{scenario.name}: has no 'tickets', so nothing can be open: say what becomes of requests")
    if until_us <= (at.hour * 60 + at.minute) * MINUTE_US:
        raise ScenarioError(f"--until {say_clock(until_us)}: is not after {at:%H:%M}, when the rest of the day begins")
    begins_at = say_clock((at.hour * 60 + at.minute) * MINUTE_US)
    day: dict[str, Any] = {"clock.start": f"{at.date()}", "clock.days": 1, **dict.fromkeys(NOT_TONIGHT)}
    day |= counted_from_start(scenario)
    changes: dict[str, Any] = {**day, "clock.begins_at": begins_at, "clock.ends_at": say_clock(until_us)}
    changes |= {"tickets.backlog": None, "tickets.backlog_file": None}
    open_now = None
    if tickets is not None:
        open_now = read_open_tickets(tickets, scenario.replace(changes), columns or {}, time_format)
        if not open_now.tells_work:
            open_now = replace(open_now, entries=past_crews(open_now.entries, checked_plan(scenario.replace(changes))))
        changes["tickets.backlog"] = list(open_now.entries)
    missing: dict[str, int] = {}
    for place, people in (absent or {}).items():
        missing |= fewer(scenario.replace(changes), place, people)
    rest = scenario.replace(changes | missing)
    if calls is None:
        return Rest(rest, at, until_us, open_now, None, frozenset(missing))
    so_far = contacts_so_far(calls, rest, stream, at, {"tickets.backlog": None})
    plan = checked_plan(rest)
    planned = dict(zip(plan.stream_names, plan.streams, strict=True))
    busy = rest.replace(busier(rest, so_far, planned, f"{at.date()}"))
    return Rest(busy, at, until_us, open_now, so_far, frozenset(missing))


def counted_from_start(scenario: Scenario) -> dict[str, str]:
    """The changes by which growth, trends and rotations that count from the first day of a scenario still do so."""
    start = str(scenario.clock.start)
    return {f"{path}.{key}": start for path, key in _uncounted(scenario.document, "")}


def _uncounted(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Parts that count from the first day since they name no day: where each stands, and the key of the day."""
    parts = enumerate(node) if isinstance(node, list) else node.items() if isinstance(node, dict) else ()
    for name, part in parts:
        here = f"{path}.{name}" if path else str(name)
        key = FIRST_DAY.get(str(name), "")
        if key and isinstance(part, dict) and key not in part and ("rate" in part or "cycle" in part):
            yield here, key
        yield from _uncounted(part, here)
