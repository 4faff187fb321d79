"""Words of `hotline need`: the answer, how sure it is, and what was tried."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

ANSWER_WORDS: Final[Words] = {
    "shift": ("Shift {name} needs {heads} (now {now}).", "{name} 班需要 {heads}（现有 {now} 人）。"),
    "group": (
        "Group {name} needs {heads} in all its shifts (now {now}).",
        "{name} 组各班合计需要 {heads}（现有 {now} 人）。",
    ),
    "all": (
        "All shifts together need {heads} (now {now}).",
        "所有班次合计需要 {heads}（现有 {now} 人）。",
    ),
}
"""The answer, by what was asked about."""
NO_ANSWER_WORDS: Final[Words] = {
    "shift": (
        "No head count of shift {name} up to {most} is sure to meet every target (now {now}).",
        "{name} 班不超过 {most} 人时不能确定全部达标（现有 {now} 人）。",
    ),
    "group": (
        "No head count of group {name} up to {most} is sure to meet every target (now {now}).",
        "{name} 组不超过 {most} 人时不能确定全部达标（现有 {now} 人）。",
    ),
    "all": (
        "No head count up to {most} is sure to meet every target (now {now}).",
        "不超过 {most} 人时不能确定全部达标（现有 {now} 人）。",
    ),
}
"""That there is none, likewise."""
NEED_WORDS: Final[Words] = {
    "need_title": ("{measure}: {answer}", "{measure}：{answer}"),
    "need_sharp": (
        "With them every target is met; with {below} it is not: {short}. Both were simulated.",
        "按此人数全部达标；{below} 人则不达标：{short}。两者均经仿真。",
    ),
    "need_enough": (
        "With them every target is met. Whether {span} would do is not yet decided: --most {most} looks closer.",
        "按此人数全部达标。{span} 人是否足够尚不能判定：可用 --most {most} 进一步判定。",
    ),
    "need_fewest": (
        "With them every target is met; fewer than one person in each shift cannot be asked for.",
        "按此人数全部达标；每班至少 1 人，不能再少。",
    ),
    "need_undecided": (
        "With {span} it is not yet decided: --most {most} looks closer.",
        "{span} 人时尚不能判定：可用 --most {most} 进一步判定。",
    ),
    "need_obstacles": (
        "With {heads} people these are not sure to be met: {short}.",
        "{heads} 人时下列目标不能确定达标：{short}。",
    ),
    "need_why": (
        "More people may not help where trunk lines, opening hours or other shifts set the limit; --at-most looks "
        "further.",
        "若受中继线、服务时间或其他班次限制，加人也无济于事；--at-most 可扩大查找范围。",
    ),
    "need_fewer": (
        "They are enough for the other targets, but this one asks for fewer people: no head count can keep both.",
        "其他目标已达标，但该目标要求人更少：没有人数能同时满足。",
    ),
    "need_not_monotone": (
        "Careful: more people are not always better here. A head count fails above one that is enough; the table "
        "shows which.",
        "注意：此处并非人越多越好，有的较大人数反而不达标，见下表。",
    ),
    "need_formula": (
        "The formulas (Erlang A or C in each interval, the same calls{pooled}) say {heads}.",
        "按公式（各时段用 Erlang A 或 C，来电相同{pooled}）需要 {heads}。",
    ),
    "need_pooled": (", all groups taken as one", "，各组视为一组"),
    "need_no_formula": (
        "The formulas have no answer here: they know other measures, or need more people than the search allows.",
        "公式在此给不出答案：指标不在其列，或所需人数超出查找范围。",
    ),
    "need_people": ("people", "人数"),
    "need_each": (", each interval", "（每个时段）"),
    "need_shift_column": ("shift", "班次"),
    "need_now": ("now", "现有"),
    "need_needed": ("needed", "需要"),
    "need_by_formula": ("by formula", "公式"),
    "need_from": ("from", "时段"),
    "need_day": (
        "People by interval: required by formula, rostered, at work",
        "各时段人数：公式需求、排班、在席",
    ),
    "need_long": (
        "People by interval: in intervals.csv of --out, for the horizon is long.",
        "各时段人数：时段较多，见 --out 中的 intervals.csv。",
    ),
    "need_ran": (
        "{replications} of each head count with the same citizens, seed {seed}, engine: {engine}",
        "每种人数 {replications}，来电者相同，随机种子 {seed}，引擎：{engine}",
    ),
    "need_each_pool": (
        "All targets are met by {heads} in all; no pool can give up one person.",
        "共 {heads} 即可达到全部目标；任何一组都不能再减一人。",
    ),
    "need_one_fewer": (
        "Each shift of two people or more was simulated with one fewer ({shifts}): a target is then missed in "
        "{short}, and no longer sure to be met in {open}.",
        "凡2人及以上的班次均按少一人仿真过（{shifts}）：{short} 个班次有目标不达标，{open} 个班次不能确定达标。",
    ),
    "need_only_ones": (
        "Every shift whose head count is asked for has one person, the least there can be.",
        "所求各班均为1人，不能再少。",
    ),
    "need_lawful": (
        "needed: people rostered, shift by shift; then those to be employed for that roster by the law.",
        "“需要”为各班次排班人数之和；其后为依法排班应配备的人数。",
    ),
    "need_lawful_heads": (
        "For that roster {for_40_hours} people must be employed at 40 h a week ({for_44_hours} at 44 h; "
        "{for_rest_day} for one rest day a week).",
        "按此排班，依法需配备 {for_40_hours} 人（每周40小时；按44小时为 {for_44_hours} 人；每周休一天为 "
        "{for_rest_day} 人）。",
    ),
    "pool": ("pool", "组"),
}
"""Key to (English, Chinese)."""
MARK_WORDS: Final[Words] = {
    "answer": ("<- needed", "<- 需要"),
    "formula": NEED_WORDS["need_by_formula"],
    "now": NEED_WORDS["need_now"],
}
"""What is special about a head count that was tried."""
POOL_COLUMNS: Final[Words] = {
    "now": NEED_WORDS["need_now"],
    "needed": NEED_WORDS["need_needed"],
    "for_40_hours": ("at 40 h/week", "按每周40小时"),
    "for_44_hours": ("at 44 h/week", "按每周44小时"),
    "for_rest_day": ("one rest day", "每周休一天"),
}
"""Columns of the table of pools."""
