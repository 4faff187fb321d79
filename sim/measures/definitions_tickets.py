"""Measures of tickets and of the people who work on them, defined."""

from __future__ import annotations

from typing import Final, NamedTuple

from sim.measures.definition import CLIPPED, LEFT_OUT, define

_OPEN_IS_NOT_CLOSED = "open and withdrawn tickets count as not closed"
_OLD_ENOUGH = f"only tickets received long enough before the end; {_OPEN_IS_NOT_CLOSED}"
_TIMES = (
    "what is still open counts as longer than it was (Kaplan-Meier over the tickets of all replications; means up to "
    "the length of the run, the starting backlog from its age on)"
)
_NO_BACKLOG = "the starting backlog is outside"
_ADDED_UP = "tickets still open count as far as they have come"

TICKETS: Final = (
    define(
        "tickets_received", "tickets received", "工单受理量", "tickets", "count", "neither",
        "Tickets made or handed over during the run; similar requests merged into one ticket are one.",
        f"tickets received; {_NO_BACKLOG}",
    ),
    define(
        "tickets_per_day", "tickets received per day", "日均工单量", "tickets per day", "mean", "neither",
        "Tickets received per day of the run.", "tickets received", "days",
    ),
    define(
        "backlog_at_start", "open tickets at the start", "期初存量", "tickets", "count", "neither",
        "Tickets received before the run began.", "tickets of the starting backlog",
    ),
    define(
        "tickets_closed", "tickets closed", "办结量", "tickets", "count", "higher",
        "Tickets finally closed during the run, those of the starting backlog included.", "tickets closed",
        unfinished="a reopened ticket counts when it is closed for good",
    ),
    define(
        "tickets_withdrawn", "tickets withdrawn", "撤单量", "tickets", "count", "neither",
        "Tickets that their citizens withdrew.", "tickets withdrawn",
    ),
    define(
        "backlog_at_end", "open tickets at the end", "期末存量", "tickets", "count", "lower",
        "Tickets neither closed nor withdrawn when the run ended.", "tickets open",
        unfinished="this is their number",
    ),
    define(
        "open_share", "share of tickets open at the end", "期末未办结占比", "share", "ratio", "lower",
        "Share of all tickets, starting backlog included, that are open when the run ends.", "tickets open at the end",
        "tickets received + starting backlog", "this is their share",
    ),
    define(
        "backlog_mean", "mean number of open tickets", "平均存量", "tickets", "mean", "lower",
        "Mean over time of the number of open tickets.", "time that tickets are open", "length of the run", CLIPPED,
    ),
    define(
        "backlog_max", "most open tickets", "最高存量", "tickets", "maximum", "lower",
        "Largest number of tickets open at one time.", "largest number open",
    ),
    define(
        "backlog_age_mean", "mean age of the open tickets at the end", "期末存量平均时长", "s", "mean", "lower",
        "Mean time since receipt of the tickets that are open when the run ends.", "ages of open tickets",
        "tickets open at the end", "this is about them",
    ),
    define(
        "overdue_at_end", "overdue tickets at the end", "期末超期未办结量", "tickets", "count", "lower",
        "Tickets open at the end whose deadline has passed; those on the long-term list are not overdue.",
        "tickets open and past due",
    ),
    define(
        "closure_rate", "closure rate", "办结率", "share", "ratio", "higher",
        "Share of the tickets received so far that are closed at the stated instant (the end if none is stated).",
        "tickets received in the run and closed by then", f"tickets received by then; {_NO_BACKLOG}",
        _OPEN_IS_NOT_CLOSED,
    ),
    define(
        "same_day_closure", "same-day closure", "当日办结率", "share", "ratio", "higher",
        "Share of the tickets received that were finally closed on the local date of their receipt.",
        "tickets closed on the date of receipt", f"tickets received; {_NO_BACKLOG}", _OPEN_IS_NOT_CLOSED,
    ),
    define(
        "same_day_closure_all", "same-day closure, direct answers included", "当日办结率（含直接解答）",
        "share", "ratio", "higher",
        "Share closed on the same date of all matters: direct answers, which are closed at once, and tickets.",
        "direct answers + tickets closed on the date of receipt", f"direct answers + tickets received; {_NO_BACKLOG}",
        _OPEN_IS_NOT_CLOSED,
    ),
    define(
        "same_day_ceiling", "ceiling of same-day closure", "当日办结率上限", "share", "ratio", "neither",
        "Same-day closure with the same demand, hours and delays, and so many people that no work waits for one "
        "(from runs of its own).",
        "tickets closed on the date of receipt", f"tickets received; {_NO_BACKLOG}", _OPEN_IS_NOT_CLOSED,
    ),
    define(
        "closed_within", "closed within a time", "限时办结率", "share", "ratio", "higher",
        "Share of the tickets that were finally closed at most so long after receipt.",
        "tickets closed within the time", f"tickets received at least that long before the end; {_NO_BACKLOG}",
        _OLD_ENOUGH, "length",
    ),
    define(
        "closed_within_working_days", "closed within working days", "限工作日办结率", "share", "ratio", "higher",
        "Share of the tickets that were finally closed by the end of the n-th working day after the day of receipt.",
        "tickets closed by then", f"tickets for which that day is over at the end; {_NO_BACKLOG}", _OLD_ENOUGH,
        "working_days",
    ),
    define(
        "on_time_closure", "on-time closure", "按期办结率", "share", "ratio", "higher",
        "Share of the tickets due during the run that were finally closed when due, or before.",
        "tickets closed by their due time", "tickets due in the run",
        "tickets whose clock stands still, that were withdrawn or put on the long-term list before they were due are "
        "left out",
    ),
    define(
        "acceptance_in_time", "acceptance in time", "按时签收率", "share", "ratio", "higher",
        "Share of the assignments that the unit accepted when that was due, or before.",
        "assignments accepted by their due time", "assignments accepted or past due",
        "returned assignments, and those withdrawn before they were due, are left out",
    ),
    define(
        "first_dispatch_accuracy", "first-dispatch accuracy", "首次派单准确率", "share", "ratio", "higher",
        "Share of the tickets all of whose first dispatches went to the right units.",
        "tickets first dispatched right", "tickets dispatched", "tickets not yet dispatched are left out",
    ),
    define(
        "return_rate", "return rate", "退单率", "share", "ratio", "lower",
        "Share of the assignments dispatched that the unit returned.", "assignments returned", "assignments dispatched",
        "a wrong assignment that is not yet returned counts as not returned",
    ),
    define(
        "dispatches_per_ticket", "dispatches per ticket", "单均派单次数", "dispatches per ticket", "mean", "lower",
        "Assignments made per ticket that was dispatched; a joint ticket has one for each unit.",
        "assignments dispatched", "tickets dispatched", _ADDED_UP,
    ),
    define(
        "machine_dispatches", "dispatches by machine", "智能派单量", "dispatches", "count", "neither",
        "Assignments that the machine made.", "assignments by the machine",
    ),
    define(
        "smart_share", "share dispatched by machine", "智能派单占比", "share", "ratio", "neither",
        "Share of the assignments dispatched that the machine made.", "assignments by the machine",
        "assignments dispatched",
    ),
    define(
        "reopenings", "reopenings", "重办次数", "reopenings", "count", "lower",
        "How often citizens had their tickets handled again.", "handlings after the first",
    ),
    define(
        "reopen_rate", "reopen rate", "重办率", "share", "ratio", "lower",
        "Share of the tickets handled that were reopened at least once.", "tickets reopened", "tickets handled",
        "tickets not yet handled are left out",
    ),
    define(
        "reached_share", "share reached by the follow-up", "回访成功率", "share", "ratio", "higher",
        "Share of the tickets followed up whose citizen was reached.",
        "tickets whose last follow-up reached the citizen", "tickets followed up",
        "follow-ups that are to be tried again are left out",
    ),
    define(
        "satisfaction", "satisfaction", "满意率", "share", "ratio", "higher",
        "Share of the citizens who gave an opinion in the follow-up that were satisfied.", "satisfied",
        "opinions given", "tickets not yet followed up are left out",
    ),
    define(
        "reminders", "reminders", "催办次数", "reminders", "count", "lower",
        "Reminders sent because a deadline came near.", "reminders",
    ),
    define(
        "supervision_acts", "acts of supervision", "督办量", "tickets", "count", "lower",
        "Tickets on which a finished act of supervision followed the missed deadline.", "tickets supervised",
        unfinished="an act still in work does not count",
    ),
    define(
        "chase_ups", "chase-up calls", "催单来电量", "calls", "count", "lower",
        "Calls of citizens about an overdue ticket of theirs.", "chase-up calls",
    ),
    define(
        "processing_time_mean", "mean processing time", "平均办理时长", "s", "mean", "lower",
        "Mean time from receipt to final closure.", "times from receipt to closure", "tickets", _TIMES,
    ),
    *(
        define(
            f"processing_time_p{percent}", f"processing time, {percent} % at most", f"办理时长{percent}分位", "s",
            "quantile", "lower",
            f"The shortest length of time within which {percent} % of the tickets were finally closed.",
            f"smallest time with at least {percent} % of the tickets closed within it", unfinished=_TIMES,
        )
        for percent in (50, 90)
    ),
)  # fmt: skip


