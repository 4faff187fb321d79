"""A scenario from call records: every number with its interval, and the rows that it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.calendar.days import EPOCH, WEEKDAY_NAMES
from sim.calendar.lengths import DAY_US, SECOND_US
from sim.errors import DataError
from sim.fitting.callers import Patience, Redials, Share, patience_of, redials_of, share_of
from sim.fitting.laws import ALWAYS, FEWEST_ENDED, SURE_ENDED, FittedLaw, Lengths, fit_laws
from sim.fitting.staff import staff_seen, usual_staff
from sim.fitting.volumes import Volumes, volumes_of
from sim.forecasting.reading import whole_days
from sim.records.calls import ANSWERED, UNKNOWN, CallRecords, read_calls
from sim.records.intervals import read_staff

Reals = npt.NDArray[np.float64]
WIDTH_MINUTES: Final = 30
DAYS_AHEAD: Final = 7
CLEARLY_BETTER: Final = 20.0
"""Types have times of their own if Akaike's criterion is so much better with them."""
STREAM: Final = "calls"
GROUP: Final = "floor"
NAMELESS: Final = "other"
"""What a type without a name is called."""
STAFF_FILE: Final = "staff.csv"


@dataclass(frozen=True)
class Parameter:
    """A number of the scenario: key path, value with its interval of 95 %, unit, what it rests on, and its law."""

    key: str
    value: float
    low: float
    high: float
    unit: str
    rows: int
    how: str
    law: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it is a share of something, and so one at most."""
        return not self.unit and not self.law and not self.key.endswith("_cv")


@dataclass(frozen=True)
class Fit:
    """What call records say of a line.

    Attributes
    ----------
    records
        What was read.
    volumes, patience, redials
        How many come, how long they wait, who calls again.
    talk, wrap
        Type -> laws, the best first, '' for all types together; and the lengths they were fitted to.
    types
        Type -> its share of the first calls.
    staff
        Weekday and interval -> people at work: as rostered, or at least.
    is_rostered
        Whether a roster says it.
    """

    records: CallRecords
    volumes: Volumes
    patience: Patience
    redials: Redials
    talk: dict[str, list[FittedLaw]]
    wrap: list[FittedLaw]
    talk_lengths: Lengths
    wrap_lengths: Lengths
    types: dict[str, Share]
    staff: npt.NDArray[np.int64]
    is_rostered: bool
    zone: str

    @property
    def first_day(self) -> date:
        """The first day of the scenario: the one after the last day of the file."""
        return _days(self.records)[-1] + timedelta(days=1)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every number of the scenario that was fitted."""
        return tuple(_parameters(self))

    @property
    def document(self) -> dict[str, Any]:
        """The scenario, as its file has it."""
        return _document(self)

    def to_frame(self) -> pd.DataFrame:
        """A row for each parameter: `key`, `value`, `low`, `high` (95 %), `unit`, `rows`, `how`, `law`."""
        return pd.DataFrame([vars(one) for one in self.parameters])

    def staff_frame(self) -> pd.DataFrame:
        """People at work in each interval of the scenario's days: `time`, `staff`."""
        days = [self.first_day + timedelta(days=k) for k in range(DAYS_AHEAD)]
        times = pd.date_range(
            pd.Timestamp(days[0]), periods=DAYS_AHEAD * self.staff.shape[1], freq=f"{WIDTH_MINUTES}min"
        )
        return pd.DataFrame({"time": times, "staff": np.concatenate([self.staff[day.weekday()] for day in days])})


def fit(
    calls: str | Path,
    *,
    columns: Mapping[str, str | None] | None = None,
    time_format: str | None = None,
    zone: str = "UTC",
    staff: str | Path | None = None,
) -> Fit:
    r"""Fit a scenario to a file that has a row for each call.

    Parameters
    ----------
    calls
        CSV (gzip allowed) or Excel.
    columns
        Columns by role, such as {'time': 'arrived'}, where their names do not say it; see `sim.records.calls.ROLES`.
    time_format
        How times are written; found if left out.
    zone
        The scenario's time zone.
    staff
        CSV or Excel with people at work by interval; without it, how many were busy at once stands for it.

    Returns
    -------
    Fit
        With the scenario as `document`, and every number of it in `parameters`.

    Raises
    ------
    DataError
        If the file cannot be used, has fewer than two whole days, or too few answered calls with a talk.

    Examples
    --------
    >>> import datetime, pathlib, random, tempfile
    >>> import sim
    >>> chance, start = random.Random(1), datetime.datetime(2026, 3, 2, 8)
    >>> times = [start + datetime.timedelta(days=k // 100, minutes=7 * (k % 100)) for k in range(1_400)]
    >>> rows = [f"{time},{chance.expovariate(1 / 20):.1f},{chance.expovariate(1 / 180):.1f},answered" for time in times]
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "calls.csv"
    >>> _ = file.write_text("\n".join(["time,wait,talk,result", *rows]))
    >>> per_day = sim.fit(file).parameters[0]
    >>> per_day.key, per_day.value, per_day.rows
    ('demand.calls.per_day', 100.0, 14)
    """
    rows = None if staff is None else read_staff(Path(staff), WIDTH_MINUTES)
    return fit_records(read_calls(Path(calls), columns or {}, time_format), zone, rows)


