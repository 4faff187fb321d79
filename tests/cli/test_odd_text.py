"""Whatever stands in a path, an option or a file, what reaches the terminal is short and harmless."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import LONGEST_LINE, DataError, HotlineError, printable, shortened

RED = "\x1b[31mred"
TOWN = (
    "hotline: 1\nclock: {start: 2026-03-02, days: 1}\n"
    "demand: {calls: {counts: {file: calls.csv, interval: 1 h}, types: {any: 1}}}\n"
    "operators: {floor: {talk: {law: exponential, mean: 3 min}, "
    'shifts: {day: {start: "00:00", end: "24:00", staff: 2}}}}\n'
)


def _told(*words: str) -> str:
    """What a failing command says."""
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code in (2, 4)
    return done.output


@pytest.mark.parametrize(
    "words",
    [
        ["check", RED], ["check", "x" * 5_000], ["check", "a\nb"], [RED], ["run", f"--{RED}"], ["export", RED],
        ["run", "x", "--set", RED], ["run", "template_town", "--set", f"title.{RED}=1"], ["scenarios", "copy", RED],
        ["run", "template_town", "--out", f"/nowhere/{RED}"], ["need", RED], ["erlang", "--calls", RED],
        ["run", "x", "--reps", RED],
        ["run", "template_town", "--set", "x" * 9_000 + "=1"], ["run", "template_town", "--out", "/x" * 2_000],
    ],
    ids=lambda words: ascii(" ".join(words))[:40],
)  # fmt: skip
def test_no_word_of_a_command_steers_the_terminal(words: list[str]) -> None:
    """Names with control codes and of thousands of characters are shown as text, cut, by click's own messages too."""
    told = _told(*words)
    assert "\x1b" not in told
    assert max(map(len, told.splitlines())) <= LONGEST_LINE + len("error: ")


def test_a_file_of_an_odd_name_is_told_in_its_message(tmp_path: Path) -> None:
    """The scenario's own name goes into every line of a refusal."""
    folder = tmp_path / ("deep" * 20) / ("deeper" * 20)
    folder.mkdir(parents=True)
    path = folder / f"{RED}.yaml"
    path.write_text("hotline: 1\nclock: {start: 2026-03-02, days: 0}\ndemand: {}\n")
    told = _told("check", str(path))
    assert "\\x1b[31mred.yaml:2: clock.days: 0 is out of range" in told
    assert "\x1b" not in told


@pytest.mark.parametrize(
    "header",
    [",".join(f"column {n}" for n in range(10_000)), "t" * 100_000 + ",count", f"{RED},count"],
    ids=["columns", "long", "red"],
)
def test_headers_are_cut(header: str, tmp_path: Path) -> None:
    """A table of ten thousand columns, or of one endless one, is refused in a line that can be read."""
    (tmp_path / "town.yaml").write_text(TOWN)
    (tmp_path / "calls.csv").write_text(header + "\n" + "1," * header.count(",") + "1\n")
    told = _told("check", str(tmp_path / "town.yaml"))
    assert "calls.csv" in told
    assert "\x1b" not in told
    assert max(map(len, told.splitlines())) <= LONGEST_LINE + len("error: ")


def test_a_long_line_keeps_its_place_and_its_advice() -> None:
    """What is left out lies in the middle: the file in front and what would be right at the end stay."""
    told = str(DataError(f"town.csv:7: time: {'x' * 10_000} is not a time: write 2026-03-02 09:00"))
    assert len(told) == LONGEST_LINE
    assert told.startswith("town.csv:7: time: xxx")
    assert told.endswith("xxx is not a time: write 2026-03-02 09:00")
    assert str(HotlineError(told)) == told
    assert shortened("short") == "short"
    assert printable("a\x1b\tb\nc", breaks=False) == "a\\x1b\\x09b\\x0ac"
