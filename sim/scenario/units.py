"""The words planners write for lengths of time, clock times, shares and dates, read strictly.

Every length of time is a whole number of microseconds inside the program, so that equality is exact.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US, SECOND_US

_UNITS_US = {
    "ms": 1_000,
    "s": SECOND_US, "sec": SECOND_US, "second": SECOND_US, "seconds": SECOND_US, "秒": SECOND_US,
    "min": MINUTE_US, "minute": MINUTE_US, "minutes": MINUTE_US, "分钟": MINUTE_US, "分": MINUTE_US,
    "h": HOUR_US, "hour": HOUR_US, "hours": HOUR_US, "小时": HOUR_US, "时": HOUR_US,
    "d": DAY_US, "day": DAY_US, "days": DAY_US, "天": DAY_US, "日": DAY_US,
}  # fmt: skip
_NUMBER = r"\d+(?:\.\d+)?"
_DURATION = re.compile(rf"^({_NUMBER})\s*([^\d\s.]+)$")
_CLOCK = re.compile(r"^([01]\d|2[0-4]):([0-5]\d)$")
_PERCENT = re.compile(rf"^({_NUMBER})\s*[%％]$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$")
LONGEST_US = 36_600 * DAY_US
MOST_DIGITS = 28
"""More digits than that are rounded by decimal arithmetic, and a million of them overflow it."""
SMALLEST_FACTOR = 0.001
LARGEST_FACTOR = 1000
LARGEST_SPREAD = 50
LARGEST_CHANGE = 10

DURATION_PATTERN = r"^\s*\d+(\.\d+)?\s*(ms|s|sec|seconds?|min|minutes?|h|hours?|d|days?|秒|分钟|分|小时|时|天|日)\s*$"
CLOCK_PATTERN = r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"
PERCENT_PATTERN = r"^\s*\d+(\.\d+)?\s*[%％]\s*$"
CHANGE_PATTERN = r"^\s*[-−]?\s*\d+(\.\d+)?\s*[%％]\s*$"
THRESHOLD_PATTERN = f"{PERCENT_PATTERN}|{DURATION_PATTERN}"
MOMENT_PATTERN = r"^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d$"
DATE_PATTERN = r"^\d{4}-\d{2}-\d{2}$"


def is_number(value: object) -> bool:
    """Whether `value` is an ordinary finite number; true and false are not numbers."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def parse_duration(value: object) -> int:
    """A length of time in microseconds, from text such as '30 s', '5 min', '2 h' or '30 秒'.

    Raises
    ------
    ValueError
        For a number without a unit, an unknown unit (months have no fixed length), a negative or a mm:ss form.
    """
    if is_number(value):
        raise ValueError(f"{value} has no unit: write '{value} s' or '{value} min'")
    match = _DURATION.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a length of time: write a number and a unit, such as '30 s' or '5 min'")
    number, unit = match.groups()
    if unit not in _UNITS_US:
        raise ValueError(f"{value!r} has the unknown unit '{unit}': use s, min, h or d (秒, 分钟, 小时, 天)")
    length_us = int((_decimal(number, value) * _UNITS_US[unit]).to_integral_value())
    if length_us > LONGEST_US:
        raise ValueError(f"{value!r} is longer than 100 years")
    return length_us


def _decimal(number: str, value: object) -> Decimal:
    if len(number) > MOST_DIGITS:
        raise ValueError(f"{value!r} has {len(number):,} digits: write at most {MOST_DIGITS}")
    return Decimal(number)


def parse_clock(value: object) -> int:
    """A clock time in microseconds after midnight, from quoted text such as "08:30"; "24:00" is the day's end."""
    match = _CLOCK.match(value.strip()) if isinstance(value, str) else None
    if match is None or (match[1] == "24" and match[2] != "00"):
        raise ValueError(f'{value!r} is not a clock time: write hours and minutes in quotes, such as "08:30"')
    return int(match[1]) * HOUR_US + int(match[2]) * MINUTE_US


