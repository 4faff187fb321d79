"""`hotline erlang`: the planner's calculator."""

from __future__ import annotations

import json
import math
import re

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.queueing.erlang import SERVICE_LEVELS, ErlangA, ErlangC, least_operators

TEXTBOOK = ("--calls", 100, "--per", "30 min", "--aht", "3 min")


def call(*arguments: object) -> Result:
    """The command in this process."""
    return CliRunner().invoke(main, ["erlang", *map(str, arguments)])


def answer(*arguments: object) -> dict:
    """What it prints as JSON, without NaN and without anything else on stdout."""
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout, parse_constant=lambda text: pytest.fail(text))


def rows_of(text: str) -> dict[int, str]:
    """The rows of the printed table by number of operators."""
    found = re.findall(r"^>? +(\d+)  .*%.*$", text, re.M)
    return {int(n): line for n, line in zip(found, re.findall(r"^>? +\d+  .*%.*$", text, re.M), strict=True)}


def test_published_table_of_erlang_c() -> None:
    """100 calls in 30 min of 3 min: the textbook's 64.02, 79.56, 88.84 and 94.15 %, and 14 operators for 80/20."""
    result = call(*TEXTBOOK)
    assert result.exit_code == 0
    rows = rows_of(result.stdout)
    for operators, level in ((11, "38.96"), (12, "64.02"), (13, "79.56"), (14, "88.84"), (15, "94.15")):
        assert f"{level} %" in rows[operators]
    assert rows[14].startswith(">")
    assert "88.84 %*" in rows[14]
    assert "17.41 %" in rows[14]
    assert "7.84" in rows[14]
    assert "load 10.00 erlang" in result.stdout


def test_published_figures_of_erlang_a() -> None:
    """With 5 min of patience and 14 operators: P(wait) 0.14526, gave up 0.013984, occupancy 0.704297, 0.916792."""
    (row,) = answer(*TEXTBOOK, "--patience", "5 min", "--operators", 14)["rows"]
    found = [row[k] for k in ("share_waiting", "share_abandoned", "occupancy", "service_level")]
    assert [f"{x:.5f}" for x in found] == ["0.14526", "0.01398", "0.70430", "0.91679"]
    assert f"{row['mean_wait_s'] / 60:.6f}" == "0.069919"


def test_numbers_are_the_librarys() -> None:
    """JSON rows hold what the formulas return, under every definition, and the fewest operators by each."""
    found = answer(*TEXTBOOK, "--patience", "1 min", "--trunks", 20, "--target", "90 % in 10 s")
    for row in found["rows"]:
        queue = ErlangA(row["operators"], 100 / 1800, 180, 60, 20)
        for name in SERVICE_LEVELS:
            assert row[name] == queue.service_level(10, name)
        assert (row["share_blocked"], row["share_abandoned"]) == (queue.share_blocked, queue.share_abandoned)
        assert (row["asa_s"], row["mean_wait_s"]) == (queue.asa_s, queue.mean_wait_s)
    for name in SERVICE_LEVELS:
        least = found["least_operators"][name]
        assert least == least_operators(0.9, 10, 100 / 1800, 180, 60, name, 20)
        assert ErlangA(least, 100 / 1800, 180, 60, 20).service_level(10, name) >= 0.9
        assert ErlangA(least - 1, 100 / 1800, 180, 60, 20).service_level(10, name) < 0.9


def test_the_definition_decides() -> None:
    """The answer is that of the definition asked for; every definition's least operators are in the table."""
    impatient = (*TEXTBOOK, "--patience", "1 min")
    first, last = answer(*impatient), answer(*impatient, "--definition", "service_level_answered")
    assert first["operators"] == first["least_operators"]["service_level"]
    assert last["operators"] == first["least_operators"]["service_level_answered"] < first["operators"]
    assert set(first["least_operators"].values()) <= {row["operators"] for row in first["rows"]}
    rows = rows_of(call(*impatient).stdout)
    for name in SERVICE_LEVELS:
        operators = first["least_operators"][name]
        level = ErlangA(operators, 100 / 1800, 180, 60).service_level(20, name)
        assert f"{100 * level:.2f} %*" in rows[operators]


def test_talk_and_wrap_up_are_the_handle_time() -> None:
    """2 min of talk and 1 min of wrap-up are 3 min of work."""
    split = answer("--calls", 100, "--per", "30 min", "--talk", "2 min", "--wrap-up", "1 min")
    assert split == answer(*TEXTBOOK)


