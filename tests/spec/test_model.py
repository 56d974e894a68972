"""What a spec may say, what is refused and in which words, and that it reads back."""

import copy
import json
import pickle
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compile import compile_spec
from engine.errors import Problem, SpecError, dotted
from engine.spec.model import Spec, build, load, loads
from engine.spec.writing import pretty, resolved
from engine.vocabulary.activations import Activation
from engine.vocabulary.columns import Column
from engine.vocabulary.columns.encodings import CategoryEncoding
from engine.vocabulary.columns.wordings import TextEncoding
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.datasets import Dataset
from engine.vocabulary.datasets.files import MISSING
from engine.vocabulary.entry import Word, read, word_named
from engine.vocabulary.imputations import Imputation
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.layers import Layer
from engine.vocabulary.losses import Loss
from engine.vocabulary.metrics import Metric
from engine.vocabulary.optimizers import Optimizer
from engine.vocabulary.regularizers import Regularizer
from engine.vocabulary.scalers import Scaler
from engine.vocabulary.schedules import Schedule
from tests.golden.classes import CLASSES

ROOT = Path(__file__).resolve().parents[2]
SPECS = [p for p in sorted((ROOT / "specs").glob("*.json")) if p.stem != "schema"]

GOOD = """\
{
  "name": "xor",
  "dataset": {
    "type": "truth_table",
    "inputs": ["a", "b"],
    "outputs": ["y"],
    "rows": [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
  },
  "layers": [
    {"type": "dense", "units": 4, "activation": "tanh"},
    {"type": "dense", "units": 1, "activation": "sigmoid"}
  ],
  "loss": "mse",
  "optimizer": {"type": "sgd", "learning_rate": 0.5},
  "metrics": ["exact_match"],
  "training": {"epochs": 100}
}
"""
TABLE = GOOD[GOOD.index('"inputs"') : GOOD.index("\n  },\n")]
LAYERS = GOOD[GOOD.index('"layers"') : GOOD.index(',\n  "loss"')]
LAST = '"activation": "sigmoid"}'
END = '"epochs": 100}'

# Words that nobody meets in a spec.
FOREIGN = re.compile(
    r"pydantic|validation error|[Ii]nput should|None|\bdict\b|\bstr\b|\bint\b|<class"
)


class Case(NamedTuple):
    """An edit of the good spec, and the one problem that must be told."""

    old: str
    new: str
    place: str
    path: str
    message: str
    hint: str = ""


