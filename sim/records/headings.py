"""What columns of exports are called, in English and in Chinese: by their names it is guessed what they hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": (
        "date", "day", "call date", "interval date", "datum",
        "日期", "通话日期", "统计日期", "话务日期",
    ),
    "time": (
        "time", "interval", "datetime", "date time", "interval start", "start time", "start", "timestamp", "half hour",
        "period", "arrived", "received", "received at", "created", "created at", "created date", "opened", "opened at",
        "queued", "requested datetime", "open dt", "call time",
        "时间", "时段", "时间段", "开始时间", "统计时间", "来电时间", "受理时间", "创建时间", "接收时间", "进线时间",
        "呼入时间",
    ),
    "count": (
        "calls", "count", "offered", "contacts", "volume", "calls offered", "incoming", "inbound", "received calls",
        "来电量", "呼入量", "来电数", "呼入数", "话务量", "受理量", "工单量", "数量", "进线量", "件数",
    ),
}  # fmt: skip
"""Role -> what its column is called, without capitals, underscores and signs; the likelier names first."""
_SIGNS: Final = re.compile(r"[\s_\-./:()（）：]+")


def guessed(header: Collection[str], roles: Collection[str]) -> dict[str, str]:
    """The columns that play some roles, by their names; a role that no column's name says is left out.

    A name that is one of a role's own goes before one that only begins or ends with it, such as 'Created Date (local)'.
    """
    plain = {column: _SIGNS.sub(" ", column.casefold()).strip() for column in header if column.strip()}
    found: dict[str, str] = {}
    for exactly in (True, False):
        for role in roles:
            if role in found:
                continue
            column = _column_for(HEADINGS[role], plain, set(found.values()), exactly)
            if column is not None:
                found[role] = column
    return found


def _column_for(names: Collection[str], plain: Mapping[str, str], taken: Collection[str], exactly: bool) -> str | None:
    for name in names:
        for column, said in plain.items():
            if column not in taken and (said == name if exactly else _is_part(name, said)):
                return column
    return None


def _is_part(name: str, said: str) -> bool:
    return said.startswith((name + " ", name)) and (name[0] > "\u2e00" or said.startswith(name + " "))
