"""The sections of a report on what a network learned from, and how that went."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.evaluation.course import Course
from engine.evaluation.described import data_told, loss_told, weights_told
from engine.evaluation.names import counted, readable
from engine.evaluation.page import (
    Cell,
    beside,
    element,
    figures,
    number,
    section,
    table,
)
from engine.evaluation.plots import MOST_MARKED, losses
from engine.evaluation.results import Evaluation
from engine.evaluation.tallies import tally
from engine.training.trainer import Trainer

MOST_FEW, MOST_CLASSES = 30, 25

_ROLES = {"train": "to train on", "validation": "to watch", "test": "to judge by"}
_WATCHED = (
    "There is no test part, so the validation part is the judge: what was chosen by "
    "looking at it may do worse on new examples."
)
_FEW = "Rows to judge by: {}. They are few: chance alone may move figures a lot."


def data(trainer: Trainer, found: Evaluation) -> str:
    """Say what there was to learn from, and to judge by."""
    notes = [*weights_told(trainer)]
    if found.part == "validation":
        notes.append(_WATCHED)
    if found.rows < MOST_FEW:
        notes.append(_FEW.format(found.rows))
    return section(
        "Data",
        element("p", data_told(trainer)),
        beside(_parts(trainer), _classes(trainer), kind="tables"),
        *(element("p", note, "note") for note in notes),
    )


def _parts(trainer: Trainer) -> str:
    rows = [(n, len(part), _ROLES[n]) for n, part in trainer.parts.items()]
    return table("Parts of the data", ["part", "rows", "for"], rows)


def _classes(trainer: Trainer) -> str:
    """Count the rows of each class, and tell the class weights."""
    found = tally(trainer)
    if found is None or len(found.names) > MOST_CLASSES:
        return ""
    columns = [rows.tolist() for rows in found.rows.values()]
    heads, caption = ["class", *found.rows], "Rows of each class"
    if found.weights is not None:
        columns.append(found.weights.tolist())
        heads, caption = [*heads, "class weight"], f"{caption}, and what they count"
    rows: list[list[Cell]] = [
        [name, *cells] for name, *cells in zip(found.names, *columns, strict=True)
    ]
    return table(caption, heads, rows)


def training(trainer: Trainer, found: Course) -> str:
    """Say how training went, which weights are kept, and what the loss is."""
    told = found.text and element("p", f"{found.text[0].upper()}{found.text[1:]}.")
    is_drawn = any(len(epochs) for epochs, _ in found.curves.values())
    caption = " ".join(_caption(trainer, found))
    drawn = figures((losses(found), caption)) if is_drawn else ""
    if not (told or drawn):
        return ""
    return section("Training", told, beside(drawn, _judged(trainer), kind="pair even"))


def _caption(trainer: Trainer, found: Course) -> Iterator[str]:
    is_exact = trainer.loop.is_exact
    mean = "" if is_exact else ", the mean over the epoch while weights change"
    yield f"Training: the loss of every epoch{mean}{_weighed(trainer)}."
    if "val_loss" in found.curves:
        count = len(found.drawn["val_loss"][0])
        dots = ", which have a dot" if count <= MOST_MARKED else ""
        yield f"Validation: the loss after {count} of the epochs{dots}."


def _weighed(trainer: Trainer) -> str:
    by_class = trainer.model.spec.training.class_weight is not None
    return ", by class weights, which validation has not" if by_class else ""


def _judged(trainer: Trainer) -> str:
    """Write loss and metrics of each part, for the weights that are kept."""
    scores = trainer.scores()
    names = ["loss", *(m.key for m in trainer.model.spec.metrics if m.is_number)]
    rows = [[name, *(told[name] for told in scores.values())] for name in names]
    caption = f"For the weights that are kept. The loss is {loss_told(trainer)}"
    return table(caption, ["", *scores], rows)


def folded_told(told: Mapping[str, Any]) -> str:
    """Say in a line how the folds were judged; empty without."""
    if not told:
        return ""
    whole = told["cross_validation"]
    means = (
        f"{readable(name)} {number(mean)} ± {number(whole['deviation'][name])}"
        for name, mean in whole["mean"].items()
    )
    if not (found := ", ".join(means)):
        return "Cross-validation tells nothing, as all folds diverged."
    count = counted(whole["folds"] - whole["diverged"], "fold")
    return f"Cross-validation by {count}: {found}."


def folds(told: Mapping[str, Any]) -> str:
    """Write how each of the folds was judged, their mean and their deviation."""
    whole = told["cross_validation"]
    names = [*whole["mean"]]
    rows: list[list[Cell]] = [
        [
            f"fold {fold['fold']}",
            fold["rows"]["test"],
            *(fold["metrics"]["test"][name] for name in names),
        ]
        for fold in told["folds"]
        if fold["stopped"] != "diverged"
    ]
    rows += [
        [word, None, *(whole[word][name] for name in names)]
        for word in ("mean", "deviation")
    ]
    return section("Cross-validation", table(_FOLDS, ["", "rows", *names], rows))


_FOLDS = "Each fold judged a network of its own, which learned from the other folds"
