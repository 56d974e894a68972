"""Optimizers that look at the gradient's signs alone, not at how large it is."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from engine.core.builder import Memory
from engine.core.graph import Value
from engine.core.ops.elementwise import Clip, sign, where
from engine.errors import Problem
from engine.vocabulary.messages import shown
from engine.vocabulary.optimizers import Optimizer
from engine.vocabulary.schedules import Schedule


class Lion(Optimizer):
    """w - rate * sign(c), where c = beta_1 * m + (1 - beta_1) * g.

    m is a moving mean of g by beta_2. Every weight moves by the rate itself, so the
    rate is a tenth of adam's, or less.

    Use: large networks, where its single vector m saves memory; with a weight_decay
    about ten times that of adam.
    Source: Chen, Liang, Huang and others (2023), Symbolic discovery of optimization
    algorithms.
    """

    usual: ClassVar[tuple[float, float]] = (1e-6, 0.03)

    learning_rate: float | Schedule = 0.001
    beta_1: float = Field(default=0.9, ge=0, lt=1)
    """The share of the mean gradient in the step."""
    beta_2: float = Field(default=0.99, ge=0, lt=1)
    """How slowly the mean of the gradient changes."""

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        beta_1, beta_2 = memory.number(self.beta_1), memory.number(self.beta_2)
        m = memory.state("m", w.shape)
        c = (beta_1 * m + (1 - beta_1) * g).named("c")
        memory.keep(m, beta_2 * m + (1 - beta_2) * g)
        return w - rate * sign(c)


class Rprop(Optimizer):
    """w - step_size * sign(g), with a step_size of its own for each weight.

    It grows by the factor etas[1] while the sign of g stays, and shrinks by etas[0]
    when it turns; then this weight rests for one step. The rate is the first step_size.
    The defaults are those of PyTorch.

    Use: small sets of data that are seen whole at each step: no rate need be tuned.
    Never with batches, whose gradients turn by chance.
    Source: Riedmiller and Braun (1993), A direct adaptive method for faster
    backpropagation learning: the RPROP algorithm.
    """

    misled_by_batches: ClassVar[bool] = True
    usual: ClassVar[tuple[float, float]] = (1e-4, 1.0)

    etas: list[float] = Field(default=[0.5, 1.2], min_length=2, max_length=2)
    """The factors by which a step shrinks and grows."""
    step_sizes: list[float] = Field(default=[1e-6, 50.0], min_length=2, max_length=2)
    """The smallest and the largest step."""

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if isinstance(self.learning_rate, Schedule):
            hint = "it is the first step of each weight, which then finds its own"
            yield Problem("rprop needs a number here", ("learning_rate",), hint)
        shrink, grow = self.etas
        if not 0 < shrink < 1 < grow:
            expected = "a number between 0 and 1, then one above 1"
            message = f"expected {expected}, not {shown(self.etas)}"
            yield Problem(message, ("etas",), "such as [0.5, 1.2]")
        least, most = self.step_sizes
        if not 0 < least <= most:
            expected = "a number above 0, then one that is not smaller"
            message = f"expected {expected}, not {shown(self.step_sizes)}"
            yield Problem(message, ("step_sizes",), "such as [1e-6, 50]")

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        (shrink, grow), (least, most) = self.etas, self.step_sizes
        start = self.learning_rate
        first = start if isinstance(start, int | float) else 0.0
        before = memory.state("g_before", w.shape)
        size = memory.state("step_size", w.shape, float(first))
        agree = (sign(g) * sign(before)).named("agree")
        turned = (agree < 0).named("turned")
        grown = where(agree > 0, grow * size, size).named("grown")
        wanted = where(turned, shrink * size, grown).named("wanted")
        step = memory.keep(size, Clip(least, most)(wanted))
        return w - step * sign(memory.keep(before, where(turned, 0, g)))


WORDS = (
    Lion,
    Rprop,
)
