"""The ticket half of a scenario as numbers. Laws are row numbers of `Plan.laws`, -1: none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.plans.backlog import BacklogPlan
from sim.plans.clocks import OfficeHours
from sim.rules.codes import ClockStart, Milestone, Standstill

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DispatchPlan:
    """Who dispatches, how long it takes, how often it is right.

    Attributes
    ----------
    by_people
        Whether a desk dispatches at all.
    accuracy, machine_accuracy
        Shape (types, n): chance that an arm goes to the right unit, at its first, second, ... dispatch.
    machine_from_us, machine_share, machine_law, hand_over_below
        From when on the machine works, the share it looks at, its time, and the confidence below which it hands over.
    max_returns
        Returns of one arm after which the right unit is designated; -1: never.
    """

    by_people: bool
    accuracy: Floats
    machine_from_us: int
    machine_share: float
    machine_law: int
    machine_accuracy: Floats
    hand_over_below: float
    max_returns: int


@dataclass(frozen=True)
class RoutePlan:
    """Which units handle which tickets.

    Attributes
    ----------
    of
        Shape (types, areas): number of the route; areas are at least one.
    choice
        Shape (routes,): a `UnitChoice`.
    unit_share, unit_weight
        Shape (routes, units): the share of each unit, and the same in whole billionths: ties of sums are exact.
    arms_up_to
        Shape (routes, most arms): chance that a ticket has at most 1, 2, ... arms.
    """

    of: Ints
    choice: Ints
    unit_share: Floats
    unit_weight: Ints
    arms_up_to: Floats


@dataclass(frozen=True)
class UnitPlan:
    """One handling unit: its hours, its times and delays outside by type, its group of crews (-1: it needs none)."""

    hours: OfficeHours
    acceptance_law: int
    notice_law: int
    travel_law: Ints
    work_law: Ints
    outside_share: Floats
    outside_law: Ints
    outside_in_hours: Flags
    group: int


@dataclass(frozen=True)
class LimitPlan:
    """A time limit by type and urgency: shape (types, urgencies) of `LimitClock` and amount."""

    clock: Ints
    amount: Ints


@dataclass(frozen=True)
class ClosurePlan:
    """The deadline of closure: limits, from when on, the states in which it stands still, and its extension."""

    limits: LimitPlan
    start: ClockStart
    pauses_in: frozenset[Standstill]
    extension_share: float
    extension_clock: int
    extension_amount: int


@dataclass(frozen=True)
class FollowUpPlan:
    """The call-back: share of tickets, chance not to be reached, tries and gap, and what those reached say."""

    share: float
    unreached: float
    unreached_law: int
    tries: int
    gap_us: int
    satisfied_in_time: float
    satisfied_late: float


@dataclass(frozen=True)
class ReopenPlan:
    """Reopening: shares after the first, second, ... handling; to dispatch, or to the units; all arms, or the lead."""

    share: Floats
    to_dispatch: bool
    all_arms: bool


@dataclass(frozen=True)
class SupervisionPlan:
    """Reminders at shares of the limit, whether an overdue ticket brings an act, and the pace of work after it."""

    reminders: tuple[float, ...]
    acts: bool
    speed_up: float


@dataclass(frozen=True)
class ChaseUpPlan:
    """Calls of citizens whose ticket is overdue: gap law (of evenly spread days), profile of the day, talk, wrap-up.

    `day_up_to` has shape (slots + 1,): the share of a day's calls up to the end of each slot, from 0 to 1.
    """

    gap_law: int
    day_up_to: Floats
    talk_law: int
    wrap_up_law: int


@dataclass(frozen=True)
class TicketPlan:
    """Everything a ticket may go through.

    Attributes
    ----------
    urgency_up_to
        Shape (types, urgencies): chance of this urgency or a higher one.
    area_up_to
        Shape (areas,): chance of this area or one before it; empty without areas.
    confirm_share
        Share of tickets whose citizen is called first.
    task_law
        Shape (stages, types): time of people's work at each `Stage`; -1 where the stage does not exist.
    task_line
        Shape (stages, classes): line of each stage and class; -1 where the stage does not exist.
    unit_line
        Shape (units, classes): line of the crews of each unit.
    silence_share, silence_law
        Share of tickets that wait in silence before their closure, and how long: shape (types,).
    closed_at
        The milestone that closes tickets.
    office
        Hours of the line, for its deadlines.
    midnight_us
        Local midnights from long before to long after the horizon.
    """

    urgency_up_to: Floats
    area_up_to: Floats
    confirm_share: float
    task_law: Ints
    task_line: Ints
    unit_line: Ints
    dispatch: DispatchPlan | None
    routes: RoutePlan
    units: tuple[UnitPlan, ...]
    follow_up: FollowUpPlan | None
    reopen: ReopenPlan | None
    silence_share: float
    silence_law: Ints
    closed_at: Milestone
    office: OfficeHours
    midnight_us: Ints
    acceptance: LimitPlan
    closure: ClosurePlan | None
    supervision: SupervisionPlan
    chase_up: ChaseUpPlan | None
    withdrawal_share: float
    withdrawal_law: int
    long_term_share: float
    long_term_law: int
    backlog: BacklogPlan
