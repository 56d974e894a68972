"""Layers: a twin takes what the layer takes, and its arrays by name.

It gives the result, what is added to the loss, and the states afterwards. `keras`
makes a twin of one of Keras's layers, `maths` of a function of tensors. `more` may say
the `shapes` of what is taken, that it is for inference (`training` false), that it
takes whole numbers below `places`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.builder import Net
from engine.core.function import extract
from engine.core.grad import gradients
from engine.core.graph import Value
from engine.core.ops.reductions import sum_all
from engine.core.running.rng import stream
from engine.core.types import Origin, at_rows
from engine.vocabulary.entry import read
from engine.vocabulary.initializers.basic import Literal
from engine.vocabulary.layers import Layer, Trainable
from tests.core.printings import textbook
from tests.golden import frameworks as f
from tests.golden.graphs import weights
from tests.golden.row import Array, Row
from tests.writing import Entry, dense, normal, spec

BASE = Layer
ROWS_OF_DATA = 4
Given = Mapping[str, Any]
Twin = Callable[[Sequence[Any], Given, bool], tuple[Any, list[Any], Given]]


def keras(name: str, **fields: Any) -> Twin:
    """Make a twin of a layer of Keras's; fields may be functions that make them."""

    def twin(inputs: Sequence[Any], given: Given, training: bool) -> Any:
        made = {k: v() if callable(v) else v for k, v in fields.items()}
        layer = getattr(f.keras.layers, name)(**made)
        taken = inputs[0] if len(inputs) == 1 else list(inputs)
        layer(taken)
        mode = {"training": training} if layer._call_has_training_arg else {}
        named = [
            (v, v.name.replace("recurrent_kernel", "recurrent"))
            for v in layer.variables
        ]
        known = [(v, given[name]) for v, name in named if name in given]
        with f.keras.StatelessScope(known, collect_losses=True) as scope:
            value, losses = layer(taken, **mode), layer.losses
        states = layer.non_trainable_variables
        return value, losses, {v.name: scope.get_current_value(v) for v in states}

    return twin


def maths(compute: Callable[..., Any], *penalized: str) -> Twin:
    """Make a twin of a function of what is taken, and of arrays by their names."""

    def twin(inputs: Sequence[Any], given: Given, training: bool) -> Any:
        losses = [0.3 * (given[name] ** 2).sum() for name in penalized]
        return compute(*inputs, **given), losses, {}

    return twin


def merged(kind: str, count: int = 2, **more: Any) -> Entry:
    return {"type": kind, "inputs": ["input"] * count, **more}


def shapes(*found: tuple[int, ...], **more: Any) -> dict[str, Any]:
    return {"shapes": list(found), **more}


PAIR = shapes((3,), (3,))
TRIO = shapes((3,), (3,), (3,))
TABLE = shapes((2, 3))
PENALTY = {"type": "l2", "l2": 0.3}


def regularizer() -> Any:
    return f.keras.regularizers.L2(0.3)


def relu(x: Any) -> Any:
    return f.torch.relu(x)


def dropped(x: Any, u: Any, rate: float) -> Any:
    return f.torch.where(u >= rate, x / (1 - rate), 0.0)


def alpha_dropped(x: Any, u: Any, rate: float) -> Any:
    s = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717
    a = ((1 - rate) * (1 + rate * s**2)) ** -0.5
    kept = (u >= rate).double()
    return a * (x * kept + s * (1 - kept)) - a * s * rate


def rbf(x: Any, centers: Any, gamma: Any) -> Any:
    return f.torch.exp(-gamma * f.torch.cdist(x, centers) ** 2)


def maxout(x: Any, kernel: Any, pieces: int, bias: Any = None) -> Any:
    z = x @ kernel if bias is None else x @ kernel + bias
    return z.reshape(len(x), pieces, -1).amax(1)


def highway(x: Any, kernel: Any, bias: Any, transform_kernel: Any, **more: Any) -> Any:
    gate = f.torch.sigmoid(x @ transform_kernel + more["transform_bias"])
    return gate * more["activation"](x @ kernel + bias) + (1 - gate) * x


