"""Runs to repeat: each way to begin, to go on and to end."""

from pathlib import Path

from engine.spec.model import load
from tests.golden import losses
from tests.training.making import (
    ADAM,
    DROPPED,
    HIDDEN,
    KINDS,
    PENALIZED,
    SPLIT,
    training,
)
from tests.writing import activation, dense, l2, merge, normal, spec


def literal(value):
    return {"type": "literal", "value": value}


def stopping(monitor="val_loss", **more):
    return {"monitor": monitor, "patience": 2, "restore_best_weights": True, **more}


def classes(layers=None, **more):
    """Write a problem with one right choice a row."""
    layers = layers or [dense(5, "gelu"), dense(2, "softmax")]
    return spec(layers, "categorical_crossentropy", **more)


def written(name):
    """Read a spec that is shipped."""
    path = Path(__file__).resolve().parents[2] / "specs" / f"{name}.json"
    return load(path).written()


def many(rows, **more):
    """Write a set of more rows than a program holds."""
    dataset = {"type": "spirals", "samples": rows, "noise": 0.1}
    layers = [dense(4, "tanh"), dense(1, "sigmoid")]
    return spec(layers, "bce", training=training(2, 100), **more) | {"dataset": dataset}


def first_cases(module):
    """Give the first network of each word's golden rows."""
    found = {}
    for row in module.ROWS:
        tag = row.word if isinstance(row.word, str) else row.word["type"]
        found.setdefault(tag, next(module.cases(row))[1])
    return found


FAST = {"type": "sgd", "learning_rate": 0.9}

SPECS = {
    "penalties": KINDS["penalties"],
    "best weights": KINDS["best weights"],
    "xor": written("xor") | {"training": training(200)},
    "everything at once": spec(
        [dense(6, "gelu"), {"type": "dropout", "rate": 0.3}, dense(2)],
        training=training(5, 2),
        optimizer=ADAM | {"global_clipnorm": 0.5, "weight_decay": 0.01},
    ),
    "loss of the validation": spec(
        HIDDEN,
        training=training(50, 2, early_stopping=stopping(min_delta=0.01)),
        split=SPLIT,
        optimizer=FAST,
    ),
    "accuracy of the validation": classes(
        training=training(30, early_stopping=stopping("val_accuracy", baseline=0.9)),
        split={"validation": 0.4},
        metrics=["mae", "accuracy"],
    ),
    "error of the training data": spec(
        DROPPED,
        gaps=True,
        training=training(30, 3, early_stopping=stopping("mean_absolute_error")),
        metrics=["mae"],
        optimizer=FAST,
    ),
    "loss": spec(HIDDEN, training=training(9, early_stopping=stopping("loss"))),
    "sums": spec(
        PENALIZED,
        {"type": "mse", "reduction": "sum"},
        training=training(9, 3, early_stopping=stopping()),
        split=SPLIT,
        optimizer=FAST,
    ),
    "target": spec(HIDDEN, training=training(99, 3, target_loss=0.9)),
    "literals": spec(
        [
            dense(2, kernel_initializer=literal(normal("k", 3, 2).tolist())),
            dense(2, bias_initializer=literal(-0.5)),
        ],
        training=training(3),
    ),
    "initializers": spec(
        [
            dense(3, "relu", kernel_initializer="he_normal", bias_initializer="ones"),
            dense(3, "relu", kernel_initializer={"type": "random_normal", "seed": 77}),
            dense(2, kernel_initializer={"type": "random_uniform", "minval": -1}),
        ],
        training=training(4, 3),
        seed=2**63,
    ),
    "float32": spec(
        [dense(4, "swish", kernel_regularizer=l2(0.1)), dense(2)],
        "huber",
        dtype="float32",
        training=training(20),
        optimizer={"type": "sgd", "momentum": 0.9, "nesterov": True},
    ),
    "frozen": spec(
        [dense(4, "tanh", trainable=False), dense(2, bias_regularizer="l2")],
        training=training(4),
    ),
    "gaps": classes(gaps=True, training=training(4, 3)),
    "class numbers": spec(
        [dense(4, "tanh"), dense(3, "softmax")],
        {"type": "sparse_categorical_crossentropy", "ignore_class": 1},
        targets="index",
        weights=True,
        training=training(
            30, 3, early_stopping=stopping("accuracy"), class_weight={"0": 2}
        ),
        metrics=["accuracy"],
    ),
    "classes that count for metrics only": spec(
        [dense(4, "tanh"), dense(1, "sigmoid")],
        "bce",
        targets="index",
        training=training(
            9, early_stopping=stopping("accuracy"), class_weight={"1": 0}
        ),
        metrics=["accuracy"],
        optimizer=FAST,
    ),
    "margins": spec(
        HIDDEN,
        "hinge",
        targets="truths",
        training=training(9, early_stopping=stopping("mean_absolute_error")),
        metrics=["mae"],
    ),
    "balanced classes": classes(
        weights=True,
        gaps=True,
        training=training(
            9, early_stopping=stopping("val_accuracy"), class_weight="balanced"
        ),
        split={"validation": 0.4},
        metrics=["accuracy"],
    ),
    "classes of many rows": many(1001, metrics=["accuracy"]),
    "logits": classes([dense(2)], training=training(4))
    | {"loss": {"type": "categorical_crossentropy", "from_logits": True}},
    "branches": spec(
        [
            dense(3, "softplus", name="p"),
            dense(3, "leaky_relu", name="q", inputs="input.b"),
            merge("add", "p", "q"),
            activation("sigmoid"),
            dense(2),
        ],
        training=training(4),
    ),
    "tables": spec(["flatten", dense(2)], shape=[2, 3], training=training(3, 2)),
    "no epochs": spec(HIDDEN, training=training(0)),
    "many rows": many(1001),
    "many rows to watch": many(1300, split={"validation": 0.5}),
    "divergence": spec(
        HIDDEN, training=training(30), optimizer=FAST | {"learning_rate": 1e90}
    ),
}
SPECS["classes of many rows"]["training"] = training(
    9, 100, early_stopping=stopping("accuracy"), class_weight={"1": 0}
)
SPECS["many rows to watch"]["training"] = training(6, 90, early_stopping=stopping())
SPECS |= {
    f"loss {title}": entry | {"training": training(3, 4)}
    for title, entry in first_cases(losses).items()
}
