"""Datasets: the examples to learn from, typed in the spec or made by a rule."""

from abc import abstractmethod
from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.errors import Problem
from engine.vocabulary.entry import Word
from engine.vocabulary.expression import Expression, ExpressionError, parse
from engine.vocabulary.tables import halves, name_problems, row_problems

Floats = NDArray[np.float64]


class Dataset(Word):
    """Rows of inputs and outputs, with a name for each column.

    `NaN` as an output stands for a target that does not count.
    """

    called = "a dataset"

    @abstractmethod
    def columns(self) -> tuple[list[str], list[str]]:
        """Name the inputs and the outputs."""

    @abstractmethod
    def count(self) -> int:
        """Tell how many rows there are."""

    @abstractmethod
    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Make inputs (rows, inputs) and outputs (rows, outputs)."""

    def shape(self) -> tuple[int, ...]:
        """Tell the shape of one example's inputs."""
        return (len(self.columns()[0]),)

    def has_gaps(self) -> bool:
        """Tell whether there are targets that do not count."""
        return False


class Inline(Dataset):
    """Examples typed in the spec, any numbers."""

    inputs: list[str] = Field(min_length=1)
    """The names of the input columns."""
    outputs: list[str] = Field(min_length=1)
    """The names of the output columns."""
    rows: list[list[float | None]] = Field(min_length=1)
    """One list for each example: the inputs, then the outputs (null: any will do)."""
    input_shape: list[int] | None = Field(default=None, min_length=1)
    """The inputs of an example as an array of this shape, the last axis fastest."""

    def columns(self) -> tuple[list[str], list[str]]:
        return self.inputs, self.outputs

    def count(self) -> int:
        return len(self.rows)

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        return halves(self.rows, len(self.inputs))

    def shape(self) -> tuple[int, ...]:
        return tuple(self.input_shape or [len(self.inputs)])

    def has_gaps(self) -> bool:
        return any(None in row for row in self.rows)

    def problems(self) -> Iterator[Problem]:
        yield from name_problems(self.inputs, self.outputs)
        yield from row_problems(self.rows, self.inputs, self.outputs)
        if prod(self.shape()) != len(self.inputs) or min(self.shape()) < 1:
            message = f"{len(self.inputs)} inputs do not fit into {list(self.shape())}"
            yield Problem(message, ("input_shape",), "its product is their number")