STANDARD = [
    Row({"type": word, **fields}, keras(name, **twins), more)
    for word, name in (
        ("batch_normalization", "BatchNormalization"),
        ("layer_normalization", "LayerNormalization"),
    )
    for fields, twins, more in (
        ({}, {}, {}),
        ({}, {}, TABLE),
        ({"epsilon": 0.2, "center": False}, {"epsilon": 0.2, "center": False}, {}),
        ({"axis": 1, "scale": False}, {"axis": 1, "scale": False}, {}),
        (
            {"beta_regularizer": PENALTY, "gamma_regularizer": PENALTY},
            {"beta_regularizer": regularizer, "gamma_regularizer": regularizer},
            {},
        ),
    )
]

LIMITED = {"axis": 0, "type": "max_norm", "max_value": 0.2}
IMAGES, SEQUENCES = shapes((4, 5, 2)), shapes((4, 2))
WINDOWS = [
    ({"filters": 3, "kernel_size": 2}, {}),
    ({"filters": 1, "kernel_size": [3, 2], "strides": [2, 1]}, {}),
    ({"filters": 2, "kernel_size": 3, "padding": "same"}, {"activation": "relu"}),
    ({"filters": 2, "kernel_size": 2, "padding": "same", "strides": 2}, {}),
    ({"filters": 2, "kernel_size": [2, 3], "dilation_rate": [3, 2]}, {}),
    ({"filters": 2, "kernel_size": 2, "use_bias": False}, {"activation": "tanh"}),
]
CONVOLUTIONS = [
    *(
        Row(
            {"type": "conv2d", **fields, **more},
            keras("Conv2D", **fields, **more),
            IMAGES,
        )
        for fields, more in WINDOWS
    ),
    *(
        Row(
            {"type": "conv2d", "filters": 2, "kernel_size": 2, name: PENALTY},
            keras("Conv2D", filters=2, kernel_size=2, **{name: regularizer}),
            IMAGES,
        )
        for name in ("kernel_regularizer", "bias_regularizer", "activity_regularizer")
    ),
    Row("global_average_pooling2d", keras("GlobalAveragePooling2D"), IMAGES),
    Row(
        {"type": "global_average_pooling2d", "keepdims": True},
        keras("GlobalAveragePooling2D", keepdims=True),
        IMAGES,
    ),
    *(
        Row(
            {"type": "max_pooling2d", **fields}, keras("MaxPooling2D", **fields), IMAGES
        )
        for fields in (
            {},
            {"pool_size": 3, "strides": 1},
            {"pool_size": [2, 3], "padding": "same"},
            {"pool_size": 2, "strides": [1, 2], "padding": "same"},
        )
    ),
]

RECURRENT = [
    Row({"type": "gru", **fields}, keras("GRU", **fields), SEQUENCES)
    for fields in (
        {"units": 3},
        {"units": 2, "return_sequences": True},
        {"units": 2, "go_backwards": True},
        {"units": 2, "go_backwards": True, "return_sequences": True},
        {"units": 3, "reset_after": False},
        {"units": 2, "use_bias": False},
        {"units": 2, "use_bias": False, "reset_after": False},
        {"units": 2, "activation": "softsign", "recurrent_activation": "tanh"},
    )
] + [
    Row(
        {"type": "gru", "units": 2, name: PENALTY},
        keras("GRU", units=2, **{name: regularizer}),
        SEQUENCES,
    )
    for name in ("kernel_regularizer", "recurrent_regularizer", "bias_regularizer")
]

