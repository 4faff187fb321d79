"""The manifest: what was run with what, and the sum of every file."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import StoreError
from sim.store.names import EXPORTS, EXPORTS_MANIFEST, MANIFEST, is_of_run
from sim.store.sealed import canonical_json, unsealed

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

STORE_VERSION: Final = 2
LIBRARIES: Final = ("numpy", "scipy", "simpy", "numba", "holidays", "tzdata")
"""Libraries that the numbers depend on."""
DECIDES: Final = ("scenario_sha256", "data_sha256", "seed", "versions", "program_sha256")
"""What the logs of a replication depend on, beside its number: where all this is the same, so are they."""


def make_manifest(
    scenario: Scenario, seed: int, replications: int, engine: str, created: str, command: str = "run"
) -> dict[str, Any]:
    """What was run with what: enough to run it again and to tell two result folders apart."""
    manifest = {
        "store_version": STORE_VERSION,
        "command": command,
        "scenario": scenario.name,
        "title": scenario.title,
        "scenario_sha256": scenario_hash(scenario),
        "data_sha256": {name: _file_hash(Path(scenario.folder) / name) for name in data_files(scenario)},
        "seed": seed,
        "replications": replications,
        "engine": engine,
        "finished": False,
        "kept": 0,
        "created": created,
        "versions": versions(),
        "program_sha256": program_hash(),
        "document": json.loads(canonical_json(scenario.document)),
        "files": {},
    }
    return {**manifest, "run_key": run_key(manifest)}


def run_key(manifest: dict[str, Any]) -> str:
    """A name for everything that the logs of a run depend on."""
    return hashlib.sha256(canonical_json({key: manifest[key] for key in DECIDES}).encode()).hexdigest()


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of the resolved scenario's canonical JSON: the same for files that say the same."""
    return hashlib.sha256(canonical_json(scenario.document).encode()).hexdigest()


def program_hash() -> str:
    """SHA-256 of the program's own sources: two states of it may share a version."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for source in sorted(package.rglob("*.py")):
        digest.update(source.relative_to(package).as_posix().encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


def data_files(scenario: Scenario) -> list[str]:
    """Every data file a scenario names, in order of name."""
    from sim.scenario.data_files import data_files as named

    return sorted({name for _, name in named(scenario)})


def versions() -> dict[str, str]:
    """Versions of what the numbers depend on."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from sim import __version__

    found = {"python": platform.python_version(), "hotline-sim": __version__}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a result folder, if it is what was written.

    Raises
    ------
    StoreError
        If it is missing, changed, or of another version of the program.
    """
    return _read(folder / MANIFEST)


def read_exports(folder: Path) -> dict[str, Any]:
    """What `hotline export` noted of the files it wrote into a folder; nothing if it wrote none.

    Raises
    ------
    StoreError
        If it is not what was written.
    """
    path = folder / EXPORTS_MANIFEST
    return _read(path) if path.exists() else {"store_version": STORE_VERSION, "files": {}}


def names_owned(folder: Path, present: set[str]) -> set[str]:
    """Which of the files in a result folder this program wrote, or had begun to write, by its own notes."""
    if not (folder / MANIFEST).exists():
        return set()
    manifest = read_manifest(folder)
    noted = {*manifest["files"], *manifest.get("replaced", ())}
    with suppress(StoreError):  # without its notes nobody can say which exports are ours
        noted |= {f"{EXPORTS}/{name}" for name in (*read_exports(folder / EXPORTS)["files"], EXPORTS_MANIFEST)}
    if manifest.get("in_progress"):  # it was killed: what it was at is noted nowhere yet
        noted |= {name for name in present if is_of_run(name, manifest["replications"])}
    return noted & present


def _read(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
        version = json.loads(data)["store_version"]
        if version > STORE_VERSION:
            raise StoreError(
                f"{path.parent} was written by a newer version: this one reads up to store {STORE_VERSION}"
            )
        if version < STORE_VERSION:
            raise StoreError(f"{path.parent} was written by an earlier version: run the scenario into a new folder")
        return unsealed(data)
    except FileNotFoundError as error:
        raise StoreError(f"{path} cannot be read: it is not there; run the scenario again") from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(f"{path} cannot be read: it is not what was written; give a new folder") from error


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
