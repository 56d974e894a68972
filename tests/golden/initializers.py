"""Initializers: a twin takes a shape and gives an array.

`more` may say `shape`. Random numbers are not the frameworks' own, but their
distribution is: of a large sample of theirs some quantiles are kept, and mean and
deviation. Of as many numbers of ours a share p must lie below the p-quantile, up to
BOUND deviations of the difference of two such samples, sqrt(2 p (1 - p) / n) each;
likewise for mean and deviation. Chance exceeds 5 deviations once in 1.7 million
comparisons; there are about 400, and the seeds are fixed: it does so never or always.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.core.running.rng import stream
from engine.vocabulary.entry import read
from engine.vocabulary.initializers import Initializer, Random
from tests.golden import frameworks as f
from tests.golden.row import Array, Row
from tests.writing import Entry, normal

BASE = Initializer
ELSEWHERE = {"seed": "tests/vocabulary/test_initializers.py"}
SAMPLED = (400, 500)
SMALL = (3, 4)
LEVELS = [0.001, 0.01, 0.05, *(i / 10 for i in range(1, 10)), 0.95, 0.99, 0.999]
BOUND = 5.0
TABLE = normal("literal", *SMALL).round(3).tolist()


def keras(name: str, **fields: Any) -> Any:
    """Name an initializer of Keras's, as a twin."""

    def twin(shape: tuple[int, ...]) -> Any:
        seed = {} if name in {"Zeros", "Ones", "Constant", "Identity"} else {"seed": 1}
        return getattr(f.keras.initializers, name)(**fields, **seed)(shape)

    return twin


def sparse(sparsity: float, std: float = 0.01) -> Any:
    """Name torch's `sparse_`."""

    def twin(shape: tuple[int, ...]) -> Any:
        f.torch.manual_seed(1)
        return f.torch.nn.init.sparse_(f.torch.empty(shape), sparsity, std)

    return twin


def both(word: str, name: str, shape: Any = None, **fields: Any) -> Row:
    """Write a word of Keras's fields."""
    written = {"type": word, **fields} if fields else word
    return Row(written, keras(name, **fields), {"shape": shape} if shape else {})


ROWS = [
    both("zeros", "Zeros"),
    both("ones", "Ones"),
    both("constant", "Constant"),
    both("constant", "Constant", value=-1.5),
    Row({"type": "literal", "value": TABLE}, lambda shape: TABLE),
    both("identity", "Identity"),
    both("identity", "Identity", [4, 3], gain=-0.3),
    both("random_uniform", "RandomUniform"),
    both("random_uniform", "RandomUniform", minval=1.0, maxval=4.0),
    both("random_normal", "RandomNormal"),
    both("random_normal", "RandomNormal", mean=-2.0, stddev=3.0),
    both("truncated_normal", "TruncatedNormal"),
    both("truncated_normal", "TruncatedNormal", mean=-2.0, stddev=3.0),
    both("glorot_uniform", "GlorotUniform"),
    both("glorot_uniform", "GlorotUniform", [200_000]),
    both("glorot_normal", "GlorotNormal"),
    both("glorot_normal", "GlorotNormal", [5, 4, 50, 200]),
    both("he_uniform", "HeUniform"),
    both("he_normal", "HeNormal"),
    both("he_normal", "HeNormal", [5, 4, 50, 200]),
    both("lecun_uniform", "LecunUniform"),
    both("lecun_normal", "LecunNormal"),
    both("variance_scaling", "VarianceScaling"),
    both("variance_scaling", "VarianceScaling", scale=2.5, mode="fan_out"),
    both("variance_scaling", "VarianceScaling", mode="fan_avg", distribution="uniform"),
    both(
        *("variance_scaling", "VarianceScaling", [5, 4, 50, 200]),
        mode="fan_avg",
        distribution="untruncated_normal",
    ),
    both("orthogonal", "Orthogonal"),
    both("orthogonal", "Orthogonal", [500, 400], gain=1.7),
    both("orthogonal", "Orthogonal", [20, 20, 500]),
    Row({"type": "sparse", "sparsity": 0.1}, sparse(0.1)),
    Row({"type": "sparse", "sparsity": 0.333, "stddev": 2.0}, sparse(0.333, 2.0)),
]


def facts(row: Row, array: Array, *, is_random: bool) -> dict[str, Any]:
    """Give what is true of every draw, and the sample where there is chance."""
    if not is_random:
        return {"value": array}
    found: dict[str, Any] = {"shape": array.shape, "sample": array.ravel()}
    if row.title.startswith("orthogonal"):
        matrix = array.reshape(-1, array.shape[-1])
        gram = min(matrix @ matrix.T, matrix.T @ matrix, key=len)
        found["products"] = [gram.diagonal().min(), gram.diagonal().max()]
        found["others"] = np.abs(gram - np.diag(gram.diagonal())).max()
    if row.title.startswith("sparse"):
        zeros = (array == 0).sum(axis=0)
        found["zeros"] = [zeros.min(), zeros.max()]
    return found


def ours(row: Row) -> dict[str, Any]:
    """Draw with the engine."""
    word = read(Initializer, row.word, (), problems := [])
    assert word, problems
    is_random = isinstance(word, Random)
    array = word(shape_of(row, is_random=is_random), stream(1, "golden"))
    return facts(row, array, is_random=is_random)


def theirs(row: Row) -> dict[str, object]:
    """Let the twin draw."""
    fixed = ("zeros", "ones", "constant", "literal", "identity")
    is_random = not row.title.startswith(fixed)
    array = np.asarray(row.twin(shape_of(row, is_random=is_random)), float)
    found = facts(row, array, is_random=is_random)
    if is_random:
        sample = found.pop("sample")
        found["quantiles"] = np.quantile(sample, LEVELS)
        found["mean"], found["deviation"] = sample.mean(), sample.std()
    return found


def shape_of(row: Row, *, is_random: bool) -> tuple[int, ...]:
    """Give the shape to draw."""
    return tuple(row.more.get("shape", SAMPLED if is_random else SMALL))


def compare(found: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Hold ours against theirs: what is exact to rounding, the sample to chance."""
    for key in ("value", "shape", "products", "others", "zeros"):
        assert (key in found) == (key in expected)
        if key in found:
            np.testing.assert_allclose(found[key], expected[key], 1e-12, 1e-12)
    if "sample" in found:
        far = gaps(found["sample"], expected)
        assert np.abs(far).max() < BOUND, far


def gaps(sample: Array, expected: Mapping[str, Any]) -> Array:
    """Give the differences of two samples, each divided by its deviation."""
    n, levels = len(sample), np.array(LEVELS)
    quantiles = np.array(expected["quantiles"])[:, np.newaxis]
    ordered = np.sort(sample)
    below = np.searchsorted(ordered, quantiles.ravel(), "left") / n
    upto = np.searchsorted(ordered, quantiles.ravel(), "right") / n
    # Where many numbers are equal, the share may be any between the two.
    share = np.clip(levels, below, upto)
    shares = (share - levels) / np.sqrt(2 * levels * (1 - levels) / n)
    deviation = sample.std()
    centred = sample - sample.mean()
    kurtosis = np.mean(centred**4) / deviation**4
    mean = (sample.mean() - expected["mean"]) / (deviation * math.sqrt(2 / n))
    spread = math.log(deviation / expected["deviation"])
    spread /= math.sqrt(max(kurtosis - 1, 0) / (2 * n))
    return np.array([*shares, mean, spread])


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write nothing: programs do not depend on the numbers that they begin with."""
    yield from ()
