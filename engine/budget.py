"""Memory is counted before it is taken."""

from collections.abc import Iterator
from math import prod

import numpy as np

from engine.compile import Model
from engine.core.types import at_rows
from engine.errors import Path, Problem, SpecError
from engine.memory import allowed, told
from engine.spec.model import Spec

CHUNK = 4096
"""How many rows are evaluated at once: that of `training.evaluation`."""

SIZES = ("units", "input_dim")
"""What layers call the number that their parameters grow with."""


def check_budget(model: Model, budget: int | None = None) -> None:
    """Refuse a model that would need more bytes than `budget`.

    Raises
    ------
    SpecError
        With the number, and the key of the spec that takes the most of it.
    """
    limit = allowed(budget or model.spec.memory)
    parts = list(_parts(model))
    if model.spec.dataset.is_on_disk and model.spec.training.batch_size is None:
        message = f"the {model.schema.rows} examples do not fit in memory at once"
        hint = 'train on some at a time: "batch_size": 256'
        raise model.spec.refused(SpecError([Problem(message, ("training",), hint)]))
    total = sum(size for size, _ in parts)
    if total > limit:
        most, path = max(parts, key=lambda part: part[0])
        message = (
            f"this would need {told(total)} of memory, most of it ({told(most)}) here"
        )
        hint = f"a run may take {told(limit)}; choose smaller numbers"
        raise model.spec.refused(SpecError([Problem(message, path, hint)]))


def needed(model: Model) -> tuple[int, int]:
    """Estimate the bytes that training takes in memory, and its examples on disk."""
    known, dtype = model.schema, np.dtype(model.spec.dtype)
    inputs = known.rows * prod(known.shape) * dtype.itemsize
    size = sum(size for size, _ in _parts(model))
    return size, inputs if model.spec.dataset.is_on_disk else 0


def at_once(model: Model, most: int) -> int:
    """Tell how many models of the kind fit into memory together; one at least."""
    size, _ = needed(model)
    return max(1, min(most, allowed(model.spec.memory) // max(size, 1)))


def _parts(model: Model) -> Iterator[tuple[int, Path]]:
    """Estimate what each part of the spec takes, in bytes."""
    spec, program, known = model.spec, model.program, model.schema
    item = np.dtype(spec.dtype).itemsize
    batch = program.training.batch
    if spec.dataset.is_on_disk:
        batch = batch[1:]
        judged = 4 * len(known.outputs)  # copies for the report at the end
        yield (4 + judged) * 8 * known.rows, ("dataset",)
    width = sum(prod(at_rows(x.shape[1:], 1)) for x in batch)
    yield 3 * 8 * known.rows * width, ("dataset",)
    flat = program.written_update.w.shape
    copies = 4 + sum(slot.value.shape == flat for slot in program.slots)
    for p in program.parameters:
        yield copies * item * p.size, _size_of(spec, p.value.origin.path)
    kept = spec.optimizer.arrays_kept(spec.training.epochs)
    yield kept * item * sum(p.size for p in program.trained), ("optimizer",)
    size = min(spec.training.batch_size or known.rows, known.rows)
    chunk = min(CHUNK, known.rows) if spec.loss.adds_up else known.rows
    rewrites = [program.functions.get(name) for name in ("clip", "constrain")]
    functions = [program.fused["gradients"], *filter(None, rewrites)]
    at_once = [*((f, size) for f in functions), (program.fused["evaluate"], chunk)]
    for function, rows in at_once:
        for equation in function.equations:
            for out in equation.outs:
                numbers = prod(at_rows(out.shape, rows))
                yield item * numbers, out.origin.path


def _size_of(spec: Spec, path: Path) -> Path:
    """Find the key of a layer that makes its parameters large."""
    layer = spec.layers[int(path[1])]
    field = next((name for name in SIZES if name in type(layer).model_fields), None)
    return (*path, field) if field else path
