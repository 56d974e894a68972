"""The report of a run: one page that says honestly what the network can do."""

from collections.abc import Iterator
from typing import Any, cast

import numpy as np

from engine.anatomy import layers
from engine.evaluation.course import Course, course
from engine.evaluation.described import LOG_LOSS, loss_told
from engine.evaluation.drawing import check_matplotlib
from engine.evaluation.evaluating import evaluate
from engine.evaluation.findings import findings
from engine.evaluation.importance import REPEATS, Importance, importance
from engine.evaluation.learned import data, folded_told, folds, training
from engine.evaluation.names import counted, readable
from engine.evaluation.page import (
    beside,
    element,
    figures,
    folded,
    number,
    page,
    section,
    table,
    text,
)
from engine.evaluation.plots import bars
from engine.evaluation.probabilities import interval
from engine.evaluation.results import Evaluation, Figure
from engine.evaluation.telling import otherwise, verdict, warnings_beside
from engine.spec.writing import pretty, resolved
from engine.training.trainer import Trainer

MOST_BARS, MOST_ITEMS = 25, 20


def report(trainer: Trainer, known: Course | None = None) -> str:
    """Write all that is to be known of a trained network as one page of HTML.

    `known` is how training went, where the trainer does not remember it.

    Raises
    ------
    LonghandError
        If there is no matplotlib to draw with.
    """
    check_matplotlib()
    found, spec = evaluate(trainer), trainer.model.spec
    went = course(trainer) if known is None else known
    return page(
        f"{spec.name}: report",
        [
            *_head(trainer, found, went),
            data(trainer, found),
            folds(went.folds) if went.folds else "",
            _figures(trainer, found),
            *findings(found, is_weighted=spec.dataset.weights() is not None),
            training(trainer, went),
            _importances(trainer, found, importance(trainer)),
            _network(trainer),
            section("Spec", _spec(trainer)),
            "</main>",
        ],
    )


def _head(trainer: Trainer, found: Evaluation, went: Course) -> Iterator[str]:
    spec = trainer.model.spec
    yield "<header>"
    yield element("h1", spec.name)
    yield element("p", spec.description, "about") if spec.description else ""
    yield "</header>\n<main>"
    yield element("p", *_verdict(found, went))
    if other := otherwise(found):
        yield element("p", f"{other}.", "note")
    if more := [] if went.folds else warnings_beside(found):
        warned = "".join(element("li", f"Warning: {text}.") for text in more)
        yield f'<ul class="warnings">{warned}</ul>'


def _verdict(found: Evaluation, went: Course) -> tuple[str, str]:
    """Say what it is worth, and mark that; what was trained on proves nothing."""
    sign, mark = ("✓", "good") if found.beats_baseline else ("✗", "bad")
    by = f"judged by {counted(found.rows, 'row')} of the {found.part} part"
    told = f"{sign} {verdict(found)}; {by}."
    if found.part == "train":
        told, mark = (f"{_LEARNED_ALL} {told}" if went.folds else told), "plain"
    return f"{folded_told(went.folds)} {told}".strip(), f"verdict {mark}"


_LEARNED_ALL = (
    "The network that is kept learned from all rows; how it does on them says nothing "
    "about new ones:"
)


def _figures(trainer: Trainer, found: Evaluation) -> str:
    rows = [[readable(f.name), f.value, f.baseline, _better(f)] for f in found.figures]
    heads = ["measure", "network", "baseline", "better"]
    units = ", in the units of the data" if found.numbers else ""
    part = f"The {found.part} part, {counted(found.rows, 'row')}{units}"
    what = f"{part}; the baseline is {found.baseline}"
    notes = (element("p", note, "note") for note in _notes(trainer, found))
    return section("Figures", table(what, heads, rows), *notes)


def _notes(trainer: Trainer, found: Evaluation) -> Iterator[str]:
    """Say how sure a figure is, and what it is that others are easily taken for."""
    known = {figure.name: figure.value for figure in found.figures}
    is_counted = trainer.model.spec.dataset.weights() is None
    if found.choice and is_counted and found.part != "train":
        low, high = interval(np.array(known["accuracy"]), np.array(found.rows))
        span = f"{float(low):.3f} to {float(high):.3f}"
        yield f"Accuracy: with so many rows, its 95% interval is {span} (Wilson, 1927)."
    if "log_loss" in known:
        yield f"{LOG_LOSS[0].upper()}{LOG_LOSS[1:]}."


def _better(figure: Figure) -> str:
    if figure.baseline is None:
        return ""
    return "yes" if figure.is_better else "no"


def _importances(
    trainer: Trainer, found: Evaluation, matter: tuple[Importance, ...]
) -> str:
    """Draw the greatest, and write all."""
    if not matter:
        return ""
    order = sorted(matter, key=lambda one: -one.mean)
    what = "input column" if trainer.model.spec.dataset.has_columns else "input"
    caption = (
        f"By how much the loss of the {found.part} part rises when an {what} is "
        f"shuffled: mean and standard deviation over {REPEATS} times. The loss is "
        f"{loss_told(trainer)}. Correlated inputs share their importance."
    )
    rows = [[one.name, one.mean, one.std] for one in order]
    told = table("Importance", [what, "rise", "deviation"], rows)
    drawn = _wide(bars(order[:MOST_BARS]), caption)
    numbers = folded("The numbers", told)
    return section("What matters", beside(drawn, numbers, kind="matters"))


def _wide(drawn: str, caption: str) -> str:
    return figures((drawn, caption), kind="figures wide")


def _network(trainer: Trainer) -> str:
    made: list[list[Any]] = [
        [layer.name, layer.title, layer.shape, layer.parameters]
        for layer in layers(trainer.model)
    ]
    size = sum(p.size for p in trainer.model.program.parameters)
    heads = ["layer", "is", "gives", "parameters"]
    return section("Network", table(f"{number(size)} parameters", heads, made))


def _spec(trainer: Trainer) -> str:
    """Write the spec, but of long lists in its dataset the beginning only."""
    spec = resolved(trainer.model.spec)
    short = {key: _shortened(value) for key, value in spec["dataset"].items()}
    written = pretty({**spec, "dataset": short})
    return folded("As resolved", f"<pre>{text(written)}</pre>")


def _shortened(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    items = cast("list[Any]", value)
    left = len(items) - MOST_ITEMS
    return [*items[:MOST_ITEMS], f"... and {left} more"] if left > 0 else items
