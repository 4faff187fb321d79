"""What the pages of a run show of tickets beside its measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.measures.estimate import Estimate
from sim.measures.headlines import Headlines

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class TicketSide:
    """What stands beside the measures.

    Attributes
    ----------
    closed_at
        Which milestone closes a ticket; empty where there are no tickets.
    tables
        As `sim.measures.chart_tables.ChartTables.frames` gives them.
    ceiling
        Of same-day closure; None where it was not asked for or cannot be had.
    headlines
        What stands out; None without tickets.
    """

    closed_at: str = ""
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    ceiling: Estimate | None = None
    headlines: Headlines | None = None
