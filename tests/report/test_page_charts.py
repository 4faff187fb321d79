"""The charts that pages add: they can be read at every length, and say what their tables say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.measures.headlines import Headlines, PromiseHeadline
from sim.measures.relief import Relief
from sim.measures.run_tables import WAIT_BINS_US
from sim.measures.targets import PublishedResult, TargetResult
from sim.measures.ticket_pieces import Places
from sim.measures.worth_naming import NO_PARTS, Leaders
from sim.report.day_kind_charts import day_kinds_chart, days_table, mean_days, weeks_table
from sim.report.finding_charts import published_chart, targets_chart, tornado_chart, waterfall_chart
from sim.report.league_charts import league_chart, unit_open_chart
from sim.report.skill_charts import skills_chart
from sim.report.wait_charts import waits_chart
from sim.report.week_maps import level_map, over_under_map, pool_map
from sim.statistics.intervals import Interval

from .conftest import make_interval_frame
from .layout import problems

LEVEL = "service_level_15s"
NAMES = {"en": "Department of works and water", "zh": "城市管理综合行政执法局"}
SECONDS = [us / 1e6 for us in WAIT_BINS_US]


def kinds_of(days: int) -> dict[date, str]:
    """Monday 10 January 2022 and so many days; every tenth is a holiday."""
    dates = [date(2022, 1, 10) + timedelta(days=k) for k in range(days)]
    return {
        day: "holiday" if k % 10 == 9 else "rest_day" if day.weekday() > 4 else "working_day"
        for k, day in enumerate(dates)
    }


def waits(answered: list[float], abandoned: list[float]) -> pd.DataFrame:
    """A table of waits."""
    return pd.DataFrame(
        {
            "from_seconds": [0.0, *SECONDS],
            "to_seconds": [0.0, *SECONDS[1:], np.nan],
            "answered": answered,
            "abandoned": abandoned,
        }
    )


def units(n: int, lang: str) -> pd.DataFrame:
    """Units of which each closes a little less on time than the one before."""
    share = pd.array(np.linspace(0.99, 0.61, n), dtype="Float64")
    return pd.DataFrame(
        {
            "unit": [f"{NAMES[lang]} {k}" for k in range(n)],
            "due": np.arange(n) + 50.0,
            "open": np.arange(n) * 7.0,
            "on_time_closure": share,
            "on_time_closure_low": share - 0.03,
            "on_time_closure_high": np.minimum(share + 0.03, 1.0),
        }
    )


def unit_open(n: int, days: int, lang: str) -> pd.DataFrame:
    """Open tickets of so many units: unit k has k tickets, and one more each day."""
    moments = pd.date_range("2022-01-10", periods=days + 1)
    return pd.DataFrame(
        {
            "unit": np.repeat([f"{NAMES[lang]} {k}" for k in range(n)], days + 1),
            "moment": np.tile(moments.to_numpy(), n),
            "elapsed_hours": np.tile(np.arange(days + 1) * 24.0, n),
            "open": (np.arange(n)[:, None] + np.arange(days + 1)).ravel().astype(float),
        }
    )


def pools(n: int, lang: str) -> pd.DataFrame:
    """People of whom each pool is busier than the one before, most at ten o'clock."""
    busy = np.minimum(np.linspace(0.1, 0.9, n)[:, None] * (1 + 0.1 * (np.arange(24) == 10)), 1.0)
    return pd.DataFrame(
        {
            "pool": np.repeat([f"{NAMES[lang]} {k}" for k in range(n)], 24),
            "hour": np.tile(np.arange(24), n),
            "ready_hours": 100.0,
            "busy_hours": 100 * busy.ravel(),
            "occupancy": pd.array(busy.ravel(), dtype="Float64"),
        }
    )


def target(measure: str, estimate: float, status: Any, threshold: float = 0.8) -> TargetResult:
    """A target of a share."""
    ends = (max(estimate - 0.04, 0.0), min(estimate + 0.04, 1.0))
    return TargetResult(
        measure, threshold, "at_least", "run", 0.95, estimate, *ends, "share", 9, status, None, None, None
    )


def published(measure: str, value: float, estimate: float, status: Any, kind: Any = "predicted") -> PublishedResult:
    """A published figure."""
    return PublishedResult(
        measure, kind, value, value * 0.99, value * 1.01, estimate, estimate * 0.9, estimate * 1.1, "share", 9, status,
        1, "the yearbook", (),
    )  # fmt: skip


