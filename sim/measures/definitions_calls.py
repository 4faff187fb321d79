"""Measures of the call floor, defined: calls, people on the phone, requests."""

from __future__ import annotations

from typing import Final

from sim.measures.definition import CLIPPED, LEFT_OUT, define

_NOT_ANSWERED = "calls still waiting count as offered, not as answered"
_WORK = "talk, wrap-up, message work and operators' work on tickets, such as confirm and follow-up calls"
_STILL_TRYING = "a citizen who would still be answered later counts as not answered"

CALLS: Final = (
    define(
        "attempts", "call attempts", "呼叫次数", "calls", "count", "neither",
        "Every ring, whether or not the caller got into the queue; redials and repeat calls included.",
        "phone contacts",
    ),
    define(
        "blocked", "blocked calls", "忙音量", "calls", "count", "lower",
        "Calls that found every trunk line taken.", "calls blocked",
    ),
    define(
        "turned_away", "calls outside opening hours", "非服务时间来电", "calls", "count", "lower",
        "Calls that came when the line was closed.", "calls turned away on arrival",
    ),
    define(
        "offered", "calls offered", "来电量", "calls", "count", "neither",
        "Calls that reached the queue, answered at once or not.", "calls that entered the queue",
    ),
    define(
        "answered", "calls answered", "接通量", "calls", "count", "higher",
        "Calls taken by an operator.", "calls answered", unfinished=_NOT_ANSWERED,
    ),
    define(
        "abandoned", "calls abandoned", "放弃量", "calls", "count", "lower",
        "Callers who hung up in the queue.", "calls abandoned", unfinished="calls still waiting do not count",
    ),
    define(
        "cleared_at_close", "calls cut off at closing time", "闭线清退量", "calls", "count", "lower",
        "Callers who were waiting when the line closed and was cleared.", "calls cleared from the queue",
    ),
    define(
        "short_abandons", "short abandons", "短放弃量", "calls", "count", "neither",
        "Callers who hung up after no more than the stated short time (5 s unless said).", "short abandons",
    ),
    define(
        "waiting_at_end", "calls still waiting at the end", "期末排队量", "calls", "count", "lower",
        "Callers still in the queue when the run ended.", "calls neither answered nor gone",
        unfinished="this is their number",
    ),
    define(
        "redials", "redials", "重拨量", "calls", "count", "lower",
        "Calls made again after giving up or being blocked.", "phone contacts caused by a redial",
    ),
    define(
        "repeats", "repeat calls", "重复来电量", "calls", "count", "lower",
        "Calls on the same matter after an unsatisfying answer.", "phone contacts caused by a direct answer",
    ),
    define(
        "citizens", "citizens who called", "来电人数", "citizens", "count", "neither",
        "Requests about which somebody rang, each counted once however often.", "distinct requests with a call",
    ),
    define(
        "citizens_answered", "citizens answered", "接通人数", "citizens", "count", "higher",
        "Citizens of whom at least one call was answered.", "distinct requests with an answered call",
        unfinished=_STILL_TRYING,
    ),
    define(
        "connection_rate", "connection rate", "接通率", "share", "ratio", "higher",
        "Share of the offered calls that were answered.", "calls answered", "calls offered", _NOT_ANSWERED,
    ),
    define(
        "connection_rate_citizens", "connection rate by citizen", "接通率（按人）", "share", "ratio", "higher",
        "Share of the citizens who called that were answered at least once.", "citizens answered",
        "citizens who called", _STILL_TRYING,
    ),
    define(
        "connection_rate_less_short", "connection rate less short abandons", "接通率（剔除短放弃）", "share", "ratio",
        "higher", "Share answered of the offered calls that were not short abandons.", "calls answered",
        "calls offered - short abandons", _NOT_ANSWERED,
    ),
    define(
        "abandonment_rate", "abandonment rate", "放弃率", "share", "ratio", "lower",
        "Share of the offered calls whose caller hung up in the queue.", "calls abandoned", "calls offered",
        "calls still waiting count as offered, not as abandoned",
    ),
    define(
        "blocking_rate", "blocking rate", "拥塞率", "share", "ratio", "lower",
        "Share of all attempts that found every trunk line taken.", "calls blocked", "call attempts",
    ),
    define(
        "tries_per_citizen", "calls per citizen", "人均呼叫次数", "calls per citizen", "mean", "lower",
        "How often a citizen rang on one matter.", "call attempts", "citizens who called",
        "later tries of the same citizen are not known",
    ),
    define(
        "service_level", "service level", "限时接通率", "share", "ratio", "higher",
        "Share of the offered calls answered within the threshold.", "calls answered within s", "calls offered",
        _NOT_ANSWERED, "wait",
    ),
    define(
        "service_level_less_short", "service level less early abandons", "限时接通率（剔除限时内放弃）", "share",
        "ratio", "higher", "Share answered within the threshold of the calls that did not hang up within it.",
        "calls answered within s", "calls offered - calls abandoned within s", _NOT_ANSWERED, "wait",
    ),
    define(
        "service_level_or_gone", "service level, answered or gone", "限时接通或放弃率", "share", "ratio", "higher",
        "Share of the offered calls that were answered or hung up within the threshold.",
        "calls answered within s + calls abandoned within s", "calls offered", _NOT_ANSWERED, "wait",
    ),
    define(
        "service_level_answered", "service level of the answered", "限时接通率（占接通量）", "share", "ratio", "higher",
        "Share of the answered calls that were answered within the threshold.", "calls answered within s",
        "calls answered", "calls still waiting are left out", "wait",
    ),
    define(
        "service_level_virtual", "service level of a patient caller", "限时接通率（虚拟等待）", "share", "ratio",
        "higher",
        "Chance that a caller who never hangs up would be answered within the threshold (Kaplan-Meier estimate).",
        "estimated chance x calls offered", "calls offered",
        "waits that ended by hanging up, closing or the end of the run count as longer than they were", "wait",
    ),
    define(
        "service_level_citizens", "service level by citizen", "限时接通率（按人）", "share", "ratio", "higher",
        "Share of the citizens who called that had a call answered within the threshold of its own ring.",
        "citizens with a call answered within s", "citizens who called", _STILL_TRYING, "wait",
    ),
    define(
        "asa", "average speed of answer", "平均等待时长", "s", "mean", "lower",
        "Mean wait of the answered calls.", "waits of answered calls", "calls answered",
        "calls still waiting are left out",
    ),
    define(
        "mean_wait", "mean wait of all callers", "全部来电平均等待时长", "s", "mean", "lower",
        "Mean wait of all callers who left the queue: answered, abandoned or cleared.", "waits of calls that left",
        "calls that left the queue", "calls still waiting are left out",
    ),
    *(
        define(
            f"wait_p{percent}", f"wait of the answered, {percent} % at most", f"等待时长{percent}分位", "s", "quantile",
            "lower", f"The shortest length of time within which {percent} % of the answered calls were answered.",
            f"smallest wait with at least {percent} % of the answered calls at or below it",
            unfinished="calls still waiting are left out",
        )
        for percent in (50, 90, 95)
    ),
    define(
        "longest_wait", "longest wait", "最长等待时长", "s", "maximum", "lower",
        "The longest wait of any caller in the queue, however it ended.", "largest wait", unfinished=CLIPPED,
    ),
    define(
        "talk_mean", "mean talk time", "平均通话时长", "s", "mean", "neither",
        "Mean time from answer to the end of the talk.", "talk time", "calls whose talk ended", LEFT_OUT,
    ),
    define(
        "wrap_up_mean", "mean wrap-up time", "平均话后处理时长", "s", "mean", "neither",
        "Mean time from the end of the talk until the operator is free.", "wrap-up time",
        "calls whose wrap-up ended", LEFT_OUT,
    ),
    define(
        "aht", "average handle time", "平均处理时长", "s", "mean", "neither",
        "Mean time a call holds an operator: talk and wrap-up.", "talk time + wrap-up time",
        "calls whose wrap-up ended", LEFT_OUT,
    ),
    define(
        "direct_answer_rate", "direct-answer rate", "直接解答率", "share", "ratio", "higher",
        "Share of the answered calls that the operator settled at once; calls about an open ticket do not count.",
        "calls answered directly", "answered calls whose talk ended, less chase-up calls", LEFT_OUT,
    ),
)  # fmt: skip

