"""Replications until something is known well enough: what is asked, and what is found at each look.

Looks come at fixed numbers of replications in their order, so that the answer depends on no threads: docs/precision.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sim.calendar.lengths import HOUR_US, SECOND_US
from sim.checks.asked import asking
from sim.errors import ScenarioError
from sim.measures.by_interval import IntervalTable
from sim.measures.definitions import definition_of
from sim.measures.estimate import Estimate, estimate_measure, figures_of
from sim.measures.run import Measures
from sim.measures.selection import proper_key
from sim.measures.targets import TargetResult, judge_targets
from sim.scenario.schema import Scenario
from sim.scenario.units import parse_duration
from sim.statistics.intervals import Interval
from sim.statistics.precision import FIRST_LOOK, allowed_half_width, half_width, looks, runs_for

DECIDED: Final = "decided"
DEFAULT_MOST: Final = 1000
PASSES: Final = 2
"""Looks in a row at which all must hold: one narrow interval may be luck."""
ERROR_OF_A_LOOK: Final = 0.1
"""Share of a target's allowed error that each look uses: together they then err about as often as one look would
(measured up to 10,000 replications: docs/precision.md)."""
CONFIDENCE: Final = 0.95
_ASKED: Final = re.compile(r"(?P<measure>.+?)\s*(?:\+-|\+/-|±)\s*(?P<half>\S.*)", re.DOTALL)
_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_POINTS: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:points?|percentage points?|pp|个?百分点)")
_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)(?:\s+.+)?")


@dataclass(frozen=True)
class Wanted:
    """One thing to be known well enough.

    Attributes
    ----------
    text
        As it was asked for.
    measure
        Key of the measure; None for all targets.
    half
        Half-width of its 95 % interval, in its unit, or as a share of its value.
    relative
        Whether it is a share.
    """

    text: str
    measure: str | None = None
    half: float = 0.0
    relative: bool = False


@dataclass(frozen=True)
class Finding:
    """How far one thing is known.

    Attributes
    ----------
    wanted
        What was asked for.
    measure, unit
        The measure, or that of the target.
    half_width, allowed
        What was found and what would do, in the unit; of a target the distance of the interval's end towards the
        threshold, and that of the threshold. None where it is not known.
    holds
        Whether it is known well enough at this look.
    needed
        Replications that would do by the present variance; None where it holds, or no number is known to do.
    confidence
        Of the interval.
    pair
        Of a comparison: the design, and the first one, from which it differs so.
    differing
        Of a comparison, where too few pairs of runs differ for an interval to be trusted: how many do.
    """

    wanted: Wanted
    measure: str
    unit: str
    half_width: float | None
    allowed: float | None
    holds: bool
    needed: int | None
    confidence: float
    pair: tuple[str, str] | None = None
    differing: int | None = None


@dataclass(frozen=True)
class Stopping:
    """Why replications ended where they did.

    Attributes
    ----------
    asked
        What was to be known.
    first, most
        The first look, and the most replications allowed.
    n
        Replications at the last look.
    reached
        Whether all held at the last two looks.
    findings
        How far each is known at the last look.
    """

    asked: tuple[Wanted, ...]
    first: int
    most: int
    n: int
    reached: bool
    findings: tuple[Finding, ...]


def wanted_of(text: str, has_verdicts: bool = True) -> Wanted:
    """What `decided`, or a measure with `+-` and how well it is to be known, asks for.

    Parameters
    ----------
    text
        What is asked.
    has_verdicts
        Whether `decided` may be asked, so that it is told where nothing else is.

    Raises
    ------
    ScenarioError
        If it is neither, there is no such measure, or the width does not suit its unit.
    """
    if text.strip() == DECIDED:
        return Wanted(DECIDED)
    asked = _ASKED.fullmatch(text.strip())
    if asked is None:
        if not has_verdicts:
            raise ScenarioError(f"until '{text[:80]}': write a measure and how well, such as 'asa +- 2 s'")
        raise ScenarioError(f"until '{text[:80]}': write 'decided', or a measure and how well, such as 'asa +- 2 s'")
    key, half = proper_key(asked["measure"]), asked["half"].strip()
    unit = definition_of(key).unit
    percent = _PERCENT.fullmatch(half)
    size = float(percent[1]) / 100 if percent else _size(half, unit)
    if size is None or not 0 < size < math.inf:
        raise ScenarioError(f"until '{text[:80]}': '{half[:40]}' is no width of {key}: write {_example(unit)}")
    return Wanted(" ".join(text.split()), key, size, percent is not None)


def _size(half: str, unit: str) -> float | None:
    """A width in the unit of a measure; None if it is none."""
    if unit == "share":
        points = _POINTS.fullmatch(half)
        return float(points[1]) / 100 if points else None
    if unit in ("s", "h"):
        try:
            return parse_duration(half) / (SECOND_US if unit == "s" else HOUR_US)
        except ValueError:
            return None
    number = _NUMBER.fullmatch(half)
    return float(number[1]) if number else None


def _example(unit: str) -> str:
    if unit == "share":
        return "'1 point', or '5 %' of its value"
    return "'2 s', or '5 %' of its value" if unit in ("s", "h") else "a number such as '20', or '5 %' of its value"


@dataclass
class Looks:
    """What is asked, when one looks, and whether all held at the last looks.

    Attributes
    ----------
    asked
        What is to be known.
    first, most
        The first look, and the most replications.
    verdicts
        On targets at the last look, if they are asked about: they must stay the same.
    """

    asked: tuple[Wanted, ...]
    first: int
    most: int
    verdicts: tuple[str, ...] = ()
    _passes: int = 0
    _found: tuple[Finding, ...] = ()
    _looked: int = 0
    _due: frozenset[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._due = frozenset(looks(self.first, self.most))

    @classmethod
    def of(
        cls, until: str | Sequence[str] | None, first: int | None, most: int | None, has_verdicts: bool = False
    ) -> Looks | None:
        """The same in plain words, looked over; None where nothing is asked.

        Raises
        ------
        ScenarioError
            If it cannot be asked, or the numbers leave no two looks.
        """
        if not until:
            if most is not None:
                raise ScenarioError(f"at most {most} replications: say until when, such as until 'asa +- 2 s'")
            return None
        asked = tuple(
            dict.fromkeys(wanted_of(text, has_verdicts) for text in ((until,) if isinstance(until, str) else until))
        )
        start, end = FIRST_LOOK if first is None else first, DEFAULT_MOST if most is None else most
        if start < FIRST_LOOK:
            raise ScenarioError(f"{start} replications at first: with 'until', {FIRST_LOOK} or more are needed")
        if end <= start:
            raise ScenarioError(f"at most {end} replications: after the first {start} there must be room for more")
        return cls(asked, start, end)

    @property
    def due(self) -> frozenset[int]:
        """After how many replications one looks."""
        return self._due

    @property
    def measures(self) -> list[str]:
        """Keys of the measures that are asked about."""
        return [one.measure for one in self.asked if one.measure is not None]

    def are_enough(self, n: int, found: Sequence[Finding], verdicts: Sequence[str] = ()) -> bool:
        """Whether all holds now as it did at the look before."""
        holds = all(finding.holds for finding in found)
        self._passes = (self._passes + 1 if tuple(verdicts) == self.verdicts else 1) if holds else 0
        self.verdicts, self._found, self._looked = tuple(verdicts), tuple(found), n
        return self._passes >= PASSES

    def stopping(self) -> Stopping | None:
        """Why they ended; None before the first look."""
        if not self._found:
            return None
        reached = self._passes >= PASSES
        return Stopping(self.asked, self.first, self.most, self._looked, reached, self._found)


@dataclass
class Watch:
    """Looks at replications as they come, and says when they are enough.

    Attributes
    ----------
    scenario
        What is run: it takes every measure that is asked about, whether it names it or not.
    looks
        What is asked, and what came of it.
    """

    scenario: Scenario
    looks: Looks

    @classmethod
    def of(
        cls, scenario: Scenario, until: str | Sequence[str] | None, first: int | None, most: int | None
    ) -> Watch | None:
        """The same in plain words, looked over; None where nothing is asked.

        Raises
        ------
        ScenarioError
            If the scenario can have nothing of the kind, or the numbers leave no two looks.
        """
        asked = Looks.of(until, first, most, has_verdicts=True)
        if asked is None:
            return None
        if not scenario.targets and len(asked.measures) < len(asked.asked):
            raise ScenarioError("until 'decided': the scenario has no targets; name a measure, such as 'asa +- 2 s'")
        return cls(asking(scenario, asked.measures), asked)

    def is_enough(self, measures: Sequence[Measures], intervals: Sequence[IntervalTable]) -> bool:
        """Whether these replications are enough; they are looked at only at the numbers that are due."""
        if len(measures) not in self.looks.due:
            return False
        found: list[Finding] = []
        verdicts: list[str] = []
        for one in self.looks.asked:
            if one.measure is None:
                results = judge_targets(self._strict, measures, intervals)
                verdicts += [result.status for result in results]
                found += [_of_target(one, result, len(measures)) for result in results]
            else:
                found.append(_of_measure(one, one.measure, measures))
        return self.looks.are_enough(len(measures), found, verdicts)

    @property
    def _strict(self) -> Scenario:
        """The scenario with the confidence of a single look in its targets."""
        targets = tuple(
            target.model_copy(update={"confidence": 1 - ERROR_OF_A_LOOK * (1 - target.confidence)})
            for target in self.scenario.targets
        )
        return self.scenario.model_copy(update={"targets": targets})


def _of_measure(one: Wanted, key: str, measures: Sequence[Measures]) -> Finding:
    return finding_of(one, key, estimate_measure(key, figures_of(key, measures), CONFIDENCE), len(measures))


def finding_of(one: Wanted, key: str, found: Estimate, n: int) -> Finding:
    """How far a measure is known by its estimate from so many replications."""
    half = half_width(Interval(found.estimate, found.low, found.high, found.n))
    if half is None or found.estimate is None:
        return Finding(one, key, found.unit, half, None, False, None, CONFIDENCE)
    allowed = allowed_half_width(found.estimate, one.half, one.relative)
    holds = half <= allowed
    needed = None if holds else runs_for(n, half, allowed)
    return Finding(one, key, found.unit, half, allowed, holds, needed, CONFIDENCE)


def _of_target(one: Wanted, result: TargetResult, n: int) -> Finding:
    """How far the interval of a target reaches towards its threshold, and how far that is away."""
    if result.estimate is None or result.low is None or result.high is None:
        return Finding(one, result.measure, result.unit, None, None, False, None, result.confidence)
    is_above = result.estimate > result.threshold
    reach = result.estimate - result.low if is_above else result.high - result.estimate
    away = abs(result.estimate - result.threshold)
    holds = result.status != "undecided"
    needed = None if holds else result.runs_to_decide() or (runs_for(n, reach, away) if reach > away else None)
    return Finding(one, result.measure, result.unit, reach, away, holds, needed, result.confidence)
