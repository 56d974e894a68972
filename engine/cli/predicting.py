"""The verb that predicts with a saved run."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cli import show
from engine.cli.output import Output
from engine.cli.tables import cells, fitting
from engine.data.tables.opening import ENDINGS
from engine.errors import LonghandError
from engine.runs import Saved, open_run, open_trainer

if TYPE_CHECKING:
    from polars import DataFrame

    from engine.data.tables import Table
    from engine.runs.predicting import Predicting

TEXTS = (".csv", ".tsv", ".txt", ".json")
"""What the names of tables end with, beside those whose ending tells their kind."""


def run_predict(asked: Namespace, output: Output) -> int:
    """Predict rows that are typed or in a file, or those that a run learned from."""
    saved = open_run(asked.run)
    files = [word for word in asked.rows if _is_file(word)]
    if files or saved.codes is not None or asked.o:
        _predict_table(saved, asked, files, output)
        return 0
    known, names = saved.model.signature, saved.model.answers
    rows = [_row(text, known.inputs) for text in asked.rows]
    x = np.array(rows) if rows else open_trainer(asked.run).parts.train.x
    predicted = saved.predict(x)
    if asked.json:
        output.document({"outputs": names, "predictions": predicted.tolist()})
        return 0
    made = show.table(*known.inputs, *names, numbers=names)
    for given, answer in zip(x.reshape(len(predicted), -1), predicted, strict=True):
        made.add_row(*(f"{v:g}" for v in given), *(f"{v:.6f}" for v in answer))
    output.show(made)
    return 0


def _predict_table(
    saved: Saved, asked: Namespace, files: Sequence[str], output: Output
) -> None:
    """Predict the rows of a table: to a file, as a document, or for people."""
    # Only tables need these.
    from engine.data.tables.writing import check_place, write_frames  # noqa: PLC0415
    from engine.runs.predicting import Predicting  # noqa: PLC0415 - only for tables

    if asked.o:
        check_place(asked.o)
    predicting = Predicting(saved, _table(saved, asked.rows, files))
    for name in predicting.replaced:
        output.say(f"column {name!r}: it was there already, and is replaced")
    if asked.o:
        rows = write_frames(predicting.chunks(), asked.o)
        output.say(f"{rows} rows predicted, written to {asked.o}")
    elif asked.json:
        output.document(_document(predicting))
    else:
        _show(predicting, output)
    for line in predicting.told():
        output.say(line)


def _table(saved: Saved, words: Sequence[str], files: Sequence[str]) -> "Table":
    # As above.
    from engine.runs.given import own_table, table_in, typed_table  # noqa: PLC0415

    if files and len(words) > 1:
        msg = f"{files[0]!r} is a file, and {len(words) - 1} more is given"
        raise LonghandError(f"{msg}\nhint: predict one file at a time")
    if files and saved.codes is None and saved.model.spec.dataset.from_files:
        msg = f"{files[0]}: this run learned from arrays, not from a table"
        how = f"engine.open_run({str(saved.folder)!r}).predict(x)"
        raise LonghandError(f"{msg}\nhint: new ones are predicted in Python: {how}")
    if files:
        return table_in(saved, Path(files[0]))
    if words or saved.codes is not None:
        return typed_table(saved, words) if words else own_table(saved)
    x = open_trainer(saved.folder).parts.train.x
    return typed_table(saved, [",".join(map(str, row)) for row in x.tolist()])


def _document(predicting: "Predicting") -> dict[str, Any]:
    names = predicting.names
    frames = [frame.select(names) for frame in predicting.chunks()]
    rows = [list(row) for frame in frames for row in frame.iter_rows()]
    met, left_out = predicting.met, predicting.left_out
    counts = {"missing": met.missing, "unseen": met.unseen, "left_out": left_out}
    return {"outputs": names, "predictions": rows, **counts}


def _show(predicting: "Predicting", output: Output) -> None:
    """Show the first rows, and as many of their columns as fit."""
    first, rows = _first(predicting.chunks())
    new = predicting.names
    given = [name for name in first.columns if name not in new]
    columns = {name: cells(first[name]) for name in given}
    columns |= {name: cells(first[name], _format(name)) for name in new}
    output.show(fitting(columns, new, output.console.width))
    if rows > len(first):
        output.show(f"... and {rows - len(first)} more rows; -o FILE writes them all")


def _first(frames: Iterator["DataFrame"]) -> tuple["DataFrame", int]:
    """Give the first rows, and how many there are."""
    first = next(frames)
    rows = len(first) + sum(map(len, frames))
    return first.head(show.MOST_ROWS), rows


def _format(name: str) -> str:
    return ".6f" if name.startswith("p(") else ".6g"


def _is_file(word: str) -> bool:
    """Tell whether a word is a file that is there, or should be."""
    path = Path(word)
    is_like_one = path.suffix.lower() in (*ENDINGS, *TEXTS) and "=" not in word
    return is_like_one or path.is_file()


def _row(text: str, inputs: tuple[str, ...]) -> list[float]:
    """Read a row typed on the command line."""
    try:
        row = [float(part) for part in text.split(",")]
    except ValueError:
        row = []
    if len(row) != len(inputs) or not all(map(isfinite, row)):
        msg = (
            f"{text!r} is not a row of inputs\n"
            f"hint: write {len(inputs)} numbers with commas: {','.join(inputs)}; "
            "or name a file"
        )
        raise LonghandError(msg)
    return row
