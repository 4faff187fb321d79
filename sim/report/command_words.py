"""Words that commands say beside their page: what is going on, what becomes of a folder, what stopped a run."""

from __future__ import annotations

from typing import Final

from sim.report.said import Pair, Words

COMMAND_WORDS: Final[Words] = {
    "console": (
        "this console ({encoding}) cannot show all of these characters: set PYTHONIOENCODING=utf-8",
        "this console ({encoding}) cannot show Chinese: set PYTHONIOENCODING=utf-8, or read summary.txt with --out",
    ),
    "not_compiled": (
        "numba cannot be imported: the model runs uncompiled, with the same results but more slowly",
        "无法导入 numba：模型以未编译方式运行，结果相同，但速度较慢",
    ),
    "compiling": (
        "compiling the engine, once on this machine (under a minute)",
        "正在编译仿真引擎，本机只需一次（不到一分钟）",
    ),
    "replacing": (
        "replacing the results of {scenario} in {folder}: they are of {causes}",
        "将替换 {folder} 中 {scenario} 的结果，其{causes}",
    ),
    "comma": (", ", "，"),
    "semicolon": ("; ", "；"),
    "taken": ("{taken} of {asked} replications taken from {folder}", "{asked} 次重复中有 {taken} 次取自 {folder}"),
    "stay": (
        "kept in {folder} for a longer run: {more} beyond those asked for",
        "{folder} 中超出所需的 {more}予以保留，供更长的运行使用",
    ),
    "damaged": (
        "replications in {folder} that are not what was written are run again: {numbers}",
        "{folder} 中已损坏的重复将重新运行：{numbers}",
    ),
    "ceiling_runs": (
        "ceiling of same-day closure: {runs} with people enough for all",
        "当日办结率上限：另以无限人手仿真，{runs}",
    ),
    "no_ceiling": (
        "no ceiling of same-day closure: {why}",
        "无法给出当日办结率上限：{why}",
    ),
    "need_trying": ("trying {heads}", "试算 {heads}"),
    "proof_running": ("{n} of {cases}: {case}", "{n}/{cases}：{case}"),
    "stopped": (
        "stopped: {kept} of {asked} replications kept{where}",
        "已停止：{asked} 次重复中保留了 {kept} 次{where}",
    ),
    "stopped_where": (" in {folder}", "，位于 {folder}"),
    "not_drawn": (
        "the charts could not be drawn ({why}): all other results are in {folder}",
        "图表绘制失败（{why}）：其余结果均在 {folder} 中",
    ),
    "written": ("written to {folder}", "已写入 {folder}"),
}
"""Key to (English, Chinese)."""
OTHER_VERSION: Final[Pair] = ("another version of the program or its libraries", "程序或其库的版本不同")
OTHER_WORDS: Final[Words] = {
    "command": ("another command", "命令不同"),
    "logs_sha256": ("another scenario", "方案不同"),
    "data_sha256": ("other data files", "数据文件不同"),
    "seed": ("another seed", "随机种子不同"),
    "engine": ("another engine", "引擎不同"),
    "designs": ("other designs", "对比方案不同"),
    "versions": OTHER_VERSION,
    "program_sha256": OTHER_VERSION,
}
"""Why results of an earlier run are of no use for this one, by the key of the manifest that differs."""
