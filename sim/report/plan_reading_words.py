"""Words of a staffing file that is checked."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

PLAN_READING_WORDS: Final[Words] = {
    "plan_reading_scenario": (
        "Scenario {scenario}, {days}: {per} is planned, in intervals of {interval}",
        "方案 {scenario}，{days}：编排{per}，时段长 {interval}",
    ),
    "plan_reading_week": ("one week", "一周"),
    "plan_reading_day": ("one day", "一天"),
    "plan_reading_targets": ("What must hold: {targets}", "须达到：{targets}"),
    "plan_reading_pool": (
        "{name}: {shifts} to choose from, beginning {starts}, {lengths} h long with {work} h of work; heads for "
        "{days}; {wage}",
        "{name}：可选{shifts}，{starts} 开始，长 {lengths} 小时，其中工作 {work} 小时；分别定人数：{days}；{wage}",
    ),
    "plan_reading_starts": ("{first} to {last}", "{first} 至 {last}"),
    "plan_reading_crews": (
        "{name}: {crews} crews may take turns through a cycle, all with the same number of people",
        "{name}：可由 {crews} 个人数相同的班组轮换",
    ),
    "plan_reading_law": (
        "{name}: shifts with {hours} h of work are longer than a day may be by article 36 of the Labour Law (8 h)",
        "{name}：工作 {hours} 小时的班次超过劳动法第三十六条规定的每日 8 小时",
    ),
    "plan_reading_uncovered": (
        "{name}: in {intervals} of {of} intervals with calls none of these shifts is worked, first {day} "
        "{start}-{end}: allow further starts or lengths, or write least_present: 0",
        "{name}：有来电的 {of} 个时段中有 {intervals} 个没有可用班次，首个为{day} {start}-{end}："
        "请增加可选的开始时刻或长度，或写 least_present: 0",
    ),
    "plan_reading_supplements": ("Supplements to the wage: {told}", "工资之外的加价：{told}"),
    "plan_reading_runs": (
        "Each plan is run in {replications}, seed {seed}",
        "每个方案仿真 {replications}，随机种子 {seed}",
    ),
}
"""Key to (English, Chinese)."""
WAGE_WORDS: Final[Words] = {
    "file": ("a paid hour costs {wage}", "每计薪小时 {wage}"),
    "scenario": ("a paid hour costs {wage}, as the scenario says", "每计薪小时 {wage}（取自方案）"),
    "none": ("no wage is known, so that cost counts paid hours", "工资未知，费用即计薪小时数"),
}
"""What a paid hour costs, by who says so."""
SUPPLEMENT_WORDS: Final[Words] = {
    "night": ("{share} at night ({start} to {end})", "夜间 {share}（{start} 至 {end}）"),
    "weekend": ("{share} on Saturday and Sunday", "周六、周日 {share}"),
    "holiday": ("{share} on holidays", "节假日 {share}"),
}
"""For which hours."""
