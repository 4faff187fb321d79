"""sim.match: what published figures leave possible."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import ScenarioError
from sim.matching.matching import Matching
from sim.matching.observed import Runs
from sim.matching.question import Question, question_of, runs_of
from sim.matching.waves import Settings, drawn, match_waves
from sim.scenario.match_file import MatchFile, read_match
from sim.scenario.schema_match import LEAST_REPLICATIONS
from sim.statistics.intervals import Reals
from sim.store.ledger import Ledger, opened
from sim.sweeps.loop import run_with
from sim.sweeps.running import Designs, Progress, in_threads, silent

if TYPE_CHECKING:
    from sim.simulation import Engine

LAST = 0
"""The number of what is no wave: the points that are simulated at the end."""
Bar = Callable[[int, int], AbstractContextManager[Progress]]
"""From the number of a wave and that of its runs to what is called as they run."""


def match(
    file: str | Path | dict[str, Any],
    replications: int | None = None,
    seed: int | None = None,
    engine: Engine = "auto",
    workers: int | None = None,
) -> Matching:
    """Find what published figures leave possible of the unknown numbers of a scenario.

    Parameters
    ----------
    file
        A matching file, or a mapping of the same keys.
    replications, seed
        Instead of the file's.
    engine, workers
        As `sim.replicate`.

    Returns
    -------
    Matching
        What remains of each unknown (`to_frame`), the waves, the figures, pairs, and points that were simulated.

    Raises
    ------
    ScenarioError
        If the file, or a point of it, is wrong; the place is told.

    Examples
    --------
    >>> import sim
    >>> found = sim.match({
    ...     "match": 1, "scenario": "template_town", "waves": 1, "points": 12, "replications": 5, "draws": 1,
    ...     "unknown": {"operators.desk.talk.mean": "100 s .. 200 s"},
    ...     "figures": [{"measure": "talk_mean", "value": "150 s"}],
    ... })
    >>> found.to_frame()["unknown"].tolist()
    ['operators.desk.talk.mean']
    """
    question = question_from(read_match(file), replications, seed)
    with opened(None) as ledger:
        return matching_of(question, ledger, engine, workers)


def question_from(file: MatchFile, replications: int | None, seed: int | None) -> Question:
    """A matching file, ready to run; raises as `match`."""
    if replications is not None and replications < LEAST_REPLICATIONS:
        raise ScenarioError(f"{replications} replications: at least {LEAST_REPLICATIONS} are needed")
    return question_of(file, replications, seed)


def matching_of(
    question: Question,
    ledger: Ledger,
    engine: Engine = "auto",
    workers: int | None = None,
    bar: Bar = lambda _wave, _runs: nullcontext(silent),
) -> Matching:
    """Run the waves, then points of what remains, before citizens that no wave has met.

    Parameters
    ----------
    question
        What is asked.
    ledger
        Keeps what was run: what is there is not run again.
    engine, workers
        As `match`.
    bar
        Shows how far the runs of a wave are.
    """
    asked = question.file.match
    settings = Settings(len(asked.unknown), asked.waves, asked.points_a_wave, asked.cut_off, asked.rule, question.seed)
    run_points = partial(_simulated, question, ledger, engine, workers, bar)
    waves = match_waves(question.observed, settings, question.snap, run_points)
    chosen = drawn(waves.remaining, asked.draws, question.seed)
    own = question.own
    places = chosen if own is None else np.concatenate([own[np.newaxis], chosen])
    if waves.remaining.is_empty:
        places = np.concatenate([places, waves.remaining.best[np.newaxis]])
    return Matching(question, waves, run_points(places, LAST), own is not None)


def _simulated(
    question: Question,
    ledger: Ledger,
    engine: Engine,
    workers: int | None,
    bar: Bar,
    places: Reals,
    wave: int,
) -> Runs:
    seed, label = (question.seed + 1, "drawn") if wave == LAST else (question.seed, f"wave {wave}, point")
    made = question.experiment(places, seed, label)
    designs = Designs.of(made, made.tasks, engine)
    with bar(wave, len(made.tasks)) as progress, in_threads(progress, workers) as run:
        return runs_of(question, run_with(designs, ledger, run, progress), places)
