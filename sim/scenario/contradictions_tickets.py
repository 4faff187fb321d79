"""What does not fit together in the ticket half: names that lead nowhere, routes, accuracy, deadlines, the backlog."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from sim.scenario.messages import Problem
from sim.scenario.schema import Scenario
from sim.scenario.schema_backlog import AT_UNIT
from sim.scenario.schema_stages import Dispatch
from sim.scenario.schema_tickets import Tickets
from sim.scenario.schema_units import Hours, spells_of
from sim.scenario.spelling import did_you_mean
from sim.scenario.stages import (
    STAFF_KINDS,
    accuracies,
    copies_of,
    limits_of,
    most_arms,
    needs_crew,
    people_stages,
    states_due_times,
    waits_outside,
)
from sim.scenario.units import say_clock
from sim.scenario.yaml_reader import KeyPath

MOST_PER_CHECK: Final = 25
HERE: Final[KeyPath] = ("tickets",)
AFTER_UNITS: Final = ("review", "follow_up", "silence")


def ticket_problems(scenario: Scenario) -> list[Problem]:
    """What is wrong or odd in desks, units and tickets, each beginning with its key path."""
    checks = [_different_names(scenario), _without_tickets(scenario)]
    if scenario.tickets is not None:
        tickets = scenario.tickets
        checks += [
            _who_does_it(scenario, tickets), _areas(tickets), _units(scenario, tickets), _arms(scenario, tickets),
            _dispatch(scenario, tickets), _deadlines(scenario, tickets), _follow_up(tickets),
            _backlog(scenario, tickets), _offices(scenario, tickets),
        ]  # fmt: skip
    return [problem for check in checks for problem in islice(check, MOST_PER_CHECK)]


def ticket_mentions(scenario: Scenario) -> Iterator[tuple[KeyPath, str]]:
    """Every request type that the ticket half names."""
    for name, unit in scenario.units.items():
        yield from ((("units", name, "by_type", kind), kind) for kind in unit.by_type)
    tickets = scenario.tickets
    if tickets is None:
        return
    yield from (((*HERE, "urgency_by_type", kind), kind) for kind in tickets.urgency_by_type)
    for stage in people_stages(tickets):
        yield from (((*stage.path, "time_by_type", kind), kind) for kind in stage.time_by_type)
    if tickets.dispatch is not None:
        found = (path for path, _ in accuracies(tickets.dispatch) if path[-2] == "accuracy_by_type")
        yield from ((path, str(path[-1])) for path in found)
    for place, route in enumerate(tickets.routes):
        yield from (((*HERE, "routes", place, "types", i), kind) for i, kind in enumerate(route.types or ()))
    for path, deadline in limits_of(tickets):
        yield from (((*path, "by_type", kind), kind) for kind in deadline.by_type)
    yield from (((*HERE, "backlog", place, "type"), part.type) for place, part in enumerate(tickets.backlog))


def _odd(path: KeyPath, text: str) -> Problem:
    return Problem(path, text, only_odd=True)


def _different_names(scenario: Scenario) -> Iterator[Problem]:
    """In results operators, desks and units stand side by side, and their ids (else their names) key the draws."""
    owner: dict[str, str] = {}
    for kind in STAFF_KINDS:
        for name, staff in getattr(scenario, kind).items():
            said = f"{kind}.{name[:60]}"
            names = copies_of(name, staff) if kind == "units" else [name]
            twice = next((one for one in names if owner.get(one, said) != said), None)
            if twice is not None:
                text = (
                    f"'{twice[:60]}' is a name in {owner[twice]} too: operators, desks and units differ in their names"
                )
                yield Problem((kind, name), text)
            owner.update(dict.fromkeys(names, said))


def _without_tickets(scenario: Scenario) -> Iterator[Problem]:
    """Parts that need the section `tickets`, or that nothing there uses."""
    tickets = scenario.tickets
    used = {name for stage in people_stages(tickets) for name in stage.by}
    for name in scenario.desks:
        if name not in used:
            yield _odd(("desks", name), "no stage of the tickets is done by this desk")
    named = {name for route in tickets.routes for name, share in route.units.items() if share > 0} if tickets else set()
    for name in scenario.units:
        if name not in named:
            yield _odd(("units", name), "no route sends tickets to this unit")
    if tickets is None:
        for label, stream in scenario.demand.items():
            if stream.channel == "transfer":
                text = "what is transferred arrives as a ticket, but there is no section 'tickets'"
                yield Problem(("demand", label, "channel"), text)
            for name, part in stream.incidents.items():
                if part.merge:
                    text = "has no effect: there are no tickets to merge, since there is no section 'tickets'"
                    yield _odd(("demand", label, "incidents", name, "merge"), text)


def _who_does_it(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    """Names of operators and desks."""
    known = [*scenario.operators, *scenario.desks]
    for stage in people_stages(tickets):
        for place, name in enumerate(stage.by):
            path: KeyPath = (*stage.path, "by", *([place] if len(stage.by) > 1 else []))
            if name in scenario.units:
                text = f"'{name[:60]}' is a unit: this is done by operators or a desk"
                yield Problem(path, text + (f" ({', '.join(known[:10])})" if known else ""))
            elif name not in known:
                hint = did_you_mean(name, known, "operators and desks")
                yield Problem(path, f"there are no operators and no desk '{name[:60]}'{hint}")
            elif name in stage.by[:place]:
                yield Problem(path, f"'{name[:60]}' stands here twice")


def _areas(tickets: Tickets) -> Iterator[Problem]:
    named = False
    for place, route in enumerate(tickets.routes):
        for i, area in enumerate(route.areas or ()):
            named = True
            if area not in tickets.areas:
                hint = did_you_mean(area, tickets.areas, "areas")
                yield Problem((*HERE, "routes", place, "areas", i), f"there is no area '{area[:60]}'{hint}")
    if tickets.areas and not named:
        yield _odd((*HERE, "areas"), "has no effect: no route names an area")


def _units(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    for place, route in enumerate(tickets.routes):
        for name in route.units:
            if name not in scenario.units:
                hint = did_you_mean(name, scenario.units, "units")
                yield Problem((*HERE, "routes", place, "units", name), f"there is no unit '{name[:60]}'{hint}")
    copies = chain.from_iterable(copies_of(name, unit) for name, unit in scenario.units.items())
    known = dict.fromkeys([*scenario.units, *copies])
    for place, part in enumerate(tickets.backlog):
        if part.unit is not None and part.unit not in known:
            hint = did_you_mean(part.unit, known, "units")
            yield Problem((*HERE, "backlog", place, "unit"), f"there is no unit '{part.unit[:60]}'{hint}")
    for name, unit in scenario.units.items():
        here: KeyPath = ("units", name)
        staffed = any((unit.rotation, unit.staff_file, unit.roster_file))
        staffed |= any(shift.staff for shift in unit.shifts.values()) or any(part.staff for part in unit.exceptions)
        if unit.hours is None and unit.shifts and not staffed and not needs_crew(unit):
            text = "shifts without 'staff' give a unit no hours, so it is open day and night: write its 'hours' instead"
            yield _odd((*here, "shifts"), text)


def _arms(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    """Routes with too few units for their arms."""
    for place, route in enumerate(tickets.routes):
        names = [name for name, share in route.units.items() if share > 0 and name in scenario.units]
        there = sum(scenario.units[name].copies for name in names)
        if most_arms(route) > there and len(names) == sum(share > 0 for share in route.units.values()):
            text = f"tickets may go to {most_arms(route)} different units at once, but the route has {there}"
            yield Problem((*HERE, "routes", place, "arms"), text)


def _dispatch(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    dispatch = tickets.dispatch
    if dispatch is None:
        return
    here: KeyPath = (*HERE, "dispatch")
    if not tickets.routes:
        text = "there is nothing to dispatch to: say under 'routes' to which units tickets go"
        yield Problem(here, text)
        return
    wrong = [path for path, shares in accuracies(dispatch) if min(shares) < 1]
    if wrong and dispatch.max_returns == 0:
        yield _odd(
            (*here, "max_returns"), "0 means that every first dispatch goes to the right unit: 'accuracy' is idle"
        )
    elif wrong and sum(unit.copies for unit in scenario.units.values()) == 1:
        text = "a wrong dispatch goes to another unit, but there is only one: add a unit, or write 100 %"
        yield Problem(wrong[0], text)
    if dispatch.by is None:
        idle = ("accuracy", "accuracy_by_type", "time_by_type", "reserve")
        for key in (key for key in idle if key in dispatch.model_fields_set):
            yield _odd((*here, key), "has no effect: no person dispatches")
    yield from _smart(scenario, dispatch, (*here, "smart"))


def _smart(scenario: Scenario, dispatch: Dispatch, here: KeyPath) -> Iterator[Problem]:
    smart = dispatch.smart
    if smart is None:
        return
    if smart.share == 0 or smart.hand_over_below == 1:
        key = "share" if smart.share == 0 else "hand_over_below"
        yield _odd((*here, key), "leaves nothing to the machine")
    if smart.from_date is not None and (smart.from_date - scenario.clock.start).days >= scenario.clock.days:
        yield _odd((*here, "from_date"), "has no effect: it is after the last day")


def _deadlines(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    """Clocks that wait for what never comes, and what rests on deadlines."""
    if tickets.deadlines.acceptance is not None and not tickets.routes:
        path = (*HERE, "deadlines", "acceptance")
        yield _odd(path, "has no effect: without 'routes' no unit accepts anything")
    closure = tickets.deadlines.closure
    here: KeyPath = (*HERE, "deadlines", "closure")
    if closure is None:
        yield from _without_deadline(scenario, tickets)
        return
    if closure.start in ("dispatch", "acceptance") and not tickets.routes:
        yield _odd((*here, "start"), f"there is no {closure.start} without 'routes', so the time limits never begin")
    stages = {
        "confirm": tickets.confirm is not None,
        "outside": any(waits_outside(unit) for unit in scenario.units.values()),
        "follow_up": tickets.follow_up is not None and tickets.follow_up.unreached > 0,
        "silence": tickets.silence is not None,
    }
    for place, state in enumerate(closure.pauses_in):
        if not stages[state]:
            yield _odd((*here, "pauses_in", place), f"has no effect: no ticket ever waits in '{state}'")
    supervision = tickets.supervision
    if supervision is not None and supervision.act is None and supervision.speed_up != 1:
        yield _odd((*HERE, "supervision", "speed_up"), "has no effect without 'act'")


def _without_deadline(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    if states_due_times(scenario, tickets):
        return
    right = "give them under 'deadlines', such as closure: {limits: {normal: 5 working days}}"
    for key in ("supervision", "chase_up"):
        if getattr(tickets, key) is not None:
            yield Problem((*HERE, key), f"no ticket is ever late without time limits for its closure: {right}")
    if tickets.long_term is not None:
        yield _odd((*HERE, "long_term"), "has no effect: there are no time limits for the closure that could end")


def _follow_up(tickets: Tickets) -> Iterator[Problem]:
    follow_up, reopen = tickets.follow_up, tickets.reopen
    if follow_up is not None and follow_up.unreached == 1:
        yield _odd((*HERE, "follow_up", "unreached"), "no citizen is ever reached")
    if reopen is None:
        return
    if reopen.to == "dispatch" and tickets.dispatch is None:
        yield _odd((*HERE, "reopen", "to"), "there is no 'dispatch': it takes no time and goes to the same units")
    if reopen.share[-1] == 1:
        yield _odd((*HERE, "reopen", "share"), "whoever is reached has the ticket reopened, again and again")


def _backlog(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    for place, part in enumerate(tickets.backlog):
        here: KeyPath = (*HERE, "backlog", place)
        if part.area is not None and part.area not in tickets.areas:
            hint = did_you_mean(part.area, tickets.areas, "areas")
            yield Problem((*here, "area"), f"there is no area '{part.area[:60]}'{hint}")
        if part.stage in AT_UNIT and not tickets.routes:
            text = "nobody handles it: say under 'routes' to which units tickets go"
            yield Problem((*here, "stage"), text)
        elif part.stage not in AT_UNIT and getattr(tickets, part.stage) is None and part.remaining is None:
            yield _odd((*here, "stage"), f"there is no '{part.stage}': such tickets go on at once")
        comes_back = part.stage in ("review", "follow_up") and tickets.reopen is not None
        if part.unit is not None and part.stage in AFTER_UNITS and not comes_back:
            yield _odd((*here, "unit"), f"has no effect: at the stage '{part.stage}' no unit has a ticket any more")
    part_of_file = tickets.backlog_file
    if part_of_file is not None and part_of_file.closed is not None and part_of_file.received is None:
        text = f"'closed' needs 'received': else nothing says which tickets were there on {scenario.clock.start}"
        yield Problem((*HERE, "backlog_file", "closed"), text)


def _offices(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    """Offices that never open, or are open into the next day."""
    offices: list[tuple[KeyPath, Hours | tuple[Hours, ...] | None]] = [((*HERE, "office_hours"), tickets.office_hours)]
    offices += [(("units", name, "hours"), unit.hours) for name, unit in scenario.units.items()]
    for path, hours in offices:
        if hours == ():
            yield Problem(path, "is an empty list, so this office never opens: write when it does")
        for place, spell in enumerate(spells_of(hours)):
            here = (*path, place) if isinstance(hours, tuple) else path
            if not spell.open_days:
                text = "is empty, so this office never opens: write all, working_days or weekdays"
                yield Problem((*here, "days"), text)
            elif spell.close <= spell.open:
                text = f"opens at {say_clock(spell.open)} and closes at {say_clock(spell.close)} of the next day"
                yield _odd(here, text)
