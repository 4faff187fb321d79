"""Columns of text on a console."""

from __future__ import annotations

from unicodedata import east_asian_width


def width_of(text: str) -> int:
    """Columns of a console that a text takes: Chinese characters take two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def left(text: str, width: int) -> str:
    """The text with spaces behind it."""
    return text + " " * max(0, width - width_of(text))


def right(text: str, width: int) -> str:
    """The text with spaces before it."""
    return " " * max(0, width - width_of(text)) + text


def in_columns(rows: list[list[str]], to_the_right: set[int]) -> str:
    """Cells under one another; the columns in `to_the_right` end together."""
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        gaps = [" " * (widths[k] - width_of(cell)) for k, cell in enumerate(row)]
        padded = enumerate(zip(row, gaps, strict=True))
        cells = [gap + cell if k in to_the_right else cell + gap for k, (cell, gap) in padded]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join(lines)
