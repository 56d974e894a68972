"""What the training loop makes of an optimizer: a twin gives the same named arrays.

Averages and added gradients are compared over given gradients, plateaus over given
losses, L-BFGS on a network that is trained. The words are optimizers, which have a
module of their own; so there is no word class to be complete.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.compile import Model, compile_spec
from engine.core.backends import Arrays
from engine.core.backends.planned import PlannedSteps
from engine.data.examples import parts
from engine.spec.model import load
from engine.training.loop import Loop, Variables
from engine.training.settings import make_hooks, make_settings
from engine.training.trainer import Trainer
from engine.vocabulary.optimizers import Optimizer
from tests.golden import frameworks as f
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, normal, spec

BASE, FORM = None, Optimizer
STEPS = 50
KEPT = (1, 2, 9, STEPS)
"""After so many steps the weights are compared."""

LINEAR = [dense(2)]
WEIGHTS = normal("weights", 8)
GRADIENTS = normal("gradients", STEPS, 8) * (1 + normal("sizes", STEPS, 1) ** 2)
LOSSES = 1 / np.arange(1, STEPS + 1) + 0.05 * np.abs(normal("losses", STEPS))

SMOOTH = [dense(2, "tanh"), dense(2)]
"""A network on which 50 iterations make of a change of 1e-13 none beyond 1e-10."""


def keras_walk(make: Any) -> dict[str, object]:
    """Let an optimizer of Keras's go along the gradients."""
    optimizer = make()
    w = f.keras.Variable(WEIGHTS.copy(), dtype="float64")
    found = {}
    for t, g in enumerate(GRADIENTS, 1):
        optimizer.apply([f.torch.tensor(g)], [w])
        if t in KEPT:
            found[f"after {t}"] = f.keras.ops.convert_to_numpy(w).copy()
    optimizer.finalize_variable_values([w])
    return {**found, "in the end": f.keras.ops.convert_to_numpy(w)}


def keras_rates(rate: float, **fields: Any) -> dict[str, object]:
    """Tell a callback of Keras's the losses, and give the rates of the epochs."""
    optimizer = f.keras.optimizers.SGD(rate)
    callback = f.keras.callbacks.ReduceLROnPlateau(**fields)
    callback.set_model(SimpleNamespace(optimizer=optimizer))
    callback.on_train_begin()
    rates = []
    for epoch, loss in enumerate(LOSSES):
        callback.on_epoch_end(epoch, {callback.monitor: loss})
        rates.append(float(optimizer.learning_rate))
    return {"rates": rates}


def torch_lbfgs(**fields: Any) -> dict[str, object]:
    """Let torch train the network, one iteration each time it is asked."""
    made = Trainer(smooth("lbfgs"))
    x, y = map(f.torch.tensor, made.parts.train)
    arrays = made.arrays.parameters.values()
    w1, b1, w2, b2 = weights = [f.torch.tensor(a, requires_grad=True) for a in arrays]
    # An iteration evaluates once before the line search, which has 25 more to spend.
    told = {"max_iter": 1, "max_eval": 26, "line_search_fn": "strong_wolfe", **fields}
    optimizer = f.torch.optim.LBFGS(weights, **told)

    def loss() -> Any:
        optimizer.zero_grad()
        z = f.torch.tanh(x @ w1 + b1) @ w2 + b2
        value = ((z - y) ** 2).mean()
        value.backward()
        return value

    losses = [optimizer.step(loss).item() for _ in range(STEPS)]
    flat = f.torch.cat([w.detach().ravel() for w in weights])
    return {"losses": [*losses, loss().item()], "weights": flat}


def adam(**fields: Any) -> Any:
    return partial(keras_walk, lambda: f.keras.optimizers.Adam(0.05, **fields))


def sgd(rate: Any = 0.05, **fields: Any) -> Any:
    return partial(keras_walk, lambda: f.keras.optimizers.SGD(rate, **fields))


def decaying(**fields: Any) -> Any:
    """Name an optimizer with a schedule, which is made when it is asked for."""

    def make() -> Any:
        rate = f.keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)
        return f.keras.optimizers.SGD(rate, **fields)

    return partial(keras_walk, make)


def average(momentum: float = 0.99, every: int | None = None) -> Entry:
    return {
        "use_ema": True,
        "ema_momentum": momentum,
        "ema_overwrite_frequency": every,
    }


def plateau(monitor: str = "val_loss", **fields: Any) -> Row:
    """Write a schedule that waits, with its twin."""
    fields = {"monitor": monitor, **fields}
    kind = {"type": "reduce_on_plateau", "initial_learning_rate": 0.1}
    word = {"type": "sgd", "learning_rate": {**kind, **fields}}
    return Row(word, partial(keras_rates, 0.1, **fields))


def lbfgs(**fields: Any) -> Row:
    """Write the method with its twin, which calls the rate `lr`."""
    rate = {"lr": fields["learning_rate"]} if "learning_rate" in fields else {}
    others = {k: v for k, v in fields.items() if k != "learning_rate"}
    return Row({"type": "lbfgs", **fields}, partial(torch_lbfgs, **rate, **others))


