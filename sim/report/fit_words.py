"""Words of `hotline fit`: what was read, what was left out and why, every number with its interval."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

WHY_WORDS: Final[Words] = {
    "no_time": ("the time at which it came cannot be read", "来电时间无法识别"),
    "far": ("a date far from nearly all others", "日期远离其余几乎全部记录"),
    "backwards": ("something ends before it begins", "结束早于开始"),
    "negative": ("a number or length is below zero", "数量或时长为负"),
    "too_many": ("more were answered or gave up than called", "接通与放弃之和大于来电数"),
    "too_long": ("a length is over a day", "时长超过一天"),
    "again": ("its id came before", "编号重复"),
    "test": ("a test call", "测试来电"),
    "total": ("a row of totals", "合计行"),
    "earlier": ("it came before the day asked for", "早于指定的起始日期"),
    "later": ("it came after the file is taken to be made", "晚于导出时间"),
}
"""Why rows are left out."""
ODD_WORDS: Final[Words] = {
    "placeholder": (
        "a date such as 1900-01-01 or 9999-12-31: it stands for none",
        "1900-01-01、9999-12-31 之类的日期：视为没有",
    ),
    "date_only": (
        "a date without a time of day: it is that day, and tells nothing of hours",
        "只有日期没有时刻：按当天计，不用于推断办公时间",
    ),
    "unstamped": (
        "closed or withdrawn by its state, without a time: it counts as received, not as a length",
        "状态为已办结或已撤销但没有时间：计入受理量，不计入时长",
    ),
    "taken_up": (
        "handled, but by its state at work again: it counts as open",
        "已有办理完成时间，但状态显示又在办理：计为未办结",
    ),
    "unordered": (
        "a time is later than one that should follow it: it is not used",
        "某一时间晚于其后环节的时间：该时间不用",
    ),
    "no_unit": ("no unit: it counts as received, for no unit", "没有承办单位：计入受理量，不计入任何单位"),
}
"""What is odd about rows that are kept, and how they count."""
NO_HOURS_WORDS: Final[Words] = {
    "few": ("no hours: fewer than 200 stamps", "未推断：不足 200 个时间"),
    "batches": ("no hours: over 20 % of the stamps are closings at one moment", "未推断：超过 20% 为批量办结"),
    "outside": ("no office hours to be seen", "看不出办公时间"),
    "always": ("round the clock", "全天（24 小时）"),
    "arrivals": ("no hours of its own: it ends them as they come", "看不出办公时间：办结随来件而定"),
}
"""Why no hours are stated."""
FIT_WORDS: Final[Words] = {
    "fit_tickets": (
        "Fitted to {file}: {tickets} tickets received from {first} to {last}; {open} of them are open then. The work "
        "of a unit ends at '{end}'; name another column with --ticket-column handled=... if that is a machine's.",
        "依据 {file} 拟合：{first} 至 {last} 共受理 {tickets} 件工单，期末未办结 {open} 件。"
        "以“{end}”列作为单位办完的时刻；如该列由系统自动填写，请用 --ticket-column handled=... 指定其他列。",
    ),
    "fit_odd": ("Rows kept, by these rules:", "保留的行，按以下规则计："),
    "fit_born": (
        "Of answered calls {share} are answered directly, as both files have it for the same days.",
        "两个文件重合的日期中，接通来电的直接解答率为 {share}。",
    ),
    "fit_by_hour": (
        "By the hour at which they begin, {what} last {usual} in the mean usually, and {others}.",
        "{what}随开始时刻而不同：通常均值 {usual}，{others}。",
    ),
    "fit_from_to": ("{mean} from {start} to {end}", "{start} 至 {end} 为 {mean}"),
    "fit_of_type": ("{what} of type {type}", "类型“{type}”的{what}"),
    "fit_calls": ("calls", "来电"),
    "fit_tickets_word": ("tickets", "工单"),
    "fit_short": (
        "Growth of {what} is not said: over fewer than {days} days a trend is not told from chance.",
        "不给出{what}的增长：不足 {days} 天时趋势与随机波动无法区分。",
    ),
    "fit_steady": (
        "No clear growth of {what}: {low} to {high} a month (95 %) would show alike; the scenario has none.",
        "{what}没有明显增长：每月 {low} 至 {high}（95%）都可能如此表现；方案中不设增长。",
    ),
    "fit_grows": (
        "Growth of {what} is clear: {rate} a month (95 %: {low} to {high}). The volumes are those of {since}, and grow "
        "on in the scenario; a season of the year would look alike.",
        "{what}有明显增长：每月 {rate}（95%：{low} 至 {high}）。方案的业务量以 {since} 为准并继续增长；"
        "季节变化看起来也会如此。",
    ),
    "fit_step": (
        "The level of {what} changes once, about {day}, which says more than growth does: volumes are means over all "
        "of these days, and the scenario has no growth. Fit the days since with {option}.",
        "{what}的水平在 {day} 前后有一次变化，比持续增长更符合数据：业务量为所有日期的均值，方案中不设增长。"
        "请用 {option} 只拟合之后的日期。",
    ),
    "fit_no_holidays": (
        "No holiday of the calendar {calendar} lies in these days: what comes on one ({what}) is not known.",
        "这些天中没有日历 {calendar} 的节假日：节假日的{what}量未知。",
    ),
    "fit_kind": (
        "By the calendar {calendar} these are {kind} and kept apart from weekdays ({what}, {n} days): {dates}. They "
        "have {mean} a day (95 %: {low} to {high}){profile}.",
        "按日历 {calendar}，以下为{kind}，不计入各星期（{what}，{n} 天）：{dates}。"
        "日均 {mean}（95%：{low} 至 {high}）{profile}。",
    ),
    "fit_between": (
        "Rest days between two holidays count as neither ({what}): {dates}.",
        "两个节假日之间的休息日两边都不计（{what}）：{dates}。",
    ),
    "fit_own_profile": (" and a profile of their own", "，并有各自的分时分布"),
    "fit_no_mean": (
        "By the calendar {calendar} these are {kind} and kept apart from weekdays ({what}): {dates}. {why}: in the "
        "scenario one is like {then}.",
        "按日历 {calendar}，以下为{kind}，不计入各星期（{what}）：{dates}。{why}：方案中按{then}计。",
    ),
    "fit_few": (
        "Fewer than {fewest} do not say what comes on one",
        "不足 {fewest} 天，无法得知其业务量",
    ),
    "fit_mixed": (
        "The line was closed on some of them and not on others, so that their mean says nothing",
        "其中有的停业、有的照常，均值没有意义",
    ),
    "fit_like_weekday": ("any other day of its weekday", "当天的星期"),
    "fit_like_replaced": ("the weekday that it stands in for", "所替换的星期"),
    "fit_quiet": (
        "On these days fewer than half of the usual {what} of their weekday came: {dates}. If they were holidays, name "
        "a calendar with --calendar; they are among the weekdays now.",
        "以下日期的{what}不足当天星期通常的一半：{dates}。如为节假日，请用 --calendar 指定日历；目前计入各星期。",
    ),
    "fit_spell": ("{first} to {last}", "{first}至{last}"),
    "fit_more_spells": (" and {n} more stretches", "等，另有 {n} 段"),
    "fit_parts_title": (
        "Mean length of {what} by the hour at which they begin: recorded, and as fitted to parts of the day",
        "各开始时刻的{what}均值：记录与分时段拟合",
    ),
    "fit_hour_axis": ("hour of the day", "时刻（时）"),
    "fit_mean_axis": ("mean (s)", "均值（秒）"),
    "fit_unborn": (
        "The files have no days in common, or more tickets than answered calls: tickets are a stream of their own.",
        "两个文件没有重合日期，或工单多于接通来电：工单作为单独的来源。",
    ),
    "fit_unborn_table": (
        "A table by interval says nothing of single calls: which of them become tickets is not known, and tickets are "
        "a stream of their own.",
        "按时段的表不含单个来电：无法得知哪些来电生成工单，工单作为单独的来源。",
    ),
    "fit_drift": (
        "Same-day closure was {before} in the first third of these days and {after} in the last: a fit to all of them "
        "describes neither. Fit to the later days with --from.",
        "这些天前三分之一的当日办结率为 {before}，后三分之一为 {after}：合在一起拟合，两者都不符合。"
        "请用 --from 只拟合后面的日期。",
    ),
    "fit_no_crews": (
        "When crews begin and end their work is not in the file: how long a ticket stays at a unit does not "
        "depend on the unit's people in this scenario. To ask what more people would do, give units work and shifts.",
        "文件中没有班组开始和结束处理的时间：方案中工单在单位停留的时间与单位人数无关。"
        "若要测算增加人员的效果，请为单位补充 work 和 shifts。",
    ),
    "fit_desk": (
        "How many dispatch is not in the file: '{desk}' has so many that no ticket waits for another. Put your number "
        "in their place before people or money are counted.",
        "文件中没有派单人数：“{desk}”的人数足以使任何工单都不必等待。计算人数或费用前，请换成实际人数。",
    ),
    "fit_zone": (
        "The scenario's zone is UTC; name the line's with --zone, such as --zone Asia/Shanghai.",
        "方案的时区是 UTC；请用 --zone 指明本地时区，例如 --zone Asia/Shanghai。",
    ),
    "fit_unit": ("unit", "单位"),
    "fit_hours": ("hours seen from its stamps", "由时间推断的办公时间"),
    "fit_inside": ("inside them", "在其中的占比"),
    "fit_stay": ("how long a ticket stays, or is worked on", "工单停留（或处理）时长"),
    "fit_half": ("half within {length}", "半数在 {length} 内"),
    "fit_open_hours": (" of open hours", "（办公时间内）"),
    "fit_more_units": ("... and {n} more units: parameters.csv has them", "……另有 {n} 个单位，见 parameters.csv"),
    "fit_units_title": (
        "{unit}\n{law}",
        "{unit}\n{law}",
    ),
    "fit_hours_axis": ("hours", "小时"),
    "fit_ticket_days_title": (
        "Tickets by weekday: {mean} a day; days differ by {busyness} beyond chance",
        "各星期受理量：日均 {mean} 件；各日差异（除随机外）{busyness}",
    ),
    "fit_tickets_per_day": ("tickets a day", "每日受理量（件）"),
    "fit_answer": (
        "Fitted to {file}: {calls} calls from {first} to {last}; {answered} answered, {gave_up} gave up, {turned} "
        "turned away.",
        "依据 {file} 拟合：{first} 至 {last} 共 {calls} 个来电；接通 {answered}，放弃 {gave_up}，未能进线 {turned}。",
    ),
    "fit_intervals": (
        "Fitted to {file}: {rows} intervals of {minutes} minutes from {first} to {last}: {calls} calls, {answered} "
        "answered, {gave_up} gave up.",
        "依据 {file} 拟合：{first} 至 {last} 共 {rows} 个 {minutes} 分钟时段：来电 {calls} 个，接通 {answered}，"
        "放弃 {gave_up}。",
    ),
    "fit_means_only": (
        "The table has counts and means: that patience is exponential and talks are lognormal is assumed, redials are "
        "among the calls, and talks do not change with the hour. A row for each call says more.",
        "表中只有数量和平均值：等待意愿服从指数分布、通话时长服从对数正态分布是假定；重拨计在来电之内，通话时长不随时段变化。"
        "逐通来电记录能说明更多。",
    ),
    "fit_waits_of_answered": (
        "The table does not say how long those waited who gave up: they are taken to have waited as long as the "
        "answered, on the mean.",
        "表中没有放弃者的等待时长：按与接通者平均等待相同处理。",
    ),
    "fit_staff_needed": (
        "People at work are not in the file: staff.csv has as many as the work takes, which is a least number; put "
        "your roster in its place.",
        "文件中没有在岗人数：staff.csv 是工作量所需人数，只是下限，请换成排班表。",
    ),
    "fit_columns": ("Columns read: {columns}.", "读取的列：{columns}。"),
    "fit_left_out": (
        "Rows left out: {n} of {rows}.",
        "未计入的行：{rows} 行中的 {n} 行。",
    ),
    "fit_why": ("{n}: {why} (line {line})", "{n} 行：{why}（第 {line} 行）"),
    "fit_no_hanging_up": (
        "{n} callers gave up, and the file does not say when: name the column of hanging up (--column left=...) or of "
        "waits (--column wait=...). Until then the scenario has no patience and nobody gives up in it.",
        "有 {n} 个来电放弃，但文件没有说明何时放弃：请用 --column left=... 指明挂机时间列，"
        "或用 --column wait=... 指明等待时长列。"
        "在此之前方案中没有 patience，仿真中无人放弃。",
    ),
    "fit_no_patience": (
        "Too few callers gave up to say how long they wait: the scenario has no patience.",
        "放弃的来电太少，无法得知等待意愿：方案中没有 patience。",
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
    "spread of intervals within a day, beyond chance": (
        "spread of intervals within a day, beyond chance",
        "日内各时段差异（除随机外）",
    ),
    "mean of holidays": ("mean of holidays", "节假日均值"),
    "mean of make-up days": ("mean of make-up days", "调休上班日均值"),
    "growth a month, weekdays taken out": ("growth a month, weekdays taken out", "每月增长（已去除星期差异）"),
    "seconds waited for each that gave up": ("seconds waited for each that gave up", "每个放弃者对应的等待秒数"),
    "waits of the answered stand for all": ("waits of the answered stand for all", "以接通者的等待代表全部"),
    "means of intervals; the law is assumed": ("means of intervals; the law is assumed", "各时段均值；分布为假定"),
    "share of first calls": ("share of first calls", "首次来电占比"),
    "waits, cut off by the answer": ("waits, cut off by the answer", "等待时长（接通者为删失）"),
    "left within a second, beyond patience": ("left within a second, beyond patience", "一秒内挂断（等待意愿之外）"),
    "same caller within two hours": ("same caller within two hours", "同一主叫两小时内再次来电"),
    "talks of answered calls": ("talks of answered calls", "接通来电的通话时长"),
    "talks of this type": ("talks of this type", "该类来电的通话时长"),
    "wrap-ups of this type": ("wrap-ups of this type", "该类来电的整理时长"),
    "wrap-ups of answered calls": ("wrap-ups of answered calls", "接通来电的整理时长"),
    "share of tickets": ("share of tickets", "工单占比"),
    "tickets by number of units": ("tickets by number of units", "按承办单位数"),
    "share of the type's tickets": ("share of the type's tickets", "占该类工单"),
    "dispatches that were not undone": ("dispatches that were not undone", "未被退回的派单"),
    "lengths in open hours, open tickets cut off": (
        "lengths in open hours, open tickets cut off",
        "办公时间内时长（未办结为删失）",
    ),
    "lengths, open tickets cut off": ("lengths, open tickets cut off", "时长（未办结为删失）"),
    "middle length, no law is close": ("middle length; the lengths themselves are drawn", "中位时长；直接抽取实际时长"),
    "waited after the crew's work": ("waited after the crew's work", "班组处理后仍需等待"),
    "reopened once or more, of those closed": ("reopened once or more; told only", "至少重办一次；仅供参考"),
    "middle and middle half, handled to closed": (
        "middle and middle half, from handled to closed; told only",
        "办理完成至办结的中位数与四分位；仅供参考",
    ),
    "tickets of the type, of answered calls": ("tickets of the type, of answered calls", "该类工单占接通来电"),
    "answered calls without a ticket": ("answered calls without a ticket", "未生成工单的接通来电"),
}
"""What a number rests on, as `sim.fitting.fit.Parameter` says it."""
KIND_WORDS: Final[Words] = {"holiday": ("holidays", "节假日"), "make_up_day": ("make-up days", "调休上班日")}
"""Kinds of day that are kept apart."""
LAW_WORDS: Final[Words] = {
    "exponential": ("exponential", "指数分布"),
    "weibull": ("Weibull", "韦布尔分布"),
    "lognormal": ("lognormal", "对数正态分布"),
    "gamma": ("gamma", "伽马分布"),
    "deterministic": ("always the same", "固定时长"),
    "empirical": ("as recorded", "按实际记录"),
}
"""The laws, by their names in a scenario."""