CONSTRAINED = [
    Row(
        {"type": "dense", "units": 2, "kernel_constraint": LIMITED}
        | {"bias_constraint": "non_neg"},
        keras("Dense", units=2),
    ),
    Row(
        {"type": "batch_normalization", "gamma_constraint": LIMITED}
        | {"beta_constraint": "non_neg"},
        keras("BatchNormalization"),
    ),
    Row(
        {"type": "layer_normalization", "gamma_constraint": LIMITED}
        | {"beta_constraint": "non_neg"},
        keras("LayerNormalization"),
    ),
    Row(
        {"type": "embedding", "input_dim": 5, "output_dim": 2}
        | {"embeddings_constraint": LIMITED},
        keras("Embedding", input_dim=5, output_dim=2),
        {"places": 5},
    ),
    Row({"type": "prelu", "alpha_constraint": "non_neg"}, keras("PReLU")),
    Row(
        {"type": "conv2d", "filters": 2, "kernel_size": 2}
        | {"kernel_constraint": LIMITED, "bias_constraint": "non_neg"},
        keras("Conv2D", filters=2, kernel_size=2),
        IMAGES,
    ),
    Row(
        {"type": "gru", "units": 2, "kernel_constraint": LIMITED}
        | {"recurrent_constraint": LIMITED, "bias_constraint": "non_neg"},
        keras("GRU", units=2),
        SEQUENCES,
    ),
    Row(
        {"type": "maxout", "units": 2, "kernel_constraint": LIMITED}
        | {"bias_constraint": "non_neg"},
        maths(lambda x, **given: maxout(x, pieces=2, **given)),
    ),
    Row(
        {"type": "rbf", "units": 2, "centers_constraint": LIMITED}
        | {"gamma_constraint": "non_neg"},
        maths(rbf),
    ),
    Row(
        {"type": "highway", "kernel_constraint": LIMITED}
        | {"bias_constraint": "non_neg", "transform_kernel_constraint": LIMITED}
        | {"transform_bias_constraint": "non_neg"},
        maths(lambda x, **given: highway(x, activation=relu, **given)),
    ),
]
"""What a constraint does is compared elsewhere; here nothing else must change."""

