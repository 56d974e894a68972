"""Optimizers: a twin takes weights and gives what makes a step along the gradients.

Both walk STEPS steps along the same gradients, from the same weights: a matrix and a
row, which are one flat vector in the engine.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engine.compile import compile_spec
from engine.core.backends import Arrays
from engine.core.backends.planned import PlannedSteps
from engine.core.backends.textbook import TextbookSteps
from engine.core.program import Program
from engine.spec.model import load
from engine.vocabulary.entry import read
from engine.vocabulary.optimizers import Optimizer
from tests.golden import frameworks as f
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, normal, spec

BASE = Optimizer
SHAPES: dict[str, Any] = {"dense_1.kernel": (3, 4), "dense_1.bias": (4,)}
STEPS, SHOWN = 50, (1, 2, 10, 50)
"""How many steps are made, and after which the weights are compared."""

WEIGHTS = {key: normal(f"weights {key}", *shape) for key, shape in SHAPES.items()}
GRADIENTS = [
    {
        key: size * normal(f"{step} {key}", *shape) * [1, 1, 1, 1e-6]
        for key, shape in SHAPES.items()
    }
    for step, size in enumerate(np.exp(normal("sizes", STEPS)))
]
"""About 3 long, some much longer or shorter; the last column is as small as epsilon."""

Step = Callable[[list[Any]], None]


def keras(name: str, **fields: Any) -> Callable[[list[Array]], tuple[Any, Step]]:
    """Name an optimizer of Keras's, as a twin."""

    def twin(start: list[Array]) -> tuple[Any, Step]:
        weights = [f.keras.Variable(x) for x in start]
        optimizer = getattr(f.keras.optimizers, name)(**fields)

        def step(gradients: list[Array]) -> None:
            optimizer.apply([f.torch.tensor(g) for g in gradients], weights)

        return [w.value for w in weights], step

    return twin


def torch(
    name: str, weight_decay: float = 0.0, global_clipnorm: float = np.inf, **fields: Any
) -> Callable[[list[Array]], tuple[Any, Step]]:
    """Name an optimizer of PyTorch's, as a twin; clipping and decay are by hand."""

    def twin(start: list[Array]) -> tuple[Any, Step]:
        weights = [f.torch.tensor(x) for x in start]
        optimizer = getattr(f.torch.optim, name)(weights, **fields)
        rate = optimizer.defaults["lr"]

        def step(gradients: list[Array]) -> None:
            norm = np.sqrt(sum(np.square(g).sum() for g in gradients))
            for w, g in zip(weights, gradients, strict=True):
                w.mul_(1 - rate * weight_decay)
                w.grad = f.torch.tensor(g * min(global_clipnorm / norm, 1))
            optimizer.step()

        return weights, step

    return twin


BY_THE_LOOP = ("use_ema", "ema_momentum", "ema_overwrite_frequency")
ELSEWHERE = {
    **dict.fromkeys(("clipnorm", "clipvalue"), "tests/golden/clipping.py"),
    **dict.fromkeys(BY_THE_LOOP, "tests/golden/training.py"),
    "gradient_accumulation_steps": "tests/golden/training.py",
    "lbfgs.weight_decay": "tests/training/test_lbfgs.py",
    "lbfgs.global_clipnorm": "tests/training/test_lbfgs.py",
    "lbfgs.tolerance_grad": "tests/training/test_lbfgs.py",
    "lbfgs.max_line_search": "tests/training/test_lbfgs.py",
}
"""What the rows of another module are about."""

COMMON = {"weight_decay": 0.2, "global_clipnorm": 3.0}
"""Fields of all, with values that change every result."""


def alike(word: str, name: str, **fields: Any) -> Row:
    """Write a word whose fields are Keras's."""
    return Row({"type": word, **fields}, keras(name, **fields))


