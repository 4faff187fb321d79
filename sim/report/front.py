"""What `hotline plan --front` prints and draws: cost against the level of a target, each plan with its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.measures.definitions import label
from sim.report.answer import frame_rows
from sim.report.chinese import in_language
from sim.report.numbers import amount, found_words
from sim.report.style import BLUE, GRID, INK, ORANGE, QUIET, canvas, house_style, legend_above, plain_ticks
from sim.report.summary_words import STATUS_WORDS
from sim.report.target_lines import SIGNS
from sim.report.text_tables import in_columns
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.measures.targets import TargetResult
    from sim.planning.front import Front


def front_text(found: Front, lang: str = "en") -> str:
    """A row for each level, and why some have no plan."""
    rows = []
    for level, heads, paid, cost, more, verdict, told in front_rows(found.to_frame(), front_targets(found), lang):
        costs = ["" if value is None else amount(value) for value in (paid, cost)]
        further = "" if more is None else f"{'+' if more >= 0 else '-'}{amount(abs(more))}"
        rows.append([level, "" if heads is None else f"{heads:,}", *costs, further, verdict, told])
    blocks = [
        front_sentence(found, lang),
        in_columns([front_columns(lang), *rows], {1, 2, 3, 4}),
        "\n".join(f"  ! {reason}" for reason in front_refusals(found, lang)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def front_sentence(found: Front, lang: str) -> str:
    """What the table shows."""
    side = ">=" if found.side == "at_least" else "<="
    return word("front_answer", lang, measure=label(found.measure, lang), side=side)


def front_refusals(found: Front, lang: str) -> list[str]:
    """Why some levels have no plan."""
    return [
        word("front_reason", lang, level=point.level, reason=in_language(point.refused, lang))
        for point in found.points
        if point.plan is None
    ]


def front_targets(found: Front) -> dict[str, tuple[TargetResult, ...]]:
    """How every target fares at each level that has a plan."""
    return {point.level: tuple(point.plan.checked.trial.targets) for point in found.points if point.plan is not None}


def front_columns(lang: str) -> list[str]:
    """The headings of `front_rows`."""
    return word("front_columns", lang).split("|")


def front_rows(frame: pd.DataFrame, targets: Mapping[str, Sequence[TargetResult]], lang: str) -> list[tuple[Any, ...]]:
    """A row for each level: it, people, paid hours, cost, how much more than before, the verdict, and each target.

    Parameters
    ----------
    frame
        As `sim.planning.front.Front.to_frame` gives it.
    targets
        As `front_targets` gives them.
    lang
        'en' or 'zh'.
    """
    rows: list[tuple[Any, ...]] = []
    before = None
    for row in frame_rows(frame.drop_duplicates("level")):
        if row["heads"] is None:
            rows.append((row["level"], None, None, None, None, word("front_none", lang), ""))
            continue
        more, before = None if before is None else row["cost"] - before, row["cost"]
        told = [
            f"{SIGNS[one.status]} {label(one.measure, lang)} {found_words(one, lang)}" for one in targets[row["level"]]
        ]
        verdict = phrase(STATUS_WORDS[row["verdict"]], lang)
        numbers = (row["heads"], row["paid_hours"], row["cost"], more)
        rows.append((row["level"], *numbers, verdict, "; ".join(told)))
    return rows


def front_answer(found: Front, lang: str = "en") -> dict[str, Any]:
    """The same as plain numbers.

    Returns
    -------
    dict
        `measure`, `side`; `points`: for each level `heads`, `paid_hours`, `cost`, `verdict` (None where there is no
        plan) and `refused`; `rows`: see `sim.planning.front.Front.to_frame`.
    """
    return {
        "measure": found.measure,
        "side": found.side,
        "points": [
            {
                "level": point.level,
                "heads": None if point.plan is None else point.plan.shape.heads,
                "paid_hours": None if point.plan is None else point.plan.paid_hours,
                "cost": None if point.plan is None else point.plan.cost,
                "verdict": None if point.plan is None else point.plan.verdict,
                "refused": in_language(point.refused, lang),
            }
            for point in found.points
        ],
        "rows": frame_rows(found.to_frame()),
    }


def front_chart(frame: pd.DataFrame, key: str, lang: str = "en", note: str = "") -> Figure:
    """Cost over levels, marked by whether all targets hold with fresh chance.

    Parameters
    ----------
    frame
        As `sim.planning.front.Front.to_frame` gives it.
    key
        The measure.
    lang, note
        As charts have them.
    """
    plans = [row for row in frame_rows(frame.drop_duplicates("level")) if row["heads"] is not None]
    measure = label(key, lang)
    if len(plans) > 1:
        low, high = plans[0], plans[-1]
        costs = {"low_cost": amount(low["cost"]), "high_cost": amount(high["cost"])}
        title = word("front_title", lang, low=low["level"], high=high["level"], measure=measure, **costs)
    else:
        title = word("front_title_one", lang, measure=measure)
    with house_style():
        figure, axes = canvas(title, note)
        places = range(len(plans))
        axes.plot(places, [plan["cost"] for plan in plans], color=QUIET, linewidth=0.9, zorder=1)
        for verdict, colour, marker in (("met", BLUE, "o"), ("undecided", INK, "D"), ("not met", ORANGE, "X")):
            mine = [(place, plan["cost"]) for place, plan in enumerate(plans) if plan["verdict"] == verdict]
            if mine:
                across, up = zip(*mine, strict=True)
                name = phrase(STATUS_WORDS[verdict], lang)
                axes.scatter(across, up, s=60, color=colour, marker=marker, zorder=2, label=name)
        for place, plan in enumerate(plans):
            heads = counted("person", plan["heads"], lang)
            axes.annotate(heads, (place, plan["cost"]), (0, 9), textcoords="offset points", ha="center", color=INK)
        axes.set_xticks(list(places), [plan["level"] for plan in plans])
        axes.margins(x=0.12, y=0.18)
        axes.set_xlabel(word("front_level_axis", lang, measure=measure))
        axes.set_ylabel(word("front_cost_axis", lang))
        plain_ticks(axes.yaxis)
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        legend_above(axes)
    return figure
