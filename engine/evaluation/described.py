"""What a network learned from, and what its loss is, in words."""

from collections.abc import Iterator, Sequence
from math import prod

import numpy as np

from engine.evaluation.names import counted
from engine.evaluation.page import number
from engine.evaluation.tallies import tally
from engine.evaluation.tasks import is_choice
from engine.spec.writing import resolved
from engine.training.trainer import Trainer

MOST_NAMED = 6
LOG_LOSS = (
    "log loss: -ln of the probability of the right class, on average; without "
    "penalties and class weights"
)


def data_told(trainer: Trainer) -> str:
    """Count inputs and outputs, columns of a table and the numbers they become."""
    kind = resolved(trainer.model.spec)["dataset"]["type"]
    return f"{kind}: {_inputs(trainer)}; {_outputs(trainer)}."


def _inputs(trainer: Trainer) -> str:
    dataset, shape = trainer.model.spec.dataset, trainer.model.schema.shape
    if len(shape) != 1:
        sides = " x ".join(map(str, shape))
        return f"inputs of {sides}, {counted(prod(shape), 'number')} a row"
    if not dataset.has_columns:
        return counted(shape[0], "input")
    columns, features = len(dataset.groups()), counted(shape[0], "feature")
    return f"{counted(columns, 'input column')}, which become {features}"


def _outputs(trainer: Trainer) -> str:
    """Name the outputs, and the classes of one that has some."""
    dataset, known = trainer.model.spec.dataset, trainer.model.schema
    names, labels = dataset.sources(), known.labels
    if not labels and known.classes:
        labels = tuple(map(str, range(known.classes)))
    kind = "output column" if dataset.has_columns else "output"
    if not dataset.has_columns and is_choice(trainer) and len(names) > 1:
        return f"one of {counted(len(names), 'class')}: {named(names)}"
    scales = dataset.scales()
    names = [f"{n} (scaled by {scales[n]})" if n in scales else n for n in names]
    told = f"{counted(len(names), kind)}: {named(names)}"
    if len(names) > 1 or not labels:
        return told
    return f"{told}, one of {counted(len(labels), 'class')}: {named(labels)}"


def named(names: Sequence[str]) -> str:
    """List the first names."""
    left = len(names) - MOST_NAMED
    more = f" and {left} more" if left > 0 else ""
    return ", ".join(names[:MOST_NAMED]) + more


def weights_told(trainer: Trainer) -> Iterator[str]:
    """Say by what rows count more or less, and where they do."""
    dataset, wish = trainer.model.spec.dataset, trainer.model.spec.training.class_weight
    weights, column = dataset.weights(), dataset.weighed_by
    if weights is not None and len(weights):
        by = f"the column {column!r}" if column else "sample_weight"
        yield (
            f"Sample weights: rows count by {by}, {np.min(weights):.4g} to "
            f"{np.max(weights):.4g}, in training and in all figures."
        )
    found = tally(trainer) if wish is not None else None
    if found is not None and found.weights is not None:
        each = zip(found.names, found.weights.tolist(), strict=True)
        how = " (balanced: all classes count alike)" if wish == "balanced" else ""
        yield (
            f"Class weights{how}: {named([f'{n} {number(w)}' for n, w in each])}. They "
            "count in the loss of training alone, and not where a part is judged."
        )


def loss_told(trainer: Trainer) -> str:
    """Name the loss, the scale of its numbers, and what else is in it."""
    spec, written = trainer.model.spec, trainer.model.program.training
    parts = [spec.loss.tag().replace("_", " ")]
    if scale := scale_told(trainer):
        parts[0] += f" {scale}"
    if spec.loss.reduction == "sum":
        parts.append("added up over the rows")
    if written.penalty is not None or written.activity is not None:
        parts.append("plus the penalties of regularizers")
    if spec.training.class_weight is not None:
        parts.append("with class weights in training")
    return ", ".join(parts)


def scale_told(trainer: Trainer) -> str:
    """Say on what scale loss and metrics are; empty if it is that of the data."""
    scales = trainer.model.spec.dataset.scales()
    rules = dict.fromkeys(scales.values())
    if not rules:
        return ""
    first, *others = scales
    name = first if not others else f"{first} and {len(others)} more"
    return f"of {name} scaled by {', '.join(rules)}"