ROWS = [
    alike("sgd", "SGD"),
    alike("sgd", "SGD", learning_rate=0.1, momentum=0.9),
    alike("sgd", "SGD", learning_rate=0.1, momentum=0.7, nesterov=True),
    alike("sgd", "SGD", momentum=0.5, nesterov=True, **COMMON),
    alike("sgd", "SGD", weight_decay=0.3),
    alike("sgd", "SGD", global_clipnorm=0.5),
    alike("adam", "Adam"),
    alike("adam", "Adam", amsgrad=True),
    alike("adam", "Adam", learning_rate=0.1, beta_1=0.5, beta_2=0.9, epsilon=0.01),
    alike("adam", "Adam", beta_1=0.0, beta_2=0.0, amsgrad=True, **COMMON),
    alike("adamw", "AdamW"),
    Row(
        {"type": "adamw", "weight_decay": None},
        keras("Adam"),
    ),
    alike(
        "adamw",
        "AdamW",
        learning_rate=0.1,
        beta_1=0.5,
        beta_2=0.9,
        epsilon=0.01,
        amsgrad=True,
        **COMMON,
    ),
    alike("rmsprop", "RMSprop"),
    alike("rmsprop", "RMSprop", centered=True),
    alike("rmsprop", "RMSprop", momentum=0.9),
    alike("rmsprop", "RMSprop", rho=0.0, epsilon=0.5),
    alike(
        "rmsprop",
        "RMSprop",
        learning_rate=0.1,
        rho=0.6,
        momentum=0.5,
        epsilon=0.01,
        centered=True,
        **COMMON,
    ),
    alike("adagrad", "Adagrad"),
    alike("adagrad", "Adagrad", initial_accumulator_value=0.0),
    alike(
        "adagrad",
        "Adagrad",
        learning_rate=0.5,
        initial_accumulator_value=2.0,
        epsilon=0.3,
        **COMMON,
    ),
    alike("adadelta", "Adadelta"),
    alike("adadelta", "Adadelta", learning_rate=1.0),
    alike("adadelta", "Adadelta", learning_rate=0.5, rho=0.6, epsilon=0.1, **COMMON),
    alike("adamax", "Adamax"),
    alike(
        "adamax",
        "Adamax",
        learning_rate=0.1,
        beta_1=0.5,
        beta_2=0.8,
        epsilon=0.2,
        **COMMON,
    ),
    alike("nadam", "Nadam"),
    alike(
        "nadam",
        "Nadam",
        learning_rate=0.1,
        beta_1=0.5,
        beta_2=0.9,
        epsilon=0.2,
        **COMMON,
    ),
    Row("radam", torch("RAdam")),
    Row({"type": "radam", "beta_2": 0.68}, torch("RAdam", betas=(0.9, 0.68))),
    Row(
        {"type": "radam", "learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.9},
        torch("RAdam", lr=0.1, betas=(0.5, 0.9)),
    ),
    Row(
        {"type": "radam", "learning_rate": 0.1, "beta_2": 0.6},
        torch("RAdam", lr=0.1, betas=(0.9, 0.6)),
    ),
    Row(
        {"type": "radam", "beta_2": 0.99, "epsilon": 0.1, **COMMON},
        torch("RAdam", betas=(0.9, 0.99), eps=0.1, **COMMON),
    ),
    alike("lion", "Lion"),
    alike("lion", "Lion", learning_rate=0.02, beta_1=0.4, beta_2=0.7, **COMMON),
    Row("rprop", torch("Rprop")),
    Row(
        {"type": "rprop", "etas": [0.3, 1.7], "step_sizes": [0.005, 0.04], **COMMON},
        torch("Rprop", etas=(0.3, 1.7), step_sizes=(0.005, 0.04), **COMMON),
    ),
    Row(
        {"type": "rprop", "learning_rate": 0.2, "etas": [0.9, 1.1]},
        torch("Rprop", lr=0.2, etas=(0.9, 1.1)),
    ),
]


def ours(row: Row) -> dict[str, Array]:
    """Walk with the planned printing; the textbook's goes the same way."""
    word = read(Optimizer, row.word, (), problems := [])
    assert word, problems
    program, rate = _program(row.word), word.learning_rate
    planned, textbook = (
        list(_walk(program, run, rate)) for run in (PlannedSteps, TextbookSteps)
    )
    assert [w.tobytes() for w in planned] == [w.tobytes() for w in textbook]
    return {f"step {n}": planned[n - 1] for n in SHOWN}


def _program(word: Any) -> Program:
    """Write the program of one layer, whose parameters have the shapes."""
    inputs, outputs = SHAPES["dense_1.kernel"]
    dataset = {
        "type": "inline",
        "inputs": [f"x{i}" for i in range(inputs)],
        "outputs": [f"y{i}" for i in range(outputs)],
        "rows": [[0.5] * (inputs + outputs)],
    }
    written = spec([dense(outputs)], dataset=dataset, optimizer=word)
    return compile_spec(load(written)).program


def _walk(program: Program, run: Any, rate: Any) -> Iterator[Array]:
    held = Arrays(program, WEIGHTS)
    steps = run(program, held)
    for t, gradient in enumerate(GRADIENTS, 1):
        held.g[:] = _flat(gradient.values())
        steps.apply(rate, t)
        yield held.w.copy()


def _flat(arrays: Any) -> Array:
    return np.concatenate([np.ravel(x) for x in arrays])


def theirs(row: Row) -> dict[str, object]:
    """Let the twin walk."""
    weights, step = row.twin(list(WEIGHTS.values()))
    found: dict[str, object] = {}
    for n, gradient in enumerate(GRADIENTS, 1):
        step(list(gradient.values()))
        if n in SHOWN:
            found[f"step {n}"] = _flat(w.detach().numpy() for w in weights).copy()
    return found


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write networks with the row's word in them."""
    layers = [dense(4, "tanh"), dense(2)]
    yield f"{row.title} of a network", spec(layers, optimizer=row.word)
