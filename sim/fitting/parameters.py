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

Reals = npt.NDArray[np.float64]
UNITS: Final = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"))
NAMELESS: Final = "other"
"""What a type without a name is called."""


@dataclass(frozen=True)
class Parameter:
    """A number that was fitted: key path, value with its interval of 95 %, unit, what it rests on, and its law.

    `is_used` says whether the scenario has it; some are told only.
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

    @property
    def is_share(self) -> bool:
        """Whether it is a share of something, and so one at most."""
        return not self.unit and not self.law and not self.key.endswith("_cv")

    def origin(self, file: str) -> dict[str, str]:
        """Where it comes from, as a scenario says it."""
        how = f"{self.law}: {self.how}" if self.law else self.how
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


def share_parameter(key: str, share: Share, how: str, is_used: bool = True) -> Parameter:
    """A share as a number of the scenario."""
    return Parameter(key, share.share, *share.interval, "", share.of, how, is_used=is_used)


def volume_parameters(stream: str, volumes: Volumes, unit: str) -> Iterable[Parameter]:
    """Contacts a day, or by weekday, and the spread of days."""
    demand = f"demand.{stream}"
    if volumes.alike:
        mean, (low, high), days = volumes.every_day
        yield Parameter(f"{demand}.per_day", mean, low, high, unit, days, "mean of days")
    else:
        for k, (mean, (low, high), days) in volumes.by_weekday.items():
            yield Parameter(f"{demand}.per_weekday.{WEEKDAY_NAMES[k]}", mean, low, high, unit, days, "mean of days")
    busy = (volumes.busyness_cv, *volumes.busyness_interval)
    yield Parameter(f"{demand}.busyness_cv", *busy, "", volumes.days, "spread of days beyond chance")


def law_parameters(key: str, laws: list[FittedLaw], how: str) -> Iterable[Parameter]:
    """The numbers of the best law; none where no law was fitted."""
    if not laws:
        return
    law, rows = laws[0], laws[0].ended + laws[0].cut
    name = "value" if law.law == ALWAYS else "mean"
    yield Parameter(f"{key}.{name}", law.mean, *law.mean_interval, "s", rows, how, law.law)
    if law.second_name:
        yield Parameter(f"{key}.{law.second_name}", law.second, *law.second_interval, "", rows, how, law.law)


def volume_keys(volumes: Volumes) -> dict[str, Any]:
    """Volume, profile and busyness of a stream, as a scenario's file says them."""
    volume: dict[str, Any] = (
        {"per_day": round(volumes.every_day[0], 1)}
        if volumes.alike
        else {"per_weekday": {WEEKDAY_NAMES[k]: round(mean, 1) for k, (mean, _, _) in volumes.by_weekday.items()}}
    )
    profile: Any = _percents(volumes.profile)
    if volumes.weekend_profile is not None:
        profile = {"working_day": profile, "rest_day": _percents(volumes.weekend_profile)}
    return {**volume, "profile": profile, "busyness_cv": round(volumes.busyness_cv, 4)}


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


def to_one(shares: Mapping[str, float]) -> dict[str, float]:
    """Shares of one whole to four digits; the largest takes what rounding leaves."""
    whole = sum(shares.values())
    if not whole:
        return {}
    rounded = {name: round(share / whole, 4) for name, share in shares.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(1 - sum(share for name, share in rounded.items() if name != largest), 4)
    return rounded


def _percents(profile: Reals) -> list[float]:
    return [float(f"{share:.4g}") for share in (100 * profile).tolist()]
