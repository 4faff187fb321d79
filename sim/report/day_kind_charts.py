"""The mean day of each kind, side by side: working days, rest days and holidays need different people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sim.report.numbers import count_words
from sim.report.page_chart_words import KIND_OF_DAY_WORDS
from sim.report.style import (
    BLUE,
    GRID,
    INK,
    SKY,
    house_style,
    panelled,
    plain_ticks,
    small_ticks,
    steps,
)
from sim.report.views import TIME, Reals, grid, mean_of_known
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEADS = ("required", "scheduled", "present")


def mean_days(frame: pd.DataFrame, kinds: Mapping[date, str]) -> dict[str, dict[str, Reals]]:
    """The mean day of each kind there is, in the order of `KIND_OF_DAY_WORDS`.

    Parameters
    ----------
    frame
        An interval table: `interval_start`, `offered` and heads.
    kinds
        Kind of each date of the run.

    Returns
    -------
    dict
        By kind: `offered`, `required`, `scheduled`, `present`, each of shape (intervals of a day,), as far as the
        table has them; and `days`, shape (1,): how many there are.
    """
    dates = grid(frame, "offered")[0]
    found: dict[str, dict[str, Reals]] = {}
    for kind in KIND_OF_DAY_WORDS:
        mine = [kinds.get(day) == kind for day in dates]
        if any(mine):
            found[kind] = {
                name: mean_of_known(grid(frame, name)[2][mine]) for name in ("offered", *HEADS) if name in frame.columns
            } | {"days": np.array([float(sum(mine))])}
    return found


def day_kinds_chart(frame: pd.DataFrame, kinds: Mapping[date, str], lang: str = "en", note: str = "") -> Figure | None:
    """Calls, and heads required, rostered and at work, on the mean day of each kind; None where there is one kind.

    Parameters
    ----------
    frame, kinds
        As `mean_days` has them.
    lang, note
        As charts have them.
    """
    days = mean_days(frame, kinds)
    if len(days) < 2:
        return None
    with house_style():
        figure, panels = panelled(_title(days, lang), note, len(days), 5.6, rows=2, shared=False)
        for place, (kind, columns) in enumerate(days.items()):
            calls, heads = panels[place], panels[place + len(days)]
            hours = np.arange(len(columns["offered"]) + 1) * 24.0 / len(columns["offered"])
            name = phrase(KIND_OF_DAY_WORDS[kind], lang)
            told = counted("day", int(columns["days"][0]), lang)
            calls.set_title(word("day_kinds_panel", lang, kind=name, days=told), fontsize=11, loc="left")
            steps(calls, columns["offered"], hours, fill=True, color=SKY)
            steps(calls, columns["offered"], hours, color=INK, linewidth=1.2)
            if "present" in columns:
                steps(heads, columns["present"], hours, fill=True, color=SKY, label=word("present", lang))
                steps(
                    heads,
                    columns["scheduled"],
                    hours,
                    baseline=None,
                    color=BLUE,
                    ls="--",
                    lw=1.3,
                    label=word("scheduled", lang),
                )
                steps(heads, columns["required"], hours, baseline=None, color=INK, lw=1.4, label=word("required", lang))
            for axes in (calls, heads):
                _finish(axes)
            heads.set_xlabel(word("hour_axis", lang))
        _share(panels[: len(days)], word("day_kinds_calls", lang))
        _share(panels[len(days) :], word("staff_axis", lang))
        panels[len(days)].legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, fontsize=9, handlelength=1.4)
    return figure


def _finish(axes: Axes) -> None:
    axes.set_xlim(0, 24)
    axes.set_xticks(range(0, 25, 6))
    small_ticks(axes, range(0, 25, 2))
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    plain_ticks(axes.yaxis)


def _share(panels: list[Axes], label: str) -> None:
    """One scale for panels that are read beside each other."""
    top = max(axes.get_ylim()[1] for axes in panels)
    for axes in panels:
        axes.set_ylim(0, top)
    panels[0].set_ylabel(label)


def _title(days: dict[str, dict[str, Reals]], lang: str) -> str:
    each = [
        word(
            "day_kinds_one",
            lang,
            kind=phrase(KIND_OF_DAY_WORDS[kind], lang),
            calls=count_words(float(np.nansum(columns["offered"]))),
            heads=count_words(float(np.nanmax(columns.get("present", np.zeros(1)), initial=0.0))),
        )
        for kind, columns in days.items()
    ]
    return word("day_kinds_title", lang, list=word("comma", lang).join(each))


def days_table(frame: pd.DataFrame, kinds: Mapping[date, str], level: str | None, lang: str) -> pd.DataFrame:
    """One row for each date: its kind, calls, those abandoned, the service level, and person-hours short.

    Parameters
    ----------
    frame
        An interval table.
    kinds
        Kind of each date of the run.
    level
        Column of the service level to show, if there is one.
    lang
        'en' or 'zh', of the kinds.
    """
    import pandas as pd

    day = pd.to_datetime(frame[TIME]).dt.normalize()
    columns = {name: frame[name].groupby(day).sum() for name in ("offered", "answered", "abandoned")}
    table = pd.DataFrame(columns)
    offered = table["offered"].where(table["offered"] > 0)
    table["abandonment"] = table["abandoned"] / offered
    if level is not None:
        table[level] = (frame[level].fillna(0.0) * frame["offered"]).groupby(day).sum() / offered
    if "over_under" in frame.columns and len(frame) > 1:
        width = (frame[TIME].iloc[1] - frame[TIME].iloc[0]).total_seconds() / 3600
        table["missing_hours"] = (-frame["over_under"].clip(upper=0.0).fillna(0.0) * width).groupby(day).sum()
    names = [phrase(KIND_OF_DAY_WORDS[kinds[moment.date()]], lang) for moment in table.index]
    return table.reset_index(names="date").assign(kind_of_day=names)


def weeks_table(days: pd.DataFrame, level: str | None) -> pd.DataFrame:
    """One row for each week from Monday to Sunday: its first date in the run, its days, and what `days_table` has.

    Parameters
    ----------
    days
        As `days_table` gives it.
    level
        Column of the service level in it, if there is one.
    """
    import pandas as pd

    monday = days["date"] - pd.to_timedelta(days["date"].dt.day_of_week, unit="D")
    sums = [name for name in ("offered", "answered", "abandoned", "missing_hours") if name in days]
    table = days[sums].groupby(monday).sum()
    offered = table["offered"].where(table["offered"] > 0)
    table["abandonment"] = table["abandoned"] / offered
    if level is not None:
        table[level] = (days[level].fillna(0.0) * days["offered"]).groupby(monday).sum() / offered
    by_week = days["date"].groupby(monday)
    return table.assign(week_from=by_week.min(), days=by_week.count()).reset_index(drop=True)
