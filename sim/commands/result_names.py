"""What a run may write beside its logs, known before it begins: nothing of another may stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.store import KEPT_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario.schema import Scenario

SUMMARIES: Final = ("summary.json", "summary.txt", "measures.csv", "intervals.csv")
CHARTS: Final = (
    *(f"{what}_by_{width}" for what in ("calls", "service_level", "staffing") for width in ("interval", "day")),
    "occupancy",
)
TICKET_CHARTS: Final = ("tickets_open", "tickets_closure", "tickets_by_hour", "tickets_stages", "tickets_units")
TABLES: Final = ("pool_hours", "waits")
TICKET_TABLES: Final = (
    "backlog", "closure", "hours", "open", "people", "reliefs", "skills", "time", "unit_open", "unit_time", "units",
)  # fmt: skip


def result_names(scenario: Scenario, by: Iterable[str] = ()) -> tuple[str, ...]:
    """Paths in the result folder of every summary, table and chart that a run of a scenario, cut so, may write."""
    has_tickets = scenario.tickets is not None
    charts = (*CHARTS, *TICKET_CHARTS) if has_tickets else CHARTS
    tables = (*TABLES, *TICKET_TABLES) if has_tickets else TABLES
    return (
        *SUMMARIES,
        *KEPT_FILES,
        *(f"tables/{name}.csv" for name in (*tables, *(f"by_{cut}" for cut in by))),
        *chart_paths(charts),
    )


def chart_paths(names: Iterable[str]) -> tuple[str, ...]:
    """Paths in the result folder of charts."""
    return tuple(f"charts/{name}.{kind}" for name in names for kind in ("png", "svg"))
