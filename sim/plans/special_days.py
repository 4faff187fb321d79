"""Holidays that bring a full day's contacts, make-up days that bring a rest day's, and days without a volume."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Final

import numpy as np

from sim.calendar.days import WEEKDAY_NAMES, LocalCalendar, day_number
from sim.plans.plan import StreamPlan
from sim.scenario.demand import base_volume_on, growth_on
from sim.scenario.schema_demand import Stream

CLEARLY: Final = 0.9
"""Below this part of the usual a day is meant to be quieter, and above 1 / it busier."""
NEIGHBOURS_DAYS: Final = 21
"""How far from a special day the usual is looked for: a longer phase is no answer to the holidays in it."""
MOST_SPELLS: Final = 6
VolumeOn = Mapping[date, tuple[float, str | None]]
"""The volume of each day before factors, and the key that says it."""
CONTACTS: Final = {"phone": "calls", "online": "messages", "transfer": "tickets"}


def special_day_warnings(
    demand: Mapping[str, Stream], streams: Mapping[str, StreamPlan], calendar: LocalCalendar
) -> list[str]:
    """A sentence for each stream whose volume forgets special days; one for all whose days are all alike.

    Phases and events that change such a day against the days around it are an answer.
    """
    warnings: list[str] = []
    alike: dict[tuple[date, ...], list[str]] = defaultdict(list)
    for name, stream in sorted(demand.items()):
        if stream.per_day is None and stream.per_weekday is None:
            continue
        here = f"demand.{name}.{'per_day' if stream.per_weekday is None else 'per_weekday'}"
        plain = stream.model_copy(update={"phases": ()})
        volume_on = {day: base_volume_on(plain, day, {}, calendar) for day in calendar.dates()}
        warnings += _without_volume(here, stream, volume_on, calendar)
        changed = _changed(stream, streams[name], volume_on, calendar)
        full = [day for day, (_, key) in volume_on.items() if _is_full(day, key, calendar) and day not in changed]
        if full and isinstance(stream.per_day, float):
            alike[tuple(full)].append(here)
        elif full:
            warnings.append(
                f"{here}: {_are(full, 'holiday')} and {_bring(full)} a full working day's {CONTACTS[stream.channel]} "
                f"({_said(volume_on, full)}): say with 'holiday', beside the weekdays, how many come then"
            )
        warnings += _made_up(here, stream, volume_on, changed, calendar)
    for days, places in alike.items():
        warnings.append(
            f"{' and '.join(places)}: {_are(days, 'holiday')} and {_bring(days)} as many contacts as any other day: "
            "if fewer or more come then, write per_day: {working_day: ..., rest_day: ..., holiday: ...}"
        )
    return warnings


def _without_volume(here: str, stream: Stream, volume_on: VolumeOn, calendar: LocalCalendar) -> list[str]:
    none = [day for day, (_, key) in volume_on.items() if key is None]
    if not none:
        return []
    kind = calendar.kind(none[0])
    return [
        f"{here}: {len(none)} days of the horizon have no volume (first {none[0]}, a {kind.replace('_', ' ')}): no "
        f"{CONTACTS[stream.channel]} come on them; '{kind}' would say how many"
    ]


def _made_up(
    here: str, stream: Stream, volume_on: VolumeOn, changed: Collection[date], calendar: LocalCalendar
) -> list[str]:
    """Make-up days that have the volume of the weekday they fall on, which is less than a working day's."""
    given = stream.per_day if stream.per_weekday is None else stream.per_weekday
    by_kind: dict[str, float] = {str(kind): volume for kind, volume in given.items()} if isinstance(given, dict) else {}
    quiet: list[date] = []
    for day, (volume, key) in volume_on.items():
        if "make_up_day" not in calendar.kinds(day) or day in changed or not _is_free(key, day, calendar):
            continue
        worked = [v for kind, v in by_kind.items() if kind == "working_day" or _is_worked(kind, day, calendar)]
        if worked and volume < CLEARLY * median(worked):
            quiet.append(day)
    if not quiet:
        return []
    return [
        f"{here}: {_are(quiet, 'make-up working day')} and {_bring(quiet)} a rest day's {CONTACTS[stream.channel]} "
        f"({_said(volume_on, quiet)}): say with 'make_up_day', beside the weekdays, how many come then, or write "
        "clock.make_up_days: like_replaced_weekday"
    ]


def _is_full(day: date, key: str | None, calendar: LocalCalendar) -> bool:
    """Whether a holiday has the volume of all days, or of a weekday that is worked."""
    return calendar.kind(day) == "holiday" and (key == "per_day" or _is_worked(key, day, calendar))


def _is_worked(key: str | None, day: date, calendar: LocalCalendar) -> bool:
    return key in WEEKDAY_NAMES and not _is_free(key, day, calendar)


def _is_free(key: str | None, day: date, calendar: LocalCalendar) -> bool:
    """Whether a key is a weekday that was free at the time of a date."""
    return key in WEEKDAY_NAMES and WEEKDAY_NAMES.index(str(key)) in calendar.weekends.on(day)


def _changed(stream: Stream, plan: StreamPlan, volume_on: VolumeOn, calendar: LocalCalendar) -> set[date]:
    """The days that phases and events make quieter or busier than the usual days around them."""
    days = calendar.dates()
    come = np.bincount(plan.day - day_number(calendar.start), weights=plan.mean.sum(axis=1), minlength=len(days))
    written = [volume_on[day][0] * growth_on(stream.growth, day, calendar.start) for day in days]
    made = [count / volume if volume > 0 else 1.0 for count, volume in zip(come.tolist(), written, strict=True)]
    if calendar.is_cut:  # of the first and the last day a part may be missing, which says nothing of their volume
        made[0], made[-1] = 1.0, 1.0
    is_usual = [len(calendar.kinds(day)) == 1 for day in days]
    changed: set[date] = set()
    for i, day in enumerate(days):
        around = range(max(i - NEIGHBOURS_DAYS, 0), min(i + NEIGHBOURS_DAYS + 1, len(days)))
        usual = median([made[k] for k in around if is_usual[k]] or [1.0])
        if not is_usual[i] and not CLEARLY * usual <= made[i] <= usual / CLEARLY:
            changed.add(day)
    return changed


def _said(volume_on: VolumeOn, days: Sequence[date]) -> str:
    volumes = [volume_on[day][0] for day in days]
    low, high = min(volumes), max(volumes)
    return f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}"


def _are(days: Sequence[date], what: str) -> str:
    """'2026-10-01 to 2026-10-03 and 2026-10-08 are holidays', or '2026-10-01 is a holiday'."""
    spells: list[tuple[date, date]] = []
    for day in days:
        if spells and spells[-1][1] == day - timedelta(days=1):
            spells[-1] = (spells[-1][0], day)
        else:
            spells.append((day, day))
    words = [str(first) if first == last else f"{first} to {last}" for first, last in spells[:MOST_SPELLS]]
    more = sum((last - first).days + 1 for first, last in spells[MOST_SPELLS:])
    words += [f"{more} more days"] if more else []
    told = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
    return f"{told} is a {what}" if len(days) == 1 else f"{told} are {what}s"


def _bring(days: Sequence[date]) -> str:
    return "brings" if len(days) == 1 else "bring"
