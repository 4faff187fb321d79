"""Small floors with staffing files, which tests of planning share."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

FLOOR: dict[str, Any] = {
    "hotline": 1,
    "title": "A small floor",
    "clock": {"start": "2026-03-02", "days": 1, "zone": "Asia/Shanghai"},
    "demand": {
        "calls": {
            "channel": "phone",
            "per_day": 300,
            "profile": [0] * 8 + [1] * 4 + [2] * 4 + [0] * 8,
            "types": {"inquiry": "100 %"},
        }
    },
    "callers": {"patience": {"law": "exponential", "mean": "2 min"}},
    "operators": {
        "desk": {
            "talk": {"law": "exponential", "mean": "3 min"},
            "shifts": {"day": {"start": "08:00", "end": "16:00", "staff": 3}},
        }
    },
    "targets": [{"measure": "service_level", "within": "20 s", "at_least": "80 %"}],
}
SHIFTS: dict[str, Any] = {"starts": ["08:00", "12:00"], "lengths": ["4 h", "8 h"]}


def staffing_file(folder: Path, shifts: dict[str, Any] = SHIFTS, changes: dict[str, Any] | None = None,
                  **more: Any) -> Path:  # fmt: skip
    """A staffing file for the floor, with some values of the floor changed by key path."""
    scenario = copy.deepcopy(FLOOR)
    for path, value in (changes or {}).items():
        *steps, last = path.split(".")
        node = scenario
        for step in steps:
            node = node[step]
        node[last] = value
    (folder / "floor.yaml").write_text(json.dumps(scenario), encoding="utf-8")
    file = folder / "staffing.yaml"
    asked = {"staffing": 1, "scenario": "floor.yaml", "pools": {"desk": shifts}, **more}
    file.write_text(json.dumps(asked), encoding="utf-8")
    return file
