"""Tables of logical functions, typed as rows or given by an expression."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import numpy as np
from pydantic import Field, NonNegativeFloat

from engine.errors import Problem, SpecError
from engine.vocabulary.datasets import Dataset, Floats
from engine.vocabulary.expressions import Expression, ExpressionError
from engine.vocabulary.expressions.boolean import Booleans, parse
from engine.vocabulary.tables import (
    halves,
    name_problems,
    row_problems,
    weight_problems,
)


class TruthTable(Dataset):
    """Every case of a logical function: typed as rows, or given by an expression.

    An expression is made of names, 0, 1, parentheses, ~ (not), & (and), nand, ^ (xor),
    == (xnor), | (or), nor and -> (implies), or these words.

    Use: the exclusive or, parity, adders: the smallest problems there are.
    Source: Wittgenstein (1921), Tractatus logico-philosophicus, 5.101, where all
    functions of two inputs are tables; Rumelhart, Hinton and Williams (1986), Learning
    representations by back-propagating errors, where a network learns them.
    """

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
    dont_care: str | None = None
    """With an expression: where this one is true, any answer will do."""
    encoding: Literal["binary", "bipolar"] | None = None
    """What false and true are: 0 and 1, or, if `bipolar`, -1 and 1, in all columns.

    If left out, rows are taken as they are typed, and expressions are `binary`.
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
            x, y = halves(self.rows, len(inputs))
            return encoded(x, self.encoding), encoded(y, self.encoding)
        cases = all_cases(len(inputs))
        values = dict(zip(inputs, cases.T, strict=True))
        formulas = self._formulas()
        found = [parse(formulas[name])(values) for name in outputs]
        x, y = cases.astype(float), np.stack(found, axis=1).astype(float)
        x, y = encoded(x, self.encoding), encoded(y, self.encoding)
        y[self._left_out(values)] = np.nan
        return x, y

    def weights(self) -> Floats | None:
        return None if self.sample_weight is None else np.array(self.sample_weight)

    def has_gaps(self) -> bool:
        return self.dont_care is not None or any(None in row for row in self.rows or [])

    def written(self) -> Any:
        inputs, outputs = self.columns()
        filled = {"inputs": inputs, "outputs": outputs}
        if self.rows is None:
            filled |= {"encoding": self.encoding or "binary"}
        return {**super().written(), **filled}

    def problems(self) -> Iterator[Problem]:
        if (self.rows is None) == (self.expression is None):
            hint = '"rows": [[0, 1, 1], ...] or "expression": "a xor b"'
            message = "truth_table needs 'rows' or 'expression', not both"
            yield Problem(message, (), hint)
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
        if self.dont_care is not None:
            hint = "with 'rows', write null for an output that may be anything"
            yield Problem("'dont_care' goes with an expression", ("dont_care",), hint)
        for field in ("inputs", "outputs"):
            if getattr(self, field) is None:
                hint = f'"{field}": ["x1", "x2"]'
                yield Problem(f"truth_table with 'rows' needs {field!r}", (), hint)
        if self.inputs is None or self.outputs is None:
            return
        yield from name_problems(self.inputs, self.outputs)
        yield from row_problems(self.rows or [], self.inputs, self.outputs)
        for i, row in enumerate(self.rows or []):
            for j, number in enumerate(row):
                if number not in (0, 1, -1, None):
                    hint = "for other numbers use the dataset 'inline'"
                    message = "a truth table holds 0 and 1, or -1 and 1"
                    yield Problem(message, ("rows", i, j), hint)

    def _formula_problems(self) -> Iterator[Problem]:
        parsed, problems = _read(self._texts())
        yield from problems
        found = [name for formula in parsed.values() for name in formula.names]
        inputs = self.inputs or list(dict.fromkeys(found))
        yield from name_problems(inputs, list(self._formulas()))
        yield from self._output_problems()
        if not inputs and not problems:
            path, hint = ("expression",), 'add "inputs"'
            yield Problem("the expression names no inputs", path, hint)
        if self.dont_care is not None:
            skipped, more = _read({("dont_care",): self.dont_care})
            yield from more
            parsed |= skipped
        if self.inputs or not problems:
            yield from _unknown_names(parsed, inputs)

    def _texts(self) -> dict[tuple[str, ...], str]:
        """Give each expression by its path."""
        if isinstance(self.expression, dict):
            return {("expression", name): t for name, t in self.expression.items()}
        return {("expression",): self.expression or ""}

    def _output_problems(self) -> Iterator[Problem]:
        formulas = list(self._formulas())
        if self.outputs is not None and sorted(self.outputs) != sorted(formulas):
            hint = f"the expressions give {', '.join(formulas)}"
            yield Problem("expected the expressions' names", ("outputs",), hint)

    def _left_out(self, values: Mapping[str, Booleans]) -> Booleans:
        """Tell which rows have outputs that do not count."""
        skipped = parse(self.dont_care or "0")(values)
        if skipped.all():
            hint = "it is true for the rows that are left out"
            message = "no row is left to learn from"
            raise SpecError([Problem(message, ("dont_care",), hint)])
        return skipped


def all_cases(inputs: int) -> Booleans:
    """Count in binary: a row for each case, the last input fastest."""
    counted = np.arange(2**inputs, dtype=np.int64)[:, np.newaxis]
    places = np.arange(inputs, dtype=np.int64)[::-1]
    return np.bitwise_and(np.right_shift(counted, places), 1).astype(np.bool_)


def encoded(table: Floats, encoding: str | None) -> Floats:
    """Write false as 0 or as -1; leave the table as it is without an encoding."""
    if encoding is None:
        return table
    false = {"binary": 0, "bipolar": -1}[encoding]
    return np.where((table == 0) | (table == -1), false, table)


def _read(
    texts: Mapping[tuple[str, ...], str],
) -> tuple[dict[tuple[str, ...], Expression], list[Problem]]:
    """Parse expressions, each with its path; give problems for those that fail."""
    parsed: dict[tuple[str, ...], Expression] = {}
    problems: list[Problem] = []
    for path, text in texts.items():
        try:
            parsed[path] = parse(text)
        except ExpressionError as error:
            problems.append(error.problem(*path))
    return parsed, problems


def _unknown_names(
    parsed: Mapping[tuple[str, ...], Expression], inputs: list[str]
) -> Iterator[Problem]:
    known = set(inputs)
    for path, expression in parsed.items():
        for name in expression.names:
            if name not in known:
                hint = f"the inputs are {', '.join(inputs)}"
                yield Problem(f"{name!r} is not an input", path, hint)


WORDS = (TruthTable,)
