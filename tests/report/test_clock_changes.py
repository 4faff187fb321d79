"""Charts and tables of days that last 23, 25 or other hours: everything is placed by time passed, not by its name."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from matplotlib.figure import Figure

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import HOUR_US, MINUTE_US
from sim.cli import main
from sim.report.charts import draw_charts
from sim.report.style import SMALL_TICKS
from sim.report.views import grid, midnights_of, place_of, views_of

CHANGES = [
    ("America/New_York", "2026-10-31"),
    ("America/New_York", "2027-03-13"),
    ("Europe/London", "2026-10-24"),
    ("Australia/Sydney", "2026-04-04"),
    ("Australia/Lord_Howe", "2026-04-04"),  # half an hour back
    ("Australia/Lord_Howe", "2026-10-03"),  # half an hour forward
    ("America/Santiago", "2026-09-05"),  # the second day begins at 01:00
    ("America/Havana", "2026-03-08"),  # so does the first
    ("Africa/Cairo", "2026-10-29"),  # the first day has its last hour twice
]
HOTLINE = """
hotline: 1
clock: {start: %s, days: %d, zone: %s, calendar: none}
demand: {calls: {per_day: 60, types: {any: 100 %%}}}
operators:
  floor: {talk: {law: exponential, mean: 3 min}, shifts: {all: {start: "00:00", end: "24:00", staff: 1}}}
direct_answer: 20 %%
units:
  crew: {work: {law: exponential, mean: 10 min}, shifts: {day: {start: "08:00", end: "18:00", staff: 2}}}
