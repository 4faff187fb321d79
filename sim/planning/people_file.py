"""People and their wishes from CSV or Excel, by column names that planners know, in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from sim.errors import DataError
from sim.planning.day_words import UnreadDayError, days_of, items
from sim.plans.roster_file import DAYS_OFF
from sim.plans.sheets import Sheet, merged_over, plain, read_sheets
from sim.rostering.parts import Person, Shift, Wish
from sim.scenario.spelling import did_you_mean

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "number", "person", "employee", "姓名", "员工", "人员", "工号", "编号"),
    "skills": ("skills", "skill", "技能"),
    "may_work": ("may_work", "shifts", "可上班次", "可排班次"),
    "week": (
        "hours_a_week",
        "weekly_hours",
        "hours_per_week",
        "contract_hours",
        "most_hours_a_week",
        "周工时",
        "每周最多工时",
    ),
    "fewest": ("fewest_hours", "最少工时", "最少总工时"),
    "most": ("most_hours", "最多工时", "最多总工时"),
    "absence": ("hours_a_day_absent", "请假日工时"),
    "days_off": ("days_off", "休息日", "固定休息日"),
    "absences": ("absences", "leave", "请假", "缺勤", "休假"),
    "fixed": ("fixed_shifts", "固定班次", "已定班次"),
    "wishes": ("wishes", "wish", "愿望", "排班意愿", "意愿"),
    "fewest_in_row": ("fewest_days_in_a_row", "最少连续上班天数", "最少连班"),
    "most_in_row": ("most_days_in_a_row", "最多连续上班天数", "最多连班"),
    "fewest_off_in_row": ("fewest_days_off_in_a_row", "最少连续休息天数", "最少连休"),
    "weekends": ("most_weekends", "最多周末", "最多周末数"),
    "may_nights": ("nights", "may_work_nights", "可上夜班"),
    "nights": ("most_nights", "最多夜班", "最多夜班数"),
    "nights_in_row": ("most_nights_in_a_row", "最多连续夜班", "最多连夜"),
    "share": ("share_of_full_time", "part_time", "工时比例", "在岗比例"),
    "before": ("before", "shifts_before", "上期班次"),
}
"""What a column tells, and the names by which it is known; a space may stand for '_', and letters may be large."""
WISH_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": COLUMNS["name"],
    "day": ("day", "date", "days", "日期"),
    "wish": COLUMNS["wishes"],
    "weight": ("weight", "权重"),
}
NONE: Final = frozenset({"-", "–", "—", "none", "无"})
"""A cell for nobody and nothing."""
NOT_WORDS: Final = ("not ", "no ", "不上", "不要", "不排")
YES: Final = frozenset({"yes", "y", "true", "1", "是", "可", "可以"})
NO: Final = frozenset({"no", "n", "false", "0", "否", "不可", "不可以"})
MOST_NAMED: Final = 12
MOST_ROWS_ABOVE: Final = 10
"""Titles and dates may stand above the column names."""


@dataclass(frozen=True)
class PeopleFile:
    """What a file says of people.

    Attributes
    ----------
    people
        In the order of the rows.
    wishes
        Theirs.
    unread
        Headings of columns that tell nothing known.
    outside
        Dates that lie outside the roster's days and are left out.
    """

    people: tuple[Person, ...]
    wishes: tuple[Wish, ...]
    unread: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


def read_people(path: str | Path, shifts: Sequence[Shift], first_day: date, days: int) -> PeopleFile:
    """The people of a file, a row each.

    In Excel the first sheet with a column of names counts, and every sheet with columns of names, days and wishes.

    Parameters
    ----------
    path
        `.xlsx`, or CSV in UTF-8 or GB18030.
    shifts
        Those that may be named.
    first_day, days
        The roster's days. Dates beyond them are left out.

    Raises
    ------
    DataError
        If a cell cannot be used: the message names file, sheet, row, column, value, and what would be right.
    """
    sheets = read_sheets(path, {plain(name) for names in COLUMNS.values() for name in names})
    tables = [table for sheet in sheets if (table := _find(sheet, COLUMNS)) is not None]
    table = next((one for one in tables if _find(one.sheet, WISH_COLUMNS, "day", "wish") is None), None)
    if table is None:
        raise DataError(f"{Path(path).name}: no column of names: call it 'name' or '姓名', in the row above the people")
    reader = _Reader(shifts, first_day, days)
    people, wishes = [], []
    seen: dict[str, str] = {}
    for row in table.rows():
        person, theirs = reader.person(row)
        if person.name in seen:
            raise row.fault(
                "name", f"stands in {seen[person.name]} too: each person has one row and a name of their own"
            )
        seen[person.name] = row.table.sheet.place(row.number)
        people.append(person)
        wishes += theirs
    if not people:
        raise DataError(f"{table.sheet.place(table.head)}: nobody stands below the column names")
    if "may_work" in table.columns:
        for shift in shifts:
            if all(person.may_work is not None and person.may_work.get(shift.name, 0) == 0 for person in people):
                raise DataError(
                    f"{table.sheet.file}: nobody may work '{shift.name}': name it in the column "
                    f"'{table.heading('may_work')}' of those who may, or leave it out of the shifts"
                )
    for sheet in sheets:
        more = _find(sheet, WISH_COLUMNS, "day", "wish")
        if more is not None:
            wishes += reader.wishes(more, seen)
    heads = enumerate(table.sheet.rows[table.head])
    unread = [head.strip() for column, head in heads if head.strip() and column not in table.columns.values()]
    return PeopleFile(tuple(people), tuple(wishes), tuple(unread), tuple(dict.fromkeys(reader.outside)))


def read_wishes(
    path: str | Path, people: Sequence[Person], shifts: Sequence[Shift], first_day: date, days: int
) -> tuple[Wish, ...]:
    """The wishes of a file of their own: columns of names, days, wishes and, if there is one, weights.

    Raises
    ------
    DataError
        As `read_people`; and if a wish is of somebody who is not one of the people.
    """
    known = {plain(name) for names in WISH_COLUMNS.values() for name in names}
    reader = _Reader(shifts, first_day, days)
    for sheet in read_sheets(path, known):
        table = _find(sheet, WISH_COLUMNS, "day", "wish")
        if table is not None:
            return tuple(reader.wishes(table, [person.name for person in people]))
    raise DataError(f"{Path(path).name}: no columns of names, days and wishes: call them 'name', 'date' and 'wish'")


@dataclass(frozen=True)
class _Table:
    """A sheet whose column names stand in a known row."""

    sheet: Sheet
    head: int
    columns: dict[str, int]

    def rows(self) -> list[_Row]:
        found = [_Row(self, number) for number in range(self.head + 1, len(self.sheet.rows))]
        return [row for row in found if any(row.text(name) for name in self.columns)]

    def heading(self, name: str) -> str:
        return self.sheet.cell(self.head, self.columns[name])


@dataclass(frozen=True)
class _Row:
    table: _Table
    number: int

    def text(self, name: str) -> str:
        column = self.table.columns.get(name)
        text = "" if column is None else self.table.sheet.cell(self.number, column).strip()
        return "" if text.casefold() in NONE and name not in ("skills", "wish") else text

    def fault(self, name: str, what: str, value: str | None = None) -> DataError:
        place = self.table.sheet.place(self.number, self.table.columns[name])
        shown = (self.text(name) if value is None else value)[:60]
        return DataError(f"{place}: {self.table.heading(name)}: '{shown}' {what}")


def _find(sheet: Sheet, known: Mapping[str, tuple[str, ...]], *needed: str) -> _Table | None:
    """Where the column names stand in a sheet; None if it has none that are needed."""
    called = {plain(name): kind for kind, names in known.items() for name in names}
    for number, row in enumerate(sheet.rows[:MOST_ROWS_ABOVE]):
        kinds = [called.get(plain(cell)) for cell in row]
        if not {"name", *needed} <= set(kinds):
            continue
        for merged in merged_over(sheet, number):
            raise DataError(
                f"{sheet.place(number)}: the cells {merged} are merged: give each column a name of its own, in one row"
            )
        columns: dict[str, int] = {}
        for column, kind in enumerate(kinds):
            if kind in columns:
                raise DataError(
                    f"{sheet.place(number, column)}: '{row[column][:60]}' tells the same as "
                    f"'{row[columns[kind]][:60]}': leave one of the two columns out"
                )
            if kind is not None:
                columns[kind] = column
        if not needed:
            _refuse_other_columns(sheet, number, kinds, called)
        return _Table(sheet, number, columns)
    return None


def _refuse_other_columns(sheet: Sheet, number: int, kinds: list[str | None], called: Mapping[str, str]) -> None:
    """A column whose name is nearly a known one is a slip; others are the planner's own."""
    import difflib

    for column, kind in enumerate(kinds):
        word = plain(sheet.cell(number, column))
        near = difflib.get_close_matches(word, [*called], n=1, cutoff=0.84) if kind is None and word else []
        if near:
            raise DataError(
                f"{sheet.place(number, column)}: '{word[:60]}' is no known column: did you mean '{near[0]}'?"
            )


