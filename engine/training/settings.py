"""What a spec says of training, in the loop's terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.compile import Model
from engine.core.backends import Arrays, Steps
from engine.core.printing.emit import emit
from engine.core.running.load import load
from engine.data.examples import Examples
from engine.spec.figures import metric_of
from engine.spec.model import Spec
from engine.spec.sections import EarlyStopping
from engine.training.loop import Loop, Settings
from engine.training.monitors import Plateau, Reducer, Stopper, Stopping

if TYPE_CHECKING:
    from engine.vocabulary.schedules.plateau import ReduceOnPlateau


def prepared(model: Model, steps: Steps, arrays: Arrays, train: Examples) -> Loop:
    """Prepare a loop for a model, with all that decides beside it."""
    places = arrays.w, arrays.g, list(arrays.states.values())
    loop = Loop(steps, places, list(train), settings(model), learning_rate(model))
    loop.average = arrays.slots.get("ema")
    if "constrain" in model.program.functions:
        # Whoever puts other steps in their place puts another `limit` there too.
        loop.limit = lambda: loop.steps.limit()  # noqa: PLW0108
    if stopping := early_stopping(model.spec):
        loop.monitors.append(Stopper(stopping))
    if falling := plateau(model.spec):
        loop.monitors.append(Reducer(falling))
    _choose_method(loop, model.spec)
    return loop


def settings(model: Model) -> Settings:
    """Say how to train a model, in the loop's terms."""
    spec, training = model.spec, model.spec.training
    noises = [
        (
            n.key,
            n.distribution,
            tuple(dim if isinstance(dim, int) else None for dim in n.value.shape),
            spec.seed if n.seed is None else n.seed,
        )
        for n in model.program.noises
    ]
    return Settings(
        spec.seed,
        training.epochs,
        training.batch_size,
        training.shuffle,
        training.target_loss,
        noises,
        divides_by(model),
        bool(model.program.training.net.replaced),
        spec.optimizer.gradient_accumulation_steps or 1,
        spec.optimizer.ema_overwrite_frequency or 0,
    )


def divides_by(model: Model) -> str:
    """Tell by what a batch's loss is divided, in the loop's terms."""
    loss, known = model.spec.loss, model.signature
    if not loss.adds_up:
        return "whole"
    if loss.reduction == "sum":
        return "nothing"
    if loss.reduction == "mean_with_sample_weight" and model.program.training.weight:
        return "weights"
    return "counts" if known.has_gaps else "rows"


def early_stopping(spec: Spec) -> Stopping | None:
    """Say when to stop early, in the loop's terms."""
    wish = spec.training.early_stopping
    if wish is None:
        return None
    return Stopping(
        *_improvement(spec, wish),
        wish.baseline,
        wish.restore_best_weights,
        wish.start_from_epoch,
    )


def plateau(spec: Spec) -> Plateau | None:
    """Say when the learning rate falls, in the loop's terms."""
    wish = spec.optimizer.plateau
    if wish is None:
        return None
    return Plateau(
        *_improvement(spec, wish),
        wish.factor,
        wish.cooldown,
        wish.min_lr,
    )


def learning_rate(model: Model) -> Callable[[int], float]:
    """Give the learning rate by the number of portions done."""
    chosen = model.spec.optimizer.learning_rate
    schedule = model.program.functions.get("schedule")
    if schedule is None:
        falling = model.spec.optimizer.plateau
        rate = falling.initial_learning_rate if falling else chosen
        return lambda _: rate if isinstance(rate, int | float) else 0.0
    names = model.program.names(schedule.results[0].graph)
    return load(emit(schedule, names).text, "schedule")["schedule"]


def _choose_method(loop: Loop, spec: Spec) -> None:
    """Let the loop move in another way than along the gradient, if the spec says so."""
    if not spec.optimizer.needs_all:
        return
    # Only who asks for them needs these.
    from engine.training.lbfgs import QuasiNewton  # noqa: PLC0415
    from engine.vocabulary.optimizers.second_order import Lbfgs  # noqa: PLC0415

    if isinstance(wish := spec.optimizer, Lbfgs):
        method = QuasiNewton(
            wish.history_size,
            wish.tolerance_grad,
            wish.tolerance_change,
            wish.max_line_search,
        )
        loop.monitors.append(method)
        loop.move = method.move


def _improvement(
    spec: Spec, wish: EarlyStopping | ReduceOnPlateau
) -> tuple[str, bool, float, int]:
    """Say which figure should improve: which way, by how much, and how soon."""
    metric = metric_of(wish.monitor, spec.metrics)
    grows = metric is not None and metric.larger_is_better
    larger = grows if wish.mode == "auto" else wish.mode == "max"
    return wish.monitor, larger, wish.min_delta, wish.patience
