"""Local days: which instant a clock time is, and what kind of day a date is.

Instants are whole microseconds since the first day's local midnight, counted as time passes: where a zone moves its
clocks, a day has 23 or 25 hours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from sim.calendar.countries import code_of, country_days
from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from sim.calendar.weekends import SATURDAY_SUNDAY, Weekends, always

DayKind = Literal["working_day", "rest_day", "holiday"]
PreciseDayKind = Literal["eve", "make_up_day", "working_day", "rest_day", "holiday"]
EPOCH = date(1970, 1, 1)
WEEKDAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_SECONDS = DAY_US // SECOND_US
DAYS_BEFORE, DAYS_AFTER = 800, 1600
"""How far a calendar looks beyond the horizon: old open tickets, and limits of up to 1,000 working days."""
NO_INSTANT = -1
"""Stands in columns of instants for one that has not come."""
LIKE_REPLACED_WEEKDAY = "like_replaced_weekday"
ANNOUNCED_BY_YEAR = ("CN",)
"""Countries that name next year's make-up days only at the end of a year."""


class EveryBut(Protocol):
    """Some days without some others."""

    @property
    def every(self) -> str | Collection[str]:
        """The days."""

    @property
    def but(self) -> str | Collection[str]:
        """Those of them that are left out."""


Days = str | Collection[str] | EveryBut
"""'all', 'working_days', 'rest_days', 'holidays', 'make_up_days', 'eves', a weekday, a list of these, or some of them
without others."""


