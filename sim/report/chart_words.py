"""Words of the charts: axes, legends, titles, times, and characters that a font lacks."""

from __future__ import annotations

from typing import Final

from sim.report.said import Pair, Words

CHART_WORDS: Final[Words] = {
    "hour_axis": ("local time (hour of the day)", "当地时间（时）"),
    "date_axis": ("local date", "当地日期"),
    "time_axis": ("local date and time", "当地日期和时间"),
    "minutes": ("{n} minutes", "每 {n} 分钟"),
    "per_day": ("day", "每天"),
    "at_clock": ("at {clock}", "{clock}"),
    "on_date": ("on {date}", "{date}"),
    "on_date_at": ("on {date} at {clock}", "{date} {clock}"),
    "months": (
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    ),
    "seconds": ("s", "秒"),
    "mean_day": (" (mean of {n} days)", "（{n} 天平均）"),
    "calls_axis": ("calls per {unit}", "{unit}来电数（次）"),
    "offered": ("offered", "来电量"),
    "answered": ("answered", "接通量"),
    "abandoned": ("gave up", "放弃量"),
    "calls_title": (
        "Calls{mean}: peak of {peak} {at}; {share} of all gave up",
        "来电量{mean}：高峰在 {at}，{peak} 次；全程放弃率 {share}",
    ),
    "attempts": ("all attempts, busy tones included", "全部呼叫（含忙音）"),
    "calls_title_none": ("Calls: nobody called", "来电量：没有来电"),
    "level_title": (
        "Service level within {within}{mean}: {good} of {all} {units} reach {target}; lowest {at} ({low})",
        "{within}限时接通率{mean}：{all} 个{units}中有 {good} 个达到 {target}，{at} 最低（{low}）",
    ),
    "level_title_days": (
        "Service level within {within}: {good} of {all} days reach {target}; lowest {at} ({low})",
        "{within}限时接通率：{all} 天中有 {good} 天达到 {target}，{at} 最低（{low}）",
    ),
    "level_title_plain": (
        "Service level within {within}{mean}: lowest {at}, {low}",
        "{within}限时接通率{mean}：{at} 最低，为 {low}",
    ),
    "level_title_none": ("Service level: no data", "限时接通率：无数据"),
    "level_axis": ("service level (% within {within})", "{within}限时接通率（%）"),
    "level": ("service level", "限时接通率"),
    "level_band": ("95 % interval", "95% 置信区间"),
    "target": ("target {target}", "目标 {target}"),
    "below_target": ("below target", "低于目标"),
    "short_hours": ("person-hours short", "缺少的人时"),
    "staff_title_plain": ("Staff{mean}: at most {peak} people at work", "人力{mean}：最多 {peak} 人在席"),
    "staff_axis": ("people", "人数（人）"),
    "hours_axis": ("person-hours per day", "每日人时（人时）"),
    "required": ("required", "需求人数"),
    "scheduled": ("rostered", "排班人数"),
    "present": ("at work", "在席人数"),
    "shortage": ("too few at work", "缺人"),
    "occupancy_title": (
        "How busy people are: above {limit} for {share} of the time; busiest {at} ({peak})",
        "忙碌程度：{share} 的时间工时利用率高于 {limit}，{at} 最忙（{peak}）",
    ),
    "occupancy_title_none": ("How busy people are: nobody at the desk", "忙碌程度：无人在席"),
    "occupancy_axis": ("occupancy (%)", "工时利用率（%）"),
    "minute_axis": ("minutes past the hour", "分"),
    "weekday_axis": ("weekday (mean)", "星期（平均）"),
    "nobody": ("nobody at the desk", "无人在席"),
    "weekdays": ("Mon Tue Wed Thu Fri Sat Sun", "周一 周二 周三 周四 周五 周六 周日"),
    "glyphs_missing": (
        "the charts' font lacks {characters} in the {what} '{name}': a box stands there instead",
        "图表字体缺少{what}“{name}”中的字符 {characters}，图中以方框代替",
    ),
    "glyphs_comma": (", ", "、"),
    "glyph_title": ("title", "标题"),
    "glyph_unit": ("unit", "承办单位"),
    "glyph_measure": ("target", "目标"),
    "chart_note": ("{title}, {replications}, seed {seed}", "{title}，{replications}，随机种子 {seed}"),
}
"""Key to (English, Chinese)."""
UNIT_WORDS: Final[dict[int, Pair]] = {
    15: ("quarter hour", "每刻钟"),
    30: ("half hour", "每半小时"),
    60: ("hour", "每小时"),
}
"""An interval, by its minutes."""
UNITS_WORDS: Final[dict[int, Pair]] = {
    15: ("quarter hours", "一刻钟时段"),
    30: ("half hours", "半小时时段"),
    60: ("hours", "一小时时段"),
}
"""The same in the plural."""
SLOTS: Final[Pair] = ("intervals", "时段")
"""Intervals of any length."""
