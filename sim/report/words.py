"""Every word that reports, charts and commands print, in English and Chinese; measures are named in their own table.

English words are plain ASCII and Chinese ones are in GB2312, so that any console shows them. The words of a page stand
beside it; here are those that several pages use. A key is written out where it is used. What is named by a value, such
as a status, has a table of its own by that value, which `phrase` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sim.report.backtest_words import BACKTEST_WORDS
from sim.report.breakdown_words import BREAKDOWN_WORDS
from sim.report.chart_words import CHART_WORDS
from sim.report.command_words import COMMAND_WORDS
from sim.report.comparison_words import COMPARISON_WORDS
from sim.report.erlang_words import ERLANG_WORDS
from sim.report.finding_page_words import FINDING_PAGE_WORDS
from sim.report.fit_words import FIT_WORDS
from sim.report.forecast_words import FORECAST_WORDS
from sim.report.front_words import FRONT_WORDS
from sim.report.headline_words import HEADLINE_WORDS
from sim.report.kept_results_words import KEPT_RESULTS_WORDS
from sim.report.key_words import KEY_WORDS
from sim.report.match_words import MATCH_WORDS
from sim.report.misses_words import MISSES_WORDS
from sim.report.need_words import NEED_WORDS
from sim.report.page_chart_words import PAGE_CHART_WORDS
from sim.report.page_words import PAGE_WORDS
from sim.report.plan_chart_words import PLAN_CHART_WORDS
from sim.report.plan_reading_words import PLAN_READING_WORDS
from sim.report.plan_words import PLAN_WORDS
from sim.report.precision_words import PRECISION_WORDS
from sim.report.prices_words import PRICE_WORDS
from sim.report.proof_words import PROOF_WORDS
from sim.report.reading_words import READING_WORDS
from sim.report.requirement_words import REQUIREMENT_WORDS
from sim.report.roster_words import ROSTER_WORDS
from sim.report.said import Pair, Words, phrase
from sim.report.selection_words import SELECTION_WORDS
from sim.report.staffing_words import STAFFING_WORDS
from sim.report.stress_words import STRESS_WORDS
from sim.report.summary_words import SUMMARY_WORDS
from sim.report.sweep_analysis_words import SWEEP_ANALYSIS_WORDS
from sim.report.sweep_words import SWEEP_WORDS
from sim.report.ticket_chart_words import TICKET_CHART_WORDS
from sim.report.ticket_words import TICKET_WORDS
from sim.report.tonight_words import TONIGHT_WORDS

__all__ = ["COUNTED", "WORDS", "counted", "phrase", "word"]

SHARED_WORDS: Final[Words] = {
    "interval_95": ("95 % interval", "95% 置信区间"),
    "range": ("{low} to {high}", "{low} 至 {high}"),
    "more_than": ("over {low}", "超过 {low}"),
    "and_more": ("{low} or more", "{low} 以上"),
    "no_data": ("no data", "无数据"),
    "no_interval": ("-", "-"),
    "found": ("{estimate} ({interval})", "{estimate}（{interval}）"),
    "origins": (
        "Where the {total} numbers of the scenario come from: {stated} stated, {derived} derived, "
        "{assumed} assumed, {none} not said.",
        "本方案共 {total} 个数字：{stated} 个有出处，{derived} 个推算，{assumed} 个假设，{none} 个未注明。",
    ),
}
"""Key to (English, Chinese)."""
COUNTED: Final[Mapping[str, tuple[Pair, Pair]]] = {
    "day": (("1 day", "1 天"), ("{n} days", "{n} 天")),
    "incoming_call": (("1 call", "1 个来电"), ("{n} calls", "{n} 个来电")),
    "replication": (("1 replication", "1 次重复仿真"), ("{n} replications", "{n} 次重复仿真")),
    "value": (("1 value", "1 个取值"), ("{n} values", "{n} 个取值")),
    "design": (("1 design", "1 个方案"), ("{n} designs", "{n} 个方案")),
    "figure": (("1 published figure", "1 个公布的数字"), ("{n} published figures", "{n} 个公布的数字")),
    "unknown": (("1 unknown number", "1 个未知参数"), ("{n} unknown numbers", "{n} 个未知参数")),
    "wave": (("1 wave", "1 轮"), ("{n} waves", "{n} 轮")),
    "shift": (("1 shift", "1个班次"), ("{n} shifts", "{n}个班次")),
    "open_ticket": (("1 ticket", "1 件工单"), ("{n} tickets", "{n} 件工单")),
    "person": (("1 person", "1 人"), ("{n} people", "{n} 人")),
    "reading_open": (
        ("1 ticket is open at the start", "期初未办结工单 1 件"),
        ("{n} tickets are open at the start", "期初未办结工单 {n} 件"),
    ),
}
"""What is counted: one of it, and so many."""

TABLES: Final = (
    SHARED_WORDS,
    BACKTEST_WORDS,
    BREAKDOWN_WORDS,
    CHART_WORDS,
    COMMAND_WORDS,
    COMPARISON_WORDS,
    ERLANG_WORDS,
    FINDING_PAGE_WORDS,
    FIT_WORDS,
    FORECAST_WORDS,
    FRONT_WORDS,
    HEADLINE_WORDS,
    KEPT_RESULTS_WORDS,
    KEY_WORDS,
    MATCH_WORDS,
    MISSES_WORDS,
    NEED_WORDS,
    PAGE_CHART_WORDS,
    PAGE_WORDS,
    PLAN_CHART_WORDS,
    PLAN_READING_WORDS,
    PLAN_WORDS,
    PRECISION_WORDS,
    PRICE_WORDS,
    PROOF_WORDS,
    READING_WORDS,
    REQUIREMENT_WORDS,
    ROSTER_WORDS,
    SELECTION_WORDS,
    STAFFING_WORDS,
    STRESS_WORDS,
    SUMMARY_WORDS,
    SWEEP_ANALYSIS_WORDS,
    SWEEP_WORDS,
    TICKET_CHART_WORDS,
    TICKET_WORDS,
    TONIGHT_WORDS,
)
WORDS: Final[Mapping[str, Pair]] = {key: words for table in TABLES for key, words in table.items()}
"""Key to (English, Chinese), of all pages."""


def word(key: str, lang: str, **values: Any) -> str:
    """The words of a key in a language ('en' or 'zh'), with the values put in."""
    return phrase(WORDS[key], lang, **values)


def counted(key: str, n: int, lang: str) -> str:
    """A number of things: '1 day', '3 days'."""
    one, many = COUNTED[key]
    return phrase(one, lang) if n == 1 else phrase(many, lang, n=f"{n:,}")
