"""Callers who find the line closed, and those who are left in the queue when it closes."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.plans.closing import last_leaves_us
from sim.plans.expectations import expected_contacts, open_share
from sim.plans.plan import Plan
from sim.plans.roster import openings
from sim.rules.codes import Channel, Duty
from sim.scenario.units import say_duration

Ints = npt.NDArray[np.int64]
FEW_FIND_IT_CLOSED: Final = 0.05
"""A smaller share of the calls is no surprise to whoever writes opening hours."""


def closed_warnings(plan: Plan) -> list[str]:
    """One sentence where more than a few of the calls come while the line is closed.

    Parameters
    ----------
    plan
        The plan of a scenario.
    """
    calls = taken = 0.0
    for stream in plan.streams:
        if stream.channel == Channel.PHONE:
            coming = expected_contacts(stream).sum(axis=1)
            calls += float(coming.sum())
            taken += float(coming @ open_share(plan, stream))
    if calls - taken < FEW_FIND_IT_CLOSED * calls or not calls:
        return []
    right = "open longer, or if the volume is that of opening hours, write a 'profile' without calls outside them"
    share = f"{(1 - taken / calls) * 100:.3g} % of the calls ({calls - taken:,.0f} of {calls:,.0f} in the run)"
    return [f"callers.hours: {share} come while the line is closed and are turned away: {right}"]


def closing_warnings(plan: Plan) -> list[str]:
    """One sentence on closings after which nobody works who could answer; nothing where those waiting give up anyway.

    Parameters
    ----------
    plan
        The plan of a scenario.
    """
    closed = [spell for spell in openings(plan.scenario.callers.spells, plan.calendar) if spell[1] < plan.horizon_us]
    for stays in (True, False):
        fate = "stay" if stays else "finish"
        closings = np.array([end for _, end, s in closed if getattr(s, "at_close", "") == fate], dtype=np.int64)
        for kind in _endless(plan):
            from_us, until_us = _at_work(plan, int(plan.line_of[Channel.PHONE, kind]))
            left = closings[last_leaves_us(closings, from_us, until_us) == closings]
            if len(left):
                return [_those_left(plan, plan.type_names[kind], left, from_us, stays)]
    return []


def _endless(plan: Plan) -> list[int]:
    """Types that call and never give up."""
    calls = plan.line_of[Channel.PHONE] >= 0
    return np.flatnonzero(calls & (plan.callers.patience_law < 0)).tolist()


def _at_work(plan: Plan, line: int) -> tuple[Ints, Ints]:
    """From when until when each duty of those who may take a line begins work."""
    roster = plan.roster
    until_us = roster.duty_end_us.copy()
    last = roster.kind == Duty.LAST_START
    until_us[roster.duty[last]] = roster.time_us[last]
    able = plan.preference[line, plan.person_group[roster.duty_person]] >= 0
    return roster.duty_start_us[able], until_us[able]


def _those_left(plan: Plan, kind: str, left: Ints, from_us: Ints, they_stay: bool) -> str:
    first_us = int(left[0])
    moment = str(plan.calendar.local_times(np.array([first_us]))[0])[:16].replace("T", " ")
    later = from_us[from_us > first_us]
    if not they_stay:
        fate = "is turned away"
    elif len(later):
        fate = f"waits until somebody comes, {say_duration(int(later.min()) - first_us)} later"
    else:
        fate = "waits to the end of the run"
    times = "once" if len(left) == 1 else f"{len(left)} times"
    right = "let a shift end later, or write at_close: clear" + ("" if they_stay else " if that is meant")
    return (
        f"callers.hours: the line closes when nobody works on who could answer ({times}, first {moment}), so whoever "
        f"still waits with a call of type '{kind[:60]}' {fate}: {right}"
    )
