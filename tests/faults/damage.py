"""Results and compiled code with flipped bits and missing ends, and whether anything of them is served."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

from sim import store
from sim.chance.code_cache import read_code
from sim.errors import StoreError

FOOTER = 400
"""So many bytes at the end of a Parquet file hold the names and types of its columns, and where they are."""


def read_all(folder: Path, replications: int) -> list[bytes]:
    """Everything that can be read from a folder, as bytes."""
    found = [store.canonical_json(store.read_manifest(folder)).encode()]
    for number in range(replications):
        found.append(store.canonical_json(store.read_about(folder, number)).encode())
        logs = store.read_logs(folder, number)
        found += [column.tobytes() for log in logs.values() for column in log.values()]
    return found


def flip(folder: Path, replications: int, times: int, chance: random.Random) -> Counter[str]:
    """Turn one bit of a log, a record or the manifest at a time, every other one near the end, and read everything."""
    found: Counter[str] = Counter()
    read_all(folder, replications)
    names = sorted(path for path in folder.rglob("*") if path.suffix == ".parquet" or path.name == "manifest.json")
    names += sorted(folder.glob("logs/replication-*.json"))
    for number in range(times):
        path = names[number % len(names)]
        whole = path.read_bytes()
        data = bytearray(whole)
        place = chance.randrange(len(data)) if number % 2 else len(data) - 1 - chance.randrange(min(FOOTER, len(data)))
        data[place] ^= 1 << chance.randrange(8)
        _read_damaged(folder, replications, path, bytes(data), found)
        path.write_bytes(whole)
        found[f"flips in {'logs' if path.suffix == '.parquet' else 'records and manifest'}"] += 1
    return found


def cut(folder: Path, replications: int, times: int, chance: random.Random) -> Counter[str]:
    """Take away the end of a file at a time, and read everything."""
    found: Counter[str] = Counter()
    names = sorted(path for path in folder.rglob("*") if path.suffix == ".parquet" or path.name == "manifest.json")
    for number in range(times):
        path = names[number % len(names)]
        whole = path.read_bytes()
        _read_damaged(folder, replications, path, whole[: chance.randrange(len(whole))], found)
        path.write_bytes(whole)
        found["cut files"] += 1
    return found


def swap(folder: Path, replications: int, found: Counter[str]) -> None:
    """Put the log of each replication in the place of each other one's, with and without its record."""
    for log, has_record in (("contacts", False), ("staff", False), ("contacts", True)):
        for mine in range(replications):
            for other in set(range(replications)) - {mine}:
                names = [f"logs/{log}-{{:04d}}.parquet"] + ["logs/replication-{:04d}.json"] * has_record
                paths = [(folder / name.format(mine), folder / name.format(other)) for name in names]
                before = [path.read_bytes() for path, _ in paths]
                for path, source in paths:
                    shutil.copy(source, path)
                try:
                    store.read_logs(folder, mine)
                    found["served"] += 1
                except StoreError:
                    found["swapped logs"] += 1
                for (path, _), whole in zip(paths, before, strict=True):
                    path.write_bytes(whole)


def damage_code(path: Path, times: int, chance: random.Random) -> Counter[str]:
    """Cut a file of compiled code at some lengths and turn some of its bits, and read it."""
    found: Counter[str] = Counter()
    whole = path.read_bytes()
    for number in range(times):
        if number % 2:
            data = bytearray(whole)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            found["flips"] += 1
        else:
            data = bytearray(whole[: 0 if number == 0 else chance.randrange(len(whole))])
            found["cut files"] += 1
        path.write_bytes(data)
        found["served"] += read_code(path) is not None
        found["left there"] += path.exists()
    path.write_bytes(whole)
    assert read_code(path) is not None
    return found


def _read_damaged(folder: Path, replications: int, path: Path, data: bytes, found: Counter[str]) -> None:
    path.write_bytes(data)
    try:
        read_all(folder, replications)
        found["served"] += 1
    except StoreError as error:
        found["not named"] += path.name not in str(error)
    except Exception:
        found["crashes"] += 1
