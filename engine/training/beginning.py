"""The arrays of a run before its first step."""

import numpy as np

from engine.compile import Model
from engine.core.backends.arrays import Array, Arrays
from engine.core.builder import Measured
from engine.errors import Problem, SpecError
from engine.training.threads import limited


def first_arrays(model: Model, x: Array) -> Arrays:
    """Make the arrays as training begins with them; `x` is what it trains on.

    Raises
    ------
    SpecError
        If a layer measures more of the data than its precision holds.
    """
    size = min(model.spec.training.batch_size or len(x), len(x))
    with np.errstate(all="ignore"), limited(model.program, size):
        first = {**model.initial_values(), **model.measured_values(x)}
        arrays = Arrays(model.program, first)
    _check_measured(model, arrays)
    return arrays


def _check_measured(model: Model, arrays: Arrays) -> None:
    for state in model.program.states:
        is_finite = np.isfinite(arrays.states[state.key]).all()
        if isinstance(state.start, Measured) and not is_finite:
            name = state.key.rpartition(".")[2]
            message = f"the {name} of the data is too large for {model.spec.dtype}"
            hint = "make the numbers of the data smaller"
            problem = Problem(message, state.value.origin.path, hint)
            raise model.spec.refused(SpecError([problem]))
