"""The ceiling of same-day closure: same demand, hours and delays, and so many people that no work waits for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sim.checks import checked_plan
from sim.measures.figures import Figure
from sim.measures.ticket_book import EVERYTHING, TicketBook, filters
from sim.measures.tickets import same_day
from sim.plan.unlimited import unlimited_plan
from sim.scenario.schema import Scenario
from sim.study.parallel import in_order

if TYPE_CHECKING:
    from sim.simulation import Engine


def same_day_ceilings(
    scenario: Scenario, seed: int = 1, replications: Iterable[int] = (0,), engine: Engine = "auto", workers: int = 1
) -> Iterator[Figure]:
    """Same-day closure of some replications if nobody ever waited for a person on duty; none without tickets.

    What remains is what people cannot change: when tickets come in the day, hours and calling windows, breaks that all
    take at once, delays of machines, units and others, and the time that work itself takes. Operators are without
    limit, too, so calls that would have been abandoned become tickets.

    Parameters
    ----------
    scenario
        Its demand, hours and delays.
    seed, replications
        Which chance: the citizens are those of the same replications of the scenario itself.
    engine
        Which engine runs.
    workers
        Threads to run in; the figures come in the order of the replications.

    Raises
    ------
    ScenarioError, DataError, BudgetError
        As `sim.simulation.simulate`.
    """
    from sim.simulation import choose_engine, run_plan

    if scenario.tickets is None:
        return
    plan, chosen = unlimited_plan(checked_plan(scenario)), choose_engine(scenario, engine)

    def one(replication: int) -> Figure:
        log = run_plan(plan, seed, replication, chosen)
        return same_day(TicketBook(log).part(filters(log, EVERYTHING)))["same_day_closure"]

    yield from in_order(one, replications, workers)
