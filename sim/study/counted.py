"""What is kept of one finished run: its measures, as cut; the raw logs go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.measures.breakdown import Breakdown, By, Within, breakdown_of, check_cut, lengths_of
from sim.measures.by_interval import IntervalTable, interval_table
from sim.measures.figures import NO_DATA, Figure
from sim.measures.identities import CLAIMED, check_identities
from sim.measures.mondays import open_on_mondays
from sim.measures.run import Measures, measure
from sim.measures.work import Work
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Selection


@dataclass(frozen=True)
class Cut:
    """What runs are cut by beside being measured as a whole, and further thresholds for that."""

    by: tuple[By, ...] = ()
    within_us: tuple[int, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario, by: By | Sequence[By], within: Within = ()) -> Cut:
        """The same in plain words, looked over.

        Raises
        ------
        ScenarioError
            If the scenario has nothing to cut by, or a threshold is no length of time.
        """
        found: dict[By, None] = dict.fromkeys((by,) if isinstance(by, str) else by)
        for one in found:
            check_cut(scenario, one)
        return cls(tuple(found), lengths_of(within))


@dataclass(frozen=True)
class Counted:
    """What is kept of one finished run."""

    engine: str
    measures: Measures
    intervals: IntervalTable
    warnings: tuple[str, ...]
    breakdowns: dict[By, Breakdown]
    mondays: Column


def count(
    log: RunLog, cut: Cut | None = None, also: Sequence[Selection] = (), only: Sequence[str] | None = None
) -> Counted:
    """Measure a finished run, and what is asked beside its targets; cut it as asked, and check its books.

    With `only` the measures of these keys alone are kept.
    """
    cut = cut or Cut()
    work = Work(log)
    table = interval_table(log, log.plan.scenario.report.interval, work)
    measured = measure(log, table, work, also, None if only is None else {*only, *CLAIMED})
    parts = {by: breakdown_of(log, by, cut.within_us, work, table) for by in cut.by}
    del work  # what it keeps of millions of calls goes before the books take as much again
    _check_books(log, measured)
    return Counted(log.engine, measured, table, log.plan.warnings, parts, open_on_mondays(log))


def figures_of(log: RunLog, keys: Sequence[str], also: Sequence[Selection]) -> dict[str, Figure]:
    """Some measures of a finished run, those without data too, after a look at its books; `also` as in `count`."""
    measured = measure(log, also=also, only={*keys, *CLAIMED})
    _check_books(log, measured)
    return {key: measured.values.get(key, NO_DATA) for key in keys}


def _check_books(log: RunLog, measured: Measures) -> None:
    broken = check_identities(log, measured)
    if broken:
        raise AssertionError(f"replication {log.replication} breaks its own books: {'; '.join(broken[:3])}")