def headlines(gains: list[float], clear: int) -> Headlines:
    """Reliefs that bring so much, of which so many are clear."""
    places = Places((("desks", "desk"), ("units", "road"), ("", "machine")), np.zeros(1, int), np.ones(1, int))
    reliefs = tuple(Relief(part, k % 2, -1) for k, part in enumerate(["people", "hours", "outside"][: len(gains)]))
    shares = tuple(Interval(gain, gain - 0.005, gain + 0.005, 5) for gain in gains)
    found = Leaders(tuple(range(len(gains))), shares, 1)
    promise = PromiseHeadline("same_day_closure", Interval(0.2, 0.1, 0.3, 5), NO_PARTS, reliefs, found, clear)
    return Headlines(5, places, NO_PARTS, {}, promise, (), 2, False)


def charts(days: int, lang: str, n: int = 12) -> dict[str, Figure]:
    """Every chart that pages add."""
    frame, note = make_interval_frame(days), "a town, 30 replications, seed 1"
    time = pd.DataFrame({"stage": ["dispatch", "handling", "outside"], "hours": [10.0, 300.0, 5000.0]})
    found = {
        "waits": waits_chart(waits([900, 50, 40, *[7] * 10, 1], [0, *[2] * 12, 9]), lang, note),
        "level": level_map(frame, LEVEL, 0.8, lang, note),
        "over_under": over_under_map(frame, lang, note),
        "pools": pool_map(pools(n, lang), lang, note),
        "kinds": day_kinds_chart(frame, kinds_of(days), lang, note),
        "league": league_chart(units(n, lang), lang, note),
        "unit_open": unit_open_chart(unit_open(n, days, lang), lang, note),
        "targets": targets_chart([target("connection_rate", 0.9, "met"), target(LEVEL, 0.5, "not met")], lang, note),
        "published": published_chart([published("connection_rate", 0.9, 0.88, "met")], lang, note),
        "waterfall": waterfall_chart(time, 900.0, lang, note),
        "skills": skills_chart(skills([[5.0] * n] * 3, [[True] * n] * 3), lang, note),
        "tornado": tornado_chart(headlines([0.1, 0.04, -0.001], 2), lang, note),
    }
    return {name: figure for name, figure in found.items() if figure is not None}


@pytest.mark.parametrize(("days", "lang"), [(1, "en"), (7, "zh"), (14, "en"), (28, "zh"), (103, "en")])
def test_no_label_covers_another(days: int, lang: str) -> None:
    """At every length, with 12 units and 48 intervals, all labels stand beside one another and on the paper."""
    figures = charts(days, lang)
    assert len(figures) == (9 if days == 1 else 12)
    assert not [f"{name}: {problem}" for name, figure in figures.items() for problem in problems(figure)]


def title_of(figure: Figure | None) -> str:
    """What a chart says of itself."""
    assert figure is not None
    return " ".join(figure.get_suptitle().split())


def test_waits_are_told_of_the_answered() -> None:
    """Nine of ten at once; of the others only those over a minute are long."""
    found = waits_chart(waits([90, 0, 0, 0, 0, 0, 0, 8, 2, *[0] * 5], [0] * 14))
    assert title_of(found) == "Waits of those answered: 90 % wait not at all, 2 % longer than 60 s"
    assert title_of(waits_chart(waits([0] * 14, [5] * 14))) == "Waits: nobody was answered"


def test_the_map_of_levels_weighs_by_calls() -> None:
    """Two Mondays with 10 and 30 calls, of which 100 % and 60 % in time, are together at 70 %."""
    frame = make_interval_frame(8, 1440)
    frame["offered"], frame[LEVEL] = [10.0, *[5.0] * 6, 30.0], [1.0, *[1.0] * 6, 0.6]
    figure = level_map(frame, LEVEL, 0.8)
    assert title_of(figure).endswith("below 80 % for 14.3 % of the times of day; lowest on Mon at 00:00 (70 %)")
    frame.loc[1:3, LEVEL] = 0.75  # what reaches the target to the point is not below it
    assert ": below 75 % for 14.3 % of the times of day" in title_of(level_map(frame, LEVEL, 0.75))


