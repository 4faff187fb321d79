"""What is worked out from all designs of a sweep together: Sobol' indices, elementary effects, metamodels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from sim.errors import printable
from sim.measures.definitions import label
from sim.report.numbers import decimals_for, span_unit, unit_word
from sim.report.sweep_analysis_words import MISSING_WORDS
from sim.report.text_tables import in_columns
from sim.report.words import phrase, word
from sim.sweeps.indices import has_too_few_points
from sim.sweeps.metamodel import coefficients_frame, metamodels_frame

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema_sweep import Sweep
    from sim.sweeps.results import SweepResults


def analyses_of(sweep: Sweep) -> list[str]:
    """Which of them a sweep file asks for."""
    design = sweep.design
    asked = {"indices": design.sobol_indices, "effects": design.morris, "metamodel": sweep.metamodel}
    return [name for name, value in asked.items() if value is not None]


def analyses_text(results: SweepResults, lang: str) -> list[str]:
    """Each as a table with what it means below, or why there is none."""
    asked = analyses_of(results.experiment.file.sweep)
    if not results.is_whole:
        return [phrase(MISSING_WORDS[name], lang) for name in asked]
    return [_TEXTS[name](results, lang) for name in asked]


def analyses_answer(results: SweepResults) -> dict[str, list[dict[str, Any]]]:
    """The same for programs; none of what was not asked for, or cannot be worked out."""
    asked = analyses_of(results.experiment.file.sweep) if results.is_whole else []
    return {name: _plain(frame(results)) if analysis in asked else [] for name, (analysis, frame) in _FRAMES.items()}


def table(rows: list[list[str]]) -> str:
    """Cells under one another; all columns but the first end together."""
    return in_columns([[printable(cell, breaks=False) for cell in row] for row in rows], set(range(1, len(rows[0]))))


def amounts(values: list[float | None], unit: str, lang: str) -> list[str]:
    """Differences and errors of a measure with as many digits each and their unit; of shares in points."""
    known = [value for value in values if value is not None]
    seconds, shown = span_unit(max(map(abs, known))) if unit == "s" and known else (1, unit)
    scaled = [None if value is None else value / seconds for value in values]
    decimals = decimals_for([0.0, *(value for value in scaled if value is not None)], shown)
    said = []
    for value in scaled:
        if value is None:
            said.append(word("no_interval", lang))
        elif unit == "share":
            said.append(word("compare_points", lang, amount=f"{value * 100:,.{decimals}f}"))
        else:
            said.append(f"{value:,.{decimals}f} {unit_word(shown, lang)}".rstrip())
    return said


def _indices(results: SweepResults, lang: str) -> str:
    """Sobol' indices; what is no more than noise is said to be none."""
    heads = [
        word("sweep_of_measure", lang),
        word("sweep_factor_head", lang),
        word("sweep_first", lang),
        word("sweep_total", lang),
    ]
    rows, frame = [], results.indices_frame()
    for row in frame.to_dict("records"):
        cells = [
            f"{row[name]:.2f} ({word('range', lang, low=f'{row[low]:.2f}', high=f'{row[high]:.2f}')})"
            if row[seen] else word("sweep_unseen", lang)
            for name, low, high, seen in (
                ("first", "first_low", "first_high", "first_seen"), ("total", "total_low", "total_high", "total_seen"),
            )
        ]  # fmt: skip
        rows.append([label(row["measure"], lang), row["factor"], *cells])
    said = [word("sweep_indices", lang)]
    if results.experiment.replications == 1:
        said.append(word("sweep_indices_alone", lang))
    if has_too_few_points(frame):
        said.append(word("sweep_indices_points", lang))
    return "\n".join([table([heads, *rows]), "", *said])


def _effects(results: SweepResults, lang: str) -> str:
    """Elementary effects, the largest of each measure first; those that chance alone might be are named."""
    heads = [
        word("effects_of", lang),
        word("sweep_factor_head", lang),
        word("effects_size", lang),
        word("effects_noise", lang),
        word("effects_mean", lang),
        word("effects_spread", lang),
        "",
    ]
    rows, frame = [], results.effects_frame().sort_values("mu_star", ascending=False, kind="stable")
    for measure in results.experiment.measures:
        for row in _plain(frame[frame["measure"] == measure]):
            cells = amounts([row[name] for name in ("mu_star", "noise", "mu", "sigma")], row["unit"], lang)
            seen = "" if row["seen"] else word("effects_unseen", lang)
            rows.append([label(measure, lang), row["factor"], *cells, seen])
    return f"{table([heads, *rows])}\n\n{word('effects_note', lang)}"


def _metamodels(results: SweepResults, lang: str) -> str:
    """How far off metamodels are, beside the noise of a design and the spread of all."""
    sweep = results.experiment.file.sweep
    of = word("metamodel_quadratic" if sweep.metamodel == "quadratic" else "metamodel_linear", lang)
    heads = [of, word("metamodel_error", lang), word("metamodel_noise", lang), word("metamodel_spread", lang), ""]
    rows = [
        [
            label(row["measure"], lang),
            *amounts([row["error"], row["noise"], row["spread"]], row["unit"], lang),
            "" if row["of_use"] else word("metamodel_useless", lang),
        ]
        for row in _plain(metamodels_frame(results))
    ]
    return f"{table([heads, *rows])}\n\n{word('metamodel_note', lang)}"


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table; None where a cell is empty."""
    whole = frame.astype(object)
    rows = whole.where(whole.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


_TEXTS: Final[dict[str, Callable[[SweepResults, str], str]]] = {
    "indices": _indices,
    "effects": _effects,
    "metamodel": _metamodels,
}
_FRAMES: Final[dict[str, tuple[str, Callable[[SweepResults], pd.DataFrame]]]] = {
    "indices": ("indices", lambda results: results.indices_frame()),
    "effects": ("effects", lambda results: results.effects_frame()),
    "metamodel": ("metamodel", metamodels_frame),
    "coefficients": ("metamodel", coefficients_frame),
}
"""Key of the answer to what it belongs to, and its table."""
