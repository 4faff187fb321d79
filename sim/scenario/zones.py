"""Time zones that are not known, or not the same everywhere, and which one was meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Final

from sim.scenario.messages import Problem

OF_THE_MACHINE: Final = ("localtime", "posixrules", "Factory")
FOLDERS_OF_THE_MACHINE: Final = ("posix/", "right/")
CHINA: Final = "Asia/Shanghai"
WORDS_FOR_CHINA: Final = ("beijing", "peking", "china", "prc", "北京", "中国")
"""The database of zones knows the capital and the country by other names only."""
ALIKE: Final = 0.8
"""How much of a place's name has to be right; 'Asia/' alone makes any two places in Asia alike."""
SHORTEST_PLACE: Final = 5


def zone_problems(name: str) -> Iterator[Problem]:
    """A zone that cannot be used, with the one that was meant if that is plain."""
    from zoneinfo import ZoneInfo, available_timezones

    if name in OF_THE_MACHINE or name.startswith(FOLDERS_OF_THE_MACHINE):
        text = f"time zone '{name[:60]}' depends on the machine: write the name of a place, such as {CHINA}"
        yield Problem(("clock", "zone"), text)
        return
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        meant = _meant(name[:60], sorted(available_timezones() - {*OF_THE_MACHINE}, key=lambda zone: (len(zone), zone)))
        hint = f" - did you mean '{meant}'?" if meant else f": write one such as {CHINA}"
        yield Problem(("clock", "zone"), f"time zone '{name[:60]}' is not known{hint}")


def _meant(given: str, zones: list[str]) -> str | None:
    """The zone of the same name but for case and spaces, else of the same place, else of one written nearly so."""
    place = _place(given)
    if place in WORDS_FOR_CHINA:
        return CHINA
    same = [zone for zone in zones if _plain(zone) == _plain(given)]
    if re.search(r"\d", place):  # GMT+8 is not Etc/GMT+8, which lies behind Greenwich
        return same[0] if same else None
    same = same or [zone for zone in zones if _place(zone) == place]
    if same or len(place) < SHORTEST_PLACE:
        return same[0] if same else None
    known = {_place(zone): zone for zone in reversed(zones)}
    near = difflib.get_close_matches(place, known, n=1, cutoff=ALIKE)
    return known[near[0]] if near else None


def _place(zone: str) -> str:
    """The place of a zone, its region left out."""
    return _plain(zone.rpartition("/")[2])


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name.casefold())
