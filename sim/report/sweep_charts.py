"""The plot of a sweep's metamodels: each design as simulated, and as predicted from all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.measures.definitions import definition_of, label
from sim.report.numbers import span_unit, unit_word
from sim.report.style import BLUE, GRID, INK, house_style, label_of, panelled, plain_ticks
from sim.report.sweep_analyses import amounts
from sim.report.words import counted, word
from sim.sweeps.metamodel import predictions_frame

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.sweeps.results import SweepResults

MOST_PANELS: Final = 12
HEIGHT_OF_A_ROW: Final = 4.2
"""In inches."""


def sweep_charts(results: SweepResults, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: the metamodels, if the sweep asks for them and no result is missing."""
    if results.experiment.file.sweep.metamodel is None or not results.is_whole:
        return {}
    return {"metamodel": metamodel_chart(results, lang)}


def metamodel_chart(results: SweepResults, lang: str = "en") -> Figure:
    """A panel for each measure: designs on the line are predicted as they were simulated; 95 % intervals of both."""
    made = results.experiment
    sweep, predictions = made.file.sweep, predictions_frame(results)
    kind = word("metamodel_title_quadratic" if sweep.metamodel == "quadratic" else "metamodel_title_linear", lang)
    what = f"{label_of(sweep.title or made.file.name)}; {counted('design', len(made.points), lang)}"
    replications = counted("replication", made.replications, lang)
    note = word("chart_note", lang, title=what, replications=replications, seed=made.seed)
    shown = made.measures[:MOST_PANELS]
    columns = min(len(shown), 2)
    rows = -(-len(shown) // columns)
    with house_style():
        title = word("metamodel_title", lang, kind=kind)
        figure, panels = panelled(title, note, columns, 1.0 + HEIGHT_OF_A_ROW * rows, rows, shared=False)
        for measure, axes in zip(shown, panels, strict=False):
            _draw(axes, predictions[predictions["measure"] == measure], lang)
            found = results.metamodel(measure)
            error, noise = amounts([found.error, found.noise], found.unit, lang)
            said = word(
                "metamodel_panel" if found.is_of_use else "metamodel_panel_useless", lang, error=error, noise=noise
            )
            axes.set_title(f"{label_of(label(measure, lang))}\n{said}", fontsize=10.5)
        for axes in panels[len(shown) :]:
            axes.set_visible(False)
    return figure


def _draw(axes: Axes, frame: pd.DataFrame, lang: str) -> None:
    unit = definition_of(frame["measure"].iloc[0]).unit
    scale, name = _scale(frame, unit)
    simulated, low, high, predicted, below, above = (
        frame[column].to_numpy(dtype=np.float64, na_value=np.nan) * scale
        for column in ("estimate", "low", "high", "predicted", "predicted_low", "predicted_high")
    )
    across, up = (_error(*parts) for parts in ((simulated, low, high), (predicted, below, above)))
    axes.errorbar(
        simulated, predicted, xerr=across, yerr=up, color=BLUE, marker="o", markersize=3.5, linestyle="none",
        elinewidth=0.7,
    )  # fmt: skip
    ends = [np.nanmin([simulated, predicted]), np.nanmax([simulated, predicted])]
    axes.plot(ends, ends, color=INK, lw=1.0)
    axes.set_xlabel(_axis(word("metamodel_simulated", lang), name, lang))
    axes.set_ylabel(_axis(word("metamodel_predicted", lang), name, lang))
    axes.grid(color=GRID, linewidth=0.8)
    plain_ticks(axes.xaxis)
    plain_ticks(axes.yaxis)


def _axis(what: str, unit: str, lang: str) -> str:
    said = unit_word(unit, lang)
    return word("metamodel_axis", lang, what=what, unit=said) if said else what


def _scale(frame: pd.DataFrame, unit: str) -> tuple[float, str]:
    """What values are multiplied by to be shown, and in which unit that is."""
    if unit == "s":
        seconds, name = span_unit(float(frame["estimate"].max()))
        return 1 / seconds, name
    return (100, "%") if unit == "share" else (1, unit)


def _error(middle: Any, low: Any, high: Any) -> Any:
    """Distances to the ends as bars want them; none where there is no end."""
    return np.nan_to_num(np.array([middle - low, high - middle]))
