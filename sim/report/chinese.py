"""Warnings and errors in Chinese: a finished English sentence is found among patterns, and said in Chinese.

The English stands where it is raised. `chinese_messages/` pairs each sentence, its values left open, with its Chinese;
what a key means has its Chinese in `sim/scenario/keys/`. What has no pattern stays English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

MOST_PLACES: Final = 20
DEEPEST: Final = 7
MOST_WAYS: Final = 500
"""Beyond so many places before a sentence, sentences within sentences and ways to read it English stays: whatever names
stand in it, it is said at once."""
FOLDER: Final = Path(__file__).parent / "chinese_messages"
_HOLE: Final = re.compile(r"<(~?[a-z_]+)(?::(sentence|words|items|list|number))?>")
_LETTERS: Final = re.compile(r"""(?!e[+-]\d)[A-Za-z'"]""")
_PLACES: Final = re.compile(r"(?:(?=\S*[.:/-]\S*: )[^\s'\"\[{(]\S*: )+")
"""A file and line, a key path, an option."""
_BESIDE_QUOTES: Final = re.compile("(?<=[^:]) (?=「)|(?<=」) ")
_GRAMMAR: Final = re.compile("[a-z]*")
_BETWEEN: Final = re.compile(r"(, | and | or )")
_JOINED: Final = {", ": "、", " and ": "和", " or ": "或"}
_BARE_JOINT: Final = re.compile("(?<=[!-~])(?=[和或])|(?<=[和或])(?=[!-~])")
_ENCLOSED: Final = re.compile(r"""'.*(?:'|\.{3})|".*(?:"|\.{3})|\[.*(?:\]|\.{3})|\{.*(?:\}|\.{3})""", re.DOTALL)
"""A value that may hold ': '; what else holds it has a place before its sentence."""
_VERB: Final = re.compile(r"(?<=[^:]) (?:is|are|has|have|does|cannot|must|not) (?=\S)")
"""What a sentence holds, and no place before one."""


class Said(NamedTuple):
    """A text in Chinese, and how many characters of it had to stay English."""

    text: str
    left: int = 0


@dataclass(frozen=True)
class Pattern:
    """An English sentence between whose pieces there are holes, and its Chinese with the same holes."""

    english: str
    chinese: str
    pieces: tuple[str, ...]
    holes: tuple[tuple[str, str], ...]
    """Name and kind of each: '' is told as it is; 'words' are translated in turn, and so is a 'sentence', which may
    have a place before it; 'list' is a list of names, 'items' one of words; 'number' has no letters. A name that begins
    with ~ is English grammar alone, such as a plural's s."""
    longest: str
    """Of the pieces: few texts have it."""

    @property
    def weight(self) -> int:
        """How many characters are the sentence's own: of two patterns that fit, the heavier one says more."""
        return sum(map(len, self.pieces))

    @property
    def is_frame(self) -> bool:
        """Whether it says more before or behind any sentence, which must not be taken for one of its values."""
        return any(kind == "sentence" for _, kind in self.holes)

    def splits(self, text: str) -> Iterator[list[str]]:
        """Every way in which the text is this sentence: what stands in each hole."""
        begins_with_value = not self.pieces[0] and bool(self.holes) and not self.holes[0][1]
        for parts in islice(_splits(text, self.pieces), MOST_WAYS):
            if begins_with_value and ": " in f"{parts[0]} " and not _ENCLOSED.fullmatch(parts[0]):
                continue
            if all(map(_may_be, self.holes, parts)):
                yield parts


def _may_be(hole: tuple[str, str], part: str) -> bool:
    """Whether a part of a text is what the hole is for, as far as its letters show."""
    name, kind = hole
    if kind == "number":
        return bool(part) and not _LETTERS.search(part)
    return name[0] != "~" or _GRAMMAR.fullmatch(part) is not None


def _splits(text: str, pieces: Sequence[str]) -> Iterator[list[str]]:
    head, *others = pieces
    if not text.startswith(head):
        return
    rest = text[len(head) :]
    if not others:
        if not rest:
            yield []
        return
    at = rest.find(others[0]) if len(others) > 1 else len(rest) - len(others[0])
    while 0 <= at <= len(rest):
        for parts in _splits(rest[at:], others):
            yield [rest[:at], *parts]
        at = rest.find(others[0], at + 1) if len(others) > 1 else -1


class Catalogue:
    """Patterns, and what was translated with them so far."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = sorted(patterns, key=lambda pattern: (not pattern.is_frame, -pattern.weight))
        self._known: dict[tuple[str, int], Said] = {}
        self._depth = 0
        self._ways = 0

    def said(self, text: str) -> Said:
        """One line in Chinese; a place before the sentence ("town.yaml:12: clock.start: ") stays as it is."""
        begins = [0, *(found.end() for found in islice(re.finditer(": ", text), MOST_PLACES))]
        place = _PLACES.match(text)
        best = Said(text, len(text))
        for begin in [place.end(), *begins] if place is not None else begins:
            found = self.words(text[begin:])
            left = found.left + (_VERB.search(text[:begin]) is not None)
            if left < best.left:
                best = Said(text[:begin] + found.text, left)
            if not best.left:
                break
        return best if best.left < len(text) / 2 else Said(text, len(text))

    def words(self, text: str) -> Said:
        """A sentence or a part of one in Chinese, by the pattern that leaves least of it English."""
        if not text or self._depth == DEEPEST:
            return Said(text, len(text))
        known_as = text, self._depth  # deep in a sentence less of it can be said
        if known_as not in self._known:
            self._ways = self._ways if self._depth else 0
            self._depth += 1
            best = Said(text, len(text))
            for found in self._fitting(text):
                best = found if found.left < best.left else best
                if not best.left:
                    break
            self._depth -= 1
            self._known[known_as] = best
        return self._known[known_as]

    def _fitting(self, text: str) -> Iterator[Said]:
        """A text by each pattern that it fits, by those first that say most of it themselves."""
        for pattern in self.patterns:
            if pattern.longest in text:
                most = max(MOST_WAYS - self._ways, 0)
                ways = [self._filled(pattern, parts) for parts in islice(pattern.splits(text), most)]
                self._ways += len(ways)
                if ways:
                    yield min(ways, key=lambda way: way.left)

    def _filled(self, pattern: Pattern, parts: Sequence[str]) -> Said:
        values, left = {}, 0
        for (name, kind), part in zip(pattern.holes, parts, strict=True):
            said = self._value(kind, part) if name[0] != "~" else Said("")
            values[name], left = said.text, left + said.left
        filled = _HOLE.sub(lambda hole: values[hole[1]], pattern.chinese)
        return Said(_BESIDE_QUOTES.sub("", filled), left)

    def _value(self, kind: str, part: str) -> Said:
        match kind:
            case "sentence":
                return self.said(part)
            case "words":
                return self.words(part)
            case "items":
                return _listed(part, self.words)
            case "list":
                return _listed(part, lambda name: Said(_quoted(name)))
        return Said(_quoted(part))


def _listed(part: str, each: Callable[[str], Said]) -> Said:
    """A list such as "a, b or c", joined as in Chinese."""
    items = [Said(_JOINED[item]) if item in _JOINED else each(item) for item in _BETWEEN.split(part)]
    joined = _BARE_JOINT.sub(" ", "".join(item.text for item in items))
    return Said(re.sub("、\\.{3}$", " 等", joined), sum(item.left for item in items))


def _quoted(value: str) -> str:
    """A value as it is; a text that stands in English quotation marks stands in Chinese ones."""
    is_text = len(value) > 1 and value[0] == value[-1] == "'" and "'" not in value[1:-1]
    return f"「{value[1:-1]}」" if is_text else value


def read_patterns(folder: Path | None = None) -> list[Pattern]:
    """All patterns of a folder's files: an English line and a Chinese one below it, with empty lines between.

    Without a folder, those of this program: `FOLDER`, and what the keys of a scenario mean, whose Chinese stands beside
    the schema.
    """
    if folder is None:
        from sim.scenario.key_reference import meanings

        return [*read_patterns(FOLDER), *(_pattern(*pair) for pair in meanings().items())]
    found = []
    for path in sorted(folder.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        blocks = "\n".join(line for line in lines if not line.startswith("#")).split("\n\n")
        for block in blocks:
            if block.strip("\n"):
                found.append(_pattern(*block.strip("\n").split("\n")))
    return found


def _pattern(english: str, chinese: str) -> Pattern:
    parts = _HOLE.split(english)
    holes = tuple(zip(parts[1::3], [kind or "" for kind in parts[2::3]], strict=True))
    pieces = tuple(parts[::3])
    return Pattern(english, chinese, pieces, holes, max(pieces, key=len))


@cache
def catalogue() -> Catalogue:
    """The catalogue of this program, read when the first sentence is translated."""
    return Catalogue(read_patterns())


def in_language(text: str, lang: str) -> str:
    """Warnings or an error, line by line, in a language: 'en' as it is, or 'zh'.

    Parameters
    ----------
    text
        One or more finished sentences in English, one a line, each with or without a place before it.
    lang
        'en' or 'zh'.

    Returns
    -------
    str
        The text in that language; names of files, keys and values stay as they are, and so does what is not known.
    """
    return text if lang == "en" else "\n".join(catalogue().said(line).text for line in text.split("\n"))