tickets: {routes: [{units: {crew: 100 %%}}], closed_at: handled}
"""


def calendar_of(zone: str, start: str, days: int) -> LocalCalendar:
    """Days of a zone without holidays."""
    return LocalCalendar(date.fromisoformat(start), days, zone, frozenset(), frozenset())


def interval_frame(calendar: LocalCalendar, minutes: int) -> pd.DataFrame:
    """Intervals of a run as tables have them; each has its number as its calls."""
    starts = np.arange(0, calendar.horizon_us, minutes * MINUTE_US)
    n = len(starts)
    columns = {name: np.zeros(n) for name in ("attempts", "blocked", "abandoned", "required", "scheduled")}
    columns |= {name: np.arange(n, dtype=float) for name in ("offered", "answered")}
    columns |= {"present": np.arange(n) + 1.0, "occupancy": np.arange(n) / n}
    return pd.DataFrame({"interval_start": calendar.local_times(starts), **columns})


@pytest.mark.parametrize("minutes", [15, 60])
@pytest.mark.parametrize("days", [1, 2, 7])
@pytest.mark.parametrize(("zone", "start"), CHANGES)
def test_every_interval_is_as_wide_as_it_lasts(zone: str, start: str, days: int, minutes: int) -> None:
    """None is squeezed to nothing or stretched, and each midnight stands where it was."""
    calendar = calendar_of(zone, start, days)
    view = views_of(interval_frame(calendar, minutes))["by_interval"]
    assert view.width_minutes == minutes
    assert np.diff(view.edges) == pytest.approx(np.full(len(view), minutes / 60))
    passed = (calendar.day_starts_us[:-1] / HOUR_US).tolist()
    placed = [place_of(day, view.start, view.edges) for day in midnights_of(view.start)]
    assert placed == pytest.approx([view.edges[0], *(view.edges[0] + hours for hours in passed[1:])])


@pytest.mark.parametrize(("zone", "start"), CHANGES)
def test_the_mean_day_and_the_days_lose_no_interval(zone: str, start: str) -> None:
    """Over more than a week every interval is in one day and in one time of day, of the right length."""
    frame = interval_frame(calendar_of(zone, start, 16), 60)
    views = views_of(frame)
    assert {view.width_minutes for view in views.values()} == {60}
    assert views["by_interval"].start[-1].time() == time(23)
    assert len(views["by_interval"]) == 24
    assert views["by_day"].columns["offered"].sum() == frame["offered"].sum()
    assert views["by_day"].columns["present"].sum() == pytest.approx(frame["present"].sum())


def test_two_intervals_of_one_name_share_a_cell_of_the_map() -> None:
    """Occupancy of the hour that comes twice is that of both, weighted by the people there."""
    frame = interval_frame(calendar_of("America/New_York", "2026-11-01", 1), 60)
    _, _, cells = grid(frame, "occupancy")
    assert frame["interval_start"].dt.hour.tolist()[:4] == [0, 1, 1, 2]
    assert cells.shape == (1, 24)
    assert cells[0, 1] == pytest.approx((1 / 25 * 2 + 2 / 25 * 3) / 5)
    assert cells[0, [0, 2, 23]].tolist() == [0, 3 / 25, 24 / 25]


def test_hours_of_the_clock_stand_where_they_were() -> None:
    """On a day of 25 hours 04:00 is the fifth hour, on one of 23 the third; the day ends at 24 both times."""
    for start, at_four, end in (("2026-11-01", 5, 25), ("2026-03-08", 3, 23)):
        frame = interval_frame(calendar_of("America/New_York", start, 1), 30)
        (axes,) = draw_charts(frame)["calls_by_interval"].axes
        ticks = dict(zip((label.get_text() for label in axes.get_xticklabels()), axes.get_xticks(), strict=True))
        assert (ticks["0"], ticks["4"], ticks["24"]) == (0, at_four, end)
        assert axes.get_xlim() == (0, end)


@pytest.mark.parametrize(
    ("zone", "start", "days"),
    [
        ("America/New_York", "2026-10-31", 2),
        ("America/New_York", "2026-11-01", 1),
        ("Europe/London", "2027-03-27", 3),
        ("Australia/Sydney", "2026-04-04", 15),
        ("Australia/Lord_Howe", "2026-04-04", 2),
        ("Australia/Lord_Howe", "2026-10-03", 2),
        ("America/Santiago", "2026-09-05", 2),
    ],
)
def test_a_run_over_a_change_of_clocks_is_drawn(
    zone: str, start: str, days: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls and tickets have all their charts, and the backlog a row for each hour that passed, and for the end."""
    drawn: dict[str, Figure] = {}

    def laid_out(figures: dict[str, Figure]) -> dict[str, bytes]:
        drawn.update(figures)
        return {}

    monkeypatch.setattr("sim.report.charts.chart_files", laid_out)
    path, out = tmp_path / "town.yaml", tmp_path / "out"
    path.write_text(HOTLINE % (start, days, zone), encoding="utf-8")
    words = ["run", str(path), "--reps", "1", "--engine", "model", "--quiet", "--out", str(out)]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    assert {"tickets_open", "tickets_by_hour", "occupancy", "calls_by_interval"} <= set(drawn)
    calendar = calendar_of(zone, start, days)
    table = pd.read_csv(out / "tables/backlog.csv", parse_dates=["moment"])
    hours = table["elapsed_hours"].to_numpy()[::6]
    end = calendar.horizon_us / HOUR_US
    expected = [*np.arange(0, end), end] if days <= 14 else (calendar.day_starts_us / HOUR_US).tolist()
    assert hours.tolist() == pytest.approx(expected)
    (axes,) = drawn["tickets_open"].axes
    top = next(line for line in reversed(axes.lines) if line.get_label() != SMALL_TICKS)
    assert top.get_xdata() == pytest.approx(hours)
    assert top.get_ydata() == pytest.approx(table["open"].to_numpy().reshape(-1, 6).sum(axis=1))
    (small,) = (line.get_xdata() for line in axes.lines if line.get_label() == SMALL_TICKS)
    ticks = np.union1d(axes.get_xticks(), small)
    first = datetime.combine(calendar.start, time())
    names = [first + timedelta(days=day) for day in range(days + 1)]
    passed = [calendar.instant_us(name.date(), 0) / HOUR_US for name in names]
    assert ticks == pytest.approx(passed)