class StageWords(NamedTuple):
    """What a stage's time is called, and from when to when it counts."""

    english: str
    chinese: str
    span: str


STAGE_WORDS: Final = {
    "confirm": StageWords("confirm call", "核实", "from the ticket's readiness for the call to the end of the call"),
    "audit": StageWords("audit", "审核", "from entry to the end of the audit"),
    "dispatch": StageWords(
        "first dispatch", "首次派单",
        "from receipt, confirm call or audit, the last of these, to the end of the first dispatch",
    ),
    "acceptance": StageWords("acceptance", "签收", "from the dispatch to acceptance by the right unit"),
    "handling": StageWords("crew's handling", "上门办理", "from entry into the crews' line to the end of their work"),
    "outside": StageWords(
        "outside delay", "外部等待", "from the end of the crew's work to the arm's end, where others delay it"
    ),
    "review": StageWords("closure review", "办结审核", "from entry to the end of the review"),
    "follow_up": StageWords("follow-up", "回访", "from readiness for the first try to the end of the last"),
}  # fmt: skip
"""Stages of a ticket whose times are measured, in their order."""

STAGES: Final = tuple(
    row
    for stage, (english, chinese, span) in STAGE_WORDS.items()
    for row in (
        define(
            f"{stage}_time_mean", f"mean time of the {english}", f"{chinese}平均时长", "s", "mean", "lower",
            f"Mean time {span}.", "times that ended", "times", _TIMES,
        ),
        *(
            define(
                f"{stage}_time_p{percent}", f"time of the {english}, {percent} % at most",
                f"{chinese}时长{percent}分位", "s", "quantile", "lower",
                f"The shortest length of time within which {percent} % were over, {span}.",
                f"smallest time with at least {percent} % over within it", unfinished=_TIMES,
            )
            for percent in (50, 90)
        ),
        define(
            f"{stage}_waiting_share", f"waiting share of the {english}", f"{chinese}等待占比", "share", "ratio",
            "lower", f"Share of the time {span} in which no person works on it.",
            "time in which nobody works on it", "times that ended", LEFT_OUT,
        ),
    )
)  # fmt: skip

