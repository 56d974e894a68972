"""Predictions for arrays and pictures, portion by portion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.data.array_data import OpenedArrays
from engine.data.arrays.inputs import Inputs, Taken, read_inputs
from engine.data.diagnostics import CHUNK
from engine.data.tables.finding import needs
from engine.memory import EXAMPLES_SHARE, allowed
from engine.runs.answering import answered
from engine.runs.opening import open_trainer
from engine.runs.sources import stored_type
from engine.training.evaluator import predict

if TYPE_CHECKING:
    from pathlib import Path

    from polars import DataFrame

    from engine.runs.opening import Saved


class PredictingArrays:
    """Predicts new inputs with a saved run; of each row it tells file or number.

    Attributes
    ----------
    replaced : columns that give way to predictions, which arrays do not have
    """

    replaced: tuple[str, ...] = ()

    def __init__(self, saved: Saved, given: Inputs) -> None:
        needs("polars", "predicting arrays", path=())
        self.saved, self.given = saved, given

    @property
    def names(self) -> list[str]:
        """Name the columns that are predicted."""
        none = np.zeros((1, len(self.saved.model.answers)))
        return [*answered(self.saved.model, None, none)]

    def chunks(self, size: int = CHUNK) -> Iterator[DataFrame]:
        """Give all rows in order: what each is called, and its predictions.

        Raises
        ------
        LonghandError
            At the first number that names no row of a table.
        """
        for start in range(0, len(self.given.x), size):
            yield self._predicted(start, size)

    def _predicted(self, start: int, size: int) -> DataFrame:
        import polars as pl  # noqa: PLC0415 - only where frames are made

        model, x = self.saved.model, self.given.x
        some = x[start : start + size]
        p = predict(model, self.saved.steps, some, of=len(x), first=start)
        columns: dict[str, Any] = self._called(start, len(some))
        return pl.DataFrame(columns | answered(model, None, p))

    def _called(self, start: int, count: int) -> dict[str, Any]:
        files = self.given.files
        if files is not None:
            return {"file": files[start : start + count]}
        rows = self.given.rows
        some = np.arange(start, start + count) if rows is None else rows[start:][:count]
        return {"row": some + 1}

    @property
    def counts(self) -> dict[str, Any]:
        """Name the files of the rows, if they have some."""
        return {} if self.given.files is None else {"files": self.given.files}

    def told(self) -> Sequence[str]:
        """Say what was met."""
        return self.given.notes


def arrays_in(saved: Saved, paths: Sequence[Path]) -> Inputs:
    """Read new inputs for a run: an array in a file, or pictures.

    Raises
    ------
    SpecError
        If they cannot be read, or are not what the network takes.
    """
    spec = saved.model.spec
    source = spec.dataset.source if isinstance(spec.dataset, OpenedArrays) else None
    stored = stored_type(saved.folder) if source else ""
    shape, budget = saved.model.schema.shape, int(EXAMPLES_SHARE * allowed())
    return read_inputs(paths, Taken(source, shape, spec.dtype, stored, budget))


def own_arrays(saved: Saved) -> Inputs:
    """Give the inputs that a run learned from, of the training rows.

    Raises
    ------
    LonghandError
        If their files are gone, or have changed.
    """
    trainer = open_trainer(saved.folder)
    rows = (trainer.model.spec.dataset.parts() or {}).get("train")
    return Inputs(trainer.parts.train.x, rows=rows)
