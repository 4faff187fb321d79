"""The answer as a scenario file that builds on the one that was asked about, to be run or changed further."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sim.errors import ScenarioError, StoreError, reason

_PLAIN_KEY: Final = re.compile(r"[^\W\d][\w-]*")
_NOT_PLAIN: Final = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


def check_variant(path: Path, base: Path) -> str:
    """How a variant names the scenario it builds on, if it can be written there; nothing is written yet.

    Raises
    ------
    ScenarioError
        If the scenario is not in the variant's folder or below it, so that `extends` cannot name it.
    StoreError
        If there is a file already, or no folder to write to.
    """
    if path.exists():
        raise StoreError(f"{path} is there already: give another name")
    if not path.absolute().parent.is_dir():
        raise StoreError(f"cannot write to {path}: the folder {path.absolute().parent} does not exist")
    name = Path(os.path.relpath(base.resolve(), path.absolute().parent.resolve())).as_posix()
    if name.startswith("../") or os.path.isabs(name):
        raise ScenarioError(
            f"{path}: a variant builds on a scenario in its own folder or below it, and {base} is elsewhere: write it "
            "beside that file (a shipped scenario is first copied with `hotline scenarios copy`)"
        )
    return name


def write_variant(path: Path, base: str, document: dict[str, Any], changed: Iterable[str], title: str) -> None:
    """Write a variant: what it builds on, and the values that differ.

    Parameters
    ----------
    path
        The file; its ending should be .yaml.
    base
        As `check_variant` gives it.
    document
        The resolved document of the changed scenario.
    changed
        Key paths at which it differs from the base; a list is written whole.
    title
        Of the variant.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    over: dict[str, Any] = {}
    for key_path in changed:
        _copy(document, over, key_path.split("."))
    text = "\n".join(_lines({"hotline": 1, "extends": base, "title": title, **over}, 0)) + "\n"
    try:
        file = path.open("x", encoding="utf-8")  # never over a file that is there by now
    except FileExistsError as error:
        raise StoreError(f"{path} is there by now: it is not replaced; give another name") from error
    except OSError as error:
        raise StoreError(f"cannot write to {path}: {reason(error)}") from error
    try:
        with file:
            file.write(text)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise StoreError(f"cannot write to {path}: {reason(error)}") from error


def _copy(node: dict[str, Any], over: dict[str, Any], steps: list[str]) -> None:
    """Copy the value at a key path; a name may hold dots itself, and a key that is gone is written as null."""
    taken = next((k for k in range(len(steps), 0, -1) if ".".join(steps[:k]) in node), 1)
    key, rest = ".".join(steps[:taken]), steps[taken:]
    value = node.get(key)
    if rest and isinstance(value, dict):
        inner = over.setdefault(key, {})
        _copy(value, inner, rest)
    else:
        over[key] = value


def _lines(node: dict[str, Any], depth: int) -> list[str]:
    found = []
    for key, value in node.items():
        name = f"{'  ' * depth}{_key(key)}:"
        if isinstance(value, dict) and value:
            found += [name, *_lines(value, depth + 1)]
        else:
            found.append(f"{name} {json.dumps(value, ensure_ascii=False)}")
    return found


def _key(key: str) -> str:
    plain = _PLAIN_KEY.fullmatch(key) and key.casefold() not in _NOT_PLAIN
    return key if plain else json.dumps(key, ensure_ascii=False)