def test_over_and_under_are_summed_over_the_mean_week() -> None:
    """Two people short for one hour of each Tuesday, one too many in one of each Monday."""
    frame = make_interval_frame(14, 60)
    frame["over_under"] = 0.0
    frame.loc[[9, 24 * 7 + 9], "over_under"] = 1.0
    frame.loc[[24 + 10, 24 * 8 + 10], "over_under"] = -2.0
    title = "People against load in a mean week: 2 person-hours too few, 1 too many; worst on Tue at 10:00 (2 short)"
    assert title_of(over_under_map(frame)) == title
    frame["over_under"] = 1.0
    assert "nowhere half a person too few, 168 person-hours more" in title_of(over_under_map(frame))


def test_mean_days_are_means_of_their_kind() -> None:
    """Of the first fortnight four days are rest days, one of which is a holiday here."""
    frame = make_interval_frame(14, 60)
    kinds = kinds_of(14)
    found = mean_days(frame, kinds)
    assert {kind: int(columns["days"][0]) for kind, columns in found.items()} == {
        "working_day": 9, "rest_day": 4, "holiday": 1
    }  # fmt: skip
    mine = [kinds[moment.date()] == "rest_day" and moment.hour == 10 for moment in frame["interval_start"]]
    assert found["rest_day"]["offered"][10] == pytest.approx(frame["offered"][mine].mean())
    assert day_kinds_chart(make_interval_frame(2, 60), kinds_of(2)) is None


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_a_day_adds_up(minutes: int) -> None:
    """Calls of a date are summed, its level is weighted by them, and only hours short are counted as short."""
    frame = make_interval_frame(3, minutes)
    day = 1440 // minutes
    frame["over_under"] = 0.0
    frame.loc[day + 6, "over_under"] = -2.5
    frame.loc[day + 7, "over_under"] = 9.0
    table = days_table(frame, kinds_of(3), LEVEL, "en")
    assert table["missing_hours"].tolist() == [0.0, 2.5 * minutes / 60, 0.0]
    second = frame.iloc[day : 2 * day]
    assert table["offered"][1] == second["offered"].sum()
    in_time = (second[LEVEL].fillna(0.0) * second["offered"]).sum()
    assert table[LEVEL][1] == pytest.approx(in_time / second["offered"].sum())
    assert table["kind_of_day"].tolist() == ["working days"] * 3


def test_weeks_are_sums_of_their_days() -> None:
    """From Monday to Sunday, the first and the last as far as the run goes; shares are weighed by calls."""
    days = pd.DataFrame(
        {
            "date": pd.date_range("2022-01-15", periods=10), "offered": [10.0, 30.0, *[100.0] * 7, 8.0],
            "answered": [9.0, 21.0, *[90.0] * 7, 8.0], "abandoned": [1.0, 9.0, *[10.0] * 7, 0.0],
            LEVEL: [0.5, 0.9, *[0.8] * 7, 0.25], "missing_hours": [1.0, 2.0, *[0.5] * 7, 0.0],
        }
    )  # fmt: skip
    weeks = weeks_table(days, LEVEL)
    assert [f"{date:%a %d}" for date in weeks["week_from"]] == ["Sat 15", "Mon 17", "Mon 24"]
    assert weeks["days"].tolist() == [2, 7, 1]
    assert weeks["offered"].tolist() == [40.0, 700.0, 8.0]
    assert weeks["abandonment"].tolist() == [0.25, 0.1, 0.0]
    assert weeks[LEVEL].tolist() == pytest.approx([(5 + 27) / 40, 0.8, 0.25])
    assert weeks["missing_hours"].tolist() == [3.0, 3.5, 0.0]
    quiet = weeks_table(days.assign(offered=0.0, answered=0.0, abandoned=0.0), LEVEL)
    assert quiet[LEVEL].isna().all()
    assert LEVEL not in weeks_table(days, None)


def test_the_league_ranks_by_closure_and_shows_both_ends_of_a_long_one() -> None:
    """The first is best; of 100 units the best and the worst are shown."""
    assert title_of(league_chart(units(3, "en"))) == (
        "Units on time: Department of works and water 0 leads with 99 %, Department of works and water 2 is last "
        "with 61 %"
    )
    long = league_chart(units(100, "en"))
    labels = [label.get_text() for label in long.axes[0].get_yticklabels()]
    assert (len(labels), labels[0][-2:], labels[-1][-2:]) == (30, " 0", "99")


