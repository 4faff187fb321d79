"""What a comparison found, without its runs: all that its page is made of, as a result folder keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.measures.estimate import Estimate
from sim.measures.targets import TargetResult
from sim.scenario.schema import Scenario
from sim.study.citizens import Citizens
from sim.study.compare import Together


@dataclass(frozen=True)
class KeptDesign:
    """A design of a comparison.

    Attributes
    ----------
    scenario, seed, n, engine
        As `Replications` has them.
    measures, judged
        What `summary` and `targets` give.
    """

    scenario: Scenario
    seed: int
    n: int
    engine: str
    measures: dict[str, Estimate]
    judged: tuple[TargetResult, ...]

    def summary(self) -> dict[str, Estimate]:
        """Every measure over all replications, with its interval."""
        return dict(self.measures)

    def targets(self) -> list[TargetResult]:
        """How the scenario's targets fared."""
        return list(self.judged)


@dataclass(frozen=True)
class KeptComparison:
    """What a comparison found.

    Attributes
    ----------
    found
        The differences; its designs are `KeptDesign`.
    citizens
        Of each design but the first, whether its citizens are those of the first.
    asked
        How many replications were asked for.
    manifest
        Of the folder.
    warnings
        What was odd about the designs, in English.
    again
        The command that compares them again.
    """

    found: Together
    citizens: tuple[Citizens, ...]
    asked: int
    manifest: Mapping[str, Any]
    warnings: tuple[str, ...]
    again: str

    @property
    def designs(self) -> tuple[KeptDesign, ...]:
        """All designs, the base first."""
        return self.found.comparison.designs  # type: ignore[return-value]  # `read_kept_comparison` puts them there
