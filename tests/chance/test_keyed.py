"""The keyed uniform number: published vectors, range, one source for Python and machine code, keys apart."""

from __future__ import annotations

import numpy as np
import pytest

from sim.chance import keyed
from sim.chance.keyed import (
    Purpose,
    draw_uniform,
    entity_column,
    entity_key,
    name_key,
    philox,
    uniform,
    uniform_column,
)

from ..workload.building import check_mean, check_variance

ONES = 0xFFFFFFFF
RNG_SEED = 20261122


def source(function):
    """The Python source of a compiled function, or itself where nothing is compiled."""
    return getattr(function, "py_func", function)


def random_keys(n: int) -> list[tuple[int, int, int, int, int, int]]:
    """Keys of every size: all combinations of the extremes of each part, then random ones."""
    tops = (ONES, ONES, 255, (1 << 24) - 1, (1 << 63) - 1, ONES)
    corners = [tuple(top * (corner >> i & 1) for i, top in enumerate(tops)) for corner in range(64)]
    rng = np.random.default_rng(RNG_SEED)
    columns = [(rng.integers(0, top, n - 64, endpoint=True) >> rng.integers(0, 63, n - 64)).tolist() for top in tops]
    return corners + list(zip(*columns, strict=True))


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
    ids=["zeros", "ones", "pi"],
)
def test_philox_gives_the_published_words(counter, key, words):
    """Philox4x32-10 gives Random123's published words for counters and keys of zeros, ones and the digits of pi."""
    assert philox(*counter, *key) == words


def test_uniform_is_made_of_the_first_words():
    """The uniform number is the first 52 bits of the words for (entity low, high, visit, name and purpose), centred."""
    first, second, _, _ = philox(0x89ABCDEF, 0x01234567, 9, (0xABCDEF << 8) | 12, 7, 3)
    bits = (first << 20) | (second >> 12)
    assert uniform(7, 3, 12, 0xABCDEF, 0x0123456789ABCDEF, 9) == (2 * bits + 1) / 2**53


def test_python_and_machine_code_agree():
    """100,000 keys, extremes included: the compiled function and its Python source give the same bits, in (0, 1)."""
    keys = random_keys(100_000)
    plain = np.array([uniform(*key) for key in keys])
    assert plain.min() > 0.0
    assert plain.max() < 1.0
    assert plain.tolist() == [draw_uniform(*key) for key in keys]


def test_column_is_the_same_function():
    """A column of draws equals the draws one by one, and its own Python source."""
    rng = np.random.default_rng(RNG_SEED)
    entities = np.append(rng.integers(0, 1 << 63, 3_000), [0, (1 << 63) - 1, 1 << 32, ONES])
    column = uniform_column(5, 8, 13, 77, entities, 2)
    assert column.tolist() == [uniform(5, 8, 13, 77, who, 2) for who in entities.tolist()]
    with np.errstate(over="ignore"):  # numpy's whole numbers wrap around as machine code does
        assert column.tolist() == source(uniform_column)(5, 8, 13, 77, entities, 2).tolist()


@pytest.mark.parametrize("part", range(6), ids=["seed", "replication", "purpose", "name", "entity", "visit"])
def test_each_part_of_the_key_matters(part):
    """Neighbouring keys give unrelated numbers: uniform mean, variance and no correlation (false alarms 1.5e-8)."""
    n = 100_000
    if part == 4:
        u = uniform_column(1, 2, 3, 4, np.arange(n), 5)
    else:
        keys = [[1, 2, 3, 4, 6, 5] for _ in range(250 if part == 2 else 20_000)]
        for i, key in enumerate(keys):
            key[part] = i
        u = np.array([draw_uniform(*key) for key in keys])
    check_mean(u, 1 / 2, "uniform")
    check_mean((u - 1 / 2) ** 2, 1 / 12, "square")
    pairs = len(u) // 2 * 2
    check_mean((u[0:pairs:2] - 1 / 2) * (u[1:pairs:2] - 1 / 2), 0.0, "product of neighbours")


def test_seed_and_replication_are_not_added():
    """Seed 1 replication 2 and seed 2 replication 1 are different chance, and neither is seed 3 or 0."""
    numbers = {draw_uniform(seed, replication, 2, 3, 4, 5) for seed in range(8) for replication in range(8)}
    assert len(numbers) == 64


