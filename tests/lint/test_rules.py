"""Every rule: what it warns of, where, with which words, and what it lets pass."""

import json
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest

from engine.compile import compile_spec
from engine.errors import SpecError, dotted
from engine.lint import RULES, RULES_OF_EXAMPLES, facts, lint
from engine.lint.facts import counted, is_usual, tried
from engine.spec.model import loads
from engine.vocabulary.activations import Activation
from engine.vocabulary.activations.basic import Relu
from engine.vocabulary.activations.rectifiers import Celu, Elu
from engine.vocabulary.activations.rows import Glu
from engine.vocabulary.activations.smooth import Silu
from engine.vocabulary.entry import Word
from engine.vocabulary.layers.basic import Dense, Dropout
from engine.vocabulary.losses.regression import MeanSquaredError
from tests.building import CASES, model
from tests.test_specs import SOLVED, spec_of
from tests.writing import Entry, activation, dense, merge

HIDDEN = dense(3, "tanh")


def table(rows: Any, *layers: Any, loss: Any = "mse", **more: Any) -> Entry:
    """Write a table of two inputs; `kind` is its dataset, `training` the rest."""
    outputs = [f"y{i}" for i in range(len(rows[0]) - 2)]
    kind = {"type": more.pop("kind", "inline"), "inputs": ["a", "b"]}
    return {
        "dataset": {**kind, "outputs": outputs, "rows": rows},
        "layers": [*layers],
        "loss": loss,
        "optimizer": {"type": "sgd", "learning_rate": 0.1},
        "training": {"epochs": 10, **more.pop("training", {})},
        **more,
    }


def truth(values: Any, *layers: Any, **more: Any) -> Entry:
    """Write the truth table of a function of two inputs."""
    cases = product([0, 1], repeat=2)
    rows = [[*case, value] for case, value in zip(cases, values, strict=True)]
    return table(rows, *layers, kind="truth_table", **more)


def numbers(*y: Any, last: Any = "linear", **more: Any) -> Entry:
    """Write a network behind whose last activation these are the targets."""
    rows = [[i, -i, *(v if isinstance(v, list) else [v])] for i, v in enumerate(y)]
    return table(rows, HIDDEN, dense(len(rows[0]) - 2, last), **more)


def classes(
    last: Any, loss: Any, y: Any = ([1, 0], [0, 1], [0, 1]), **more: Any
) -> Entry:
    return numbers(*y, last=last, loss=loss, **more)


def rated(rate: Any, word: str = "sgd") -> Entry:
    return numbers(1, 2, optimizer={"type": word, "learning_rate": rate})


def stopped(stopping: Any, epochs: int = 10) -> Entry:
    training = {"epochs": epochs, "early_stopping": {"monitor": "loss", **stopping}}
    return numbers(1, 2, training=training)


BCE, CCE = "binary_crossentropy", "categorical_crossentropy"
LOGITS = {"type": BCE, "from_logits": True}
CHOICE_LOGITS = {"type": CCE, "from_logits": True}
THREE = ([1, 0, 0], [0, 1, 0], [0, 0, 1])
HARD = {"type": "relu", "max_value": 1.0}
XOR, AND = (0, 1, 1, 0), (0, 0, 0, 1)
DECAY = {
    "type": "exponential_decay",
    "initial_learning_rate": 0.1,
    "decay_steps": 5,
    "decay_rate": 0.5,
}


def batched(count: int, size: int | None = None, *layers: Any, **more: Any) -> Entry:
    """Write a network of some rows with a batch normalization, or other layers."""
    rows = [[i, -i, i] for i in range(count)]
    training = {"batch_size": size} if size else {}
    inner = layers or (HIDDEN, "batch_normalization")
    return table(rows, *inner, dense(1), training=training, **more)


def accumulated(steps: int, size: int = 2, epochs: int = 10) -> Entry:
    optimizer = {"type": "sgd", "learning_rate": 0.1}
    optimizer["gradient_accumulation_steps"] = steps
    training = {"batch_size": size, "epochs": epochs}
    return numbers(1, 2, 3, optimizer=optimizer, training=training)


