"""Required against rostered and at work in a sentence: the title of the chart and a line of the printed summary."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.calendar.lengths import MINUTE_US
from sim.measures.shortage import Shortage, Staffing, shortage_of
from sim.report.numbers import count_words
from sim.report.views import View, say_date, units_word, views_of_times
from sim.report.words import word


class Staffed(NamedTuple):
    """A view of the staffing, and what can be said of its rows.

    Attributes
    ----------
    view
        Whose rows they are; by day, `shortage` still is that of every interval.
    shortage
        Of each row; of each interval of the horizon where the rows are days.
    every
        Of each interval of the horizon.
    """

    view: View
    shortage: Shortage
    every: Shortage


def staffed_views(staffing: Staffing) -> dict[str, Staffed]:
    """What can be said by view: of every interval, or of the mean day and of every day for a long horizon."""
    views = views_of_times([moment.item() for moment in staffing.local_start.astype("datetime64[us]")])
    every = shortage_of(staffing)
    is_mean = views["by_interval"].kind == "mean_day"
    shown = {"by_interval": shortage_of(staffing.of_mean_day()) if is_mean else every, "by_day": every}
    return {name: Staffed(view, shown[name], every) for name, view in views.items()}


def staffing_sentence(staffed: Staffed, lang: str = "en") -> str:
    """In how many intervals people are missing, how many, when most, and why; never "enough" where it is not shown."""
    shortage, staffing = staffed.shortage, staffed.shortage.staffing
    counted, common = staffing.is_counted, _common(staffed, lang)
    if not counted.any():
        return word("staff_closed", lang)
    if not np.nansum(staffing.rostered) and not np.nansum(staffing.present):
        return word("staff_nobody", lang, **common)
    if not (staffing.required > 0).any():
        key = "staff_no_calls" if shortage.is_known.all() else "staff_unknown"
        peak = np.nanmax(staffing.present.mean(axis=0))
        return word(key, lang, peak=count_words(float(peak)), **common)
    if shortage.is_short.any():
        parts = [_short_words(staffed, lang, common), _cause(shortage, lang)]
    elif shortage.is_enough[counted].all():
        parts = [word("staff_enough", lang, **common)]
    else:
        parts = [word("staff_not_sure", lang, enough=f"{int(shortage.is_enough.sum()):,}", **common)]
    nobody = int((counted & (staffing.present.max(axis=0) == 0)).sum())
    unknown = int((counted & ~shortage.is_known).sum())
    parts += [word("staff_empty", lang, n=f"{nobody:,}")] if nobody else []
    parts += [word("staff_unknown_in", lang, n=f"{unknown:,}")] if unknown else []
    if staffed.view.kind in ("mean_day", "daily"):
        parts += _worst_day(staffed.every, lang)
    return word("staff_and", lang).join(parts)


def _common(staffed: Staffed, lang: str) -> dict[str, str]:
    """What every such sentence may name."""
    view, shortage = staffed.view, staffed.shortage
    of_days, of_run = view.kind == "mean_day", shortage.n == 1
    key = "mean_day_of_run" if of_days and of_run else "mean_day" if of_days else "staff_one_run"
    mean = word(key, lang, n=view.days) if of_days or of_run else ""
    units = units_word(shortage.staffing.width_us // MINUTE_US, lang)
    return {"mean": mean, "all": f"{shortage.counted:,}", "units": units}


def _short_words(staffed: Staffed, lang: str, common: dict[str, str]) -> str:
    shortage = staffed.shortage
    short = f"{int(shortage.is_short.sum()):,}"
    if staffed.view.kind == "daily":
        total = shortage.hours_by_day()[1].sum()
        return word("staff_short_hours", lang, short=short, total=count_words(float(total)), **common)
    worst = int(np.argmax(shortage.missing))
    heads = max(round(float(shortage.missing[worst])), 1)  # people come whole
    return word("staff_short", lang, short=short, worst=f"{heads:,}", at=staffed.view.at(worst, lang), **common)


def _cause(shortage: Shortage, lang: str) -> str:
    planned = int(shortage.is_planned.sum())
    away = int(shortage.is_short.sum()) - planned
    key = "staff_cause" if planned and away else "staff_planned" if planned else "staff_away"
    return word(key, lang, planned=f"{planned:,}", away=f"{away:,}")


def _worst_day(every: Shortage, lang: str) -> list[str]:
    """The worst day, if an hour of one person or more is missing on it: less is not worth a name."""
    day, hours, is_clear = every.worst_day()
    if hours < 1:
        return []
    key = "staff_worst_day" if is_clear else "staff_worst_unclear"
    return [word(key, lang, date=say_date(day, lang), hours=count_words(hours))]
