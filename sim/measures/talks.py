"""How long calls held an operator, and how many were settled at once."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from sim.measures.definition import IN_FILES, LEFT_OUT, OF_ANSWERED, OF_CALLS, always, define, if_called
from sim.measures.figures import Figure, Told, fraction, mean_seconds, together
from sim.measures.phone import Phone, answered_directly
from sim.measures.work import Work
from sim.rules.codes import NOT_YET
from sim.statistics.time_sums import exact_sum

_call = partial(define, about="calls", cuts=OF_CALLS)

TALKS: Final = (
    _call(
        "talk_mean", "mean talk time", "平均通话时长", "s", "mean", "neither",
        "Mean time from answer to the end of the talk.", "talk time", "calls whose talk ended", LEFT_OUT,
        cuts=OF_ANSWERED, shown=IN_FILES,
    ),
    _call(
        "wrap_up_mean", "mean wrap-up time", "平均话后处理时长", "s", "mean", "neither",
        "Mean time from the end of the talk until the operator is free.", "wrap-up time",
        "calls whose wrap-up ended", LEFT_OUT, cuts=OF_ANSWERED, shown=IN_FILES,
    ),
    _call(
        "aht", "average handle time", "平均处理时长", "s", "mean", "neither",
        "Mean time a call holds an operator: talk and wrap-up.", "talk time + wrap-up time",
        "calls whose wrap-up ended", LEFT_OUT, cuts=OF_ANSWERED, shown=if_called("operators", 10, column=True),
    ),
    _call(
        "direct_answer_rate", "direct-answer rate", "直接解答率", "share", "ratio", "higher",
        "Share of the answered calls that the operator settled at once; calls about an open ticket do not count.",
        "calls answered directly", "answered calls whose talk ended, less chase-up calls", LEFT_OUT,
        cuts=OF_ANSWERED, shown=always("requests", 10),
    ),
)  # fmt: skip


def talk_figures(phone: Phone, work: Work) -> Told:
    """Time in talk and in wrap-up, and the direct-answer rate."""
    return together([definition.id for definition in TALKS], lambda: _talks(phone, work))


def _talks(phone: Phone, work: Work) -> dict[str, Figure]:
    talk_ended, done = phone.knows("talk_end_us"), phone.knows("wrap_up_end_us")
    talks, wrap_ups = int(np.count_nonzero(talk_ended)), int(np.count_nonzero(done))
    wrap_up_us = exact_sum(work.wrap_up_us[done])
    # A chase-up call asks after a ticket: it can neither be answered directly nor become one.
    settled = talk_ended & (phone.contacts["direct"] != NOT_YET)
    direct = phone.mine & answered_directly(phone.contacts)
    return {
        "talk_mean": mean_seconds(exact_sum(work.talk_us[talk_ended]), talks),
        "wrap_up_mean": mean_seconds(wrap_up_us, wrap_ups),
        "aht": mean_seconds(exact_sum(work.talk_us[done]) + wrap_up_us, wrap_ups),
        "direct_answer_rate": fraction(np.count_nonzero(direct), int(np.count_nonzero(settled))),
    }
