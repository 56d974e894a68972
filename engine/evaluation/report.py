"""The report of a run: one page that says honestly what the network can do."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.anatomy import layers
from engine.evaluation.drawing import check_matplotlib
from engine.evaluation.evaluating import evaluate
from engine.evaluation.findings import findings
from engine.evaluation.importance import Importance, importance
from engine.evaluation.names import counted, readable
from engine.evaluation.page import (
    element,
    figures,
    folded,
    number,
    page,
    section,
    table,
    text,
)
from engine.evaluation.plots import Curves, bars, losses
from engine.evaluation.results import Evaluation, Figure
from engine.evaluation.telling import compared, unbeaten
from engine.spec.writing import pretty, resolved
from engine.training.trainer import Trainer

MOST_BARS = 30
MOST_TOLD = 3
MOST_FEW = 30

_ROLES = {"train": "to train on", "validation": "to watch", "test": "to judge by"}
_WATCHED = (
    "There is no test part, so the validation part is the judge: what was chosen by "
    "looking at it may do worse on new examples."
)
_FEW = "Rows to judge by: {}. They are few: chance alone may move figures a lot."


def report(trainer: Trainer, curves: Curves | None = None) -> str:
    """Write all that is to be known of a trained network as one page of HTML.

    `curves` are the losses by epoch, where the trainer does not remember them.

    Raises
    ------
    LonghandError
        If there is no matplotlib to draw with.
    """
    check_matplotlib()
    found, spec = evaluate(trainer), trainer.model.spec
    shown = _remembered(trainer) if curves is None else curves
    return page(
        f"{spec.name}: report",
        [
            *_head(trainer, found),
            _data(trainer, found),
            _figures(found),
            *findings(found),
            _losses(shown),
            _importances(importance(trainer)),
            _network(trainer),
            section("Spec", _spec(trainer)),
            "</main>",
        ],
    )


def _head(trainer: Trainer, found: Evaluation) -> Iterator[str]:
    spec = trainer.model.spec
    yield "<header>"
    yield element("h1", spec.name)
    yield element("p", spec.description, "about") if spec.description else ""
    yield "</header>\n<main>"
    yield element("p", _verdict(found), f"verdict {_mark(found)}")
    known = {*unbeaten(found.baseline, found.main[:MOST_TOLD])}
    if more := [warning for warning in found.warnings if warning not in known]:
        warned = "".join(element("li", f"Warning: {text}.") for text in more)
        yield f'<ul class="warnings">{warned}</ul>'


def _mark(found: Evaluation) -> str:
    return "good" if found.beats_baseline else "bad"


def _verdict(found: Evaluation) -> str:
    """Say in one line whether the network is worth anything."""
    sign = "✓ It beats" if found.beats_baseline else "✗ It does not beat"
    told = "; ".join(map(compared, found.main[:MOST_TOLD]))
    by = f"judged by {counted(found.rows, 'row')} of the {found.part} part"
    return f"{sign} {found.baseline}: {told}; {by}."


def _data(trainer: Trainer, found: Evaluation) -> str:
    model = trainer.model
    rows = [(n, len(part), _ROLES[n]) for n, part in trainer.parts.items()]
    about = (
        f"{resolved(model.spec)['dataset']['type']}: "
        f"{counted(len(model.signature.inputs), 'input')}, "
        f"{counted(len(model.signature.outputs), 'output')}"
        f"{'; some rows count more than others' * model.signature.weighted}."
    )
    watched = element("p", _WATCHED, "note") if found.part == "validation" else ""
    few = _FEW.format(found.rows) if found.rows < MOST_FEW else ""
    told = table("Parts of the data", ["part", "rows", "for"], rows)
    return section(
        "Data", element("p", about), told, watched, few and element("p", few, "note")
    )


def _figures(found: Evaluation) -> str:
    rows = [[readable(f.name), f.value, f.baseline, _better(f)] for f in found.figures]
    heads = ["measure", "network", "baseline", "better"]
    what = f"The {found.part} part; the baseline is {found.baseline}"
    return section("Figures", table(what, heads, rows))


def _better(figure: Figure) -> str:
    if figure.baseline is None:
        return ""
    return "yes" if figure.is_better else "no"


def _remembered(trainer: Trainer) -> Curves:
    """Give the losses of all epochs, and those of the validation part."""
    if not trainer.history.count:
        return {}
    curve = trainer.history.curve()
    watched = [r for r in trainer.reports if "val_loss" in r.figures]
    epochs = np.array([r.epoch for r in watched])
    known = {"loss": (curve.epochs, curve.last)}
    values = np.array([r.figures["val_loss"] for r in watched])
    return known | ({"val_loss": (epochs, values)} if watched else {})


def _losses(curves: Curves) -> str:
    if not any(len(epochs) for epochs, _ in curves.values()):
        return ""
    caption = "Training, and validation where it was reported."
    return section("Training", _wide(losses(curves), caption))


def _importances(found: tuple[Importance, ...]) -> str:
    """Draw the greatest, and write all."""
    if not found:
        return ""
    order = sorted(found, key=lambda one: -one.mean)
    caption = (
        "By how much the loss rises when an input is shuffled: mean and standard "
        "deviation. Inputs that say the same share what they matter."
    )
    rows = [[one.name, one.mean, one.std] for one in order]
    told = table("Importance", ["input", "rise", "deviation"], rows)
    drawn = _wide(bars(order[:MOST_BARS]), caption)
    return section("What matters", drawn, folded("The numbers", told))


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
    written = pretty(resolved(trainer.model.spec))
    return folded("As resolved", f"<pre>{text(written)}</pre>")
