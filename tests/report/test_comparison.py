"""Sentences and tables of comparisons follow their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sim
from sim.measures.definitions import definition_of, label
from sim.report.comparison import (
    citizens_sentences,
    comparison_answer,
    comparison_sentences,
    comparison_text,
    letter,
    not_excluded_words,
    sentence_of,
)
from sim.report.comparison_charts import comparison_charts
from sim.report.style import figure_bytes
from sim.statistics.intervals import Spread
from sim.study.citizens import Citizens
from sim.study.compare import Comparison, Row, compare
from sim.study.difference import Difference, Verdict, verdict_of

PLAIN = Difference(0.80, 0.841, 0.041, 0.036, 0.046, "share", 30, 30, "better", 0.9)


def row(measure: str = "service_level_15s", **changes: Any) -> Row:
    """One measure of B against A."""
    unit = definition_of(measure).unit
    return Row("A", "B", measure, replace(PLAIN, **{"unit": unit, **changes}))


@pytest.fixture(scope="module")
def found() -> Comparison:
    """Three designs of a day in a town."""
    town = sim.load_scenario("template_town", ["clock.days=1"])
    more = {"operators.desk.shifts.day.staff": 14}
    return compare(town, town.replace(more), town.replace({"operators.desk.wrap_up.mean": "46 s"}), replications=6)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (row(), "service level, 15 s: 4.10 points higher in B than in A (3.60 to 4.60), which is better"),
        (
            row(difference=-0.041, low=-0.06, high=-0.03, verdict="worse"),
            "service level, 15 s: 4.1 points lower in B than in A (3.0 to 6.0), which is worse",
        ),
        (
            row("asa", base=20.0, difference=-9.0, low=-12.0, high=-6.0, verdict="better"),
            "average speed of answer: 9 s less in B than in A (6 to 12), which is better",
        ),
        (
            row("answered", base=900.0, difference=120.0, low=90.0, high=None, verdict="better"),
            "calls answered: 120 calls more in B than in A (90 or more), which is better",
        ),
        (
            row("answered", base=900.0, difference=-120.0, low=-150.0, high=-90.0, verdict="worse"),
            "calls answered: 120 calls fewer in B than in A (90 to 150), which is worse",
        ),
        (
            row("occupancy", verdict="higher"),
            "occupancy: 4.10 points higher in B than in A (3.60 to 4.60)",
        ),
        (
            row("occupancy", difference=-0.041, low=-0.046, high=-0.036, verdict="lower"),
            "occupancy: 4.10 points lower in B than in A (3.60 to 4.60)",
        ),
        (
            row(difference=0.002, low=0.00001, high=0.004, verdict="hardly any difference"),
            "service level, 15 s: hardly any difference, 0.200 points higher in B than in A (0.001 to 0.400)",
        ),
        (
            row("same_day_closure", difference=0.002, low=-0.004, high=0.00761, verdict="no clear difference"),
            "same-day closure: no difference shown between B and A, more than 0.77 points excluded",
        ),
        (
            row("same_day_closure", difference=0.002, low=-0.00921, high=0.0076, verdict="no clear difference"),
            "same-day closure: no difference shown between B and A, more than 0.93 points excluded",
        ),
        (
            row(difference=0.002, low=-0.004, high=None, verdict="no clear difference"),
            "service level, 15 s: no difference shown between B and A, and none excluded: use more replications",
        ),
        (
            row(difference=0.01, low=-0.4, high=0.42, n=3, differing=3, verdict="no clear difference"),
            "service level, 15 s: no difference shown between B and A; 3 pairs are too few to exclude any",
        ),
        (
            row(difference=0.002, low=-0.004, high=0.008, differing=2, verdict="no clear difference"),
            "service level, 15 s: no difference shown between B and A; only 2 of 30 pairs differ, too few to exclude "
            "any",
        ),
        (
            row(differing=4),
            "service level, 15 s: 4.10 points higher in B than in A (3.60 to 4.60), which is better; only 4 of 30 "
            "pairs differ, so the interval may miss the truth more often than it says",
        ),
        (
            row(difference=0.0, low=0.0, high=0.0, differing=0, verdict="no clear difference"),
            "service level, 15 s: the same in B and A in every pair of runs (30)",
        ),
        (
            row(difference=0.0, low=0.0, high=0.0, verdict="no clear difference"),
            "service level, 15 s: the same in B and A in every pair of runs (30)",
        ),
        (
            row("scheduled_heads", base=9.0, difference=2.0, low=2.0, high=2.0, verdict="higher"),
            "operators rostered: 2 people more in B than in A (in every pair of runs)",
        ),
        (row(difference=None, low=None, high=None, verdict="no data"), "service level, 15 s: no data in B or A"),
    ],
)  # fmt: skip
def test_a_sentence_follows_its_interval(given: Row, said: str) -> None:
    """Every verdict, every side, open ends, few pairs that differ and none."""
    assert sentence_of(given) == said
    chinese = sentence_of(given, "zh")
    assert chinese.startswith(label(given.measure, "zh"))
    assert not any(word in chinese for word in ("than", "difference", "points", "pairs"))
    chinese.encode("gb2312")


def _differences(seed: int, n: int) -> Iterator[Difference]:
    """Differences of all kinds, clear and not, with the verdicts that `compare` gives."""
    rng = np.random.default_rng(seed)
    for _ in range(n):
        deviations = rng.normal(size=12) * 10.0 ** rng.uniform(-4, -1)
        spread = Spread(float(rng.normal() * 10.0 ** rng.uniform(-4, -1)), deviations - deviations.mean(), 12, 500)
        interval = spread.interval_of_difference(0.99)
        base = float(rng.uniform(0.05, 0.95))
        verdict: Verdict = verdict_of("service_level_15s", interval, base)
        yield Difference(base, base + (interval.estimate or 0), interval.estimate, interval.low, interval.high, "share",
                         12, int(rng.integers(1, 13)), verdict)  # fmt: skip


def test_no_sentence_says_more_than_its_interval() -> None:
    """Which side and how clear is never against the verdict, and what is called excluded is outside the interval."""
    for d in _differences(1, 2_000):
        said = sentence_of(Row("A", "B", "service_level_15s", d))
        is_clear = (d.low is not None and d.low > 0) or (d.high is not None and d.high < 0)
        assert ("no difference shown" in said) == (not is_clear)
        assert ("hardly" in said) == (d.verdict == "hardly any difference")
        assert ("better" in said, "worse" in said) == (d.verdict == "better", d.verdict == "worse")
        if is_clear:
            assert ("higher" in said) == ((d.difference or 0) > 0)
        if "excluded" in said and d.not_excluded is not None:
            largest = float(not_excluded_words(d, "en").split()[0].replace(",", "")) / 100
            assert largest >= d.not_excluded - 1e-12
            assert d.differing >= 5


def test_identical_designs_are_said_to_be_the_same() -> None:
    """No sentence finds a difference, and none claims to exclude one."""
    town = sim.load_scenario("template_town", ["clock.days=1"])
    both = compare(town, town, replications=5).together()
    sentences = comparison_sentences(both)
    assert 1 <= len(sentences) <= 2
    assert all("the same in" in sentence or "no data" in sentence for sentence in sentences)
    named = [name for sentence in sentences for name in sentence.rpartition(":")[0].split(", ")]
    assert sorted(", ".join(named)) == sorted(", ".join(label(row.measure, "en") for row in both.rows))
    assert len(both.rows) > 5
    assert "no difference shown" in comparison_charts(both)["comparison"].get_suptitle()


def test_one_replication_says_that_it_shows_nothing() -> None:
    """One sentence, and how many to ask for."""
    town = sim.load_scenario("template_town", ["clock.days=1"])
    both = compare(town, town.replace({"operators.desk.shifts.day.staff": 14}), replications=1)
    assert comparison_sentences(both.together()) == [
        "A single replication gives no interval: use --reps 10 or more."
    ]  # fmt: skip
    assert "None" not in comparison_text(both.together(), [both.citizens()])


def test_the_page_says_how_the_intervals_hold(found: Comparison) -> None:
    """Number, confidence and method stand below the tables, of which there is one for each pair."""
    for pairs, number in (("first", 2), ("all", 3)):
        together = found.together(pairs=pairs)  # type: ignore[arg-type]  # the literal from a tuple
        text = comparison_text(together, [pair.citizens() for pair in found.pairs()])
        each = 100 * (1 - 0.05 / (number * len(together.measures)))
        assert f"all {number * len(together.measures)} hold at once with 95 % (Bonferroni: {each:.2f} % each)" in text
        assert "an interval of 95 % holds the difference in 95 to 100 of 100 cases where any\npair differs" in text
        assert text.count(" against ") == number
        assert "The same citizens: all " in text
        for row_ in together.rows:
            differs = row_.difference.difference is not None and not row_.difference.is_none
            assert sentence_of(row_) in text or not differs
            assert label(row_.measure, "en") in text


def test_plain_numbers_are_those_of_the_frame(found: Comparison) -> None:
    """JSON and CSV hold the same differences, and each design its own name and estimates."""
    together = found.together()
    answer = comparison_answer(together, [pair.citizens() for pair in found.pairs()])
    frame = together.to_frame()
    for told, (_, of_frame) in zip(answer["differences"], frame.iterrows(), strict=True):
        assert (told["measure"], told["design"], told["verdict"]) == (
            of_frame["measure"], of_frame["design"], of_frame["verdict"],
        )  # fmt: skip
        for name in ("base", "variant", "difference", "low", "high"):
            assert told[name] == (None if frame.isna()[name][_] else of_frame[name])
    assert [design["name"] for design in answer["designs"]] == list(found.names)
    for design, runs in zip(answer["designs"], found.designs, strict=True):
        assert design["measures"]["asa"]["estimate"] == runs.estimate("asa").estimate


def test_other_citizens_and_other_days_are_told() -> None:
    """A difference between other citizens or other days is not the design's alone."""
    town = sim.load_scenario("template_town", ["clock.days=1"])
    week = town.replace({"clock.days": 7})
    both = compare(town, week, replications=2)
    told = citizens_sentences(both.designs, [Citizens(100, 700, 100)])
    assert told[0].startswith(
        "Not the same citizens: 100 of the 700 requests of days=7" if 0 else "Not the same citizens"
    )
    assert "counts are of other days" in told[1]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_plot_has_a_row_for_each_difference(found: Comparison, lang: str) -> None:
    """Points and ends are those of the rows; shares stand on the left, all else on the right; bytes repeat."""
    together = found.together()
    figure = comparison_charts(together, lang)["comparison"]
    points, parts = figure.axes[:2]
    drawn = [container for axes in (points, parts) for container in axes.containers]
    assert len(drawn) == len(together.rows) == len(points.get_yticks())
    asa = next(row_ for row_ in together.rows if row_.measure == "asa")
    place = [row_ for key in together.measures for row_ in together.rows if row_.measure == key].index(asa)
    container = next(one for one in parts.containers if one.lines[0].get_ydata()[0] == place)  # type: ignore[union-attr]
    expected = 100 * asa.difference.difference / asa.difference.base  # type: ignore[operator]
    assert container.lines[0].get_xdata()[0] == pytest.approx(expected)  # type: ignore[union-attr]
    if lang == "zh":
        again = comparison_charts(together, lang)["comparison"]
        assert figure_bytes(figure, "svg") == figure_bytes(again, "svg")


def test_letters_go_on_behind_z() -> None:
    """Twenty-seven designs are A to Z and AA."""
    assert [letter(number) for number in (0, 25, 26, 27)] == ["A", "Z", "AA", "AB"]


def test_shares_differ_by_no_more_than_all() -> None:
    """An interval of two pairs ends where a difference of shares can end; lengths of time have no such end."""
    town = sim.load_scenario("template_town", ["clock.days=1"])
    pairs = compare(town, town.replace({"operators.desk.shifts.day.staff": 2}), replications=2)
    share, length = pairs.difference("service_level_15s", 0.9999), pairs.difference("asa", 0.9999)
    assert (share.low, share.high) == (None, 1.0)
    assert length.low is not None
    assert length.low < -1000
    assert pairs.difference("abandonment_rate", 0.9999).low == -1.0
