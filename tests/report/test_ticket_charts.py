"""Charts of tickets from made-up tables; every warning, a missing glyph above all, fails the test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.calendar.lengths import HOUR_US
from sim.measures.estimate import Estimate
from sim.measures.headlines import Headlines, headlines
from sim.measures.stays import STAGE_WORDS
from sim.measures.ticket_pieces import CAUSES, STAGES, Places
from sim.measures.time_to_closure import ClosureTimes
from sim.report.style import figure_bytes, house_style
from sim.report.ticket_charts import (
    backlog_chart,
    closure_chart,
    draw_ticket_charts,
    hours_chart,
    say_age,
    stage_frame,
)
from sim.report.time_charts import stages_chart, units_chart

BANDS = ((0.0, 4.0), (4.0, 24.0), (24.0, 72.0), (72.0, 168.0), (168.0, 720.0), (720.0, np.nan))
NOTHING = np.empty(0, dtype=np.int64)
NAMES = ["tickets_open", "tickets_closure", "tickets_by_hour", "tickets_stages", "tickets_units"]


def tables(days: int = 3, units: int = 4, load: float = 1.0) -> dict[str, pd.DataFrame]:
    """Tables of a line whose backlog grows; nothing at all with a load of 0."""
    moments = pd.date_range(
        "2022-01-10", periods=days * 24 + 1 if days <= 14 else days + 1, freq="h" if days <= 14 else "D"
    )
    hours = np.arange(len(moments)) * (1 if days <= 14 else 24)
    rows = [
        (moment, hour, low, high, load * max(0.0, min(hour, high if high == high else hour) - low))
        for moment, hour in zip(moments, hours, strict=True)
        for low, high in BANDS
    ]
    backlog = pd.DataFrame(rows, columns=["moment", "elapsed_hours", "from_hours", "to_hours", "open"])
    ages = np.geomspace(1 / 60, days * 24, 100)
    share = 1 - np.exp(-ages / 9)
    closure = pd.concat(
        pd.DataFrame({"urgency": name, "age_hours": ages, "closed_share": pd.array(share, dtype="Float64")})
        for name in ("all", "critical", "urgent", "normal")
    )
    if load == 0:
        closure["closed_share"] = pd.NA
    by_hour = pd.DataFrame(
        {"hour": range(24), "received": 30.0 * load, "closed_same_day": np.linspace(30, 0, 24) * load}
    )
    none = np.full(units, load == 0)
    by_unit = pd.DataFrame(
        {
            "unit": [f"街道 {n}" for n in range(units)],
            "copies": np.arange(units) % 3 + 1,
            "received": np.arange(units) * 50.0 * load,
            "closed": np.arange(units) * 45.0 * load,
            "on_time_closure": pd.arrays.FloatingArray(np.linspace(1, 0.7, units), none),
        }
    )
    by_cause = [(f"街道 {n}", 50.0 * n, cause, 2.0 + n) for n in range(units) if load for cause in CAUSES]
    time = [(stage, "街道 0", cause, 8.0, 1 / len(STAGES) / len(CAUSES)) for stage in STAGES for cause in CAUSES]
    return {
        "backlog": backlog,
        "closure": closure,
        "hours": by_hour,
        "units": by_unit,
        "unit_time": pd.DataFrame(by_cause, columns=["unit", "tickets", "cause", "hours"]),
        "time": pd.DataFrame(time, columns=["stage", "place", "cause", "hours", "share"]),
    }


def stages() -> pd.DataFrame:
    """Every stage, longer and longer; nobody ever works on an outside delay."""
    measures: dict[str, Estimate] = {}
    for number, stage in enumerate(STAGE_WORDS):
        share = 1.0 if stage == "outside" else 0.6
        measures[f"{stage}_time_mean"] = Estimate(100.0 * 6**number, None, None, "s", 1)
        measures[f"{stage}_waiting_share"] = Estimate(share, None, None, "share", 1)
    return stage_frame(measures)


def runs(units: tuple[int, ...], hours: tuple[int, ...], noon: float = 0.5) -> Headlines:
    """Headlines of three runs: tickets sent to each unit, and how many hours each of them lay there, nearly the same
    in each run; half of it waiting for opening hours, a third outside."""
    places = Places((*(("units", f"街道 {n}") for n in range(len(units))), ("machine", "")), NOTHING, NOTHING)
    found = []
    for change in (0.99, 1.0, 1.01):
        time_us = np.zeros((len(STAGES), len(units) + 1, len(CAUSES)), dtype=np.int64)
        visit_us = np.zeros(time_us.shape[1:], dtype=np.int64)
        whole = np.array(units) * np.array(hours) * change * HOUR_US
        visit_us[:-1, CAUSES.index("hours")] = whole * 0.6
        visit_us[:-1, CAUSES.index("outside")] = whole * 0.4
        time_us[STAGES.index("outside")] = visit_us
        time_us[STAGES.index("review"), 0, 0] = whole.sum() * 0.5
        found.append(ClosureTimes(places, time_us, np.append(units, 0), visit_us, {}))
    received = np.full((3, 24), 30.0)
    closed = received * np.array([[0.5], [0.51], [0.49]]) * np.repeat((2 * noon, 2 - 2 * noon), 12)
    return headlines(found, {}, received, closed)


def one_run(found: Headlines) -> Headlines:
    """The same of a single run, which shows no difference."""
    return replace(found, n=1, slow=(), noon_matters=False)


def lay_out(figure: Figure) -> None:
    """Set all text, as saving does, but paint nothing."""
    with house_style():
        figure.draw_without_rendering()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("days", "units"), [(1, 1), (3, 4), (40, 60)])
def test_every_chart_is_drawn_in_both_languages(days: int, units: int, lang: str) -> None:
    """No glyph is missing and nothing warns, from one day to more than a fortnight, from one unit to sixty."""
    figures = draw_ticket_charts(tables(days, units), stages(), days, lang, "天津 12345" if lang == "zh" else "Tianjin")
    assert list(figures) == NAMES
    for figure in figures.values():
        lay_out(figure)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_without_tickets_are_drawn_too(lang: str) -> None:
    """Nothing was received and nothing closed: charts say so and nothing is divided by zero."""
    figures = draw_ticket_charts(tables(load=0.0), stages(), 3, lang)
    for figure in figures.values():
        lay_out(figure)
    if lang == "en":
        assert figures["tickets_closure"].get_suptitle() == "Closure by age: no tickets received"
        assert figures["tickets_by_hour"].get_suptitle() == "By hour of receipt: no tickets received"
        assert figures["tickets_units"].get_suptitle() == "Units: no ticket came to any"
    assert draw_ticket_charts({}, stage_frame({}), 3) == {}


def titles_of(found: Headlines | None, lang: str = "en") -> dict[str, str]:
    """The titles of all charts."""
    figures = draw_ticket_charts(tables(), stages(), 3, lang, "", found)
    return {name: figure.get_suptitle().replace("\n", " ") for name, figure in figures.items()}


def test_titles_say_what_there_is_to_see() -> None:
    """The title names the peak and the old ones, the median, that of the morning, the largest stage, slow units."""
    titles = titles_of(runs((400, 300, 300), (40, 10, 10), noon=0.75))
    assert titles["tickets_open"].startswith("Open tickets: 72 at the end, most on Thu 13 Jan at 00:00 (72);")
    assert titles["tickets_closure"].startswith("Closure by age: half within 6.7 h, 90 % within 22 h; 100 % after")
    assert "50 % closed on the same day; received before 12:00: 76.1 %, later: 23.9 %" in titles["tickets_by_hour"]
    assert titles["tickets_stages"] == (
        "Where the time goes: outside delay takes 67 % of it, 60 % of it waiting for opening hours"
    )
    assert titles["tickets_units"] == (
        "Units: 街道 0 takes 40 h a ticket (60 % of it waiting for opening hours), the others 10 h"
    )
    assert titles_of(runs((400, 300), (40, 10)), "zh")["tickets_units"] == (
        "承办单位：街道 0每件 40 小时（其中 60 % 为非工作时段等待），其他单位 10 小时"
    )


def test_titles_name_no_difference_that_is_not_worth_it() -> None:
    """Units alike, too few tickets, mornings like afternoons, or one run only: no unit and no half day stands out."""
    alike, few = runs((400, 300, 300), (11, 11, 12)), runs((400, 300, 3), (10, 10, 90))
    for found in (alike, few, one_run(runs((400, 300), (40, 10))), None):
        titles, compared = titles_of(found), found is not None and found.n > 1
        assert titles["tickets_units"] == (
            "Units: none is clearly slower than the others; 39 h a ticket on average"
            if compared
            else "Units: 39 h a ticket on average"
        )
        assert titles["tickets_by_hour"] == "By hour of receipt: 50 % closed on the same day"
    two = titles_of(runs((400, 400, 4000), (40, 30, 1)))["tickets_units"]
    assert two == "Units: slower than the others are 街道 0 (40 h) and 街道 1 (30 h)"


def test_tickets_by_hour_are_those_of_one_day() -> None:
    """Bars are tickets per day, the share above each that of the hour."""
    figure = hours_chart(tables()["hours"], 3)
    axes = figure.axes[0]
    assert axes.patches[0].get_data().values.sum() == pytest.approx(24 * 15 / 3)
    texts = [text.get_text() for text in axes.texts]
    assert (texts[0], texts[-1]) == ("100", "0")


def test_causes_add_up_to_the_share() -> None:
    """The bars of each stage end at its share, which stands beside it with the mean of one pass."""
    axes = stages_chart(tables()["time"], stages()).axes[0]
    widths = [[bar.get_width() for bar in container] for container in axes.containers]
    assert np.sum(widths, axis=0) == pytest.approx([100 / len(STAGES)] * len(STAGES))
    texts = [text.get_text() for text in axes.texts]
    assert texts[STAGES.index("outside")] == "10 % (9 days)"
    assert texts[STAGES.index("returned")] == "10 %"


def test_only_the_largest_of_many_units_are_shown() -> None:
    """Thirty units fit on a page; the title says how many there are."""
    figure = units_chart(tables(units=60)["units"], tables(units=60)["unit_time"])
    assert len(figure.axes[0].get_yticks()) == 30
    assert "(30 of 60 units, those with most tickets)" in figure.get_suptitle().replace("\n", " ")
    slow = runs((400, 400, 4000), (40, 30, 1))
    figure = units_chart(tables(units=60)["units"], tables(units=60)["unit_time"], headlines=slow)
    title = figure.get_suptitle().replace("\n", " ")
    assert (
        title
        == "Units: slower than the others are 街道 0 (40 h) and 街道 1 (30 h) (30 of 60 units, those with most tickets)"
    )


def test_one_urgency_is_one_curve() -> None:
    """Where all tickets have the same urgency, one line says it all."""
    frame = tables()["closure"]
    figure = closure_chart(frame[frame["urgency"].isin(["all", "normal"])])
    assert len(figure.axes[0].lines) == 1


@pytest.mark.parametrize(
    ("hours", "lang", "said"), [(0.25, "en", "15 min"), (24, "en", "24 h"), (72, "zh", "3天"), (36, "en", "36 h")]
)
def test_ages_are_said_roundly(hours: float, lang: str, said: str) -> None:
    """Minutes below an hour, days from two on."""
    assert say_age(hours, lang) == said


def test_the_same_tables_give_the_same_bytes() -> None:
    """Charts can be compared and cached by their bytes."""

    def drawn() -> list[Any]:
        return [figure_bytes(figure, "svg") for figure in draw_ticket_charts(tables(), stages(), 3).values()]

    assert drawn() == drawn()


def test_a_wide_interval_does_not_press_the_backlog_flat() -> None:
    """Of few replications it goes on above the chart, whose top is at most twice the highest estimate."""
    moments = pd.date_range("2022-01-10", periods=5)
    rows = {"moment": moments, "elapsed_hours": np.arange(5) * 24.0, "open": [100.0, 110.0, 120.0, 90.0, 80.0]}
    frame = pd.DataFrame({**rows, "from_hours": 0.0, "to_hours": np.nan})
    wide = pd.DataFrame({**rows, "low": 10.0, "high": [7500.0, 130.0, 140.0, 110.0, 100.0]})
    assert backlog_chart(frame, band=wide).axes[0].get_ylim() == (0.0, 240.0)
    assert backlog_chart(frame, band=wide.assign(high=150.0)).axes[0].get_ylim() == pytest.approx((0.0, 157.5))