def even(first: Any, last: Any = "normal", **more: Any) -> Entry:
    """Write a network whose kernels begin so."""
    hidden = dense(3, "tanh", kernel_initializer=first, **more)
    rows = [[0, 0, 1], [1, 0, 2]]
    return table(rows, hidden, dense(1, kernel_initializer=last))


TABLES = [{"type": "reshape", "target_shape": [2, 1]}, "batch_normalization", "flatten"]
FROZEN = {"type": "batch_normalization", "trainable": False}


class Case(NamedTuple):
    """A spec with one thing to be warned of."""

    entry: Entry
    path: str
    message: str
    hint: str = ""


ALARMS = {
    "large targets": Case(
        numbers(90, -110, 120),
        "dataset.rows[0][2]",
        "'y0' is about 1.1e+02, and a network begins near 0",
        '"outputs": {"y0": {"type": "number", "scaling": "standardize"}}',
    ),
    "softmax of one unit": Case(
        numbers(0, 1, last="softmax"),
        "layers[1].activation",
        "softmax of one unit gives the same number for every input",
        "'sigmoid'",
    ),
    "softmax of one hidden unit": Case(
        table([[0, 0, 1], [1, 0, 2]], dense(1, "softmax"), dense(1)),
        "layers[0].activation",
        "softmax of one unit",
    ),
    "softmax layer of one unit": Case(
        table([[0, 0, 1], [1, 0, 0]], HIDDEN, dense(1), activation("softmax")),
        "layers[2].activation",
        "softmax of one unit",
    ),
    "a choice of one": Case(
        numbers(1, 0, loss=CHOICE_LOGITS), "loss", "with one output", f"'{BCE}'"
    ),
    "shares taken apart": Case(
        classes("softmax", BCE),
        "loss",
        "binary_crossentropy judges each output by itself, but softmax",
        f"'{CCE}'",
    ),
    "shares of three taken apart": Case(
        classes("softmax", BCE, THREE), "loss", "but softmax makes them shares"
    ),
    "classes taken apart": Case(
        classes("sigmoid", BCE, THREE),
        "loss",
        "each row is one of 3 classes, but binary_crossentropy judges each output",
        f"'{CCE}' behind 'softmax'",
    ),
    "logits behind sigmoid": Case(
        numbers(0, 1, last="sigmoid", loss=LOGITS),
        "loss.from_logits",
        "of what sigmoid gives, and these stay between 0.5 and 0.731",
        "'linear', or leave from_logits out",
    ),
    "logits behind tanh": Case(
        numbers(0, 1, last="tanh", loss=LOGITS),
        "loss.from_logits",
        "these stay between 0.269 and 0.731",
        "give the last layer the activation 'linear'",
    ),
    "logits behind relu": Case(
        numbers(0, 1, last="relu", loss=LOGITS),
        "loss.from_logits",
        "these stay between 0.5 and 1",
    ),
    "logits behind softmax": Case(
        classes("softmax", CHOICE_LOGITS),
        "loss.from_logits",
        "of what softmax gives, and these stay between 0.269 and 0.731",
        "or leave from_logits out",
    ),
    "logits behind an activation layer": Case(
        table(
            [[0, 0, 1], [1, 0, 0]], HIDDEN, dense(1), activation("tanh"), loss=LOGITS
        ),
        "loss.from_logits",
        "of what tanh gives",
    ),
    "probabilities behind linear": Case(
        numbers(0, 1, loss=BCE),
        "layers[1]",
        "binary_crossentropy expects probabilities, but linear gives others too",
        """'sigmoid', or the loss "from_logits": true""",
    ),
    "probabilities behind tanh": Case(
        numbers(0, 1, last="tanh", loss=BCE), "layers[1].activation", "but tanh gives"
    ),
    "probabilities behind softplus": Case(
        numbers(0, 1, last="softplus", loss=BCE),
        "layers[1].activation",
        "softplus gives numbers above 1 as well",
    ),
    "probabilities behind relu": Case(
        classes("relu", CCE),
        "layers[1].activation",
        "relu gives exactly 0 as well, whose logarithm is infinite",
        "'softmax'",
    ),
    "probabilities behind what is cut off": Case(
        numbers(0, 1, last=HARD, loss=BCE), "layers[1].activation", "exactly 0"
    ),
    "targets of -1 for probabilities": Case(
        numbers(1, -1, 1, last="sigmoid", loss=BCE),
        "dataset.rows[1][2]",
        "takes targets between 0 and 1, but 'y0' is -1 in row 2",
        "write 0 for -1",
    ),
    "targets that sigmoid does not give": Case(
        numbers(0.5, 3, last="sigmoid"),
        "layers[1].activation",
        "sigmoid gives numbers between 0 and 1, but 'y0' is 3 in row 2",
        "'linear'",
    ),
    "signs behind sigmoid": Case(
        numbers(1, -1, last="sigmoid"),
        "layers[1].activation",
        "is -1 in row 2",
        "'tanh'",
    ),
    "targets that tanh does not give": Case(
        numbers(0.5, -2, last="tanh", loss="huber"),
        "layers[1].activation",
        "tanh gives numbers between -1 and 1, but 'y0' is -2",
    ),
    "targets that relu does not give": Case(
        numbers(1, -1, last="relu", loss="mae"),
        "layers[1].activation",
        "relu gives numbers from 0 up, but 'y0' is -1",
        "'linear'",
    ),
    "shares that do not add up": Case(
        classes("softmax", CCE, ([1, 0], [1, 1], [0, 1])),
        "dataset.rows[1]",
        "those of row 2 add up to 2",
        f"'{BCE}'",
    ),
    "shares that do not add up, and no plane divides": Case(
        table(
            [[0, 0, 0, 0], [0, 1, 1, 1], [1, 0, 1, 0], [1, 1, 0, 1]],
            dense(2, "softmax"),
            loss=CCE,
        ),
        "dataset.rows[0]",
        "those of row 1 add up to 0",
    ),
    "targets that are all null": Case(
        numbers([None, 1], [None, 2]),
        "dataset.rows[0][2]",
        "all targets of 'y0' are null",
    ),
    "targets that are all alike": Case(
        numbers([1, 5], [2, 5], [3, None]),
        "dataset.rows[0][3]",
        "'y1' is 5 in every row",
    ),
    "cases that contradict": Case(
        table(
            [[0, 0, 0], [0, 1, 1], [0, 1, 0]],
            dense(1, "sigmoid"),
            kind="truth_table",
        ),
        "dataset.rows[2][2]",
        "rows 2 and 3 have equal inputs, but 'y0' differs",
    ),
    "layers that are one": Case(
        table([[0, 0, 1], [1, 0, 2], [2, 1, 5]], dense(4), dense(2), dense(1)),
        "layers[2]",
        "the 3 layers up to here are no more than one",
        "'tanh'",
    ),
    "xor without a hidden layer": Case(
        truth(XOR, dense(1, "sigmoid")),
        "layers[0]",
        "without a hidden layer, 'y0' cannot be learned: rows 1, 2, 3 and 4 contradict",
        '{"type": "dense", "units": 4, "activation": "tanh"}',
    ),
    "xor of an expression": Case(
        truth(XOR, dense(1, "sigmoid"))
        | {"dataset": {"type": "truth_table", "expression": "a ^ b"}},
        "layers[0]",
        "a mixture of the cases 01 and 10, where it is true",
    ),
    "xor as signs": Case(
        table(
            [[-1, -1, -1], [-1, 1, 1], [1, -1, 1], [1, 1, -1]],
            dense(1),
            activation("tanh"),
            kind="truth_table",
        ),
        "layers[0]",
        "rows 1, 2, 3 and 4",
    ),
    "xor among numbers": Case(
        table(
            [[0, 0, 0], [0, 7, 1], [3, 0, 1], [3, 7, 0]], dense(1, "sigmoid"), loss=BCE
        ),
        "layers[0]",
        "contradict every straight cut",
    ),
    "xor of two classes": Case(
        table(
            [[0, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 1], [1, 1, 1, 0]],
            dense(2, "softmax"),
            loss=CCE,
        ),
        "layers[0]",
        "'y0' cannot be learned",
    ),
    "xor of logits": Case(
        truth(XOR, dense(1), loss=LOGITS), "layers[0]", "cannot be learned"
    ),
    "only one of two outputs": Case(
        table(
            [[0, 0, 0, 0], [0, 1, 0, 1], [1, 0, 0, 1], [1, 1, 1, 0]],
            dense(2, "sigmoid"),
            kind="truth_table",
        ),
        "layers[0]",
        "'y1' cannot be learned",
    ),
    "xor past a dropout": Case(
        truth(XOR, dense(1, "sigmoid"), {"type": "dropout", "rate": 0.1}),
        "layers[0]",
        "cannot be learned",
    ),
    "a rate far too large": Case(
        rated(200),
        "optimizer.learning_rate",
        "a rate of 200 is so large",
        "0.0001 to 10",
    ),
    "a rate far too small": Case(
        rated(1e-7, "adam"), "optimizer.learning_rate", "next to nothing is learned"
    ),
    "no rate": Case(rated(0), "optimizer.learning_rate", "nothing is learned"),
    "a schedule far too large": Case(
        rated({**DECAY, "initial_learning_rate": 50}, "adam"),
        "optimizer.learning_rate",
        "a rate of 50 is so large",
    ),
    "a batch larger than all": Case(
        numbers(1, 2, 3, training={"batch_size": 4}),
        "training.batch_size",
        "there are only 3 to train on",
        "leave it out",
    ),
    "a batch larger than what is left": Case(
        numbers(1, 2, 3, 4, 5, training={"batch_size": 5}, split={"test": 0.2}),
        "training.batch_size",
        "there are only 4",
    ),
    "a batch of one row": Case(
        batched(4, 1),
        "training.batch_size",
        "a batch of one row is its own mean, from which nothing before",
        "2 or more",
    ),
    "a last batch of one row": Case(
        batched(7, 2),
        "training.batch_size",
        "rows is one row, its own mean, from which nothing before batch_normalization"
        " learns",
        "such as 4",
    ),
    "a last batch of one row, of what is left": Case(
        batched(6, 4, split={"validation": 0.2}),
        "training.batch_size",
        "the last batch of 5 rows is one row",
        "such as 5",
    ),
    "one row to train on": Case(
        table([[0, 1, 1]], HIDDEN, "batch_normalization", dense(1)),
        "layers[1]",
        "the only row to train on is its own mean",
        "'layer_normalization'",
    ),
    "rows of one number": Case(
        batched(3, None, HIDDEN, dense(1, "tanh"), "layer_normalization"),
        "layers[2]",
        "of one number gives the same for every input",
        "remove it",
    ),
    "tables of one column": Case(
        batched(3, None, TABLES[0], "layer_normalization", "flatten"),
        "layers[1]",
        "of one number gives the same",
    ),
    "a penalty without factors": Case(
        table([[0, 0, 1], [1, 0, 2]], dense(1, kernel_regularizer="l1_l2")),
        "layers[0].kernel_regularizer",
        "l1_l2 adds nothing to the loss without factors",
        """write "l1" or "l2\"""",
    ),
    "a penalty of what a layer gives, without factors": Case(
        batched(3, None, HIDDEN, "activity_regularization"),
        "layers[1]",
        "activity_regularization adds nothing to the loss",
    ),
    "units that stay equal": Case(
        even("zeros", "zeros"),
        "layers[0].kernel_initializer",
        "with zeros, all 3 units begin as the same, and stay so for ever",
        "leave it out",
    ),
    "units that begin equal": Case(
        even({"type": "constant", "value": 0.1}),
        "layers[0].kernel_initializer",
        "all 3 units begin as the same, and only the layer behind can part them",
    ),
    "margins behind sigmoid": Case(
        numbers(0, 1, last="sigmoid", loss="hinge"),
        "layers[1].activation",
        "hinge tells the classes by the sign, but sigmoid gives no negative",
        "'linear'",
    ),
    "margins behind relu": Case(
        numbers(0, 1, last="relu", loss="squared_hinge"),
        "layers[1].activation",
        "but relu gives no negative numbers",
    ),
    "rprop with batches": Case(
        numbers(1, 2, 3, optimizer="rprop", training={"batch_size": 2}),
        "training.batch_size",
        "which turn by chance from 2 of 3 rows to the next",
        "leave it out",
    ),
    "a step under lbfgs": Case(
        table([[0, 0, 1], [1, 0, 2]], dense(3, "step"), dense(1), optimizer="lbfgs"),
        "layers[0].activation",
        "step has no slope of its own, so the search of lbfgs fails",
        "'sgd'",
    ),
    "updates that never come": Case(
        accumulated(21),
        "optimizer.gradient_accumulation_steps",
        "training is over after 20 of them, so no weight ever changes",
        "20 at most",
    ),
    "patience without end": Case(
        stopped({"patience": 10}),
        "training.early_stopping.patience",
        "outlasts the training",
        "there are 10 epochs",
    ),
    "stopping that starts too late": Case(
        stopped({"start_from_epoch": 10}),
        "training.early_stopping.start_from_epoch",
        "training is over before",
    ),
}

