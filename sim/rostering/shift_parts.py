"""What a shift design is made of: shifts with breaks, the cover and the sums wanted, and the heads that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.rostering.program import Reals


@dataclass(frozen=True)
class Rest:
    """A break that begins `earliest` to `latest` slots after the start of its shift and takes so many slots.

    It may take part of a slot: people whose break begins in the same slot then take turns within it.
    """

    earliest: int
    latest: int
    length: float


@dataclass(frozen=True)
class Piece:
    """A stretch of duty.

    Attributes
    ----------
    starts, length
        The slots at which it begins, one a day, and its length in slots.
    rests
        Its breaks, in order.
    away
        Slots after the start in which a share of its people is away, whatever is decided.
    """

    starts: tuple[int, ...]
    length: int
    rests: tuple[Rest, ...] = ()
    away: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Kind:
    """A shift that may be used, or a round of shifts that the same crews walk through.

    Attributes
    ----------
    name, template
        Its own name, and what it counts as where the number of different shifts is limited.
    pool
        Number of the pool whose people work it.
    pieces
        What each head covers.
    price
        Of one head, over all days.
    least, most
        Heads, if it is used at all.
    there
        Which share of them is at work on average: some are absent, or do other work.
    times
        So many pools that are alike have these heads; the price is that of all of them.
    """

    name: str
    template: str
    pool: int
    pieces: tuple[Piece, ...]
    price: float
    least: int = 0
    most: int = 20_000
    there: float = 1.0
    times: int = 1


@dataclass(frozen=True)
class Cover:
    """Heads that are needed at work in each slot.

    Attributes
    ----------
    pools
        Numbers of the pools whose heads count together.
    least
        Shape (slots,).
    under_price
        Of each head that is missing in a slot; infinite: none may be missing.
    over_price
        Of each head beyond.
    """

    pools: tuple[int, ...]
    least: Reals
    under_price: float = np.inf
    over_price: float = 0.0


@dataclass(frozen=True)
class Promise:
    """A sum over slots of what heads at work give there, which must come to so much.

    Attributes
    ----------
    name
        For sentences.
    pools
        Whose heads, added up.
    heads, values
        Shape (slots, points): rising head counts, and what a slot gives with them. In between it is straight, beyond
        the last as at the last; it never falls, and each further head adds no more than the one before.
    at_least
        The sum.
    """

    name: str
    pools: tuple[int, ...]
    heads: Reals
    values: Reals
    at_least: float

    def given(self, slots: Sequence[int], heads: Reals) -> Reals:
        """What some slots together give with each of so many heads in all of them, shape (heads,)."""
        each = (np.interp(heads, self.heads[slot], self.values[slot]) for slot in slots)
        return np.asarray(sum(each, np.zeros(len(heads))))


@dataclass(frozen=True)
class Problem:
    """What to design.

    Attributes
    ----------
    slots
        Of the whole time; a shift that goes beyond its end goes on at its beginning (`is_cyclic`) or is cut.
    pools
        Their names.
    kinds, covers, promises
        What may be used, and what must hold.
    most_templates
        Different shifts that each pool may use, by its number.
    worked
        Numbers of pools in which somebody has to be, whatever is covered.
    when
        How sentences tell a slot by its number.
    """

    slots: int
    pools: tuple[str, ...]
    kinds: tuple[Kind, ...]
    covers: tuple[Cover, ...] = ()
    promises: tuple[Promise, ...] = ()
    most_templates: tuple[tuple[int, int], ...] = ()
    worked: tuple[int, ...] = ()
    is_cyclic: bool = True
    when: Callable[[int], str] = "in slot {}".format


@dataclass(frozen=True)
class Used:
    """One shift of a design: heads, and for each of them how long after the start of each piece its breaks begin.

    `rests[p][head][r]` is the slot within piece p in which break r of a head begins.
    """

    kind: Kind
    heads: int
    rests: tuple[tuple[tuple[int, ...], ...], ...]

    def at_work(self, head: int, slots: int, is_cyclic: bool = True) -> Reals:
        """Where one head is expected to be at work, shape (slots,)."""
        found = np.zeros(slots)
        for number, piece in enumerate(self.kind.pieces):
            for slot in slots_of(slots, is_cyclic, piece.starts, 0, piece.length):
                found[slot] += self.kind.there
            for at, share in piece.away:
                for slot in slots_of(slots, is_cyclic, piece.starts, at, 1):
                    found[slot] -= share * self.kind.there
            for at, rest in zip(self.rests[number][head], piece.rests, strict=True):
                for slot, share in taken(slots, is_cyclic, piece.starts, at, rest.length):
                    found[slot] -= share * self.kind.there
        return found


@dataclass(frozen=True)
class Design:
    """A design.

    Attributes
    ----------
    used
        The shifts with heads, in the order of the problem's kinds.
    present
        Shape (pools, slots): heads at work, those on a break taken away.
    missing
        Shape (covers, slots): heads that covers miss.
    price
        Of the heads, without what is missing or beyond.
    cost, bound, is_best
        What was made least, below which nothing costs, and whether the search ended by itself.
    """

    used: tuple[Used, ...]
    present: Reals
    missing: Reals
    price: float
    cost: float
    bound: float
    is_best: bool


def slots_of(slots: int, is_cyclic: bool, starts: tuple[int, ...], first: int, length: int) -> Iterator[int]:
    """The slots of a stretch on each of its days."""
    for start in starts:
        for slot in range(start + first, start + first + length):
            if is_cyclic:
                yield slot % slots
            elif 0 <= slot < slots:
                yield slot


def taken(slots: int, is_cyclic: bool, starts: tuple[int, ...], at: int, length: float) -> Iterator[tuple[int, float]]:
    """The slots of a break, and which share of each it takes."""
    for number in range(int(np.ceil(length - 1e-9))):
        for slot in slots_of(slots, is_cyclic, starts, at + number, 1):
            yield slot, min(1.0, length - number)
