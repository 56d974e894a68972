"""Small networks to test with: a case or more for each word of the vocabulary.

A case is a spec, most without an optimizer of their own; its examples follow from its
name.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from engine.compile import Model, compile_spec
from engine.core.backends import Arrays, Steps
from engine.core.printing.textbook import Textbook
from engine.core.program import Program
from engine.core.running.load import load as run_text
from engine.core.running.rng import stream
from engine.core.types import at_rows
from engine.data.examples import Examples, examples
from engine.spec.model import load
from engine.vocabulary.entry import Form, Word
from tests.golden.classes import CLASSES
from tests.writing import (
    OPTIMIZER,
    ROWS,
    Array,
    Entry,
    activation,
    dense,
    l2,
    merge,
    normal,
    spec,
)

Run = Callable[[Program, Arrays], Steps]

ACTIVATIONS = [
    "linear",
    "sigmoid",
    "tanh",
    "relu",
    {"type": "relu", "negative_slope": 0.3},
    {"type": "relu", "max_value": 0.5},
    {"type": "relu", "threshold": 0.4},
    {"type": "relu", "negative_slope": 0.3, "max_value": 0.9, "threshold": 0.4},
    "leaky_relu",
    {"type": "leaky_relu", "negative_slope": 0.05},
    "softplus",
    "gelu",
    {"type": "gelu", "approximate": True},
    "swish",
    {"type": "swish", "beta": 1.7},
    {"type": "swish", "beta": -0.6},
    "softmax",
    {"type": "softmax", "axis": 1},
]

# The activation of the last layer, and a loss that takes what it gives.
LOSSES = [
    ("linear", {"type": "mean_squared_error"}),
    ("linear", {"type": "mean_absolute_error"}),
    ("linear", {"type": "huber"}),
    ("linear", {"type": "huber", "delta": 0.4}),
    *[
        (activation, {"type": name, **logits, **smoothing})
        for name in ("binary_crossentropy", "categorical_crossentropy")
        for activation, logits in [
            ("sigmoid", {}),
            ("softmax", {}),
            ("linear", {"from_logits": True}),
        ]
        for smoothing in ({}, {"label_smoothing": 0.1})
    ],
]

OPTIMIZERS = [
    {"type": "sgd", "learning_rate": 0.05},
    {"type": "sgd", "learning_rate": 0.02, "momentum": 0.9},
    {"type": "sgd", "learning_rate": 0.02, "momentum": 0.8, "nesterov": True},
    {"type": "adam", "learning_rate": 0.01},
    {"type": "sgd", "learning_rate": 0.05, "weight_decay": 0.1},
    {"type": "adam", "learning_rate": 0.02, "global_clipnorm": 0.3},
    {"type": "sgd", "learning_rate": 0.05, "momentum": 0.5, "clipnorm": 0.2},
    {"type": "sgd", "learning_rate": 0.05, "weight_decay": 0.1, "clipvalue": 0.05},
]


LAYERS: dict[str, list[Any]] = {
    "one layer": [dense(2)],
    "one unit": [dense(1, "tanh"), dense(2)],
    "three deep": [dense(4, "tanh"), dense(3, "sigmoid"), dense(2)],
    "no bias": [dense(4, "tanh", use_bias=False), dense(2, use_bias=False)],
    "first frozen": [dense(4, "tanh", trainable=False), dense(2)],
    "last frozen": [dense(4, "tanh"), dense(2, trainable=False)],
    "middle frozen": [dense(4), dense(3, "tanh", trainable=False), dense(2)],
    "l2 of kernels": [
        dense(4, "tanh", kernel_regularizer=l2(0.3)),
        dense(2, kernel_regularizer="l2"),
    ],
    "l2 of biases": [
        dense(4, bias_regularizer="l2"),
        dense(2, bias_regularizer=l2(0.7)),
    ],
    "l2 of both": [
        dense(4, kernel_regularizer=l2(0.1), bias_regularizer=l2(0.2)),
        dense(2, kernel_regularizer=l2(0.4), bias_regularizer=l2(0.5)),
    ],
    "l2 of a frozen layer": [
        dense(4, "tanh", trainable=False, kernel_regularizer=l2(0.3)),
        dense(2, bias_regularizer=l2(0.1)),
    ],
    "dropout": [dense(4, "tanh"), {"type": "dropout", "rate": 0.5}, dense(2)],
    "dropout of the data": [{"type": "dropout", "rate": 0.3}, dense(2)],
    "dropout at the end": [dense(2, "tanh"), {"type": "dropout", "rate": 0.4}],
    "dropout of nothing": [dense(3), {"type": "dropout", "rate": 0}, dense(2)],
    "two dropouts": [
        {"type": "dropout", "rate": 0.25},
        dense(4, "relu"),
        {"type": "dropout", "rate": 0.5},
        dense(2),
    ],
    "flat data flattened": ["flatten", dense(4, "tanh"), "flatten", dense(2)],
    "activation of the data": [activation("tanh"), dense(2)],
    "activations in a row": [dense(2), activation("tanh"), activation("sigmoid")],
    "skip": [
        dense(3, "tanh", name="h"),
        dense(3, "sigmoid"),
        merge("add", "h", "dense_1", "input"),
        dense(2),
    ],
    "added to itself": [dense(2, "tanh", name="h"), merge("add", "h", "h")],
    "linear added to itself": [
        dense(2, name="h"),
        activation("linear", name="same"),
        merge("add", "h", "same", "h"),
    ],
    "side by side with itself": [
        dense(2, "tanh", name="h"),
        merge("concatenate", "h", "input", "h"),
        dense(2),
    ],
    "side by side at the end": [
        dense(1, "tanh", name="one"),
        dense(1, "sigmoid", name="two", inputs="input"),
        merge("concatenate", "two", "one", axis=1),
    ],
    "dense net": [
        dense(2, "tanh", name="a"),
        merge("concatenate", "input", "a", name="ab"),
        dense(3, "swish", name="c"),
        merge("concatenate", "ab", "c", "a"),
        dense(2),
    ],
    "residual": [
        dense(3, "relu", name="p"),
        dense(3, "gelu", name="q"),
        dense(3),
        merge("add", "dense_1", "p", name="r"),
        dense(3, "softplus"),
        merge("add", "dense_2", "r", "q"),
        {"type": "dropout", "rate": 0.2},
        dense(2, kernel_regularizer="l2"),
    ],
    "a frozen branch": [
        dense(3, "tanh", name="p", trainable=False),
        dense(3, "tanh", name="q", inputs="input"),
        merge("add", "p", "q"),
        dense(2),
    ],
    "one column": [dense(3, "tanh", inputs="input.b"), dense(2)],
    "columns": [
        dense(3, "tanh", inputs="input.c", name="h"),
        merge("concatenate", "input.a", "h", "input.c"),
        dense(2),
    ],
    "columns added": [
        merge("add", "input.a", "input.b", "input.a", name="sum"),
        dense(3, "tanh", inputs="input"),
        merge("concatenate", "dense_1", "sum"),
        dense(2),
    ],
    "names of the program": [
        dense(2, "tanh", name="x"),
        dense(2, "tanh", name="w"),
        merge("add", "x", "w", name="np"),
        dense(2, "sigmoid", name="loss"),
        dense(2, name="lambda"),
    ],
}

SHAPED: dict[str, list[Any]] = {
    "flatten": ["flatten", dense(3, "tanh"), dense(2)],
    "activation of tables": [activation("gelu"), "flatten", dense(2)],
    "softmax of tables": [activation("softmax"), "flatten", dense(2)],
    "dropout of tables": [{"type": "dropout", "rate": 0.4}, "flatten", dense(2)],
    "tables added": [
        activation("tanh", name="t"),
        merge("add", "input", "t"),
        "flatten",
        dense(2),
    ],
    "tables side by side": [
        activation("tanh", name="t"),
        merge("concatenate", "input", "t", axis=2),
        "flatten",
        dense(2),
    ],
}


def titled(written: Any) -> str:
    """Write a word and its fields without brackets and quotes."""
    return re.sub(r"'type': |[{}',]", "", str(written))


def cases() -> Iterator[tuple[str, Entry]]:
    for written in ACTIVATIONS:
        title = titled(written)
        yield f"hidden {title}", spec([dense(4, written), dense(2)])
        yield f"layer {title}", spec([dense(3), dense(2), activation(written)])
    for last, loss in LOSSES:
        for reduction in ({}, {"reduction": "sum"}):
            for gaps in (False, True):
                full = loss | reduction
                name = f"{titled(full)} of {last}{' with gaps' * gaps}"
                layers = [dense(3, "tanh"), dense(2, last)]
                yield name, spec(layers, full, gaps=gaps)
    for name, layers in LAYERS.items():
        yield name, spec(layers)
    for name, layers in SHAPED.items():
        yield name, spec(layers, shape=[2, 3])


ORACLE = dict(cases())
"""The cases of the first vocabulary, which the oracle knows."""

CASES = ORACLE | {
    title: entry
    for module in CLASSES.values()
    for row in module.ROWS
    for title, entry in module.cases(row)
}


@cache
def model(name: str, dtype: str = "float64") -> Model:
    """Compile a case; the optimizers take turns, and differ between the dtypes.

    A case that has an optimizer of its own keeps it.
    """
    turn = list(CASES).index(name) + 2 * (dtype == "float32")
    optimizer = CASES[name]["optimizer"]
    if optimizer is OPTIMIZER:
        optimizer = OPTIMIZERS[turn % len(OPTIMIZERS)]
    return compile_spec(load(CASES[name] | {"optimizer": optimizer, "dtype": dtype}))


@cache
def book(name: str, dtype: str = "float64") -> Textbook:
    """Print a case."""
    return Textbook(model(name, dtype).program)


def compiled(entry: Entry) -> Model:
    return compile_spec(load(entry))


def values(program: Program) -> dict[str, Array]:
    """Draw a value for each parameter, biases as well, and for drawn states."""
    drawn = {p.key: 0.8 * normal(p.key, *p.shape) for p in program.parameters}
    kept = [s for s in program.states if not isinstance(s.start, float)]
    return drawn | {s.key: 0.5 + abs(normal(s.key, *s.shape)) for s in kept}


def arrays(program: Program) -> Arrays:
    return Arrays(program, values(program))


def data(made: Model) -> Examples:
    """Give a model's examples in its program's precision."""
    return examples(made.spec)


def noises(program: Program, count: int, step: int = 0) -> list[Array]:
    """Draw what a program asks for at random."""
    return [
        stream(5, noise.key, step)
        .random(at_rows(noise.value.shape, count))
        .astype(program.dtype)
        for noise in program.noises
    ]


def batch(made: Model) -> list[Array]:
    """Give all that `gradients` takes."""
    return [*data(made), *noises(made.program, ROWS)]


def printed_before(text: str) -> Run:
    """Run a textbook printing without printing it again."""

    def run(program: Program, held: Arrays) -> Any:
        return SimpleNamespace(**run_text(text, "textbook", held.named(program)))

    return run


def slopes(program: Program, held: Arrays) -> dict[str, Array]:
    """Give the gradient of each trained parameter by its key."""
    pairs = zip(program.trained, program.gradients, strict=True)
    return {p.key: held.places[d] for p, d in pairs}


def words_in(form: Any) -> Iterator[Word]:
    """Find every word in a form, however deep."""
    if isinstance(form, Word):
        yield form
    if isinstance(form, Form):
        for name in type(form).model_fields:
            yield from words_in(getattr(form, name))
    elif isinstance(form, list):
        for item in form:
            yield from words_in(item)


def add_words(patch: pytest.MonkeyPatch, base: type[Word], *words: type[Word]) -> None:
    """Let a word class have some more words, in a family of their own."""
    patch.setitem(sys.modules, "tests.more", SimpleNamespace(WORDS=words))
    patch.setattr(base, "families", (*base.families, "tests.more"))
