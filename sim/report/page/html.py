"""Pieces of a page as HTML: whatever names they hold is text, and nothing is fetched from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Final

from sim.report.tables import Grid
from sim.report.words import word

LANGUAGES: Final = {"en": "en", "zh": "zh-CN"}
GENERATOR: Final = "hotline-sim"
"""What pages say they are made by."""
SIGNS: Final = {"met": "\u2714", "not met": "\u2716", "undecided": "?"}
"""Of each verdict a shape beside its colour."""
_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TURNS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows them."""
_PERCENT: Final = re.compile("([0-9]) %")
"""A number and its sign stay on one line."""
_FONT: Final = re.compile(r"font-family: [^;\"]*;? ?")
_ID: Final = re.compile(r'(\bid="|xlink:href="#|url\(#|clip-path="url\(#)([^")]+)')


@dataclass(frozen=True)
class Drawing:
    """A chart as it stands on a page.

    Attributes
    ----------
    name
        Of its file.
    title
        What it shows, as its own title says.
    svg
        The picture.
    table
        What it was drawn from; None where the same numbers stand beside it already.
    """

    name: str
    title: str
    svg: str
    table: Grid | None = None


@dataclass(frozen=True)
class Section:
    """A part of a page: a heading, and below it pieces that are HTML already."""

    key: str
    title: str
    pieces: tuple[str, ...]


def text(value: object) -> str:
    """A text as HTML: marks of markup are told apart from it, and what could not be shown or would turn it is not."""
    marked = escape(_TURNS.sub("", _UNFIT.sub("\ufffd", str(value))), quote=True)
    return _PERCENT.sub("\\1\u00a0%", marked)


def paragraph(*sentences: str, kind: str = "") -> str:
    """Sentences as a paragraph."""
    marked = f' class="{kind}"' if kind else ""
    return f"<p{marked}>{' '.join(map(text, sentences))}</p>" if any(sentences) else ""


def items(sentences: Iterable[str], kind: str = "") -> str:
    """Sentences as a list; nothing where there are none."""
    listed = "".join(f"<li>{text(sentence)}</li>" for sentence in sentences)
    marked = f' class="{kind}"' if kind else ""
    return f"<ul{marked}>{listed}</ul>" if listed else ""


def heading(title: str) -> str:
    """A heading inside a section."""
    return f"<h3>{text(title)}</h3>"


def verdict(status: str, words: str) -> str:
    """A verdict with its shape and its words, so that it does not rest on colour alone."""
    kind = status.replace(" ", "-")
    return f'<span class="verdict {kind}"><span aria-hidden="true">{SIGNS[status]}</span> {text(words)}</span>'


def table(grid: Grid, lang: str, marked: int | None = None) -> str:
    """A table with its caption; numbers stand to the right.

    Parameters
    ----------
    grid
        What it shows.
    lang
        'en' or 'zh'.
    marked
        Number of a column whose cells are HTML already, if there is one.
    """
    rights = [field.is_number for field in grid.fields]
    head = "".join(
        f'<th scope="col"{_right(right)}>{text(field.heading)}</th>'
        for field, right in zip(grid.fields, rights, strict=True)
    )
    rows = []
    for row in grid.shown(lang):
        cells = []
        for number, (cell, right) in enumerate(zip(row, rights, strict=True)):
            inside = cell if number == marked else text(cell)
            cells.append(
                f'<th scope="row">{inside}</th>' if number == 0 and not right else f"<td{_right(right)}>{inside}</td>"
            )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{text(grid.caption)}</caption>" if grid.caption else ""
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{text(grid.caption or grid.name)}">'
        f"<table>{caption}{body}</table></div>"
    )


def folded(summary: str, inside: str) -> str:
    """What is shown when it is asked for."""
    return f"<details><summary>{text(summary)}</summary>{inside}</details>"


def drawing(found: Drawing, lang: str) -> str:
    """A chart, and below it, folded, the table that it was drawn from."""
    below = ""
    if found.table is not None and len(found.table.rows):
        below = folded(word("page_numbers", lang), table(found.table, lang))
    name = text(found.title)
    picture = f'<div class="chart scroll" tabindex="0" role="group" aria-label="{name}">{found.svg}</div>'
    picture = picture.replace("<svg ", f'<svg role="img" aria-label="{name}" ', 1)
    return f'<figure id="chart-{found.name}">{picture}{below}</figure>'


def inline_svg(data: bytes, name: str) -> str:
    """A chart as a part of a page: its names are its own, and its words are in the page's fonts.

    Parameters
    ----------
    data
        An SVG file as `sim.report.style.figure_bytes` makes it.
    name
        Of the chart, which no other chart of the page has.
    """
    svg = data.decode()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = _ID.sub(lambda found: f"{found[1]}{name}-{found[2]}", svg)
    svg = _FONT.sub("", svg)
    size = re.search(r'viewBox="([^"]+)"', svg)
    box = size[1] if size else "0 0 720 360"
    svg = re.sub(
        r"<svg[^>]*>",
        f'<svg viewBox="{box}" xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" focusable="false">',
        svg,
        count=1,
    )
    return re.sub(r"\n\s*", "\n", svg).strip()


def page(title: str, about: Sequence[str], sections: Sequence[Section], foot: Sequence[str], lang: str) -> bytes:
    """A whole page.

    Parameters
    ----------
    title
        What it is about.
    about
        Lines below the title.
    sections
        In their order.
    foot
        Lines at its end.
    lang
        'en' or 'zh'.
    """
    entries = "".join(f'<li><a href="#{part.key}">{text(part.title)}</a></li>' for part in sections)
    body = "".join(
        f'<section id="{part.key}" aria-labelledby="{part.key}-title"><h2 id="{part.key}-title">{text(part.title)}</h2>'
        f"{''.join(part.pieces)}</section>"
        for part in sections
    )
    style = (files("sim.report.page") / "page.css").read_text(encoding="utf-8")
    lines = "".join(f"<p>{text(line)}</p>" for line in about if line)
    ends = "".join(f"<p>{text(line)}</p>" for line in foot if line)
    return (
        f'<!DOCTYPE html>\n<html lang="{LANGUAGES[lang]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        f'<meta name="generator" content="{GENERATOR}">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">{text(word("page_skip", lang))}</a>\n'
        f"<header><h1>{text(title)}</h1>{lines}</header>\n"
        f'<nav aria-label="{text(word("page_contents", lang))}"><ol>{entries}</ol></nav>\n'
        f'<main id="main">{body}</main>\n<footer>{ends}</footer>\n</body>\n</html>\n'
    ).encode("utf-8", errors="xmlcharrefreplace")


def _right(right: bool) -> str:
    return ' class="number"' if right else ""
