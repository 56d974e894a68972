"""Methods that learn the curvature of the loss, and choose how far to go."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from engine.core.builder import Memory
from engine.core.graph import Value
from engine.errors import Problem
from engine.vocabulary.optimizers import Optimizer
from engine.vocabulary.schedules import Schedule


class Lbfgs(Optimizer):
    """w - rate * H g: H g is the gradient, bent by the curvature of the last steps.

    The training loop finds H g by the two-loop recursion and puts it in the place of
    g; rate is found anew for each step, by a line search for the strong Wolfe
    conditions. An epoch is one step, and training ends once no step helps. The defaults
    are those of PyTorch.

    Use: for small networks and tables, where it needs far fewer epochs than others.
    Source: Liu and Nocedal (1989), On the limited memory BFGS method for large scale
    optimization; Nocedal and Wright (2006), Numerical Optimization, algorithms 7.4,
    3.5 and 3.6.
    """

    aliases: ClassVar[tuple[str, ...]] = ("l_bfgs",)
    needs_all: ClassVar[bool] = True
    usual: ClassVar[tuple[float, float]] = (0.1, 2.0)

    learning_rate: float | Schedule = 1.0
    """How far the line search looks first."""
    history_size: int = Field(default=100, gt=0)
    """How many of the last steps tell of the curvature."""
    tolerance_grad: float = Field(default=1e-7, ge=0)
    """Training ends when no part of the gradient is larger."""
    tolerance_change: float = Field(default=1e-9, ge=0)
    """Training ends when a step changes the loss, or every weight, by less."""
    max_line_search: int = Field(default=25, gt=0)
    """How many distances are tried in each step at most."""

    def problems(self) -> Iterator[Problem]:
        rate = self.learning_rate
        if isinstance(rate, Schedule):
            message = "lbfgs finds the length of each step itself"
            yield Problem(message, ("learning_rate",), 'write "learning_rate": 1.0')
        elif rate <= 0:
            message = f"expected a number greater than 0, not {rate:g}"
            yield Problem(message, ("learning_rate",), "it is where the search begins")
        for name, field in Optimizer.model_fields.items():
            if name != "learning_rate" and getattr(self, name) != field.default:
                message = f"{name!r} does not go together with lbfgs"
                hint = "it follows the exact gradient of all examples; leave it out"
                yield Problem(message, (name,), hint)

    def arrays_kept(self, epochs: int) -> int:
        return 2 * min(self.history_size, epochs)

    def __call__(
        self, w: Value, g: Value, rate: Value, t: Value, memory: Memory
    ) -> Value:
        return w - rate * g


WORDS = (Lbfgs,)
