"""What does not fit together in the ticket half given the types of which tickets arise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from sim.scenario.contradictions_tickets import HERE, MOST_PER_CHECK
from sim.scenario.demand import taken_types
from sim.scenario.messages import Problem
from sim.scenario.schema import Scenario
from sim.scenario.schema_deadlines import Deadline
from sim.scenario.schema_tickets import Tickets
from sim.scenario.stages import areas_of, limits_of, route_of, states_due_times, ticket_types, urgencies_of
from sim.scenario.yaml_reader import KeyPath


def ticket_type_problems(scenario: Scenario) -> Iterator[Problem]:
    """What is wrong or odd given the types of which tickets arise; only known once files of types have been read."""
    tickets = scenario.tickets
    if tickets is None:
        return
    checks = (
        _no_ticket(scenario, tickets), _routes(scenario, tickets), _critical_call(scenario, tickets),
        _unlimited(scenario, tickets), _chase_up(scenario, tickets),
    )  # fmt: skip
    yield from (problem for check in checks for problem in islice(check, MOST_PER_CHECK))


def _no_ticket(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    if not ticket_types(scenario) and tickets.backlog_file is None:
        text = "no ticket ever arises: all contacts are answered directly (see 'direct_answer'), and none are open"
        yield _odd(HERE, text)


def _routes(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    """Tickets that no route fits, and routes that none comes to."""
    if not tickets.routes:
        return
    areas: list[str | None] = [area for area, share in areas_of(tickets).items() if share > 0]
    areas = areas or [None]
    in_file = scenario.types if tickets.backlog_file is not None else {}
    met = {route_of(tickets, kind, area) for kind in in_file for area in areas}
    for kind in ticket_types(scenario):
        found = {area: route_of(tickets, kind, area) for area in areas}
        met |= set(found.values())
        lost = [area for area, place in found.items() if place is None]
        if lost:
            where = f" in area {_listed(lost)}" if len(lost) < len(areas) else ""
            right = (
                f"add one such as {{types: [{kind[:40]}], units: {{{min(scenario.units, default='district')}: 100 %}}}}"
            )
            yield Problem((*HERE, "routes"), f"no route fits tickets of type '{kind[:60]}'{where}: {right}")
    for place in range(len(tickets.routes)):
        if place not in met and tickets.backlog_file is None:
            text = "no ticket takes this route: no type or area fits, or routes before it take them all"
            yield _odd((*HERE, "routes", place), text)


def _critical_call(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    dispatch = tickets.dispatch if tickets.routes else None
    if dispatch is not None and dispatch.critical_call is not None and "critical" not in _urgencies(scenario, tickets):
        yield _odd((*HERE, "dispatch", "critical_call"), "has no effect: no ticket is critical")


def _urgencies(scenario: Scenario, tickets: Tickets) -> set[str]:
    found: set[str] = {name for kind in ticket_types(scenario) for name in urgencies_of(scenario, tickets, kind)}
    return found | ({"critical", "urgent", "normal"} if tickets.backlog_file is not None else set())


def _unlimited(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    """Urgencies without a time limit."""
    types = sorted(ticket_types(scenario))
    for path, deadline in limits_of(tickets):
        if path[-1] == "acceptance" and not tickets.routes:
            continue
        if path[-1] == "closure" and states_due_times(scenario, tickets):
            continue
        without: dict[str, list[str]] = {}
        for kind in types:
            for urgency in set(urgencies_of(scenario, tickets, kind)) - set(_limited(deadline, kind)):
                without.setdefault(urgency, []).append(kind)
        for name, kinds in sorted(without.items()):
            of = "" if len(kinds) == len(types) else f" of type {_listed(kinds)}"
            yield _odd((*path, "limits"), f"{name} tickets{of} have no time limit, so they are never late")


def _chase_up(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    """Late tickets whose citizens nobody would answer."""
    closure = tickets.deadlines.closure
    stated = states_due_times(scenario, tickets)
    if tickets.chase_up is None or (closure is None and not stated):
        return
    types = ticket_types(scenario)
    late = [kind for kind in types if stated or _may_be_late(scenario, tickets, kind)]
    able = set(chain.from_iterable(taken_types(group, "phone", late) for group in scenario.operators.values()))
    for kind in late:
        if kind not in able:
            right = f"give a group of operators the skill {{channel: phone, types: [{kind[:40]}]}}"
            yield Problem((*HERE, "chase_up"), f"nobody answers chase-up calls of type '{kind[:60]}': {right}")


def _may_be_late(scenario: Scenario, tickets: Tickets, kind: str) -> bool:
    closure = tickets.deadlines.closure
    return closure is not None and bool(set(_limited(closure, kind)) & set(urgencies_of(scenario, tickets, kind)))


def _limited(deadline: Deadline, kind: str) -> Iterable[str]:
    """The urgencies of a type that have a time limit."""
    return {**deadline.limits, **deadline.by_type.get(kind, {})}


def _listed(names: Sequence[object]) -> str:
    return ", ".join(f"'{name}'" for name in names[:4]) + (", ..." if len(names) > 4 else "")


def _odd(path: KeyPath, text: str) -> Problem:
    return Problem(path, text, only_odd=True)
