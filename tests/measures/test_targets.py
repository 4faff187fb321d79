"""Targets and published figures judged over replications."""

from __future__ import annotations

import math

import pytest
from scipy.special import stdtrit

from sim.errors import ScenarioError
from sim.measures.by_interval import interval_table
from sim.measures.requirement import UNKNOWN
from sim.measures.run import measure
from sim.measures.targets import judge_published, judge_targets
from sim.rules.codes import Outcome
from sim.statistics.intervals import ratio_interval

from .fabricated import HOUR, call, make_log, scenario_of, shift

CALLS = 20


def runs(quick_counts, **changes):
    """One run per number: so many of 20 calls are answered at once, the others after a minute."""
    scenario = scenario_of(**changes)
    logs = [
        make_log([call(i * 300, wait=0 if i < quick else 60) for i in range(CALLS)], scenario=scenario, replication=r)
        for r, quick in enumerate(quick_counts)
    ]
    return scenario, [measure(log) for log in logs], [interval_table(log) for log in logs]


def target(**more):
    """A target of 80 % in 20 s."""
    return {"measure": "service_level", "within": "20 s", "at_least": "80 %", **more}


@pytest.mark.parametrize(
    ("quick", "status"),
    [([18, 19, 18, 19], "met"), ([12, 11, 12, 11], "not met"), ([16, 12, 19, 15], "undecided"), ([19], "undecided")],
)
def test_status_follows_the_interval(quick, status):
    """Met if the whole interval keeps the promise, not met if none of it does; one run decides nothing."""
    (result,) = judge_targets(*runs(quick, targets=[target()]))
    assert result.status == status
    assert result.measure == "service_level_20s"
    assert result.estimate == pytest.approx(sum(quick) / len(quick) / CALLS)


def test_at_most_is_the_other_side():
    """For a promise of 'at most' the interval must lie below."""
    changes = {"targets": [{"measure": "asa", "at_most": "20 s"}, {"measure": "asa", "at_most": 1}]}
    ok, bad = judge_targets(*runs([18, 19, 18, 19], **changes))
    assert (ok.status, ok.threshold, ok.unit) == ("met", 20, "s")
    assert bad.status == "not met"


def test_an_interval_without_width_keeps_no_promise():
    """Exactly 80 % in every run is no proof that the next run has it: undecided at 80 %, not met at 90 %."""
    kept, missed = judge_targets(*runs([16, 16, 16], targets=[target(), target(at_least="90 %")]))
    assert (kept.status, missed.status) == ("undecided", "not met")
    assert kept.low == kept.high == pytest.approx(0.8)


def test_a_measure_of_the_roster_needs_no_interval():
    """How many are rostered is what the scenario says: equal in all runs, it is known."""
    promises = [{"measure": "scheduled_heads", "at_most": 5}, {"measure": "scheduled_heads", "at_least": 5}]
    result, too_few = judge_targets(*runs([16, 16], targets=promises))
    assert result.low == result.high == result.estimate
    assert (result.status, too_few.status) == ("met", "not met")


def test_so_does_one_of_each_interval():
    """Where as many are rostered in every run, each interval is known as well; with one away in a run, it is not."""
    sides = [{"measure": "scheduled_heads", side: 2, "per": "interval"} for side in ("at_most", "at_least")]
    scenario = scenario_of(targets=sides)

    def statuses(*heads):
        logs = [
            make_log([call(9)], [shift(n, 0, 24 * HOUR) for n in range(people)], scenario=scenario, replication=r)
            for r, people in enumerate(heads)
        ]
        found = judge_targets(scenario, [measure(log) for log in logs], [interval_table(log) for log in logs])
        return [result.status for result in found]

    assert statuses(2, 2) == ["met", "met"]
    assert statuses(1, 2) == ["undecided", "undecided"]


