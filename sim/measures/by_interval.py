"""The day cut into intervals: calls by the interval they arrived in, people by the time they spent in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import ScenarioError
from sim.logs.columns import Column, are
from sim.logs.run_log import RunLog
from sim.measures.definitions import definition_of, measure_key
from sim.measures.phone import Phone
from sim.measures.requirement import UNKNOWN, required_heads
from sim.measures.work import Spells, Work, are_of, call_groups
from sim.plans.expectations import line_hours
from sim.plans.kept import by_plan
from sim.plans.plan import Plan
from sim.rules.codes import Outcome, StaffState
from sim.scenario.schema_results import Selection
from sim.statistics.time_sums import SECOND_US, count_by, interval_count, sum_by, time_by

if TYPE_CHECKING:
    import pandas as pd

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class IntervalTable:
    """Sums per interval of the horizon; every array has shape (intervals,).

    Attributes
    ----------
    width_us, horizon_us
        Length of the intervals (the last one may be shorter) and of the horizon.
    start_us
        Start of each interval.
    local_start, utc_start
        The same as local clock times, and in UTC, which tells the hour apart that is there twice.
    within_us
        Thresholds of the service level.
    counts
        Calls by their arrival: attempts, blocked, offered, answered, abandoned, handled (wrap-up ended), talked (talk
        ended).
    answered_within, abandoned_within
        Calls by threshold.
    wait_us, talk_us, wrap_up_us, handle_us
        Sums over the calls that arrived in the interval: waits of the answered, time worked in talk and in wrap-up,
        and both of the calls whose wrap-up ended.
    busy_us, on_duty_us, available_us, scheduled_us
        Time in the interval of the people who may take calls: working, on duty, on duty and not on a break or off the
        phone, rostered.
    open_us
        Time in the interval in which the line takes calls.
    required
        Fewest operators that meet the service level by Erlang's formulas; `UNKNOWN` where no handle time is known.
    """

    width_us: int
    horizon_us: int
    start_us: Column
    local_start: npt.NDArray[np.datetime64]
    utc_start: npt.NDArray[np.datetime64]
    within_us: tuple[int, ...]
    counts: dict[str, Column]
    answered_within: dict[int, Column]
    abandoned_within: dict[int, Column]
    wait_us: Column
    talk_us: Column
    wrap_up_us: Column
    handle_us: Column
    busy_us: Column
    on_duty_us: Column
    available_us: Column
    scheduled_us: Column
    open_us: Column
    required: Column

    def __len__(self) -> int:
        return len(self.start_us)

    @property
    def length_us(self) -> Column:
        """Length of each interval."""
        return np.minimum(self.start_us + self.width_us, self.horizon_us) - self.start_us

    def parts(self, id: str, within_us: int | None = None) -> tuple[Reals, Reals]:  # noqa: A002  # a measure's id
        """Numerator and denominator of a measure in each interval.

        Raises
        ------
        ScenarioError
            If the measure is not known by interval.
        """
        counts = self.counts
        if definition_of(id).needs_within:
            if within_us not in self.answered_within:
                raise ScenarioError(f"'{id}' is not counted at {within_us} microseconds: list it under answer_within")
            return self._service_level(id, within_us)
        fractions: dict[str, tuple[Column, Column | int]] = {
            "connection_rate": (counts["answered"], counts["offered"]),
            "abandonment_rate": (counts["abandoned"], counts["offered"]),
            "blocking_rate": (counts["blocked"], counts["attempts"]),
            "asa": (self.wait_us, counts["answered"] * SECOND_US),
            "talk_mean": (self.talk_us, counts["talked"] * SECOND_US),
            "wrap_up_mean": (self.wrap_up_us, counts["handled"] * SECOND_US),
            "aht": (self.handle_us, counts["handled"] * SECOND_US),
            "occupancy": (self.busy_us, self.available_us),
            "occupancy_on_duty": (self.busy_us, self.on_duty_us),
            "scheduled_heads": (self.scheduled_us, self.length_us),
            "present_heads": (self.available_us, self.length_us),
            **{name: (counts[name], 1) for name in ("attempts", "blocked", "offered", "answered", "abandoned")},
        }
        if id not in fractions:
            raise ScenarioError(f"'{id}' is not known by interval: choose one of {', '.join(sorted(fractions))}")
        numerator, denominator = fractions[id]
        return numerator.astype(np.float64), np.broadcast_to(denominator, len(self)).astype(np.float64)

    def _service_level(self, id: str, within_us: int) -> tuple[Reals, Reals]:  # noqa: A002  # a measure's id
        in_time, gone = self.answered_within[within_us], self.abandoned_within[within_us]
        offered, answered = self.counts["offered"], self.counts["answered"]
        levels = {
            "service_level": (in_time, offered),
            "service_level_less_short": (in_time, offered - gone),
            "service_level_or_gone": (in_time + gone, offered),
            "service_level_answered": (in_time, answered),
        }
        if id not in levels:
            raise ScenarioError(f"'{id}' is not known by interval: choose one of {', '.join(levels)}")
        numerator, denominator = levels[id]
        return numerator.astype(np.float64), denominator.astype(np.float64)

    def to_frame(self) -> pd.DataFrame:
        """One row per interval: local start, counts, service levels, ASA and AHT in seconds, occupancy, people.

        Empty cells are "no data". `over_under` is the people present less those required. The start in UTC stands last.
        """
        import pandas as pd

        frame: dict[str, object] = {"interval_start": self.local_start}
        frame |= {name: self.counts[name] for name in ("attempts", "blocked", "offered", "answered", "abandoned")}
        for s in self.within_us:
            frame[measure_key("service_level", s)] = _divide(*self.parts("service_level", s))
        frame["asa"] = _divide(*self.parts("asa"))
        frame["aht"] = _divide(*self.parts("aht"))
        frame["occupancy"] = _divide(*self.parts("occupancy"))
        required = pd.array(self.required, dtype="Int64")
        required[self.required == UNKNOWN] = pd.NA
        frame["required"] = required
        frame["scheduled"] = _divide(*self.parts("scheduled_heads"))
        frame["present"] = _divide(*self.parts("present_heads"))
        frame["over_under"] = frame["present"] - required  # type: ignore[operator]  # both are pandas arrays
        frame["interval_start_utc"] = self.utc_start
        return pd.DataFrame(frame)


def _divide(numerator: Reals, denominator: Reals) -> pd.api.extensions.ExtensionArray:
    """Ratios with missing values, never NaN, where the denominator is zero."""
    import pandas as pd

    known = denominator != 0
    values = np.divide(numerator, denominator, out=np.zeros(len(known)), where=known)
    return pd.arrays.FloatingArray(values, ~known)


def thresholds(log: RunLog, also: Sequence[Selection] = ()) -> tuple[int, ...]:
    """Every threshold at which the scenario, or who asks for more, wants a service level: microseconds, sorted."""
    own = _thresholds(log.plan)
    return tuple(sorted({*own, *_waits_of(also)})) if also else own


@by_plan
def _thresholds(plan: Plan) -> tuple[int, ...]:
    """Those of the scenario."""
    return tuple(sorted({*_waits_of(plan.scenario.selections), *plan.scenario.report.answer_within}))


def _waits_of(selections: Sequence[Selection]) -> set[int]:
    """The thresholds of some selections; not those of closure."""
    asked = {part.within for part in selections if definition_of(part.measure).needs != "length"}
    return {within_us for within_us in asked if within_us is not None}


class _Grid(NamedTuple):
    """What every run of a plan has by interval, shape (intervals,) each: see `IntervalTable`."""

    start_us: Column
    length_us: Column
    local_start: npt.NDArray[np.datetime64]
    utc_start: npt.NDArray[np.datetime64]
    open_us: Column


@by_plan
def _grid(plan: Plan, width_us: int) -> _Grid:
    start_us = np.arange(interval_count(width_us, plan.horizon_us), dtype=np.int64) * width_us
    length_us = np.minimum(start_us + width_us, plan.horizon_us) - start_us
    open_us = time_by(*line_hours(plan), width_us, plan.horizon_us)
    return _Grid(start_us, length_us, plan.calendar.local_times(start_us), plan.calendar.utc_times(start_us), open_us)


def interval_table(log: RunLog, width_us: int | None = None, work: Work | None = None) -> IntervalTable:
    """Cut a run into intervals.

    Parameters
    ----------
    log
        The run.
    width_us
        Length of the intervals; the scenario's `report.interval` if left out.
    work
        Its working times, if they are at hand.
    """
    width_us = width_us or log.plan.scenario.report.interval
    work, plan, staff = work or Work(log), log.plan, log.staff
    within_us, grid, groups = thresholds(log), _grid(plan, width_us), call_groups(plan)
    n, phone = len(grid.start_us), work.phone
    slot = np.minimum(log.contacts["arrived_us"] // width_us, n - 1)
    answered_slot, abandoned_slot = slot[phone.answered], slot[phone.abandoned]
    talked, handled = phone.knows("talk_end_us"), phone.knows("wrap_up_end_us")
    handled_slot, wrap_up_us = slot[handled], work.wrap_up_us[handled]
    counts = _call_counts(phone, slot, n) | {
        "talked": count_by(slot[talked], n), "handled": count_by(handled_slot, n)
    }  # fmt: skip
    wrap_up_by = sum_by(handled_slot, wrap_up_us, n)
    handle_by = sum_by(handled_slot, work.talk_us[handled], n) + wrap_up_by

    def time_of(*parts: Spells) -> Column:
        """Time of some spells of those who may take calls."""
        sums: Column = np.zeros(n, dtype=np.int64)
        for part in parts:
            mine = are_of(part.group, groups)
            sums += time_by(part.start_us[mine], part.end_us[mine], width_us, plan.horizon_us)
        return sums

    on_duty_us = time_of(work.staff_spells(StaffState.ON_DUTY))
    away_us = time_of(work.staff_spells(StaffState.BREAK), work.staff_spells(StaffState.OFF_PHONE))
    rostered = are(staff["state"], StaffState.ON_DUTY) | are(staff["state"], StaffState.ABSENT)
    planned = Spells(*(staff[name][rostered] for name in ("person", "group", "planned_start_us", "planned_end_us")))
    return IntervalTable(
        width_us=width_us,
        horizon_us=plan.horizon_us,
        start_us=grid.start_us,
        local_start=grid.local_start,
        utc_start=grid.utc_start,
        within_us=within_us,
        counts=counts,
        answered_within={s: count_by(answered_slot[phone.answered_waits <= s], n) for s in within_us},
        abandoned_within={s: count_by(abandoned_slot[phone.abandoned_waits <= s], n) for s in within_us},
        wait_us=sum_by(answered_slot, phone.answered_waits, n),
        talk_us=sum_by(slot[talked], work.talk_us[talked], n),
        wrap_up_us=wrap_up_by,
        handle_us=handle_by,
        busy_us=time_of(*work.busy(groups)),
        on_duty_us=on_duty_us,
        available_us=on_duty_us - away_us,
        scheduled_us=time_of(planned),
        open_us=grid.open_us,
        required=required_heads(plan, counts["offered"], counts["handled"], handle_by, grid.length_us),
    )


def _call_counts(phone: Phone, slot: Column, n: int) -> dict[str, Column]:
    """Calls by the interval in which they arrived, and what became of them."""
    ends = (slot * len(Outcome) + phone.contacts["outcome"])[phone.mine]
    by_outcome = count_by(ends, n * len(Outcome)).reshape(n, len(Outcome))
    of = {"blocked": Outcome.BLOCKED, "answered": Outcome.ANSWERED, "abandoned": Outcome.ABANDONED}
    return {
        "attempts": by_outcome.sum(axis=1),
        "offered": count_by(slot[phone.knows("queued_us")], n),
        **{name: by_outcome[:, outcome] for name, outcome in of.items()},
    }
