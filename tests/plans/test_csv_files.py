"""CSV files as spreadsheets and databases write them: delimiters, encodings, numbers, filters, ids, types, sizes."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sim.errors import DataError
from sim.plans import csv_files
from sim.plans.tables import Table, open_table
from sim.scenario.schema_data import DataFile

from ..workload.building import plan_of, write_csv

MONDAY = "2026-03-02"


def table(folder: Path, raw: bytes | str, columns: list[str] | None = None, **part: Any) -> Table:
    (folder / "d.csv").write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return open_table(DataFile.model_validate({"file": "d.csv"} | part), str(folder), columns or ["time", "count"])


def refused(folder: Path, raw: bytes | str, columns: list[str] | None = None, **part: Any) -> str:
    with pytest.raises(DataError) as caught:
        table(folder, raw, columns, **part)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("packed", [False, True])
def test_delimiters_and_encodings_are_found(tmp_path, delimiter, encoding, packed):
    """Four delimiters, six encodings, gzip or not, blanks around names: the named columns are found."""
    raw = (
        delimiter.join([" 时间 ", "来电数", "note"])
        + "\r\n"
        + delimiter.join(["2026-03-02 08:00", "3", '"a,b;c|d"'])
        + "\r\n"
    )
    data = (codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b"") + raw.encode(encoding)
    found = table(tmp_path, gzip.compress(data) if packed else data, ["时间", "来电数"])
    assert found.cells("时间") == ["2026-03-02 08:00"]
    assert found.cells("来电数") == ["3"]


def test_a_delimiter_may_be_stated(tmp_path):
    """Where it is stated nothing else is tried, and the sentence for a missing column says what may be wrong."""
    raw = "time;count\n2026-03-02 08:00;3\n"
    assert table(tmp_path, raw, delimiter=";").cells("count") == ["3"]
    assert table(tmp_path, raw.replace(";", "\t"), delimiter="tab").cells("count") == ["3"]
    said = refused(tmp_path, raw, delimiter=",")
    assert said == (
        "d.csv:1: no column 'time': the columns are time;count; perhaps another 'delimiter' stands between the cells"
    )


def test_missing_columns_show_what_there_is(tmp_path):
    """Columns are listed by the delimiter that fits best, and one that differs in its letters' case is proposed."""
    assert refused(tmp_path, "Time;Count;Note\n1;2;3\n").endswith(
        "the columns are Time, Count, Note; did you mean 'Time'?"
    )
    assert refused(tmp_path, "a|b|c|d\n1|2|3|4\n") == "d.csv:1: no column 'time': the columns are a, b, c, d"
    assert "stands twice in the first line" in refused(tmp_path, "time,count,time\n1,2,3\n")


def test_a_line_that_names_the_delimiter(tmp_path):
    """Excel's first line 'sep=;' is no header; lines are counted with it."""
    assert table(tmp_path, "sep=;\ntime;count\n2026-03-02 08:00;3\n").cells("count") == ["3"]
    found = table(tmp_path, "sep=;\r\ntime;count\r\n2026-03-02 08:00;x\r\n")
    with pytest.raises(DataError, match=r"^d.csv:3: count: 'x' is not a number"):
        found.numbers("count")


def test_rows_without_text_are_left_out(tmp_path):
    """Blank lines, and lines of nothing but delimiters as spreadsheets leave them, are no rows; lines stay counted."""
    found = table(tmp_path, "time,count\n\n2026-03-02 08:00,3\n,\n,,\n\n2026-03-02 09:00,x\n,\n\n")
    assert found.cells("time") == ["2026-03-02 08:00", "2026-03-02 09:00"]
    with pytest.raises(DataError, match=r"^d.csv:7: count: 'x' is not a number"):
        found.numbers("count")


