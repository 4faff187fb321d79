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
