"""Head counts per interval from a file, as people: the first so many are on duty."""

from __future__ import annotations

import numpy as np

from sim.chance.keyed import name_key
from sim.plans.interval_files import open_intervals
from sim.plans.interval_rows import interval_rows
from sim.plans.plan import Ints
from sim.plans.roster import MOST_STAFF, STAFF_FILE, RosterRows, Stint
from sim.plans.week_files import every_week
from sim.rules.codes import Duty
from sim.scenario.schema_operators import Staff


def plan_staff_file(name: str, number: int, group: Staff, rows: RosterRows, folder: str) -> list[str]:
    """Add the people of a group's staff file; what is odd about the file.

    Person i is on duty in every interval whose staff is above i. Intervals that follow one another are one duty, which
    ends at midnight at the latest.

    Raises
    ------
    DataError
        If the file cannot be used.
    """
    source = group.staff_file
    if source is None:
        return []
    table = open_intervals(source, folder, [source.staff])
    if source.repeat == "week":
        table, source = every_week(table, source, rows.calendar)
    staff = table.counts(source.staff, MOST_STAFF)
    staff = np.where(staff > 0, np.clip(staff + source.extra, 0, MOST_STAFF), 0)
    intervals = interval_rows(
        table, source, rows.calendar, "nobody works then", matters=np.zeros(len(table), dtype=bool)
    )
    staff = staff[intervals.row]
    team_key = name_key(f"team:{group.id or name}/{STAFF_FILE}")
    first_row = len(rows.rows)
    for index in _people(staff, rows.unlimited):
        there = np.flatnonzero(staff > index)
        follows = (intervals.start_us[there[1:]] == intervals.end_us[there[:-1]]) & (
            intervals.day[there[1:]] == intervals.day[there[:-1]]
        )
        begins = np.flatnonzero(np.concatenate([[True], ~follows]))
        ends = np.concatenate([begins[1:], [len(there)]]) - 1
        for first, last in zip(there[begins].tolist(), there[ends].tolist(), strict=True):
            day = np.datetime64(int(intervals.day[first]), "D").item()
            start_us, end_us = int(intervals.start_us[first]), int(intervals.end_us[last])
            stint = Stint(STAFF_FILE, day, start_us, end_us, group.breaks)
            team = rows.team(group, number, (name, STAFF_FILE), stint, range(index, index + 1))
            rows.add_duties(group, team, team_key, stint, rows.turns(number, stint))
    kinds = [row[1] for row in rows.rows[first_row:]]
    lost, placed = kinds.count(Duty.PAUSE_LOST), kinds.count(Duty.PAUSE_DUE)
    if lost:
        table.warnings.append(
            f"{table.name}: {lost} of {placed + lost} breaks find no place, for the duties end before they are due: "
            "they are counted as lost"
        )
    return table.warnings


def _people(staff: Ints, unlimited: bool) -> list[int]:
    """Which people of a file there are: all, or the first of those who keep the same hours."""
    most = int(staff.max(initial=0))
    return np.unique([0, *staff[staff < most]]).tolist() if unlimited and most else list(range(most))
