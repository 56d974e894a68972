"""The sections of a report that differ from task to task."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from engine.evaluation.charts import confusion, pr, reliability, roc
from engine.evaluation.drawing import LINES
from engine.evaluation.page import DASH, Cell, beside, element, figures, section, table
from engine.evaluation.plots import predicted, residuals
from engine.evaluation.probabilities import LEAST_ROWS
from engine.evaluation.results import Calibration, Choice, Errors, Evaluation, Score
from engine.evaluation.tasks import Array

FEW_CLASSES, MOST_CLASSES = 8, 25
MOST_MISTAKES = 25
MOST_OUTPUTS, NARROW = 6, 60
AGAINST = {"class": "all others", "output": "its absence"}
UNDEFINED = f"{DASH} stands for what is undefined, as nothing of it occurs."


def findings(found: Evaluation, *, is_weighted: bool = False) -> Iterator[str]:
    """Write what belongs to the task; `is_weighted` tells that rows are not counted."""
    unit = "weight" if is_weighted else "rows"
    if found.choice is not None:
        yield from _of_classes(found.choice, unit)
    if found.labels:
        yield _scores(
            "Outputs", ("output", f"true {unit}"), found.labels, with_accuracy=True
        )
        yield _curves(found.labels, "outputs")
    if found.numbers:
        yield _errors(found.numbers)


def _of_classes(choice: Choice, unit: str) -> Iterator[str]:
    yield _scores("Classes", ("class", unit), choice.scores)
    yield _mistaken(choice, unit)
    yield _curves(choice.scores[1:] if choice.is_binary else choice.scores, "classes")
    if choice.calibration is not None:
        whose = repr(choice.names[1]) if choice.is_binary else "the likeliest class"
        yield _calibrated(choice.calibration, whose)


def _scores(
    title: str,
    called: tuple[str, str],
    scores: Sequence[Score],
    *,
    with_accuracy: bool = False,
) -> str:
    """Write a row for each class or label."""
    kind, unit = called
    names = ["support", "precision", "recall", "f1", "roc_auc", "pr_auc"]
    heads = [unit, "precision", "recall", "F1", "ROC AUC", "PR AUC"]
    if with_accuracy:
        names, heads = ["accuracy", *names], ["accuracy", *heads]
    rows = [[s.name, *(getattr(s, name) for name in names)] for s in scores]
    parts = [table(f"Each {kind} against {AGAINST[kind]}", [kind, *heads], rows)]
    if any(np.isnan(v) for row in rows for v in row[1:]):
        parts.append(element("p", UNDEFINED, "note"))
    return section(title, *parts)


def _mistaken(choice: Choice, unit: str) -> str:
    """Write which class was taken for which: all of it, or the greatest mistakes."""
    if len(choice.names) > MOST_CLASSES:
        return section("Mistakes", _greatest(choice, unit))
    heads = ["actual", *choice.names]
    rows = zip(choice.names, choice.confusion.tolist(), strict=True)
    what = f"Confusion matrix, in {unit}: columns are predicted"
    told = table(what, heads, ([name, *row] for name, row in rows))
    caption = "Each field by its share of the row: right is the diagonal."
    kind = "figures" if len(choice.names) <= FEW_CLASSES else "figures wide"
    drawn = figures((confusion(choice), caption), kind=kind)
    is_narrow = sum(len(head) + 2 for head in heads) <= NARROW
    return section(
        "Confusion", *([beside(drawn, told)] if is_narrow else [drawn, told])
    )


def _greatest(choice: Choice, unit: str) -> str:
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
    return table("The most frequent mistakes", ["actual", "predicted", unit], rows)


def _curves(scores: Sequence[Score], kind: str) -> str:
    """Draw the curves of those that are hardest to tell."""
    known = [score for score in scores if len(score.roc.x)]
    if not known:
        return ""
    hardest = sorted(known, key=lambda score: score.roc_auc)[: len(LINES)]
    shown = [score for score in known if score in hardest]
    of = "" if shown == known else f" Of the {len(shown)} {kind} hardest to tell."
    one = f"Of {shown[0].name!r} over all thresholds." if len(scores) == 1 else ""
    over = one or f"Over all thresholds, each against the rest.{of}"
    chance = (
        "Chance is on the diagonal.",
        "Chance is as precise as the class is frequent.",
    )
    drawn = zip((roc(shown), pr(shown)), chance, strict=True)
    pictures = ((picture, f"{over} {told}") for picture, told in drawn)
    return section("ROC and precision-recall", figures(*pictures))


def _calibrated(found: Calibration, whose: str) -> str:
    caption = (
        f"Of {whose}: on the diagonal, what is predicted with 70% is so in 70% of "
        f"cases. Lines are 95% intervals (Wilson, 1927). Mean distance (expected "
        f"calibration error): {found.error:.4g}."
    )
    drawn = figures((reliability(found), caption))
    note = element("p", f"{_BINS}{_ONE_BIN * (len(found.rows) == 1)}", "note")
    heads = ["bin", "rows", "predicted", "observed", "95% interval"]
    told = table("Calibration by bins", heads, _bins(found))
    return section("Calibration", beside(drawn, told), note)


_ONE_BIN = " Here there is but one: rows are too few, or too much alike, to tell more."
_BINS = (
    f"The bins are tenths; neighbours are joined until each has {LEAST_ROWS} rows, as "
    "fewer tell little of a frequency (Bröcker and Smith, 2007)."
)


def _bins(found: Calibration) -> Iterator[list[Cell]]:
    spans = pairwise(found.edges.tolist())
    around = zip(found.low.tolist(), found.high.tolist(), strict=True)
    arrays = (found.rows, found.predicted, found.observed)
    numbers = zip(*(array.tolist() for array in arrays), strict=True)
    for (low, high), values, ends in zip(spans, numbers, around, strict=True):
        interval = f"{ends[0]:.3f}{DASH}{ends[1]:.3f}"
        yield [f"{low:.1f}{DASH}{high:.1f}", *values, interval]


def _errors(numbers: Sequence[Errors]) -> str:
    """Draw the errors of the first outputs."""
    pictures: list[tuple[str, str]] = []
    for errors in numbers[:MOST_OUTPUTS]:
        pictures.append((predicted(errors), f"{errors.name}: right on the diagonal."))
        told = "how many errors are how large; below 0, the prediction is too high."
        pictures.append((residuals(errors), f"{errors.name}: {told}"))
    left = len(numbers) - MOST_OUTPUTS
    more = (
        element("p", f"{left} more outputs are not drawn.", "note") if left > 0 else ""
    )
    return section("Errors", figures(*pictures), more)
