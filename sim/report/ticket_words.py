"""Words of the ticket half of the summary."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

TICKET_WORDS: Final[Words] = {
    "short": ("In short", "概要"),
    "stages": ("Where the time goes", "时间去向"),
    "short_calls": (
        "Of the calls that get in, {answered} are answered, after {wait} on average.",
        "进线来电接通 {answered}，接通者平均等待 {wait}。",
    ),
    "short_tickets": (
        "{received} tickets come in and {closed} are closed; {start} are open at the start, {end} at the end.",
        "受理工单 {received} 件，办结 {closed} 件；期初存量 {start} 件，期末存量 {end} 件。",
    ),
    "short_closing": (
        "{same_day} of the tickets are closed on the day they come, {day} within 24 hours.",
        "当日办结 {same_day}，24小时内办结 {day}。",
    ),
    "short_ceiling": (
        "With people enough for all, {ceiling} would be closed on the day they come: the rest is hours and delays that "
        "people cannot change.",
        "若人手无限，当日可办结 {ceiling}；其余由受理时间、工作时间和外部等待决定，加人也无法改变。",
    ),
    "short_on_time": ("{on_time} of those due are closed on time.", "到期工单按期办结 {on_time}。"),
    "short_law": (
        "If the same people work every shift as it is written, some work over 44 hours a week: see 'People and "
        "working hours'.",
        "若各班次始终由同一批人承担，有人每周工时将超过44小时，详见“人员与工时”。",
    ),
    "stage_mean": ("mean time", "平均时长"),
    "stage_waiting": ("of it waiting", "其中等待"),
    "stage_half": ("half within", "半数不超过"),
    "stage_most": ("90 % within", "九成不超过"),
    "stages_note": (
        "Each time a ticket passes the step; one that is still there counts as longer than it was so far.",
        "按工单每次经过该环节统计；尚未走完该环节者按“至少这么长”计入。",
    ),
    "pool_people": ("people", "人数"),
    "pool_hours": ("hours a week", "周工时"),
    "pool_busy": ("busy", "忙碌"),
    "pool_over": ("over 44 h", "超44小时"),
    "pool_rest": ("no rest day", "无休息日"),
    "pool_heads": ("needed by law", "依法需要"),
    "pools_note": (
        "Over 44 h, no rest day: share of the weeks worked, if the same people work every shift as it is written.\n"
        "Labour law: 8 hours a day, 40 hours a week (44 at most), one day off a week. Needed by law: people to employ\n"
        "so that each shift is manned and nobody works over 40 hours or without a day off.",
        "超44小时、无休息日：若各班次始终由同一批人承担，这样的工作周所占比例。\n"
        "劳动法：每日8小时、每周40小时（最多44小时）、每周至少休息一日。\n"
        "依法需要：各班次排满、且人人不超40小时并有休息日所需人数。",
    ),
    "pool_copies": ("{name} ({n} alike)", "{name}（{n} 个）"),
    "head_half": ("Half are closed within {median}.", "半数工单在 {median} 内办结。"),
    "no_wage": (
        "Cost of staff: no wage is stated for {pools}; their hours are not in it.",
        "人工成本：{pools}未填工资，其工时未计入。",
    ),
}
"""Key to (English, Chinese)."""
CLOSED_AT_WORDS: Final[Words] = {
    "handled": (
        "A ticket counts as closed when it has been handled.",
        "办结口径：办理完毕即为办结。",
    ),
    "reviewed": (
        "A ticket counts as closed when its handling has been reviewed.",
        "办结口径：办结审核通过即为办结。",
    ),
    "followed_up": (
        "A ticket counts as closed when its citizen has been called back.",
        "办结口径：回访结束即为办结。",
    ),
    "silent": (
        "A ticket counts as closed when the silence after the last thing done for it is over.",
        "办结口径：最后一项处理之后静默期满即为办结。",
    ),
}
"""Which milestone closes a ticket."""
