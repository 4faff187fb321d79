"""Small rosters to be made, with every kind of rule now and then."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from sim.rostering.parts import MUST, Cover, Fairness, Person, Rules, Shift, Wish
from sim.rostering.problem import Problem

SHIFTS = (
    Shift("early", 6 * 60, 480),
    Shift("late", 14 * 60, 540, 480),
    Shift("night", 22 * 60, 480, is_night=True),
    Shift("long", 8 * 60, 720, 660),
)
SKILLS = ("english", "dialect")


def generated(seed: int, people: int = 4, days: int = 8, shifts: int = 3, musts: bool = True) -> Problem:
    """A problem by its seed; whether any roster keeps its rules is not known."""
    chance = np.random.default_rng(seed)

    def perhaps(share: float, low: int, high: int) -> int | None:
        return int(chance.integers(low, high)) if chance.random() < share else None

    known = tuple(SHIFTS[place] for place in sorted(chance.permutation(len(SHIFTS))[:shifts].tolist()))
    names = [shift.name for shift in known]

    def some(share: float) -> frozenset[int]:
        return frozenset(np.flatnonzero(chance.random(days) < share).tolist())

    def person(number: int) -> Person:
        allowed = {name: perhaps(0.2, 1, 4) for name in names if chance.random() < 0.8}
        past = chance.integers(0, 8) if chance.random() < 0.5 else 0
        return Person(
            f"p{number}",
            may_work=allowed if chance.random() < 0.6 else None,
            skills=frozenset(skill for skill in SKILLS if chance.random() < 0.5),
            fewest_minutes=(perhaps(0.4, 0, days // 2) or 0) * 480,
            most_minutes=480 * int(chance.integers(days // 2, days + 1)) if chance.random() < 0.5 else None,
            most_minutes_a_week=480 * int(chance.integers(3, 6)) if chance.random() < 0.3 else None,
            absence_minutes=int(chance.choice([0, 480])),
            days_off=some(0.08),
            absences=some(0.05),
            fixed={int(chance.integers(0, days)): str(chance.choice(names))} if chance.random() < 0.2 else {},
            fewest_days_in_a_row=perhaps(0.4, 1, 4) or 1,
            most_days_in_a_row=perhaps(0.4, 2, 6),
            fewest_days_off_in_a_row=perhaps(0.4, 1, 4) or 1,
            most_weekends=perhaps(0.4, 0, 2),
            may_work_nights=bool(chance.random() < 0.8),
            most_nights=perhaps(0.3, 0, 4),
            most_nights_in_a_row=perhaps(0.3, 1, 3),
            share=float(chance.choice([0.5, 1.0])),
            before=tuple(None if chance.random() < 0.4 else str(chance.choice(names)) for _ in range(int(past))),
        )

    def cover(day: int) -> Cover:
        begin = int(chance.integers(0, 24)) * 60
        is_window = chance.random() < 0.4
        return Cover(
            day,
            None if is_window else str(chance.choice(names)),
            (begin, begin + 60 * int(chance.integers(1, 5))) if is_window else None,
            skill=str(chance.choice(SKILLS)) if chance.random() < 0.3 else None,
            wanted=int(chance.integers(0, people)),
            under=MUST if musts and chance.random() < 0.02 else float(chance.integers(0, 10)),
            over=float(chance.integers(0, 3)),
        )

    wishes = tuple(
        Wish(
            f"p{chance.integers(0, people)}",
            int(chance.integers(0, days)),
            str(chance.choice(names)) if chance.random() < 0.7 else None,
            bool(chance.random() < 0.5),
            float(chance.integers(1, 5)),
        )
        for _ in range(people)
    )
    rules = Rules(
        rest_minutes=int(chance.choice([0, 660, 960])),
        most_minutes_a_day=600 if chance.random() < 0.2 else None,
        most_minutes_a_week=480 * int(chance.integers(3, 7)) if chance.random() < 0.4 else None,
        weeks_averaged=int(chance.integers(1, 3)),
        most_minutes_a_month=480 * int(chance.integers(4, 9)) if chance.random() < 0.2 else None,
        most_days_in_a_row=perhaps(0.3, 3, 7),
        most_nights_in_a_row=perhaps(0.2, 1, 4),
        rest_days_in_seven=perhaps(0.4, 1, 3) or 0,
    )
    first = date(2026, 5, 25) + timedelta(days=int(chance.integers(0, 14)))
    hours = float(seed % 5 == 0)
    fairness = Fairness(float(chance.integers(0, 3)), float(chance.integers(0, 3)), hours)
    covers = tuple(cover(day) for day in range(days) for _ in range(2))
    team = tuple(person(number) for number in range(people))
    return Problem(first, days, known, team, covers, wishes, rules, fairness)
