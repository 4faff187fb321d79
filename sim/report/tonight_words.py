"""Words of `hotline tonight`: will all be closed, what is left, where, and what one more hour or person buys."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

LEVER_WORDS: Final[Words] = {
    "person": ("one more person in each shift", "每班增加1人"),
    "hour": ("one more hour", "延时1小时"),
    "calls": ("calls for one more hour", "致电延长1小时"),
}
"""What is changed at a place."""
PLACE_WORDS: Final[Words] = {
    "confirm": ("waiting for the confirm call", "待核实"),
    "audit": ("waiting for the audit", "待审核"),
    "dispatch": ("waiting for dispatch", "待派单"),
    "review": ("waiting for the closure review", "待办结审核"),
    "follow_up": ("waiting for the follow-up call", "待回访"),
    "silence": ("in silence before closure", "静默期中"),
}
"""Where tickets are that no unit has."""
AT_UNIT_WORDS: Final[Words] = {
    "acceptance": ("waiting for acceptance", "待签收"),
    "handling": ("waiting for a crew", "待办理"),
    "work": ("a crew is at work", "办理中"),
    "outside": ("with others", "待第三方"),
}
"""Where tickets are that a unit has."""
TONIGHT_WORDS: Final[Words] = {
    "tonight_open": (
        "Open at {at}: {open}; in the rest of the day {received} more are received on average. {n}.",
        "{at} 未办结：{open}；此后平均还将受理 {received} 件。{n}。",
    ),
    "tonight_chance": (
        "By {until} all {open} that are open now are closed with a chance of {chance}; {left} of them are left on "
        "average, between {low} and {high} in 8 of 10 cases.",
        "到 {until}，现有 {open}全部办结的可能性为 {chance}；平均剩余 {left} 件，"
        "十次中有八次在 {low} 至 {high} 件之间。",
    ),
    "tonight_chance_all": (
        "With those still to come all are closed with a chance of {chance}; {left} are left on average, "
        "between {low} and {high} in 8 of 10 cases.",
        "连同此后受理的工单，全部办结的可能性为 {chance}；平均剩余 {left} 件，十次中有八次在 {low} 至 {high} 件之间。",
    ),
    "tonight_goal": (
        "At most {goal} are left with a chance of {chance}.",
        "剩余不超过 {goal} 件的可能性为 {chance}。",
    ),
    "tonight_nothing_open": (
        "No open tickets were given (--tickets): what is left can only be of those that are still to come.",
        "未提供未办结工单（--tickets）：剩余的只可能是此后受理的工单。",
    ),
    "tonight_late": ("Most late: {place}: {left} left on average.", "最滞后：{place}，平均剩余 {left} 件。"),
    "tonight_so_far": (
        "Contacts until {until}: {seen} where {expected} are usual; the rest of the day is taken for {factor} of a "
        "usual one.",
        "截至 {until} 来件 {seen} 件，常态为 {expected} 件；此后按常态的 {factor} 计。",
    ),
    "tonight_so_far_nothing": (
        "Contacts until {until}: {seen} where {expected} are usual; by the scenario days do not differ but by chance, "
        "so that says nothing of the rest.",
        "截至 {until} 来件 {seen} 件，常态为 {expected} 件；方案中各日只有随机差别，因此不影响此后的预期。",
    ),
    "tonight_helps": (
        "What helps most: {change} at {place}: {left} fewer left on average.",
        "最有效的措施：{place}{change}，平均少剩 {left} 件。",
    ),
    "tonight_no_help": (
        "No single hour or person is shown to leave fewer open.",
        "没有任何单一的延时或增员被证明能减少剩余工单。",
    ),
    "tonight_place": ("place", "所在环节"),
    "tonight_left": ("left on average", "平均剩余"),
    "tonight_lever": ("change", "措施"),
    "tonight_lever_chance": ("more chance that all open now are closed", "现有工单全部办结可能性的变化"),
    "tonight_lever_left": ("more left of all", "剩余工单总数的变化"),
    "tonight_outside": ("with others, after the work of {unit}", "{unit}处理后待第三方"),
    "tonight_copies": ("{place}, in each of {copies}", "{place}（{copies}个各）"),
    "tonight_columns": ("Columns read: {columns}.", "读取的列：{columns}。"),
    "tonight_title": (
        "Open tickets until {until}: all {open} of now are closed with a chance of {chance}",
        "到 {until} 的未办结工单：现有 {open}全部办结的可能性为 {chance}",
    ),
    "tonight_band": ("{share} of cases", "{share} 的情形"),
    "tonight_all": ("all open tickets", "全部未办结"),
    "tonight_of_now": ("those open now", "现有未办结"),
    "tonight_axis": ("open tickets", "未办结工单（件）"),
    "tonight_note": ("{scenario}; {n}", "{scenario}；{n}"),
}
