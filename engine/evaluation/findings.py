"""The sections of a report that differ from task to task."""

from collections.abc import Iterator, Sequence

import numpy as np

from engine.evaluation.charts import confusion, pr, reliability, roc
from engine.evaluation.drawing import LINES
from engine.evaluation.page import DASH, Cell, element, figures, folded, section, table
from engine.evaluation.plots import predicted, residuals
from engine.evaluation.results import Calibration, Choice, Errors, Evaluation, Score
from engine.evaluation.tasks import Array

FEW_CLASSES, MOST_CLASSES = 8, 25
MOST_MISTAKES = 25
MOST_OUTPUTS = 6
UNDEFINED = f"{DASH} stands for what is undefined, as nothing of it occurs."


def findings(found: Evaluation) -> Iterator[str]:
    """Write what belongs to the task."""
    if found.choice is not None:
        yield from _of_classes(found.choice)
    if found.labels:
        yield _scores("Outputs", "output", found.labels, with_accuracy=True)
        yield _curves(found.labels, "outputs")
    if found.numbers:
        yield _errors(found.numbers)


def _of_classes(choice: Choice) -> Iterator[str]:
    yield _scores("Classes", "class", choice.scores)
    yield _mistaken(choice)
    yield _curves(choice.scores[1:] if choice.is_binary else choice.scores, "classes")
    if choice.calibration is not None:
        whose = repr(choice.names[1]) if choice.is_binary else "the likeliest class"
        yield _calibrated(choice.calibration, whose)


def _scores(
    title: str, kind: str, scores: Sequence[Score], *, with_accuracy: bool = False
) -> str:
    """Write a row for each class or label."""
    names = ["support", "precision", "recall", "f1", "roc_auc", "pr_auc"]
    heads = ["rows", "precision", "recall", "F1", "ROC AUC", "PR AUC"]
    if with_accuracy:
        names, heads = ["accuracy", *names], ["accuracy", *heads]
    rows = [[s.name, *(getattr(s, name) for name in names)] for s in scores]
    parts = [table(f"Each {kind} against what is not", [kind, *heads], rows)]
    if any(np.isnan(v) for row in rows for v in row[1:]):
        parts.append(element("p", UNDEFINED, "note"))
    return section(title, *parts)


def _mistaken(choice: Choice) -> str:
    """Write which class was taken for which: all of it, or the greatest mistakes."""
    if len(choice.names) > MOST_CLASSES:
        return section("Mistakes", _greatest(choice))
    heads = ["actual", *(f"predicted {name}" for name in choice.names)]
    rows = zip(choice.names, choice.confusion.tolist(), strict=True)
    told = table("Confusion matrix", heads, ([name, *row] for name, row in rows))
    caption = "Each field by its share of the row: right is the diagonal."
    kind = "figures" if len(choice.names) <= FEW_CLASSES else "figures wide"
    drawn = figures((confusion(choice), caption), kind=kind)
    return section("Confusion", drawn, told)


def _greatest(choice: Choice) -> str:
    """List the pairs that were confused most often."""
    wrong: Array = choice.confusion.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:MOST_MISTAKES]
    pairs = zip(*np.unravel_index(order, wrong.shape), strict=True)
    rows: list[list[Cell]] = [
        [choice.names[i], choice.names[j], float(wrong[i, j])]
        for i, j in pairs
        if wrong[i, j]
    ]
    return table("The most frequent mistakes", ["actual", "predicted", "rows"], rows)


def _curves(scores: Sequence[Score], kind: str) -> str:
    """Draw the curves of those that are hardest to tell."""
    known = [score for score in scores if len(score.roc.x)]
    if not known:
        return ""
    hardest = sorted(known, key=lambda score: score.roc_auc)[: len(LINES)]
    shown = [score for score in known if score in hardest]
    of = "" if shown == known else f" Of the {len(shown)} {kind} hardest to tell."
    over = f"Over all thresholds, each against the rest.{of}"
    return section(
        "ROC and precision-recall",
        figures((roc(shown), over), (pr(shown), over)),
    )


def _calibrated(found: Calibration, whose: str) -> str:
    caption = (
        f"Of {whose}: on the diagonal, what is predicted with 70% is so in 70% of "
        f"cases. A large dot has many rows. Mean distance (expected calibration "
        f"error): {found.error:.4g}."
    )
    columns = (found.edges, found.edges[1:], found.counts)
    rows: list[list[Cell]] = [
        [f"{low:.1f} to {high:.1f}", count, predicted, observed]
        for low, high, count, predicted, observed in zip(
            *(column.tolist() for column in columns),
            found.predicted.tolist(),
            found.observed.tolist(),
            strict=False,
        )
    ]
    told = table("Calibration", ["probability", "rows", "predicted", "observed"], rows)
    drawn = figures((reliability(found), caption))
    return section("Calibration", drawn, folded("The numbers", told))


def _errors(numbers: Sequence[Errors]) -> str:
    """Draw the errors of the first outputs."""
    pictures: list[tuple[str, str]] = []
    for errors in numbers[:MOST_OUTPUTS]:
        pictures.append((predicted(errors), f"{errors.name}: right on the diagonal."))
        pictures.append((residuals(errors), f"{errors.name}: how large errors are."))
    left = len(numbers) - MOST_OUTPUTS
    more = (
        element("p", f"{left} more outputs are not drawn.", "note") if left > 0 else ""
    )
    return section("Errors", figures(*pictures), more)
