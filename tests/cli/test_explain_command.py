"""`hotline explain` says what a key means, in both languages, as text and as JSON."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from sim.cli import main


def call(*arguments: str) -> Result:
    """The command in this process."""
    return CliRunner().invoke(main, ["explain", *arguments])


def test_a_key_is_explained_as_it_stands_in_the_planners_file() -> None:
    """Meaning, whose name is whose, what may be written, default, example, a usual value, how to measure it, laws."""
    told = call("operators.floor.wrap_up").stdout
    for part in (
        "operators.<group>.wrap_up\n  'floor' is the name of a group here\n",
        "Time from hanging up until the operator is free for the next contact; none if left out.",
        "write    a law of lengths of time\n  default  none\n  example  wrap_up: {law: exponential, mean: 40 s}\n",
        "usual    55 s before and 30 s after a change at Tianjin's 12345 (2022)",
        "measure  phone switch (ACD): time in the state after-call work (ACW)",
        "  lognormal         many short lengths",
    ):
        assert part in told


def test_a_section_lists_its_keys_with_a_line_each() -> None:
    """Without a path those at the top; else those below, and a command to go on with that can be typed."""
    assert "\n  clock           which days are simulated, and by which calendar\n" in call().stdout
    told = call("operators.day team.shifts").stdout
    assert "\n  <shift>.start           when the shift begins\n" in told
    assert '`hotline explain "operators.day team.shifts.start"`' in told
    assert call("operators.day team.shifts.start").exit_code == 0
    assert "\n  talk                  time from the answer" in call("operators.floor").stdout


def test_a_key_of_laws_is_told_law_by_law() -> None:
    """Where it differs between the laws, once for each."""
    told = call("operators.floor.talk.cv").stdout
    assert "law gamma" in told
    assert "above 0.01, at most 20" in told
    assert "law hyperexponential\n  Coefficient of variation above 1, with 'mean'" in told
    assert (
        "law exponential, lognormal, gamma, erlang, weibull\n  Mean of the lengths."
        in call("callers.patience.mean").stdout
    )


def test_in_chinese() -> None:
    """Meaning, labels, placeholders and laws."""
    told = call("operators.floor.talk", "--lang", "zh").stdout
    assert "operators.<班组>.talk\n  此处「floor」是班组的名称\n\n  从接通到挂断的通话时长。\n" in told
    assert "测量  话务平台（ACD）" in told
    assert "gamma             伽马分布" in told
    assert "方案最上一级的键：" in call("--lang", "zh").stdout


def test_as_json() -> None:
    """One object, whose keys are English and whose words are in the language asked for."""
    found = json.loads(call("tickets.dispatch.accuracy", "--json").stdout)
    assert found["path"] == "tickets.dispatch.accuracy"
    assert (found["required"], found["default"], found["example"]) == (False, "100 %", "accuracy: [90 %, 95 %]")
    assert found["value"] == "a share: '70 %' or 0.7; or a list of such"
    chinese = json.loads(call("operators.floor", "--json", "--lang", "zh").stdout)
    assert chinese["names"] == {"floor": "班组"}
    assert {"key": "absence", "path": "operators.<班组>.absence", "meaning": "一个人整班缺勤的概率"} in chinese["keys"]
    assert [law["law"] for law in json.loads(call("callers.patience", "--json").stdout)["laws"]][:2] == [
        "deterministic",
        "exponential",
    ]
    assert [law["law"] for law in json.loads(call("callers.patience.shape", "--json").stdout)["of_laws"]] == ["weibull"]


@pytest.mark.parametrize(
    ("asked", "lang", "told"),
    [
        ("operators.floor.wrapup", "en", "error: operators.floor: unknown key 'wrapup' - did you mean 'wrap_up'?\n"),
        ("operators.floor.wrapup", "zh", "错误：operators.floor: 未知的键「wrapup」，是否想写「wrap_up」？\n"),
        ("patience", "zh", "错误：此处没有键「patience」，它在 types.<type>.patience、callers.patience\n"),
        ("clock.days.x", "zh", "错误：clock.days: 此处下级没有键，不能写「x」\n"),
    ],
)
def test_a_wrong_key_ends_with_the_nearest_one_and_exit_code_2(asked: str, lang: str, told: str) -> None:
    """On stderr, nothing on stdout."""
    done = call(asked, "--lang", lang)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", told)


def test_help_does_not_read_the_schema() -> None:
    """`hotline --help` answers at once: what explains keys is imported by the command alone."""
    code = "import sys, sim.cli; print([name for name in sys.modules if name.startswith(('pydantic', 'sim.scenario'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
