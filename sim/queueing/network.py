"""Several teams in a row or in a circle, such as operators, dispatchers, crews and those who call back (Jackson).

Each team works round the clock, first come, first served; all lengths are exponential; what comes next is a matter of
chance. In the steady state the teams are then independent of each other at any instant, each like a single queue.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from scipy.special import gammaln

from sim.queueing.erlang import ErlangC, erlang_c
from sim.queueing.requirement import Reals

ROUNDING: Final = 1e-12


@dataclass(frozen=True)
class Team:
    """People who do one kind of work.

    Attributes
    ----------
    people
        How many of them.
    work_s
        Mean length of their work in seconds, exponential.
    """

    people: int
    work_s: float


@dataclass(frozen=True)
class OpenNetwork:
    """Teams, what comes to each from outside, and where it goes next.

    Attributes
    ----------
    teams
        By name.
    from_outside_per_s
        Rate of what comes from outside to each team, Poisson; 0 for teams left out.
    next
        By team: the chance that what it has done goes to another team (or to itself) next; what is missing to 1 leaves.

    Source
    ------
    Jackson (1957), Networks of waiting lines, Operations Research 5, 518-521: rates by lambda = gamma + lambda P; the
    joint law of the numbers at the teams is the product of those of M/M/c queues with these rates.
    """

    teams: Mapping[str, Team]
    from_outside_per_s: Mapping[str, float]
    next: Mapping[str, Mapping[str, float]]

    def __post_init__(self) -> None:
        for name in (*self.from_outside_per_s, *self.next, *(to for routes in self.next.values() for to in routes)):
            if name not in self.teams:
                raise ValueError(f"no team is called {name!r}")
        for name, routes in self.next.items():
            if any(share < 0 for share in routes.values()) or sum(routes.values()) > 1 + ROUNDING:
                raise ValueError(f"the chances of what comes after {name!r} must be at least 0 and at most 1 in all")
        for name, rate in self.rates_per_s.items():
            if rate * self.teams[name].work_s >= self.teams[name].people:
                raise ValueError(f"{name!r} gets as much work as it can do, or more: its queue never settles")

    @cached_property
    def rates_per_s(self) -> dict[str, float]:
        """Rate of all that comes to each team, from outside or from other teams."""
        names = list(self.teams)
        routes = np.array([[self.next.get(a, {}).get(b, 0.0) for b in names] for a in names])
        outside = np.array([self.from_outside_per_s.get(name, 0.0) for name in names])
        rates = np.linalg.solve(np.eye(len(names)) - routes.T, outside)
        if (rates < 0).any():
            raise ValueError("something never leaves these teams")
        return dict(zip(names, rates.tolist(), strict=True))

    def queue(self, name: str) -> ErlangC:
        """One team alone."""
        return ErlangC(self.teams[name].people, self.rates_per_s[name], self.teams[name].work_s)

    def mean_there(self, name: str) -> float:
        """Mean number waiting or in work at a team."""
        rate, team = self.rates_per_s[name], self.teams[name]
        return rate * (self.queue(name).mean_wait_s + team.work_s) if rate else 0.0

    def mean_time_s(self, *names: str, per_s: float) -> float:
        """Mean time in seconds that one of those who come at a rate spends at some teams, all visits together.

        Source
        ------
        Little (1961), A proof for the queuing formula L = lambda W, Operations Research 9, 383-387.
        """
        return sum(self.mean_there(name) for name in names) / per_s

    def numbers(self, name: str, most: int) -> Reals:
        """Chances that 0, 1, .. up to `most` wait or are in work at a team."""
        team, load = self.teams[name], self.rates_per_s[name] * self.teams[name].work_s
        n = np.arange(most + 1)
        if not load:
            return np.asarray(n == 0, dtype=np.float64)
        busy = np.minimum(n, team.people)
        logs = busy * math.log(load) - gammaln(busy + 1.0) + (n - busy) * math.log(load / team.people)
        full = team.people * math.log(load) - math.lgamma(team.people + 1)  # weight of 'all busy, nobody waits'
        waits = erlang_c(team.people, load) * (1 - load / team.people)
        chances: Reals = np.exp(logs - full) * waits
        return chances

    def share_empty(self, *names: str) -> float:
        """Chance that nothing at all waits or is in work at some teams: the product of theirs."""
        return math.prod(float(self.numbers(name, 0)[0]) for name in names)


ReopenTo = Literal["dispatch", "handling"]


def ticket_chain(
    calls_per_s: float,
    share_tickets: float,
    operators: Team,
    dispatch: Team,
    units: Mapping[str, tuple[Team, float]],
    follow_up: Team,
    share_returned: float = 0.0,
    share_reopened: float = 0.0,
    reopen_to: ReopenTo = "dispatch",
) -> OpenNetwork:
    """A hotline round the clock from ring to closure, nobody giving up.

    Parameters
    ----------
    calls_per_s, share_tickets
        Rate of calls, and the share of them that become tickets as the operator is done.
    operators, dispatch, follow_up
        Their teams.
    units
        By name: its crews, and the share of tickets that are theirs.
    share_returned
        Share of dispatches that go to a wrong unit, which returns them to dispatch at once.
    share_reopened, reopen_to
        Share of tickets that are not solved, whatever happened before, and where they go then.

    Returns
    -------
    OpenNetwork
        Its teams are 'operators', 'dispatch', 'follow_up' and the units by their names.
    """
    teams = {"operators": operators, "dispatch": dispatch, "follow_up": follow_up}
    shares = {name: share for name, (_, share) in units.items()}
    if abs(sum(shares.values()) - 1) > ROUNDING:
        raise ValueError("the shares of the units must add up to 1")
    right = {name: (1 - share_returned) * share for name, share in shares.items()}
    anew = (
        {"dispatch": share_reopened} if reopen_to == "dispatch" else {k: share_reopened * v for k, v in shares.items()}
    )
    return OpenNetwork(
        teams | {name: team for name, (team, _) in units.items()},
        {"operators": calls_per_s},
        {
            "operators": {"dispatch": share_tickets},
            "dispatch": {"dispatch": share_returned} | right,
            "follow_up": anew,
        }
        | {name: {"follow_up": 1.0} for name in units},
    )


def dispatches_per_ticket(share_returned: float, share_reopened: float, reopen_to: ReopenTo = "dispatch") -> float:
    """Mean number of dispatches of a ticket, the first one counted.

    Parameters
    ----------
    share_returned, share_reopened, reopen_to
        As for `ticket_chain`.

    Source
    ------
    The traffic equations: 1 / ((1 - p) (1 - q)), or 1 / (1 - p) where reopened tickets need no new dispatch.
    """
    again = share_reopened if reopen_to == "dispatch" else 0.0
    return 1 / ((1 - share_returned) * (1 - again))
