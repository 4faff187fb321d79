"""How much memory a scenario will take, from its numbers alone, before anything of that size is built.

Bytes for each row were measured as the growth of the largest memory held by a process (getrusage), and a long test
measures them again. What files hold is not counted here: a file is at most as large as the room it takes on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sim.calendar.days import DAYS_AFTER, DAYS_BEFORE
from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.errors import BudgetError
from sim.plans.plan import StreamPlan
from sim.scenario.demand import all_types
from sim.scenario.fields import Days, EveryBut
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema import Scenario
from sim.scenario.schema_demand import Profile, Stream
from sim.scenario.schema_operators import Staff
from sim.scenario.schema_units import Unit

MEGABYTE: Final = 1_000_000
ROSTER_ROW: Final = 270
"""A row of the roster: a start or end of a duty, a break, a slice off the phone."""
PACE_MINUTE: Final = 16
PACE_WORK: Final = 50
"""A minute of the horizon in each pace of work, and while they are made."""
SLOT: Final = 320
SLOT_AND_TYPE: Final = 32
"""An interval of a stream's profile, and each of its request types."""
REQUEST: Final = 200
"""A first contact: its draws and its row in the log."""
OPEN_TICKET: Final = 1_700
"""A ticket open at the start: its place in the plan, in the engine and in the log."""
HOURS_DAY: Final = 45
"""A day of a unit's opening hours, some years before and after the horizon included."""
LINE_AND_GROUP: Final = 48
LINES_OF_A_UNIT: Final = 3
INTERVAL: Final = 520
INTERVAL_AND_THRESHOLD: Final = 24
"""An interval of the results, with its columns in the tables, and each threshold of the service level."""
OFF: Final = "off"


@dataclass(frozen=True)
class Size:
    """What takes memory: the key path to blame, what it makes, and how many bytes that takes."""

    path: str
    what: str
    bytes: float


def check_sizes(scenario: Scenario) -> None:
    """Refuse a scenario whose plan or tables would not fit into its budget of memory.

    Raises
    ------
    BudgetError
        Naming what is large, how large, and the budget.
    """
    _refuse_if_above(scenario, list(sizes_of(scenario)))


def check_requests(scenario: Scenario, names: Iterable[str], streams: Iterable[StreamPlan]) -> None:
    """Refuse streams whose contacts of one replication would not fit into the budget of memory.

    Raises
    ------
    BudgetError
        Naming the stream with most of them.
    """
    sizes = []
    for name, stream in zip(names, streams, strict=True):
        n = float(stream.expected().sum())
        n += sum(float(part.cause_mean.sum()) * part.mean_size for part in stream.incidents)
        sizes.append(Size(f"demand.{name}", f"about {n:,.0f} contacts", n * REQUEST))
    _refuse_if_above(scenario, sizes)


def most_roster_rows(scenario: Scenario) -> int:
    """How many rows the roster may have, those of staff files too, which are only known as they are read."""
    return int(scenario.budget.memory_mb * MEGABYTE / ROSTER_ROW)


def roster_too_large(most_rows: int) -> BudgetError:
    """The sentence for a roster that grows beyond `most_roster_rows`."""
    return BudgetError(
        f"the roster has more than {most_rows:,} rows (starts, ends and breaks of shifts) and takes more than the "
        "memory budget: roster fewer people or days (a staff file counts too), or raise budget.memory_mb"
    )


