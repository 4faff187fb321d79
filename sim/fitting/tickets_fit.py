"""What an export of tickets says of a line: volumes, types, urgency, routes, hours and times of units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, SECOND_US
from sim.errors import DataError
from sim.fitting.callers import Share, share_of
from sim.fitting.hours import SeenHours, hours_seen, open_time
from sim.fitting.laws import FEWEST_ENDED
from sim.fitting.parameters import NAMELESS, Parameter, share_parameter
from sim.fitting.stages import Stage, UnitFit, milestones_of, stage, unit_fit
from sim.fitting.volumes import WIDTH_MINUTES, Volumes, ordinary_days, special_days, volumes_of
from sim.forecasting.reading import whole_days
from sim.records.tickets import NEVER, UNCOUNTED, TicketRecords
from sim.rules.codes import Urgency
from sim.scenario.clock import calendar_over

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
FEWEST_DAYS: Final = 7
SURE: Final = 0.001
"""Days that are all alike would differ so between the first and the last third with this chance at most."""
REST_UNITS: Final = "other units"
REST_TYPES: Final = "other types"
PHONE: Final = frozenset(
    ("phone", "call", "calls", "telephone", "hotline", "voice", "电话", "来电", "热线", "电话来电", "12345电话", "语音")
)  # fmt: skip


@dataclass(frozen=True)
class TicketFit:
    """What an export of tickets says.

    Attributes
    ----------
    records
        What it is fitted to; units and types with few tickets are put together.
    opened
        Tickets that were open when the file was made, those from before the fit's first day too.
    is_by_phone
        Shape (n,): tickets that came by phone, by their channel; all where the file has none.
    milestones
        The stamps that count, in order.
    volumes
        How many come by other ways than the phone, or all of them without a file of calls; None where there are none.
    types, urgency
        Name -> share, of the tickets of that stream, and of all.
    routes
        Type -> unit -> share.
    arms
        Type -> shares of one unit, of two together, and so on; only of types some of whose tickets had several.
    units
        The units, those with most tickets first.
    dispatch, desk_hours
        From receipt to dispatch; None where the file does not say.
    accuracy
        Shares of first and of later dispatches that were not undone; none where the file does not count returns.
    drift
        Same-day closure in the first and in the last third of the days, where these clearly differ.
    facts
        What is told only, for the language has no key for it or it needs one that the file does not give.
    """

    records: TicketRecords
    opened: TicketRecords
    is_by_phone: Marks
    milestones: tuple[str, ...]
    volumes: Volumes | None
    types: dict[str, Share]
    urgency: dict[str, Share]
    routes: dict[str, dict[str, Share]]
    arms: dict[str, list[Share]]
    units: list[UnitFit]
    dispatch: Stage | None
    desk_hours: SeenHours | None
    accuracy: list[Share]
    facts: list[Parameter]
    drift: tuple[float, float] | None

    @property
    def days(self) -> tuple[date, date]:
        """The first day of the file, and the day on which it was made."""
        ends = int(self.records.received_us.min()), self.records.at_us
        first, last = (EPOCH + timedelta(days=end // DAY_US) for end in ends)
        return first, last


def ticket_fit(
    records: TicketRecords, has_calls: bool = False, since: date | None = None, calendar: str = "none"
) -> TicketFit:
    """Fit to tickets.

    Parameters
    ----------
    records
        What was read.
    has_calls
        Whether a file of calls says how many of them come by phone.
    since
        Tickets received before this day are not fitted.
    calendar
        Whose holidays and make-up days are kept apart from weekdays.

    Raises
    ------
    DataError
        If there are fewer than two whole days, or too few tickets whose work has ended.
    """
    recent = records.received_us >= (DAY_US * (since - EPOCH).days if since else NEVER)
    ended = recent & (records.stamp(records.end_of_work) != NEVER)
    units, unit = _grouped(records.units, records.unit, ended, REST_UNITS)
    types, of_type = _grouped(records.types, records.type, recent, REST_TYPES)
    records = replace(records, units=units, unit=unit, types=types, type=of_type)
    opened, records = _of_known(records.take(records.is_open), records.take(recent)), records.take(recent)
    end = records.stamp(records.end_of_work)
    ended = end != NEVER
    if ended.sum() < FEWEST_ENDED:
        raise DataError(
            f"{records.name}: {ended.sum():,} of its tickets have an end of their work: fewer than {FEWEST_ENDED} are "
            "too few to fit"
        )
    is_by_phone = _by_phone(records) if has_calls else np.zeros(len(records), dtype=np.bool_)
    other = records.take(~is_by_phone)
    volumes = _volumes(other, calendar) if len(other) >= FEWEST_ENDED or not has_calls else None
    apart = _special_days(records, calendar)
    every = unit_fit("", _of_one_unit(records), apart)
    fits = [
        unit_fit(name or NAMELESS, _of_one_unit(records.take(records.unit == k)), apart).with_laws_of(every)
        for k, name in enumerate(units)
        if (name or len(units) == 1) and (records.unit == k).any()
    ]
    milestones, routes = milestones_of(records), _routes(records)
    dispatch, desk_hours = _dispatch(records, milestones, apart)
    return TicketFit(
        records, opened, is_by_phone, milestones, volumes, _shares_of(other.types, other.type),
        _shares_of([one.name.lower() for one in Urgency], records.urgency), routes, _arms(records, routes),
        sorted(fits, key=lambda one: -one.tickets), dispatch, desk_hours,
        _accuracy(records, ended & (records.arms == 1)),
        list(_facts(records)), _drift(records),
    )  # fmt: skip


def _of_known(opened: TicketRecords, recent: TicketRecords) -> TicketRecords:
    """Open tickets whose type or unit none of the recent ones has: of the most frequent type, of no unit yet."""
    types, units = (np.bincount(one, minlength=n) for one, n in (
        (recent.type, len(recent.types)), (recent.unit, len(recent.units))
    ))  # fmt: skip
    nameless = recent.units.index("") if "" in recent.units else int(units.argmax())
    return replace(
        opened,
        type=np.where(types[opened.type] > 0, opened.type, types.argmax()),
        unit=np.where(units[opened.unit] > 0, opened.unit, nameless),
    )


def _volumes(records: TicketRecords, calendar: str) -> Volumes:
    counts = whole_days(records.received_us, WIDTH_MINUTES, records.name)
    named = calendar_over(calendar, min(counts), max(counts)) if counts else None
    if len(ordinary_days(counts, named)) < 2:
        raise DataError(f"{records.name}: tickets on two whole days at least are needed")
    return volumes_of(counts, named)


def _special_days(records: TicketRecords, calendar: str) -> Ints:
    """Holidays and make-up days from the first receipt to the last stamp, which tell nothing of weekdays' hours."""
    ends = int(records.received_us.min() // DAY_US), int(records.at_us // DAY_US)
    days = [EPOCH + timedelta(days=k) for k in range(ends[0], ends[1] + 1)]
    kinds = special_days(days, calendar_over(calendar, days[0], days[-1]))
    return np.array([(day - EPOCH).days for dates in kinds.values() for day in dates], dtype=np.int64)


def _by_phone(records: TicketRecords) -> Marks:
    if "channel" not in records.columns:
        return np.ones(len(records), dtype=np.bool_)
    return np.array([name.casefold() in PHONE for name in records.channels])[records.channel]


def _grouped(names: tuple[str, ...], codes: Ints, counted: Marks, rest: str) -> tuple[tuple[str, ...], Ints]:
    """Names with few rows are put together under one name, unless there is only one such."""
    count = np.bincount(codes[counted], minlength=len(names))
    few = (count < FEWEST_ENDED) & np.array([name != "" for name in names])
    if few.sum() < 2:
        return names, codes
    kept = [name for name, is_few in zip(names, few, strict=True) if not is_few]
    place = {name: k for k, name in enumerate([*kept, rest])}
    new = np.array([place.get(name, len(kept)) for name in names])
    return tuple(place), new[codes]


def _shares_of(names: Collection[str], codes: Ints) -> dict[str, Share]:
    """Name -> its share, of those that there are."""
    count = np.bincount(codes, minlength=len(names))
    return {name or NAMELESS: share_of(int(n), len(codes)) for name, n in zip(names, count, strict=True) if n}


def _routes(records: TicketRecords) -> dict[str, dict[str, Share]]:
    """Type -> unit -> share; tickets whose unit is not known yet are left out."""
    found = {}
    has_unit = np.array([bool(name) or len(records.units) == 1 for name in records.units])[records.unit]
    for k, name in enumerate(records.types):
        rows = (records.type == k) & has_unit
        if (records.type == k).any():
            found[name or NAMELESS] = _shares_of(records.units, records.unit[rows if rows.any() else has_unit])
    return found


def _arms(records: TicketRecords, routes: Mapping[str, Collection[str]]) -> dict[str, list[Share]]:
    """Type -> shares of tickets by how many units handled them together, as many as its route has at most."""
    found = {}
    for k, name in enumerate(records.types):
        arms = np.minimum(records.arms[records.type == k], len(routes.get(name or NAMELESS, ())) or 1)
        if len(arms) and arms.max() > 1:
            found[name or NAMELESS] = [share_of(int(n), len(arms)) for n in np.bincount(arms)[1:]]
    return found


def _of_one_unit(records: TicketRecords) -> TicketRecords:
    """Tickets of one unit alone: what several handle together ends with the last of them."""
    alone = records.arms == 1
    ended = alone & (records.stamp(records.end_of_work) != NEVER)
    return records if alone.all() or ended.sum() < FEWEST_ENDED else records.take(alone)


def _dispatch(
    records: TicketRecords, milestones: tuple[str, ...], apart: Ints
) -> tuple[Stage | None, SeenHours | None]:
    """From receipt to dispatch, in the desk's hours where its stamps show them."""
    if "dispatched" not in milestones:
        return None, None
    told = (records.stamps["dispatched"] != NEVER) & ~records.date_only["dispatched"]
    stamps = records.stamps["dispatched"][told]
    usual = ~np.isin(stamps // DAY_US, apart)
    hours = hours_seen(stamps[usual], records.received_us[told][usual])
    first, last = int(records.received_us.min() // DAY_US), records.at_us // DAY_US
    clock = open_time(hours, stamps, first, last)
    return stage(records, "received", "dispatched", clock), hours


def _accuracy(records: TicketRecords, ended: Marks) -> list[Share]:
    """Shares of dispatches that were not undone: of first ones, and of later ones."""
    returns = records.returns[ended & (records.returns != UNCOUNTED)]
    if not len(returns) or not returns.any():
        return []
    first = share_of(int((returns == 0).sum()), len(returns))
    later = int(returns[returns > 0].sum())
    return [first, share_of(int((returns > 0).sum()), later)]


def _drift(records: TicketRecords) -> tuple[float, float] | None:
    """Same-day closure in the first and the last third of the days, if days that are alike would hardly differ so."""
    end = records.stamp(records.end_of_work)
    known = (end != NEVER) | records.is_open
    day = records.received_us // DAY_US
    first, days = int(day.min()), int(records.at_us // DAY_US - day.min())  # the last day may not be over
    inside = known & (day < first + days)
    if days < 3 * FEWEST_DAYS:
        return None
    came = np.bincount(day[inside] - first, minlength=days)
    same = np.bincount(day[inside & (end // DAY_US == day)] - first, minlength=days)
    early, late = slice(0, days // 3), slice(days - days // 3, days)
    shares = [(same[part] / np.maximum(came[part], 1))[came[part] > 0] for part in (early, late)]
    if min(map(len, shares)) < FEWEST_DAYS or stats.mannwhitneyu(*shares).pvalue > SURE:
        return None
    before, after = (float(same[part].sum() / came[part].sum()) for part in (early, late))
    return before, after


def _facts(records: TicketRecords) -> Iterable[Parameter]:
    counted = records.reopened[(records.reopened != UNCOUNTED) & ~records.is_open]
    if len(counted):
        again = share_of(int((counted > 0).sum()), len(counted))
        yield share_parameter("tickets.reopen.share", again, "reopened once or more, of those closed", is_used=False)
    if records.end_of_work == "handled" and "closed" in records.stamps:
        both = (records.stamp("handled") != NEVER) & (records.stamp("closed") != NEVER)
        waits = (records.stamp("closed") - records.stamp("handled"))[both] / SECOND_US
        if len(waits):
            low, middle, high = np.quantile(waits, [0.25, 0.5, 0.75])
            yield Parameter(
                "tickets.closed_after_handled", float(middle), float(low), float(high), "s", len(waits),
                "middle and middle half, handled to closed", is_used=False,
            )  # fmt: skip
