"""Every case of the proof: theory and simulation agree, and an error worth speaking of would have been found.

A sound figure disagrees by chance once in 200 million (|t| below its 5e-9 limit, 5.85 for many replications); the
chance is fixed. "Finds" is the smallest relative error of the simulation that is found with chance 0.99.
"""

from __future__ import annotations

import pytest
from scipy import stats

from sim.verification.books import SCENARIOS, check_books
from sim.verification.cases import cases_named, verify
from sim.verification.evidence import FALSE_ALARM

FINDS = {"p_wait": 0.02, "p_abandon": 0.02, "p_blocked": 0.03, "mean_wait": 0.05}
"""Errors that must be found, by quantity; mean waits of a class as mean waits."""
PUBLISHED = "published_"
"""Cases that are held against another simulator's estimates: their intervals say what can be found."""


@pytest.mark.parametrize("name", cases_named(""))
def test_theory_and_simulation_agree(name: str) -> None:
    """All figures of a case agree with theory, and small errors of the simulation would be found."""
    verdict = verify(name)
    for row in verdict.evidence:
        print(
            f"{name} {row.quantity}: theory {row.theory:.6g}, simulated {row.simulated:.6g}, "
            f"t = {row.t:+.2f} (limit {row.limit:.2f}), finds an error of {row.finds:.1%}"
        )
        assert row.agrees
        if not name.startswith(PUBLISHED):
            assert row.finds <= FINDS.get(row.quantity, 0.05 if row.quantity.startswith("mean") else 0.1)


@pytest.mark.long
def test_distances_are_what_they_say() -> None:
    """Over 30 other seeds and five cases, one figure each, the squared distances t add up as a t law says.

    Their sum lies within its 5e-9 limits (chi-square; t with many degrees of freedom is nearly normal), and so does the
    number of intervals of 95 % that miss: errors are neither too small nor too large, and nothing is biased.
    """
    figures = {
        "erlang_b_critical": 0, "erlang_a_critical": 3, "patience_gamma": 1, "changing_load_and_staff": 2, "redial": 2,
    }  # fmt: skip
    rows = [verify(name, seed=seed).evidence[place] for seed in range(1, 31) for name, place in figures.items()]
    squares, missed = sum(row.t**2 for row in rows), sum(not row.inside for row in rows)
    print(f"{len(rows)} figures: mean of t^2 {squares / len(rows):.3f}, {missed} outside their 95 % interval")
    low, high = stats.chi2.ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2], len(rows))
    assert low < squares < high
    assert missed <= stats.binom.ppf(1 - FALSE_ALARM, len(rows), 0.05)
    assert abs(sum(row.t for row in rows)) < stats.norm.isf(FALSE_ALARM / 2) * len(rows) ** 0.5


def test_the_books_of_the_shipped_scenarios_balance() -> None:
    """Calls, time in queues and busy time are equal on both sides, to the microsecond."""
    for books in check_books():
        found = books.balance
        assert found.violations == []
        assert found.attempts == sum(found.ends.values()) > 100
        assert found.queue_us == found.waits_us > 0
        assert found.busy_us == found.phases_us > 0
    assert len(SCENARIOS) == 3
