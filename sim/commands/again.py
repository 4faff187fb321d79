"""The command that asks the same again, as a page shows it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any


def again(command: str, *words: object, **options: Any) -> str:
    """A command line that can be given as it stands.

    Parameters
    ----------
    command, words
        The command, and what stands without an option.
    options
        Value of each option by its name, with `_` for `-`. Left out are those that are None, False or empty; True is
        a flag; each of several values, and each pair of a mapping as NAME=VALUE, has the option before it.
    """
    line = ["hotline", command, *map(str, words)]
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        match value:
            case None | False:
                continue
            case True:
                line.append(option)
            case Mapping():
                line += [part for key, one in value.items() for part in (option, f"{key}={one}")]
            case tuple() | list():
                line += [part for one in value for part in (option, str(one))]
            case _:
                line += [option, str(value)]
    return shlex.join(line)
