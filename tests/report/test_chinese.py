"""Warnings and errors in Chinese: every sentence of the program has its own, and none is taken for another."""

from __future__ import annotations

import calendar
import errno
import inspect
import os
import re
from bisect import bisect_left
from pathlib import Path

import click
import pytest

from sim.report.chinese import MOST_WAYS, Catalogue, Pattern, Said, catalogue, in_language, read_patterns

from ..scenario.refusals import cases
from .messages_in_code import constants, templates

PATTERNS = read_patterns()
ENGLISH = "\n".join(pattern.english for pattern in PATTERNS)
OPEN = "\0"
"""Stands for a value that is not known yet."""
SAMPLES = {
    "sentence": "share",
    "words": "share",
    "items": "share",
    "list": "'a7', 'b7'",
    "number": "7",
    "": "'x7'",
    "grammar": "s",
}
TOLD = Path(__file__).parent / "told.txt"
"""Warnings and errors of other kinds than those of broken scenario files, as the tests of the program met them."""


def _has_chinese(text: str, known: Catalogue) -> bool:
    """Whether a text of the code is a sentence of the catalogue, or a part of one."""
    parts = text.split("{}")
    if any(part in ENGLISH for part in parts) and re.search(".*".join(map(re.escape, parts)), ENGLISH):
        return True
    whole = text.replace("{}", OPEN)
    if any(not known.words(said).left for said in (whole, f"{OPEN} {whole}", f"{whole} {OPEN}", whole + OPEN)):
        return True
    place = re.match(r"(\{\}|[^\s{}])+?: ", text)
    return place is not None and _has_chinese(text[place.end() :], known)


def test_every_sentence_of_the_code_has_its_chinese() -> None:
    """Whoever writes or changes a sentence for planners writes its Chinese too."""
    known = Catalogue(PATTERNS)
    known._known |= {OPEN: Said(OPEN), f" {OPEN}": Said(OPEN)}
    without = [f"{where}: {text}" for text, where in templates().items() if not _has_chinese(text, known)]
    assert "\n".join(without) == "", "their Chinese belongs into sim/report/chinese_messages"


def _pieces_of(piece: str, told: str) -> int:
    """Of how many pieces of the program's texts a piece of a sentence is made; at least 9 if it is of none."""
    count, at = 0, 0
    while at < len(piece):
        end = at + bisect_left(range(at + 1, len(piece) + 1), True, key=lambda end: piece[at:end] not in told)
        if end == at:
            return 9
        at, count = end, count + 1
    return count


def test_no_chinese_is_kept_for_a_sentence_that_nobody_says() -> None:
    """Every English line of the catalogue is made of texts of the program, of its command line or of the system."""
    sources = [inspect.getsource(module) for module in (click.exceptions, click.core, click.types, click.parser)]
    system = [os.strerror(number).lower() for number in errno.errorcode]
    told = "\n".join([constants(), *sources, *system, *calendar.month_name, "embedded null byte"])
    for pattern in PATTERNS:
        assert all(_pieces_of(piece.strip(" ."), told) <= 3 for piece in pattern.pieces), pattern.english


def _filled(pattern: Pattern) -> str:
    """The English of a pattern with something in each hole."""
    holes = [SAMPLES["grammar" if name[0] == "~" else kind] for name, kind in pattern.holes]
    return pattern.pieces[0] + "".join(hole + piece for hole, piece in zip(holes, pattern.pieces[1:], strict=True))


def test_a_sentence_is_taken_for_itself_only() -> None:
    """What a pattern says is read by that pattern or one that says the same, whatever else it resembles."""
    known, share = Catalogue(PATTERNS), next(pattern for pattern in PATTERNS if pattern.english == "share")
    assert len({pattern.english for pattern in PATTERNS}) == len(PATTERNS)
    for pattern in PATTERNS:
        text = _filled(pattern)
        alone = Catalogue([pattern, share]).words(text)
        assert (known.words(text).text, alone.left) == (alone.text, 0), pattern.english


def test_a_translation_loses_no_value_and_adds_none() -> None:
    """Each hole of the English is one of the Chinese, but for those of English grammar."""
    for pattern in PATTERNS:
        names = [name for name, _ in pattern.holes]
        told = re.findall("<([a-z_]+)>", pattern.chinese)
        assert set(told) == {name for name in names if name[0] != "~"}, pattern.english


