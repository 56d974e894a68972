"""Trainers to look at."""

from functools import cache

import numpy as np

from engine.compile import compile_spec
from engine.spec.model import load, loads
from engine.training.trainer import Trainer
from tests.seeds import ROOT, SHIPPED, pristine
from tests.writing import dense

NAMES = sorted(path.stem for path in SHIPPED)


def model(name):
    return compile_spec(loads(pristine(name), name, ROOT / "specs"))


def shipped(name, steps=0):
    trainer = Trainer(model(name))
    if steps:
        trainer.step(steps)
    return trainer


@cache
def stepped(name):
    return shipped(name, 5)


def made(rows, inputs, outputs, *, loss="mse", last="linear", kind="inline", **more):
    """Train a small network on typed rows for three steps."""
    units = more.pop("units", len(outputs))
    dataset = {"type": kind, "inputs": inputs, "outputs": outputs, "rows": rows}
    trainer = Trainer(
        compile_spec(
            load(
                {
                    "seed": 3,
                    "dataset": dataset,
                    "layers": [dense(4, "tanh"), dense(units, last)],
                    "loss": loss,
                    "optimizer": {"type": "sgd", "learning_rate": 0.1},
                    "training": {"epochs": 20},
                    **more,
                }
            )
        )
    )
    trainer.step(3)
    return trainer


def drawn(rows, columns, seed=0):
    """Draw rows of numbers from -1 to 1."""
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (rows, columns)).round(3).tolist()
