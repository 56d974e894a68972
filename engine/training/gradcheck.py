"""Are the gradients right? Each against differences of the loss itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.compile import compile_spec
from engine.core.curves import Surrogate
from engine.core.function import needed
from engine.core.graph import Value
from engine.core.program import Program
from engine.core.steps import Array, textbook_steps
from engine.spec.model import Spec
from engine.training.trainer import Trainer

STEP = 1e-4
TOLERANCE = 1e-6
MOST = 200
"""So many numbers of a parameter are checked, evenly chosen where there are more."""


@dataclass(frozen=True)
class Check:
    """How one parameter's gradient compares.

    `error` is the largest difference, relative to the largest slope. Where the loss
    has a kink within reach of the difference, as relu has, there is nothing to
    compare: `kinks` counts those. Behind a step the slope is a `surrogate`, declared
    by the spec and not the loss's own, so that nothing is compared either.
    """

    parameter: str
    shape: tuple[int, ...]
    checked: int
    kinks: int
    analytic: float
    numeric: float
    error: float
    surrogate: bool = False

    @property
    def passed(self) -> bool:
        return self.surrogate or self.error <= TOLERANCE


def gradcheck(spec: Spec) -> Iterator[Check]:
    """Compare the planned gradient at the first step with central differences.

    The loss is that of the textbook printing, in float64 whatever the spec says; the
    differences are of fourth order. Slopes compared are the ones furthest apart.
    """
    trainer = Trainer(compile_spec(spec.model_copy(update={"dtype": "float64"})))
    given = trainer.loop.given()
    with np.errstate(all="ignore"):
        trainer.steps.gradients(*given)
        slopes = trainer.arrays.g.copy()
        loss = textbook_steps(trainer.model.program, trainer.arrays).gradients
        start, declared = 0, _behind_surrogates(trainer.model.program)
        for p in trainer.model.program.trained:
            places = start + np.unique(np.linspace(0, p.size - 1, MOST).astype(int))
            sides = np.array([_sides(loss, given, trainer.arrays.w, i) for i in places])
            check = _check(p.key, p.shape, slopes[places], sides)
            yield replace(check, surrogate=p.value in declared)
            start += p.size


def _behind_surrogates(program: Program) -> set[Value]:
    """Find what reaches the loss through a slope that was only declared."""
    graph = program.training.net.graph
    stepped = [e.values[0] for e in graph.equations if isinstance(e.op, Surrogate)]
    return {value for e in needed(graph, stepped) for value in e.values}


def _sides(
    loss: Callable[..., float], given: Sequence[Array], w: Array, place: int
) -> list[float]:
    """Give the loss two steps before to two steps after."""
    kept, losses = w[place], list[float]()
    for steps in range(-2, 3):
        w[place] = kept + steps * STEP
        losses.append(float(loss(*given)))
    w[place] = kept
    return losses


def _check(key: str, shape: tuple[int, ...], slopes: Array, losses: Array) -> Check:
    far_before, before, here, after, far_after = losses.T
    numeric = (8 * (after - before) - (far_after - far_before)) / (12 * STEP)
    scale = max(float(np.abs([slopes, numeric]).max()), 1e-8)
    bends = np.abs(after - 2 * here + before) / STEP
    smooth = np.abs(far_after - 2 * here + far_before) / (2 * STEP)
    kinked = (bends > 1e-2 * scale) & (bends > 0.75 * smooth)
    errors = np.where(kinked, 0, np.abs(slopes - numeric))
    worst = int(errors.argmax())
    return Check(
        key,
        shape,
        len(slopes),
        int(kinked.sum()),
        float(slopes[worst]),
        float(numeric[worst]),
        float(errors[worst]) / scale,
    )