CASES = {
    "unknown key": Case(
        '"name": "xor"',
        '"nmae": "xor"',
        *("2:3", "nmae", "'nmae' is not a key of the spec", "did you mean 'name'?"),
    ),
    "unknown key of a word": Case(
        '"units": 4',
        '"units": 4, "activatoin": 1',
        *("10:35", "layers[0].activatoin", "'activatoin' is not a key of dense"),
        "did you mean 'activation'?",
    ),
    "key of a word that has none": Case(
        '"tanh"',
        '{"type": "tanh", "beta": 1}',
        *("10:66", "layers[0].activation.beta", "'beta' is not a key of tanh"),
        "tanh has no keys of its own",
    ),
    "unknown word": Case(
        '"tanh"',
        '"tahn"',
        *("10:49", "layers[0].activation", "'tahn' is not an activation"),
        "did you mean 'tanh'?",
    ),
    "unknown word as a type": Case(
        '"sgd"',
        '"adamm"',
        *("14:25", "optimizer.type", "'adamm' is not an optimizer"),
        "did you mean 'adam'?",
    ),
    "unknown word like no other": Case(
        '["exact_match"]',
        '["qqqq"]',
        *("15:15", "metrics[0]", "'qqqq' is not a metric", "there are "),
    ),
    "word in capitals": Case(
        '"mse"', '"MSE"', "13:11", "loss", "'MSE' is not a loss", "did you mean 'mse'?"
    ),
    "word without a type": Case(
        '"tanh"',
        '{"beta": 1}',
        *("10:49", "layers[0].activation", "an activation needs a 'type'"),
        'say which: "type": linear, ',
    ),
    "list for a word": Case(
        '"mse"',
        '["mse"]',
        *("13:11", "loss", 'expected a loss, not ["mse"]', "write its name in quotes"),
    ),
    "missing key": Case(
        '"units": 4, ',
        "",
        *("10:5", "layers[0]", "dense needs 'units'", 'add "units"'),
    ),
    "missing key of the spec": Case(
        '  "loss": "mse",\n', "", "1:1", "", "a spec needs 'loss'", 'add "loss"'
    ),
    "fraction for a whole number": Case(
        '"units": 4',
        '"units": 4.5',
        *("10:32", "layers[0].units", "expected a whole number, not 4.5"),
    ),
    "out of range": Case(
        '"units": 4',
        '"units": 0',
        *("10:32", "layers[0].units", "expected a number greater than 0, not 0"),
    ),
    "number in quotes": Case(
        '"units": 4',
        '"units": "4"',
        *("10:32", "layers[0].units", 'expected a whole number, not "4"'),
        "write it without the quotes",
    ),
    "number in quotes in a row": Case(
        "[0, 1, 1]",
        '[0, "1", 1]',
        *("7:29", "dataset.rows[1][1]", 'expected a number, not "1"'),
        "write it without the quotes",
    ),
    "truth for a number": Case(
        '"units": 4',
        '"units": true',
        *("10:32", "layers[0].units", "expected a whole number, not true"),
    ),
    "number for a text": Case(
        '"xor"', "5", "2:11", "name", "expected a text in quotes, not 5"
    ),
    "NaN": Case(
        "0.5",
        "NaN",
        *("14:49", "optimizer.learning_rate", "'NaN' is not a JSON value"),
        "JSON has no such number",
    ),
    "number too large": Case(
        "0.5",
        "1e999",
        *("14:49", "optimizer.learning_rate", "'1e999' is too large"),
        "the largest such number is about 1.8e308",
    ),
    "row too short": Case(
        "[0, 1, 1]",
        "[0, 1]",
        *("7:25", "dataset.rows[1]", "expected 3 numbers, not 2", "a, b, then y"),
    ),
    "row that is no list": Case(
        "[0, 1, 1]", "7", "7:25", "dataset.rows[1]", "expected a list, not 7"
    ),
    "input is null": Case(
        "[0, 1, 1]",
        "[0, null, 1]",
        *("7:29", "dataset.rows[1][1]", "an input cannot be null"),
        "only outputs may be null",
    ),
    "other numbers in a truth table": Case(
        "[0, 1, 1]",
        "[0, 2, 1]",
        *("7:29", "dataset.rows[1][1]", "a truth table holds 0 and 1, or -1 and 1"),
        "'inline'",
    ),
    "rows and an expression": Case(
        '"outputs": ["y"],',
        '"outputs": ["y"], "expression": "a",',
        *("3:14", "dataset", "truth_table needs 'rows' or 'expression', not both"),
        '"expression": "a xor b"',
    ),
    "rows without outputs": Case(
        '    "outputs": ["y"],\n',
        "",
        *("3:14", "dataset", "truth_table with 'rows' needs 'outputs'", '"outputs": ['),
    ),
    "inputs that do not fit a shape": Case(
        '"truth_table",',
        '"inline", "input_shape": [3, 1],',
        *("4:38", "dataset.input_shape", "2 inputs do not fit into [3, 1]"),
        "its product is their number",
    ),
    "two columns of one name": Case(
        '["a", "b"]',
        '["a", "a"]',
        *("5:21", "dataset.inputs[1]", "another column is called 'a'"),
        "each column needs a name of its own",
    ),
    "input and output of one name": Case(
        '["y"]',
        '["b"]',
        *("6:17", "dataset.outputs[0]", "another column is called 'b'"),
        "each column needs a name of its own",
    ),
    "column without a name": Case(
        '["a", "b"]', '["a", ""]', "5:21", "dataset.inputs[1]", "no name", "each column"
    ),
    "no columns": Case(
        '["a", "b"]', "[]", "5:15", "dataset.inputs", "expected a list of at least 1"
    ),
    "unknown name in an expression": Case(
        TABLE,
        '"inputs": ["a"], "expression": "a & b"',
        *("5:36", "dataset.expression", "'b' is not an input", "the inputs are a"),
    ),
    "outputs that no expression gives": Case(
        TABLE,
        '"expression": "a & b", "outputs": ["q", "r"]',
        *("5:39", "dataset.outputs", "expected the expressions' names"),
        "the expressions give q",
    ),
    "layer that leads nowhere": Case(
        LAST,
        '"inputs": "input"}',
        *("10:5", "layers[0]", "'dense_1' leads nowhere", "or remove it"),
    ),
    "unknown layer": Case(
        LAST,
        '"inputs": ["dense_1", "dense_3"]}',
        *("11:57", "layers[1].inputs[1]", "there is no layer 'dense_3'"),
        "did you mean 'dense_1'?",
    ),
    "unknown column": Case(
        LAST,
        '"inputs": ["dense_1", "input.c"]}',
        *("11:57", "layers[1].inputs[1]", "there is no layer 'input.c'"),
        "did you mean 'input.b'?",
    ),
    "later layer": Case(
        '"activation": "tanh"}',
        '"inputs": "dense_2"}',
        *("10:45", "layers[0].inputs", "'dense_2' is not before this layer"),
        "a layer can only take those before it",
    ),
    "two layers of one name": Case(
        LAST,
        '"name": "h"}, {"type": "dense", "units": 1, "name": "h"}',
        *("11:87", "layers[2].name", "another layer is called 'h'"),
        "each name must be its own",
    ),
    "bad name of a layer": Case(
        LAST, '"name": "a b"}', "11:43", "layers[1].name", 'not "a b"'
    ),
    "bad name": Case('"xor"', '"XOR"', "2:11", "name", 'not "XOR"'),
    "merge without inputs": Case(
        LAST + "\n",
        LAST + ', "add"\n',
        *("11:61", "layers[2]", "add needs 'inputs', names of layers", '"inputs": ['),
    ),
    "no layers": Case(
        LAYERS, '"layers": []', "9:13", "layers", "expected a list of at least 1"
    ),
    "unknown figure": Case(
        END,
        '"epochs": 9, "early_stopping": {"monitor": "exact_mach"}}',
        *("16:59", "training.early_stopping.monitor"),
        "there is no figure 'exact_mach'",
        "did you mean 'exact_match'?",
    ),
    "early stopping without validation": Case(
        END,
        '"epochs": 9, "early_stopping": {"monitor": "val_loss"}}',
        *("16:59", "training.early_stopping.monitor"),
        "'val_loss' needs examples for validation",
        'add "split": {"validation": 0.2}',
    ),
    "early stopping, by default, without validation": Case(
        END,
        '"epochs": 9, "early_stopping": {"patience": 3}}',
        *("16:47", "training.early_stopping"),
        "'val_loss' needs examples for validation",
        'or monitor "loss"',
    ),
    "unknown figure of a plateau": Case(
        '"learning_rate": 0.5',
        '"learning_rate": {"type": "reduce_on_plateau", "initial_learning_rate": 0.5,'
        ' "monitor": "lss"}',
        *("14:120", "optimizer.learning_rate.monitor"),
        "there is no figure 'lss'",
        "did you mean 'loss'?",
    ),
    "plateau, by default, without validation": Case(
        '"learning_rate": 0.5',
        '"learning_rate": {"type": "reduce_on_plateau", "initial_learning_rate": 0.5}',
        *("14:49", "optimizer.learning_rate"),
        "'val_loss' needs examples for validation",
        'or monitor "loss"',
    ),
    "momentum of no average": Case(
        '"learning_rate": 0.5',
        '"ema_momentum": 0.5',
        *(
            "14:48",
            "optimizer.ema_momentum",
            "'ema_momentum' has no effect without 'use_ema': true",
        ),
        'add "use_ema": true',
    ),
    "text for a section": Case(
        END,
        '"epochs": 9, "early_stopping": "on"}',
        *("16:47", "training.early_stopping"),
        'expected early stopping, such as {"patience": 10}, not "on"',
    ),
    "choice of a few": Case(
        END,
        '"epochs": 9, "early_stopping": {"monitor": "loss", "mode": "mix"}}',
        *("16:75", "training.early_stopping.mode"),
        "expected 'auto', 'min' or 'max', not \"mix\"",
        "did you mean 'min'?",
    ),
    "two ways to split": Case(
        END,
        '"epochs": 9, "validation_split": 0.2},\n  "split": {"test": 0.2}',
        *("16:49", "training.validation_split", "the spec has a 'split' as well"),
        "keep 'split'",
    ),
    "split that leaves nothing": Case(
        END,
        '"epochs": 9},\n  "split": {"test": 0.5, "validation": 0.5}',
        *("17:12", "split", "nothing is left to train on", "their sum is less than 1"),
    ),
    "strict numerics": Case(
        END,
        '"epochs": 9},\n  "numerics": "strict"',
        *("17:15", "numerics", "'strict' is not built yet", "or write 'standard'"),
    ),
    "unknown dtype": Case(
        END,
        '"epochs": 9},\n  "dtype": "float46"',
        *("17:12", "dtype", "expected 'float64' or 'float32', not \"float46\""),
        "did you mean 'float64'?",
    ),
    "negative seed": Case(
        END,
        '"epochs": 9},\n  "seed": -1',
        *("17:11", "seed", "expected a number of at least 0, not -1"),
    ),
    "version of another day": Case(
        END,
        '"epochs": 9},\n  "spec_version": 2',
        *("17:19", "spec_version", "expected 1, not 2"),
    ),
    "key that stands twice": Case(
        '"xor",',
        '"xor", "name": "or",',
        *("2:18", "name", "this key already stands in line 2, column 3"),
        "remove one of the two",
    ),
    "list for the spec": Case(
        GOOD, "[]", "1:1", "", "expected a spec, an object in braces, not []"
    ),
}

