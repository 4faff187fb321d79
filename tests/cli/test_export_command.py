"""`hotline export`: from a kept run, from a scenario, and what cannot be exported."""

from __future__ import annotations

from pathlib import Path

import pytest

from .command import call


@pytest.mark.usefixtures("no_charts")
def test_a_kept_run_is_exported_as_it_was(chain: Path, tmp_path: Path) -> None:
    """From the folder of a run and from its scenario the same files come, byte for byte."""
    out, again = tmp_path / "out", tmp_path / "again"
    formats = [word for form in ("csv", "xes", "xes.gz", "queues") for word in ("--format", form)]
    assert call("run", chain, "--reps", 2, "--no-ceiling", "--out", out, "--quiet").exit_code == 0
    kept = call("export", out, *formats, "--replication", 1)
    assert kept.exit_code == 0, kept.stderr
    made = call("export", chain, *formats, "--replication", 1, "--out", again)
    assert made.exit_code == 0, made.stderr
    files = [Path(line) for line in kept.stdout.splitlines()]
    assert {file.parent for file in files} == {out / "exports"}
    assert [file.name for file in files] == [Path(line).name for line in made.stdout.splitlines()]
    assert len(files) == 9
    for file in files:
        assert file.read_bytes() == (again / file.name).read_bytes(), file.name
    assert call("run", chain, "--reps", 1, "--out", out, "--quiet").exit_code == 0
    assert {path.name for path in (out / "exports").iterdir()} >= {file.name for file in files}  # its replication stays
    assert call("run", chain, "--reps", 1, "--seed", 5, "--out", out, "--quiet").exit_code == 0
    assert list((out / "exports").iterdir()) == []  # what was exported from another run went with it


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["SMALL"], 4, "say where to write with --out DIR"),
        (["SMALL", "--format", "xes", "--out", "DIR"], 2, "the scenario has no 'tickets'"),
        (["SMALL", "--out", "DIR/no/such"], 4, "does not exist"),
        (["SMALL", "--out", "SMALL"], 4, "it is a file, not a folder"),
        (["RUN", "--replication", "3"], 4, "holds no replication 3: it has 1, counted from 0"),
        (["RUN", "--seed", "2"], 2, "a run that is done"),
        (["nowhere", "--out", "DIR"], 2, "no such file"),
    ],
)
@pytest.mark.usefixtures("no_charts")
def test_what_cannot_be_exported_is_a_sentence(
    scenario: Path, tmp_path: Path, arguments: list[str], code: int, why: str
) -> None:
    """One sentence says what is missing, and nothing is left behind."""
    run, out = tmp_path / "run", tmp_path / "dir"
    if arguments[0] == "RUN":
        assert call("run", scenario, "--reps", 1, "--out", run, "--quiet").exit_code == 0
    places = {"SMALL": str(scenario), "RUN": str(run), "DIR": str(out), "DIR/no/such": str(out / "no" / "such")}
    result = call("export", *(places.get(argument, argument) for argument in arguments))
    assert (result.exit_code, result.stdout) == (code, "")
    assert why in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not list(out.rglob("*.*"))
