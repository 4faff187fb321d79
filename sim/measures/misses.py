"""The tickets that miss a promise: at which step and place, and for what, they lose their time; what would help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.measures.ticket_pieces import CAUSES, STAGES
from sim.measures.time_to_closure import ClosureTimes
from sim.measures.worth_naming import OF_A_PROMISE
from sim.rules.codes import NOT_YET
from sim.statistics.intervals import Interval, ratio_interval

CONFIDENCE: Final = 0.95

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures.relief import Relief


@dataclass(frozen=True)
class Missing:
    """The tickets that miss one promise.

    Attributes
    ----------
    promise
        Key of its measure.
    missed
        Share of the tickets it counts that miss it.
    parts
        Where they lose their time, the largest part first.
    """

    promise: str
    missed: Interval
    parts: tuple[Part, ...]

    @property
    def bottleneck(self) -> Part | None:
        """The part whose relief spares most of the misses for sure; None where none is shown to spare many."""
        found = max((part for part in self.parts if part.spared is not None), key=lambda part: part.sure, default=None)
        return found if found is not None and found.sure >= OF_A_PROMISE else None


@dataclass(frozen=True)
class Part:
    """Time that they lose at one step, at one place, for one reason.

    Attributes
    ----------
    stage, place, cause
        Names, as `sim.measures.ticket_pieces` has them.
    share
        Of all their time.
    spared
        Share of the misses that its relief (`sim.measures.relief`) avoids, all of these intervals holding at once with
        95 % (Bonferroni); None where there is none.
    """

    stage: str
    place: str
    cause: str
    share: Interval
    spared: Interval | None

    @property
    def sure(self) -> float:
        """The end of `spared` that promises less."""
        return 0.0 if self.spared is None or self.spared.low is None else max(self.spared.low, 0.0)


def missing(runs: Sequence[ClosureTimes], promised: Iterable[str]) -> list[Missing]:
    """What the misses of each promise come from, over some replications of one scenario.

    Parameters
    ----------
    runs
        Where the time went in each.
    promised
        Keys of the promises' measures.
    """
    return [_missing(runs, key) for key in promised]


def _missing(runs: Sequence[ClosureTimes], key: str) -> Missing:
    misses = [run.misses[key] for run in runs]
    missed = np.array([one.missed for one in misses], dtype=np.float64)
    time_us = np.array([one.time_us for one in misses], dtype=np.float64)
    whole = time_us.sum(axis=(1, 2, 3))
    names = [name for _, name in runs[0].places.names]
    reliefs = {relief for one in misses for relief in one.avoided}
    parts, confidence = [], 1 - (1 - CONFIDENCE) / max(len(reliefs), 1)
    for stage, place, cause in zip(*np.nonzero(time_us.sum(axis=0)), strict=True):
        relief = _relief_of(reliefs, int(stage), int(place), CAUSES[cause])
        spared = None
        if relief is not None:
            spared = ratio_interval([one.avoided.get(relief, 0.0) for one in misses], missed, confidence, "share")
        share = ratio_interval(time_us[:, stage, place, cause], whole, scale="share")
        parts.append(Part(STAGES[stage], names[place], CAUSES[cause], share, spared))
    parts.sort(key=lambda part: -(part.share.estimate or 0.0))
    counted = np.array([one.counted for one in misses], dtype=np.float64)
    return Missing(key, ratio_interval(missed, counted, scale="share"), tuple(parts))


def _relief_of(reliefs: set[Relief], stage: int, place: int, cause: str) -> Relief | None:
    """What would make this part easier; returns are those of all places together."""
    for relief in reliefs:
        if relief.part != cause:
            continue
        if cause == "returned" or (relief.stage == stage and cause == "hours"):
            return relief
        if relief.place == place and relief.stage == NOT_YET:
            return relief
    return None


def missing_frame(found: Sequence[Missing]) -> pd.DataFrame:
    """One row for each promise, step, place and reason.

    Returns
    -------
    DataFrame
        Columns promise, stage, place, cause, share (of the time of the tickets that miss it), share_low, share_high,
        spared (share of the misses that its relief avoids; empty where there is none), spared_low, spared_high.
    """
    import pandas as pd

    rows = []
    for one in found:
        for part in one.parts:
            spared = (None, None, None) if part.spared is None else _ends(part.spared)
            rows.append((one.promise, part.stage, part.place, part.cause, *_ends(part.share), *spared))
    numbers = [f"{name}{end}" for name in ("share", "spared") for end in ("", "_low", "_high")]
    frame = pd.DataFrame(rows, columns=["promise", "stage", "place", "cause", *numbers])
    return frame.astype(dict.fromkeys(numbers, "Float64"))


def _ends(interval: Interval) -> tuple[float | None, float | None, float | None]:
    return interval.estimate, interval.low, interval.high
