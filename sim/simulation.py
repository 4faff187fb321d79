"""simulate(scenario) -> RunLog: one replication by the engine asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, get_args

from sim.chance.compiled import is_cached, is_compiled
from sim.chance.keyed import LARGEST_KEY
from sim.checks import checked_plan
from sim.errors import ScenarioError
from sim.logs.run_log import RunLog
from sim.plans.expectations import direct_in, expected_contacts
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET, TRANSFER
from sim.scenario.schema import Scenario
from sim.workload import draw_workload

Engine = Literal["auto", "model", "kernel"]
ENGINES: Final[tuple[str, ...]] = get_args(Engine)

EVENTS_PER_CONTACT: Final = 3
EVENTS_AT_UNITS: Final = 2
"""Events of a ticket at its units: the answer and the end of the work."""
WORTH_COMPILING: Final = 1_500_000
"""Events that the model handles while the engine compiles: 30 s, at 30,000 (with tickets) to 90,000 a second."""


def simulate(
    scenario: Scenario,
    *,
    seed: int = 1,
    replication: int = 0,
    engine: Engine = "auto",
    progress: Callable[[float], None] | None = None,
) -> RunLog:
    """Run one replication of a scenario.

    Parameters
    ----------
    scenario
        What to run.
    seed, replication
        Which chance it has, each from 0 to 4,294,967,295. The same pair gives the same citizens under every design.
    engine
        'model' (SimPy), 'kernel' (compiled; the same logs to the last row), or 'auto': see `choose_engine`.
    progress
        Called now and then with the share of the horizon that is done.

    Raises
    ------
    ScenarioError, DataError
        If the scenario asks for what cannot be done.
    BudgetError
        If the run exceeds its budget.

    Examples
    --------
    >>> import sim
    >>> log = sim.simulate(sim.load_scenario("template_town", ["clock.days=1"]), seed=1)
    >>> calls = log.to_frame()
    >>> calls["outcome"].cat.categories.tolist()
    ['waiting', 'answered', 'abandoned', 'blocked', 'closed']
    """
    for name, value in (("seed", seed), ("replication", replication)):
        if not 0 <= value <= LARGEST_KEY:
            raise ScenarioError(f"{name}: {value} is not between 0 and {LARGEST_KEY:,}")
    return run_plan(checked_plan(scenario), seed, replication, choose_engine(scenario, engine), progress)


def run_plan(
    plan: Plan,
    seed: int,
    replication: int,
    engine: Engine,
    progress: Callable[[float], None] | None = None,
) -> RunLog:
    """Run one replication of a plan by the engine named, 'model' or 'kernel'; raises as `simulate`."""
    workload = draw_workload(plan, seed, replication)
    if engine == "kernel":
        from sim.kernel.run import run_kernel

        return run_kernel(plan, workload, progress)
    from sim.model.run import run_model

    return run_model(plan, workload, progress)


def in_same_memory(scenario: Scenario, seed: int, engine: Engine) -> Callable[[int], RunLog]:
    """What runs replications of a scenario by their numbers, each in the memory of the one before if that is quicker.

    What it gives holds until it is called again, and the rows of its staff, assignments and tasks may stand in another
    order than those of `simulate`. It raises as `simulate`.
    """
    plan = checked_plan(scenario)
    if engine != "kernel":
        return lambda replication: run_plan(plan, seed, replication, engine)
    from sim.kernel.run import SameMemory

    memory = SameMemory(plan)
    return lambda replication: memory.run(draw_workload(plan, seed, replication))


def choose_engine(scenario: Scenario, engine: Engine = "auto", replications: int = 1) -> Engine:
    """The engine that is done sooner; both give the same rows.

    Parameters
    ----------
    scenario, replications
        What will be run, and how often.
    engine
        'auto', or the one that is wanted whatever it takes.

    Raises
    ------
    ScenarioError
        If there is no engine of that name.

    Notes
    -----
    The compiled engine, unless it would have to be compiled first and that takes longer than the model for all the
    runs. Where there is no compiler, always the model.
    """
    if engine not in ENGINES:
        named = ", ".join(f"'{name}'" for name in ENGINES)
        raise ScenarioError(f"there is no engine '{engine}': choose one of {named}")
    if engine != "auto":
        return engine
    if not is_compiled():
        return "model"
    if is_ready():
        return "kernel"
    return "kernel" if expected_events(scenario) * replications > WORTH_COMPILING else "model"


def is_ready() -> bool:
    """Whether the compiled engine can run at once on this machine."""
    return is_cached("loop", "run")


def expected_events(scenario: Scenario) -> float:
    """Events of a run, on average: of first contacts, and of the tickets that arise or are open at the start."""
    plan = checked_plan(scenario)
    contacts = tickets = 0.0
    for stream in plan.streams:
        coming = expected_contacts(stream)
        if stream.channel == TRANSFER:
            tickets += float(coming.sum())
        else:
            contacts += float(coming.sum())
            tickets += float((coming * (1 - direct_in(plan, stream))).sum())
    part = plan.tickets
    if part is None:
        return contacts * EVENTS_PER_CONTACT
    stages = int((part.task_line[:, 0] != NOT_YET).sum())
    watched = 1 + len(part.supervision.reminders) if part.closure is not None else 0
    tickets += len(part.backlog.type)
    return contacts * EVENTS_PER_CONTACT + tickets * (stages + watched + EVENTS_AT_UNITS)
