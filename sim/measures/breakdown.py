"""The main measures by request type, stream or group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.measures.by_interval import thresholds
from sim.measures.definitions import definition_of
from sim.measures.families import call_figures
from sim.measures.figures import Figure
from sim.measures.floor import floor_figures
from sim.measures.phone import phone_contacts
from sim.measures.run import in_order
from sim.measures.work import Work
from sim.rules.codes import Outcome
from sim.runlog import RunLog

if TYPE_CHECKING:
    import pandas as pd

By = Literal["type", "stream", "group"]

ANSWERED_ONLY = frozenset(
    (
        "answered",
        "asa",
        "wait_p50",
        "wait_p90",
        "wait_p95",
        "service_level_answered",
        "talk_mean",
        "wrap_up_mean",
        "aht",
        "direct_answer_rate",
    )
)
"""What is known of a group: it has the calls it answered, not those that left before anybody took them."""


def by(log: RunLog, column: By) -> pd.DataFrame:
    """The call measures of each request type, stream, or group of operators.

    Parameters
    ----------
    log
        The run.
    column
        `type` or `stream`: all call measures; a citizen belongs to the type and stream of the request. `group`: the
        measures of the calls it answered, and of its people.

    Returns
    -------
    DataFrame
        One row per name and measure: the name (column `column`), measure, value, unit, numerator, denominator. An
        empty cell is "no data".
    """
    names = {"type": log.plan.type_names, "stream": log.plan.stream_names, "group": log.plan.group_names}
    if column not in names:
        raise ValueError(f"there is no breakdown by {column!r}: choose type, stream or group")
    work, within_us = Work(log), thresholds(log)
    phone = phone_contacts(log, work)
    rows: list[tuple[str, str, Figure]] = []
    for number, name in enumerate(names[column]):
        part = phone.only(phone.columns[column] == number)
        figures = call_figures(part, within_us, log.plan.scenario.report.short_abandon)
        if column == "group":
            figures = {key: f for key, f in figures.items() if definition_of(key).id in ANSWERED_ONLY}
            figures |= floor_figures(log, work, int(np.count_nonzero(part.has(Outcome.ANSWERED))), number)
        rows += [(name, key, figure) for key, figure in in_order(figures).items()]
    return breakdown_frame(column, rows)


def breakdown_frame(column: str, rows: Sequence[tuple[object, str, Figure]]) -> pd.DataFrame:
    """A breakdown as a tidy table: one row for each (part, measure key, figure)."""
    import pandas as pd

    return pd.DataFrame(
        {
            column: [name for name, _, _ in rows],
            "measure": [key for _, key, _ in rows],
            "value": pd.array([f.value for _, _, f in rows], dtype="Float64"),
            "unit": [definition_of(key).unit for _, key, _ in rows],
            "numerator": pd.array([f.numerator for _, _, f in rows], dtype="Float64"),
            "denominator": pd.array([f.denominator for _, _, f in rows], dtype="Float64"),
        }
    )