SILENT = {
    "targets that are not too large": numbers(90, -99, 100),
    "large targets for a search": numbers(900, 1100, optimizer="lbfgs"),
    "large targets that grow as fast": numbers(900, 1100, last="exponential"),
    "large targets for a loss of logarithms": numbers(
        900, 1100, last="softplus", loss="msle"
    ),
    "softmax of two units": classes("softmax", CCE),
    "one linear unit": numbers(1, 2),
    "choices as logits": classes("linear", CHOICE_LOGITS),
    "shares behind sigmoid": classes("sigmoid", CCE),
    "shares behind softplus": classes("softplus", CCE),
    "yes and no": numbers(0, 1, last="sigmoid", loss=BCE),
    "two yes and no": classes("sigmoid", BCE, ([1, 1], [0, 1], [0, 0])),
    "three yes and no": classes("sigmoid", BCE, ([1, 1, 0], [0, 1, 0], [0, 0, 1])),
    "a decoder": table(
        [[0, 0, 1, 0, 0], [0, 1, 0, 1, 0], [1, 0, 0, 0, 1]],
        dense(3, "sigmoid"),
        loss=BCE,
        kind="truth_table",
    ),
    "a class that is not known": classes("softmax", CCE, (*THREE, [None] * 3)),
    "logits that are free": numbers(0, 1, loss=LOGITS),
    "choices behind relu": classes("relu", CHOICE_LOGITS),
    "logits without bounds": numbers(0, 1, last="leaky_relu", loss=LOGITS),
    "targets at the bounds": numbers(0, 1, 0.5, last="sigmoid"),
    "signs": numbers(1, -1, last="tanh"),
    "numbers": numbers(3, -5, 100),
    "a relu that leaks": numbers(3, -5, last={"type": "relu", "negative_slope": 0.1}),
    "targets of joined layers": table(
        [[0, 0, 3, 0], [1, 1, -5, 1]],
        dense(1, name="one", inputs="input"),
        dense(1, "sigmoid", name="two", inputs="input"),
        merge("concatenate", "one", "two"),
    ),
    "a single row": numbers([0.01, 0.99], last="sigmoid"),
    "an input that is always 1": table(
        [[0, 1, 0], [1, 1, 1]], dense(1, "sigmoid"), kind="truth_table"
    ),
    "targets that are partly null": numbers([None, 1], [3, None], [4, 2]),
    "rows that are there twice": table(
        [[0, 0, 0], [0, 1, 1], [0, 1, 1]],
        HIDDEN,
        dense(1, "sigmoid"),
        kind="truth_table",
    ),
    "measured twice": table([[0, 0, 0], [0, 1, 1], [0, 1, 3]], HIDDEN, dense(1)),
    "layers with a bend": table([[0, 0, 1], [1, 0, 2]], dense(4, "relu"), dense(1)),
    "branches side by side": table(
        [[0, 0, 3, 0], [1, 1, -5, 1]],
        dense(1, name="one", inputs="input"),
        dense(1, name="two", inputs="input"),
        merge("concatenate", "one", "two"),
    ),
    "and without a hidden layer": truth(AND, dense(1, "sigmoid")),
    "xor with a hidden layer": truth(XOR, HIDDEN, dense(1, "sigmoid")),
    "xor with a hidden layer apart": truth(
        XOR, dense(3), activation("tanh"), dense(1, "sigmoid")
    ),
    "xor that skips": truth(
        XOR,
        dense(1, "tanh", name="h"),
        merge("concatenate", "input", "h"),
        dense(1, "sigmoid"),
    ),
    "xor behind what rises and falls": truth(XOR, dense(1, "gelu")),
    "xor with a row that is open": truth((0, 1, 1, None), dense(1, "sigmoid")),
    "numbers like xor": table(
        [[0, 0, 0.1], [0, 1, 0.9], [1, 0, 0.9], [1, 1, 0.1]], dense(1)
    ),
    "and of two classes": table(
        [[0, 0, 1, 0], [0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1]],
        dense(2, "softmax"),
        loss=CCE,
    ),
    "xor of two classes behind relu, which are no halves": table(
        [[0, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 1], [1, 1, 1, 0]],
        dense(2, "relu"),
        loss=CHOICE_LOGITS,
    ),
    "xor behind an activation of unusual fields": truth(XOR, dense(1, HARD)),
    "two columns, one of them like xor": table(
        [[0, 0, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1]], dense(2)
    ),
    "probabilities side by side": table(
        [[0, 0, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1]],
        dense(1, "sigmoid", name="one", inputs="input"),
        dense(1, "sigmoid", name="two", inputs="input"),
        merge("concatenate", "one", "two"),
        loss=BCE,
    ),
    "three numbers": table(
        [[0, 0, -1], [0, 1, 1], [1, 0, 1], [1, 1, 0]], dense(1, "tanh")
    ),
    "three classes": table(
        [[0, 0, 1, 0, 0], [0, 1, 0, 1, 0], [1, 0, 0, 0, 1], [1, 1, 1, 0, 0]],
        dense(3, "softmax"),
        loss=CCE,
    ),
    "a large rate": rated(100),
    "a small rate": rated(2e-6, "adam"),
    "a schedule": rated(DECAY, "adam"),
    "a schedule that falls to nothing": rated({**DECAY, "decay_rate": 1e-9}),
    "a batch of all": numbers(1, 2, 3, training={"batch_size": 3}),
    "batches of two rows": batched(4, 2),
    "a last batch of two rows": batched(5, 3),
    "all rows at once": batched(3),
    "one row at a time, without a normalization": batched(4, 1, HIDDEN),
    "one row at a time, by moving means": batched(4, 1, HIDDEN, FROZEN),
    "one row at a time, each by itself": batched(4, 1, HIDDEN, "layer_normalization"),
    "one table at a time": batched(4, 1, *TABLES),
    "a penalty with one factor": table(
        [[0, 0, 1], [1, 0, 2]],
        dense(1, kernel_regularizer={"type": "l1_l2", "l1": 0.01}),
    ),
    "a penalty that is switched off": table(
        [[0, 0, 1], [1, 0, 2]], dense(1, kernel_regularizer={"type": "l2", "l2": 0})
    ),
    "one unit of zeros": table(
        [[0, 0, 1], [1, 0, 2]], dense(1, "tanh", kernel_initializer="zeros"), dense(1)
    ),
    "a last layer of zeros": even("normal", "zeros"),
    "zeros with biases that differ": even("zeros", bias_initializer="normal"),
    "ones without a bias, of glu": table(
        [[0, 0, 1], [1, 0, 2]],
        dense(4, "glu", kernel_initializer="ones", use_bias=False),
        dense(1),
    ),
    "margins": numbers(0, 1, loss="hinge"),
    "margins behind tanh": numbers(0, 1, last="tanh", loss="hinge"),
    "margins of classes behind relu": classes("relu", "categorical_hinge"),
    "rprop": numbers(1, 2, 3, optimizer="rprop", training={"batch_size": 3}),
    "a step under sgd": table([[0, 0, 1], [1, 0, 2]], dense(3, "step"), dense(1)),
    "an update at the very end": accumulated(20),
    "no batches at all": accumulated(3, epochs=0),
    "patience": stopped({"patience": 9}),
    "patience for the best weights": stopped(
        {"patience": 99, "restore_best_weights": True}
    ),
    "no epochs at all": stopped({"patience": 9}, epochs=0),
}


