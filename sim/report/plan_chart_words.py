"""Words of the charts of `hotline plan`, and of its workbook."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

PLAN_CHART_WORDS: Final[Words] = {
    "plan_present": ("at work by the plan", "方案在岗"),
    "plan_of_pool": ("plan: {name}", "方案：{name}"),
    "plan_now": ("at work now", "现行在岗"),
    "plan_required": ("required by formula", "公式需求"),
    "plan_clock_axis": ("local clock time", "当地时刻"),
    "plan_at_work": ("at work", "在岗"),
    "plan_on_break": ("share of them on a break", "休息者所占比例"),
    "plan_shifts_title": (
        "{heads} in {shifts} ({days}), most of them in {largest} ({most})",
        "{days}：{shifts}共 {heads}，以 {largest} 最多（{most}）",
    ),
    "run_shifts_title": (
        "{shifts} in the roster, most people in {largest}: {most}",
        "共 {shifts}，以 {largest} 人数最多（{most}）",
    ),
    "plan_shifts_shown": ("; the {shown} largest are shown", "；图中为最大的 {shown} 个"),
    "plan_over_under_axis": ("people beyond the formula", "超出公式需求的人数"),
    "plan_over_under_none": (
        "Over and under: the formula names no number of people",
        "超缺员：公式无法给出需求人数",
    ),
    "plan_over_title": (
        "In none of {of} intervals does the plan lack half a person by the formula; in {over} it has more",
        "{of} 个时段中没有一个比公式需求少半人以上，{over} 个多于需求",
    ),
    "plan_under_title": (
        "In {under} of {of} intervals the plan has fewer people than the formula asks, at most {most} ({at}); in "
        "{over} it has more",
        "{of} 个时段中有 {under} 个少于公式需求，最多少 {most} 人（{at}）；{over} 个多于需求",
    ),
    "plan_rounds_title": (
        "After {rounds} simulated plans it costs {cost}, and its targets are: {status}",
        "仿真 {rounds} 个方案后，费用为 {cost}，目标{status}",
    ),
    "plan_rounds_bound": (
        "; at most {share} above what any such plan must cost",
        "；比任何此类方案的费用下限最多高 {share}",
    ),
    "plan_bound_line": ("no plan costs less", "费用下限"),
    "plan_round_axis": ("plan that was simulated", "仿真的方案（序号）"),
    "plan_cost_axis": ("cost", "费用"),
}
"""Key to (English, Chinese)."""
PLAN_STEP_TITLES: Final[Words] = {
    "more": (
        "The plan has {share} more person-hours at work than now; most of them at {at} ({heads})",
        "方案在岗人时比现行多 {share}，{at} 最多（{heads} 人）",
    ),
    "fewer": (
        "The plan has {share} fewer person-hours at work than now; most of them at {at} ({heads})",
        "方案在岗人时比现行少 {share}，{at} 最多（{heads} 人）",
    ),
    "as many": (
        "The plan has as many person-hours at work as now; most of them at {at} ({heads})",
        "方案在岗人时与现行相同，{at} 最多（{heads} 人）",
    ),
    "none now": (
        "The plan has most people at work at {at} ({heads})",
        "方案在岗人数以 {at} 最多（{heads} 人）",
    ),
}
"""How many people-hours at work the plan has beside the shifts of now."""
KINDS_OF_DAY: Final[Words] = {
    "workdays": ("mean of Monday to Friday", "周一至周五平均"),
    "weekend": ("mean of Saturday and Sunday", "周六、周日平均"),
}