ROWS = [
    *CONSTRAINED,
    Row({"type": "dense", "units": 3}, keras("Dense", units=3)),
    Row(
        {"type": "dense", "units": 2, "activation": "tanh", "use_bias": False},
        keras("Dense", units=2, activation="tanh", use_bias=False),
    ),
    Row(
        {
            "type": "dense",
            "units": 2,
            "kernel_regularizer": PENALTY,
            "bias_regularizer": PENALTY,
            "activity_regularizer": PENALTY,
        },
        keras(
            "Dense",
            units=2,
            kernel_regularizer=regularizer,
            bias_regularizer=regularizer,
            activity_regularizer=regularizer,
        ),
    ),
    Row(
        {"type": "activation", "activation": "tanh"},
        keras("Activation", activation="tanh"),
    ),
    Row("flatten", keras("Flatten"), TABLE),
    Row(merged("add"), keras("Add"), PAIR),
    Row(
        merged("concatenate", axis=1), keras("Concatenate", axis=1), shapes((3,), (2,))
    ),
    Row(merged("subtract"), keras("Subtract"), PAIR),
    Row(merged("multiply", 3), keras("Multiply"), TRIO),
    Row(merged("average", 3), keras("Average"), TRIO),
    Row(merged("maximum", 3), keras("Maximum"), TRIO),
    Row(merged("minimum", 3), keras("Minimum"), TRIO),
    Row(merged("dot", axes=1), keras("Dot", axes=1), PAIR),
    Row(
        merged("dot", axes=[1, -1], normalize=True),
        keras("Dot", axes=(1, -1), normalize=True),
        PAIR,
    ),
    *STANDARD,
    Row(
        {"type": "batch_normalization", "momentum": 0.7},
        keras("BatchNormalization", momentum=0.7),
    ),
    Row("batch_normalization", keras("BatchNormalization"), {"training": False}),
    Row(
        {"type": "batch_normalization", "trainable": False},
        keras("BatchNormalization", trainable=False),
    ),
    Row("rms_normalization", keras("RMSNormalization")),
    Row(
        {"type": "rms_normalization", "axis": 1, "epsilon": 0.2},
        keras("RMSNormalization", axis=1, epsilon=0.2),
    ),
    Row("rms_normalization", keras("RMSNormalization"), TABLE),
    Row({"type": "unit_normalization", "axis": 1}, keras("UnitNormalization", axis=1)),
    Row("unit_normalization", keras("UnitNormalization"), TABLE),
    Row({"type": "dropout", "rate": 0.4}, maths(lambda x, u: dropped(x, u, 0.4))),
    Row(
        {"type": "dropout", "rate": 0.4, "noise_shape": [None, 1, 3]},
        maths(lambda x, u: dropped(x, u, 0.4)),
        TABLE,
    ),
    Row(
        {"type": "gaussian_noise", "stddev": 0.3},
        maths(lambda x, noise: x + 0.3 * noise),
    ),
    Row({"type": "gaussian_noise", "stddev": 1}, maths(lambda x, noise: x + noise)),
    Row(
        {"type": "gaussian_dropout", "rate": 0.2},
        maths(lambda x, noise: x * (1 + 0.5 * noise)),
    ),
    Row(
        {"type": "alpha_dropout", "rate": 0.2},
        maths(lambda x, u: alpha_dropped(x, u, 0.2)),
    ),
    Row(
        {"type": "alpha_dropout", "rate": 0.6, "noise_shape": [1, None]},
        maths(lambda x, u: alpha_dropped(x, u, 0.6)),
    ),
    Row(
        {"type": "dropout", "rate": 0.4},
        keras("Dropout", rate=0.4),
        {"training": False},
    ),
    Row("identity", keras("Identity")),
    Row(
        {"type": "reshape", "target_shape": [2, 2]},
        keras("Reshape", target_shape=(2, 2)),
        shapes((4,)),
    ),
    Row(
        {"type": "reshape", "target_shape": [3, -1]},
        keras("Reshape", target_shape=(3, -1)),
        TABLE,
    ),
    Row({"type": "rescaling", "scale": 0.5}, keras("Rescaling", scale=0.5)),
    Row(
        {"type": "rescaling", "scale": [0.5, -2, 3], "offset": 0.25},
        maths(lambda x, scale: x * scale + 0.25),
    ),
    Row(
        {"type": "rescaling", "scale": 2, "offset": [0.5, -2, 3]},
        keras("Rescaling", scale=2, offset=[0.5, -2, 3]),
        TABLE,
    ),
    Row(
        {"type": "normalization", "axis": 1},
        maths(lambda x, mean, variance: (x - mean) / variance**0.5),
    ),
    Row(
        {"type": "normalization", "mean": [1, -0.5, 0], "variance": [2, 0.5, 1]},
        keras("Normalization", mean=[1, -0.5, 0], variance=[2, 0.5, 1]),
    ),
    Row(
        {"type": "normalization", "mean": 0.5, "variance": 3},
        keras("Normalization", axis=None, mean=0.5, variance=3),
        TABLE,
    ),
    Row(
        {"type": "embedding", "input_dim": 5, "output_dim": 2},
        keras("Embedding", input_dim=5, output_dim=2),
        {"places": 5},
    ),
    Row(
        {
            "type": "embedding",
            "input_dim": 4,
            "output_dim": 3,
            "embeddings_regularizer": PENALTY,
        },
        keras(
            "Embedding", input_dim=4, output_dim=3, embeddings_regularizer=regularizer
        ),
        {"places": 4},
    ),
    Row(
        {"type": "activity_regularization", "l1": 0.2, "l2": 0.3},
        keras("ActivityRegularization", l1=0.2, l2=0.3),
    ),
    Row(
        {"type": "activity_regularization", "l2": 0.3},
        keras("ActivityRegularization", l2=0.3),
        TABLE,
    ),
    Row("prelu", keras("PReLU")),
    Row(
        {"type": "prelu", "alpha_regularizer": PENALTY},
        keras("PReLU", alpha_regularizer=regularizer),
        TABLE,
    ),
    Row({"type": "prelu", "shared_axes": [1]}, keras("PReLU", shared_axes=[1]), TABLE),
    Row({"type": "prelu", "shared_axes": [2]}, keras("PReLU", shared_axes=[2]), TABLE),
    Row({"type": "rbf", "units": 4}, maths(rbf)),
    Row(
        {"type": "rbf", "units": 2, "centers_regularizer": PENALTY}
        | {"gamma_regularizer": PENALTY},
        maths(rbf, "centers", "gamma"),
    ),
    Row(
        {"type": "maxout", "units": 2},
        maths(lambda x, **given: maxout(x, pieces=2, **given)),
    ),
    Row(
        {
            "type": "maxout",
            "units": 2,
            "pieces": 3,
            "use_bias": False,
            "kernel_regularizer": PENALTY,
        },
        maths(lambda x, **given: maxout(x, pieces=3, **given), "kernel"),
    ),
    Row(
        {"type": "maxout", "units": 1, "bias_regularizer": PENALTY},
        maths(lambda x, **given: maxout(x, pieces=2, **given), "bias"),
    ),
    *CONVOLUTIONS,
    *RECURRENT,
    Row("highway", maths(lambda x, **given: highway(x, activation=relu, **given))),
    Row(
        {"type": "highway", "activation": "tanh"},
        maths(lambda x, **given: highway(x, activation=f.torch.tanh, **given)),
    ),
    Row(
        {"type": "highway", "kernel_regularizer": PENALTY}
        | {"transform_bias_regularizer": PENALTY},
        maths(
            lambda x, **given: highway(x, activation=relu, **given),
            *("kernel", "transform_bias"),
        ),
    ),
    Row(
        {"type": "highway", "bias_regularizer": PENALTY}
        | {"transform_kernel_regularizer": PENALTY},
        maths(
            lambda x, **given: highway(x, activation=relu, **given),
            *("bias", "transform_kernel"),
        ),
    ),
]


