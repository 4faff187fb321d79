"""Words of the workbook of `hotline plan`."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

SHEET_WORDS: Final[Words] = {
    "shifts": ("shifts", "班次"),
    "costs": ("costs", "费用"),
    "intervals": ("intervals", "时段"),
    "rounds": ("rounds", "轮次"),
}
"""Sheets."""
HEADING_WORDS: Final[Words] = {
    "pool": ("pool", "岗组"),
    "kind": ("kind", "类别"),
    "days": ("days", "日期"),
    "start": ("from", "开始"),
    "end": ("to", "结束"),
    "heads": ("people", "人数"),
    "breaks": ("breaks begin at", "休息开始"),
    "break_minutes": ("minutes of each break", "每次休息（分钟）"),
    "paid_hours": ("paid hours of one person a day", "每人每日计薪小时"),
    "cost": ("cost", "费用"),
    "people": ("people", "人数"),
    "hours": ("paid hours", "计薪小时"),
    "night_hours": ("at night", "其中夜间"),
    "weekend_hours": ("at weekends", "其中周末"),
    "wages": ("wages", "工资"),
    "supplements": ("supplements", "加价"),
    "longest_day": ("longest day, hours of work", "最长一日工时"),
    "over_8_hours": ("people over 8 h a day", "日工时超 8 小时人数"),
    "people_for_40_hours": ("people at 40 h a week", "按每周 40 小时需人数"),
    "day": ("day", "日期"),
    "time": ("interval", "时段"),
    "offered": ("offered", "来电量"),
    "required": ("required", "需求人数"),
    "scheduled": ("scheduled (rostered)", "排班人数"),
    "present": ("present", "在岗人数"),
    "over_under": ("over/under", "超缺员"),
    "today": ("present now", "现行在岗"),
    "round": ("round", "轮次"),
    "step": ("step", "步骤"),
    "replications": ("runs", "仿真次数"),
    "measure": ("target", "目标"),
    "side": ("side", "方向"),
    "threshold": ("threshold", "目标值"),
    "estimate": ("estimate", "估计值"),
    "low": ("low", "下限"),
    "high": ("high", "上限"),
    "unit": ("unit", "单位"),
    "status": ("verdict", "结论"),
}
"""Columns, by their names in the tables."""
