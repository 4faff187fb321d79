"""Each rule, broken on purpose: both checkers tell it, the search keeps it, and what clashes is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sim.errors import DataError, InfeasibleError
from sim.rostering.check import check_roster
from sim.rostering.law import china, european_union, is_night, rules_of, with_nights
from sim.rostering.parts import MUST, Cover, Person, Rules, Shift, Wish
from sim.rostering.problem import Problem, Roster
from sim.rostering.solve import solve_roster

from .test_rosters import found_again, told

DAY, NIGHT = Shift("d", 8 * 60, 480), Shift("n", 22 * 60, 480, is_night=True)


def problem(*people: Person, days: int = 14, **others: Any) -> Problem:
    """Two weeks from a Monday."""
    return Problem(date(2026, 6, 1), days, (DAY, NIGHT), people, **others)


def row(text: str) -> list[str | None]:
    """A person's shifts, a letter each."""
    return [None if letter == "." else letter for letter in text]


PLANTED = {
    "absence": ({"absences": frozenset({2})}, {}, "..d...........", "has 'd' on 2026-06-03, but is absent"),
    "day off": ({"days_off": frozenset({2})}, {}, "..d...........", "2026-06-03, which is an agreed day off"),
    "settled": ({"fixed": {2: "d"}}, {}, "..n...........", "has 'n' on 2026-06-03, but 'd' is settled"),
    "may work": ({"may_work": {"d": None}}, {}, "n.............", "has 'n' on 2026-06-01, but may not work it"),
    "most of a shift": ({"may_work": {"d": 2}}, {}, "ddd...........", "has 'd' 3 times, but at most 2"),
    "no nights": ({"may_work_nights": False}, {}, "n.............", "but may not work nights"),
    "fewest minutes": ({"fewest_minutes": 960}, {}, "d.............", "comes to 8 h in all"),
    "most minutes": ({"most_minutes": 960}, {}, "ddd...........", "the contract has at most 16 h"),
    "most nights": ({"most_nights": 1}, {}, "n.n...........", "has 2 nights, but at most 1"),
    "weekends": ({"most_weekends": 1}, {}, ".....d.......d", "works on 2 weekends, but at most 1"),
    "most in a row": ({"most_days_in_a_row": 3}, {}, "dddd..........", "works 4 days in a row, 2026-06-01 to"),
    "fewest in a row": ({"fewest_days_in_a_row": 2}, {}, ".d............", "works 1 day in a row"),
    "fewest off in a row": ({"fewest_days_off_in_a_row": 2}, {}, "d.d...........", "is off for 1 day in a row"),
    "nights in a row": ({"most_nights_in_a_row": 2}, {}, "nnn...........", "has 3 nights in a row"),
    "minutes in a span": ({"most_minutes_a_week": 960}, {}, "d.d.d.........", "works 24 h from 2026-06-01 to"),
    "minutes a day": ({}, {"most_minutes_a_day": 400}, "d.............", "works 8 h on 2026-06-01"),
    "rest": ({}, {"rest_minutes": 660}, "nd............", "has 2 h of rest between 'n' on 2026-06-01 and"),
    "rest days": ({}, {"rest_days_in_seven": 2}, "ddd.ddd.......", "has 1 day off in seven, 2026-06-01 to 2026-06-07"),
}  # fmt: skip


@pytest.mark.parametrize("rule", PLANTED)
def test_a_broken_rule_is_told_by_both_checkers(rule: str) -> None:
    """A person, the rule, the days; a roster that breaks it, and only it."""
    person, rules, text, sentence = PLANTED[rule]
    asked = problem(Person("p", **person), rules=Rules(**rules))
    roster = Roster.of(asked, {"p": row(text)})
    (said,) = check_roster(asked, roster)
    assert said.startswith("p: ")
    assert sentence in said
    assert told(asked, roster) == found_again(asked, roster) == {("p", rule)}
    wishes = tuple(Wish("p", day, name, name is not None) for day, name in enumerate(row(text)))
    found = solve_roster(problem(Person("p", **person), rules=Rules(**rules), wishes=wishes), seconds=20)
    assert found.costs.wishes > 0
    assert check_roster(asked, found.roster) == []


@pytest.mark.parametrize(
    ("rules", "text", "sentence"),
    [
        (
            {"most_minutes_a_week": 960, "weeks_averaged": 2},
            "ddd...ddd.....",
            "works 48 h from 2026-06-01 to",
        ),
        ({"most_minutes_a_month": 960}, "ddd...........", "works 24 h from 2026-06-01 to 2026-06-14"),
    ],
)
def test_averages_and_months_are_told(rules: dict[str, int], text: str, sentence: str) -> None:
    """What holds over more than a week."""
    asked = problem(Person("p"), rules=Rules(**rules))
    roster = Roster.of(asked, {"p": row(text)})
    assert any(sentence in said for said in check_roster(asked, roster))
    assert told(asked, roster) == found_again(asked, roster) == {("p", "minutes in a span")}


def test_cover_that_must_be_there_is_told() -> None:
    """Two are there, three must be."""
    asked = problem(Person("p"), Person("q"), cover=(Cover(1, window=(540, 600), wanted=3, under=MUST),))
    roster = Roster.of(asked, {"p": row(".d"), "q": row(".d")})
    assert check_roster(asked, roster) == ["2026-06-02, 09:00-10:00: 2 there, but there must be 3"]
    assert told(asked, roster) == found_again(asked, roster)


