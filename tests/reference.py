"""What every operation means: a small interpreter that shares no text with the engine.

The meanings are the textbook definitions, by other formulas than the engine's wherever
there is one, and no faster than they need to be.
"""

from collections.abc import Mapping
from decimal import Decimal
from math import erfc, exp, log, pi, prod, sin, sqrt
from typing import Any

import numpy as np

from engine.core import arithmetic, loops
from engine.core.function import Function
from engine.core.graph import Graph, Value
from engine.core.ops import (
    classes,
    convolution,
    crossentropy,
    curves,
    elementwise,
    powers,
    reductions,
    rowwise,
    scalars,
    sequences,
    shaping,
)


def evaluate(made: Graph | Function, inputs: Mapping[Value, Any]) -> dict[Value, Any]:
    """Give every value of a graph or function, equation by equation."""
    values = dict(inputs)
    for equation in made.equations:
        args = [values[a] if isinstance(a, Value) else a for a in equation.args]
        results = MEANING[type(equation.op)](equation.op, *args)
        is_one = len(equation.outs) == 1
        values |= zip(equation.outs, [results] if is_one else results, strict=True)
    return values


def scan(op, *args):
    """Call the body for each step, with a list for each sequence."""
    carried, sequences, shared = (list(part) for part in op.split(args))
    carried = [
        np.broadcast_to(start, carry_shape(op, old, sequences))
        for old, start in zip(op.carries, carried, strict=True)
    ]
    histories = [[start] for start in carried]
    kept = {}
    for t in sorted(range(op.steps), reverse=op.backwards):
        inputs = dict(zip(op.carries, carried, strict=True))
        inputs |= {
            s.value: sequence[t + s.offset]
            for s, sequence in zip(op.slices, sequences, strict=True)
        }
        inputs |= zip(op.shared, shared, strict=True)
        values = evaluate(op.step, inputs)
        carried = [values[new] for new in op.renewed]
        kept[t] = [values[value] for value in op.kept]
        for history, value in zip(histories, carried, strict=True):
            history.append(value)
    inner = [kept[t] for t in range(op.steps)]
    stacks = (np.stack([step[i] for step in inner]) for i in range(len(op.kept)))
    order = -1 if op.backwards else 1
    results = (np.stack(h[::order]) if op.remembers else h[-1] for h in histories)
    return one_or_all([*results, *stacks])


def carry_shape(op, old, sequences):
    """Give the shape of a carry, the rows as a sequence has them."""
    rows = {
        dim: length
        for piece, sequence in zip(op.slices, sequences, strict=True)
        for dim, length in zip(piece.value.shape, sequence.shape[1:], strict=True)
    }
    return tuple(rows.get(dim, dim) for dim in old.shape)


def one_or_all(results):
    return results[0] if len(results) == 1 else results


def place_step(x, index, steps):
    return np.stack([x if i == index else np.zeros_like(x) for i in range(steps)])


def place_steps(x, start, steps):
    around = [(start, steps - start - len(x)), *[(0, 0)] * (x.ndim - 1)]
    return np.pad(x, around)


def sum_axes(x, axes):
    """Add slices up along one axis after the other."""
    for axis in np.atleast_1d(axes):
        x = np.expand_dims(sum(np.moveaxis(x, axis, 0)), int(axis))
    return x


def number_by_number(function):
    """Let a function of one Python number take arrays."""
    return lambda x: np.vectorize(function, otypes=[float])(x).astype(np.result_type(x))


normal_cdf = number_by_number(lambda x: erfc(-x / sqrt(2)) / 2)
normal_pdf = number_by_number(lambda x: exp(-x * x / 2) / sqrt(2 * pi))


def log_softmax(z):
    return z - np.logaddexp.reduce(z, axis=-1, keepdims=True)


def categorical_crossentropy(log_p, y):
    return -np.einsum("...k,...k->...", y, log_p)[..., None]


def huber(error, delta):
    beyond = delta * (np.abs(error) - delta / 2)
    return np.where(np.abs(error) <= delta, error * error / 2, beyond)


