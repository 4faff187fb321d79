"""One task of a sweep: what is needed to run it anywhere, and what becomes of it."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.errors import HotlineError
from sim.simulation import run_plan
from sim.study.counted import figures_of
from sim.sweeps.kept import row_of

if TYPE_CHECKING:
    from sim.plans.plan import Plan
    from sim.scenario.schema_results import Selection
    from sim.simulation import Engine
    from sim.store.ledger import Row

OUT_OF_MEMORY: Final = "out of memory: fewer workers, a shorter horizon or a bigger machine would do"


@dataclass(frozen=True)
class Work:
    """A design ready to run, in this process or another one.

    Attributes
    ----------
    plan, seed, engine
        As `sim.simulation.run_plan`.
    asked, measures
        What is measured beside the scenario's own, and the keys of what is kept.
    """

    plan: Plan
    seed: int
    engine: Engine
    asked: tuple[Selection, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a task: rows of the ledger, or a sentence that says why there are none."""

    rows: tuple[Row, ...] = ()
    sentence: str | None = None


@dataclass(frozen=True)
class Fault:
    """A fault of the program in another process, as that process would have told it."""

    text: str


class TaskFaultError(Exception):
    """A fault of the program, which ends a sweep wherever it happens."""


def measured(work: Work, replication: int, progress: Callable[[float], None] | None = None) -> Outcome:
    """Run one replication of a design; what a user can cause is its outcome."""
    try:
        log = run_plan(work.plan, work.seed, replication, work.engine, progress)
        figures = figures_of(log, work.measures, work.asked)
    except HotlineError as error:
        return Outcome(sentence=error.sentence)
    except MemoryError:
        return Outcome(sentence=OUT_OF_MEMORY)
    return Outcome(tuple(row_of(key, figure) for key, figure in figures.items()))


def answered(work: Work, replication: int) -> Outcome | Fault:
    """The same for another process, which is told everything."""
    try:
        return measured(work, replication)
    except Exception:
        return Fault(traceback.format_exc())


def outcome_of(answer: Outcome | Fault) -> Outcome:
    """What another process answered.

    Raises
    ------
    TaskFaultError
        If that was a fault of the program.
    """
    if isinstance(answer, Fault):
        raise TaskFaultError(answer.text)
    return answer