# The place is that of the mistake inside the text.
EXPRESSIONS = {
    '"a xr b"': ("5:22", "an operator is missing between 'a' and 'xr'"),
    '"a & (b |)"': ("5:28", "an operand is missing before ')'"),
    '"a + b"': ("5:22", "'+' has no meaning in an expression"),
    r'"a & \u0062 &"': ("5:19", "an operand is missing after '&'"),
    '{"y": "a & b", "z": "a &"}': ("5:42", "an operand is missing after '&'"),
}


def edited(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def refusal(text: str) -> tuple[Problem, ...]:
    with pytest.raises(SpecError) as caught:
        loads(text)
    assert not FOREIGN.search(str(caught.value))
    return caught.value.problems


def place(problem: Problem) -> str:
    assert problem.place is not None
    return f"{problem.place.line}:{problem.place.column}"


# What is refused


def test_the_good_spec_is_good():
    assert compile_spec(loads(GOOD)).spec.name == "xor"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_mistakes_are_told(case: Case):
    [problem] = refusal(edited(case.old, case.new))
    assert (place(problem), dotted(problem.path)) == (case.place, case.path)
    assert case.message in problem.message
    assert case.hint in problem.hint


@pytest.mark.parametrize("written", EXPRESSIONS)
def test_mistakes_in_expressions_are_told_where_they_are(written: str):
    spot, message = EXPRESSIONS[written]
    problems = refusal(edited(TABLE, f'"expression": {written}'))
    assert (spot, message) in [(place(p), p.message) for p in problems]


def test_all_mistakes_are_told_in_the_order_of_the_file():
    text = edited('"epochs": 100', '"epochs": -1, "shufle": true')
    text = text.replace('"mse"', '"msf"').replace('"units": 4', '"units": "4"')
    text = text.replace('"name"', '"nam"').replace("[1, 0, 1]", '["1", 0, 1]')
    assert [(place(p), dotted(p.path)) for p in refusal(text)] == [
        ("2:3", "nam"),
        ("7:37", "dataset.rows[2][0]"),
        ("10:32", "layers[0].units"),
        ("13:11", "loss"),
        ("16:26", "training.epochs"),
        ("16:30", "training.shufle"),
    ]


def test_everything_that_is_missing_is_told():
    needs = [problem.message for problem in refusal("{}")]
    keys = ["dataset", "layers", "loss", "optimizer", "training"]
    assert needs == [f"a spec needs '{key}'" for key in keys]


def test_a_mistake_shows_its_line():
    with pytest.raises(SpecError) as caught:
        loads(edited('"tanh"', '"tahn"'), "a.json")
    assert str(caught.value).splitlines() == [
        "a.json:10:49: layers[0].activation: 'tahn' is not an activation",
        '   10 |     {"type": "dense", "units": 4, "activation": "tahn"},',
        "      |                                                 ^^^^^^",
        "hint: did you mean 'tanh'?",
    ]


def test_a_dictionary_has_paths_without_places():
    data = json.loads(GOOD) | {"seed": -1}
    with pytest.raises(SpecError) as caught:
        load(data)
    [problem] = caught.value.problems
    assert (problem.path, problem.place) == (("seed",), None)


def test_what_the_compiler_refuses_has_a_place():
    spec = loads(edited('"units": 1', '"units": 2'))
    with pytest.raises(SpecError) as caught:
        compile_spec(spec)
    [problem] = caught.value.problems
    assert (place(problem), dotted(problem.path)) == ("11:5", "layers[1]")


# What every word means if nothing more is said

NO_SEED = {"seed": None}
NO_NAME = {"name": None, "inputs": None}
STEP = {
    "weight_decay": None,
    "clipnorm": None,
    "clipvalue": None,
    "global_clipnorm": None,
    "use_ema": False,
    "ema_momentum": 0.99,
    "ema_overwrite_frequency": None,
    "gradient_accumulation_steps": None,
}
SEARCH = {
    "history_size": 100,
    "tolerance_grad": 1e-7,
    "tolerance_change": 1e-9,
    "max_line_search": 25,
}
MOMENTS = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
MEAN = {"reduction": "sum_over_batch_size"}
PROBABILITIES = {"from_logits": False, "label_smoothing": 0.0, **MEAN}
ALIKE = {"sample_weight": None}
COLUMNS = {"inputs": ["a", "b"], "outputs": ["y"]}
ROWS = {"rows": [[0, 0, 0], [0, 1, 1], [1, 0, 1]]}
FILE = {"path": "a.csv", "outputs": ["y"]}
OPENED = {"inputs": None, "missing_values": MISSING, **ALIKE}
WRITTEN = {"decimal": ".", "thousands": None, "unit": None}
GAPS = {"missing": "error", "indicator": False}
MADE = {"samples": 100, **NO_SEED}
CLOUDS = {"features": 2, "labels": "one_hot", **MADE}
PLATEAU = {"initial_learning_rate": 0.1, "monitor": "loss"}
WAITING = {"patience": 10, "min_delta": 1e-4, "cooldown": 0, "mode": "auto"}
DECAY = {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5}

# For words of the first vocabulary, and datasets: the least that must be given, and
# what is filled in. What others need is taken from their golden rows; their defaults
# stand in the schema, and give a framework's numbers with its own defaults.
SHAPED = {"input_shape": None, "classes": None, "scaling": None}
WORDS: dict[type[Word], dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    Activation: {
        "linear": ({}, {}),
        "sigmoid": ({}, {}),
        "tanh": ({}, {}),
        "relu": ({}, {"negative_slope": 0.0, "max_value": None, "threshold": 0.0}),
        "leaky_relu": ({}, {"negative_slope": 0.2}),
        "softplus": ({}, {}),
        "gelu": ({}, {"approximate": False}),
        "silu": ({}, {"beta": 1.0}),
        "softmax": ({}, {"axis": -1}),
    },
    Initializer: {
        "zeros": ({}, {}),
        "ones": ({}, {}),
        "literal": ({"value": 0.5}, {}),
        "random_uniform": ({}, {"minval": -0.05, "maxval": 0.05, **NO_SEED}),
        "random_normal": ({}, {"mean": 0.0, "stddev": 0.05, **NO_SEED}),
        "glorot_uniform": ({}, NO_SEED),
        "he_normal": ({}, NO_SEED),
    },
    Regularizer: {"l2": ({}, {"l2": 0.01})},
    Constraint: {},
    Layer: {
        "dense": (
            {"units": 2},
            {
                "activation": "linear",
                "use_bias": True,
                "kernel_initializer": {"type": "glorot_uniform", **NO_SEED},
                "bias_initializer": "zeros",
                "kernel_regularizer": None,
                "bias_regularizer": None,
                "kernel_constraint": None,
                "bias_constraint": None,
                "activity_regularizer": None,
                "trainable": True,
                **NO_NAME,
            },
        ),
        "activation": ({"activation": "tanh"}, NO_NAME),
        "dropout": ({"rate": 0.5}, {"noise_shape": None, **NO_SEED, **NO_NAME}),
        "flatten": ({}, NO_NAME),
        "add": ({"inputs": ["input", "input"]}, {"name": None}),
        "concatenate": ({"inputs": ["input", "input"]}, {"axis": -1, "name": None}),
    },
    Loss: {
        "mean_squared_error": ({}, MEAN),
        "mean_absolute_error": ({}, MEAN),
        "huber": ({}, {"delta": 1.0, **MEAN}),
        "binary_crossentropy": ({}, PROBABILITIES),
        "categorical_crossentropy": ({}, PROBABILITIES),
    },
    Metric: {
        "mean_absolute_error": ({}, {"name": None}),
        "mean_squared_error": ({}, {"name": None}),
        "accuracy": ({}, {"name": None}),
        "exact_match": ({}, {"name": None}),
    },
    Schedule: {
        "exponential_decay": (DECAY, {"staircase": False}),
        "reduce_on_plateau": (PLATEAU, {"factor": 0.1, "min_lr": 0.0, **WAITING}),
    },
    Optimizer: {
        "sgd": (
            {},
            {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False, **STEP},
        ),
        "adam": ({}, {"learning_rate": 0.001, **MOMENTS, "amsgrad": False, **STEP}),
        "lbfgs": ({}, {"learning_rate": 1.0, **SEARCH, **STEP}),
    },
    Dataset: {
        "truth_table": (
            {**COLUMNS, **ROWS},
            {"expression": None, "dont_care": None, "encoding": None, **ALIKE},
        ),
        "inline": ({**COLUMNS, **ROWS}, {"input_shape": None, **ALIKE}),
        "npz": ({"path": "a"}, {"inputs": "x", "outputs": "y", **SHAPED}),
        "npy": ({"inputs": "x", "outputs": "y"}, SHAPED),
        "idx": ({"inputs": "x", "outputs": "y"}, SHAPED),
        "images": ({"path": "a"}, {"size": None, "color": "rgb", "scaling": None}),
        "moons": ({}, {"noise": 0.0, **MADE}),
        "circles": ({}, {"factor": 0.8, "noise": 0.0, **MADE}),
        "spirals": ({}, {"turns": 1.75, "noise": 0.0, **MADE, "samples": 200}),
        "blobs": (
            {},
            {"centers": 3, "cluster_std": 1.0, "center_box": [-10, 10], **CLOUDS},
        ),
        "gaussian_quantiles": ({}, {"classes": 3, "cov": 1.0, **CLOUDS}),
        "playground_circle": ({}, {"noise": 0.0, **MADE, "samples": 500}),
        "playground_xor": ({}, {"noise": 0.0, **MADE, "samples": 500}),
        "playground_gauss": ({}, {"noise": 0.0, **MADE, "samples": 500}),
        "playground_spiral": ({}, {"noise": 0.0, **MADE, "samples": 500}),
        "playground_plane": ({}, {"noise": 0.0, **MADE, "samples": 1200}),
        "playground_gaussian": ({}, {"noise": 0.0, **MADE, "samples": 1200}),
        "function": (
            {"formula": "sin(x)"},
            {"low": -1.0, "high": 1.0, "spacing": "even", "noise": 0.0, **MADE},
        ),
        "s_curve": ({}, {"noise": 0.0, **MADE}),
        "swiss_roll": ({}, {"noise": 0.0, "hole": False, **MADE}),
        "friedman1": ({}, {"features": 10, "noise": 0.0, **MADE}),
        "friedman2": ({}, {"noise": 0.0, **MADE}),
        "friedman3": ({}, {"noise": 0.0, **MADE}),
        "csv": (FILE, {"delimiter": None, "encoding": None, "header": None, **OPENED}),
        "parquet": (FILE, OPENED),
        "excel": (FILE, {"sheet": None, **OPENED}),
        "json_lines": (FILE, OPENED),
        "sklearn": ({"name": "iris"}, {"outputs": ["target"], **OPENED}),
    },
    Column: {
        "number": ({}, {"scaling": None, **WRITTEN, **GAPS}),
        "date": (
            {},
            {
                "format": None,
                "parts": ["days"],
                "cyclic": False,
                "scaling": None,
                **GAPS,
            },
        ),
        "binary": ({}, {"positive": None, "unseen": "half", **GAPS}),
        "text": ({}, {"encoding": {"type": "bag_of_words", "most": 100}, **GAPS}),
        "category": (
            {},
            {"encoding": "one_hot", "categories": None, "unseen": "zeros", **GAPS},
        ),
    },
    CategoryEncoding: {
        "one_hot": ({}, {}),
        "ordinal": ({}, {}),
        "hashing": ({}, {"buckets": 64}),
    },
    TextEncoding: {
        "length": ({}, {"of": "characters", "scaling": "standardize"}),
        "bag_of_words": ({}, {"most": 100}),
        "hashed_ngrams": ({}, {"buckets": 128, "ngrams": 2}),
    },
    Imputation: {
        "error": ({}, {}),
        "drop_row": ({}, {}),
        "mean": ({}, {}),
        "median": ({}, {}),
        "most_frequent": ({}, {}),
        "constant": ({"value": 0.5}, {}),
    },
    Scaler: {
        "standardize": ({}, {}),
        "min_max": ({}, {"feature_range": [0, 1]}),
        "max_abs": ({}, {}),
        "robust": ({}, {"quantile_range": [25, 75]}),
        "log1p": ({}, {"then": None}),
        "unscaled": ({}, {}),
    },
}
PAIRS = [(base, word.tag()) for base in WORDS for word in base.words()]
PINNED = [(base, tag) for base, words in WORDS.items() for tag in words]


def least(base: type[Word], tag: str) -> dict[str, Any]:
    """Give the word with what it needs, and nothing else."""
    if tag in WORDS[base]:
        return {"type": tag, **WORDS[base][tag][0]}
    word = word_named(base, tag)
    assert word
    (module,) = [
        module for module in CLASSES.values() if getattr(module, "BASE", None) is base
    ]
    names = (tag, *word.aliases)
    rows = (row.word for row in module.ROWS if isinstance(row.word, dict))
    given = next((row for row in rows if row["type"] in names), {})
    required = {name for name, f in word.model_fields.items() if f.is_required()}
    kept = {
        name: given[name]
        for name in given
        if name in {*required, *word.offered, "inputs"}
    }
    return {"type": tag, **kept}


COLUMNS_WITH: dict[type[Word], Callable[[Any], Any]] = {
    Column: lambda word: word,
    CategoryEncoding: lambda word: {"type": "category", "encoding": word},
    TextEncoding: lambda word: {"type": "text", "encoding": word},
    Imputation: lambda word: {"type": "number", "missing": word},
    Scaler: lambda word: {"type": "number", "scaling": word},
}


def built(base: type[Word], raw: Any) -> Word:
    problems: list[Problem] = []
    word = read(base, raw, (), problems)
    assert word is not None, problems
    return word


def spec_with(base: type[Word], tag: str) -> dict[str, Any]:
    """Put a word where a spec may have it."""
    spec, word = json.loads(GOOD), least(base, tag)
    if base in (Dataset, Loss, Optimizer):
        spec[base.__name__.lower()] = word
    elif base is Layer:
        spec["layers"].insert(0, word)
    elif base is Metric:
        spec["metrics"] = [word]
    elif base is Schedule:
        spec["optimizer"]["learning_rate"] = word
    elif base in COLUMNS_WITH:
        column = COLUMNS_WITH[base](word)
        spec["dataset"] = {"type": "csv", **FILE, "inputs": {"a": column, "b": None}}
    else:
        assert base in (Activation, Initializer, Regularizer, Constraint)
        kind = base.__name__.lower()
        spec["layers"][0][kind if base is Activation else f"kernel_{kind}"] = word
    return spec


def test_every_class_is_in_the_table():
    bases = {b for b in Word.__subclasses__() if b.__module__.startswith("engine.")}
    assert set(WORDS) == bases


@pytest.mark.parametrize(("base", "tag"), PAIRS)
def test_every_word_is_built_of_what_it_needs(base: type[Word], tag: str):
    assert built(base, least(base, tag)).tag() == tag


@pytest.mark.parametrize(("base", "tag"), PINNED)
def test_defaults_are_filled_in(base: type[Word], tag: str):
    raw, (stated, filled) = least(base, tag), WORDS[base][tag]
    whole = {"type": tag, **stated, **filled}
    assert built(base, raw).written() == (whole if len(whole) > 1 else tag)
    assert built(base, whole).written() == built(base, raw).written()


@pytest.mark.parametrize(
    ("base", "tag"), [(b, t) for b, t in PAIRS if [*least(b, t)] == ["type"]]
)
def test_a_word_without_required_fields_is_its_name(base: type[Word], tag: str):
    assert built(base, tag) == built(base, {"type": tag})


@pytest.mark.parametrize("base", WORDS)
def test_aliases_mean_the_word(base: type[Word]):
    for word in base.words():
        raw = least(base, word.tag())
        for alias in word.aliases:
            assert built(base, raw | {"type": alias}) == built(base, raw)


WAYS = dict.fromkeys(("stratify", "column", "date", "group", "folds", "fold"))


def test_defaults_of_the_spec():
    spec = loads(GOOD)
    stated = {"name", "dataset", "layers", "loss", "optimizer", "metrics", "training"}
    filled = {k: v for k, v in spec.written().items() if k not in stated}
    assert filled == {
        "spec_version": 1,
        "description": "",
        "seed": 0,
        "dtype": "float64",
        "numerics": "standard",
        "split": {"validation": 0.0, "test": 0.0} | WAYS,
    }
    assert spec.training.written() == {
        "epochs": 100,
        "batch_size": None,
        "shuffle": True,
        "validation_split": None,
        "class_weight": None,
        "early_stopping": None,
        "target_loss": None,
        "report_every": None,
    }


def test_defaults_of_early_stopping():
    stopping = {"epochs": 9, "early_stopping": {}}
    half = {"split": {"validation": 0.5}}
    spec = build(json.loads(GOOD) | {"training": stopping} | half, None)
    assert spec.training.early_stopping is not None
    assert spec.training.early_stopping.written() == {
        "monitor": "val_loss",
        "min_delta": 0.0,
        "patience": 0,
        "mode": "auto",
        "baseline": None,
        "restore_best_weights": False,
        "start_from_epoch": 0,
    }


# What is written reads back


def agrees_with_itself(spec: Spec) -> None:
    once = resolved(spec)
    assert resolved(loads(pretty(once))) == once


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_shipped_specs_read_back(path: Path):
    agrees_with_itself(load(path))


@pytest.mark.parametrize(("base", "tag"), PAIRS)
def test_specs_with_each_word_read_back(base: type[Word], tag: str):
    agrees_with_itself(build(spec_with(base, tag), None))


def test_what_can_be_inferred_is_filled_in():
    more = '"epochs": 90, "validation_split": 0.25}'
    whole = resolved(loads(edited(END, more)))
    wiring = [(layer["name"], layer["inputs"]) for layer in whole["layers"]]
    assert wiring == [("dense_1", ["input"]), ("dense_2", ["dense_1"])]
    assert whole["split"] == {"validation": 0.25, "test": 0.0} | WAYS
    assert whole["training"]["report_every"] == 9
    assert "validation_split" not in whole["training"]


# Whatever is written, an answer comes

NUMBERS = [-1, 0, 1, 2, 0.5, -0.0, 1e308, 1e-320, 2**64, 10**30, 10**400]
TEXTS = ["", "add", "linear", "mse", "input", "input.a", "dense_1", "loss", "h", "a&b"]
KEYS = sorted(
    {key for base in WORDS for word in base.words() for key in word.model_fields}
)

numbers = st.sampled_from(NUMBERS) | st.integers() | st.floats()
texts = st.sampled_from(TEXTS) | st.text(max_size=5)
keys = st.sampled_from([*KEYS, *Spec.model_fields, "type"]) | st.text(max_size=5)
anything = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner),
    max_leaves=5,
)


