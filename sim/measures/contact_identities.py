"""What must hold of contacts in every run, row by row, by a compiled loop: numpy would walk the log sixty times."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.chance.compiled import compiled, inner
from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET, Cause, Channel, Outcome

PHONE, CHASE_UP = int(Channel.PHONE), int(Cause.CHASE_UP)
WAITING, ANSWERED, ABANDONED = int(Outcome.WAITING), int(Outcome.ANSWERED), int(Outcome.ABANDONED)
BLOCKED, CLOSED = int(Outcome.BLOCKED), int(Outcome.CLOSED)

_CLAIMS: Final = (
    "arrived outside the run",
    "has queued_us out of order",
    "has left_us out of order",
    "has answered_us out of order",
    "has resumed_us out of order",
    "has talk_end_us out of order",
    "has wrap_up_end_us out of order",
    "has an outcome that does not fit its entry into the queue",
    "was answered at no instant, or the reverse",
    "left at no instant, or the reverse",
    "was answered by nobody",
    "was taken up by nobody, or the reverse",
    "ended its wrap-up before its talk",
    "was settled before its talk ended, or the reverse",
    "asks after a ticket, and becomes one",
    "is a try out of sequence for its request",
)
"""What may be wrong with a contact, in the order in which the loop looks."""
_FIRST, _COUNT = 0, 1


def check_contacts(log: RunLog) -> list[str]:
    """The identities of single contacts that a run violates, one sentence each.

    Notes
    -----
    Checked: every call has one end (attempts = answered + abandoned + blocked + closed + waiting); contacts are
    numbered without gaps; the instants of each come in order, and fit its outcome; so do tries of a request.
    """
    c, found = log.contacts, []
    outcome, number = c["outcome"], c["contact"]
    if not 0 <= outcome.min(initial=0) <= outcome.max(initial=0) < len(Outcome):
        found.append("calls: attempts are not answered + abandoned + blocked + closed + waiting")
    if not np.array_equal(number, np.arange(len(number))):
        found.append("contacts: their numbers are not 0, 1, 2, ... without gaps")
    wrong = np.zeros((len(_CLAIMS), 2), dtype=np.int64)
    tries = np.zeros(int(c["request"].max(initial=-1)) + 1, dtype=np.int32)
    _look(
        outcome, c["cause"], c["direct"], c["channel"], c["person"], c["request"], c["attempt"], c["arrived_us"],
        c["queued_us"], c["left_us"], c["answered_us"], c["resumed_us"], c["talk_end_us"], c["wrap_up_end_us"],
        log.plan.horizon_us, tries, wrong,
    )  # fmt: skip
    return found + [
        f"contact {number[first]} {claim}{and_more(count)}"
        for claim, (first, count) in zip(_CLAIMS, wrong.tolist(), strict=True)
        if count
    ]


def and_more(count: int) -> str:
    """How many more there are than the one that was named."""
    return f" (and {count - 1} more)" if count > 1 else ""


@inner
def _note(wrong: Column, claim: int, row: int, is_wrong: bool) -> int:
    """Count a contact of which a claim holds, and keep the first; the number of the next claim."""
    if is_wrong:
        if wrong[claim, _COUNT] == 0:
            wrong[claim, _FIRST] = row
        wrong[claim, _COUNT] += 1
    return claim + 1


@inner
def _is_amiss(at_us: int, latest_us: int, horizon_us: int) -> bool:
    """Whether an instant that has come is before an earlier one, or after the end."""
    return (at_us < latest_us and at_us != NOT_YET) or at_us > horizon_us


@compiled
def _look(
    outcomes: Column,
    causes: Column,
    directs: Column,
    channels: Column,
    persons: Column,
    requests: Column,
    attempts: Column,
    arrived_us: Column,
    queued_us: Column,
    left_us: Column,
    answered_us: Column,
    resumed_us: Column,
    talk_end_us: Column,
    wrap_up_end_us: Column,
    horizon_us: int,
    tries: Column,
    wrong: Column,
) -> None:
    """Look at every contact; `tries` has a place for each request, `wrong` for each claim: first row, and number."""
    for row in range(outcomes.size):
        # Each call about a ticket begins a sequence of its own.
        if causes[row] == CHASE_UP and requests[row] >= 0:
            tries[requests[row]] = NOT_YET
    for row in range(outcomes.size):
        outcome, request = outcomes[row], requests[row]
        queued, left, answered, resumed = queued_us[row], left_us[row], answered_us[row], resumed_us[row]
        talk_end, wrap_up_end = talk_end_us[row], wrap_up_end_us[row]
        latest = arrived_us[row]
        claim = _note(wrong, 0, row, latest < 0 or latest > horizon_us)
        claim = _note(wrong, claim, row, _is_amiss(queued, latest, horizon_us))
        latest = max(latest, queued)
        claim = _note(wrong, claim, row, _is_amiss(left, latest, horizon_us))
        latest = max(latest, left)
        claim = _note(wrong, claim, row, _is_amiss(answered, latest, horizon_us))
        latest = max(latest, answered)
        claim = _note(wrong, claim, row, _is_amiss(resumed, latest, horizon_us))
        latest = max(latest, resumed)
        claim = _note(wrong, claim, row, _is_amiss(talk_end, latest, horizon_us))
        latest = max(latest, talk_end)
        claim = _note(wrong, claim, row, _is_amiss(wrap_up_end, latest, horizon_us))
        in_queue = channels[row] == PHONE and outcome in (WAITING, ANSWERED, ABANDONED)
        is_wrong = queued == NOT_YET if in_queue else outcome == BLOCKED and queued != NOT_YET
        claim = _note(wrong, claim, row, is_wrong)
        claim = _note(wrong, claim, row, (outcome == ANSWERED) != (answered != NOT_YET))
        claim = _note(wrong, claim, row, (outcome in (ABANDONED, BLOCKED, CLOSED)) != (left != NOT_YET))
        is_over, is_settled = talk_end != NOT_YET, directs[row] != NOT_YET
        claim = _note(wrong, claim, row, is_over and persons[row] == NOT_YET)
        claim = _note(wrong, claim, row, (outcome == ANSWERED) != (resumed != NOT_YET))
        claim = _note(wrong, claim, row, wrap_up_end != NOT_YET and not is_over)
        is_chased = request >= 0 and tries[request] == NOT_YET
        claim = _note(wrong, claim, row, is_settled != is_over and not (is_over and is_chased))
        claim = _note(wrong, claim, row, is_settled and causes[row] == CHASE_UP)
        if not is_chased:
            _note(wrong, claim, row, request < 0 or attempts[row] != tries[request])
            if request >= 0:
                tries[request] = max(attempts[row], 0) + 1
