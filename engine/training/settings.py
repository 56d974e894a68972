"""From a spec to the settings, hooks and callbacks of the loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.compile import Model
from engine.core.backends import Arrays
from engine.core.printing.emit import emit
from engine.core.running.load import load
from engine.spec import sections as spec_sections
from engine.spec.figures import metric_of
from engine.spec.model import Spec
from engine.training.callbacks import (
    EarlyStopping,
    OverwriteWithEMA,
    ReduceLROnPlateau,
)
from engine.training.loop import Callback, Hooks, Settings

if TYPE_CHECKING:
    from engine.vocabulary.schedules.plateau import ReduceOnPlateau


def make_hooks(model: Model, arrays: Arrays) -> Hooks:
    """Make what the spec lets decide beside the loop: the rate and the callbacks."""
    spec, average = model.spec, arrays.slots.get("ema")
    callbacks: list[Callback] = []
    if average is not None:
        frequency = spec.optimizer.ema_overwrite_frequency or 0
        callbacks.append(OverwriteWithEMA(average, frequency))
    callbacks += filter(None, [early_stopping(spec), reduce_lr_on_plateau(spec)])
    hooks = Hooks(learning_rate(model), callbacks)
    return _choose_method(hooks, spec) if spec.optimizer.needs_all else hooks


def make_settings(model: Model) -> Settings:
    """Translate how a spec trains into the loop's settings."""
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
    )


def divides_by(model: Model) -> str:
    """Return what a batch's loss is divided by, in the loop's terms."""
    loss, known = model.spec.loss, model.schema
    if not loss.adds_up:
        return "whole"
    if loss.reduction == "sum":
        return "nothing"
    if loss.reduction == "mean_with_sample_weight" and model.program.training.weight:
        return "weights"
    return "counts" if known.has_gaps else "rows"


def early_stopping(spec: Spec) -> EarlyStopping | None:
    """Make the callback that stops early, if the spec has one."""
    wish = spec.training.early_stopping
    if wish is None:
        return None
    return EarlyStopping(
        *_improvement(spec, wish),
        wish.baseline,
        wish.restore_best_weights,
        wish.start_from_epoch,
    )


def reduce_lr_on_plateau(spec: Spec) -> ReduceLROnPlateau | None:
    """Make the callback that lowers the learning rate, if the spec has one."""
    wish = spec.optimizer.plateau
    if wish is None:
        return None
    return ReduceLROnPlateau(
        *_improvement(spec, wish),
        wish.factor,
        wish.cooldown,
        wish.min_lr,
    )


def learning_rate(model: Model) -> float | Callable[[int], float]:
    """Return the learning rate, or its schedule by the number of batches done."""
    chosen, falling = model.spec.optimizer.learning_rate, model.spec.optimizer.plateau
    schedule = model.program.functions.get("schedule")
    if schedule is None:
        rate = falling.initial_learning_rate if falling else chosen
        return rate if isinstance(rate, int | float) else 0.0
    names = model.program.names(schedule.results[0].graph)
    return load(emit(schedule, names).text, "schedule")["schedule"]


def _choose_method(hooks: Hooks, spec: Spec) -> Hooks:
    """Replace the way in which the weights move, where an optimizer does."""
    # Only who asks for them needs these.
    from engine.training.lbfgs import QuasiNewton  # noqa: PLC0415
    from engine.vocabulary.optimizers.second_order import Lbfgs  # noqa: PLC0415

    if not isinstance(wish := spec.optimizer, Lbfgs):
        return hooks
    method = QuasiNewton(
        wish.history_size,
        wish.tolerance_grad,
        wish.tolerance_change,
        wish.max_line_search,
    )
    callbacks = [*hooks.callbacks, method]
    return replace(hooks, callbacks=callbacks, move=method.move)


def _improvement(
    spec: Spec, wish: spec_sections.EarlyStopping | ReduceOnPlateau
) -> tuple[str, str, float, int]:
    """Return which metric should improve: which way, by how much, and how soon."""
    metric = metric_of(wish.monitor, spec.metrics)
    grows = metric is not None and metric.larger_is_better
    mode = ("max" if grows else "min") if wish.mode == "auto" else wish.mode
    return wish.monitor, mode, wish.min_delta, wish.patience
