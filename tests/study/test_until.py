"""Replications until something is known: when they end, what is told of it, and adding further ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.measures.figures import total
from sim.measures.run import Measures
from sim.scenario.schema import Scenario
from sim.shipped import load_scenario
from sim.statistics.precision import looks
from sim.study.replicate import replicate
from sim.study.until import Watch, wanted_of

from ..measures.fabricated import scenario_of
from .fake_engine import install

TARGETS = [{"measure": "asa", "at_most": "200 s"}, {"measure": "service_level", "within": "15 s", "at_least": "5 %"}]


@pytest.fixture(autouse=True)
def _fake(monkeypatch):
    install(monkeypatch)


def _of_calls(*values: float) -> list[Measures]:
    """Runs in which so many calls came."""
    return [Measures("x", 1, number, {"offered": total(value)}) for number, value in enumerate(values)]


def _watch(scenario: Scenario, *until: str, first: int | None = None, most: int | None = None) -> Watch:
    watch = Watch.of(scenario, until, first, most)
    assert watch is not None
    return watch


def test_what_may_be_asked():
    """Points of a share, lengths of time, per cent of the value, plain numbers of what is counted; in Chinese, too."""
    assert wanted_of("service_level_15s +- 1 point").half == 0.01
    assert wanted_of("same_day_closure±0.5个百分点").half == 0.005
    assert (wanted_of("asa +- 2 s").half, wanted_of("asa +/- 1 分钟").half) == (2.0, 60.0)
    assert wanted_of("offered +- 20 calls").half == 20.0
    found = wanted_of("same_day_closure[urgency=critical] +- 5 %")
    assert (found.measure, found.half, found.relative) == ("same_day_closure[urgency=critical]", 0.05, True)
    assert wanted_of(" decided ").measure is None
    assert wanted_of("closed_within_1440min +- 1 point").measure == "closed_within_24h"  # as results have it


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("soon", "write 'decided', or a measure"),
        ("service_level +- 1 point", "needs a threshold"),
        ("asb +- 2 s", "there is no measure 'asb': did you mean 'asa'?"),
        ("asa +- 2", "'2' is no width of asa: write '2 s'"),
        ("asa +- 0 s", "'0 s' is no width of asa"),
        ("asa +- 1 point", "'1 point' is no width of asa"),
        ("service_level_15s +- 0.01", "'0.01' is no width of service_level_15s: write '1 point'"),
        ("offered +- many", "'many' is no width of offered: write a number"),
    ],
)
def test_what_cannot_be_asked(text, told):
    """What is neither, an unknown measure, a width of another unit, and none: a sentence with what would be right."""
    with pytest.raises(ScenarioError) as error:
        wanted_of(text)
    assert told in str(error.value)


def test_numbers_that_leave_no_two_looks():
    """Ten at first or more, room for a second look, targets for `decided`, and no limit without a question."""
    with pytest.raises(ScenarioError, match="10 or more are needed"):
        replicate(scenario_of(), 5, until="asa +- 2 s")
    with pytest.raises(ScenarioError, match="there must be room for more"):
        replicate(scenario_of(), 30, until="asa +- 2 s", most=30)
    with pytest.raises(ScenarioError, match="has no targets"):
        replicate(scenario_of(), until="decided")
    with pytest.raises(ScenarioError, match="say until when"):
        replicate(scenario_of(), most=30)
    with pytest.raises(ScenarioError, match="is about tickets"):
        replicate(scenario_of(), until="closed_within_24h +- 1 point")


def test_what_only_the_question_names_is_measured():
    """A threshold of no target is counted in every run; runs that lack it cannot be added."""
    runs = replicate(scenario_of(), until="service_level_33s +- 30 points", most=20)
    assert (runs.n, runs.stopping.findings[0].measure) == (15, "service_level_33s")
    named = scenario_of(targets=[{"measure": "service_level", "within": "33 s", "at_least": "1 %"}])
    assert runs.estimate("service_level_33s") == replicate(named, 15).estimate("service_level_33s")
    with pytest.raises(ScenarioError, match="only some have 'service_level_33s'"):
        runs + replicate(scenario_of(), 3, first=15)


def test_it_ends_at_the_second_narrow_look():
    """The interval is narrow enough at the look where it ends and at the one before, and not at the one before that."""
    runs = replicate(scenario_of(), until="asa +- 5.5 s", most=100)
    due = list(looks(10, 100))
    at = due.index(runs.n)
    assert at >= 2
    every = replicate(scenario_of(), runs.n).measures
    assert runs.measures == every
    widths = []
    for n in due[: at + 1]:
        found = replace(runs, measures=runs.measures[:n]).estimate("asa")
        widths.append(max(found.estimate - found.low, found.high - found.estimate))
    assert max(widths[-2:]) <= 5.5 < widths[-3]
    assert min(widths[:-2]) < 5.5  # one look before was narrow, too: alone it did not count
    stopping = runs.stopping
    assert (stopping.reached, stopping.n, stopping.findings[0].half_width) == (True, runs.n, widths[-1])
    assert stopping.findings[0].needed is None


def test_a_wide_look_begins_anew():
    """Narrow, wide, narrow, narrow: only the last two count, and looks in between are none."""
    watch = _watch(scenario_of(), "offered +- 5", most=100)
    level = [100.0, 101.0] * 5
    assert not watch.is_enough(_of_calls(*level[:9]), [])
    assert not watch.is_enough(_of_calls(*level), [])  # narrow
    wide = [*level, 100, 200, 0, 100, 101]
    assert not watch.is_enough(_of_calls(*wide), [])
    assert not watch.is_enough(_of_calls(*level, *level), [])  # narrow
    assert watch.is_enough(_of_calls(*level, *level, *level[:5]), [])


def test_all_must_be_known_at_once():
    """Of several questions the hardest decides, and each is told."""
    easy, hard = (replicate(scenario_of(), until=f"asa +- {width} s", most=100) for width in (12, 5.5))
    both = replicate(scenario_of(), until=["asa +- 12 s", "asa +- 5.5 s"], most=100)
    assert easy.n < hard.n == both.n
    assert [finding.wanted.text for finding in both.stopping.findings] == ["asa +- 12 s", "asa +- 5.5 s"]


def test_threads_change_nothing():
    """With one thread or four the same replications are used; what was begun beyond is left."""
    one, four = (replicate(scenario_of(), until="asa +- 5.5 s", most=100, engine="kernel", workers=n) for n in (1, 4))
    assert one.measures == four.measures
    assert one.stopping == four.stopping


def test_the_most_is_the_end():
    """It is told that the question is open, and how many replications would do; going on begins with the same ones."""
    runs = replicate(scenario_of(), until="asa +- 1 s", most=18)
    finding = runs.stopping.findings[0]
    assert (runs.n, runs.stopping.reached, runs.stopping.n) == (18, False, 18)
    assert finding.needed == int(np.ceil(18 * (finding.half_width / 1.0) ** 2)) > 18
    longer = replicate(scenario_of(), until="asa +- 1 s", most=40)
    assert longer.measures[:18] == runs.measures


def test_targets_are_decided_strictly():
    """Each look is at 99.5 % where the target says 95 %; the verdicts stand at the target's own, too."""
    scenario = scenario_of(targets=TARGETS)
    runs = replicate(scenario, until="decided", most=100)
    assert runs.stopping.reached
    assert {finding.confidence for finding in runs.stopping.findings} == {0.995}
    assert [target.status for target in runs.targets()] == ["met", "met"]
    assert scenario.targets[0].confidence == 0.95


