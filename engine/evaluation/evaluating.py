"""Judges a trained network by examples that it was not trained on."""

from collections.abc import Callable, Iterator

import numpy as np

from engine.evaluation.classes import judge_classes
from engine.evaluation.examined import judged_by, part_of
from engine.evaluation.labels import judge_labels
from engine.evaluation.names import counted
from engine.evaluation.numbers import judge_numbers
from engine.evaluation.results import Evaluation, Found
from engine.evaluation.tasks import Task, task
from engine.evaluation.telling import compared, unbeaten
from engine.training.trainer import Trainer

_JUDGES: dict[Task, Callable[[Trainer, str], Found]] = {
    "classes": judge_classes,
    "labels": judge_labels,
    "numbers": judge_numbers,
}


def evaluate(trainer: Trainer) -> Evaluation:
    """Judge the weights as they are, beside a trivial baseline.

    The examples are those of the test part; if there is none, those of the validation
    part; else the training rows, which says nothing about others. Nothing is trained.
    """
    part, asked = judged_by(trainer), task(trainer)
    with np.errstate(all="ignore"):
        found = _JUDGES[asked](trainer, part)
    return Evaluation(
        part,
        int(np.any(part_of(trainer, part).judged > 0, axis=1).sum()),
        asked,
        found.baseline,
        found.figures,
        found.main,
        all(figure.is_better for figure in found.main),
        tuple(_warnings(part, found)),
        found.choice,
        found.labels,
        found.numbers,
    )


def _warnings(part: str, found: Found) -> Iterator[str]:
    """Say what must not be overlooked."""
    if part == "train":
        yield "no examples were kept from training: this says nothing about new ones"
    if found.unknown:
        rows = counted(found.unknown, "row")
        yield f"without a prediction, as it is not a number: {rows}"
    worse = [*unbeaten(found.baseline, found.main)]
    yield from worse
    for figure in found.figures:
        if not worse and figure.name == "log_loss" and not figure.is_better:
            what = "the network is too sure of itself: the frequencies of the classes"
            yield f"{what} are better probabilities: {compared(figure)}"
