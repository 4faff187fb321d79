"""A plan as the sheets of a workbook, with the headings that planners know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.measures.definitions import label
from sim.report.plan_words import DAYS_WORDS, KIND_WORDS, STEP_WORDS
from sim.report.plan_workbook_words import HEADING_WORDS, SHEET_WORDS
from sim.report.summary_words import STATUS_WORDS
from sim.report.words import phrase

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = {
    "shifts": ("pool", "kind", "days", "start", "end", "heads", "breaks", "break_minutes", "paid_hours", "cost"),
    "costs": (
        "pool", "people", "hours", "night_hours", "weekend_hours", "wages", "supplements", "cost", "longest_day",
        "over_8_hours", "people_for_40_hours",
    ),
    "intervals": ("day", "time", "offered", "required", "scheduled", "present", "over_under", "today"),
    "rounds": (
        "round", "step", "heads", "cost", "replications", "measure", "side", "threshold", "estimate", "low", "high",
        "unit", "status",
    ),
}  # fmt: skip
"""Of each sheet, in the order of its table."""


def plan_sheets(
    slots: pd.DataFrame,
    shifts: pd.DataFrame,
    costs: pd.DataFrame,
    rounds: pd.DataFrame,
    minutes: int,
    lang: str = "en",
) -> dict[str, pd.DataFrame]:
    """Sheets by name: shifts, costs, intervals and rounds.

    Parameters
    ----------
    slots, shifts, costs, rounds
        The tables of a plan: see `sim.planning.tables`.
    minutes
        Length of an interval.
    lang
        'en' or 'zh', of headings, days, steps and verdicts.
    """
    made = {
        "shifts": shifts.assign(
            kind=[phrase(KIND_WORDS[kind], lang) for kind in shifts["kind"]], days=_said(shifts["days"], lang)
        ),
        "costs": costs.rename(columns={"paid_hours": "hours"}),
        "intervals": slots.assign(day=_said(slots["day"], lang), time=_spans(slots["time"], minutes)),
        "rounds": rounds.assign(
            round=rounds["round"] + 1,
            step=[phrase(STEP_WORDS[step], lang) for step in rounds["step"]],
            measure=[label(measure, lang) for measure in rounds["measure"]],
            status=[phrase(STATUS_WORDS[status], lang) for status in rounds["status"]],
            side=[">=" if side == "at_least" else "<=" for side in rounds["side"]],
        ),
    }
    return {phrase(SHEET_WORDS[name], lang): _headed(name, frame, lang) for name, frame in made.items()}


def _said(days: pd.Series[str], lang: str) -> list[str]:
    return [phrase(DAYS_WORDS[day], lang) for day in days]


def _spans(times: pd.Series[str], minutes: int) -> list[str]:
    """Each interval from its beginning to its end."""
    begins = [int(time[:2]) * 60 + int(time[3:]) for time in times]
    return [
        f"{time}-{(at + minutes) // 60:02}:{(at + minutes) % 60:02}" for time, at in zip(times, begins, strict=True)
    ]


def _headed(sheet: str, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The columns of a sheet under its headings, in their order."""
    headings = {name: phrase(HEADING_WORDS[name], lang) for name in COLUMNS[sheet]}
    return frame[list(headings)].rename(columns=headings)
