"""Constraints: what a parameter is brought to after each step of the optimizer."""

from abc import abstractmethod
from collections.abc import Iterator

from pydantic import Field

from engine.core.graph import Value
from engine.core.ops.elementwise import Clip, maximum, sqrt, square, where
from engine.core.ops.reductions import SumAxes
from engine.errors import Problem
from engine.vocabulary.entry import Word


class Constraint(Word):
    """The nearest array that is allowed, or a way towards it.

    Shapes: an array of any shape, and another of the same.
    """

    called = "a constraint"
    families = (__name__,)

    @abstractmethod
    def __call__(self, weights: Value) -> Value:
        """Write what takes the weights' place."""

    def unfit(self, shape: tuple[int, ...]) -> Problem | None:
        """Say why an array of this shape cannot be constrained, if so."""
        return None


class NonNeg(Constraint):
    """max(w, 0): negative weights become 0.

    Use: where weights are shares or strengths, as in non-negative factorisation.
    Source: Lee and Seung (1999), Learning the parts of objects by non-negative matrix
    factorization, Nature 401.
    """

    def __call__(self, weights: Value) -> Value:
        return maximum(weights, 0)


class NormConstraint(Constraint):
    """A constraint of norms, the square roots of sums of squares along some axes."""

    axis: int | list[int] = 0
    """Along which axes a norm is taken: 0 takes all that leads into one unit."""

    def problems(self) -> Iterator[Problem]:
        if self.axis == []:
            hint = "0 takes the norm of what leads into each unit"
            yield Problem("expected at least one axis", ("axis",), hint)

    def unfit(self, shape: tuple[int, ...]) -> Problem | None:
        rank = len(shape)
        axes = self.axes
        wrong = next((axis for axis in axes if not -rank <= axis < rank), None)
        if wrong is not None:
            message = f"there is no axis {wrong} in the shape {list(shape)}"
            there_is = f"its axes are 0 to {rank - 1}" if rank > 1 else "it has axis 0"
            return Problem(message, ("axis",), there_is)
        if len({axis % rank for axis in axes}) < len(axes):
            message = f"an axis of the shape {list(shape)} is named twice"
            return Problem(message, ("axis",), "name each axis once")
        return None

    @property
    def axes(self) -> tuple[int, ...]:
        return (self.axis,) if isinstance(self.axis, int) else tuple(self.axis)

    def norm(self, weights: Value) -> Value:
        """Write the norms, each axis kept."""
        axes = self.axes[0] if len(self.axes) == 1 else self.axes
        return sqrt(SumAxes(axes)(square(weights))).named(f"norm_{weights.name}")


class MaxNorm(NormConstraint):
    """w * max_value / max(norm, max_value): no norm is above max_value.

    Use: with dropout and high learning rates, whose weights could grow without end.
    Source: Srebro and Shraibman (2005), Rank, trace-norm and max-norm, COLT; Srivastava
    et al. (2014), Dropout, Journal of Machine Learning Research 15.
    """

    max_value: float = Field(default=2.0, gt=0)
    """The largest norm that is allowed."""

    def __call__(self, weights: Value) -> Value:
        limit = self.max_value
        return weights * (limit / maximum(self.norm(weights), limit))


class UnitNorm(NormConstraint):
    """w / norm: every norm is 1; where all weights are 0 they stay so.

    Use: where only the direction of a unit's weights should count.
    Source: Keras's `UnitNorm`.
    """

    def __call__(self, weights: Value) -> Value:
        return weights / _divisor(self.norm(weights))


class MinMaxNorm(NormConstraint):
    """w * target / norm: every norm goes to its target, between two bounds.

    target = norm + rate * (clip(norm, min_value, max_value) - norm)

    Weights that are all 0 stay so.

    Use: to keep norms within bounds, or with a rate below 1 to draw them there slowly.
    Source: Keras's `MinMaxNorm`.
    """

    min_value: float = Field(default=0.0, ge=0)
    """The smallest norm that is allowed."""
    max_value: float = Field(default=1.0, gt=0)
    """The largest norm that is allowed."""
    rate: float = Field(default=1.0, ge=0, le=1)
    """Which part of the way to the bounds each step goes; 1 goes all of it."""

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if self.min_value > self.max_value:
            low, high = self.min_value, self.max_value
            message = f"min_value {low:g} is larger than max_value {high:g}"
            is_given = "min_value" in self.model_fields_set
            yield Problem(message, ("min_value",) if is_given else ("max_value",))

    def __call__(self, weights: Value) -> Value:
        if self.rate == 0:
            return weights
        norm = self.norm(weights)
        target = Clip(self.min_value, self.max_value)(norm)
        if self.rate < 1:
            target = norm + self.rate * (target - norm)
        target = target.named(f"target_{weights.name}")
        return weights * (target / _divisor(norm))


def _divisor(norm: Value) -> Value:
    """Write norms to divide by: where there is nothing to divide, 1."""
    return where(norm > 0, norm, 1)


WORDS = (
    NonNeg,
    MaxNorm,
    UnitNorm,
    MinMaxNorm,
)
