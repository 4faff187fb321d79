"""The ceiling of same-day closure: same demand, hours and delays, and so many people that no work waits for one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Protocol

from sim.checks import checked_plan
from sim.measures.closure import closure_figure
from sim.measures.figures import NO_DATA, Figure
from sim.measures.parts import EVERYTHING, filters
from sim.measures.ticket_book import TicketBook
from sim.plans.unlimited import unlimited_plan
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.simulation import Engine


class Ceiling(Protocol):
    """Same-day closure of a replication, by its number."""

    def __call__(self, replication: int, progress: Callable[[float], None] | None = None) -> Figure:
        """Run it."""


def same_day_ceiling(scenario: Scenario, seed: int = 1, engine: Engine = "auto") -> Ceiling:
    """Same-day closure of a replication, by its number, if nobody ever waited for a person on duty.

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

    def ceiling(replication: int, progress: Callable[[float], None] | None = None) -> Figure:
        if scenario.tickets is None:
            return NO_DATA
        with planning:  # a cache alone lets every thread that comes first plan for itself
            unlimited = plan()
        log = run_plan(unlimited, seed, replication, chosen, progress)
        return closure_figure(TicketBook(log).part(filters(log, EVERYTHING)), "same_day_closure")

    return ceiling
