"""Words of `hotline forecast`: the days ahead, how sure they are, and the methods that were judged."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

METHOD_WORDS: Final[Words] = {
    "same_weekday_last_week": ("the same weekday last week", "上周同日"),
    "mean_of_6_weeks": ("mean of the last 6 weeks", "近 6 周平均"),
    "median_of_5_weeks": ("median of the last 5 weeks", "近 5 周中位数"),
    "weekdays": ("effects of weekdays", "星期效应"),
    "calendar": ("effects of weekdays and calendar", "星期与日历效应"),
    "level": ("calendar, on a level that follows the last days", "日历效应，水平随近日变化"),
    "trend": ("calendar, on a trend that fades", "日历效应，趋势逐渐减弱"),
    "chosen_each_day": ("the best one until then, day by day", "每日取此前最好的方法"),
}
"""The methods, by their names in the tables."""
FORECAST_WORDS: Final[Words] = {
    "forecast_answer": (
        "Forecast from {file}: {total} contacts from {first} to {last}, {open} open; {known} known.",
        "依据 {file} 的预测：{first} 至 {last} 共 {total} 个诉求，其中开放 {open}；历史 {known}。",
    ),
    "forecast_method": (
        "Method: {method}. From {origins} past origins it was off by {error} contacts a day in the mean, {ratio} of "
        "the error of last week's days.",
        "方法：{method}。在过去 {origins} 个预测起点上，日均误差为 {error} 个，是“上周同日”误差的 {ratio}。",
    ),
    "forecast_naive": (
        "Method: {method}. From {origins} past origins it was off by {error} contacts a day in the mean; no other "
        "method was better.",
        "方法：{method}。在过去 {origins} 个预测起点上，日均误差为 {error} 个；没有更好的方法。",
    ),
    "forecast_naive_beaten": (
        "Method: {method}. From {origins} past origins it was off by {error} contacts a day in the mean; {better} was "
        "off by {less}.",
        "方法：{method}。在过去 {origins} 个预测起点上，日均误差为 {error} 个；“{better}”的误差为 {less} 个。",
    ),
    "forecast_naive_exact": (
        "Method: {method}. From {origins} past origins it was off by {error} contacts a day in the mean; last week's "
        "days were not off at all.",
        "方法：{method}。在过去 {origins} 个预测起点上，日均误差为 {error} 个；“上周同日”没有误差。",
    ),
    "forecast_unchosen": (
        "Fewer than {fewest} past origins are known: too few to choose a method by its errors.",
        "已知的预测起点不足 {fewest} 个：太少，无法按误差选择方法。",
    ),
    "forecast_no_95": (
        "Bands of 95 % are left out: they need the errors of {least} past origins, and {origins} are known.",
        "不给出 95% 区间：它需要 {least} 个预测起点的误差，而已知的只有 {origins} 个。",
    ),
    "forecast_unjudged": (
        "Method: {method}. Too few days are known to judge any method, or to give bands.",
        "方法：{method}。已知天数太少，无法评判方法，也无法给出预测区间。",
    ),
    "forecast_cover": (
        "Its bands of 80 % held {days} of those days and {intervals} of their intervals.",
        "其 80% 预测区间包含了 {days} 的日总量和 {intervals} 的时段量。",
    ),
    "forecast_today": (
        "Today, {day}: {seen} until now where {said} were expected; {total} are still to come{band}.",
        "今天（{day}）：截至目前 {seen} 个，预期为 {said} 个；预计还有 {total} 个{band}。",
    ),
    "forecast_today_band": (" (80 %: {low} to {high})", "（80% 区间：{low} 至 {high}）"),
    "forecast_closed": ("Taken to be closed: {days}.", "视为不开放：{days}。"),
    "forecast_was_closed": (
        "Past days without any contact, on weekdays on which there usually are some, are taken to have been closed "
        "({many}): {days}.",
        "通常有诉求的星期里没有任何诉求的日子，视为当天不开放（{many}）：{days}。",
    ),
    "forecast_were_closed": (
        "Past days without any contact, on weekdays on which there usually are some, are taken to have been closed "
        "({many}), the last of them: {days}.",
        "通常有诉求的星期里没有任何诉求的日子，视为当天不开放（{many}），最近的是：{days}。",
    ),
    "forecast_columns": ("Columns read: {columns}.", "读取的列：{columns}。"),
    "forecast_busyness": (
        "In a scenario: busyness_cv {day}, fine_busyness_cv {fine}.",
        "用于方案：busyness_cv {day}，fine_busyness_cv {fine}。",
    ),
    "forecast_redials": (
        "The scenario has redials of its own: if the file counts them too, forecast first calls only: with "
        "--first-calls where each row is a call with its caller, or with --where COLUMN=VALUE where a column says it.",
        "方案本身会产生重拨：如果文件中也计入了重拨，请只预测首次来电：若每行是一个带主叫号码的来电，用 --first-calls；"
        "若有一列注明首次来电，用 --where 列名=值。",
    ),
    "forecast_taken_out": (
        "Recorded contacts have in them what the scenario adds to the stream '{stream}': taken out of it are {names}.",
        "实际诉求量中已包含方案为来源“{stream}”另加的内容：已从中删去 {names}。",
    ),
    "forecast_on_top": (
        "Kept in the stream '{stream}', on top of the forecast, is what begins on the days ahead: {names}.",
        "来源“{stream}”中在未来各日才开始的内容保留，并叠加在预测之上：{names}。",
    ),
    "forecast_flat": (
        "The forecast has whole days only, and the stream '{stream}' has no profile: contacts come evenly over day and "
        "night. Write its profile, or forecast from counts by interval.",
        "预测只有日总量，而来源“{stream}”没有 profile：诉求在昼夜间均匀到来。"
        "请写明其 profile，或用按时段的数据来预测。",
    ),
    "forecast_day": ("day", "日期"),
    "forecast_contacts": ("contacts", "诉求量"),
    "forecast_band": ("80 % band", "80% 区间"),
    "forecast_last_week": ("last week", "上周同日"),
    "forecast_methods": ("method", "方法"),
    "forecast_error_day": ("error a day", "日误差"),
    "forecast_ratio_day": ("of last week's", "相对上周同日"),
    "forecast_ratio_interval": ("by interval", "按时段"),
    "forecast_covered": ("80 % holds", "80% 区间覆盖"),
    "forecast_days_title": (
        "Days ahead: {total} contacts in all; most on {day} ({most})",
        "未来各日：共 {total} 个诉求，{day} 最多（{most}）",
    ),
    "forecast_intervals_title": (
        "Intervals of {day}: most at {at} ({most})",
        "{day} 各时段：{at} 最多（{most}）",
    ),
    "forecast_known": ("recorded", "实际"),
    "forecast_said": ("forecast", "预测"),
    "forecast_bands_80": ("bands of 50 and 80 %", "50%、80% 区间"),
    "forecast_bands": ("bands of 50, 80 and 95 %", "50%、80%、95% 区间"),
    "forecast_per_day": ("contacts a day", "每日诉求量（个）"),
    "forecast_per_interval": ("contacts per interval", "每时段诉求量（个）"),
    "forecast_note": ("{file}; method: {method}", "{file}；方法：{method}"),
}
