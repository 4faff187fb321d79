"""What stands in the folder of a run or a search beside the logs: summaries, tables, charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sim import store
from sim.commands.console import Say
from sim.errors import HotlineError, printable
from sim.report.chinese import in_language
from sim.report.words import word

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures.ticket_side import TicketSide
    from sim.report.charts import Charts
    from sim.store import ResultFolder
    from sim.study.replicate import Replications


def result_files(
    results: Replications,
    tickets: TicketSide,
    parts: Mapping[str, pd.DataFrame],
    answer: dict[str, Any],
    text: str,
    asked: int,
    warnings: tuple[str, ...],
    again: str,
) -> dict[str, bytes]:
    """Summaries and tables of a run as files by name, and what its pages are made of."""
    return {
        **store.kept_files(results, tickets, asked, warnings, again),
        "summary.json": store.json_bytes(answer),
        "summary.txt": store.text_bytes(text),
        "measures.csv": store.table_bytes(results.to_frame()),
        "intervals.csv": store.table_bytes(results.intervals_frame()),
        **{f"tables/{name}.csv": store.table_bytes(frame) for name, frame in {**tickets.tables, **parts}.items()},
    }


def add_charts(out: ResultFolder, draw: Callable[[], Charts], say: Say, lang: str) -> bool:
    """Draw and write charts beside results that are written; whether that could be done, which is said if not.

    Raises
    ------
    StoreError
        If they are drawn, but cannot be written.
    """
    from sim.report.charts import chart_files

    return add_drawn(out, lambda: chart_files(draw()), say, lang)


def add_drawn(out: ResultFolder, draw: Callable[[], dict[str, bytes]], say: Say, lang: str) -> bool:
    """Add files of pictures to results that are written; whether these could be drawn, which is said if not.

    Raises
    ------
    StoreError
        If they are drawn, but cannot be written.
    """
    try:
        files = draw()
    except HotlineError:
        raise
    except Exception as error:  # whatever is wrong with a picture, the numbers stand
        why = printable(f"{type(error).__name__}: {error}", breaks=False)
        say(in_language("error: ", lang) + word("not_drawn", lang, why=why, folder=out.path))
        return False
    out.add(files)
    return True
