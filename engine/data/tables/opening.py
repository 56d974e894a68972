"""x"""

import polars as pl
from pathlib import Path
from engine.data.tables import Table


class Frame(Table):
    def __init__(self, called, frame):
        self.called = called
        self.frame = frame
        self.names = tuple(frame.columns)
        self.rows = len(frame)

    def column(self, name):
        return self.frame[name]

    def chunks(self, names, size):
        for i in range(0, self.rows, size):
            yield self.frame.select(list(names)).slice(i, size)


def open_table(dataset, folder: Path, budget: int | None = None) -> Table:
    return Frame(
        dataset.path,
        pl.read_csv(
            folder / dataset.path,
            infer_schema=False,
            null_values=dataset.missing_values,
        ),
    )


def open_file(path: Path, budget: int | None = None) -> Table:
    from engine.errors import SpecError, Problem

    try:
        return Frame(
            str(path),
            pl.read_csv(path, infer_schema=False, null_values=["", "NA", "?"]),
        )
    except Exception as error:
        raise SpecError([Problem(f"{path}: {error}")]) from None
