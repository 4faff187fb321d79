"""What a user can cause. Each error carries the sentence the user reads; none is shown with a traceback."""

from __future__ import annotations

from typing import Final

LONGEST_LINE: Final = 420
HEAD: Final = 280
"""Of a line that is too long, so much of its beginning stays (the place) and the rest of its end (what would be
right); what is left out lies in between, where values are told."""


def printable(text: str, breaks: bool = True) -> str:
    """The text with control characters shown as \\x1b and the like, so that no name can steer a terminal.

    Parameters
    ----------
    text
        Any text, names of files and columns among it.
    breaks
        Whether line breaks stay; within one name they do not.
    """
    return "".join(c if c.isprintable() or (breaks and c == "\n") else f"\\x{ord(c):02x}" for c in text)


def shortened(line: str, most: int = LONGEST_LINE) -> str:
    """A line of at most so many characters: its beginning and its end stay."""
    return line if len(line) <= most else f"{line[: HEAD - 4]} ... {line[len(line) - (most - HEAD - 1) :]}"


def shortened_lines(text: str) -> str:
    """A text whose lines can all be read."""
    return "\n".join(shortened(line) for line in text.split("\n"))


class HotlineError(Exception):
    """Base of everything a user can cause; `exit_code` is what the command returns.

    Whatever names and values the sentence tells, its lines can be printed and read: see `printable`, `shortened`.
    """

    exit_code = 2

    def __init__(self, text: str) -> None:
        self.sentence = printable(text)
        """The whole of it, for who says it in another language."""
        super().__init__(shortened_lines(self.sentence))


class ScenarioError(HotlineError):
    """A scenario that cannot be used: the message names file, line, key, value and what would be right.

    `key` is the one at fault within the part that was looked at, where the sentence is not about all of it.
    """

    def __init__(self, text: str, key: str | None = None) -> None:
        super().__init__(text)
        self.key = key


class DataError(HotlineError):
    """A data file (counts, time stamps, durations, staff) that cannot be used: the message names file and row."""


class BudgetError(HotlineError):
    """A run that was stopped by its budget of events, entities, memory or time; the message names the budget."""

    exit_code = 3


class StoreError(HotlineError):
    """Results that could not be written: the message names the folder and what to do."""

    exit_code = 4


class InfeasibleError(HotlineError):
    """Something was to be made of an answer that does not exist: no head count meets the targets."""


class ClusterError(HotlineError):
    """A cluster that cannot be used: it does not answer, or its workers have another state of the program."""

    exit_code = 5


def reason(error: Exception) -> str:
    """Why the system refused, in its own few words."""
    return (getattr(error, "strerror", None) or str(error) or "refused").lower()
