"""Why training stopped, and what to try if it failed."""

from dataclasses import dataclass
from math import isfinite, isnan

from engine.training.callbacks import EarlyStopping
from engine.training.trainer import Trainer
from engine.vocabulary.entry import Word

REASONS = {
    "epochs": "trained",
    "early_stopping": "stopped early",
    "target_loss": "reached the target loss",
    "converged": "converged: no step changes much any more,",
    "diverged": "diverged",
    "interrupted": "interrupted",
}
_FITTING = {
    "probability": ("probabilities, and seldom exactly 0 or 1", "sigmoid"),
    "shares": ("probabilities, and none of exactly 0", "softmax"),
    "positive": ("numbers above 0", "softplus"),
}


@dataclass(frozen=True)
class Ending:
    """Why a run has ended, and what to try."""

    text: str
    hint: str


@dataclass(frozen=True)
class BestEpoch:
    """The epoch at which the metric that early stopping monitors was best.

    `is_kept` tells that the run ended with the weights of that epoch.
    """

    monitor: str
    epoch: int
    value: float
    is_kept: bool

    @property
    def text(self) -> str:
        """Of which epoch the weights are, in words."""
        those = f"the weights are those of epoch {self.epoch}"
        if isnan(self.value):
            return f"{those}, as {self.monitor} was never a number"
        if self.is_kept:
            return f"{those}, where {self.monitor} was best ({self.value:.4g})"
        at = f"epoch {self.epoch} ({self.value:.4g})"
        return f"{self.monitor} was best at {at}, whose weights were not restored"


def find_best_epoch(trainer: Trainer) -> BestEpoch | None:
    """Find the best epoch of a run with early stopping that has ended."""
    for callback in trainer.loop.hooks.callbacks if trainer.has_ended else ():
        if isinstance(callback, EarlyStopping) and callback.best_epoch:
            is_kept = bool(callback.best_weights)
            monitor, epoch = callback.monitor, callback.best_epoch
            return BestEpoch(monitor, epoch, callback.best, is_kept)
    return None


def describe_ending(trainer: Trainer) -> Ending:
    """Describe why training ended, and what to try."""
    if trainer.stopped == "diverged":
        return Ending(_divergence(trainer), _advice(trainer))
    reason = REASONS.get(trainer.stopped, "paused")
    return Ending(f"{reason} after {trainer.epoch} epochs", "")


def _divergence(trainer: Trainer) -> str:
    where = trainer.fault or "in the gradient's length, or in the optimizer's update"
    callbacks = trainer.loop.hooks.callbacks
    has_best = any(getattr(c, "best_weights", None) for c in callbacks)
    kept = "the best weights" if has_best else "the weights before that step"
    return (
        f"the numbers stopped being finite in epoch {trainer.epoch + 1}\n"
        f"  {where}\n"
        f"{kept} are kept"
    )


def _advice(trainer: Trainer) -> str:
    """Suggest what may help; before the first step no learning rate does."""
    if not isfinite(trainer.rate):
        return "a learning rate that stays finite"
    if trainer.loop.state.updates or trainer.fault is None:
        return f"a smaller learning rate than {trainer.rate:g}, or 'global_clipnorm'"
    spec, start = trainer.model.spec, "no step was made, so no rate helps: "
    from_logits = dict(spec.loss).get("from_logits") is True
    needed, name = _FITTING.get(spec.loss.expects, ("", ""))
    last = dict(spec.layers[-1]).get("activation")
    if not needed or from_logits or (isinstance(last, Word) and last.tag() == name):
        return f"{start}look at the last activation and the loss; or smaller inputs"
    return f"{start}{spec.loss.tag()} needs {needed}, such as '{name}' gives them last"
