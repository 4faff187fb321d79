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
from sim.commands.report import add_report
from sim.commands.result_names import chart_paths
from sim.commands.writing import add_charts
from sim.errors import DataError
from sim.report.words import word

if TYPE_CHECKING:
    from sim.report.charts import Charts
    from sim.scenario.schema import Scenario
    from sim.store import ResultFolder
    from sim.study.kept_answer import KeptFinding


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

    @property
    def report(self) -> bool:
        """Whether the page is written, too."""


@dataclass(frozen=True)
class Found:
    """What a command found.

    Attributes
    ----------
    command, files
        The command, and the files that it read, that which it is about first.
    text, answer
        What is told, in words and as JSON knows it.
    kept
        What its page is made of.
    tables
        Files of the folder by name, besides summaries and charts.
    draw, chart_names
        What draws the charts of what is kept in a language, and what those may be called.
    engine, scenario
        Which engine simulated, and what; None where nothing was simulated.
    """

    command: str
    files: tuple[Path, ...]
    text: str
    answer: dict[str, Any]
    kept: KeptFinding
    tables: dict[str, bytes]
    draw: Callable[[KeptFinding, str], Charts]
    chart_names: tuple[str, ...]
    engine: str = ""
    scenario: Scenario | None = None


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
            is_folder = file.is_dir()
            raise DataError(
                f"{file}: is a folder: name the file in it" if is_folder else f"{file}: there is no such file"
            )
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
            drawn = _keep(found, asked, asked.out)
            if drawn:
                notice(word("written", asked.lang, folder=asked.out.path))
        if also is not None:
            also()
    finally:
        show_json(found.answer) if asked.as_json else show(found.text)
    return DONE if drawn else NOT_DRAWN


def _keep(found: Found, asked: Asked, out: ResultFolder) -> bool:
    """Summaries, tables, charts, and the page if it is wanted; whether these could be drawn."""
    kept, lang = found.kept, asked.lang
    files = {
        **store.kept_answer_files(kept),
        "summary.json": store.json_bytes(found.answer),
        "summary.txt": store.text_bytes(found.text),
        **found.tables,
    }
    created = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = store.file_manifest(found.files, created, found.command, kept.seed, kept.n, found.engine, found.scenario)
    out.start(manifest, writes=[*files, *chart_paths(found.chart_names)])
    out.add(files)
    drawn = add_charts(out, lambda: found.draw(kept, lang), say, lang)
    out.finish(drawn, kept=kept.n)
    if asked.report:
        drawn = add_report(out, lang) and drawn
    return drawn
