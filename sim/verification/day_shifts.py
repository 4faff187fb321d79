"""Cases about crews who work by day: what becomes of work in hand at the end of the shift, exactly."""

from __future__ import annotations

from itertools import islice
from typing import Final

import numpy as np

from sim.logs.run_log import RunLog
from sim.plans.plan import Ints
from sim.queueing.day_shifts import DayShift, ShiftEnd
from sim.rules.codes import NOT_YET
from sim.scenario.schema import Scenario
from sim.verification.evidence import Evidence, hold
from sim.verification.floors import DAY_US, HOUR_US, Trial, exponential
from sim.verification.ticket_runs import ticket_logs

CREWS: Final = 8
BEGIN_H: Final = 8
END_H: Final = 17
WORK_S: Final = 3600.0
MARGIN_S: Final = 4320.0
PER_HOUR: Final = (1, 1, 1, 1, 1, 1, 1, 4, 4, 4, 4, 6, 3, 5, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3)
DAYS: Final = 4


def day_shift_case(shift_end: ShiftEnd, replications: int, trial: Trial) -> list[Evidence]:
    """From a first midnight without tickets on: closed the same day, within 24 hours, and open on average."""
    team = _team(shift_end)
    days = list(islice(team.days(), DAYS))
    scenario = _scenario(shift_end, team.margin_s)
    per_day = float(sum(PER_HOUR))
    came, early, same, in_24_h, open_s, by_day, worked = (np.zeros(replications) for _ in range(7))
    for r, log in enumerate(ticket_logs(scenario, replications, trial)):
        t = log.tickets
        received_us, closed_us = t["received_us"], t["closed_us"]
        ended_us = np.where(closed_us == NOT_YET, DAYS * DAY_US, closed_us)
        is_closed, old = closed_us != NOT_YET, received_us < (DAYS - 1) * DAY_US
        came[r], early[r] = len(received_us), old.sum()
        same[r] = (is_closed & (received_us // DAY_US == closed_us // DAY_US)).sum()
        in_24_h[r] = (is_closed & (closed_us - received_us <= DAY_US))[old].sum()
        open_s[r] = (ended_us - received_us).sum() / 1e6
        by_day[r] = (received_us % DAY_US // HOUR_US < END_H).sum()
        worked[r] = _work_done(log, shift_end) / (WORK_S * 1e6) - is_closed.sum()
    controls = np.column_stack([came - DAYS * per_day, by_day - DAYS * sum(PER_HOUR[:END_H]), worked])
    horizon_s = np.full(replications, DAYS * 86_400.0)
    return [
        hold("same_day", "share", sum(day.same_day for day in days) / (DAYS * per_day), same, came, controls),
        hold("in_24_h", "share", sum(d.in_24_h for d in days[:-1]) / ((DAYS - 1) * per_day), in_24_h, early, controls),
        hold(
            "open_tickets", "number", sum(d.open_time_s for d in days) / (DAYS * 86_400.0), open_s, horizon_s, controls
        ),
    ]


def _work_done(log: RunLog, shift_end: ShiftEnd) -> int:
    """Time that all crews worked: in mean lengths it is the number of works they ended, on average."""

    def clock(at_us: Ints) -> Ints:
        """Working time up to an instant; work that is put down stands still by night."""
        if shift_end != "pause":
            return at_us
        shift_us = (END_H - BEGIN_H) * HOUR_US
        return at_us // DAY_US * shift_us + np.clip(at_us % DAY_US - BEGIN_H * HOUR_US, 0, shift_us)

    begun = log.tasks["started_us"] != NOT_YET
    ended_us = log.tasks["ended_us"][begun]
    until_us = np.where(ended_us == NOT_YET, DAYS * DAY_US, ended_us)
    return int((clock(until_us) - clock(log.tasks["started_us"][begun])).sum())


def _team(shift_end: ShiftEnd) -> DayShift:
    margin_s = MARGIN_S if shift_end == "no_late_start" else 0.0
    return DayShift(CREWS, BEGIN_H, END_H, WORK_S, PER_HOUR, shift_end, margin_s)


def _scenario(shift_end: ShiftEnd, margin_s: float) -> Scenario:
    total = sum(PER_HOUR)
    crews = {
        "work": exponential(WORK_S),
        "shift_end": shift_end,
        "no_late_start_margin": f"{margin_s:g} s",
        "shifts": {"day": {"start": f"{BEGIN_H:02d}:00", "end": f"{END_H:02d}:00", "staff": CREWS}},
    }
    return Scenario.model_validate(
        {
            "hotline": 1,
            "clock": {"start": "2025-06-02", "days": DAYS, "zone": "UTC"},
            "demand": {
                "tickets": {
                    "channel": "transfer",
                    "per_day": float(total),
                    "profile": [number / total for number in PER_HOUR],
                    "types": {"any": 1.0},
                }
            },
            "units": {"crews": crews},
            "tickets": {"routes": [{"units": {"crews": 1.0}}]},
        }
    )
