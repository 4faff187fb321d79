"""Warnings and errors in Chinese: every sentence of the program has its own, and none is taken for another."""

from __future__ import annotations

import calendar
import errno
import inspect
import os
import re
from pathlib import Path

import click
import pytest

from sim.report.chinese import MOST_WAYS, Catalogue, Pattern, Said, in_language, read_patterns

from ..scenario.refusals import cases
from .messages_in_code import constants, templates

PATTERNS = read_patterns()
OPEN = "\0"
"""Stands for a value that is not known yet."""
SAMPLES = {"words": "share", "items": "share", "list": "'a7', 'b7'", "number": "7", "": "'x7'", "grammar": "s"}
TOLD = Path(__file__).parent / "told.txt"
"""Warnings and errors of other kinds than those of broken scenario files, as the tests of the program met them."""


def _has_chinese(text: str, catalogue: Catalogue) -> bool:
    """Whether a text of the code is a sentence of the catalogue, or a part of one."""
    whole = text.replace("{}", OPEN)
    if any(not catalogue.said(said).left for said in (whole, f"{OPEN} {whole}", f"{whole} {OPEN}", whole + OPEN)):
        return True
    inside = re.compile(".*".join(map(re.escape, text.split("{}"))))
    if any(inside.search(pattern.english) for pattern in catalogue.patterns):
        return True
    place = re.match(r"(\{\}|[^\s{}]|\{\}\.\w+)+?: ", text)
    return place is not None and _has_chinese(text[place.end() :], catalogue)


def test_every_sentence_of_the_code_has_its_chinese() -> None:
    """Whoever writes or changes a sentence for planners writes its Chinese too."""
    catalogue = Catalogue(PATTERNS)
    catalogue._known |= {OPEN: Said(OPEN), f" {OPEN}": Said(OPEN)}
    without = [f"{where}: {text}" for text, where in templates().items() if not _has_chinese(text, catalogue)]
    assert "\n".join(without) == ""


def _pieces_of(piece: str, told: str) -> int:
    """Of how many pieces of the program's texts a piece of a sentence is made; at least 9 if it is of none."""
    count, at = 0, 0
    while at < len(piece):
        end = len(piece)
        while end > at and piece[at:end] not in told:
            end -= 1
        if end == at:
            return 9
        at, count = end, count + 1
    return count


def test_no_chinese_is_kept_for_a_sentence_that_nobody_says() -> None:
    """Every English line of the catalogue is made of texts of the program, of its command line or of the system."""
    sources = [inspect.getsource(module) for module in (click.exceptions, click.core, click.types, click.parser)]
    system = [os.strerror(number).lower() for number in errno.errorcode]
    told = "\n".join([constants(), *sources, *system, *calendar.month_name])
    stale = [
        pattern.english for pattern in PATTERNS if any(_pieces_of(piece.strip(), told) > 4 for piece in pattern.pieces)
    ]
    assert stale == []


def _filled(pattern: Pattern) -> str:
    """The English of a pattern with something in each hole."""
    holes = [SAMPLES["grammar" if name[0] == "~" else kind] for name, kind in pattern.holes]
    return pattern.pieces[0] + "".join(hole + piece for hole, piece in zip(holes, pattern.pieces[1:], strict=True))


def test_a_sentence_is_taken_for_itself_only() -> None:
    """What a pattern says is read by that pattern, or by a nearer one to the same Chinese, whatever else it resembles."""
    catalogue, share = Catalogue(PATTERNS), next(pattern for pattern in PATTERNS if pattern.english == "share")
    assert len({pattern.english for pattern in PATTERNS}) == len(PATTERNS)
    for pattern in PATTERNS:
        text = _filled(pattern)
        alone = Catalogue([pattern, share])._by_pattern(text)
        assert (catalogue._by_pattern(text).text, alone.left) == (alone.text, 0), pattern.english
