"""Parquet files are read as the texts that the same table has as CSV."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from sim.errors import DataError
from sim.plans.tables import Table, open_table
from sim.scenario.schema_demand import Counts, Stamps

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(path: Path, *columns: str) -> Table:
    return open_table(Stamps.model_validate({"file": path.name, "time": columns[0]}), str(path.parent), [*columns])


def written(folder: Path, **columns: pa.Array) -> Path:
    path = folder / "calls.parquet"
    parquet.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array(["投诉", None, " a,b "]), ["投诉", "", " a,b "]),
        (pa.array(["x", "y", "x"]).dictionary_encode(), ["x", "y", "x"]),
        (pa.array([1, None, -3]), ["1", "", "-3"]),
        (pa.array([1.0, None, 2.5]), ["1", "", "2.5"]),
        (pa.array([float("nan"), 1e15, 1e-7]), ["", "1000000000000000", "1e-07"]),
        (pa.array([True, False, None]), ["true", "false", ""]),
        (pa.array([Decimal("1.20"), None, Decimal("3.00")]), ["1.20", "", "3.00"]),
        (pa.array([date(2026, 3, 1), None, date(2026, 3, 2)]), ["2026-03-01", "", "2026-03-02"]),
        (
            pa.array([datetime(2026, 3, 1, 8), None, datetime(2026, 3, 1, 23, 59, 59)]),
            ["2026-03-01 08:00:00", "", "2026-03-01 23:59:59"],
        ),
        (
            pa.array([datetime(2026, 3, 1, 8, 0, 0, 250_000), None, datetime(2026, 3, 1, 9)], pa.timestamp("ms")),
            ["2026-03-01 08:00:00.250000", "", "2026-03-01 09:00:00.000000"],
        ),
        (
            pa.array([datetime(2026, 3, 1, 0, tzinfo=UTC)], pa.timestamp("ns", tz="Asia/Shanghai")),
            ["2026-03-01 08:00:00+0800"],
        ),
        (pa.array([time(8, 30), None, time(9, 0, 1)]), ["08:30:00", "", "09:00:01"]),
        (
            pa.array([timedelta(hours=27, seconds=5), None, timedelta(seconds=-1.5)]),
            ["27:00:05", "", "-0:00:01.500000"],
        ),
    ],
)
def test_each_type_is_the_text_that_a_database_would_write(tmp_path: Path, column: pa.Array, texts: list[str]) -> None:
    assert read(written(tmp_path, it=column), "it").columns["it"] == texts


def test_rows_have_their_numbers(tmp_path: Path) -> None:
    """The first row is number 1: a Parquet file has no line with names."""
    path = written(tmp_path, n=pa.array(["5", "x", "7"]))
    with pytest.raises(DataError, match=r"^calls\.parquet:2: n: 'x' is not a number"):
        read(path, "n").numbers("n")


def test_only_some_columns_are_read_and_in_their_own_order(tmp_path: Path) -> None:
    path = written(tmp_path, a=pa.array(["1"]), list=pa.array([[1, 2]]), b=pa.array(["2"]))
    assert read(path, "b", "a").columns == {"b": ["2"], "a": ["1"]}


def test_long_tables_are_read_block_by_block(tmp_path: Path) -> None:
    path = written(tmp_path, n=pa.array(range(150_000)))
    assert read(path, "n").columns["n"] == [str(k) for k in range(150_000)]


def test_what_pandas_writes_is_read(tmp_path: Path) -> None:
    times = pd.to_datetime(["2026-03-01 08:00:00", None, "2026-03-01 09:00:30"])
    frame = pd.DataFrame({"time": times, "calls": [3, None, 4], "kind": pd.Categorical(["a", "b", "a"])}).iloc[[0, 2]]
    path = tmp_path / "pandas.parquet"
    frame.to_parquet(path)
    table = open_table(Counts(file=path.name, time="time"), str(tmp_path), ["time", "calls", "kind"])
    assert table.columns == {
        "time": ["2026-03-01 08:00:00", "2026-03-01 09:00:30"], "calls": ["3", "4"], "kind": ["a", "a"],
    }  # fmt: skip


def test_files_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, a=pa.array([[1, 2]]), b=pa.array([b"\x01"]))
    for column, kind in (("a", "list<element: int64>"), ("b", "binary")):
        with pytest.raises(DataError) as told:
            read(path, column)
        assert str(told.value) == (
            f"calls.parquet: {column}: this column holds {kind}, neither texts, numbers nor times: "
            "write it as one of these"
        )
    with pytest.raises(DataError, match=r"^calls\.parquet: no column 'c': the columns are a, b$"):
        read(path, "c")
    whole = written(tmp_path, a=pa.array(range(1_000))).read_bytes()
    for part in (whole[:4], whole[: len(whole) // 2], whole[:-1]):
        path.write_bytes(part)
        with pytest.raises(DataError, match=r"^calls\.parquet: begins like a Parquet file but cannot be read to its"):
            read(path, "a")


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.parquet"
    parquet.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]), path)
    with pytest.raises(DataError, match=r"^twice\.parquet: the column 'a' stands twice$"):
        read(path, "a")
