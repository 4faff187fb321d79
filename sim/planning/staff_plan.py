"""A plan of shifts: who works when, how it was come to, and how far it was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.calendar.lengths import HOUR_US
from sim.planning.pattern import Pattern
from sim.planning.shifts import changes_of
from sim.planning.templates import Template
from sim.planning.trial import Trial
from sim.rostering.program import Reals
from sim.rostering.shift_parts import Kind, Piece, Used
from sim.scenario.schema import Scenario
from sim.scenario.schema_staffing import Staffing
from sim.staffing.heads import Pool

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures.misses import Missing
    from sim.measures.targets import Status
    from sim.study.replicate import Replications

Step = Literal["plenty", "designed", "more", "fewer", "one fewer", "exchanged", "fresh chance"]


@dataclass(frozen=True)
class Round:
    """One plan that was simulated.

    Attributes
    ----------
    step
        Why: it has `plenty` of people, to see what can be reached; was `designed`; has `more`, `fewer` or `one fewer`
        heads than one before it, or some of them `exchanged` for cheaper ones; or is looked at with `fresh chance`.
    heads, cost
        People in all shifts, and what the plan costs in the pattern.
    trial
        How it fared.
    """

    step: Step
    heads: int
    cost: float
    trial: Trial


@dataclass(frozen=True)
class Shape:
    """Heads of each shift, and where their breaks begin."""

    used: tuple[Used, ...]

    @property
    def heads(self) -> int:
        """People in all, those of each copy of a unit counted."""
        return sum(one.heads * one.kind.times for one in self.used)

    @property
    def cost(self) -> float:
        """Of all heads in the pattern."""
        return sum(one.heads * one.kind.price for one in self.used)

    def at_work(self, pools: int, slots: int) -> Reals:
        """People expected at work, shape (pools, slots)."""
        found = np.zeros((pools, slots))
        for one in self.used:
            found[one.kind.pool] += sum(one.at_work(head, slots) for head in range(one.heads))
        return found

    def heads_of(self, kind: Kind) -> int:
        """Of one shift."""
        return sum(one.heads for one in self.used if one.kind is kind)

    def more(self, kind: Kind, heads: int) -> Shape:
        """So many heads more in a shift, as far as it may have them; their breaks are spread over the windows."""
        now = self.heads_of(kind)
        after = min(max(now + heads, kind.least), kind.most)
        if after <= now:
            return self
        old = next((one.rests for one in self.used if one.kind is kind), ((),) * len(kind.pieces))
        rests = tuple(
            (*before, *(_spread(piece, head) for head in range(now, after)))
            for piece, before in zip(kind.pieces, old, strict=True)
        )
        others = [one for one in self.used if one.kind is not kind]
        return Shape((*others, Used(kind, after, rests)))

    def fewer(self, kind: Kind, heads: int) -> Shape:
        """So many heads fewer in a shift, the last ones; one with fewer than it needs is not used."""
        left = max(self.heads_of(kind) - heads, 0)
        left = left if left >= kind.least else 0
        others = [one for one in self.used if one.kind is not kind]
        mine = [one for one in self.used if one.kind is kind and left]
        return Shape((*others, *(Used(kind, left, tuple(rest[:left] for rest in one.rests)) for one in mine)))

    def less(self, kind: Kind, head: int) -> Shape:
        """One head fewer in a shift: this one."""
        left = []
        for one in self.used:
            if one.kind is not kind:
                left.append(one)
            elif one.heads > 1:
                rests = tuple(heads[:head] + heads[head + 1 :] for heads in one.rests)
                left.append(Used(kind, one.heads - 1, rests))
        return Shape(tuple(left))


def _spread(piece: Piece, head: int) -> tuple[int, ...]:
    """When the breaks of a head begin: each next head has them a slot later, within the windows and in their order."""
    window = min((rest.latest - rest.earliest for rest in piece.rests), default=0) + 1
    ways = [way for later in range(window) if (way := _later_by(piece, later)) is not None]
    return ways[head % len(ways)] if ways else tuple(rest.earliest for rest in piece.rests)


def _later_by(piece: Piece, slots: int) -> tuple[int, ...] | None:
    """Breaks so many slots after the earliest, each behind the one before; None where one of them cannot be."""
    over, found = 0, []
    for rest in piece.rests:
        at = max(rest.earliest + slots, over)
        if at > rest.latest:
            return None
        over = at + ceil(rest.length)
        found.append(at)
    return tuple(found)


@dataclass(frozen=True)
class StaffPlan:
    """Shifts for the pools of a scenario, and how far they were checked.

    Attributes
    ----------
    staffing, base
        What was asked, and the scenario before.
    pools
        Those that were planned.
    pattern
        The slots that were planned.
    shape, templates
        The shifts with heads, and by name of each kind the shift it stands for.
    scenario
        The scenario with these shifts.
    today
        The scenario's own shifts, simulated before the same citizens.
    runs_today, runs
        The replications of these, and of the plan with fresh chance.
    rounds
        Every plan that was simulated.
    checked
        The look at this plan with fresh chance.
    present
        Shape (pools, slots): people at work in each slot by the plan, breaks and mean absence taken off.
    missing
        Where the tickets that miss a promise of closure lose their time by the plan, with fresh chance.
    bound
        No plan of these shifts that keeps the targets before the same citizens costs less; None if it was not asked
        for.
    """

    staffing: Staffing
    base: Scenario
    pools: dict[str, Pool]
    pattern: Pattern
    shape: Shape
    templates: dict[str, Template]
    scenario: Scenario
    today: Trial
    runs_today: Replications
    runs: Replications
    rounds: tuple[Round, ...]
    checked: Round
    present: Reals
    missing: tuple[Missing, ...]
    bound: float | None

    @property
    def verdict(self) -> Status:
        """Whether all targets hold with fresh chance."""
        return self.checked.trial.verdict

    @property
    def replications(self) -> int:
        """Of each plan on the way to this one."""
        return self.rounds[0].trial.n

    @property
    def seed(self) -> int:
        """Of the citizens that the plan was made for."""
        return self.rounds[0].trial.seed

    @property
    def cost(self) -> float:
        """Of the plan in its pattern."""
        return self.shape.cost

    @property
    def paid_hours(self) -> float:
        """Hours that are paid for in the pattern, each counted once."""
        each = ((one, self.templates[one.kind.name]) for one in self.shape.used)
        return sum(
            one.heads * self.pools[template.pool].copies * len(template.days.days) * duty.paid_us / HOUR_US
            for one, template in each
            for duty in template.duties
        )

    @property
    def changes(self) -> dict[str, Any]:
        """Key paths and values that make the plan of its scenario."""
        return plan_changes(self.shape, self.templates, self.pools, self.staffing.interval)

    def shifts_frame(self) -> pd.DataFrame:
        """One row for each shift and way to have its breaks: see `sim.planning.tables`."""
        from sim.planning.tables import shifts_frame

        return shifts_frame(self)

    def costs_frame(self) -> pd.DataFrame:
        """One row for each pool: people, hours, cost, and how they stand to the law on working hours."""
        from sim.planning.tables import costs_frame

        return costs_frame(self)

    def slots_frame(self) -> pd.DataFrame:
        """One row for each interval of the week (or the day): calls, people required, now and by the plan."""
        from sim.planning.tables import slots_frame

        return slots_frame(self)

    def rounds_frame(self) -> pd.DataFrame:
        """One row for each plan that was simulated and each target."""
        from sim.planning.tables import rounds_frame

        return rounds_frame(self)


def plan_changes(
    shape: Shape, templates: Mapping[str, Template], pools: Mapping[str, Pool], width_us: int
) -> dict[str, Any]:
    """Key paths and values that make a plan of a scenario."""
    used = {
        name: [(templates[one.kind.name], one) for one in shape.used if one.kind.pool == number]
        for number, name in enumerate(pools)
    }
    return changes_of(pools, used, width_us)