ELSEWHERE = {
    "name": "tests/vocabulary/test_layers.py",
    "inputs": "tests/vocabulary/test_layers.py",
    "trainable": "tests/vocabulary/test_layers.py",
    "seed": "tests/vocabulary/test_layers.py",
    **dict.fromkeys(
        (
            *("kernel_initializer", "bias_initializer", "transform_kernel_initializer"),
            *("transform_bias_initializer", "gamma_initializer", "beta_initializer"),
            *("moving_mean_initializer", "moving_variance_initializer"),
            *("alpha_initializer", "centers_initializer", "embeddings_initializer"),
            "recurrent_initializer",
        ),
        "tests/vocabulary/test_layers.py",
    ),
}


@dataclass
class Written:
    """A layer's equations, and numbers for all that they need."""

    net: Net
    out: Value
    inputs: dict[Value, Array]
    arrays: dict[Value, Array]
    noises: dict[Value, Array]

    @property
    def given(self) -> dict[Value, Array]:
        return self.inputs | self.arrays | self.noises

    @property
    def slopes(self) -> list[Value]:
        """What is differentiated by."""
        trained = [p.value for p in self.net.parameters if p.trainable]
        return [*self.inputs, *trained]

    @property
    def added(self) -> Value | None:
        """What is added to the loss."""
        parts = [*self.net.activities, *self.net.penalties]
        return sum(parts[1:], parts[0]) if parts else None


def written(row: Row) -> Written:
    """Write a row's layer."""
    layer = read(Layer, row.word, (), problems := [])
    assert layer, problems
    net = Net("float64", training=row.more.get("training", True))
    shapes = row.more.get("shapes", [(3,)])
    inputs = {
        net.graph.input(f"x{i or ''}", ("N", *shape), "float64"): taken(row, i, shape)
        for i, shape in enumerate(shapes)
    }
    net.data = dict.fromkeys(inputs, slice(None))
    trainable = not isinstance(layer, Trainable) or layer.trainable
    with net.layer("layer", Origin(), trainable=trainable):
        out = layer.apply(list(inputs), net)
    net.regularize()
    arrays = {p.value: 0.8 * normal(p.key, *p.shape) for p in net.parameters}
    return Written(net, out, inputs, arrays | started(net), drawn(net))


def taken(row: Row, place: int, shape: tuple[int, ...]) -> Array:
    """Draw what a layer takes; the first number is 0, where some have a kink."""
    x = normal(f"taken {place}", ROWS_OF_DATA, *shape)
    x.flat[0] *= place > 0
    places = row.more.get("places")
    return np.floor(np.abs(9 * x)) % places if places else x