def test_name_keys_are_golden():
    """Keys of names never change, on any machine: they are part of every result that was ever published."""
    assert [name_key(name) for name in GOLDEN_NAMES] == list(GOLDEN_NAMES.values())


GOLDEN_NAMES = {
    "": 13551594,
    "stream:calls": 2848644,
    "busyness:": 7721526,
    "team:floor/day": 13345801,
    "stream:市民来电": 14897061,
    "stream:é": 7464745,
}


def test_name_key_ignores_the_way_of_writing():
    """A name written with combining accents is the same name; keys have 24 bits."""
    assert name_key("stream:e\u0301") == name_key("stream:\u00e9")
    assert max(name_key(f"stream:{i}") for i in range(5_000)) < 1 << 24


def test_draws_are_golden():
    """The numbers themselves never change."""
    assert [draw_uniform(*key).hex() for key in GOLDEN_DRAWS] == list(GOLDEN_DRAWS.values())


GOLDEN_DRAWS = {
    (1, 0, Purpose.ARRIVAL, 0x123456, entity_key(19000, 17, 3), 0): "0x1.48e14ff1033dap-2",
    (1, 0, Purpose.PATIENCE, 0x123456, entity_key(19000, 17, 3), 2): "0x1.2b4fd04c2cff1p-1",
    (4294967295, 4294967295, 255, 0xFFFFFF, (1 << 63) - 1, 4294967295): "0x1.e94a460e4f2bap-2",
}


def test_purposes_never_collide():
    """Purposes are different numbers below 256 and names have 24 bits, so no two decisions share a counter."""
    numbers = list(Purpose)
    assert len(set(numbers)) == len(numbers)
    assert all(0 < number < 256 for number in numbers)
    fourth_words = {(name << 8) | purpose for name in (0, 1, 0xABCDEF, 0xFFFFFF) for purpose in (0, *numbers, 255)}
    assert len(fourth_words) == 4 * (len(numbers) + 2)
    assert max(fourth_words) < 1 << 32


def test_purposes_keep_their_numbers():
    """The numbers of purposes are part of the draws: none is ever renumbered."""
    numbers = {
        "COUNT": 1, "ARRIVAL": 2, "TYPE": 3, "DEFLECTION": 4, "DAY_FACTOR": 5, "FINE_FACTOR": 6, "INCIDENT_COUNT": 7,
        "INCIDENT_TIME": 8, "INCIDENT_SIZE": 9, "INCIDENT_DELAY": 10, "BALK": 11, "PATIENCE": 12, "TALK": 13,
        "WRAP_UP": 14, "DIRECT_ANSWER": 15, "REDIAL": 16, "REDIAL_DELAY": 17, "REDIAL_CHANNEL": 18, "REPEAT": 19,
        "REPEAT_DELAY": 20, "ABSENCE": 21,
    }  # fmt: skip
    assert {name: getattr(Purpose, name) for name in numbers} == numbers


def test_citizens_never_collide():
    """Day, interval and j fill separate bits of a citizen's key, up to the year 2279."""
    corners = [(0, 0, 0), (0, 0, (1 << 24) - 1), (0, 1, 0), (0, 4095, (1 << 24) - 1), (1, 0, 0), (113_000, 4095, 5)]
    keys = [entity_key(*corner) for corner in corners]
    assert keys == sorted(set(keys))
    assert keys[-1] < 1 << 53
    columns = [np.array(part) for part in zip(*corners, strict=True)]
    assert entity_column(*columns).tolist() == keys
    assert keyed.SLOTS_IN_A_DAY == 4096
    assert keyed.MEMBERS_OF_A_SLOT == 1 << 24


def test_uniform_numbers_are_uniform():
    """A million draws fill 1,000 equal cells evenly (chi-square, false alarm 5e-9), and have mean 1/2."""
    from scipy import stats

    u = uniform_column(11, 0, Purpose.TALK, 1, entity_column(np.full(1_000_000, 19_000), np.arange(1_000_000) % 96,
                                                              np.arange(1_000_000) // 96), 0)  # fmt: skip
    counts = np.bincount((u * 1_000).astype(int), minlength=1_000)
    assert ((counts - 1_000) ** 2 / 1_000).sum() < stats.chi2.isf(5e-9, 999)
    check_mean(u, 0.5, "uniform")
    check_variance(u, 1 / 12, "uniform")
