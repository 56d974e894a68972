"""The functions that a printed program may call besides NumPy's own.

Their text goes into every standalone program that uses them, so each needs nothing
but NumPy and the names of this file. Arrays have one row per example.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + np.exp(-x))


def softmax(x: Array) -> Array:
    """exp(x) / sum(exp(x)) of each row, moved so that nothing overflows."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax(x: Array) -> Array:
    """x - log(sum(exp(x))) of each row, moved so that nothing overflows."""
    moved = x - x.max(axis=-1, keepdims=True)
    return moved - np.log(np.exp(moved).sum(axis=-1, keepdims=True))


def sigmoid_crossentropy(z: Array, y: Array) -> Array:
    """-(y log p + (1 - y) log(1 - p)) for p = sigmoid(z), exact for any z."""
    return np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))


def softmax_crossentropy(z: Array, y: Array) -> Array:
    """-sum(y log p) of each row for p = softmax(z), exact for any z."""
    return -(y * log_softmax(z)).sum(axis=-1, keepdims=True)


def xlogy(y: Array, p: Array) -> Array:
    """y log(p), and 0 where y is 0."""
    return y * np.log(np.where(y == 0, 1, p))


def ratio(y: Array, p: Array) -> Array:
    """y / p, and 0 where y is 0."""
    return y / np.where(y == 0, 1, p)


def categorical_crossentropy(p: Array, y: Array) -> Array:
    """-sum(y log p) of each row, p brought to a sum of 1 first."""
    return -xlogy(y, p / p.sum(axis=-1, keepdims=True)).sum(axis=-1, keepdims=True)


def norm(x: Array) -> Array:
    """sqrt(sum(x**2)) of each row, but 1 for a row of zeros, to divide by."""
    length = np.sqrt(np.square(x).sum(axis=-1, keepdims=True))
    return np.where(length == 0, 1, length)


def log_cosh(x: Array) -> Array:
    """log((exp(x) + exp(-x)) / 2), without overflow."""
    return np.logaddexp(x, -x) - 0.6931471805599453


def one_hot(y: Array, classes: int, *work: Array) -> Array:
    """For a column of class numbers, rows with 1 in the column of the class."""
    (out,) = work or [np.empty((*y.shape[:-1], classes), y.dtype)]
    for number in range(classes):
        np.equal(y[..., 0], number, out[..., number])
    return out


def scale_columns(x: Array, factors: tuple[float, ...], *work: Array) -> Array:
    """Multiply each column by its factor."""
    (out,) = work or [np.empty_like(x)]
    for place, factor in enumerate(factors):
        np.multiply(x[..., place], factor, out[..., place])
    return out


def shares_of_max(x: Array) -> Array:
    """1 at the largest number of each row, shared evenly by equals; 0 elsewhere."""
    is_largest = (x == x.max(axis=-1, keepdims=True)).astype(x.dtype)
    return is_largest / is_largest.sum(axis=-1, keepdims=True)


def huber(error: Array, delta: float) -> Array:
    """error**2 / 2 up to delta; delta * (|error| - delta / 2) beyond."""
    near = np.clip(error, -delta, delta)
    return near * (error - 0.5 * near)


def normal_pdf(x: Array) -> Array:
    """exp(-x**2 / 2) / sqrt(2 pi), the density of the standard normal distribution."""
    return 0.3989422804014327 * np.exp(-0.5 * np.square(x))


TAIL = (
    -1.493647950995503e-10,
    -1.6858481937278877e-09,
    -4.1774838524334276e-10,
    1.6051942514282524e-08,
    1.7419125179458914e-08,
    -7.874694430470838e-08,
    -1.5916439391794904e-07,
    2.6468456126470355e-07,
    1.0242368988565404e-06,
    -6.249141680900659e-07,
    -5.921289422115028e-06,
    7.145802592193101e-07,
    3.514498813160344e-05,
    -1.9076685133202144e-06,
    -0.00023109498674854848,
    0.00013334420755153713,
    0.0016308184627789688,
    -0.0034796923564507777,
    -0.007540188966996623,
    0.06039657489034808,
    -0.18652185795965176,
    0.3871374007422269,
    -0.6078966419718921,
    0.7552851304157514,
)
"""(a + 4) exp(a**2 / 2) (1 - cdf(a)) as a polynomial in (a - 4) / (a + 4), a >= 0.

The highest power first; a minimax fit, relative error 5e-17. The change of variable
is that of Shepherd and Laframboise, Mathematics of Computation 36 (1981).
"""


def normal_cdf(x: Array, *work: Array) -> Array:
    """(1 + erf(x / sqrt(2))) / 2, the standard normal distribution's share below x.

    The result is written to the first array of `work`, if there are any: three like x
    and one of truth values.
    """
    out, a, u, positive = work or [np.empty(x.shape, t) for t in [x.dtype] * 3 + [bool]]
    np.absolute(x, a)
    np.greater(x, 0, positive)
    np.add(a, 4.0, out)
    np.subtract(a, 4.0, u)
    np.divide(u, out, u)
    np.square(a, a)
    np.multiply(a, -0.5, a)
    np.exp(a, a)
    np.divide(a, out, a)
    out.fill(0)
    for coefficient in TAIL:
        np.multiply(out, u, out)
        np.add(out, coefficient, out)
    np.multiply(out, a, out)
    np.subtract(1.0, out, out, where=positive)
    return out


