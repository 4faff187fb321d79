"""Files that ask something of a scenario, each a language of its own: how they are read and checked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import InfeasibleError, ScenarioError
from sim.scenario.expected import TAKEN_BY, language_of
from sim.scenario.files import read_scenario_file, resolve_file
from sim.scenario.loading import GIVEN
from sim.scenario.merging import Document, Place, Places, steps_of
from sim.scenario.messages import Problem, gathered, problems_of
from sim.scenario.plain_values import plain, yaml_text
from sim.scenario.yaml_reader import KeyPath, read_document

Asked = TypeVar("Asked", bound=BaseModel)
_REPLACED: Final = re.compile(r"^\(replaced\): (?P<key>[^:\n]+): (?P<text>.*)", re.DOTALL)


@dataclass(frozen=True)
class AskedFile:
    """A file that has been read.

    Attributes
    ----------
    name
        The file name without its ending.
    folder
        Where it looks for other files.
    places
        Where each key path was written.
    text
        The file, byte for byte; of a mapping, the same as a file says it.
    """

    name: str
    folder: str
    places: Places
    text: bytes

    def refused(self, path: KeyPath, text: str) -> ScenarioError:
        """What is wrong at a key path, with its file and line."""
        return gathered([Problem(path, text)], self.places)

    def out_of_reach(self, path: KeyPath, text: str) -> InfeasibleError:
        """Why nothing keeps what a key path asks for, line by line, each with its file and line."""
        problems = [Problem(path, line) for line in text.split("\n")]
        return InfeasibleError(gathered(problems, self.places).sentence)

    def refused_change(self, changes: Iterable[str], error: ScenarioError) -> ScenarioError:
        """What is wrong with its scenario once the keys under 'set' are changed, at the one that brings it in."""
        found = changed_key(error)
        if found is None:
            return self.refused(("scenario",), error.sentence)
        key, text = found
        path = steps_of(key)
        near = max((other for other in changes if overlap(other, path)), key=len, default="")
        return self.refused(("set", near) if near else ("set",), text if steps_of(near) == path else f"{key}: {text}")


def changed_key(error: ScenarioError) -> tuple[str, str] | None:
    """Key and sentence of what is wrong with a scenario that was changed; None if it is no change that is wrong."""
    found = _REPLACED.match(error.sentence)
    return None if found is None else (found["key"], found["text"])


def overlap(key: str, path: tuple[str, ...]) -> bool:
    """Whether a change at a key path may be why something at another one is wrong."""
    steps = steps_of(key)
    return steps[: len(path)] == path[: len(steps)]


def read_asked(given: str | Path | dict[str, Any], language: type[Asked], key: str) -> tuple[Asked, AskedFile]:
    """Read a file, or a mapping of the same keys, and check it.

    Parameters
    ----------
    given
        The file, or what it would hold.
    language
        What it may say.
    key
        The key at its top that names the language.

    Raises
    ------
    ScenarioError
        What the language does not allow, each at its file, line and key path, five lines at most.
    """
    if isinstance(given, dict):
        document = Document(plain(given), {(): GIVEN})
        file = AskedFile(key, os.getcwd(), document.places, yaml_text(document.value).encode())
    else:
        shown = str(given)
        text = read_scenario_file(given, shown)
        value, marks = read_document(text, shown)
        places: Places = {(): Place(shown, 1), **{path: Place(shown, line) for path, (line, _) in marks.items()}}
        folder = os.path.abspath(os.path.dirname(shown))
        document, file = Document(value, places), AskedFile(Path(shown).stem, folder, places, text)
    if key not in document.value:
        other = language_of(document.value)
        what = f"{TAKEN_BY[other]}; " if other in document.value else f"'{key}' is missing: "
        raise file.refused((), f"{what}a {key} file begins with '{key}: 1'")
    try:
        return language.model_validate(document.value), file
    except ValidationError as error:
        raise gathered(problems_of(error, document), document.places) from None


def is_asked_file(path: str | Path, key: str) -> bool:
    """Whether a file has a key at its top."""
    top = re.compile(rb"^(\{\s*)?[\"']?" + key.encode() + rb"[\"']?[ \t]*:", re.MULTILINE)
    return os.path.isfile(path) and top.search(read_scenario_file(path, str(path))) is not None


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
