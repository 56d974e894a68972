"""Files for tests of tables, and what is read of them."""

from pathlib import Path
from typing import Any

import pytest

from engine.data.tables import Table
from engine.data.tables.opening import open_table
from engine.errors import Problem, SpecError
from engine.vocabulary.datasets.files import Csv


def opened(
    folder: Path, content: str | bytes, budget: int | None = None, **said: Any
) -> Table:
    """Read a text as a table; `b` is its output unless another is said."""
    raw = content.encode() if isinstance(content, str) else content
    (folder / "a.csv").write_bytes(raw)
    said = {"outputs": ["b"], **said}
    return open_table(Csv(path="a.csv", **said), folder, budget)


def values(table: Table) -> dict[str, list[Any]]:
    """Give all columns."""
    return {name: table.column(name).to_list() for name in table.names}


def refused(folder: Path, content: str | bytes, **said: Any) -> Problem:
    """Give the one problem of a text."""
    with pytest.raises(SpecError) as error:
        opened(folder, content, **said)
    (problem,) = error.value.problems
    return problem
