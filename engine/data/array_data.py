"""Arrays once they are read, their outputs as the loss takes them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np
from pydantic import PrivateAttr

from engine.data.arrays import Arrays
from engine.data.arrays.opening import open_arrays
from engine.data.columns.inference import check_role
from engine.data.columns.targets import layout, placed
from engine.data.schema import DataSchema
from engine.data.splitting.examples import divided
from engine.errors import Problem, SpecError
from engine.memory import EXAMPLES_SHARE, allowed
from engine.spec.model import Spec
from engine.vocabulary.datasets import Dataset, Floats, Integers, numbered
from engine.vocabulary.datasets.arrays import ArrayFiles

CLASS = "class"
"""What the output is called where it is a class."""


class OpenedArrays(Dataset):
    """Arrays that were read: x (rows, ...), y (rows, outputs)."""

    from_files = wants_report = True

    source: ArrayFiles
    folder: str = ""
    """Where the files are."""
    _arrays: Arrays = PrivateAttr()
    _outputs: list[str] = PrivateAttr()
    _parts: Mapping[str, Integers] = PrivateAttr()

    @classmethod
    def of(
        cls,
        source: ArrayFiles,
        arrays: Arrays,
        outputs: list[str],
        parts: Mapping[str, Integers],
        folder: str = "",
    ) -> OpenedArrays:
        """Put together what was read; `outputs` names the columns of y."""
        made = cls(source=source, folder=folder)
        made._arrays, made._outputs, made._parts = arrays, outputs, parts
        return made

    @classmethod
    def unknown(
        cls, source: ArrayFiles, known: DataSchema, counts: Mapping[str, int]
    ) -> OpenedArrays:
        """Stand for so many rows of each part, whose numbers are not there."""
        shapes = (known.rows, *known.shape), (known.rows, len(known.outputs))
        x, y = (np.broadcast_to(0.0, shape) for shape in shapes)
        arrays = Arrays(x, y, known.labels or None, "")
        parts = {n: np.broadcast_to(np.int64(0), count) for n, count in counts.items()}
        return cls.of(source, arrays, list(known.outputs), parts)

    @property
    def stored(self) -> str:
        """Of which type the inputs are in the files, if that is known."""
        return self._arrays.stored

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person may want to hear of the files."""
        return self._arrays.notes

    def columns(self) -> tuple[list[str], list[str]]:
        return numbered(prod(self.shape())), self._outputs

    def shape(self) -> tuple[int, ...]:
        return self._arrays.x.shape[1:]

    def count(self) -> int:
        return len(self._arrays.y)

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        return self._arrays.x, self._arrays.y

    def parts(self) -> Mapping[str, Integers]:
        return self._parts

    def class_names(self) -> list[str]:
        return list(self._arrays.classes or ())

    def written(self) -> Any:
        return self.source.written()


def opened_arrays(spec: Spec, dataset: ArrayFiles) -> tuple[OpenedArrays, bool]:
    """Read the arrays that a spec names; tell whether classes were shared out.

    Raises
    ------
    SpecError
        Where they are not what the spec says.
    """
    _check_split(spec)
    budget = int(EXAMPLES_SHARE * allowed(spec.memory))
    read = open_arrays(dataset, spec.folder, budget, spec.dtype)
    classes, width = list(read.classes or ()), read.y.shape[1]
    if problems := [*check_role(spec.loss, CLASS, classes)]:
        raise SpecError(problems)
    codes = read.y[:, 0].astype(int) if classes else None
    how = layout(spec.loss, classes)
    y = read.y if codes is None else placed(codes, len(classes), how)
    names = classes if how == "one_hot" else [CLASS]
    outputs = names if classes else [f"y{i + 1}" for i in range(width)]
    is_said = spec.kept.stratify is not None or not spec.kept.divides
    shares = bool(spec.kept.stratify if is_said else classes)
    parts = divided(spec.kept, spec.seed, len(y), codes if shares else None)
    arrays = dataclasses.replace(read, y=y)
    folder = str(spec.folder.absolute())
    return OpenedArrays.of(dataset, arrays, outputs, parts, folder), shares


def _check_split(spec: Spec) -> None:
    if (by := spec.kept.by) is not None:
        hint = "arrays have no columns; leave it out"
        problem = Problem("only tables are divided by a column", ("split", by[0]), hint)
        raise SpecError([problem])
