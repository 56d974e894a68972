"""The verb that predicts with a saved run."""

from argparse import Namespace
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cli.output import Output
from engine.cli.predicted import show_predicted
from engine.cli.tables import fitting
from engine.data.arrays.inputs import FILES, begins_as_array
from engine.data.arrays.pictures import ENDINGS as PICTURES
from engine.data.tables.opening import ENDINGS
from engine.errors import LonghandError
from engine.runs import Saved, open_run, open_trainer
from engine.runs.given import few, own_table, table_in, typed_table
from engine.runs.sources import learned_from

if TYPE_CHECKING:
    from engine.data.tables import Table
    from engine.runs.picturing import PredictingArrays
    from engine.runs.predicting import Predicting

TEXTS = (".csv", ".tsv", ".txt", ".json")
"""What the names of tables end with, beside those whose ending tells their kind."""


def run_predict(asked: Namespace, output: Output) -> int:
    """Predict rows that are typed or in a file, or those that a run learned from."""
    saved = open_run(asked.run)
    if asked.o:
        from engine.data.tables.writing import check_place  # noqa: PLC0415 - for files

        check_place(asked.o)
        _check_kept(saved, asked)
    if predicting := _predicting(saved, asked):
        _tell(predicting, asked, output)
        return 0
    known, names = saved.model.schema, saved.model.answers
    rows = [_row(text, known.inputs) for text in asked.rows]
    x = np.array(rows) if rows else open_trainer(asked.run).parts.train.x
    predicted = saved.predict(x)
    if asked.json:
        output.document({"outputs": names, "predictions": predicted.tolist()})
        return 0
    given = zip(known.inputs, x.reshape(len(predicted), -1).T, strict=True)
    columns = {name: [f"{v:g}" for v in values] for name, values in given}
    for name, values in zip(names, predicted.T, strict=True):
        columns[name] = [f"{v:.6f}" for v in values]
    output.show(fitting(columns, names, output.console.width))
    return 0


def _check_kept(saved: Saved, asked: Namespace) -> None:
    """Refuse to write over what is read, or what the run learned from."""
    files = [*map(Path, asked.rows), learned_from(saved.folder)]
    there = [file for file in files if file and file.exists()]
    if asked.o.exists() and any(file.samefile(asked.o) for file in there):
        msg = f"{asked.o}: this is data that is read, or was learned from"
        raise LonghandError(f"{msg}\nhint: choose another name")


def _predicting(
    saved: Saved, asked: Namespace
) -> "Predicting | PredictingArrays | None":
    """Find what predicts a table or arrays; None for rows of plain numbers."""
    is_table = saved.codes is not None
    files = [word for word in asked.rows if _is_file(word, folders=not is_table)]
    arrays = [file for file in files if _has_arrays(file)]
    _check_files(saved, asked.rows, files, arrays)
    has_arrays = saved.model.spec.dataset.from_files and not is_table
    if (arrays and not is_table) or (has_arrays and not asked.rows):
        from engine.runs import picturing  # noqa: PLC0415 - only for arrays

        paths = [*map(Path, arrays)]
        own = picturing.own_arrays
        given = picturing.arrays_in(saved, paths) if arrays else own(saved)
        return picturing.PredictingArrays(saved, given)
    if files or is_table or asked.o:
        from engine.runs.predicting import Predicting  # noqa: PLC0415 - only for tables

        return Predicting(saved, _table(saved, asked.rows, files))
    return None


def _check_files(
    saved: Saved, words: Sequence[str], files: Sequence[str], arrays: Sequence[str]
) -> None:
    """Refuse files of another kind than the run learned from, and too many of them."""
    is_table = saved.codes is not None
    if files and len(words) > 1 and not all(map(_is_picture, words)):
        msg = f"{files[0]!r} is a file, and {len(words) - 1} more is given"
        raise LonghandError(f"{msg}\nhint: predict one file at a time")
    if is_table and any(Path(file).suffix.lower() != ".gz" for file in arrays):
        msg = f"{arrays[0]}: this run learned from a table, and this is none"
        raise LonghandError(f"{msg}\nhint: name a table, such as new.csv")
    if files and not arrays and not is_table and saved.model.spec.dataset.from_files:
        msg = f"{files[0]}: this run learned from arrays, not from a table"
        raise LonghandError(f"{msg}\nhint: {_ARRAYS}")


_ARRAYS = "name a file such as new.npy or new.npz, pictures, or a folder of them"


def _tell(
    predicting: "Predicting | PredictingArrays", asked: Namespace, output: Output
) -> None:
    """Tell what is predicted: to a file, as a document, or for people."""
    for name in predicting.replaced:
        output.say(f"column {name!r}: it was there already, and is replaced")
    if asked.o:
        from engine.data.tables.writing import write_frames  # noqa: PLC0415 - as above

        rows = write_frames(predicting.chunks(), asked.o)
        count = "1 row" if rows == 1 else f"{rows} rows"
        output.say(f"{count} predicted, written to {asked.o}")
    elif asked.json:
        output.document(_document(predicting))
    else:
        show_predicted(predicting, output)
    for line in predicting.told():
        output.say(line)


def _table(saved: Saved, words: Sequence[str], files: Sequence[str]) -> "Table":
    """Open a table, or take what was typed or learned from for one."""
    if files:
        return table_in(saved, Path(files[0]))
    if words or saved.codes is not None:
        return typed_table(saved, words) if words else own_table(saved)
    x = open_trainer(saved.folder).parts.train.x
    return typed_table(saved, [",".join(map(str, row)) for row in x.tolist()])


def _document(predicting: "Predicting | PredictingArrays") -> dict[str, Any]:
    names = predicting.names
    frames = [frame.select(names) for frame in predicting.chunks()]
    rows = [list(row) for frame in frames for row in frame.iter_rows()]
    return {"outputs": names, "predictions": rows, **predicting.counts}


def _is_file(word: str, *, folders: bool) -> bool:
    """Tell whether a word is a file that is there, or should be; or a folder."""
    path = Path(word)
    endings = (*ENDINGS, *TEXTS, *FILES)
    is_like_one = path.suffix.lower() in endings and "=" not in word
    return is_like_one or path.is_file() or (folders and path.is_dir())


def _has_arrays(word: str) -> bool:
    """Tell whether a file has arrays or pictures in it, or a folder has some."""
    path, ending = Path(word), Path(word).suffix.lower()
    if ending in FILES or path.is_dir():
        return True
    is_table = ending in (*ENDINGS, *TEXTS)
    return not is_table and path.is_file() and begins_as_array(path)


def _is_picture(word: str) -> bool:
    return Path(word).suffix.lower() in PICTURES


def _row(text: str, inputs: tuple[str, ...]) -> list[float]:
    """Read a row typed on the command line."""
    try:
        row = [float(part) for part in text.split(",")]
    except ValueError:
        row = []
    if len(row) != len(inputs) or not all(map(isfinite, row)):
        msg = (
            f"{text!r} is not a row of inputs\n"
            f"hint: write {len(inputs)} numbers with commas: {few(inputs)}; "
            "or name a file"
        )
        raise LonghandError(msg)
    return row