def test_consoles_can_show_the_chinese() -> None:
    """It is in GB2312, and its sentences have Chinese punctuation."""
    for pattern in PATTERNS:
        pattern.chinese.encode("gb2312")
        assert not re.search("[\u4e00-\u9fff][,;!?]|[,;!?][\u4e00-\u9fff]", pattern.chinese), pattern.chinese


def _told() -> list[str]:
    refused = [line for case in cases() for line in case.told]
    return list(dict.fromkeys([*refused, *TOLD.read_text(encoding="utf-8").splitlines()]))


def test_nothing_that_planners_are_told_stays_english() -> None:
    """The sentences of all broken scenarios, and the warnings and errors of a second list, leave no English word."""
    told = _told()
    for line in told:
        said = catalogue().said(line)
        assert said.left == 0, line
        assert catalogue().said(f"error: {line}").text == f"错误：{said.text}"
        assert not _ENGLISH_LEFT.search(re.sub(_VALUES, "", said.text)), (line, said.text)
        assert set(re.findall("[A-Za-z]{2,}", said.text)) <= set(re.findall("[A-Za-z]{2,}", line)) | {"YAML"}, (
            line,
            said.text,
        )
        assert catalogue()._ways < MOST_WAYS / 2, line


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("this is it.yaml:3: clock.days: 0 is out of range: it must be at least 1",
         "this is it.yaml:3: clock.days: 0 超出范围：应不小于 1"),
        ("my town.yaml:3: operators.夜班 组.talk.mean: 'a: b is not c' is not above zero",
         "my town.yaml:3: operators.夜班 组.talk.mean: 「a: b is not c」应大于零"),
        ("c.csv:2: time of call: '' is not a local time such as '2022-01-08 09:30:00': the cell is empty",
         "c.csv:2: time of call: 「」不是当地时间（例如「2022-01-08 09:30:00」）：单元格为空"),
        ("cannot write to /a; b/out: permission denied; 3 replications kept there",
         "无法写入 /a; b/out：没有权限；该处已保留 3 次重复"),
        ("types.投诉 举报: nobody answers calls of type '投诉': give a group the skill {channel: phone, types: [投诉]}",
         "types.投诉 举报: 无人受理「投诉」类来电：请给某个班组加上技能 {channel: phone, types: [投诉]}"),
        ("a sentence that nobody has translated", "a sentence that nobody has translated"),
        ("x.yaml: cannot be read: some new reason", "x.yaml: 无法读取：some new reason"),
        ("", ""),
    ],
)  # fmt: skip
def test_names_and_values_stay_as_they_are(english: str, chinese: str) -> None:
    """Whatever a file, a key or a value is called; and what has no Chinese stays English."""
    assert in_language(english, "zh") == chinese
    assert in_language(english, "en") == english


def test_what_was_said_before_changes_nothing(tmp_path: Path) -> None:
    """A part that stood too deep in one sentence to be translated is translated where it stands alone."""
    levels = "\n".join(f"{name} <rest:words>\n{name.upper()}<rest>\n" for name in "abcdefghij")
    (tmp_path / "levels.txt").write_text(f"{levels}\nz\nZ\n")
    asked = ["i j z", "e f g h i j z", "a b c d e f g h i j z"]

    def said(order: list[str]) -> dict[str, str]:
        known = Catalogue(read_patterns(tmp_path))
        return {text: known.words(text).text for text in order}

    assert said(asked) == said(asked[::-1])
    assert said(asked)["i j z"] == "IJZ"


@pytest.mark.parametrize("text", [": " * 2000, "x" * 9000 + ": there is no such file", "'b " * 500, "x: is not " * 300])
def test_no_name_makes_a_translation_long(text: str) -> None:
    """However often a line holds what stands between the parts of sentences, few ways to read it are tried."""
    known = Catalogue(PATTERNS)
    known.said(text)
    assert known._ways <= MOST_WAYS


_VALUES = re.compile(
    r"「[^」]*」|`[^`]*`|"
    r"'[^']*(?:'|[.]{3})|\"[^\"]*\"|[{\[(][^\u4e00-\u9fff]*[}\])]|（[^\u4e00-\u9fff]*）|^[\x00-\x7f]*: "
)
_ENGLISH_LEFT = re.compile(r"\b[a-z]+ [a-z]+ [a-z]+\b")
