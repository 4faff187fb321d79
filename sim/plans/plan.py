"""A scenario as numbers: all that an engine needs, and nothing it would have to interpret.

Names become numbers in the order of their sorted names, so the order of keys in the YAML never matters.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import HOUR_US
from sim.chance.laws import BY_TIME
from sim.plans.ticket_plan import TicketPlan
from sim.rules.codes import WorkOrder
from sim.scenario.schema import Scenario
from sim.scenario.schema_operators import Staff

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Laws:
    """All laws of a scenario, a row each, and the quantile tables of those without a closed inverse.

    Attributes
    ----------
    kind, a, b, c
        Shape (laws,): which law, and its three parameters (microseconds, or pure numbers), see `sim.chance.laws`.
    table
        One flat array of quantiles in microseconds.
    mean_us
        Shape (laws,): the mean length of each; not a number where it changes with the time.
    step_from_us, step_law, step_factor
        Shape (steps,): from when on which law (never one by time), times which factor, holds in a law by time; the
        steps of each such law stand together, in order of time. Before the first of them the first one holds.
    """

    kind: Ints
    a: Floats
    b: Floats
    c: Floats
    table: Floats
    mean_us: Floats
    step_from_us: Ints
    step_law: Ints
    step_factor: Floats

    def means_of(self, rows: Ints) -> Floats:
        """Mean lengths in microseconds of some laws by row number; 0 for -1, no law. None of them may be by time."""
        return np.append(self.mean_us, 0.0)[rows]

    def steps_of(self, row: int) -> slice | None:
        """The steps of a law by time; None for any other."""
        return slice(int(self.a[row]), int(self.b[row])) if self.kind[row] == BY_TIME else None

    def holding(self, row: int, at_us: Ints) -> tuple[Ints, Floats]:
        """Which law, times which factor, holds at some instants in a law, or none (-1); of their shape."""
        steps = None if row < 0 else self.steps_of(row)
        if steps is None:
            return np.broadcast_to(np.int64(row), at_us.shape), np.broadcast_to(np.float64(1.0), at_us.shape)
        step = np.maximum(np.searchsorted(self.step_from_us[steps], at_us, side="right") - 1, 0)
        return self.step_law[steps][step], self.step_factor[steps][step]

    def means_at(self, row: int, at_us: Ints) -> Floats:
        """Mean lengths in microseconds of a law, or none (-1), at some instants; of their shape."""
        laws, factors = self.holding(row, at_us)
        return np.asarray(self.means_of(laws) * factors)

    def means_on(self, rows: Ints, day_starts_us: Ints) -> Floats:
        """Mean lengths in microseconds of laws, or none (-1), on days, all hours alike; shape (days, laws)."""
        different, place = np.unique(rows, return_inverse=True)
        means = [self._mean_on(row, day_starts_us) for row in different.tolist()]
        return np.stack(means, axis=1)[:, place.ravel()] if means else np.zeros((len(day_starts_us), 0))

    def _mean_on(self, row: int, day_starts_us: Ints) -> Floats:
        if row < 0 or self.steps_of(row) is None:
            return self.means_at(row, day_starts_us)
        middles_us = HOUR_US * np.arange(24) + HOUR_US // 2
        means: Floats = self.means_at(row, day_starts_us[:, None] + middles_us).mean(axis=1)
        return means


@dataclass(frozen=True)
class StreamPlan:
    """The demand of one stream, interval by interval.

    Attributes
    ----------
    name_key
        Key of the stream's name (or id) for its draws.
    channel
        `Channel` of its contacts.
    start_us, end_us
        Shape (n,): the intervals, [start, end), in order.
    day, slot
        Shape (n,): days since 1970-01-01 and number within the day: with j they name a citizen.
    mean
        Shape (n, types): expected count by type before random busyness; for exact counts and stamps, the mix.
    exact
        Shape (n,): the count, where the file's counts are exact; else -1.
    busyness_cv, busyness_key
        The day factor's coefficient of variation and key.
    fine_cv, fine_block
        The finer factor's, and shape (n,): the block of the day each interval belongs to.
    is_typed
        Whether exact counts are exact by type too: the first members of an interval are of the first type, and so on.
    stamp_us, stamp_type
        Shape (n,) or (0,): replayed arrivals (then an interval is one arrival) and types (-1: drawn from the mix).
    stamp_stated
        Shape (n, 6) or (0, 6): what the file says of these, see `sim.plans.stated` (-1: drawn).
    deflect
        Shape (n, types): share that self-service keeps away.
    incidents
        Batches that come on top.
    scaling
        What growth, phases and events do to exact counts and stamps; None where they change nothing.
    """

    name_key: int
    channel: int
    start_us: Ints
    end_us: Ints
    day: Ints
    slot: Ints
    mean: Floats
    exact: Ints
    busyness_cv: float
    busyness_key: int
    fine_cv: float
    fine_block: Ints
    is_typed: bool
    stamp_us: Ints
    stamp_type: Ints
    stamp_stated: Ints
    deflect: Floats
    incidents: tuple[IncidentPlan, ...]
    scaling: Scaling | None

    def expected(self) -> Floats:
        """Shape (n, types): expected first contacts by interval and type; incidents and self-service left out."""
        if not len(self.stamp_us) and not (self.exact >= 0).any():
            return self.mean
        total = self.mean.sum(axis=1, keepdims=True)
        by_type: Floats = np.divide(self.mean, total, out=np.zeros_like(self.mean), where=total > 0)
        by_type *= np.where(self.exact >= 0, self.exact, total[:, 0])[:, None]
        return by_type if self.scaling is None else by_type * self.scaling.factor


@dataclass(frozen=True)
class Scaling:
    """Recorded contacts under growth, phases and events: some stay away, some are copied.

    Attributes
    ----------
    factor
        Shape (n, types): how many citizens stand for one recorded contact of an interval, on average.
    from_us, to_us
        Shape (n,): where its copies come: the interval of a count, the quarter of an hour around a stamp.
    """

    factor: Floats
    from_us: Ints
    to_us: Ints


@dataclass(frozen=True)
class IncidentPlan:
    """Causes per interval (mean), mean batch size, law of the delay, type, share that merges, and the name's key."""

    name_key: int
    cause_mean: Floats
    mean_size: float
    delay_law: int
    type: int
    merge: float


