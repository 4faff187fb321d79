"""The pages and sheets of what commands find in files of records, by the command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from sim.report.page.backtest_page import backtest_grids, backtest_page
from sim.report.page.fit_page import fit_grids, fit_page
from sim.report.page.forecast_page import forecast_grids, forecast_page
from sim.report.page.match_page import match_grids, match_page
from sim.report.page.tonight_page import tonight_grids, tonight_page

if TYPE_CHECKING:
    from sim.report.tables import Grid
    from sim.study.kept_answer import KeptFinding


class FindingPage(NamedTuple):
    """What makes the page of a finding in a language, and what makes its sheets."""

    page: Callable[[KeptFinding, str], bytes]
    grids: Callable[[KeptFinding, str], list[Grid]]


FINDING_PAGES: Final = {
    "backtest": FindingPage(backtest_page, backtest_grids),
    "fit": FindingPage(fit_page, fit_grids),
    "forecast": FindingPage(forecast_page, forecast_grids),
    "match": FindingPage(match_page, match_grids),
    "tonight": FindingPage(tonight_page, tonight_grids),
}
"""By the command whose results the folder holds."""
