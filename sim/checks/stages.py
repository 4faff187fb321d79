"""Whether people are there for the stages of tickets, and whether offices ever open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.plans.expectations import most_on_duty, windows_of
from sim.plans.plan import Plan
from sim.plans.ticket_plan import TicketPlan
from sim.plans.tickets import STAGES
from sim.rules.codes import NOT_YET
from sim.scenario.messages import Problem
from sim.scenario.stages import PeopleStage, needs_crew, people_stages
from sim.scenario.units import say_clock
from sim.scenario.yaml_reader import KeyPath

CHANNELS: Final = ("phone", "online")


def stage_problems(plan: Plan) -> list[Problem]:
    """Stages and units that nobody ever works for (problems); offices never open, work kept back (warnings).

    In a run that is shorter than a day, that nobody works is a warning: they may well come earlier or later.
    """
    part, tickets = plan.tickets, plan.scenario.tickets
    if part is None or tickets is None:
        return []
    most = most_on_duty(plan)
    return [*_never_staffed(plan, part, most)] or [*_closed_throughout(plan, part), *_kept_for_calls(plan, part, most)]


def _never_staffed(plan: Plan, part: TicketPlan, most: npt.NDArray[np.int64]) -> Iterator[Problem]:
    may_be = plan.calendar.length_days < 1
    for stage in people_stages(plan.scenario.tickets):
        able = _able(plan, part, stage)
        if not most[able].any():
            names = ", ".join(f"'{name[:60]}'" for name in stage.by[:4])
            yield Problem(
                (*stage.path, "by"), f"is done by {names} only, and no shift has staff in the horizon", may_be
            )
        elif stage.window is not None and not _in_window(plan, part, stage, able):
            text = (
                f"calls are made from {say_clock(stage.window.open)} to {say_clock(stage.window.close)}, "
                f"and nobody of {', '.join(name[:60] for name in stage.by[:4])} works then"
            )
            yield Problem((*stage.path, "window"), text, may_be)
    told: set[str] = set()
    for group, (section, name) in enumerate(plan.group_parts):
        if section == "units" and name not in told and needs_crew(plan.scenario.units[name]) and not most[group]:
            told.add(name)
            yield Problem(("units", name), "its work needs crews, and no shift has staff in the horizon", may_be)


def _able(plan: Plan, part: TicketPlan, stage: PeopleStage) -> npt.NDArray[np.bool_]:
    return np.asarray(plan.preference[part.task_line[STAGES[stage.name], 0]] >= 0)


def _in_window(plan: Plan, part: TicketPlan, stage: PeopleStage, able: npt.NDArray[np.bool_]) -> bool:
    """Whether somebody is on duty while the window of a stage's calls is open."""
    line = int(part.task_line[STAGES[stage.name], 0])
    if not plan.lines[line].has_window:
        return True
    open_us, close_us = windows_of(plan, line)
    roster = plan.roster
    mine = able[plan.person_group[roster.duty_person]] & (roster.duty_start_us < plan.horizon_us)
    start_us, end_us = roster.duty_start_us[mine], roster.duty_end_us[mine]
    nearest = np.searchsorted(close_us, start_us, side="right")
    known = nearest < len(open_us)
    return bool((open_us[nearest[known]] < np.minimum(end_us[known], plan.horizon_us)).any())


def _closed_throughout(plan: Plan, part: TicketPlan) -> Iterator[Problem]:
    for path, hours in _offices(plan, part):
        inside = (hours[:, 1] > plan.calendar.begin_us) & (hours[:, 0] < plan.horizon_us)
        if not inside.any():
            yield Problem(path, "this office is closed throughout the run", only_odd=True)


def _offices(plan: Plan, part: TicketPlan) -> Iterator[tuple[tuple[str, ...], npt.NDArray[np.int64]]]:
    """Written hours: key path, and shape (spells, 2), from when to when the office is open."""
    told: set[str] = set()
    for unit, name in zip(part.units, plan.unit_parts, strict=True):
        if plan.scenario.units[name].hours is not None and name not in told:
            told.add(name)
            yield ("units", name, "hours"), np.column_stack([unit.hours.open_us, unit.hours.close_us])
    if plan.scenario.tickets is not None and plan.scenario.tickets.office_hours is not None:
        yield ("tickets", "office_hours"), np.column_stack([part.office.open_us, part.office.close_us])


def _kept_for_calls(plan: Plan, part: TicketPlan, most: npt.NDArray[np.int64]) -> Iterator[Problem]:
    """Stages that are never done, since their reserve is as large as the groups."""
    for stage in people_stages(plan.scenario.tickets):
        line = part.task_line[STAGES[stage.name], 0]
        able = plan.preference[line] >= 0
        if line != NOT_YET and stage.reserve and (most[able] <= stage.reserve).all():
            yield _kept((*stage.path, "reserve"), stage.reserve, int(most[able].max()))


def _kept(path: KeyPath, reserve: int, heads: int) -> Problem:
    text = f"this work is taken while more than {reserve} are free, and at most {heads} are ever on duty"
    return Problem(path, text, only_odd=True)


def contact_problems(plan: Plan) -> Iterator[Problem]:
    """Calls and messages that nobody ever takes, since every group that could keeps as many people free as it has."""
    most = most_on_duty(plan)
    for channel, kinds in enumerate(plan.line_of):
        for line in np.unique(kinds[kinds != NOT_YET]).tolist():
            able = np.flatnonzero((plan.preference[line] >= 0) & (most > 0))
            if not len(able) or (most[able] > plan.reserve[line, able]).any():
                continue
            group = int(able[most[able].argmax()])
            section, name = plan.group_parts[group]
            skills = plan.scenario.operators[name].skills or ()
            place = next((i for i, s in enumerate(skills) if s.channel == CHANNELS[channel] and s.reserve), 0)
            yield _kept((section, name, "skills", place, "reserve"), int(plan.reserve[line, group]), int(most[group]))
