"""Whether designs meet the same citizens: by the keys of their draws, not by what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.checks import checked_plan
from sim.workload import draw_workload

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Citizens:
    """Requests of the first replication of two designs.

    Attributes
    ----------
    base, variant
        How many each has.
    shared
        How many stand in both: the same key of all draws, the same type, and the same instant of arrival.
    """

    base: int
    variant: int
    shared: int

    @property
    def are_the_same(self) -> bool:
        """Whether every citizen of one design is one of the other."""
        return self.shared == self.base == self.variant


def citizens_of(base: Scenario, variant: Scenario, seed: int) -> Citizens:
    """Compare the requests of two designs in their first replication."""
    names: dict[str, int] = {}
    first, second = (_requests(design, seed, names) for design in (base, variant))
    return Citizens(len(first), len(second), len(np.intersect1d(first, second)))


def _requests(design: Scenario, seed: int, names: dict[str, int]) -> npt.NDArray[np.void]:
    """Shape (requests,): each as one value; `names` numbers the types of all designs alike."""
    plan = checked_plan(design)
    drawn = draw_workload(plan, seed, 0)
    number = np.array([names.setdefault(name, len(names)) for name in plan.type_names], dtype=np.int64)
    columns = (drawn.name_key, drawn.entity, number[drawn.type], drawn.arrival_us)
    rows = np.ascontiguousarray(np.stack(columns, axis=1, dtype=np.int64))
    return rows.view([(f"column{k}", np.int64) for k in range(len(columns))]).ravel()
