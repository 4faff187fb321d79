"""Words of the printed summary of a run."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

SUMMARY_WORDS: Final[Words] = {
    # what ran
    "ran": (
        "{start} to {end} ({days}), {replications}, seed {seed}, engine: {engine}",
        "{start} 至 {end}（{days}），{replications}，随机种子 {seed}，引擎：{engine}",
    ),
    "one_run": (
        "A single replication gives no interval: use --reps 10 or more to see the chance in the numbers.",
        "只有 1 次重复，无法给出置信区间：请用 --reps 10 或更多，以看出数字中的随机成分。",
    ),
    "warnings": ("Warnings", "警告"),
    "partial": ("Stopped early: {kept} of {asked} replications.", "提前停止：{asked} 次重复中完成 {kept} 次。"),
    "days_apart": (
        "The days of this scenario differ by {cv} beyond chance: intervals of what depends on waiting hold the "
        "truth in 92 to 97 of 100 cases, and in up to 5, not 2.5, the truth is worse than they say "
        "(docs/intervals.md).",
        "本方案各日业务量波动达 {cv}：与等待有关的指标，其区间在 100 次中有 92 至 97 次包含真值，"
        "真值比区间所示更差的情形最多 5 次，而非 2.5 次（见 docs/intervals.md）。",
    ),
    # measures
    "estimate": ("estimate", "估计值"),
    "of_runs": ("{measure}, mean of the runs", "{measure}（各次仿真均值）"),
    "wait_at_zero": (
        "Where the true wait is 0 s, its interval holds that in 100 of 100 cases, not in 95 (docs/intervals.md).",
        "真实等待为 0 秒时，其区间在 100 次中有 100 次包含真值，而非 95 次（见 docs/intervals.md）。",
    ),
    # targets
    "targets": ("Targets", "目标"),
    "each_interval": (" in every interval (the worst is shown)", "，每个时段（列出最差时段）"),
    "more_reps": (
        "Undecided: the interval holds the threshold; more replications ({option}) narrow it.",
        "尚不能判定：区间包含目标值；增加重复次数（{option}）可缩小区间。",
    ),
    "no_width": (
        "Undecided: {replications} show exactly the same, which is no proof that the next one will.",
        "尚不能判定：{replications}结果完全相同，不能证明下一次也如此。",
    ),
    "none_seen": (
        "In {replications} nothing broke the promise, but so few cannot tell it from {bound}: more replications "
        "({option}) can.",
        "{replications}中未见违反目标的情形，但次数太少，尚不能排除 {bound}：请增加重复次数（{option}）。",
    ),
    "none_seen_ever": (
        "In {replications} nothing broke the promise, which bounds it at {bound}; but it asks for all, and no "
        "number of replications shows that.",
        "{replications}中未见违反目标的情形，可判定到 {bound}；但目标要求全部达标，再多次数也无法证明。",
    ),
    "none_seen_enough": (
        "In {replications} nothing broke the promise, but so few cannot tell it from {bound}: {enough} in which "
        "nothing breaks it can ({option}).",
        "{replications}中未见违反目标的情形，但次数太少，尚不能排除 {bound}："
        "须有{enough}均未违反方可判定（{option}）。",
    ),
    # published figures
    "published": ("Published figures beside the simulation", "公开数字与仿真结果对照"),
    "published_line": (
        "{measure}: published {value}{mean}, simulated {found} - {status}",
        "{measure}：公开 {value}{mean}，仿真 {found}，{status}",
    ),
    "published_mean": (", a mean over {runs} such runs", "（{runs} 个同样时段的均值）"),
    "published_free": ("; fitted by {free}", "；拟合参数：{free}"),
    "read_as": ("{value} (read as {low} to {high})", "{value}（视为 {low} 至 {high}）"),
    "published_note": (
        "Brackets: where one further run would lie, or the mean of as many as were published. Only predicted "
        "figures count as reproduced.",
        "括号内为再仿真一次（或与公开数字相同次数的均值）的预计范围；只有“预测”的数字才算被复现。",
    ),
    "full_stop": (".", "。"),
}
"""Key to (English, Chinese)."""
GROUP_WORDS: Final[Words] = {
    "calls": ("Calls", "来电"),
    "waiting": ("Waiting", "等待"),
    "operators": ("Operators", "座席人员"),
    "requests": ("Requests", "诉求"),
    "tickets": ("Tickets", "工单"),
    "closing": ("How soon tickets are closed", "办结时效"),
    "quality": ("How well they are handled", "办理质量"),
    "staff": ("People and working hours", "人员与工时"),
}
"""Groups of measures."""
SIDE_WORDS: Final[Words] = {
    "at_least": (
        "{measure}{each}: at least {threshold}, found {found}",
        "{measure}{each}：要求至少 {threshold}，结果 {found}",
    ),
    "at_most": (
        "{measure}{each}: at most {threshold}, found {found}",
        "{measure}{each}：要求至多 {threshold}，结果 {found}",
    ),
}
"""What a target asks for."""
STATUS_WORDS: Final[Words] = {
    "met": ("met", "达标"),
    "not met": ("not met", "未达标"),
    "undecided": ("undecided", "尚不能判定"),
}
"""How a target fared."""
AGREEMENT_WORDS: Final[Words] = {
    "met": ("agrees", "相符"),
    "not met": ("differs", "不符"),
    "undecided": ("undecided", "尚不能判定"),
}
"""The same of a published figure."""
KIND_WORDS: Final[Words] = {
    "echo": ("put in", "输入"),
    "fitted": ("fitted", "拟合"),
    "predicted": ("predicted", "预测"),
}
"""What a published figure is to the model."""
