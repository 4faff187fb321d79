"""front(file, levels) -> Front: what the cheapest plan costs at several levels of one target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import InfeasibleError, ScenarioError
from sim.measures.selection import selection_key
from sim.planning.asked import base_of
from sim.planning.loop import planned_of
from sim.planning.staff_plan import StaffPlan
from sim.scenario.schema_results import Target
from sim.scenario.spelling import did_you_mean
from sim.scenario.staffing_file import StaffingFile, read_staffing
from sim.staffing.trials import Progress

if TYPE_CHECKING:
    import pandas as pd

    from sim.planning.steps import Steps
    from sim.simulation import Engine

_ASKED: Final = re.compile(r"\s*(?P<measure>[^:=]+?)\s*[:=]\s*(?P<levels>.+)", re.DOTALL)
RIGHT: Final = "write a measure and its levels, such as 'closed_within_24h: 70 %, 80 %, 90 %'"


@dataclass(frozen=True)
class Point:
    """The cheapest plan found at a level of the target.

    Attributes
    ----------
    level
        As it was written, such as '80 %'.
    plan
        The plan; None where no plan of these shifts keeps the targets.
    refused
        Why there is none; empty where there is one.
    """

    level: str
    plan: StaffPlan | None
    refused: str


@dataclass(frozen=True)
class Front:
    """Costs against the levels of a target, all other targets kept.

    Attributes
    ----------
    file
        What was asked.
    measure, side
        Of the target.
    points
        One for each level, in the order in which they were asked for.
    """

    file: StaffingFile
    measure: str
    side: str
    points: tuple[Point, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row for each level and target.

        Returns
        -------
        DataFrame
            Columns level, heads, paid_hours, cost, verdict (of the whole plan), measure, side, threshold, estimate,
            low, high, unit, status (of each target, with fresh chance). A level without a plan has one row of empty
            cells.
        """
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for point in self.points:
            if point.plan is None:
                rows.append({"level": point.level})
                continue
            whole = {
                "level": point.level,
                "heads": point.plan.shape.heads,
                "paid_hours": point.plan.paid_hours,
                "cost": point.plan.cost,
                "verdict": point.plan.verdict,
            }
            names = ("measure", "side", "threshold", "estimate", "low", "high", "unit", "status")
            for target in point.plan.checked.trial.targets:
                rows.append(whole | {name: getattr(target, name) for name in names})
        columns = ["level", "heads", "paid_hours", "cost", "verdict", "measure", "side", "threshold", "estimate", "low"]
        frame = pd.DataFrame(rows, columns=[*columns, "high", "unit", "status"])
        reals = ("paid_hours", "cost", "threshold", "estimate", "low", "high")
        return frame.astype({"heads": "Int64", **dict.fromkeys(reals, "Float64")})


def front(
    staffing: str | Path | dict[str, Any],
    levels: str,
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: Engine = "auto",
    progress: Progress | None = None,
    steps: Steps | None = None,
) -> Front:
    """What the cheapest plan costs at several levels of one target, each verified with fresh chance.

    Parameters
    ----------
    staffing
        As `sim.planning.loop.plan`.
    levels
        The measure of a target, a colon, and its levels, such as ``closed_within_24h: 70 %, 80 %, 90 %``.
    replications, seed, engine, progress, steps
        As `sim.planning.loop.plan`.

    Raises
    ------
    ScenarioError
        If no target is about the measure, a level cannot be, or the file says something that cannot be.

    Examples
    --------
    >>> import sim
    >>> shifts = {"starts": ["07:00", "15:00", "23:00"], "lengths": ["8 h"]}
    >>> asked = {"staffing": 1, "scenario": "template_town", "pools": {"desk": shifts}}
    >>> found = sim.front(asked, "connection_rate: 90 %, 99.9 %", replications=4)
    >>> [point.level for point in found.points]
    ['90 %', '99.9 %']
    """
    file = read_staffing(staffing)
    match = _ASKED.fullmatch(levels)
    wanted = [one.strip() for one in match["levels"].split(",") if one.strip()] if match is not None else []
    if match is None or not wanted:
        raise ScenarioError(f"'{levels[:80]}' names no levels of a target: {RIGHT}")
    targets = base_of(file).targets
    number = _number(targets, match["measure"])
    side = "at_least" if targets[number].at_least is not None else "at_most"
    asked = [_at(file, f"targets.{number}.{side}", level) for level in wanted]
    for there in asked:
        base_of(there)  # a level that cannot be is told before anything is planned
    points = []
    for level, there in zip(wanted, asked, strict=True):
        try:
            found = planned_of(there, replications, seed, engine, False, progress, steps)
        except InfeasibleError as error:
            points.append(Point(level, None, error.sentence))
        else:
            points.append(Point(level, found, ""))
    return Front(file, selection_key(targets[number]), side, tuple(points))


def _at(file: StaffingFile, key: str, level: str) -> StaffingFile:
    """The same file with another threshold."""
    changes = {**file.staffing.set, key: _value(level)}
    return replace(file, staffing=file.staffing.model_copy(update={"set": changes}))


def _value(level: str) -> float | str:
    """A level as a scenario has it: a plain number, or a share or a length with its unit."""
    try:
        return float(level)
    except ValueError:
        return level


def _number(targets: Sequence[Target], name: str) -> int:
    """The target that a measure is of, by its key or, where that is clear, its name."""
    keys = [selection_key(target) for target in targets]
    meant = [n for n, key in enumerate(keys) if key == name]
    meant = meant or [n for n, key in enumerate(keys) if name in (key.partition("[")[0], targets[n].measure)]
    if not meant:
        raise ScenarioError(f"no target is about '{name[:60]}'{did_you_mean(name, keys, 'targets')}")
    if len(meant) > 1:
        raise ScenarioError(f"several targets are about '{name[:60]}': write {' or '.join(keys[n] for n in meant)}")
    return meant[0]