def fit_records(records: CallRecords, zone: str = "UTC", staff: Mapping[date, Reals] | None = None) -> Fit:
    """The same of records that have been read, with people at work by date and interval where a roster says it."""
    redials = redials_of(records)
    first = ~redials.is_again
    counts = whole_days(records.arrived_us[first], WIDTH_MINUTES, records.name)
    if len(counts) < 2:
        raise DataError(f"{records.name}: calls on two whole days at least are needed" + _why_so_few(records))
    talk_lengths, wrap_lengths = (_lengths(records, what) for what in (records.talk_us, records.wrap_us))
    talk = _by_type(records, records.talk_us)
    if not talk[""]:
        raise DataError(
            f"{records.name}: fewer than {FEWEST_ENDED} of its calls have a talk: no law can be fitted"
            + _why_so_few(records)
        )
    shares = {
        name: share_of(int((records.type[first] == k).sum()), int(first.sum())) for k, name in enumerate(records.types)
    }
    return Fit(
        records, volumes_of(counts), patience_of(records), redials, talk, fit_laws(wrap_lengths), talk_lengths,
        wrap_lengths, {name: share for name, share in shares.items() if share.share > 0},
        staff_seen(records, WIDTH_MINUTES) if staff is None else usual_staff(staff), staff is not None, zone,
    )  # fmt: skip


def _why_so_few(records: CallRecords) -> str:
    """The rest of a sentence about too few calls, where most rows are left out."""
    if not records.left_out:
        return ""
    reason, lines = max(records.left_out.items(), key=lambda one: len(one[1]))
    return f"; {len(lines):,} of its {records.rows:,} rows are left out as '{reason}', the first in line {lines[0]}"


