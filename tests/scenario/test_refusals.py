"""Every kind of refusal, three broken files each, with the exact sentence a planner reads."""

from __future__ import annotations

import ast
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.checks import load_scenario
from sim.errors import HotlineError

from .refusals import Case, cases


def answer(case: Case, folder: Path) -> list[str]:
    """What a planner is told of a broken file, line by line; "it is read" if nothing."""
    before = os.getcwd()
    (folder / "town.yaml").write_bytes(case.text)
    for name, content in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for name, target in case.links.items():
        (folder / name).symlink_to(target)
    os.chdir(folder)
    try:
        load_scenario("town.yaml", case.sets)
    except HotlineError as error:
        return str(error).splitlines()
    finally:
        os.chdir(before)
    return ["it is read"]


ROOT = Path(__file__).parents[2] / "sim"
OF_OTHERS = {
    "asked_file.py", "ranges.py", "rostering_file.py", "schema_roster.py", "schema_staffing.py", "schema_sweep.py",
    "schema_match.py", "staffing_file.py", "sweep_file.py", "match_file.py", "written.py",
    "schema_map.py", "map_file.py",
}  # fmt: skip
"""What other files may say is refused by tests of their own: `tests/sweeps`, `tests/planning`, `tests/matching`."""
READ = [
    *sorted(path for path in (ROOT / "scenario").glob("*.py") if path.name not in OF_OTHERS),
    *sorted((ROOT / "checks").glob("*.py")),
    *(ROOT / "plans" / name for name in ("tables.py", "demand.py", "layers.py", "laws.py", "roster.py")),
    *(ROOT / "plans" / name for name in ("backlog.py", "backlog_file.py", "backlog_oddities.py")),
    *(ROOT / "plans" / name for name in ("csv_files.py", "demand_files.py", "file_types.py", "interval_rows.py")),
    *(
        ROOT / "plans" / name
        for name in (
            "file_lengths.py",
            "local_times.py",
            "numbers.py",
            "roster_file.py",
            "staff_file.py",
            "week_files.py",
        )
    ),
    *(ROOT / "plans" / name for name in ("roster_file.py", "times.py")),
    *(ROOT / "measures" / name for name in ("definition.py", "definitions.py", "selection.py")),
]
WORDED_BY = {"_sentence", "_unfit", "_no_law", "_no_mapping", "_outside", "impossible_value"}
"""Functions that return a sentence, each of whose returns is a kind of its own."""
NOT_FROM_A_FILE = {
    # Values given by a program and not by a file; see the tests of `Scenario.replace`.
    "merging.as_plain", "merging._plain_key", "loading.rebuild", "loading.of_document",
    # A folder, a pipe, a device or a file that is swapped while it is opened; see the tests of reading.
    "files.read_scenario_file",
    # A key, a measure by its name in results, or a calendar that is asked for on the command line.
    "key_reference.find_topic", "asked.asking", "contradictions.further_problems", "definitions.parts_of_key",
    "selection.selection_of", "clock.check_calendar", "clock.check_zone",
    # Names of measures are asked for by programs, too; the sentence of a scenario's own is counted where it is placed.
    "definitions.label",
    # Names are looked at before; what is left to refuse is counted where it is placed.
    "asked.check_selection", "backlog._of_counts",
    # Folders of the system that cannot be read are made by no scenario; see the tests of `extends`.
    "files.reason",
    # A data file that changes while it is read; see the tests of kept results.
    "planned._unchanged",
}  # fmt: skip

TOO_LARGE = ("holds more than", "more than {MOST_ROWS", "too_long", "different types")
"""Sentences about files of such a size that three of them would take long; see the tests of reading."""
RAISED = {"ScenarioError", "DataError", "ValueError", "_FaultError", "fault", "_outside", "UnreadCellError", "gathered"}
NEVER_SAID = {
    "is not a finite number",
    "is not true or false",
    'write clock times, such as ["08:00", "12:00"], or {first: "07:00", last: "14:00", every: 30 min}',
}
"""Words kept for kinds of value that no key of a scenario has today, and for numbers that the reader refuses before."""


def _called(node: ast.AST) -> set[str]:
    calls = (inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call))
    return {f.id if isinstance(f, ast.Name) else f.attr if isinstance(f, ast.Attribute) else "" for f in calls}


def _only_warns(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.keyword) and inner.arg == "only_odd" for inner in ast.walk(node))


