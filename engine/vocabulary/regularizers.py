"""Regularizers: what is added to the loss so that weights stay small."""

from abc import abstractmethod

from pydantic import Field

from engine.core.graph import Value
from engine.core.ops import square
from engine.core.reductions import sum_all
from engine.vocabulary.entry import Word


class Regularizer(Word):
    """A number that grows with the weights."""

    called = "a regularizer"
    families = (__name__,)

    @abstractmethod
    def __call__(self, weights: Value) -> Value:
        """Write the penalty of one array."""


class L2(Regularizer):
    """l2 * sum(w**2)."""

    l2: float = Field(default=0.01, ge=0)
    """The factor; the gradient has 2 * l2 * w on top."""

    def __call__(self, weights: Value) -> Value:
        return self.l2 * sum_all(square(weights))


WORDS = (L2,)
