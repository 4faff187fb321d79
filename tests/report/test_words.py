"""The words of reports and charts."""

from __future__ import annotations

import re

import pytest

from sim.measures.definitions import DEFINITIONS, label
from sim.report.numbers import CHINESE_UNITS, decimals_for, number, plain_number, unit_word
from sim.report.words import WORDS, counted, word


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_have_the_same_gaps(key: str) -> None:
    """A phrase never lacks, or leaves open, a value that the other language has."""
    english, chinese = (set(re.findall(r"{(\w+)}", text)) for text in WORDS[key])
    assert chinese <= english
    assert english - chinese <= {"unit", "mean"}


def test_consoles_can_show_every_word() -> None:
    """English is plain ASCII and Chinese is in GB2312, whatever the console."""
    for english, chinese in WORDS.values():
        english.encode("ascii")
        chinese.encode("gb2312")


def test_every_measure_has_words_and_a_unit_in_both_languages() -> None:
    """No report falls back on an id or an English unit in Chinese."""
    for key, definition in DEFINITIONS.items():
        label(key, "zh").encode("gb2312")
        assert definition.unit == "share" or definition.unit in dict(CHINESE_UNITS)


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