def nearest_shares(x):
    """Project each row onto the shares by halving the range in which tau must be."""
    low, high = x.max(axis=-1, keepdims=True) - 1, x.max(axis=-1, keepdims=True)
    for _ in range(80):
        tau = (low + high) / 2
        is_low = np.maximum(x - tau, 0).sum(axis=-1, keepdims=True) > 1
        low, high = np.where(is_low, tau, low), np.where(is_low, high, tau)
    return np.maximum(x - low, 0)


def pad(x, start, stop, width):
    around = [(0, 0)] * (x.ndim - 1)
    return np.pad(x, [*around, (start, width - stop)])


def pad_images(x, around, value):
    top, bottom, left, right = around
    edges = [(0, 0), (top, bottom), (left, right), (0, 0)]
    return np.pad(x, edges, constant_values=value)


def crop_images(x, around):
    top, bottom, left, right = around
    rows, columns = range(x.shape[1]), range(x.shape[2])
    kept = np.take(x, rows[top : len(rows) - bottom], axis=1)
    return np.take(kept, columns[left : len(columns) - right], axis=2)


def places_of(x, windows):
    """Give for each window the indices that it covers, as rows and columns."""
    grid = windows.places(x.shape[1], x.shape[2])
    return [
        [
            (
                down * windows.strides[0] + i * windows.dilation[0],
                across * windows.strides[1] + j * windows.dilation[1],
            )
            for i, j in np.ndindex(*windows.size)
        ]
        for down, across in np.ndindex(*grid)
    ]


def patches(x, windows):
    found = [
        np.concatenate([image[place] for place in places])
        for image in x
        for places in places_of(x, windows)
    ]
    return np.array(found)


def add_patches(d, x, windows):
    out, rows = np.zeros_like(x), iter(d)
    for image in out:
        for places in places_of(x, windows):
            parts = np.split(next(rows), len(places))
            for place, part in zip(places, parts, strict=True):
                image[place] = image[place] + part
    return out


def max_pool(x, windows):
    grid = windows.places(x.shape[1], x.shape[2])
    found = [
        np.max([image[place] for place in places], axis=0)
        for image in x
        for places in places_of(x, windows)
    ]
    return np.reshape(found, (len(x), *grid, x.shape[-1])).astype(x.dtype)


def unpool(d, largest, x, windows):
    out, channels = np.zeros_like(x), x.shape[-1]
    slopes, tops = iter(d.reshape(-1, channels)), iter(largest.reshape(-1, channels))
    for image, slope in zip(x, out, strict=True):
        for places in places_of(x, windows):
            pairs = enumerate(zip(next(slopes), next(tops), strict=True))
            for channel, (part, top) in pairs:
                found = [p for p in places if image[(*p, channel)] == top]
                for place in found[:1]:
                    slope[(*place, channel)] += part
    return out


def take(table, places):
    rows = [table[place] for place in places.ravel()]
    return np.array(rows).reshape(*places.shape, *table.shape[1:])


def add_at(rows, places, like):
    out = np.zeros_like(like)
    flat = rows.reshape(-1, *like.shape[1:])
    for row, place in zip(flat, places.ravel(), strict=True):
        out[place] = out[place] + row
    return out


