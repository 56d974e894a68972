"""A table that does not fit into memory is copied, and read from there in pieces."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from engine.data.tables import HELD, Asked
from engine.data.tables.opening import open_file
from tests.data.tables.writing import opened, values

BUDGET = 16 * 2**20
BESIDE = 192 * 2**20
"""How much memory polars takes beside the budget while it copies a table."""

TEXT = "a,b\n" + "".join(f"{i}, x{i % 7}\n" for i in range(40_000))


def test_a_large_table_is_the_same(tmp_path):
    small, large = opened(tmp_path, TEXT), opened(tmp_path, TEXT, 1000)
    assert isinstance(large.frame, pl.LazyFrame)  # pyright: ignore[reportAttributeAccessIssue]
    assert values(large) == values(small)
    assert (large.rows, large.names) == (40_000, ("a", "b"))
    parts = list(large.chunks(["b"], 30_000))
    assert [part.height for part in parts] == [30_000, 10_000]
    assert pl.concat(parts)["b"].to_list() == values(small)["b"]
    assert large.place(39_999, "b") == small.place(39_999, "b")


def test_empty_rows_of_a_large_table_are_left_out(tmp_path):
    table = opened(tmp_path, TEXT + "\n,\n1,2\n", 1000)
    assert (table.rows, table.empty) == (40_001, 2)


def test_gaps_in_all_columns_are_no_empty_rows(tmp_path):
    for budget in (None, 1000):
        table = opened(tmp_path, TEXT + ",2\n3,\n", budget)
        assert (table.rows, table.empty) == (40_002, 0)


@pytest.mark.parametrize(
    ("budget", "size", "free", "is_large"),
    [
        (None, HELD + 1, 10 * HELD, False),
        (10 * HELD, HELD, 10 * HELD, False),
        (10 * HELD, HELD + 1, 10 * HELD, True),
        (10 * HELD, HELD + 1, 2 * HELD, False),
        (HELD // 2, HELD // 2 + 1, 0, True),
    ],
)
def test_what_is_not_small_goes_to_disk_where_there_is_room(
    budget, size, free, is_large, monkeypatch
):
    usage = SimpleNamespace(free=free)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert Asked(budget=budget).is_large(size) is is_large


def test_short_rows_of_a_large_table_are_found(tmp_path):
    assert opened(tmp_path, TEXT + "1,\n", 1000).rows == 40_001
    assert refused_if_large(tmp_path, TEXT + "1\n") == 40_002
    assert refused_if_large(tmp_path, TEXT + "1,2,3\n") == 40_002


def refused_if_large(folder: Path, text: str) -> int:
    from engine.errors import SpecError

    try:
        opened(folder, text, 1000)
    except SpecError as error:
        place = error.problems[0].place
        assert place is not None
        return place.line
    msg = "no error"
    raise AssertionError(msg)


@pytest.mark.parametrize("ending", ["parquet", "ndjson"])
def test_other_files_that_are_large(tmp_path, ending):
    frame = pl.DataFrame({"a": [str(i) for i in range(1000)]})
    path = tmp_path / f"a.{ending}"
    (frame.write_parquet if ending == "parquet" else frame.write_ndjson)(path)
    table = open_file(path, budget=100)
    assert isinstance(table.frame, pl.LazyFrame)  # pyright: ignore[reportAttributeAccessIssue]
    assert values(table)["a"] == frame["a"].to_list()


def test_copies_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "files").mkdir()
    table = opened(tmp_path / "files", TEXT.encode("utf-16"), 1000)
    assert len(list(tmp_path.glob("longhand-*"))) == 2
    del table
    assert not list(tmp_path.glob("longhand-*"))


WATCHED = """
import sys, threading, time
from pathlib import Path
from engine.data.tables.opening import open_file

def private():
    text = Path("/proc/self/status").read_text()
    return 1024 * int(text.split("RssAnon:")[1].split()[0])

def watch():
    while True:
        peak[0] = max(peak[0], private())
        time.sleep(0.002)

open_file(Path(sys.argv[1]))
before = private()
peak = [before]
threading.Thread(target=watch, daemon=True).start()
table = open_file(Path(sys.argv[2]), int(sys.argv[3]))
rows = sum(part.height for part in table.chunks(table.names, 10_000))
print(rows, peak[0] - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_memory_stays_within_the_budget(tmp_path):
    """200 MB of text, which are 600 MB as a table."""
    row = ",".join(f"{i}.12345678" for i in range(10, 30)) + "\n"
    names = ",".join(f"n{i}" for i in range(20)) + "\n"
    (tmp_path / "small.csv").write_text(names + row)
    with (tmp_path / "large.csv").open("w") as file:
        file.write(names)
        for _ in range(850):
            file.write(row * 1000)
    files = (str(tmp_path / "small.csv"), str(tmp_path / "large.csv"))
    command = [sys.executable, "-c", WATCHED, *files, str(BUDGET)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    rows, taken = map(int, done.stdout.split())
    assert rows == 850_000
    assert taken < BUDGET + BESIDE
