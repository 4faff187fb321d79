"""Every word that reports, charts and the command print, in English and Chinese; measures are named in their own table.

English words are plain ASCII and Chinese ones are in GB2312, so that any console shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from sim.report.proof_words import PROOF_WORDS

Lang = Literal["en", "zh"]
LANGS: Final = ("en", "zh")

WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # what ran
        "ran": (
            "{start} to {end} ({days}), {replications}, seed {seed}, engine: {engine}",
            "{start} 至 {end}（{days}），{replications}，随机种子 {seed}，引擎：{engine}",
        ),
        "day": ("1 day", "1 天"),
        "days": ("{n} days", "{n} 天"),
        "replication": ("1 replication", "1 次重复仿真"),
        "replications": ("{n} replications", "{n} 次重复仿真"),
        "one_run": (
            "A single replication gives no interval: use --reps 10 or more to see the chance in the numbers.",
            "只有 1 次重复，无法给出置信区间：请用 --reps 10 或更多，以看出数字中的随机成分。",
        ),
        "warnings": ("Warnings", "警告"),
        "stopped": (
            "stopped: {kept} of {asked} replications kept{where}",
            "已停止：{asked} 次重复中保留了 {kept} 次{where}",
        ),
        "stopped_where": (" in {folder}", "，位于 {folder}"),
        "replacing": (
            "replacing the results of {scenario} in {folder}",
            "将替换 {folder} 中 {scenario} 的结果",
        ),
        "console": (
            "this console ({encoding}) cannot show all of these characters: set PYTHONIOENCODING=utf-8",
            "this console ({encoding}) cannot show Chinese: set PYTHONIOENCODING=utf-8, or read summary.txt with --out",
        ),
        "not_compiled": (
            "numba cannot be imported: the model runs uncompiled, with the same results but more slowly",
            "无法导入 numba：模型以未编译方式运行，结果相同，但速度较慢",
        ),
        "partial": ("Stopped early: {kept} of {asked} replications.", "提前停止：{asked} 次重复中完成 {kept} 次。"),
        # groups of measures
        "calls": ("Calls", "来电"),
        "waiting": ("Waiting", "等待"),
        "people": ("People", "人员"),
        "requests": ("Requests", "诉求"),
        "other": ("Other measures", "其他指标"),
        "estimate": ("estimate", "估计值"),
        "interval_95": ("95 % interval", "95% 置信区间"),
        "range": ("{low} to {high}", "{low} 至 {high}"),
        "no_data": ("no data", "无数据"),
        "no_interval": ("-", "-"),
        # targets
        "targets": ("Targets", "目标"),
        "at_least": (
            "{measure}{each}: at least {threshold}, found {found}",
            "{measure}{each}：要求至少 {threshold}，结果 {found}",
        ),
        "at_most": (
            "{measure}{each}: at most {threshold}, found {found}",
            "{measure}{each}：要求至多 {threshold}，结果 {found}",
        ),
        "each_interval": (" in every interval (the worst is shown)", "，每个时段（列出最差时段）"),
        "met": ("met", "达标"),
        "not met": ("not met", "未达标"),
        "undecided": ("undecided", "尚不能判定"),
        "found": ("{estimate} ({interval})", "{estimate}（{interval}）"),
        "more_reps": (
            "Undecided: the interval holds the threshold; more replications (--reps) narrow it.",
            "尚不能判定：区间包含目标值；增加重复次数（--reps）可缩小区间。",
        ),
        # published figures
        "published": ("Published figures beside the simulation", "公开数字与仿真结果对照"),
        "published_line": (
            "{measure}: published {value}, simulated {found} - {status}",
            "{measure}：公开 {value}，仿真 {found}，{status}",
        ),
        "read_as": ("{value} (read as {low} to {high})", "{value}（视为 {low} 至 {high}）"),
        "echo": ("put in", "输入"),
        "fitted": ("fitted", "拟合"),
        "predicted": ("predicted", "预测"),
        "published met": ("agrees", "相符"),
        "published not met": ("differs", "不符"),
        "published undecided": ("undecided", "尚不能判定"),
        "published_note": (
            "Brackets: where one further run would lie. Only predicted figures count as reproduced.",
            "括号内为再仿真一次的预计范围；只有“预测”的数字才算被复现。",
        ),
        # origins
        "origins": (
            "Where the {total} numbers of the scenario come from: {stated} stated, {derived} derived, "
            "{assumed} assumed, {none} not said.",
            "本场景共 {total} 个数字：{stated} 个有出处，{derived} 个推算，{assumed} 个假设，{none} 个未注明。",
        ),
        "written": ("written to {folder}", "已写入 {folder}"),
        # reading of a scenario
        "ok": ("ok", "通过"),
        "reading_days": ("{start} to {end}, {days}, {zone}", "{start} 至 {end}，{days}，{zone}"),
        "volume": ("{mean} on average, {low} to {high}", "平均 {mean}，范围 {low} 至 {high}"),
        "reading_calls": (
            "Calls per day: {volume}",
            "每日来电：{volume}",
        ),
        "reading_online": (
            "Messages per day: {volume}",
            "每日网上来件：{volume}",
        ),
        "reading_shift": (
            "{group} / {shift}: {staff} people, {start} to {end}, on {days}",
            "{group} / {shift}：{staff} 人，{start} 至 {end}，共 {days}",
        ),
        "reading_staff_file": (
            "{group} / {shift}: at most {staff} people, on {days}",
            "{group} / {shift}：至多 {staff} 人，共 {days}",
        ),
        "reading_load": (
            "Work offered per day: {offered} person-hours; rostered net of breaks: {staffed} person-hours ({ratio})",
            "日均工作量：{offered} 人时；扣除休息后的排班：{staffed} 人时（{ratio}）",
        ),
        "reading_overload": (
            "More work than people: the queue can only be kept in check by callers who give up.",
            "工作量超过人力：只有来电者放弃，排队才不会越来越长。",
        ),
        # charts
        "hour_axis": ("local time (hour of the day)", "当地时间（时）"),
        "date_axis": ("local date", "当地日期"),
        "time_axis": ("local date and time", "当地日期和时间"),
        "quarter hour": ("quarter hour", "每刻钟"),
        "half hour": ("half hour", "每半小时"),
        "hour": ("hour", "每小时"),
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
            "Service level within {within}{mean}: {good} of {all} {units} reach {target}",
            "{within}限时接通率{mean}：{all} 个{units}中有 {good} 个达到 {target}",
        ),
        "level_title_days": (
            "Service level within {within}: {good} of {all} days reach {target}",
            "{within}限时接通率：{all} 天中有 {good} 天达到 {target}",
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
        "staff_title": (
            "Staff against load{mean}: {short} of {all} {units} short of people, most {at} ({worst})",
            "人力与需求{mean}：{all} 个{units}中有 {short} 个缺人，{at} 最多缺 {worst} 人",
        ),
        "staff_title_days": (
            "Staff against load: {total} person-hours short in all, most {at} ({worst})",
            "人力与需求：合计缺 {total} 人时，{at}最多，缺 {worst} 人时",
        ),
        "staff_title_days_enough": (
            "Staff against load: enough people at all times",
            "人力与需求：各时段人手充足",
        ),
        "short_hours": ("person-hours short", "缺少的人时"),
        "staff_title_enough": (
            "Staff against load{mean}: enough people in every {unit}",
            "人力与需求{mean}：各时段人手充足",
        ),
        "staff_title_plain": ("Staff{mean}: at most {peak} people present", "人力{mean}：最多 {peak} 人在席"),
        "staff_axis": ("people", "人数（人）"),
        "hours_axis": ("person-hours per day", "每日人时（人时）"),
        "required": ("required", "需求人数"),
        "scheduled": ("rostered", "排班人数"),
        "present": ("at work", "在席人数"),
        "shortage": ("too few at work", "缺人"),
        "unit_quarter hours": ("quarter hours", "一刻钟时段"),
        "unit_half hours": ("half hours", "半小时时段"),
        "unit_hours": ("hours", "一小时时段"),
        "unit_slots": ("intervals", "时段"),
        "occupancy_title": (
            "How busy people are: above {limit} for {share} of the time; busiest {at} ({peak})",
            "忙碌程度：{share} 的时间工时利用率高于 {limit}，{at} 最忙（{peak}）",
        ),
        "occupancy_title_none": ("How busy people are: nobody at the desk", "忙碌程度：无人在席"),
        "occupancy_axis": ("occupancy (% of the time at work)", "工时利用率（%）"),
        "minute_axis": ("minutes past the hour", "分"),
        "clock_axis": ("hour", "时"),
        "weekday_axis": ("weekday (mean)", "星期（平均）"),
        "nobody": ("nobody at the desk", "无人在席"),
        "weekdays": ("Mon Tue Wed Thu Fri Sat Sun", "周一 周二 周三 周四 周五 周六 周日"),
        "chart_note": ("{title}, {replications}, seed {seed}", "{title}，{replications}，随机种子 {seed}"),
    }
    | PROOF_WORDS
)
"""Key to (English, Chinese)."""


def word(key: str, lang: str, **values: Any) -> str:
    """The words of a key in a language ('en' or 'zh'), with the values put in."""
    text = WORDS[key][LANGS.index(lang)]
    return text.format(**values) if values else text


def counted(key: str, n: int, lang: str) -> str:
    """A number of things: '1 day', '3 days'; `key` is the singular's."""
    return word(key, lang) if n == 1 else word(f"{key}s", lang, n=f"{n:,}")
