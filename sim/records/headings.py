"""What columns of exports are called, in English and in Chinese: by their names it is guessed what they hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": (
        "date", "day", "call date", "interval date", "datum",
        "日期", "通话日期", "统计日期", "话务日期",
    ),
    "time": (
        "time", "interval", "datetime", "date time", "interval start", "start time", "start", "timestamp", "half hour",
        "period", "arrived", "received", "received at", "created", "created at", "created date", "opened", "opened at",
        "queued", "requested datetime", "open dt", "call time",
        "时间", "时段", "时间段", "开始时间", "统计时间", "来电时间", "受理时间", "创建时间", "接收时间", "进线时间",
        "呼入时间",
    ),
    "count": (
        "calls", "count", "offered", "contacts", "volume", "calls offered", "incoming", "inbound", "received calls",
        "来电量", "呼入量", "来电数", "呼入数", "话务量", "受理量", "工单量", "数量", "进线量", "件数",
    ),
    "taken": (
        "answered", "calls answered", "answered calls", "handled", "calls handled", "acd calls",
        "接通量", "接听量", "接起量", "人工接听量", "接通数", "应答量",
    ),
    "given_up": (
        "abandoned", "calls abandoned", "abandoned calls", "aban calls", "abandons", "lost", "lost calls",
        "放弃量", "放弃数", "呼损量", "未接通量",
    ),
    "mean_wait": (
        "asa", "average speed of answer", "avg speed ans", "average wait", "average wait time", "mean wait", "avg wait",
        "平均应答时长", "平均等待时长", "平均排队时长", "平均等待时间", "平均应答速度",
    ),
    "mean_left": (
        "average time to abandon", "avg aban time", "average abandon time", "mean wait of abandoned",
        "平均放弃时长", "平均放弃等待时长", "放弃平均等待时长",
    ),
    "mean_talk": (
        "average talk time", "avg talk", "avg talk time", "avg acd time", "mean talk", "att",
        "平均通话时长", "平均通话时间",
    ),
    "mean_wrap": (
        "average wrap up", "avg acw time", "average acw", "mean wrap up", "平均整理时长", "平均话后时长",
        "平均话后处理时长",
    ),
    "mean_handle": ("aht", "average handle time", "avg handle time", "mean handle time", "平均处理时长"),
    "staff": (
        "staff", "scheduled", "rostered", "present", "agents", "operators", "people", "headcount",
        "排班人数", "在岗人数", "坐席数", "人数",
    ),
    "answered": (
        "answered", "answered at", "answer time", "connected", "connect time", "pickup time",
        "接通时间", "应答时间", "摘机时间", "人工应答时间",
    ),
    "ended": (
        "talk end", "ended", "ended at", "end time", "hangup time", "disconnected", "disconnect time",
        "通话结束时间", "挂机时间", "结束时间",
    ),
    "left": ("left", "abandoned at", "abandon time", "放弃时间", "用户挂机时间"),
    "wrapped": ("wrap up end", "acw end", "wrap end", "整理结束时间", "话后结束时间"),
    "wait": (
        "wait", "wait time", "waiting time", "queue time", "time in queue", "ring time", "speed of answer",
        "等待时长", "排队时长", "振铃时长", "等待时间",
    ),
    "talk": (
        "talk", "talk time", "talk duration", "call duration", "duration", "conversation time",
        "通话时长", "通话时间", "通话秒数",
    ),
    "wrap": (
        "wrap up", "wrap up time", "acw", "acw time", "after call work", "整理时长", "话后时长", "话后处理时长",
    ),
    "outcome": (
        "outcome", "result", "disposition", "call result", "status", "call status",
        "呼叫结果", "通话结果", "接听状态", "是否接通", "结果", "状态",
    ),
    "type": (
        "type", "request type", "complaint type", "service name", "call type", "category", "topic", "skill", "queue",
        "诉求类型", "诉求类别", "工单类型", "业务类型", "类型", "类别", "队列", "技能组",
    ),
    "caller": (
        "citizen", "caller", "caller id", "ani", "customer", "customer id", "phone number",
        "主叫号码", "来电号码", "主叫", "来电人",
    ),
    "id": (
        "ticket", "ticket id", "contact", "call id", "unique key", "service request id", "case id", "caseid", "case",
        "case concept name",
        "case enquiry id", "incident", "incident id", "request id", "order no", "ticket no", "id", "number",
        "流水号", "话单号", "工单编号", "工单号", "受理编号", "诉求编号", "编号", "通话编号",
    ),
    "received": (
        "received", "received at", "created date", "created", "created at", "opened", "opened at", "open dt",
        "requested datetime", "requested at", "open date", "opened date", "date created", "date opened", "reported at",
        "受理时间", "登记时间", "来件时间", "接收时间", "创建时间", "诉求时间", "来电时间",
    ),
    "dispatched": (
        "dispatched", "dispatched at", "assigned", "assigned at", "assigned date", "dispatch time",
        "派单时间", "转办时间", "交办时间", "派发时间", "分派时间",
    ),
    "accepted": (
        "accepted", "accepted at", "acknowledged", "acknowledged at", "accept time",
        "签收时间", "接单时间", "单位签收时间",
    ),
    "begun": (
        "started", "started at", "begun", "work started", "work start", "in progress since", "arrived on site",
        "开始办理时间", "开始处理时间", "到场时间", "办理开始时间",
    ),
    "worked": (
        "worked", "worked at", "work finished", "work completed", "left site", "visit ended",
        "现场处理完成时间", "处置完成时间", "离场时间",
    ),
    "handled": (
        "handled", "handled at", "resolved", "resolved at", "resolution date", "resolved date", "completed at",
        "completion date", "办理完成时间", "处理完成时间", "反馈时间", "办复时间", "答复时间",
    ),
    "closed": (
        "closed", "closed at", "closed date", "closed dt", "close date", "date closed", "closing time",
        "办结时间", "结案时间", "关闭时间", "归档时间",
    ),
    "unit": (
        "unit", "agency", "department", "agency responsible", "responsible agency", "last group", "assignment group",
        "group", "org group", "team", "owner department",
        "承办单位", "办理单位", "责任单位", "处理部门", "承办部门", "主办单位",
    ),
    "co_units": (
        "co units", "supporting units", "supporting unit", "joint units",
        "协办单位", "会办单位", "协同单位", "协办部门",
    ),
    "arms": ("arms", "number of units", "units involved", "承办单位数"),
    "urgency": (
        "urgency", "priority", "severity", "紧急程度", "优先级", "缓急程度", "办理时限类型",
    ),
    "channel": (
        "channel", "source", "contact type", "open data channel type", "method received", "origin",
        "来源", "诉求来源", "受理渠道", "来电渠道", "渠道", "受理方式",
    ),
    "state": ("state", "status", "case status", "工单状态", "办理状态", "当前状态", "状态"),
    "returns": (
        "returns", "returned", "times returned", "reassigned", "reassignments", "reassignment count",
        "退单次数", "退回次数", "改派次数",
    ),
    "reopened": ("reopened", "reopen count", "reopenings", "times reopened", "重办次数", "返工次数"),
    "stage": (
        "stage", "step", "status", "state",
        "环节", "当前环节", "办理环节", "当前状态", "工单状态", "办理状态", "状态",
    ),
    "stage_since": (
        "stage since", "since", "status since", "in stage since", "环节开始时间", "当前环节开始时间", "本环节开始时间",
    ),
    "due": (
        "due", "due at", "due date", "due time", "deadline", "截止时间", "到期时间", "限办时间", "办结期限", "办理期限",
    ),
    "event": (
        "activity", "concept name", "event", "event name", "activity name", "action", "step", "state", "status",
        "活动", "事件", "操作", "动作", "环节", "办理环节", "工单状态", "状态",
    ),
    "at": (
        "time timestamp", "timestamp", "at", "event time", "changed at", "updated at", "sys updated at", "time",
        "操作时间", "变更时间", "办理时间", "时间",
    ),
}  # fmt: skip
"""Role -> what its column is called, without capitals, underscores and signs; the likelier names first."""
UNITS: Final = frozenset(
    ("s", "sec", "secs", "seconds", "min", "minutes", "local", "hh", "mm", "ss", "秒", "分钟", "次", "个")
)
"""What may stand behind a name."""
ACTIVITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "dispatched": (
        "dispatch to unit", "dispatched", "dispatch", "assign", "assigned", "派单", "转办", "交办", "派发", "分派",
    ),
    "accepted": ("accept", "accepted", "acknowledge", "acknowledged", "签收", "接单"),
    "begun": ("handling start", "work start", "work started", "开始办理", "开始处理"),
    "worked": ("handling complete", "work complete", "work finished", "现场处理完成", "处置完成"),
    "handled": (
        "handling complete", "outside complete", "resolve", "resolved", "handled", "办理完成", "处理完成",
        "办复", "答复", "反馈",
    ),
    "closed": ("close", "closed", "办结", "结案", "关闭", "归档"),
    "returns": ("return", "returned", "reject", "rejected", "退单", "退回"),
    "reopened": ("reopen", "reopened", "重办", "返工"),
}  # fmt: skip
"""Role -> what the activity of an event log is called, written as column names are."""
_SIGNS: Final = re.compile(r"[\s_\-./:()（）：+]+")


def guessed(header: Collection[str], roles: Collection[str]) -> dict[str, str]:
    """The columns that play some roles, by their names; a role that no column's name says is left out.

    A name that is one of a role's own goes before one with a unit behind it, such as 'Talk time (sec)'.
    """
    plain = {column: plain_name(column) for column in header if column.strip()}
    found: dict[str, str] = {}
    for exactly in (True, False):
        for role in roles:
            if role in found:
                continue
            column = _column_for(HEADINGS[role], plain, set(found.values()), exactly)
            if column is not None:
                found[role] = column
    return found


def plain_name(name: str) -> str:
    """A name without capitals, underscores and signs."""
    return _SIGNS.sub(" ", name.casefold()).strip()


def _column_for(names: Collection[str], plain: Mapping[str, str], taken: Collection[str], exactly: bool) -> str | None:
    for name in names:
        for column, said in plain.items():
            if column not in taken and (said == name if exactly else _with_unit(name, said)):
                return column
    return None


def _with_unit(name: str, said: str) -> bool:
    rest = said.removeprefix(name)
    return rest != said and all(word in UNITS for word in rest.split())
