"""Every word that reports, charts and the command print, in English and Chinese; measures are named in their own table.

English words are plain ASCII and Chinese ones are in GB2312, so that any console shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from sim.report.headline_words import HEADLINE_WORDS
from sim.report.need_words import NEED_WORDS
from sim.report.proof_words import PROOF_WORDS
from sim.report.proof_words_tickets import PROOF_WORDS_TICKETS
from sim.report.ticket_words import TICKET_WORDS

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
        "incoming_call": ("1 call", "1 个来电"),
        "incoming_calls": ("{n} calls", "{n} 个来电"),
        "days": ("{n} days", "{n} 天"),
        "replication": ("1 replication", "1 次重复仿真"),
        "replications": ("{n} replications", "{n} 次重复仿真"),
        "shift": ("1 shift", "1个班次"),
        "shifts": ("{n} shifts", "{n}个班次"),
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
            "replacing the results of {scenario} in {folder}: they are of {causes}",
            "将替换 {folder} 中 {scenario} 的结果，其{causes}",
        ),
        "results_whole": ("ok: {files} files in {folder} are what was written", "通过：{folder} 中 {files} 个文件完好"),
        "results_finished": ("the run is finished", "运行已完成"),
        "results_unfinished": (
            "the run is not finished: {kept} of {asked} replications are there; the same command goes on with them",
            "运行未完成：{asked} 次重复中已有 {kept} 次；再次执行同一命令即可继续",
        ),
        "need_unfinished": (
            "the search is not finished: run the same command again",
            "查找未完成：请再次执行同一命令",
        ),
        "comma": (", ", "，"),
        "another_command": ("another command", "命令不同"),
        "another_scenario": ("another scenario", "方案不同"),
        "another_data": ("other data files", "数据文件不同"),
        "another_seed": ("another seed", "随机种子不同"),
        "another_engine": ("another engine", "引擎不同"),
        "another_version": ("another version of the program or its libraries", "程序或其库的版本不同"),
        "taken": ("{taken} of {asked} replications taken from {folder}", "{asked} 次重复中有 {taken} 次取自 {folder}"),
        "stay": (
            "kept in {folder} for a longer run: {more} beyond those asked for",
            "{folder} 中超出所需的 {more}予以保留，供更长的运行使用",
        ),
        "not_drawn": (
            "the charts could not be drawn ({why}): all other results are in {folder}",
            "图表绘制失败（{why}）：其余结果均在 {folder} 中",
        ),
        "damaged": (
            "replications in {folder} that are not what was written are run again: {numbers}",
            "{folder} 中已损坏的重复将重新运行：{numbers}",
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
        "days_apart": (
            "The days of this scenario differ by {cv} beyond chance: intervals of what depends on waiting hold the "
            "truth in 92 to 97 of 100 cases, and in up to 5, not 2.5, the truth is worse than they say "
            "(docs/intervals.md).",
            "本方案各日业务量波动达 {cv}：与等待有关的指标，其区间在 100 次中有 92 至 97 次包含真值，"
            "真值比区间所示更差的情形最多 5 次，而非 2.5 次（见 docs/intervals.md）。",
        ),
        # groups of measures
        "calls": ("Calls", "来电"),
        "waiting": ("Waiting", "等待"),
        "requests": ("Requests", "诉求"),
        "other": ("Other measures", "其他指标"),
        "estimate": ("estimate", "估计值"),
        "interval_95": ("95 % interval", "95% 置信区间"),
        "range": ("{low} to {high}", "{low} 至 {high}"),
        "more_than": ("over {low}", "超过 {low}"),
        "and_more": ("{low} or more", "{low} 以上"),
        "of_runs": ("{measure}, mean of the runs", "{measure}（各次仿真均值）"),
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
        "no_width": (
            "Undecided: {replications} show exactly the same, which is no proof that the next one will.",
            "尚不能判定：{replications}结果完全相同，不能证明下一次也如此。",
        ),
        "none_seen": (
            "In {replications} nothing broke the promise, but so few cannot tell it from {bound}: more replications "
            "(--reps) can.",
            "{replications}中未见违反目标的情形，但次数太少，尚不能排除 {bound}：请增加重复次数（--reps）。",
        ),
        "none_seen_ever": (
            "In {replications} nothing broke the promise, which bounds it at {bound}; but it asks for all, and no "
            "number of replications shows that.",
            "{replications}中未见违反目标的情形，可判定到 {bound}；但目标要求全部达标，再多次数也无法证明。",
        ),
        "none_seen_enough": (
            "In {replications} nothing broke the promise, but so few cannot tell it from {bound}: {enough} in which "
            "nothing breaks it can (--reps).",
            "{replications}中未见违反目标的情形，但次数太少，尚不能排除 {bound}：须有{enough}均未违反方可判定"
            "（--reps）。",
        ),
        # published figures
        "published": ("Published figures beside the simulation", "公开数字与仿真结果对照"),
        "published_line": (
            "{measure}: published {value}{mean}, simulated {found} - {status}",
            "{measure}：公开 {value}{mean}，仿真 {found}，{status}",
        ),
        "published_mean": (", a mean over {runs} such runs", "（{runs} 个同样时段的均值）"),
        "published_free": ("; fitted by {free}", "；拟合参数：{free}"),
        "read_as": ("{value} (read as {low} to {high})", "{value}（视为 {low} 至 {high}）"),
        "echo": ("put in", "输入"),
        "fitted": ("fitted", "拟合"),
        "predicted": ("predicted", "预测"),
        "published met": ("agrees", "相符"),
        "published not met": ("differs", "不符"),
        "published undecided": ("undecided", "尚不能判定"),
        "published_note": (
            "Brackets: where one further run would lie, or the mean of as many as were published. Only predicted "
            "figures count as reproduced.",
            "括号内为再仿真一次（或与公开数字相同次数的均值）的预计范围；只有“预测”的数字才算被复现。",
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
        "reading_days": ("{start} to {end}{cut}, {days}, {zone}", "{start} 至 {end}{cut}，{days}，{zone}"),
        "reading_cut": (
            ", from {begins_at} on the first day to {ends_at} on the last",
            "，首日 {begins_at} 起，末日 {ends_at} 止",
        ),
        "reading_cut_day": (", from {begins_at} to {ends_at}", "，{begins_at} 至 {ends_at}"),
        "volume": ("{mean} on average, {low} to {high}", "平均 {mean}，范围 {low} 至 {high}"),
        "reading_phone": (
            "Calls per day: {volume}",
            "每日来电：{volume}",
        ),
        "reading_transfer": (
            "Ready-made tickets per day: {volume}",
            "每日转办工单：{volume}",
        ),
        "reading_online": (
            "Messages per day: {volume}",
            "每日网上来件：{volume}",
        ),
        "reading_shift": (
            "{group} / {shift}: {staff}, {start} to {end}, on {days}",
            "{group} / {shift}：{staff}，{start} 至 {end}，共 {days}",
        ),
        "reading_staff_file": (
            "{group} / {shift}: at most {most}, on {days}",
            "{group} / {shift}：至多 {most}，共 {days}",
        ),
        "reading_holidays": ("Holidays: {days}, {dates}", "节假日：{days}，{dates}"),
        "reading_make_up_days": ("Make-up working days: {days}, {dates}", "调休上班日：{days}，{dates}"),
        "reading_tickets": ("Tickets per day: {volume}", "每日工单：{volume}"),
        "reading_open": ("1 ticket is open at the start", "期初未办结工单 1 件"),
        "reading_opens": ("{n} tickets are open at the start", "期初未办结工单 {n} 件"),
        "reading_load": (
            "{names}: {offered} h of work a day for {staffed} h of people ({ratio})",
            "{names}：每日工作量 {offered} 小时，在岗 {staffed} 人时（{ratio}）",
        ),
        "reading_range": ("{low} to {high} each", "各 {low} 至 {high}"),
        "reading_open_work": (", and {hours} h open at the start", "，另有期初积压 {hours} 小时"),
        "reading_busiest": (
            "; busiest half hour {start}: {calls}, {ratio}",
            "；最忙半小时 {start}：{calls}，{ratio}",
        ),
        "reading_more_pools": ("... and {count} more groups and units", "……另有 {count} 个班组和承办单位"),
        "reading_hour": ("hour", "时"),
        "reading_calls": ("calls", "来电"),
        "reading_people": ("people", "人数"),
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
        "staff_short": (
            "Staff against load{mean}: short in {short} of {all} {units}, by up to {worst} ({at})",
            "人力与需求{mean}：{all} 个{units}中有 {short} 个缺人，最多缺 {worst} 人（{at}）",
        ),
        "staff_short_hours": (
            "Staff against load{mean}: short in {short} of {all} {units}, {total} person-hours in all",
            "人力与需求{mean}：{all} 个{units}中有 {short} 个缺人，合计缺 {total} 人时",
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
        "full_stop": (".", "。"),
        "short_hours": ("person-hours short", "缺少的人时"),
        "staff_title_plain": ("Staff{mean}: at most {peak} people at work", "人力{mean}：最多 {peak} 人在席"),
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
        "occupancy_axis": ("occupancy (%)", "工时利用率（%）"),
        "minute_axis": ("minutes past the hour", "分"),
        "clock_axis": ("hour", "时"),
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
        # the calculator
        "erlang_comma": (", ", "，"),
        "erlang_calls": ("{calls} calls per {per}", "每 {per} 来电 {calls} 次"),
        "erlang_aht": ("handle time {aht}", "平均处理时长 {aht}"),
        "erlang_load": ("load {load} erlang", "话务量 {load} 爱尔兰"),
        "erlang_patience": ("mean patience {patience}", "平均耐心 {patience}"),
        "erlang_endless": ("nobody gives up", "无人放弃"),
        "erlang_lines": ("{lines} lines", "中继线 {lines} 条"),
        "erlang_model": (" ({model})", "（{model}）"),
        "erlang_a": ("Erlang A", "Erlang A 公式"),
        "erlang_c": ("Erlang C", "Erlang C 公式"),
        "erlang_a_lines": ("Erlang A with a limit of lines", "有限中继的 Erlang A 公式"),
        "erlang_c_lines": ("Erlang C with a limit of lines", "有限中继的 Erlang C 公式"),
        "erlang_fewest": (
            "Fewest operators for {share} in {within}, by each definition (> decides):",
            "{within}内接通 {share} 所需的最少座席数，按各定义（> 为采用的定义）：",
        ),
        "erlang_heads_line": (
            "With {shrinkage} shrinkage: {heads} people to roster ({exact} before rounding up)",
            "扣除 {shrinkage} 的缺勤与休息：需排班 {heads} 人（取整前 {exact}）",
        ),
        "erlang_operators": ("operators", "座席数"),
        "erlang_heads": ("to roster", "排班人数"),
        "erlang_waits": ("waiting", "需等待"),
        "erlang_asa": ("ASA (s)", "接通者等待（秒）"),
        "erlang_mean": ("mean wait (s)", "平均等待（秒）"),
        "erlang_abandoned": ("gave up", "放弃率"),
        "erlang_blocked": ("blocked", "忙音率"),
        "erlang_occupancy": ("occupancy", "利用率"),
        "erlang_grows": ("endless", "无限"),
        "erlang_grows_note": (
            "endless: as much work comes as these operators can do, or more, and the queue grows without end.",
            "无限：来电工作量达到或超过座席能力，排队会无限增长。",
        ),
        "erlang_blocked_note": (
            "blocked: share of all attempts that find every line taken; all other shares are of the calls that get in.",
            "忙音率：全部呼叫中遇到线路全忙的比例；其余比例均以进线呼叫为准。",
        ),
    }
    | HEADLINE_WORDS
    | NEED_WORDS
    | PROOF_WORDS
    | PROOF_WORDS_TICKETS
    | TICKET_WORDS
)
"""Key to (English, Chinese)."""


def word(key: str, lang: str, **values: Any) -> str:
    """The words of a key in a language ('en' or 'zh'), with the values put in."""
    text = WORDS[key][LANGS.index(lang)]
    return text.format(**values) if values else text


def counted(key: str, n: int, lang: str) -> str:
    """A number of things: '1 day', '3 days'; `key` is the singular's."""
    return word(key, lang) if n == 1 else word(f"{key}s", lang, n=f"{n:,}")
