"""`--lang zh`: what is wrong or odd is told in Chinese too, wherever a command meets it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.errors import BudgetError
from sim.logs.run_log import RunLog
from sim.report.chinese import catalogue, in_language
from sim.study import counted as keeping

ODD_TOWN = """
hotline: 1
clock: {start: "2022-01-10", days: 1}
types: {inquiry: {}, lost: {}}
demand:
  calls: {per_day: 50, types: {inquiry: 100 %}}
callers: {patience: {law: exponential, mean: 2 min}}
operators:
  floor:
    talk: {law: exponential, mean: 2 min}
    shifts:
      all: {start: "00:00", end: "24:00", staff: 2}
targets:
  - {measure: abandonment_rate, at_most: 90 %}
"""
CHAIN = """
direct_answer: 50 %
tickets: {routes: [{units: {crew: 100 %}}]}
units: {crew: {work: {law: deterministic, value: 1 h}, shifts: {day: {start: "08:00", end: "16:00", staff: 5}}}}
"""
LONG_SHIFT = "00:00 至 24:00 的班次长 1 天：超过 16 小时"
UNUSED = "没有来源使用这个诉求类别"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A scenario with two warnings."""
    path = tmp_path / "town.yaml"
    path.write_text(ODD_TOWN, encoding="utf-8")
    return path


def call(*arguments: object, lang: str = "zh", by_option: bool = True) -> Result:
    """The command in this process, the language asked for by option or by environment."""
    words = [*map(str, arguments), *(["--lang", lang] if by_option else [])]
    return CliRunner(env={} if by_option else {"HOTLINE_LANG": lang}).invoke(main, words)


def test_warnings_are_chinese_wherever_they_are_printed(town: Path) -> None:
    """`check`, `run` and `need` print them in the language asked for, as text and as JSON, whose keys stay English."""
    for command in (["check", town], ["run", town, "--reps", 1, "--quiet"], ["need", town, "--reps", 2, "--quiet"]):
        text, answer = call(*command), call(*command, "--json")
        assert f"  ! operators.floor.shifts.all: {LONG_SHIFT}\n" in text.stdout
        assert f"  ! types.lost: {UNUSED}\n" in text.stdout
        warnings = json.loads(answer.stdout)["warnings"]
        assert f"types.lost: {UNUSED}" in warnings
        assert not any("is a shift of" in warning for warning in warnings)
    loud = call("run", town, "--reps", 1, "--json")
    assert f"警告：types.lost: {UNUSED}\n" in loud.stderr
    english = json.loads(call("run", town, "--reps", 1, "--json", lang="en").stdout)["warnings"]
    assert "types.lost: no stream uses this type" in english


def test_warnings_kept_in_a_folder_are_in_the_language_of_its_run(town: Path, tmp_path: Path) -> None:
    """summary.txt and summary.json tell them as the command did."""
    assert call("run", town, "--reps", 1, "--out", tmp_path / "out", "--quiet").exit_code == 0
    assert UNUSED in (tmp_path / "out/summary.txt").read_text(encoding="utf-8")
    kept = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    assert f"types.lost: {UNUSED}" in kept["warnings"]


@pytest.mark.parametrize("by_option", [True, False], ids=["option", "environment"])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["check", "template_twn"], "错误：template_twn: 没有这个文件，也没有同名的自带方案：是否想写 template_town？"),
        (["run", "template_town", "--set", "clock.days=0"], "错误：--set: clock.days: 0 超出范围：应不小于 1"),
        (["need", "template_town", "--shift", "dya"], "错误：没有班次「dya」，是否想写「day」？"),
        (["export", "template_town"], "错误：template_town 不是结果文件夹：请用 --out 指定写入位置"),
        (["scenarios", "copy", "town"], "错误：town: 没有同名的自带方案：自带方案见 `hotline scenarios`"),
        (["schema", "--out", "/nowhere/schema.json"], "错误：无法写入 /nowhere/schema.json：没有这个文件或文件夹"),
        (["erlang", "--calls", "0", "--per", "1 h"], "错误：--calls: 「0」不是大于 0 的来电数"),
        (["verify", "--only", "nothing"], "错误：--only nothing: 没有这样名称的算例，现有："),
        (["check"], "错误：缺少参数「SCENARIO」。"),
        (["run", "x", "--reps", "0"], "错误：「--reps」（即「--replications」）的值无效：0 不在"),
        (["run", "x", "--reps", "many"], "错误：「--reps」（即「--replications」）的值无效：「many」不是整数。"),
        (["run", "x", "--engine", "steam"], "「steam」不是以下之一：「auto」、「model」、「kernel」。"),
        (["run", "x", "--set", "days"], "错误：「--set」的值无效：「days」：请写“键路径=值”，例如"),
        (["run", "x", "y"], "错误：多余的参数：y"),
        (["run", "x", "--rep", "2"], "错误：没有选项「--rep」，是否想写"),
        (["run", "x", "--quiet=3"], "错误：选项「--quiet」后面不能有值。"),
        (["erlang", "--per", "1 h"], "错误：缺少选项「--calls」。"),
        (["verify", "--page", "/"], "错误：「--page」的值无效：「/」是文件夹，不是文件。"),
    ],
    ids=lambda given: " ".join(given)[:30] if isinstance(given, list) else "",
)  # fmt: skip
def test_errors_are_chinese(words: list[str], told: str, by_option: bool) -> None:
    """Every command, its usage errors too, tells what is wrong in the language asked for, with the same exit code."""
    done = call(*words, by_option=by_option)
    assert told in done.stderr
    assert done.exit_code == call(*words, lang="en").exit_code != 0


