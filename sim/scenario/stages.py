"""What a scenario says about the path of its tickets: who does which stage, which tickets arise, where they may go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sim.scenario.demand import asked_types
from sim.scenario.fields import URGENCIES, Urgency
from sim.scenario.laws import LawByTime
from sim.scenario.schema import Scenario
from sim.scenario.schema_deadlines import Deadline
from sim.scenario.schema_operators import Staff
from sim.scenario.schema_stages import ByPeople, Dispatch, Smart, Window
from sim.scenario.schema_tickets import Route, Tickets
from sim.scenario.schema_units import Unit
from sim.scenario.yaml_reader import KeyPath

STAFF_KINDS: Final = ("operators", "desks", "units")


@dataclass(frozen=True, eq=False)
class PeopleStage:
    """A stage that operators or desks do: where it stands in the scenario, who does it, how long it takes."""

    path: KeyPath
    by: tuple[str, ...]
    time: LawByTime
    time_by_type: dict[str, LawByTime]
    reserve: int
    window: Window | None

    @property
    def name(self) -> str:
        """Its name as the key path says it, such as 'dispatch' or 'critical_call'."""
        return str(self.path[-1])

    @property
    def may_be_paused(self) -> bool:
        """Whether a shift's end may put it down: calls are never interrupted."""
        return self.name not in ("confirm", "critical_call", "follow_up")


def people_stages(tickets: Tickets | None) -> Iterator[PeopleStage]:
    """The stages that people do, in order."""
    if tickets is None:
        return
    dispatch, supervision = tickets.dispatch, tickets.supervision
    parts: tuple[tuple[KeyPath, ByPeople | Dispatch | None], ...] = (
        (("confirm",), tickets.confirm),
        (("audit",), tickets.audit),
        (("dispatch",), dispatch),
        (("dispatch", "critical_call"), dispatch.critical_call if dispatch is not None else None),
        (("review",), tickets.review),
        (("follow_up",), tickets.follow_up),
        (("supervision", "act"), supervision.act if supervision is not None else None),
    )
    for path, part in parts:
        if part is not None and part.by is not None and part.time is not None:
            window = getattr(part, "window", None)
            yield PeopleStage(("tickets", *path), part.by, part.time, part.time_by_type, part.reserve, window)


def staff_of(scenario: Scenario) -> Iterator[tuple[KeyPath, Staff]]:
    """Operators, desks and units, each with its key path."""
    for kind in STAFF_KINDS:
        for name, staff in getattr(scenario, kind).items():
            yield (kind, name), staff


def copies_of(name: str, unit: Unit) -> list[str]:
    """What a unit is called in results: its copies are numbered."""
    return [name] if unit.copies == 1 else [f"{name} {number}" for number in range(1, unit.copies + 1)]


def needs_crew(unit: Unit) -> bool:
    """Whether its people travel or work; a unit of delays alone holds nobody."""
    laws = [unit.travel, unit.work, *(law for times in unit.by_type.values() for law in (times.travel, times.work))]
    return any(law is not None for law in laws)


def waits_outside(unit: Unit) -> bool:
    """Whether tickets of any type may wait for others at it."""
    return any(part is not None for part in (unit.outside, *(times.outside for times in unit.by_type.values())))


def direct_share(scenario: Scenario, kind: str, day: date | None = None) -> float:
    """The share of direct answers to a type on a date; without one, the smallest that ever holds."""
    section = scenario.types.get(kind)
    first = scenario.direct_answer if section is None or section.direct_answer is None else section.direct_answer
    changes = [change for change in scenario.answer_changes if change.types is None or kind in change.types]
    if day is None:
        return min([first, *(change.share for change in changes)])
    begun = sorted((change for change in changes if change.start <= day), key=lambda change: change.start)
    return begun[-1].share if begun else first


def areas_of(tickets: Tickets | None) -> dict[str, float]:
    """The areas and their shares in the order of their names, in which they are numbered and drawn."""
    return dict(sorted(tickets.areas.items())) if tickets is not None else {}


def ticket_types(scenario: Scenario) -> dict[str, None]:
    """The types of which tickets may arise, from contacts, other lines or the starting backlog (its file left out)."""
    found: dict[str, None] = {}
    for stream in scenario.demand.values():
        for kind in asked_types(stream):
            if stream.channel == "transfer" or direct_share(scenario, kind) < 1:
                found[kind] = None
    if scenario.tickets is not None:
        found |= {part.type: None for part in scenario.tickets.backlog if part.count}
    return found


def urgencies_of(scenario: Scenario, tickets: Tickets, kind: str) -> dict[Urgency, None]:
    """The urgencies that tickets of a type may have, those that a file of stamps may state too."""
    shares = tickets.urgency_by_type.get(kind, tickets.urgency)
    found: dict[Urgency, None] = {name: None for name, share in shares.items() if share > 0}
    found |= {part.urgency: None for part in tickets.backlog if part.type == kind and part.count}
    for stream in scenario.demand.values():
        if stream.stamps is not None and stream.stamps.urgency is not None and kind in asked_types(stream):
            found |= dict.fromkeys(URGENCIES)
    return found


def states_due_times(scenario: Scenario, tickets: Tickets) -> bool:
    """Whether some tickets have a due time of their own, so that they may be late without time limits."""
    stamps = [stream.stamps for stream in scenario.demand.values() if stream.stamps is not None]
    in_files = [part.due for part in (*stamps, tickets.backlog_file) if part is not None]
    return any(in_files) or any(part.due_in is not None for part in tickets.backlog)


def limits_of(tickets: Tickets) -> Iterator[tuple[KeyPath, Deadline]]:
    """The time limits for acceptance and closure that there are, each with its key path."""
    parts = (("acceptance", tickets.deadlines.acceptance), ("closure", tickets.deadlines.closure))
    yield from ((("tickets", "deadlines", name), part) for name, part in parts if part is not None)


def route_of(tickets: Tickets, kind: str, area: str | None) -> int | None:
    """The place of the first route that fits a type and an area (None where there are no areas)."""
    for place, route in enumerate(tickets.routes):
        if (route.types is None or kind in route.types) and (route.areas is None or area in route.areas):
            return place
    return None


def most_arms(route: Route) -> int:
    """To how many units at once tickets of a route may go."""
    return max((place for place, share in enumerate(route.arms, start=1) if share > 0), default=1)


def accuracies(dispatch: Dispatch) -> Iterator[tuple[KeyPath, tuple[float, ...]]]:
    """Every list of accuracies that counts, with its key path."""
    here: KeyPath = ("tickets", "dispatch")
    parts: list[tuple[KeyPath, Dispatch | Smart]] = [(here, dispatch)] if dispatch.by is not None else []
    if dispatch.smart is not None:
        parts.append(((*here, "smart"), dispatch.smart))
    for path, part in parts:
        yield (*path, "accuracy"), part.accuracy
        yield from (((*path, "accuracy_by_type", kind), shares) for kind, shares in part.accuracy_by_type.items())
