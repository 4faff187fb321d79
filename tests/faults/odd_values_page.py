"""The section "Odd values" of docs/reliability.md, written by the long test of odd values and by nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[2] / "docs" / "reliability.md"
TITLE: Final = "# Reliability\n"
HEADING: Final = "## Odd values\n"


@dataclass(frozen=True)
class Counts:
    """What the long test found.

    Attributes
    ----------
    tried, places, odd
        Values tried; key paths of the shipped scenarios, and odd values for each, that they are drawn from.
    was_read, faults
        How many were read without complaint, and how many were answered by anything but a sentence.
    slowest_s, grown_mb
        The longest check in seconds of computing, and how far the memory of the process grew over all of them.
    run, crashed
        How many of those read were also run with `--out`, and how many ended in a crash.
    """

    tried: int
    places: int
    odd: int
    was_read: int
    faults: int
    slowest_s: float
    grown_mb: float
    run: int
    crashed: int


def section(counts: Counts) -> str:
    """The section's text."""
    refused = counts.tried - counts.was_read - counts.faults
    return f"""{HEADING}
Each of {counts.odd} odd values (nothing, empty, lists, mappings, huge and negative numbers, NaN, markup, formulas,
control codes, a million digits, other scripts, paths) can stand at each of {counts.places:,} key paths of the shipped
scenarios. Of these, {counts.tried:,} were tried with all that `hotline check` does:

| answer | times |
|---|---|
| refused in a sentence that names a key | {refused:,} |
| read, because it may be meant | {counts.was_read:,} |
| anything else: a crash, a long line, a control code, more than 8 s | {counts.faults:,} |

The longest took {counts.slowest_s:.1f} s of computing; the memory of the process grew by {counts.grown_mb:.0f} MB over
all. Of those read, {counts.run} were run for a day with `--out`: {counts.crashed} crashed.
"""


def with_section(page: str, text: str) -> str:
    """The page with this section put in, or put in the place of the one that stood there; the others stay."""
    page = page or TITLE
    pattern = re.compile(rf"^{re.escape(HEADING)}.*?(?=^## |\Z)", re.S | re.M)
    if pattern.search(page):
        return pattern.sub(lambda _: text + "\n", page, count=1).rstrip("\n") + "\n"
    return page.rstrip("\n") + "\n\n" + text


def write(text: str) -> None:
    """Put the section into the page."""
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(with_section(before, text), encoding="utf-8")
