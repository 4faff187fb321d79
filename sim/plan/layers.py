"""What lies over the volume of a stream: the mix of types, growth, phases, events and self-service, as numbers.

Means are multiplied. Recorded contacts (exact counts, time stamps) cannot be: each is kept or copied, see `Scaling`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import MINUTE_US
from sim.chance.keyed import COPIES_OF_A_CONTACT
from sim.errors import DataError
from sim.plan.plan import Scaling
from sim.scenario.demand import factor_on, kept_on, mix_on
from sim.scenario.schema_demand import DemandEvent, Stream

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
QUARTER_US = 15 * MINUTE_US
"""A copy of a stamp comes in the same quarter of an hour: lines open and close on these, so none comes to a closed
door, and a doubled file is not a file of pairs."""


@dataclass(frozen=True)
class Slots:
    """Intervals of one stream: instants, dates, number within the day, and the mean (or exact) count of each."""

    start_us: Ints
    end_us: Ints
    date: list[date]
    clock_us: Ints
    slot: Ints
    count: Floats
    exact: bool


def mix_of(stream: Stream, slots: Slots, types: tuple[str, ...]) -> Floats:
    """Shape (n, types): the shares of types that hold on the date of each interval."""
    by_day = [[mix_on(stream, day).get(kind, 0.0) for kind in types] for day in _unique(slots.date)]
    return np.array(by_day).reshape(-1, len(types))[day_index(slots.date)]


def layers_of(stream: Stream, slots: Slots, calendar: LocalCalendar, types: tuple[str, ...]) -> Floats:
    """Shape (n, types): growth x phases x events, each at the middle of the interval."""
    factor = np.ones((len(slots.slot), len(types)))
    by_day = np.array([factor_on(stream, day, calendar.start) for day in _unique(slots.date)])
    factor *= by_day[day_index(slots.date)][:, None] if len(by_day) else 1.0
    middle_us = (slots.start_us + slots.end_us) / 2
    for event in stream.events.values():
        start_us = calendar.instant_us(event.start, event.at)
        touched = [event.types is None or kind in event.types for kind in types]
        factor[:, touched] *= _surge(event, middle_us - start_us)[:, None]
    return factor


def _surge(event: DemandEvent, since_us: Floats) -> Floats:
    """The factor of an event: a straight ramp, a plateau, then the excess halves every half-life."""
    rising = since_us / event.ramp if event.ramp else np.ones_like(since_us)
    falling = 0.5 ** (np.maximum(since_us - event.ramp - event.hold, 0.0) / event.half_life)
    excess = np.where(since_us < 0, 0.0, np.where(since_us < event.ramp, rising, falling))
    factor: Floats = 1.0 + (event.peak - 1.0) * excess
    return factor


def scaling_of(name: str, stream: Stream, slots: Slots, layers: Floats, calendar: LocalCalendar) -> Scaling | None:
    """The factors of recorded contacts, and where their copies come; None if all factors are 1.

    Raises
    ------
    DataError
        If a recorded contact would stand for more citizens than can be told apart.
    """
    if (layers == 1.0).all():
        return None
    if layers.max() > COPIES_OF_A_CONTACT:
        day = slots.date[int(layers.max(axis=1).argmax())]
        raise DataError(
            f"demand.{name}: growth, phases and events multiply the recorded contacts of {day} by {layers.max():,.0f}, "
            f"and at most {COPIES_OF_A_CONTACT} citizens can stand for one: write a volume, or 'use: mean'"
        )
    if stream.stamps is None:
        return Scaling(layers, slots.start_us, slots.end_us)
    from_us = slots.start_us - slots.clock_us % QUARTER_US
    return Scaling(layers, np.maximum(from_us, 0), np.minimum(from_us + QUARTER_US, calendar.horizon_us))


def deflected(stream: Stream, slots: Slots, types: tuple[str, ...]) -> Floats:
    """Shape (n, types): share kept away."""
    by_day = [[1.0 - kept_on(stream, day, name) for name in types] for day in _unique(slots.date)]
    return np.array(by_day).reshape(-1, len(types))[day_index(slots.date)]


def day_index(days: list[date]) -> Ints:
    """The place of each date among the dates there are."""
    place = {day: i for i, day in enumerate(_unique(days))}
    return np.array([place[day] for day in days], dtype=np.int64)


def _unique(days: list[date]) -> list[date]:
    return sorted(set(days))
