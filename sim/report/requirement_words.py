"""Words of `hotline need --by-interval`: people needed in each interval of each pool."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

REQUIREMENT_WORDS: Final[Words] = {
    "required_by_formula": (
        "People needed by interval, by formula (Erlang A or C at the load that earlier calls leave behind): {days}.",
        "各时段需求人数，按公式（Erlang A 或 C，计入此前来电留下的负荷）：{days}。",
    ),
    "required_by_simulation": (
        "People needed by interval, by simulation (iterated before the same citizens, {rounds} times): {days}.",
        "各时段需求人数，按仿真（同一批市民，迭代 {rounds} 次）：{days}。",
    ),
    "required_mean_day": ("a day of mean busyness", "繁忙程度为平均的一天"),
    "required_busy_day": ("enough on {share} of days", "可满足 {share} 的日子"),
    "required_not_settled": (
        "The numbers did not come to rest: some interval would still take {changed} people more. The share begun in "
        "time was simulated with those shown.",
        "人数尚未收敛：个别时段仍会再增加 {changed} 人。所示及时率系按表中人数仿真所得。",
    ),
    "required_wait": ("{share} begun within {within}", "{within}内开始处理 {share}"),
    "required_delay": ("at most {share} wait", "等待者不超过 {share}"),
    "required_held": (
        "{pool}: {share} of its work comes outside its hours. The formula takes that to come evenly in the first "
        "interval in which it can be done; --method simulation has it come at once.",
        "{pool}：{share} 的业务在其工作时间之外到达。公式视为在可处理的首个时段内均匀到达；"
        "--method simulation 则按一次到达计算。",
    ),
    "required_shared": (
        "{pools} take the same work: what one needs is what would come to it first.",
        "{pools} 处理相同业务：各组需求按业务优先到达的组计算。",
    ),
    "required_totals": (
        "Person-hours a day, and the most people at once: required, rostered, at work",
        "每日人时与同时最多人数：需求、排班、在席",
    ),
    "required_total_columns": (
        "pool|asked for|hours required|hours rostered|hours at work|most required|most rostered|most at work",
        "组|要求|需求人时|排班人时|在席人时|最多需求|最多排班|最多在席",
    ),
    "required_table": (
        "People at work needed, and in brackets those who are by the roster: {day}",
        "需求在席人数，括号内为按排班的在席人数：{day}",
    ),
    "required_long": ("More pools are in requirement.csv of --out.", "其余各组见 --out 的 requirement.csv。"),
    "required_title": (
        "{pool}: at most {required} people needed, {present} at work",
        "{pool}：最多需 {required} 人，在席最多 {present} 人",
    ),
    "required_title_mean": (
        "{pool}: on mean days at most {required} people needed, {present} at work",
        "{pool}：平均日最多需 {required} 人，在席最多 {present} 人",
    ),
    "required_short": (
        "{pool}: too few at work in {short} of {all} intervals, most {at} ({required} required, {present} at work).",
        "{pool}：{all} 个时段中有 {short} 个人手不足，{at}最缺（需要 {required} 人，在席 {present} 人）。",
    ),
    "required_enough": (
        "In every interval at least as many are at work as are required.",
        "各时段在席人数均不少于需求人数。",
    ),
    "required_ran": (
        "{replications}, seed {seed}, engine: {engine}",
        "{replications}，随机种子 {seed}，引擎：{engine}",
    ),
    "required_round": ("simulating up to {heads}", "正在仿真，最多 {heads}"),
}
"""Key to (English, Chinese)."""
DAY_KIND_WORDS: Final[Words] = {
    "working_day": ("mean working day", "工作日平均"),
    "rest_day": ("mean rest day", "休息日平均"),
    "holiday": ("mean holiday", "节假日平均"),
}
"""Days put together, by their kind."""
HEADINGS: Final[Words] = {
    "pool": ("pool", "岗组"),
    "date": ("date", "日期"),
    "interval": ("interval", "时段"),
    "day_kind": ("kind of day", "日期类型"),
    "offered": ("offered", "业务量"),
    "aht": ("AHT (s)", "平均处理时长（秒）"),
    "required": ("required", "需求人数"),
    "rostered": ("rostered", "排班人数"),
    "present": ("present", "在席人数"),
    "over_under": ("over/under", "余缺"),
    "in_time": ("begun in time", "及时率"),
    "in_time_low": ("begun in time, low", "及时率下限"),
    "in_time_high": ("begun in time, high", "及时率上限"),
}
"""Headings of the table as planners know them, by its columns."""
KIND_OF_DAY: Final[Words] = {
    "working_day": ("working day", "工作日"),
    "rest_day": ("rest day", "休息日"),
    "holiday": ("holiday", "节假日"),
}
