"""Predictions in the words of the table: a column for each output, and shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.array_data import CLASS
from engine.data.columns.targets import chosen, layout, named
from engine.lint.facts import applied_by
from engine.spec.model import Spec

if TYPE_CHECKING:
    from polars import Series

    from engine.compile import Model
    from engine.data.columns.targets import Answer
    from engine.data.table_data import Codes

Array = NDArray[Any]


def answered(model: Model, codes: Codes | None, p: Array) -> dict[str, Series]:
    """Name what was predicted (rows, columns): values, then the share of each class."""
    import polars as pl  # noqa: PLC0415 - only where tables are read

    if codes is None:
        columns = _plain(model, p)
        return {name: pl.Series(name, values) for name, values in columns.items()}
    pairs = [*zip(codes.answers.each, codes.answers.parts(p), strict=True)]
    columns = {f"{a.coded.name} predicted": a.values(part) for a, part in pairs}
    for answer, part in pairs:
        if not answer.coded.classes:
            continue
        before = "" if len(pairs) == 1 else f"{answer.coded.name}="
        shares = _shares(model.spec, answer.classes(part.shape[1]), part, before)
        columns |= {name: pl.Series(name, values) for name, values in shares.items()}
    return columns


def _plain(model: Model, p: Array) -> dict[str, Any]:
    """Name predictions of data that did not come from a table."""
    outputs, classes = model.schema.outputs, model.schema.labels
    if classes:
        names = named(classes, p.shape[1])
        number = chosen(p, layout(model.spec.loss, classes))
        shares = _shares(model.spec, names, p)
        return {f"{CLASS} predicted": np.array(names)[number], **shares}
    if not model.spec.loss.sparse:
        return {f"{name} predicted": p[:, i] for i, name in enumerate(outputs)}
    names = [name.removeprefix(f"{outputs[0]}=") for name in model.answers]
    likeliest = np.array(names)[p.argmax(axis=1)]
    return {f"{outputs[0]} predicted": likeliest, **_shares(model.spec, names, p)}


def _shares(
    spec: Spec, names: Sequence[str], p: Array, before: str = ""
) -> dict[str, Array]:
    """Give how likely each class is, or its score where the network gives no shares."""
    word = _word(spec)
    if p.shape[1] == 1:
        second = p[:, 0]
        p = np.stack([1 - second if word == "p" else -second, second], axis=1)
    return {f"{word}({before}{name})": p[:, i] for i, name in enumerate(names)}


def chosen_share(spec: Spec, answer: Answer, p: Array) -> Array | None:
    """Give how likely the class is that is predicted; None if that is not known."""
    if not answer.coded.classes or not gives_shares(spec):
        return None
    names = answer.classes(p.shape[1])
    return np.max([*_shares(spec, names, p).values()], axis=0)


def _word(spec: Spec) -> str:
    return "p" if gives_shares(spec) else "score"


def gives_shares(spec: Spec) -> bool:
    """Tell whether what is predicted of a class is from 0 to 1."""
    if spec.loss.expects in ("probability", "shares"):
        return True
    last = applied_by(spec.layers[-1])
    low, high = last.bounds() if last else (-np.inf, np.inf)
    return spec.loss.expects == "numbers" and low >= 0 and high <= 1
