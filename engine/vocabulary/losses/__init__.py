"""Losses: how far a prediction is from its target, as one number to make small."""

from abc import abstractmethod
from collections.abc import Iterator
from math import inf
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from engine.core.graph import Operand, Value
from engine.core.op import Op
from engine.core.ops.elementwise import where
from engine.core.ops.reductions import count_nonzero, rows, size, sum_all, total_weight
from engine.errors import Problem
from engine.vocabulary.entry import Word

Floats = NDArray[np.floating[Any]]
Truths = NDArray[np.bool_]
Expected = Literal["numbers", "positive", "probability", "shares", "margin"]


class Loss(Word):
    """Terms, one for each target or each row, that are averaged or added up.

    Targets that are null count neither in the sum nor in what it is divided by.

    Shapes: prediction (N, outputs), target (N, outputs); one number comes out.
    """

    called = "a loss"
    families = (
        "engine.vocabulary.losses.regression",
        "engine.vocabulary.losses.crossentropy",
        "engine.vocabulary.losses.margins",
        "engine.vocabulary.losses.divergences",
        "engine.vocabulary.losses.focal",
        "engine.vocabulary.losses.overlap",
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
    """Whether a row is one choice, so that one of its outputs should win."""
    sparse: ClassVar[bool] = False
    """Whether the target of a row is one number, that of its class."""
    filler: ClassVar[float] = 0.0
    """What stands for a target that does not count; it must not do harm."""
    takes: ClassVar[str] = ""
    """What messages say of the targets that `unfit` does not find."""

    reduction: Literal[
        "sum_over_batch_size", "mean", "sum", "mean_with_sample_weight"
    ] = "sum_over_batch_size"
    """How the rows' losses become one number; a row's is the mean of its outputs'.

    `sum_over_batch_size` and `mean` divide the sum by the number of rows, `sum` does
    not, `mean_with_sample_weight` divides it by the sum of the weights.
    """

    def __call__(
        self,
        prediction: Value,
        target: Value,
        weight: Value | None,
        counts: Value | None = None,
    ) -> Value:
        """Write the loss of a batch.

        `weight` multiplies the terms; `counts` is not 0 where a target counts, all of
        them do if it is None. Both have one column or those of the terms.
        """
        if weight is not None:
            prediction = self.spared(prediction, weight)
        terms = self.terms(prediction, target)
        total = sum_all(terms if weight is None else weight * terms)
        return total / self._divisor(terms, target, weight, counts)

    def _divisor(
        self, terms: Value, target: Value, weight: Value | None, counts: Value | None
    ) -> Operand:
        width = int(terms.shape[-1])
        if self.reduction == "sum":
            return width
        if self.reduction == "mean_with_sample_weight" and weight is not None:
            return width // int(weight.shape[-1]) * total_weight(weight).named("total")
        if counts is not None:
            return width // int(counts.shape[-1]) * count_nonzero(counts).named("count")
        return rows(target) if self.per_row else size(target)

    @abstractmethod
    def terms(self, prediction: Value, target: Value) -> Value:
        """Write the terms: of the target's shape, or one in a column for each row."""

    def spared(self, prediction: Value, weight: Value) -> Value:
        """Write predictions of which those that do not count have a finite loss."""
        return prediction

    @property
    def per_row(self) -> bool:
        """Whether there is one term for each row, so that a row counts as a whole."""
        return self.one_hot

    @property
    def adds_up(self) -> bool:
        """Whether the loss of many rows follows from those of its parts."""
        return True

    @property
    def has_gaps(self) -> bool:
        """Whether some targets may not count for what they are."""
        return False

    def answer(self, prediction: Value) -> Value:
        """Bring a prediction to the target's scale, once training is over."""
        return prediction

    def misfit(self, outputs: int) -> Iterator[Problem]:
        """Find what does not go with so many outputs of the last layer."""
        return iter(())

    def is_gap(self, y: Floats) -> Truths:
        """Tell which targets do not count."""
        return np.isnan(y)

    def unfit(self, y: Floats) -> Truths:
        """Tell for which targets the loss is not defined."""
        return np.zeros(y.shape, bool)

    def seen(self, y: Floats, width: int) -> Floats:
        """Bring targets to the scale of `width` predictions, as metrics see them."""
        return y


def spared(p: Value, weight: Value, *pairings: type[Op]) -> Value:
    """Give p, with 1/2 where nothing counts: 0 times an infinite loss is no number.

    What one of the pairings gave has a finite loss anyway.
    """
    made = p.graph.equation_of(p)
    if made and isinstance(made.op, pairings):
        return p
    return where(weight > 0, p, 0.5).named("p")