def found(entry: Entry) -> list[tuple[str, str, str]]:
    warnings = lint(compile_spec(loads(json.dumps(entry))))
    assert all(warning.is_warning and warning.place for warning in warnings)
    return [(dotted(w.path), w.message, w.hint) for w in warnings]


@pytest.mark.parametrize("case", ALARMS.values(), ids=ALARMS)
def test_alarm(case: Case) -> None:
    told = found(case.entry)
    [(message, hint)] = [(m, h) for path, m, h in told if path == case.path]
    assert case.message in message
    assert case.hint in hint


@pytest.mark.parametrize("name", ALARMS)
def test_nothing_else_is_warned_of(name: str) -> None:
    assert len(found(ALARMS[name].entry)) == 1


@pytest.mark.parametrize("entry", SILENT.values(), ids=SILENT)
def test_no_alarm(entry: Entry) -> None:
    assert found(entry) == []


@pytest.mark.parametrize("name", sorted(SOLVED))
def test_no_alarm_for_a_shipped_spec(name: str) -> None:
    assert lint(compile_spec(spec_of(name))) == []


def test_every_rule_is_tested() -> None:
    """Each rule finds something in one of the cases."""
    models = [compile_spec(loads(json.dumps(case.entry))) for case in ALARMS.values()]
    for rule in (*RULES, *RULES_OF_EXAMPLES):
        assert any(list(rule(facts.Facts(model))) for model in models), rule