def reshaped(x, shape):
    """Find the one length that is not known."""
    known = prod(dim for dim in shape if isinstance(dim, int))
    return [dim if isinstance(dim, int) else x.size // known for dim in shape]


def xlogy(y, p):
    pairs = np.broadcast_arrays(y, p)
    terms = [b and b * log(a) for b, a in zip(*map(np.ravel, pairs), strict=True)]
    return np.array(terms, np.result_type(y, p)).reshape(pairs[0].shape)


def norm(x):
    length = np.sqrt(np.einsum("...k,...k->...", x, x))[..., None]
    return length + (length == 0)


def ratio(y, p):
    with np.errstate(all="ignore"):
        return np.nan_to_num((y + 0 * p) / p, nan=0.0)


def one_hot(y, classes):
    return np.eye(classes, dtype=y.dtype)[y.ravel().astype(int)]


def shares_of_max(x):
    equal = x >= np.sort(x, axis=-1)[..., -1:]
    return np.where(equal, 1 / equal.sum(axis=-1, keepdims=True), 0).astype(x.dtype)


MEANING = {
    arithmetic.Add: lambda op, a, b: a + b,
    arithmetic.Subtract: lambda op, a, b: a - b,
    arithmetic.Multiply: lambda op, a, b: a * b,
    arithmetic.Divide: lambda op, a, b: a / b,
    arithmetic.Negative: lambda op, a: 0 - a,
    arithmetic.Power: lambda op, a, b: a**b,
    arithmetic.FloorDivide: lambda op, a, b: (a - a % b) / b,
    arithmetic.Greater: lambda op, a, b: ~np.less_equal(a, b),
    arithmetic.Less: lambda op, a, b: ~np.greater_equal(a, b),
    arithmetic.GreaterEqual: lambda op, a, b: ~np.less(a, b),
    arithmetic.LessEqual: lambda op, a, b: ~np.greater(a, b),
    scalars.Floor: lambda op, a: int(a - a % 1),
    scalars.Ceil: lambda op, a: int(a + -a % 1),
    scalars.LogOfNumber: lambda op, a: float(Decimal(a).ln()),
    scalars.CosPi: lambda op, a: 1 - 2 * sin(pi * a / 2) ** 2,
    scalars.ScalarMin: lambda op, a, b: b if a > b else a,
    scalars.Choice: lambda op, truth, a, b: int(truth) * a + int(not truth) * b,
    arithmetic.MatMul: lambda op, a, b: np.einsum("ij,jk->ik", a, b),
    arithmetic.MatMulLeft: lambda op, a, b: np.einsum("ji,jk->ik", a, b),
    arithmetic.MatMulRight: lambda op, a, b: np.einsum("ij,kj->ik", a, b),
    elementwise.Exp: lambda op, x: np.expm1(x) + 1,
    elementwise.Log: lambda op, x: np.log1p(x - 1),
    elementwise.Square: lambda op, x: x**2,
    elementwise.Sqrt: lambda op, x: x**0.5,
    elementwise.Absolute: lambda op, x: np.where(x < 0, -x, x),
    elementwise.Sign: lambda op, x: (x > 0) * np.ones_like(x) - (x < 0),
    elementwise.Clip: lambda op, x: np.where(
        x < op.low, op.low, np.where(x > op.high, op.high, x)
    ),
    elementwise.Maximum: lambda op, a, b: np.where(np.greater(a, b), a, b),
    elementwise.Minimum: lambda op, a, b: np.where(np.greater(a, b), b, a),
    elementwise.Where: lambda op, mask, a, b: np.choose(mask, [b, a]),
    elementwise.Tanh: lambda op, x: 1 - 2 * np.exp(-np.logaddexp(0, 2 * x)),
    elementwise.Sigmoid: lambda op, x: np.exp(-np.logaddexp(0, -x)),
    elementwise.Softplus: lambda op, x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))),
    elementwise.LeakyRelu: lambda op, x: x - (1 - op.slope) * np.minimum(x, 0),
    elementwise.NormalCdf: lambda op, x: normal_cdf(x),
    elementwise.NormalPdf: lambda op, x: normal_pdf(x),
    elementwise.Huber: lambda op, x: huber(x, op.delta),
    curves.Elu: lambda op, x: np.maximum(x, 0) + np.exp(np.minimum(x, 0)) - 1,
    curves.ScaledElu: lambda op, x: (
        np.maximum(x, 0) + op.alpha * (np.exp(np.minimum(x, 0)) - 1)
    ),
    curves.Softsign: lambda op, x: np.sign(x) * (1 - 1 / (1 + np.abs(x))),
    curves.Sin: lambda op, x: np.exp(1j * x).imag,
    curves.Cos: lambda op, x: np.exp(1j * x).real,
    curves.Arctan: lambda op, x: np.angle(1 + 1j * x),
    curves.Heaviside: lambda op, x: (x >= 0) * np.ones_like(x),
    curves.Surrogate: lambda op, value, slope: value,
    rowwise.Sparsemax: lambda op, x: nearest_shares(x),
    rowwise.Softmax: lambda op, z: np.exp(log_softmax(z)),
    rowwise.LogSoftmax: lambda op, z: log_softmax(z),
    crossentropy.BinaryCrossentropy: lambda op, p, y: (
        -xlogy(y, p) - xlogy(1 - y, 1 - p)
    ),
    crossentropy.SigmoidCrossentropy: lambda op, z, y: np.logaddexp(0, z) - z * y,
    crossentropy.CategoricalCrossentropy: lambda op, p, y: categorical_crossentropy(
        np.log(np.where(y == 0, 1, p)) - np.log(p.sum(axis=-1, keepdims=True)), y
    ),
    powers.Raised: lambda op, x: np.exp(op.exponent * np.log(x)),
    powers.Log1p: lambda op, x: np.log(1 + x),
    powers.LogCosh: lambda op, x: np.abs(x) + np.log1p(np.exp(-2 * np.abs(x))) - log(2),
    powers.LogSigmoid: lambda op, x: np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x))),
    powers.Norm: lambda op, x: norm(x),
    powers.XLogY: lambda op, y, p: xlogy(y, p),
    powers.Ratio: lambda op, y, p: ratio(y, p),
    classes.OneHot: lambda op, y: one_hot(y, op.classes),
    classes.ScaleColumns: lambda op, x: x @ np.diag(op.factors).astype(x.dtype),
    classes.MaxLast: lambda op, x: np.sort(x, axis=-1)[..., -1:],
    classes.SharesOfMax: lambda op, x: shares_of_max(x),
    crossentropy.SoftmaxCrossentropy: lambda op, z, y: categorical_crossentropy(
        log_softmax(z), y
    ),
    reductions.SumAll: lambda op, x: np.einsum("i->", x.ravel()),
    reductions.SumRows: lambda op, x: np.einsum("i...->...", x),
    reductions.SumAxes: lambda op, x: sum_axes(x, op.axes),
    reductions.Number: lambda op: op.value,
    reductions.Size: lambda op, x: prod(x.shape),
    reductions.Rows: lambda op, x: x.shape[0],
    reductions.Width: lambda op, x: x.shape[x.ndim - 1],
    reductions.CountNonzero: lambda op, x: int((x != 0).sum()) or 1,
    reductions.NonzeroOrOne: lambda op, x: x if x != 0 else np.ones_like(x)[()],
    reductions.TotalWeight: lambda op, x: float(np.einsum("i->", x.ravel())) or 1.0,
    reductions.ScalarMax: lambda op, a, b: a if a >= b else b,
    shaping.Reshape: lambda op, x: np.reshape(x, reshaped(x, op.shape)),
    shaping.Copy: lambda op, x: np.array(x),
    shaping.Fill: lambda op, number, like: number * np.ones_like(like),
    shaping.Concatenate: lambda op, *parts: np.concatenate(parts, axis=-1),
    shaping.SliceColumns: lambda op, x: np.take(
        x, np.arange(op.start, op.stop), axis=-1
    ),
    shaping.PadColumns: lambda op, x: pad(x, op.start, op.stop, op.width),
    shaping.ToIndices: lambda op, x: np.trunc(x).astype(int),
    shaping.Gather: lambda op, table, places: take(table, places),
    loops.Scan: scan,
    sequences.Step: lambda op, x: np.take(x, op.index, axis=0),
    sequences.Steps: lambda op, x: np.take(x, np.arange(op.start, op.stop), axis=0),
    sequences.PlaceStep: lambda op, x: place_step(x, op.index, op.steps),
    sequences.PlaceSteps: lambda op, x: place_steps(x, op.start, op.steps),
    sequences.LastFirst: lambda op, x: np.flip(x, axis=0),
    sequences.StepsFirst: lambda op, x: np.einsum("ij...->ji...", x),
    shaping.Split: lambda op, x: one_or_all(np.split(x, op.parts, axis=-1)),
    convolution.Pad: lambda op, x: pad_images(x, op.around, op.value),
    convolution.Crop: lambda op, x: crop_images(x, op.around),
    convolution.Patches: lambda op, x: patches(x, op.windows),
    convolution.AddPatches: lambda op, d, x: add_patches(d, x, op.windows),
    convolution.MaxPool: lambda op, x: max_pool(x, op.windows),
    convolution.Unpool: lambda op, d, largest, x: unpool(d, largest, x, op.windows),
    shaping.ScatterAdd: lambda op, rows, places, like: add_at(rows, places, like),
}
"""From the class of an operation to what it computes of plain arrays."""
