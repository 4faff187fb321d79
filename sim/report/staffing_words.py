"""Words of the sentence on staff against load, and why people are missing."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

STAFFING_WORDS: Final[Words] = {
    "staff_short": (
        "Staff against load{mean}: clearly short in {short} of {all} {units}, by up to {worst} ({at})",
        "人力与需求{mean}：{all} 个{units}中有 {short} 个明显缺人，最多缺 {worst} 人（{at}）",
    ),
    "staff_short_hours": (
        "Staff against load{mean}: clearly short in {short} of {all} {units}, {total} person-hours in all",
        "人力与需求{mean}：{all} 个{units}中有 {short} 个明显缺人，合计缺 {total} 人时",
    ),
    "staff_planned": ("too few are rostered", "排班不足"),
    "staff_away": ("enough are rostered, but not all at work", "排班足够但未全部在席"),
    "staff_cause": (
        "too few rostered in {planned}, enough but not all at work in {away}",
        "{planned} 个排班不足，{away} 个排班足够但未全部在席",
    ),
    "staff_enough": (
        "Staff against load{mean}: enough people in all {all} {units}",
        "人力与需求{mean}：{all} 个{units}人手均充足",
    ),
    "staff_not_sure": (
        "Staff against load{mean}: clearly short in none of {all} {units}, but surely enough in only {enough}",
        "人力与需求{mean}：{all} 个{units}均无明显缺人，但仅 {enough} 个可确定人手充足",
    ),
    "staff_nobody": (
        "Staff against load{mean}: nobody is rostered in any of {all} {units}",
        "人力与需求{mean}：{all} 个{units}均无人排班",
    ),
    "staff_closed": ("Staff against load: the line is closed all the time", "人力与需求：热线全程未开放"),
    "staff_no_calls": (
        "Staff{mean}: at most {peak} people at work; nobody called, so calls require nobody",
        "人力{mean}：最多 {peak} 人在席；没有来电，因此无需人手",
    ),
    "staff_unknown": (
        "Staff{mean}: at most {peak} people at work; how many are required is not known",
        "人力{mean}：最多 {peak} 人在席；需求人数未知",
    ),
    "staff_empty": ("nobody at work in {n}", "{n} 个无人在席"),
    "staff_unknown_in": ("how many are required is not known in {n}", "{n} 个需求人数未知"),
    "staff_worst_day": ("worst day {date} ({hours} person-hours)", "最差为{date}（缺 {hours} 人时）"),
    "staff_worst_unclear": (
        "most is missing on {date} ({hours} person-hours), which chance may explain",
        "缺员最多的是{date}（{hours} 人时），但可能出于偶然",
    ),
    "mean_day_of_run": (" (mean of {n} days of one run)", "（1 次仿真、{n} 天平均）"),
    "staff_one_run": (" (one run)", "（1 次仿真）"),
    "staff_and": ("; ", "；"),
}
"""Key to (English, Chinese)."""
