"""A second, independent derivation of networks: closures, differentiated by hand.

Every layer gives its output and the closure that takes the output's adjoint back to
what it was computed from. The compiler is compared with this file, so nothing here may
come from the engine. All arithmetic is in float64.
"""

import math
from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Entry = dict[str, Any]
Written = str | Entry
Back = Callable[[Array], Array]
LayerBack = Callable[[Array], tuple[list[Array], list[Array]]]
Step = tuple[str, list[str], LayerBack]
Table = dict[str, Callable[..., tuple[Array, Array]]]

ALIASES = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "bce": "binary_crossentropy",
    "logistic": "sigmoid",
    "identity": "linear",
    "silu": "swish",
}


def parse(written: Written) -> tuple[str, Entry]:
    """Return the name, any alias resolved, and the options: "x" means {"type": "x"}."""
    options = {"type": written} if isinstance(written, str) else dict(written)
    name = options.pop("type")
    return ALIASES.get(name, name), options


# Activations of one number: each gives f and its slope f'.


def linear(x: Array) -> tuple[Array, Array]:
    """f = x, f' = 1."""
    return x, np.ones_like(x)


def sigmoid(x: Array) -> tuple[Array, Array]:
    """f = 1 / (1 + exp(-x)), written so that exp never overflows; f' = f (1 - f)."""
    e = np.exp(-np.abs(x))
    f = np.where(x >= 0, 1.0, e) / (1 + e)
    return f, f * (1 - f)


def tanh(x: Array) -> tuple[Array, Array]:
    """f' = 1 - f^2."""
    return np.tanh(x), 1 - np.tanh(x) ** 2


def relu(
    x: Array,
    negative_slope: float = 0.0,
    max_value: float | None = None,
    threshold: float = 0.0,
) -> tuple[Array, Array]:
    """f = max_value from there on, x from threshold on, negative_slope (x - threshold).

    f' = 0, 1 and negative_slope; at a kink it is not 1, as frameworks agree.
    """
    top = math.inf if max_value is None else max_value
    below = negative_slope * (x - threshold)
    f = np.where(x >= top, top, np.where(x >= threshold, x, below))
    return f, np.where(x >= top, 0.0, np.where(x > threshold, 1.0, negative_slope))


def leaky_relu(x: Array, negative_slope: float = 0.2) -> tuple[Array, Array]:
    """f = x above 0, negative_slope x below."""
    return relu(x, negative_slope)


def softplus(x: Array) -> tuple[Array, Array]:
    """f = log(1 + exp(x)), f' = sigmoid(x)."""
    return np.logaddexp(0.0, x), sigmoid(x)[0]


def swish(x: Array) -> tuple[Array, Array]:
    """f = x s with s = sigmoid(x), f' = s + x s'."""
    s, slope = sigmoid(x)
    return x * s, s + x * slope


def gelu(x: Array, approximate: bool = False) -> tuple[Array, Array]:
    """f = x P(x), P the normal distribution function; f' = P + x P'."""
    p, slope = tanh_normal(x) if approximate else normal(x)
    return x * p, p + x * slope


def normal(x: Array) -> tuple[Array, Array]:
    """P = (1 + erf(x / sqrt 2)) / 2, P' = exp(-x^2 / 2) / sqrt(2 pi)."""
    erf = np.vectorize(math.erf, otypes=[float])
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return (1 + erf(x / math.sqrt(2))) / 2, density


def tanh_normal(x: Array) -> tuple[Array, Array]:
    """P = (1 + tanh u) / 2 with u = c (x + a x^3), P' = (1 - tanh^2 u) u' / 2."""
    c, a = math.sqrt(2 / math.pi), 0.044715
    t, slope = tanh(c * (x + a * x**3))
    return (1 + t) / 2, slope * c * (1 + 3 * a * x**2) / 2


SMOOTH = (linear, sigmoid, tanh, softplus, swish, gelu)
ACTIVATIONS: Table = {f.__name__: f for f in (*SMOOTH, relu, leaky_relu)}


def total(rows: Array) -> Array:
    return rows.sum(axis=-1, keepdims=True)


def softmax(x: Array) -> tuple[Array, Back]:
    """s_i = exp(x_i) / sum_j exp(x_j), ds_i / dx_j = s_i ([i = j] - s_j).

    The Jacobian is symmetric, so d goes to s (d - sum_j d_j s_j).
    """
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    s = e / total(e)
    return s, lambda d: s * (d - total(d * s))


def activate(written: Written | None, x: Array) -> tuple[Array, Back]:
    name, options = parse(written or "linear")
    if name == "softmax":
        return softmax(x)
    f, slope = ACTIVATIONS[name](x, **options)
    return f, lambda d: d * slope


# Layers: the closure gives the adjoints of the inputs, and of the parameters.


