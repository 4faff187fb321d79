"""Named profiles of the day: shares of a day's contacts per slot."""

from __future__ import annotations

from typing import Final

NAMED_PROFILES: Final[dict[str, tuple[float, ...]]] = {
    "flat": (1.0,) * 24,
    # An assumption: no hourly curve of a 12345 line is published; built from quoted peaks at 9-11 and 14-15 h, and
    # 78 % of contacts between 8 and 20 h.
    "hotline_day": (
        1.0, 0.7, 0.5, 0.4, 0.4, 0.6, 1.3, 3.0, 6.4, 8.6, 8.6, 7.2,
        4.6, 5.2, 7.4, 7.4, 6.8, 5.8, 5.0, 5.0, 4.8, 4.0, 3.0, 2.3,
    ),
    # An assumption: office hours only, with the dip at noon.
    "office_hours": (0,) * 8 + (12.0, 17.0, 16.0, 12.0, 5.0, 8.0, 12.0, 10.0, 6.0, 2.0) + (0,) * 6,
}  # fmt: skip
"""Profile name -> shares per hour (any positive scale)."""
