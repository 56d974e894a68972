"""Datasets that stand in the spec, number by number or as a formula."""

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any

import numpy as np
from pydantic import Field, NonNegativeFloat

from engine.errors import Problem
from engine.vocabulary.datasets import Dataset, Floats
from engine.vocabulary.expression import Expression, ExpressionError, parse
from engine.vocabulary.tables import (
    halves,
    name_problems,
    row_problems,
    weight_problems,
)


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
    sample_weight: list[NonNegativeFloat] | None = None
    """How much each row counts in the loss and in metrics, 1 if left out."""

    def columns(self) -> tuple[list[str], list[str]]:
        return self.inputs, self.outputs

    def count(self) -> int:
        return len(self.rows)

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        return halves(self.rows, len(self.inputs))

    def shape(self) -> tuple[int, ...]:
        return tuple(self.input_shape or [len(self.inputs)])

    def weights(self) -> Floats | None:
        return None if self.sample_weight is None else np.array(self.sample_weight)

    def has_gaps(self) -> bool:
        return any(None in row for row in self.rows)

    def problems(self) -> Iterator[Problem]:
        yield from name_problems(self.inputs, self.outputs)
        yield from row_problems(self.rows, self.inputs, self.outputs)
        yield from weight_problems(self.sample_weight, len(self.rows))
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
    sample_weight: list[NonNegativeFloat] | None = None
    """How much each row counts in the loss and in metrics, 1 if left out."""

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

    def weights(self) -> Floats | None:
        return None if self.sample_weight is None else np.array(self.sample_weight)

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
            return
        typed = self.rows is not None
        found = [*(self._table_problems() if typed else self._formula_problems())]
        yield from found or weight_problems(self.sample_weight, self.count())

    def _formulas(self) -> dict[str, str]:
        if isinstance(self.expression, dict):
            return self.expression
        output = (self.outputs or ["y"])[0]
        return {output: self.expression} if self.expression is not None else {}

    def _table_problems(self) -> Iterator[Problem]:
        rows = self.rows or []
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


WORDS = (
    TruthTable,
    Inline,
)