def dense(
    activation: Written | None, x: Array, kernel: Array, *bias: Array
) -> tuple[Array, LayerBack]:
    """f(z), z = x W + b: d_W = x' d_z, d_b = the sum of d_z's rows, d_x = d_z W'."""
    y, undo = activate(activation, x @ kernel + sum(bias))

    def back(d: Array) -> tuple[list[Array], list[Array]]:
        d_z = undo(d)
        rows = d_z.reshape(-1, kernel.shape[1])
        d_kernel = x.reshape(-1, kernel.shape[0]).T @ rows
        return [d_z @ kernel.T], [d_kernel, *(rows.sum(axis=0) for _ in bias)]

    return y, back


def dropout(x: Array, rate: float, u: Array | None) -> tuple[Array, Back]:
    """Keep where u >= rate and divide by 1 - rate; without u, nothing is dropped."""
    scale = np.ones_like(x) if u is None else (u >= rate) / (1 - rate)
    return x * scale, lambda d: d * scale


def flatten(x: Array) -> tuple[Array, Back]:
    """All axes but the first become one."""
    return x.reshape(len(x), -1), lambda d: d.reshape(x.shape)


def add(inputs: list[Array]) -> tuple[Array, LayerBack]:
    """A sum hands its adjoint to every term."""
    return np.sum(inputs, axis=0), lambda d: ([d] * len(inputs), [])


def concatenate(inputs: list[Array]) -> tuple[Array, LayerBack]:
    """Side by side on the last axis; the adjoint is cut where the inputs met."""
    cuts = np.cumsum([x.shape[-1] for x in inputs])[:-1]
    y = np.concatenate(inputs, axis=-1)
    return y, lambda d: (np.split(d, cuts, axis=-1), [])


def plain(y: Array, back: Back) -> tuple[Array, LayerBack]:
    """Return a layer of one input and no parameters."""
    return y, lambda d: ([back(d)], [])


def layer(
    written: Written, inputs: list[Array], own: list[Array], u: Array | None
) -> tuple[Array, LayerBack]:
    name, options = parse(written)
    match name:
        case "dense":
            return dense(options.get("activation"), inputs[0], own[0], *own[1:])
        case "activation":
            return plain(*activate(options["activation"], inputs[0]))
        case "dropout":
            return plain(*dropout(inputs[0], options["rate"], u))
        case "flatten":
            return plain(*flatten(inputs[0]))
        case "add":
            return add(inputs)
        case "concatenate":
            return concatenate(inputs)
        case _:
            raise ValueError(f"the oracle has no layer {name!r}")


# Losses: each gives its terms, and the derivative of each term by the prediction.


def mean_squared_error(p: Array, y: Array) -> tuple[Array, Array]:
    """e^2 with e = p - y, by p: 2 e."""
    return (p - y) ** 2, 2 * (p - y)


def mean_absolute_error(p: Array, y: Array) -> tuple[Array, Array]:
    """|e| with e = p - y, by p: sign(e)."""
    return np.abs(p - y), np.sign(p - y)


def huber(p: Array, y: Array, delta: float = 1.0) -> tuple[Array, Array]:
    """e^2 / 2 up to |e| = delta, then its tangent; by p: e held within +-delta."""
    e = p - y
    tangent = delta * np.abs(e) - delta**2 / 2
    return np.where(np.abs(e) <= delta, e**2 / 2, tangent), np.clip(e, -delta, delta)


def binary_crossentropy(
    p: Array, y: Array, from_logits: bool = False, label_smoothing: float = 0.0
) -> tuple[Array, Array]:
    """-y log p - (1 - y) log(1 - p), by p: (p - y) / (p (1 - p)).

    With p = sigmoid(z) it is log(1 + exp(z)) - y z, by z: sigmoid(z) - y.
    """
    y = y * (1 - label_smoothing) + 0.5 * label_smoothing
    if from_logits:
        return np.logaddexp(0.0, p) - y * p, sigmoid(p)[0] - y
    return -y * np.log(p) - (1 - y) * np.log1p(-p), (p - y) / (p * (1 - p))


def categorical_crossentropy(
    p: Array, y: Array, from_logits: bool = False, label_smoothing: float = 0.0
) -> tuple[Array, Array]:
    """-sum_i y_i log(p_i / sum_j p_j), by p_i: sum_j y_j / sum_j p_j - y_i / p_i.

    With p = exp(z), by z_i: softmax(z)_i sum_j y_j - y_i.
    """
    y = y * (1 - label_smoothing) + label_smoothing / y.shape[-1]
    if from_logits:
        z = p - p.max(axis=-1, keepdims=True)
        log_share = z - np.log(total(np.exp(z)))
        return -total(y * log_share), softmax(p)[0] * total(y) - y
    return -total(y * np.log(p / total(p))), total(y) / total(p) - y / p


ERRORS = (mean_squared_error, mean_absolute_error, huber)
LOSSES: Table = {
    f.__name__: f for f in (*ERRORS, binary_crossentropy, categorical_crossentropy)
}


