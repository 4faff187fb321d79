"""What a run found, without its logs: all that its pages are made of, as a result folder keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sim.measures.estimate import Estimate
from sim.measures.shortage import Staffing
from sim.measures.targets import PublishedResult, TargetResult
from sim.measures.ticket_side import TicketSide
from sim.scenario.schema import Scenario
from sim.study.until import Stopping

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class KeptRun:
    """What a run found, as its folder has it.

    Attributes
    ----------
    scenario, seed, n, engine
        As `Replications` has them.
    asked
        How many replications were asked for.
    manifest
        Of the folder.
    warnings
        What was odd about the scenario, in English.
    again
        The command that runs it again.
    reading
        What the scenario says, as `sim.checks.reading.reading_of` has it.
    days
        Kind of each date: working_day, rest_day or holiday.
    tickets
        What is shown of tickets beside the measures.
    measures, judged, compared, growth, stopping, intervals, heads
        What `summary`, `targets`, `published`, `weekly_growth`, `intervals_frame` and `staffing` give.
    """

    scenario: Scenario
    seed: int
    n: int
    engine: str
    asked: int
    manifest: Mapping[str, Any]
    warnings: tuple[str, ...]
    again: str
    reading: dict[str, Any]
    days: dict[date, str]
    tickets: TicketSide
    measures: dict[str, Estimate]
    judged: tuple[TargetResult, ...]
    compared: tuple[PublishedResult, ...]
    growth: float | None
    stopping: Stopping | None
    intervals: pd.DataFrame
    heads: Staffing

    def summary(self) -> dict[str, Estimate]:
        """Every measure over all replications, with its interval."""
        return dict(self.measures)

    def targets(self) -> list[TargetResult]:
        """How the scenario's targets fared."""
        return list(self.judged)

    def published(self) -> list[PublishedResult]:
        """The scenario's published figures beside the simulated ones."""
        return list(self.compared)

    def weekly_growth(self) -> float | None:
        """By how many tickets a week the backlog still grows in the second half; None if not beyond chance."""
        return self.growth

    def intervals_frame(self) -> pd.DataFrame:
        """One row per interval of the horizon, over all replications."""
        return self.intervals

    def staffing(self) -> Staffing:
        """People required, rostered and at work, by replication and interval."""
        return self.heads
