"""Memory is counted before it is taken."""

import os
from collections.abc import Iterator

import numpy as np

from engine.compile import Model
from engine.core.types import at_rows
from engine.errors import Path, Problem, SpecError

SHARE = 0.5
"""How much of the machine's memory a run may take."""

UNKNOWN = 8 * 2**30
"""What is taken for the machine's memory where the system does not tell."""


def check_budget(model: Model, budget: int | None = None) -> None:
    """Refuse a model that would need more bytes than `budget`.

    Raises
    ------
    SpecError
        With the number, and the key of the spec that takes the most of it.
    """
    limit = budget or int(SHARE * _memory())
    parts = list(_parts(model))
    total = sum(size for size, _ in parts)
    if total > limit:
        most, path = max(parts, key=lambda part: part[0])
        message = (
            f"this would need {_said(total)} of memory, most of it ({_said(most)}) here"
        )
        hint = f"a run may take {_said(limit)}; choose smaller numbers"
        raise model.spec.refused(SpecError([Problem(message, path, hint)]))


def _parts(model: Model) -> Iterator[tuple[int, Path]]:
    """Estimate what each part of the spec takes, in bytes."""
    spec, program, known = model.spec, model.program, model.signature
    item = np.dtype(spec.dtype).itemsize
    width = sum(at_rows(x.shape[1:], 1)[-1] for x in program.training.batch)
    yield 3 * 8 * known.rows * width, ("dataset",)
    copies = 3 + len(program.slots)
    for p in program.parameters:
        field = (*p.value.origin.path, "units")
        yield copies * item * p.size, field
    kept = spec.optimizer.arrays_kept(spec.training.epochs)
    yield kept * item * sum(p.size for p in program.trained), ("optimizer",)
    batch = min(spec.training.batch_size or known.rows, known.rows)
    for equation in program.training_step.equations:
        shape = at_rows(equation.out.shape, batch)
        yield item * int(np.prod(shape, dtype=object)), equation.out.origin.path


def _memory() -> int:
    if not hasattr(os, "sysconf"):
        return UNKNOWN
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _said(size: int) -> str:
    units = ("bytes", "KB", "MB", "GB", "TB", "PB", "EB")
    power = min((max(size, 1).bit_length() - 1) // 10, len(units) - 1)
    if size >> 10 * power >= 10_000:
        return "more than any machine has"
    return f"{size / 1024**power:.3g} {units[power]}"
