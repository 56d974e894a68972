"""Whether the examples go with the network: its last layer, and its tables of rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core.builder import IndexInput
from engine.core.types import Shape
from engine.data.examples import Parts, examples
from engine.data.schema import DataSchema, infer_schema
from engine.errors import Problem, SpecError, dotted
from engine.spec.model import Spec
from engine.vocabulary.activations import Activation
from engine.vocabulary.layers import Units


def misfits(spec: Spec, known: DataSchema, given: Shape) -> Iterator[Problem]:
    """Find what is wrong with the shape that the last layer gives."""
    if spec.loss.sparse:
        yield from _too_few(spec, known, given)
    elif given != ("N", len(known.outputs)):
        yield _misfit(spec, known, given)
    else:
        for problem in spec.loss.misfit(len(known.outputs)):
            yield replace(problem, path=("loss", *problem.path))


def sized(spec: Spec, known: DataSchema) -> Spec:
    """Let the last layer have as many units as the data ask for, if it does not say."""
    *others, last = spec.layers
    if not isinstance(last, Units) or last.units is not None:
        return spec
    if spec.loss.sparse and not known.classes:
        message = (
            f"{last.tag()} needs 'units': there are too many rows to count classes"
        )
        problem = Problem(message, ("layers", len(others)), 'add "units": ...')
        raise spec.refused(SpecError([problem]))
    return spec.model_copy(update={"layers": [*others, last.sized(known.width)]})


def check_classes(spec: Spec, known: DataSchema, given: Shape, made: Parts) -> None:
    """Refuse rows of a class that has no output, once all rows are made.

    Raises
    ------
    SpecError
        With how many outputs there must be.
    """
    if not spec.loss.sparse:
        return
    highest = max(int(part.y.max()) for _, part in made.items())
    problems = [*_too_few(spec, replace(known, classes=highest + 1), given)]
    if problems:
        raise spec.refused(SpecError(problems))


def _too_few(spec: Spec, known: DataSchema, given: Shape) -> Iterator[Problem]:
    """Find that there is no output for a class that rows have."""
    last, classes = len(spec.layers) - 1, max(known.classes, 2)
    if len(given) == 2 and int(given[1]) >= classes:
        return
    message = (
        f"gives rows of {list(given[1:])}, but {known.outputs[0]!r} goes from class 0 "
        f"to {classes - 1}"
    )
    yield Problem(message, ("layers", last), f'"units": {classes}, one for each class')


def _misfit(spec: Spec, known: DataSchema, given: Shape) -> Problem:
    last = len(spec.layers) - 1
    width = len(known.outputs)
    there_are = f"{width} output{'s' * (width > 1)}: {', '.join(known.outputs)}"
    verb = "is" if width == 1 else "are"
    message = f"gives rows of {list(given[1:])}, but there {verb} {there_are}"
    hint = f'"units": {width}'
    if width == 1 and len(given) == 2 and _chooses(spec):
        hint = (
            "for classes by number, the loss 'sparse_categorical_crossentropy'; or"
            " \"units\": 1, 'sigmoid' and 'binary_crossentropy' for a yes or no"
        )
    return Problem(message, ("layers", last), hint)


def _chooses(spec: Spec) -> bool:
    """Tell whether the outputs of a row are one choice, by the loss or the network."""
    last = dict(spec.layers[-1]).get("activation")
    return spec.loss.one_hot or (isinstance(last, Activation) and last.shares)


@dataclass(frozen=True)
class Misplaced:
    """A number of the data that should name a row of a table, and does not.

    `row` and `column` count from 0 among the numbers that were looked at.
    """

    row: int
    column: int
    name: str
    message: str
    hint: str

    def told(self, row: int) -> str:
        """Say what is wrong where `row` is its row among all, counted from 0."""
        return f"row {row + 1}, column {self.name!r}: {self.message}"


def misplaced(
    x: NDArray[Any], lookups: Iterable[IndexInput], names: Sequence[str]
) -> Misplaced | None:
    """Find the first number of the data that a lookup cannot take."""
    for lookup in lookups:
        taken = x.reshape(len(x), -1)[:, lookup.columns]
        is_known = (taken == np.floor(taken)) & (taken >= 0) & (taken < lookup.size)
        for row, place in np.argwhere(~is_known)[:1].tolist():
            column = int(lookup.columns.start or 0) + int(place)
            message = (
                f"{dotted(lookup.path)} takes whole numbers from 0 to "
                f"{lookup.size - 1}, not {taken[row, place]:g}"
            )
            hint = f'change it, or "input_dim" of {dotted(lookup.path)}'
            return Misplaced(row, column, names[column], message, hint)
    return None


def check_lookups(spec: Spec, lookups: Sequence[IndexInput]) -> None:
    """Refuse a spec whose data names rows that a table does not have.

    Raises
    ------
    SpecError
        With the first such number.
    """
    if not lookups:
        return
    if wrong := misplaced(examples(spec).x, lookups, infer_schema(spec).inputs):
        is_typed = isinstance(getattr(spec.dataset, "rows", None), list)
        place = ("rows", wrong.row, wrong.column) if is_typed else ()
        row = spec.dataset.row_of(wrong.row)
        problem = Problem(wrong.told(row), ("dataset", *place), wrong.hint)
        raise spec.refused(SpecError([problem]))