def measure(
    written: Written, p: Array, y: Array, weight: Array | None
) -> tuple[float, Array]:
    """Return sum(w * terms) / count, and its derivative by the prediction.

    The count for "sum" is that of the terms in a row, so that rows' means are added up;
    else that of all terms, or of the weights that are not 0.
    """
    name, options = parse(written)
    reduction = options.pop("reduction", "sum_over_batch_size")
    terms, slopes = LOSSES[name](p, y, **options)
    w = np.ones_like(terms) if weight is None else weight
    if w.shape != terms.shape:
        raise ValueError(f"weights {w.shape} do not fit the terms {terms.shape}")
    counts = {
        "sum": terms.shape[-1],
        "sum_over_batch_size": max(1, np.count_nonzero(w)),
    }
    return (w * terms).sum() / counts[reduction], w * slopes / counts[reduction]


# The network: one step per layer, with the names of its output and of its inputs.


def l2_rates(written: Written) -> list[float]:
    """Return the l2 of each parameter of a layer, 0 where it has no regularizer."""
    name, options = parse(written)
    if name != "dense":
        return []
    slots = ("kernel", "bias") if options.get("use_bias", True) else ("kernel",)
    regularizers = [options.get(f"{slot}_regularizer") for slot in slots]
    return [parse(r)[1].get("l2", 0.01) if r else 0.0 for r in regularizers]


def forward(
    layers: list[Written], parameters: list[Array], x: Array, masks: dict[int, Array]
) -> tuple[Array, list[Step]]:
    values, steps, last, rest = {"input": x}, [], "input", iter(parameters)
    for i, written in enumerate(layers):
        options = parse(written)[1]
        names = options.get("inputs", last)
        sources = [names] if isinstance(names, str) else names
        own = list(islice(rest, len(l2_rates(written))))
        y, back = layer(written, [values[s] for s in sources], own, masks.get(i))
        last = options.get("name", f"layers[{i}]")
        values[last] = y
        steps.append((last, sources, back))
    return values[last], steps


def backward(steps: list[Step], d: Array) -> list[Array]:
    """Add up the adjoint of every value, last to first; return the parameters' own."""
    adjoints, gradients = {steps[-1][0]: d}, []
    for name, sources, back in reversed(steps):
        d_inputs, d_parameters = back(adjoints.pop(name))
        gradients = d_parameters + gradients
        for source, d_input in zip(sources, d_inputs, strict=True):
            adjoints[source] = adjoints.get(source, 0.0) + d_input
    return gradients


def run(
    spec: Entry,
    parameters: list[Array],
    x: ArrayLike,
    y: ArrayLike,
    weight: ArrayLike | None = None,
    masks: dict[int, Array] | None = None,
) -> tuple[float, Array, list[Array]]:
    """Return the loss, the prediction and the gradient of each parameter, in order.

    A penalty l2 sum(W^2) adds 2 l2 W to the gradient. `masks` holds the uniform
    numbers u of the dropout layers, by layer index; without them nothing is dropped.
    """
    own = [np.asarray(p, float) for p in parameters]
    rates = [rate for written in spec["layers"] for rate in l2_rates(written)]
    penalty = sum(r * (p**2).sum() for r, p in zip(rates, own, strict=True))
    p, steps = forward(spec["layers"], own, np.asarray(x, float), masks or {})
    w = None if weight is None else np.asarray(weight, float)
    loss, d = measure(spec["loss"], p, np.asarray(y, float), w)
    terms = zip(backward(steps, d), rates, own, strict=True)
    return float(loss + penalty), p, [g + 2 * rate * q for g, rate, q in terms]


# The tutorial: the exclusive or of two bits beside a constant 1.

XOR_X = np.array([[0, 1, 1], [1, 0, 1], [1, 1, 1], [0, 0, 1]], float)
XOR_Y = np.array([[1], [1], [0], [0]], float)


def tutorial_start() -> list[Array]:
    """Return W1, b1, W2, b2, drawn in the tutorial's order: both kernels first."""
    random = np.random.RandomState(1)
    w1, w2 = random.randn(3, 4), random.randn(4, 1)
    return [w1, random.randn(4), w2, random.randn(1)]


def tutorial_rule(epochs: int) -> float:
    """Return the mean absolute error after training by the tutorial's own faulty rule.

    With h = sigmoid(x W1 + b1) and o = sigmoid(h W2 + b2) it has three faults, kept
    here for reference: the slope of sigmoid is taken at the activations h and o, not at
    what went into them; biases move by the mean of the errors where weights move by
    their sum; and the mean for b1 is over the hidden units instead of the rows, which
    fits only because there are four of each.
    """
    w1, b1, w2, b2 = tutorial_start()
    for _ in range(epochs):
        h = sigmoid(XOR_X @ w1 + b1)[0]
        o = sigmoid(h @ w2 + b2)[0]
        d_o = (o - XOR_Y) * sigmoid(o)[1]
        d_h = d_o @ w2.T * sigmoid(h)[1]
        w1, b1 = w1 - XOR_X.T @ d_h, b1 - d_h.mean(axis=1)
        w2, b2 = w2 - h.T @ d_o, b2 - d_o.mean()
    o = sigmoid(sigmoid(XOR_X @ w1 + b1)[0] @ w2 + b2)[0]
    return float(np.abs(o - XOR_Y).mean())
