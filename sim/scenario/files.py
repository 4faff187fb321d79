"""Files a scenario names: inside its folder, regular, and opened only after that is known."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from sim.errors import ScenarioError, reason
from sim.scenario.yaml_reader import MOST_BYTES

_DRIVE: Final = re.compile(r"^[A-Za-z]:")


def resolve_file(scenario_folder: str | Path, name: str) -> Path:
    """The real path of a file that a scenario names.

    Parameters
    ----------
    scenario_folder
        The folder of the scenario file.
    name
        The name as written: a relative path below that folder.

    Raises
    ------
    ScenarioError
        If the name or a link leads outside the folder, or there is no regular file; nothing is opened.
    """
    shown = name if len(name) <= 80 else name[:77] + "..."
    if not name.strip() or "\0" in name:
        raise ScenarioError(f"'{shown}' is not the name of a file")
    parts = name.replace("\\", "/").split("/")
    if parts[0] == "" or _DRIVE.match(name) or ".." in parts:
        raise _outside(shown)
    try:
        folder = os.path.realpath(scenario_folder)
        real = os.path.realpath(os.path.join(folder, name))
        if os.path.commonpath([folder, real]) != folder:
            raise _outside(shown)
        mode = os.stat(real).st_mode
    except FileNotFoundError:
        raise ScenarioError(f"there is no file '{shown}' in the scenario's folder") from None
    except (OSError, ValueError) as error:
        raise ScenarioError(f"'{shown}' cannot be read: {reason(error)}") from None
    if not stat.S_ISREG(mode):
        raise ScenarioError(f"'{shown}' is not a regular file")
    return Path(real)


def read_scenario_file(path: str | Path, shown: str) -> bytes:
    """The bytes of a scenario file; a folder, pipe or device is refused without being opened.

    Raises
    ------
    ScenarioError
        Naming the file and why it cannot be read.
    """
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise ScenarioError(f"{shown}: is a folder, not a scenario file")
        if not stat.S_ISREG(mode):
            raise ScenarioError(f"{shown}: is not a regular file")
        # Should the file be swapped for a pipe just now, opening must not wait for its other end.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ScenarioError(f"{shown}: is not a regular file")
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ScenarioError(f"{shown}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise ScenarioError(f"{shown}: cannot be read: {reason(error)}") from None


def _outside(shown: str) -> ScenarioError:
    return ScenarioError(f"'{shown}' is outside the scenario's folder: name a file in that folder or below it")
