"""Small floors with staffing files, which tests of planning share."""

from __future__ import annotations

from typing import Any

FLOOR: dict[str, Any] = {
    "hotline": 1,
    "title": "A small floor",
    "clock": {"start": "2026-03-02", "days": 1, "zone": "Asia/Shanghai"},
    "demand": {"calls": {"channel": "phone", "per_day": 300, "profile": [0] * 8 + [1] * 6 + [2] * 4 + [0] * 6}},
    "callers": {"patience": {"law": "exponential", "mean": "2 min"}},
    "operators": {"desk": {"talk": {"law": "exponential", "mean": "3 min"}, "shifts": {}}},
    "targets": [{"measure": "service_level", "within": "20 s", "at_least": "80 %"}],
}