def test_a_verdict_that_changes_begins_anew():
    """A promise that is clearly broken at one look, and clearly kept at the next, is decided only as it stays kept."""
    watch = _watch(scenario_of(targets=[{"measure": "offered", "at_least": 100}]), "decided", most=100)
    few, many = [89.0, 90.0] * 5, [5000.0, 5001.0]
    said = []
    for runs in (few, few + many + [5002.0, 5003.0, 5000.0], [*few, *many * 5], [*few, *many * 7, 5000.0]):
        ended = watch.is_enough(_of_calls(*runs), [])
        said.append((watch.looks.verdicts, ended))
    assert said[0] == (("not met",), False)
    kept = [ended for verdicts, ended in said if verdicts == ("met",)]
    assert len(kept) >= 2
    assert kept[:2] == [False, True]


def test_a_target_on_the_threshold_stays_open():
    """Where the promise is what comes about, most replications pass; how many would do is told from the distance."""
    asa = replicate(scenario_of(), 40).estimate("asa").estimate
    runs = replicate(scenario_of(targets=[{"measure": "asa", "at_most": f"{asa:.3f} s"}]), until="decided", most=40)
    finding = runs.stopping.findings[0]
    assert not runs.stopping.reached
    assert finding.needed is not None
    assert finding.needed > 40