def sizes_of(scenario: Scenario) -> Iterator[Size]:
    """Everything that can grow large, with the key path to blame."""
    days = scenario.clock.days
    yield from _roster_sizes(scenario)
    paces = len({staff.speed for _, staff, _ in _everybody(scenario)} | {()})
    minutes = (days * DAY_US) // MINUTE_US
    what = f"{minutes:,} minutes by {paces} paces of work"
    yield Size("clock.days", what, minutes * (PACE_MINUTE * paces + PACE_WORK))
    types = len(all_types(scenario))
    for name, stream in scenario.demand.items():
        if stream.counts is None and stream.stamps is None:
            slots = days * _slots_of_a_day(stream)
            yield Size(
                f"demand.{name}", f"{slots:,} intervals by {types} types", slots * (SLOT + SLOT_AND_TYPE * types)
            )
    intervals = -(-days * DAY_US // scenario.report.interval)
    thresholds = len(scenario.report.answer_within)
    what = f"{intervals:,} intervals of results"
    yield Size("report.interval", what, intervals * (INTERVAL + INTERVAL_AND_THRESHOLD * thresholds))
    if scenario.tickets is not None:
        for place, entry in enumerate(scenario.tickets.backlog):
            yield Size(f"tickets.backlog.{place}.count", f"{entry.count:,} open tickets", entry.count * OPEN_TICKET)
        yield from _unit_sizes(scenario)


def _roster_sizes(scenario: Scenario) -> Iterator[Size]:
    days = scenario.clock.days
    for path, staff, copies in _everybody(scenario):
        for name, shift in staff.shifts.items():
            length_us = (shift.end - shift.start) % DAY_US or DAY_US
            rows = _rows_of_a_duty(staff, length_us, len(staff.breaks if shift.breaks is None else shift.breaks))
            heads = shift.staff * days * _share_of_days(shift.days)
            for exception in staff.exceptions:
                if exception.shift == name:
                    span = ((exception.end or exception.start) - exception.start).days + 1
                    heads += exception.staff * min(max(span, 0), days)
            yield _roster_size(f"{path}.shifts.{name}", heads * copies, rows)
        if staff.rotation is not None and staff.rotation.cycle:
            cycle = staff.rotation.cycle
            worked = sum(name != OFF for name in cycle) / len(cycle)
            heads = sum(staff.rotation.crews.values()) * days * worked
            yield _roster_size(f"{path}.rotation", heads * copies, _rows_of_a_duty(staff, DAY_US, len(staff.breaks)))


def _roster_size(path: str, duties: float, rows: float) -> Size:
    return Size(path, f"about {duties:,.0f} shifts of people", duties * rows * ROSTER_ROW)


def _rows_of_a_duty(staff: Staff, length_us: int, breaks: int) -> float:
    """Rows of one person's shift: its start and end, the breaks, and the slices of shrinkage."""
    slices = -(-staff.shrinkage * length_us // staff.shrinkage_slice)
    return 2 + breaks + slices + (staff.shift_end == "no_late_start")


def _share_of_days(days: Days) -> float:
    """About what share of all days is among some, rather too many than too few."""
    if isinstance(days, EveryBut):
        return _share_of_days(days.every)
    if isinstance(days, str):
        return {"all": 1.0, "working_days": 5 / 7, "rest_days": 2 / 7}.get(days, 1 / 7)
    return min(sum(_share_of_days(word) for word in set(days)), 1.0)


def _unit_sizes(scenario: Scenario) -> Iterator[Size]:
    """Hours of each copy of a unit, and the table of who may take what."""
    days = scenario.clock.days + DAYS_BEFORE + DAYS_AFTER
    total = sum(unit.copies for unit in scenario.units.values())
    groups = len(scenario.operators) + len(scenario.desks) + total
    for name, unit in scenario.units.items():
        each = days * HOURS_DAY + LINES_OF_A_UNIT * groups * LINE_AND_GROUP
        yield Size(f"units.{name}.copies", f"{unit.copies:,} units", unit.copies * each)


def _everybody(scenario: Scenario) -> Iterator[tuple[str, Staff, int]]:
    """Path, staff and number of copies of every group of people."""
    parts: tuple[tuple[str, Mapping[str, Staff]], ...] = (
        ("operators", scenario.operators), ("desks", scenario.desks), ("units", scenario.units)
    )  # fmt: skip
    for kind, named in parts:
        for name, staff in named.items():
            yield f"{kind}.{name}", staff, staff.copies if isinstance(staff, Unit) else 1


def _slots_of_a_day(stream: Stream) -> int:
    profiles = stream.profile.values() if isinstance(stream.profile, dict) else [stream.profile]
    return max((_length(profile) for profile in profiles), default=1)


def _length(profile: Profile) -> int:
    return len(NAMED_PROFILES[profile] if isinstance(profile, str) else profile)


def _refuse_if_above(scenario: Scenario, sizes: list[Size]) -> None:
    budget_mb = scenario.budget.memory_mb
    total_mb = sum(size.bytes for size in sizes) / MEGABYTE
    if total_mb <= budget_mb:
        return
    largest = max(sizes, key=lambda size: size.bytes)
    raise BudgetError(
        f"{largest.path}: {largest.what} take about {largest.bytes / MEGABYTE:,.0f} MB of memory (the whole scenario "
        f"{total_mb:,.0f} MB), and the memory budget is {budget_mb:,} MB: make it smaller, or raise budget.memory_mb"
    )