def _days(records: CallRecords) -> list[date]:
    first, last = (int(end // DAY_US) for end in (records.arrived_us.min(), records.arrived_us.max()))
    return [EPOCH + timedelta(days=k) for k in range(first, last + 1)]


def _lengths(records: CallRecords, column: npt.NDArray[np.int64]) -> Lengths:
    known = column[(records.outcome == ANSWERED) & (column != UNKNOWN)]
    return Lengths(known / SECOND_US, np.empty(0), records.rounding_us / SECOND_US, records.low_us / SECOND_US)


def _by_type(records: CallRecords, column: npt.NDArray[np.int64]) -> dict[str, list[FittedLaw]]:
    """Laws of all, and of each type where that says clearly more."""
    together = fit_laws(_lengths(records, column))
    found = {"": together}
    if len(records.types) < 2 or not together:
        return found
    apart: dict[str, list[FittedLaw]] = {}
    for k, name in enumerate(records.types):
        of_type = np.where(records.type == k, column, UNKNOWN)
        laws = fit_laws(_lengths(records, of_type))
        if laws and laws[0].ended >= SURE_ENDED:
            apart[name] = laws
    rest = np.where(np.isin(records.type, [records.types.index(name) for name in apart]), UNKNOWN, column)
    others = fit_laws(_lengths(records, rest))
    total = sum(laws[0].information for laws in apart.values()) + (others[0].information if others else 0.0)
    return found | apart if apart and total < together[0].information - CLEARLY_BETTER else found


def _parameters(fit: Fit) -> Iterable[Parameter]:
    volumes, demand = fit.volumes, f"demand.{STREAM}"
    if volumes.alike:
        mean, (low, high), days = volumes.every_day
        yield Parameter(f"{demand}.per_day", mean, low, high, "calls", days, "mean of days")
    else:
        for k, (mean, (low, high), days) in volumes.by_weekday.items():
            key = f"{demand}.per_weekday.{WEEKDAY_NAMES[k]}"
            yield Parameter(key, mean, low, high, "calls", days, "mean of days")
    busy = (volumes.busyness_cv, *volumes.busyness_interval)
    yield Parameter(f"{demand}.busyness_cv", *busy, "", volumes.days, "spread of days beyond chance")
    for name, share in fit.types.items():
        key = f"{demand}.types.{name or NAMELESS}"
        yield Parameter(key, share.share, *share.interval, "", share.of, "share of first calls")
    yield from _of_law("callers.patience", fit.patience.laws, "waits, cut off by the answer")
    if fit.patience.at_once is not None:
        one = fit.patience.at_once
        yield Parameter("callers.balk", one.share, *one.interval, "", one.of, "left within a second, beyond patience")
    if fit.redials.share is not None and fit.redials.delay:
        again = fit.redials.share
        key = "callers.redial.after_abandon"
        yield Parameter(key, again.share, *again.interval, "", again.of, "same caller within two hours")
        yield from _of_law("callers.redial.delay", fit.redials.delay, "same caller within two hours")
    yield from _of_law(f"operators.{GROUP}.talk", fit.talk[""], "talks of answered calls")
    for name, laws in fit.talk.items():
        if name:
            yield from _of_law(f"operators.{GROUP}.by_type.{name}.talk", laws, "talks of this type")
    yield from _of_law(f"operators.{GROUP}.wrap_up", fit.wrap, "wrap-ups of answered calls")


def _of_law(key: str, laws: list[FittedLaw], how: str) -> Iterable[Parameter]:
    if not laws:
        return
    law, rows = laws[0], laws[0].ended + laws[0].cut
    name = "value" if law.law == ALWAYS else "mean"
    yield Parameter(f"{key}.{name}", law.mean, *law.mean_interval, "s", rows, how, law.law)
    if law.second_name:
        yield Parameter(f"{key}.{law.second_name}", law.second, *law.second_interval, "", rows, how, law.law)


def _document(fit: Fit) -> dict[str, Any]:
    volumes = fit.volumes
    volume: dict[str, Any] = (
        {"per_day": round(volumes.every_day[0], 1)}
        if volumes.alike
        else {"per_weekday": {WEEKDAY_NAMES[k]: round(mean, 1) for k, (mean, _, _) in volumes.by_weekday.items()}}
    )
    stream: dict[str, Any] = {
        **volume,
        "profile": (
            _percents(volumes.profile)
            if volumes.weekend_profile is None
            else {"working_day": _percents(volumes.profile), "rest_day": _percents(volumes.weekend_profile)}
        ),
        "busyness_cv": round(volumes.busyness_cv, 4),
        "types": _shares(fit.types),
    }
    callers: dict[str, Any] = {}
    if fit.patience.laws:
        callers["patience"] = _law(fit.patience.laws[0])
    if fit.patience.at_once is not None:
        callers["balk"] = round(fit.patience.at_once.share, 4)
    if fit.redials.share is not None and fit.redials.delay:
        callers["redial"] = {
            "after_abandon": round(fit.redials.share.share, 4), "delay": _law(fit.redials.delay[0]),
            "max_tries": max(fit.redials.most, 2),
        }  # fmt: skip
    group: dict[str, Any] = {"talk": _law(fit.talk[""][0])}
    if fit.wrap:
        group["wrap_up"] = _law(fit.wrap[0])
    apart = {name or NAMELESS: {"talk": _law(laws[0])} for name, laws in fit.talk.items() if name}
    if apart:
        group["by_type"] = apart
    group["staff_file"] = {"file": STAFF_FILE, "interval": f"{WIDTH_MINUTES} min"}
    days = _days(fit.records)
    return {
        "hotline": 1,
        "title": f"Fitted to {fit.records.name}, {days[0]} to {days[-1]}",
        "clock": {"start": str(fit.first_day), "days": DAYS_AHEAD, "zone": fit.zone},
        "demand": {STREAM: stream},
        **({"callers": callers} if callers else {}),
        "operators": {GROUP: group},
        "origins": _origins(fit),
    }


def _shares(types: Mapping[str, Share]) -> dict[str, float]:
    """Shares to four digits that are one together."""
    rounded = {name or NAMELESS: round(share.share, 4) for name, share in types.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(1 - sum(share for name, share in rounded.items() if name != largest), 4)
    return rounded


def _percents(profile: Reals) -> list[float]:
    return [float(f"{share:.4g}") for share in (100 * profile).tolist()]


def _law(law: FittedLaw) -> dict[str, Any]:
    if law.law == ALWAYS:
        return {"law": law.law, "value": f"{law.mean:.4g} s"}
    found: dict[str, Any] = {"law": law.law, "mean": f"{law.mean:.4g} s"}
    return found | ({law.second_name: round(law.second, 4)} if law.second_name else {})


def _origins(fit: Fit) -> dict[str, Any]:
    name = fit.records.name
    found: dict[str, Any] = {
        "clock": {"kind": "assumed", "source": "the week after the file"},
        f"demand.{STREAM}.profile": {"kind": "derived", "source": f"{name}: {fit.volumes.days} days"},
        f"operators.{GROUP}.staff_file": (
            {"kind": "derived", "source": "the roster: mean of each weekday"}
            if fit.is_rostered
            else {
                "kind": "assumed",
                "source": f"{name}: at least so many were at work at once; put the roster in its place",
            }
        ),
    }
    for one in fit.parameters:
        how = f"{one.law}: {one.how}" if one.law else one.how
        source = f"{name}: {one.rows:,} rows, {how}; 95 %: {one.low:.4g} to {one.high:.4g} {one.unit}".rstrip()
        found[one.key] = {"kind": "derived", "source": source}
    return found