def test_a_wrong_command_and_a_wrong_language_are_told() -> None:
    """A command that does not exist takes no option; a language that does not exist is answered in English."""
    assert "错误：没有命令「chek」，是否想写" in call("chek", by_option=False).stderr
    assert "'fr' is not one of 'en', 'zh'." in call("check", "x", lang="fr").stderr
    done = CliRunner(env={"HOTLINE_LANG": "zh"}).invoke(main, ["schema", "--lang", "zh", "x"])
    assert "错误：多余的参数：x" in done.stderr


def test_the_option_goes_before_the_environment(town: Path) -> None:
    """HOTLINE_LANG says it for good, --lang for one command."""
    done = CliRunner(env={"HOTLINE_LANG": "zh"}).invoke(main, ["check", str(town), "--lang=en"])
    assert "! types.lost: no stream uses this type" in done.stdout


def test_a_long_error_is_translated_whole_and_then_cut(tmp_path: Path) -> None:
    """What is left out of a line that is too long is taken from the Chinese: its end says what would be right."""
    done = call("check", "town" * 500)
    assert done.stderr.startswith("错误：towntown")
    assert done.stderr.endswith("没有这个文件，也没有同名的自带方案：自带方案见 `hotline scenarios`\n")
    assert len(done.stderr) < 430


def test_what_is_logged_is_told_once_in_chinese(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice from below, such as that machine code cannot be kept, goes the same way."""

    def checked(*_given: object) -> None:
        logging.getLogger("sim.chance.code_cache").warning(
            "compiled code in /code was damaged: it is thrown away and compiled again"
        )
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.checks.load_scenario", checked)
    done = call("check", town)
    assert done.stderr.split() == ["/code", "中的编译代码已损坏：已丢弃并重新编译", "已停止"]
    assert logging.getLogger("sim").handlers == []


def test_english_pays_nothing(town: Path) -> None:
    """The catalogue is read when the first sentence is to be told in Chinese, and not before."""
    catalogue.cache_clear()
    assert call("check", town, lang="en").exit_code == 0
    assert call("check", "nothing", lang="en").exit_code == 2
    assert catalogue.cache_info().currsize == 0
    assert in_language("stopped", "zh") == "已停止"
    assert catalogue.cache_info().currsize == 1


def test_a_crash_is_told_in_chinese(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the program says so, and what to report."""

    def broken(*_given: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr("sim.checks.load_scenario", broken)
    done = call("check", town)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[0] == "意外错误：RuntimeError: odd"
    assert "这是程序的问题，不是方案的问题" in done.stderr


def test_what_stops_a_run_halfway_is_told_in_chinese(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget that ends after the first replication, and a ceiling that cannot be found: with what is kept."""
    whole = keeping.count

    def counted(log: RunLog, *more: object) -> keeping.Counted:
        if log.replication:
            raise BudgetError(
                "event budget 1,000 reached at 12 h of 1 d, 1,001 events, 3 contacts and tickets open; raise it under "
                "'budget' if that is meant"
            )
        return whole(log, *more)

    monkeypatch.setattr("sim.study.counted.count", counted)
    done = call("run", town, "--reps", 3, "--workers", 1, "--quiet")
    assert done.exit_code == BudgetError.exit_code
    assert done.stderr.startswith(
        "错误：预算已用尽（事件数预算 1,000）：仿真进行到 12 小时（共 1 天），已处理事件 1,001 个"
    )
    assert "已停止：3 次重复中保留了 1 次" in done.stderr


def test_why_there_is_no_ceiling_is_told_in_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice that quotes a refusal quotes its Chinese."""
    path = tmp_path / "chain.yaml"
    path.write_text(ODD_TOWN + CHAIN, encoding="utf-8")
    refusal = BudgetError("tickets: budget of 7 open contacts and tickets")
    monkeypatch.setattr("sim.commands.run._or_error", lambda *_given: refusal)
    done = call("run", path, "--reps", 2)
    assert "无法给出当日办结率上限：tickets: 未完结来电和工单预算 7\n" in done.stderr