FLOOR: Final = (
    define(
        "occupancy", "occupancy", "工时利用率", "share", "ratio", "neither",
        "Share of their time at the desk that operators work, on calls, messages or tickets; overtime counts, in work "
        "and in time (by interval: of those who may take calls).",
        _WORK, "time on duty, overrun included, less breaks and time off the phone", CLIPPED,
    ),
    define(
        "occupancy_on_duty", "occupancy of paid time", "在岗工时利用率", "share", "ratio", "neither",
        "Share of their time on duty, breaks included, that operators work, on calls, messages or tickets.",
        _WORK, "time on duty, overrun included", CLIPPED,
    ),
    define(
        "calls_answered_per_person_shift", "calls per person-shift", "人均每班接听量", "calls per person-shift", "mean",
        "neither", "Calls answered per shift worked by somebody who may take calls.", "calls answered", "shifts worked",
        "a shift cut by either end of the run counts as one",
    ),
    define(
        "calls_per_person_day", "calls per person and day", "人均每日接听量", "calls per person-day", "mean", "neither",
        "Calls answered per day and person on duty who may take calls; a shift counts on the date it starts.",
        "calls answered", "distinct pairs of person and date of shift", "a shift cut by either end counts as one",
    ),
    define(
        "on_duty_share", "on-duty share", "在岗率", "share", "ratio", "neither",
        "Mean share of the people employed that are on duty as operators on a day.",
        "operators on duty, summed over the days",
        "people employed x days",
    ),
    define(
        "on_duty_share_peak", "peak on-duty share", "最高在岗率", "share", "maximum", "neither",
        "Share of the people employed that are on duty as operators on the day with the most of them.",
        "most operators on duty on a day / people employed",
    ),
    define(
        "person_hours", "person-hours", "在岗工时", "h", "count", "lower",
        "Time on duty of all operators, breaks and overtime included.", "time on duty", unfinished=CLIPPED,
    ),
    define(
        "overtime_hours", "overtime hours", "加班工时", "h", "count", "lower",
        "Time on duty of operators after the rostered end of their shift.", "time on duty after the rostered end",
        unfinished=CLIPPED,
    ),
    define(
        "lost_breaks", "lost breaks", "未休成的休息", "breaks", "count", "lower",
        "Breaks and meals of operators that could not be taken before the shift ended.", "breaks not taken",
        unfinished="a break that was to begin after the end of the run does not count",
    ),
    define(
        "absent_shifts", "shifts missed", "缺勤班次", "shifts", "count", "lower",
        "Rostered shifts of operators that were absent.", "shifts missed",
    ),
    define(
        "required_heads", "operators required", "需求人数", "people", "mean", "neither",
        "Mean over the intervals of the fewest operators that meet the service level by Erlang A "
        "(Erlang C where patience is not known), at the interval's offered calls and handle time.",
        "operators required, summed over the intervals", "intervals", "handle times of finished calls",
    ),
    define(
        "scheduled_heads", "operators rostered", "排班人数", "people", "mean", "neither",
        "Mean number of people rostered who may take calls, those absent or on a break included.",
        "rostered time", "time", CLIPPED,
    ),
    define(
        "present_heads", "operators present", "在席人数", "people", "mean", "neither",
        "Mean number of people on duty who may take calls and are not on a break or off the phone.",
        "time on duty, overrun included, less breaks and time off the phone", "time", CLIPPED,
    ),
)  # fmt: skip

