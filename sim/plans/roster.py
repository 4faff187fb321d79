"""Shifts, rotations, breaks and absence to one sorted list of what the calendar does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from sim.calendar.days import LocalCalendar, day_number
from sim.calendar.lengths import DAY_US
from sim.chance.keyed import entity_key, name_key
from sim.plans.plan import Ints, Roster
from sim.plans.shifts import crew_heads, crew_shift, followers_of, holds_on, own_heads, team_of
from sim.plans.sizes import roster_too_large
from sim.rules.codes import Duty, ShiftEnd, StaffState
from sim.scenario.schema_callers import OpeningHours
from sim.scenario.schema_operators import Pause, Shift, Staff
from sim.scenario.schema_stages import Window

MOST_STAFF = 20_000
"""No more people work at once in one group."""
STAFF_FILE = "staff file"
"""Name of the shift that people from a staff file work."""
SHIFT_ENDS = {"finish": ShiftEnd.FINISH, "pause": ShiftEnd.PAUSE, "no_late_start": ShiftEnd.NO_LATE_START}
NO_CAP = -1
"""Stands in a roster's row for a pause that needs no turn."""
SLICE_WAVES = 8
"""Off-phone slices of shrinkage are spread over so many waves by person index."""
MOST_UNLIKE = 120
"""Of people without limit there are no more than so many for each shift, unless so many work it anyway."""

RosterRow = tuple[int, int, int, int, int, int, int]
"""Time, kind, id, duty, length, state, cap: see `Roster`."""