@pytest.mark.parametrize(
    "raw", ["", "time,count\n", "time,count", "time,count\n\n\n", "time,count\n,\n,\n", "\ufefftime,count\r\n"]
)
def test_a_table_without_rows_is_refused(tmp_path, raw):
    """An empty file, or one of column names alone, is no table of zeros, whatever it is for."""
    said = refused(tmp_path, raw)
    assert said in ("d.csv: no rows below the column names", "d.csv: the file is empty, or its first line is")
    empty = {"file": "d.csv"}
    group = {"talk": {"law": "exponential", "mean": "1 min"}}
    for parts in (
        {"demand": {"a": {"counts": empty, "types": {"any": 1.0}}}},
        {"demand": {"a": {"stamps": empty, "types": {"any": 1.0}}}},
        {"demand": {"a": {"per_date": empty | {"date": "time"}, "types": {"any": 1.0}}}},
        {"operators": {"floor": group | {"staff_file": empty | {"staff": "count"}}}},
        {"operators": {"floor": {"talk": empty | {"law": "empirical", "column": "count"}}}},
    ):
        with pytest.raises(DataError, match=r"^d.csv:? ?"):
            plan_of(tmp_path, **parts)


@pytest.mark.parametrize(
    ("delimiter", "cells", "numbers"),
    [
        (",", ['"1,234"', '"12,345,678"', "7"], [1234, 12345678, 7]),
        (",", ['"1,234.5"', "2.25"], [1234.5, 2.25]),
        (";", ["3,5", "0,25", "1,234"], [3.5, 0.25, 1.234]),
        (";", ["1,234,567", "1,234"], [1234567, 1234]),
        ("\t", ["3,5", "-0,5"], [3.5, -0.5]),
        (",", ['"3,5"', "4"], [3.5, 4]),
        (";", [" 3 ", "4.5", "1e3"], [3, 4.5, 1000]),
    ],
)  # fmt: skip
def test_commas_in_numbers(tmp_path, delimiter, cells, numbers):
    """Decimal commas and thousands are read where the column shows which they are."""
    raw = "\n".join([f"time{delimiter}count", *(f"x{delimiter}{cell}" for cell in cells)])
    assert table(tmp_path, raw).numbers("count").tolist() == numbers


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["7", "1,234"], r"^d.csv:3: count: '1,234' may be 1234 or 1.234: write it without a comma"),
        (["3,5", "1,234.5"], r"^d.csv:3: count: '1,234.5' has another decimal mark than the numbers before it"),
        (["1.234,5"], r"^d.csv:2: count: '1.234,5' is not a number"),
        (["12,34,5"], r"^d.csv:2: count: '12,34,5' is not a number"),
    ],
)  # fmt: skip
def test_commas_that_may_mean_either_are_asked_about(tmp_path, cells, sentence):
    """A factor of a thousand is never guessed."""
    found = table(tmp_path, "\n".join(["time;count", *(f"x;{cell}" for cell in cells)]))
    with pytest.raises(DataError, match=sentence):
        found.numbers("count")


def test_lengths_by_the_clock(tmp_path):
    """Lengths may be numbers of a unit or hours, minutes and seconds; anything else is named."""
    raw = "s\n90\n0:03:20\n1:00:00\n00:00:01.5\n"
    assert (table(tmp_path, raw, ["s"]).lengths_us("s") / 1e6).tolist() == [90, 200, 3600, 1.5]
    assert table(tmp_path, "s\n1.5\n0:30:00\n", ["s"]).lengths_us("s", "min").tolist() == [90e6, 1800e6]
    with pytest.raises(DataError, match=r"^d.csv:3: s: '3:20' may be 3 min 20 s or 3 h 20 min: write unit: 'mm:ss'"):
        table(tmp_path, "s\n1\n3:20\n5\n", ["s"]).lengths_us("s")
    for bad in ("3:75", "0:61:00", "-5", "5 s"):
        with pytest.raises(
            DataError, match=r"^d.csv:3: s: .* is not a number of at least 0 or a length such as 0:03:20"
        ):
            table(tmp_path, f's\n1\n"{bad}"\n5\n', ["s"]).lengths_us("s")


