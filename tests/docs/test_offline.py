"""The recipe for machines without a network: its commands work, and the lock file pins what is needed."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distribution, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "offline.md").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", LOCK, re.M))
DEV = {"hypothesis", "jsonschema", "mypy", "pandas-stubs", "pytest", "pytest-xdist", "ruff", "types-tqdm"}


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.S | re.M)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _requirements() -> set[str]:
    """Every package that is needed to run, by the metadata of those installed here."""
    found: set[str] = set()
    waiting = ["hotline-sim"]
    while waiting:
        name = waiting.pop()
        for text in distribution(name).requires or ():
            needed = _canonical(re.split(r"[^A-Za-z0-9._-]", text)[0])
            if "extra ==" not in text and ";" not in text and needed not in found:
                found.add(needed)
                waiting.append(needed)
    return found


def test_the_lock_file_pins_everything_by_hashes_and_names_no_place() -> None:
    """All that is needed to run stands there with its version and SHA-256, nothing of development, and no address."""
    assert _requirements() <= set(PINNED)
    assert not DEV & set(PINNED)
    entries = re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", LOCK, flags=re.M).strip())
    form = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*(?: \\\n    --hash=sha256:[0-9a-f]{64})+")
    assert len(entries) == len(PINNED)
    assert [entry for entry in entries if not form.fullmatch(entry.strip())] == []
    assert not re.search(r"://|www\.|index|\.(org|com|io|net)\b", LOCK)


def test_compiled_packages_have_a_wheel_for_each_system() -> None:
    """Of packages that are not Python alone there are hashes for Linux, Windows and macOS at least."""
    for name in ("numpy", "scipy", "pandas", "matplotlib", "numba", "llvmlite", "pyarrow", "pydantic-core"):
        entry = LOCK.split(f"\n{name}==")[1].split("\n\n")[0]
        assert re.match(r"[^\n]*(\n    --hash=\S+(?: \\)?){3,}", entry), name


def test_both_shells_are_told_the_same() -> None:
    """The commands for bash and for PowerShell differ only in how the environment is entered."""
    bash, windows = _blocks("bash"), _blocks("powershell")
    assert len(bash) == len(windows) == 2
    entered = {". hotline/bin/activate", "hotline\\Scripts\\Activate.ps1"}
    for one, other in zip(bash, windows, strict=True):
        plain = [[line for line in block.splitlines() if line not in entered] for block in (one, other)]
        assert plain[0] == plain[1]


@pytest.mark.parametrize("command", ["download", "wheel", "install"])
def test_pip_knows_every_option_of_the_recipe(command: str) -> None:
    """No option of a command is made up."""
    lines = [line for block in _blocks("bash") for line in block.splitlines() if f"pip {command} " in line]
    assert lines
    done = subprocess.run(
        [sys.executable, "-m", "pip", command, "--help"], capture_output=True, text=True, check=True, timeout=120
    )
    for line in lines:
        for option in re.findall(r"(?<= )--?[a-z-]+", line.split(f"pip {command}")[1]):
            assert re.search(rf"(?<![\w-]){option}(?![\w-])", done.stdout), f"{command} {option}"


def _packed(name: str, folder: Path) -> Path:
    """A wheel of what is installed here, put together from its list of files."""
    package = distribution(name)
    about = package.read_text("WHEEL") or ""
    tags = [tag for tag in re.findall(r"^Tag: (\S+)", about, re.M) if not tag.startswith("py2-")] or ["py3-none-any"]
    stem = f"{re.sub('[-_.]+', '_', package.metadata['Name'])}-{package.version}"
    files = {
        str(path): Path(str(path.locate())).read_bytes()
        for path in package.files or ()
        if not str(path).startswith("..") and path.suffix != ".pyc" and path.name not in ("RECORD", "direct_url.json")
    }
    return _wheel(folder / f"{stem}-{tags[0]}.whl", files)


def _wheel(target: Path, files: dict[str, bytes]) -> Path:
    record = next(name.rpartition("/")[0] for name in files if name.endswith(".dist-info/METADATA")) + "/RECORD"
    rows = []
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.append(f"{name},sha256={digest},{len(data)}\n")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as wheel:
        for name, data in files.items():
            wheel.writestr(name, data)
        wheel.writestr(record, "".join(rows) + f"{record},,\n")
    return target


def _project(folder: Path) -> Path:
    """A wheel of this checkout, as the build of the project makes it."""
    about = f"hotline_sim-{version('hotline-sim')}.dist-info"
    files = {f"{about}/{name}": (distribution("hotline-sim").read_text(name) or "").encode() for name in ("METADATA",)}
    files[f"{about}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{about}/entry_points.txt"] = b"[console_scripts]\nhotline = sim.cli:main\n"
    for place, prefix in ((ROOT / "sim", "sim"), (ROOT / "scenarios", "sim/_scenarios")):
        for path in sorted(place.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                files[f"{prefix}/{path.relative_to(place).as_posix()}"] = path.read_bytes()
    return _wheel(folder / f"hotline_sim-{version('hotline-sim')}-py3-none-any.whl", files)


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="the commands for bash")
def test_the_recipe_installs_without_a_network(tmp_path: Path) -> None:
    """From a folder of wheels and a lock file alone, the page's commands give a `hotline` that checks a scenario."""
    wheelhouse = tmp_path / "wheelhouse"
    wheelhouse.mkdir()
    lock = []
    for name in sorted(_requirements()):
        packed = _packed(name, wheelhouse)
        lock.append(f"{name}=={version(name)} --hash=sha256:{hashlib.sha256(packed.read_bytes()).hexdigest()}\n")
    (tmp_path / "requirements.lock").write_text("".join(lock), encoding="utf-8")
    _project(wheelhouse)
    off = {"PIP_CONFIG_FILE": os.devnull, "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    script = _blocks("bash")[1].replace("python -m venv", f"{sys.executable} -m venv")
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, env=kept | off, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "ok: " in done.stdout

    told = re.sub(r"(?m)^(simpy\S+ --hash=sha256:).*", r"\g<1>" + "0" * 64, "".join(lock))
    (tmp_path / "requirements.lock").write_text(told, encoding="utf-8")
    shutil.rmtree(tmp_path / "hotline")  # what is installed there already is not looked at again
    changed = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, env=kept | off, capture_output=True, text=True, timeout=900
    )
    assert changed.returncode != 0
    assert "DO NOT MATCH THE HASHES" in changed.stderr