def test_further_replications_are_added():
    """Those from 4 on and the first 4 are all of them, in either order; what they say is the same."""
    whole = replicate(scenario_of(targets=TARGETS), 10)
    few = replicate(scenario_of(targets=TARGETS), 4)
    more = replicate(scenario_of(targets=TARGETS), 6, first=4)
    assert [one.replication for one in more.measures] == [4, 5, 6, 7, 8, 9]
    for both in (few + more, more + few):
        assert both.measures == whole.measures
        assert both.summary() == whole.summary()
        assert both.targets() == whole.targets()
        assert both.intervals_frame().equals(whole.intervals_frame())


def test_each_engine_is_named_once():
    """However often runs of the two are added."""
    one, two, three = (replace(replicate(scenario_of(), 1, first=n), engine="kernel") for n in range(3))
    both = one + replace(two, engine="model")
    assert both.engine == "kernel + model"
    assert (both + three).engine == (three + both).engine == "kernel + model"
    assert (one + three).engine == "kernel"


def test_adding_reads_the_runs_a_few_times():
    """Not once for each of them: 20,000 replications are added in an instant."""

    class Counting(tuple):
        reads = 0

        def __iter__(self):
            Counting.reads += 1
            return super().__iter__()

    runs, more = replicate(scenario_of(), 3), replicate(scenario_of(), 20, first=3)
    both = replace(runs, measures=Counting(runs.measures)) + replace(more, measures=Counting(more.measures))
    assert [one.replication for one in both.measures] == list(range(23))
    assert Counting.reads < 20


def test_only_what_belongs_together_is_added():
    """Another scenario, another seed, another cut, the same replication twice, and a number below 0 are refused."""
    runs = replicate(scenario_of(), 3)
    with pytest.raises(ScenarioError, match="of another scenario"):
        runs + replace(replicate(scenario_of(), 3, first=3), scenario=load_scenario("template_town"))
    with pytest.raises(ScenarioError, match="seed 1 and with seed 2"):
        runs + replicate(scenario_of(), 3, first=3, seed=2)
    with pytest.raises(ScenarioError, match="the same 'by'"):
        runs + replicate(scenario_of(), 3, first=3, by="hour")
    with pytest.raises(ScenarioError, match=r"replication 2 is in both: run further ones with first=5"):
        runs + replicate(scenario_of(), 3, first=2)
    with pytest.raises(ScenarioError, match="numbered from 0"):
        replicate(scenario_of(), 3, first=-1)


def test_the_rule_covers_through_our_own_intervals():
    """Of 500 trials 448 or more hold the truth where the rule stops: the limit of 95 %, a false alarm in a million.

    Our intervals lean and are somewhat wider than Student's, so the other side has no limit here.
    """
    rng = np.random.default_rng(8)
    covered = 0
    for _ in range(500):
        watch = _watch(scenario_of(), "offered +- 4 %", most=200)
        runs = _of_calls(*rng.normal(100, 10, 200))
        n = next(n for n in looks(10, 200) if watch.is_enough(runs[:n], []))
        finding = watch.looks.stopping().findings[0]
        estimate = np.mean([run.values["offered"].value for run in runs[:n]])
        covered += abs(estimate - 100) <= 0.04 * 100
        assert finding.half_width <= 0.04 / 1.04 * estimate
    assert covered >= 448
