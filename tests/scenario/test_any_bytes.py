"""Whatever bytes are given as a scenario file, the answer is a Scenario or a few plain lines, and it comes soon."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import Scenario, load_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SOUND = [(SCENARIOS / f"template_{name}.yaml").read_bytes() for name in ("town", "groups")]
TOKENS = (
    "hotline: 1", "clock:", "demand:", "operators:", "{", "}", "[", "]", ": ", "- ", "? ", ", ", "\n", "\n  ", "\n    ",
    "\t", "#", "|", ">", "|2-", "&a ", "*a", "!!str ", "!x ", "<<: ", "---", "...", "%YAML 1.2", "'", '"', "\\", "\\x",
    "~", "null", "true", ".nan", ".inf", "1e999", "9" * 30, "-0", "0x1F", "0o7", "2026-03-02", '"08:00"', "30 s",
    "70 %",
    "\ufeff", "\u2028", "\x85", "\0", "\r", "\r\n", "中文", "\u202e", "law", "mean", "extends: x.yaml",
    "extends: soup.yaml",
)  # fmt: skip
SOUP = st.lists(st.sampled_from(TOKENS), max_size=40).map(lambda words: "".join(words).encode("utf-8", "surrogatepass"))
ENCODED = st.builds(
    lambda raw, code: raw.decode().encode(code, "replace"),
    st.sampled_from(SOUND),
    st.sampled_from(["utf-16", "utf-16-le", "utf-32", "gbk", "gb18030", "big5", "latin-1", "utf-8-sig", "utf-7"]),
)
SPLICED = st.builds(
    lambda raw, other, cut, put, keep: raw[:cut] + put + other[keep:],
    st.sampled_from(SOUND), st.sampled_from(SOUND), st.integers(0, 4000), st.binary(max_size=8), st.integers(0, 4000),
)  # fmt: skip
TWICE = st.builds(
    lambda raw, place: b"\n".join(raw.split(b"\n")[:place] + raw.split(b"\n")[max(place - 1, 0) :]),
    st.sampled_from(SOUND), st.integers(1, 70),
)  # fmt: skip
DEEP = st.builds(
    lambda word, times, tail: (word * times + tail).encode(),
    st.sampled_from(["[", "{a: ", "- ", "? ", "a:\n ", "[{", "&a [", "!!x ", '"', "|\n", "\n ", "((", "a: {b: ["]),
    st.integers(1, 3000), st.sampled_from(["", "1", "]", "}", "\n"]),
)  # fmt: skip
NUMBERS = st.builds(
    lambda key, number: b"hotline: 1\n" + f"{key}: {number}\n".encode(),
    st.sampled_from(["employed", "direct_answer", "replications", "budget: {events", "clock: {days", "title"]),
    st.one_of(st.integers().map(str), st.floats().map(repr), st.integers(20, 5000).map(lambda n: "9" * n)),
)
KINDS = {
    "bytes": st.binary(max_size=300),
    "text": st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    "soup": SOUP, "encoded": ENCODED, "spliced": SPLICED, "twice": TWICE, "deep": DEEP, "numbers": NUMBERS,
}  # fmt: skip
FORBIDDEN = ("Traceback", "Input should", "value_error", "Error(", "object at 0x", "pydantic", "ruamel")


def _answered(raw: bytes, folder: Path) -> None:
    """The bytes as a file give a Scenario, or one to five lines that name the file, and that soon."""
    path = folder / "soup.yaml"
    path.write_bytes(raw)
    begun = time.process_time()
    told = f"{path}: fine"
    try:
        assert isinstance(load_scenario(path), Scenario)
    except ScenarioError as error:
        told = str(error)
    assert time.process_time() - begun < 8  # 2 s on an idle machine
    assert 1 <= len(told.splitlines()) <= 5
    assert str(path) in told.splitlines()[0]
    assert not any(word in told for word in FORBIDDEN)


@pytest.mark.parametrize("kind", KINDS)
def test_any_bytes_are_answered(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Raw bytes, token soup, other encodings, spliced and doubled lines, deep nesting, huge numbers: no traceback."""
    folder = tmp_path_factory.mktemp(kind)

    @settings(derandomize=True, max_examples=50, deadline=None, database=None)
    @given(raw=KINDS[kind])
    def answered(raw: bytes) -> None:
        _answered(raw, folder)

    answered()


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_very_many_bytes_are_answered(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same for many more of each kind."""
    folder = tmp_path_factory.mktemp(kind)

    @settings(derandomize=True, max_examples=3000, deadline=None, database=None)
    @given(raw=KINDS[kind])
    def answered(raw: bytes) -> None:
        _answered(raw, folder)

    answered()


BOMBS = {
    "aliases": b"a: &a [x]\n" + b"".join(b"k%d: &b%d [*a, *a]\n" % (i, i) for i in range(40)),
    "laughs": b"a: &a [&b [&c [1]], *b, *c]\n",
    "merge keys": b"a: {b: 1}\n" + b"c: {<<: {<<: {<<: {}}}}\n",
    "same key": b"hotline: 1\n" * 3000,
    "tabs": b"hotline: 1\n" + b"\t" * 100_000,
    "one line": b"hotline: 1, " * 80_000,
    "spaces": b"hotline: 1\n" + b" " * 1_000_000 + b"x",
    "quotes": b'title: "' + b"\\" * 500_001,
    "comments": b"#" * 1_000_000,
    "block text": b"title: |\n" + b"  a\n" * 200_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_soon(bomb: str, tmp_path: Path) -> None:
    """Aliases, repeated keys, long lines and huge blocks are answered within some seconds of computing."""
    _answered(BOMBS[bomb], tmp_path)
