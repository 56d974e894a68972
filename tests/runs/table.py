"""Runs to repeat: each way to begin, to go on and to end."""

from pathlib import Path

from engine.spec.model import load
from tests.golden import losses
from tests.training.making import (
    ADAM,
    BATCHED,
    DROPPED,
    FALLING,
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
    return {"monitor": monitor, "patience": 2, "restore_best_weights": True} | more


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

SCALED = [
    {"type": "constant", "value": 0.25},
    {"type": "truncated_normal", "mean": 0.5, "stddev": 0.2},
    *("glorot_uniform", "glorot_normal", "he_uniform", "he_normal"),
    *("lecun_uniform", "lecun_normal", "variance_scaling"),
    {"type": "variance_scaling", "mode": "fan_avg", "distribution": "uniform"},
    {
        "type": "variance_scaling",
        "scale": 0.5,
        "mode": "fan_out",
        "distribution": "untruncated_normal",
    },
]
CHOSEN = {
    "areas": {"type": "auc", "curve": "PR", "name": "areas"},
    "precision": {"type": "precision", "top_k": 1, "class_id": 1},
    "recall": {"type": "recall", "thresholds": 0.4},
    "f1_score": "f1_score",
    "fbeta_score": {"type": "fbeta_score", "average": "weighted", "beta": 0.5},
    "matthews_corrcoef": "mcc",
    "balanced_accuracy": {"type": "balanced_accuracy", "adjusted": True},
    "top": {"type": "top_k_categorical_accuracy", "k": 1, "name": "top"},
    "binary_accuracy": {"type": "binary_accuracy", "threshold": 0.3},
    "false_negatives": "false_negatives",
}
"""Metrics of choices to look at, by their keys."""

SIGNS = spec(
    [dense(3, "tanh"), dense(2, "tanh")],
    targets="signs",
    metrics=["accuracy"],
    training=training(20, early_stopping=stopping("val_accuracy")),
    split={"validation": 0.15},
    optimizer=FAST,
    seed=24,
)
"""Halfway between 0 and 1 would be the wrong middle, and would stop elsewhere."""

SPECS = {
    "penalties": KINDS["penalties"],
    "best weights": KINDS["best weights"],
    **{
        name: KINDS[name]
        for name in (
            "batch normalization in batches",
            "normalization",
            "a limited average, overwritten",
            "a limited average, at the end",
            "seeds of noises",
            "embedding",
        )
    },
    "the best moving statistics": spec(
        BATCHED,
        training=training(30, 3, early_stopping=stopping()),
        split=SPLIT,
        optimizer=FAST,
    ),
    "states that are drawn": spec(
        [
            {"type": "rescaling", "scale": [0.5, 2, -1], "offset": 0.25},
            {"type": "normalization", "inputs": "input.b", "name": "b"},
            merge("concatenate", "rescaling_1", "b"),
            {
                "type": "batch_normalization",
                "moving_mean_initializer": {"type": "random_normal", "seed": 5},
                "moving_variance_initializer": {
                    "type": "random_uniform",
                    "minval": 0.5,
                    "maxval": 1.5,
                },
            },
            dense(2),
        ],
        training=training(3, 4),
        dtype="float32",
    ),
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
    **{
        f"{title} of the validation": classes(
            training=training(30, early_stopping=stopping(f"val_{title}")),
            split={"validation": 0.4},
            metrics=["auc", metric],
        )
        for title, metric in CHOSEN.items()
    },
    **{
        f"{name} of numbers": spec(
            HIDDEN,
            gaps=True,
            training=training(30, 3, early_stopping=stopping(name)),
            metrics=["mae", name],
            optimizer=FAST,
        )
        for name in ("r2_score", "cosine_similarity", "log_cosh", "exact_match")
    },
    "signs, of which the validation has one": SIGNS,
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
    "scaled initializers": spec(
        [
            *(
                dense(3, "tanh", kernel_initializer=word, bias_initializer=word)
                for word in SCALED
            ),
            dense(2),
        ],
        training=training(2),
    ),
    "matrices": spec(
        [
            dense(5, "tanh", kernel_initializer={"type": "orthogonal", "gain": 1.2}),
            dense(5, "tanh", kernel_initializer={"type": "identity", "gain": 0.5}),
            dense(5, "tanh", kernel_initializer={"type": "sparse", "sparsity": 0.5}),
            dense(2, kernel_initializer="orthogonal"),
        ],
        training=training(4),
    ),
    "wide matrices": spec(
        [dense(300), dense(300, kernel_initializer="orthogonal"), dense(2)],
        training=training(1, 2),
    ),
    "limits": KINDS["limits"],
    "small numbers of the gradient": spec(
        [dense(4, "tanh", kernel_constraint="unit_norm"), dense(2)],
        dtype="float32",
        training=training(9),
        optimizer={"type": "adam", "clipvalue": 0.01},
    ),
    "float32": spec(
        [dense(4, "swish", kernel_regularizer=l2(0.1)), dense(2)],
        "huber",
        dtype="float32",
        training=training(20),
        optimizer={"type": "sgd", "momentum": 0.9, "nesterov": True},
    ),
    "slots of their own shape": spec(
        HIDDEN,
        training=training(9),
        optimizer={
            "type": "nadam",
            "learning_rate": {"type": "one_cycle", "max_learning_rate": 0.1}
            | {"total_steps": 9},
        },
    ),
    "slots that do not begin at 0": spec(
        HIDDEN, training=training(9), optimizer="rprop", dtype="float32"
    ),
    "a rate by cosines": spec(
        HIDDEN,
        training=training(9, 2),
        optimizer={
            "type": "radam",
            "learning_rate": {"type": "cosine_decay_restarts"}
            | {"initial_learning_rate": 0.1, "first_decay_steps": 5},
        },
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
    "average": KINDS["average in batches"],
    "average and best weights": spec(
        HIDDEN,
        training=training(50, 2, early_stopping=stopping()),
        split=SPLIT,
        optimizer=FAST | {"use_ema": True},
    ),
    "added up": KINDS["added up in batches"],
    "plateau of the loss": KINDS["plateau in batches"],
    "plateau and stopping": classes(
        training=training(60, 3, early_stopping=stopping("val_loss", patience=9)),
        split={"validation": 0.4},
        metrics=["accuracy", "mae"],
        optimizer=FAST
        | {
            "learning_rate": FALLING
            | {"monitor": "val_mean_absolute_error", "min_lr": 0.01}
        },
    ),
    "lbfgs": KINDS["lbfgs"],
    "convergence": KINDS["lbfgs to the end"],
    "lbfgs in float32": KINDS["lbfgs in float32"],
    "lbfgs and stopping": spec(
        HIDDEN,
        training=training(50, early_stopping=stopping()),
        split=SPLIT,
        optimizer="lbfgs",
    ),
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
