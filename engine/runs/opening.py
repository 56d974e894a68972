"""Opening a run: to predict, for which no data is needed, or to judge by its data."""

from __future__ import annotations

import dataclasses
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from engine.budget import CHUNK, check_budget
from engine.compile import Model, compile_spec, compiled
from engine.core.backends import Arrays, Steps, make_steps
from engine.core.backends.arrays import Array
from engine.errors import LonghandError
from engine.runs import coding, weights
from engine.spec.model import Spec, load
from engine.training.evaluator import predict
from engine.training.trainer import Trainer

if TYPE_CHECKING:
    from polars import DataFrame

    from engine.data.table_data import Codes


class Saved:
    """A network that was trained, ready to predict.

    Attributes
    ----------
    folder : where the run is
    model : the spec and its program
    arrays : the weights and states that were learned
    codes : how rows of its table become numbers; None if it learned from no table
    """

    def __init__(self, folder: Path, model: Model, codes: Codes | None) -> None:
        self.folder, self.model, self.codes = folder, model, codes
        kept = [*model.program.parameters, *model.program.states]
        none = {array.key: np.zeros(array.shape) for array in kept}
        self.arrays = Arrays(model.program, none)
        weights.restore(self, folder / weights.FILE)
        self.steps: Steps = make_steps(model.program, self.arrays, model.spec.numerics)

    def predict(self, rows: ArrayLike) -> Array:
        """Predict rows of inputs as the network takes them, or one row alone.

        Raises
        ------
        LonghandError
            If the rows do not have the inputs' shape.
        """
        return predict(self.model, self.steps, rows)

    def predict_table(self, rows: str | Path | DataFrame | Any) -> DataFrame:
        """Predict the rows of a file, or of a polars frame with the inputs' columns.

        Gives them in order, all their columns as they were, with what is predicted in
        columns beside them: `open_run("runs/iris/1").predict_table("new.csv")`. What is
        missing or unseen is told by warnings.

        Raises
        ------
        LonghandError
            If a column is missing, or a value is one that its column cannot take.
        """
        import polars as pl  # noqa: PLC0415 - only where tables are read

        # Who predicts arrays need not wait for tables.
        from engine.runs.given import framed, table_in  # noqa: PLC0415
        from engine.runs.predicting import Predicting  # noqa: PLC0415

        if isinstance(rows, pl.DataFrame):
            table = framed(rows)
        elif isinstance(rows, str | Path):
            table = table_in(self, Path(rows))
        else:
            msg = f"expected a file or a polars DataFrame, not {type(rows).__name__}"
            raise LonghandError(msg)
        predicting = Predicting(self, table)
        made = pl.concat(predicting.chunks())
        for line in predicting.told():
            warnings.warn(line, stacklevel=2)
        return made


def open_run(folder: str | Path) -> Saved:
    """Read a run again, ready to predict; its data need not be there.

    Raises
    ------
    LonghandError
        If there is no run, or it is damaged.
    """
    folder = _checked(folder)
    spec, codes = load(folder / "spec.json"), None
    if not spec.dataset.is_open:
        model, codes = _without_data(folder, spec)
    else:
        model = compile_spec(spec)
    _check_room(model)
    return Saved(folder, model, codes)


def open_trainer(
    folder: str | Path, data: Path | None = None, memory: int | None = None
) -> Trainer:
    """Read a run again with its data, ready to judge or to train on.

    `data` is the folder where the file of its table is now, the recorded one if left
    out; `memory` is how many bytes it may take.

    Raises
    ------
    LonghandError
        If there is no run, it is damaged, or the file of its table has changed.
    """
    folder = _checked(folder)
    spec = load(folder / "spec.json")
    if not spec.dataset.is_open:
        from engine.runs.sources import found_again  # noqa: PLC0415 - only for files

        spec = load(folder / "spec.json", found_again(folder, spec.dataset, data))
    trainer = Trainer(compile_spec(spec.within(memory)))
    if not spec.dataset.is_open:
        _check_same(folder, trainer.model)
    weights.restore(trainer, folder / weights.FILE)
    return trainer


def _check_room(model: Model) -> None:
    """Refuse a network that is too large to predict some rows at once."""
    known = model.schema
    few = dataclasses.replace(known, rows=min(known.rows, CHUNK))
    check_budget(dataclasses.replace(model, schema=few))


def _checked(folder: str | Path) -> Path:
    folder = Path(folder)
    if not (folder / weights.FILE).is_file():
        msg = f"{folder}: there is no run here\nhint: runs are in runs/NAME/NUMBER"
        raise LonghandError(msg)
    return folder


def _without_data(folder: Path, spec: Spec) -> tuple[Model, Codes | None]:
    """Write the program of a run that learned from files, without the files."""
    expected = weights.noted(folder / weights.FILE).get("coding")
    kept = coding.coding_in(folder / coding.FILE, expected)
    from engine.runs.unread import unread  # noqa: PLC0415 - only for files

    dataset = unread(spec.dataset, kept)
    if dataset is None:
        msg = f"{folder / coding.FILE}: it says nothing of a {spec.dataset.tag()}"
        raise LonghandError(msg)
    spec = spec.model_copy(update={"dataset": dataset})
    return compiled(spec, kept.known), kept.codes


def _check_same(folder: Path, model: Model) -> None:
    """Refuse data that become other numbers than those that the run learned."""
    expected = weights.noted(folder / weights.FILE).get("coding")
    coding.coding_in(folder / coding.FILE, expected)
    content = coding.coding(model) or b""
    if coding.coding_digest(content) != expected:
        msg = (
            f"{folder / 'spec.json'}: with it the data become other numbers than "
            "those that the run learned\nhint: the run was edited, or was saved by "
            "another version of Longhand or polars; predict still works"
        )
        raise LonghandError(msg)
