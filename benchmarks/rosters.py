"""Rosters with names: cost, bound and seconds of the public benchmark's instances and of a month for 120 people.

    python benchmarks/rosters.py [--seconds 300] [--only month] [--data FOLDER]

The instances (Curtois and Qu 2014) are read from the folder of data, if they are there.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

from sim.rostering.law import china, with_nights
from sim.rostering.parts import Cover, Fairness, Person, Shift, Wish
from sim.rostering.problem import Problem
from sim.rostering.solve import solve_roster

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def month(people: int = 120, days: int = 30, seed: int = 12345) -> Problem:
    """A month of a city's line: five shifts round the clock, two skills, wishes, leave, nights shared out."""
    chance = np.random.default_rng(seed)
    shifts = with_nights(
        "china",
        (
            Shift("early", 7 * 60, 540, 480),
            Shift("day", 9 * 60, 540, 480),
            Shift("late", 13 * 60, 540, 480),
            Shift("evening", 16 * 60, 480),
            Shift("night", 0, 480),
        ),
    )
    share = {"early": 0.26, "day": 0.3, "late": 0.2, "evening": 0.14, "night": 0.1}
    present = people * 0.7
    cover = []
    for day in range(days):
        level = present * (0.8 if (date(2026, 6, 1).weekday() + day) % 7 >= 5 else 1.05)
        for name, part in share.items():
            cover.append(Cover(day, name, wanted=round(level * part), under=100, over=1))
            cover.append(Cover(day, name, skill="dialect", wanted=max(1, round(level * part / 8)), under=50))
    team, wishes = [], []
    for number in range(people):
        name = f"{number + 1:03d}"
        is_part_time, off = chance.random() < 0.15, int(chance.integers(0, days - 5))
        absences = frozenset(range(off, off + 5)) if chance.random() < 0.2 else frozenset[int]()
        share_of_time = 0.5 if is_part_time else 1.0
        hours = round(22 * share_of_time) * 8 - 8 * len(absences) * share_of_time
        team.append(
            Person(
                name,
                skills=frozenset({"dialect"} if chance.random() < 0.3 else set()),
                fewest_minutes=int(max(0, hours - 24) * 60),
                most_minutes=int(hours * 60),
                absences=absences,
                fewest_days_in_a_row=2,
                most_days_in_a_row=5,
                fewest_days_off_in_a_row=2,
                most_weekends=3,
                may_work_nights=bool(chance.random() < 0.85),
                most_nights_in_a_row=3,
                share=share_of_time,
            )
        )
        for day in chance.choice(days, 3, replace=False).tolist():
            kind = chance.integers(0, 3)
            shift = None if kind == 0 else shifts[int(chance.integers(0, len(shifts)))].name
            wishes.append(Wish(name, day, shift, is_for=bool(kind == 1), weight=float(chance.integers(1, 4))))
    return Problem(
        date(2026, 6, 1),
        days,
        shifts,
        tuple(team),
        tuple(cover),
        tuple(wishes),
        china(),
        Fairness(nights=5, weekends=5),
    )


def main() -> None:
    """Print a line for each."""
    from tests.rostering.instances import FOLDER, OPTIMA, instance

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--only", action="append")
    parser.add_argument("--data", type=Path, default=FOLDER)
    asked = parser.parse_args()
    problems = {name: (lambda name=name: instance(asked.data / f"{name}.json")) for name in OPTIMA}
    wanted = {**problems, "month": month}
    print(f"{'':12} {'cost':>10} {'bound':>10} {'gap':>8} {'seconds':>8} {'cpu':>8}  published")
    for name, make in wanted.items():
        if asked.only and name not in asked.only:
            continue
        if name in OPTIMA and not (asked.data / f"{name}.json").exists():
            print(f"{name:12} is not at hand in {os.fspath(asked.data)}")
        else:
            cpu = time.process_time()
            answer = solve_roster(make(), seconds=asked.seconds)
            cpu = time.process_time() - cpu
            print(
                f"{name:12} {answer.costs.total:10g} {answer.bound:10.1f} {answer.gap:8.2%} {answer.seconds:8.1f} "
                f"{cpu:8.1f}  {OPTIMA.get(name, '')}",
                flush=True,
            )


if __name__ == "__main__":
    main()
