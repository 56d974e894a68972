"""How many threads multiply matrices: a rule of the sizes alone.

Results may differ in their last bits between thread counts, so the count must not
depend on what else a machine does. Small products gain nothing from a second thread.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cache, lru_cache
from typing import Any

from engine.core.function import Function
from engine.core.program import Program
from engine.core.types import at_rows

BY_ITSELF = 9_000
"""Multiplications below which OpenBLAS keeps to one thread by itself."""

WORTH_SHARING = 10_000_000
"""Multiplications from which on all cores take part."""


def count_threads(program: Program, rows: int) -> int:
    """Return the number of threads for steps of `rows` rows."""
    is_shared = find_largest_product(program, rows) >= WORTH_SHARING
    return (os.cpu_count() or 1) if is_shared else 1


def limit_threads(program: Program, rows: int) -> AbstractContextManager[Any]:
    """Limit NumPy's matrix products to the number of threads for `rows` rows."""
    if find_largest_product(program, rows) < BY_ITSELF:
        return nullcontext()
    return _libraries().limit(limits=count_threads(program, rows), user_api="blas")


@cache
def _libraries() -> Any:
    """Find the libraries that multiply once, because it takes long."""
    import threadpoolctl  # noqa: PLC0415 - seldom needed

    return threadpoolctl.ThreadpoolController()


@lru_cache(maxsize=8)
def find_largest_product(program: Program, rows: int) -> int:
    """Count the multiplications of the largest matrix product of a step."""
    return max(_products(program.fused["gradients"], rows), default=0)


def _products(function: Function, rows: int) -> Iterator[int]:
    for equation in function.equations:
        shapes = [at_rows(value.shape, rows) for value in equation.values]
        yield equation.op.multiplications(*shapes)
        if equation.op.body is not None:
            yield from _products(equation.op.body, rows)