@dataclass(frozen=True)
class CallerPlan:
    """How callers behave. Laws are row numbers, -1: never; `patience_law` has a row per type; 0 trunks: no limit."""

    patience_law: Ints
    balk: float
    trunks: int
    redial_after_abandon: float
    redial_after_block: float
    redial_law: int
    redial_max_tries: int
    redial_to_online: float
    repeat_share: float
    repeat_law: int
    clear_at_close: bool


@dataclass(frozen=True)
class LinePlan:
    """One queue: contacts, or work on tickets, that the same groups may take in the same order.

    Attributes
    ----------
    stage
        What waits in it (`Stage`); all but calls of callers stand behind every one of these.
    base_class, top_class, ageing_us
        Class on entry (lower goes first), the best class it can age to, and the length per class (0: never).
    pool
        Lines and groups that can reach each other are one pool.
    poll_us
        Messages are seen every so many microseconds from midnight; 0: at once.
    has_window
        Whether it is open only between roster rows `Duty.WINDOW_OPENS` and `Duty.WINDOW_CLOSES` of its number.
    order
        In which order it gives out its work (`WorkOrder`); any other than by entry only where nothing that waits in it
        may be taken by somebody or at a time that the rest may not.
    """

    stage: int
    base_class: int
    top_class: int
    ageing_us: int
    pool: int
    poll_us: int
    has_window: bool = False
    order: int = int(WorkOrder.FIRST_COME)


@dataclass(frozen=True)
class GroupPlan:
    """One group of people: its pool, its rule at a shift's end (`ShiftEnd`), its row of `Plan.pace`."""

    pool: int
    shift_end: int
    pace: int


