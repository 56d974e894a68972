"""Predictions for the rows of a table, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.columns.encoders import Coded, Coding, Met
from engine.data.diagnostics import CHUNK, MOST, fault_in, few
from engine.errors import LonghandError, Problem, SpecError, did_you_mean
from engine.runs.answering import answered
from engine.training.evaluator import predict
from engine.vocabulary.columns import CellError
from engine.vocabulary.columns.numbers import Number
from engine.vocabulary.datasets.files import MISSING, Tabular

if TYPE_CHECKING:
    from polars import DataFrame, Series

    from engine.compile import Model
    from engine.data.compatibility import Misplaced
    from engine.data.tables import Table
    from engine.runs.opening import Saved

Array = NDArray[Any]


class Predicting:
    """Predicts the rows of a table with a saved run, and counts what it meets.

    Attributes
    ----------
    coding : how the inputs become numbers
    met : values that were missing or unseen so far
    left_out : how many rows so far have no prediction, as they lack a value
    """

    def __init__(self, saved: Saved, table: Table) -> None:
        self.saved, self.table = saved, table
        self.coding = coding_of_inputs(saved)
        self.met, self.left_out = Met(), 0
        self._missing = missing_values(saved.model)
        if problems := [*_absent(table, self.coding.names)]:
            raise SpecError(problems)
        if not table.rows:
            msg = f"{table.called}: there are no rows in it"
            raise LonghandError(msg)

    @property
    def names(self) -> list[str]:
        """Name the columns that are predicted."""
        none = np.zeros((1, len(self.saved.model.answers)))
        return [*answered(self.saved.model, self.saved.codes, none)]

    @property
    def replaced(self) -> list[str]:
        """Name the columns of the table that give way to predictions."""
        return [name for name in self.names if name in self.table.names]

    def chunks(self, size: int = CHUNK) -> Iterator[DataFrame]:
        """Give all rows in order, with the columns that they had and the predictions.

        Raises
        ------
        SpecError
            With the first value of each column that it cannot take.
        """
        new = self.names
        kept = [name for name in self.table.names if name not in new]
        start = 0
        for frame in self.table.chunks(self.table.names, size):
            try:
                columns = self._predicted(start, frame)
            except CellError as error:
                found = few(self._faults())
                raise SpecError(found or self._refused(error).problems) from None
            yield frame.select(kept).with_columns(*columns)
            start += len(frame)

    def _predicted(self, start: int, frame: DataFrame) -> list[Any]:
        """Predict rows, of which the first is row `start`; null where one is left out.

        A row that is left out is predicted as zeros, so that all others stay in place:
        the last bits depend on it.
        """
        import polars as pl  # noqa: PLC0415 - only where tables are read

        known = nulled(frame.select(self.coding.names), self._missing)
        whole = self.coding.whole(known)
        self.left_out += int((~whole).sum())
        x = np.zeros((len(frame), len(self.coding.features)))
        x[whole] = self.coding.encode(known.filter(whole), self.met)
        model, codes = self.saved.model, self.saved.codes
        if wrong := model.misplaced(x):
            raise self._refused(self._of_column(wrong, start))
        p = predict(model, self.saved.steps, x, of=self.table.rows)
        mask = pl.Series(whole)
        return [
            pl.select(pl.when(mask).then(values).alias(name)).to_series()
            for name, values in answered(model, codes, p).items()
        ]

    def _of_column(self, wrong: Misplaced, start: int) -> CellError:
        """Say of which column a number is that names no row of a table."""
        spans = self.coding.groups.items()
        name = next(n for n, span in spans if span.start <= wrong.column < span.stop)
        return CellError(start + wrong.row, wrong.message, wrong.hint).of(name)

    def _faults(self) -> Iterator[Problem]:
        """Look at each column by itself, and tell what is wrong with it."""
        whole, found = self._whole(), 0
        for coded in self.coding.columns:
            if error := fault_in(coded, self._column(coded.name), whole):
                error.column, found = coded.name, found + 1
                yield from self._refused(error, is_placed=found <= MOST).problems

    def _column(self, name: str) -> Series:
        frame = self.table.column(name).to_frame()
        return nulled(frame, self._missing)[name]

    def _whole(self) -> Array:
        """Tell which rows are not left out; columns with faults let them pass."""
        whole = np.ones(self.table.rows, bool)
        for coded in self.coding.columns:
            try:
                whole &= Coding((coded,)).whole(self._column(coded.name).to_frame())
            except CellError:
                continue
        return whole

    def _refused(self, error: CellError, *, is_placed: bool = True) -> SpecError:
        """Point at the row of a value that its column cannot take."""
        return self.table.refused(error, error.column, is_placed=is_placed)

    @property
    def counts(self) -> dict[str, Any]:
        """Count what was met."""
        met = {"missing": self.met.missing, "unseen": self.met.unseen}
        return {**met, "left_out": self.left_out}

    def told(self) -> Iterator[str]:
        """Say what was met, and what became of it."""
        yield from self.table.notes
        for coded in self.coding.columns:
            name = coded.name
            if count := self.met.missing.get(name, 0):
                yield f"column {name!r}: {_times(count, 'missing')}, {_filled(coded)}"
            if count := self.met.unseen.get(name, 0):
                yield f"column {name!r}: {_times(count, 'unseen')}, {_unknown(coded)}"
        if self.left_out:
            are = "1 row has" if self.left_out == 1 else f"{self.left_out} rows have"
            yield f"{are} no prediction, as values are missing"
        if self.table.empty:
            are = (
                "1 row was"
                if self.table.empty == 1
                else f"{self.table.empty} rows were"
            )
            yield f"{are} passed over, as nothing stands there"


def coding_of_inputs(saved: Saved) -> Coding:
    """Say how inputs become numbers; data that is no table has numbers already."""
    if saved.codes is not None:
        return saved.codes.inputs
    import polars as pl  # noqa: PLC0415 - only where tables are read

    plain = Number()
    learned = plain.learn(pl.Series([0.0]))
    names = saved.model.schema.inputs
    return Coding(tuple(Coded(name, plain, learned) for name in names))


def missing_values(model: Model) -> Sequence[str]:
    """Say what stands where a value is missing."""
    source = getattr(model.spec.dataset, "source", None)
    return source.missing_values if isinstance(source, Tabular) else MISSING


def nulled(frame: DataFrame, missing: Sequence[str]) -> DataFrame:
    """Put null where a text stands for a missing value, and where a number is NaN."""
    import polars as pl  # noqa: PLC0415 - only where tables are read
    import polars.selectors as cs  # noqa: PLC0415 - as above

    texts = cs.string()
    kept = pl.when(~texts.is_in(list(missing))).then(texts)
    return frame.with_columns(kept, cs.float().fill_nan(None))


def _absent(table: Table, names: Sequence[str]) -> Iterator[Problem]:
    """Find input columns that the table does not have."""
    for name in names:
        if name not in table.names:
            others = [n for n in table.names if n not in names]
            most = [*table.names[:12], *["..."] * (len(table.names) > 12)]
            hint = did_you_mean(name, others) or f"there are {', '.join(most)}"
            yield Problem(f"{table.called}: the table has no column {name!r}", (), hint)


def _times(count: int, kind: str) -> str:
    return f"1 {kind} value" if count == 1 else f"{count} {kind} values"


def _filled(coded: Coded) -> str:
    """Say what took the place of what is missing."""
    fill, rule = coded.learned.get("fill"), coded.column.missing.tag().replace("_", " ")
    if fill is None:
        return rule
    said = f"{fill:g}" if isinstance(fill, float) else repr(fill)
    return f"taken as {said} ({rule})"


def _unknown(coded: Coded) -> str:
    return f"taken as {getattr(coded.column, 'unseen', 'zeros')}"
