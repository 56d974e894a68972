"""Judges one choice of several, and a yes or no, beside always the same answer."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.evaluation.examined import Examined, examined, trained_on
from engine.evaluation.probabilities import calibration, log_loss, shared
from engine.evaluation.results import Calibration, Choice, Figure, Found, Score
from engine.evaluation.scoring import defined, mean, ratio, score
from engine.evaluation.tasks import Array, classes, is_choice, is_probable, sides
from engine.training.trainer import Trainer
from engine.vocabulary.metrics import classes_of

NONE = -1
"""The class of a row whose prediction is no number."""


@dataclass(frozen=True)
class Guesses:
    """Classes by number; `ranks` (rows, classes) say which is likelier.

    `p` are the same as probabilities, None if they are none; `least` is the smallest
    that can be told from 0 in the spec's precision.
    """

    actual: Array
    guessed: Array
    ranks: Array
    weight: Array
    p: Array | None
    least: float


def judge_classes(trainer: Trainer, part: str) -> Found:
    """Judge a choice, or one output of two targets."""
    names, is_binary = classes(trainer) or sides(trainer), not is_choice(trainer)
    made = _guesses(trainer, examined(trainer, part))
    usual = _frequencies(trainer, len(names))
    choice = Choice(
        names,
        _confusion(made, len(names)),
        tuple(_scores(names, made)),
        _calibration(made, is_binary=is_binary),
        is_binary,
    )
    figures = tuple(_figures(made, choice, usual))
    told = f"always answering {names[usual.argmax()]!r}, the most frequent class"
    return Found(
        f"{told} of the training part",
        figures,
        _main({figure.name: figure for figure in figures}),
        int((made.guessed == NONE).sum()),
        choice,
    )


def _main(figures: dict[str, Figure]) -> tuple[Figure, ...]:
    """Choose what decides: the accuracy, or the probabilities if it is the same."""
    accuracy = figures["accuracy"]
    is_same = accuracy.value == accuracy.baseline
    return (figures["log_loss"] if is_same and "log_loss" in figures else accuracy,)


def _guesses(trainer: Trainer, given: Examined) -> Guesses:
    y, p, weight = given.y, given.p, given.weight[:, 0]
    least, probable = (
        float(np.finfo(trainer.model.spec.dtype).eps),
        is_probable(trainer),
    )
    known = np.isfinite(p).all(axis=1)
    if is_choice(trainer):
        guessed = np.where(known, p.argmax(axis=1), NONE)
        shares = shared(p) if probable else None
        return Guesses(classes_of(y, p), guessed, p, weight, shares, least)
    actual, above = (v[:, 0] > trainer.middle for v in (y, p))
    guessed = np.where(known, above, NONE)
    both = np.concatenate([1 - p, p], axis=1) if probable else None
    ranks = np.concatenate([-p, p], axis=1)
    return Guesses(actual.astype(int), guessed, ranks, weight, both, least)


def _frequencies(trainer: Trainer, count: int) -> Array:
    """Tell how frequent each class is in the part to train on."""
    y, weight = trained_on(trainer)
    if is_choice(trainer):
        actual = classes_of(y, y)
    else:
        actual = (y[:, 0] > trainer.middle).astype(int)
    found = np.bincount(actual, weight[:, 0], count)
    return found / found.sum()


def _confusion(made: Guesses, count: int) -> Array:
    known = made.guessed != NONE
    cells = made.actual[known] * count + made.guessed[known]
    return np.bincount(cells, made.weight[known], count**2).reshape(count, count)


def _scores(names: tuple[str, ...], made: Guesses) -> Iterator[Score]:
    """Score each class against all others."""
    for i, name in enumerate(names):
        pair = made.actual == i, made.guessed == i
        yield score(name, *pair, made.ranks[:, i], made.weight)


def _calibration(made: Guesses, *, is_binary: bool) -> Calibration | None:
    if made.p is None:
        return None
    if is_binary:
        return calibration(made.p[:, 1], made.actual == 1, made.weight)
    return calibration(made.p.max(axis=1), made.actual == made.guessed, made.weight)


def _figures(made: Guesses, choice: Choice, usual: Array) -> Iterator[Figure]:
    most, scores = int(usual.argmax()), choice.scores
    present = [s.support > 0 for s in scores]
    by_chance = ratio(float(present[most]), sum(present))
    right, lucky = (mean(made.actual == v, made.weight) for v in (made.guessed, most))
    yield Figure("accuracy", right, lucky)
    yield Figure("balanced_accuracy", defined([s.recall for s in scores]), by_chance)
    yield from _areas(scores[1:] if choice.is_binary else scores, made)
    if made.p is not None:
        tiled = np.tile(usual, (len(made.p), 1))
        given = made.actual, made.weight, made.least
        losses = (log_loss(v, *given) for v in (made.p, tiled))
        yield Figure("log_loss", *losses, larger_is_better=False)
    if choice.calibration is not None:
        error = choice.calibration.error
        yield Figure("expected_calibration_error", error, None, larger_is_better=False)


def _areas(scores: tuple[Score, ...], made: Guesses) -> Iterator[Figure]:
    """Average the areas of all classes that have one; of two, take the second."""
    total = float(made.weight.sum())
    shares = [ratio(s.support, total) + 0 * s.pr_auc for s in scores]
    yield Figure("roc_auc", defined([s.roc_auc for s in scores]), 0.5)
    yield Figure("pr_auc", defined([s.pr_auc for s in scores]), defined(shares))
