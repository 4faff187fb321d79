"""Event logs in XES, as process mining tools write them: attributes of traces, and their events.

Source
------
IEEE Std 1849-2016, "IEEE Standard for eXtensible Event Stream (XES)": sections 5 (XML serialization) and 7 (extensions
Concept, Time, Lifecycle, Organizational).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree

from sim.errors import DataError
from sim.plans.csv_files import MOST_BYTES, MOST_ROWS, unpacked

ACTIVITY: Final = "concept:name"
MOMENT: Final = "time:timestamp"
TRANSITION: Final = "lifecycle:transition"
COMPLETE: Final = "complete"
_HEAD: Final = 2_000
_IS_LOG: Final = re.compile(rb"<(?:\w+:)?log[\s>]")
_UNREAD: Final = (ElementTree.ParseError, EOFError, OSError, ValueError, zlib.error)

Attributes = dict[str, str]


def is_xes(path: Path) -> bool:
    """Whether a file, or what a gzip file holds, begins like an event log in XES."""
    try:
        with unpacked(path) as file:
            return _IS_LOG.search(file.read(_HEAD)) is not None
    except (OSError, EOFError, zlib.error):
        return False


def traces_of(path: Path, name: str) -> Iterator[tuple[Attributes, list[Attributes]]]:
    """The traces of a log: attributes by their keys, and those of each event, in the order of the file.

    An attribute that the log declares global stands where an event has none of that key.

    Raises
    ------
    DataError
        If it is no XES, is cut short, or too long.
    """
    usual: dict[str, Attributes] = {}
    count = 0
    try:
        with unpacked(path) as file:
            for _, element in ElementTree.iterparse(_Guarded(file, name), events=("end",)):  # noqa: S314
                kind = _kind(element)
                if kind == "global":
                    usual[element.get("scope", "event")] = _attributes(element)
                elif kind == "trace":
                    events = [_attributes(one) for one in element if _kind(one) == "event"]
                    count += len(events)
                    if count > MOST_ROWS:
                        raise DataError(f"{name}: more than {MOST_ROWS:,} events: leave out what is not needed")
                    yield (
                        usual.get("trace", {}) | _attributes(element),
                        [usual.get("event", {}) | one for one in events],
                    )
                    element.clear()
    except _UNREAD:
        raise DataError(f"{name}: begins like an event log (XES) but cannot be read to its end") from None


class _Guarded:
    """A file of which no more than an allowed part is read, and none that declares entities of its own."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self._name, self._total = file, name, 0

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        if not self._total and b"<!DOCTYPE" in block[:_HEAD]:  # an event log has none; entities could fill the memory
            raise ValueError(self._name)
        self._total += len(block)
        if self._total > 2 * MOST_BYTES:
            raise DataError(f"{self._name}: more than {2 * MOST_BYTES // 1_000_000} MB: leave out what is not needed")
        return block


def _kind(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attributes(element: ElementTree.Element) -> Attributes:
    """Those that stand right below; what stands below an attribute is about it alone."""
    found = ((one.get("key"), one.get("value")) for one in element)
    return {key: value for key, value in found if key is not None and value is not None}
