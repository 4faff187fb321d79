"""The draws of one replication: lengths and chances by key, laws by their row."""

from __future__ import annotations

from functools import partial

from sim.chance.keyed import draw_uniform
from sim.chance.laws import draw_us
from sim.chance.left_over import draw_left_us, draw_work_left_us
from sim.model.entities import Citizen
from sim.plans.plan import Plan
from sim.rules.draws import ANY, first_takes_all, happens, is_certain, picked, step_that_holds
from sim.workload import Workload


class Draws:
    """All chance that is drawn while the model runs; every draw is about a citizen's request."""

    def __init__(self, plan: Plan, workload: Workload) -> None:
        self._key = (workload.seed, workload.replication)
        self._laws = laws = plan.laws
        rows = list(zip(laws.kind.tolist(), laws.a.tolist(), laws.b.tolist(), laws.c.tolist(), strict=True))
        self._by_law = [partial(draw_us, *self._key, *row, laws.table) for row in rows]
        steps = [laws.steps_of(row) for row in range(len(rows))]
        columns = (laws.step_from_us, laws.step_law, laws.step_factor)
        self._steps = [None if of is None else tuple(column[of].tolist() for column in columns) for of in steps]
        self._left_by_law = [partial(draw_left_us, *self._key, *row, laws.table) for row in rows]

    def uniform(self, purpose: int, who: Citizen, visit: int) -> float:
        """A number in (0, 1)."""
        return draw_uniform(*self._key, purpose, who.name_key, who.entity, visit)

    def happens(self, purpose: int, who: Citizen, visit: int, share: float) -> bool:
        """Whether something with a chance happens; certain things need no draw."""
        return happens(ANY if is_certain(share) else self.uniform(purpose, who, visit), share)

    def length_us(self, purpose: int, who: Citizen, visit: int, law: int, at_us: int, pace: float = 1.0) -> int:
        """A length of time by the law that holds at an instant in a law's row; at a pace it takes 1/pace as long."""
        row, factor = self._holding(law, at_us)
        return self._by_law[row](purpose, who.name_key, who.entity, visit, pace / factor)

    def left_us(self, purpose: int, who: Citizen, visit: int, law: int, since_us: int, age_us: int) -> int:
        """What is left of a length of time that began at an instant, by the law of then, and has lasted `age_us`."""
        row, factor = self._holding(law, since_us)
        return self._left_by_law[row](purpose, who.name_key, who.entity, visit, factor, age_us)

    def work_left_us(self, who: Citizen, travel: int, work: int, since_us: int, age_us: int, pace: float) -> int:
        """What is left of a crew's travel and work (-1: none), by the laws of when they began, after `age_us`."""
        laws = self._laws
        travel, travel_factor = self._holding(travel, since_us)
        work, work_factor = self._holding(work, since_us)
        return draw_work_left_us(
            *self._key, laws.kind, laws.a, laws.b, laws.c, laws.table, travel, work, travel_factor, work_factor,
            who.name_key, who.entity, age_us, pace,
        )  # fmt: skip

    def _holding(self, law: int, at_us: int) -> tuple[int, float]:
        """Which law, times which factor, holds at an instant in a law's row, which may be one by time; -1 stays -1."""
        steps = self._steps[law] if law >= 0 else None
        if steps is None:
            return law, 1.0
        from_us, laws, factors = steps
        step = step_that_holds(from_us, at_us)
        return laws[step], factors[step]

    def pick(self, purpose: int, who: Citizen, visit: int, up_to: list[float]) -> int:
        """The number drawn from cumulated shares; a certain one needs no draw."""
        return picked(ANY if first_takes_all(up_to) else self.uniform(purpose, who, visit), up_to)
