"""x"""

from pathlib import Path

import polars as pl

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


def open_file(path: Path, budget: int | None = None, missing=("",)) -> Table:
    if not path.is_file():
        from engine.errors import LonghandError

        raise LonghandError(f"{path}: there is no such file")
    if path.suffix == ".parquet":
        return Frame(str(path), pl.read_parquet(path))
    return Frame(
        str(path), pl.read_csv(path, infer_schema=False, null_values=list(missing))
    )


def write_table(frame, path: Path) -> None:
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_csv(path)
