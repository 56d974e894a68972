"""Functions of one number, by their formula."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import Field

from engine.errors import Problem, SpecError
from engine.vocabulary.datasets import Floats, Generated, one_column, spread
from engine.vocabulary.expressions import ExpressionError
from engine.vocabulary.expressions.arithmetic import parse

TRIED = 100_000
"""How many points are looked at before there is a program."""


class Function(Generated):
    """A function of one input x, computed by a formula.

    A formula is made of x, numbers, pi and e, + - * / and ** (power), parentheses,
    and sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh, exp, log, log2, log10,
    sqrt, abs, sign, floor, ceil, sigmoid, min and max.

    Use: to watch a network bend a line; the classic is a sine with noise.
    Source: Cybenko (1989), Approximation by superpositions of a sigmoidal function.
    """

    formula: str
    """What y is, such as "sin(2*pi*x) + 0.3*x"."""
    low: float = -1.0
    """The smallest x."""
    high: float = 1.0
    """The largest x."""
    spacing: Literal["even", "random"] = "even"
    """Whether the x are evenly spaced, both ends included, or drawn evenly."""
    noise: float = Field(default=0.0, ge=0)
    """Standard deviation of what is added to y."""

    def columns(self) -> tuple[list[str], list[str]]:
        return ["x"], ["y"]

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        x = self._evenly() if self.spacing == "even" else self._drawn(rng)
        y = self.values(x)
        if problems := list(_undefined(x, y)):
            raise SpecError(problems)
        return one_column(x), one_column(spread(y, self.noise, rng))

    def values(self, x: Floats) -> Floats:
        """Compute the formula at each x."""
        with np.errstate(all="ignore"):
            return parse(self.formula, ("x",))({"x": x})

    def problems(self) -> Iterator[Problem]:
        is_range = 0 < self.high - self.low < np.inf
        if not is_range:
            message = f"x from {self.low:g} to {self.high:g} is no range"
            path = ("low",) if "low" in self.model_fields_set else ("high",)
            yield Problem(message, path, "'low' is less than 'high'")
        try:
            parse(self.formula, ("x",))
        except ExpressionError as error:
            yield error.problem("formula")
        else:
            if is_range and self.spacing == "even" and self.samples <= TRIED:
                yield from _undefined(x := self._evenly(), self.values(x))

    def _evenly(self) -> Floats:
        return np.linspace(self.low, self.high, self.samples)

    def _drawn(self, rng: np.random.Generator) -> Floats:
        return rng.uniform(self.low, self.high, self.samples)


def _undefined(x: Floats, y: Floats) -> Iterator[Problem]:
    """Find the first x at which a formula gives no finite number."""
    for i in np.flatnonzero(~np.isfinite(y))[:1]:
        what = "no number" if np.isnan(y[i]) else "an infinite number"
        message = f"the formula gives {what} at x = {x[i]:.6g}"
        hint = "choose 'low' and 'high' so that it has a value everywhere between"
        yield Problem(message, ("formula",), hint)


WORDS = (Function,)