@dataclass
class RosterRows:
    """Collects people, duties and calendar rows over all groups.

    With `unlimited`, of all people who keep the same hours there are just those who differ in their breaks, and nobody
    is absent.
    """

    calendar: LocalCalendar
    shift_names: list[str]
    most_rows: int
    unlimited: bool = False
    people: dict[tuple[str, str, int], int] = field(default_factory=dict)
    person_group: list[int] = field(default_factory=list)
    rows: list[RosterRow] = field(default_factory=list)
    duties: list[tuple[int, int, int, int, float, int, int]] = field(default_factory=list)
    caps: dict[tuple[int, str, date, int], int] = field(default_factory=dict)
    cap_people: list[set[int]] = field(default_factory=list)
    cap_waves: list[int] = field(default_factory=list)
    instants: dict[tuple[date, int], int] = field(default_factory=dict)

    def instant_us(self, day: date, clock_us: int) -> int:
        """`LocalCalendar.instant_us`, kept: all groups and copies of units ask for the same few."""
        key = (day, clock_us)
        if key not in self.instants:
            self.instants[key] = self.calendar.instant_us(day, clock_us)
        return self.instants[key]

    def person(self, group_name: str, group: int, team: str, index: int) -> int:
        """The number of a person: the index-th of a team (a shift, a crew) of a group."""
        key = (group_name, team, index)
        if key not in self.people:
            self.people[key] = len(self.person_group)
            self.person_group.append(group)
        return self.people[key]

    def team(
        self, group: Staff, number: int, names: tuple[str, str], stint: Stint, indexes: range
    ) -> list[tuple[int, int]]:
        """Index and number of some people of a team, by the names of their group and of the team."""
        if self.unlimited and indexes:
            unlike = min(_unlike(group, stint), max(len(indexes), MOST_UNLIKE))
            indexes = range(indexes.start * unlike, (indexes.start + 1) * unlike)
        return [(index, self.person(names[0], number, names[1], index)) for index in indexes]

    def add_duties(
        self,
        group: Staff,
        team: Iterable[tuple[int, int]],
        team_key: int,
        stint: Stint,
        turns: Sequence[int],
        entity: int | None = None,
    ) -> None:
        """The shift of people (index in their team, number) with its pauses, cut at the start of the horizon.

        Absence hangs on the team's key and on `entity`, which is date and index if left out.
        """
        if not self._is_in_run(stint):
            return
        first_us = self.calendar.begin_us
        start_us, end_us = max(stint.start_us, first_us), stint.end_us
        last_us = max(end_us - group.no_late_start_margin, start_us) if group.shift_end == "no_late_start" else None
        shift, day = self.shift_names.index(stint.shift), day_number(stint.day)
        period, absence = _unlike(group, stint), 0.0 if self.unlimited else group.absence
        pauses: dict[int, list[tuple[int, int, int, int, int]]] = {}
        rows = self.rows
        for index, person in team:
            if len(rows) > self.most_rows:
                raise roster_too_large(self.most_rows)
            duty = len(self.duties)
            own = entity_key(day, 0, index) if entity is None else entity
            self.duties.append((person, shift, start_us, end_us, absence, team_key, own))
            rows.append((start_us, Duty.SHIFT_START, person, duty, 0, 0, NO_CAP))
            rows.append((end_us, Duty.SHIFT_END, person, duty, 0, 0, NO_CAP))
            if last_us is not None:
                rows.append((last_us, Duty.LAST_START, person, duty, 0, 0, NO_CAP))
            for cap in turns:
                if cap >= 0:
                    self.cap_people[cap].add(person)
            wave = index % period
            if wave not in pauses:
                pauses[wave] = list(_pause_rows(group, stint, wave, turns, self.calendar))
            for time_us, kind, length_us, state, cap in pauses[wave]:
                rows.append((time_us, kind, person, duty, length_us, state, cap))

    def turns(self, group: int, stint: Stint) -> list[int]:
        """For each break of a shift and a date, the turn that its people take; none where all go at once."""
        in_run = self._is_in_run(stint)
        return [
            NO_CAP
            if pause.waves == 1 or not in_run
            else self._cap((group, stint.shift, stint.day, number), pause.waves)
            for number, pause in enumerate(stint.breaks)
        ]

    def _is_in_run(self, stint: Stint) -> bool:
        return stint.end_us > self.calendar.begin_us and stint.start_us < self.calendar.horizon_us

    def _cap(self, key: tuple[int, str, date, int], waves: int) -> int:
        if key not in self.caps:
            self.caps[key] = len(self.caps)
            self.cap_people.append(set())
            self.cap_waves.append(waves)
        return self.caps[key]

    def times_at_work(self) -> tuple[Ints, Ints, Ints]:
        """Group of each duty, when it begins, and when it takes nothing more."""
        until_us = [duty[3] for duty in self.duties]
        for time_us, kind, _, duty, *_ in self.rows:
            if kind == Duty.LAST_START:
                until_us[duty] = time_us
        group = [self.person_group[duty[0]] for duty in self.duties]
        from_us = [duty[2] for duty in self.duties]
        return np.array(group, dtype=np.int64), np.array(from_us, dtype=np.int64), np.array(until_us, dtype=np.int64)

    def packed(self) -> Roster:
        """Everything sorted by (time, kind, id)."""
        rows = np.array(self.rows, dtype=np.int64).reshape(-1, 7).T
        time_us, kind, number, duty, length_us, state, cap = rows[:, np.lexsort(rows[::-1])]
        person, shift, start_us, end_us, absence, key, entity = (
            zip(*self.duties, strict=True) if self.duties else ((),) * 7
        )
        return Roster(
            time_us=time_us,
            kind=kind,
            id=number,
            duty=duty,
            length_us=length_us,
            state=state,
            cap=cap,
            cap_most=np.array(
                [-(-len(people) // waves) for people, waves in zip(self.cap_people, self.cap_waves, strict=True)],
                dtype=np.int64,
            ),
            duty_person=np.array(person, dtype=np.int64),
            duty_shift=np.array(shift, dtype=np.int64),
            duty_start_us=np.array(start_us, dtype=np.int64),
            duty_end_us=np.array(end_us, dtype=np.int64),
            duty_absence=np.array(absence, dtype=np.float64),
            duty_key=np.array(key, dtype=np.int64),
            duty_entity=np.array(entity, dtype=np.int64),
        )


@dataclass(frozen=True)
class Stint:
    """A shift of one date: its name, date, hours and breaks."""

    shift: str
    day: date
    start_us: int
    end_us: int
    breaks: tuple[Pause, ...]


def plan_group(name: str, number: int, group: Staff, rows: RosterRows) -> None:
    """Add a group's people and duties by its shifts and its rotation."""
    label = group.id or name
    for shift_name, shift in sorted(group.shifts.items()):
        team = team_of(shift_name, shift)
        team_key = name_key(f"team:{label}/{team}")
        for day in rows.calendar.dates(before=1):
            stint = stint_of(group, shift_name, shift, day, rows)
            heads = own_heads(group, shift_name, day, rows.calendar)
            turns = rows.turns(number, stint) if heads else []
            rows.add_duties(group, rows.team(group, number, (name, team), stint, range(heads)), team_key, stint, turns)
    if group.rotation is not None:
        _plan_rotation(name, number, group, rows)


def _unlike(group: Staff, stint: Stint) -> int:
    """After how many people of a shift the next one has the same breaks as the first."""
    return math.lcm(SLICE_WAVES if group.shrinkage else 1, *(pause.waves for pause in stint.breaks))


def stint_of(group: Staff, name: str, shift: Shift, day: date, rows: RosterRows) -> Stint:
    """A shift of a group on a date; an end at or before the start is on the next day."""
    end_clock = shift.end if shift.end > shift.start else shift.end + DAY_US
    return Stint(
        name,
        day,
        rows.instant_us(day, shift.start),
        rows.instant_us(day, end_clock),
        group.breaks if shift.breaks is None else shift.breaks,
    )


def _plan_rotation(name: str, number: int, group: Staff, rows: RosterRows) -> None:
    """Crews step through the cycle a day at a time, and work the other half of a split shift too."""
    rotation = group.rotation
    if rotation is None:
        return
    for crew in sorted(rotation.crews):
        team_key = name_key(f"team:{group.id or name}/crew {crew}")
        for day in rows.calendar.dates(before=1):
            step = crew_shift(rotation, crew, day, rows.calendar)
            if step == "off":
                continue
            halves = [half for half in followers_of(group, step) if holds_on(group, half, day, rows.calendar)]
            for shift_name in (step, *halves):
                stint = stint_of(group, shift_name, group.shifts[shift_name], day, rows)
                heads = crew_heads(group, crew, shift_name, day, rows.calendar)
                turns = rows.turns(number, stint) if heads else []
                team = rows.team(group, number, (name, f"crew {crew}"), stint, range(heads))
                rows.add_duties(group, team, team_key, stint, turns)


def _pause_rows(
    group: Staff, stint: Stint, index: int, turns: Sequence[int], calendar: LocalCalendar
) -> Iterator[tuple[int, int, int, int, int]]:
    """Time, kind, length, state and cap of a person's pauses; what comes before the run is cut away."""
    for pause_us, length_us, state, number in _pauses(group, stint, index, calendar):
        begin_us = max(pause_us, calendar.begin_us)
        left_us = pause_us + length_us - begin_us
        if pause_us >= stint.end_us:
            yield pause_us, Duty.PAUSE_LOST, length_us, state, NO_CAP
        elif left_us > 0:
            yield begin_us, Duty.PAUSE_DUE, left_us, state, turns[number] if number >= 0 else NO_CAP


def _pauses(group: Staff, stint: Stint, index: int, calendar: LocalCalendar) -> Iterator[tuple[int, int, int, int]]:
    """Start, length, state and number (-1: shrinkage) of a person's pauses, in waves by index.

    Those that would start after the shift are lost. A shift that is shorter than `after` goes without the break; a duty
    from a staff file, which is as long as it happens to be, loses it.
    """
    for number, pause in enumerate(stint.breaks):
        first_us = _first_wave_us(pause, stint, calendar)
        if first_us < stint.end_us or stint.shift == STAFF_FILE:
            state = StaffState.BREAK if pause.kind == "break" else StaffState.OFF_PHONE
            yield first_us + (index % pause.waves) * pause.length, pause.length, state, number
    length_us = stint.end_us - stint.start_us
    away_us = round(group.shrinkage * length_us)
    if away_us:
        slices = math.ceil(away_us / group.shrinkage_slice)
        slice_us = away_us // slices
        wave = (index % SLICE_WAVES + 0.5) / SLICE_WAVES
        for k in range(slices):
            yield (
                stint.start_us + round((k + wave) / slices * (length_us - slice_us)),
                slice_us,
                StaffState.OFF_PHONE,
                -1,
            )


def _first_wave_us(pause: Pause, stint: Stint, calendar: LocalCalendar) -> int:
    """When the first wave of a break is due: some time into the shift, or at a clock time that comes in it."""
    if pause.at is None:
        return stint.start_us + (pause.after or 0)
    at_us = calendar.instant_us(stint.day, pause.at)
    return at_us if at_us >= stint.start_us else calendar.instant_us(stint.day, pause.at + DAY_US)


def openings(spells: Sequence[OpeningHours], calendar: LocalCalendar) -> list[tuple[int, int, OpeningHours]]:
    """When the line opens and closes, in order, and the spell that closes last; spells that touch are one."""
    found: list[tuple[int, int, OpeningHours]] = []
    written = [
        (calendar.instant_us(day, spell.open), calendar.instant_us(day, _closes(spell)), number)
        for day in calendar.dates(before=1)
        for number, spell in enumerate(spells)
        if calendar.is_one_of(day, spell.days)
    ]
    for open_us, close_us, number in sorted(written):
        if found and open_us <= found[-1][1]:  # it does not close between the two
            begun_us, until_us, last = found.pop()
            found.append((begun_us, max(close_us, until_us), spells[number] if close_us >= until_us else last))
        elif close_us > open_us:
            found.append((open_us, close_us, spells[number]))
    return [spell for spell in found if spell[1] > calendar.begin_us]


def _closes(spell: OpeningHours) -> int:
    return spell.close if spell.close > spell.open else spell.close + DAY_US


def opening_rows(spells: Sequence[OpeningHours], calendar: LocalCalendar) -> list[RosterRow]:
    """Rows that open and close the line; none for a line that is always open."""
    rows: list[RosterRow] = []
    for open_us, close_us, _ in openings(spells, calendar):
        rows.append((max(open_us, calendar.begin_us), Duty.LINE_OPENS, 0, -1, 0, 0, NO_CAP))
        rows.append((close_us, Duty.LINE_CLOSES, 0, -1, 0, 0, NO_CAP))
    return rows


def window_rows(line: int, window: Window | None, calendar: LocalCalendar) -> list[RosterRow]:
    """Rows that open and close the window of calls of a line, every day; none for a line without a window."""
    if window is None:
        return []
    rows = opening_rows([OpeningHours.model_construct(open=window.open, close=window.close, days="all")], calendar)
    kinds = {int(Duty.LINE_OPENS): Duty.WINDOW_OPENS, int(Duty.LINE_CLOSES): Duty.WINDOW_CLOSES}
    return [(row[0], kinds[row[1]], line, *row[3:]) for row in rows]