def test_a_hint_follows_where_there_are_layers_already() -> None:
    told = found(truth(XOR, dense(3), dense(1, "sigmoid")))
    assert [path for path, _, _ in told] == ["layers[1]", "layers[1]"]
    assert "give the layers before this one an activation" in told[1][2]


def test_every_network_is_borne() -> None:
    """Rules find what they ask of a model in networks of all words."""
    found = {problem.message for name in CASES for problem in lint(model(name))}
    assert found


def test_relu_really_learns_the_choice_that_no_plane_divides() -> None:
    """Both outputs are 0 where the first wins, so the second has a strip to itself."""
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    sums = x.sum(axis=1)
    given = np.maximum(np.stack([2 * sums - 2, sums - 0.5], axis=1), 0)
    assert given.argmax(axis=1).tolist() == [*XOR]


# What words of other kinds would change.


def test_a_layer_that_changes_numbers_has_outputs_of_its_own(monkeypatch) -> None:
    entry = numbers(1.5, -2, last="tanh")
    entry["layers"].append({"type": "dropout", "rate": 0.5})
    assert len(found(entry)) == 1
    monkeypatch.setattr(Dropout, "__call__", lambda self, x, net: (2 * x).named("h"))
    assert found(entry) == []


def test_nothing_is_said_of_layers_that_are_not_affine(monkeypatch) -> None:
    monkeypatch.setattr(Dense, "affine", False)
    assert found(truth(XOR, dense(1, "sigmoid"))) == []
    assert found(numbers(1, 3, last="sigmoid")) == []


