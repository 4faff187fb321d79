"""What a matching found, as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from sim.matching.emulator import by_rule
from sim.matching.observed import Runs, in_deviations, students
from sim.matching.question import Question
from sim.matching.waves import Waves
from sim.scenario.ranges import Range
from sim.statistics.intervals import Reals

if TYPE_CHECKING:
    import pandas as pd

NARROWED: Final = 0.9
"""Of an unknown that is narrowed, less than this part of its range is left."""
LINES: Final = 200
"""Through so many places of what remains a line is drawn along each unknown."""
STEPS: Final = 41
"""At so many places of such a line it is asked what is ruled out."""
EVERYWHERE: Final = 10_000
"""So many places stand for a whole range."""
SHOWN: Final = 1_000
"""So many places of what remains are kept in tables and charts."""
Status = Literal["narrowed", "tied", "not determined", "empty"]
"""Of an unknown: its range is narrowed, or only with others; the figures do not determine it; nothing remains."""


@dataclass(frozen=True, eq=False)
class Matching:
    """What published figures leave possible.

    Attributes
    ----------
    question
        What was asked.
    waves
        What each wave ruled out.
    simulated
        Places run before citizens that no wave has met: the scenario itself if it lies in the ranges, then those drawn
        from what remains; or, if nothing does, the least implausible one.
    has_own
        Whether the first of these is the scenario itself.
    """

    question: Question = field(repr=False)
    waves: Waves = field(repr=False)
    simulated: Runs = field(repr=False)
    has_own: bool = field(repr=False)

    def __repr__(self) -> str:
        left = f"{100 * self.waves.remaining.share:.3g} % left"
        return f"<Matching {self.question.file.name}: {len(self.waves.each)} waves, {left}>"

    def _repr_html_(self) -> str:
        """What remains, where a notebook shows it."""
        return str(self.to_frame().to_html(index=False, na_rep=""))

    def to_frame(self) -> pd.DataFrame:
        """What remains of each unknown.

        Returns
        -------
        DataFrame
            unknown, unit, scale ("linear" or "log"), low and high of its range; left_low and left_high of what remains
            of it; range_left, the part of the range that this is; width_ratio, the standard deviation of what remains
            by that of the whole range; given_others, the part of the range that is left where all others are fixed, on
            average; status; own, the scenario's value (empty: outside the ranges). Parts are those of the scale.
        """
        import pandas as pd

        left, own = self.waves.remaining.points, self.question.own
        rows = []
        for number, (name, reach) in enumerate(self.question.ranges.items()):
            low, high = (left[:, number].min(), left[:, number].max()) if len(left) else (np.nan, np.nan)
            rows.append(
                {
                    "unknown": name,
                    "unit": reach.unit,
                    "scale": "log" if reach.is_log else "linear",
                    "low": reach.low,
                    "high": reach.high,
                    "left_low": value_at(reach, low),
                    "left_high": value_at(reach, high),
                    "range_left": self._range_left(number),
                    "width_ratio": float(left[:, number].std() / self._deviations[number]) if len(left) else 0.0,
                    "given_others": self._given_others[number],
                    "status": self._status(number),
                    "own": np.nan if own is None else value_at(reach, own[number]),
                }
            )
        return pd.DataFrame(rows)

    def waves_frame(self) -> pd.DataFrame:
        """One row per wave: wave, points, failed runs, share_left of the whole room, least implausibility."""
        import pandas as pd

        rows = [
            {
                "wave": number,
                "points": len(ran.points),
                "failed": len(ran.failures),
                "share_left": left.share,
                "least_implausibility": left.least,
            }
            for number, (ran, left) in enumerate(zip(self.waves.ran, self.waves.left, strict=True), 1)
        ]
        return pd.DataFrame(rows)

    def figures_frame(self) -> pd.DataFrame:
        """How each figure counts.

        Returns
        -------
        DataFrame
            figure, unit, low and high of what was published; error of its last emulator at points left out, their
            spread, and beyond, the share of them that is off by more than three standard deviations; sd_rounding,
            sd_chance, sd_emulator and sd_discrepancy where something remains, or at the least implausible place;
            expected and implausibility there; share_left_without it and share_left_alone, by it.
        """
        import pandas as pd

        left, waves = self.waves.remaining, self.waves
        at = left.points[:SHOWN] if len(left.points) else left.best[np.newaxis]
        implausible = waves.implausibilities(left.best[np.newaxis])[0]
        rows = []
        for number, emulator in enumerate(waves.each[-1].emulators):
            _, off_by = emulator.told(at)
            best, _ = emulator.told(left.best[np.newaxis])
            rows.append(
                {
                    "figure": emulator.observed.name,
                    "unit": emulator.observed.unit,
                    "low": emulator.observed.low,
                    "high": emulator.observed.high,
                    "error": emulator.error,
                    "spread": emulator.spread,
                    "beyond": emulator.beyond,
                    "sd_rounding": np.sqrt(np.median(off_by.rounding)),
                    "sd_chance": np.sqrt(np.median(off_by.chance)),
                    "sd_emulator": np.sqrt(np.median(off_by.emulator)),
                    "sd_discrepancy": np.sqrt(np.median(off_by.discrepancy)),
                    "expected": best[0],
                    "implausibility": implausible[number],
                    "share_left_without": waves.without[number].share,
                    "share_left_alone": waves.alone[number].share,
                }
            )
        return pd.DataFrame(rows)

    def pairs_frame(self) -> pd.DataFrame:
        """One row per pair of unknowns: first, second, and their rank correlation (Spearman) over what remains."""
        import pandas as pd
        from scipy.stats import rankdata

        names, left = list(self.question.ranges), self.waves.remaining.points
        rows = []
        for one, other in combinations(range(len(names)), 2):
            ranks = [rankdata(left[:, number]) for number in (one, other)]
            moves = len(left) > 2 and all(np.ptp(each) > 0 for each in ranks)
            found = float(np.corrcoef(*ranks)[0, 1]) if moves else np.nan
            rows.append({"first": names[one], "second": names[other], "rank_correlation": found})
        return pd.DataFrame(rows, columns=["first", "second", "rank_correlation"])

    def remaining_frame(self) -> pd.DataFrame:
        """Places of what remains, a thousand at most: a column for each unknown in its unit, and implausibility."""
        left = self.waves.remaining
        chosen = np.random.default_rng(self.question.seed).permutation(len(left.points))[:SHOWN]
        return self._places(left.points[chosen]).assign(implausibility=left.implausibility[chosen])

    def simulated_frame(self) -> pd.DataFrame:
        """What was simulated at the end.

        Returns
        -------
        DataFrame
            place ("own": the scenario itself, "drawn", or "least": the least implausible place where nothing remains),
            a column for each unknown, a column for each figure; implausibility by these runs, and whether that does not
            rule the place out: reproduced; emulated, the implausibility by the emulators; emulator_off, by how many
            standard deviations of its own error the last emulator is off these runs, for the worst figure.
        """
        runs, cut_off = self.simulated, self.waves.settings.cut_off
        frame = self._places(runs.points)
        frame.insert(0, "place", self._kinds)
        for number, figure in enumerate(self.question.observed):
            frame[figure.name] = runs.values[:, number]
        by_runs = by_rule(np.nan_to_num(runs.implausibility(self.question.observed), nan=np.inf), self._rule)
        return frame.assign(
            implausibility=by_runs,
            reproduced=by_runs <= cut_off,
            emulated=self.waves.implausibility(runs.points),
            emulator_off=self._emulator_off,
        )

    def values_at(self, place: Reals) -> list[float]:
        """The values of the unknowns at a place, shape (unknowns,), each in its unit."""
        return [value_at(reach, at) for reach, at in zip(self.question.ranges.values(), place, strict=True)]

    @property
    def _emulator_off(self) -> Reals:
        runs, worst = self.simulated, np.zeros(len(self.simulated.points))
        for number, emulator in enumerate(self.waves.each[-1].emulators):
            told, off_by = emulator.told(runs.points)
            own = students(runs.replications) * runs.chance[:, number] / runs.replications
            off = in_deviations(runs.values[:, number] - told, off_by.emulator + own)
            worst = np.fmax(worst, off)
        return worst

    @property
    def _kinds(self) -> list[str]:
        others = len(self.simulated.points) - self.has_own
        return ["own"] * self.has_own + ["least" if self.waves.remaining.is_empty else "drawn"] * others

    @property
    def _rule(self) -> Literal["maximum", "second_maximum"]:
        return self.waves.settings.rule

    def _places(self, points: Reals) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(
            {
                name: [value_at(reach, at) for at in points[:, number]]
                for number, (name, reach) in enumerate(self.question.ranges.items())
            }
        )

    def _status(self, number: int) -> Status:
        left = self.waves.remaining.points
        if not len(left):
            return "empty"
        if self._range_left(number) < NARROWED:
            return "narrowed"
        return "not determined" if self._given_others[number] >= NARROWED else "tied"

    def _range_left(self, number: int) -> float:
        """Which part of its range an unknown still spans; a whole number stands for its part of them all."""
        left, reach = self.waves.remaining.points[:, number], list(self.question.ranges.values())[number]
        if not len(left):
            return 0.0
        many = reach.high - reach.low
        return float((np.ptp(left) * many + 1) / (many + 1) if reach.is_whole else np.ptp(left))

    @cached_property
    def _deviations(self) -> Reals:
        """Standard deviation of each unknown over its whole range, before anything is ruled out."""
        every = np.repeat((np.arange(EVERYWHERE) + 0.5)[:, np.newaxis] / EVERYWHERE, len(self.question.ranges), axis=1)
        return np.asarray(self.question.snap(every).std(axis=0))

    @cached_property
    def _given_others(self) -> Reals:
        """Which part of the range of each unknown is left on lines through what remains, on average."""
        left, unknowns = self.waves.remaining.points, len(self.question.ranges)
        found = np.zeros(unknowns)
        for number in range(unknowns if len(left) else 0):
            lines = np.repeat(left[:LINES], STEPS, axis=0)
            lines[:, number] = np.tile(np.linspace(0, 1, STEPS), len(lines) // STEPS)
            is_left = self.waves.implausibility(self.question.snap(lines)) <= self.waves.settings.cut_off
            found[number] = is_left.mean()
        return found


def value_at(reach: Range, share: float) -> float:
    """The number at a share of the way through a range, in its unit."""
    return round(reach.at(share)) if reach.is_whole and not np.isnan(share) else reach.at(share)


def amount(value: float, unit: str) -> str:
    """A value of an unknown in the unit of its range, with four digits at least; empty where there is none."""
    digits = f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
    return "" if np.isnan(value) else f"{digits} {unit}".rstrip()
