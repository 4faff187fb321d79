"""What is odd about open tickets once units, routes and laws are numbers: a sentence each, for the planner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.chance.left_over import longest_length
from sim.errors import ScenarioError
from sim.plans.backlog import BacklogPlan
from sim.plans.clocks import OfficeHours
from sim.plans.plan import Laws
from sim.plans.ticket_plan import RoutePlan, UnitPlan
from sim.rules.codes import NOT_YET, AtUnit, Stage, TicketState
from sim.scenario.schema_tickets import Tickets

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
DONE_BY: Final = {name: TicketState[name.upper()]
                  for name in ("confirm", "audit", "dispatch", "review", "follow_up", "silence")}  # fmt: skip
"""Stages that a scenario may leave out: who stands there goes on at once."""


def check_routes(
    backlog: BacklogPlan, routes: RoutePlan, type_names: Sequence[str], areas: Mapping[str, float]
) -> None:
    """Refuse open tickets that no unit would get; `areas` are the shares of tickets that arise there.

    Raises
    ------
    ScenarioError
        If no route fits the type of a ticket in an area that it may be of.
    """
    if not len(routes.unit_share):
        if (backlog.at_unit != NOT_YET).any():
            raise ScenarioError(
                "tickets.backlog_file: units have some of the tickets, but nobody handles any: say under 'routes' to "
                "which units tickets go"
            )
        return
    area_names, may_arise = list(areas), np.array([share > 0 for share in areas.values()] or [True])
    on_the_way = backlog.stage <= Stage.HANDLING
    pairs = np.unique(np.stack([backlog.type[on_the_way], backlog.area[on_the_way]], axis=1), axis=0)
    for kind, area in pairs.tolist():
        lost = routes.of[kind] == NOT_YET
        if lost[area] if area != NOT_YET else (lost & may_arise).any():
            where = f" in area '{area_names[area]}'" if area != NOT_YET else ""
            name = type_names[kind][:60]
            raise ScenarioError(
                f"tickets.routes: no route fits open tickets of type '{name}'{where}: add one such as "
                f"{{types: [{name[:40]}], units: {{...: 100 %}}}}"
            )


def oddities(
    backlog: BacklogPlan,
    since_is_said: Flags,
    tickets: Tickets,
    routes: RoutePlan,
    units: Mapping[str, UnitPlan],
    silence_law: Ints,
    laws: Laws,
    begin_us: int,
) -> list[str]:
    """Sentences about open tickets that go on at once, have outlived their law, or do not say since when they wait.

    Parameters
    ----------
    since_is_said
        Of which tickets it is said since when they stand at their stage.
    units
        The units by their names in results.
    silence_law
        Shape (types,): rows of the laws of silence.
    begin_us
        When the run begins.
    """
    if len(backlog.type) == 0:
        return []
    return [
        *_without_stage(backlog, tickets),
        *_without_delay(backlog, routes, units),
        *_outlived(backlog, routes, units, laws, begin_us),
        *_outlived_silence(backlog, silence_law, laws, begin_us),
        *_assumed(backlog, since_is_said, routes, units, silence_law, begin_us),
    ]


def _without_stage(backlog: BacklogPlan, tickets: Tickets) -> Iterator[str]:
    """Rows of a file; the scenario's own counts are looked at as it is read."""
    first = sum(part.count for part in tickets.backlog)
    for name, stage in DONE_BY.items():
        count = int(((backlog.stage == stage) & (backlog.left_us == NOT_YET))[first:].sum())
        if count and getattr(tickets, name) is None:
            units = " (if units have them, say so with fixed: {stage: handling})" if name == "dispatch" else ""
            yield (
                f"tickets.backlog_file: {_tickets(count)} at the stage '{name}', which the scenario does not have: "
                f"they go on at once{units}"
            )


def _may_be_at(backlog: BacklogPlan, routes: RoutePlan, unit: int) -> Flags:
    """Which tickets have a unit, or may get it where it is drawn."""
    takes = np.array([(share > 0) for share in routes.unit_share[:, unit]] + [False])
    of_type: Flags = np.any(takes[routes.of], axis=1)
    drawn = (backlog.unit == NOT_YET) & (backlog.at_unit != NOT_YET)
    chosen: Flags = (backlog.unit == unit) | (drawn & of_type[backlog.type])
    return chosen


def _steps(backlog: BacklogPlan, unit: UnitPlan) -> dict[AtUnit, Flags]:
    """Which tickets stand at each delay of a unit, if they are there; who needs no crew is outside as it is handled."""
    no_crew = (unit.travel_law < 0) & (unit.work_law < 0)
    outside = (backlog.at_unit == AtUnit.OUTSIDE) | ((backlog.at_unit == AtUnit.CREW) & no_crew[backlog.type])
    return {AtUnit.ACCEPTANCE: backlog.at_unit == AtUnit.ACCEPTANCE, AtUnit.OUTSIDE: outside}


