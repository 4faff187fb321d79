"""The charts of `hotline plan`: people by time of day, shifts with their breaks, over and under, and the rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.numbers import amount
from sim.report.plan_chart_words import KINDS_OF_DAY, PLAN_STEP_TITLES
from sim.report.plan_words import DAYS_WORDS, STEP_WORDS
from sim.report.shift_charts import HOURS, ShiftBar, shift_bar, shift_bars
from sim.report.style import (
    BLUE,
    DEEP,
    FIGURE_INCHES,
    GRID,
    INK,
    MIDDLE,
    ORANGE,
    PALE,
    QUIET,
    SKY,
    canvas,
    house_style,
    label_of,
    legend_above,
    panelled,
    plain_ticks,
    steps,
)
from sim.report.summary_words import STATUS_WORDS
from sim.report.views import Reals
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.report.charts import Charts

WEEKEND: Final = ("sat", "sun")
MOST_POOLS: Final = 5
POOL_COLOURS: Final = (SKY, PALE, MIDDLE, BLUE, DEEP)
SHORT: Final = 0.5
"""From half a person on, an interval counts as over or under."""


def plan_charts(
    slots: pd.DataFrame,
    shifts: pd.DataFrame,
    rounds: pd.DataFrame,
    pools: pd.DataFrame,
    lang: str = "en",
    note: str = "",
    bound: float | None = None,
) -> Charts:
    """All charts of a plan by file name.

    Parameters
    ----------
    slots, shifts, rounds, pools
        The tables of a plan: see `sim.planning.tables`.
    lang
        'en' or 'zh'.
    note
        A line below each chart: what was run.
    bound
        What no plan of these shifts costs less than, if it is known.
    """
    figures = {"plan_day": day_chart(slots, pools, lang, note)}
    if _is_week(slots):
        figures["plan_week"] = week_chart(slots, pools, lang, note)
    for name, days in _shift_charts(shifts).items():
        figures[name] = shifts_chart(shifts[shifts["days"] == days], lang, note)
    figures["plan_over_under"] = over_under_chart(slots, lang, note)
    figures["plan_rounds"] = rounds_chart(rounds, lang, note, bound)
    return figures


def plan_chart_names(slots: pd.DataFrame, shifts: pd.DataFrame) -> list[str]:
    """What the charts of a plan are called."""
    week = ["plan_week"] if _is_week(slots) else []
    return ["plan_day", *week, *_shift_charts(shifts), "plan_over_under", "plan_rounds"]


def _shift_charts(shifts: pd.DataFrame) -> dict[str, str]:
    """The chart of each kind of day, and how its days are called."""
    return {f"plan_shifts_{days}" if days else "plan_shifts": days for days in dict.fromkeys(shifts["days"])}


def _is_week(slots: pd.DataFrame) -> bool:
    return _days(slots) != [""]


def day_chart(slots: pd.DataFrame, pools: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """People required, now and by the plan over a mean day of each kind, one below the other."""
    kinds = _kinds_of_day(slots)
    with house_style():
        height = FIGURE_INCHES[1] if len(kinds) == 1 else 6.6
        figure, panels = panelled(_people_title(slots, lang), note, 1, height, rows=len(kinds))
        for axes, (kind, days) in zip(panels, kinds.items(), strict=True):
            here, by_pool = _mean_day(slots, days), _mean_pools(pools, days)
            _draw_people(axes, here, by_pool, np.arange(len(here["time"]) + 1) * HOURS / len(here["time"]), lang)
            axes.set_xticks(range(0, HOURS + 1, 2))
            axes.set_ylabel(word("staff_axis", lang))
            if kind:
                axes.text(0.01, 0.99, phrase(KINDS_OF_DAY[kind], lang), transform=axes.transAxes, va="top", color=INK)
        panels[-1].set_xlabel(word("hour_axis", lang))
        legend_above(panels[0])
    return figure


def week_chart(slots: pd.DataFrame, pools: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """The same over the week."""
    days = _days(slots)
    with house_style():
        figure, axes = canvas(_people_title(slots, lang), note)
        columns = {name: slots[name].to_numpy() for name in ("time", "required", "today", "present")}
        by_pool = {str(name): part["present"].to_numpy() for name, part in pools.groupby("pool", sort=False)}
        _draw_people(axes, columns, by_pool, np.arange(len(slots) + 1) * len(days) / len(slots), lang)
        axes.set_xticks(np.arange(len(days)) + 0.5, [phrase(DAYS_WORDS[day], lang) for day in days])
        axes.set_xticks(range(len(days) + 1), minor=True)
        axes.tick_params(axis="x", length=0)
        axes.grid(axis="x", which="minor", color=GRID, linewidth=0.8)
        axes.set_ylabel(word("staff_axis", lang))
        legend_above(axes)
    return figure


def shifts_chart(shifts: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """Shifts of one kind of day as bars in the order of their starts; white is who has a break, as a share of them."""
    bars = _shift_bars(shifts)
    return shift_bars(bars, _shifts_title(shifts, bars, lang), lang, note)


def over_under_chart(slots: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """People at work less those that the formula asks for, day by time of day."""
    from matplotlib.colors import LinearSegmentedColormap

    days = _days(slots)
    table = slots.pivot(index="day", columns="time", values="over_under").reindex(days)
    cells = np.ma.masked_invalid(table.to_numpy(dtype=float))
    most = max(1.0, float(np.abs(cells).max())) if cells.count() else 1.0
    colours = LinearSegmentedColormap.from_list("over_under", [ORANGE, "white", BLUE])
    with house_style():
        figure, axes = canvas(_over_under_title(slots, lang), note, 2.6 + 0.3 * len(days))
        edges = np.arange(cells.shape[1] + 1) * HOURS / cells.shape[1]
        mesh = axes.pcolormesh(
            edges, np.arange(len(days) + 1), cells, cmap=colours, vmin=-most, vmax=most, edgecolors="white",
            linewidth=0.4,
        )  # fmt: skip
        axes.set_facecolor(GRID)
        bar = axes.figure.colorbar(mesh, ax=axes, pad=0.015, aspect=18)
        bar.set_label(word("plan_over_under_axis", lang))
        bar.outline.set_visible(False)
        bar.locator = _few_ticks()
        bar.update_ticks()
        plain_ticks(bar.ax.yaxis)
        axes.set_yticks(np.arange(len(days)) + 0.5, [phrase(DAYS_WORDS[day], lang) for day in days])
        axes.tick_params(axis="y", length=0)
        axes.set_xticks(range(0, HOURS + 1, 2))
        axes.set_xlabel(word("hour_axis", lang))
        axes.invert_yaxis()
        for side in axes.spines.values():
            side.set_visible(False)
    return figure


def rounds_chart(rounds: pd.DataFrame, lang: str = "en", note: str = "", bound: float | None = None) -> Figure:
    """What each plan on the way cost, marked by whether it kept all targets."""
    from matplotlib.ticker import MaxNLocator

    each = rounds.groupby("round", sort=True).agg(
        step=("step", "first"), cost=("cost", "first"), status=("status", list)
    )
    verdicts = np.array([_verdict(status) for status in each["status"]])
    numbers, costs = each.index.to_numpy() + 1, each["cost"].to_numpy()
    with house_style():
        figure, axes = canvas(_rounds_title(each, verdicts, lang, bound), note)
        axes.plot(numbers, costs, color=QUIET, linewidth=0.9, zorder=1)
        for verdict, colour, marker in (("met", BLUE, "o"), ("undecided", INK, "D"), ("not met", ORANGE, "X")):
            are = verdicts == verdict
            if are.any():
                axes.scatter(
                    numbers[are], costs[are], s=46, color=colour, marker=marker, zorder=2,
                    label=phrase(STATUS_WORDS[verdict], lang),
                )  # fmt: skip
        fresh = (each["step"] == "fresh chance").to_numpy()
        axes.scatter(
            numbers[fresh], costs[fresh], s=150, facecolor="none", edgecolor=INK, linewidth=1.0, zorder=2,
            label=phrase(STEP_WORDS["fresh chance"], lang),
        )  # fmt: skip
        if bound is not None:
            axes.axhline(bound, color=INK, ls="--", lw=1.2, label=word("plan_bound_line", lang))
        axes.margins(y=0.12)
        axes.set_xlim(0.5, numbers[-1] + 0.5)
        axes.set_xlabel(word("plan_round_axis", lang))
        axes.set_ylabel(word("plan_cost_axis", lang))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        plain_ticks(axes.xaxis)
        plain_ticks(axes.yaxis)
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        legend_above(axes)
    return figure


def _days(slots: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(slots["day"]))


def _kinds_of_day(slots: pd.DataFrame) -> dict[str, list[str]]:
    """Days of each kind: working days and weekend of a week, or the one day there is."""
    days = _days(slots)
    if not _is_week(slots):
        return {"": days}
    kinds = {"workdays": [d for d in days if d not in WEEKEND], "weekend": [d for d in days if d in WEEKEND]}
    return {kind: found for kind, found in kinds.items() if found}


def _mean_day(slots: pd.DataFrame, days: list[str]) -> dict[str, Reals]:
    part = slots[slots["day"].isin(days)].groupby("time", sort=True)
    return {name: part[name].mean().to_numpy() for name in ("required", "today", "present")} | {
        "time": np.array(list(part.groups))
    }


def _mean_pools(pools: pd.DataFrame, days: list[str]) -> dict[str, Reals]:
    part = pools[pools["day"].isin(days)]
    return {
        str(name): mine.groupby("time", sort=True)["present"].mean().to_numpy()
        for name, mine in part.groupby("pool", sort=False)
    }


def _draw_people(axes: Axes, columns: dict[str, Reals], by_pool: dict[str, Reals], edges: Reals, lang: str) -> None:
    """People by the plan as an area, pool by pool where there are several; now and required as lines."""
    if 1 < len(by_pool) <= MOST_POOLS:
        below = np.zeros(len(columns["present"]))
        for (name, heads), colour in zip(by_pool.items(), POOL_COLOURS, strict=False):
            label = word("plan_of_pool", lang, name=label_of(name))
            steps(axes, below + heads, edges, baseline=below, fill=True, color=colour, label=label)
            below = below + heads
    else:
        steps(axes, columns["present"], edges, fill=True, color=SKY, label=word("plan_present", lang))
    steps(axes, columns["today"], edges, baseline=None, color=QUIET, ls="--", lw=1.3, label=word("plan_now", lang))
    if np.isfinite(columns["required"]).any():
        steps(axes, columns["required"], edges, baseline=None, color=INK, lw=1.5, label=word("plan_required", lang))
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, max(axes.get_ylim()[1], 1.0) * 1.06)
    plain_ticks(axes.yaxis)
    axes.grid(axis="y", color=GRID, linewidth=0.8)


def _people_title(slots: pd.DataFrame, lang: str) -> str:
    """People-hours by the plan against today's, and when most are at work."""
    width = HOURS / slots["time"].nunique()
    plan, now = (float(slots[name].sum()) * width for name in ("present", "today"))
    peak = slots.iloc[int(slots["present"].argmax())]
    change = "more" if plan > now * 1.005 else "fewer" if plan < now * 0.995 else "as many"
    share = f"{abs(plan - now) / now * 100:.0f} %" if now else ""
    key = change if now else "none now"
    return phrase(
        PLAN_STEP_TITLES[key], lang, share=share, heads=f"{peak['present']:.0f}", at=_moment(peak, lang),
    )  # fmt: skip


