"""Tables are written by their ending, whole or not at all."""

import polars as pl
import pytest

from engine.atomic_write import write_whole
from engine.data.tables.opening import open_file
from engine.data.tables.writing import write_table
from engine.errors import LonghandError
from tests.data.tables.writing import values

FRAME = pl.DataFrame({"a": ['x, "y"\nz', None], "b": [0.1, 2.0]})


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.parquet", "a.jsonl", "a.ndjson"])
def test_what_is_written_is_read_back(tmp_path, name):
    write_table(FRAME, tmp_path / name)
    read = values(open_file(tmp_path / name))
    assert read["a"] == ['x, "y"\nz', None]
    assert [float(x) for x in read["b"]] == [0.1, 2.0]
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(LonghandError, match=r"\.csv, .* or \.ndjson, by the ending"):
        write_table(FRAME, tmp_path / "a.txt")
    with pytest.raises(LonghandError, match=r"hint: Excel opens \.csv as well"):
        write_table(FRAME, tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(LonghandError, match="there is no folder"):
        write_table(FRAME, tmp_path / "gone" / "a.csv")


def test_what_was_there_stays_if_writing_fails(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    write_whole(path, b"before")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(LonghandError, match="No space left on device"):
        write_table(FRAME, path)
    assert path.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]
