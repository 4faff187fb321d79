"""The charts of a run, whichever it has: of calls, of tickets, or of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.charts import draw_charts
from sim.report.summary import has_calls, has_contacts
from sim.report.ticket_charts import draw_ticket_charts, stage_frame
from sim.report.words import counted, word
from sim.scenario.labels import title_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.measures.ticket_side import TicketSide
    from sim.study.replicate import Replications


def draw_results(results: Replications, lang: str, tickets: TicketSide | None = None) -> dict[str, Figure]:
    """The charts of a run by name: of calls, of tickets, or of both, whichever there are."""
    levels = (t for t in results.targets() if t.measure.startswith("service_level") and t.side == "at_least")
    target = next(((t.measure, t.threshold) for t in levels), None)
    scenario, measures = results.scenario, results.summary()
    note = chart_note(title_of(scenario, lang), results.n, results.seed, lang)
    figures: dict[str, Figure] = {}
    if has_contacts(scenario, measures):
        without = () if has_calls(scenario, measures) else ("calls", "service_level")
        drawn = draw_charts(results.intervals_frame(), lang, target, note, results.staffing())
        figures |= {name: figure for name, figure in drawn.items() if not name.startswith(without)}
    if tickets is not None and tickets.tables:
        stages = stage_frame(measures)
        figures |= draw_ticket_charts(tickets.tables, stages, scenario.clock.days, lang, note, tickets.headlines)
    return figures


def chart_note(title: str, replications: int, seed: int, lang: str) -> str:
    """The line below each chart: what was run, how often, and with which chance."""
    runs = counted("replication", replications, lang)
    return word("chart_note", lang, title=title, replications=runs, seed=seed)