def sparsemax(x: Array, *work: Array) -> Array:
    """max(x - tau, 0) of each row, with tau such that the sum is 1.

    With the k largest numbers above it, tau is (their sum - 1) / k; the right k gives
    the largest. The result is written to the first array of `work`, if there are any:
    three like x, and one of a number for each row.
    """
    row = np.empty((*x.shape[:-1], 1), x.dtype)
    out, falling, sums, least = work or [*np.empty((3, *x.shape), x.dtype), row]
    np.negative(x, falling)
    falling.sort(axis=-1)
    np.add.accumulate(falling, -1, None, sums)
    np.add(sums, 1.0, sums)
    falling.fill(1)
    np.add.accumulate(falling, -1, None, out)
    np.divide(sums, out, sums)
    sums.min(axis=-1, keepdims=True, out=least)
    np.add(x, least, out)
    np.maximum(out, 0.0, out=out)
    return out


def split(x: Array, parts: int, *work: Array) -> Sequence[Array]:
    """Copy the columns of x into parts of one width."""
    pieces = np.split(x, parts, axis=-1)
    outs = work or [np.empty(piece.shape, x.dtype) for piece in pieces]
    for out, piece in zip(outs, pieces, strict=True):
        out[...] = piece
    return outs


def pad_columns(x: Array, start: int, stop: int, width: int) -> Array:
    """Put the columns of x at `start` among `width` columns of zeros."""
    out = np.zeros((*x.shape[:-1], width), x.dtype)
    out[..., start:stop] = x
    return out


def pad_images(
    x: Array, around: tuple[int, int, int, int], value: float = 0.0, *work: Array
) -> Array:
    """Put places of a value above, below, left and right of images."""
    top, bottom, left, right = around
    rows, height, width, channels = x.shape
    shape = rows, height + top + bottom, width + left + right, channels
    (out,) = work or [np.empty(shape, x.dtype)]
    out.fill(value)
    out[:, top : top + height, left : left + width] = x
    return out


def windows(
    x: Array,
    size: tuple[int, int],
    strides: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
) -> Array:
    """View images as their windows: (rows, down, across, height, width, channels)."""
    (down, across), (below, beside) = strides, dilation
    spans = (size[0] - 1) * below + 1, (size[1] - 1) * beside + 1
    view = np.lib.stride_tricks.sliding_window_view(x, spans, (1, 2), writeable=True)
    apart = view[:, ::down, ::across, :, ::below, ::beside]
    return apart.transpose(0, 1, 2, 4, 5, 3)


def patches(
    x: Array,
    size: tuple[int, int],
    strides: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
    *work: Array,
) -> Array:
    """Lay the numbers of each window of images side by side: one row a window."""
    seen = windows(x, size, strides, dilation)
    width = seen[0, 0, 0].size
    (out,) = work or [np.empty((seen.size // width, width), x.dtype)]
    out.reshape(seen.shape)[:] = seen
    return out


def add_patches(
    d: Array,
    x: Array,
    size: tuple[int, int],
    strides: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
    *work: Array,
) -> Array:
    """Add rows up at the windows that they are of, in images like x."""
    (out,) = work or [np.empty_like(x)]
    out.fill(0)
    slopes = windows(out, size, strides, dilation)
    parts = d.reshape(slopes.shape)
    for i, j in np.ndindex(size):
        slopes[:, :, :, i, j] += parts[:, :, :, i, j]
    return out


def max_pool(
    x: Array,
    size: tuple[int, int],
    strides: tuple[int, int] | None = None,
    *work: Array,
) -> Array:
    """Find the largest number of each window of images, channel by channel."""
    seen = windows(x, size, strides or size)
    (out,) = work or [seen[:, :, :, 0, 0].copy()]
    out[:] = seen[:, :, :, 0, 0]
    for i, j in np.ndindex(size):
        np.maximum(out, seen[:, :, :, i, j], out=out)
    return out


def unpool(
    d: Array,
    largest: Array,
    x: Array,
    size: tuple[int, int],
    strides: tuple[int, int] | None = None,
    *work: Array,
) -> Array:
    """Add d up where the first of the largest numbers of each window of x stands."""
    kinds = x.dtype, bool, bool
    out, share, here, left = work or [
        np.empty_like(x),
        *(np.empty(d.shape, kind) for kind in kinds),
    ]
    out.fill(0)
    left.fill(True)
    seen, slopes = (windows(a, size, strides or size) for a in (x, out))
    for i, j in np.ndindex(size):
        np.equal(seen[:, :, :, i, j], largest, here)
        np.logical_and(here, left, here)
        np.logical_xor(left, here, left)
        np.multiply(d, here, share)
        slopes[:, :, :, i, j] += share
    return out


def place_step(x: Array, index: int, steps: int) -> Array:
    """Put a step at `index` among `steps` steps of zeros."""
    out = np.zeros((steps, *x.shape), x.dtype)
    out[index] = x
    return out


def place_steps(x: Array, start: int, steps: int) -> Array:
    """Put steps at `start` among `steps` steps, the others of zeros."""
    out = np.zeros((steps, *x.shape[1:]), x.dtype)
    out[start : start + len(x)] = x
    return out


def add_at(rows: Array, places: Array, like: Array) -> Array:
    """Add rows up at the given places of an array like the third."""
    out = np.zeros_like(like)
    np.add.at(out, places, rows)
    return out
