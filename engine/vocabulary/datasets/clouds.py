"""Clouds of points around centres, of any number of classes."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np
from pydantic import Field

from engine.errors import Problem
from engine.vocabulary.datasets import (
    MOST_NAMES,
    Floats,
    Generated,
    Integers,
    Labels,
    in_turn,
    numbered,
    one_column,
)


class Clouds(Generated):
    """Points of several classes, in any number of dimensions."""

    features: int = Field(default=2, ge=1, le=MOST_NAMES)
    """How many inputs."""
    labels: Labels | None = None
    """Outputs: a column of 0 and 1 for each class, or one with the class's number.

    If left out, `one_hot`, and `index` where there are only two classes.
    """

    @abstractmethod
    def kinds(self) -> int:
        """Tell how many classes there are."""

    @abstractmethod
    def points(self, rng: np.random.Generator) -> tuple[Floats, Integers]:
        """Draw the points and the class of each."""

    def columns(self) -> tuple[list[str], list[str]]:
        outputs = ["class"]
        if self._labels() == "one_hot":
            outputs = [f"class_{i}" for i in range(self.kinds())]
        return numbered(self.features), outputs

    def arrays(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        x, classes = self.points(rng)
        if self._labels() == "index":
            return x, one_column(classes)
        return x, (classes[:, np.newaxis] == np.arange(self.kinds())).astype(float)

    def written(self) -> Any:
        return {**super().written(), "labels": self._labels()}

    def _labels(self) -> Labels:
        return self.labels or ("one_hot" if self.kinds() > 2 else "index")


class Blobs(Clouds):
    """Round clouds about centres that are drawn evenly from a box.

    The classes have as many points each, the first ones the odd points.

    Use: classes that a straight boundary separates if the clouds are small enough.
    Source: scikit-learn's `make_blobs`.
    """

    centers: int = Field(default=3, ge=2, le=MOST_NAMES)
    """How many clouds, each a class of its own."""
    cluster_std: float = Field(default=1.0, ge=0)
    """The standard deviation of each coordinate about its centre."""
    center_box: list[float] = Field(default=[-10.0, 10.0], min_length=2, max_length=2)
    """The lowest and the highest coordinate that a centre may have."""

    def kinds(self) -> int:
        return self.centers

    def points(self, rng: np.random.Generator) -> tuple[Floats, Integers]:
        low, high = self.center_box
        centers = rng.uniform(low, high, (self.centers, self.features))
        sizes = self.samples // self.centers + (
            np.arange(self.centers) < self.samples % self.centers
        )
        classes = np.repeat(np.arange(self.centers), sizes)
        drawn = rng.standard_normal((self.samples, self.features))
        return in_turn(centers[classes] + self.cluster_std * drawn, classes)

    def problems(self) -> Iterator[Problem]:
        low, high = self.center_box
        if not 0 <= high - low < np.inf:
            hint = "the lowest coordinate, then the highest"
            yield Problem(f"{low:g} to {high:g} is no box", ("center_box",), hint)


class GaussianQuantiles(Clouds):
    """One round cloud in rings with as many points each, which are the classes.

    The points are normal with mean 0 and variance `cov`; the nearest to the middle are
    class 0; the outermost class has the odd points.

    Use: nested classes without a gap between them.
    Source: scikit-learn's `make_gaussian_quantiles`; Zhu, Zou, Rosset and Hastie
    (2009), Multi-class AdaBoost.
    """

    classes: int = Field(default=3, ge=2, le=MOST_NAMES)
    """How many rings."""
    cov: float = Field(default=1.0, ge=0)
    """The variance of each coordinate."""

    def kinds(self) -> int:
        return self.classes

    def points(self, rng: np.random.Generator) -> tuple[Floats, Integers]:
        drawn = rng.standard_normal((self.samples, self.features))
        rank = np.argsort(np.argsort(np.square(drawn).sum(axis=1)))
        ring = np.minimum(rank // (self.samples // self.classes), self.classes - 1)
        return np.sqrt(self.cov) * drawn, ring

    def problems(self) -> Iterator[Problem]:
        if self.samples < self.classes:
            message = f"{self.samples} samples are too few for {self.classes} classes"
            path = ("samples",) if "samples" in self.model_fields_set else ("classes",)
            yield Problem(message, path, "each class needs one at least")


WORDS = (
    Blobs,
    GaussianQuantiles,
)