def test_losses_of_rows_need_no_reach(monkeypatch) -> None:
    monkeypatch.setattr(MeanSquaredError, "per_row", True)
    assert found(numbers(1, 3, last="sigmoid")) == []


def test_losses_of_positive_numbers_take_zero(monkeypatch) -> None:
    monkeypatch.setattr(MeanSquaredError, "expects", "positive")
    assert found(numbers(1, 3, last="relu")) == []
    [(path, message, hint)] = found(numbers(1, 3))
    assert path == "layers[1]"
    assert "expects positive numbers, but linear gives negative ones" in message
    assert hint == "give the last layer the activation 'softplus'"


# Broadcasting is refused before lint could warn of it.


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("loss", ["mse", "mae", "huber", BCE, CCE])
def test_outputs_that_would_broadcast_are_refused(units: int, loss: str) -> None:
    entry = classes("sigmoid", loss)
    entry["layers"][-1]["units"] = units
    with pytest.raises(SpecError, match="gives rows of"):
        found(entry)


# Bounded work.


def test_large_tables_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = truth(XOR, dense(1, "sigmoid"))
    monkeypatch.setattr("engine.lint.planes.MOST_ROWS", 3)
    assert found(entry) == []
    monkeypatch.setattr("engine.lint.facts.MOST_NUMBERS", 7)
    assert found(ALARMS["targets that are all null"].entry) == []