REQUESTS: Final = (
    define(
        "tickets", "tickets", "工单量", "tickets", "count", "neither",
        "Calls and messages that became a ticket when their wrap-up ended.", "contacts not answered directly",
        unfinished="a contact still in work is not yet a ticket",
    ),
    define(
        "messages_received", "messages received", "网上来件量", "messages", "count", "neither",
        "Online messages that came in.", "online contacts",
    ),
    define(
        "messages_handled", "messages handled", "网上办理量", "messages", "count", "higher",
        "Online messages whose work ended.", "online contacts whose work ended",
        unfinished="messages in work do not count",
    ),
    define(
        "messages_open", "messages open", "网上未办结量", "messages", "count", "lower",
        "Online messages waiting or in work at the end.", "online contacts whose work has not ended",
        unfinished="this is their number",
    ),
    define(
        "message_delay_mean", "mean message delay", "网上平均办理时长", "s", "mean", "lower",
        "Mean time from a message's arrival until its work ended.", "delays of handled messages", "messages handled",
        "open messages are left out: read it beside their number",
    ),
    define(
        "message_delay_p90", "message delay, 90 % at most", "网上办理时长90分位", "s", "quantile", "lower",
        "The shortest length of time within which 90 % of the handled messages were handled.",
        "smallest delay with at least 90 % of the handled messages at or below it",
        unfinished="open messages are left out: read it beside their number",
    ),
    define(
        "accepted_requests", "requests accepted", "受理量", "requests", "count", "higher",
        "Requests taken in: a call of theirs was answered or a message of theirs handled; each counts once, and calls "
        "about an open ticket do not count.",
        "distinct requests answered by phone or handled online", unfinished="requests not yet reached do not count",
    ),
    define(
        "accepted_per_day", "requests accepted per day", "日均受理量", "requests per day", "mean", "higher",
        "Requests accepted per day of the run.", "requests accepted", "days", "requests not yet reached do not count",
    ),
    define(
        "deflected", "requests kept away by self-service", "自助分流量", "requests", "count", "neither",
        "Requests that self-service or a knowledge base settled before they rang.", "requests kept away",
    ),
)  # fmt: skip