@pytest.mark.parametrize(("promised", "status"), [("80 %", "met"), ("99.9 %", "undecided")])
def test_runs_without_a_failure_bound_it_by_their_number(promised, status):
    """All 400 calls of 20 runs in time: as if the next had been the first late one, 97.9 % at least, and no more.

    exp(t) of Student's law with 19 degrees of freedom at 98 %: exp(2.2047) / 400 = 2.27 %.
    """
    (result,) = judge_targets(*runs([CALLS] * 20, targets=[target(at_least=promised)]))
    assert (result.estimate, result.high, result.status, result.none_seen) == (1, 1, status, True)
    assert result.low == pytest.approx(1 - 0.0227, abs=1e-4)
    none_in_time, promise = [0] * 20, target(at_least="10 %")
    assert judge_targets(*runs(none_in_time, targets=[promise]))[0].status == "not met"


def test_how_many_runs_without_a_failure_would_do():
    """99.9 % with 20 calls a run: exp(t) / 20 n is at most 0.1 % from 393 runs on, t being 2.0606 (98 %, one-sided)."""
    (result,) = judge_targets(*runs([CALLS] * 20, targets=[target(at_least="99.9 %")]))
    enough = result.runs_to_decide()
    assert enough == 393
    for n, kept in ((enough - 1, False), (enough, True)):
        assert (math.exp(stdtrit(n - 1, 0.98)) / (n * CALLS) <= 0.001) == kept
    for quick, promise in (([CALLS] * 19 + [CALLS - 1], "99.9 %"), ([CALLS] * 20, "80 %"), ([CALLS] * 20, "100 %")):
        (result,) = judge_targets(*runs(quick, targets=[target(at_least=promise)]))
        assert result.runs_to_decide() is None
    assert result.asks_for_all
    assert result.status == "undecided"


def test_no_number_of_people_is_required_to_answer_all_calls_in_time():
    """A promise of 100 % has no requirement: Erlang's formulas give no number of people that keeps it for sure."""
    _, _, tables = runs([CALLS], targets=[target(at_least="100 %")])
    busy = tables[0].counts["offered"] > 0
    assert (tables[0].required[busy] == UNKNOWN).all()
    assert (tables[0].required[~busy] == 0).all()


def test_share_of_runs_has_wilsons_interval():
    """The chance that one day keeps the promise: 2 of 4 runs, 15..85 % at 95 %."""
    (result,) = judge_targets(*runs([16, 12, 19, 15], targets=[target()]))
    assert result.share_of_runs == 0.5
    assert (round(result.share_low, 2), round(result.share_high, 2)) == (0.15, 0.85)


def test_confidence_widens_the_interval():
    """What is met at 80 % confidence may be undecided at 99 %."""
    quick = [18, 16, 17, 18]
    statuses = [judge_targets(*runs(quick, targets=[target(confidence=c)]))[0].status for c in (0.8, 0.99)]
    assert statuses == ["met", "undecided"]


def test_per_interval_reports_the_worst_interval():
    """Calls of 0:00-1:40 are quick only in the first hour: met over the run at 50 %, not met in the worst half-hour."""
    changes = {"targets": [target(at_least="50 %"), target(at_least="50 %", per="interval")]}
    over_run, per_interval = judge_targets(*runs([12, 13] * 10, **changes))
    assert over_run.status == "met"
    assert (per_interval.status, per_interval.worst_interval, per_interval.estimate) == ("not met", 3, 0)
    assert per_interval.share_of_runs == 0


def test_per_interval_shares_its_risk_over_the_intervals():
    """Bonferroni: with four intervals each is judged at 1 - 5 %/4, so its interval is wider than at 95 %."""
    quick = [16, 17, 19, 20]
    promise = {"measure": "asa", "at_most": 20, "per": "interval"}
    single, shared = (
        judge_targets(*runs(quick, targets=[{**promise, "confidence": c}]))[0] for c in (0.95, 1 - 0.05 * 4)
    )
    parts = [table.parts("asa") for table in runs(quick)[2]]
    numerators, denominators = ([p[i][single.worst_interval] for p in parts] for i in (0, 1))
    assert single.low == ratio_interval(numerators, denominators, 1 - 0.05 / 4, "amount").low
    assert single.low < shared.low == pytest.approx(ratio_interval(numerators, denominators, 0.95, "amount").low)


