"""Words of the planner's calculator."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

ERLANG_WORDS: Final[Words] = {
    "erlang_comma": (", ", "，"),
    "erlang_calls": ("{calls} calls per {per}", "每 {per} 来电 {calls} 次"),
    "erlang_aht": ("handle time {aht}", "平均处理时长 {aht}"),
    "erlang_load": ("load {load} erlang", "话务量 {load} 爱尔兰"),
    "erlang_patience": ("mean patience {patience}", "平均耐心 {patience}"),
    "erlang_endless": ("nobody gives up", "无人放弃"),
    "erlang_lines": ("{lines} lines", "中继线 {lines} 条"),
    "erlang_model": (" ({model})", "（{model}）"),
    "erlang_fewest": (
        "Fewest operators for {share} in {within}, by each definition (> decides):",
        "{within}内接通 {share} 所需的最少座席数，按各定义（> 为采用的定义）：",
    ),
    "erlang_heads_line": (
        "With {shrinkage} shrinkage: {heads} people to roster ({exact} before rounding up)",
        "扣除 {shrinkage} 的缺勤与休息：需排班 {heads} 人（取整前 {exact}）",
    ),
    "erlang_operators": ("operators", "座席数"),
    "erlang_heads": ("to roster", "排班人数"),
    "erlang_waits": ("waiting", "需等待"),
    "erlang_asa": ("ASA (s)", "接通者等待（秒）"),
    "erlang_mean": ("mean wait (s)", "平均等待（秒）"),
    "erlang_abandoned": ("gave up", "放弃率"),
    "erlang_blocked": ("blocked", "忙音率"),
    "erlang_occupancy": ("occupancy", "利用率"),
    "erlang_grows": ("endless", "无限"),
    "erlang_grows_note": (
        "endless: as much work comes as these operators can do, or more, and the queue grows without end.",
        "无限：来电工作量达到或超过座席能力，排队会无限增长。",
    ),
    "erlang_blocked_note": (
        "blocked: share of all attempts that find every line taken; all other shares are of the calls that get in.",
        "忙音率：全部呼叫中遇到线路全忙的比例；其余比例均以进线呼叫为准。",
    ),
}
"""Key to (English, Chinese)."""
MODEL_WORDS: Final[Words] = {
    "Erlang A": ("Erlang A", "Erlang A 公式"),
    "Erlang C": ("Erlang C", "Erlang C 公式"),
    "Erlang A with a limit of lines": ("Erlang A with a limit of lines", "有限中继的 Erlang A 公式"),
    "Erlang C with a limit of lines": ("Erlang C with a limit of lines", "有限中继的 Erlang C 公式"),
}
"""The model, as the answer names it."""
