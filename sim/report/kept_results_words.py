"""Words of what `hotline check` says of a folder with results."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

KEPT_RESULTS_WORDS: Final[Words] = {
    "results_whole": ("ok: {files} files in {folder} are what was written", "通过：{folder} 中 {files} 个文件完好"),
    "results_finished": ("the run is finished", "运行已完成"),
    "results_part_finished": (
        "part {shard} of the sweep is finished; `hotline merge` puts the parts together",
        "试验的第 {shard} 部分已完成；用 `hotline merge` 合并各部分",
    ),
    "results_part": (
        "part {shard} of the sweep is not finished: the same command goes on with what is there",
        "试验的第 {shard} 部分未完成：再次执行同一命令即可继续",
    ),
}
"""Key to (English, Chinese)."""
UNFINISHED_WORDS: Final[Words] = {
    "run": (
        "the run is not finished: {kept} of {asked} replications are there; the same command goes on with them",
        "运行未完成：{asked} 次重复中已有 {kept} 次；再次执行同一命令即可继续",
    ),
    "compare": (
        "the comparison is not finished: run the same command again",
        "对比未完成：请再次执行同一命令",
    ),
    "sweep": (
        "the sweep is not finished: the same command goes on with what is there",
        "试验未完成：再次执行同一命令即可继续",
    ),
    "select": (
        "the selection is not finished: run the same command again",
        "选优未完成：请再次执行同一命令",
    ),
    "plan": (
        "the plan is not finished: the same command goes on with what is there",
        "排班方案未完成：再次执行同一命令即可继续",
    ),
    "front": (
        "the plans are not finished: the same command goes on with what is there",
        "各水平的排班方案未完成：再次执行同一命令即可继续",
    ),
    "roster": (
        "the roster is not finished: run the same command again",
        "排班表未完成：请再次执行同一命令",
    ),
    "need": (
        "the search is not finished: run the same command again",
        "查找未完成：请再次执行同一命令",
    ),
    "requirement": (
        "the search is not finished: run the same command again",
        "查找未完成：请再次执行同一命令",
    ),
    "match": (
        "the matching is not finished: the same command goes on with what is there",
        "匹配未完成：再次执行同一命令即可继续",
    ),
    "fit": (
        "the fit is not finished: run the same command again",
        "拟合未完成：请再次执行同一命令",
    ),
    "forecast": (
        "the forecast is not finished: run the same command again",
        "预测未完成：请再次执行同一命令",
    ),
    "backtest": (
        "the back-test is not finished: run the same command again",
        "回测未完成：请再次执行同一命令",
    ),
    "tonight": (
        "the rest of the day is not finished: run the same command again",
        "当日推演未完成：请再次执行同一命令",
    ),
}
"""What is to be done where a command has not finished, by its name."""
