"""Each column of a log stands once, and says of itself what its numbers mean."""

from __future__ import annotations

import io
import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim import load_scenario, simulate
from sim.logs.columns import LOGS, NAMED
from sim.rules.codes import Outcome, Stage
from sim.store.logs import log_files


@pytest.mark.parametrize("log", LOGS)
def test_what_a_column_holds_is_its_width(log: str) -> None:
    """Instants and keys have 64 bits, numbers 32, codes and small ones 8; only instants are called `..._us`."""
    for name, column in LOGS[log].columns.items():
        bits = {"instant": 64, "key": 64, "number": 32, "name": 32, "small": 8, "code": 8}[column.holds]
        assert (column.name, column.dtype) == (name, np.dtype(f"int{bits}"))
        assert name.endswith("_us") == (column.holds == "instant")
        assert (column.codes is not None) == (column.holds == "code")
        assert column.holds != "name" or name in NAMED
        if column.codes is not None:
            assert set(column.codes) <= set(range(128))


@pytest.mark.parametrize("log", LOGS)
def test_rows_are_sorted_by_columns_of_their_own(log: str) -> None:
    """A log is sorted by some of its columns; one that is numbered by its first."""
    shape = LOGS[log]
    assert set(shape.sort_by) <= set(shape.columns)
    assert not shape.is_numbered or shape.sort_by == (next(iter(shape.columns)),)


def test_words_of_numbers() -> None:
    """A code has the name of its kind, a gap none; a place has the scenario's name; a plain number has no words."""
    assert LOGS["contacts"].columns["outcome"].words({}) == tuple(kind.name.lower() for kind in Outcome)
    assert LOGS["tickets"].columns["state"].words({})[5] is None
    assert LOGS["tasks"].columns["stage"].words({})[Stage.FOLLOW_UP] == "follow_up"
    assert LOGS["tasks"].columns["unit"].words({"unit": ["road", "park"]}) == ("road", "park")
    assert LOGS["tasks"].columns["visit"].words({}) is None


def test_a_file_explains_its_codes() -> None:
    """Whoever reads the Parquet files without the program finds meaning and codes in the columns' own metadata."""
    log = simulate(load_scenario("template_chain").replace({"clock.days": 1, "published": []}))
    files = log_files(log)
    assert len(files) == len(LOGS)
    for name, data in files.items():
        schema = pq.read_schema(io.BytesIO(data))
        shape = next(LOGS[log].columns for log in LOGS if name.rpartition("/")[2].startswith(log))
        assert schema.names == list(shape)
        for column in shape.values():
            told = {key.decode(): text.decode() for key, text in schema.field(column.name).metadata.items()}
            assert (told["meaning"], told["holds"]) == (column.meaning, column.holds)
            codes = {int(number): word for number, word in json.loads(told.get("codes", "{}")).items()}
            assert codes == {int(code): code.name.lower() for code in column.codes or ()}
        assert json.loads(schema.metadata[b"names"])["unit"] == list(log.plan.unit_names)
