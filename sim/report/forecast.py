"""What `hotline forecast` prints: the days ahead with bands, and how each method did on the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sim.forecasting.bands import LEVELS, fewest_errors
from sim.forecasting.methods import METHODS, SEASONAL_NAIVE
from sim.forecasting.rolling import FEWEST_ORIGINS
from sim.report.answer import frame_rows
from sim.report.chinese import in_language
from sim.report.forecast_words import METHOD_WORDS
from sim.report.numbers import percent
from sim.report.said import LANGS
from sim.report.text_tables import in_columns
from sim.report.views import say_date
from sim.report.words import counted, phrase, word
from sim.study.kept_answer import KeptFinding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sim.forecasting.forecast import Forecast
    from sim.forecasting.history import History

WIDEST: Final = LEVELS[-1]
MOST_CLOSED: Final = 10
"""Past days without contacts that are named."""
MOST_ROWS: Final = 31
"""Days that are printed; all of them are in the tables."""


def forecast_text(found: Forecast, lang: str = "en") -> str:
    """The days ahead in sentences and a table, and the methods that were judged."""
    blocks = [
        "\n".join(forecast_sentences(found, lang)),
        "\n".join(f"  ! {in_language(note, lang)}" for note in found.recorded.notes),
        _days(found, lang),
        _methods(found.methods, lang),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def forecast_sentences(found: Forecast, lang: str = "en") -> list[str]:
    """What comes, by which method, how sure it is, what of today is left, and which columns were read."""
    return [*answer_sentences(found, lang), columns_sentence(found, lang)]


def answer_sentences(found: Forecast, lang: str) -> list[str]:
    """What comes, by which method, how sure it is, and what of today is left."""
    days, (busy, fine) = found.days, found.busyness
    sentences = [
        word(
            "forecast_answer",
            lang,
            file=found.name,
            total=contacts(days["forecast"].sum()),
            first=say_date(days["date"].iloc[0], lang),
            last=say_date(days["date"].iloc[-1], lang),
            open=counted("day", found.history.ahead, lang),
            known=counted("day", found.history.known, lang),
        ),
        *_method(found, lang),
        *_closed(found.history, lang),
    ]
    if found.today is not None and found.recorded.today is not None:
        rest, band = found.today, found.today.bands.get(0.80)
        told = word("forecast_today_band", lang, low=contacts(band[0]), high=contacts(band[1])) if band else ""
        sentences.append(
            word(
                "forecast_today",
                lang,
                day=say_date(found.recorded.today, lang),
                seen=contacts(rest.seen),
                said=contacts(rest.said_until_now),
                total=contacts(rest.total),
                band=told,
            )
        )
    if busy or fine:
        sentences.append(word("forecast_busyness", lang, day=f"{busy:.3f}", fine=f"{fine:.3f}"))
    return sentences


def _closed(history: History, lang: str) -> Iterable[str]:
    """Which days ahead, and which past ones, are taken for days on which the line is closed."""
    if history.closed_ahead:
        yield word("forecast_closed", lang, days=_named(history.closed_ahead, lang))
    if history.closed:
        many = counted("day", len(history.closed), lang)
        key = "forecast_was_closed" if len(history.closed) <= MOST_CLOSED else "forecast_were_closed"
        yield word(key, lang, many=many, days=_named(history.closed[-MOST_CLOSED:], lang))


def _named(days: Iterable[date], lang: str) -> str:
    return word("comma", lang).join(say_date(day, lang) for day in days)


def columns_sentence(found: Forecast, lang: str) -> str:
    """Which columns were read."""
    columns = word("comma", lang).join(f"{role} = {column}" for role, column in found.recorded.columns.items())
    return word("forecast_columns", lang, columns=columns)


def forecast_finding(found: Forecast, again: str = "") -> KeptFinding:
    """What charts and the page are made of; `again` is the command that asks for it again."""
    history = found.history
    known = pd.DataFrame({"date": history.days.dates[: history.known], "contacts": history.totals})
    tables = {"days": found.days, "known": known}
    return KeptFinding(
        titles=dict.fromkeys(LANGS, found.name),
        seed=0,
        n=0,
        again=again,
        warnings=tuple(found.recorded.notes),
        sentences={
            "asked": {lang: (columns_sentence(found, lang),) for lang in LANGS},
            "answer": {lang: tuple(answer_sentences(found, lang)) for lang in LANGS},
        },
        tables={
            **{name: frame.assign(date=pd.to_datetime(frame["date"])) for name, frame in tables.items()},
            "intervals": found.intervals,
            "methods": found.methods,
        },
        facts={"method": found.method, "minutes": history.width_minutes},
        manifest={},
    )


def forecast_answer(found: Forecast, lang: str = "en") -> dict[str, Any]:
    """The same as numbers for `--json`; what is not known is None."""
    busy, fine = found.busyness
    return {
        "file": found.name,
        "method": found.method,
        "known_days": found.history.known,
        "days": frame_rows(found.days.assign(date=found.days["date"].astype(str))),
        "methods": frame_rows(found.methods),
        "today": None if found.today is None else {
            "date": str(found.recorded.today), "seen": found.today.seen,
            "expected_until_now": found.today.said_until_now,
            "exponent": found.today.exponent, "still_to_come": found.today.total,
            "bands": {str(level): list(band) for level, band in found.today.bands.items()},
        },
        "busyness_cv": busy,
        "fine_busyness_cv": fine,
        "columns": found.recorded.columns,
        "sentences": forecast_sentences(found, lang),
        "warnings": list(found.recorded.notes),
    }  # fmt: skip


def contacts(number: float) -> str:
    """A number of contacts: whole ones, or one decimal place where there are few."""
    return f"{number:,.0f}" if number >= 100 else f"{number:,.1f}".removesuffix(".0")


def _method(found: Forecast, lang: str) -> Iterable[str]:
    row = found.methods[found.methods["method"] == found.method].iloc[0]
    method = phrase(METHOD_WORDS[found.method], lang)
    if not row["origins"]:
        yield word("forecast_unjudged", lang, method=method)
        return
    yield _how_far_off(found, row, lang)
    past = len(found.rolling.past(found.history.known))
    if found.method == SEASONAL_NAIVE and past < FEWEST_ORIGINS:
        yield word("forecast_unchosen", lang, fewest=FEWEST_ORIGINS)
    if np.isfinite(row["day_cover_80"]):
        days, intervals = percent(row["day_cover_80"]), percent(row["interval_cover_80"])
        yield word("forecast_cover", lang, days=days, intervals=intervals)
    if found.bands is not None and WIDEST not in found.bands.days:
        yield word("forecast_no_95", lang, least=fewest_errors(WIDEST), origins=past)


def _how_far_off(found: Forecast, row: pd.Series[Any], lang: str) -> str:
    """How far off the method was, beside last week's days, or where these are used beside the best of the others."""
    told = {
        "method": phrase(METHOD_WORDS[found.method], lang), "origins": int(row["origins"]),
        "error": contacts(row["day_error"]),
    }  # fmt: skip
    if found.method != SEASONAL_NAIVE:
        if not np.isfinite(row["day_ratio"]):
            return word("forecast_naive_exact", lang, **told)
        return word("forecast_method", lang, ratio=percent(row["day_ratio"]), **told)
    each = found.methods[found.methods["method"].isin(METHODS)]
    best = each.iloc[int(each["day_error"].argmin())]
    if best["day_error"] >= row["day_error"]:
        return word("forecast_naive", lang, **told)
    better, less = phrase(METHOD_WORDS[best["method"]], lang), contacts(best["day_error"])
    return word("forecast_naive_beaten", lang, better=better, less=less, **told)


