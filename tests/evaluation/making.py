"""Networks that hand on what they are given, to be judged by any predictions."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from engine.compile import compile_spec
from engine.data.examples import Examples
from engine.spec.model import load
from engine.training.trainer import Trainer
from tests.writing import OPTIMIZER, dense


def echo(p, y, weight=None, *, loss, trained=None, dtype="float64", **more):
    """Make a trainer whose test part is predicted as `p`, trained on other targets."""
    p, y = np.array(p, dtype), np.array(y, dtype)
    known = y if trained is None else np.array(trained, dtype)
    trainer = _trainer(p.shape[1], known, loss, dtype, more)
    count = None if weight is None else np.array(weight, dtype).reshape(len(y), -1)
    test = Examples(p, y, count)
    trainer.parts = replace(trainer.parts, test=test)
    return trainer


def _trainer(width, targets, loss, dtype, more):
    """Make a network that gives what it takes, which learned from these targets."""
    rows = [[0.5] * width + row for row in targets.tolist()]
    same = {"type": "literal", "value": np.eye(width).tolist()}
    entry = {
        "name": "echo",
        "seed": 3,
        "dtype": dtype,
        "dataset": {
            "type": "inline",
            "inputs": [f"x{i}" for i in range(width)],
            "outputs": [f"y{i}" for i in range(targets.shape[1])],
            "rows": rows,
        },
        "layers": [dense(width, kernel_initializer=same)],
        "loss": loss,
        "optimizer": OPTIMIZER,
        "training": {"epochs": 1},
        **more,
    }
    return Trainer(compile_spec(load(entry)))


def in_units(trainer, factor, shift):
    """Let the dataset of a trainer tell its numbers in other units."""
    spec = trainer.model.spec
    dataset = SimpleNamespace(
        original=lambda y: y * factor + shift,
        groups=spec.dataset.groups,
        wants_report=False,
        tag=spec.dataset.tag,
    )
    object.__setattr__(spec, "dataset", dataset)
    return trainer