def test_workbooks_are_named(tmp_path):
    """A workbook that was renamed to .csv is called what it is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    assert "is no Excel workbook that can be read: open it and save it as .xlsx" in refused(tmp_path, packed.getvalue())
    assert "an old Excel workbook" in refused(tmp_path, b"\xd0\xcf\x11\xe0" + b"\0" * 100)


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_in_little_memory(tmp_path, monkeypatch):
    """60 MB of one row, 60 kB packed, under a limit of 50 MB: refused before it is kept, in under 8 MB."""
    monkeypatch.setattr(csv_files, "MOST_BYTES", 50_000_000)
    packed = io.BytesIO()
    with gzip.open(packed, "wb", compresslevel=1) as stream:
        stream.write(b"time,count\n")
        for _ in range(600):
            stream.write(b"2026-03-02 08:00,3\n" * 5_300)
    (tmp_path / "d.csv").write_bytes(packed.getvalue())
    del packed
    tracemalloc.start()
    with pytest.raises(DataError, match=r"^d.csv: more than 50 MB of text: leave out what is not needed"):
        open_table(DataFile(file="d.csv"), str(tmp_path), ["time"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_files_beyond_the_budget_are_refused(tmp_path, monkeypatch):
    """Too many bytes are refused before the file is opened, too many rows as they come."""
    raw = "time,count\n" + "2026-03-02 08:00,3\n" * 1_000
    monkeypatch.setattr(csv_files, "MOST_ROWS", 900)
    assert refused(tmp_path, raw) == "d.csv: more than 900 rows: leave out what is not needed"
    monkeypatch.setattr(csv_files, "MOST_BYTES", 10_000)
    assert "MB of text" in refused(tmp_path, raw)


CALLS = "time,queue,prio,done,count\n" + "".join(
    f"2026-03-02 {hour:02d}:00,{queue},{prio},{done},{hour}\n"
    for hour in range(8, 12)
    for queue, prio, done in (("North", 1, "true"), ("South", 2, "false"), ("", 3, "True"))
)


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ({"queue": "North"}, 4), ({"queue": ["North", "south "]}, 8), ({"prio": 2}, 4), ({"prio": [1, "3"]}, 8),
        ({"done": True}, 8), ({"queue": "", "done": True}, 4), ({"prio": [1, 2], "done": False}, 4),
    ],
)  # fmt: skip
def test_rows_are_chosen_by_other_columns(tmp_path, where, kept):
    """One value or several, words, numbers, true and false, and empty cells; all columns must fit."""
    assert len(table(tmp_path, CALLS, where=where)) == kept


def test_a_chosen_row_keeps_its_line(tmp_path):
    """A fault after filtering names the line of the file."""
    found = table(tmp_path, CALLS.replace("South,2,false,10", "South,2,false,x"), where={"queue": "South"})
    with pytest.raises(DataError, match=r"^d.csv:9: count: 'x'"):
        found.counts("count", 100)


def test_filters_that_keep_nothing_show_what_there_is(tmp_path):
    """A value that the column does not have, and values that never come together."""
    assert refused(tmp_path, CALLS, where={"queue": "East"}) == (
        "d.csv: where: no row has 'East' in 'queue'; it has '', 'North', 'South'"
    )
    assert refused(tmp_path, CALLS, where={"queue": "North", "prio": 2}) == (
        "d.csv: where: no row has the wanted values in 'queue' and 'prio' at once"
    )
    assert refused(tmp_path, CALLS, where={"Queue": "North"}).endswith("did you mean 'queue'?")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("time,count\n2026-03-02 00:00,1,234\n", "d.csv:2: 3 cells, but the header has 2: a comma inside a number or "),
        ("time;count\n2026-03-02;1\n\n2026-03-03;1;;x\n", "d.csv:4: 4 cells, but the header has 2: a semicolon ins"),
        ("sep=|\ntime|count\n2026-03-02|1|x\n", "d.csv:3: 3 cells, but the header has 2: a bar inside a number "),
    ],
)
def test_a_row_with_more_texts_than_columns_is_refused(tmp_path, raw, sentence):
    """A comma without quotes moves all that follows by a column: '1,234' would be 1."""
    assert refused(tmp_path, raw).startswith(sentence)


def test_empty_cells_behind_the_last_column_are_none(tmp_path):
    """Spreadsheets leave commas behind rows; they say nothing."""
    assert table(tmp_path, "time,count\n2026-03-02,1,, \n2026-03-03,2,\n").cells("count") == ["1", "2"]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ('time,count\na,"hello\nb,2\nc,3\n', "d.csv:2: a quote opens here and is not closed"),
        ('time,count\na,"two\nlines"\nb,"x\nc,3\n', "d.csv:4: a quote opens here and is not closed"),
        ('time,count\na,"two\nlines","x', "d.csv:3: a quote opens here and is not closed"),
        ('time,count\na,"two\nlines","x\nc,3\n', "d.csv:3: a quote opens here and is not closed"),
        ('sep=,\ntime,count\na,"say ""so"" \nc,3\n', "d.csv:3: a quote opens here and is not closed"),
        ('time,count\na,1\nb,"' + "x,1\n" * 40_000, "d.csv:3: a quote opens here and is not closed"),
        (
            'time,count\na,"hello\nb,"two"\nc,3\n',
            "d.csv:3: a text goes on after its closing quote; the quote before it was opened on line 2: a quote within "
            "a text is written twice",
        ),
        ('time,count\na,"say "so""\n', "d.csv:2: a text goes on after its closing quote: a quote within a text is "),
    ],
)
def test_a_quote_that_is_not_closed_is_named_by_its_line(tmp_path, raw, sentence):
    """It would take the rows behind it for one cell."""
    assert refused(tmp_path, raw).startswith(sentence)


def test_an_empty_file_is_said_to_be_empty(tmp_path):
    """Nothing, or nothing but empty lines."""
    for raw in ("", "\n\n", "\ntime,count\n"):
        assert refused(tmp_path, raw) == "d.csv: the file is empty, or its first line is"


@pytest.mark.parametrize("cells", ["1.234", "2 1.234", "-1.234 12.345 7", "999.000 1.000"])
def test_three_digits_behind_every_point_are_asked_about(tmp_path, cells):
    """'1.234' beside semicolons or tabs is 1234 in half of Europe; beside commas it is what it says."""
    first = next(cell for cell in cells.split() if "." in cell)
    rows = "\n".join(f"x;{cell}" for cell in cells.split())
    whole = first.replace(".", "")
    for read in (lambda found: found.numbers("count"), lambda found: found.lengths_us("count", "s")):
        for mark in (";", "\t"):
            with pytest.raises(DataError, match=rf"'{first}' may be {whole} or {first}: write {whole}, or {first}0$"):
                read(table(tmp_path, f"time;count\n{rows}\n".replace(";", mark)))
    for mark in (",", "|"):
        found = table(tmp_path, f"time;count\n{rows}\n".replace(";", mark)).numbers("count")
        assert found.tolist() == [float(cell) for cell in cells.split()]


@pytest.mark.parametrize("cells", ["1.234 2.5", "0.125", "1234.500", "1.2340", "12 13"])
def test_points_that_cannot_divide_thousands_are_decimal_points(tmp_path, cells):
    """One number with another count of digits tells what the point of its column is."""
    rows = "\n".join(f"x;{cell}" for cell in cells.split())
    found = table(tmp_path, f"time;count\n{rows}\n").numbers("count")
    assert found.tolist() == [float(cell) for cell in cells.split()]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1 234", ": it separates thousands: write 1234"),
        ("1\u202f234\u202f567", ": it separates thousands: write 1234567"),
        ("1'234.5", ": it separates thousands: write 1234.5"),
        ("1.234.567", ": it separates thousands: write 1234567"),
        ("1.234,5", ": it separates thousands: write 1234.5"),
        ("12 calls", ": it has words"),
        ("约12", ": it has words"),
        ("n/a", ": it has words"),
        ("", ": the cell is empty"),
        (" ", ": the cell is empty"),
        ("nan", ""),
        ("-inf", ""),
        ("12 %", ""),
        ("1:30", ""),
    ],
)
def test_a_cell_that_is_no_number_is_told_why(tmp_path, cell, why):
    """Thousands with blanks, points or marks, words, and nothing at all have sentences of their own."""
    found = table(tmp_path, f'time;count\nx;"{cell}"\n')
    with pytest.raises(DataError, match=r" is not a number of at least 0" + re.escape(why) + "$"):
        found.numbers("count", low=0.0)


@pytest.mark.parametrize(
    ("words", "encoding", "is_said"),
    [
        ("Müll Straße", "latin-1", True),
        ("路燈 噪音 違停", "big5", True),
        ("市民 中央", "big5", True),
        ("騒音 ごみ 街灯", "shift-jis", True),
        ("路灯 噪音 违停", "gbk", False),
        ("井盖 占道经营 （其他）", "gb18030", False),
        ("Müll Straße", "utf-8", False),
        ("noise litter", "latin-1", False),
    ],
)
def test_words_that_do_not_look_chinese_are_said_to_be_read_as_gb18030(tmp_path, words, encoding, is_said):
    """Any 8-bit text can be read as GB18030: 'Müll' is 'M黮l' then. Plain Chinese, UTF-8 and ASCII are not."""
    raw = "time,kind\n" + "".join(f"2026-03-02 08:00,{word}\n" for word in words.split())
    found = table(tmp_path, raw.encode(encoding), ["time", "kind"])
    sentence = "d.csv: read as GB18030: if its words look wrong, save it as UTF-8"
    assert found.warnings == ([sentence] if is_said else [])


def test_a_word_that_is_not_known_may_be_of_another_encoding(tmp_path):
    """The sentence about a type, and about a value that no row has, says what the file was read as."""
    raw = "time,kind\n2026-03-02 08:00,Müll\n".encode("latin-1")
    found = table(tmp_path, raw, ["time", "kind"])
    with pytest.raises(
        DataError, match=r"is new; the file is read as GB18030: if its words look wrong, save it as UTF"
    ):
        found.words("kind", {"Müll": 0}, lambda: "is new")
    said = refused(tmp_path, raw, ["time"], where={"kind": "Müll"})
    assert said.endswith("; the file is read as GB18030: if its words look wrong, save it as UTF-8")
    with pytest.raises(DataError, match=r"is new$"):
        table(tmp_path, "time,kind\n2026-03-02 08:00,Müll\n", ["kind"]).words("kind", {"Mull": 0}, lambda: "is new")


def test_a_wanted_value_that_no_row_has_is_named(tmp_path):
    """A slip in one of several values loses its rows: it is said, whether the others have rows or not."""
    raw = "time,kind\n2026-03-02 08:00,a\n2026-03-02 09:00,b\n"
    found = table(tmp_path, raw, ["time"], where={"kind": ["a", "B", "bb", 3]})
    assert found.warnings == ["d.csv: where: no row has 'bb' or '3' in 'kind'"]
    assert table(tmp_path, raw, ["time"], where={"kind": [" A ", "B"]}).warnings == []


@pytest.mark.parametrize(
    ("at_midnight", "others", "said"),
    [(199, 1, "199 of 200"), (2, 8, "2 of 10"), (5, 0, "all 5"), (1, 9, None), (2, 9, None), (1, 0, None)],
)
def test_many_times_at_midnight_have_lost_their_time_of_day(tmp_path, at_midnight, others, said):
    """A fifth of all times at 00:00:00, and more than one, is asked about."""
    rows = [f"{MONDAY} 00:00:00"] * at_midnight + [f"{MONDAY} 0{1 + number % 9}:13:00" for number in range(others)]
    write_csv(tmp_path, "d.csv", "time", rows)
    plan = plan_of(
        tmp_path, clock={"start": MONDAY}, demand={"a": {"stamps": {"file": "d.csv"}, "types": {"any": 1.0}}}
    )
    sentence = f"d.csv: time: {said} times are midnight: did the file lose the time of day?"
    assert plan.warnings == ((sentence,) if said else ())


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_comma_behind_a_zero_divides_decimals(tmp_path, mark):
    """'0,333' cannot be thousands, in lengths as in numbers, and tells what '1,250' beside it is."""
    found = table(tmp_path, f'time{mark}count\nx{mark}"0,333"\nx{mark}"1,250"\nx{mark}"-0,512"\n')
    assert found.numbers("count").tolist() == [0.333, 1.25, -0.512]
    found = table(tmp_path, f'time{mark}count\nx{mark}"0,500"\n')
    assert found.lengths_us("count", "h").tolist() == [1_800_000_000]
