"""What an evaluation found, in words, tables and bars."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.evaluation.evaluating import evaluate
from engine.evaluation.importance import Importance, importance
from engine.evaluation.report import report
from engine.evaluation.results import Evaluation, Figure, Score
from engine.evaluation.telling import compared, readable
from engine.training.trainer import Trainer

MOST_TOLD = 3
MOST_CLASSES = 100
UNKNOWN = "\N{EN DASH}"
_SCORES = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "roc_auc": "ROC AUC",
    "pr_auc": "PR AUC",
}


@dataclass(frozen=True)
class Measure:
    """A figure of the network; `is_better` is None where the baseline has none."""

    name: str
    value: str
    baseline: str
    is_better: bool | None


@dataclass(frozen=True)
class Judgement:
    """How good a network is, as far as rows tell that it was not trained on.

    `heads` are the columns of `classes`, a row for each class or output. `importance`
    says by how much the loss rises when an input is shuffled, the greatest first.
    """

    name: str
    epoch: int
    part: str
    rows: int
    verdict: str
    is_good: bool
    warnings: tuple[str, ...]
    measures: tuple[Measure, ...]
    heads: tuple[str, ...]
    classes: tuple[tuple[str, ...], ...]
    importance: tuple[Importance, ...]


def judgement(trainer: Trainer) -> Judgement:
    """Judge the weights as they are."""
    found = evaluate(trainer)
    scores = found.choice.scores if found.choice else found.labels
    kind = "class" if found.choice else "output"
    return Judgement(
        trainer.model.spec.name,
        trainer.epoch,
        found.part,
        found.rows,
        _verdict(found),
        found.beats_baseline,
        found.warnings,
        tuple(_measure(figure) for figure in found.figures),
        (kind, "rows", *_SCORES.values()) if scores else (),
        tuple(_score(one) for one in scores[:MOST_CLASSES]),
        tuple(sorted(importance(trainer), key=lambda one: -one.mean)),
    )


def page_of(trainer: Trainer) -> str:
    """Write the report of a run as a page of HTML.

    Raises
    ------
    LonghandError
        If the package that draws is missing.
    """
    return report(trainer)


def _verdict(found: Evaluation) -> str:
    beats = "beats" if found.beats_baseline else "does not beat"
    told = "; ".join(map(compared, found.main[:MOST_TOLD]))
    return f"It {beats} {found.baseline}: {told}."


def _measure(figure: Figure) -> Measure:
    known = None if figure.baseline is None else _told(figure.baseline)
    is_better = None if known is None else figure.is_better
    return Measure(readable(figure.name), _told(figure.value), known or "", is_better)


def _score(one: Score) -> tuple[str, ...]:
    return (one.name, f"{one.support:,.6g}", *_numbers(one, [*_SCORES]))


def _numbers(one: Score, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield _told(getattr(one, name))


def _told(value: float) -> str:
    return UNKNOWN if math.isnan(value) else f"{value:.4g}"
