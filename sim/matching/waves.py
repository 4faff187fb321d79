"""Waves: points are run, emulators rule places out, and the next points are put where something remains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from sim.matching.emulator import Rule, Wave, wave_of
from sim.matching.observed import Observed, Runs
from sim.matching.space import Remaining, Snap, filling, first_points, what_remains, whole_room
from sim.statistics.intervals import Reals

STILL: Final = 0.95
"""If a wave leaves more than this part of what was left, nothing more is ruled out."""
Ending = Literal["empty", "nothing more", "all run", "waves"]
Simulate = Callable[[Reals, int], Runs]
"""Runs points, shape (points, unknowns), in the wave of a number, from 1."""


@dataclass(frozen=True)
class Settings:
    """How the matching is done; the fields are keys of a matching file.

    Attributes
    ----------
    unknowns
        How many there are.
    """

    unknowns: int
    waves: int
    points: int
    cut_off: float
    rule: Rule
    seed: int


@dataclass(frozen=True)
class Waves:
    """What all waves came to.

    Attributes
    ----------
    observed, settings, snap
        What was asked.
    each
        The emulators of each wave.
    ran
        The new runs of each.
    left
        What remained after each.
    ending
        Why there were no more: nothing remains, nothing more was ruled out, every place that remains has been run, or
        no more were asked for.
    """

    observed: tuple[Observed, ...]
    settings: Settings
    snap: Snap
    each: tuple[Wave, ...]
    ran: tuple[Runs, ...]
    left: tuple[Remaining, ...]
    ending: Ending

    @property
    def remaining(self) -> Remaining:
        """What is left in the end."""
        return self.left[-1]

    def implausibilities(self, at: Reals) -> Reals:
        """Of each figure at places: the largest of all waves, shape (places, figures)."""
        return np.asarray(np.max([wave.implausibilities(at) for wave in self.each], axis=0))

    def implausibility(self, at: Reals) -> Reals:
        """Of places: the largest of all waves."""
        return largest(self.each, at)

    @cached_property
    def without(self) -> tuple[Remaining, ...]:
        """What would remain without each figure, in their order: where all is ruled out, what is in conflict."""
        return tuple(self._left_by(np.arange(len(self.observed)) != number) for number in range(len(self.observed)))

    @cached_property
    def alone(self) -> tuple[Remaining, ...]:
        """What each figure by itself leaves, in their order."""
        return tuple(self._left_by(np.arange(len(self.observed)) == number) for number in range(len(self.observed)))

    def _left_by(self, counted: npt.NDArray[np.bool_]) -> Remaining:
        """What some of the figures leave, all of them kept."""
        asked = self.settings

        def implausible(at: Reals) -> Reals:
            return np.asarray(self.implausibilities(at)[:, counted].max(axis=1, initial=0.0))

        return what_remains(implausible, asked.unknowns, self.snap, asked.cut_off, asked.seed)


def largest(waves: tuple[Wave, ...], at: Reals) -> Reals:
    """The largest implausibility of all waves at places; 0 before the first."""
    return np.asarray(np.max([np.zeros(len(at)), *(wave.implausibility(at) for wave in waves)], axis=0))


def match_waves(observed: tuple[Observed, ...], settings: Settings, snap: Snap, run_points: Simulate) -> Waves:
    """Rule out what contradicts the figures, wave by wave.

    Parameters
    ----------
    observed
        The figures.
    settings
        How it is done.
    snap
        Which places a scenario can have.
    run_points
        What runs points.

    Raises
    ------
    ScenarioError
        If a figure has data at too few points of the first wave.

    Source
    ------
    Vernon, Goldstein and Bower (2010), Bayesian Analysis 5, 619-670.
    """
    each: tuple[Wave, ...] = ()
    ran: tuple[Runs, ...] = ()
    left: tuple[Remaining, ...] = ()
    ending: Ending = "waves"
    while len(each) < settings.waves:
        before = left[-1] if left else whole_room(settings.unknowns)
        kept = [runs.of(largest(each, runs.points) <= settings.cut_off) for runs in ran]
        points = _points(settings, snap, before, kept)
        if not len(points):  # all that a scenario can have has been run
            ending = "all run"
            break
        ran = (*ran, run_points(points, len(each) + 1))
        known = _joined([*kept, ran[-1]])
        each = (*each, wave_of(observed, known, _joined(list(ran)), settings.rule))
        left = (*left, _left(each, settings, snap))
        if left[-1].is_empty or (left[-1].share > STILL * before.share and len(each) > 1):
            ending = "empty" if left[-1].is_empty else "nothing more"
            break
    return Waves(observed, settings, snap, each, ran, left, ending)


def _points(settings: Settings, snap: Snap, before: Remaining, kept: list[Runs]) -> Reals:
    if not kept:
        return np.unique(snap(first_points(settings.points, settings.unknowns, settings.seed)), axis=0)
    there = np.concatenate([runs.points for runs in kept])
    return filling(before.points, there, settings.points, settings.seed)


def _left(each: tuple[Wave, ...], settings: Settings, snap: Snap) -> Remaining:
    return what_remains(lambda at: largest(each, at), settings.unknowns, snap, settings.cut_off, settings.seed)


def _joined(parts: list[Runs]) -> Runs:
    found = parts[0]
    for part in parts[1:]:
        found = found.and_those(part)
    return found


def drawn(remaining: Remaining, many: int, seed: int) -> Reals:
    """Places drawn at random from what remains, each once, the same for the same seed."""
    different = np.unique(remaining.points, axis=0)
    chance = np.random.default_rng(seed)
    return np.asarray(different[chance.permutation(len(different))[:many]])