def holders(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give each object and list with each key or index of it."""
    if isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield value, step
            yield from holders(value[step])


def alike(value: Any) -> st.SearchStrategy[Any]:
    """Draw a value of the same kind, where it is a number or a text."""
    if isinstance(value, str):
        return texts
    return numbers if isinstance(value, int | float) else anything


@st.composite
def mutants(draw: st.DrawFn) -> Any:
    """Spoil a valid spec: delete, rename, add, double or replace a part."""
    base, tag = draw(st.sampled_from(PAIRS))
    data = resolved(build(spec_with(base, tag), None))
    for _ in range(draw(st.integers(1, 3))):
        if not (places := list(holders(data))):
            break
        spoil(draw, *draw(st.sampled_from(places)))
    return data


def spoil(draw: st.DrawFn, holder: Any, step: Any) -> None:
    how = draw(st.sampled_from(["delete", "alike", "replace", "again", "rename"]))
    if how == "delete":
        del holder[step]
    elif how in ("alike", "replace"):
        holder[step] = draw(alike(holder[step]) if how == "alike" else anything)
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[step]))
    else:
        value = holder.pop(step) if how == "rename" else draw(anything)
        holder[draw(keys)] = value


def problems_of(data: Any, *, as_text: bool) -> tuple[Problem, ...]:
    try:
        compile_spec(loads(json.dumps(data)) if as_text else build(data, None))
    except SpecError as error:
        return error.problems
    return ()


def is_plain(problem: Problem) -> bool:
    """Tell whether a message is in our own words, apart from what it quotes."""
    own = re.sub(r"'.*?'|\".*?\"", "", f"{problem.message}\n{problem.hint}")
    return not FOREIGN.search(own)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(mutants())
def test_only_spec_errors_are_raised(data: Any):
    assert all(map(is_plain, problems_of(data, as_text=False)))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(mutants())
def test_every_problem_of_a_text_has_a_place(data: Any):
    assert all(problem.place for problem in problems_of(data, as_text=True))


@pytest.mark.parametrize(
    ("part", "hint"),
    [
        (
            {"layers": ["softmax"]},
            'it is an activation: {"type": "activation", "activation": "softmax"}',
        ),
        (
            {"layers": [{"type": "tanh"}]},
            'it is an activation: {"type": "activation", "activation": "tanh"}',
        ),
        ({"loss": "accuracy"}, "it is a metric"),
        ({"loss": "adam"}, "it is an optimizer"),
        ({"optimizer": "mse"}, "it is a loss or a metric"),
        ({"loss": "mserr"}, "did you mean 'mse'?"),
    ],
    ids=str,
)
def test_a_word_of_another_class_is_told_as_such(part: Any, hint: str) -> None:
    with pytest.raises(SpecError) as caught:
        load({**json.loads(GOOD), **part})
    assert hint in [problem.hint for problem in caught.value.problems]


def test_letters_are_written_as_they_are_in_keys_and_values():
    data = {"Preis (€)": {"Straße": ["größer", "x" * 80]}, "é": "€"}
    text = pretty(data)
    assert "\\u" not in text
    assert json.loads(text) == data


def test_half_of_a_pair_is_escaped():
    data = {"\ud800 €" + "x" * 80: ["\udc00", "€"]}
    assert json.loads(pretty(data).encode()) == data


def test_specs_are_equal_by_what_they_say_and_can_be_pickled() -> None:
    path = ROOT / "specs" / "xor.json"
    spec = load(path)
    again: Spec = pickle.loads(pickle.dumps(spec))
    assert again == spec == load(json.loads(path.read_text())) == copy.deepcopy(spec)
    assert load({**json.loads(path.read_text()), "seed": 99}) != spec
