"""What stands out over replications: where the time goes, what the misses of a promise share, which unit is slow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.calendar.lengths import HOUR_US
from sim.measures.relief import Relief
from sim.measures.ticket_pieces import CAUSES, STAGES, Places
from sim.measures.time_to_closure import ClosureTimes, Misses
from sim.measures.worth_naming import (
    CONFIDENCE,
    FEWEST_TICKETS,
    OF_A_GAIN,
    OF_A_PROMISE,
    OF_A_WHOLE,
    Leaders,
    Reals,
    is_clear,
    leaders,
    names_a_difference,
    slower_than_the_rest,
)
from sim.statistics.intervals import Interval, paired_ratio_difference, ratio_interval

if TYPE_CHECKING:
    import pandas as pd

NOON: Final = 12


@dataclass(frozen=True)
class SlowUnit:
    """A unit that takes longer than the others.

    Attributes
    ----------
    place
        Number in `Places.names`.
    hours
        Time that a ticket lies there, with its interval.
    hours_elsewhere
        The same at all other units together.
    tickets
        Mean number of tickets sent there in a replication.
    causes
        Numbers in `CAUSES`: what takes the largest part of this time.
    """

    place: int
    hours: Interval
    hours_elsewhere: float
    tickets: float
    causes: Leaders


@dataclass(frozen=True)
class PromiseHeadline:
    """What stands out among the tickets that missed a promise.

    Attributes
    ----------
    key
        Of the measure.
    missed
        Share of the tickets that missed it.
    stages
        Which stages have the largest part of their time.
    reliefs, gains
        What would help, and by how large a share of all tickets that the promise counts; those of no use are left out.
    gains_clear
        How many of these, from the first on, are more than chance and worth naming.
    """

    key: str
    missed: Interval
    stages: Leaders
    reliefs: tuple[Relief, ...]
    gains: Leaders
    gains_clear: int


@dataclass(frozen=True)
class Headlines:
    """All that is worth saying about the time of tickets.

    Attributes
    ----------
    n
        Number of replications.
    places
        What the numbers of places stand for.
    stages
        Which stages have the largest part of the time that tickets are open.
    causes
        By number of the stage: what takes the largest part of its time.
    promise
        Of the promise that falls shortest of what it asks for; None without one, or where hardly anything misses it.
    slow
        Units that take longer than the others, the slowest first; empty if none stands out.
    units
        Number of units that had tickets, copies counted once.
    noon_matters
        Whether it makes a difference worth naming to same-day closure if a ticket comes before noon or after.
    """

    n: int
    places: Places
    stages: Leaders
    causes: dict[int, Leaders]
    promise: PromiseHeadline | None
    slow: tuple[SlowUnit, ...]
    units: int
    noon_matters: bool


def headlines(
    runs: Sequence[ClosureTimes], promised: dict[str, float], received: Reals, closed_same_day: Reals
) -> Headlines:
    """What stands out over some replications of one scenario.

    Parameters
    ----------
    runs
        Where the time went in each.
    promised
        The share that each promise asks for, by the key of its measure.
    received, closed_same_day
        Shape (replications, 24): tickets by hour of receipt, and those of them closed on that date.
    """
    time_us = np.array([run.time_us for run in runs], dtype=np.float64)
    by_stage = time_us.sum(axis=(2, 3))
    visits = np.array([run.visits for run in runs], dtype=np.float64)
    return Headlines(
        n=len(runs),
        places=runs[0].places,
        stages=leaders(by_stage, by_stage.sum(axis=1), OF_A_WHOLE),
        causes={
            stage: leaders(time_us[:, stage].sum(axis=1), by_stage[:, stage], OF_A_WHOLE)
            for stage in range(len(STAGES))
        },
        promise=_promise(runs, promised),
        slow=tuple(_slow_units(runs, visits)),
        units=int(np.count_nonzero(visits.sum(axis=0))),
        noon_matters=_noon_matters(received, closed_same_day),
    )


def _noon_matters(received: Reals, closed: Reals) -> bool:
    early, late = slice(0, NOON), slice(NOON, None)
    sums = (column[:, part].sum(axis=1) for part in (early, late) for column in (closed, received))
    gap = paired_ratio_difference(*sums)
    return names_a_difference(gap, None, "share")


def _promise(runs: Sequence[ClosureTimes], promised: dict[str, float]) -> PromiseHeadline | None:
    """The promise that falls shortest, as far as enough tickets miss it to say anything."""
    missed = {key: sum(run.misses[key].missed for run in runs) for key in promised}
    counted = {key: sum(run.misses[key].counted for run in runs) for key in promised}
    enough = [key for key in promised if missed[key] >= FEWEST_TICKETS]
    if not enough:
        return None
    key = max(enough, key=lambda key: promised[key] - 1 + missed[key] / counted[key])
    misses: list[Misses] = [run.misses[key] for run in runs]
    whole = np.array([part.counted for part in misses], dtype=np.float64)
    by_stage = np.array([part.time_us.sum(axis=(1, 2)) for part in misses], dtype=np.float64)
    reliefs = list(dict.fromkeys(relief for part in misses for relief in part.avoided))
    avoided = np.array([[part.avoided.get(relief, 0.0) for relief in reliefs] for part in misses])
    gains = leaders(avoided.reshape(len(misses), -1), whole, OF_A_GAIN)
    confidence = 1 - (1 - CONFIDENCE) / max(len(reliefs), 1)
    clear = [_is_gain(avoided[:, number], whole, confidence) for number in gains.order]
    return PromiseHeadline(
        key=key,
        missed=ratio_interval([part.missed for part in misses], whole),
        stages=leaders(by_stage, by_stage.sum(axis=1), OF_A_WHOLE),
        reliefs=tuple(reliefs[number] for number in gains.order),
        gains=gains,
        gains_clear=clear.index(False) if False in clear else len(clear),
    )


def _is_gain(avoided: Reals, whole: Reals, confidence: float) -> bool:
    gain = ratio_interval(avoided, whole, confidence)
    return is_clear(gain) and (gain.estimate or 0.0) >= OF_A_PROMISE


def _slow_units(runs: Sequence[ClosureTimes], visits: Reals) -> list[SlowUnit]:
    by_cause = np.array([run.visit_us for run in runs], dtype=np.float64) / HOUR_US
    hours = by_cause.sum(axis=2)
    return [
        SlowUnit(
            place,
            ratio_interval(hours[:, place], visits[:, place]),
            float((hours.sum() - hours[:, place].sum()) / (visits.sum() - visits[:, place].sum())),
            float(visits[:, place].mean()),
            leaders(by_cause[:, place], hours[:, place], OF_A_WHOLE),
        )
        for place in slower_than_the_rest(hours, visits)
    ]


def time_frame(runs: Sequence[ClosureTimes]) -> pd.DataFrame:
    """Hours by stage, place and cause, a mean over replications, and their share of all the time tickets are open.

    Returns
    -------
    DataFrame
        Columns stage, place, cause, hours, share.
    """
    import pandas as pd

    time_us = np.array([run.time_us for run in runs], dtype=np.float64)
    hours = time_us.mean(axis=0) / HOUR_US
    stage, place, cause = np.nonzero(hours)
    names = [name for _, name in runs[0].places.names]
    return pd.DataFrame(
        {
            "stage": [STAGES[number] for number in stage],
            "place": [names[number] for number in place],
            "cause": [CAUSES[number] for number in cause],
            "hours": hours[stage, place, cause],
            "share": hours[stage, place, cause] / hours.sum(),
        }
    )


def unit_time_frame(runs: Sequence[ClosureTimes]) -> pd.DataFrame:
    """How long a ticket lies at each unit and why, over all replications; copies of a unit are one.

    Returns
    -------
    DataFrame
        Columns unit, tickets (sent there, a mean over replications), cause, hours (a ticket, of this cause).
    """
    import pandas as pd

    visits = np.array([run.visits for run in runs], dtype=np.float64)
    by_cause = np.array([run.visit_us for run in runs], dtype=np.float64).sum(axis=0) / HOUR_US
    place, cause = np.nonzero(by_cause)
    names = [name for _, name in runs[0].places.names]
    return pd.DataFrame(
        {
            "unit": [names[number] for number in place],
            "tickets": visits.mean(axis=0)[place],
            "cause": [CAUSES[number] for number in cause],
            "hours": by_cause[place, cause] / visits.sum(axis=0)[place],
        }
    )


def relief_frame(runs: Sequence[ClosureTimes], promised: dict[str, float]) -> pd.DataFrame:
    """What each relief would bring each promise, as a share of the tickets that it counts.

    Returns
    -------
    DataFrame
        Columns promise, relief, place, stage (empty unless the hours are those of one stage of a desk), gain, low,
        high.
    """
    import pandas as pd

    rows = []
    for key in promised:
        misses = [run.misses[key] for run in runs]
        whole = [part.counted for part in misses]
        for relief in dict.fromkeys(relief for part in misses for relief in part.avoided):
            gain = ratio_interval([part.avoided.get(relief, 0.0) for part in misses], whole)
            name = runs[0].places.names[relief.place][1]
            stage = STAGES[relief.stage] if relief.stage >= 0 else ""
            rows.append((key, relief.part, name, stage, gain.estimate, gain.low, gain.high))
    frame = pd.DataFrame(rows, columns=["promise", "relief", "place", "stage", "gain", "low", "high"])
    for name in ("gain", "low", "high"):
        frame[name] = frame[name].astype("Float64")
    return frame
