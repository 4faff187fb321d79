"""The charts of a run's page, each with the table that it was drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Final

from sim.report.charts import calls_chart, service_level_chart, staffing_chart
from sim.report.day_kind_charts import day_kinds_chart
from sim.report.finding_charts import published_chart, targets_chart, tornado_chart, waterfall_chart
from sim.report.heatmap import MOST_DAYS, occupancy_chart
from sim.report.labels import spoken
from sim.report.league_charts import league_chart, unit_open_chart
from sim.report.page.chart_grids import (
    day_kinds_grid,
    occupancy_grid,
    reliefs_grid,
    shifts_grid,
    waterfall_grid,
    weekday_grid,
)
from sim.report.page.html import Drawing
from sim.report.page.parts import drawing_of
from sim.report.page.views import level_target, view_frame, waits_frame
from sim.report.run_charts import chart_note
from sim.report.shift_charts import run_shifts_chart
from sim.report.skill_charts import skills_chart
from sim.report.staffing import Staffed, staffed_views
from sim.report.summary import has_calls, has_contacts
from sim.report.tables import Grid, grid_of
from sim.report.ticket_charts import backlog_chart, closure_chart, hours_chart, stage_frame
from sim.report.time_charts import stages_chart, units_chart
from sim.report.views import views_of
from sim.report.wait_charts import waits_chart
from sim.report.week_maps import level_map, over_under_map, pool_map
from sim.scenario.labels import title_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.study.kept_run import KeptRun

CALLS: Final = ("attempts", "blocked", "offered", "answered", "abandoned")
WAITS: Final = ("wait", "answered", "abandoned")
SKILLS: Final = ("pool", "type", "taken")
POOLS: Final = ("pool", "hour", "ready_hours", "busy_hours", "occupancy")
CLOSURE: Final = ("age_hours", "tickets", "closed_share", "watched", "cut")
HOURS: Final = ("hour", "received", "closed_same_day", "same_day_closure", "ceiling")
UNITS: Final = (
    "unit", "copies", "received", "closed", "open", "hours_there", "on_time_closure", "same_day_closure", "mean_hours"
)  # fmt: skip
LEAGUE: Final = (
    "unit", "on_time_closure", "on_time_closure_low", "on_time_closure_high", "same_day_closure",
    "same_day_closure_low", "same_day_closure_high", "open",
)  # fmt: skip
HEADS: Final = ("required", "scheduled", "present", "over_under")

Drawn = tuple[str, "Figure | None", Grid | None]
"""Name of a chart, the figure if there is one, and its table."""


def run_drawings(run: KeptRun, lang: str) -> dict[str, Drawing]:
    """Every chart of a run by name, as far as the run has what it shows."""
    note = chart_note(title_of(run.scenario, lang), run.n, run.seed, lang)
    found = {}
    for name, figure, grid in chain(*(part(run, lang, note) for part in (_of_findings, _of_calls, _of_tickets))):
        if figure is not None:
            found[name] = drawing_of(name, figure, grid)
    return found


def _of_findings(run: KeptRun, lang: str, note: str) -> Iterator[Drawn]:
    yield "targets", targets_chart(run.targets(), lang, note), None
    yield "published", published_chart(run.published(), lang, note), None


def _of_calls(run: KeptRun, lang: str, note: str) -> Iterator[Drawn]:
    """Calls, service level, people and waits over the day."""
    frame, measures = run.intervals_frame(), run.summary()
    if has_contacts(run.scenario, measures):
        called = has_calls(run.scenario, measures)
        level, target = level_target(run)
        shown = level if called else None
        yield from interval_drawings(frame, called, shown, target, staffed_views(run.staffing()), lang, note)
        if called:
            yield "day_kinds", day_kinds_chart(frame, run.days, lang, note), day_kinds_grid(frame, run.days, lang)
            if level is not None:
                grid = weekday_grid(frame, level, lang)
                yield "level_by_weekday", level_map(frame, level, target, lang, note), grid
            grid = weekday_grid(frame, "over_under", lang)
            yield "over_under_by_weekday", over_under_map(frame, lang, note), grid
            waits = run.tickets.tables["waits"]
            yield "waits", waits_chart(waits, lang, note), grid_of(waits_frame(waits, lang), "waits", WAITS, lang)
        skills = run.tickets.tables["skills"]
        able = skills[skills["able"] | (skills["taken"] > 0)]
        yield "skills", skills_chart(skills, lang, note), grid_of(able, "skills", SKILLS, lang)
        many = run.scenario.clock.days > MOST_DAYS
        grid = weekday_grid(frame, "occupancy", lang) if many else occupancy_grid(frame, lang)
        yield "occupancy", occupancy_chart(frame, lang, note), grid
    shifts = run.reading["shifts"]
    yield "shifts", run_shifts_chart(shifts, lang, note), shifts_grid(shifts, lang)
    pools = run.tickets.tables["pool_hours"]
    yield "pools", pool_map(pools, lang, note), grid_of(pools, "pools", POOLS, lang)


def interval_drawings(
    frame: pd.DataFrame, called: bool, level: str | None, target: float | None, staffed: Mapping[str, Staffed],
    lang: str, note: str,
) -> Iterator[Drawn]:  # fmt: skip
    """Calls, service level and people by interval, each view with its table.

    Parameters
    ----------
    frame
        As `sim.study.replicate.Replications.intervals_frame` gives it.
    called
        Whether there are calls.
    level, target
        Which service level is shown, if any, and what is asked of it.
    staffed
        Of each view where too few are at work; of views left out it is not shown.
    lang, note
        As charts have them.
    """
    for name, view in views_of(frame).items():
        table = view_frame(view)
        when = "date" if view.kind == "daily" else "time_of_day" if view.kind == "mean_day" else "interval_start"
        if called:
            yield f"calls_{name}", calls_chart(view, lang, note), grid_of(table, name, (when, *CALLS), lang)
        if level in view.columns:
            assert level is not None
            grid = grid_of(table, name, (when, "offered", level), lang)
            yield f"service_level_{name}", service_level_chart(view, level, target, lang, note), grid
        if "present" in view.columns:
            grid = grid_of(table, name, (when, *HEADS), lang)
            yield f"staffing_{name}", staffing_chart(view, staffed.get(name), lang, note), grid


def _of_tickets(run: KeptRun, lang: str, note: str) -> Iterator[Drawn]:
    """Backlog, closure, stages and units."""
    tables, headlines, measures = run.tickets.tables, run.tickets.headlines, run.summary()
    if "backlog" not in tables:
        return
    opened = grid_of(tables["open"], "open", ("moment", "open", "low", "high"), lang)
    yield "tickets_open", backlog_chart(tables["backlog"], lang, note, tables["open"]), opened
    closure = tables["closure"]
    grid = grid_of(closure[closure["urgency"] == "all"].iloc[::8], "closure", CLOSURE, lang)
    yield "tickets_closure", closure_chart(closure, lang, note), grid
    noon = headlines is not None and headlines.noon_matters
    hours = hours_chart(tables["hours"], run.scenario.clock.days, lang, note, noon)
    yield "tickets_by_hour", hours, grid_of(tables["hours"], "hours", HOURS, lang)
    if len(tables.get("time", ())):
        grid = grid_of(spoken(tables["time"], lang, {}), "time", ("stage", "place", "cause", "hours", "share"), lang)
        yield "tickets_stages", stages_chart(tables["time"], stage_frame(measures), lang, note, headlines), grid
        grid = waterfall_grid(tables["time"], _tickets(measures), lang)
        yield "waterfall", waterfall_chart(tables["time"], _tickets(measures), lang, note), grid
    if headlines is not None:
        yield "tornado", tornado_chart(headlines, lang, note), reliefs_grid(headlines, lang)
    if len(tables.get("units", ())):
        yield from _of_units(tables["units"], tables["unit_time"], tables.get("unit_open"), run, lang, note)


def _of_units(
    units: pd.DataFrame, time: pd.DataFrame, opened: pd.DataFrame | None, run: KeptRun, lang: str, note: str
) -> Iterator[Drawn]:
    there = time.groupby("unit")["hours"].sum()
    grid = grid_of(units.assign(hours_there=units["unit"].map(there)), "units", UNITS, lang)
    yield "tickets_units", units_chart(units, time, lang, note, run.tickets.headlines), grid
    yield "league", league_chart(units, lang, note), grid_of(units, "league", LEAGUE, lang)
    if opened is not None:
        grid = grid_of(opened, "unit_open", ("unit", "moment", "open"), lang)
        yield "unit_open", unit_open_chart(opened, lang, note), grid


def _tickets(measures: dict) -> float:  # type: ignore[type-arg]  # of estimates
    """Tickets that were there at some time of a run, on average."""
    return sum(measures[key].estimate or 0.0 for key in ("tickets_received", "backlog_at_start") if key in measures)
