"""What a row of graph words gives in the engine: values and gradients, by name."""

from collections.abc import Callable, Mapping

import numpy as np

from engine.core.function import extract
from engine.core.grad import gradients
from engine.core.graph import Graph, Value
from engine.core.ops.reductions import sum_all
from tests.core.printings import textbook
from tests.golden import frameworks as f
from tests.golden.row import Array


def weights(shape: tuple[int, ...]) -> Array:
    """Give the factors by which a result is added up to be differentiated."""
    return np.linspace(0.5, 1.5, int(np.prod(shape))).reshape(shape)


def values_and_slopes(
    graph: Graph,
    out: Value,
    inputs: Mapping[Value, Array],
    others: Mapping[Value, Array] | None = None,
) -> dict[str, Array]:
    """Evaluate `out`, and differentiate sum(weights * out) by every input."""
    known = {**inputs, **(others or {})}
    (value,) = textbook(extract("forward", graph, [out]))(known)
    factors = graph.input("factors", out.shape, "float64")
    total = sum_all(factors * out) if out.type.is_array else factors * out
    slopes = gradients(total, list(inputs))
    given = {**known, factors: weights(np.shape(value))}
    found = textbook(extract("backward", graph, slopes))(given)
    names = (f"d_{x.name}" for x in inputs)
    return {"value": value, **dict(zip(names, found, strict=True))}


def torch_values_and_slopes(
    compute: Callable[..., object], inputs: Mapping[str, Array]
) -> dict[str, object]:
    """Let torch do the same with a function of named tensors."""

    tensors = {
        name: f.torch.tensor(x, dtype=f.torch.float64, requires_grad=True)
        for name, x in inputs.items()
    }
    value = compute(**tensors)
    total = (f.torch.tensor(weights(tuple(value.shape))) * value).sum()
    slopes = f.torch.autograd.grad(total, list(tensors.values()), allow_unused=True)
    zeros = (f.torch.zeros_like(x) for x in tensors.values())
    whole = (z if d is None else d for d, z in zip(slopes, zeros, strict=True))
    return {
        "value": value,
        **{f"d_{n}": d for n, d in zip(tensors, whole, strict=True)},
    }
