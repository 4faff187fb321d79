"""The plan knows the mean of every law, as the mean of what is drawn from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from sim.calendar.days import make_calendar
from sim.chance.laws import quantile
from sim.plans.laws import LawRows
from sim.scenario.laws import Law

CALENDAR, _ = make_calendar(date(2026, 3, 2), 1, "UTC", "none")
LAWS: list[tuple[dict[str, Any], float]] = [
    ({"law": "deterministic", "value": "4 s"}, 4),
    ({"law": "exponential", "mean": "4 s"}, 4),
    ({"law": "lognormal", "mean": "4 s", "cv": 1.5}, 4),
    ({"law": "weibull", "mean": "4 s", "shape": 0.7}, 4),
    ({"law": "gamma", "mean": "4 s", "cv": 2}, 4),
    ({"law": "erlang", "mean": "4 s", "stages": 3}, 4),
    ({"law": "uniform", "low": "2 s", "high": "6 s"}, 4),
    ({"law": "triangular", "low": "1 s", "mode": "3 s", "high": "8 s"}, 4),
    ({"law": "hyperexponential", "mean": "4 s", "cv": 2}, 4),
    ({"law": "hyperexponential", "branches": [{"share": 0.5, "mean": "2 s"}, {"share": 0.5, "mean": "6 s"}]}, 4),
    (
        {
            "law": "mixture",
            "parts": [
                {"share": 0.75, "length": {"law": "exponential", "mean": "2 s"}},
                {"share": 0.25, "length": {"law": "lognormal", "mean": "10 s", "cv": 1}},
            ],
        },
        4,
    ),
    ({"law": "empirical", "file": "s.csv", "column": "s"}, 25),
]


@pytest.mark.parametrize(("law", "mean_s"), LAWS, ids=[str(law) for law, _ in LAWS])
def test_the_mean_of_a_law_is_that_of_its_quantiles(tmp_path: Path, law: dict[str, Any], mean_s: float) -> None:
    """The stated mean (of a file: 10, 20, 45 s by hand), and the integral of the quantile function both engines use."""
    (tmp_path / "s.csv").write_text("s\n10\n20\n45\n")
    rows = LawRows(str(tmp_path), CALENDAR)
    read: Law = TypeAdapter(Law).validate_python(law)
    row = rows.add(read)
    packed = rows.packed()
    assert packed.means_of(np.array([row, -1])) == pytest.approx([mean_s * 1e6, 0.0], rel=1e-4)
    logit = np.linspace(-36, 36, 20_001)
    share = 1 / (1 + np.exp(-logit))
    plain = getattr(quantile, "py_func", quantile)
    of = (int(packed.kind[row]), float(packed.a[row]), float(packed.b[row]), float(packed.c[row]), packed.table)
    drawn = np.array([plain(*of, u) for u in share])
    assert packed.mean_us[row] == pytest.approx(np.trapezoid(drawn * share * (1 - share), logit), rel=1e-3)
