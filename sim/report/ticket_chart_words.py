"""Words of the charts of tickets."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

TICKET_CHART_WORDS: Final[Words] = {
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
}
"""Key to (English, Chinese)."""
CURVE_WORDS: Final[Words] = {
    "all": ("all tickets", "全部工单"),
    "critical": ("critical", "紧急"),
    "urgent": ("urgent", "急"),
    "normal": ("normal", "普通"),
}
"""Whose tickets a curve shows: all, or those of an urgency."""
