"""Small specs to test with, written as JSON data."""

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core.running.rng import stream

Array = NDArray[Any]
Entry = dict[str, Any]

ROWS = 7
COLUMNS = "abcdef"
OPTIMIZER = {"type": "sgd", "learning_rate": 0.05}
"""The optimizer of a spec that names none of its own."""


def dense(units: int, activation: Any = "linear", **more: Any) -> Entry:
    return {"type": "dense", "units": units, "activation": activation, **more}


def activation(written: Any, **more: Any) -> Entry:
    return {"type": "activation", "activation": written, **more}


def merge(kind: str, *inputs: str, **more: Any) -> Entry:
    return {"type": kind, "inputs": list(inputs), **more}


def l2(factor: float) -> Entry:
    return {"type": "l2", "l2": factor}


def spec(layers: list[Any], loss: Any = "mse", **more: Any) -> Entry:
    """Write a spec of random examples.

    `gaps` are targets that do not count (whole rows where it is "rows"), `weights`
    those of the rows, `targets` one of the `TARGETS`; where there are `places`, inputs
    are whole numbers below that.
    """
    shape = more.pop("shape", [3])
    targets = TARGETS[more.pop("targets", None) or usual_targets(loss)]
    rows = table(layers, targets, int(np.prod(shape)), gaps=more.pop("gaps", False))
    if places := more.pop("places", None):
        whole = (
            np.abs(5 * normal(f"places {layers}", ROWS, int(np.prod(shape)))) % places
        )
        rows = [[*map(int, a), *b[len(a) :]] for a, b in zip(whole, rows, strict=True)]
    outputs = [f"y{i}" for i in range(len(rows[0]) - int(np.prod(shape)))]
    dataset = {"type": "inline", "outputs": outputs, "rows": rows}
    if more.pop("weights", False):
        weights = 0.5 + np.abs(normal(f"w {layers}", len(rows)))
        dataset["sample_weight"] = weights.tolist()
    dataset |= {"inputs": columns(int(np.prod(shape))), "input_shape": shape}
    return {
        "seed": 3,
        "dataset": dataset,
        "layers": layers,
        "loss": loss,
        "optimizer": OPTIMIZER,
        "training": {"epochs": 1},
        **more,
    }


TARGETS: dict[str, Callable[[Array], Array]] = {
    "numbers": lambda y: y,
    "truths": lambda y: (y > 0).astype(float),
    "one of two": lambda y: np.eye(2)[(y[:, 0] > 0).astype(int)],
    "index": lambda y: (y[:, :1] > 0).astype(float),
    "signs": lambda y: np.where(y > 0, 1.0, -1.0),
    "positive": lambda y: np.abs(y) + 0.1,
    "counts": lambda y: np.floor(2 * np.abs(y)),
    "shares": lambda y: np.abs(y) / np.abs(y).sum(axis=1, keepdims=True),
}
"""Ways to make targets of normal numbers."""


def usual_targets(loss: Any) -> str:
    name = loss if isinstance(loss, str) else loss["type"]
    usual = {
        "categorical_crossentropy": "one of two",
        "binary_crossentropy": "truths",
    }
    return usual.get(name, "numbers")


def table(
    layers: list[Any],
    targets: Callable[[Array], Array],
    width: int,
    *,
    gaps: bool | str,
) -> list[list[Any]]:
    """Draw rows whose targets suit the loss."""
    x = normal(f"x {layers}", ROWS, width)
    y = targets(normal(f"y {layers}", ROWS, 2)).tolist()
    whole = gaps == "rows" or targets in (TARGETS["one of two"], TARGETS["shares"])
    if gaps and (whole or len(y[0]) == 1):
        y[1] = y[4] = [None] * len(y[0])
    elif gaps:
        y[1][0] = y[4][1] = y[5][0] = y[5][1] = None
    return [[*a, *b] for a, b in zip(x.tolist(), y, strict=True)]


def columns(count: int) -> list[str]:
    """Name columns: a, b, c, or by numbers if there are many."""
    return (
        [*COLUMNS[:count]] if count <= len(COLUMNS) else [f"x{i}" for i in range(count)]
    )


def normal(key: str, *shape: int) -> Array:
    """Draw normal numbers that depend on the key only."""
    return stream(zlib.crc32(key.encode()), "tests").normal(size=shape)
