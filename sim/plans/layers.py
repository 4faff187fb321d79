"""What lies over the volume of a stream: the mix of types, growth, phases, events and self-service, as numbers.

Means are multiplied. Recorded contacts (exact counts, time stamps) cannot be: each is kept or copied, see `Scaling`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from sim.calendar.days import EPOCH, LocalCalendar
from sim.calendar.lengths import MINUTE_US
from sim.chance.keyed import COPIES_OF_A_CONTACT
from sim.errors import DataError
from sim.plans.plan import Scaling
from sim.rules.codes import STATED_COLUMNS
from sim.scenario.demand import factor_on, kept_on, mix_on
from sim.scenario.schema_demand import DemandEvent, Stream

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
DRAWN = -1
"""The type of contacts that is drawn."""
QUARTER_US = 15 * MINUTE_US
"""A copy of a stamp comes in the same quarter of an hour: lines open and close on these, so none comes to a closed
door, and a doubled file is not a file of pairs."""


@dataclass(frozen=True)
class Slots:
    """Intervals of one stream.

    Attributes
    ----------
    start_us, end_us
        Shape (n,): instants.
    day, clock_us, slot
        Shape (n,): local date (days since 1970) and clock time of each start, and its number within the day.
    count, exact
        Shape (n,): the mean count; or the very count.
    type
        Shape (n,): the type of all its contacts, or `DRAWN` from the mix.
    of_day
        Shape (n,): the count of the whole day of each, of which a run that begins or ends inside it has a part.
    by_type
        Shape (n, types): how many contacts of each type a file counts; None where it counts them together.
    stated
        Shape (n, 6), or (0, 6): what else a file says of them, see `sim.plans.stated`.
    """

    start_us: Ints
    end_us: Ints
    day: Ints
    clock_us: Ints
    slot: Ints
    count: Floats
    exact: bool
    type: Ints
    of_day: Floats
    by_type: Floats | None = None
    stated: Ints = field(default_factory=lambda: np.empty((0, STATED_COLUMNS), dtype=np.int64))


def mix_of(stream: Stream, slots: Slots, types: tuple[str, ...]) -> Floats:
    """Shape (n, types): the shares of types that hold on the date of each interval; 1 where the type is known."""
    if slots.by_type is not None:
        total = slots.by_type.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(slots.by_type, total, out=np.zeros_like(slots.by_type), where=total > 0))
    known = np.flatnonzero(slots.type != DRAWN)
    if len(known) == len(slots.type):
        return np.eye(len(types))[slots.type]
    dates, place = days_of(slots)
    by_day = [[mix_on(stream, day).get(kind, 0.0) for kind in types] for day in dates]
    mix: Floats = np.array(by_day, dtype=np.float64).reshape(-1, len(types))[place]
    mix[known] = np.eye(len(types))[slots.type[known]]
    return mix


def layers_of(stream: Stream, slots: Slots, calendar: LocalCalendar, types: tuple[str, ...]) -> Floats:
    """Shape (n, types): growth x phases x events, each at the middle of the interval."""
    factor = np.ones((len(slots.slot), len(types)))
    dates, place = days_of(slots)
    factor *= np.array([factor_on(stream, day, calendar.start) for day in dates], dtype=np.float64)[place][:, None]
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
        day = EPOCH + timedelta(days=int(slots.day[layers.max(axis=1).argmax()]))
        raise DataError(
            f"demand.{name}: growth, phases and events multiply the recorded contacts of {day} by {layers.max():,.0f}, "
            f"and at most {COPIES_OF_A_CONTACT} citizens can stand for one: write a volume, or 'use: mean'"
        )
    if stream.stamps is None:
        return Scaling(layers, slots.start_us, slots.end_us)
    from_us = slots.start_us - slots.clock_us % QUARTER_US
    return Scaling(layers, np.maximum(from_us, 0), np.minimum(from_us + QUARTER_US, calendar.horizon_us))


def day_counts(day: Ints, of: Ints, count: Floats) -> Floats:
    """Shape (n,): the sum of the counts that are of each day."""
    dates, place = np.unique(of, return_inverse=True)
    if not len(dates):
        return np.zeros(len(day))
    return np.asarray(np.bincount(place, weights=count)[np.searchsorted(dates, day)])


def deflected(stream: Stream, slots: Slots, types: tuple[str, ...]) -> Floats:
    """Shape (n, types): share kept away."""
    if not stream.deflection:
        return np.zeros((len(slots.slot), len(types)))
    dates, place = days_of(slots)
    by_day = [[1.0 - kept_on(stream, day, name) for name in types] for day in dates]
    return np.array(by_day, dtype=np.float64).reshape(-1, len(types))[place]


def days_of(slots: Slots) -> tuple[list[date], Ints]:
    """The dates from the first interval's to the last one's, and the place of each interval's date among them."""
    if not len(slots.day):
        return [], slots.day
    first, last = int(slots.day.min()), int(slots.day.max())
    return [EPOCH + timedelta(days=day) for day in range(first, last + 1)], slots.day - first
