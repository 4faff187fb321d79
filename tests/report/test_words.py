"""The words of reports and charts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from sim.checks.reading import CHANNEL_NAMES
from sim.measures.definition import UNITS
from sim.measures.definitions import DEFINITIONS, label
from sim.measures.people import Heads
from sim.measures.targets import Status
from sim.measures.ticket_pieces import CAUSES
from sim.queueing.calculator import Asked, erlang_answer
from sim.report.erlang_words import MODEL_WORDS
from sim.report.headline_words import CAUSE_LEGENDS, CAUSE_WORDS
from sim.report.kept_results_words import UNFINISHED_WORDS
from sim.report.need_words import POOL_COLUMNS
from sim.report.numbers import decimals_for, number, plain_number, unit_word
from sim.report.proof_words import CASE_WORDS, END_WORDS, QUANTITY_WORDS
from sim.report.reading_words import CHANNEL_WORDS
from sim.report.selection_words import VERDICT_WORDS
from sim.report.summary import OF_CONTACTS, OF_TICKETS
from sim.report.summary_words import AGREEMENT_WORDS, GROUP_WORDS, KIND_WORDS, SIDE_WORDS, STATUS_WORDS
from sim.report.sweep_analyses import _TEXTS
from sim.report.sweep_analysis_words import ANALYSIS_WORDS, MISSING_WORDS
from sim.report.ticket_chart_words import CURVE_WORDS
from sim.report.ticket_charts import CURVES
from sim.report.ticket_words import CLOSED_AT_WORDS
from sim.report.views import units_word
from sim.report.words import COUNTED, TABLES, WORDS, counted, word
from sim.rules.codes import Outcome
from sim.scenario.schema_results import Published
from sim.scenario.schema_tickets import ClosedAt
from sim.verification.cases import CASES

from .word_calls import counted_keys, open_keys, word_keys

PROOF_COLUMNS = 7
REPORT = Path(word.__code__.co_filename).parent


def texts() -> dict[str, tuple[str, str]]:
    """Every text of every table, by table and key."""
    found = {f"{key}/{n}": pair for key, pairs in COUNTED.items() for n, pair in enumerate(pairs)}
    for path in sorted(REPORT.glob("*words*.py")):
        for name, table in vars(import_module(f"sim.report.{path.stem}")).items():
            if isinstance(table, dict) and name.isupper() and name != "COUNTED":
                found |= {f"{name}/{key}": pair for key, pair in table.items()}
    return found


TEXTS = texts()


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_have_the_same_gaps(key: str) -> None:
    """A phrase never lacks, or leaves open, a value that the other language has."""
    english, chinese = (set(re.findall(r"{(\w+)}", text)) for text in TEXTS[key])
    assert chinese <= english
    assert english - chinese <= {"unit", "mean"}


def test_consoles_can_show_every_word() -> None:
    """English is plain ASCII and Chinese is in GB2312, whatever the console."""
    for english, chinese in TEXTS.values():
        english.encode("ascii")
        chinese.encode("gb2312")


def test_a_key_has_one_place() -> None:
    """No page's words hide those of another."""
    assert sum(map(len, TABLES)) == len(WORDS)


def test_every_key_is_written_out() -> None:
    """No key is put together at run time: whoever reads the code finds its words, and the next test its use."""
    assert open_keys() == []


