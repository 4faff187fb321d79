"""Cases whose exact answer is a small chain of states: wrap-up that outlasts the caller, and callers who try again."""

from __future__ import annotations

import numpy as np

from sim.logs.run_log import RunLog
from sim.plans.plan import Ints
from sim.queueing.chains import Redialling, TalkAndWrapUp
from sim.rules.codes import NOT_YET, Outcome
from sim.verification.evidence import Evidence, hold
from sim.verification.floors import DAY_US, HOUR_US, TAIL_US, Floor, Trial, exponential, logs, samples
from sim.verification.steady import against, everyone


def wrap_up_case(patience_s: float | None, trunks: int | None, replications: int, trial: Trial) -> list[Evidence]:
    """The caller leaves after the talk; the operator only after the wrap-up, which holds no line."""
    operators, calls_per_s, talk_s, wrap_up_s = 3, 2.25 / 60.0, 40.0, 20.0
    patience = None if patience_s is None else exponential(patience_s)
    floor = Floor(operators, calls_per_s * 3600, exponential(talk_s), patience, exponential(wrap_up_s), trunks, days=2)
    exact = TalkAndWrapUp(operators, calls_per_s, talk_s, wrap_up_s, patience_s, trunks)
    theory = {"p_wait": exact.share_waiting, "mean_wait": exact.mean_wait_s}
    if patience_s is not None:
        theory["p_abandon"] = exact.share_abandoned
    found = samples(floor, replications, trial)
    blocked = against(found, {"p_blocked": exact.share_blocked}, everyone) if trunks is not None else []
    return blocked + against(found, theory)


def redial_case(replications: int, trial: Trial) -> list[Evidence]:
    """Those who gave up call again with some chance, after a while, as often as it takes."""
    operators, calls_per_hour, talk_s, patience_s, share, delay_s = 3, 180.0, 60.0, 60.0, 0.7, 120.0
    redial = {"after_abandon": share, "delay": exponential(delay_s), "max_tries": 100}
    floor = Floor(operators, calls_per_hour, exponential(talk_s), exponential(patience_s), redial=redial)
    exact = Redialling(operators, calls_per_hour / 3600, talk_s, patience_s, share, delay_s)
    end_us = DAY_US - TAIL_US
    rows = [
        _counts(log, floor.warm_up_us, end_us) for log in logs(floor.scenario(), replications, trial)
    ]  # warm-up: ninety mean redial delays
    first, tries, waits, gone, wait_s, house_s, orbit_s = np.array(rows, dtype=np.float64).T
    seconds = np.full(replications, (end_us - floor.warm_up_us) / 1e6)
    controls = (first - calls_per_hour * (end_us - floor.warm_up_us) / HOUR_US)[:, None]
    return [
        hold("attempts", "number", exact.attempts_per_s * 3600 / calls_per_hour, tries, first, controls),
        hold("p_wait", "share", exact.share_waiting, waits, tries, controls),
        hold("p_abandon", "share", exact.share_abandoned, gone, tries, controls),
        hold("mean_wait", "s", exact.mean_wait_s, wait_s, tries, controls),
        hold("in_house", "number", exact.mean_in_house, house_s, seconds, controls),
        hold("in_orbit", "number", exact.mean_in_orbit, orbit_s, seconds, controls),
    ]


def _counts(log: RunLog, start_us: int, end_us: int) -> tuple[float, ...]:
    """First calls, tries, tries that waited, that were given up, seconds waited; time in the house and in orbit."""
    c = log.contacts
    counted = (c["arrived_us"] >= start_us) & (c["arrived_us"] < end_us)
    waited_us = np.maximum(c["answered_us"], c["left_us"]) - c["arrived_us"]
    out_us = np.maximum(c["talk_end_us"], c["left_us"])
    out_us = np.where(out_us == NOT_YET, DAY_US, out_us)
    order = np.lexsort((c["attempt"], c["request"]))
    again = order[1:][np.diff(c["request"][order]) == 0]
    before = order[:-1][np.diff(c["request"][order]) == 0]

    def inside(since_us: Ints, until_us: Ints) -> float:
        return float(np.maximum(np.minimum(until_us, end_us) - np.maximum(since_us, start_us), 0).sum()) / 1e6

    return (
        float((counted & (c["attempt"] == 0)).sum()),
        float(counted.sum()),
        float((waited_us[counted] > 0).sum()),
        float((c["outcome"][counted] == Outcome.ABANDONED).sum()),
        float(waited_us[counted].sum()) / 1e6,
        inside(c["arrived_us"], out_us),
        inside(c["left_us"][before], c["arrived_us"][again]),
    )
