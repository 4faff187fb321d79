"""Workload W1 in other simulators, as their documents would have it written; each gets hourly staff and the same laws.

They draw their own chance. What each of them does at a change of staff is its own: ciw ends the shift of those who are
at work when they are done; salabim and cimba let the capacity fall as people come free.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np

HOUR_S = 3600.0
Day = Callable[[int, list[float], list[int]], int]
"""Runs one day from a seed, calls by hour and staff by hour; returns how many calls were answered."""


def ciw_day(seed: int, calls_by_hour: list[float], staff_by_hour: list[int]) -> int:
    """Ciw (Palmer and others): a queueing network, first come first served, with reneging."""
    import ciw

    sigma = float(np.sqrt(np.log(2.0)))
    mu = float(np.log(180.0)) - sigma**2 / 2
    ends = [HOUR_S * (hour + 1) for hour in range(24)]

    class TalkAndWrapUp(ciw.dists.Distribution):  # type: ignore[misc]  # untyped
        def sample(self, t: float | None = None, ind: Any = None) -> float:
            return random.lognormvariate(mu, sigma) + random.expovariate(1 / 30)

    class ByHour(ciw.dists.Distribution):  # type: ignore[misc]
        def __init__(self) -> None:
            self.next: list[float] | None = None

        def sample(self, t: float | None = None, ind: Any = None) -> float:
            if self.next is None:
                rng = np.random.default_rng(seed)
                at = np.concatenate(
                    [np.sort(rng.uniform(h, h + 1, rng.poisson(n))) for h, n in enumerate(calls_by_hour)]
                )
                self.next = np.diff(at * HOUR_S, prepend=0.0)[::-1].tolist()
            return self.next.pop() if self.next else float("inf")

    network = ciw.create_network(
        arrival_distributions=[ByHour()],
        service_distributions=[TalkAndWrapUp()],
        number_of_servers=[ciw.Schedule(numbers_of_servers=staff_by_hour, shift_end_dates=ends)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / 120.0)],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(24 * HOUR_S)
    return sum(record.record_type == "service" for record in simulation.get_all_records())


def salabim_day(seed: int, calls_by_hour: list[float], staff_by_hour: list[int]) -> int:
    """salabim (van der Ham): components that request a resource, and give up after a while."""
    import salabim

    salabim.yieldless(False)
    rng = np.random.default_rng(seed)
    at = np.concatenate([np.sort(rng.uniform(h, h + 1, rng.poisson(n))) for h, n in enumerate(calls_by_hour)]) * HOUR_S
    n, sigma = len(at), np.sqrt(np.log(2.0))
    talk = rng.lognormal(np.log(180.0) - sigma**2 / 2, sigma, n)
    wrap_up, patience = rng.exponential(30.0, n), rng.exponential(120.0, n)
    answered = [0]
    env = salabim.Environment(trace=False)
    operators = salabim.Resource("operators", capacity=staff_by_hour[0], monitor=False)

    class Call(salabim.Component):  # type: ignore[misc]
        def process(self) -> Any:
            number = self.number
            yield self.request(operators, fail_delay=patience[number])
            if self.failed():
                return
            yield self.hold(talk[number])
            yield self.hold(wrap_up[number])
            answered[0] += 1

        def setup(self, number: int) -> None:
            self.number = number

    class Source(salabim.Component):  # type: ignore[misc]
        def process(self) -> Any:
            for number in range(n):
                yield self.hold(till=at[number])
                Call(number=number)

    class Roster(salabim.Component):  # type: ignore[misc]
        def process(self) -> Any:
            for staff in staff_by_hour:
                operators.set_capacity(staff)
                yield self.hold(HOUR_S)

    Source()
    Roster()
    env.run(till=24 * HOUR_S)
    return answered[0]


PEERS: dict[str, Day] = {"ciw": ciw_day, "salabim": salabim_day}