def _days(found: Forecast, lang: str) -> str:
    heads = (
        word("forecast_day", lang), word("forecast_contacts", lang), word("forecast_band", lang),
        word("forecast_last_week", lang),
    )  # fmt: skip
    rows = [[*heads]]
    for row in found.days[found.days["open"]].head(MOST_ROWS).to_dict("records"):
        band = f"{contacts(row['low_80'])} - {contacts(row['high_80'])}" if "low_80" in row else ""
        rows.append([say_date(row["date"], lang), contacts(row["forecast"]), band, contacts(row["naive"])])
    return in_columns(rows, {1, 2, 3})


def _methods(methods: pd.DataFrame, lang: str) -> str:
    if not methods["origins"].iloc[0]:
        return ""
    none = word("no_data", lang)
    heads = (
        word("forecast_methods", lang), word("forecast_error_day", lang), word("forecast_ratio_day", lang),
        word("forecast_ratio_interval", lang), word("forecast_covered", lang),
    )  # fmt: skip
    rows = [[*heads]]
    for row in methods.to_dict("records"):
        shares = [row[key] for key in ("day_ratio", "interval_ratio", "day_cover_80")]
        told = [percent(share) if np.isfinite(share) else none for share in shares]
        rows.append([phrase(METHOD_WORDS[row["method"]], lang), contacts(row["day_error"]), *told])
    return in_columns(rows, {1, 2, 3, 4})