def test_shrinkage_rounds_up_once() -> None:
    """11 at work with 30 % shrinkage are 15.71, so 16; 7 are 10 and not 11; without shrinkage nobody is added."""
    found = answer("--calls", 25, "--per", "10 min", "--aht", "3 min", "--shrinkage", "30 %")
    assert (found["operators"], found["heads"]) == (11, 16)
    seven = answer("--calls", 63, "--per", "1 h", "--aht", "4 min", "--shrinkage", 0.3)
    assert (seven["operators"], seven["heads"]) == (7, 10)
    assert answer(*TEXTBOOK)["heads"] == 14
    assert (
        "15.71 before rounding up"
        in call(*TEXTBOOK[:1], 25, "--per", "10 min", "--aht", "3 min", "--shrinkage", "30%").stdout
    )


def test_overload_is_a_result() -> None:
    """Nine operators for ten erlang: Erlang C says that the queue never settles, and JSON has no infinity."""
    (row,) = answer(*TEXTBOOK, "--operators", 9)["rows"]
    assert (row["mean_wait_s"], row["asa_s"], row["service_level"], row["share_waiting"]) == (None, None, 0, 1)
    assert "grows without end" in call(*TEXTBOOK, "--operators", 9).stdout
    (row,) = answer(*TEXTBOOK, "--operators", 9, "--patience", "2 min")["rows"]
    assert 0 < row["mean_wait_s"] < math.inf


@pytest.mark.parametrize(
    "text", ["80 % in 20 s", "80% within 20s", "0.8 in 20 s", "80/20", "20 秒内 80 %", "20秒内80％"]
)
def test_targets_as_planners_write_them(text: str) -> None:
    """A share and a time, either way round, and the usual shorthand."""
    assert answer(*TEXTBOOK, "--target", text)["target"] == {
        "share": 0.8,
        "within_s": 20.0,
        "definition": "service_level",
    }


def test_chinese() -> None:
    """The same numbers under Chinese words, in characters that every Chinese console has."""
    options = (*TEXTBOOK, "--patience", "1 min", "--trunks", 18, "--shrinkage", "25 %")
    english, chinese = call(*options).stdout, call(*options, "--lang", "zh").stdout
    chinese.encode("gb2312")
    assert "每 30 分钟 来电 100 次" in chinese
    assert "座席数" in chinese
    numbers = [[re.findall(r"[\d.]+", row) for row in rows_of(text).values()] for text in (english, chinese)]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) > 5


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--aht", "3"), "--aht: '3' is not a length of time"),
        (("--aht", "0 s"), "no time at all"),
        ((), "give the handle time"),
        (("--aht", "3 min", "--talk", "2 min"), "give the handle time"),
        (("--aht", "3 min", "--wrap-up", "1 min"), "--wrap-up goes with --talk"),
        (("--aht", "3 min", "--target", "soon"), "--target: 'soon' is not a target"),
        (("--aht", "3 min", "--target", "100 % in 20 s"), "nobody can promise"),
        (("--aht", "3 min", "--definition", "asa"), "--definition: 'asa' is none"),
        (("--aht", "3 min", "--calls", "many"), "--calls: 'many' is not a number of calls"),
        (("--aht", "3 min", "--calls", "inf"), "--calls: 'inf' is not a number of calls"),
        (("--aht", "3 min", "--operators", "2.5"), "--operators: '2.5' is not a whole number"),
        (("--aht", "3 min", "--trunks", "5", "--operators", "6"), "need as many lines"),
        (("--aht", "3 min", "--shrinkage", "100 %"), "leaves nobody at work"),
        (("--aht", "3 min", "--patience", "900 d"), "leave --patience out"),
        (("--aht", "900 d"), "the table ends at"),
    ],
)
def test_bad_input_is_one_sentence(options: tuple[str, ...], says: str) -> None:
    """The option and what would be right, exit code 2, nothing on stdout and no traceback."""
    result = call("--calls", 100, "--per", "30 min", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.strip().splitlines()) == 1


def test_erlang_c_is_said_where_nobody_gives_up() -> None:
    """The table names its formula; without patience one definition is enough, with the numbers of Erlang C."""
    text = call(*TEXTBOOK).stdout
    assert "(Erlang C)" in text
    assert "[2]" not in text
    assert "[5]" in call(*TEXTBOOK, "--patience", "5 min").stdout
    assert answer(*TEXTBOOK)["rows"][0]["service_level"] == ErlangC(11, 100 / 1800, 180).service_level(20)
