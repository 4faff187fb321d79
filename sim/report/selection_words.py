"""Words of `hotline select`: which design is the best, how sure that is, and what was looked at."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

VERDICT_WORDS: Final[Words] = {
    "met": ("keeps all promises", "全部达标"),
    "not met": ("breaks a promise", "未达标"),
    "undecided": ("undecided", "未定"),
    "not run": ("dearer than the answer: not run", "成本高于所选方案：未仿真"),
}
"""What became of a design, where the cheapest was looked for."""
LEFT_WORDS: Final[Words] = {
    "met": ("the best", "最优"),
    "not met": ("dropped", "已淘汰"),
    "undecided": ("may be the best", "可能最优"),
    "alike": ("alike", "相同"),
}
"""The same where the best value of a measure was looked for."""
COST_WORDS: Final[Words] = {
    "planned_wages": ("planned wages", "计划人工成本"),
    "planned_hours": ("planned hours", "计划工时"),
}
"""What a design costs."""
SELECTION_WORDS: Final[Words] = {
    "select_cheapest": (
        "{name} is the cheapest design that keeps all promises ({by}: {cost}).",
        "{name} 是全部达标的方案中成本最低的（{by}：{cost}）。",
    ),
    "select_none": (
        "No design is sure to keep all promises.",
        "没有方案能确定全部达标。",
    ),
    "select_best": (
        "{name} is best by {by}: {cost}.",
        "按{by}，{name} 最优：{cost}。",
    ),
    "select_alike": (
        "By {by} {names} are alike: not one of {replications} differs ({cost}).",
        "按{by}，{names} 相同：{replications}中无一不同（{cost}）。",
    ),
    "select_maybe_best": (
        "Not decided: by {by} {names} may each be the best; {name} is ahead ({cost}).",
        "尚未判定：按{by}，{names} 均可能最优；目前 {name} 领先（{cost}）。",
    ),
    "select_breaks": (
        "All designs have the same citizens. The chance that it breaks a promise is {error} at most, over all designs "
        "and looks together.",
        "各方案面对同样的诉求人。它未能达标的概率不超过 {error}（含全部方案与各次判断）。",
    ),
    "select_another": (
        "All designs have the same citizens. If one is better than all others by {worth} or more, the chance that it "
        "was dropped is {error} at most; of designs that are nearer to each other any may be named.",
        "各方案面对同样的诉求人。若有一个方案比其余各方案至少优 {worth}，它被淘汰的概率不超过 {error}；"
        "相差更小的方案中任何一个都可能被选出。",
    ),
    "select_undecided": (
        "Cheaper, but not decided after {most}: {names}. More replications (--most) can tell.",
        "成本更低但 {most} 后仍未判定：{names}。增加重复次数（--most）可以判定。",
    ),
    "select_open": (
        "Not decided after {most}: {names}. More replications (--most) can tell.",
        "{most} 后仍未判定：{names}。增加重复次数（--most）可以判定。",
    ),
    "select_promises": (
        "The promises of each design that was run (intervals of {confidence}, so that all verdicts hold together):",
        "各已仿真方案的目标（{confidence} 置信区间，以使全部结论同时成立）：",
    ),
    "select_design": ("Design", "方案"),
    "select_runs": ("replications", "重复次数"),
    "select_verdict": ("verdict", "结论"),
}
"""Key to (English, Chinese)."""