def _moment(row: pd.Series[Any], lang: str) -> str:
    """When a slot begins: 'Mon 10:00', or '10:00' where one day is planned."""
    return f"{phrase(DAYS_WORDS[row['day']], lang)} {row['time']}" if row["day"] else str(row["time"])


def _shift_bars(shifts: pd.DataFrame) -> list[ShiftBar]:
    """One bar for each shift of each pool."""
    bars = []
    for (pool, _, start, end), ways in shifts.groupby(["pool", "kind", "start", "end"], sort=False):
        heads = int(ways["heads"].sum())
        columns = (ways[name].tolist() for name in ("heads", "breaks", "break_minutes"))
        pauses = [
            (at, float(minutes), float(people))
            for people, begins, lengths in zip(*columns, strict=True)
            for at, minutes in zip(begins.split(), lengths.split(), strict=True)
        ]
        bars.append(shift_bar(str(pool), f"{start}-{end} x {heads:,}", heads, (str(start), str(end)), pauses))
    return bars


def _people(shifts: pd.DataFrame) -> int:
    """Heads of shifts; those of shifts in two parts stand there twice."""
    return int(shifts["heads"].sum() - shifts["heads"][shifts["kind"] == "two parts"].sum() / 2)


def _shifts_title(shifts: pd.DataFrame, bars: list[ShiftBar], lang: str) -> str:
    largest = max(bars, key=lambda bar: bar.heads)
    return word(
        "plan_shifts_title",
        lang,
        days=phrase(DAYS_WORDS[shifts["days"].iloc[0]], lang),
        heads=counted("person", _people(shifts), lang),
        shifts=counted("shift", len(bars), lang),
        largest=largest.name.partition(" x ")[0],
        most=counted("person", largest.heads, lang),
    )


