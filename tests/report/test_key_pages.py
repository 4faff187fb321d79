"""The page of keys and what `hotline explain` prints hold every key, in both languages."""

from __future__ import annotations

import re

import pytest

from sim.report.explaining import WIDTH, explain_text, key_values
from sim.report.key_pages import keys_page
from sim.report.key_words import BOUND_WORDS, FACT_WORDS, SHARED_PART_WORDS, VALUE_WORDS
from sim.report.text_tables import width_of
from sim.scenario.key_kinds import Kind
from sim.scenario.key_reference import all_parts, find_topic, keys_of_part, places, shared_parts

_NAMES = re.compile(r"`[^`]*`|「[^」]*」|'[^']*'|\"[^\"]*\"|[{\[<(（][^\u4e00-\u9fff]*[}\]>)）]")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_has_a_row_for_each_key_of_each_part(lang: str) -> None:
    """Shared keys once; with its meaning, and with all that is said of it beside the schema."""
    page = keys_page(lang)
    rows: dict[str, int] = {}
    for part in all_parts():
        for key in keys_of_part(part):
            meaning = key.meaning.in_language(lang).replace("|", "\\|")
            rows[key.owner] = page.count(f"| `{key.name}` | {meaning} |")
            assert key.text.usual.in_language(lang) in page
            assert key.text.measured.in_language(lang) in page
    assert min(rows.values()) >= 1
    assert len(rows) == len(re.findall("^[|] `[a-z]", page, re.M))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_links_of_the_page_lead_to_its_headings(lang: str) -> None:
    """The list of sections at its top, and from keys that parts share."""
    page = keys_page(lang)
    anchors = {title.lower().replace(" ", "-") for title in re.findall("^##+ (.+)$", page, re.M)}
    asked = set(re.findall(r"\]\(#([^)]+)\)", page))
    assert len(asked) > 20
    assert asked <= anchors


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_place_is_told_within_the_width_of_a_console(lang: str) -> None:
    """Each key at each of its places; in Chinese no English words but names and values."""
    for topic in places():
        told = explain_text(topic, lang)
        assert topic.key is not None
        assert told.startswith(topic.path_text(lang))
        for line in told.splitlines():
            assert width_of(line) <= WIDTH or " " not in line.strip(), line
            if lang == "zh" and "示例" not in line:
                assert not re.search(r"\b[a-z]+ [a-z]+ [a-z]+ [a-z]+\b", _NAMES.sub("", line)), line


def test_chinese_is_cut_before_no_punctuation() -> None:
    """No line begins with a comma or a closing bracket, none ends with an opening one."""
    for topic in places():
        for line in explain_text(topic, "zh").splitlines():
            assert not re.match(" *[，。；：、）」]", line), line
            assert not line.endswith(("（", "「")), line


def test_what_may_be_written_is_told_in_words() -> None:
    """Kinds, limits and alternatives."""
    assert "write    one of phone, online, transfer" in explain_text(find_topic("demand.calls.channel"), "en")
    assert "write    a whole number, 1 to 3,700" in explain_text(find_topic("clock.days"), "en")
    assert "for any of critical, urgent, normal: a share" in " ".join(
        explain_text(find_topic("tickets.urgency"), "en").split()
    )
    assert "填写  整数，1 至 3,700" in explain_text(find_topic("clock.days"), "zh")
    assert "不大于 20" in explain_text(find_topic("callers.patience.cv"), "zh")


def test_a_table_by_value_has_every_value_and_no_other() -> None:
    """Simple kinds, limits, what is said of a key, and the parts whose keys others share."""
    kinds = {kind for part in all_parts() for key in keys_of_part(part) for kind in _flat(key.kinds)}
    put_together = {"hint", "words", "list", "one_or_list", "mapping"}
    assert set(VALUE_WORDS) == {kind.what for kind in kinds} - put_together
    assert set(BOUND_WORDS) >= {name for kind in kinds for name, _ in kind.bounds}
    assert set(FACT_WORDS) == set(key_values(keys_of_part(all_parts()[0])[0], "en"))
    shared = {base.__name__ for part in all_parts() for base in shared_parts(part)[1:]}
    assert set(SHARED_PART_WORDS) == shared | {"EveryBut"}


def _flat(kinds: tuple[Kind, ...]) -> list[Kind]:
    return [each for kind in kinds for each in (kind, *_flat(kind.of))]