def _ratio(value: object, what: str, example: str) -> float:
    if is_number(value):
        return float(value)  # type: ignore[arg-type]  # is_number has just said so
    match = _PERCENT.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a {what}: write {example}")
    return float(_decimal(match[1], value) / 100)


def parse_share(value: object) -> float:
    """A share in [0, 1], from '70 %' or 0.7."""
    share = _ratio(value, "share", "'70 %' or 0.7")
    if not 0 <= share <= 1:
        hint = f": did you mean '{share:g} %'?" if is_number(value) and 1 < share <= 100 else ""
        raise ValueError(f"{value!r} is not a share between 0 % and 100 %{hint}")
    return share


def parse_factor(value: object) -> float:
    """A factor between 0.001 and 1000, from 1.2 or '120 %'."""
    factor = _ratio(value, "factor", "'120 %' or 1.2")
    if not SMALLEST_FACTOR <= factor <= LARGEST_FACTOR:
        raise ValueError(f"{value!r} is not between 0.001 and 1000: write a factor such as 1.2 or '120 %'")
    return factor


def parse_spread(value: object) -> float:
    """A coefficient of variation from 0 to 50, from '15 %' or 0.15."""
    spread = _ratio(value, "coefficient of variation", "'15 %' or 0.15")
    if spread < 0:
        raise ValueError(f"{value!r} is below zero: a coefficient of variation is at least 0")
    if spread > LARGEST_SPREAD:
        raise ValueError(f"{value!r} is too wide: a coefficient of variation is at most {LARGEST_SPREAD}")
    return spread


def parse_change(value: object) -> float:
    """A rate of change above -100 % and up to 1000 %, from '5 %', '-5 %' or -0.05."""
    if isinstance(value, str) and value.strip().startswith(("-", "−")):
        change = -_ratio(value.strip()[1:].strip(), "rate", "'5 %', '-5 %' or 0.05")
    else:
        change = _ratio(value, "rate", "'5 %', '-5 %' or 0.05")
    if change <= -1:
        raise ValueError(f"{value!r} is not above -100 %")
    if change > LARGEST_CHANGE:
        raise ValueError(f"{value!r} is above 1000 %")
    return change


def parse_threshold(value: object) -> float:
    """A threshold in the measure's own unit: a number, a share such as '80 %', or a length of time (seconds)."""
    if is_number(value):
        return float(value)  # type: ignore[arg-type]  # is_number has just said so
    if isinstance(value, str) and _PERCENT.match(value.strip()):
        return _ratio(value, "share", "'80 %'")
    if isinstance(value, str) and _DURATION.match(value.strip()):
        return parse_duration(value) / SECOND_US
    raise ValueError(f"{value!r} is not a threshold: write a number, a share such as '80 %' or a length such as '15 s'")


def parse_date(value: object) -> date:
    """A calendar date, from '2022-01-08'."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DATE.match(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise ValueError(f"{value!r} is not a date: write year-month-day, such as 2022-01-08")


def parse_moment(value: object) -> datetime:
    """A local date and time, from '2022-07-14 13:00'."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and _MOMENT.match(value.strip()):
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            pass
    raise ValueError(f'{value!r} is not a local date and time: write it in quotes, such as "2022-07-14 13:00"')


def say_duration(length_us: int | float) -> str:
    """A length of time as a planner writes it: '30 s', '1.5 min', '8 h'."""
    for unit, size in (("d", DAY_US), ("h", HOUR_US), ("min", MINUTE_US)):
        if abs(length_us) >= size and (length_us / size * 100) % 1 == 0:
            return f"{length_us / size:g} {unit}"
    return f"{length_us / SECOND_US:g} s"


def say_clock(time_us: int) -> str:
    """A clock time as a planner writes it: '08:30'."""
    return f"{time_us // HOUR_US:02d}:{time_us % HOUR_US // MINUTE_US:02d}"
