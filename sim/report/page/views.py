"""What pages read out of a run's interval table."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from sim.report.numbers import say_length
from sim.report.views import View, is_level
from sim.report.words import word

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures.targets import TargetResult
    from sim.study.kept_run import KeptRun


def level_target(run: KeptRun) -> tuple[str | None, float | None]:
    """Which service level the page shows, and what is asked of it: that of the first target, else the shortest."""
    return level_of(run.targets(), run.intervals_frame())


def level_of(targets: Sequence[TargetResult], frame: pd.DataFrame) -> tuple[str | None, float | None]:
    """The same of these targets, if the table has such a column."""
    for target in targets:
        if is_level(target.measure) and target.measure in frame.columns and target.side == "at_least":
            return target.measure, target.threshold
    return next((str(name) for name in frame.columns if is_level(str(name))), None), None


def waits_frame(waits: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The waits with a column `wait` that says which a row holds: none, from so long to so long, so long or more."""
    told = []
    for begin, end in zip(waits["from_seconds"].tolist(), waits["to_seconds"].tolist(), strict=True):
        low = say_length(begin, lang)
        if end == 0:
            told.append(word("wait_none", lang))
        elif isnan(end):
            told.append(word("and_more", lang, low=low))
        else:
            told.append(word("range", lang, low=low, high=say_length(end, lang)))
    return waits.assign(wait=told)


def view_frame(view: View) -> pd.DataFrame:
    """A view as a table: its time as a date, a time of day in hours or a moment, and its columns."""
    import pandas as pd

    columns: dict[str, object] = dict(view.columns)
    if view.kind == "daily":
        return pd.DataFrame({"date": [moment.date() for moment in view.start], **columns})
    if view.kind == "mean_day":
        return pd.DataFrame({"time_of_day": np.asarray(view.edges[:-1]), **columns})
    return pd.DataFrame({"interval_start": list(view.start), **columns})
