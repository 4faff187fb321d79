"""missing_of(scenario): where the tickets that miss a promise of closure lose their time, over some replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures.misses import Missing, missing
from sim.measures.ticket_book import TicketBook
from sim.measures.time_to_closure import ClosureTimes, closure_times, promises
from sim.study.loop import each_run
from sim.study.parallel import workers_for

if TYPE_CHECKING:
    from sim.logs.run_log import RunLog
    from sim.scenario.schema import Scenario
    from sim.simulation import Engine


def missing_of(scenario: Scenario, replications: int, *, seed: int = 1, engine: Engine = "auto") -> tuple[Missing, ...]:
    """The misses of each promise of closure; none without such a promise.

    Parameters
    ----------
    scenario
        Its targets of closure are the promises, or without any its deadlines.
    replications, seed, engine
        As `sim.study.replicate.replicate`.
    """
    from sim.simulation import choose_engine

    promised = list(promises(scenario))
    if scenario.tickets is None or not promised:
        return ()
    chosen = choose_engine(scenario, engine, replications)
    workers = workers_for(scenario, chosen, replications)
    runs = each_run(scenario, range(replications), _times, seed=seed, engine=chosen, workers=workers)
    return tuple(missing(list(runs), promised))


def _times(log: RunLog) -> ClosureTimes:
    book = TicketBook(log)
    found = closure_times(book)
    book.close()
    return found
