"""Losses: how far a prediction is from its target, as one number to make small."""

from abc import abstractmethod
from math import inf
from typing import ClassVar, Literal

from engine.core.graph import Value
from engine.core.reductions import count_nonzero, rows, size, sum_all
from engine.vocabulary.entry import Word

Expected = Literal["numbers", "positive", "probability", "shares", "margin"]


class Loss(Word):
    """Terms, one for each target or each row, that are averaged or added up.

    Targets of weight 0 do not count, neither in the sum nor in what it is divided by.
    """

    called = "a loss"
    families = (
        "engine.vocabulary.losses.regression",
        "engine.vocabulary.losses.crossentropy",
    )
    expects: ClassVar[Expected] = "numbers"
    """What a prediction must be, unless there is a `from_logits` that says otherwise.

    `numbers`: any; `positive`: above 0; `probability`: from 0 to 1, each by itself;
    `shares`: from 0 to 1, a row adds up to 1; `margin`: any, its sign or which is the
    largest tells the class.
    """
    target_range: ClassVar[tuple[float, float]] = (-inf, inf)
    """From where to where targets make sense."""
    one_hot: ClassVar[bool] = False
    """Whether the outputs are shares of one choice."""
    sparse: ClassVar[bool] = False
    """Whether the target of a row is one number, that of its class."""

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

    @property
    def per_row(self) -> bool:
        """Whether there is one term for each row, so that a row counts as a whole."""
        return self.one_hot

    def answer(self, prediction: Value) -> Value:
        """Bring a prediction to the target's scale, once training is over."""
        return prediction
