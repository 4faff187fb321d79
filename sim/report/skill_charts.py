"""Who answers what: the types of requests that each group of operators may take, and those that it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.numbers import percent
from sim.report.style import GRID, INK, canvas, house_style, label_of, labels_of
from sim.report.views import Reals
from sim.report.words import word

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

MOST_GROUPS: Final = 24
MOST_TYPES: Final = 16
DARK_FROM: Final = 60.0
"""From this share on the number in a cell is white."""


def skills_chart(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure | None:
    """Of each type's contacts the share that each group took; grey where it does not take them.

    Parameters
    ----------
    frame
        The table `skills` of `sim.measures.chart_tables.ChartTables.frames`.
    lang
        'en' or 'zh'.
    note
        A line below the chart: what was run.

    Returns
    -------
    Figure or None
        None where there is one group, or nothing was taken.
    """
    groups, types = (list(dict.fromkeys(frame[name])) for name in ("pool", "type"))
    taken = frame["taken"].to_numpy(dtype=float).reshape(len(groups), len(types))
    able = frame["able"].to_numpy(dtype=bool).reshape(len(groups), len(types))
    if len(groups) < 2 or not taken.sum():
        return None
    title = _title(groups, types, taken, able, lang)
    rows = np.sort(np.argsort(-taken.sum(axis=1), kind="stable")[:MOST_GROUPS])
    columns = np.sort(np.argsort(-taken.sum(axis=0), kind="stable")[:MOST_TYPES])
    whole = taken.sum(axis=0)
    shares = 100 * np.divide(taken, whole, out=np.zeros_like(taken), where=whole > 0)
    chosen = np.ix_(rows, columns)
    untaken = (~able & (taken == 0))[chosen]
    shown = np.ma.masked_array(shares[chosen], untaken)
    with house_style():
        figure, axes = canvas(title, note, 2.6 + 0.36 * len(rows))
        axes.set_facecolor(GRID)
        edges = np.arange(len(columns) + 1.0)
        axes.pcolormesh(
            edges, np.arange(len(rows) + 1.0), shown, cmap="Blues", vmin=0, vmax=100, edgecolors="white", linewidth=0.6
        )
        for (row, column), share in np.ndenumerate(shares[chosen]):
            if not untaken[row, column]:
                axes.text(
                    column + 0.5, row + 0.5, f"{share:.0f}", ha="center", va="center", fontsize=8.5,
                    color="white" if share > DARK_FROM else INK,
                )  # fmt: skip
        axes.set_yticks(np.arange(len(rows)) + 0.5, labels_of([str(groups[row]) for row in rows]))
        few = len(columns) <= 6
        names = labels_of([str(types[column]) for column in columns])
        axes.set_xticks(edges[:-1] + 0.5, names, rotation=0 if few else 30, ha="center" if few else "right")
        axes.tick_params(length=0)
        axes.set_xlabel(word("skills_axis", lang))
        axes.invert_yaxis()
        for side in axes.spines.values():
            side.set_visible(False)
    return figure


def _title(groups: list[str], types: list[str], taken: Reals, able: npt.NDArray[np.bool_], lang: str) -> str:
    """Which type rests on one group, the one with most contacts first; else which group took most."""
    alone = [column for column in np.argsort(-taken.sum(axis=0), kind="stable") if able[:, column].sum() == 1]
    if alone and taken[:, alone[0]].sum():
        only = int(np.flatnonzero(able[:, alone[0]])[0])
        return word("skills_title_alone", lang, pool=label_of(str(groups[only])), type=label_of(str(types[alone[0]])))
    most = int(taken.sum(axis=1).argmax())
    share = percent(float(taken[most].sum() / taken.sum()))
    return word("skills_title", lang, pool=label_of(str(groups[most])), share=share)
