"""Which share of the calls was answered in time, by every usual way of counting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, partial
from typing import Final

import numpy as np

from sim.measures.definition import IN_FILES, OF_ANSWERED, OF_CALLS, always, define
from sim.measures.figures import Figure, Told, fraction, of_lengths, together
from sim.measures.phone import Phone, distinct
from sim.statistics.survival import Asked, Stays

_NOT_ANSWERED = "calls still waiting count as offered, not as answered"
_STILL_TRYING = "a citizen who would still be answered later counts as not answered"
_call = partial(define, about="calls", cuts=OF_CALLS)

LEVELS: Final = (
    _call(
        "service_level", "service level", "限时接通率", "share", "ratio", "higher",
        "Share of the offered calls answered within the threshold.", "calls answered within s", "calls offered",
        _NOT_ANSWERED, "wait", shown=always("waiting", 10, column=True),
    ),
    _call(
        "service_level_less_short", "service level less early abandons", "限时接通率（剔除限时内放弃）", "share",
        "ratio", "higher", "Share answered within the threshold of the calls that did not hang up within it.",
        "calls answered within s", "calls offered - calls abandoned within s", _NOT_ANSWERED, "wait", shown=IN_FILES,
    ),
    _call(
        "service_level_or_gone", "service level, answered or gone", "限时接通或放弃率", "share", "ratio", "higher",
        "Share of the offered calls that were answered or hung up within the threshold.",
        "calls answered within s + calls abandoned within s", "calls offered", _NOT_ANSWERED, "wait", shown=IN_FILES,
    ),
    _call(
        "service_level_answered", "service level of the answered", "限时接通率（占接通量）", "share", "ratio", "higher",
        "Share of the answered calls that were answered within the threshold.", "calls answered within s",
        "calls answered", "calls still waiting are left out", "wait", cuts=OF_ANSWERED, shown=IN_FILES,
    ),
    _call(
        "service_level_virtual", "service level of a patient caller", "限时接通率（虚拟等待）", "share", "ratio",
        "higher",
        "Chance that a caller who never hangs up would be answered within the threshold (Kaplan-Meier estimate).",
        "estimated chance x calls offered", "calls offered",
        "waits that ended by hanging up, closing or the end of the run count as longer than they were", "wait",
        shown=IN_FILES,
    ),
    _call(
        "service_level_citizens", "service level by citizen", "限时接通率（按人）", "share", "ratio", "higher",
        "Share of the citizens who called that had a call answered within the threshold of its own ring.",
        "citizens with a call answered within s", "citizens who called", _STILL_TRYING, "wait", shown=IN_FILES,
    ),
)  # fmt: skip


_APART: Final = ("service_level_virtual", "service_level_citizens")
"""Those that take longer than to count the calls answered in time."""


@cache
def _keys(within_us: int) -> dict[str, str]:
    """The key of each of them at a threshold, by its id."""
    return {definition.id: definition.key(within_us) for definition in LEVELS}


@cache
def _counted(within_us: int) -> list[str]:
    """The keys of the others at a threshold."""
    return [key for id_, key in _keys(within_us).items() if id_ not in _APART]


def level_figures(phone: Phone, within_us: Collection[int]) -> Told:
    """The service level under each definition, at each threshold."""
    virtual = {_keys(s)["service_level_virtual"]: s for s in within_us}
    told = together(virtual, lambda: _of_patient_callers(phone, virtual))
    for s in within_us:
        told |= together(_counted(s), partial(_levels, phone, s))
        told[_keys(s)["service_level_citizens"]] = partial(_of_citizens, phone, s)
    return told


def _levels(phone: Phone, within_us: int) -> dict[str, Figure]:
    answered, offered, key = len(phone.answered_waits), phone.offered, _keys(within_us)
    in_time = int(np.count_nonzero(phone.answered_waits <= within_us))
    gone = int(np.count_nonzero(phone.abandoned_waits <= within_us))
    return {
        key["service_level"]: fraction(in_time, offered),
        key["service_level_less_short"]: fraction(in_time, offered - gone),
        key["service_level_or_gone"]: fraction(in_time + gone, offered),
        key["service_level_answered"]: fraction(in_time, answered),
    }


def _of_citizens(phone: Phone, within_us: int) -> Figure:
    return fraction(distinct(phone.requests_answered[phone.answered_waits <= within_us]), phone.citizens)


def _of_patient_callers(phone: Phone, within_us: Mapping[str, int]) -> dict[str, Figure]:
    lost = np.concatenate([phone.abandoned_waits, phone.cleared_waits, phone.open_waits])
    asked: dict[str, tuple[Asked, float]] = {key: ("within", s) for key, s in within_us.items()}
    return of_lengths(Stays(phone.waits_in_order, lost).thinned(), asked)