class TruthTable(Dataset):
    """Every case of a logical function: typed as rows, or given by an expression."""

    inputs: list[str] | None = Field(default=None, min_length=1)
    """The names of the input columns; those of the expression if left out."""
    outputs: list[str] | None = Field(default=None, min_length=1)
    """The names of the output columns; those of the expressions if left out."""
    rows: list[list[float | None]] | None = Field(default=None, min_length=1)
    """One list for each case: 0 or 1 (or -1 and 1) for each input, then each output.

    null as an output means that any answer will do.
    """
    expression: str | dict[str, str] | None = None
    """What the output is, such as "a ^ (b & ~c)"; by name where there are several.

    All cases of the inputs become rows, in counting order.
    """

    def columns(self) -> tuple[list[str], list[str]]:
        formulas = self._formulas()
        names = [name for formula in formulas.values() for name in parse(formula).names]
        inputs = self.inputs or list(dict.fromkeys(names))
        return inputs, self.outputs or list(formulas)

    def count(self) -> int:
        return 2 ** len(self.columns()[0]) if self.rows is None else len(self.rows)

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        inputs, outputs = self.columns()
        if self.rows is not None:
            return halves(self.rows, len(inputs))
        cases = np.array(list(product([False, True], repeat=len(inputs))))
        values = {name: cases[:, i] for i, name in enumerate(inputs)}
        formulas = self._formulas()
        found = [parse(formulas[name])(values) for name in outputs]
        return cases.astype(float), np.stack(found, axis=1).astype(float)

    def has_gaps(self) -> bool:
        return any(None in row for row in self.rows or [])

    def written(self) -> Any:
        inputs, outputs = self.columns()
        return {**super().written(), "inputs": inputs, "outputs": outputs}

    def problems(self) -> Iterator[Problem]:
        if (self.rows is None) == (self.expression is None):
            hint = '"rows": [[0, 1, 1], ...] or "expression": "a xor b"'
            yield Problem(
                "truth_table needs 'rows' or 'expression', not both", (), hint
            )
        elif self.rows is None:
            yield from self._formula_problems()
        else:
            yield from self._table_problems(self.rows)

    def _formulas(self) -> dict[str, str]:
        if isinstance(self.expression, dict):
            return self.expression
        output = (self.outputs or ["y"])[0]
        return {output: self.expression} if self.expression is not None else {}

    def _table_problems(self, rows: list[list[float | None]]) -> Iterator[Problem]:
        for field in ("inputs", "outputs"):
            if getattr(self, field) is None:
                hint = f'"{field}": ["x1", "x2"]'
                yield Problem(f"truth_table with 'rows' needs {field!r}", (), hint)
        if self.inputs is None or self.outputs is None:
            return
        yield from name_problems(self.inputs, self.outputs)
        yield from row_problems(rows, self.inputs, self.outputs)
        for i, row in enumerate(rows):
            for j, number in enumerate(row):
                if number not in (0, 1, -1, None):
                    hint = "for other numbers use the dataset 'inline'"
                    message = "a truth table holds 0 and 1, or -1 and 1"
                    yield Problem(message, ("rows", i, j), hint)

    def _formula_problems(self) -> Iterator[Problem]:
        names: dict[str, None] = {}
        all_parsed = True
        for output, formula in self._formulas().items():
            named = isinstance(self.expression, dict)
            path = ("expression", output) if named else ("expression",)
            try:
                parsed = parse(formula)
            except ExpressionError as error:
                all_parsed = False
                part = (error.offset, error.length)
                yield Problem(str(error), path, error.hint, part=part)
            else:
                yield from self._unknown_names(parsed, path)
                names.update(dict.fromkeys(parsed.names))
        inputs = self.inputs or list(names)
        yield from name_problems(inputs, list(self._formulas()))
        yield from self._output_problems()
        if not inputs and all_parsed:
            yield Problem(
                "the expression names no inputs", ("expression",), 'add "inputs"'
            )

    def _unknown_names(
        self, parsed: Expression, path: tuple[str, ...]
    ) -> Iterator[Problem]:
        for name in parsed.names:
            if self.inputs is not None and name not in self.inputs:
                hint = f"the inputs are {', '.join(self.inputs)}"
                yield Problem(f"{name!r} is not an input", path, hint)

    def _output_problems(self) -> Iterator[Problem]:
        formulas = list(self._formulas())
        if self.outputs is not None and sorted(self.outputs) != sorted(formulas):
            hint = f"the expressions give {', '.join(formulas)}"
            yield Problem("expected the expressions' names", ("outputs",), hint)


class Spirals(Dataset):
    """Two spirals, one turned by half a circle, and on which a point lies.

    The benchmark of Lang and Witbrock (1988), here with any number of points.
    """

    samples: int = Field(default=200, ge=2)
    """How many points, half on each spiral."""
    turns: float = Field(default=1.75, gt=0)
    """How often each spiral goes round."""
    noise: float = Field(default=0.0, ge=0)
    """Standard deviation of what is added to each coordinate; the radius is 1."""

    def columns(self) -> tuple[list[str], list[str]]:
        return ["x1", "x2"], ["spiral"]

    def count(self) -> int:
        return self.samples

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        spiral = np.arange(self.samples) % 2
        radius = (np.arange(self.samples) // 2 + 1) / ((self.samples + 1) // 2)
        angle = 2 * np.pi * self.turns * radius + np.pi * spiral
        points = radius * np.stack([np.cos(angle), np.sin(angle)])
        points += self.noise * rng.standard_normal(points.shape)
        return points.T.copy(), spiral[:, np.newaxis].astype(float)


Dataset.words = (TruthTable, Inline, Spirals)
