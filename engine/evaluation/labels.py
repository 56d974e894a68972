"""Judges several yes or no at once, each beside always its more frequent answer."""

from collections.abc import Iterator
from math import nan

import numpy as np

from engine.evaluation.examined import Examined, examined, trained_on
from engine.evaluation.results import Figure, Found, Score
from engine.evaluation.scoring import defined, mean, score
from engine.evaluation.tasks import Array
from engine.training.trainer import Trainer


def judge_labels(trainer: Trainer, part: str) -> Found:
    """Judge independent outputs of two targets."""
    given, usual = examined(trainer, part), _usual(trainer)
    labels = tuple(_scores(trainer, given))
    figures = tuple(_figures(given, labels, usual, trainer.middle))
    told = "always giving the more frequent answer of each output in the training part"
    unknown = ~np.isfinite(given.p).all(axis=1)
    return Found(told, figures, figures[:1], int(unknown.sum()), labels=labels)


def _usual(trainer: Trainer) -> Array:
    """Tell which outputs are true more often than not."""
    y, weight = trained_on(trainer)
    return ((y > trainer.middle) * weight).sum(axis=0) * 2 > weight.sum(axis=0)


def _scores(trainer: Trainer, given: Examined) -> Iterator[Score]:
    for j, name in enumerate(trainer.model.answers):
        counts = given.weight[:, j] > 0
        y, p, weight = (v[counts, j] for v in (given.y, given.p, given.weight))
        yield score(name, y > trainer.middle, p > trainer.middle, p, weight)


def _figures(
    given: Examined, labels: tuple[Score, ...], usual: Array, middle: float
) -> Iterator[Figure]:
    """Average over all answers for the accuracy, over the outputs for the others."""
    known, true = np.isfinite(given.p), given.y > middle
    right = (true == (given.p > middle)) & known
    always = true == usual
    weight = given.weight
    yield Figure("accuracy", mean(right, weight), mean(always, weight))
    whole, lucky = (np.all(v | (weight == 0), axis=1) for v in (right, always))
    rows = weight.max(axis=1)
    yield Figure("exact_match", mean(whole, rows), mean(lucky, rows))
    yield Figure("f1_score", defined([s.f1 for s in labels]), None)
    yield Figure("roc_auc", defined([s.roc_auc for s in labels]), 0.5)
    areas = [s.pr_auc for s in labels]
    yield Figure("pr_auc", defined(areas), defined([*_prevalences(given, labels)]))


def _prevalences(given: Examined, labels: tuple[Score, ...]) -> Iterator[float]:
    """Tell how frequent the labels are that have an area."""
    totals = given.weight.sum(axis=0).tolist()
    for label, total in zip(labels, totals, strict=True):
        yield nan if np.isnan(label.pr_auc) else label.support / total
