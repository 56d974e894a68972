"""Loss and metrics on each part of the data, for the present weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.compile import Model
from engine.core.backends import Steps
from engine.data.examples import Examples, Parts
from engine.spec.figures import metric_of
from engine.training.evaluation import CHUNK, evaluate_rows
from engine.training.settings import divides_by
from engine.training.threads import limit_threads
from engine.vocabulary.metrics import Metric, middle_of

Array = NDArray[Any]


@dataclass(frozen=True)
class Report:
    """The metrics of an epoch: the loss, each metric, and both on validation rows."""

    epoch: int
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class Progress:
    """How far a run has come.

    `epoch` is the newest whose `loss` is known, `reports` are all made so far.
    """

    epoch: int
    epochs: int
    loss: float
    seconds: float
    stopped: str
    reports: tuple[Report, ...]


class Evaluator:
    """Evaluates the weights behind given steps on the data of a model.

    Attributes
    ----------
    middle : halfway between the two targets of the whole table
    """

    def __init__(self, model: Model, parts: Parts) -> None:
        self.model, self.parts, self.by = model, parts, divides_by(model)
        self.middle = middle_of(*(self._seen(part) for _, part in parts.items()))

    def scores(self, steps: Steps) -> dict[str, dict[str, Any]]:
        """Return loss and metrics of each part, whatever a metric returns."""
        metrics, parts = self.model.spec.metrics, self.parts.items()
        return {name: self._evaluate(steps, part, metrics) for name, part in parts}

    @property
    def names(self) -> list[str]:
        """List the names of the reported metrics."""
        metrics = self.model.spec.metrics
        names = ["loss", *(metric.key for metric in metrics if metric.is_number)]
        watched = [f"val_{name}" for name in names]
        return names if self.parts.validation is None else [*names, *watched]

    def metrics(self, steps: Steps, loss: float) -> dict[str, float]:
        """Compute all metrics that are one number; the loss is known."""
        found = {"loss": loss}
        metrics = [m for m in self.model.spec.metrics if m.is_number]
        if metrics:
            found = self._evaluate(steps, self.parts.train, metrics) | found
        if self.parts.validation is not None:
            judged = self._evaluate(steps, self.parts.validation, metrics)
            found |= {f"val_{name}": value for name, value in judged.items()}
        return found

    def metric(self, steps: Steps, name: str) -> float:
        """Compute one metric that is monitored, other than the loss itself."""
        part = self.parts.validation if name.startswith("val_") else self.parts.train
        metric = metric_of(name, self.model.spec.metrics)
        metrics = [metric] if metric else []
        judged = self._evaluate(steps, part or self.parts.train, metrics)
        return judged[name.removeprefix("val_")]

    def loss(self, steps: Steps) -> float:
        """Compute the loss of the training set, in inference mode."""
        return self._evaluate(steps, self.parts.train, [])["loss"]

    def _seen(self, part: Examples) -> Array:
        """Return targets as metrics see them: shaped as predictions, in float64."""
        width = int(self.model.program.inference.output.shape[-1])
        return self.model.spec.loss.seen(part.y.astype(float, copy=False), width)

    def _evaluate(
        self, steps: Steps, part: Examples, metrics: Sequence[Metric]
    ) -> dict[str, Any]:
        """Compute loss and metrics of a part, the metrics in float64."""
        with np.errstate(all="ignore"):
            prediction, loss = evaluate_rows(steps, list(part), divides_by=self.by)
            y, p = self._seen(part), prediction.astype(float, copy=False)
            weight = np.broadcast_to(part.judged.astype(float, copy=False), y.shape)
            how = self.model.spec.loss.one_hot, self.middle
            return {"loss": loss, **{m.key: m(y, p, weight, *how) for m in metrics}}


def predict(
    model: Model, steps: Steps, rows: ArrayLike, of: int | None = None, first: int = 0
) -> Array:
    """Predict rows of inputs: (rows, inputs), or one row alone.

    `of` is how many there are in all, where these are some of them, and `first` the
    place of the first.

    Raises
    ------
    LonghandError
        If the rows do not have the inputs' shape.
    """
    x = model.inputs(rows, first)
    if not len(x):
        return np.empty((0, len(model.answers)), x.dtype)
    with limit_threads(model.program, min(of or len(x), CHUNK)):
        return predict_chunks(steps, x)


def predict_chunks(steps: Steps, x: Array) -> Array:
    """Predict rows, chunk by chunk; there is at least one."""
    with np.errstate(all="ignore"):
        chunks = [x[start : start + CHUNK] for start in range(0, len(x), CHUNK)]
        return np.concatenate([steps.answer(chunk).copy() for chunk in chunks])
