"""Regularizers: what is added to the loss so that weights stay small."""

from abc import abstractmethod

from pydantic import Field

from engine.core.graph import Value
from engine.core.ops.elementwise import absolute, square
from engine.core.ops.reductions import sum_all
from engine.vocabulary.entry import Word


class Regularizer(Word):
    """A number that grows with the weights.

    Shapes: an array of any shape; one number.
    """

    called = "a regularizer"
    families = (__name__,)

    @abstractmethod
    def __call__(self, weights: Value) -> Value:
        """Write the penalty of one array."""


class L1(Regularizer):
    """l1 * sum(|w|).

    The slope of |w| at 0 is taken as 0.

    Use: where many weights should come to 0, or close, and few remain.
    Source: Tibshirani (1996), Regression shrinkage and selection via the lasso, Journal
    of the Royal Statistical Society B 58.
    """

    l1: float = Field(default=0.01, ge=0)
    """The factor; the gradient has l1 * sign(w) on top."""

    def __call__(self, weights: Value) -> Value:
        return self.l1 * sum_all(absolute(weights))


class L2(Regularizer):
    """l2 * sum(w**2).

    Use: against overfitting; large weights are drawn to 0 the most.
    Source: Hoerl and Kennard (1970), Ridge regression, Technometrics 12; Krogh and
    Hertz (1991), A simple weight decay can improve generalization, NeurIPS.
    """

    l2: float = Field(default=0.01, ge=0)
    """The factor; the gradient has 2 * l2 * w on top."""

    def __call__(self, weights: Value) -> Value:
        return self.l2 * sum_all(square(weights))


class L1L2(Regularizer):
    """l1 * sum(|w|) + l2 * sum(w**2).

    Both factors are 0 unless they are given.

    Use: where few weights should remain, but alike ones together.
    Source: Zou and Hastie (2005), Regularization and variable selection via the elastic
    net, Journal of the Royal Statistical Society B 67.
    """

    l1: float = Field(default=0.0, ge=0)
    """The factor of the sum of absolute weights."""
    l2: float = Field(default=0.0, ge=0)
    """The factor of the sum of squares."""

    def __call__(self, weights: Value) -> Value:
        if not self.l1:
            return L2(l2=self.l2)(weights)
        total = L1(l1=self.l1)(weights)
        if not self.l2:
            return total
        return (total + L2(l2=self.l2)(weights)).named("penalty")


WORDS = (
    L2,
    L1,
    L1L2,
)