def started(net: Net) -> dict[Value, Array]:
    """Draw what states hold, unless the row says it."""
    return {
        s.value: s.start(s.shape, np.random.default_rng(0))
        if isinstance(s.start, Literal)
        else 0.5 + abs(normal(s.key, *s.shape))
        for s in net.states
    }


def drawn(net: Net) -> dict[Value, Array]:
    """Draw noises."""
    found: dict[Value, Array] = {}
    for noise in net.noises:
        rng = stream(3, noise.key)
        draw = rng.random if noise.distribution == "uniform" else rng.standard_normal
        found[noise.value] = draw(at_rows(noise.value.shape, ROWS_OF_DATA))
    return found


def ours(row: Row) -> dict[str, Array]:
    """Compute a row with the engine."""
    made = written(row)
    net, out = made.net, made.out
    added = [made.added] if made.added else []
    news = [new for new, _ in net.replaced]
    results = [out, *added, *news]
    found = textbook(extract("forward", net.graph, results))(made.given)
    factors = net.graph.input("factors", out.shape, "float64")
    total = sum(added, sum_all(factors * out))
    given = {**made.given, factors: weights(np.shape(found[0]))}
    slopes = gradients(total, made.slopes)
    ds = textbook(extract("backward", net.graph, slopes))(given)
    olds = [f"new {old.name}" for _, old in net.replaced]
    names = ["value", *(["added"] if added else []), *olds]
    return dict(
        zip([*names, *(f"d_{v.name}" for v in made.slopes)], [*found, *ds], strict=True)
    )


def theirs(row: Row) -> dict[str, object]:
    """Let the twin compute it."""
    made = written(row)
    tensors = {
        value: f.torch.tensor(array, requires_grad=value in made.slopes)
        for value, array in made.given.items()
    }
    keys = [*made.net.parameters, *made.net.states, *made.net.noises]
    given = {a.key.removeprefix("layer."): tensors[a.value] for a in keys}
    inputs = [tensors[x] for x in made.inputs]
    value, losses, states = row.twin(inputs, given, made.net.training)
    total = (f.torch.tensor(weights(tuple(value.shape))) * value).sum() + sum(losses)
    wanted = [tensors[v] for v in made.slopes]
    ds = f.torch.autograd.grad(total, wanted, allow_unused=True)
    pairs = zip(wanted, ds, strict=True)
    whole = [f.torch.zeros_like(x) if d is None else d for x, d in pairs]
    found = {"value": value, **({"added": sum(losses)} if losses else {})}
    if made.net.replaced:
        found |= {f"new {name}": states[name] for name in given if name in states}
    names = (f"d_{v.name}" for v in made.slopes)
    return found | dict(zip(names, whole, strict=True))


def cases(row: Row) -> Iterator[tuple[str, Entry]]:
    """Write networks with the row's word in them."""
    if not row.more.get("training", True):
        return
    word = {"type": row.word} if isinstance(row.word, str) else row.word
    yield f"{row.title} inside", network(row, word)
    plain = {"type", "units", "input_dim", "output_dim", "filters", "kernel_size"}
    if set(word) <= plain:
        layer = read(Layer, word, (), [])
        if isinstance(layer, Trainable):
            frozen = network(row, word | {"trainable": False})
            yield f"{row.title} frozen", frozen


def network(row: Row, word: Entry) -> Entry:
    """Put a layer between others, or before them where it takes the data."""
    shapes, behind = row.more.get("shapes", [(3,)]), ["flatten", dense(2)]
    if "inputs" in word:
        names = [*"abc"[: len(shapes)]]
        before = [
            dense(*shape, "tanh", name=name, inputs="input")
            for name, shape in zip(names, shapes, strict=True)
        ]
        return spec([*before, word | {"inputs": names}, *behind])
    if len(shapes[0]) > 1 or word["type"] in ("embedding", "normalization"):
        more = {"places": row.more["places"]} if "places" in row.more else {}
        return spec([word, *behind], shape=[*shapes[0]], **more)
    return spec([dense(*shapes[0], "tanh"), word, *behind])
