"""A roster with names as people and their shifts: who works when stands in a file, a row for each shift."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

from sim.calendar.days import day_number
from sim.chance.keyed import entity_key, name_key
from sim.plans.csv_cells import as_written
from sim.plans.roster import RosterRows, Stint, stint_of
from sim.plans.shifts import holds_on
from sim.plans.tables import Table, open_table
from sim.scenario.schema_operators import RosterFile, Staff

ROSTER_FILE: Final = "\0roster"
"""Name of the team to which the people of such a file belong; no shift and no crew has it."""
DAYS_OFF: Final = frozenset({"", "off", "free", "-", "休", "休息", "公休"})
"""What a roster has on a day without a shift."""


def plan_roster_file(name: str, number: int, group: Staff, rows: RosterRows, folder: str) -> list[str]:
    """Add the people of a group's roster file; what is odd about the file.

    Whether somebody is absent hangs on name and date, so that a roster changed for others leaves it alone. On each
    shift the people take their breaks in waves in the order of the file.

    Raises
    ------
    DataError
        If the file cannot be used, or somebody is to work two shifts at once.
    """
    source = group.roster_file
    if source is None:
        return []
    table = open_table(source, folder, [source.name, source.date, source.shift])
    spells = _spells(table, source, group, rows)
    people = {who: place for place, who in enumerate(dict.fromkeys(who for who, _, _ in spells))}
    numbers = {who: rows.person(name, number, ROSTER_FILE, place) for who, place in people.items()}
    keys = {who: name_key(f"team:{group.id or name}/person {who}") for who in people}
    on_shift: dict[tuple[str, date], int] = defaultdict(int)
    last: dict[str, tuple[Stint, int]] = {}
    for (who, _, _), (stint, row) in sorted(spells.items(), key=lambda spell: (spell[1][0].start_us, spell[1][1])):
        before = last.get(who)
        if before is not None and before[0].end_us > stint.start_us:
            raise table.fault(
                max(row, before[1]),
                source.name,
                f"works '{stint.shift}' on {stint.day} before '{before[0].shift}' of {before[0].day} has ended "
                f"(line {table.line(min(row, before[1]))})",
            )
        last[who] = (stint, row)
        wave = on_shift[stint.shift, stint.day]
        on_shift[stint.shift, stint.day] += 1
        entity = entity_key(day_number(stint.day), 0, 0)
        rows.add_duties(group, [(wave, numbers[who])], keys[who], stint, rows.turns(number, stint), entity)
    return [*table.warnings, *_empty_days(table, group, rows, {stint.day for stint, _ in spells.values()})]


def _spells(
    table: Table, source: RosterFile, group: Staff, rows: RosterRows
) -> dict[tuple[str, date, str], tuple[Stint, int]]:
    """Hours and row of each shift of the file that may reach into the run, by person, date and name."""
    names, days = [*map(as_written, table.cells(source.name))], table.dates(source.date, source.time_format)
    shifts = _shifts_of(table, source, group)
    first, last = rows.calendar.dates(before=1)[0], rows.calendar.dates()[-1]
    lines: dict[tuple[str, date, str], int] = {}
    found: dict[tuple[str, date, str], tuple[Stint, int]] = {}
    for row, (who, day, shift) in enumerate(zip(names, days, shifts, strict=True)):
        if not who:
            raise table.fault(row, source.name, "is empty: each row needs the name of a person")
        if shift is None:
            continue
        key = (who, day, shift)
        if key in lines:
            raise table.fault(row, source.name, f"works '{shift}' on {day} at line {table.line(lines[key])} too")
        lines[key] = row
        if first <= day <= last:
            found[key] = (stint_of(group, shift, group.shifts[shift], day, rows), row)
    if not found:
        table.warnings.append(f"{table.name}: no shift of the file lies in the run: nobody of it works")
    return found


def _shifts_of(table: Table, source: RosterFile, group: Staff) -> list[str | None]:
    """The shift of each row; None for a day off."""
    known = ", ".join(f"'{name}'" for name in group.shifts)
    found: list[str | None] = []
    for row, cell in enumerate(map(as_written, table.cells(source.shift))):
        is_off = cell.casefold() in DAYS_OFF and cell not in group.shifts
        if not is_off and cell not in group.shifts:
            what = f"is no shift of this group (known: {known}; 'off' is a day off)"
            raise table.fault(row, source.shift, what + table.doubt)
        found.append(None if is_off else cell)
    return found


def _empty_days(table: Table, group: Staff, rows: RosterRows, days: set[date]) -> list[str]:
    """That nobody of the file begins a shift on some days of the run, though one is worked then and on others."""
    worked = [day for day in rows.calendar.dates() if any(holds_on(group, s, day, rows.calendar) for s in group.shifts)]
    empty = [day for day in worked if day not in days]
    if not empty or not days:
        return []
    more = f" and {len(empty) - 1} more days" if len(empty) > 1 else ""
    return [f"{table.name}: nobody begins a shift on {empty[0]}{more}"]
