"""Tables in files: rows of named columns, which are turned into numbers."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import Field

from engine.errors import Problem
from engine.vocabulary.columns import Column
from engine.vocabulary.datasets import Dataset, Floats

MISSING = ["", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "?"]

Columns = list[str] | dict[str, Column | None]


class Tabular(Dataset):
    """A table whose columns are chosen by name.

    What is needed of it is known once it is opened, see `engine.data.load`.
    """

    is_open, has_roles = False, True

    inputs: Columns | None = None
    """The columns to learn from, with types where they should not be guessed.

    All that have no other role if left out.
    """
    outputs: Columns = Field(min_length=1)
    """The columns to predict, with types where they should not be guessed."""
    sample_weight: str | None = None
    """The column that says how much each row counts, 1 if left out."""
    missing_values: list[str] = MISSING
    """What stands where a value is missing; where nothing stands, it always is.

    A list of your own replaces the usual one, so write what you need of that as well:
    then NA may be a name.
    """

    def columns(self) -> tuple[list[str], list[str]]:
        """Name the columns that are stated, which are not yet features."""
        return list(self.inputs or []), list(self.outputs)

    def count(self) -> int:
        raise NotImplementedError

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        raise NotImplementedError

    def problems(self) -> Iterator[Problem]:
        inputs, outputs = self.columns()
        for i, name in enumerate(inputs):
            if name in outputs:
                step = i if isinstance(self.inputs, list) else name
                message = f"{name!r} is an output as well"
                yield Problem(message, ("inputs", step), "a column has one role")
        for key in ("inputs", "outputs"):
            names = [*(getattr(self, key) or ())]
            for i, name in enumerate(names):
                if name in names[:i]:
                    yield Problem(f"{name!r} stands here twice", (key, i))


class FileTable(Tabular):
    """A table in a file below the folder of the spec."""

    path: str = Field(min_length=1)
    """Where the file is, from the folder of the spec."""


class Csv(FileTable):
    """A text with a line for each row, fields apart by commas or the like.

    Use: what spreadsheets, databases and most archives give.
    Source: Shafranovich (2005), Common format and MIME type for comma-separated values
    files, RFC 4180.
    """

    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    """What stands between fields: `,` `;` `|` or a tab; found out if left out."""
    encoding: str | None = None
    """Such as "utf-8", "utf-16" or "cp1252"; found out if left out."""
    header: bool | None = None
    """Whether the first line names the columns, else they are column_1, column_2, ...

    Found out if left out.
    """

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        mark = self.delimiter
        if mark and (not mark.isascii() or mark.isalnum() or mark in '"\r\n\0'):
            hint = 'such as ";", or "\\t" for a tab'
            yield Problem(f"{mark!r} cannot divide fields", ("delimiter",), hint)
        if self.encoding and not is_encoding(self.encoding):
            message = f"there is no encoding {self.encoding!r}"
            hint = "leave it out, or say utf-8, utf-16, cp1252, ..."
            yield Problem(message, ("encoding",), hint)


class Parquet(FileTable):
    """A table stored by columns, with their types.

    Use: large tables; it is small and fast to read.
    Source: the Apache Parquet format.
    """


class Excel(FileTable):
    """A sheet of a workbook; its first row names the columns.

    Use: what people send each other.
    Source: ECMA-376, Office Open XML.
    """

    sheet: str | None = None
    """The name of the sheet, the first if left out."""


class JsonLines(FileTable):
    """A text with a JSON object for each row.

    Use: logs, and what programs give each other.
    Source: the JSON Lines format.
    """


class Sklearn(Tabular):
    """One of the tables that come with scikit-learn.

    Use: well-known data to compare by; it needs scikit-learn.
    Source: scikit-learn's `load_iris` and its like.
    """

    name: Literal["iris", "wine", "breast_cancer", "digits", "diabetes"]
    """Which one."""
    outputs: Columns = Field(default=["target"], min_length=1)
    """The columns to predict."""


def is_encoding(name: str) -> bool:
    """Tell whether texts are written so."""
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        return False
    return True


WORDS = (Csv, Parquet, Excel, JsonLines, Sklearn)
