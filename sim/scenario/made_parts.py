"""Parts that a change of a single value made although it meant one that is there: a slip in a name of one's choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, get_args, get_origin

from sim.errors import ScenarioError
from sim.scenario.expected import is_part, kinds_at, kinds_of
from sim.scenario.merging import key_path
from sim.scenario.messages import Problem
from sim.scenario.spelling import did_you_mean, nearest
from sim.scenario.yaml_reader import KeyPath

_WORDS: Final = {"operators": "group", "desks": "desk", "units": "unit", "shifts": "shift", "demand": "stream"}
"""What a part is called by the key above its name."""


def without_slips(problems: Sequence[Problem], before: Any, after: Any, changed: Sequence[str]) -> list[Problem]:
    """Problems of a document, those of a part that is not whole because its name was a slip told as that.

    Parameters
    ----------
    problems
        What is wrong with `after`.
    before, after
        The document without the changes, and with them.
    changed
        The key paths of the changes that do not take anything away.
    """
    made = Counter(path for text in changed for path in _made_by(text, before, after))
    found: dict[KeyPath, Problem] = {}
    for problem in problems:
        part = next((path for path in made if problem.path[: len(path)] == path), None)
        slip = None if part is None else _slip(part, before, made[part])
        where = problem.path if slip is None else slip.path
        found[(*where, *([] if slip else [problem.text]))] = slip or problem
    return list(found.values())


def _made_by(text: str, before: Any, after: Any) -> Iterator[KeyPath]:
    """The named part that is only there because something was set below it."""
    try:
        path = key_path(after, text)
    except (KeyError, ScenarioError):
        return  # a later change took it away
    node = before
    for n, key in enumerate(path[:-1]):
        node = _entry(node, key)
        if node is None:
            kinds = kinds_at(path[:n], after)
            if any(get_origin(kind) is dict and any(map(is_part, kinds_of(get_args(kind)[1]))) for kind in kinds):
                yield path[: n + 1]
            return


def _slip(path: KeyPath, before: Any, times: int) -> Problem | None:
    """There is no such part; None where several keys were set below it and no name is like it: it may be a new one."""
    *above, name = path
    there = before
    for key in above:
        there = _entry(there, key)
    known = list(there) if isinstance(there, dict) else []
    if times > 1 and nearest(str(name), known) is None:
        return None
    what = _WORDS.get(str(above[-1]), "part")
    return Problem(path, f"there is no {what} '{str(name)[:60]}'{did_you_mean(str(name), known)}")


def _entry(node: Any, key: str | int) -> Any:
    try:
        return node[key]
    except (KeyError, IndexError, TypeError):
        return None
