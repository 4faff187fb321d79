"""`hotline scenarios` and `hotline schema`: what to start a scenario file from, and what helps to write one."""

from __future__ import annotations

import json
from pathlib import Path

from sim.commands.console import say, show, show_json
from sim.commands.ending import DONE
from sim.errors import StoreError, reason
from sim.shipped import copy_scenario, shipped_scenarios, title_of


def list_scenarios() -> int:
    """Print name and title of every shipped scenario; the exit code.

    Raises
    ------
    StoreError
        If there is none.
    """
    shipped = shipped_scenarios()
    if not shipped:
        raise StoreError("no shipped scenarios are installed")
    width = max(map(len, shipped))
    for name, path in shipped.items():
        show(f"{name:<{width}}  {title_of(path)}".rstrip())
    return DONE


def copy_shipped(name: str, dest: Path, force: bool) -> int:
    """Copy a shipped scenario and the files it builds on into a folder, and name them; the exit code.

    Raises
    ------
    HotlineError
        If there is no such scenario, or it cannot be written there.
    """
    for path in copy_scenario(name, dest, force):
        show(str(path))
    return DONE


def print_schema(out: Path | None, lang: str, language: str) -> int:
    """Print the JSON Schema of files that begin with the name of a language, or write it to a file; the exit code.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    from sim.report.words import word
    from sim.scenario.editor_schema import SCHEMAS

    schema = SCHEMAS[language]()
    if out is None:
        show_json(schema)
        return DONE
    try:
        out.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"cannot write to {out}: {reason(error)}") from error
    say(word("written", lang, folder=out))
    return DONE
