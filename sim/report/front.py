"""What `hotline plan --front` prints and draws: cost against the level of a target, each plan with its verdict."""

from __future__ import annotations

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
    from matplotlib.figure import Figure

    from sim.planning.front import Front


def front_text(found: Front, lang: str = "en") -> str:
    """A row for each level, and why some have no plan."""
    head = word("front_columns", lang).split("|")
    rows, before = [], None
    for point in found.points:
        if point.plan is None:
            rows.append([point.level, "", "", "", "", word("front_none", lang), ""])
            continue
        cost = point.plan.cost
        more = "" if before is None else f"{'+' if cost >= before else '-'}{amount(abs(cost - before))}"
        before = cost
        targets = point.plan.checked.trial.targets
        rows.append(
            [
                point.level,
                f"{point.plan.shape.heads:,}",
                amount(point.plan.paid_hours),
                amount(cost),
                more,
                phrase(STATUS_WORDS[point.plan.verdict], lang),
                "; ".join(
                    f"{SIGNS[one.status]} {label(one.measure, lang)} {found_words(one, lang)}" for one in targets
                ),
            ]
        )
    reasons = [
        word("front_reason", lang, level=point.level, reason=in_language(point.refused, lang))
        for point in found.points
        if point.plan is None
    ]
    side = ">=" if found.side == "at_least" else "<="
    blocks = [
        word("front_answer", lang, measure=label(found.measure, lang), side=side),
        in_columns([head, *rows], {1, 2, 3, 4}),
        "\n".join(f"  ! {reason}" for reason in reasons),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


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


def front_chart(found: Front, lang: str = "en", note: str = "") -> Figure:
    """Cost over levels, marked by whether all targets hold with fresh chance."""
    plans = [(point.level, point.plan) for point in found.points if point.plan is not None]
    measure = label(found.measure, lang)
    if len(plans) > 1:
        (low, first), (high, last) = plans[0], plans[-1]
        costs = {"low_cost": amount(first.cost), "high_cost": amount(last.cost)}
        title = word("front_title", lang, low=low, high=high, measure=measure, **costs)
    else:
        title = word("front_title_one", lang, measure=measure)
    with house_style():
        figure, axes = canvas(title, note)
        places = range(len(plans))
        axes.plot(places, [plan.cost for _, plan in plans], color=QUIET, linewidth=0.9, zorder=1)
        for verdict, colour, marker in (("met", BLUE, "o"), ("undecided", INK, "D"), ("not met", ORANGE, "X")):
            mine = [
                (place, plan.cost) for place, (_, plan) in zip(places, plans, strict=True) if plan.verdict == verdict
            ]
            if mine:
                across, up = zip(*mine, strict=True)
                name = phrase(STATUS_WORDS[verdict], lang)
                axes.scatter(across, up, s=60, color=colour, marker=marker, zorder=2, label=name)
        for place, (_, plan) in zip(places, plans, strict=True):
            heads = counted("person", plan.shape.heads, lang)
            axes.annotate(heads, (place, plan.cost), (0, 9), textcoords="offset points", ha="center", color=INK)
        axes.set_xticks(list(places), [level for level, _ in plans])
        axes.margins(x=0.12, y=0.18)
        axes.set_xlabel(word("front_level_axis", lang, measure=measure))
        axes.set_ylabel(word("front_cost_axis", lang))
        plain_ticks(axes.yaxis)
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        legend_above(axes)
    return figure
