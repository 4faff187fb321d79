"""Numbers of a scenario that were fitted, and how a scenario's file says laws and shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import WEEKDAY_NAMES
from sim.fitting.callers import Share
from sim.fitting.laws import ALWAYS, FittedLaw
from sim.fitting.volumes import Volumes
from sim.records.rows import OTHER

Reals = npt.NDArray[np.float64]
UNITS: Final = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"))
A_MONTH: Final = "a month"
"""The unit of growth."""
MEAN_OF: Final = {"holiday": "mean of holidays", "make_up_day": "mean of make-up days"}
NAMELESS: Final = OTHER
"""What a type without a name is called."""


@dataclass(frozen=True)
class Parameter:
    """A number that was fitted: key path, value with its interval of 95 %, unit, what it rests on, and its law.

    `is_used` says whether the scenario has it; some are told only. `part` names the hours, or the type of request, that
    it is of, where the key does not.
    """

    key: str
    value: float
    low: float
    high: float
    unit: str
    rows: int
    how: str
    law: str = ""
    is_used: bool = True
    part: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it is a share of something, and so one at most."""
        return not self.unit and not self.law and not self.key.endswith("_cv")

    def origin(self, file: str) -> dict[str, str]:
        """Where it comes from, as a scenario says it."""
        how = f"{self.how}, {self.part}" if self.part else self.how
        how = f"{self.law}: {how}" if self.law else how
        source = f"{file}: {self.rows:,} rows, {how}; 95 %: {self.low:.4g} to {self.high:.4g} {self.unit}".rstrip()
        return {"kind": "derived", "source": source}


@dataclass(frozen=True)
class Half:
    """What a scenario has of one file.

    Attributes
    ----------
    name, days
        The file, its first and its last day.
    parameters
        Every number that was fitted.
    keys
        What the scenario's file says.
    origins
        Where what is no single number comes from.
    """

    name: str
    days: tuple[date, date]
    parameters: list[Parameter]
    keys: dict[str, Any]
    origins: dict[str, dict[str, str]]


def share_parameter(key: str, share: Share, how: str, part: str = "", is_used: bool = True) -> Parameter:
    """A share as a number of the scenario."""
    return Parameter(key, share.share, *share.interval, "", share.of, how, is_used=is_used, part=part)


def volume_parameters(stream: str, volumes: Volumes, unit: str) -> Iterable[Parameter]:
    """Contacts a day, or by weekday and kind of day, their growth, and the spread of days."""
    demand = f"demand.{stream}"
    if volumes.alike:
        mean, (low, high), days = volumes.every_day
        yield Parameter(f"{demand}.per_day", mean, low, high, unit, days, "mean of days")
    else:
        for k, (mean, (low, high), days) in volumes.by_weekday.items():
            yield Parameter(f"{demand}.per_weekday.{WEEKDAY_NAMES[k]}", mean, low, high, unit, days, "mean of days")
    for one in volumes.special:
        if one.mean is not None:
            mean, (low, high), days = one.mean
            yield Parameter(f"{demand}.per_weekday.{one.kind}", mean, low, high, unit, days, MEAN_OF[one.kind])
    if volumes.growth is not None:
        key, growth = f"{demand}.growth.rate", volumes.growth
        how = "growth a month, weekdays taken out"
        yield Parameter(key, *growth.monthly, A_MONTH, growth.days, how, is_used=volumes.grows)
    busy = (volumes.busyness_cv, *volumes.busyness_interval)
    yield Parameter(f"{demand}.busyness_cv", *busy, "", volumes.days, "spread of days beyond chance")
    if volumes.fine_busyness is not None:
        fine, ends = volumes.fine_busyness
        how = "spread of intervals within a day, beyond chance"
        yield Parameter(f"{demand}.fine_busyness_cv", fine, *ends, "", volumes.days, how)


def law_parameters(key: str, laws: list[FittedLaw], how: str, part: str = "") -> Iterable[Parameter]:
    """The numbers of the best law; none where no law was fitted."""
    if not laws:
        return
    law, rows = laws[0], laws[0].ended + laws[0].cut
    name = "value" if law.law == ALWAYS else "mean"
    yield Parameter(f"{key}.{name}", law.mean, *law.mean_interval, "s", rows, how, law.law, part=part)
    if law.second_name:
        second = law.second, *law.second_interval
        yield Parameter(f"{key}.{law.second_name}", *second, "", rows, how, law.law, part=part)


def volume_keys(volumes: Volumes) -> dict[str, Any]:
    """Volume, profile, growth and busyness of a stream, as a scenario's file says them."""
    found: dict[str, Any] = {"per_day": round(volumes.every_day[0], 1)}
    profiles = {"working_day": _percents(volumes.profile)}
    if not volumes.alike:
        of_kinds = {one.kind: round(one.mean[0], 1) for one in volumes.special if one.mean is not None}
        weekdays = {WEEKDAY_NAMES[k]: round(mean, 1) for k, (mean, _, _) in volumes.by_weekday.items()}
        found = {"per_weekday": weekdays | of_kinds}
    if volumes.weekend_profile is not None:
        profiles["rest_day"] = _percents(volumes.weekend_profile)
    profiles |= {one.kind: _percents(one.profile) for one in volumes.special if one.profile is not None}
    found["profile"] = profiles if len(profiles) > 1 else profiles["working_day"]
    if volumes.growth is not None and volumes.grows:
        rate = round(volumes.growth.monthly[0], 5)
        found["growth"] = {"rate": rate, "per": "month", "since": str(volumes.next_day)}
    found["busyness_cv"] = round(volumes.busyness_cv, 4)
    if volumes.fine_busyness is not None:
        found["fine_busyness_cv"] = round(volumes.fine_busyness[0], 4)
        found["fine_busyness_every"] = f"{24 * 60 // len(volumes.profile)} min"
    return found


def law_keys(law: FittedLaw) -> dict[str, Any]:
    """A law as a scenario's file says it."""
    if law.law == ALWAYS:
        return {"law": law.law, "value": length_text(law.mean)}
    found: dict[str, Any] = {"law": law.law, "mean": length_text(law.mean)}
    return found | ({law.second_name: round(law.second, 4)} if law.second_name else {})


def length_text(seconds: float) -> str:
    """A length as a scenario's file says it, to four digits."""
    size, unit = next((size, unit) for size, unit in UNITS if seconds >= 2 * size or unit == "s")
    return f"{float(f'{seconds / size:.4g}'):g} {unit}"


def share_keys(shares: Mapping[str, Share]) -> dict[str, float]:
    """Shares to four digits that are one together."""
    return to_one({name or NAMELESS: share.share for name, share in shares.items()})


def to_one(shares: Mapping[str, float], digits: int = 4) -> dict[str, float]:
    """Shares of one whole to some digits; the largest takes what rounding leaves."""
    whole = sum(shares.values())
    if not whole:
        return {}
    rounded = {name: round(share / whole, digits) for name, share in shares.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(1 - sum(share for name, share in rounded.items() if name != largest), digits)
    return rounded


def _percents(profile: Reals) -> list[float]:
    return [float(f"{share:.4g}") for share in (100 * profile).tolist()]
