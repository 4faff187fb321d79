"""Rules of `sim.rules.tasks` at their boundaries."""

from __future__ import annotations

import pytest

from sim.rules.codes import NOT_YET
from sim.rules.tasks import pace_of_crew, raised


@pytest.mark.parametrize(("stands", "after"), [(2, 1), (1, 0), (0, 0)])
def test_raised(stands, after):
    """A ticket is raised by one class; the highest stays."""
    assert raised(stands) == after


@pytest.mark.parametrize(("supervised_us", "pace"), [(NOT_YET, 0.8), (0, 1.2), (5, 1.2)])
def test_pace_of_crew(supervised_us, pace):
    """A crew is faster by a factor from the supervision of its ticket on."""
    assert pace_of_crew(0.8, supervised_us, 1.5) == pytest.approx(pace)