class _Reader:
    """Cells as what they say of a person."""

    def __init__(self, shifts: Sequence[Shift], first_day: date, days: int) -> None:
        self._names = {shift.name.casefold(): shift.name for shift in shifts}
        self._first, self._days = first_day, days
        self.outside: list[str] = []

    def person(self, row: _Row) -> tuple[Person, list[Wish]]:
        name = row.text("name")
        if not name:
            raise row.fault("name", "is no name: each row needs one")
        if "skills" in row.table.columns and not row.text("skills"):
            raise row.fault("skills", f"names no skill of {name[:60]}: write one or more, or '-' for none")
        most = self._number(row, "most", 60)
        week = self._number(row, "week", 60)
        return (
            Person(
                name,
                may_work=self._may_work(row),
                skills=frozenset(skill for skill in items(row.text("skills")) if skill.casefold() not in NONE),
                fewest_minutes=self._number(row, "fewest", 60) or 0,
                most_minutes=most,
                most_minutes_a_week=week,
                absence_minutes=self._number(row, "absence", 60) or 0,
                days_off=self._days_of(row, "days_off"),
                absences=self._days_of(row, "absences"),
                fixed=self._fixed(row),
                fewest_days_in_a_row=self._number(row, "fewest_in_row") or 1,
                most_days_in_a_row=self._number(row, "most_in_row"),
                fewest_days_off_in_a_row=self._number(row, "fewest_off_in_row") or 1,
                most_weekends=self._number(row, "weekends"),
                may_work_nights=self._yes(row, "may_nights"),
                most_nights=self._number(row, "nights"),
                most_nights_in_a_row=self._number(row, "nights_in_row"),
                share=self._share(row),
                before=tuple(self._shift_or_off(row, "before", word) for word in items(row.text("before"))),
            ),
            [
                replace(wish, person=name)
                for text in items(row.text("wishes"))
                for wish in self._wishes_of(row, "wishes", text)
            ],
        )

    def wishes(self, table: _Table, people: Any) -> list[Wish]:
        """The wishes of a table with a row for each."""
        found = []
        for row in table.rows():
            name = row.text("name")
            if name not in people:
                raise row.fault("name", "is not one of the people: write the name as it stands in their table")
            weight = self._weight(row, row.text("weight")) if row.text("weight") else 1.0
            for part in items(row.text("day")):
                for day in self._each_day(row, "day", part):
                    shift, is_for = self._wish(row, "wish", row.text("wish"))
                    found.append(Wish(name, day, shift, is_for, weight))
        return found

    def _number(self, row: _Row, name: str, unit: int = 1) -> int | None:
        """A number of hours in minutes, or a whole number; None for an empty cell."""
        text = row.text(name)
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,6}(?:[.,]\d{1,4})?) ?(?:h|hours?|小时|天|次|个|days?)?", text.casefold())
        value = None if found is None else float(found[1].replace(",", ".")) * unit
        if value is None or (unit == 1 and value % 1):
            what = "hours, such as 40" if unit == 60 else "a whole number, such as 5"
            raise row.fault(name, f"is not read: write {what}, or nothing")
        return round(value)

    def _share(self, row: _Row) -> float:
        text = row.text("share")
        if not text:
            return 1.0
        found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,4})?) ?([%％]?)", text)
        share = float(found[1]) / (100 if found[2] else 1) if found is not None else 0.0
        if not 0 < share <= 1:
            raise row.fault("share", "is no share of full time: write '50 %' or 0.5")
        return share

    def _yes(self, row: _Row, name: str) -> bool:
        text = row.text(name).casefold()
        if text and text not in YES | NO:
            raise row.fault(name, "is neither yes nor no")
        return text not in NO

    def _may_work(self, row: _Row) -> dict[str, int | None] | None:
        """Shifts with the most of each: 'D, N x 4', or 夜班(4)."""
        text = row.text("may_work")
        if not text:
            return None
        found: dict[str, int | None] = {}
        for item in items(text):
            limited = re.fullmatch(r"(.*?)\s*(?:[x×*]\s*(\d{1,3})|[(（](\d{1,3})[)）])", item)
            if item.casefold() in self._names or limited is None:
                found[self._shift(row, "may_work", item)] = None
            else:
                found[self._shift(row, "may_work", limited[1])] = int(limited[2] or limited[3])
        return found

    def _shift(self, row: _Row, column: str, word: str) -> str:
        found = self._names.get(word.strip().casefold())
        if found is None:
            raise row.fault(column, f"is no shift{not_known(word, list(self._names.values()))}", word)
        return found

    def _shift_or_off(self, row: _Row, column: str, word: str) -> str | None:
        is_off = word.casefold() in DAYS_OFF and word.casefold() not in self._names
        return None if is_off else self._shift(row, column, word)

    def _each_day(self, row: _Row, column: str, text: str) -> list[int]:
        try:
            found = list(days_of(text, self._first, self._days))
        except UnreadDayError as error:
            raise row.fault(column, str(error), text) from None
        if not found:
            self.outside.append(text.strip())
        return found

    def _days_of(self, row: _Row, column: str) -> frozenset[int]:
        return frozenset(day for text in items(row.text(column)) for day in self._each_day(row, column, text))

    def _day_and_what(self, row: _Row, column: str, text: str) -> tuple[str, str]:
        """'2026-06-01 = D' as its two parts; a space may stand between them."""
        found = re.fullmatch(r"(.+?)\s*[=:：]\s*(.+)|((?:.*\d日?)|\S+)\s+(\D.*)", text)
        if found is None:
            raise row.fault(column, "is not read: write a date, '=' and what is on that day", text)
        return (found[1] or found[3]).strip(), (found[2] or found[4]).strip()

    def _fixed(self, row: _Row) -> dict[int, str]:
        found: dict[int, str] = {}
        for text in items(row.text("fixed")):
            when, what = self._day_and_what(row, "fixed", text)
            shift = self._shift(row, "fixed", what)
            found |= dict.fromkeys(self._each_day(row, "fixed", when), shift)
        return found

    def _wishes_of(self, row: _Row, column: str, text: str) -> list[Wish]:
        when, what = self._day_and_what(row, column, text)
        weighted = re.fullmatch(r"(.*?)\s*[(（](.*)[)）]", what)
        weight = self._weight(row, weighted[2], column) if weighted is not None else 1.0
        shift, is_for = self._wish(row, column, what if weighted is None else weighted[1])
        return [Wish("", day, shift, is_for, weight) for day in self._each_day(row, column, when)]

    def _wish(self, row: _Row, column: str, text: str) -> tuple[str | None, bool]:
        """The shift that a wish is about, None for any, and whether it is wanted."""
        word = text.strip()
        if word.casefold() in self._names:
            return self._names[word.casefold()], True
        if word.casefold() in DAYS_OFF and word:
            return None, False
        for no in NOT_WORDS:
            if word.casefold().startswith(no):
                return self._shift(row, column, word[len(no) :]), False
        known = ", ".join(f"'{name}'" for name in self._names.values())
        raise row.fault(column, f"is no wish: write a shift ({known}), 'not' and a shift, or 'off'", word)

    def _weight(self, row: _Row, text: str, column: str = "weight") -> float:
        try:
            weight = float(text)
        except ValueError:
            weight = -1.0
        if not 0 <= weight < 1e9:
            raise row.fault(column, "is no weight: write a number of at least 0", text)
        return weight


def not_known(word: str, shifts: Sequence[str]) -> str:
    """The end of a sentence about a word that is no shift: the one that may be meant, or those there are."""
    hint = did_you_mean(word, shifts, "shifts")
    named = ", ".join(f"'{name}'" for name in shifts[:MOST_NAMED])
    return hint if hint.startswith(" - ") else f" (known: {named}{', ...' if len(shifts) > MOST_NAMED else ''})"
