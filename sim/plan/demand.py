"""Demand to numbers: the mean (or exact) count of each interval by type, with every layer multiplied in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar, day_number
from sim.calendar.lengths import DAY_US
from sim.chance.keyed import name_key
from sim.plan.demand_files import FileRows, counted, dated, stamped
from sim.plan.laws import LawRows
from sim.plan.plan import IncidentPlan, StreamPlan
from sim.rules.codes import TRANSFER, Channel
from sim.scenario.demand import base_volume_on, factor_on, kept_on, mix_on, profile_on
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema_demand import DatedVolume, DemandEvent, Profile, Stream

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
CHANNELS = {"phone": int(Channel.PHONE), "online": int(Channel.ONLINE), "transfer": TRANSFER}


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


def plan_stream(
    name: str, stream: Stream, calendar: LocalCalendar, types: tuple[str, ...], rows: LawRows
) -> tuple[StreamPlan, list[str]]:
    """One stream as numbers, and what was odd about it."""
    key = name_key("stream:" + (stream.id or name))
    warnings: list[str] = []
    stamp_type = np.empty(0, dtype=np.int64)
    if stream.stamps is not None:
        found = stamped(stream.stamps, calendar, types, bool(stream.types), rows.folder, warnings)
        slots, stamp_type = _slots_of(found, exact=True), found.type
    elif stream.counts is not None:
        found = counted(stream.counts, calendar, rows.folder, warnings)
        slots = _slots_of(found, exact=stream.counts.use == "exact")
    else:
        slots = _profiled(stream, calendar, rows.folder, warnings)
    mix = np.array([[mix_on(stream, day).get(kind, 0.0) for kind in types] for day in _unique(slots.date)])
    mix = mix.reshape(-1, len(types))[_day_index(slots.date)]
    layers = np.ones_like(mix) if slots.exact else _layers(stream, slots, calendar, types)
    typed = np.flatnonzero(stamp_type >= 0)
    mix[typed] = np.eye(len(types))[stamp_type[typed]]
    mean = mix * slots.count[:, None] * layers
    fine_us = stream.fine_busyness_every
    plan = StreamPlan(
        name_key=key,
        channel=CHANNELS[stream.channel],
        start_us=slots.start_us,
        end_us=slots.end_us,
        day=np.array([day_number(day) for day in slots.date], dtype=np.int64),
        slot=slots.slot,
        mean=mean,
        exact=slots.count.astype(np.int64) if slots.exact else np.full(len(slots.slot), -1, dtype=np.int64),
        busyness_cv=0.0 if slots.exact else stream.busyness_cv,
        busyness_key=name_key("busyness:" + (stream.busyness_key or "")),
        fine_cv=0.0 if slots.exact else stream.fine_busyness_cv,
        fine_block=slots.clock_us // fine_us,
        stamp_us=slots.start_us if stream.stamps is not None else np.empty(0, dtype=np.int64),
        stamp_type=stamp_type,
        deflect=_deflected(stream, slots, types),
        incidents=_incidents(name, stream, slots, calendar, types, rows),
    )
    return plan, warnings


def _profiled(stream: Stream, calendar: LocalCalendar, folder: str, warnings: list[str]) -> Slots:
    """Daily volumes spread by the profile of each kind of day, hour by hour of the local clock."""
    given = stream.per_date
    volumes = dated(given, calendar, folder, warnings) if isinstance(given, DatedVolume) else given or {}
    starts: list[Ints] = []
    lengths: list[Ints] = []
    slots: list[Ints] = []
    clocks: list[Ints] = []
    counts: list[Floats] = []
    dates: list[date] = []
    for day in calendar.dates():
        shares = _shares(profile_on(stream, day, calendar))
        length_us = DAY_US // len(shares)
        start_us = np.arange(calendar.instant_us(day, 0), calendar.instant_us(day, DAY_US), length_us, dtype=np.int64)
        slot = _local_slots(start_us, length_us, len(shares), calendar)
        starts.append(start_us)
        lengths.append(np.full(len(start_us), length_us))
        slots.append(slot)
        clocks.append(slot % len(shares) * length_us)
        counts.append(base_volume_on(stream, day, volumes) * (shares / shares.sum())[slot % len(shares)])
        dates += [day] * len(start_us)
    start = np.concatenate(starts)
    return Slots(
        start,
        start + np.concatenate(lengths),
        dates,
        np.concatenate(clocks),
        np.concatenate(slots),
        np.concatenate(counts),
        exact=False,
    )


def _local_slots(start_us: Ints, length_us: int, slots: int, calendar: LocalCalendar) -> Ints:
    """Number within the local day of each interval of a day; a slot that the clock shows twice gets + `slots`."""
    number = np.arange(len(start_us))
    if len(start_us) == slots:
        return number
    local = calendar.local_times(start_us)
    slot = (local - local[0].astype("datetime64[D]")).astype("timedelta64[us]").astype(np.int64) // length_us
    again = np.array([slot[i] in slot[:i] for i in number])
    return np.asarray(slot + slots * again)


def _shares(profile: Profile) -> Floats:
    return np.array(NAMED_PROFILES[profile] if isinstance(profile, str) else profile, dtype=float)


def _slots_of(rows: FileRows, exact: bool) -> Slots:
    dates: list[date] = rows.day.astype("datetime64[D]").tolist()
    return Slots(rows.start_us, rows.end_us, dates, rows.clock_us, rows.slot, rows.count, exact)


def _layers(stream: Stream, slots: Slots, calendar: LocalCalendar, types: tuple[str, ...]) -> Floats:
    """Shape (n, types): growth x phases x events, each at the middle of the interval."""
    factor = np.ones((len(slots.slot), len(types)))
    by_day = np.array([factor_on(stream, day, calendar.start) for day in _unique(slots.date)])
    factor *= by_day[_day_index(slots.date)][:, None] if len(by_day) else 1.0
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


def _deflected(stream: Stream, slots: Slots, types: tuple[str, ...]) -> Floats:
    """Shape (n, types): share kept away."""
    by_day = [[1.0 - kept_on(stream, day, name) for name in types] for day in _unique(slots.date)]
    return np.array(by_day).reshape(-1, len(types))[_day_index(slots.date)]


def _incidents(
    name: str, stream: Stream, slots: Slots, calendar: LocalCalendar, types: tuple[str, ...], rows: LawRows
) -> tuple[IncidentPlan, ...]:
    """Causes follow the stream's profile of the day."""
    if not stream.incidents:
        return ()
    index = _day_index(slots.date)
    per_day = np.bincount(index, weights=slots.count, minlength=1)
    share = np.divide(slots.count, per_day[index], out=np.zeros_like(slots.count), where=per_day[index] > 0)
    return tuple(
        IncidentPlan(
            name_key=name_key(f"incident:{stream.id or name}/{label}"),
            cause_mean=share * incident.per_day,
            mean_size=incident.mean_size,
            delay_law=rows.add(incident.delay),
            type=types.index(incident.type),
            merge=incident.merge,
        )
        for label, incident in sorted(stream.incidents.items())
    )


def _unique(days: list[date]) -> list[date]:
    return sorted(set(days))


def _day_index(days: list[date]) -> Ints:
    place = {day: i for i, day in enumerate(_unique(days))}
    return _ints([place[day] for day in days])


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
