"""A first spec for a table: valid at once, and a beginning to change."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.data.tables.opening import ENDINGS
from engine.errors import LonghandError
from engine.spec.writing import pretty
from engine.views.surveying import Survey, Surveyed
from engine.vocabulary.columns import Column
from engine.vocabulary.columns.categories import Category
from engine.vocabulary.datasets.files import Csv
from engine.vocabulary.entry import word_named

KEPT = {"validation": 0.15, "test": 0.15}
AT_ONCE = 500
"""So many rows are learned from at once."""

STEPS = 20_000
"""About how many steps are suggested for more."""


@dataclass(frozen=True)
class Task:
    """What is to be predicted, in words; and the loss and last activation for it."""

    text: str
    loss: str
    activation: str
    metrics: tuple[str, ...]


def task(survey: Survey, outputs: Sequence[str], types: Mapping[str, str]) -> Task:
    """Tell what predicting some columns of a table is.

    `types` are those that were changed.

    Raises
    ------
    LonghandError
        If no network can predict them together.
    """
    chosen = [column for column in survey.columns if column.name in outputs]
    kinds = {column.name: _kind(column, types) for column in chosen}
    if not chosen:
        msg = "no output is chosen\nhint: the role of the column to predict is output"
        raise LonghandError(msg)
    if all(kind == "number" for kind in kinds.values()):
        text = f"a number: {chosen[0].name}" if len(chosen) == 1 else "numbers"
        return Task(text, "mean_squared_error", "linear", ("mean_absolute_error",))
    if "number" in kinds.values():
        msg = f"{_named(kinds, 'number')} is a number, and {_named(kinds, 'classes')}"
        hint = "predict numbers or classes, each with a spec of its own"
        raise LonghandError(f"{msg} has classes\nhint: {hint}")
    return _choice(chosen)


def suggested(
    survey: Survey,
    inputs: Sequence[str],
    outputs: Sequence[str],
    types: Mapping[str, str],
) -> str:
    """Write a spec for a table; `types` are those that were changed.

    Raises
    ------
    LonghandError
        If a network cannot learn that.
    """
    found = task(survey, outputs, types)
    if not inputs:
        msg = "no input is chosen\nhint: the role of a column to learn from is input"
        raise LonghandError(msg)
    trained = _trained(survey.rows)
    data = {
        "spec_version": 1,
        "name": _name(survey.path.stem),
        "description": f"Predicts {', '.join(outputs)} of {survey.path.name}."[:200],
        "dataset": _dataset(survey, inputs, outputs, types),
        "split": KEPT,
        "layers": [
            {"type": "dense", "units": _units(len(inputs)), "activation": "relu"},
            {"type": "dense", "activation": found.activation},
        ],
        "loss": found.loss,
        "optimizer": {"type": "adam", "learning_rate": trained.pop("learning_rate")},
        "metrics": list(found.metrics),
        "training": trained,
    }
    return pretty(data) + "\n"


def by_hand(path: Path) -> str:
    """Write how a dataset begins that more must be said of."""
    kind = ENDINGS.get(path.suffix.lower(), Csv).tag()
    written = json.dumps({"type": kind, "path": path.name}, ensure_ascii=False)
    return f'"dataset": {written[:-1]}, ...}}'


def _dataset(
    survey: Survey,
    inputs: Sequence[str],
    outputs: Sequence[str],
    types: Mapping[str, str],
) -> dict[str, Any]:
    by_name = {column.name: column for column in survey.columns}
    return {
        "type": ENDINGS.get(survey.path.suffix.lower(), Csv).tag(),
        "path": survey.path.name,
        "inputs": _columns({name: _input(by_name[name], types) for name in inputs}),
        "outputs": _columns({name: _output(by_name[name], types) for name in outputs}),
    }


def _choice(chosen: Sequence[Surveyed]) -> Task:
    """Tell one of two from one of several."""
    classes = max(column.distinct for column in chosen)
    odd = next((column for column in chosen if column.distinct < 2), None)
    if odd is not None:
        msg = f"{odd.name!r} is always the same"
        raise LonghandError(f"{msg}\nhint: there is nothing to tell apart")
    if classes == 2:
        text = f"{_answers(len(chosen))}: {', '.join(column.name for column in chosen)}"
        return Task(text, "binary_crossentropy", "sigmoid", ("binary_accuracy",))
    if len(chosen) > 1:
        msg = f"{chosen[0].name!r} and {chosen[1].name!r} have more than two classes"
        hint = "predict one of them; each can have a spec of its own"
        raise LonghandError(f"{msg}\nhint: {hint}")
    text = f"one of {classes:,} classes: {chosen[0].name}"
    return Task(text, "categorical_crossentropy", "softmax", ("accuracy",))


def _answers(count: int) -> str:
    if count == 1:
        return "one of two classes"
    return f"{'two' if count == 2 else f'{count:,}'} yes/no answers"


def _kind(column: Surveyed, types: Mapping[str, str]) -> str:
    tag = types.get(column.name, column.as_output)
    if tag == "number":
        return "number"
    if _word(tag).has_classes:
        return "classes"
    msg = f"{column.name!r} cannot be predicted as {tag}"
    raise LonghandError(f"{msg}\nhint: its type may be number or category")


def _word(tag: str) -> type[Column]:
    found = word_named(Column, tag)
    return found if found is not None and issubclass(found, Column) else Category


def _named(kinds: Mapping[str, str], kind: str) -> str:
    return repr(next(name for name, each in kinds.items() if each == kind))


def _input(column: Surveyed, types: Mapping[str, str]) -> Any:
    """Write the type of an input, if more than its name must be said."""
    tag, guess = types.get(column.name, column.type), column.type
    said: dict[str, Any] = dict(
        column.given if tag == guess else column.also.get(tag, {})
    )
    if column.missing:
        said["missing"] = _filler(tag)
    if tag == guess and column.is_guessed and not column.missing:
        return None
    return {"type": tag, **said} if said else tag


def _output(column: Surveyed, types: Mapping[str, str]) -> Any:
    tag = types.get(column.name, column.as_output)
    is_same = tag == column.type
    said: dict[str, Any] = dict(column.given if is_same else column.also.get(tag, {}))
    if tag == "number":
        said["scaling"] = "standardize"
    if column.missing:
        said["missing"] = "drop_row"
    if tag == column.type and column.is_guessed and not column.missing:
        return None if _word(tag).has_classes else {"type": tag, **said}
    return {"type": tag, **said} if said else tag


def _filler(tag: str) -> str:
    """Choose what is done where an input is missing."""
    return "median" if _word(tag).has_numbers else "most_frequent"


def _columns(said: Mapping[str, Any]) -> Any:
    """Write names alone where no type need be said."""
    return dict(said) if any(each is not None for each in said.values()) else [*said]


def _trained(rows: int) -> dict[str, Any]:
    if rows <= AT_ONCE:
        stopping = {"patience": 50, "restore_best_weights": True}
        return {"learning_rate": 0.01, "epochs": 500, "early_stopping": stopping}
    size = 32 if rows <= 20_000 else 256 if rows <= 200_000 else 1_024
    epochs = max(5, min(200, STEPS * size // rows))
    stopping = {"patience": 10, "restore_best_weights": True}
    return {
        "learning_rate": 0.001,
        "epochs": epochs,
        "batch_size": size,
        "early_stopping": stopping,
    }


def _units(inputs: int) -> int:
    """Choose a power of two, somewhat more than there are inputs."""
    return min(64, max(8, 2 ** (inputs + 3).bit_length()))


def _name(stem: str) -> str:
    """Make a name that a spec may have of that of a file."""
    return re.sub(r"[^a-z0-9_-]+", "_", stem.lower()).strip("_")[:64] or "network"
