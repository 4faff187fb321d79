"""The printed summary: calls, tickets, or both, so that a district manager understands it without help."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from sim.measures.chart_tables import ChartTables
from sim.measures.estimate import Estimate
from sim.measures.figures import fraction
from sim.measures.targets import TargetResult
from sim.measures.ticket_side import TicketSide
from sim.report.answer import answer_of
from sim.report.numbers import Shown, estimate_words, readable, say_length
from sim.report.summary import has_calls, has_contacts, summary_text
from sim.report.target_lines import why_undecided
from sim.report.ticket_summary import ceiling_beside, short_sentences, wage_note
from sim.scenario.loading import load_scenario
from sim.study.replicate import Replications, replicate

CHAIN = Path(__file__).parent.parent.parent / "scenarios" / "template_chain.yaml"
PUBLISHED = [
    {
        "measure": "processing_time_p50",
        "value": 36000,
        "kind": "fitted",
        "free": ["units.town.work.mean"],
        "source": "x",
    },
    {"measure": "same_day_closure", "value": 0.6, "kind": "predicted", "source": "x"},
]


class Run(NamedTuple):
    """Replications and what the ticket half shows beside them."""

    results: Replications
    side: TicketSide

    def text(self, lang: str = "en") -> str:
        """The summary."""
        return summary_text(self.results, (), lang, None, self.side)


@pytest.fixture(scope="module")
def both() -> Run:
    """From ring to closure."""
    scenario = load_scenario(CHAIN)
    tables = ChartTables()
    results = replicate(scenario.replace({"clock.days": 7, "published": PUBLISHED}), replications=2, on_log=tables.add)
    ceiling = Estimate(0.875, 0.86, 0.89, "share", 2)
    return Run(results, TicketSide(tables.closed_at, tables.frames(), ceiling, tables.headlines()))


@pytest.fixture(scope="module")
def tickets_only() -> Run:
    """Only what the city's line hands down; nobody calls, not even about a late ticket."""
    document = load_scenario(CHAIN).document
    changes = {"demand": {"city_line": document["demand"]["city_line"]}, "clock.days": 7, "targets": [], "callers": {}}
    changes["tickets"] = {key: value for key, value in document["tickets"].items() if key != "chase_up"}
    scenario = load_scenario(CHAIN).replace(changes)
    tables = ChartTables()
    results = replicate(scenario, replications=2, on_log=tables.add)
    return Run(results, TicketSide(tables.closed_at, tables.frames()))


def test_both_halves_stand_under_plain_headings(both: Run) -> None:
    """Calls first, then tickets: how many, how soon, how well, where the time goes, and what it asks of people."""
    lines = both.text().splitlines()
    headings = [
        "In short", "Calls", "Waiting", "Operators", "Requests", "Tickets", "How soon tickets are closed",
        "How well they are handled", "Where the time goes", "People and working hours", "Targets",
        "Published figures beside the simulation",
    ]  # fmt: skip
    places = [next(i for i, line in enumerate(lines) if line.startswith(heading)) for heading in headings]
    assert places == sorted(places)
    assert lines.index("    A ticket counts as closed when its citizen has been called back.") > places[6]


def test_same_day_closure_stands_beside_its_ceiling(both: Run) -> None:
    """The line after same-day closure is its ceiling, and a sentence says what it means."""
    lines = both.text().splitlines()
    place = next(i for i, line in enumerate(lines) if line.startswith("  same-day closure  "))
    assert lines[place + 1].split() == [
        "ceiling",
        "of",
        "same-day",
        "closure",
        "87.5",
        "%",
        "86.0",
        "%",
        "to",
        "89.0",
        "%",
    ]
    assert "With people enough for all, 87.5 % would be closed on the day they come" in both.text()
    plain = summary_text(both.results, (), "en", None, TicketSide(both.side.closed_at, both.side.tables))
    assert "ceiling" not in plain
    assert answer_of(both.results, (), both.side.ceiling)["measures"]["same_day_ceiling"]["estimate"] == 0.875


def test_the_cost_names_the_pools_without_a_wage(both: Run) -> None:
    """What is left out of the cost stands below it; where no wage is known, or every wage, there is no such note."""
    scenario = both.results.scenario
    pools = both.side.tables["people"]
    assert wage_note(scenario, pools, "en") == ""
    paid = scenario.replace({"operators.floor.wage_per_hour": 30, "units.town.wage_per_hour": 25})
    assert wage_note(paid, pools, "en") == (
        "Cost of staff: no wage is stated for dispatch_desk, quality_desk, department and utility_company; their hours "
        "are not in it."
    )
    wages = {f"desks.{name}.wage_per_hour": 20 for name in ("dispatch_desk", "quality_desk")}
    wages |= {f"units.{name}.wage_per_hour": 20 for name in ("department", "utility_company")}
    assert wage_note(paid.replace(wages), pools, "zh") == ""


def test_published_figures_say_their_kind_in_readable_units(both: Run) -> None:
    """A fitted figure names what was fitted; a time that was published in seconds is read in hours."""
    text = both.text()
    assert "fitted       processing time, 50 % at most: published 10 h, simulated" in text
    assert "; fitted by units.town.work.mean" in text
    assert "predicted    same-day closure: published 60 %" in text


