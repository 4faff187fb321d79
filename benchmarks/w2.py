"""Workload W2, side by side in one run: an idiomatic SimPy script and our two engines from the ring to closure.

Run: python benchmarks/w2.py [--rounds 5] [--calls 32000] [--tickets 20000] [--stock] [--peers]
Prints CPU seconds of each (median), ratios to ours round by round, and the seconds that tickets through five stages
take in each engine. Ours are timed with drawing their outside world, every keyed draw on the way, and all logs; the
peer gets its draws free and writes a row per call and per ticket only. It keeps its queues sorted by insertion;
`--stock` times it once more with SimPy's own PriorityResource, which sorts the whole queue at every request. `--peers`
adds Prosimos (`pip install prosimos`) on the tickets through five stages.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from idiomatic_simpy_tickets import Inputs, Pools, Resource, simulate_chain  # a script beside this one
from peers import prosimos_tickets
from simpy.resources.resource import PriorityResource

from sim.chance.keyed import Purpose, uniform_column
from sim.chance.laws import quantile_column
from sim.kernel.run import run_kernel
from sim.logs.run_log import RunLog
from sim.model.run import run_model
from sim.plans.build import build_plan
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema import Scenario
from sim.workload import Workload, draw_workload

HANDLE_S = 210
OURS = {"model": run_model, "kernel": run_kernel}
DAYS = 4
"""The calls of the first day; the other days see their tickets closed."""
SHARE_TICKETS, SHARE_RETURNED, SHARE_REOPENED = 0.3, 0.15, 0.05
URGENCY = {"critical": 0.05, "urgent": 0.15, "normal": 0.8}
VISITS = 40
"""Draws of the peer per ticket for what may happen again."""
ANY_HOUR = {"open": "00:00", "close": "24:00"}
Ints = np.ndarray[Any, np.dtype[np.int64]]


def pools(calls: int) -> Pools:
    """People in proportion to the calls: 14 auditors, 70 dispatchers and 16 times 75 crews at 32,000 calls."""
    share = calls / 32_000
    return Pools(
        auditors=max(2, round(14 * share)),
        dispatchers=max(4, round(70 * share)),
        districts=16,
        crews=max(4, round(75 * share)),
        begin_hour=8,
        end_hour=20,
        notice_us=2 * 3_600_000_000,
        days=DAYS,
    )


def exponential(mean: str) -> dict[str, str]:
    """A law of lengths."""
    return {"law": "exponential", "mean": mean}


def round_the_clock(staff: int) -> dict[str, Any]:
    """A desk."""
    return {"shifts": {"all": {"start": "00:00", "end": "24:00", "staff": staff}}}


def scenario(calls: int) -> Scenario:
    """W2: the floor of W1 with two operators more an hour for the calls back, and the chain of tickets behind it."""
    shares = np.array(NAMED_PROFILES["hotline_day"])
    staff = [int(np.ceil(share / shares.sum() * calls * (HANDLE_S + 30) / 3600)) + 2 for share in shares]
    hours = {f"h{h:02d}": {"start": f"{h:02d}:00", "end": f"{h + 1:02d}:00", "staff": n} for h, n in enumerate(staff)}
    people = pools(calls)
    districts = {
        "copies": people.districts,
        "hours": ANY_HOUR,
        "notice": {"law": "deterministic", "value": "2 h"},
        "work": {"law": "lognormal", "mean": "90 min", "cv": 1.0},
        "shifts": {"day": {"start": "08:00", "end": "20:00", "staff": people.crews}},
    }
    return Scenario.model_validate(
        {
            "hotline": 1,
            "clock": {"start": "2022-01-10", "days": DAYS},
            "demand": {
                "calls": {
                    "per_day": calls,
                    "profile": "hotline_day",
                    "types": {"any": 1},
                    "phases": [{"start": "2022-01-11", "per_day": 0}],
                }
            },
            "callers": {"patience": exponential("120 s")},
            "operators": {
                "floor": {
                    "talk": {"law": "lognormal", "mean": "180 s", "cv": 1.0},
                    "wrap_up": exponential("30 s"),
                    "shifts": hours,
                }
            },
            "direct_answer": 1 - SHARE_TICKETS,
            "desks": {
                "auditors": round_the_clock(people.auditors),
                "dispatchers": round_the_clock(people.dispatchers),
            },
            "units": {"district": districts},
            "tickets": {
                "urgency": URGENCY,
                "audit": {"by": "auditors", "time": exponential("60 s")},
                "dispatch": {
                    "by": "dispatchers",
                    "time": exponential("5 min"),
                    "accuracy": 1 - SHARE_RETURNED,
                    "max_returns": None,
                },
                "routes": [{"units": {"district": 1.0}}],
                "follow_up": {"by": "floor", "time": exponential("90 s"), "window": ANY_HOUR},
                "reopen": {"share": SHARE_REOPENED},
            },
        }
    )


def people_of_five(tickets: int) -> dict[str, int]:
    """Who passes so many tickets a day through five stages without much waiting."""
    return {"desk": round(tickets / 20_000 * 600) + 20, "crews": round(tickets / 20_000 * 320) + 20}


def prosimos(tickets: int) -> int:
    """The same tickets in Prosimos."""
    with tempfile.TemporaryDirectory() as folder:
        return prosimos_tickets(tickets, people_of_five(tickets), Path(folder))


def five_stages(tickets: int) -> Scenario:
    """Tickets of one day through audit, dispatch, handling, review and follow-up, with as many people as they need."""
    staff = people_of_five(tickets)
    return Scenario.model_validate(
        {
            "hotline": 1,
            "clock": {"start": "2022-01-10", "days": 2},
            "demand": {
                "tickets": {
                    "channel": "transfer",
                    "per_day": tickets,
                    "types": {"any": 1},
                    "phases": [{"start": "2022-01-11", "per_day": 0}],
                }
            },
            "desks": {"desk": round_the_clock(staff["desk"])},
            "units": {"crews": {"work": exponential("20 min")} | round_the_clock(staff["crews"])},
            "tickets": {
                "audit": {"by": "desk", "time": exponential("1 min")},
                "dispatch": {"by": "desk", "time": exponential("5 min")},
                "routes": [{"units": {"crews": 1.0}}],
                "review": {"by": "desk", "time": exponential("2 min")},
                "follow_up": {"by": "desk", "time": exponential("2 min"), "window": ANY_HOUR},
            },
        }
    )


def peer_inputs(plan: Plan, workload: Workload, calls: int) -> Inputs:
    """The same calls as ours and the same of them that become tickets; what tickets need by the same laws."""
    laws, key = plan.laws, int(workload.name_key[0])

    def uniform(purpose: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        return uniform_column(workload.seed, workload.replication, purpose, key, workload.entity, 0)

    def column(purpose: int, row: int) -> list[int]:
        return quantile_column(
            int(laws.kind[row]),
            float(laws.a[row]),
            float(laws.b[row]),
            float(laws.c[row]),
            laws.table,
            uniform(purpose),
        ).tolist()

    operators = plan.person_group == plan.group_names.index("floor")
    of_floor = operators[plan.roster.duty_person]
    staff = np.bincount(plan.roster.duty_start_us[of_floor] // 3_600_000_000, minlength=24)[:24]
    n, rng = len(workload.arrival_us), np.random.default_rng([7, workload.replication])

    def lengths(mean_s: float, *shape: int) -> Any:
        return np.maximum(1, rng.exponential(mean_s * 1e6, (n, *shape)).astype(np.int64)).tolist()

    sigma = np.sqrt(np.log(2.0))  # of a lognormal law with cv 1
    field = rng.lognormal(np.log(5400.0) - sigma**2 / 2, sigma, (n, VISITS // 4)) * 1e6
    return Inputs(
        arrival_us=workload.arrival_us.tolist(),
        talk_us=column(Purpose.TALK, int(plan.talk_law[0, 0, 0])),
        wrap_up_us=column(Purpose.WRAP_UP, int(plan.wrap_up_law[0, 0, 0])),
        patience_us=column(Purpose.PATIENCE, int(plan.callers.patience_law[0])),
        staff_by_hour=staff.tolist(),
        becomes_ticket=(uniform(Purpose.DIRECT_ANSWER) >= 1 - SHARE_TICKETS).tolist(),
        urgency=rng.choice(3, n, p=list(URGENCY.values())).tolist(),
        district=rng.integers(0, pools(calls).districts, n).tolist(),
        audit_us=lengths(60.0),
        dispatch_us=lengths(300.0, VISITS),
        returned=(rng.random((n, VISITS)) < SHARE_RETURNED).tolist(),
        field_us=np.maximum(1, field.astype(np.int64)).tolist(),
        follow_up_us=lengths(90.0, VISITS // 4),
        reopened=(rng.random((n, VISITS // 4)) < SHARE_REOPENED).tolist(),
    )


def work_of_ours(log: RunLog) -> dict[str, float]:
    """What was done, to see that both sides did the same."""
    t = log.tickets
    closed = t["closed_us"] != NOT_YET
    return {
        "answered": int((log.contacts["outcome"] == 1).sum()),
        "tickets": len(closed),
        "closed": int(closed.sum()),
        "returns": int(t["returns"].sum()),
        "handlings": int(t["handlings"].sum()),
        "mean_closure_h": round(float((t["closed_us"] - t["received_us"])[closed].mean()) / 3.6e9, 3),
    }


def work_of_peer(contacts: list[tuple[int, ...]], tickets: list[tuple[int, ...]]) -> dict[str, float]:
    """The same of the peer, which knows closed tickets only."""
    rows = np.array(tickets)
    return {
        "answered": sum(row[2] == 1 for row in contacts),
        "closed": len(rows),
        "returns": int(rows[:, 7].sum()),
        "handlings": int(rows[:, 8].sum()) + len(rows),
        "mean_closure_h": round(float((rows[:, 6] - rows[:, 1]).mean()) / 3.6e9, 3),
    }


def ratios(peer: list[float], own: list[float]) -> dict[str, float]:
    """Of two lists of times, round by round."""
    found = [a / b for a, b in zip(peer, own, strict=True)]
    return {"min": round(min(found), 2), "median": round(statistics.median(found), 2), "max": round(max(found), 2)}


def main() -> None:
    """Interleave the two and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=32_000)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--stock", action="store_true")
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    plan, stages = build_plan(scenario(options.calls)), build_plan(five_stages(options.tickets))
    for engine in OURS.values():
        engine(plan, draw_workload(plan, 1, 10**6))  # what is compiled is compiled first
    teams = {"idiomatic": Resource} | ({"stock": PriorityResource} if options.stock else {})
    peer = {"five_tasks_prosimos": prosimos} if options.peers else {}
    five = {f"five_stages_{name}": engine for name, engine in OURS.items()}
    seconds: dict[str, list[float]] = {name: [] for name in (*teams, *OURS, *five, *peer)}
    done: dict[str, dict[str, float]] = {}
    for replication in range(options.rounds):
        inputs = peer_inputs(plan, draw_workload(plan, 1, replication), options.calls)
        for name, team in teams.items():
            begun = time.process_time()
            rows = simulate_chain(inputs, pools(options.calls), team)
            seconds[name].append(time.process_time() - begun)
            done[name] = work_of_peer(*rows)
        for name, engine in OURS.items():
            begun = time.process_time()
            log = engine(plan, draw_workload(plan, 1, replication))
            seconds[name].append(time.process_time() - begun)
            done[name] = work_of_ours(log)
        for name, engine in five.items():
            begun = time.process_time()
            log = engine(stages, draw_workload(stages, 1, replication))
            seconds[name].append(time.process_time() - begun)
            done[name] = work_of_ours(log)
        for name, run in peer.items():
            begun = time.process_time()
            closed = run(options.tickets)
            seconds[name].append(time.process_time() - begun)
            done[name] = {"closed": closed}
    result: dict[str, Any] = {
        "calls": options.calls,
        "tickets": options.tickets,
        "rounds": options.rounds,
        "cpu_s": {name: round(statistics.median(values), 4) for name, values in seconds.items()},
        **{f"{peer}_over": {name: ratios(seconds[peer], seconds[name]) for name in OURS} for peer in teams},
        "done_last_round": done,
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
