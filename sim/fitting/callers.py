"""What callers do: how long they wait, who hangs up at once, who calls again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.calendar.lengths import SECOND_US
from sim.fitting.laws import CONFIDENCE, FittedLaw, Lengths, fit_laws, survival_of
from sim.records.calls import GAVE_UP, UNKNOWN, CallRecords
from sim.records.calls_again import AGAIN_US, calls_again

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
AT_ONCE_US: Final = SECOND_US
"""Whoever hangs up within a second, or within the clock's step, may have hung up at once."""
CLEARLY: Final = 3.0
"""Standard errors by which more hang up at once than the law of patience lets expect."""
FEWEST: Final = 50
"""Unanswered calls of known callers below which nothing is said of redials."""


@dataclass(frozen=True)
class Share:
    """A share with the interval of 95 %, and what it is of."""

    share: float
    interval: tuple[float, float]
    of: int


@dataclass(frozen=True)
class Patience:
    """How long callers wait.

    Attributes
    ----------
    laws
        Fitted to waits: ended by those who gave up, cut off by the answer; the best first, none where too few gave up.
    at_once
        Those who hang up at once, of callers whom nobody answers at once; None where they are not clearly more than
        the law lets expect.
    lengths
        What the laws were fitted to.
    """

    laws: list[FittedLaw]
    at_once: Share | None
    lengths: Lengths


@dataclass(frozen=True)
class Redials:
    """What unanswered callers do.

    Attributes
    ----------
    is_again
        Shape (n,): calls that are redials.
    share
        Those who call again, of those who gave up; None where callers are not known.
    delay
        Laws of the time until they do.
    most
        The most calls in a row that one request made.
    """

    is_again: Marks
    share: Share | None
    delay: list[FittedLaw]
    most: int


def share_of(hits: int, of: int) -> Share:
    """A share with Wilson's interval."""
    found = stats.binomtest(hits, of).proportion_ci(CONFIDENCE, "wilson")
    return Share(hits / of, (float(found.low), float(found.high)), of)


def patience_of(records: CallRecords) -> Patience:
    """The law of patience, with those who hang up at once told apart.

    Callers who are answered at once say nothing; of the others, the wait of an answered one is a bound on patience,
    and so is that of one who was turned away while waiting. Within the first second both kinds of leavers are
    together: the law is fitted beyond it, and what it does not let expect there hung up at once.
    """
    rounding_us, low_us = records.steps["wait"]
    step = max(rounding_us, AT_ONCE_US)
    bound = (step + rounding_us + low_us) / SECOND_US  # what shows so many steps may be so long
    waited = records.wait_us > 0
    gave_up = (records.outcome == GAVE_UP) & (records.wait_us != UNKNOWN)
    ended, cut = records.wait_us[gave_up], records.wait_us[~gave_up & waited]
    beyond = Lengths(
        ended[ended > step] / SECOND_US, cut[cut > step] / SECOND_US, rounding_us / SECOND_US, low_us / SECOND_US,
        bound,
    )  # fmt: skip
    laws = [law for law in fit_laws(beyond) if not law.is_wide]
    early, all_of = int((ended <= step).sum()), len(ended) + len(cut)
    if not laws or not early:
        return Patience(laws, None, beyond)
    expected = 1 - float(survival_of(laws[0], np.array([bound]))[0])
    if early / all_of - expected < CLEARLY * np.sqrt(max(expected, 1 / all_of) / all_of):
        return Patience(laws, None, beyond)
    found = share_of(early, all_of)
    ends = (found.interval[0], found.share, found.interval[1])
    low, share, high = (max((seen - expected) / (1 - expected), 0.0) for seen in ends)
    return Patience(laws, Share(share, (low, high), all_of), beyond)


def redials_of(records: CallRecords) -> Redials:
    """Who calls again after a call that was not answered, and when.

    The share is of the calls that gave up, and for which two hours lie in the file; a number that is withheld is
    nobody's. A request's last try that there may be is not known to be one: where callers never try more than so
    often, those who had tried as often are left out of the share.
    """
    again = calls_again(records)
    caller, arrived, outcome = (of[again.order] for of in (records.caller, records.arrived_us, records.outcome))
    tries = np.ones(len(records), dtype=np.int64)
    for place in np.flatnonzero(again.follows):  # in order: a chain of calls counts up
        tries[place + 1] = tries[place] + 1
    most = int(tries.max(initial=1))
    whole = arrived + AGAIN_US <= records.arrived_us.max(initial=0)
    asked = (outcome == GAVE_UP) & (caller != UNKNOWN) & whole & (tries < most if most > 1 else True)
    if asked.sum() < FEWEST:
        return Redials(again.is_again, None, [], most)
    share = share_of(int((again.follows & asked).sum()), int(asked.sum()))
    waits = again.delay_us[again.follows & (outcome == GAVE_UP)] / SECOND_US
    return Redials(again.is_again, share, fit_laws(Lengths(waits, np.empty(0))), most)
