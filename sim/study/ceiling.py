"""The ceiling of same-day closure: same demand, hours and delays, and so many people that no work waits for one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from sim.checks import checked_plan
from sim.logs.columns import Column
from sim.measures.closure import HOURS_OF_A_DAY, closure_figure, same_day_by_hour
from sim.measures.figures import NO_DATA, Figure
from sim.measures.parts import EVERYTHING, filters
from sim.measures.ticket_book import TicketBook
from sim.plans.unlimited import unlimited_plan
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.simulation import Engine


class Unhindered(NamedTuple):
    """A run in which nobody waits for a person.

    Attributes
    ----------
    same_day
        Its same-day closure; no data without tickets.
    received, closed_same_day
        Tickets by hour of receipt, shape (24,), and those of them closed on the same date.
    """

    same_day: Figure
    received: Column
    closed_same_day: Column


class Ceiling(Protocol):
    """What a replication closes on the same day at most, by its number."""

    def __call__(self, replication: int, progress: Callable[[float], None] | None = None) -> Unhindered:
        """Run it."""


def same_day_ceiling(scenario: Scenario, seed: int = 1, engine: Engine = "auto") -> Ceiling:
    """What each replication closes on the same day, by its number, if nobody ever waited for a person on duty.

    What remains is what people cannot change: when tickets come in the day, hours and calling windows, breaks that all
    take at once, delays of machines, units and others, and the time that work itself takes. Operators are without
    limit, too, so calls that would have been abandoned become tickets.

    Parameters
    ----------
    scenario
        Its demand, hours and delays. Without tickets there is no data.
    seed
        Which chance: the citizens are those of the same replication of the scenario itself.
    engine
        Which engine runs.

    Returns
    -------
    callable
        With the number of a replication, and what to call as its run goes on (as `sim.simulation.simulate`). It may be
        called from several threads, and raises what `simulate` does. The people are planned once, when it is first
        called.
    """
    from sim.simulation import choose_engine, run_plan

    plan, planning = cache(lambda: unlimited_plan(checked_plan(scenario))), threading.Lock()
    chosen = choose_engine(scenario, engine)

    def ceiling(replication: int, progress: Callable[[float], None] | None = None) -> Unhindered:
        if scenario.tickets is None:
            return Unhindered(NO_DATA, *np.zeros((2, HOURS_OF_A_DAY), dtype=np.int64))
        with planning:  # a cache alone lets every thread that comes first plan for itself
            unlimited = plan()
        log = run_plan(unlimited, seed, replication, chosen, progress)
        part = TicketBook(log).part(filters(log, EVERYTHING))
        return Unhindered(closure_figure(part, "same_day_closure"), *same_day_by_hour(part))

    return ceiling
