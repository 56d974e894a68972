"""The frameworks, imported when a twin first names one: `python -m tests.golden` only.

Keras clips probabilities and norms by an epsilon of its own; made tiny, what it
computes is the exact form, which is ours. On torch it also takes results of two
double precision numbers for single ones; it is told not to.
"""

import os
from importlib import import_module
from typing import Any

TINY = 1e-300


def in_a_piece(conv2d: Any) -> Any:
    """Give a convolution kernels in one piece: of others torch computes no slope."""
    return lambda x, kernel, *more, **named: conv2d(
        x.contiguous(), kernel.contiguous(), *more, **named
    )


def __getattr__(name: str) -> Any:
    if name not in {"keras", "torch", "sklearn", "scipy"}:
        raise AttributeError(name)
    os.environ.setdefault("KERAS_BACKEND", "torch")
    module = import_module(name)
    if name == "sklearn":
        import_module("sklearn.datasets")
    if name == "keras":
        module.config.set_floatx("float64")
        module.config.set_dtype_policy("float64")
        module.config.set_epsilon(TINY)
        functions = import_module("torch.nn.functional")
        functions.conv2d = in_a_piece(functions.conv2d)
        dtypes = import_module("keras.src.backend.common.dtypes")
        dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    if name == "torch":
        module.set_default_dtype(module.float64)
    return module
