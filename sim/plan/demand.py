"""Demand to numbers: the mean (or exact) count of each interval by type, with every layer multiplied in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar, day_number
from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from sim.chance.keyed import MEMBERS_OF_A_SLOT, SLOTS_IN_A_DAY, name_key
from sim.errors import DataError
from sim.plan.laws import LawRows
from sim.plan.local_times import clock_of
from sim.plan.plan import IncidentPlan, StreamPlan
from sim.plan.tables import open_table
from sim.rules.codes import TRANSFER, Channel
from sim.scenario.demand import base_volume_on, factor_on, kept_on, mix_on, profile_on
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema_demand import Counts, DatedVolume, DemandEvent, Profile, Stamps, Stream

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
        slots, stamp_type = _stamped(stream.stamps, calendar, types, rows.folder, warnings)
    elif stream.counts is not None:
        slots = _counted(stream.counts, calendar, rows.folder, warnings)
    else:
        slots = _profiled(stream, calendar, rows.folder)
    mix = np.array([[mix_on(stream, day).get(kind, 0.0) for kind in types] for day in _unique(slots.date)])
    mix = mix.reshape(-1, len(types))[_day_index(slots.date)]
    layers = np.ones_like(mix) if slots.exact else _layers(stream, slots, calendar, types)
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


def _profiled(stream: Stream, calendar: LocalCalendar, folder: str) -> Slots:
    """Daily volumes spread by the profile of each kind of day, hour by hour of the local clock."""
    dated = stream.per_date
    volumes = _read_volumes(dated, folder) if isinstance(dated, DatedVolume) else dated or {}
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


def _read_volumes(dated: DatedVolume, folder: str) -> dict[str, float]:
    table = open_table(dated, folder, [dated.date, dated.count])
    days = [day.isoformat() for day in table.dates(dated.date, dated.time_format)]
    for row, day in enumerate(days):
        if day in days[:row]:
            raise table.fault(row, dated.date, "stands twice in the file")
    return dict(zip(days, table.numbers(dated.count, low=0.0, high=1e7).tolist(), strict=True))


def _shares(profile: Profile) -> Floats:
    return np.array(NAMED_PROFILES[profile] if isinstance(profile, str) else profile, dtype=float)


def _counted(counts: Counts, calendar: LocalCalendar, folder: str, warnings: list[str]) -> Slots:
    """Counts per interval from a file; rows outside the horizon are left out."""
    table = open_table(counts, folder, [counts.time, counts.count])
    at_us = table.instants(counts.time, calendar, counts.time_format)
    day_numbers, clock_us, _ = clock_of(at_us, calendar)
    moments = (day_numbers * DAY_US + clock_us).astype("datetime64[us]").tolist()
    if counts.use == "exact":
        numbers = table.counts(counts.count, MEMBERS_OF_A_SLOT - 1).astype(np.float64)
    else:
        numbers = table.numbers(counts.count, low=0.0, high=MEMBERS_OF_A_SLOT / 2)
    if DAY_US // counts.interval >= SLOTS_IN_A_DAY:
        raise DataError(f"{counts.file}: intervals of less than 22 s are not supported")
    kept = [row for row, moment in enumerate(moments) if _inside(moment.date(), calendar)]
    if len(kept) < len(moments):
        warnings.append(f"{counts.file}: {len(moments) - len(kept)} of {len(moments)} rows are outside the horizon")
    kept.sort(key=lambda row: moments[row])
    clocks = [_clock_us(moments[row]) for row in kept]
    starts = [calendar.instant_us(moments[row].date(), clock) for row, clock in zip(kept, clocks, strict=True)]
    ends = [start + counts.interval for start in starts]
    for row, start, end in zip(kept[1:], starts[1:], ends[:-1], strict=True):
        if start < end:
            raise table.fault(row, counts.time, "overlaps the interval before it")
    slots = [clock // counts.interval for clock in clocks]
    days = [moments[row].date() for row in kept]
    chosen = numbers[kept]
    return Slots(_ints(starts), _ints(ends), days, _ints(clocks), _ints(slots), chosen, counts.use == "exact")


def _stamped(
    stamps: Stamps, calendar: LocalCalendar, types: tuple[str, ...], folder: str, warnings: list[str]
) -> tuple[Slots, Ints]:
    """Real time stamps, each an interval of its own; those of one minute are told apart by their order."""
    table = open_table(stamps, folder, [stamps.time] + ([stamps.type] if stamps.type else []))
    at_us = table.instants(stamps.time, calendar, stamps.time_format)
    day_numbers, clock_us, _ = clock_of(at_us, calendar)
    moments = (day_numbers * DAY_US + clock_us).astype("datetime64[us]").tolist()
    kept = [row for row, moment in enumerate(moments) if _inside(moment.date(), calendar)]
    if len(kept) < len(moments):
        warnings.append(f"{stamps.file}: {len(moments) - len(kept)} of {len(moments)} rows are outside the horizon")
    kept.sort(key=lambda row: moments[row])
    numbers = np.full(len(kept), -1, dtype=np.int64)
    if stamps.type is not None:
        for place, row in enumerate(kept):
            name = table.columns[stamps.type][row].strip()
            if name not in types:
                raise table.fault(row, stamps.type, f"is not a request type (known: {', '.join(types)})")
            numbers[place] = types.index(name)
    days = [moments[row].date() for row in kept]
    clocks = _ints([_clock_us(moments[row]) for row in kept])
    starts = _ints([calendar.instant_us(day, int(clock)) for day, clock in zip(days, clocks, strict=True)])
    order = np.argsort(starts, kind="stable")
    ordered = Slots(
        starts[order], starts[order] + 1, [days[i] for i in order], clocks[order], clocks[order] // MINUTE_US,
        np.ones(len(kept)), True,
    )  # fmt: skip
    return ordered, numbers[order]


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


def _inside(day: date, calendar: LocalCalendar) -> bool:
    return calendar.start <= day < calendar.start + timedelta(days=calendar.days)


def _clock_us(moment: datetime) -> int:
    return moment.hour * HOUR_US + moment.minute * MINUTE_US + moment.second * SECOND_US + moment.microsecond


def _unique(days: list[date]) -> list[date]:
    return sorted(set(days))


def _day_index(days: list[date]) -> Ints:
    place = {day: i for i, day in enumerate(_unique(days))}
    return _ints([place[day] for day in days])


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