def test_many_rows_are_named_in_short() -> None:
    names = [str(n) for n in range(12)]
    assert counted("row", names[:1]) == "row 0"
    assert counted("row", names[:8]) == "rows 0, 1, 2, 3, 4, 5, 6 and 7"
    assert counted("row", names) == "rows 0, 1, 2, 3, 4, 5, 6, 7 and 4 more"


# What the words say of themselves.


def is_complete(word: type[Word]) -> bool:
    return not any(field.is_required() for field in word.model_fields.values())


X = np.concatenate([np.linspace(-30, 30, 4001), [-1e3, 1e3]])
USUAL = [word for word in Activation.words() if is_complete(word) and word is not Glu]


@pytest.mark.parametrize("word", USUAL, ids=lambda word: word.tag())
def test_facts_about_activations_are_true(word: type[Activation]) -> None:
    activation = word()
    assert is_usual(activation)
    low, high = activation.bounds()
    alone = tried(activation, X[:, np.newaxis])[:, 0]
    beside = tried(activation, np.stack([X, X[::-1]], axis=1))
    for y in (alone, beside):
        assert (y >= low).all()
        assert (y <= high + 1e-12).all()
    if word.monotone:
        assert (np.diff(alone[:-2]) >= -1e-12).all()
        assert np.array_equal(beside[:, 0], alone)
    if word.shares:
        assert beside.sum(axis=1) == pytest.approx(np.ones(len(X)))
        order = np.sign(beside[:, 0] - beside[:, 1])
        assert np.array_equal(order, np.sign(X - X[::-1]))
        assert (low, high) == (0, 1)


@pytest.mark.parametrize("word", USUAL, ids=lambda word: word.tag())
def test_bounds_are_tight(word: type[Activation]) -> None:
    beside = tried(word(), np.stack([X, X[::-1]], axis=1))
    for bound, reached in ((word.low, beside.min()), (word.high, beside.max())):
        if np.isfinite(bound):
            assert reached == pytest.approx(bound, abs=0.01)


UNUSUAL = [
    Relu(negative_slope=0.5),
    Relu(max_value=3.0, threshold=1.0),
    Elu(alpha=0.4),
    Celu(alpha=0.4),
    Silu(beta=3.0),
    Silu(beta=-0.5),
    Silu(beta=0.0),
]


@pytest.mark.parametrize("activation", UNUSUAL, ids=repr)
def test_bounds_follow_the_fields(activation: Activation) -> None:
    y = tried(activation, X[:, np.newaxis])
    for bound, reached in zip(activation.bounds(), (y.min(), y.max()), strict=True):
        if np.isfinite(bound):
            assert reached == pytest.approx(bound, abs=0.01)
        else:
            assert abs(reached) > 10
