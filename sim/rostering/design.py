"""Shift design: the cheapest head counts of shifts, and when their breaks begin, that cover what is asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import ceil
from typing import Final, Literal

import numpy as np

from sim.errors import InfeasibleError
from sim.rostering.program import Answer, Ints, Program, Reals
from sim.rostering.shift_parts import Cover, Design, Kind, Piece, Problem, Rest, Used, slots_of, taken

PATIENCE: Final = 10
"""So many times as long is searched where nothing was found in time."""
MOST_PATTERNS: Final = 40
"""Of the breaks of one shift: with more of them they are told apart by where each begins, not by all together."""


Breaks = Literal["auto", "pattern", "start"]


def design(problem: Problem, *, breaks: Breaks = "auto", seconds: float = 30.0, gap: float = 1e-3) -> Design:
    """The cheapest design.

    Parameters
    ----------
    problem
        What may be used and what must hold.
    breaks
        Whether a shift's breaks are decided by pattern, a number of heads for each way to place all of them (few ways
        only), or by start, a number for each slot in which one of them may begin (any number, where the windows of the
        breaks follow one another); `auto` takes the second for shifts with many patterns.
    seconds, gap
        As `sim.rostering.program.Program.solve`; where no design is found in that time, ten times as long is searched.

    Raises
    ------
    InfeasibleError
        If no design keeps everything; a line for each says in which slot, or which promise, it fails.
    ValueError
        If breaks cannot be decided as asked.

    Source
    ------
    Dantzig (1954), A comment on Edie's traffic delays at toll booths, Operations Research 2(3), 339-341; breaks by
    start: Aykin (1996), Optimal shift scheduling with multiple break windows, Management Science 42(4), 591-602.
    """
    made = _Made(problem, breaks)
    found = made.program.solve(seconds=seconds, gap=gap)
    if found.values is None and found.outcome == "out of time":  # any plan is better than none: wait for the first one
        found = made.program.solve(seconds=PATIENCE * seconds, gap=gap)
    if found.values is None:
        raise InfeasibleError(_obstacle(problem, breaks, found, seconds))
    return made.design(found)


class _Made:
    """A problem as a program: which columns mean what."""

    def __init__(self, problem: Problem, breaks: Breaks, is_lenient: bool = False) -> None:
        self.problem = problem
        self.program = Program()
        self._is_lenient = is_lenient
        self._sums: dict[tuple[bytes, bytes], int] = {}
        self._time = problem.slots, problem.is_cyclic
        self._heads = [self._columns_of(kind, breaks) for kind in problem.kinds]
        self._at_work: list[list[list[tuple[Ints, float]]]] = [
            [[] for _ in range(problem.slots)] for _ in problem.pools
        ]
        for kind, columns in zip(problem.kinds, self._heads, strict=True):
            self._put(kind, columns)
        self._limit_templates()
        for pool in problem.worked:
            self._somebody_in(pool)
        self.missing = [self._cover(cover) for cover in problem.covers]
        self.short = self._promises()

    def _columns_of(self, kind: Kind, breaks: Breaks) -> _Columns:
        heads = self.program.add(1, high=kind.most, cost=kind.price)
        pieces = []
        for piece in kind.pieces:
            patterns = _patterns(piece)
            by_pattern = breaks == "pattern" or (breaks == "auto" and len(patterns) <= MOST_PATTERNS)
            if not by_pattern and not _follow(piece.rests):
                if breaks == "start":
                    raise ValueError(f"the windows of the breaks of '{kind.name}' overlap: decide them by pattern")
                by_pattern = True
            groups: list[list[tuple[int, ...]]] = []
            if piece.rests:
                groups = [patterns] if by_pattern else [[(at,) for at in _starts(rest)] for rest in piece.rests]
            made = []
            for ways in groups:
                columns = self.program.add(len(ways), high=kind.most)
                self.program.row([*columns, *heads], [*[1.0] * len(columns), -1.0], low=0, high=0)
                made.append((ways, columns))
            pieces.append(made)
        return _Columns(heads, pieces)

    def _put(self, kind: Kind, columns: _Columns) -> None:
        """Which columns are at work in each slot."""
        rows = self._at_work[kind.pool]
        for piece, groups in zip(kind.pieces, columns.pieces, strict=True):
            for slot in slots_of(*self._time, piece.starts, 0, piece.length):
                rows[slot].append((columns.heads, kind.there))
            for at, share in piece.away:
                for slot in slots_of(*self._time, piece.starts, at, 1):
                    rows[slot].append((columns.heads, -share * kind.there))
            for number, (ways, chosen) in enumerate(groups):
                for way, column in zip(ways, chosen, strict=True):
                    rests = piece.rests if len(way) == len(piece.rests) > 1 else (piece.rests[number],)
                    for at, rest in zip(way, rests, strict=True):
                        for slot, share in taken(*self._time, piece.starts, at, rest.length):
                            rows[slot].append((np.array([column]), -share * kind.there))

    def _limit_templates(self) -> None:
        """Few different shifts, and none with fewer heads than it is worth."""
        for kind, columns in zip(self.problem.kinds, self._heads, strict=True):
            if kind.least > 1:
                (is_used,) = self.program.add(1, high=1)
                self._only_if(is_used, kind, columns)
                self.program.row([*columns.heads, is_used], [1.0, -float(kind.least)], low=0.0)
        for pool, limit in () if self._is_lenient else self.problem.most_templates:
            is_used_by: dict[str, int] = {}
            for kind, columns in zip(self.problem.kinds, self._heads, strict=True):
                if kind.pool == pool:
                    if kind.template not in is_used_by:
                        (is_used_by[kind.template],) = self.program.add(1, high=1).tolist()
                    self._only_if(is_used_by[kind.template], kind, columns)
            self.program.row([*is_used_by.values()], high=limit)

    def _somebody_in(self, pool: int) -> None:
        """At least one head in a pool."""
        heads = [
            columns.heads for kind, columns in zip(self.problem.kinds, self._heads, strict=True) if kind.pool == pool
        ]
        self.program.row(np.concatenate(heads), low=1.0)

    def _only_if(self, is_used: int, kind: Kind, columns: _Columns) -> None:
        """Heads of a kind, if this column is 1."""
        self.program.row([*columns.heads, is_used], [1.0, -float(self._most_heads(kind))], high=0.0)

    def _most_heads(self, kind: Kind) -> int:
        """More heads of it can never be of use, where covers alone ask for them."""
        if any(kind.pool in promise.pools for promise in self.problem.promises):
            return kind.most
        peak = sum(float(cover.least.max(initial=0)) for cover in self.problem.covers if kind.pool in cover.pools)
        rests = max((len(piece.rests) for piece in kind.pieces), default=0)
        return min(kind.most, max(int(np.ceil(peak)) * (2 + rests), kind.least))

    def _present(self, pools: tuple[int, ...], slot: int) -> int:
        """The column of the heads of some pools at work in a slot: one for all slots in which they are the same."""
        parts = [part for pool in pools for part in self._at_work[pool][slot]]
        columns = np.concatenate([np.zeros(0, np.int64), *(column for column, _ in parts)])
        shares = np.concatenate([np.zeros(0), *(np.full(len(column), share) for column, share in parts)])
        order = np.lexsort((shares, columns))
        columns, shares = columns[order], shares[order]
        same = columns.tobytes(), shares.tobytes()
        if same not in self._sums:
            (total,) = self.program.add(1, low=-np.inf, whole=False).tolist()
            self.program.row([*columns, total], [*shares, -1.0], low=0.0, high=0.0)
            self._sums[same] = total
        return self._sums[same]

    def _cover(self, cover: Cover) -> Ints:
        slots, price = self.problem.slots, cover.under_price
        is_hard = np.isinf(price) and not self._is_lenient
        under = self.program.add(
            slots, high=0.0 if is_hard else np.inf, cost=1e6 if np.isinf(price) else price, whole=False
        )
        over = self.program.add(slots, cost=cover.over_price, whole=False) if cover.over_price else None
        for slot in np.flatnonzero((cover.least > 0) | (cover.over_price > 0)).tolist():
            present, least = self._present(cover.pools, slot), float(cover.least[slot])
            self.program.row([present, under[slot]], low=least)
            if over is not None:
                self.program.row([present, over[slot]], [1.0, -1.0], high=least)
        return under

    def _promises(self) -> list[Ints]:
        """What is short of each promise.

        The heads in a slot are filled in step by step: since no step gives more than the one before, towards whichever
        promise, it is enough to say how long each step is.
        """
        promises = self.problem.promises
        short = [self.program.add(1, high=np.inf if self._is_lenient else 0.0, cost=1e9, whole=False) for _ in promises]
        sums = [(list(column), [1.0]) for column in short]
        known = np.zeros(len(promises))
        alike: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, promise in enumerate(promises):
            for slot in range(self.problem.slots):
                if promise.values[slot].any():
                    alike[self._present(promise.pools, slot)][number].append(slot)
        for present, slots in alike.items():
            heads = np.unique(
                np.concatenate([[0.0], *(promises[n].heads[mine].ravel() for n, mine in slots.items())]).round(9)
            )
            heads = heads[heads >= 0]
            given = {number: promises[number].given(mine, heads) for number, mine in slots.items()}
            steps = np.diff(heads)
            slopes = {number: np.diff(values) / steps for number, values in given.items()}
            gains = np.any([slope > 0 for slope in slopes.values()], axis=0)
            filled = self.program.add(int(gains.sum()), high=steps[gains], whole=False)
            beyond = self.program.add(1, whole=False)
            columns = [*filled, *beyond]
            self.program.row([*columns, present], [*[1.0] * len(columns), -1.0], low=0.0, high=0.0)
            for number, slope in slopes.items():
                known[number] += given[number][0]
                sums[number][0].extend(filled)
                sums[number][1].extend(slope[gains])
        for promise, (columns, factors), constant in zip(promises, sums, known.tolist(), strict=True):
            self.program.row(columns, factors, low=promise.at_least - constant)
        return short

    def design(self, found: Answer) -> Design:
        """What the values of the columns mean."""
        values, problem = found.values, self.problem
        assert values is not None
        used = tuple(
            _used(kind, round(values[columns.heads[0]]), values, columns)
            for kind, columns in zip(problem.kinds, self._heads, strict=True)
            if values[columns.heads[0]] > 0
        )
        present = np.zeros((len(problem.pools), problem.slots))
        for one in used:
            present[one.kind.pool] += sum(one.at_work(head, *self._time) for head in range(one.heads))
        return Design(
            used=used,
            present=present,
            missing=np.array([values[under] for under in self.missing]).reshape(-1, problem.slots),
            price=float(sum(one.heads * one.kind.price for one in used)),
            cost=found.cost,
            bound=found.bound,
            is_best=found.outcome == "optimal",
        )


@dataclass(frozen=True)
class _Columns:
    """The columns of a kind: its heads, and for each piece the ways to place its breaks with a column each."""

    heads: Ints
    pieces: list[list[tuple[list[tuple[int, ...]], Ints]]]


def _used(kind: Kind, heads: int, values: Reals, columns: _Columns) -> Used:
    return Used(kind, heads, tuple(_each_head(heads, values, groups) for groups in columns.pieces))


def _each_head(
    heads: int, values: Reals, groups: Sequence[tuple[list[tuple[int, ...]], Ints]]
) -> tuple[tuple[int, ...], ...]:
    """Where the breaks of each head begin: who has an early first break has an early second one."""
    rows: list[list[tuple[int, ...]]] = [[()] * heads]
    for ways, columns in groups:
        counts = zip(ways, values[columns].tolist(), strict=True)
        rows.append([way for way, count in counts for _ in range(round(count))])
    return tuple(tuple(at for way in head for at in way) for head in zip(*rows, strict=True))


def _starts(rest: Rest) -> range:
    return range(rest.earliest, rest.latest + 1)


def _patterns(piece: Piece) -> list[tuple[int, ...]]:
    """Every way to place the breaks of a piece one after the other."""
    return [
        starts
        for starts in product(*(_starts(rest) for rest in piece.rests))
        if all(
            at + max(rest.length, 1.0) <= later
            for at, rest, later in zip(starts, piece.rests, starts[1:], strict=False)
        )
    ]


def _follow(rests: tuple[Rest, ...]) -> bool:
    """Whether each break's window ends before that of the next one begins."""
    return all(one.latest + max(one.length, 1.0) <= later.earliest for one, later in pairwise(rests))


