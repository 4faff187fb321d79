"""From a scenario file (and the files it extends, and changes to single values) to a checked Scenario."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.contradictions import contradictions
from sim.scenario.data_files import files_in
from sim.scenario.expected import TAKEN_BY, language_of
from sim.scenario.files import read_scenario_file, resolve_file
from sim.scenario.made_parts import without_slips
from sim.scenario.merging import Document, Place, Places, changed, merged
from sim.scenario.messages import Problem, gathered, problems_of
from sim.scenario.plain_values import plain
from sim.scenario.schema import Scenario
from sim.scenario.taken_away import lost_slips
from sim.scenario.yaml_reader import read_document, read_value

__all__ = ["load_scenario", "of_document", "read_document", "rebuild", "refused", "resolve_file"]

MOST_EXTENDS: Final = 8
GIVEN: Final = Place("(document)")
REPLACED: Final = Place("(replaced)")
SET: Final = Place("--set")


Check = Callable[[Scenario], Sequence[Problem]]
"""What else may be wrong with a scenario, as a room that knows more than the language sees it."""


def load_scenario(path: str | Path, sets: Sequence[str] = (), also: Check | None = None) -> Scenario:
    """Read a scenario file and check it.

    Parameters
    ----------
    path
        The YAML file.
    sets
        Changes to single values, each as ``key.path=value``, such as ``operators.floor.wrap_up.mean=55 s``; items of
        lists go by number (``targets.0.within=20 s``, or ``targets[0].within=20 s``), and null takes a key away.
    also
        A check whose problems are told together with those of the language.

    Raises
    ------
    ScenarioError
        What the language does not allow, each at its file, line and key path, five lines at most.
    """
    shown = str(path)
    folder = os.path.abspath(os.path.dirname(shown))
    document = _read_chain(shown, shown, os.path.dirname(shown))
    language = language_of(document.value)
    if language != "hotline":
        raise gathered([Problem((), TAKEN_BY[language])], document.places)
    if not sets:
        return _checked(document, folder, Path(shown).stem, also)
    return _checked_change(document, [_setting(text) for text in sets], SET, folder, Path(shown).stem, also)


def of_document(document: dict[str, Any], folder: str = "", name: str = "scenario") -> Scenario:
    """The scenario of a document, as `Scenario.from_document` says."""
    if not isinstance(document, dict):
        raise ScenarioError(f"{GIVEN}: a scenario is a mapping of keys to values, not {type(document).__name__}")
    if "extends" in document:
        raise ScenarioError(f"{GIVEN}: extends: can only stand in a file")
    return _checked(Document(plain(document), {(): GIVEN}), os.path.abspath(folder), name)


def kept_scenario(document: dict[str, Any], folder: str, name: str) -> Scenario:
    """The scenario of a document that was kept beside its results; its data files need not be there any more.

    Raises
    ------
    ScenarioError
        If it says what no scenario says.
    """
    return _checked(Document(plain(document), {(): GIVEN}), os.path.abspath(folder), name, with_files=False)


def rebuild(scenario: Scenario, changes: dict[str, Any]) -> Scenario:
    """A scenario with other values at some key paths, checked like a file.

    Parameters
    ----------
    scenario
        The scenario to start from; it stays as it is.
    changes
        Key path to value as a planner would write it; None takes a key away.

    Raises
    ------
    ScenarioError
        With "(replaced)" in place of file and line.
    """
    before = Document(scenario.document, {(): REPLACED})
    if "extends" in changes:
        raise ScenarioError("(replaced): extends: cannot be changed in a scenario that has been read")
    changes = {path: plain(value) for path, value in changes.items()}
    made = _checked_change(before, list(changes.items()), REPLACED, scenario.folder, scenario.name)
    made.note_data(scenario.data_sums)  # its files are those that the first one was made of
    return made


def refused(scenario: Scenario, problems: Sequence[Problem]) -> ScenarioError:
    """What is wrong with a scenario that has been read, each at its file and line."""
    return gathered([problem for problem in problems if not problem.only_odd], scenario.places)


def _setting(text: str) -> tuple[str, Any]:
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise ScenarioError(f"--set: '{text[:80]}' is not key.path=value, such as operators.floor.wrap_up.mean=55 s")
    if path.strip().split(".")[0] == "extends":
        raise ScenarioError("--set: extends: can only stand in a file")
    return path.strip(), read_value(value, f"--set: {path.strip()[:200]}")


def _read_chain(shown: str, opened: str, shown_folder: str, seen: tuple[tuple[str, str], ...] = ()) -> Document:
    """A file laid over those it extends; `seen` holds the real and the shown path of each file on the way here."""
    raw = read_scenario_file(opened, shown)
    real = os.path.realpath(opened)
    if any(real == earlier for earlier, _ in seen):
        circle = " -> ".join(os.path.basename(name) for name in [*(name for _, name in seen), shown])
        raise ScenarioError(f"{seen[-1][1]}: extends: goes in a circle: {circle}")
    if len(seen) > MOST_EXTENDS:
        raise ScenarioError(f"{shown}: extends: more than {MOST_EXTENDS} files build on one another")
    value, marks = read_document(raw, shown)
    places: Places = {(): Place(shown, 1), **{path: Place(shown, line) for path, (line, _) in marks.items()}}
    if "extends" not in value:
        return _with_paths_from(Document(value, places), shown, shown_folder)
    name, place = value.pop("extends"), places.pop(("extends",))
    if not isinstance(name, str):
        raise ScenarioError(f"{place}: extends: must be the name of a scenario file, such as town.yaml")
    here = os.path.dirname(shown)
    try:
        target = resolve_file(here or ".", name)
    except ScenarioError as error:
        raise ScenarioError(f"{place}: extends: {error}") from None
    base = _read_chain(os.path.join(here, name), str(target), shown_folder, (*seen, (real, shown)))
    over = _with_paths_from(Document(value, places), shown, shown_folder)
    result = merged(base, over)
    slips = [Problem(path, text) for path, text in lost_slips(base.value, over.value, result.value)]
    if slips:
        raise gathered(slips, over.places)
    return result


def _with_paths_from(document: Document, shown: str, shown_folder: str) -> Document:
    """Data files are named from the folder of the file that names them; from here on, from the scenario's own."""
    below = os.path.relpath(os.path.dirname(shown) or ".", shown_folder or ".")
    if below != ".":
        for part in files_in(document.value):
            if not os.path.isabs(part["file"]):
                part["file"] = f"{below.replace(os.sep, '/')}/{part['file']}"
    return document


def _checked_change(
    before: Document, changes: list[tuple[str, Any]], place: Place, folder: str, name: str, also: Check | None = None
) -> Scenario:
    """The scenario of a document with other values at some key paths, or what is wrong with it."""
    after = changed(before, changes, place)
    set_ = [path for path, value in changes if value is not None]
    return _checked(after, folder, name, also, lambda found: without_slips(found, before.value, after.value, set_))


def _checked(
    document: Document,
    folder: str,
    name: str,
    also: Check | None = None,
    told: Callable[[list[Problem]], list[Problem]] = list,
    with_files: bool = True,
) -> Scenario:
    """The scenario of a resolved document, or everything that is wrong with it, as `told` has it."""
    try:
        scenario = Scenario.model_validate(document.value)
    except ValidationError as error:
        raise gathered(told(problems_of(error, document)), document.places) from None
    scenario._document = document.value
    scenario._folder = folder
    scenario._name = name
    scenario._places = document.places
    problems, warnings = contradictions(scenario, () if also is None else also(scenario), with_files)
    if problems:
        raise gathered(told(problems), document.places)
    scenario._warnings = tuple(warnings)
    return scenario
