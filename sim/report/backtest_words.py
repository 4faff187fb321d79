"""Words of `hotline backtest`: real days beside bands, and a verdict for each measure."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

VERDICT_WORDS: Final[Words] = {
    "trust": ("trust it", "可信"),
    "direction": ("trust the direction only", "只可信其方向"),
    "do_not_use": ("do not use it", "不可使用"),
    "too_few_days": ("too few days to say", "天数太少，无法判断"),
}
"""What a back-test says of a measure."""
MEASURE_WORDS: Final[Words] = {
    "calls": ("calls a day", "每日来电量"),
    "abandonment_rate": ("abandonment rate", "放弃率"),
    "service_level": ("service level, {within} s", "{within}秒接通率"),
    "asa": ("average speed of answer (s)", "平均应答速度（秒）"),
    "aht": ("average handle time (s)", "平均处理时长（秒）"),
    "tickets": ("tickets received a day", "每日受理工单"),
    "same_day_closure": ("same-day closure", "当日办结率"),
    "closed_24h": ("closed within 24 h", "24小时办结率"),
    "closed": ("tickets closed a day", "每日办结工单"),
    "open_at_end": ("tickets open at the end of the day", "日末未办结工单"),
}
"""The measures that are held against real days."""
BACKTEST_WORDS: Final[Words] = {
    "backtest_answer": (
        "{file}: fitted to {known}, held against {days} from {first} on; {n} of those days.",
        "{file}：用前 {known} 拟合，与自 {first} 起的 {days} 对照；这些天各有 {n}。",
    ),
    "backtest_cut": (
        "The records end within {day}: that day is not held out.",
        "记录到 {day} 中途为止：该日不参与对照。",
    ),
    "backtest_roster": ("With the real roster of those days.", "使用了这些天的真实排班。"),
    "backtest_no_roster": (
        "Without the roster of those days: people at work are how many were busy at once before, so waits are a guess.",
        "没有这些天的排班：在岗人数取此前同时忙碌的人数，因此等待时间只是猜测。",
    ),
    "backtest_boss": ("For the boss: {verdicts}.", "给领导的一句话：{verdicts}。"),
    "backtest_verdict": ("{verdict}: {measures}", "{verdict}：{measures}"),
    "backtest_figures": (
        "{measure} (real {real}, simulated {simulated})",
        "{measure}（实际 {real}，仿真 {simulated}）",
    ),
    "backtest_measure": ("measure", "指标"),
    "backtest_real": ("real", "实际"),
    "backtest_simulated": ("simulated", "仿真"),
    "backtest_unknown": ("spread from unknown numbers", "参数未知所占的波动"),
    "backtest_none_seen": ("none seen ({high} at most)", "未见（至多 {high}）"),
    "backtest_inside": ("days in the band of {level} %", "落在 {level}% 区间的天数"),
    "backtest_said": ("verdict", "结论"),
    "backtest_title": (
        "{measure}: {inside} of {days} real days in the bands of 80 %: {verdict}",
        "{measure}：{days} 个实际日中有 {inside} 个落在 80% 区间：{verdict}",
    ),
}
