"""Memory is counted before it is taken."""

import os
from collections.abc import Iterator
from math import prod

import numpy as np

from engine.compile import Model
from engine.core.types import at_rows
from engine.errors import Path, Problem, SpecError
from engine.spec.model import Spec

CHUNK = 4096
"""How many rows are evaluated at once: that of `training.evaluation`."""

SHARE = 0.5
"""How much of the machine's memory a run may take."""

SIZES = ("units", "input_dim")
"""What layers call the number that their parameters grow with."""

UNKNOWN = 8 * 2**30
"""What is taken for the machine's memory where the system does not tell."""


def check_budget(model: Model, budget: int | None = None) -> None:
    """Refuse a model that would need more bytes than `budget`.

    Raises
    ------
    SpecError
        With the number, and the key of the spec that takes the most of it.
    """
    limit = budget or _limit()
    parts = list(_parts(model))
    total = sum(size for size, _ in parts)
    if total > limit:
        most, path = max(parts, key=lambda part: part[0])
        message = (
            f"this would need {_said(total)} of memory, most of it ({_said(most)}) here"
        )
        hint = f"a run may take {_said(limit)}; choose smaller numbers"
        raise model.spec.refused(SpecError([Problem(message, path, hint)]))


def at_once(model: Model, most: int) -> int:
    """Tell how many models of the kind fit into memory together; one at least."""
    total = sum(size for size, _ in _parts(model))
    return max(1, min(most, _limit() // max(total, 1)))


def _parts(model: Model) -> Iterator[tuple[int, Path]]:
    """Estimate what each part of the spec takes, in bytes."""
    spec, program, known = model.spec, model.program, model.signature
    item = np.dtype(spec.dtype).itemsize
    width = sum(prod(at_rows(x.shape[1:], 1)) for x in program.training.batch)
    yield 3 * 8 * known.rows * width, ("dataset",)
    flat = program.written_update.w.shape
    copies = 4 + sum(slot.value.shape == flat for slot in program.slots)
    for p in program.parameters:
        yield copies * item * p.size, _size_of(spec, p.value.origin.path)
    kept = spec.optimizer.arrays_kept(spec.training.epochs)
    yield kept * item * sum(p.size for p in program.trained), ("optimizer",)
    batch = min(spec.training.batch_size or known.rows, known.rows)
    chunk = min(CHUNK, known.rows) if spec.loss.adds_up else known.rows
    functions = filter(None, [program.training_step, program.clip, program.constrain])
    at_once = [*((f, batch) for f in functions), (program.evaluate, chunk)]
    for function, rows in at_once:
        for equation in function.equations:
            size = prod(at_rows(equation.out.shape, rows))
            yield item * size, equation.out.origin.path


def _size_of(spec: Spec, path: Path) -> Path:
    """Find the key of a layer that makes its parameters large."""
    layer = spec.layers[int(path[1])]
    field = next((name for name in SIZES if name in type(layer).model_fields), None)
    return (*path, field) if field else path


def _limit() -> int:
    return int(SHARE * _memory())


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
