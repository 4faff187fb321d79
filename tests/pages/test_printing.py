"""The page as a PDF: by a browser if there is one, else a sentence that says how."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim import store
from sim.cli import main
from sim.commands.printing import browser, pdf_of
from sim.errors import StoreError

from .browser import needs_chromium
from .conftest import call


@needs_chromium
def test_a_browser_prints_it(town: Path, tmp_path: Path) -> None:
    """A PDF beside the page."""
    done = call("report", town, "--out", tmp_path / "page.html", "--pdf")
    assert done.stdout.split() == [str(tmp_path / "page.html"), str(tmp_path / "page.pdf")]
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "No browser is installed here"), ("zh", "本机没有可自动打印的浏览器")]
)
def test_without_a_browser_it_says_how(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    """The page is there all the same, and so is the exit code of success."""
    monkeypatch.setattr("sim.commands.report.browser", lambda: None)
    done = call("report", town, "--out", tmp_path / "page.html", "--pdf", "--lang", lang)
    assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_browser_that_fails_is_named(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence, without a traceback; no half of a PDF is left."""
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser() == str(program)
    with pytest.raises(StoreError, match="chromium could not print the page"):
        pdf_of(b"<p>x</p>", str(program))
    out = tmp_path / "page.html"
    done = CliRunner().invoke(main, ["report", str(town), "--out", str(out), "--pdf"])
    assert (done.exit_code, out.exists()) == (StoreError.exit_code, False)
    assert "chromium could not print the page: open it in a browser and choose Print" in done.stderr
    assert store.check_results(town)["finished"]
