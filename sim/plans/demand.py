"""Demand to numbers: the mean (or exact) count of each interval by type, with every layer multiplied in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar, day_number
from sim.calendar.lengths import DAY_US
from sim.chance.keyed import name_key
from sim.errors import DataError
from sim.plans.demand_files import RecordedFile, counted, dated, stamped
from sim.plans.laws import LawRows
from sim.plans.layers import DRAWN, Slots, day_counts, deflected, layers_of, mix_of, scaling_of
from sim.plans.plan import IncidentPlan, StreamPlan
from sim.rules.codes import TRANSFER, Channel
from sim.scenario.demand import base_volume_on, profile_on
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema_demand import DatedVolume, Profile, Stream

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
CHANNELS = {"phone": int(Channel.PHONE), "online": int(Channel.ONLINE), "transfer": TRANSFER}


def plan_stream(
    name: str, stream: Stream, calendar: LocalCalendar, types: tuple[str, ...], rows: LawRows, file: RecordedFile | None
) -> tuple[StreamPlan, list[str]]:
    """One stream as numbers, and what was odd about it; `file` is what its contacts stand in, if they do."""
    key = name_key("stream:" + (stream.id or name))
    warnings: list[str] = []
    if stream.stamps is not None and file is not None:
        slots = stamped(stream.stamps, file, calendar, types, bool(stream.types), warnings)
    elif stream.counts is not None and file is not None:
        slots = counted(stream.counts, file.table, calendar, types, warnings)
    else:
        slots = _profiled(stream, calendar, rows.folder, warnings)
    slots = cut_to_run(slots, calendar, f"demand.{name}")
    layers = layers_of(stream, slots, calendar, types)
    mean = mix_of(stream, slots, types) * slots.count[:, None] * (1.0 if slots.exact else layers)
    fine_us = stream.fine_busyness_every
    nothing = np.empty(0, dtype=np.int64)
    plan = StreamPlan(
        name_key=key,
        channel=CHANNELS[stream.channel],
        start_us=slots.start_us,
        end_us=slots.end_us,
        day=slots.day,
        slot=slots.slot,
        mean=mean,
        exact=slots.count.astype(np.int64) if slots.exact else np.full(len(slots.slot), -1, dtype=np.int64),
        busyness_cv=0.0 if slots.exact else stream.busyness_cv,
        busyness_key=name_key("busyness:" + (stream.busyness_key or "")),
        fine_cv=0.0 if slots.exact else stream.fine_busyness_cv,
        fine_block=slots.clock_us // fine_us,
        is_typed=slots.exact and slots.by_type is not None,
        stamp_us=slots.start_us if stream.stamps is not None else nothing,
        stamp_type=slots.type if stream.stamps is not None else nothing,
        stamp_stated=slots.stated,
        deflect=deflected(stream, slots, types),
        incidents=_incidents(name, stream, slots, calendar, types, rows),
        scaling=scaling_of(name, stream, slots, layers, calendar) if slots.exact else None,
    )
    return plan, warnings


def cut_to_run(slots: Slots, calendar: LocalCalendar, path: str) -> Slots:
    """The intervals that lie in the run; of those that it cuts, the part inside and its share of the count.

    Raises
    ------
    DataError
        If the run cuts an interval whose count is exact: nobody knows how many of it came before.
    """
    if not calendar.is_cut:
        return slots
    start_us = np.maximum(slots.start_us, calendar.begin_us)
    end_us = np.minimum(slots.end_us, calendar.horizon_us)
    inside = end_us > start_us
    length_us = slots.end_us - slots.start_us
    share = (end_us - start_us)[inside] / length_us[inside]
    if slots.exact and (share < 1).any():
        text = "the run begins or ends inside an interval of recorded counts: move clock.begins_at or clock.ends_at"
        raise DataError(f"{path}: {text}")
    return replace(
        slots,
        start_us=start_us[inside],
        end_us=end_us[inside],
        day=slots.day[inside],
        clock_us=slots.clock_us[inside],
        slot=slots.slot[inside],
        count=slots.count[inside] if slots.exact else slots.count[inside] * share,
        type=slots.type[inside],
        of_day=slots.of_day[inside],
        by_type=slots.by_type[inside] if slots.by_type is not None else None,
        stated=slots.stated[inside] if len(slots.stated) else slots.stated,
    )


def _profiled(stream: Stream, calendar: LocalCalendar, folder: str, warnings: list[str]) -> Slots:
    """Daily volumes spread by the profile of each kind of day, hour by hour of the local clock."""
    given = stream.per_date
    volumes = dated(given, calendar, folder, warnings) if isinstance(given, DatedVolume) else given or {}
    starts: list[Ints] = []
    lengths: list[Ints] = []
    slots: list[Ints] = []
    clocks: list[Ints] = []
    counts: list[Floats] = []
    days: list[Ints] = []
    for day in calendar.dates():
        shares = _shares(profile_on(stream, day, calendar))
        length_us = DAY_US // len(shares)
        start_us = np.arange(calendar.instant_us(day, 0), calendar.instant_us(day, DAY_US), length_us, dtype=np.int64)
        slot = _local_slots(start_us, length_us, len(shares), calendar)
        starts.append(start_us)
        lengths.append(np.full(len(start_us), length_us))
        slots.append(slot)
        clocks.append(slot % len(shares) * length_us)
        counts.append(base_volume_on(stream, day, volumes, calendar)[0] * (shares / shares.sum())[slot % len(shares)])
        days.append(np.full(len(start_us), day_number(day), dtype=np.int64))
    start, dates, count = np.concatenate(starts), np.concatenate(days), np.concatenate(counts)
    return Slots(
        start,
        start + np.concatenate(lengths),
        dates,
        np.concatenate(clocks),
        np.concatenate(slots),
        count,
        exact=False,
        type=np.full(len(start), DRAWN, dtype=np.int64),
        of_day=day_counts(dates, dates, count),
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


def _incidents(
    name: str, stream: Stream, slots: Slots, calendar: LocalCalendar, types: tuple[str, ...], rows: LawRows
) -> tuple[IncidentPlan, ...]:
    """Causes follow the stream's profile of the day; a run that has a part of a day has its part of the causes."""
    if not stream.incidents:
        return ()
    share = np.divide(slots.count, slots.of_day, out=np.zeros_like(slots.count), where=slots.of_day > 0)
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
