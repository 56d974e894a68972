"""What a person sees of rows that are predicted: what fits, the answer before all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.cli import show
from engine.cli.tables import cells, chosen, fitting

if TYPE_CHECKING:
    from polars import DataFrame

    from engine.cli.output import Output
    from engine.runs.picturing import PredictingArrays
    from engine.runs.predicting import Predicting

Columns = dict[str, list[str]]

WORDS = ("p", "score")
"""What the share of a class is called, its name in brackets behind it."""


def show_predicted(predicting: Predicting | PredictingArrays, output: Output) -> None:
    """Show the first rows, and as many of their columns as fit.

    Where not all do, only the share of the class that is predicted is told.
    """
    first, rows = _first(predicting.chunks())
    columns, width = _written(first, predicting.names), output.console.width
    shown = chosen(columns, _first_of(columns), width)
    if len(shown) < len(columns):
        brief = _likeliest(columns)
        shown = chosen(brief, _first_of(brief), width)
        output.show(fitting(brief, _first_of(brief), width))
    else:
        output.show(fitting(columns, [], width))
    more = {"row": rows - len(first), "column": len(columns) - len(shown)}
    told = [f"{n} more {what}{'s' * (n > 1)}" for what, n in more.items() if n > 0]
    if told:
        them = "them" if sum(more.values()) > 1 else "it"
        output.show(f"... and {' and '.join(told)}; -o FILE writes {them} all")


def _first(frames: Iterator[DataFrame]) -> tuple[DataFrame, int]:
    """Give the first rows, and how many there are."""
    first = next(frames)
    rows = len(first) + sum(map(len, frames))
    return first.head(show.MOST_ROWS), rows


def _written(frame: DataFrame, new: Sequence[str]) -> Columns:
    """Write the cells of rows: what each is called, its values, what is predicted."""
    given = [name for name in frame.columns if name not in new]
    columns = {name: cells(frame[name]) for name in given}
    columns |= {name: cells(frame[name], _format(name)) for name in new}
    if given[:1] in (["row"], ["file"]):
        return columns
    called = "row" if "row" not in columns else "number of the row"
    return {called: [str(i + 1) for i in range(len(frame))], **columns}


def _first_of(columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Name the columns that are shown before others: the answer, its share, the row."""
    answers = [name for name in columns if name.endswith(" predicted")]
    return [*answers, *(name for name in WORDS if name in columns), next(iter(columns))]


def _likeliest(columns: Columns) -> Columns:
    """Put the largest share of each row in the place of those of all classes."""
    for word in WORDS:
        shares = [name for name in columns if name.startswith(f"{word}(")]
        is_one = len([name for name in columns if name.endswith(" predicted")]) == 1
        if len(shares) > 1 and is_one and word not in columns:
            kept = {n: values for n, values in columns.items() if n not in shares}
            rows = zip(*(columns[name] for name in shares), strict=True)
            return {**kept, word: [max(row, key=_size) for row in rows]}
    return columns


def _size(cell: str) -> float:
    return float(cell or 0)


def _format(name: str) -> str:
    return ".6f" if name.startswith("p(") else ".6g"
