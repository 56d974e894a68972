"""Judges predicted numbers beside always the mean of the training part."""

from collections.abc import Iterator
from dataclasses import replace
from math import sqrt

import numpy as np

from engine.evaluation.examined import examined, trained_on
from engine.evaluation.results import Errors, Figure, Found
from engine.evaluation.scoring import mean, ratio
from engine.evaluation.tasks import Array
from engine.training.trainer import Trainer

DECIDES = "root_mean_squared_error"


def judge_numbers(trainer: Trainer, part: str) -> Found:
    """Judge each output by itself, in the units of the data."""
    numbers = tuple(_outputs(trainer, part))
    figures = tuple(_named(numbers))
    main = tuple(figure for figure in figures if figure.name.endswith(DECIDES))
    unknown = (np.isnan(errors.predicted).sum() for errors in numbers)
    told = "always answering the mean of the training part"
    return Found(told, figures, main, int(max(unknown)), numbers=numbers)


def _outputs(trainer: Trainer, part: str) -> Iterator[Errors]:
    usual, arrays = _usual(trainer), _examined(trainer, part)
    for j, name in enumerate(trainer.model.answers):
        counts = arrays[-1][:, j] > 0
        rows = slice(None) if counts.all() else counts
        y, p, weight = (np.ascontiguousarray(each[rows, j]) for each in arrays)
        yield errors_of(name, y, p, weight, usual[j])


def _usual(trainer: Trainer) -> list[float]:
    """Give the mean of each output in the part to train on."""
    known, weights = trained_on(trainer)
    known = trainer.model.spec.dataset.original(known)
    return [mean(known[:, j], weights[:, j]) for j in range(known.shape[1])]


def _examined(trainer: Trainer, part: str) -> tuple[Array, Array, Array]:
    """Give targets, predictions and weights of a part, in the units of the data."""
    original = trainer.model.spec.dataset.original
    given = examined(trainer, part)
    return original(given.y), original(given.p), given.weight


def errors_of(name: str, y: Array, p: Array, weight: Array, usual: float) -> Errors:
    """Measure the errors of one output, and those of always the usual number."""
    always = np.broadcast_to(usual, y.shape)
    pairs = zip(_measures(y, p, weight), _measures(y, always, weight), strict=True)
    figures = (
        Figure(name, *pair, larger_is_better=name == "r2_score")
        for name, pair in zip(MEASURES, pairs, strict=True)
    )
    return Errors(name, y, p, tuple(figures))


MEASURES = ("mean_absolute_error", DECIDES, "r2_score")


def _measures(y: Array, p: Array, weight: Array) -> tuple[float, float, float]:
    """Give MAE, RMSE and R2; R2 is undefined where all targets are the same."""
    error = y - p
    squares, absolute = mean(error**2, weight), mean(np.abs(error), weight)
    del error
    spread = mean((y - mean(y, weight)) ** 2, weight) if len(y) else 0.0
    is_constant = not len(y) or bool((y == y[0]).all())
    missing = ratio(squares, 0 if is_constant else spread)
    return absolute, sqrt(squares), 1 - missing


def _named(numbers: tuple[Errors, ...]) -> Iterator[Figure]:
    """Give all figures, with the name of their output before them if there are more."""
    for errors in numbers:
        prefix = f"{errors.name}: " if len(numbers) > 1 else ""
        for figure in errors.figures:
            yield replace(figure, name=prefix + figure.name)
