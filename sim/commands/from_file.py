"""Commands that find something in files of records: what they found is kept in a folder, and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sim import store
from sim.commands.console import Say, say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE, NOT_DRAWN
from sim.commands.result_names import chart_paths
from sim.commands.writing import add_charts
from sim.errors import DataError
from sim.report.words import word

if TYPE_CHECKING:
    from sim.report.charts import Charts
    from sim.store import ResultFolder


class Asked(Protocol):
    """What every such command is asked besides its own."""

    @property
    def out(self) -> ResultFolder | None:
        """The folder of results, if there is to be one."""

    @property
    def as_json(self) -> bool:
        """Whether the answer is told as JSON."""

    @property
    def lang(self) -> str:
        """The language of words."""

    @property
    def quiet(self) -> bool:
        """Whether notices are left out."""


@dataclass(frozen=True)
class Found:
    """What a command found.

    Attributes
    ----------
    command, file
        The command, and the file that it is about.
    text, answer
        What is told, in words and as JSON knows it.
    tables
        Files of the folder by name, besides summaries and charts.
    charts, chart_names
        What draws the charts, and what those may be called.
    """

    command: str
    file: Path
    text: str
    answer: dict[str, Any]
    tables: dict[str, bytes]
    charts: Callable[[], Charts]
    chart_names: tuple[str, ...]


def begun(asked: Asked, *files: Path | None) -> Say:
    """How notices are told, once it is known that the files are there.

    Raises
    ------
    DataError
        If one is not.
    """
    notice = silent if asked.quiet else say
    warn_of_console(asked.lang, notice)
    for file in files:
        if file is not None and not file.is_file():
            raise DataError(f"{file}: there is no such file")
    return notice


def keep_and_tell(found: Found, asked: Asked, notice: Say, also: Callable[[], None] | None = None) -> int:
    """Write the folder that was asked for, do what else there is to do, and tell the answer; the exit code.

    Whoever reads along may have gone: what is to be kept is written first.

    Raises
    ------
    StoreError
        If something cannot be written; the answer is told all the same.
    """
    drawn = True
    try:
        if asked.out is not None:
            drawn = _keep(found, asked.out, asked.lang)
            if drawn:
                notice(word("written", asked.lang, folder=asked.out.path))
        if also is not None:
            also()
    finally:
        show_json(found.answer) if asked.as_json else show(found.text)
    return DONE if drawn else NOT_DRAWN


def _keep(found: Found, out: ResultFolder, lang: str) -> bool:
    """Summaries, tables and charts; whether these could be drawn."""
    files = {
        "summary.json": store.json_bytes(found.answer),
        "summary.txt": store.text_bytes(found.text),
        **found.tables,
    }
    created = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = store.file_manifest(found.file, created, found.command)
    out.start(manifest, writes=[*files, *chart_paths(found.chart_names)])
    out.add(files)
    drawn = add_charts(out, found.charts, say, lang)
    out.finish(drawn, kept=0)
    return drawn