def test_per_interval_without_any_call_is_undecided():
    """Nothing happened, nothing is decided, and no number is made up."""
    scenario = scenario_of(targets=[target(per="interval"), target()])
    logs = [make_log([], scenario=scenario) for _ in range(2)]
    for result in judge_targets(scenario, [measure(x) for x in logs], [interval_table(x) for x in logs]):
        assert (result.status, result.estimate, result.share_of_runs) == ("undecided", None, None)


def test_an_unknown_measure_is_explained():
    """A target on a measure that does not exist says which one was meant."""
    with pytest.raises(ScenarioError, match="did you mean 'abandonment_rate'"):
        judge_targets(*runs([1], targets=[{"measure": "abandonment_rates", "at_most": 0.1}]))


def published(value, **more):
    """A published connection count."""
    return {"measure": "offered", "value": value, "kind": "predicted", "source": "yearbook", **more}


def offered_runs(counts, **changes):
    """One run per number: so many calls."""
    scenario = scenario_of(**changes)
    return scenario, [
        measure(make_log([call(i, Outcome.ABANDONED) for i in range(n)], scenario=scenario)) for n in counts
    ]


def test_published_is_compared_with_one_further_run():
    """Runs of 100, 110, 90, 100 (s = 8.165): one further run lies in 100 -/+ 3.1824 x 8.165 x sqrt(1.25) = 71..129;
    128 fits, though the mean's own interval ends at 113."""
    fits, misses = judge_published(*offered_runs([100, 110, 90, 100], published=[published(128), published(130)]))
    assert (fits.status, misses.status) == ("met", "not met")
    assert fits.high == pytest.approx(100 + 29.0511, abs=1e-3)
    assert (fits.kind, fits.source, fits.free) == ("predicted", "yearbook", ())


def test_a_published_mean_four_per_cent_off_does_not_agree():
    """Runs of 100 -/+ 4: 104 may be one more run, but is not the mean of a hundred more."""
    counts = [96, 104, 97, 103, 98, 102, 99, 101] * 3
    figures = [published(104), published(104, mean_of=100), published(100.5, mean_of=100)]
    one, mean, near = judge_published(*offered_runs(counts, published=figures))
    assert (one.status, mean.status, near.status) == ("met", "not met", "met")
    assert (one.mean_of, mean.mean_of) == (1, 100)
    assert one.estimate == mean.estimate == 100
    # 100 -/+ t(23) s sqrt(1/100 + 1/24), s = 2.80.
    assert mean.high == pytest.approx(100 + 2.0687 * 2.7980 * (1 / 100 + 1 / 24) ** 0.5, abs=1e-3)


def test_published_ranges_are_what_the_words_allow():
    """A figure rounded to tens, or a range such as '120-odd', overlaps where the bare value would miss."""
    figures = [
        published(134, rounding=10),
        published(135, rounding=10),
        published(140, range=[129, 140]),
        published(140, range=[131, 140]),
    ]
    results = judge_published(*offered_runs([100, 110, 90, 100], published=figures))
    assert [r.status for r in results] == ["met", "not met", "met", "not met"]
    assert (results[0].published_low, results[0].published_high) == (129, 139)


def test_an_exact_count_echoes_itself():
    """A count that is an input has an interval of no width, and meets the published figure exactly or not at all."""
    figures = [published(103, kind="echo"), published(104, kind="echo")]
    results = judge_published(*offered_runs([103, 103, 103], published=figures))
    assert [r.status for r in results] == ["met", "not met"]
    assert results[0].low == results[0].high == 103


def test_one_run_leaves_a_published_figure_undecided():
    """A single replication has no spread to compare with."""
    (result,) = judge_published(*offered_runs([103], published=[published(103)]))
    assert (result.status, result.low, result.high) == ("undecided", None, None)
    assert result.estimate == 103


def test_hours_are_elapsed_time():
    """The fabricated calls above fall into the intervals the tests say."""
    _, _, tables = runs([12])
    assert tables[0].counts["offered"][:4].tolist() == [6, 6, 6, 2]
    assert tables[0].width_us == HOUR * 500_000
