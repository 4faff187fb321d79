"""The standard transactional model of an activity, as an automaton: which transitions may follow which.

Source
------
IEEE Std 1849-2016, section 7.2, figure "State machine for the standard transactional model"; as a table also at
https://www.tf-pm.org/resources/xes-standard/about-xes/standard-extensions/lifecycle/standard.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

CLOSED = "closed"
MOVES = {
    "begin": {"schedule": "ready", "autoskip": CLOSED},
    "ready": {"assign": "assigned", "withdraw": CLOSED, "manualskip": CLOSED, "pi_abort": CLOSED},
    "assigned": {
        "reassign": "assigned", "start": "running", "withdraw": CLOSED, "manualskip": CLOSED, "pi_abort": CLOSED,
    },
    "running": {"suspend": "suspended", "complete": CLOSED, "ate_abort": CLOSED, "pi_abort": CLOSED},
    "suspended": {"resume": "running", "ate_abort": CLOSED, "pi_abort": CLOSED},
    CLOSED: {},
}  # fmt: skip
"""Per state: transition, and the state after it."""


def state_after(transitions: Iterable[str], not_recorded: Collection[str] = ()) -> str | None:
    """The state that an activity is in after some transitions; None if the model does not allow them.

    Parameters
    ----------
    transitions
        In order.
    not_recorded
        Transitions that a log does not tell: where the next one needs them, they are taken to have been.
    """
    state = "begin"
    for transition in transitions:
        while transition not in MOVES[state]:
            silent = [name for name in MOVES[state] if name in not_recorded]
            if not silent:
                return None
            (name,) = silent
            state = MOVES[state][name]
        state = MOVES[state][transition]
    return state