SGD: Entry = {"type": "sgd", "learning_rate": 0.05}
ADAM: Entry = {"type": "adam", "learning_rate": 0.05, "epsilon": 1e-7}
DECAY: Entry = {
    "type": "exponential_decay",
    "initial_learning_rate": 0.1,
    "decay_steps": 10,
    "decay_rate": 0.5,
}

ROWS = [
    Row({**SGD, **average()}, sgd(**average())),
    Row({**SGD, **average(0.8, 1)}, sgd(**average(0.8, 1))),
    Row({**ADAM, **average(0.9, 7)}, adam(**average(0.9, 7))),
    *(
        Row(
            {**SGD, "momentum": 0.9, "gradient_accumulation_steps": k},
            sgd(momentum=0.9, gradient_accumulation_steps=k),
        )
        for k in (2, 7)
    ),
    Row(
        {**ADAM, "gradient_accumulation_steps": 4, "weight_decay": 0.1},
        adam(gradient_accumulation_steps=4, weight_decay=0.1),
    ),
    Row(
        {**ADAM, "gradient_accumulation_steps": 3, "global_clipnorm": 1.5},
        adam(gradient_accumulation_steps=3, global_clipnorm=1.5),
    ),
    Row(
        {"type": "sgd", "learning_rate": DECAY, "gradient_accumulation_steps": 4},
        decaying(gradient_accumulation_steps=4),
    ),
    plateau(patience=3),
    plateau(patience=0, factor=0.7),
    plateau(patience=2, factor=0.5, cooldown=3, min_delta=0.02),
    plateau(patience=1, factor=0.3, cooldown=1, min_lr=0.004),
    plateau("val_accuracy", patience=8, mode="max", factor=0.5),
    lbfgs(tolerance_change=1e-13),
    lbfgs(tolerance_change=1e-13, history_size=3, learning_rate=0.4),
    *(lbfgs(tolerance_change=1e-13, learning_rate=r) for r in (0.003, 0.03, 3, 10)),
]


def ours(row: Row) -> dict[str, Array]:
    """Compute a row with the engine."""
    if row.word["type"] == "lbfgs":
        return _trained(row.word)
    if row.twin.func is keras_rates:
        return _rates(row.word)
    return _walk(row.word)


def theirs(row: Row) -> dict[str, object]:
    """Let the twin compute it."""
    return row.twin()


def cases(_: Row) -> Iterator[tuple[str, Entry]]:
    """Programs do not depend on the optimizer: nothing new is there to try."""
    yield from ()


def smooth(optimizer: Any) -> Model:
    """Give the network on which L-BFGS is tried."""
    return written(SMOOTH, optimizer)


def written(layers: list[Any], optimizer: Any, **more: Any) -> Model:
    how = {"training": {"epochs": STEPS}, "optimizer": optimizer, **more}
    return compile_spec(load(spec(layers, **how)))


def _loop(optimizer: Any, **hooks: Any) -> Loop:
    """Prepare a loop that is given its gradients, one a step, and one to end with."""
    more = {"split": {"validation": 0.3}, "metrics": ["accuracy"]}
    made = written(LINEAR, optimizer, **more)
    held = Arrays(made.program, made.initial_values())
    held.w[:] = WEIGHTS
    waiting = iter([*GRADIENTS, np.zeros(8)])

    def gradients(*_: Array) -> float:
        held.g[:] = next(waiting)
        return 1.0

    does = PlannedSteps(made.program, held)
    steps: Any = SimpleNamespace(
        gradients=gradients, apply=does.apply, limit=does.limit
    )
    variables = Variables(held.w, held.g)
    given = replace(make_hooks(made, held), look_every=1, **hooks)
    data = list(parts(made.spec).train)
    return Loop(steps, variables, data, make_settings(made), given)


def _walk(optimizer: Any) -> dict[str, Array]:
    found: dict[str, Array] = {}

    def keep(_: Any) -> None:
        if loop.state.epoch in KEPT:
            found[f"after {loop.state.epoch}"] = loop.w.copy()

    loop = _loop(optimizer, on_epochs=keep)
    while not loop.state.stopped:
        loop.step()
    loop.finish()
    return {**found, "in the end": loop.w}


def _rates(optimizer: Any) -> dict[str, Array]:
    rates: list[float] = []
    loop = _loop(
        optimizer,
        metric=lambda _: float(LOSSES[loop.state.epoch - 1]),
        on_epochs=lambda _: rates.append(loop.next_rate),
    )
    while not loop.state.stopped:
        loop.step()
    return {"rates": np.array(rates[1:])}


def _trained(optimizer: Any) -> dict[str, Array]:
    made = Trainer(smooth(optimizer))
    made.step(STEPS + 1)
    return {"losses": made.history.curve().last, "weights": made.arrays.w}