_POOLS = "operators, desks and units alike"
_WEEKS = "whole weeks from the first day on; a shift counts on the date it starts"
_IN_FULL = "a shift that goes on at the end counts in full, as planned"

PEOPLE: Final = (
    define(
        "staff_cost", "cost of staff", "人工成本", "money", "count", "lower",
        f"Time on duty times the hourly wage, {_POOLS}; people without a stated wage are left out.",
        "hours on duty x wage", unfinished=CLIPPED,
    ),
    define(
        "days_over_8_hours", "working days over 8 hours", "日工时超8小时占比", "share", "ratio", "lower",
        "Share of the days worked on which a person works more than 8 hours, breaks not counted.",
        "person-days over 8 h", "person-days worked", _IN_FULL,
    ),
    define(
        "weeks_over_40_hours", "working weeks over 40 hours", "周工时超40小时占比", "share", "ratio", "lower",
        "Share of the weeks worked in which a person works more than 40 hours, breaks not counted.",
        "person-weeks over 40 h", f"person-weeks worked: {_WEEKS}", _IN_FULL,
    ),
    define(
        "weeks_over_44_hours", "working weeks over 44 hours", "周工时超44小时占比", "share", "ratio", "lower",
        "Share of the weeks worked in which a person works more than 44 hours, breaks not counted.",
        "person-weeks over 44 h", f"person-weeks worked: {_WEEKS}", _IN_FULL,
    ),
    define(
        "weeks_without_rest_day", "working weeks without a rest day", "无休息日周占比", "share", "ratio", "lower",
        "Share of the weeks worked in which a person works on all seven days.", "person-weeks without a day off",
        f"person-weeks worked: {_WEEKS}", _IN_FULL,
    ),
    define(
        "heads_for_40_hours", "heads for 40 hours a week", "周40小时所需人数", "people", "count", "lower",
        "People who must be employed so that nobody is rostered over 40 hours a week, pool by pool.",
        "rostered hours a week less breaks / 40 h, rounded up, summed over the pools", unfinished=CLIPPED,
    ),
    define(
        "heads_for_44_hours", "heads for 44 hours a week", "周44小时所需人数", "people", "count", "lower",
        "People who must be employed so that nobody is rostered over 44 hours a week, pool by pool.",
        "rostered hours a week less breaks / 44 h, rounded up, summed over the pools", unfinished=CLIPPED,
    ),
    define(
        "heads_for_rest_day", "heads for one rest day a week", "每周休一日所需人数", "people", "count", "lower",
        "People who must be employed so that each has one day off in seven, pool by pool.",
        "rostered person-days a week / 6, rounded up, summed over the pools", unfinished=CLIPPED,
    ),
)  # fmt: skip
