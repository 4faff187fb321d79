"""The scenarios that come with the package: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import ScenarioError, StoreError, printable, reason

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

_TITLE = re.compile(r"^title:\s*(.+?)\s*$", re.MULTILINE)
_EXTENDS = re.compile(r"^extends:\s*(.+?)\s*$", re.MULTILINE)
_DATA_FILE = re.compile(r"\bfile:\s*([^\s,}#]+|\"[^\"]+\"|'[^']+')")


def scenarios_folder() -> Path:
    """The folder of the shipped scenarios, whether or not it exists."""
    package = Path(__file__).resolve().parent
    in_wheel = package / "_scenarios"
    return in_wheel if in_wheel.is_dir() else package.parent / "scenarios"


def shipped_scenarios() -> dict[str, Path]:
    """Name to file of every shipped scenario, in order of name."""
    folder = scenarios_folder()
    files = [*folder.rglob("*.yaml"), *folder.rglob("*.yml")] if folder.is_dir() else []
    return {name_of(path): path for path in sorted(files, key=name_of)}


def name_of(path: Path) -> str:
    """The name a shipped scenario goes by: its path in the folder without the ending."""
    return path.relative_to(scenarios_folder()).with_suffix("").as_posix()


def find_scenario(given: str) -> Path:
    """The file a user means: a path, or the name of a shipped scenario where no such path exists.

    Raises
    ------
    ScenarioError
        If it is neither.
    """
    path = Path(given)
    shown = printable(given, breaks=False)
    if os.path.isfile(given):  # unlike Path.is_file, this bears names that are too long
        return path
    if os.path.isdir(given):
        raise ScenarioError(f"{shown} is a folder: give a scenario file (.yaml) or one of `hotline scenarios`")
    shipped = shipped_scenarios()
    if given in shipped:
        return shipped[given]
    raise ScenarioError(f"{shown}: there is no such file and no shipped scenario of that name{_guess(given, shipped)}")


def find_beside(folder: str, name: str) -> Path:
    """The file that another one means by the name of a scenario: one in its folder or below it, or a shipped one.

    Raises
    ------
    ScenarioError
        If there is none, or the name leads outside the folder.
    """
    from sim.scenario.asked_file import scenario_in

    return scenario_in(folder, name) or find_scenario(name)


def load_scenario(file: str | Path, sets: Sequence[str] = ()) -> Scenario:
    """Read a scenario, plan it, and look the plan over.

    Parameters
    ----------
    file
        A path, or the name of a shipped scenario such as ``template_chain``.
    sets
        Changes as on the command line, such as ``"operators.floor.wrap_up.mean=55 s"``.

    Returns
    -------
    Scenario
        Checked; what was odd but possible is in its `warnings`.

    Raises
    ------
    ScenarioError
        One to five lines, each naming file, line, key path, value and what would be right.
    DataError
        If a data file that it names cannot be used.
    BudgetError
        If it is larger than its budget allows.

    Examples
    --------
    >>> import sim
    >>> sim.load_scenario("template_town", ["operators.desk.wrap_up.mean=55 s"]).name
    'template_town'
    """
    from sim.checks import load_scenario as load_checked

    return load_checked(find_scenario(os.fspath(file)), sets)


def title_of(path: Path) -> str:
    """The title of a scenario file as its first lines give it; empty if it has none."""
    match = _TITLE.search(path.read_text(encoding="utf-8"))
    return _unquoted(match[1]) if match else ""


def with_parents(path: Path) -> list[Path]:
    """A shipped scenario, the files it extends and the data files any of them names, each once."""
    found: list[Path] = []
    waiting = [path]
    while waiting:
        file = waiting.pop(0)
        if file in found or not file.is_file():
            continue
        found.append(file)
        if file.suffix in (".yaml", ".yml"):
            text = file.read_text(encoding="utf-8")
            named = [*_EXTENDS.findall(text), *_DATA_FILE.findall(text)]
            waiting.extend(file.parent / _unquoted(name) for name in named)
    return found


def copy_scenario(name: str, dest: Path, force: bool = False) -> list[Path]:
    """Copy a shipped scenario and all it builds on into a folder; the files written.

    Raises
    ------
    ScenarioError
        If there is no shipped scenario of that name.
    StoreError
        If a file is there already and `force` is false, or the folder cannot be written; nothing is written then.
    """
    shipped = shipped_scenarios()
    if name not in shipped:
        raise ScenarioError(f"{name}: no shipped scenario of that name{_guess(name, shipped)}")
    sources = with_parents(shipped[name])
    base = shipped[name].parent
    copies = [dest / os.path.relpath(source, base) for source in sources]
    there = [path for path in copies if path.exists()]
    if there and not force:
        raise StoreError(f"{there[0]} is there already: give another folder, or --force to overwrite")
    try:
        for source, target in zip(sources, copies, strict=True):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    except OSError as error:
        raise StoreError(f"cannot write to {dest}: {reason(error)}") from error
    return copies


def _unquoted(text: str) -> str:
    if text[:1] in "\"'":
        return text[1:].split(text[0], 1)[0]
    return text.split(" #", 1)[0].strip()


def _guess(given: str, names: dict[str, Path]) -> str:
    import difflib

    near = difflib.get_close_matches(given, names, n=1)
    return f": did you mean {near[0]}?" if near else ": `hotline scenarios` lists the shipped ones"
