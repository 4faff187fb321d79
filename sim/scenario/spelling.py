"""What was meant by a word that is not known: the most alike of those that are."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Final

MOST_NAMES: Final = 1000
MOST_LISTED: Final = 14


def did_you_mean(
    given: str, known: Iterable[str], what: str = "known", taken: Collection[str | int] = (), whole_list: str = ""
) -> str:
    """' - did you mean ...?', or the list of what there is; names already `taken` are the last to be meant.

    A list that is too long begins with the names most alike; `whole_list` is the command that prints all of it.
    """
    names = [str(name) for name in islice(known, MOST_NAMES)]
    near = nearest(given, names, taken)
    if near:
        return f" - did you mean '{near}'?"
    if not names:
        return f" ({what}: none)"
    return f" ({what}: {listed(_most_alike_first(given, names), MOST_LISTED, whole_list)})"


def listed(names: Sequence[str], most: int, whole_list: str = "") -> str:
    """Names with commas between them; of more than `most` the first, and the command that lists all if there is one."""
    if len(names) <= most:
        return ", ".join(names)
    return ", ".join(names[:most]) + ", ..." + (f"; `{whole_list}` lists all" if whole_list else "")


def _most_alike_first(given: str, names: Sequence[str]) -> Sequence[str]:
    """The names as they are if all of them are told, else those most like what was given first."""
    if len(names) <= MOST_LISTED:
        return names
    short = given.casefold()[:80]
    return sorted(names, key=lambda name: -difflib.SequenceMatcher(None, short, name.casefold()[:80]).ratio())


def nearest(given: str, names: Sequence[str], taken: Collection[str | int] = ()) -> str | None:
    """The name that was meant: best one that is one letter away, else the most alike, if any is."""
    folded = {name.casefold(): name for name in reversed(names)}
    short = given.casefold()[:80]
    slips = [name for name in folded if _one_letter_apart(short, name)]
    free = [name for name in slips or folded if folded[name] not in taken]
    near = difflib.get_close_matches(short, free, n=1, cutoff=0.0 if slips else 0.6)
    near = near or difflib.get_close_matches(short, slips or folded, n=1, cutoff=0.0 if slips else 0.6)
    return folded[near[0]] if near else None


def is_slip(given: str, names: Collection[str]) -> bool:
    """Whether one of the names is one letter away."""
    return any(_one_letter_apart(given.casefold()[:80], name.casefold()) for name in names)


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter put in, left out or exchanged, or two swapped, make one word the other."""
    if abs(len(one) - len(other)) > 1 or max(len(one), len(other)) < 2:
        return False
    while one[:1] == other[:1] != "":
        one, other = one[1:], other[1:]
    if len(one) != len(other):
        return one[1:] == other if len(one) > len(other) else one == other[1:]
    return one[1:] == other[1:] or (one[1::-1] == other[:2] and one[2:] == other[2:])
