"""What an evaluation found, in words, tables and bars."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.evaluation.described import LOG_LOSS, loss_told, weights_told
from engine.evaluation.evaluating import evaluate
from engine.evaluation.importance import Importance, importance
from engine.evaluation.names import readable
from engine.evaluation.report import report
from engine.evaluation.results import Evaluation, Figure, Score
from engine.evaluation.telling import otherwise, verdict, warnings_beside
from engine.training.stop_reasons import find_best_epoch
from engine.training.trainer import Trainer
from engine.views.pictures import Confusion

MOST_CLASSES, MOST_CONFUSED = 100, 25
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

    `kept` says whose weights these are, where training was to stop early. `notes` say
    what figures are. `heads` are the columns of `classes`, a row for each class or
    output. `importance` says by how much the `loss` rises when an input is shuffled,
    the greatest first.
    """

    name: str
    epoch: int
    kept: str
    part: str
    rows: int
    verdict: str
    is_good: bool
    warnings: tuple[str, ...]
    measures: tuple[Measure, ...]
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    classes: tuple[tuple[str, ...], ...]
    confusion: Confusion | None
    loss: str
    importance: tuple[Importance, ...]


def judgement(trainer: Trainer) -> Judgement:
    """Judge the weights as they are."""
    found, known = evaluate(trainer), find_best_epoch(trainer)
    scores = found.choice.scores if found.choice else found.labels
    return Judgement(
        trainer.model.spec.name,
        trainer.epoch,
        known.text if known else "",
        found.part,
        found.rows,
        f"{verdict(found)}.",
        found.beats_baseline,
        tuple(warnings_beside(found)),
        tuple(_measure(figure) for figure in found.figures),
        tuple(_notes(trainer, found)),
        (*_heads(trainer, found), *_SCORES.values()) if scores else (),
        tuple(_score(one) for one in scores[:MOST_CLASSES]),
        _confusion(found),
        loss_told(trainer),
        tuple(sorted(importance(trainer), key=lambda one: -one.mean)),
    )


def _heads(trainer: Trainer, found: Evaluation) -> tuple[str, str]:
    """Say what a row is, and what it counts."""
    unit = "rows" if trainer.model.spec.dataset.weights() is None else "weight"
    return ("class", unit) if found.choice else ("output", f"true {unit}")


def _notes(trainer: Trainer, found: Evaluation) -> Iterator[str]:
    if other := otherwise(found):
        yield other
    if found.numbers:
        yield "figures: in the units of the data"
    if any(figure.name == "log_loss" for figure in found.figures):
        yield LOG_LOSS
    yield from weights_told(trainer)


def _confusion(found: Evaluation) -> Confusion | None:
    """Give which class was taken for which, unless there are very many classes."""
    choice = found.choice
    if choice is None or len(choice.names) > MOST_CONFUSED:
        return None
    return Confusion(choice.names, choice.confusion, found.part, found.rows)


def page_of(trainer: Trainer) -> str:
    """Write the report of a run as a page of HTML.

    Raises
    ------
    LonghandError
        If the package that draws is missing.
    """
    return report(trainer)


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
