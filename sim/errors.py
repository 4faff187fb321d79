"""What a user can cause. Each error carries the sentence the user reads; none is shown with a traceback."""

from __future__ import annotations


class HotlineError(Exception):
    """Base of everything a user can cause; `exit_code` is what the command returns."""

    exit_code = 2


class ScenarioError(HotlineError):
    """A scenario that cannot be used: the message names file, line, key, value and what would be right."""


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
