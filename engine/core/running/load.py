"""From text to something callable; tracebacks and pdb show the printed lines."""

import linecache
import math
from collections.abc import Mapping
from itertools import count
from typing import Any

import numpy as np

from engine.core.running import runtime

_serial = count(1)


def load(
    text: str, title: str, given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Run a printed program, with `given` as its globals, and give its names.

    Only text that the engine printed may come here: its vocabulary is closed, and no
    string of a spec's is part of it.
    """
    file = f"<{title} {next(_serial)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    names: dict[str, Any] = {**_CALLABLE, **(given or {})}
    exec(compile(text, file, "exec"), names)  # noqa: S102 - our own printing
    return names


NUMPY = """
absolute add arctan array bool concatenate copyto cos divide empty equal exp expm1
float32 float64 greater greater_equal heaviside int64 less less_equal log log1p
logaddexp maximum minimum multiply negative power reciprocal sign sin sqrt square
subtract take tanh
"""
"""What the planned printing calls by its bare name."""

_CALLABLE: Mapping[str, Any] = {
    "np": np,
    "math": math,
    **{name: getattr(np, name) for name in NUMPY.split()},
    **{name: value for name, value in vars(runtime).items() if callable(value)},
}
TAKEN = frozenset(_CALLABLE)
"""Names that a value of a program must not have."""
