"""From a sweep file, or a mapping that says the same, to a checked Sweep."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.files import read_scenario_file, resolve_file
from sim.scenario.loading import GIVEN
from sim.scenario.merging import Document, Place, Places
from sim.scenario.messages import Problem, gathered, problems_of
from sim.scenario.plain_values import plain
from sim.scenario.schema_sweep import Sweep
from sim.scenario.yaml_reader import KeyPath, read_document

_SWEEP: Final = re.compile(rb"^sweep[ \t]*:", re.MULTILINE)


@dataclass(frozen=True)
class SweepFile:
    """A sweep that has been read.

    Attributes
    ----------
    sweep
        What it says.
    name
        The file name without its ending.
    folder
        Where it looks for scenario files.
    places
        Where each key path was written.
    """

    sweep: Sweep
    name: str
    folder: str
    places: Places

    def refused(self, path: KeyPath, text: str) -> ScenarioError:
        """What is wrong at a key path, with its file and line."""
        return gathered([Problem(path, text)], self.places)


def read_sweep(given: str | Path | dict[str, Any]) -> SweepFile:
    """Read a sweep file, or a mapping of the same keys, and check it.

    Raises
    ------
    ScenarioError
        What the language does not allow, each at its file, line and key path, five lines at most.
    """
    if isinstance(given, dict):
        return _checked(Document(plain(given), {(): GIVEN}), os.getcwd(), "sweep")
    shown = str(given)
    value, marks = read_document(read_scenario_file(given, shown), shown)
    places: Places = {(): Place(shown, 1), **{path: Place(shown, line) for path, (line, _) in marks.items()}}
    return _checked(Document(value, places), os.path.abspath(os.path.dirname(shown)), Path(shown).stem)


def is_sweep_file(path: str | Path) -> bool:
    """Whether a file has the key 'sweep' at its top."""
    return os.path.isfile(path) and _SWEEP.search(read_scenario_file(path, str(path))) is not None


def scenario_in(folder: str, name: str) -> Path | None:
    """The scenario file of a name in a folder; None where there is none.

    Raises
    ------
    ScenarioError
        If the name leads outside the folder.
    """
    if not os.path.lexists(os.path.join(folder, name)) and ".." not in name:
        return None
    return resolve_file(folder, name)


def _checked(document: Document, folder: str, name: str) -> SweepFile:
    if "sweep" not in document.value:
        is_scenario = "hotline" in document.value
        what = "is a scenario, which `hotline run` takes; " if is_scenario else "'sweep' is missing: "
        raise gathered([Problem((), f"{what}a sweep file begins with 'sweep: 1'")], document.places)
    try:
        sweep = Sweep.model_validate(document.value)
    except ValidationError as error:
        raise gathered(problems_of(error, document), document.places) from None
    return SweepFile(sweep, name, folder, document.places)
