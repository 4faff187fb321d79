"""Reads the broken files that stand in `refused/`, each with the sentence it has to be answered with.

A case is a few lines; an empty line ends it, and `#` begins a remark::

    mean: 150 s ==> mean: 150            what is written in town.yaml, and what instead; "==>" alone adds at the end
    file counts.csv ==> time,count\\n    another file beside it
    link a.csv ==> ../a.csv              a link beside it
    whole ==> a: 1\\n                     another text instead of town.yaml
    base chain.yaml                      alone: from here on the cases of this file change that text, named town.yaml
    --set direct_answer=70               a change from the command line
    > town.yaml:18: ...                  what is told, line by line

`\\n`, `\\t` and `\\\\` are what they usually are, `\\x41` is a byte and `\\u4e2d` a character; `a⟨×50⟩` repeats a
character or a group in parentheses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

REFUSED = Path(__file__).parent / "refused"
TOWN = (REFUSED / "town.yaml").read_text(encoding="utf-8")
_ESCAPE = re.compile(r"\\(?:([nt\\])|x([0-9a-f]{2})|u([0-9a-f]{4}))")
_REPEAT = re.compile(r"(?:\((?P<group>[^()]*)\)|(?P<one>[^\s()]))⟨×(?P<times>\d+)⟩")


@dataclass
class Case:
    """One broken file: where it is written down, its text, other files, settings, and the lines it is told."""

    where: str
    text: bytes = TOWN.encode()
    files: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    sets: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def _bytes(text: str) -> bytes:
    """A text with its escapes and repetitions resolved."""
    text = _REPEAT.sub(lambda m: (m["group"] if m["group"] is not None else m["one"]) * int(m["times"]), text)
    found, end = [], 0
    for match in _ESCAPE.finditer(text):
        letter, byte, point = match.groups()
        found.append(text[end : match.start()].encode())
        end = match.end()
        if byte:
            found.append(bytes([int(byte, 16)]))
        else:
            found.append(({"n": "\n", "t": "\t", "\\": "\\"}[letter] if letter else chr(int(point, 16))).encode())
    return b"".join([*found, text[end:].encode()])


def _edited(text: bytes, line: str, where: str) -> bytes:
    old, _, new = line.partition("==>")
    if not old.strip():
        return text + _bytes(new.removeprefix(" ")) + b"\n"
    before = _bytes(old.strip())
    assert text.count(before) == 1, f"{where}: {old.strip()!r} stands {text.count(before)} times in the file"
    return text.replace(before, _bytes(new.removeprefix(" ").rstrip()))


@cache
def cases() -> list[Case]:
    """Every case of every file in `refused/`."""
    found: list[Case] = []
    for path in sorted(REFUSED.glob("*.txt")):
        case: Case | None = None
        base = TOWN.encode()
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if line.startswith("#"):
                continue
            if not line.strip():
                case = None
                continue
            if line.startswith("base "):
                base = (REFUSED / line.removeprefix("base ").strip()).read_bytes()
                continue
            if case is None:
                case = Case(f"{path.stem}:{number}", base)
                found.append(case)
            _read_line(case, line)
    return found


def _read_line(case: Case, line: str) -> None:
    if line.startswith("> "):
        case.told.append(line[2:])
    elif line.startswith("--set "):
        case.sets.append(_bytes(line[6:]).decode())
    elif line.startswith("file "):
        name, _, content = line[5:].partition(" ==>")
        case.files[name.strip()] = _bytes(content.removeprefix(" "))
    elif line.startswith("link "):
        name, _, target = line[5:].partition(" ==> ")
        case.links[name] = target
    elif line.startswith("whole ==>"):
        case.text = _bytes(line[9:].removeprefix(" "))
    else:
        case.text = _edited(case.text, line, case.where)
