"""What a spec says of training, in the loop's terms."""

from collections.abc import Callable

from engine.compile import Model
from engine.core.emit import emit
from engine.core.run import load
from engine.spec.model import Spec
from engine.training.loop import Settings, Stopping
from engine.vocabulary.entry import word_named
from engine.vocabulary.metrics import Metric


def settings(model: Model) -> Settings:
    """Say how to train a model, in the loop's terms."""
    spec, training = model.spec, model.spec.training
    noises = [
        (n.key, n.distribution, tuple(int(dim) for dim in n.value.shape[1:]))
        for n in model.program.noises
    ]
    return Settings(
        spec.seed,
        training.epochs,
        training.batch_size,
        training.shuffle,
        training.target_loss,
        early_stopping(spec),
        noises,
        divides_by(model),
        bool(model.program.states),
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
    metric = word_named(Metric, wish.monitor.removeprefix("val_"))
    grows = bool(metric and issubclass(metric, Metric) and metric.larger_is_better)
    larger = grows if wish.mode == "auto" else wish.mode == "max"
    return Stopping(
        wish.monitor,
        larger,
        wish.min_delta,
        wish.patience,
        wish.baseline,
        wish.restore_best_weights,
        wish.start_from_epoch,
    )


def learning_rate(model: Model) -> Callable[[int], float]:
    """Give the learning rate by the number of steps done."""
    chosen, schedule = model.spec.optimizer.learning_rate, model.program.schedule

    def constant(_: int) -> float:
        return chosen if isinstance(chosen, int | float) else 0.0

    if schedule is None:
        return constant
    names = model.program.names(schedule.results[0].graph)
    return load(emit(schedule, names).text, "schedule")["schedule"]
