"""What a run may write beside its logs, known before it begins: nothing of another may stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario.schema import Scenario

SUMMARIES: Final = ("summary.json", "summary.txt", "measures.csv", "intervals.csv")
CHARTS: Final = (
    *(f"{what}_by_{width}" for what in ("calls", "service_level", "staffing") for width in ("interval", "day")),
    "occupancy",
)
TICKET_CHARTS: Final = ("tickets_open", "tickets_closure", "tickets_by_hour", "tickets_stages", "tickets_units")
TABLES: Final = ("backlog", "closure", "hours", "people", "reliefs", "time", "unit_time", "units")


def result_names(scenario: Scenario, by: Iterable[str] = ()) -> tuple[str, ...]:
    """Paths in the result folder of every summary, table and chart that a run of a scenario, cut so, may write."""
    charts, tables = (CHARTS, ()) if scenario.tickets is None else ((*CHARTS, *TICKET_CHARTS), TABLES)
    return (
        *SUMMARIES,
        *(f"tables/{name}.csv" for name in (*tables, *(f"by_{cut}" for cut in by))),
        *chart_paths(charts),
    )


def chart_paths(names: Iterable[str]) -> tuple[str, ...]:
    """Paths in the result folder of charts."""
    return tuple(f"charts/{name}.{kind}" for name in names for kind in ("png", "svg"))