@dataclass(frozen=True)
class LocalCalendar:
    """The horizon in local time.

    Attributes
    ----------
    start
        First day, from local midnight.
    days
        Number of days.
    zone
        Time zone name.
    holidays, make_up_days
        Public holidays, and weekend days that are worked.
    weekends
        Which days of the week are free.
    weekday_of
        Make-up day -> the weekday (Monday 0) that it behaves like, where that is not its own.
    begins_at_us, ends_at_us
        Clock times of the first and the last day between which the run lies.
    announced_until
        Last day of the last year whose make-up days are known; None where none have to be announced.
    """

    start: date
    days: int
    zone: str
    holidays: frozenset[date]
    make_up_days: frozenset[date]
    weekends: Weekends = SATURDAY_SUNDAY
    weekday_of: Mapping[date, int] = field(default_factory=dict)
    announced_until: date | None = None
    begins_at_us: int = 0
    ends_at_us: int = DAY_US

    @cached_property
    def _zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _origin(self) -> datetime:
        return datetime(self.start.year, self.start.month, self.start.day, tzinfo=self._zone_info)

    @cached_property
    def _origin_stamp(self) -> int:
        return _whole_seconds(self._origin)

    @cached_property
    def begin_us(self) -> int:
        """The instant at which the run begins: 0, unless it begins inside the first day."""
        return self.instant_us(self.start, self.begins_at_us)

    @cached_property
    def horizon_us(self) -> int:
        """The instant at which the run ends: the length of all its days, unless it ends inside the last one."""
        return self.instant_us(self.start + timedelta(days=self.days - 1), self.ends_at_us)

    @property
    def is_cut(self) -> bool:
        """Whether the run begins or ends inside a day."""
        return self.begins_at_us > 0 or self.ends_at_us < DAY_US

    @cached_property
    def length_days(self) -> float:
        """How many days the run lasts; those cut at either end count by their part."""
        first_us, last_us = self.instant_us(self.start, DAY_US), self.instant_us(self.dates()[-1], 0)
        whole_us = self.instant_us(self.dates()[-1], DAY_US) - last_us
        return self.days - self.begin_us / first_us - 1 + (self.horizon_us - last_us) / whole_us

    @cached_property
    def day_starts_us(self) -> npt.NDArray[np.int64]:
        """Shape (days + 1,): each local midnight, and the end of the run."""
        return np.array([*(self.instant_us(day, 0) for day in self.dates()), self.horizon_us], dtype=np.int64)

    def dates(self, before: int = 0, after: int = 0) -> list[date]:
        """The days of the horizon, with so many days before and after."""
        return [self.start + timedelta(days=i) for i in range(-before, self.days + after)]

    def instant_us(self, day: date, clock_us: int) -> int:
        """The instant of a local clock time on a day (24:00 and more run into the next days)."""
        extra_days, in_day_us = divmod(clock_us, DAY_US)
        day = day + timedelta(days=extra_days)
        local = datetime(day.year, day.month, day.day, tzinfo=self._zone_info) + timedelta(
            hours=in_day_us // HOUR_US, minutes=in_day_us % HOUR_US // MINUTE_US
        )
        rest_us = in_day_us % MINUTE_US
        return (_whole_seconds(local) - self._origin_stamp) * 1_000_000 + rest_us

    def kind(self, day: date) -> DayKind:
        """Whether a date is a working day, a rest day (weekend) or a public holiday."""
        if day in self.holidays:
            return "holiday"
        if day.weekday() in self.weekends.on(day) and day not in self.make_up_days:
            return "rest_day"
        return "working_day"

    def kinds(self, day: date) -> tuple[PreciseDayKind, ...]:
        """All kinds of day a date is, the most telling one first.

        A holiday is a rest day too, and a make-up day a working day. An eve is a working day before a holiday: Sunday
        4 October 2026 lies within China's National Day, and is nobody's last day at work.
        """
        kind = self.kind(day)
        if kind == "holiday":
            return ("holiday", "rest_day")
        made_up: tuple[PreciseDayKind, ...] = ("make_up_day",) if self._is_made_up(day) else ()
        before_holiday = kind == "working_day" and day + timedelta(days=1) in self.holidays
        eve: tuple[PreciseDayKind, ...] = ("eve",) if before_holiday else ()
        return (*eve, *made_up, kind)

    def _is_made_up(self, day: date) -> bool:
        return day in self.make_up_days and day.weekday() in self.weekends.on(day)

    def weekday(self, day: date) -> str:
        """The weekday that a date behaves like: its own, or that of the day a make-up day stands in for."""
        return WEEKDAY_NAMES[self.weekday_of.get(day, day.weekday())]

    def is_one_of(self, day: date, days: Days) -> bool:
        """Whether a date is among some days; 'rest_days' are holidays too."""
        if days == "all":
            return True
        if isinstance(days, str):
            return days == self.weekday(day) or days.removesuffix("s") in self.kinds(day)
        if isinstance(days, Collection):
            return any(self.is_one_of(day, word) for word in days)
        return self.is_one_of(day, days.every) and not self.is_one_of(day, days.but)

    def local_times(self, instants_us: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
        """Local clock times of instants (naive datetime64[us]), before the start and after the end too.

        An instant that has not come (-1) becomes NaT.
        """
        instants = np.asarray(instants_us, dtype=np.int64)
        changes_us, offsets_us = self.clock_changes
        offset = offsets_us[np.searchsorted(changes_us, instants, side="right")]
        local = np.datetime64(self.start.isoformat(), "us") + (instants + offset).astype("timedelta64[us]")
        return np.where(instants != NO_INSTANT, local, np.datetime64("NaT", "us"))

    def utc_times(self, instants_us: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
        """Instants in UTC (naive datetime64[us]), where no hour is repeated; NaT for one that has not come (-1)."""
        instants = np.asarray(instants_us, dtype=np.int64)
        utc = np.datetime64(self._origin_stamp, "s") + instants.astype("timedelta64[us]")
        return np.where(instants != NO_INSTANT, utc, np.datetime64("NaT", "us"))

    def utc_offsets_us(self, instants_us: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """How far local time is ahead of UTC at each instant."""
        changes_us, offsets_us = self.clock_changes
        at_start_us = int(self._origin_offset) * SECOND_US
        return at_start_us + offsets_us[np.searchsorted(changes_us, instants_us, side="right")]

    @cached_property
    def clock_changes(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """When the zone moves its clocks, and how far the local clock is ahead of time passed since the first midnight.

        Shapes (n,) and (n + 1,): the instants from `DAYS_BEFORE` the horizon to `DAYS_AFTER` it, and the offsets before
        the first, between them and after the last.
        """
        first = max(-DAYS_BEFORE, (date.min - self.start).days + 2)
        last = min(self.days + DAYS_AFTER, (date.max - self.start).days - 2)
        steps = range(first * DAY_SECONDS, (last + 1) * DAY_SECONDS, DAY_SECONDS)
        offsets = [self._offset(step) for step in steps]
        changes = [
            _first_with(self._offset, step, step + DAY_SECONDS)
            for step, before, after in zip(steps, offsets, offsets[1:], strict=False)
            if before != after
        ]
        after = [offsets[0], *(self._offset(change) for change in changes)]
        return np.array(changes, dtype=np.int64) * SECOND_US, np.array(after, dtype=np.int64) * SECOND_US

    def _offset(self, passed: int) -> int:
        """How far the local clock is ahead of time passed since the first midnight; whole seconds, both of them."""
        moment = datetime.fromtimestamp(self._origin_stamp + passed, tz=self._zone_info)
        return int(_seconds(moment.utcoffset()) - self._origin_offset)

    @cached_property
    def _origin_offset(self) -> float:
        return _seconds(self._origin.utcoffset())


def _first_with(offset: Callable[[int], int], low: int, high: int) -> int:
    """The second at which an offset changes, after `low` and not after `high`."""
    before = offset(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset(middle) == before else (low, middle)
    return high


def weekdays_of(day: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Weekdays, Monday 0, of days counted from 1970-01-01, which was a Thursday."""
    return (day + 3) % 7


def day_number(day: date) -> int:
    """Days since 1970-01-01: a name for a date that does not depend on the horizon."""
    return (day - EPOCH).days


def make_calendar(
    start: date,
    days: int,
    zone: str,
    country: str,
    holidays: Iterable[date] = (),
    working_days: Iterable[date] = (),
    weekend: Iterable[str] | None = None,
    make_up_days: str | Mapping[date, str] | None = None,
    begins_at_us: int = 0,
    ends_at_us: int = DAY_US,
) -> tuple[LocalCalendar, list[str]]:
    """A calendar, and a warning for each year whose make-up working days are not announced.

    Parameters
    ----------
    start, days, zone
        The horizon.
    country
        'china', a two-letter country code, or 'none' for weekends only.
    holidays, working_days
        Dates that go over the country's own.
    weekend
        Free days of the week; the country's own if left out.
    make_up_days
        'like_replaced_weekday' (by the country's own calendar), or the weekday that each date behaves like.
    begins_at_us, ends_at_us
        Clock times at which the run begins on its first day, and ends on its last.
    """
    years = range(
        max(start.year - 1 - DAYS_BEFORE // 365, date.min.year),
        min(start.year + 2 + (days + DAYS_AFTER) // 365, date.max.year),
    )
    known = country_days(country, years)
    holidays, working_days = frozenset(holidays), frozenset(working_days)
    made_up = known.make_up_days | working_days
    weekends = known.weekends if weekend is None else always(*(WEEKDAY_NAMES.index(name) for name in weekend))
    worked = {day for day in made_up - holidays if day.weekday() in weekends.on(day)}
    announced_until, warnings = _announced(country, worked, start, days)
    warnings += _unknown_years(country, known.known_years, start, days)
    weekday_of: Mapping[date, int] = {}
    if make_up_days == LIKE_REPLACED_WEEKDAY:
        weekday_of = {day: number for day, number in known.stands_for if day in worked}
    elif isinstance(make_up_days, Mapping):
        weekday_of = {day: WEEKDAY_NAMES.index(name) for day, name in make_up_days.items()}
    calendar = LocalCalendar(
        start,
        days,
        zone,
        holidays=(known.holidays - working_days) | holidays,
        make_up_days=made_up - holidays,
        weekends=weekends,
        weekday_of=weekday_of,
        announced_until=announced_until,
        begins_at_us=begins_at_us,
        ends_at_us=ends_at_us,
    )
    return calendar, warnings + _odd_make_up_days(calendar, make_up_days)


def _announced(country: str, made_up: Collection[date], start: date, days: int) -> tuple[date | None, list[str]]:
    """Until when make-up days are known, and a warning for each year of the horizon in which they are not."""
    if code_of(country) not in ANNOUNCED_BY_YEAR:
        return None, []
    years = {day.year for day in made_up}
    last = start + timedelta(days=days - 1)
    warnings = [
        f"make-up working days of {year} are not known: list them under clock.working_days"
        for year in range(start.year, last.year + 1)
        if year not in years
    ]
    return date(max(years, default=start.year - 1), 12, 31), warnings


def _unknown_years(country: str, known: tuple[int, int], start: date, days: int) -> list[str]:
    """A warning for the years of the horizon of which no holidays are known."""
    last = start + timedelta(days=days - 1)
    years = [year for year in range(start.year, last.year + 1) if not known[0] <= year <= known[1]]
    if not years:
        return []
    span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    return [
        f"clock.calendar: the holidays of {country} are known for {known[0]} to {known[1]}: list those of {span} under "
        "clock.holidays"
    ]


def _odd_make_up_days(calendar: LocalCalendar, make_up_days: str | Mapping[date, str] | None) -> list[str]:
    """Make-up days of the horizon of which nobody said what they stand in for, and the other way round."""
    if make_up_days is None:
        return []
    warnings = []
    made_up = [day for day in calendar.dates() if "make_up_day" in calendar.kinds(day)]
    unknown = next((day for day in made_up if day not in calendar.weekday_of), None)
    if unknown is not None:
        warnings.append(
            f"clock.make_up_days: nothing says which weekday {unknown} stands in for, so it behaves like "
            f"{WEEKDAY_NAMES[unknown.weekday()]}: write a map of dates to weekdays, such as {{{unknown}: mon}}"
        )
    listed = make_up_days if isinstance(make_up_days, Mapping) else {}
    warnings += [
        f"clock.make_up_days: {day} is a {calendar.kind(day).replace('_', ' ')}: list it under clock.working_days"
        for day in sorted(listed)
        if calendar.kind(day) != "working_day"
    ]
    return warnings


def _whole_seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _seconds(offset: timedelta | None) -> float:
    return 0.0 if offset is None else offset.total_seconds()
