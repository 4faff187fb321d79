"""Charts of tickets from made-up tables; every warning, a missing glyph above all, fails the test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.measures.definitions_tickets import STAGE_WORDS
from sim.measures.estimate import Estimate
from sim.report.style import figure_bytes, house_style
from sim.report.ticket_charts import (
    closure_chart,
    draw_ticket_charts,
    hours_chart,
    say_age,
    stage_frame,
    stages_chart,
    units_chart,
)

BANDS = ((0.0, 4.0), (4.0, 24.0), (24.0, 72.0), (72.0, 168.0), (168.0, 720.0), (720.0, np.nan))
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
            "received": np.arange(units) * 50.0 * load,
            "closed": np.arange(units) * 45.0 * load,
            "mean_hours": pd.arrays.FloatingArray(np.linspace(5, 60, units), none),
            "on_time_closure": pd.arrays.FloatingArray(np.linspace(1, 0.7, units), none),
        }
    )
    return {"backlog": backlog, "closure": closure, "hours": by_hour, "units": by_unit}


def stages() -> pd.DataFrame:
    """Every stage, longer and longer; nobody ever works on an outside delay."""
    measures: dict[str, Estimate] = {}
    for number, stage in enumerate(STAGE_WORDS):
        share = 1.0 if stage == "outside" else 0.6
        measures[f"{stage}_time_mean"] = Estimate(100.0 * 6**number, None, None, "s", 1)
        measures[f"{stage}_waiting_share"] = Estimate(share, None, None, "share", 1)
    return stage_frame(measures)


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
        assert figures["tickets_units"].get_suptitle() == "Units: nothing was closed"
    assert draw_ticket_charts({}, stage_frame({}), 3) == {}


def test_titles_say_what_there_is_to_see() -> None:
    """The title names the peak and the old ones, the median, the share of the morning, the longest stage and unit."""
    figures = draw_ticket_charts(tables(), stages(), 3)
    titles = {name: figure.get_suptitle().replace("\n", " ") for name, figure in figures.items()}
    assert titles["tickets_open"].startswith("Open tickets: 72 at the end, most on Thu 13 Jan at 00:00 (72);")
    assert titles["tickets_closure"].startswith("Closure by age: half within 6.2 h, 90 % within 21 h; 100 % after")
    assert "50 % closed on the same day; received before 12:00: 76.1 %, later: 23.9 %" in titles["tickets_by_hour"]
    assert titles["tickets_stages"] == "Where the time goes: longest is follow-up (324 days), 60 % of it waiting"
    assert titles["tickets_units"] == "Units: 街道 3 takes longest (60 h), 街道 0 is fastest (5 h)"


def test_tickets_by_hour_are_those_of_one_day() -> None:
    """Bars are tickets per day, the share above each that of the hour."""
    figure = hours_chart(tables()["hours"], 3)
    axes = figure.axes[0]
    assert sum(bar.get_height() for bar in axes.containers[0]) == pytest.approx(24 * 15 / 3)
    texts = [text.get_text() for text in axes.texts]
    assert (texts[0], texts[-1]) == ("100", "0")


def test_waiting_and_work_add_up_to_the_mean() -> None:
    """Each stage's two bars together are its mean time; a stage that nobody works in has no share beside it."""
    frame = stages()
    axes = stages_chart(frame).axes[0]
    waits, works = ([bar.get_width() for bar in container] for container in axes.containers)
    total = np.add(waits, works)
    assert total / total[0] == pytest.approx(frame["mean_hours"] / frame["mean_hours"][0])
    outside = axes.texts[list(frame["stage"]).index("outside")].get_text()
    assert outside == "9 days"


def test_only_the_largest_of_many_units_are_shown() -> None:
    """Thirty units fit on a page; the title says how many there are."""
    figure = units_chart(tables(units=60)["units"])
    assert len(figure.axes[0].get_yticks()) == 30
    assert "(30 of 60 units, those with most tickets)" in figure.get_suptitle().replace("\n", " ")


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
