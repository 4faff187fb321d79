"""What stands beside the schema about each key: its Chinese, an example, what is usual and how one measures it.

The English meaning is the key's `description` in the schema. `keys/` has a file for each module of the schema, and in
it a paragraph for each key (or several that say the same)::

    == Staff.absence
    zh        what it means, in Chinese
    example   3 %
    usual     what a usual value is, with its source
    通常      the same in Chinese
    measured  how one measures it from an export of the phone switch or the ticket system
    测量      the same in Chinese
    name      what a name below it stands for, where a planner chooses it
    名称      the same in Chinese
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent / "keys"
LABELS: Final = ("zh", "example", "usual", "通常", "measured", "测量", "name", "名称")


class Said(NamedTuple):
    """A text in both languages; two empty ones where nothing is said."""

    english: str = ""
    chinese: str = ""

    def in_language(self, lang: str) -> str:
        """The text in 'en' or 'zh'."""
        return self.chinese if lang == "zh" else self.english


NOTHING: Final = Said()


@dataclass(frozen=True)
class KeyText:
    """What is said about a key beside the schema.

    Attributes
    ----------
    chinese
        Its meaning; the English is in the schema.
    example
        A value as one writes it in a scenario file; empty where the keys below it have theirs.
    usual, measured
        A usual value with its source, and how one measures it; of quantities only.
    name
        What the names below it stand for, such as 'group'; of keys whose names the planner chooses.
    """

    chinese: str
    example: str = ""
    usual: Said = NOTHING
    measured: Said = NOTHING
    name: Said = NOTHING


@cache
def key_texts() -> dict[str, KeyText]:
    """The texts of all keys, by part and key as in 'Staff.absence'."""
    found: dict[str, KeyText] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for names, text in read_key_texts(path):
            found |= dict.fromkeys(names, text)
    return found


def read_key_texts(path: Path) -> list[tuple[list[str], KeyText]]:
    """The paragraphs of one file in their order: the keys they are about, and what they say."""
    found = []
    for paragraph in path.read_text(encoding="utf-8").split("\n== ")[1:]:
        heading, *lines = [line for line in paragraph.split("\n") if line.strip()]
        said = dict.fromkeys(LABELS, "")
        for line in lines:
            label, _, text = line.partition(" ")
            if label not in said or said[label] or not text.strip():
                raise AssertionError(f"{path.name}: {heading}: '{line}' is no line with a new label and a text")
            said[label] = text.strip()
        pairs = [Said(said[first], said[second]) for first, second in zip(LABELS[2::2], LABELS[3::2], strict=True)]
        found.append((heading.split(", "), KeyText(said["zh"], said["example"], *pairs)))
    return found