def test_the_map_of_units_names_the_fullest() -> None:
    """Unit 4 has four tickets at first and one more each day."""
    title = title_of(unit_open_chart(unit_open(5, 3, "en")))
    assert title == "Open tickets of each unit: most at Department of works and water 4 (7, Thu 13 Jan)"
    assert unit_open_chart(unit_open(1, 3, "en")) is None


def test_the_waterfall_ends_at_the_sum() -> None:
    """Ten tickets with 30 hours in all lie three hours on average."""
    time = pd.DataFrame({"stage": ["dispatch", "handling", "handling"], "hours": [6.0, 20.0, 4.0]})
    figure = waterfall_chart(time, 10.0)
    assert title_of(figure) == "A ticket is open 3 h on average within the run: crew's handling takes 144 min of it"
    ends = [patch.get_x() + patch.get_width() for patch in figure.axes[0].patches]
    assert ends == pytest.approx([0.6 * 60 / 60, 3.0, 3.0])


def test_what_would_help_is_named_only_where_it_is_clear() -> None:
    """The first relief, if its gain is more than chance; nothing where no promise is missed."""
    assert title_of(tornado_chart(headlines([0.1, 0.04], 1))) == (
        "What would help 'same-day closure': a quarter more people at desk brings up to 10 points"
    )
    assert title_of(tornado_chart(headlines([0.1, 0.04], 0))) == (
        "What would help 'same-day closure': not yet clear; a quarter more people at desk looks best"
    )
    assert title_of(tornado_chart(headlines([0.004], 0))).endswith("no single step is found to bring a point")
    assert tornado_chart(headlines([], 0)) is None


def test_targets_and_published_figures_are_counted() -> None:
    """Verdicts of all targets, also of those that are no shares; of published figures those that agree."""
    rows = [target("connection_rate", 0.9, "met"), target(LEVEL, 0.8, "undecided"), target(LEVEL, 0.5, "not met")]
    assert title_of(targets_chart(rows)) == "Targets: 1 met, 1 not met, 1 undecided"
    figures = [
        published("connection_rate", 0.9, 0.9, "met"),
        published(LEVEL, 0.9, 0.9, "met", "fitted"),
        published("asa", 9.0, 30.0, "not met"),
    ]
    assert title_of(published_chart(figures)) == "Published against simulated: 2 of 3 agree, 1 of them predicted"
    drawn = published_chart([published("connection_rate", 0.9, 0.5, "not met")])
    assert drawn is not None
    room = drawn.axes[0].patches[0]
    assert (room.get_x(), room.get_x() + room.get_width()) == pytest.approx((99, 101))
    assert targets_chart([]) is None
    assert published_chart([]) is None


def skills(taken: list[list[float]], able: list[list[bool]]) -> pd.DataFrame:
    """Contacts by group and type."""
    rows, columns = len(taken), len(taken[0])
    return pd.DataFrame(
        {
            "pool": np.repeat([f"team {k}" for k in range(rows)], columns),
            "type": np.tile([f"type {k}" for k in range(columns)], rows),
            "able": np.array(able).ravel(),
            "taken": np.array(taken, dtype=float).ravel(),
        }
    )


def test_skills_tell_what_rests_on_one_group() -> None:
    """Shares of each type; grey where a group does not take it; the title names the largest type with one group."""
    figure = skills_chart(skills([[30, 0, 40], [10, 5, 0]], [[True, False, True], [True, True, False]]))
    assert figure is not None
    assert title_of(figure) == "Who answers what: 'type 2' rests on team 0 alone"
    assert [text.get_text() for text in figure.axes[0].texts] == ["75", "100", "25", "100"]
    everyone = skills_chart(skills([[30, 0], [10, 5]], [[True, True], [True, True]]))
    assert title_of(everyone) == "Who answers what: team 0 took most, 66.7 % of all that were taken"
    assert everyone is not None
    assert [text.get_text() for text in everyone.axes[0].texts] == ["75", "0", "25", "100"]
    assert skills_chart(skills([[30, 4]], [[True, True]])) is None
    assert skills_chart(skills([[0, 0], [0, 0]], [[True, True], [True, True]])) is None
