"""Words of how precise a run is: which horizon its figures are of, and what came of going on."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

PRECISION_WORDS: Final[Words] = {
    "horizon_empty": (
        "Terminating: figures are of this period of {days}, begun empty; they are no long-run averages.",
        "终止型仿真：结果仅针对这 {days}，期初无存量；并非长期平均。",
    ),
    "horizon_backlog": (
        "Terminating: figures are of this period of {days}, begun with the stated open tickets; they are no long-run "
        "averages.",
        "终止型仿真：结果仅针对这 {days}，期初为所述未办结工单；并非长期平均。",
    ),
    "drifts": (
        "In the second half of the run the open tickets still grow by {growth} a week, beyond chance (1 in 1,000): the "
        "work does not settle, and figures depend on how long the run is.",
        "仿真后半段未办结工单仍每周增加 {growth} 件，超出随机波动（千分之一水平）：系统未趋于稳定，"
        "结果取决于仿真时长。",
    ),
    "until_reached": (
        "Known well enough after {replications}, at two looks in a row",
        "{replications}后已足够精确（连续两次检查均满足）",
    ),
    "until_not_reached": (
        "Not known well enough within {replications}",
        "{replications}内仍不够精确",
    ),
    "until_measure": (
        "{measure}: wanted +- {allowed}, found +- {half}",
        "{measure}：要求 ±{allowed}，结果 ±{half}",
    ),
    "until_relative": (
        "{measure}: wanted +- {share} of its value ({allowed}), found +- {half}",
        "{measure}：要求为其值的 ±{share}（{allowed}），结果 ±{half}",
    ),
    "until_pair": ("{measure}, {name} less {against}", "{measure}，{name} 减 {against}"),
    "until_relative_pair": (
        "{measure}: wanted +- {share} of the value in {against} ({allowed}), found +- {half}",
        "{measure}：要求为 {against} 之值的 ±{share}（{allowed}），结果 ±{half}",
    ),
    "until_few": (
        "; only {differing} of {n} pairs of runs differ, too few to say",
        "；{n} 对仿真中仅 {differing} 对不同，不足以判断",
    ),
    "until_target": (
        "target {measure}: decided, each look at {confidence}",
        "目标 {measure}：已判定（每次检查的置信水平为 {confidence}）",
    ),
    "until_open": (
        "target {measure}: not decided, each look at {confidence}",
        "目标 {measure}：尚未判定（每次检查的置信水平为 {confidence}）",
    ),
    "until_no_data": (
        "{measure}: too few replications have data for an interval",
        "{measure}：有数据的重复次数太少，无法给出区间",
    ),
    "until_needed": (
        "; by the present variance about {replications} would do",
        "；按目前方差约需 {replications}",
    ),
    "until_one_look": (
        "; it holds at the last look only",
        "；仅最后一次检查满足",
    ),
    "wide_point": ("1 point", "1 个百分点"),
    "wide_points": ("{n} points", "{n} 个百分点"),
}
"""Key to (English, Chinese)."""