def _names(problem: Problem, pools: Sequence[int]) -> str:
    return ", ".join(f"'{problem.pools[pool]}'" for pool in pools)


def _obstacle(problem: Problem, breaks: Breaks, found: Answer, seconds: float) -> str:
    """Why there is no design."""
    if found.outcome == "out of time":
        return f"no plan was found in {seconds:g} s: allow more time, or fewer shifts to choose from"
    made = _Made(problem, breaks, is_lenient=True)
    lenient = made.program.solve(seconds=seconds, gap=1e-3)
    if lenient.values is None:
        return "no plan keeps the least heads of the shifts together with their most"
    clashes = Counter[str]()
    for cover, under in zip(problem.covers, made.missing, strict=True):
        missing = lenient.values[under]
        if missing.max(initial=0) > 1e-6:
            slot = int(missing.argmax())
            names = _names(problem, cover.pools)
            clashes[
                f"{problem.when(slot)} the shifts of {names} lack {ceil(missing[slot] - 1e-6)} of "
                f"{ceil(cover.least[slot] - 1e-6)} people: allow further starts or lengths, or more heads"
            ] += 1
    for promise, short in zip(problem.promises, made.short, strict=True):
        if lenient.values[short[0]] > 1e-6:
            names = _names(problem, promise.pools)
            clashes[
                f"'{promise.name}' is out of reach of the shifts of {names}: allow further shifts or more heads, or "
                "ask for less"
            ] += 1
    if clashes:
        return "\n".join(clashes)
    return "with so few different shifts not everything can be covered: allow more of them ('most_shifts')"
