"""Words of `hotline roster`: the roster, how good it is, what it breaks; and of a roster file that is checked."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

ROSTER_OUTCOME_WORDS: Final[Words] = {
    "optimal": ("No roster costs less.", "没有费用更低的排班表。"),
    "out of time": (
        "It is the best that was found in {seconds} s: no roster costs less than {bound}.",
        "这是 {seconds} 秒内找到的最好的排班表：任何排班表的费用都不低于 {bound}。",
    ),
    "read": ("It was read and not changed.", "该表为读入，未作改动。"),
}
"""What is known of a roster, by how it was come to."""
ROSTER_WORDS: Final[Words] = {
    "roster_answer": (
        "Roster for {name}: {people} on {shifts}, {days} from {first}, {hours} working hours, cost {cost}.",
        "{name} 的排班表：{people}，{shifts}，自 {first} 起 {days}，工时 {hours} 小时，费用 {cost}。",
    ),
    "roster_costs": ("Cost by reason: {told}.", "费用构成：{told}。"),
    "roster_covered": ("Every shift has the people that the scenario wants.", "每个班次的人数都符合方案的要求。"),
    "roster_short": (
        "Shifts with too few people: {short} of {of}, {heads} in all.",
        "{of} 个班次中有 {short} 个人数不足，共缺 {heads}。",
    ),
    "roster_skills_short": (
        "Shifts on which a skill is short: {times}.",
        "有 {times} 处应有的技能人员不足。",
    ),
    "roster_shared": (
        "For each person: working hours {hours}, nights {nights}, weekends with work {weekends}.",
        "每人工时 {hours} 小时，夜班 {nights} 个，有班的周末 {weekends} 个。",
    ),
    "roster_wishes": ("Wishes granted: {granted} of {wishes}.", "{wishes} 条意愿中满足了 {granted} 条。"),
    "roster_sound": ("It breaks no rule.", "不违反任何规则。"),
    "roster_breaks": ("Rules that it breaks: {n}", "违反规则 {n} 处："),
    "roster_more": ("... and {left} more: see broken.txt of --out", "……另有 {left} 处，见 --out 的 broken.txt"),
    "roster_people_columns": (
        "name|days|hours|nights|weekends|wishes granted",
        "姓名|天数|工时|夜班|周末|满足意愿",
    ),
    "roster_short_columns": ("date|shift|skill|wanted|there", "日期|班次|技能|应有|实有"),
    "roster_more_people": ("... and {left} more: see people.csv of --out", "……另有 {left} 人，见 --out 的 people.csv"),
    "roster_more_short": ("... and {left} more: see cover.csv of --out", "……另有 {left} 行，见 --out 的 cover.csv"),
    "roster_kept": (
        "--write keeps the roster as a scenario, whose people come by name; it is simulated then.",
        "--write 可将排班表存为按姓名到岗的方案文件，并随即仿真。",
    ),
    "roster_simulated": (
        "Simulated with these people ({replications}, seed {seed}):",
        "按这些人员仿真（{replications}，种子 {seed}）：",
    ),
    "roster_searching": (
        "searching for a roster of {people}, up to {seconds} s ...",
        "正在编排 {people}的排班表，最长 {seconds} 秒……",
    ),
    "roster_reading_scenario": (
        "Scenario {scenario}: {days} from {first}, {shifts} of '{pool}'",
        "方案 {scenario}：自 {first} 起 {days}，「{pool}」的{shifts}",
    ),
    "roster_reading_shift": (
        "{shift}: {start} to {end}, {hours} working hours, people wanted on a day: {people}{night}",
        "{shift}：{start} 至 {end}，工时 {hours} 小时，每日应有人数 {people}{night}",
    ),
    "roster_reading_night": (", counts as a night", "，算夜班"),
    "roster_reading_people": (
        "{people} with at most {most} working hours by contracts and law, {wanted} are wanted",
        "{people}，按合同和法规至多 {most} 小时工时，需要 {wanted} 小时",
    ),
    "roster_reading_few": (
        "The people's hours cannot fill the shifts: {missing} hours are missing.",
        "人员工时不足以排满班次：缺 {missing} 小时。",
    ),
    "roster_reading_rules": ("Rules: {told}", "规则：{told}"),
    "roster_reading_wishes": ("Wishes: {wishes}", "意愿：{wishes} 条"),
    "roster_grid_title": (
        "{people} by name: {hours} working hours in {days}, {short}",
        "{people}按姓名排班：{days}共 {hours} 小时，{short}",
    ),
    "roster_title_covered": ("every shift covered", "各班次人数齐备"),
    "roster_title_short": ("{heads} short in {of} shifts", "{of} 个班次共缺 {heads}"),
    "roster_cover_title": (
        "People on each shift less those wanted: {short}",
        "各班次实有人数减应有人数：{short}",
    ),
    "roster_cover_axis": ("people over (+) or short (-)", "多（+）或缺（-）的人数"),
}
"""Key to (English, Chinese)."""
COST_WORDS: Final[Words] = {
    "under": ("too few people {cost}", "人数不足 {cost}"),
    "over": ("too many people {cost}", "人数过多 {cost}"),
    "wishes": ("wishes not granted {cost}", "未满足的意愿 {cost}"),
    "nights": ("nights unevenly shared {cost}", "夜班不均 {cost}"),
    "weekends": ("weekends unevenly shared {cost}", "周末不均 {cost}"),
    "hours": ("hours unevenly shared {cost}", "工时不均 {cost}"),
}
"""What a roster's cost is for."""
RULE_WORDS: Final[Words] = {
    "rest_minutes": ("{hours} h of rest between shifts", "班次间休息 {hours} 小时"),
    "most_minutes_a_day": ("at most {hours} h a day", "每日至多 {hours} 小时"),
    "most_minutes_a_week": ("at most {hours} h a week", "每周至多 {hours} 小时"),
    "most_minutes_a_month": ("at most {hours} h a month", "每月至多 {hours} 小时"),
    "most_days_in_a_row": ("at most {count} days in a row", "至多连续 {count} 天"),
    "most_nights_in_a_row": ("at most {count} nights in a row", "至多连续 {count} 个夜班"),
    "rest_days_in_seven": ("a day off in any seven: {count}", "任意七天休息 {count} 天"),
}
"""Rules for everybody."""
