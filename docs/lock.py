"""Write requirements.lock: every package that hotline-sim needs, with its version and the hashes of its wheels.

Run in an environment in which the tests pass: python docs/lock.py [--check]

The versions are those installed here. For each platform pip is asked, without downloading or installing anything, which
wheel of that version it would take; only the hashes are kept, so the file names no place that wheels come from.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from importlib.metadata import distribution
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements.lock"
PROJECT = "hotline-sim"
PYTHON = "3.11"
PLATFORMS = {
    "Linux on x86_64": [f"manylinux{tag}_x86_64" for tag in ("_2_28", "_2_27", "_2_17", "2014")],
    "Linux on ARM": [f"manylinux{tag}_aarch64" for tag in ("_2_28", "_2_27", "_2_17", "2014")],
    "Windows": ["win_amd64"],
    "macOS on Apple silicon": [f"macosx_{tag}_arm64" for tag in ("14_0", "12_0", "11_0")],
    "macOS on Intel": [f"macosx_{tag}_x86_64" for tag in ("14_0", "12_0", "10_15", "10_13")],
}
ON_WINDOWS = {"colorama": "0.4.6"}
"""What only Windows needs stands without a marker: pip reads markers by the machine it runs on, also when it downloads
for another."""
HEADER = f"""# Made by `python docs/lock.py`; see docs/offline.md. For Python {PYTHON} on {", ".join(PLATFORMS)}.
# Install with: python -m pip install --require-hashes -r requirements.lock
"""
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def needed(project: str) -> dict[str, str]:
    """Every package that the project needs, directly or not, and the version installed here."""
    found = dict(ON_WINDOWS)
    waiting = [project]
    while waiting:
        package = distribution(waiting.pop())
        name = canonical(package.metadata["Name"])
        if name not in found:
            found[name] = package.version
            plain = [text for text in package.requires or () if "extra ==" not in text]
            here = [
                text for text in plain if ";" not in text or not re.search(r"python_version|platform|os_name", text)
            ]
            waiting += [match[0] for text in here if (match := _NAME.match(text))]
    del found[project]
    return found


def canonical(name: str) -> str:
    """The name as packages are told apart by it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def hashes(wanted: dict[str, str], platforms: list[str]) -> dict[str, str]:
    """The hash of the wheel that pip would take of each package; those without a wheel are left out."""
    asked = dict(wanted)
    while True:
        done = ask_pip([f"{name}=={version}" for name, version in asked.items()], platforms)
        if done.returncode == 0:
            break
        missing = re.search(r"No matching distribution found for ([A-Za-z0-9._-]+)==", done.stderr)
        if missing is None:
            raise SystemExit(done.stderr)
        del asked[canonical(missing[1])]
    return {
        canonical(entry["metadata"]["name"]): entry["download_info"]["archive_info"]["hashes"]["sha256"]
        for entry in json.loads(done.stdout)["install"]
    }


def ask_pip(names: list[str], platforms: list[str]) -> subprocess.CompletedProcess[str]:
    """What pip would install for other platforms, as its report on stdout."""
    with tempfile.TemporaryDirectory() as nowhere:
        return subprocess.run(  # noqa: S603  # a list of our own making
            [
                *(sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--no-deps"),
                *("--only-binary=:all:", "--implementation", "cp", "--python-version", PYTHON, "--target", nowhere),
                *(f"--platform={platform}" for platform in platforms),
                *("--report", "-", *names),
            ],
            capture_output=True,
            text=True,
            check=False,
        )


def lock_text(wanted: dict[str, str]) -> str:
    """The whole file."""
    by_platform = {name: hashes(wanted, tags) for name, tags in PLATFORMS.items()}
    lines = [HEADER]
    for name, found in by_platform.items():
        without = sorted(set(wanted) - set(found))
        if without:
            lines.append(f"# {name} has no wheel of {', '.join(without)}: it has to be built there.\n")
    for package, version in sorted(wanted.items()):
        kinds = sorted({found[package] for found in by_platform.values() if package in found})
        if not kinds:
            raise SystemExit(f"{package} {version}: no wheel for any platform")
        lines.append(" \\\n    ".join([f"{package}=={version}", *(f"--hash=sha256:{kind}" for kind in kinds)]) + "\n")
    return "".join(lines)


def main() -> int:
    """Write the file, or say whether it pins what is installed here."""
    wanted = needed(PROJECT)
    if "--check" in sys.argv:
        pinned = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", LOCK.read_text(encoding="utf-8"), re.M))
        missing = sorted(set(wanted) - set(pinned))
        print("\n".join(f"{name} is not in the lock file" for name in missing) or "every package is in the lock file")
        return 1 if missing else 0
    LOCK.write_text(lock_text(wanted), encoding="utf-8")
    print(f"{len(wanted)} packages in {LOCK.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
