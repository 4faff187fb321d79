"""What `hotline match` prints: what published figures leave possible, and what they do not determine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.matching.matching import amount
from sim.matching.question import COMPARED
from sim.measures.definitions import label
from sim.report.answer import frame_rows, plain
from sim.report.chinese import in_language
from sim.report.match_words import STATUS_WORDS
from sim.report.numbers import decimals_for, number, unit_word
from sim.report.said import LANGS
from sim.report.text_tables import in_columns
from sim.report.words import counted, phrase, word
from sim.study.kept_answer import KeptFinding

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sim.matching.matching import Matching
    from sim.matching.question import Question
    from sim.matching.waves import Waves

TIED: Final = 0.5
"""Two unknowns whose ranks are correlated by more than this trade off against each other, or go up together."""
MOST_SHOWN: Final = 12
DEVIATIONS: Final = ("sd_rounding", "sd_chance", "sd_emulator", "sd_discrepancy")
"""What a figure may be off by, and why."""


def match_text(found: Matching, lang: str = "en") -> str:
    """Sentences, then tables of waves, unknowns, figures and places."""
    unknown, figures = found.to_frame(), found.figures_frame()
    measures = [one.measure for one in found.question.observed]
    simulated = simulated_rows(found.simulated_frame().head(MOST_SHOWN), unknown, figures, measures, lang)
    blocks = [
        "\n".join(match_sentences(found, lang)),
        _waves(found, lang),
        in_columns(unknown_rows(unknown, lang), {3, 4, 5, 6}) + "\n" + word("match_fixed_note", lang),
        in_columns(figure_rows(figures, measures, lang), {2, 3, 4, 5, 6}) + "\n" + word("match_figures_note", lang),
        in_columns(simulated, set(range(len(simulated[0]) - 1))),
    ]
    return "\n\n".join(blocks) + "\n"


def match_sentences(found: Matching, lang: str = "en") -> list[str]:
    """What was asked, what remains, what contradicts, and what was confirmed."""
    return [head_sentence(found, lang), *answer_sentences(found, lang)]


def head_sentence(found: Matching, lang: str) -> str:
    """What was asked, and how many runs it took."""
    waves, file = found.waves, found.question.file
    return word(
        "match_head", lang, title=file.match.title or file.name, runs=f"{_runs(found):,}",
        figures=counted("figure", len(waves.observed), lang), waves=counted("wave", len(waves.each), lang),
        unknowns=counted("unknown", len(found.question.ranges), lang),
    )  # fmt: skip


def answer_sentences(found: Matching, lang: str) -> list[str]:
    """What remains, what contradicts, and what was confirmed."""
    waves, told = found.waves, _failures(found, lang)
    if waves.remaining.is_empty:
        return [*told, *_conflict(found, lang), *_own(found, lang)]
    told += [word("match_left", lang, share=part(waves.remaining.share)), _whether_more(waves, lang)]
    free = [row["unknown"] for row in found.to_frame().to_dict("records") if row["status"] == "not determined"]
    if free:
        told.append(word("match_free", lang, names=word("comma", lang).join(free)))
    return [*told, *_pairs(found, lang), *_confirmed(found, lang), *_own(found, lang)]


def match_finding(found: Matching, again: str = "") -> KeptFinding:
    """What the chart and the page are made of; `again` is the command that asks for it again."""
    question, file = found.question, found.question.file
    return KeptFinding(
        titles=dict.fromkeys(LANGS, file.match.title or file.name),
        seed=question.seed,
        n=question.replications,
        again=again,
        warnings=tuple(question.warnings),
        sentences={
            "asked": {lang: (head_sentence(found, lang),) for lang in LANGS},
            "answer": {lang: tuple(answer_sentences(found, lang)) for lang in LANGS},
        },
        tables={
            "unknown": found.to_frame(), "waves": found.waves_frame(), "figures": found.figures_frame(),
            "pairs": found.pairs_frame(), "remaining": found.remaining_frame(), "simulated": found.simulated_frame(),
        },
        facts={
            "file": file.name,
            "share_left": float(found.waves.remaining.share),
            "cut_off": found.waves.settings.cut_off,
            "figures": [
                {"measure": one.measure, "mean_of": one.mean_of, "source": figure.source}
                for one, figure in zip(question.observed, file.match.figures, strict=True)
            ],
        },
        manifest={},
    )  # fmt: skip


def _runs(found: Matching) -> int:
    places = sum(len(ran.points) for ran in (*found.waves.ran, found.simulated))
    return places * found.question.runs_of_a_place


def match_answer(found: Matching, lang: str = "en") -> dict[str, Any]:
    """The same for programs."""
    return {
        "match": found.question.file.name,
        "scenario": found.question.file.match.scenario,
        "seed": found.question.seed,
        "replications": found.question.replications,
        "cut_off": found.waves.settings.cut_off,
        "ending": found.waves.ending,
        "share_left": plain(found.waves.remaining.share),
        "unknown": frame_rows(found.to_frame()),
        "waves": frame_rows(found.waves_frame()),
        "figures": frame_rows(found.figures_frame()),
        "pairs": frame_rows(found.pairs_frame()),
        "simulated": frame_rows(found.simulated_frame()),
        "sentences": match_sentences(found, lang),
        "warnings": list(found.question.warnings),
    }


def match_reading(question: Question) -> dict[str, Any]:
    """What a matching file asks for."""
    asked = question.file.match
    return {
        "ok": True,
        "match": question.file.name,
        "title": asked.title,
        "scenario": asked.scenario,
        "warnings": list(question.warnings),
        "unknown": {
            name: {"low": reach.value(0.0), "high": reach.value(1.0), "scale": "log" if reach.is_log else "linear"}
            for name, reach in question.ranges.items()
        },
        "figures": [
            {"figure": one.name, "unit": one.unit, "low": one.low, "high": one.high} for one in question.observed
        ],
        "waves": asked.waves,
        "points": asked.points_a_wave,
        "replications": question.replications,
        "draws": asked.draws,
        "runs": asked.waves * asked.points_a_wave * question.runs_of_a_place,
        "seed": question.seed,
    }


def match_reading_text(question: Question, lang: str = "en") -> str:
    """The same as text."""
    reading = match_reading(question)
    runs = "match_runs" if question.runs_of_a_place == question.replications else "match_runs_compared"
    lines = [
        word("match_ok", lang, title=reading["title"] or reading["match"]),
        *(f"  ! {in_language(warning, lang)}" for warning in reading["warnings"]),
        word("match_of", lang, scenario=reading["scenario"]),
        *(f"  {name}: {word('range', lang, **_ends(reach))}" for name, reach in reading["unknown"].items()),
        *(
            f"  {named(one.name, one.measure, lang)}: {published(one.low, one.high, one.unit, lang)}"
            for one in question.observed
        ),
        word(
            runs, lang, waves=reading["waves"], points=reading["points"], runs=f"{reading['runs']:,}",
            replications=counted("replication", reading["replications"], lang), draws=reading["draws"],
        ),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _ends(reach: dict[str, Any]) -> dict[str, Any]:
    return {"low": reach["low"], "high": reach["high"]}


def named(name: str, measure: str, lang: str) -> str:
    """What a figure is called, by its name in tables and the key of what is measured."""
    _, _, other = name.partition(COMPARED)
    return label(measure, lang) + (word("match_compared", lang, changes=other) if other else "")


def part(share: float) -> str:
    """A part of the whole, with three digits however small it is."""
    return f"{100 * share:.3g} %"


def measured(value: float, unit: str, lang: str, like: tuple[float, ...] = ()) -> str:
    """A value of a measure as people read it, with the digits that others beside it need."""
    if np.isnan(value):
        return word("no_data", lang)
    return f"{number(value, unit, decimals_for([value, *like], unit))} {unit_word(unit, lang)}".rstrip()


def published(low: float, high: float, unit: str, lang: str) -> str:
    """Between which values a published figure lay."""
    ends = [number(end, unit, min(decimals_for([low, high], unit) + 1, 4)) for end in (low, high)]
    return f"{word('range', lang, low=ends[0], high=ends[1])} {unit_word(unit, lang)}".rstrip()


def _whether_more(waves: Waves, lang: str) -> str:
    """Whether more waves would rule out more."""
    if waves.ending == "all run":
        return word("match_all_run", lang)
    if len(waves.each) == 1:
        return word("match_one_wave", lang)
    return word("match_still", lang) if waves.ending == "nothing more" else word("match_not_still", lang)


def _failures(found: Matching, lang: str) -> list[str]:
    failures = [why for ran in (*found.waves.ran, found.simulated) for why in ran.failures]
    if not failures:
        return []
    why = in_language(failures[0], lang)
    return [word("match_failures", lang, failed=len(failures), runs=f"{_runs(found):,}", why=why)]


def _conflict(found: Matching, lang: str) -> list[str]:
    """That nothing remains, the least implausible place, and which figures are in conflict."""
    waves = found.waves
    together = word("match_together", lang) if len(waves.observed) > 1 else ""
    frame = found.figures_frame()
    place = [
        f"{name} = {amount(value, reach.unit)}"
        for (name, reach), value in zip(
            found.question.ranges.items(), found.values_at(waves.remaining.best), strict=True
        )
    ]
    told = [
        word("match_empty", lang, together=together),
        word("match_least", lang, place=word("comma", lang).join(place)),
    ]
    names = {one.name: named(one.name, one.measure, lang) for one in waves.observed}
    for row in frame.sort_values("implausibility", ascending=False).to_dict("records"):
        if row["implausibility"] <= waves.settings.cut_off:
            continue
        sentence = word(
            "match_off", lang, figure=names[row["figure"]], off=f"{row['implausibility']:.1f}",
            expected=measured(row["expected"], row["unit"], lang, (row["low"], row["high"])),
            published=published(row["low"], row["high"], row["unit"], lang),
        )  # fmt: skip
        if row["share_left_alone"] == 0:
            sentence += " " + word("match_off_alone", lang)
        elif row["share_left_without"] > 0:
            sentence += " " + word("match_off_without", lang, share=part(row["share_left_without"]))
        told.append(sentence)
    return told


def _pairs(found: Matching, lang: str) -> list[str]:
    return [
        word(
            "match_tied" if row["rank_correlation"] < 0 else "match_rising", lang,
            first=row["first"], second=row["second"], correlation=f"{row['rank_correlation']:.2f}",
        )
        for row in found.pairs_frame().to_dict("records")
        if abs(row["rank_correlation"]) > TIED
    ]  # fmt: skip


def _confirmed(found: Matching, lang: str) -> list[str]:
    frame = found.simulated_frame()
    drawn = frame[frame["place"] == "drawn"]
    off = f"{drawn['emulator_off'].max():.1f}"
    return [word("match_confirmed", lang, good=int(drawn["reproduced"].sum()), many=len(drawn), off=off)]


def _own(found: Matching, lang: str) -> list[str]:
    """Whether the scenario itself is ruled out."""
    frame = found.simulated_frame()
    own = frame[frame["place"] == "own"]
    if own.empty:
        return []
    off, emulated = f"{own['implausibility'].iloc[0]:.1f}", own["emulated"].iloc[0]
    if not own["reproduced"].iloc[0]:
        return [word("match_own_out", lang, off=off)]
    if emulated > found.waves.settings.cut_off:
        return [word("match_own_out_by_emulator", lang, off=off, emulated=f"{emulated:.1f}")]
    return [word("match_own_in", lang, off=off)]


def _waves(found: Matching, lang: str) -> str:
    heads = [word("match_wave", lang), word("match_points", lang), word("match_failed", lang)]
    rows = [[*heads, word("match_share_left", lang)]]
    for row in found.waves_frame().to_dict("records"):
        rows.append([str(row["wave"]), str(row["points"]), str(row["failed"]), part(row["share_left"])])
    return in_columns(rows, {0, 1, 2, 3})


def unknown_rows(unknown: pd.DataFrame, lang: str) -> list[list[str]]:
    """The headings, and a row for each unknown number: what remains of it, and whether the figures determine it."""
    heads = [
        word("match_unknown", lang), word("match_range", lang), word("match_remains", lang),
        word("match_range_left", lang), word("match_width", lang), word("match_given", lang), word("match_own", lang),
        word("match_status", lang),
    ]  # fmt: skip
    rows = [heads]
    for row in unknown.to_dict("records"):
        unit = row["unit"]
        whole, left = (
            word("range", lang, low=amount(row[low], unit), high=amount(row[high], unit))
            for low, high in (("low", "high"), ("left_low", "left_high"))
        )
        parts = [part(row["range_left"]), f"{row['width_ratio']:.2f}", part(row["given_others"])]
        status = phrase(STATUS_WORDS[row["status"]], lang)
        rows.append(
            [row["unknown"], whole, "" if row["status"] == "empty" else left, *parts, amount(row["own"], unit), status]
        )
    return rows


def figure_rows(figures: pd.DataFrame, measures: Sequence[str], lang: str) -> list[list[str]]:
    """The headings, and a row for each figure, whose measures have these keys: how it counts."""
    heads = [
        word("match_figure", lang), word("match_published", lang), word("match_expected", lang),
        word("match_rounding", lang), word("match_chance", lang), word("match_error", lang),
        word("match_discrepancy", lang),
    ]  # fmt: skip
    rows = [heads]
    for row, measure in zip(figures.to_dict("records"), measures, strict=True):
        unit, ends = row["unit"], (row["low"], row["high"])
        deviations = [row[name] for name in DEVIATIONS]
        rows.append(
            [
                named(row["figure"], measure, lang),
                published(*ends, unit, lang),
                measured(row["expected"], unit, lang, ends),
                *(measured(value, unit, lang) for value in deviations),
            ]
        )
    return rows


def simulated_rows(
    simulated: pd.DataFrame, unknown: pd.DataFrame, figures: pd.DataFrame, measures: Sequence[str], lang: str
) -> list[list[str]]:
    """The headings, and a row for each place that was simulated at the end."""
    units = dict(zip(unknown["unknown"], unknown["unit"], strict=True))
    published_figures = figures.to_dict("records")
    heads = [*units, *(named(row["figure"], key, lang) for row, key in zip(published_figures, measures, strict=True))]
    rows = [[*heads, word("match_implausibility", lang), word("match_reproduced", lang)]]
    own = word("match_own_place", lang)
    for row in simulated.to_dict("records"):
        values = [amount(row[name], unit) for name, unit in units.items()]
        results = [
            measured(row[one["figure"]], one["unit"], lang, (one["low"], one["high"])) for one in published_figures
        ]
        good = word("match_yes", lang) if row["reproduced"] else word("match_no", lang)
        off = f"{row['implausibility']:.2f}" if np.isfinite(row["implausibility"]) else word("no_data", lang)
        rows.append([*values, *results, off, good + own * (row["place"] == "own")])
    return rows
