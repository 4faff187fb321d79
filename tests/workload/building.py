"""Small scenarios in plain values, their plans and outside worlds, and limits for random checks."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.plans.build import build_plan
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET
from sim.scenario.schema import Scenario
from sim.workload import Workload, draw_workload

SECOND, MINUTE, HOUR = 1_000_000, 60_000_000, 3_600_000_000
DAY = 24 * HOUR
FALSE_ALARM = 5e-9
"""Two-sided chance that one sound random check fails: 200 of them fail together once in a million runs."""


def scenario_of(folder: Path | str = "", **parts: Any) -> Scenario:
    """A scenario of one stream of one type, UTC, one day; `parts` replace its top keys."""
    document = {
        "hotline": 1,
        "clock": {"start": "2025-06-02", "days": 1, "zone": "UTC"} | parts.pop("clock", {}),
        "demand": {"calls": {"per_day": 2400, "types": {"any": 1.0}}},
        **parts,
    }
    scenario = Scenario.model_validate(document)
    scenario._folder = str(folder)
    return scenario


def plan_of(folder: Path | str = "", **parts: Any) -> Plan:
    """The plan of `scenario_of`."""
    return build_plan(scenario_of(folder, **parts))


def outside(plan: Plan, replication: int = 0, seed: int = 1) -> Workload:
    """One outside world."""
    return draw_workload(plan, seed, replication)


def staffed(staff: int, talk: str = "3 min", wrap_up: str | None = None, **more: Any) -> dict[str, Any]:
    """One group that is on duty round the clock."""
    group: dict[str, Any] = {"talk": {"law": "exponential", "mean": talk}}
    if wrap_up is not None:
        group["wrap_up"] = {"law": "exponential", "mean": wrap_up}
    group["shifts"] = {"all": {"start": "00:00", "end": "24:00", "staff": staff}}
    return {"floor": group | more}


def citizens(world: Workload, name_key: int | None = None) -> dict[tuple[int, int], tuple[int, int]]:
    """(name key, entity) -> (arrival, type) of everyone who comes; of one key only, if given."""
    rows = zip(
        world.name_key.tolist(), world.entity.tolist(), world.arrival_us.tolist(), world.type.tolist(), strict=True
    )
    return {(key, who): (time, kind) for key, who, time, kind in rows if name_key in (None, key)}


def write_csv(folder: Path, name: str, header: str, rows: list[str]) -> str:
    """A small data file; returns its name."""
    (folder / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return name


def real_file(name: str) -> Path:
    """A file of real data that does not travel with the project; the test is skipped where it is not at hand."""
    import os

    folder = os.environ.get("HOTLINE_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data"
    path = Path(folder) / name
    if not path.is_file():
        pytest.skip(f"{name} is not at hand: set HOTLINE_DATA to the folder that holds it")
    return path


def z_limit(n: int, false_alarm: float = FALSE_ALARM) -> float:
    """The |t| that n independent normal values exceed with chance `false_alarm` (5.85 for many, 6.41 for 100)."""
    return float(stats.t.isf(false_alarm / 2, n - 1))


def check_mean(values: Any, expected: float, what: str = "", false_alarm: float = FALSE_ALARM) -> float:
    """Hold the mean of independent values against what it should be; returns z."""
    values = np.asarray(values, dtype=float)
    spread = float(values.std(ddof=1)) / math.sqrt(len(values))
    z = (float(values.mean()) - expected) / spread
    limit = z_limit(len(values), false_alarm)
    assert abs(z) < limit, f"{what}: mean {values.mean():g}, expected {expected:g}: z = {z:.2f}, limit {limit:.2f}"
    return z


def check_variance(values: Any, expected: float, what: str = "", false_alarm: float = FALSE_ALARM) -> float:
    """Hold the variance of independent values against what it should be, by their squared distances; returns z."""
    values = np.asarray(values, dtype=float)
    n = len(values)
    return check_mean((values - values.mean()) ** 2 * n / (n - 1), expected, f"variance of {what}", false_alarm)


def finished(columns: dict[str, np.ndarray], cut_us: int) -> np.ndarray:
    """Which contacts are over before an instant."""
    over = np.maximum(columns["wrap_up_end_us"], columns["left_us"])
    return (over != NOT_YET) & (over < cut_us)
