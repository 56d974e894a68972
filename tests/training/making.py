"""Small experiments to train, and what of them can be compared bit by bit."""

from typing import Any

from engine.core.backends.textbook import TextbookSteps
from engine.training.trainer import Trainer, train
from tests.building import compiled
from tests.writing import ROWS, Entry, dense, l2, merge, spec

HIDDEN = [dense(4, "tanh"), dense(2)]
DROPPED = [dense(4, "tanh"), {"type": "dropout", "rate": 0.4}, dense(2)]
PENALIZED = [dense(4, "tanh", kernel_regularizer=l2(0.3)), dense(2)]

BATCHED = [
    dense(4, "tanh"),
    {"type": "batch_normalization", "momentum": 0.6, "beta_initializer": "ones"},
    dense(2),
]
NOISY = [
    {"type": "gaussian_noise", "stddev": 0.2, "seed": 7},
    dense(4, "tanh", activity_regularizer=l2(0.1)),
    {"type": "dropout", "rate": 0.3, "noise_shape": [1, None], "seed": 7},
    {"type": "activity_regularization", "l1": 0.05},
    {"type": "alpha_dropout", "rate": 0.1},
    dense(2),
]
EMBEDDED = [
    {"type": "embedding", "input_dim": 5, "output_dim": 2, "inputs": "input.a"},
    {"type": "flatten", "name": "row"},
    merge("concatenate", "row", "input.b"),
    dense(2),
]

DECAY = {
    "type": "exponential_decay",
    "initial_learning_rate": 0.05,
    "decay_steps": 3,
    "decay_rate": 0.7,
}
ADAM = {"type": "adam", "learning_rate": DECAY}
AVERAGE = {"type": "sgd", "learning_rate": 0.3, "use_ema": True, "ema_momentum": 0.7}
ADDED = {"type": "sgd", "learning_rate": 0.3, "gradient_accumulation_steps": 3}
FALLING = {
    "type": "reduce_on_plateau",
    "initial_learning_rate": 0.9,
    "monitor": "loss",
    "factor": 0.6,
    "patience": 1,
    "min_delta": 0.05,
    "cooldown": 2,
}
SPLIT = {"validation": 0.3, "test": 0.2}


def training(epochs: int, batch_size: int | None = None, **more: Any) -> Entry:
    """Write how to train; every epoch is reported unless more is said."""
    return {"epochs": epochs, "batch_size": batch_size, "report_every": 1, **more}


KINDS = {
    "full batch": spec(HIDDEN, training=training(6)),
    "penalties": spec(PENALIZED, training=training(5), metrics=["mae"], split=SPLIT),
    "batches with a remainder": spec(HIDDEN, training=training(4, 3)),
    "batches in order": spec(PENALIZED, training=training(4, 2, shuffle=False)),
    "dropout": spec(DROPPED, training=training(6)),
    "dropout in batches": spec(DROPPED, training=training(4, 3), optimizer=ADAM),
    "adam with a schedule": spec(HIDDEN, training=training(6), optimizer=ADAM),
    "float32": spec(DROPPED, training=training(4, 3), dtype="float32", optimizer=ADAM),
    "gaps and sums": spec(
        HIDDEN,
        {"type": "mse", "reduction": "sum"},
        gaps=True,
        training=training(4, 3, report_every=2),
    ),
    "limits": spec(
        [
            dense(4, "tanh", kernel_constraint={"type": "max_norm", "max_value": 0.5}),
            dense(2, kernel_constraint="min_max_norm", bias_constraint="non_neg"),
        ],
        training=training(6, 3),
        optimizer={"type": "sgd", "momentum": 0.9, "clipnorm": 0.3},
    ),
    "best weights": spec(
        DROPPED,
        training=training(
            9,
            3,
            early_stopping={"patience": 2, "restore_best_weights": True},
        ),
        split=SPLIT,
        optimizer={"type": "sgd", "learning_rate": 0.9},
    ),
    "batch normalization": spec(BATCHED, training=training(6), optimizer=ADAM),
    "batch normalization in batches": spec(
        BATCHED, training=training(4, 3), dtype="float32", split=SPLIT
    ),
    "normalization": spec(
        ["normalization", *HIDDEN], training=training(5), split=SPLIT
    ),
    "seeds of noises": spec(NOISY, training=training(4, 3)),
    "embedding": spec(EMBEDDED, training=training(6), places=5),
    "average": spec(HIDDEN, training=training(6), optimizer=AVERAGE),
    "average in batches": spec(
        DROPPED,
        training=training(5, 3),
        optimizer=AVERAGE | {"ema_overwrite_frequency": 4},
        dtype="float32",
    ),
    **{
        f"a limited average, {title}": spec(
            [
                dense(4, "tanh", kernel_constraint={"type": "unit_norm"}),
                dense(2, bias_constraint="non_neg"),
            ],
            training=training(5, 3),
            optimizer=AVERAGE | {"ema_overwrite_frequency": every},
            dtype=dtype,
        )
        for title, every, dtype in [
            ("overwritten", 2, "float64"),
            ("at the end", None, "float32"),
        ]
    },
    "added up": spec(
        HIDDEN, training=training(7), optimizer=ADDED | {"learning_rate": DECAY}
    ),
    "added up in batches": spec(
        DROPPED, training=training(5, 3), optimizer=ADDED | {"momentum": 0.9}
    ),
    "plateau": spec(
        HIDDEN, training=training(9), optimizer=AVERAGE | {"learning_rate": FALLING}
    ),
    "plateau in batches": spec(
        DROPPED, training=training(9, 3), optimizer=ADDED | {"learning_rate": FALLING}
    ),
    "lbfgs": spec(PENALIZED, training=training(9), optimizer="lbfgs"),
    "lbfgs to the end": spec(
        [dense(2)],
        training=training(99, ROWS + 1),
        optimizer={"type": "lbfgs", "history_size": 4},
    ),
    "lbfgs in float32": spec(
        HIDDEN,
        training=training(9),
        dtype="float32",
        optimizer={"type": "lbfgs", "learning_rate": 0.3, "max_line_search": 3},
    ),
}
"""Each way in which an epoch can go."""


def trainer(entry: Entry) -> Trainer:
    return Trainer(compiled(entry))


def trained(entry: Entry) -> Trainer:
    """Train to the end."""
    made = trainer(entry)
    for _ in train(made):
        pass
    return made


def at_once(name: str) -> Trainer:
    """Train one of the kinds to the end, in one go."""
    made = trainer(KINDS[name])
    made.step(10**6)
    return made


def by_textbook(entry: Entry) -> Trainer:
    """Put the textbook printing where the plans would run."""
    made = trainer(entry)
    made.steps = made.loop.steps = TextbookSteps(made.model.program, made.arrays)
    return made


def seen(made: Trainer) -> dict[str, Any]:
    """Collect all that a run has come to; equal dictionaries mean the same bits."""
    arrays = made.arrays
    changing = {"w": arrays.w, **arrays.slots, **arrays.states}
    return {
        "arrays": {name: array.tobytes() for name, array in changing.items()},
        "losses": made.history.curve().last.tobytes(),
        "reports": [(r.epoch, dict(r.metrics)) for r in made.reports],
        "stopped": made.stopped,
        "counters": (
            made.epoch,
            made.loop.state.updates,
            made.loop.state.loss,
            made.rate,
        ),
    }
