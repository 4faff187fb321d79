"""How a file writes its times: the letters of a `time_format`, and what makes one that cannot be right."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PART_LIMITS: Final = {
    "month": (1, 12), "day": (1, 31), "hour": (0, 23), "hour_of_half": (1, 12), "minute": (0, 59), "second": (0, 59),
}  # fmt: skip
"""The least and the most of each part of a time."""
OFFSET: Final = r"(?P<offset>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
_NAME: Final = r"[^\W\d_]+\.?"
LETTERS: Final = {
    "Y": r"(?P<year>\d{4})",
    "y": r"(?P<short_year>\d{2})",
    "m": r"(?P<month>\d{1,2})",
    "b": rf"(?P<month_name>{_NAME})",
    "B": rf"(?P<month_name>{_NAME})",
    "d": r"(?P<day>\d{1,2})",
    "H": r"(?P<hour>\d{1,2})",
    "I": r"(?P<hour_of_half>\d{1,2})",
    "p": r"(?P<half>[ap]\.?m\.?|上午|下午)",
    "M": r"(?P<minute>\d{1,2})",
    "S": r"(?P<second>\d{1,2})",
    "f": r"(?P<fraction>\d{1,9})",
    "z": OFFSET,
    "a": _NAME,
    "A": _NAME,
    "%": "%",
}
"""Each letter, and what it stands for in a file: those of `strptime`, day and month names in English."""
_NUMBERS: Final = "YymdHIMSf"
_SAME: Final = {"y": "Y", "b": "m", "B": "m", "I": "H"}
_MEANING: Final = {
    "Y": "the year", "m": "the month", "d": "the day", "H": "the hour", "M": "the minute", "S": "the second",
    "f": "the fraction of a second", "p": "AM or PM", "z": "the offset from UTC", "a": "the weekday",
}  # fmt: skip
_MIXED_UP: Final = {"m": "; minutes are %M", "M": "; months are %m"}
_SHORT: Final = {
    "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y", "F": "%Y-%m-%d", "e": "%d", "h": "%b", "l": "%I", "k": "%H",
}  # fmt: skip


def check_time_format(time_format: str, only_date: bool = False) -> str:
    """The format as it is, if a file could be read by it.

    Raises
    ------
    ValueError
        In words that say which letter is wrong and which would be right.
    """
    letters = _letters(time_format)
    unknown = next((letter for letter in letters if letter not in LETTERS), None)
    if unknown is not None:
        instead = f"write {_SHORT[unknown]}" if unknown in _SHORT else "use %Y %m %d %H %M %S, %I with %p, %f, %b, %z"
        raise ValueError(f"{_quoted(time_format)}: %{unknown} is not known: {instead}")
    fields = [_SAME.get(letter, letter) for letter in letters if letter not in "%aA"]
    for field in fields:
        if fields.count(field) > 1:
            right = _MIXED_UP.get(field, "")
            raise ValueError(f"{_quoted(time_format)} has {_MEANING[field]} (%{field}) twice{right}")
    needed = "Ymd" if only_date else "YmdH"
    lost = next((field for field in needed if field not in fields), None)
    lost = "M" if lost is None and "S" in fields and "M" not in fields else lost
    if lost is not None:
        stands = " (%M is the minute)" if lost == "m" and "M" in fields else ""
        alone = ": a date alone is no time of day" if lost == "H" else ""
        raise ValueError(f"{_quoted(time_format)} does not have {_MEANING[lost]} (%{lost}){stands}{alone}")
    if "p" in letters and "H" in letters:
        raise ValueError(f"{_quoted(time_format)}: %p (AM or PM) needs %I, the hour from 1 to 12, not %H")
    if "I" in letters and "p" not in letters:
        raise ValueError(f"{_quoted(time_format)}: %I, the hour from 1 to 12, needs %p (AM or PM); 0 to 23 is %H")
    return time_format


@cache
def time_pattern(time_format: str) -> re.Pattern[str]:
    """What a time written in a checked format looks like, its parts as named groups.

    Numbers that touch one another have all their digits; others may leave out a leading zero.
    """
    parts = re.findall(r"%.|\s+|.", time_format, re.DOTALL)
    found = []
    for before, part, after in zip(["", *parts], parts, [*parts[1:], ""], strict=False):
        written = LETTERS[part[1]] if part[0] == "%" else r"\s+" if part.isspace() else re.escape(part)
        touches = any(beside[:1] == "%" and beside[1] in _NUMBERS for beside in (before, after))
        found.append(written.replace("{1,2}", "{2}") if touches else written)
    return re.compile("".join(found), re.IGNORECASE)


def _letters(time_format: str) -> list[str]:
    if re.fullmatch(r"(?:%.|[^%])*", time_format, re.DOTALL) is None:
        raise ValueError(f"{_quoted(time_format)} ends in the middle of a letter: write %% for a percent sign")
    return [part[1] for part in re.findall(r"%.", time_format, re.DOTALL)]


def _quoted(time_format: str) -> str:
    return repr(time_format if len(time_format) <= 40 else time_format[:37] + "...")
