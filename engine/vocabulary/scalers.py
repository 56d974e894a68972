"""Scalers: numbers of a column brought to a size that networks learn from."""

from abc import abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.vocabulary.entry import Word

Floats = NDArray[np.float64]
Learned = dict[str, Any]
"""What was measured on the rows to train on, as JSON data."""


class Scaler(Word):
    """A rule that is measured on the rows to train on, and can be undone.

    Shapes: numbers (N,), and as many.
    """

    called = "a scaler"
    families = (__name__,)

    @abstractmethod
    def learn(self, x: Floats) -> Learned:
        """Measure the numbers to train on, of which none is missing."""

    @abstractmethod
    def forward(self, x: Floats, learned: Learned) -> Floats:
        """Scale numbers."""

    @abstractmethod
    def back(self, x: Floats, learned: Learned) -> Floats:
        """Give the numbers that were scaled."""


class Standardize(Scaler):
    """(x - mean) / deviation: around 0, about as large as 1.

    A column that never changes is only moved to 0.

    Use: the usual one; most initializers and rates suit such inputs.
    Source: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp; scikit-learn's
    `StandardScaler`.
    """

    def learn(self, x: Floats) -> Learned:
        return {"mean": float(x.mean()), "deviation": float(x.std()) or 1.0}

    def forward(self, x: Floats, learned: Learned) -> Floats:
        return (x - learned["mean"]) / learned["deviation"]

    def back(self, x: Floats, learned: Learned) -> Floats:
        return x * learned["deviation"] + learned["mean"]


WORDS = (Standardize,)
