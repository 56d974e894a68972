"""Are the gradients right? Each against differences of the loss itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite, isnan

import numpy as np

from engine.compile import compile_spec
from engine.core.backends.arrays import Array
from engine.core.backends.textbook import TextbookSteps
from engine.core.function import needed
from engine.core.graph import Value
from engine.core.ops.curves import Surrogate
from engine.core.program import Program
from engine.errors import LonghandError
from engine.spec.model import Spec
from engine.training.trainer import Trainer

STEP = 1e-4
SHRUNK = (STEP / 4, STEP / 16, STEP / 64)
"""Steps for where the first one disagrees: each a quarter of the one before."""
TOLERANCE = 1e-6
ROUNDING = 8 * float(np.finfo(float).eps)
"""So much of a loss, divided by the step, may be rounding in a difference."""
MOST = 200
"""So many numbers of a parameter are checked, evenly chosen where there are more."""

Losses = Callable[[float], Array]
"""The loss from two steps before a number to two steps after, for any step."""


@dataclass(frozen=True)
class Check:
    """How one parameter's gradient compares.

    `error` is the largest difference, relative to the largest slope; `analytic` and
    `numeric` are the two slopes that it is of. Where the loss has a kink within reach
    of the difference, as relu has, there is nothing to compare: `kinks` counts those.
    Behind a step the slope is a `surrogate`, declared by the spec and not the loss's
    own, so that nothing is compared either. Where nothing is, the three are None.
    """

    parameter: str
    shape: tuple[int, ...]
    checked: int
    kinks: int = 0
    analytic: float | None = None
    numeric: float | None = None
    error: float | None = None
    surrogate: bool = False

    @property
    def passed(self) -> bool:
        return self.error is None or self.error <= TOLERANCE


def gradcheck(spec: Spec, most: int = MOST) -> Iterator[Check]:
    """Compare the planned gradient at the first step with central differences.

    Of each parameter `most` numbers are compared, if it has as many.

    The loss is that of the textbook printing, in float64 whatever the spec says; the
    differences are of fourth order. Slopes compared are the ones furthest apart.
    """
    trainer = Trainer(compile_spec(spec.model_copy(update={"dtype": "float64"})))
    given = trainer.loop.batch()
    with np.errstate(all="ignore"):
        trainer.steps.gradients(*given)
        slopes = trainer.arrays.g.copy()
        loss = TextbookSteps(trainer.model.program, trainer.arrays).gradients
        _demand_finite(float(loss(*given)))
        start, declared = 0, _behind_surrogates(trainer.model.program)
        for p in trainer.model.program.trained:
            places = start + np.unique(np.linspace(0, p.size - 1, most).astype(int))
            start += p.size
            if p.value in declared:
                yield Check(p.key, p.shape, 0, surrogate=True)
                continue
            around = [_around(loss, given, trainer.arrays.w, i) for i in places]
            yield _check(p.key, p.shape, slopes[places], around)


def _demand_finite(loss: float) -> None:
    if not isfinite(loss):
        msg = f"the loss is not finite at the first step ({loss:g}): it has no slopes\n"
        hint = "hint: smaller inputs or initial weights; training says where it begins"
        raise LonghandError(msg + hint)


def _behind_surrogates(program: Program) -> set[Value]:
    """Find what reaches the loss through a slope that was only declared."""
    graph = program.training.net.graph
    stepped = [e.values[0] for e in graph.equations if isinstance(e.op, Surrogate)]
    return {value for e in needed(graph, stepped) for value in e.values}


def _around(
    loss: Callable[..., float], given: Sequence[Array], w: Array, place: int
) -> Losses:
    """Return a function that computes the loss around the value of one number."""

    def losses(step: float) -> Array:
        kept, found = w[place], list[float]()
        for steps in range(-2, 3):
            w[place] = kept + steps * step
            found.append(float(loss(*given)))
        w[place] = kept
        return np.array(found)

    return losses


def _difference(losses: Array, step: float) -> Array:
    far_before, before, _, after, far_after = losses.T
    return (8 * (after - before) - (far_after - far_before)) / (12 * step)


def _check(
    key: str, shape: tuple[int, ...], slopes: Array, around: Sequence[Losses]
) -> Check:
    losses = np.array([beside(STEP) for beside in around])
    numeric = _difference(losses, STEP)
    visible = _rounding(losses[0], STEP) / TOLERANCE
    kinked = _kinked(losses, STEP, 1e-2 * _largest(slopes, visible))
    scale = _largest(np.array([slopes, numeric])[:, ~kinked], 1e-8)
    errors = np.abs(slopes - numeric) / max(scale, visible)
    for i in map(int, np.flatnonzero(~kinked & ~(errors <= TOLERANCE))):
        closer = [around[i](step) for step in SHRUNK]
        kinked[i] = any(
            _kinked(losses, step, 8 * _rounding(losses, step))
            for losses, step in zip(closer, SHRUNK, strict=True)
        )
        numeric[i], rounding = _limit(float(numeric[i]), closer)
        errors[i] = abs(slopes[i] - numeric[i]) / max(scale, rounding / TOLERANCE)
    return _shown(Check(key, shape, len(slopes)), kinked, slopes, numeric, errors)


def _shown(
    check: Check, kinked: Array, slopes: Array, numeric: Array, errors: Array
) -> Check:
    """Add the slopes that are furthest apart, of those that can be compared."""
    check = replace(check, kinks=int(kinked.sum()))
    if kinked.all():
        return check
    errors = np.where(kinked, -1, np.where(np.isnan(errors), np.inf, errors))
    i = int(errors.argmax())
    found = (float(slopes[i]), float(numeric[i]), float(errors[i]))
    return replace(check, analytic=found[0], numeric=found[1], error=found[2])


def _largest(slopes: Array, least: float) -> float:
    return float(np.fmax.reduce(np.abs(slopes), axis=None, initial=least))


def _rounding(losses: Array, step: float = SHRUNK[-1]) -> float:
    """Estimate how much of a difference of these losses may be rounding."""
    return ROUNDING * abs(float(losses[2])) / step


def _kinked(losses: Array, step: float, least: float) -> Array:
    """Find kinks: where there is none, half the step makes half the bend."""
    far_before, before, here, after, far_after = losses.T
    bends = np.abs(after - 2 * here + before) / step
    wider = np.abs(far_after - 2 * here + far_before) / (2 * step)
    is_half = (bends > 0.25 * wider) & (bends < 0.75 * wider)
    return (np.maximum(bends, wider) > least) & ~is_half


def _limit(coarse: float, closer: Sequence[Array]) -> tuple[float, float]:
    """Estimate the slope in the limit, and how much of it may be rounding.

    Where the second derivative has a kink, as that of softsign has at 0, the error of
    a difference is proportional to its step; then two steps tell where that leads to.
    What changes least with the step is believed, whatever the gradient says.
    """
    found: list[tuple[float, float, float]] = []
    led = coarse
    for losses, step in zip(closer, SHRUNK, strict=True):
        fine, before = float(_difference(losses, step)), led
        led = (4 * fine - coarse) / 3
        for change, slope in ((fine - coarse, fine), (led - before, led)):
            found.append((abs(change), slope, _rounding(losses, step)))
        coarse = fine
    return min(found, key=lambda each: (isnan(each[0]), each[0]))[1:]
