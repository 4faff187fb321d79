"""What a sweep found, as text and JSON; and what a sweep file asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sim.measures.definitions import label
from sim.measures.estimate import Estimate
from sim.report.chinese import in_language
from sim.report.numbers import found_words, percent, readable
from sim.report.precision import stopping_answer, stopping_text
from sim.report.sweep_analyses import analyses_answer, analyses_of, analyses_text, table
from sim.report.sweep_analysis_words import ANALYSIS_WORDS
from sim.report.words import counted, phrase, word
from sim.scenario.ranges import Range
from sim.sweeps.designs import factors_of
from sim.sweeps.experiment import Experiment
from sim.sweeps.idle import idle_factors, slight_factors
from sim.sweeps.oddities import Oddity, PlanOddities
from sim.sweeps.results import SweepResults

MOST_SHOWN: Final = 40
MOST_LEVELS: Final = 8
MOST_WARNINGS: Final = 10


def sweep_text(results: SweepResults, lang: str) -> str:
    """The answer as a table: a row for each design, a column for each measure."""
    made, found = results.experiment, results.estimates()
    heads = [word("sweep_design", lang), *(label(key, lang) for key in made.measures)]
    rows = [
        [point.name, *(_cell(found.get((point.number, key)), lang) for key in made.measures)]
        for point in made.points[:MOST_SHOWN]
    ]
    lines = [_head(made, lang), "", table([heads, *rows])]
    if len(made.points) > MOST_SHOWN:
        more = counted("design", len(made.points) - MOST_SHOWN, lang)
        lines.append(word("sweep_more", lang, more=more))
    lines += ["", word("sweep_note", lang), *_gaps(results, lang)]
    if results.stopping is not None:
        lines += ["", stopping_text(results.stopping, lang), word("sweep_least_known", lang)]
    for told in analyses_text(results, lang):
        lines += ["", told]
    lines += factor_sentences(results, lang)
    lines += _failures(results, lang)
    return "\n".join(lines) + "\n"


def factor_sentences(results: SweepResults, lang: str) -> list[str]:
    """Which factors change nothing, and which hardly anything."""
    made = results.experiment
    return [
        *(word("sweep_idle", lang, factor=_named(made, factor, lang)) for factor in idle_factors(results)),
        *(
            word("sweep_slight", lang, factor=_named(made, factor, lang), share=percent(share))
            for factor, share in slight_factors(results).items()
        ),
    ]


def page_sentences(results: SweepResults, lang: str) -> list[str]:
    """What a page says of all designs beside their table: factors, what is not known, and how precise it is."""
    stopping = stopping_text(results.stopping, lang).splitlines() if results.stopping is not None else []
    told = [*_failures(results, lang), *factor_sentences(results, lang)]
    return [*told, word("sweep_note", lang), *_gaps(results, lang), *stopping]


def _failures(results: SweepResults, lang: str) -> list[str]:
    """How many runs failed, and why the first of them did."""
    if not results.failures:
        return []
    made = results.experiment
    (point, replication), why = min(results.failures.items())
    name, said = made.points[point].name, in_language(why, lang)
    return [
        word("sweep_failed", lang, failed=len(results.failures), of=len(made.points) * made.replications),
        word("sweep_first_failure", lang, name=name, replication=replication, why=said),
    ]


def sweep_answer(results: SweepResults) -> dict[str, Any]:
    """The same for programs."""
    made, found = results.experiment, results.estimates()
    return {
        **_about(made),
        "warnings": made.warnings,
        "changed_nothing": idle_factors(results),
        "changed_little": slight_factors(results),
        "until": stopping_answer(results.stopping),
        "points": [
            {
                "point": point.number,
                "name": point.name,
                "levels": point.levels,
                "scenario_sha256": made.scenarios[point.number],
                "measures": {
                    key: _plain(found[point.number, key]) for key in made.measures if (point.number, key) in found
                },
            }
            for point in made.points
        ],
        **analyses_answer(results),
        "failures": [
            {"point": point, "replication": replication, "why": why}
            for (point, replication), why in sorted(results.failures.items())
        ],
    }


def sweep_reading(made: Experiment, plans: PlanOddities) -> dict[str, Any]:
    """What a sweep file asks for, and what is odd about it and about the plans of its designs."""
    told = analyses_of(made.file.sweep)
    return {
        "ok": True,
        **_about(made),
        "warnings": made.warnings,
        **_of_plans(made, plans),
        "runs": len(made.tasks),
        "levels": _levels(made),
        "design_seed": None if made.file.sweep.design.filling is None else made.file.sweep.design.filling.seed,
        "values": {factor: len(_values(made, factor)) for factor in _ranges(made)},
        "analyses": told,
    }


def sweep_reading_text(reading: dict[str, Any], lang: str) -> str:
    """The same as text."""
    designs = counted("design", reading["designs"], lang)
    replications = counted("replication", reading["replications"], lang)
    measures = ", ".join(label(key, lang) for key in reading["measured"])
    lines = [
        word("sweep_ok", lang, title=reading["title"] or reading["sweep"]),
        *(f"  ! {warning}" for warning in odd_told(reading["warnings"], lang)),
        *(f"  ! {warning}" for warning in _plans_told(reading, lang, "")),
        word("sweep_of", lang, scenario=reading["scenario"]),
        word(
            "sweep_runs", lang, designs=designs, replications=replications, runs=f"{reading['runs']:,}",
            seed=reading["seed"],
        ),
        *([word("sweep_planned", lang, planned=reading["planned"])] if reading["planned"] < reading["designs"] else []),
        *([word("sweep_same", lang)] if reading["runs"] < reading["designs"] * reading["replications"] else []),
        *(f"  {_factor_told(reading, name, lang)}" for name in reading["levels"]),
        *([] if reading["design_seed"] is None else [word("sweep_drawn", lang, seed=reading["design_seed"])]),
        word("sweep_measures", lang, measures=measures),
        *(phrase(ANALYSIS_WORDS[name], lang) for name in reading["analyses"]),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _factor_told(reading: dict[str, Any], factor: str, lang: str) -> str:
    levels, many = reading["levels"][factor], reading["values"].get(factor)
    if many is None:
        return word("sweep_factor", lang, factor=factor, levels=levels)
    return word("sweep_range", lang, factor=factor, range=levels, many=counted("value", many, lang))


def odd_told(warnings: Sequence[str], lang: str, head: str = "") -> list[str]:
    """What is odd in the designs of a sweep, in a language: the first few, and how many there are beside them."""
    told = [in_language(head + warning, lang) for warning in warnings[:MOST_WARNINGS]]
    more = len(warnings) - len(told)
    return [*told, word("sweep_odd_more", lang, more=more)] if more else told


def plans_told(made: Experiment, plans: PlanOddities, lang: str, head: str = "") -> list[str]:
    """What is odd in the plans of designs, in a language, each with how many have it."""
    return _plans_told(_of_plans(made, plans), lang, head)


def _of_plans(made: Experiment, plans: PlanOddities) -> dict[str, Any]:
    return {
        "planned": len(plans.planned),
        "plan_warnings": [_odd(made, one) for one in plans.odd if one.text not in made.warnings],
        "not_planned": [_odd(made, one) for one in plans.faults],
    }


def _plans_told(found: dict[str, Any], lang: str, head: str) -> list[str]:
    of = found["planned"]
    told = [
        word(
            "sweep_not_planned", lang, many=one["designs"], of=of, name=one["first"], why=in_language(one["text"], lang)
        )
        for one in found["not_planned"][:MOST_WARNINGS]
    ]
    told += [
        word("sweep_odd_plan", lang, text=in_language(one["text"], lang), many=one["designs"], of=of, name=one["first"])
        for one in found["plan_warnings"][:MOST_WARNINGS]
    ]
    more = len(found["not_planned"]) + len(found["plan_warnings"]) - len(told)
    told = [in_language(head, lang) + one for one in told]
    return [*told, word("sweep_odd_more", lang, more=more)] if more else told


def _odd(made: Experiment, one: Oddity) -> dict[str, Any]:
    return {"text": one.text, "designs": one.designs, "first": made.points[one.first].name}


def _about(made: Experiment) -> dict[str, Any]:
    return {
        "sweep": made.file.name,
        "title": made.file.sweep.title,
        "scenario": made.file.sweep.scenario,
        "designs": len(made.points),
        "replications": made.replications,
        "seed": made.seed,
        "measured": list(made.measures),
    }


def _levels(made: Experiment) -> dict[str, str]:
    """The range of each factor, or its first levels."""
    found = {name: f"{reach.value(0.0)} .. {reach.value(1.0)}" for name, reach in _ranges(made).items()}
    for factor in factors_of(made.points) if not found else ():
        levels = _values(made, factor)
        found[factor] = ", ".join(levels[:MOST_LEVELS]) + (", ..." if len(levels) > MOST_LEVELS else "")
    return found


def _named(made: Experiment, factor: str, lang: str) -> str:
    """A factor with its range, if it has one."""
    reach = _levels(made)[factor] if factor in _ranges(made) else ""
    return word("sweep_of_range", lang, factor=factor, range=reach) if reach else factor


def _ranges(made: Experiment) -> dict[str, Range]:
    return made.file.sweep.design.ranges or {}


def _values(made: Experiment, factor: str) -> list[str]:
    return list(dict.fromkeys(str(point.levels[factor]) for point in made.points if factor in point.levels))


def _head(made: Experiment, lang: str) -> str:
    designs = counted("design", len(made.points), lang)
    replications = counted("replication", made.replications, lang)
    title = made.file.sweep.title or made.file.name
    return word("sweep_head", lang, title=title, designs=designs, replications=replications, seed=made.seed)


def _cell(estimate: Estimate | None, lang: str) -> str:
    return word("no_data", lang) if estimate is None else found_words(readable(estimate), lang)


def _gaps(results: SweepResults, lang: str) -> list[str]:
    """Why some cells have no interval, or one without an upper end: each reason once."""
    known = [found for found in results.estimates().values() if found.estimate is not None]
    bare = any(found.low is None and found.high is None for found in known)
    reasons = [
        (word("one_run", lang), bare and results.experiment.replications == 1),
        (word("sweep_bare", lang), bare and results.experiment.replications > 1),
        (word("sweep_unbounded", lang), any(found.low is not None and found.high is None for found in known)),
    ]
    return [reason for reason, holds in reasons if holds]


def _plain(estimate: Estimate) -> dict[str, Any]:
    return {name: getattr(estimate, name) for name in ("estimate", "low", "high", "unit", "n")}
