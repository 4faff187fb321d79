"""Charts from a made-up interval table; every warning, a missing glyph above all, fails the test."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch

from sim.report.charts import chart_files, draw_charts
from sim.report.style import drawable, house_style
from sim.report.views import grid, views_of

from .conftest import staffing_of_frame

MakeFrame = Callable[..., pd.DataFrame]
TARGET = ("service_level_15s", 0.8)
BY_INTERVAL = ["calls_by_interval", "service_level_by_interval", "staffing_by_interval"]
BY_DAY = ["calls_by_day", "service_level_by_day", "staffing_by_day"]


def lay_out(figure: Figure) -> None:
    """Set all text, as saving does, but paint nothing."""
    with house_style():
        figure.draw_without_rendering()


@pytest.mark.parametrize(
    ("days", "lang", "names"),
    [(1, "en", BY_INTERVAL), (1, "zh", BY_INTERVAL), (3, "en", BY_INTERVAL), (40, "zh", BY_INTERVAL + BY_DAY)],
)
def test_every_chart_is_drawn_in_both_languages(
    days: int, lang: str, names: list[str], interval_frame: MakeFrame
) -> None:
    """No glyph is missing and nothing warns, from one day to more than a fortnight."""
    note = "天津 12345，2022 年春" if lang == "zh" else "Tianjin 12345, spring 2022"
    figures = draw_charts(interval_frame(days, 60 if days > 1 else 30), lang, TARGET, note)
    assert sorted(figures) == sorted([*names, "occupancy"])
    for figure in figures.values():
        lay_out(figure)


def test_the_same_table_gives_the_same_bytes(interval_frame: MakeFrame) -> None:
    """Charts can be compared and cached by their bytes, PNG and SVG."""
    frame = interval_frame(1)[["interval_start", "offered", "answered", "abandoned", "occupancy"]]
    first, second = (chart_files(draw_charts(frame, "zh", TARGET, "天津")) for _ in range(2))
    charts = ("calls_by_interval", "occupancy")
    assert list(first) == [f"charts/{chart}.{kind}" for chart in charts for kind in ("png", "svg")]
    assert first == second


@pytest.mark.parametrize("minutes", [20, 1440])
def test_any_length_of_interval_is_drawn(minutes: int, interval_frame: MakeFrame) -> None:
    """Odd lengths have their charts, and so have intervals of a whole day."""
    for figure in draw_charts(interval_frame(2 if minutes == 1440 else 1, minutes), "en").values():
        lay_out(figure)


def test_a_table_without_data_is_drawn_too(interval_frame: MakeFrame) -> None:
    """Nobody called and nobody was there: charts say so and nothing is divided by zero."""
    frame = interval_frame(1)
    for column in frame.columns[1:]:
        frame[column] = 0.0 if column in ("attempts", "blocked", "offered", "answered", "abandoned") else pd.NA
    frame = frame.astype(dict.fromkeys(frame.columns[6:], "Float64"))
    titles = [figure.get_suptitle() for figure in draw_charts(frame, "en", TARGET).values()]
    assert titles == [
        "Calls: nobody called",
        "Service level: no data",
        "Staff: at most 0 people at work",
        "How busy people are: nobody at the desk",
    ]
    assert draw_charts(frame.iloc[:0]) == {}


def test_titles_say_what_there_is_to_see(interval_frame: MakeFrame) -> None:
    """The title names the peak, the target's hits and the worst shortage as the table has them."""
    frame = interval_frame(1)
    figures = draw_charts(frame, "en", TARGET, staffing=staffing_of_frame(frame))
    peak = frame.loc[frame["offered"].idxmax()]
    assert f"peak of {peak['offered']:,.0f} at {peak['interval_start']:%H:%M}" in figures[BY_INTERVAL[0]].get_suptitle()
    reached = int((frame["service_level_15s"] >= 0.8).sum())
    assert f"{reached} of 44 half hours reach 80 %" in figures[BY_INTERVAL[1]].get_suptitle()
    worst = (frame["required"] - frame["present"]).max()
    assert f"by up to {worst:,.0f} (at 07:30)" in figures[BY_INTERVAL[2]].get_suptitle()


def test_the_mean_day_weighs_ratios_by_their_calls(interval_frame: MakeFrame) -> None:
    """A service level of many days is calls in time over calls, not a mean of percentages."""
    frame = interval_frame(20, 60)
    views = views_of(frame)
    rows = frame[frame["interval_start"].dt.hour == 10]
    expected = (rows["service_level_15s"] * rows["offered"]).sum() / rows["offered"].sum()
    assert views["by_interval"].columns["service_level_15s"][10] == pytest.approx(float(expected))
    assert views["by_interval"].columns["offered"][10] == pytest.approx(rows["offered"].mean())
    assert views["by_day"].columns["offered"].sum() == frame["offered"].sum()


def test_missing_people_of_a_day_are_not_made_up_for_by_idle_ones(interval_frame: MakeFrame) -> None:
    """Person-hours short are added up interval by interval, so a quiet night does not hide a bad morning."""
    frame = interval_frame(20, 60)
    gap = (frame["required"] - frame["present"]).astype(float).to_numpy()
    figure = draw_charts(frame, "en", staffing=staffing_of_frame(frame))[BY_DAY[2]]
    hatched = [artist for artist in figure.axes[0].patches if artist.get_label() == "person-hours short"]
    assert isinstance(hatched[0], StepPatch)
    assert np.nansum(hatched[0].get_data().values) == pytest.approx(gap[gap >= 0.5].sum())
    day = views_of(frame)["by_day"].columns
    assert (day["present"] > day["required"]).all()


def test_a_day_has_person_hours(interval_frame: MakeFrame) -> None:
    """Half hours count half, also where they are over and under."""
    frame = interval_frame(9, 30)
    day = views_of(frame)["by_day"].columns
    for name in ("required", "scheduled", "present", "over_under"):
        assert day[name][1] == pytest.approx(frame[name].iloc[48:96].astype(float).sum() / 2)
    assert day["over_under"][1] == pytest.approx(day["present"][1] - day["required"][1])


def test_the_map_places_each_interval(interval_frame: MakeFrame) -> None:
    """A cell of the heat map is the interval of its date and time; what is missing stays missing."""
    dates, width, cells = grid(interval_frame(3), "occupancy")
    assert (len(dates), width, cells.shape) == (3, 30, (3, 48))
    assert np.isnan(cells[:, :4]).all()
    assert np.isfinite(cells[:, 4:]).all()


def test_characters_without_a_glyph_become_a_box() -> None:
    """A rare name in a title draws as a box instead of a warning."""
    assert drawable("天津 𠀀 12345") == "天津 □ 12345"