def _sites() -> dict[tuple[str, int], tuple[str, int]]:
    """Every line of a statement that refuses something, and the statement's name and first line."""
    found: dict[tuple[str, int], tuple[str, int]] = {}
    for path in READ:
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = f"{path.stem}.{getattr(function, 'name', '')}"
            if not isinstance(function, ast.FunctionDef) or name in NOT_FROM_A_FILE:
                continue
            for node in _statements(function):
                if _refuses(node, function.name) and not any(part in ast.unparse(node) for part in TOO_LARGE):
                    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                    found.update({(str(path), line): (name, node.lineno) for line in lines})
    return found


def _statements(function: ast.FunctionDef) -> Iterator[ast.stmt]:
    """The simple statements of a function, without those of functions inside it."""
    todo: list[Any] = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        below = [inner for inner in ast.iter_child_nodes(node) if isinstance(inner, ast.stmt | ast.ExceptHandler)]
        todo += below
        todo += [case for case in ast.iter_child_nodes(node) if isinstance(case, ast.match_case)]
        if isinstance(node, ast.stmt) and not below:
            yield node


def _refuses(node: ast.stmt, function: str) -> bool:
    if isinstance(node, ast.Raise):
        return bool(_called(node) & RAISED)
    if function in WORDED_BY:
        return isinstance(node, ast.Return)
    return bool(_called(node) & {"Problem", "_refuse"}) and not _only_warns(node)


class _UnwatchedYaml:
    """The YAML parser, which nobody watches: it makes nearly all calls, and no refusal of ours."""

    def __init__(self, **settings: Any) -> None:
        self._yaml = YAML(**settings)

    def parse(self, text: str) -> Iterator[Any]:
        """Its events."""
        events = self._yaml.parse(text)
        while True:
            watch = sys.gettrace()
            sys.settrace(None)
            try:
                event = next(events, None)
            finally:
                sys.settrace(watch)
            if event is None:
                return
            yield event


def _hits(folder: Path) -> tuple[Counter[tuple[str, int]], list[str]]:
    """How many cases came past each place that refuses, and the cases that were told something else."""
    sites = _sites()
    hits: Counter[tuple[str, int]] = Counter()
    passed: set[tuple[str, int]] = set()
    of_interest: dict[Any, bool] = {}
    spans: dict[str, set[int]] = defaultdict(set)
    for path, line in sites:
        spans[path].add(line)

    def in_function(frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line" and (place := sites.get((frame.f_code.co_filename, frame.f_lineno))):
            passed.add(place)
        return in_function

    def entering(frame: FrameType, _event: str, _argument: object) -> Any:
        code = frame.f_code
        if code not in of_interest:
            lines = {line for _, _, line in code.co_lines() if line}
            of_interest[code] = bool(lines & spans.get(code.co_filename, set()))
        return in_function if of_interest[code] else None

    wrong: list[str] = []
    before = sys.gettrace()
    for number, case in enumerate(cases()):
        place = folder / str(number)
        place.mkdir()
        passed.clear()
        sys.settrace(entering)
        try:
            told = answer(case, place)
        finally:
            sys.settrace(before)
        hits.update(passed)
        if told != case.told:
            wrong.append(f"{case.where}: told {told}, not {case.told}")
    return hits, wrong


def test_every_kind_of_refusal_has_three_broken_files_with_its_exact_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each case is told its lines to the letter, and every place of the program that refuses is met by three cases."""
    monkeypatch.setattr("sim.scenario.yaml_reader.YAML", _UnwatchedYaml)
    hits, wrong = _hits(tmp_path)
    assert wrong == []
    kinds = set(_sites().values())
    rare = sorted(f"{name} at line {line}: {hits[name, line]}" for name, line in kinds if hits[name, line] < 3)
    print(f"{len(cases())} broken files for {len(kinds)} places that refuse")
    assert rare == []


def test_every_word_kept_for_a_kind_of_value_is_told_by_three_cases() -> None:
    """The tables of sentences (faults of YAML, plain kinds, bounds, what would be right) are all in use."""
    from sim.scenario import messages, yaml_reader

    bounds = [words for _, words in messages._BOUNDS.values()]
    tables = [
        *(words for _, words in yaml_reader._PROBLEMS),
        *messages._PLAIN.values(),
        *messages._EITHER.values(),
        *bounds,
    ]
    told = [" ".join(case.told) for case in cases()]
    rare = {words: sum(words in lines for lines in told) for words in tables if words not in NEVER_SAID}
    assert {words: count for words, count in rare.items() if count < 3} == {}
