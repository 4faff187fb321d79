"""The keyed uniform number: all chance is a pure function of who and what, never a stream that events consume.

The draw for (seed, replication, purpose, name, entity, visit) does not depend on staffing, engine, workers, horizon
or the order of events: two designs see the same citizens.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chance.compiled import compiled, rule

LARGEST_KEY: Final = 0xFFFFFFFF


class _Purposes(NamedTuple):
    """What a draw decides. The numbers are part of the draws: never renumber, only add."""

    COUNT: int = 1
    ARRIVAL: int = 2
    TYPE: int = 3
    DEFLECTION: int = 4
    DAY_FACTOR: int = 5
    FINE_FACTOR: int = 6
    INCIDENT_COUNT: int = 7
    INCIDENT_TIME: int = 8
    INCIDENT_SIZE: int = 9
    INCIDENT_DELAY: int = 10
    BALK: int = 11
    PATIENCE: int = 12
    TALK: int = 13
    WRAP_UP: int = 14
    DIRECT_ANSWER: int = 15
    REDIAL: int = 16
    REDIAL_DELAY: int = 17
    REDIAL_CHANNEL: int = 18
    REPEAT: int = 19
    REPEAT_DELAY: int = 20
    ABSENCE: int = 21
    URGENCY: int = 22
    AREA: int = 23
    ARMS: int = 24
    UNIT: int = 25
    WRONG_UNIT: int = 26
    MACHINE: int = 27
    CONFIDENCE: int = 28
    ACCURACY: int = 29
    MACHINE_TIME: int = 30
    CONFIRMED: int = 31
    CONFIRM_TIME: int = 32
    AUDIT_TIME: int = 33
    DISPATCH_TIME: int = 34
    CRITICAL_CALL_TIME: int = 35
    TRAVEL: int = 36
    WORK: int = 37
    REVIEW_TIME: int = 38
    FOLLOW_UP_TIME: int = 39
    SUPERVISION_TIME: int = 40
    ACCEPTANCE: int = 41
    NOTICE: int = 42
    OUTSIDE: int = 43
    OUTSIDE_DELAY: int = 44
    FOLLOWED_UP: int = 45
    REACHED: int = 46
    SATISFIED: int = 47
    REOPEN: int = 48
    EXTENSION: int = 49
    WITHDRAWAL: int = 50
    WITHDRAWAL_DELAY: int = 51
    LONG_TERM: int = 52
    LONG_TERM_DELAY: int = 53
    CHASE_GAP: int = 54
    TRAVEL_IN_HAND: int = 58
    WORK_IN_HAND: int = 59
    SILENT: int = 60
    SILENCE_TIME: int = 61
    MERGED: int = 55
    COPIES: int = 56
    ORDER: int = 57


Purpose = _Purposes()


@rule
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Philox4x32-10: four 32-bit words from a counter of four and a key of two.

    Source
    ------
    Salmon, Moraes, Dror, Shaw (2011), Parallel random numbers: as easy as 1, 2, 3. Products may run over 63 bits;
    only bits that survive the wrap-around are used, so Python and compiled code agree.
    """
    for _ in range(10):
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            ((p1 >> 32) & 0xFFFFFFFF) ^ c1 ^ k0,
            p1 & 0xFFFFFFFF,
            ((p0 >> 32) & 0xFFFFFFFF) ^ c3 ^ k1,
            p0 & 0xFFFFFFFF,
        )
        k0 = (k0 + 0x9E3779B9) & 0xFFFFFFFF
        k1 = (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


@rule
def uniform(seed: int, replication: int, purpose: int, name_key: int, entity: int, visit: int) -> float:
    """A number in (0, 1) with 52 random bits, never 0 or 1.

    Parameters
    ----------
    seed, replication
        The key, each below 2**32.
    purpose
        What is decided (`Purpose`, below 256).
    name_key
        24 bits of a name (`name_key`).
    entity
        Who it is about, below 2**63.
    visit
        The number of such a decision about the entity, from 0, below 2**32.
    """
    c0, c1, _, _ = philox(
        entity & 0xFFFFFFFF,
        (entity >> 32) & 0xFFFFFFFF,
        visit & 0xFFFFFFFF,
        (name_key << 8) | purpose,
        seed,
        replication,
    )
    return (((c0 << 20) | (c1 >> 12)) + 0.5) * 2.220446049250313e-16


@compiled
def draw_uniform(seed: int, replication: int, purpose: int, name_key: int, entity: int, visit: int) -> float:
    """`uniform`, to be called from Python."""
    return uniform(seed, replication, purpose, name_key, entity, visit)


def name_key(name: str) -> int:
    """24 bits that stand for a name in the draws: the same on every machine, whatever stands around it."""
    text = unicodedata.normalize("NFC", name).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=3).digest(), "big")


SLOTS_IN_A_DAY: Final = 1 << 12
MEMBERS_OF_A_SLOT: Final = 1 << 24


@rule
def entity_key(day: int, slot: int, j: int) -> int:
    """The j-th citizen of an interval of a day, as one whole number below 2**53."""
    return (day << 36) | (slot << 24) | j


def entity_column(
    day: npt.NDArray[np.int64], slot: npt.NDArray[np.int64], j: npt.NDArray[np.int64] | int = 0
) -> npt.NDArray[np.int64]:
    """`entity_key` of whole columns."""
    return (day << 36) | (slot << 24) | j


COPIES_OF_A_CONTACT: Final = 1 << 9
"""Citizens that can stand for one recorded contact: itself, and copies of it."""


def copy_column(entity: npt.NDArray[np.int64], copy: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Keys of the copies of recorded contacts, numbered from 1 to 511: in bits that no recorded contact has."""
    return entity | (copy << 53)


def member_mark(name_key: int) -> int:
    """Bits that tell the members of an incident from the other citizens of their stream, and from other incidents'."""
    return (1 << 62) | ((name_key & 0x1FF) << 53)


def day_of(entity: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The day (since 1970-01-01) in the keys of a column."""
    return (entity >> 36) & 0x1FFFF


@compiled
def uniform_column(
    seed: int, replication: int, purpose: int, name_key: int, entities: npt.NDArray[np.int64], visit: int
) -> npt.NDArray[np.float64]:
    """`uniform` of every entity of a column."""
    column = np.empty(entities.size, dtype=np.float64)
    for i in range(entities.size):
        column[i] = uniform(seed, replication, purpose, name_key, entities[i], visit)
    return column
