"""How long callers waited."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from sim.logs.columns import Column
from sim.measures.definition import CLIPPED, IN_FILES, OF_ANSWERED, OF_CALLS, always, define
from sim.measures.figures import Figure, Told, mean_seconds, of_lengths, seconds, together
from sim.measures.phone import Phone
from sim.statistics.survival import Stays
from sim.statistics.time_sums import exact_sum

_call = partial(define, about="calls", cuts=OF_CALLS)

WAITS: Final = (
    _call(
        "asa", "average speed of answer", "平均等待时长", "s", "mean", "lower",
        "Mean wait of the answered calls.", "waits of answered calls", "calls answered",
        "calls still waiting are left out", cuts=OF_ANSWERED, shown=always("waiting", 20, column=True),
    ),
    _call(
        "mean_wait", "mean wait of all callers", "全部来电平均等待时长", "s", "mean", "lower",
        "Mean wait of all callers who left the queue: answered, abandoned or cleared.", "waits of calls that left",
        "calls that left the queue", "calls still waiting are left out", shown=always("waiting", 30),
    ),
    *(
        _call(
            f"wait_p{percent}", f"wait of the answered, {percent} % at most", f"等待时长{percent}分位", "s", "quantile",
            "lower", f"The shortest length of time within which {percent} % of the answered calls were answered.",
            f"smallest wait with at least {percent} % of the answered calls at or below it",
            unfinished="calls still waiting are left out",
            cuts=OF_ANSWERED, shown=always("waiting", 40) if percent == 90 else IN_FILES,
        )
        for percent in (50, 90, 95)
    ),
    _call(
        "longest_wait", "longest wait", "最长等待时长", "s", "maximum", "lower",
        "The longest wait of any caller in the queue, however it ended.", "largest wait", unfinished=CLIPPED,
        shown=always("waiting", 50),
    ),
)  # fmt: skip
_SHARES: Final = {"wait_p50": 0.5, "wait_p90": 0.9, "wait_p95": 0.95}


def wait_figures(phone: Phone) -> Told:
    """Mean, quantiles and longest of the waits."""
    return {
        "asa": lambda: mean_seconds(exact_sum(phone.answered_waits), len(phone.answered_waits)),
        "mean_wait": lambda: _mean(phone.answered_waits, phone.abandoned_waits, phone.cleared_waits),
        "longest_wait": lambda: _longest(
            phone.answered_waits, phone.abandoned_waits, phone.cleared_waits, phone.open_waits
        ),
        **together(_SHARES, lambda: quantiles(_SHARES, phone.waits_in_order)),
    }


def _mean(*parts: Column) -> Figure:
    return mean_seconds(sum(exact_sum(waits) for waits in parts), sum(len(waits) for waits in parts))


def _longest(*parts: Column) -> Figure:
    return seconds(max((int(waits.max()) for waits in parts if len(waits)), default=None))


def quantiles(shares: Mapping[str, float], lengths_us: Column) -> dict[str, Figure]:
    """The times within which such shares of some lengths of time ended, in seconds; key to share."""
    return of_lengths(Stays(lengths_us).thinned(), {key: ("quantile", share) for key, share in shares.items()})
