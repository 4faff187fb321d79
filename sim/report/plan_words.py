"""Words of `hotline plan`: the plan, how sure it is, and the rounds on the way to it."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

PLAN_VERDICT_WORDS: Final[Words] = {
    "met": (
        "Checked in {replications} with citizens it was not made for, every target is met: {found}.",
        "以未参与编排的市民检验（{replications}），全部达标：{found}。",
    ),
    "not met": (
        "It does not keep every target: {found}.",
        "该方案未能全部达标：{found}。",
    ),
    "undecided": (
        "Whether it keeps every target is not decided: {found}. More replications (--reps) look closer.",
        "是否全部达标尚不能判定：{found}。可用 --reps 增加仿真次数。",
    ),
}
"""What the plan was found to be with fresh chance."""
STEP_WORDS: Final[Words] = {
    "plenty": ("plenty", "人手充足"),
    "designed": ("designed", "编排"),
    "more": ("more", "增人"),
    "fewer": ("fewer", "减人"),
    "one fewer": ("one fewer", "减一人"),
    "exchanged": ("exchanged", "换班次"),
    "fresh chance": ("fresh chance", "新样本检验"),
}
DAYS_WORDS: Final[Words] = {
    "": ("every day", "每天"),
    "workdays": ("Mon-Fri", "周一至周五"),
    "weekend": ("Sat-Sun", "周六、周日"),
    "mon": ("Mon", "周一"),
    "tue": ("Tue", "周二"),
    "wed": ("Wed", "周三"),
    "thu": ("Thu", "周四"),
    "fri": ("Fri", "周五"),
    "sat": ("Sat", "周六"),
    "sun": ("Sun", "周日"),
}
"""Days that are planned alike, by their name."""
KIND_WORDS: Final[Words] = {
    "": ("", ""),
    "crews": ("in turn", "轮换"),
    "two parts": ("two parts", "两段"),
}
"""Shifts of another kind than most."""
PLAN_WORDS: Final[Words] = {
    "plan_answer": (
        "Plan for {name}: {heads} in {shifts}, {hours} paid hours {per}, cost {cost}.",
        "{name} 的排班方案：{shifts}共 {heads}，{per}计薪 {hours} 小时，费用 {cost}。",
    ),
    "plan_week": ("a week", "每周"),
    "plan_day": ("a day", "每日"),
    "plan_today": (
        "Today's shifts, before the same citizens: {found}.",
        "现行班次（同一批市民）：{found}。",
    ),
    "plan_bound": (
        "No plan of these shifts that keeps the targets on average before the same citizens costs less than {bound}.",
        "以同一批市民计，按均值达标的任何此类班次方案费用都不低于 {bound}。",
    ),
    "plan_shift_columns": ("pool||days|from|to|people|breaks begin at|cost", "岗组||日期|开始|结束|人数|休息开始|费用"),
    "plan_round_columns": ("round|step|people|cost|runs", "轮次|步骤|人数|费用|仿真次数"),
    "plan_more_shifts": ("... and {left} more: see shifts.csv of --out", "……另有 {left} 行，见 --out 的 shifts.csv"),
    "plan_more_rounds": ("... {left} more", "……另有 {left} 轮"),
    "plan_ran": (
        "Plans had {replications} each, seed {seed}, engine {engine}; --write keeps the plan as a scenario.",
        "每个方案仿真 {replications}，种子 {seed}，引擎 {engine}；--write 可将其存为方案文件。",
    ),
    "plan_off": ("off", "休"),
    "plan_crews": (
        "{pool}: {crews} crews of {heads} each take turns through {cycle}.",
        "{pool}：{crews} 个班组每组 {heads}，依次轮换 {cycle}。",
    ),
    "plan_trying": ("a plan of {heads}", "{heads}的方案"),
    "plan_taken": (
        "{steps} steps (designs and simulated plans) taken from {folder}",
        "{steps} 个步骤（排班设计与方案仿真）取自 {folder}",
    ),
    "plan_stopped": (
        "stopped: nothing is kept; with --out DIR the same command would go on where it stopped",
        "已停止：未保留任何结果；使用 --out DIR 时，同一命令可从中断处继续",
    ),
    "plan_stopped_kept": (
        "stopped: {steps} steps are kept in {folder}; the same command goes on",
        "已停止：{folder} 中保留了 {steps} 个步骤；再次执行同一命令即可继续",
    ),
}
