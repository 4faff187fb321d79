"""need: the least head count at which the targets hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.errors import InfeasibleError, ScenarioError
from sim.queueing.erlang import erlang_a
from sim.scenario.schema import Scenario
from sim.staffing.heads import candidates, find_posts
from sim.staffing.need import need
from sim.staffing.search import least_enough
from sim.study.replicate import replicate

from .floors import FEW_GIVE_UP, IN_TIME, PATIENT, all_day, exponential, floor, floors, group, shift, target

FLOORS = floors()


def by_trying_everything(scenario: Scenario) -> int | None:
    """The least head count, from 1 up, at which every target is met; all are simulated with the same citizens."""
    posts = find_posts(scenario)
    for candidate in candidates(posts, 40):
        runs = replicate(scenario.replace(candidate.changes(posts)), seed=1)
        if all(result.status == "met" for result in runs.targets()):
            return candidate.heads
    return None


@pytest.mark.parametrize("name", FLOORS)
def test_need_finds_what_trying_everything_finds(name: str) -> None:
    """On ten small floors bisection ends at the head count that exhaustive search from 1 up finds."""
    found = need(FLOORS[name])
    assert found.heads == by_trying_everything(FLOORS[name])
    assert found.answer is not None
    assert found.answer.verdict == "met"
    assert found.below is None or found.below.verdict != "met"
    assert found.is_monotone


@pytest.mark.parametrize(
    ("promise", "patience_s", "threshold"),
    [
        (target("service_level", within="20 s", at_least="87 %"), None, 0.87),
        (target("abandonment_rate", at_most="8 %"), 120.0, 0.08),
    ],
)
def test_where_the_formula_is_exact_need_finds_its_minimum(promise, patience_s, threshold) -> None:
    """Round the clock, Poisson, exponential talk and patience, no wrap-up, no breaks: Erlang C and A are exact.

    The thresholds lie at least 6 (C: 14 above the answer) and 9 (A: 12) standard errors from the measure of the
    answer and of one fewer, where a verdict needs 2.2: with Student's law of 11 degrees of freedom a wrong head count
    comes up less than once in 100,000 seeds.
    """
    desk = group(all_day(3), talk=exponential("180 s"))
    scenario = floor(1440, {"desk": desk}, promise, callers=PATIENT if patience_s else {})
    found = need(scenario, replications=12)

    def enough(heads: int) -> bool:
        queue = erlang_a(heads, 60 / 3600, 180.0, patience_s)
        return queue.share_abandoned <= threshold if patience_s else queue.service_level(20.0) >= threshold

    exact = least_enough(enough, 1, 1, 99)
    assert found.formula is not None
    assert found.heads == exact == found.formula.heads


def small(*targets: dict[str, object], calls: float = 300, staff: int = 2, **more: object) -> Scenario:
    """A floor of one shift that runs in no time."""
    return floor(calls, {"desk": group(all_day(staff))}, *(targets or (IN_TIME,)), **more)


def test_trunk_lines_may_be_what_is_short() -> None:
    """Where callers are blocked however many people there are, no answer is given, and what stands in the way is."""
    found = need(small(target("blocking_rate", at_most="1 %"), callers={**PATIENT, "trunks": 1}))
    assert (found.heads, found.answer, found.enough) == (None, None, None)
    assert [result.measure for result in found.obstacles] == ["blocking_rate"]
    assert found.most_heads == found.tried[-1].heads >= 4 * found.posts.now
    with pytest.raises(InfeasibleError, match="no head count"):
        found.variant()


def test_a_target_may_ask_for_fewer_people() -> None:
    """People who are to be busy are a limit from above: with it alone one person does, against a level none may."""
    busy = target("occupancy", at_least="20 %")
    assert need(small(busy, staff=4)).heads == 1
    assert need(small(busy, IN_TIME, staff=6)).heads == need(small(IN_TIME, staff=6)).heads
    found = need(small(target("occupancy", at_least="60 %"), IN_TIME))
    assert (found.heads, found.is_sharp) == (None, False)
    assert found.enough is not None
    assert found.enough.suffices == "met"
    assert [result.measure for result in found.obstacles] == ["occupancy"]


def test_what_is_not_monotone_is_said() -> None:
    """A head count that fails above one that is enough is noticed."""
    found = need(small(calls=600))
    assert found.is_monotone
    few, many = found.tried[0], found.tried[-1]
    assert (few.suffices, many.suffices) == ("not met", "met")
    crossed = (replace(many, candidate=few.candidate), replace(few, candidate=many.candidate))
    assert not replace(found, tried=crossed).is_monotone


def test_the_answer_and_one_fewer_are_both_simulated() -> None:
    """The border is shown from both sides, each head count once, all with the same citizens."""
    found = need(small(calls=600))
    heads = [trial.heads for trial in found.tried]
    assert found.below is not None
    assert {found.heads, found.heads - 1, 2} <= set(heads)
    assert len(heads) == len(set(heads))
    offered = {trial.results.estimate("attempts").estimate for trial in found.tried}
    assert len(offered) == 1


def test_the_answer_does_not_depend_on_todays_staff() -> None:
    """From 1 or from 20 people, with the same seed, the same head count is found."""
    assert need(small(calls=600, staff=1)).heads == need(small(calls=600, staff=20)).heads


def test_more_replications_where_undecided() -> None:
    """A second look is taken only where the first one leaves the border open; since there are two, each of them is to
    be surer than a single one."""
    scenario = small(FEW_GIVE_UP, calls=800, callers=PATIENT)
    first = need(scenario, replications=2)
    assert first.undecided is not None
    second = need(scenario, replications=2, most=12)
    assert second.answer is not None
    assert (second.replications, second.answer.results.n) == (12, 12)
    assert [result.confidence for result in second.answer.targets] == [pytest.approx(0.975)]
    clear = need(small(calls=600), replications=8, most=12)
    assert (clear.is_sharp, clear.replications) == (True, 8)


def test_a_shift_without_people_is_given_some() -> None:
    """The head count of a shift that is empty today is found too."""
    shifts = {"day": shift("00:00", "12:00", 4), "night": shift("12:00", "24:00", 0)}
    found = need(floor(400, {"desk": group(shifts)}, IN_TIME, callers=PATIENT), shift="night")
    assert found.posts.now == 0
    assert found.heads is not None
    assert found.variant().operators["desk"].shifts["night"].staff == found.heads
    assert found.variant().operators["desk"].shifts["day"].staff == 4


def test_tables_are_tidy() -> None:
    """A row per head count and target, a row per shift, a row per interval."""
    found = need(small(IN_TIME, target("occupancy", at_most="90 %")))
    tried = found.tried_frame()
    assert len(tried) == 2 * len(found.tried)
    assert set(tried["status"]) <= {"met", "not met", "undecided"}
    assert found.staff_frame().to_dict("records") == [
        {"group": "desk", "shift": "day", "now": 2, "needed": found.heads, "formula": found.formula.heads}
    ]
    assert {"required", "scheduled", "present"} <= set(found.intervals_frame().columns)
    assert (found.intervals_frame()["scheduled"] == found.heads).all()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"replications": 1}, "a single replication decides no target"),
        ({"at_most": 0}, "ask for 1 or more"),
        ({"shift": "dya"}, "there is no shift 'dya' - did you mean 'day'"),
        ({"group": "desc"}, "there is no group 'desc' - did you mean 'desk'"),
        ({"group": "desk", "shift": "day"}, "not for both"),
    ],
)
def test_questions_that_make_no_sense(asked, words) -> None:
    """A plain sentence says what would be right."""
    with pytest.raises(ScenarioError, match=words):
        need(small(), **asked)


def test_without_targets_there_is_no_answer() -> None:
    """Who asks for the need must say what for."""
    with pytest.raises(ScenarioError, match="no targets"):
        need(floor(100, {"desk": group(all_day(1))}))
