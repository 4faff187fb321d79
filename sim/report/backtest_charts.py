"""The charts of `hotline backtest`: real days as points on the bands that were simulated for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.backtesting.days import MEASURES
from sim.backtesting.judging import SHARES
from sim.backtesting.ticket_days import TICKET_MEASURES
from sim.report.backtest import measure_words
from sim.report.backtest_words import VERDICT_WORDS
from sim.report.forecast_charts import BANDS
from sim.report.style import BLUE, GRID, ORANGE, canvas, house_style, legend_above, plain_ticks
from sim.report.views import date_label, days_shown
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.study.kept_answer import KeptFinding

CHARTS = tuple(f"backtest_{name}" for name in (*MEASURES, *TICKET_MEASURES))


def backtest_charts(found: KeptFinding, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: one for each measure that has real days."""
    rows = found.tables["calibration"].to_dict("records")
    return {f"backtest_{row['measure']}": _chart(found, row, lang) for row in rows if row["days"]}


def _chart(found: KeptFinding, row: dict[Any, Any], lang: str) -> Figure:
    name, days = row["measure"], found.tables["days"]
    days = days[days["measure"] == name]
    share = 100.0 if name in SHARES else 1.0
    inside = ((days["low_80"] <= days["real"]) & (days["real"] <= days["high_80"])).sum()
    called = measure_words(name, found.facts["within"], lang)
    title = word(
        "backtest_title", lang, measure=called, inside=int(inside), days=row["days"],
        verdict=phrase(VERDICT_WORDS[row["verdict"]], lang),
    )  # fmt: skip
    with house_style():
        figure, axes = canvas(title, found.titles[lang])
        places = np.arange(len(days))
        for level, colour in BANDS:
            low, high = (share * days[f"{end}_{level}"].to_numpy(dtype=float) for end in ("low", "high"))
            label = word("forecast_bands", lang) if level == BANDS[-1][0] else None
            axes.bar(places, high - low, 0.7, low, color=colour, label=label)
        axes.plot(places, share * days["mean"], "_", color=BLUE, ms=18, mew=2, label=word("backtest_simulated", lang))
        axes.plot(places, share * days["real"], "o", color=ORANGE, ms=7, label=word("backtest_real", lang))
        shown = days_shown(len(days))
        axes.set_xticks(places[list(shown)], [date_label(days["day"].iloc[k], lang) for k in shown])
        axes.set_ylim(bottom=0)
        axes.set_ylabel(called + (" (%)" if share > 1 else ""))
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        plain_ticks(axes.yaxis)
        legend_above(axes)
    return figure
