"""Local days: which instant a clock time is, and what kind of day a date is.

Instants are whole microseconds since the first day's local midnight, counted as time passes: where a zone moves its
clocks, a day has 23 or 25 hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US, SECOND_US

DayKind = Literal["working_day", "rest_day", "holiday"]
EPOCH = date(1970, 1, 1)
WEEKDAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_SECONDS = DAY_US // SECOND_US
DAYS_BEFORE, DAYS_AFTER = 800, 1600
"""How far a calendar looks beyond the horizon: old open tickets, and limits of up to 1,000 working days."""
NO_INSTANT = -1
"""Stands in columns of instants for one that has not come."""
COUNTRY_ALIASES = {"china": "CN"}


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
    """

    start: date
    days: int
    zone: str
    holidays: frozenset[date]
    make_up_days: frozenset[date]

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
    def horizon_us(self) -> int:
        """Length of the whole horizon."""
        return self.instant_us(self.start + timedelta(days=self.days), 0)

    @cached_property
    def day_starts_us(self) -> npt.NDArray[np.int64]:
        """Shape (days + 1,): each local midnight, the end of the last day included."""
        return np.array([self.instant_us(day, 0) for day in self.dates(0, 1)], dtype=np.int64)

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
        if day.weekday() >= 5 and day not in self.make_up_days:
            return "rest_day"
        return "working_day"

    def is_one_of(self, day: date, days: str | Iterable[str]) -> bool:
        """Whether a date is among 'all', 'working_days', 'rest_days' (holidays too) or some weekdays."""
        if days == "all":
            return True
        if days == "working_days":
            return self.kind(day) == "working_day"
        if days == "rest_days":
            return self.kind(day) != "working_day"
        return WEEKDAY_NAMES[day.weekday()] in days

    def local_times(self, instants_us: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
        """Local clock times of instants (naive datetime64[us]), before the start and after the end too.

        An instant that has not come (-1) becomes NaT.
        """
        instants = np.asarray(instants_us, dtype=np.int64)
        changes_us, offsets_us = self.clock_changes
        offset = offsets_us[np.searchsorted(changes_us, instants, side="right")]
        local = np.datetime64(self.start.isoformat(), "us") + (instants + offset).astype("timedelta64[us]")
        return np.where(instants != NO_INSTANT, local, np.datetime64("NaT", "us"))

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

    Source
    ------
    Public holidays and make-up days: the `holidays` package.
    """
    public: set[date] = set()
    make_up: set[date] = set()
    warnings: list[str] = []
    if country != "none":
        import holidays as library

        years = range(
            max(start.year - 1 - DAYS_BEFORE // 365, date.min.year),
            min(start.year + 2 + (days + DAYS_AFTER) // 365, date.max.year),
        )
        known = library.country_holidays(COUNTRY_ALIASES.get(country, country.upper()), years=years)
        public.update(known.keys())
        worked = {day for day in getattr(known, "weekend_workdays", ()) if day.year in years}
        make_up.update(worked)
        if country in ("china", "CN", "cn"):
            last = start + timedelta(days=days - 1)
            warnings.extend(
                f"make-up working days of {year} are not known: list them under clock.working_days"
                for year in range(start.year, last.year + 1)
                if not any(day.year == year for day in worked) and not any(day.year == year for day in working_days)
            )
    public = (public - set(working_days)) | set(holidays)
    make_up = (make_up | set(working_days)) - set(holidays)
    return LocalCalendar(start, days, zone, frozenset(public), frozenset(make_up)), warnings


def _whole_seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _seconds(offset: timedelta | None) -> float:
    return 0.0 if offset is None else offset.total_seconds()
