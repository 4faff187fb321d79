"""plan(file) -> StaffPlan: shifts by the formulas, simulated and corrected, made cheaper, checked with fresh chance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.errors import InfeasibleError
from sim.planning.by_formula import Formulas, Held, bound_of, with_fewer
from sim.planning.by_simulation import like_today, reach_of, search_of
from sim.planning.question import Question
from sim.planning.staff_plan import Round, Shape, StaffPlan
from sim.planning.steps import Steps
from sim.planning.trial import Trial
from sim.scenario.staffing_file import StaffingFile, read_staffing
from sim.staffing.trials import Progress
from sim.study.missing import missing_of

if TYPE_CHECKING:
    from sim.simulation import Engine

MOST_LOOKS: Final = 4
"""With fresh chance: a plan that fails one is made safer and looked at again."""
TIMES_TO_VERIFY: Final = 2
"""So many times the replications are run with fresh chance: the plan was chosen to look good before the others."""
FURTHER: Final = 0.5
"""A target that falls short with fresh chance is made safer by that and such a share of its interval's half: by that
alone every other one would fall short again."""
REACHED: Final = 0.9
"""No target is made safer than by such a share of what plenty of people reach."""
SEEDS: Final = 2**32
"""There are so many: behind the last one comes the first again."""


def plan(
    staffing: str | Path | dict[str, Any],
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: Engine = "auto",
    bound: bool = True,
    progress: Progress | None = None,
    steps: Steps | None = None,
) -> StaffPlan:
    """Plan the shifts that keep every target of a scenario at the least cost.

    Parameters
    ----------
    staffing
        A staffing file, or a mapping that says the same.
    replications, seed
        Instead of the file's.
    engine
        As `sim.study.replicate.replicate`.
    bound
        Whether to find out what no plan of these shifts costs less than: as many runs as nineteen more plans take, and
        up to 24 for each pool that takes no calls.
    progress
        Called as runs go on.
    steps
        What keeps designs and simulated plans, so that a call that was stopped goes on from there.

    Returns
    -------
    StaffPlan
        The shifts, every round on the way to them, and the targets with fresh chance.

    Raises
    ------
    ScenarioError
        If the file or its scenario says something that cannot be.
    InfeasibleError
        If no plan of these shifts keeps the targets; the sentence says which and where.

    Notes
    -----
    The formulas say what people at work in each half hour give towards each target; the cheapest shifts that keep the
    targets by them are found by HiGHS, breaks included; they are simulated; where the simulation says otherwise, the
    half hours and the targets are corrected by what was seen, and designed again, until the plan stays. Then it gives
    up one person after the other as long as all targets hold, and is simulated before citizens it has not met.

    Examples
    --------
    >>> import sim
    >>> shifts = {"starts": ["07:00", "15:00", "23:00"], "lengths": ["8 h"]}
    >>> asked = {"staffing": 1, "scenario": "template_town", "pools": {"desk": shifts}}
    >>> found = sim.plan(asked, replications=5, bound=False)
    >>> found.pattern.days, list(found.shifts_frame()["days"].unique())
    (1, [''])
    """
    return planned_of(read_staffing(staffing), replications, seed, engine, bound, progress, steps)


def planned_of(
    file: StaffingFile,
    replications: int | None,
    seed: int | None,
    engine: Engine,
    bound: bool,
    progress: Progress | None,
    steps: Steps | None = None,
) -> StaffPlan:
    """`plan` of a file that is read."""
    try:
        return _planned(Question(file, replications, seed, engine, progress, steps or Steps()), bound)
    except InfeasibleError as error:
        raise file.out_of_reach(("pools",), error.sentence) from None


def _planned(asked: Question, has_bound: bool) -> StaffPlan:
    """Design and simulate until the plan stays, take people away, and look at it with fresh chance."""
    held, formulas = like_today(asked), Formulas(asked)
    reach = reach_of(asked, held) if asked.handlers else {}
    safer = dict.fromkeys(asked.steered, 0.0)
    looks: list[tuple[Shape, Round]] = []
    for look in range(MOST_LOOKS):
        try:
            shape, before = _found(asked, formulas, safer, held)
        except InfeasibleError:
            if not looks:
                raise
            break  # nothing is that safe: the safest plan so far is what there is
        held = tuple(one for one in shape.used if one.kind.pool in asked.handlers)
        seed = (asked.seed + 1 + look) % SEEDS
        fresh = asked.tried("fresh chance", shape, seed, TIMES_TO_VERIFY, 2 ** (look + 1))
        looks.append((shape, asked.rounds[-1]))
        missed = {number: max(0.0, -fresh.slack(number)) for number in asked.steered}
        beyond = {n: max(0.0, miss - max(0.0, safer[n] - before.slack(n))) for n, miss in missed.items()}
        short = beyond if any(beyond.values()) else missed  # what it lacked before its own citizens is no chance
        if fresh.verdict == "met" or not any(short.values()):
            break
        wanted = {
            number: safer[number] + more + FURTHER * fresh.half_width(number) if more else safer[number]
            for number, more in short.items()
        }
        safer = {number: min(more, REACHED * reach.get(number, np.inf)) for number, more in wanted.items()}
    shape, checked = max(looks, key=lambda one: asked.safest(one[1].trial))
    scenario, fresh = asked.scenario(shape), checked.trial
    return StaffPlan(
        staffing=asked.staffing,
        base=asked.base,
        pools=asked.pools,
        pattern=asked.pattern,
        shape=shape,
        templates=asked.templates,
        scenario=scenario,
        today=asked.today,
        runs_today=asked.trials.results(asked.base, asked.seed, asked.replications),
        runs=asked.trials.results(scenario, fresh.seed, fresh.n),
        rounds=tuple(asked.rounds),
        checked=checked,
        present=shape.at_work(len(asked.pools), asked.pattern.slots),
        missing=missing_of(scenario, asked.replications, seed=fresh.seed, engine=asked.trials.engine),
        bound=bound_of(asked, shape) if has_bound else None,
    )


def _found(asked: Question, formulas: Formulas, safer: dict[int, float], held: Held) -> tuple[Shape, Trial]:
    """The cheapest plan found at which all targets hold so much safer: who takes calls by the formulas, the others
    by simulation; then everybody is taken away whom no target needs."""
    shape, trial, gains = formulas.settled(safer, held)
    if not asked.handlers:
        return with_fewer(asked, shape, trial, gains, safer) if trial.verdict == "met" else (shape, trial)
    search = search_of(asked, safer, shape)
    shape, trial = search.shrunk(*search.grown(shape, trial))
    if search.lack(trial) <= 0 and asked.callers:
        shape, trial = with_fewer(asked, shape, trial, gains, safer)
    return shape, trial
