"""How many calls there were, what became of them, and of how many citizens."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from sim.logs.columns import are
from sim.measures.definition import IN_FILES, OF_ANSWERED, OF_CALLS, always, define, if_any
from sim.measures.figures import Figure, Told, fraction, total
from sim.measures.phone import Phone
from sim.rules.codes import Cause, Outcome

_NOT_ANSWERED = "calls still waiting count as offered, not as answered"
_STILL_TRYING = "a citizen who would still be answered later counts as not answered"
_call = partial(define, about="calls", cuts=OF_CALLS)

CALLS: Final = (
    _call(
        "attempts", "call attempts", "呼叫次数", "calls", "count", "neither",
        "Every ring, whether or not the caller got into the queue; redials and repeat calls included.",
        "phone contacts", shown=always("calls", 10),
    ),
    _call(
        "blocked", "blocked calls", "忙音量", "calls", "count", "lower",
        "Calls that found every trunk line taken.", "calls blocked", shown=if_any("calls", 20),
    ),
    _call(
        "turned_away", "calls outside opening hours", "非服务时间来电", "calls", "count", "lower",
        "Calls that came when the line was closed.", "calls turned away on arrival", shown=if_any("calls", 30),
    ),
    _call(
        "offered", "calls offered", "来电量", "calls", "count", "neither",
        "Calls that reached the queue, answered at once or not.", "calls that entered the queue",
        shown=always("calls", 40, column=True),
    ),
    _call(
        "answered", "calls answered", "接通量", "calls", "count", "higher",
        "Calls taken by an operator.", "calls answered", unfinished=_NOT_ANSWERED,
        cuts=OF_ANSWERED, shown=always("calls", 50, column=True),
    ),
    _call(
        "abandoned", "calls abandoned", "放弃量", "calls", "count", "lower",
        "Callers who hung up in the queue.", "calls abandoned", unfinished="calls still waiting do not count",
        shown=always("calls", 60),
    ),
    _call(
        "cleared_at_close", "calls cut off at closing time", "闭线清退量", "calls", "count", "lower",
        "Callers who were waiting when the line closed and was cleared.", "calls cleared from the queue",
        shown=if_any("calls", 70),
    ),
    _call(
        "short_abandons", "short abandons", "短放弃量", "calls", "count", "neither",
        "Callers who hung up after no more than the stated short time (5 s unless said).", "short abandons",
        shown=IN_FILES,
    ),
    _call(
        "waiting_at_end", "calls still waiting at the end", "期末排队量", "calls", "count", "lower",
        "Callers still in the queue when the run ended.", "calls neither answered nor gone",
        unfinished="this is their number", shown=if_any("calls", 80),
    ),
    _call(
        "redials", "redials", "重拨量", "calls", "count", "lower",
        "Calls made again after giving up or being blocked.", "phone contacts caused by a redial",
        shown=if_any("calls", 90),
    ),
    _call(
        "repeats", "repeat calls", "重复来电量", "calls", "count", "lower",
        "Calls on the same matter after an unsatisfying answer.", "phone contacts caused by a direct answer",
        shown=if_any("calls", 100),
    ),
    _call(
        "citizens", "citizens who called", "来电人数", "citizens", "count", "neither",
        "Requests about which somebody rang, each counted once however often.", "distinct requests with a call",
        shown=IN_FILES,
    ),
    _call(
        "citizens_answered", "citizens answered", "接通人数", "citizens", "count", "higher",
        "Citizens of whom at least one call was answered.", "distinct requests with an answered call",
        unfinished=_STILL_TRYING, shown=IN_FILES,
    ),
    _call(
        "connection_rate", "connection rate", "接通率", "share", "ratio", "higher",
        "Share of the offered calls that were answered.", "calls answered", "calls offered", _NOT_ANSWERED,
        shown=always("calls", 110, column=True),
    ),
    _call(
        "connection_rate_citizens", "connection rate by citizen", "接通率（按人）", "share", "ratio", "higher",
        "Share of the citizens who called that were answered at least once.", "citizens answered",
        "citizens who called", _STILL_TRYING, shown=always("calls", 130),
    ),
    _call(
        "connection_rate_less_short", "connection rate less short abandons", "接通率（剔除短放弃）", "share", "ratio",
        "higher", "Share answered of the offered calls that were not short abandons.", "calls answered",
        "calls offered - short abandons", _NOT_ANSWERED, shown=IN_FILES,
    ),
    _call(
        "abandonment_rate", "abandonment rate", "放弃率", "share", "ratio", "lower",
        "Share of the offered calls whose caller hung up in the queue.", "calls abandoned", "calls offered",
        "calls still waiting count as offered, not as abandoned", shown=always("calls", 120),
    ),
    _call(
        "blocking_rate", "blocking rate", "拥塞率", "share", "ratio", "lower",
        "Share of all attempts that found every trunk line taken.", "calls blocked", "call attempts", shown=IN_FILES,
    ),
    _call(
        "tries_per_citizen", "calls per citizen", "人均呼叫次数", "calls per citizen", "mean", "lower",
        "How often a citizen rang on one matter.", "call attempts", "citizens who called",
        "later tries of the same citizen are not known", shown=IN_FILES,
    ),
)  # fmt: skip


def call_counts(phone: Phone, short_abandon_us: int) -> Told:
    """How many calls there were and what became of them; abandons up to `short_abandon_us` are short."""

    def caused_by(cause: Cause) -> Figure:
        return total(np.count_nonzero(phone.mine & are(phone.contacts["cause"], cause)))

    def short() -> int:
        return int(np.count_nonzero(phone.abandoned_waits <= short_abandon_us))

    return {
        "attempts": lambda: total(phone.attempts),
        "blocked": lambda: total(phone.blocked),
        "turned_away": lambda: total(np.count_nonzero(phone.has(Outcome.CLOSED)) - len(phone.cleared_waits)),
        "offered": lambda: total(phone.offered),
        "answered": lambda: total(len(phone.answered_waits)),
        "abandoned": lambda: total(len(phone.abandoned_waits)),
        "cleared_at_close": lambda: total(len(phone.cleared_waits)),
        "short_abandons": lambda: total(short()),
        "waiting_at_end": lambda: total(len(phone.open_waits)),
        "redials": lambda: caused_by(Cause.REDIAL),
        "repeats": lambda: caused_by(Cause.REPEAT),
        "connection_rate": lambda: fraction(len(phone.answered_waits), phone.offered),
        "connection_rate_less_short": lambda: fraction(len(phone.answered_waits), phone.offered - short()),
        "abandonment_rate": lambda: fraction(len(phone.abandoned_waits), phone.offered),
        "blocking_rate": lambda: fraction(phone.blocked, phone.attempts),
    }


def citizen_counts(phone: Phone) -> Told:
    """How many citizens rang, and how many of them were answered."""
    return {
        "citizens": lambda: total(phone.citizens),
        "citizens_answered": lambda: total(phone.citizens_answered),
        "connection_rate_citizens": lambda: fraction(phone.citizens_answered, phone.citizens),
        "tries_per_citizen": lambda: fraction(phone.attempts, phone.citizens),
    }
