"""Reading YAML strictly: plain values, their places, and what is refused."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import Scenario, load_scenario
from sim.scenario.yaml_reader import read_document, read_value

ZOO = 'n: 12\noctal: 012\nbig: 0x1F\nf: 1e3\ng: -.5\nt: true\nno: no\nclock: 08:30\nday: 2022-01-08\nempty:\nq: "12"\n'


def test_plain_scalars_are_read_as_yaml_1_2_says() -> None:
    """Only numbers, true, false and null are not text; 08:30, 17:30, no and dates are text."""
    value, _ = read_document(ZOO, "zoo.yaml")
    assert value == {
        "n": 12, "octal": 12, "big": 31, "f": 1000.0, "g": -0.5, "t": True, "no": "no", "clock": "08:30",
        "day": "2022-01-08", "empty": None, "q": "12",
    }  # fmt: skip
    assert isinstance(value["f"], float)


def test_every_key_and_item_has_its_line_and_column() -> None:
    """The place of a key is where it begins, counted from 1, in block and in flow style."""
    _, marks = read_document("a: 1\nb:\n  - x\n  - {c: 2, d: 3}\n", "a.yaml")
    assert marks[("a",)] == (1, 1)
    assert marks[("b", 0)] == (3, 5)
    assert marks[("b", 1, "d")] == (4, 12)


@pytest.mark.parametrize("text", ["a: 1\r\nb: 中文\r\n", "\ufeffa: 1\nb: 中文\n", "---\na: 1\nb: 中文\n...\n"])
def test_windows_lines_a_byte_order_mark_and_document_marks_are_fine(text: str) -> None:
    """What editors on other systems add does not matter."""
    assert read_document(text.encode(), "a.yaml")[0] == {"a": 1, "b": "中文"}


REFUSED = {
    "a: &x 1\n": "a.yaml:1:4: anchors such as '&x'",
    "a: 1\nb: *x\n": "a.yaml:2:4: references such as '*x'",
    "a: !!python/name:os.system x\n": "a.yaml:1:4: tags such as",
    "a: ! x\n": "a.yaml:1:4: tags such as",
    "a: 1\nb: 2\na: 3\n": "a.yaml:3:1: key 'a' appears twice (first on line 1)",
    "a: {b: 1, b: 2}\n": "a.yaml:1:11: key 'b' appears twice (first on line 1)",
    "<<: {a: 1}\n": "a.yaml:1:1: merge keys",
    "%YAML 1.1\n---\na: 17:30\n": "a.yaml:1:1: directives",
    "# x\n%TAG ! x\n---\na: 1\n": "a.yaml:2:1: directives",
    "a: 1\n---\nb: 2\n": "a.yaml:2:1: a second document",
    "12: 3\n": "a.yaml:1:1: key 12 is not text: put it in quotes, '12'",
    "true: 3\n": "key true is not text",
    "[1]: 3\n": "a list or mapping cannot be a key",
    ": 3\n": "a key is missing",
    "a: .nan\n": "a.yaml:1:4: .nan is not a number",
    "a: -.INF\n": "a.yaml:1:4: -.INF is not a number",
    "a: 1e999\n": "a.yaml:1:4: 1e999 is too large",
    "a: 9223372036854775808\n": "a.yaml:1:4: 9223372036854775808 is too large",
    "a: " + "9" * 10_000 + "\n": "is too large a number",
    "": "a.yaml: is empty",
    "# nothing\n": "a.yaml: is empty",
    "- a\n- b\n": "a.yaml:1:1: the file must consist of 'key: value' lines",
    "just text\n": "a.yaml:1:1: the file must consist of 'key: value' lines",
    "a: x\x07\n": "a.yaml:1:5: the control character U+0007",
    'a: "\\e[31m"\n': "a.yaml:1:4: the control character U+001B",
    '"a\\nb": 1\n': "a.yaml:1:1: the control character U+000A",
    'a: "\\ud800"\n': "a.yaml:1:4: the control character U+D800",
    "a: \u202e x\n": "a.yaml:1:4: the invisible character U+202E",
    'a: "\\u2066"\n': "a.yaml:1:4: the invisible character U+2066",
    'a: "\\U00110000"\n': "a.yaml:1:2: cannot be read from here on",
    "a:\t[1\n": "a.yaml:1:3: a tab stands where spaces belong",
    "a:\n\tb: 1\n": "a.yaml:2:1: a tab stands where spaces belong",
    "a: [1\n": "a.yaml:2:1: the bracket '[' opened on line 1 is not closed",
    "a: {b: 1 c: 2}\n": "a.yaml:1:11: the bracket '{' opened on line 1 is not closed, or a comma is missing",
    "a: b: c\n": "a.yaml:1:5: unexpected ':'",
    "a: 'x\n": "a quotation mark is not closed",
    "a: @x\n": "a.yaml:1:4: the character '@' cannot start a value: put it in quotes",
    "a: %x\n": "a.yaml:1:4: the character '%' cannot start a value: put it in quotes",
    "a: " + "[" * 50 + "]" * 50 + "\n": "nested more than 40 deep",
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), REFUSED.items(), ids=[repr(text[:20]) for text in REFUSED])
def test_what_surprises_is_refused_with_file_line_and_column(text: str, told: str) -> None:
    """Each trap of YAML is named in one sentence, at its place."""
    with pytest.raises(ScenarioError) as caught:
        read_document(text, "a.yaml")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("raw", ["a: 1\n".encode("utf-16"), "a: 早班\n".encode("gb18030"), b"a: 1\0\n", b"\xff\xfe"])
def test_other_encodings_are_named(raw: bytes) -> None:
    """A file that is not UTF-8 is refused with what to do."""
    with pytest.raises(ScenarioError, match=r"^a\.yaml: is not UTF-8 text: save it as UTF-8$"):
        read_document(raw, "a.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "a: [" + "1," * 200_000 + "]",
        "a: " + "9" * 1_000_000,
        "x" * (1 << 20) + "x",
        "a: &a [x, x]\n" + "".join(f"k{i}: &b{i} [*a, *a]\n" for i in range(30)),
    ],
    ids=["brackets", "dashes", "questions", "numbers", "digits", "size", "aliases"],
)
def test_bombs_end_soon(text: str) -> None:
    """Depth, length, size and references are bounded before anything is built."""
    begun = time.monotonic()
    with pytest.raises(ScenarioError):
        read_document(text, "bomb.yaml")
    assert time.monotonic() - begun < 10  # 2 s on an idle machine


@pytest.mark.parametrize(
    ("text", "value"),
    [("55 s", "55 s"), ("3", 3), ("[1, a]", [1, "a"]), ("{a: 70 %}", {"a": "70 %"}), ("", None), ("'3'", "3")],
)
def test_a_set_value_is_read_like_one_in_a_file(text: str, value: object) -> None:
    """A scalar, or a list or mapping in brackets."""
    assert read_value(text, "--set: a") == value


@pytest.mark.parametrize("text", ["a: b", "- a", "&a 1", "[1", ".nan", "{a: 1, a: 2}", "!!int 3", "\u202e", "@"])
def test_a_set_value_is_refused_like_one_in_a_file(text: str) -> None:
    """The message begins with the setting it belongs to."""
    with pytest.raises(ScenarioError, match=r"^--set: a: "):
        read_value(text, "--set: a")


@pytest.mark.parametrize("kind", ["folder", "missing", "pipe", "device", "nul"])
def test_only_regular_files_are_opened(tmp_path: Path, kind: str) -> None:
    """A folder, a pipe (which would wait for ever), a device or a name with NUL is refused in a sentence."""
    path = tmp_path / "x.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "nul":
        path = Path("a\0b")
    with pytest.raises(ScenarioError, match=r"is a folder|no such file|not a regular file|cannot be read"):
        load_scenario(path)


ODD_BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet="ab:-?,[]{}#&*!|>'\"%@` \n\t\\\r0123456789.~<=_eéx\u2028", max_size=120).map(str.encode),
)


@settings(derandomize=True, max_examples=250, deadline=None)
@given(ODD_BYTES)
def test_any_bytes_give_a_mapping_or_a_sentence(raw: bytes) -> None:
    """Nothing but ScenarioError, on few and readable lines, ever comes out of the reader."""
    told = "a.yaml"
    try:
        value, marks = read_document(raw, "a.yaml")
    except ScenarioError as error:
        told = str(error)
    else:
        assert isinstance(value, dict)
        assert all((key,) in marks for key in value)
    assert told.startswith("a.yaml")
    assert "\n" not in told
    assert "Traceback" not in told


@settings(derandomize=True, max_examples=60, deadline=None)
@given(place=st.integers(0, 600), cut=st.integers(0, 12), put=st.one_of(st.binary(max_size=6), st.just(b"{[")))
def test_a_spoiled_file_gives_a_scenario_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, place: int, cut: int, put: bytes
) -> None:
    """Cutting and pasting bytes into a sound file never gives anything but Scenario or ScenarioError."""
    from textwrap import dedent

    sound = dedent("""\
        hotline: 1
        clock: {start: 2026-03-02, days: 7}
        demand: {calls: {per_day: 960, types: {inquiry: 60 %, help: 40 %}, profile: {mon: flat}}}
        callers: {patience: {law: exponential, mean: 2 min}, trunks: 60}
        operators:
          floor:
            talk: {law: lognormal, mean: 150 s, cv: 1}
            skills: [{channel: phone, types: all}]
            shifts: {all: {start: "00:00", end: "24:00", staff: 12, days: [mon, tue, wed, thu, fri, sat, sun]}}
        """).encode()
    path = tmp_path_factory.getbasetemp() / "spoiled.yaml"
    path.write_bytes(sound[:place] + put + sound[place + cut :])
    lines = ["fine"]
    try:
        assert isinstance(load_scenario(path), Scenario)
    except ScenarioError as error:
        lines = str(error).splitlines()
    assert 1 <= len(lines) <= 5