def _laws_of(unit: UnitPlan, step: AtUnit, kinds: Ints) -> Ints:
    """The row of the law of a step, for tickets of some types."""
    return np.full_like(kinds, unit.acceptance_law) if step == AtUnit.ACCEPTANCE else unit.outside_law[kinds]


WORDS: Final = {AtUnit.ACCEPTANCE: ("acceptance", "accepted"), AtUnit.OUTSIDE: ("outside delay", "handled")}


def _without_delay(backlog: BacklogPlan, routes: RoutePlan, units: Mapping[str, UnitPlan]) -> Iterator[str]:
    for number, (name, unit) in enumerate(units.items()):
        here = _may_be_at(backlog, routes, number) & (backlog.left_us == NOT_YET)
        for step, standing in _steps(backlog, unit).items():
            count = int((here & standing & (_laws_of(unit, step, backlog.type) < 0)).sum())
            if count:
                law, done = WORDS[step]
                yield f"{_tickets(count)} open at unit '{name}', which has no {law} for them: they are {done} at once"


def _outlived(
    backlog: BacklogPlan, routes: RoutePlan, units: Mapping[str, UnitPlan], laws: Laws, begin_us: int
) -> Iterator[str]:
    for number, (name, unit) in enumerate(units.items()):
        here = _may_be_at(backlog, routes, number) & (backlog.left_us == NOT_YET)
        for step, standing in _steps(backlog, unit).items():
            in_hours = True if step == AtUnit.ACCEPTANCE else unit.outside_in_hours[backlog.type]
            since_us = backlog.waits_since_us
            age_us = np.where(in_hours, _open_since(unit.hours, since_us, begin_us), begin_us - since_us)
            longest = _longest(laws, _laws_of(unit, step, backlog.type), since_us)
            count = int((here & standing & (age_us >= longest) & (age_us > 0)).sum())
            if count:
                law, done = WORDS[step]
                yield (
                    f"{_tickets(count)} open at unit '{name}' for longer than its {law} ever lasts: they are {done} at "
                    "once; is the law too short?"
                )


def _outlived_silence(backlog: BacklogPlan, silence_law: Ints, laws: Laws, begin_us: int) -> Iterator[str]:
    drawn = (backlog.stage == TicketState.SILENCE) & (backlog.left_us == NOT_YET)
    age_us = begin_us - backlog.waits_since_us
    longest_us = _longest(laws, silence_law[backlog.type], backlog.waits_since_us)
    count = int((drawn & (age_us >= longest_us) & (age_us > 0)).sum())
    if count:
        yield (
            f"{_tickets(count)} in silence for longer than that ever lasts: they are closed at once; is the law too "
            "short?"
        )


def _longest(laws: Laws, rows: Ints, since_us: Ints) -> npt.NDArray[np.float64]:
    """The longest length of each row's law at an instant, in microseconds; infinite if there is none, or no law."""
    held, factor = rows.copy(), np.ones(len(rows))
    for row in np.unique(rows[rows >= 0]).tolist():
        mine = rows == row
        held[mine], factor[mine] = laws.holding(row, since_us[mine])
    longest = np.full(len(rows), np.inf)
    for row in np.unique(held[held >= 0]).tolist():
        law = int(laws.kind[row]), float(laws.a[row]), float(laws.b[row]), float(laws.c[row])
        longest[held == row] = longest_length(*law, laws.table)
    return longest * factor


def _open_since(hours: OfficeHours, since_us: Ints, begin_us: int) -> Ints:
    """How long an office was open from each instant to the begin of the run."""

    def opened(t: Ints) -> Ints:
        spell = np.searchsorted(hours.open_us, t, side="right") - 1
        within = np.minimum(t, hours.close_us[spell]) - hours.open_us[spell]
        return np.where(spell < 0, 0, hours.before_us[spell] + within)

    if len(hours.open_us) == 0:
        return np.zeros_like(since_us)
    total: Ints = opened(np.full_like(since_us, begin_us)) - opened(since_us)
    return total


def _assumed(
    backlog: BacklogPlan,
    since_is_said: Flags,
    routes: RoutePlan,
    units: Mapping[str, UnitPlan],
    silence_law: Ints,
    begin_us: int,
) -> Iterator[str]:
    unsaid = ~since_is_said & (backlog.left_us == NOT_YET) & (backlog.received_us < begin_us)
    standing = (backlog.stage == TicketState.SILENCE) & (silence_law[backlog.type] >= 0)
    for number, unit in enumerate(units.values()):
        for step, at_step in _steps(backlog, unit).items():
            has_law = _laws_of(unit, step, backlog.type) >= 0
            standing |= _may_be_at(backlog, routes, number) & at_step & has_law
    count = int((unsaid & standing).sum())
    if count:
        yield (
            f"{_tickets(count)} open in a delay without saying since when: it counts as begun at their receipt; say it "
            "with 'in_stage_for' or the column 'stage_since', or what is left with 'remaining'"
        )


def _tickets(count: int) -> str:
    return f"{count:,} ticket{'s are' if count != 1 else ' is'}"