def test_last_week_goes_on_over_the_border() -> None:
    """Runs, rest and the hours of a week that began before."""
    asked = Problem(
        date(2026, 6, 4), 3, (DAY, NIGHT), (Person("p", most_minutes_a_week=32 * 60, before=("n", "d", "d", "n")),),
        rules=Rules(rest_minutes=660, most_days_in_a_row=4),
    )  # fmt: skip
    told_of = check_roster(asked, Roster.of(asked, {"p": ["d", "d", None]}))
    assert told_of == [
        "p: works 40 h from 2026-06-01 to 2026-06-06, but at most 32 h may be",
        "p: has 2 h of rest between 'n' on 2026-06-03 and 'd' on 2026-06-04, but needs 11 h",
        "p: works 6 days in a row, 2026-05-31 to 2026-06-05, but at most 4 are allowed",
    ]
    first = problem(Person("p"), days=5)
    assert Roster.of(first, {"p": row("dd.nn")}).before(first, days=3) == {"p": (None, "n", "n")}


@pytest.mark.parametrize(
    ("asked", "sentences"),
    [
        (problem(Person("张三", fixed={3: "n", 4: "d"}, most_minutes=9999), rules=Rules(rest_minutes=660)),
         ["张三: these rules cannot all be kept: 'n' settled on 2026-06-04, 'd' settled on 2026-06-05, "
          "11 h of rest between two shifts"]),
        (problem(Person("p", fixed={3: "n"}, absences=frozenset({3, 4})), Person("q")),
         ["p: these rules cannot all be kept: absent on 2026-06-04, 'n' settled on 2026-06-04"]),
        (problem(Person("p", fewest_minutes=4800, days_off=frozenset(range(9)), most_weekends=1)),
         ["p: these rules cannot all be kept: a day off on 2026-06-05, a day off on 2026-06-08, "
          "a day off on 2026-06-09, at least 80 h in all, at most 1 weekend",
          "p: these rules cannot all be kept: a day off on 2026-06-05, a day off on 2026-06-06, "
          "a day off on 2026-06-07, a day off on 2026-06-08, a day off on 2026-06-09, at least 80 h in all"]),
        (problem(Person("p", may_work={"d": None}), Person("q"), cover=(Cover(3, "n", wanted=2, under=MUST),)),
         ["2026-06-04, 'n': 1 there, but there must be 2"]),
    ],
)  # fmt: skip
def test_what_clashes_is_named(asked: Problem, sentences: list[str]) -> None:
    """A smallest set of rules, or the cover that cannot be had."""
    with pytest.raises(InfeasibleError) as error:
        solve_roster(asked, seconds=20)
    assert error.value.sentence.split("\n") == sentences


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: problem(Person("p"), Person("p")), "the person 'p' is there twice"),
        (lambda: problem(Person("p", may_work={"x": 1})), "p: there is no shift 'x' (known: 'd', 'n')"),
        (lambda: problem(Person("p", absences=frozenset({14}))), "p: day 14 is not one of the roster's 14 days"),
        (lambda: problem(wishes=(Wish("q", 0),)), "a wish is of 'q', who is not one of the people"),
        (lambda: problem(cover=(Cover(0),)), "one of them is named, not both"),
        (lambda: problem(cover=(Cover(0, window=(1440, 1500)),)), "a window begins within its day"),
        (lambda: problem(Person("p", share=0.0)), "a share of full time of 0 cannot be"),
        (lambda: problem(days=0), "a roster of 0 days cannot be made"),
        (lambda: problem(weekend=frozenset({0, 6})), "a weekend is one day, or two"),
        (
            lambda: rules_of("china", overtim="usual"),
            "working-time rules of 'china': there is no 'overtim' (known: most",
        ),
        (lambda: rules_of("atlantis"), "there are no working-time rules of 'atlantis' (known: china, european_union)"),
    ],
)
def test_what_cannot_be_is_refused(wrong: Any, sentence: str) -> None:
    """Names that are not known, numbers that cannot be."""
    with pytest.raises(DataError) as error:
        wrong()
    assert sentence in str(error.value)


def test_working_time_law() -> None:
    """China's and the European Union's, with options and with rules replaced."""
    assert (china().most_minutes_a_day, china().most_minutes_a_week) == (480, 2400)
    assert rules_of("china", most_minutes_a_week=44 * 60).most_minutes_a_week == 44 * 60
    assert (china(weeks_averaged=4).most_minutes_a_day, china(weeks_averaged=4).weeks_averaged) == (720, 4)
    overtime = china(overtime="usual")
    assert (overtime.most_minutes_a_day, overtime.most_minutes_a_week) == (540, None)
    assert overtime.most_minutes_a_month == int(20.67 * 480) + 36 * 60
    assert european_union().most_minutes_a_week == 48 * 60
    assert [is_night("china", start * 60, 480) for start in (0, 6, 14, 16, 22)] == [True, False, False, True, True]
    assert [shift.is_night for shift in with_nights("china", (DAY, NIGHT))] == [False, True]
