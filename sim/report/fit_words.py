"""Words of `hotline fit`: what was read, what was left out and why, every number with its interval."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

WHY_WORDS: Final[Words] = {
    "no_time": ("the time at which it came cannot be read", "来电时间无法识别"),
    "backwards": ("something ends before it begins", "结束早于开始"),
    "negative": ("a length is below zero", "时长为负"),
    "too_long": ("a length is over a day", "时长超过一天"),
    "again": ("its id came before", "编号重复"),
    "test": ("a test call", "测试来电"),
    "total": ("a row of totals", "合计行"),
}
"""Why rows are left out."""
FIT_WORDS: Final[Words] = {
    "fit_answer": (
        "Fitted to {file}: {calls} calls from {first} to {last}; {answered} answered, {gave_up} gave up, {turned} "
        "turned away.",
        "依据 {file} 拟合：{first} 至 {last} 共 {calls} 个来电；接通 {answered}，放弃 {gave_up}，未能进线 {turned}。",
    ),
    "fit_columns": ("Columns read: {columns}.", "读取的列：{columns}。"),
    "fit_left_out": (
        "Rows left out: {n} of {rows}.",
        "未计入的行：{rows} 行中的 {n} 行。",
    ),
    "fit_why": ("{n}: {why} (line {line})", "{n} 行：{why}（第 {line} 行）"),
    "fit_no_patience": (
        "Too few callers gave up to say how long they wait: the scenario has no patience.",
        "放弃的来电太少，无法得知等待意愿：情景中没有 patience。",
    ),
    "fit_no_redials": (
        "Nothing is known of redials: too few unanswered calls have a caller.",
        "无法得知重拨情况：未接通来电中有主叫号码的太少。",
    ),
    "fit_far": (
        "No law is close to {what}: the best one is off by {distance} somewhere; look at its chart.",
        "没有分布能贴近{what}：最好的一个也有 {distance} 的偏差，请看图。",
    ),
    "fit_staff": (
        "People at work are not in the file: staff.csv has how many were busy at once, which is a least number; put "
        "your roster in its place.",
        "文件中没有在岗人数：staff.csv 是同时忙碌的人数，只是下限，请换成排班表。",
    ),
    "fit_number": ("number", "参数"),
    "fit_value": ("value", "数值"),
    "fit_interval": ("95 % interval", "95% 区间"),
    "fit_rows": ("rows", "行数"),
    "fit_from": ("from", "来源"),
    "fit_by_law": (" ({law})", "（{law}）"),
    "fit_patience": ("how long callers wait", "等待意愿"),
    "fit_talk": ("talks", "通话时长"),
    "fit_wrap": ("wrap-ups", "整理时长"),
    "fit_law_title": (
        "{what}: {law}, mean {mean}; off by {distance} at most",
        "{what}：{law}，均值 {mean}；最大偏差 {distance}",
    ),
    "fit_longer": ("share that lasts longer (%)", "更久者占比（%）"),
    "fit_seconds": ("seconds", "秒"),
    "fit_seen": ("recorded", "记录"),
    "fit_told": ("fitted", "拟合"),
    "fit_days_title": (
        "Calls by weekday: {mean} a day; days differ by {busyness} beyond chance",
        "各星期来电量：日均 {mean}；各日差异（除随机外）{busyness}",
    ),
    "fit_per_day": ("calls a day", "每日来电量（个）"),
}
HOW_WORDS: Final[Words] = {
    "mean of days": ("mean of days", "各日均值"),
    "spread of days beyond chance": ("spread of days beyond chance", "各日差异（除随机外）"),
    "share of first calls": ("share of first calls", "首次来电占比"),
    "waits, cut off by the answer": ("waits, cut off by the answer", "等待时长（接通者为删失）"),
    "left within a second, beyond patience": ("left within a second, beyond patience", "一秒内挂断（等待意愿之外）"),
    "same caller within two hours": ("same caller within two hours", "同一主叫两小时内再次来电"),
    "talks of answered calls": ("talks of answered calls", "接通来电的通话时长"),
    "talks of this type": ("talks of this type", "该类来电的通话时长"),
    "wrap-ups of answered calls": ("wrap-ups of answered calls", "接通来电的整理时长"),
}
"""What a number rests on, as `sim.fitting.fit.Parameter` says it."""
LAW_WORDS: Final[Words] = {
    "exponential": ("exponential", "指数分布"),
    "weibull": ("Weibull", "韦布尔分布"),
    "lognormal": ("lognormal", "对数正态分布"),
    "gamma": ("gamma", "伽马分布"),
    "deterministic": ("always the same", "固定时长"),
}
"""The laws, by their names in a scenario."""
