"""Types of requests that only a file knows: read before everything that goes by type is planned."""

from __future__ import annotations

from collections import Counter
from typing import Final

from sim.errors import DataError
from sim.plans.demand_files import numbers_of, open_recorded
from sim.plans.tables import Table
from sim.plans.time_hints import TOTAL
from sim.scenario.contradictions import has_types_in_files, type_problems
from sim.scenario.messages import gathered, say_path
from sim.scenario.schema import Scenario
from sim.scenario.schema_demand import Counts, Stamps, Stream

MOST_TYPES: Final = 500
"""A column with more different words is not one of types."""


def with_file_types(scenario: Scenario) -> tuple[Scenario, dict[str, Table], list[str]]:
    """The scenario with the types that its files have.

    Returns
    -------
    scenario
        Each stream whose types stand in its file has them as its mix, by how often they occur.
    tables
        The files of counts and stamps by stream; they are not read again.
    warnings
        What is odd about the types.

    Raises
    ------
    DataError
        If a file cannot be used.
    ScenarioError
        If the scenario names a type that neither it nor a file has, or nobody takes contacts of a type.
    """
    files = {name: stream.recorded for name, stream in scenario.demand.items() if stream.recorded is not None}
    tables = {name: open_recorded(part, scenario.folder) for name, part in files.items()}
    if not has_types_in_files(scenario):
        return scenario, tables, []
    demand, coming = dict(scenario.demand), dict(scenario.demand)
    for name, part in files.items():
        stream = scenario.demand[name]
        if stream.types_in_file is not None:
            coming[name] = demand[name] = stream.model_copy(update={"types": _shares(part, tables[name])})
        elif part.type is not None:
            coming[name] = stream.model_copy(update={"types": _shares_beside(stream, part, tables[name])})
    known = scenario.model_copy(update={"demand": demand})
    found = list(type_problems(scenario.model_copy(update={"demand": coming})))
    problems = [problem for problem in found if not problem.only_odd]
    if problems:
        raise gathered(problems, scenario.places)
    return known, tables, [f"{say_path(problem.path)}: {problem.text}" for problem in found]


def _shares(part: Counts | Stamps, table: Table) -> dict[str, float]:
    """How often each type comes by a file."""
    column = part.type or ""
    counts = _contacts(part, table)
    if "" in counts:
        row = table.cells(column).index("")
        raise table.fault(row, column, "is empty: say under 'types' in which shares such requests are of which type")
    for name in [name for name in counts if TOTAL.fullmatch(name)][:1]:
        right = f"where: {{{column[:40]}: [...]}} with the types leaves it out; or list it under 'types' too"
        raise table.fault(table.cells(column).index(name), column, f"reads as a sum of other rows: {right}")
    if len(counts) > MOST_TYPES:
        raise DataError(f"{table.name}: {column}: {len(counts):,} different types: is this the column with the type?")
    total = sum(counts.values())
    return {name: count / total if total else 0.0 for name, count in sorted(counts.items())}


def _contacts(part: Counts | Stamps, table: Table) -> Counter[str]:
    """The contacts of each type in a file, those without one under ''."""
    cells = table.cells(part.type or "")
    if isinstance(part, Stamps):
        return Counter(cells)
    for row in [row for row, cell in enumerate(cells) if not cell][:1]:
        raise table.fault(row, part.type or "", "is empty: every count needs a type")
    found: Counter[str] = Counter()
    for name, count in zip(cells, numbers_of(part, table).tolist(), strict=True):
        found[name] += count
    return found


def _shares_beside(stream: Stream, part: Counts | Stamps, table: Table) -> dict[str, float]:
    """How often each type of a mix comes: as the file says, and in the mix's own shares where its cell is empty."""
    counts = _contacts(part, table)
    total, drawn = sum(counts.values()), counts.pop("", 0)
    return {name: (counts[name] + drawn * share) / max(total, 1) for name, share in stream.types.items()}