def test_every_word_is_there_and_every_word_is_used() -> None:
    """No page asks for words that nobody wrote, and no words are left over from what pages no longer say."""
    assert word_keys() == set(WORDS)
    assert counted_keys() == set(COUNTED)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (STATUS_WORDS, get_args(Status)),
        (VERDICT_WORDS, (*get_args(Status), "not run")),
        (
            UNFINISHED_WORDS,
            (
                "run",
                "compare",
                "sweep",
                "select",
                "need",
                "requirement",
                "plan",
                "front",
                "roster",
                "match",
                "fit",
                "forecast",
                "backtest",
                "tonight",
            ),
        ),
        (AGREEMENT_WORDS, get_args(Status)),
        (KIND_WORDS, get_args(Published.model_fields["kind"].annotation)),
        (SIDE_WORDS, ("at_least", "at_most")),
        (GROUP_WORDS, (*OF_CONTACTS, *OF_TICKETS)),
        (CLOSED_AT_WORDS, get_args(ClosedAt)),
        (ANALYSIS_WORDS, _TEXTS),
        (MISSING_WORDS, _TEXTS),
        (CURVE_WORDS, CURVES),
        (CAUSE_WORDS, CAUSES),
        (CAUSE_LEGENDS, CAUSES),
        (CHANNEL_WORDS, CHANNEL_NAMES.values()),
        (POOL_COLUMNS, ("now", "needed", *Heads._fields)),
        (CASE_WORDS, [case.name for case in CASES]),
        (END_WORDS, [outcome.name.lower() for outcome in Outcome]),
    ],
)
def test_a_table_by_value_has_every_value_and_no_other(table: dict[str, object], values: Iterable[str]) -> None:
    """Whatever is found has words, and there are none for what is never found."""
    assert set(table) == set(values)


def test_every_quantity_of_the_proof_is_on_its_page() -> None:
    """The page names what was held against theory by these words, and by no others."""
    page = (Path(__file__).parents[2] / "docs" / "verification.md").read_text(encoding="utf-8")
    cells = [line.removeprefix("| ").split(" | ") for line in page.splitlines()]
    named = {row[0] for row in cells if len(row) == PROOF_COLUMNS} - {WORDS["proof_quantity"][0]}
    assert named == {english for english, _ in QUANTITY_WORDS.values()}


def test_every_model_of_the_calculator_has_a_name() -> None:
    """With and without patience, with and without a limit of lines."""
    found = set()
    for patience_us in (None, 60_000_000):
        for trunks in (None, 9):
            asked = Asked(10, 3_600_000_000, 60_000_000, patience_us, 0.8, 20_000_000, "service_level", trunks, 3, 0.0)
            found.add(erlang_answer(asked)["model"])
    assert found == set(MODEL_WORDS)


def test_intervals_are_called_by_their_length() -> None:
    """Charts by the hour speak of hours."""
    said = {15: "quarter hours", 30: "half hours", 60: "hours", 7: "intervals"}
    assert {minutes: units_word(minutes, "en") for minutes in said} == said


def test_every_measure_has_words_and_a_unit_in_both_languages() -> None:
    """No report falls back on an id or an English unit in Chinese."""
    for key, definition in DEFINITIONS.items():
        label(key, "zh").encode("gb2312")
        unit_word(definition.unit, "zh").encode("gb2312")
        assert UNITS[definition.unit].chinese == unit_word(definition.unit, "zh")


def test_singular_and_plural() -> None:
    """One day is not '1 days'."""
    assert counted("day", 1, "en") == "1 day"
    assert counted("day", 1200, "en") == "1,200 days"
    assert word("no_data", "zh") == "无数据"


@pytest.mark.parametrize(
    ("values", "unit", "shown"),
    [
        ([28_612.4, 28_401.0, 28_823.8], "calls", "28,612"),
        ([0.8412, 0.8303, 0.8521], "share", "84.1 %"),
        ([31.42, 30.1, 32.7], "s", "31.4"),
        ([5.0, 5.0, 5.0], "calls", "5"),
        ([0.0], "share", "0 %"),
        ([123.456], "s", "123"),
        ([1.2345], "s", "1.23"),
    ],
)
def test_digits_follow_the_interval(values: list[float], unit: str, shown: str) -> None:
    """A number has no more digits than its interval supports."""
    assert number(values[0], unit, decimals_for(values, unit)) == shown


def test_stated_numbers_keep_their_unit() -> None:
    """A threshold reads as it was written."""
    assert plain_number(0.8, "share", "en") == "80 %"
    assert plain_number(15, "s", "zh") == "15 秒"
    assert plain_number(3_268_099, "", "en") == "3,268,099"
    assert unit_word("furlongs", "zh") == "furlongs"
