"""Words of the ticket half of reports and charts, in English and Chinese; measures are named in their own table."""

from __future__ import annotations

from typing import Final

TICKET_WORDS: Final = {
    # groups of measures
    "short": ("In short", "概要"),
    "tickets": ("Tickets", "工单"),
    "closing": ("How soon tickets are closed", "办结时效"),
    "quality": ("How well they are handled", "办理质量"),
    "staff": ("People and working hours", "人员与工时"),
    "operators": ("Operators", "座席人员"),
    "stages": ("Where the time goes", "时间去向"),
    # in short
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
    # what closes a ticket
    "closed_at handled": (
        "A ticket counts as closed when it has been handled.",
        "办结口径：办理完毕即为办结。",
    ),
    "closed_at reviewed": (
        "A ticket counts as closed when its handling has been reviewed.",
        "办结口径：办结审核通过即为办结。",
    ),
    "closed_at followed_up": (
        "A ticket counts as closed when its citizen has been called back.",
        "办结口径：回访结束即为办结。",
    ),
    "no_ceiling": (
        "no ceiling of same-day closure: {why}",
        "无法给出当日办结率上限：{why}",
    ),
    "ceiling_runs": (
        "ceiling of same-day closure: {runs} with people enough for all",
        "当日办结率上限：另以无限人手仿真，{runs}",
    ),
    # tables
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
    "min": ("min", "分钟"),
    "h": ("h", "小时"),
    "days_unit": ("days", "天"),
    # charts
    "tickets_axis": ("open tickets", "未办结工单（件）"),
    "band_from": ("{low} to {high}", "{low}至{high}"),
    "band_first": ("up to {high}", "{high}以内"),
    "band_last": ("over {low}", "{low}以上"),
    "age_hours": ("{n} h", "{n}小时"),
    "age_minutes": ("{n} min", "{n}分钟"),
    "age_days": ("{n} d", "{n}天"),
    "backlog_title": (
        "Open tickets: {end} at the end, most {at} ({peak}); {old} of them at the end are older than {age}",
        "存量工单：期末 {end} 件，{at} 最多（{peak} 件）；期末超过 {age} 的占 {old}",
    ),
    "backlog_title_none": (
        "Open tickets: none at the end, most {at} ({peak})",
        "存量工单：期末为零，{at} 最多（{peak} 件）",
    ),
    "closure_axis": ("closed (% of tickets received)", "已办结（占受理工单的%）"),
    "age_axis": ("time since receipt", "受理后时间"),
    "closure_title": (
        "Closure by age: {half}{most}; {last} after {end}",
        "办结曲线：{half}{most}；{end} 后已办结 {last}",
    ),
    "closure_half": ("half within {age}", "半数在 {age} 内办结"),
    "closure_most": (", 90 % within {age}", "，九成在 {age} 内办结"),
    "closure_less": ("fewer than half are ever closed", "办结不足半数"),
    "closure_none": ("Closure by age: no tickets received", "办结曲线：没有受理工单"),
    "all": ("all tickets", "全部工单"),
    "critical": ("critical", "紧急"),
    "urgent": ("urgent", "急"),
    "normal": ("normal", "普通"),
    "hours_title": (
        "By hour of receipt: {share} closed on the same day; received before {noon}: {early}, later: {late}",
        "按受理时刻：当日办结 {share}；{noon} 前受理的 {early}，之后受理的 {late}",
    ),
    "hours_title_plain": (
        "By hour of receipt: {share} closed on the same day",
        "按受理时刻：当日办结 {share}",
    ),
    "hours_title_none": ("By hour of receipt: no tickets received", "按受理时刻：没有受理工单"),
    "hours_axis_tickets": ("tickets received per day", "日均受理工单（件）"),
    "hours_same_day": ("closed on the same day (number: % of the hour)", "当日办结（数字为该时段的%）"),
    "hours_later": ("later, or open", "之后办结或未办结"),
    "received_hour_axis": ("hour of receipt (local time)", "受理时刻（当地时间，时）"),
    "units_shown": (" ({shown} of {all} units, those with most tickets)", "（{all} 个单位中工单最多的 {shown} 个）"),
    "units_counts": ("tickets", "工单（件）"),
    "units_on_time": ("closed on time (%)", "按期办结（%）"),
    "units_received": ("received", "受理"),
    "units_closed": ("closed", "办结"),
}  # fmt: skip
"""Key to (English, Chinese)."""
