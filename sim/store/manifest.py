"""The manifest: what was run with what, and the sum of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import StoreError, reason
from sim.scenario.data_files import data_sums
from sim.store.names import EXPORTS, EXPORTS_MANIFEST, MANIFEST, is_of_run
from sim.store.sealed import canonical_json, sum_of_file, unsealed

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

STORE_VERSION: Final = 3
LIBRARIES: Final = ("numpy", "scipy", "simpy", "numba", "holidays", "tzdata")
"""Libraries that the numbers depend on."""
DECIDES: Final = ("logs_sha256", "data_sha256", "seed", "versions", "program_sha256")
"""What the logs of a replication depend on, beside its number: where all this is the same, so are they."""
NOT_IN_LOGS: Final = ("budget", "replications")
"""Top keys of a scenario on which no log depends: whoever raises a budget goes on with the replications there are."""
NEEDED: Final = ("command", "run_key", "engine", "scenario", "replications", "kept", "finished", "files")


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
        "logs_sha256": _logs_hash(scenario),
        "data_sha256": _data_sums(scenario),
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
    return _hash({key: manifest[key] for key in DECIDES})


def file_manifest(
    files: Sequence[Path],
    created: str,
    command: str,
    seed: int = 0,
    replications: int = 0,
    engine: str = "",
    scenario: Scenario | None = None,
) -> dict[str, Any]:
    """What was made from files that are no scenario, and with what.

    Parameters
    ----------
    files
        Those that were read, that which gives the results their name first.
    created, command, seed, replications, engine
        When, by which command, and how it simulated; nothing stands for the last three where it did not.
    scenario
        The one that was simulated, if there was one.
    """
    about = {} if scenario is None else {"scenario_sha256": scenario_hash(scenario)}
    manifest = {
        "store_version": STORE_VERSION,
        "command": command,
        "scenario": files[0].name,
        **about,
        "data_sha256": _sums_of(files) | ({} if scenario is None else _data_sums(scenario)),
        "seed": seed,
        "replications": replications,
        "engine": engine,
        "finished": False,
        "kept": 0,
        "created": created,
        "versions": versions(),
        "program_sha256": program_hash(),
        "files": {},
    }
    depends = ("data_sha256", "versions", "program_sha256", *about)
    return {**manifest, "run_key": _hash({key: manifest[key] for key in depends})}


def _sums_of(files: Sequence[Path]) -> dict[str, str]:
    """Sums of files by their names; of two with one name the later one goes by its path."""
    found: dict[str, str] = {}
    for file in files:
        found[file.name if file.name not in found else str(file)] = sum_of_file(file)["sha256"]
    return found


def sweep_manifest(
    name: str, key: str, seed: int, replications: int, created: str, scenarios: dict[str, tuple[str, Scenario]]
) -> dict[str, Any]:
    """What a sweep was run with.

    Parameters
    ----------
    name, seed, replications, created
        Of the sweep.
    key
        A name for all that its results depend on.
    scenarios
        By the name under which each is kept: how the sweep file names it, and the scenario.
    """
    return {
        "store_version": STORE_VERSION,
        "command": "sweep",
        "scenario": name,
        "scenarios": {
            kept: {"name": named, "scenario_sha256": scenario_hash(scenario), "data_sha256": _data_sums(scenario)}
            for kept, (named, scenario) in scenarios.items()
        },
        "run_key": key,
        "seed": seed,
        "replications": replications,
        "engine": "auto",
        "finished": False,
        "kept": 0,
        "created": created,
        "versions": versions(),
        "program_sha256": program_hash(),
        "files": {},
    }


@dataclass(frozen=True)
class Program:
    """The state of this program and its libraries, on which results depend."""

    versions: dict[str, str]
    sha256: str

    @classmethod
    def now(cls) -> Program:
        """That which runs."""
        return cls(versions(), program_hash())


def design_hash(scenario: Scenario, program: Program) -> str:
    """A name for everything that the logs of a scenario depend on, beside seed and replication."""
    return _hash(
        {
            "logs_sha256": _logs_hash(scenario),
            "data_sha256": data_sums(scenario),
            "versions": program.versions,
            "program_sha256": program.sha256,
        }
    )


def _data_sums(scenario: Scenario) -> dict[str, str]:
    """Sums of its data files, as they were when it was read if these are known."""
    return data_sums(scenario) if scenario.data_sums is None else scenario.data_sums


def _logs_hash(scenario: Scenario) -> str:
    return _hash({key: part for key, part in scenario.document.items() if key not in NOT_IN_LOGS})


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of the resolved scenario's canonical JSON: the same for files that say the same."""
    return _hash(scenario.document)


def _hash(value: Any) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def program_hash() -> str:
    """SHA-256 of the program's own sources: two states of it may share a version."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for source in sorted(package.rglob("*.py")):
        digest.update(source.relative_to(package).as_posix().encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


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
    manifest = _read(folder / MANIFEST)
    if any(key not in manifest for key in NEEDED):
        raise StoreError(f"{folder / MANIFEST} is not the manifest of a run: give a new folder")
    return manifest


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
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {reason(error)}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(f"{path} cannot be read: it is not what was written; give a new folder") from error