@dataclass(frozen=True)
class Roster:
    """Everything the calendar does, sorted by (time, kind, id), and the duties (person-shifts) it belongs to.

    Attributes
    ----------
    time_us, kind, id
        Shape (rows,): when, `Duty`, and the person (0 for the opening and closing of the phone line; the number of
        the queue for the window of its calls, or for those waiting in it who are turned away).
    duty
        Shape (rows,): the duty a row belongs to; -1 for opening hours and windows.
    length_us, state
        Shape (rows,): of a pause, its full length and `StaffState`; else 0.
    cap
        Shape (rows,): which of the pauses that are taken in turns it is; -1 for those that need no turn.
    cap_most
        Shape (caps,): how many people may be away at once on each of them.
    duty_person, duty_shift, duty_start_us, duty_end_us
        Shape (duties,): whose duty, which shift, and its hours (cut at the horizon's start).
    duty_absence, duty_key, duty_entity
        Shape (duties,): chance to miss it, and the key of that draw.
    """

    time_us: Ints
    kind: Ints
    id: Ints
    duty: Ints
    length_us: Ints
    state: Ints
    cap: Ints
    cap_most: Ints
    duty_person: Ints
    duty_shift: Ints
    duty_start_us: Ints
    duty_end_us: Ints
    duty_absence: Floats
    duty_key: Ints
    duty_entity: Ints


@dataclass(frozen=True)
class Plan:
    """One scenario, ready to run.

    Attributes
    ----------
    scenario, calendar
        What it was made from.
    warnings
        What was found odd on the way, one sentence each.
    stream_names, type_names, group_names, shift_names, unit_names, area_names
        Names by number, in sorted order; groups are operators, then desks, then units with their copies.
    group_parts
        Where each group stands in the scenario: its section and its name there, which copies of a unit share.
    line_of
        Shape (channels, types): line of each kind of contact; -1 where there is none.
    pace
        Shape (paces, minutes): how fast people work in each minute of the horizon.
    person_group
        Shape (people,): group of each person.
    preference, overflow_us, reserve
        Shape (lines, groups): order of preference (-1: not eligible), wait before the group may take it, and how many
        of the group must stay free.
    talk_law, wrap_up_law, wrap_up_ticket_law
        Shape (channels, types, groups): rows of `laws`, -1: none.
    direct_from_us, direct_share
        Shape (steps,) and (steps, types): share of direct answers from an instant on.
    tickets
        The ticket half; None where a scenario ends with the call.
    unlimited
        Whether people are without limit: whoever takes work stays free for more (`sim.plans.unlimited`).
    """

    scenario: Scenario
    calendar: LocalCalendar
    warnings: tuple[str, ...]
    stream_names: tuple[str, ...]
    type_names: tuple[str, ...]
    group_names: tuple[str, ...]
    group_parts: tuple[tuple[str, str], ...]
    shift_names: tuple[str, ...]
    unit_names: tuple[str, ...]
    area_names: tuple[str, ...]
    laws: Laws
    streams: tuple[StreamPlan, ...]
    callers: CallerPlan
    lines: tuple[LinePlan, ...]
    line_of: Ints
    groups: tuple[GroupPlan, ...]
    pace: Floats
    person_group: Ints
    preference: Ints
    overflow_us: Ints
    reserve: Ints
    talk_law: Ints
    wrap_up_law: Ints
    wrap_up_ticket_law: Ints
    direct_from_us: Ints
    direct_share: Floats
    roster: Roster
    tickets: TicketPlan | None
    unlimited: bool

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """What was worked out from it once, see `sim.plans.kept`."""
        return {}

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "kept"}

    def staff_of(self, group: int) -> Staff:
        """What the scenario says about the people of a group: operators, a desk, or the crews of a unit."""
        section, name = self.group_parts[group]
        staff: Staff = getattr(self.scenario, section)[name]
        return staff

    @property
    def unit_parts(self) -> tuple[str, ...]:
        """The name in the scenario of each unit, by its number: copies share one."""
        return tuple(name for section, name in self.group_parts if section == "units")

    @property
    def horizon_us(self) -> int:
        """Length of the run."""
        return self.calendar.horizon_us
