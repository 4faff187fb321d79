"""What `hotline backtest` prints: for each measure how many real days lie in its bands, and whether to trust it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sim.backtesting.judging import SHARES, TOO_FEW
from sim.report.answer import frame_rows
from sim.report.backtest_words import MEASURE_WORDS, VERDICT_WORDS
from sim.report.fit import fit_notes
from sim.report.numbers import Shown, found_words, percent
from sim.report.said import LANGS
from sim.report.text_tables import in_columns
from sim.report.views import say_date
from sim.report.words import counted, phrase, word
from sim.study.kept_answer import KeptFinding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.backtesting.backtest import Backtest
    from sim.report.tables import Kind


def backtest_text(found: Backtest, lang: str = "en") -> str:
    """Sentences, and a row for each measure."""
    return "\n".join([*backtest_sentences(found, lang), "", _table(found, lang)]) + "\n"


ENDS: Final = ("share", "low", "high")
COUNTS: Final = ("calls", "tickets", "closed", "open_at_end")


def backtest_sentences(found: Backtest, lang: str = "en") -> list[str]:
    """What was held against what, and the sentence for the boss."""
    verdicts = word("semicolon", lang).join(_verdicts(found, lang))
    return [*_asked(found, lang), word("backtest_boss", lang, verdicts=verdicts)]


def _asked(found: Backtest, lang: str) -> list[str]:
    """What was held against what."""
    return [
        word(
            "backtest_answer", lang, file=found.name, known=counted("day", found.known_days, lang),
            days=counted("day", found.days["day"].nunique(), lang), first=say_date(found.first_day, lang),
            n=counted("replication", found.n, lang),
        ),
        *_cut(found, lang),
        *_roster(found, lang),
    ]  # fmt: skip


def _verdicts(found: Backtest, lang: str) -> list[str]:
    """Each verdict, the measures that have it, and what was and what was simulated."""
    told: dict[str, list[str]] = {verdict: [] for verdict in VERDICT_WORDS}
    for row in found.calibration.to_dict("records"):
        measure = measure_words(row["measure"], found.within_seconds, lang)
        real, simulated = (value_shown(row["measure"], row[what]) for what in ("real", "simulated"))
        is_known = row["verdict"] != TOO_FEW
        figures = word("backtest_figures", lang, measure=measure, real=real, simulated=simulated)
        told[row["verdict"]].append(figures if is_known else measure)
    return [
        word(
            "backtest_verdict", lang, verdict=phrase(VERDICT_WORDS[verdict], lang),
            measures=word("comma", lang).join(those),
        )
        for verdict, those in told.items() if those
    ]  # fmt: skip


def backtest_finding(found: Backtest, again: str = "") -> KeptFinding:
    """What charts and the page are made of; `again` is the command that asks for it again."""
    days = found.days
    return KeptFinding(
        titles=dict.fromkeys(LANGS, " + ".join(half.name for half in found.fit.halves)),
        seed=found.seed,
        n=found.n,
        again=again,
        warnings=tuple(fit_notes(found.fit)),
        sentences={
            "asked": {lang: tuple(_asked(found, lang)) for lang in LANGS},
            "answer": {lang: tuple(_verdicts(found, lang)) for lang in LANGS},
        },
        tables={
            "calibration": found.calibration,
            "days": days.assign(day=pd.to_datetime(days["day"])),
            "parameters": found.fit.to_frame(),
        },
        facts={"within": found.within_seconds},
        manifest={},
    )


def backtest_answer(found: Backtest, lang: str = "en") -> dict[str, Any]:
    """The same as numbers for `--json`."""
    return {
        "file": found.name,
        "first_day": str(found.first_day),
        "cut_day": None if found.cut_day is None else str(found.cut_day),
        "replications": found.n,
        "seed": found.seed,
        "roster": found.is_rostered,
        "calibration": frame_rows(found.calibration),
        "days": frame_rows(found.days.assign(day=found.days["day"].astype(str))),
        "sentences": backtest_sentences(found, lang),
    }


def _cut(found: Backtest, lang: str) -> list[str]:
    if found.cut_day is None:
        return []
    return [word("backtest_cut", lang, day=say_date(found.cut_day, lang))]


def _roster(found: Backtest, lang: str) -> list[str]:
    if found.fit.calls is None:
        return []
    return [word("backtest_roster", lang) if found.is_rostered else word("backtest_no_roster", lang)]


def measure_words(measure: str, within_seconds: float, lang: str) -> str:
    """What a measure is called; `within_seconds` is the limit of the service level."""
    return phrase(MEASURE_WORDS[measure], lang, within=f"{within_seconds:g}")


def kind_of(measure: str) -> Kind:
    """What the values of a measure are."""
    return "count" if measure in COUNTS else "share" if measure in SHARES else "seconds"


def value_shown(measure: str, value: float) -> str:
    """A value of a measure as people read it."""
    if measure in COUNTS:
        return f"{value:,.0f}"
    return percent(value) if measure in SHARES else f"{value:,.1f}"


def unknown_shown(row: Mapping[Any, Any], lang: str) -> str:
    """The part of a measure's spread that comes from unknown numbers, and how sure it is."""
    share, low, high = (None if np.isnan(row[f"unknown_{end}"]) else row[f"unknown_{end}"] for end in ENDS)
    if share is None or share > 0:
        return found_words(Shown(share, low, high, "share"), lang)
    return word("backtest_none_seen", lang, high=percent(high)) if high is not None else word("no_data", lang)


def _table(found: Backtest, lang: str) -> str:
    heads = [
        word("backtest_measure", lang), word("backtest_real", lang), word("backtest_simulated", lang),
        word("backtest_unknown", lang),
        *(word("backtest_inside", lang, level=level) for level in (50, 80, 95)), word("backtest_said", lang),
    ]  # fmt: skip
    rows = [heads]
    for row in found.calibration.to_dict("records"):
        name, days = row["measure"], row["days"]
        shown = [value_shown(name, row[what]) if days else word("no_data", lang) for what in ("real", "simulated")]
        inside = [f"{round(row[f'inside_{q}'] * days)} / {days}" if days else "" for q in (50, 80, 95)]
        shown.append(unknown_shown(row, lang))
        called = measure_words(name, found.within_seconds, lang)
        rows.append([called, *shown, *inside, phrase(VERDICT_WORDS[row["verdict"]], lang)])
    return in_columns(rows, {1, 2, 3, 4, 5, 6})
