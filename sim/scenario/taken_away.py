"""Keys that are taken away by null: what was there goes, what the language knows may be absent, a slip is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, get_origin

from sim.scenario.expected import is_part, kinds_at, known_keys
from sim.scenario.spelling import did_you_mean
from sim.scenario.yaml_reader import KeyPath


def nulls(node: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Every key of a document that is null; lists stand as they are, so nothing in them is taken away."""
    if isinstance(node, dict):
        for key, entry in node.items():
            if entry is None:
                yield (*path, key)
            yield from nulls(entry, (*path, key))


def lost_slips(base: Any, over: Any, result: Any) -> Iterator[tuple[KeyPath, str]]:
    """Nulls of an overriding document that take nothing away, because no key or part has that name.

    Parameters
    ----------
    base, over, result
        The document below, the one laid over it, and what came of both.
    """
    for path in nulls(over):
        node = base
        for key in path[:-1]:
            node = node.get(key) if isinstance(node, dict) else None
        there = node if isinstance(node, dict) else {}
        if path[-1] not in there:
            slip = not_there(path, there, result)
            if slip is not None:
                yield path, slip


def not_there(path: KeyPath, there: Collection[str], document: Any) -> str | None:
    """What is wrong with a key that shall be taken away and is not there; None if it might have been."""
    kinds = kinds_at(path[:-1], document)
    known = known_keys(path[:-1], document)
    given = str(path[-1])
    if not kinds or given in known:
        return None  # a slip further up is told by the check of the whole
    is_key = any(is_part(kind) for kind in kinds) and not any(get_origin(kind) is dict for kind in kinds)
    what = f"unknown key '{given[:60]}'" if is_key else f"there is no '{given[:60]}' that could be taken away"
    return what + did_you_mean(given, [*there, *(key for key in known if key not in there)])
