"""Losses of how much of what is true, and of what is predicted, lies together."""

from abc import abstractmethod
from collections.abc import Iterator

from pydantic import Field

from engine.core import ops
from engine.core.graph import Value
from engine.core.ops.reductions import nonzero_or_one, sum_all, sum_last, sum_rows
from engine.errors import Problem
from engine.vocabulary.losses import Loss

ROWS, ALL = {1}, {0, 1}


class Overlap(Loss):
    """1 - a ratio of sums: over all targets, over the rows, or over a row's outputs."""

    expects = "probability"
    target_range = (0.0, 1.0)

    axis: list[int] | None = None
    """What is summed over: null all at once, [0] the rows, [1] the outputs of each."""

    def problems(self) -> Iterator[Problem]:
        if self.axis is not None and not (self.axis and self._axes <= ALL):
            hint = "write null, [0] or [1]"
            yield Problem("predictions have the axes 0 and 1", ("axis",), hint)
        elif self.reduction in self._vain:
            message = f"there is nothing that {self.reduction!r} could change"
            hint = 'leave it out, or write "axis": [1] for a loss of each row'
            yield Problem(message, ("reduction",), hint)

    @property
    def _vain(self) -> set[str]:
        """Name the reductions that have nothing to add up, or to divide."""
        vain = set[str]() if self.per_row else {"mean_with_sample_weight"}
        return vain | {"sum"} if self._axes == ALL else vain

    @property
    def per_row(self) -> bool:
        return self._axes == ROWS

    @property
    def adds_up(self) -> bool:
        return self.per_row

    @property
    def _axes(self) -> set[int]:
        return {axis + 2 if -2 <= axis < 0 else axis for axis in self.axis or ALL}

    def __call__(
        self,
        prediction: Value,
        target: Value,
        weight: Value | None,
        counts: Value | None = None,
    ) -> Value:
        if self.per_row:
            return super().__call__(prediction, target, weight, counts)
        terms = 1 - self.overlap(prediction, target, weight)
        if not terms.type.is_array:
            return terms
        width = int(target.shape[-1])
        return sum_all(terms) / (1 if self.reduction == "sum" else width)

    def terms(self, prediction: Value, target: Value) -> Value:
        return 1 - self.overlap(prediction, target, None)

    @abstractmethod
    def overlap(self, p: Value, y: Value, weight: Value | None) -> Value:
        """Write the ratio."""

    def summed(self, x: Value, weight: Value | None) -> Value:
        """Add up what counts."""
        sums = {frozenset(ALL): sum_all, frozenset(ROWS): sum_last}
        add = sums.get(frozenset(self._axes), sum_rows)
        return add(x if weight is None else weight * x)


class Dice(Overlap):
    """1 - 2 sum(y p) / (sum(y) + sum(p)), and 1 where all are 0.

    The sums are over the whole batch; weights multiply what is summed. Nothing is
    added to what is divided by.

    Use: for yes or no where yes is rare, as in marking a small part of a picture.
    Source: Dice (1945), Measures of the amount of ecologic association between species;
    as a loss, but over sums of squares, Milletari, Navab and Ahmadi (2016), V-Net:
    fully convolutional neural networks for volumetric medical image segmentation.
    """

    def overlap(self, p: Value, y: Value, weight: Value | None) -> Value:
        both = self.summed(y * p, weight).named("both")
        total = self.summed(y, weight) + self.summed(p, weight)
        return 2 * both / or_1(total).named("total")


class Tversky(Overlap):
    """1 - sum(y p) / (sum(y p) + alpha missed + beta wrong), and 1 where all are 0.

    missed = sum(y) - sum(y p) and wrong = sum(p) - sum(y p); with 0.5 for alpha and
    beta it is dice. Here alpha weighs what is missed, as in Keras's code; the paper's
    alpha weighs what is wrong, which is beta here.

    The sums are over the whole batch; weights multiply what is summed. Nothing is
    added to what is divided by.

    Use: as dice, when it is worse to miss something than to see what is not there.
    Source: Salehi, Erdogmus and Gholipour (2017), Tversky loss function for image
    segmentation using 3D fully convolutional deep networks.
    """

    alpha: float = Field(default=0.5, ge=0)
    """How bad it is to miss what is there; the paper's beta."""
    beta: float = Field(default=0.5, ge=0)
    """How bad it is to see what is not there; the paper's alpha."""

    def overlap(self, p: Value, y: Value, weight: Value | None) -> Value:
        both = self.summed(y * p, weight).named("both")
        missed = (self.summed(y, weight) - both).named("missed")
        wrong = (self.summed(p, weight) - both).named("wrong")
        total = both + self.alpha * missed + self.beta * wrong
        return both / or_1(total).named("total")


def or_1(total: Value) -> Value:
    """Write 1 for a sum that is 0, to divide by."""
    is_number = not total.type.is_array
    return nonzero_or_one(total) if is_number else ops.where(total > 0, total, 1)


WORDS = (
    Dice,
    Tversky,
)
