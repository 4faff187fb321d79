"""Required against rostered and at work in a sentence: the counts by hand, and never "enough" where it is not so."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim.measures.shortage import Staffing, staffing_of
from sim.report.run_charts import draw_results
from sim.report.staffing import staffed_views, staffing_sentence
from sim.report.summary import summary_text
from sim.scenario.loading import load_scenario
from sim.study.replicate import replicate

TOWN = Path(__file__).parent.parent.parent / "scenarios" / "template_town.yaml"
HALF_HOUR_US = 1_800_000_000
NAN = float("nan")


def made(required: list[float], rostered: list[float], present: list[float], days: int = 1, runs: int = 3) -> Staffing:
    """Half hours of equal heads in all replications, the same each day; the line is always open."""
    heads = [np.tile(np.array(values, dtype=float), (runs, days)) for values in (required, rostered, present)]
    n = heads[0].shape[1]
    of_day = np.tile(np.arange(n // days), days) + 48 * np.repeat(np.arange(days), n // days)
    moments = np.datetime64("2022-01-10T09:00", "us") + (of_day * HALF_HOUR_US).astype("timedelta64[us]")
    return Staffing(moments, HALF_HOUR_US, np.full(n, float(HALF_HOUR_US)), np.ones(n, dtype=bool), *heads)


def said(staffing: Staffing, name: str = "by_interval", lang: str = "en") -> str:
    """The sentence of a view."""
    return staffing_sentence(staffed_views(staffing)[name], lang)


@pytest.mark.parametrize(
    ("heads", "english", "chinese"),
    [
        (
            ([8, 9, 3], [4, 9, 3], [4, 3, 3]),
            "Staff against load: clearly short in 2 of 3 half hours, by up to 6 (at 09:30); "
            "too few rostered in 1, enough but not all at work in 1",
            "人力与需求：3 个半小时时段中有 2 个明显缺人，最多缺 6 人（09:30）；1 个排班不足，1 个排班足够但未全部在席",
        ),
        (
            ([8, 8], [7, 9], [7, 9]),
            "Staff against load: clearly short in 1 of 2 half hours, by up to 1 (at 09:00); too few are rostered",
            "人力与需求：2 个半小时时段中有 1 个明显缺人，最多缺 1 人（09:00）；排班不足",
        ),
        (
            ([8, 8], [9, 9], [6, 9]),
            "Staff against load: clearly short in 1 of 2 half hours, by up to 2 (at 09:00); "
            "enough are rostered, but not all at work",
            "人力与需求：2 个半小时时段中有 1 个明显缺人，最多缺 2 人（09:00）；排班足够但未全部在席",
        ),
        (
            ([8, 8], [9, 9], [8, 9]),
            "Staff against load: enough people in all 2 half hours",
            "人力与需求：2 个半小时时段人手均充足",
        ),
        (
            ([8, 8], [9, 9], [7.6, 9]),
            "Staff against load: clearly short in none of 2 half hours, but surely enough in only 1",
            "人力与需求：2 个半小时时段均无明显缺人，但仅 1 个可确定人手充足",
        ),
        (
            ([0, 8], [0, 9], [0, 9]),
            "Staff against load: clearly short in none of 2 half hours, but surely enough in only 1; "
            "nobody at work in 1",
            "人力与需求：2 个半小时时段均无明显缺人，但仅 1 个可确定人手充足；1 个无人在席",
        ),
        (
            ([NAN, NAN], [0, 0], [0, 0]),
            "Staff against load: nobody is rostered in any of 2 half hours",
            "人力与需求：2 个半小时时段均无人排班",
        ),
        (
            ([0, 0], [0, 0], [0, 0]),
            "Staff against load: nobody is rostered in any of 2 half hours",
            "人力与需求：2 个半小时时段均无人排班",
        ),
        (
            ([NAN, 0], [2, 2], [2, 1]),
            "Staff: at most 2 people at work; how many are required is not known",
            "人力：最多 2 人在席；需求人数未知",
        ),
        (
            ([NAN, 3], [2, 2], [2, 1]),
            "Staff against load: clearly short in 1 of 2 half hours, by up to 2 (at 09:30); too few are rostered; "
            "how many are required is not known in 1",
            "人力与需求：2 个半小时时段中有 1 个明显缺人，最多缺 2 人（09:30）；排班不足；1 个需求人数未知",
        ),
        (
            ([0, 0], [2, 2], [2, 2]),
            "Staff: at most 2 people at work; nobody called, so calls require nobody",
            "人力：最多 2 人在席；没有来电，因此无需人手",
        ),
    ],
)
def test_sentences_by_hand(heads: tuple[list[float], list[float], list[float]], english: str, chinese: str) -> None:
    """How many intervals of those that count, by how many people, when most, and whose gap it is."""
    assert said(made(*heads)) == english
    assert said(made(*heads), lang="zh") == chinese


def test_a_line_that_never_opens_has_no_enough() -> None:
    """Nothing counts, and nothing is said of people."""
    staffing = made([0], [2], [2])
    closed = Staffing(**{**vars(staffing), "is_counted": np.zeros(1, dtype=bool)})
    assert said(closed) == "Staff against load: the line is closed all the time"


def test_a_single_run_says_so() -> None:
    """Without replications it is the count of that run, and called so."""
    told = "Staff against load (one run): clearly short in 1 of 1 half hours"
    assert said(made([8], [6], [6], runs=1)).startswith(told)


def test_long_horizons_name_their_mean_day_and_their_worst_day() -> None:
    """Twenty days of 9:00 to 10:00, the seventh three people worse: 40 half hours, 20 x 1 h + 3 h and its date."""
    staffing = made([8, 8], [6, 9], [6, 9], days=20)
    worse = staffing.present.copy()
    worse[:, 12] -= 3
    staffing = Staffing(**{**vars(staffing), "present": worse})
    assert said(staffing) == (
        "Staff against load (mean of 20 days): clearly short in 1 of 2 half hours, by up to 2 (at 09:00); "
        "too few are rostered; worst day Sun 16 Jan (2.5 person-hours)"
    )
    assert said(staffing, "by_day") == (
        "Staff against load: clearly short in 20 of 40 half hours, 22 person-hours in all; too few are rostered; "
        "worst day Sun 16 Jan (2.5 person-hours)"
    )
    assert said(staffing, "by_day", "zh") == (
        "人力与需求：40 个半小时时段中有 20 个明显缺人，合计缺 22 人时；排班不足；最差为1月16日 周日（缺 2.5 人时）"
    )


def test_a_mean_day_with_enough_people_still_names_a_bad_day() -> None:
    """What idle days make up for on the mean day is not passed over."""
    staffing = made([8, 8], [12, 12], [12, 12], days=20)
    present = staffing.present.copy()
    present[:, 4] = 2
    staffing = Staffing(**{**vars(staffing), "present": present})
    assert said(staffing).endswith("enough people in all 2 half hours; worst day Wed 12 Jan (3 person-hours)")
    present[:, 4] = 7  # half a person-hour is no news
    assert said(staffing).endswith("enough people in all 2 half hours")


def test_enough_is_never_said_in_vain() -> None:
    """Of 400 random staffings, each sentence is what loops over its intervals find (seed 14)."""
    rng = np.random.default_rng(14)
    enough = short = 0
    for _ in range(400):
        rows = int(rng.integers(1, 5))
        required = rng.integers(0, 4, rows).astype(float)
        required[rng.random(rows) < 0.1] = NAN
        rostered = rng.integers(0, 6, rows).astype(float)
        present = np.maximum(rostered - rng.choice([0, 0, 0.3, 0.5, 2], rows), 0)
        sentence = said(made(list(required), list(rostered), list(present)))
        triples = list(zip(required, rostered, present, strict=True))
        all_enough = all(p > 0 and r <= p for r, _, p in triples)
        missing = [r - p for r, _, p in triples if r - p >= 0.5 or (p == 0 and r > 0)]
        if "enough people" in sentence:
            enough += 1
            assert all_enough
        found = re.search(r"short in (\d+) of (\d+) .* by up to (\d+)", sentence)
        if found:
            short += 1
            assert [int(part) for part in found.groups()] == [len(missing), rows, max(round(max(missing)), 1)]
    assert enough > 20
    assert short > 100


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_chart_and_summary_say_the_same(lang: str) -> None:
    """The title of the chart of a run is a line of its printed summary."""
    results = replicate(load_scenario(TOWN), replications=3)
    title = draw_results(results, lang)["staffing_by_interval"].get_suptitle()
    line = title.replace("\n", " " if lang == "en" else "") + ("." if lang == "en" else "。")
    assert "48" in line
    assert f"  {line}\n" in summary_text(results, lang=lang)
    assert title.replace("\n", " " if lang == "en" else "") == said(staffing_of(results.intervals), lang=lang)
