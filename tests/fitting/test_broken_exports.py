"""Exports that went wrong: each ends in a sentence with its place, or is read by a rule that is counted."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim.cli import main

START = datetime(2026, 3, 2)


def base_calls() -> list[list[str]]:
    """Two weeks of calls, a hundred a day."""
    rng = np.random.default_rng(1)
    rows = [["id", "time", "answered", "ended", "type", "result"]]
    for k in range(1_400):
        came = START + timedelta(days=k // 100, minutes=480 + 7 * (k % 100))
        wait, talk = int(rng.exponential(30)), int(rng.exponential(150)) + 1
        picked = came + timedelta(seconds=wait)
        rows.append([str(k), *(f"{one:%Y-%m-%d %H:%M:%S}" for one in (came, picked, picked + timedelta(seconds=talk))),
                     "tax" if k % 2 else "water", "answered"])  # fmt: skip
    return rows


def base_tickets() -> list[list[str]]:
    """Two weeks of tickets, fifty a day."""
    rng = np.random.default_rng(2)
    rows = [["id", "received", "closed", "unit", "status", "returns"]]
    for k in range(700):
        came = START + timedelta(days=k // 50, minutes=int(rng.integers(0, 1_440)))
        done = came + timedelta(minutes=int(rng.exponential(600)) + 1)
        rows.append(
            [str(k), f"{came:%Y-%m-%d %H:%M}", f"{done:%Y-%m-%d %H:%M}", "town" if k % 3 else "park", "closed", "0"]
        )
    return rows


def base_counts() -> list[list[str]]:
    """Eight weeks of half hours."""
    rng = np.random.default_rng(3)
    times = [START + timedelta(minutes=30 * k) for k in range(56 * 48)]
    return [["time", "calls"], *([f"{one:%Y-%m-%d %H:%M}", str(rng.poisson(20))] for one in times)]


BASES = {"calls": base_calls, "tickets": base_tickets, "counts": base_counts}
Rows = list[list[str]]
Break = Callable[[Rows], bytes]


def text(rows: Rows, delimiter: str = ",", encoding: str = "utf-8", end: str = "\n") -> bytes:
    """As a file has it; cells with the delimiter or a newline in quotes."""

    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if any(sign in value for sign in (delimiter, "\n", '"')) else value

    return end.join(delimiter.join(map(cell, row)) for row in rows).encode(encoding)


def each(column: int, change: Callable[[str, int], str]) -> Break:
    """Every cell of a column changed, by its text and its row."""
    return lambda rows: text([rows[0], *(
        [*row[:column], change(row[column], k), *row[column + 1 :]] for k, row in enumerate(rows[1:])
    )])  # fmt: skip


def some(column: int, cell: str, count: int = 5) -> Break:
    """The first cells of a column changed."""
    return each(column, lambda old, k: cell if k < count else old)


def heads(**names: str) -> Break:
    return lambda rows: text([[names.get(one, one) for one in rows[0]], *rows[1:]])


def days(rows: Rows, form: str, column: int = 1) -> bytes:
    """Times of a column in another way of writing."""
    changed = [
        [*row[:column], datetime.fromisoformat(row[column]).strftime(form), *row[column + 1 :]] for row in rows[1:]
    ]
    return text([rows[0], *changed])


def all_days(form: str, columns: tuple[int, ...]) -> Break:
    def changed(rows: Rows) -> bytes:
        table = [list(row) for row in rows]
        for row in table[1:]:
            for column in columns:
                row[column] = datetime.fromisoformat(row[column]).strftime(form)
        return text(table)

    return changed


def seconds(written: str) -> int:
    return int(datetime.fromisoformat(written).timestamp())


def workbook(rows: Rows) -> bytes:
    file = io.BytesIO()
    pd.DataFrame(rows[1:], columns=rows[0]).to_excel(file, index=False)
    return file.getvalue()


FINE = "fine"
TOTAL = ["", "Total", "1400", "", "", ""]
CHINESE = ["编号", "来电时间", "接通时间", "挂机时间", "类型", "结果"]
AMBIGUOUS = ["03/04/2026 10:00", "03/04/2026 10:01", "03/04/2026 10:02"]
BROKEN: dict[str, tuple[str, Break, str]] = {
    # What cannot be read at all
    "calls: no rows": ("calls", lambda rows: text(rows[:1]), "no rows|no row"),
    "calls: an empty file": ("calls", lambda _: b"", "has nothing in it"),
    "calls: cut within a character": ("calls", lambda rows: text(rows) + "北京".encode("gb18030")[:3], "was cut off"),
    "calls: zeros only": ("calls", lambda _: b"\0" * 4_000, "."),
    "calls: a picture": ("calls", lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "."),
    "calls: half a gzip": ("calls", lambda rows: gzip.compress(text(rows))[:9_000], "."),
    "calls: half a workbook": ("calls", lambda rows: workbook(rows)[:9_000], "."),
    "calls: a quote that is not closed": ("calls", lambda rows: text(rows[:40]) + b'\n1,"2026', "quote"),
    "calls: a page of the web": ("calls", lambda _: b"<html><body>Sign in</body></html>\n" * 9, "no column"),
    "calls: other columns": ("calls", lambda _: b"a,b,c\n1,2,3\n4,5,6\n", "no column is known to hold the times"),
    "calls: two columns of one name": ("calls", heads(type="result"), "twice|two columns"),
    "calls: a sum of all days": ("calls", lambda rows: text([rows[0], TOTAL]), "none of its 1 rows"),
    "tickets: no end": ("tickets", heads(closed="note"), "no column says when tickets were handled or closed"),
    "tickets: half a file": ("tickets", lambda rows: text(rows)[: len(text(rows)) // 30], "only 2 cells"),
    "counts: text for numbers": ("counts", each(1, lambda _, k: "many"), r"counts.csv:2: calls: 'many'"),
    "counts: a word in the middle": ("counts", each(1, lambda old, k: "n/a" if k == 900 else old),
                                  r"counts.csv:902: calls: 'n/a'"),
    "counts: below zero": ("counts", each(1, lambda old, k: "-4" if k == 9 else old), r"counts.csv:11: calls"),
    "counts: a fraction of a million": ("counts", each(1, lambda old, k: "1e300" if k == 9 else old),
                                       r"counts.csv:11: calls"),
    "counts: one day": ("counts", lambda rows: text(rows[:49]), "."),
    "counts: years apart": ("counts", each(0, lambda old, k: "1926-03-02 00:00" if k == 5 else old),
                           "a time in it is wrong"),
    # Ways of writing
    "calls: semicolons": ("calls", lambda rows: text(rows, ";"), FINE),
    "calls: tabs, GB18030": ("calls", lambda rows: text([CHINESE, *rows[1:]],
                                                       "\t", "gb18030"), FINE),
    "calls: UTF-16": ("calls", lambda rows: text(rows, "\t", "utf-16"), FINE + "|."),
    "calls: lines of an old Mac": ("calls", lambda rows: text(rows, end="\r\n"), FINE),
    "calls: newlines within quotes": ("calls", each(4, lambda old, k: old + "\nmore" if k % 50 == 0 else old), FINE),
    "calls: two lines above the header": ("calls", lambda rows: b"Report of March\n\n" + text(rows), FINE + "|."),
    "calls: two headers": ("calls", lambda rows: text([rows[0], rows[0], *rows[1:]]), "no_time: 1"),
    "calls: a header on each page": ("calls", lambda rows: text([one for k in range(0, 1_400, 100) for one in
                                                                [rows[0], *rows[1 + k : 101 + k]]]), "no_time: 13"),
    "calls: blanks around cells": ("calls", each(1, lambda old, k: f"  {old} "), FINE),
    "calls: a workbook": ("calls", workbook, FINE),
    "calls: day first": ("calls", all_days("%d.%m.%Y %H:%M:%S", (1, 2, 3)), FINE),
    "calls: clocks of twelve hours": ("calls", all_days("%m/%d/%Y %I:%M:%S %p", (1, 2, 3)), FINE),
    "calls: twelve hours without AM and PM": ("calls", all_days("%Y-%m-%d %I:%M:%S", (1, 2, 3)),
                                              "backwards: [0-9]+|" + FINE),
    "calls: with a T and a Z": ("calls", all_days("%Y-%m-%dT%H:%M:%SZ", (1, 2, 3)), FINE),
    "calls: two time zones": ("calls", each(1, lambda old, k: old + ("+08:00" if k % 2 else "+00:00")),
                              r"calls.csv:3: time: .* is of another time zone"),
    "calls: numbers of a spreadsheet": ("calls", each(1, lambda _, k: f"{46_083 + k / 100:.5f}"), "."),
    "calls: seconds since 1970": ("calls", each(1, lambda old, k: str(seconds(old))), "."),
    "calls: dates without times": ("calls", each(1, lambda old, k: old[:10]), "."),
    "calls: 03/04 in each row": ("calls", lambda rows: text([rows[0], *([row[0], *AMBIGUOUS, *row[4:]]
                                                                        for row in rows[1:])]), "two ways"),
    "counts: numbers with commas": ("counts", each(1, lambda old, k: f'{int(old) * 1_000:,}'), FINE + "|."),
    # Rows that cannot be right
    "calls: some without a time": ("calls", some(1, ""), "no_time: 5"),
    "calls: answered before they came": ("calls", some(2, "2026-03-01 07:00:00"), "backwards: 5"),
    "calls: a talk of two days": ("calls", some(3, "2026-03-04 09:00:00"), "too_long: 5"),
    "calls: tests among them": ("calls", some(4, "TEST call"), "test: 5"),
    "calls: rows twice": ("calls", lambda rows: text([*rows, *rows[1:6]]), "again: 5"),
    "calls: a row of totals": ("calls", lambda rows: text([*rows, ["", "合计", "", "", "", ""]]), "total: 1"),
    "calls: the 31st of February": ("calls", some(1, "2026-02-31 10:00:00"), "no_time: 5"),
    "calls: year 0": ("calls", some(1, "0000-00-00 00:00:00"), "no_time: 5"),
    "calls: year 9999": ("calls", some(1, "9999-12-31 10:00:00"), "far|wrong|too"),
    "calls: all of one day": ("calls", each(1, lambda old, k: "2026-03-02" + old[10:]), "two whole days|backwards"),
    "calls: a surplus of cells": ("calls", lambda rows: text([*rows, [*rows[1], "x", "y"]]), "cells"),
    "calls: words for results nobody knows": ("calls", each(5, lambda _, k: f"R{k % 3}"), FINE),
    "tickets: closed before received": ("tickets", some(2, "2026-02-01 10:00"), "backwards: 5"),
    "tickets: not closed": ("tickets", lambda rows: text([rows[0], *rows[51:], *([*row[:2], "", row[3], "open", "0"]
                                                                               for row in rows[1:51])]), FINE),
    "tickets: closed, nobody knows when": ("tickets", some(2, "", 50), "unstamped"),
    "tickets: closed on a date": ("tickets", each(2, lambda old, k: old[:10]), "date_only"),
    "tickets: none for a date": ("tickets", some(2, "NULL", 50), "unstamped"),
    "tickets: 1970 for none": ("tickets", some(2, "1970-01-01 00:00", 5), "placeholder"),
    "tickets: 9999 for none": ("tickets", some(2, "9999-12-31 00:00", 5), "placeholder"),
    "tickets: no unit": ("tickets", some(3, "", 60), "no_unit"),
    "tickets: words for counts": ("tickets", some(5, "often"), FINE),
    "tickets: an id for all": ("tickets", each(0, lambda _, k: "7"), FINE),
    "tickets: rows of one ticket": ("tickets", lambda rows: text([*rows, *([*one[:2], "2026-03-20 10:00", *one[3:]]
                                                                          for one in rows[1:11])]), "again: 10"),
    "tickets: a thousand units": ("tickets", each(3, lambda _, k: f"unit {k}"), FINE),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_export_ends_in_a_sentence_or_a_counted_rule(name: str, tmp_path: Path) -> None:
    """No traceback; a place or a reason where it is refused; a count by kind where rows are left out."""
    which, broken, said = BROKEN[name]
    data = broken(BASES[which]())
    path = tmp_path / (f"{which}.xlsx" if data[:2] == b"PK" else f"{which}.csv")
    path.write_bytes(data)
    command = ["forecast", str(path)] if which == "counts" else ["fit", f"--{which}", str(path)]
    done = CliRunner().invoke(main, [*command, "--json", "--quiet"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    if done.exit_code == 2:
        assert done.stderr.startswith("error: ")
        assert re.search(said, done.stderr), done.stderr
        return
    assert done.exit_code == 0, done.stderr
    answer = json.loads(done.stdout)
    left_out = {} if which == "counts" else answer["files"][which]["left_out"]
    told = [f"{why}: {count}" for why, count in left_out.items()]
    text_of = CliRunner().invoke(main, command).stdout
    odd = [what for what in ("placeholder", "unstamped", "date_only", "no_unit") if _told(what) in text_of]
    if told or odd:
        assert re.search(said, " ".join([*told, *odd])), [told, odd]
    else:
        assert FINE in said, "it was read as if nothing were wrong"


@pytest.mark.parametrize("command", [["forecast"], ["fit", "--calls"], ["fit", "--tickets"]])
def test_a_folder_is_no_file(command: list[str], tmp_path: Path) -> None:
    """The file in it is asked for."""
    done = CliRunner().invoke(main, [*command, str(tmp_path)])
    assert done.exit_code == 2
    assert "is a folder: name the file in it" in done.stderr


def _told(what: str) -> str:
    from sim.report.fit_words import ODD_WORDS
    from sim.report.words import phrase

    return phrase(ODD_WORDS[what], "en")


def test_there_are_sixty() -> None:
    """So many kinds of what goes wrong."""
    assert len(BROKEN) >= 60
