"""Losses: how far a prediction is from its target, as one number to make small."""

from abc import abstractmethod
from typing import ClassVar, Literal

from engine.core.graph import Value
from engine.core.reductions import count_nonzero, rows, size, sum_all
from engine.vocabulary.entry import Word


class Loss(Word):
    """Terms, one for each target or each row, that are averaged or added up.

    Targets of weight 0 do not count, neither in the sum nor in what it is divided by.
    """

    called = "a loss"
    families = (
        "engine.vocabulary.losses.regression",
        "engine.vocabulary.losses.crossentropy",
    )
    one_hot: ClassVar[bool] = False
    """Whether the outputs are shares of one choice."""

    reduction: Literal["sum_over_batch_size", "sum"] = "sum_over_batch_size"
    """Average over all rows, or only add the rows' means up, as Keras has it."""

    def __call__(self, prediction: Value, target: Value, weight: Value | None) -> Value:
        """Write the loss of a batch."""
        terms = self.terms(prediction, target)
        per_row = terms.shape != target.shape
        total = sum_all(terms if weight is None else weight * terms)
        if self.reduction == "sum":
            return total if per_row else total / int(target.shape[-1])
        if weight is not None:
            return total / count_nonzero(weight).named("count")
        return total / (rows(target) if per_row else size(target))

    @abstractmethod
    def terms(self, prediction: Value, target: Value) -> Value:
        """Write the terms: of the target's shape, or one in a column for each row."""

    def answer(self, prediction: Value) -> Value:
        """Bring a prediction to the target's scale, once training is over."""
        return prediction
