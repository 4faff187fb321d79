"""Ten small floors, different in what makes staffing hard, for which `need` is compared with trying everything."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Final

from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario


def exponential(mean: str) -> dict[str, Any]:
    """A law as a scenario writes it."""
    return {"law": "exponential", "mean": mean}


def target(measure: str, **said: Any) -> dict[str, Any]:
    """A promise as a scenario writes it."""
    return {"measure": measure, **said}


def shift(start: str, end: str, staff: int, **more: Any) -> dict[str, Any]:
    """A shift as a scenario writes it."""
    return {"start": start, "end": end, "staff": staff, **more}


def group(shifts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A group of operators as a scenario writes it."""
    return {"talk": exponential("150 s"), "shifts": shifts, **more}


IN_TIME: Final = target("service_level", within="20 s", at_least="80 %")
FEW_GIVE_UP: Final = target("abandonment_rate", at_most="5 %")
QUICK: Final = target("asa", at_most="15 s")
PATIENT: Final = {"patience": exponential("2 min")}
WRAP_UP: Final = {"wrap_up": exponential("30 s")}


def all_day(staff: int) -> dict[str, Any]:
    """One shift around the clock."""
    return {"day": shift("00:00", "24:00", staff)}


def floor(calls: float, operators: dict[str, Any], *targets: dict[str, Any], **more: Any) -> Scenario:
    """One day of so many calls, spread evenly."""
    document = {
        "hotline": 1,
        "clock": {"start": "2025-06-02", "days": 1, "zone": "UTC"},
        "demand": {"calls": {"per_day": calls, "profile": "flat", "types": {"any": 1}}},
        "operators": operators,
        "targets": list(targets),
        "replications": 5,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "floor.yaml"
        path.write_text(json.dumps(document | more), encoding="utf-8")
        return load_scenario(path)


def floors() -> dict[str, Scenario]:
    """Name to floor."""
    two_shifts = {"early": shift("00:00", "13:00", 4), "late": shift("12:00", "24:00", 5)}
    meal = [{"after": "3 h", "length": "45 min", "waves": 3}]
    two_types = {"calls": {"per_day": 500, "profile": "hotline_day", "types": {"tax": "40 %", "any": "60 %"}}}
    experts = group(all_day(2), skills=[{"channel": "phone", "types": ["tax"]}])
    lognormal = {"law": "lognormal", "mean": "150 s", "cv": 1.2}
    redial = {"after_abandon": "70 %", "delay": exponential("5 min")}
    weibull = {"law": "weibull", "mean": "2 min", "shape": 0.8}
    return {
        "nobody gives up": floor(900, {"desk": group(all_day(2))}, IN_TIME),
        "wrap-up and patience": floor(900, {"desk": group(all_day(5), **WRAP_UP)}, FEW_GIVE_UP, callers=PATIENT),
        "speed of answer": floor(900, {"desk": group(all_day(9), **WRAP_UP)}, QUICK, callers=PATIENT),
        "two shifts with breaks": floor(700, {"desk": group(two_shifts, breaks=meal)}, IN_TIME, callers=PATIENT),
        "few trunks": floor(
            900, {"desk": group(all_day(1))}, target("blocking_rate", at_most="1 %"), callers={**PATIENT, "trunks": 7}
        ),
        "redials": floor(
            800, {"desk": group(all_day(4))}, target("connection_rate_citizens", at_least="97 %"),
            callers={**PATIENT, "redial": redial},
        ),
        "two groups": floor(500, {"desk": group(all_day(4)), "experts": experts}, IN_TIME, demand=two_types),
        "lognormal talk, absence": floor(
            700, {"desk": group(all_day(3), absence="10 %", talk=lognormal)}, IN_TIME, FEW_GIVE_UP,
            callers={"patience": weibull},
        ),
        "every interval": floor(
            800, {"desk": group(all_day(6))}, target("service_level", within="20 s", at_least="70 %", per="interval"),
            callers=PATIENT, report={"interval": "6 h"},
        ),
        "occupancy and a level": floor(
            800, {"desk": group(two_shifts, **WRAP_UP)}, target("occupancy", at_most="45 %"), IN_TIME, callers=PATIENT
        ),
    }  # fmt: skip
