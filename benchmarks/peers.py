"""Our workloads in other simulators, as their documents would have them written, with the same laws and staff.

They draw their own chance. What each of them does at a change of staff is its own: ciw ends the shift of those who are
at work when they are done; salabim and cimba let the capacity fall as people come free. Prosimos runs the five stages
of tickets of the second workload.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
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


def cimba_day(seed: int, calls_by_hour: list[float], staff_by_hour: list[int]) -> int:
    """cimba: compiled processes on an engine in C."""
    from cimba_day import simulate_day  # a script beside this one

    rng = np.random.default_rng(seed)
    at = np.concatenate([np.sort(rng.uniform(h, h + 1, rng.poisson(n))) for h, n in enumerate(calls_by_hour)]) * HOUR_S
    return simulate_day(seed + 1, at, staff_by_hour)


PEERS: dict[str, Day] = {"ciw": ciw_day, "salabim": salabim_day, "cimba": cimba_day}

FIVE_TASKS = (
    ("audit", "desk", 60), ("dispatch", "desk", 300), ("handling", "crews", 1_200), ("review", "desk", 120),
    ("follow_up", "desk", 120),
)  # fmt: skip
"""Task, who does it, and mean seconds of work."""


def prosimos_tickets(tickets: int, staff: dict[str, int], folder: Path) -> int:
    """Prosimos: tickets that come in over a day pass five tasks of a BPMN process; how many were closed."""
    from prosimos.simulation_engine import run_simulation

    names = [name for name, _, _ in FIVE_TASKS]
    steps = ["start", *names, "end"]
    tasks = "".join(f'<task id="{name}" name="{name}"/>' for name in names)
    flows = "".join(f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(steps))
    (folder / "ticket.bpmn").write_text(
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="ticket">'
        f'<startEvent id="start"/>{tasks}<endEvent id="end"/>{flows}</process></definitions>',
        encoding="utf-8",
    )
    always = [{"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "23:59:59.999999"}]
    profiles = [
        {"id": g, "name": g, "cost_per_hour": 1, "amount": n, "calendar": "always",
         "assignedTasks": [name for name, by, _ in FIVE_TASKS if by == g]}
        for g, n in staff.items()
    ]  # fmt: skip
    scenario = {
        "resource_profiles": [{"id": "people", "name": "people", "resource_list": profiles}],
        "resource_calendars": [{"id": "always", "name": "always", "time_periods": always}],
        "arrival_time_calendar": always,
        "arrival_time_distribution": _exponential(24 * HOUR_S / tickets),
        "gateway_branching_probabilities": [],
        "task_resource_distribution": [
            {"task_id": name, "resources": [{"resource_id": by, **_exponential(mean)}]} for name, by, mean in FIVE_TASKS
        ],
    }
    (folder / "ticket.json").write_text(json.dumps(scenario), encoding="utf-8")
    run_simulation(
        str(folder / "ticket.bpmn"), str(folder / "ticket.json"), tickets, log_out_path=str(folder / "log.csv"),
        starting_at="2022-01-10T00:00:00.000000+00:00",
    )  # fmt: skip
    with (folder / "log.csv").open(encoding="utf-8") as rows:
        return sum(row["activity"] == "follow_up" for row in csv.DictReader(rows))


def _exponential(mean_s: float) -> dict[str, Any]:
    """As Prosimos reads it: the mean, then the least and the most."""
    return {"distribution_name": "expon", "distribution_params": [{"value": v} for v in (mean_s, 0, 1e7)]}
