"""The benchmark of Curtois and Qu (2014): instances from plain JSON, if they are there."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

from sim.rostering.parts import Cover, Person, Rules, Shift, Wish
from sim.rostering.problem import Problem

FOLDER = Path(os.environ.get("HOTLINE_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data") / "rosters"
OPTIMA = {"nurse_1": 607, "nurse_2": 828, "nurse_4": 1716, "nurse_6": 1950}
"""As published, proven."""


def instance(path: Path) -> Problem:
    """An instance of the benchmark."""
    said = json.loads(path.read_text(encoding="utf-8"))
    return Problem(
        first_day=date.fromisoformat(said["first_day"]),
        days=said["days"],
        shifts=tuple(_shift(name, **shift) for name, shift in said["shifts"].items()),
        people=tuple(_person(name, person) for name, person in said["people"].items()),
        cover=tuple(
            Cover(day, shift, wanted=wanted, under=under, over=over)
            for day, shift, wanted, under, over in said["cover"]
        ),
        wishes=tuple(
            Wish(person, day, shift, is_for, weight)
            for key, is_for in (("shift_on_requests", True), ("shift_off_requests", False))
            for person, day, shift, weight in said[key]
        ),
        rules=Rules(rest_minutes=said["rest_minutes"]),
    )


def _shift(name: str, start: str, minutes: int) -> Shift:
    hour, minute = start.split(":")
    return Shift(name, int(hour) * 60 + int(minute), minutes)


def _person(name: str, said: dict[str, Any]) -> Person:
    allowed = said["shifts"]
    return Person(
        name,
        may_work=allowed if isinstance(allowed, dict) else dict.fromkeys(allowed),
        fewest_minutes=said.get("fewest_minutes", 0),
        most_minutes=said.get("most_minutes"),
        days_off=frozenset(said.get("days_off", ())),
        fewest_days_in_a_row=said.get("fewest_consecutive_shifts", 1),
        most_days_in_a_row=said.get("most_consecutive_shifts"),
        fewest_days_off_in_a_row=said.get("fewest_consecutive_days_off", 1),
        most_weekends=said.get("most_weekends"),
    )
