"""The rest of a day, given how busy it has been."""

from datetime import datetime

import numpy as np
import pytest
from scipy import stats

from sim.errors import DataError, ScenarioError
from sim.tonight.outlook import outlook
from sim.tonight.rest_of_day import rest_of_day

from .worlds import fixed, town

AT = datetime(2026, 3, 5, 12, 0)
DEMAND = {
    "calls": {"channel": "transfer", "per_day": 96, "profile": "flat", "types": {"repair": 1}, "busyness_cv": 0.3}
}


def of_day(folder, text, demand=DEMAND, **more):
    """The rest of the day with a file of contacts so far."""
    (folder / "calls.csv").write_text(text, encoding="utf-8")
    return rest_of_day(town(fixed("1 min"), demand=demand), AT, calls=folder / "calls.csv", **more)


COUNTS = "time,count\n2026-03-04 10:00,99\n2026-03-05 10:00,30\n2026-03-05 11:00,40\n2026-03-05 12:00,50\n"


def test_the_factor_is_that_of_bayes(tmp_path):
    """v = 0.3, n = 70 contacts in intervals that are over where 48 are usual: (1/v^2 + 70) / (1/v^2 + 48)."""
    so_far = of_day(tmp_path, COUNTS).so_far
    assert (so_far.contacts, so_far.expected) == (70, pytest.approx(48))
    assert so_far.factor == pytest.approx((0.3**-2 + 70) / (0.3**-2 + 48))
    assert so_far.cv == pytest.approx((0.3**-2 + 70) ** -0.5)


def test_stamps_count_until_now(tmp_path):
    """A row for each contact: those of today that are not after now."""
    stamps = ("2026-03-04 11:00", "2026-03-05 00:00", "2026-03-05 11:59:59", "2026-03-05 12:00:01")
    so_far = of_day(tmp_path, "\n".join(["time", *stamps]) + "\n").so_far
    assert (so_far.contacts, so_far.until_us) == (2, 12 * 3600 * 10**6)


def test_what_comes_is_negative_binomial(tmp_path):
    """Contacts of the rest have the exact predictive law: shape 1/v^2 + n, mean 48 times the factor.

    A chi-square test over ten classes at 0.1 %: so often it would fail though all is well.
    """
    rest = of_day(tmp_path, COUNTS)
    received = outlook(rest, replications=4_000).endings.received
    shape = 0.3**-2 + 70
    law = stats.nbinom(shape, shape / (shape + 48 * rest.so_far.factor))
    edges = np.unique(law.ppf(np.linspace(0.1, 0.9, 9)))
    place = np.searchsorted(edges, received)
    chances = np.diff(np.concatenate([[0], law.cdf(edges), [1]]))
    assert stats.chisquare(np.bincount(place, minlength=len(chances)), 4_000 * chances).pvalue > 0.001


def test_days_that_do_not_differ_tell_nothing(tmp_path):
    """Without busyness the rest is what it is."""
    demand = {"calls": {**DEMAND["calls"], "busyness_cv": 0}}
    rest = of_day(tmp_path, COUNTS, demand)
    assert (rest.so_far.factor, rest.so_far.cv) == (1.0, 0.0)
    assert rest.scenario.demand["calls"].events == {}


def test_streams_that_share_the_day_share_what_is_known(tmp_path):
    """One is counted; the other moves with it, unless its factor is its own or spreads otherwise."""
    demand = {
        "calls": DEMAND["calls"], "other": DEMAND["calls"], "own": {**DEMAND["calls"], "busyness_key": "own"},
        "calm": {**DEMAND["calls"], "busyness_cv": 0.1},
    }  # fmt: skip
    rest = of_day(tmp_path, COUNTS, demand, stream="calls")
    assert [name for name, stream in rest.scenario.demand.items() if stream.events] == ["calls", "other"]
    with pytest.raises(ScenarioError, match="--calls needs --stream, one of calls, calm, other, own"):
        of_day(tmp_path, COUNTS, demand)
    with pytest.raises(ScenarioError, match="--stream phone: the scenario has no such stream"):
        of_day(tmp_path, COUNTS, demand, stream="phone")


def test_a_file_without_today_is_refused(tmp_path):
    """Nothing is known of a day of which no row is there."""
    with pytest.raises(DataError, match=r"calls.csv: no row is of 2026-03-05 before 12:00"):
        of_day(tmp_path, "time,count\n2026-03-04 10:00,99\n")
