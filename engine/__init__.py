"""Longhand: neural networks written out in full, as the NumPy that they are.

import engine

spec = engine.load("specs/xor.json")
trainer = engine.Trainer(engine.compile(spec))
for progress in engine.train(trainer):
    print(progress.epoch, progress.loss)
print(trainer.predict([[0, 1, 1], [1, 1, 1]]))
"""

from engine.compile import Model as Model
from engine.compile import compile_spec as compile  # noqa: A004 - Keras's word
from engine.errors import LonghandError as LonghandError
from engine.errors import SpecError as SpecError
from engine.runs import open_run as open_run
from engine.spec.model import Spec as Spec
from engine.spec.model import load as load
from engine.training.trainer import Progress as Progress
from engine.training.trainer import Trainer as Trainer
from engine.training.trainer import train as train

__all__ = [
    "LonghandError",
    "Model",
    "Progress",
    "Spec",
    "SpecError",
    "Trainer",
    "compile",
    "load",
    "open_run",
    "train",
]