def _over_under_title(slots: pd.DataFrame, lang: str) -> str:
    known = slots[slots["over_under"].notna()]
    if not len(known):
        return word("plan_over_under_none", lang)
    under, over = known["over_under"] <= -SHORT, known["over_under"] >= SHORT
    low = known.iloc[int(known["over_under"].argmin())]
    words = {"of": len(known), "over": int(over.sum()), "under": int(under.sum())}
    if not under.any():
        return word("plan_over_title", lang, **words)
    return word("plan_under_title", lang, **words, most=f"{-low['over_under']:.1f}", at=_moment(low, lang))


def _few_ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=5)


def _verdict(status: list[str]) -> str:
    """Of a plan by its targets, as everywhere."""
    return "not met" if "not met" in status else "undecided" if "undecided" in status else "met"


def _rounds_title(each: pd.DataFrame, verdicts: Reals, lang: str, bound: float | None) -> str:
    last = float(each["cost"].iloc[-1])
    title = word(
        "plan_rounds_title",
        lang,
        rounds=len(each),
        cost=amount(last),
        status=phrase(STATUS_WORDS[str(verdicts[-1])], lang),
    )
    if bound is None or bound <= 0:
        return title
    return title + word("plan_rounds_bound", lang, share=f"{max(last / bound - 1, 0) * 100:.1f} %")
