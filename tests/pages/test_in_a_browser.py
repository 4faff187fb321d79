"""Pages opened in a browser: nothing is fetched, nothing runs, everybody can read them, and they print."""

from __future__ import annotations

from pathlib import Path

import pytest

from .browser import AXE, needs_axe, needs_chromium, outcome_of, pages_printed, requests_of

PAGES = ("report.html", "report_zh.html")


@needs_chromium
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_the_console_is_silent(chain: Path, pair: Path, name: str, tmp_path: Path) -> None:
    """No request to anywhere, and no error, although every name in it is hostile."""
    assert requests_of(chain / name, tmp_path) == ([], [])
    assert requests_of(pair / name, tmp_path) == ([], [])


@needs_chromium
def test_the_watch_for_requests_sees_them(tmp_path: Path) -> None:
    """A page that does ask for something, and complains, is noticed."""
    page = tmp_path / "asks.html"
    page.write_text('<img src="http://127.0.0.1:9/x.png"><script>console.error("no")</script>', encoding="utf-8")
    asked, said = requests_of(page, tmp_path)
    assert "http://127.0.0.1:9/x.png" in asked
    assert len(said) >= 1


@needs_chromium
def test_no_name_becomes_markup(chain: Path, tmp_path: Path) -> None:
    """No script, image or handler stands on the page, and the title is the scenario's own text."""
    count = "document.querySelectorAll('body script, img, iframe, object, embed, form, input, [onerror]').length"
    found = outcome_of(chain / "report.html", f"window.outcome = [{count} - 1, document.title];", tmp_path)
    assert found == [0, "<script>document.title='ran'</script>a/b\\c"]


@needs_chromium
@needs_axe
@pytest.mark.parametrize(("name", "scheme"), [(PAGES[0], "light"), (PAGES[1], "dark")])
def test_an_audit_finds_no_barrier(chain: Path, pair: Path, name: str, scheme: str, tmp_path: Path) -> None:
    """axe-core with all its rules, of the page of a run and of a comparison."""
    audit(chain / name, scheme, "", tmp_path)
    audit(pair / name, scheme, "", tmp_path)


@pytest.mark.long
@needs_chromium
@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_an_audit_of_all_that_is_folded_finds_no_barrier(chain: Path, name: str, scheme: str, tmp_path: Path) -> None:
    """The same in both themes with every table unfolded."""
    audit(chain / name, scheme, " open", tmp_path)


def audit(path: Path, scheme: str, unfolded: str, box: Path) -> None:
    """No rule of axe-core is broken."""
    page = box / path.name
    text = path.read_text(encoding="utf-8").replace("<details>", f"<details{unfolded}>")
    if scheme == "dark":
        text = text.replace("@media (prefers-color-scheme: dark)", "@media all")
    page.write_text(text, encoding="utf-8")
    rules = AXE.read_text(encoding="utf-8")
    told = "window.outcome = axe.run().then(found => found.violations.map(v => [v.id, v.nodes[0].html]));"
    assert outcome_of(page, f"{rules};{told}", box) == []


@needs_chromium
def test_a_keyboard_reaches_all_that_can_be_opened_or_scrolled(chain: Path, tmp_path: Path) -> None:
    """Links, folded tables and boxes that scroll take the focus, and each link leads to a part of the page."""
    script = """
    const reach = [...document.querySelectorAll('a[href], summary, .scroll, pre')];
    const lost = reach.filter(one => { one.focus(); return document.activeElement !== one && one.checkVisibility(); });
    const links = [...document.querySelectorAll('a[href]')];
    const broken = links.filter(link => !document.querySelector(link.getAttribute('href')));
    window.outcome = [reach.length > 20, lost.length, broken.length];
    """
    assert outcome_of(chain / "report.html", script, tmp_path) == [True, 0, 0]


@needs_chromium
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(chain: Path, width: int, tmp_path: Path) -> None:
    """On a telephone and on a desk the page itself never scrolls sideways."""
    script = f"""
    const frame = document.createElement('iframe'); frame.style.width = '{width}px'; frame.style.height = '800px';
    const body = document.body.innerHTML, head = document.head.innerHTML; document.body.replaceChildren(frame);
    frame.contentDocument.documentElement.innerHTML = `<head>${{head}}</head><body>${{body}}</body>`;
    window.outcome = frame.contentDocument.documentElement.scrollWidth;
    """
    assert outcome_of(chain / "report.html", script, tmp_path) <= width


@needs_chromium
@pytest.mark.parametrize("name", PAGES)
def test_it_prints_on_twelve_sheets_at_most(chain: Path, name: str, tmp_path: Path) -> None:
    """A4, with all charts, the tables folded away."""
    assert 4 <= pages_printed(chain / name, tmp_path) <= 12