def test_people_stand_against_the_law(both: Run) -> None:
    """Each pool has its people, weekly hours and what the law asks for; copies of a unit are one line."""
    rows = {
        line.split("  ")[1]: line.split() for line in both.text().splitlines() if line.startswith("  town (6 alike)")
    }
    assert list(rows) == ["town (6 alike)"]
    cells = rows["town (6 alike)"][3:]
    assert cells[0] == "36"
    assert float(cells[1]) > 44
    assert cells[-1] == "60"
    assert "Labour law: 8 hours a day, 40 hours a week (44 at most), one day off a week." in both.text()


def test_only_tickets_are_shown_where_nobody_calls(tickets_only: Run) -> None:
    """No table of calls, waiting or operators, and no sentence about calls."""
    text = tickets_only.text()
    assert not any(line.startswith(("Calls", "Waiting", "Operators", "Requests")) for line in text.splitlines())
    assert "calls that get in" not in text
    assert "Tickets" in text
    scenario, measures = tickets_only.results.scenario, tickets_only.results.summary()
    assert not has_contacts(scenario, measures)
    assert not has_calls(scenario, measures)


def test_only_calls_are_shown_where_there_are_no_tickets() -> None:
    """A call floor has no word about tickets but how many its calls became."""
    town = load_scenario(CHAIN.with_name("template_town.yaml")).replace({"clock.days": 1})
    text = summary_text(replicate(town, replications=2))
    assert "How soon" not in text
    assert "People and working hours" not in text
    assert any(line.startswith("  tickets  ") for line in text.splitlines())


@pytest.mark.parametrize(("staff", "is_told"), [(30, True), (2, False)])
def test_a_wait_of_nothing_tells_how_often_its_interval_holds(staff: int, is_told: bool) -> None:
    """Below the waits stands what was measured of such intervals, where one is 0 s, and else nothing."""
    town = load_scenario(CHAIN.with_name("template_town.yaml"))
    runs = replicate(town.replace({"clock.days": 1, "operators.desk.shifts.day.staff": staff}), replications=3)
    assert (runs.summary()["wait_p90"].estimate == 0) is is_told
    for lang, note in (("en", "in 100 of 100 cases, not in 95"), ("zh", "在 100 次中有 100 次包含真值")):
        assert (note in summary_text(runs, lang=lang)) is is_told


def test_the_ceiling_is_closure_and_what_people_would_gain() -> None:
    """Where the first runs were bad ones, their gain counts, not their ceiling; a gain never leads beyond all."""
    same_day = [fraction(50, 100), fraction(90, 100), fraction(90, 100), fraction(90, 100)]
    found = ceiling_beside(same_day, [fraction(57, 100)])
    assert found is not None
    assert found.estimate == pytest.approx(0.80 + 0.07)
    assert (found.low, found.high, found.n) == (None, None, 1)
    assert getattr(ceiling_beside(same_day, [fraction(95, 100)]), "estimate", None) == 1
    assert ceiling_beside(same_day, []) is None
    assert ceiling_beside([fraction(0, 0)], [fraction(0, 0)]) is None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_any_console_shows_it(both: Run, tickets_only: Run, lang: str) -> None:
    """English is plain ASCII, Chinese is in GBK; columns stay apart in both."""
    for run in (both, tickets_only):
        run.text(lang).encode("ascii" if lang == "en" else "gbk")
        table = [line for line in run.text(lang).splitlines() if line.startswith("  town")]
        assert len(table[0].split()) >= 7


def test_a_sentence_without_its_numbers_is_left_out() -> None:
    """Nothing was received: no sentence is half empty."""
    assert short_sentences({}, "en", TicketSide()) == []
    some = {"tickets_received": Estimate(5.0, None, None, "tickets", 1)}
    assert short_sentences(some, "zh", TicketSide()) == []


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (45.0, ("45", "s")),
        (599.0, ("599", "s")),
        (5400.0, ("90", "min")),
        (86_400.0, ("24", "h")),
        (864_000.0, ("10", "days")),
    ],
)
def test_long_times_are_not_told_in_seconds(seconds: float, shown: tuple[str, str]) -> None:
    """From ten minutes, three hours and three days on the next unit is used."""
    found = readable(Estimate(seconds, None, None, "s", 1))
    assert (estimate_words(found, "en")[0], found.unit) == shown
    assert say_length(seconds, "en") == " ".join(shown)


def test_a_threshold_decides_the_unit_of_what_stands_beside_it() -> None:
    """Found seconds beside a limit of two days are told in hours, both of them."""
    assert readable(Shown(90.0, 80.0, 100.0, "s"), 172_800) == Shown(0.025, 80 / 3600, 100 / 3600, "h")
    assert readable(Shown(0.5, None, None, "share"), 0.9) == Shown(0.5, None, None, "share")


@pytest.mark.parametrize(
    ("threshold", "estimate", "said"),
    [
        (0.999, 1.0, "81 replications in which nothing breaks it can (--reps)"),
        (1.0, 1.0, "but it asks for all, and no number of replications shows that"),
        (0.999, 0.9995, "more replications (--reps)"),
    ],
)
def test_an_open_promise_says_what_would_decide_it(threshold: float, estimate: float, said: str) -> None:
    """Of 100 calls a run 81 runs without a late one show 99.9 %: exp(2.088) / 8,100; none shows all; else more runs."""
    row = TargetResult(
        "service_level_20s", threshold, "at_least", "run", 0.95, estimate, 0.9954, 1.0, "share", 20, "undecided",
        None, None, None, per_run=100,
    )  # fmt: skip
    assert said in why_undecided(row, "en")
