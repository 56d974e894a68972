"""The oracle against central differences, and against numbers known from elsewhere."""

from typing import Any

import numpy as np
import pytest

from tests.oracle import XOR_X, XOR_Y, Array, run, tutorial_rule, tutorial_start

STEP = 1e-5


def draw(*shape: int) -> Array:
    """Return normal numbers that depend on the shape only."""
    return np.random.default_rng([7, *shape]).normal(size=shape)


def numeric(spec: dict, parameters: list[Array], *data: Any) -> list[Array]:
    """Return (loss(p + h) - loss(p - h)) / 2h for every number p."""

    def loss(which: int, place: tuple[int, ...], by: float) -> float:
        moved = [p.copy() for p in parameters]
        moved[which][place] += by
        return run(spec, moved, *data)[0]

    gradients = [np.empty_like(p) for p in parameters]
    for i, gradient in enumerate(gradients):
        for at in np.ndindex(gradient.shape):
            gradient[at] = (loss(i, at, STEP) - loss(i, at, -STEP)) / (2 * STEP)
    return gradients


def check(spec: dict, parameters: list[Array], *data: Any) -> None:
    """Compare all gradients with central differences; none may be all zeros."""
    exact = run(spec, parameters, *data)[2]
    for ours, theirs in zip(exact, numeric(spec, parameters, *data), strict=True):
        assert ours.shape == theirs.shape
        assert ours.any()
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)


def value(activation: Any, x: Any) -> Array:
    spec = {"layers": [{"type": "activation", "activation": activation}], "loss": "mse"}
    return run(spec, [], x, x)[1]


def loss_of(loss: Any, p: Any, y: Any, weight: Any = None) -> float:
    spec = {"layers": [{"type": "activation", "activation": "linear"}], "loss": loss}
    return run(spec, [], p, y, weight)[0]


PIECES = {"type": "relu", "negative_slope": 0.3, "max_value": 1.5, "threshold": 0.4}


@pytest.mark.parametrize(
    "activation",
    [
        None,
        "linear",
        "sigmoid",
        "tanh",
        "relu",
        PIECES,
        "leaky_relu",
        {"type": "leaky_relu", "negative_slope": 0.05},
        "softplus",
        "gelu",
        {"type": "gelu", "approximate": True},
        "swish",
        "softmax",
    ],
    ids=str,
)
@pytest.mark.parametrize("apart", [False, True])
def test_activation_gradient(activation: Any, apart: bool) -> None:
    within = {"type": "dense", "units": 4, "activation": activation}
    split = [
        {"type": "dense", "units": 4},
        {"type": "activation", "activation": activation or "identity"},
    ]
    last = {"type": "dense", "units": 2}
    spec = {"layers": [*(split if apart else [within]), last], "loss": "mse"}
    parameters = [draw(3, 4), draw(4), draw(4, 2), draw(2)]
    check(spec, parameters, draw(6, 3), draw(6, 2))


@pytest.mark.parametrize(
    ("activation", "x", "expected"),
    [
        ("linear", [-1, 2], [-1, 2]),
        ("identity", [-1, 2], [-1, 2]),
        ("sigmoid", [-1000, 0, 1], [0, 0.5, 0.7310585786300049]),
        ("logistic", [1], [0.7310585786300049]),
        ("tanh", [0, 1], [0, 0.7615941559557649]),
        ("relu", [-10, -5, 0, 5, 10], [0, 0, 0, 5, 10]),
        (PIECES, [-0.6, 0.4, 1, 1.5, 2], [-0.3, 0.4, 1, 1.5, 1.5]),
        ("leaky_relu", [-1, 2], [-0.2, 2]),
        ("softplus", [0, 1, 1000], [0.6931471805599453, 1.3132616875182228, 1000]),
        ("gelu", [-1, 1], [-0.15865525393145707, 0.8413447460685429]),
        ({"type": "gelu", "approximate": True}, [1], [0.8411919906082768]),
        ("swish", [-1, 1], [-0.2689414213699951, 0.7310585786300049]),
        ("silu", [1], [0.7310585786300049]),
        ("softmax", [0, 0, 1000], [0, 0, 1]),
        ("softmax", [0, np.log(3)], [0.25, 0.75]),
    ],
    ids=str,
)
def test_activation_value(activation: Any, x: list, expected: list) -> None:
    np.testing.assert_allclose(value(activation, [x]), [expected], rtol=1e-14)


def test_relu_is_flat_at_its_kinks() -> None:
    layers = [{"type": "dense", "units": 1, "activation": PIECES, "use_bias": False}]
    spec = {"layers": layers, "loss": {"type": "mae", "reduction": "sum"}}
    kinks = run(spec, [np.ones((1, 1))], [[0.4], [1.5]], [[0.0], [0.0]])
    assert kinks[2][0] == pytest.approx(0.4 * 0.3)


LOSSES = [
    ("linear", {"type": "mean_squared_error"}),
    ("linear", {"type": "mean_absolute_error"}),
    ("linear", {"type": "huber"}),
    ("linear", {"type": "huber", "delta": 0.5}),
    ("sigmoid", {"type": "binary_crossentropy"}),
    ("sigmoid", {"type": "bce", "label_smoothing": 0.1}),
    ("linear", {"type": "bce", "from_logits": True}),
    ("linear", {"type": "bce", "from_logits": True, "label_smoothing": 0.1}),
    ("sigmoid", {"type": "categorical_crossentropy"}),
    ("softmax", {"type": "categorical_crossentropy", "label_smoothing": 0.1}),
    ("linear", {"type": "categorical_crossentropy", "from_logits": True}),
    (
        "linear",
        {
            "type": "categorical_crossentropy",
            "from_logits": True,
            "label_smoothing": 0.2,
        },
    ),
]


@pytest.mark.parametrize(("activation", "loss"), LOSSES, ids=str)
@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum"])
@pytest.mark.parametrize("weighted", [False, True])
def test_loss_gradient(
    activation: str, loss: dict, reduction: str, weighted: bool
) -> None:
    layers = [{"type": "dense", "units": 3, "activation": activation}]
    columns = 1 if loss["type"].startswith("categorical") else 3
    weight = np.abs(draw(5, columns))
    weight[1:3, 0] = 0
    y = np.abs(draw(5, 3))
    spec = {"layers": layers, "loss": loss | {"reduction": reduction}}
    data = (draw(5, 2), y, weight) if weighted else (draw(5, 2), y)
    check(spec, [draw(2, 3), draw(3)], *data)


P, Y = [[0.25, 0.5], [0.2, 0.6]], [[0.0, 1.0], [1.0, 0.0]]
SHARES = [np.log(3 / 2), np.log(4)]
LOGS = [np.log(4 / 3), np.log(2), np.log(5), np.log(5 / 2)]


@pytest.mark.parametrize(
    ("loss", "p", "y", "terms"),
    [
        ("mse", P, Y, [0.0625, 0.25, 0.64, 0.36]),
        ("mae", P, Y, [0.25, 0.5, 0.8, 0.6]),
        ("huber", [[4.0, 0.5]], [[1.0, 1.0]], [2.5, 0.125]),
        ({"type": "huber", "delta": 2}, [[4.0, 2.0]], [[1.0, 1.0]], [4.0, 0.5]),
        ("binary_crossentropy", P, Y, LOGS),
        ("categorical_crossentropy", P, Y, SHARES),
    ],
    ids=str,
)
def test_loss_value(loss: Any, p: Any, y: Any, terms: list[float]) -> None:
    full = {"type": loss} if isinstance(loss, str) else loss
    assert loss_of(loss, p, y) == pytest.approx(np.mean(terms), rel=1e-14)
    summed = loss_of(full | {"reduction": "sum"}, p, y)
    assert summed == pytest.approx(len(y) * np.mean(terms), rel=1e-14)


def test_weights_divide_by_their_number() -> None:
    weight = [[2.0, 0.0], [0.5, 0.0]]
    assert loss_of("mse", P, Y, weight) == pytest.approx((0.125 + 0.32) / 2)
    rows = loss_of("categorical_crossentropy", P, Y, [[0.0], [3.0]])
    assert rows == pytest.approx(3 * SHARES[1])
    summed = loss_of({"type": "mse", "reduction": "sum"}, P, Y, weight)
    assert summed == pytest.approx((0.125 + 0.32) / 2)
    assert loss_of("mse", P, Y, np.zeros((2, 2))) == 0


def test_weights_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        loss_of("mse", P, Y, [[1.0], [1.0]])


@pytest.mark.parametrize(
    ("loss", "activation"),
    [("binary_crossentropy", "sigmoid"), ("categorical_crossentropy", "softmax")],
)
def test_logits_mean_what_probabilities_mean(loss: str, activation: str) -> None:
    z, y = draw(4, 3), np.abs(draw(4, 3))
    direct = loss_of({"type": loss, "from_logits": True}, z, y)
    assert direct == pytest.approx(loss_of(loss, value(activation, z), y), rel=1e-13)


@pytest.mark.parametrize(
    ("loss", "smooth"),
    [
        ("binary_crossentropy", [[0.05, 0.95], [0.95, 0.05]]),
        ("categorical_crossentropy", [[0.05, 0.95], [0.95, 0.05]]),
    ],
)
def test_smoothing_moves_the_targets(loss: str, smooth: list) -> None:
    smoothed = loss_of({"type": loss, "label_smoothing": 0.1}, P, Y)
    assert smoothed == pytest.approx(loss_of(loss, P, smooth), rel=1e-14)


def test_smoothing_spreads_over_all_classes() -> None:
    loss = {"type": "categorical_crossentropy", "label_smoothing": 0.3}
    p, spread = [[0.2, 0.3, 0.5]], [[0.1, 0.8, 0.1]]
    expected = loss_of("categorical_crossentropy", p, spread)
    assert loss_of(loss, p, [[0.0, 1.0, 0.0]]) == pytest.approx(expected, rel=1e-14)


def test_large_logits_do_not_overflow() -> None:
    loss = {"type": "categorical_crossentropy", "from_logits": True}
    assert loss_of(loss, [[0.0, 1000.0]], [[1.0, 0.0]]) == 1000


@pytest.mark.parametrize("from_logits", [False, True])
def test_rows_may_stand_on_more_axes(from_logits: bool) -> None:
    loss = {"type": "categorical_crossentropy", "from_logits": from_logits}
    loss |= {"label_smoothing": 0.1}
    p, y = np.abs(draw(6, 4)), np.abs(draw(4, 6).T)
    stacked = loss_of(loss, p.reshape(3, 2, 4), y.reshape(3, 2, 4))
    assert stacked == pytest.approx(loss_of(loss, p, y), rel=1e-14)


def test_penalties_are_part_of_the_loss() -> None:
    rate = {"type": "l2", "l2": 0.3}
    first = {"type": "dense", "units": 4, "kernel_regularizer": rate}
    last = {"type": "dense", "units": 2, "bias_regularizer": "l2"}
    parameters = [draw(3, 4), draw(4), draw(4, 2), draw(2)]
    x, y = draw(6, 3), draw(6, 2)
    without = [{"type": "dense", "units": 4}, {"type": "dense", "units": 2}]
    base = run({"layers": without, "loss": "mse"}, parameters, x, y)[0]
    spec = {"layers": [first, last], "loss": "mse"}
    penalty = 0.3 * np.square(draw(3, 4)).sum() + 0.01 * np.square(draw(2)).sum()
    assert run(spec, parameters, x, y)[0] == pytest.approx(base + penalty, rel=1e-13)
    check(spec, parameters, x, y)


def test_layers_without_bias() -> None:
    layers = [
        {"type": "dense", "units": 4, "activation": "tanh", "use_bias": False},
        {"type": "dense", "units": 2},
    ]
    spec = {"layers": layers, "loss": "mse"}
    check(spec, [draw(3, 4), draw(4, 2), draw(2)], draw(6, 3), draw(6, 2))


def test_penalty_without_bias() -> None:
    layers = [{"type": "dense", "units": 1, "use_bias": False}]
    layers[0]["kernel_regularizer"] = {"type": "l2", "l2": 0.5}
    spec = {"layers": layers, "loss": "mse"}
    loss, _, (gradient,) = run(spec, [np.array([[3.0]])], [[0.0]], [[0.0]])
    assert (loss, gradient.item()) == (4.5, 3.0)


def test_flatten_and_dense_on_the_last_axis() -> None:
    layers = [
        {"type": "dense", "units": 4, "activation": "softmax"},
        "flatten",
        {"type": "dense", "units": 2},
    ]
    spec = {"layers": layers, "loss": "mse"}
    parameters = [draw(3, 4), draw(4), draw(8, 2), draw(2)]
    check(spec, parameters, draw(6, 2, 3), draw(6, 2))


def test_dropout_keeps_what_is_not_below_the_rate() -> None:
    spec = {"layers": [{"type": "dropout", "rate": 0.25}], "loss": "mse"}
    x, u = np.array([[3.0, 6.0, 9.0]]), np.array([[0.25, 0.2, 0.9]])
    assert run(spec, [], x, x, None, {0: u})[1].tolist() == [[4.0, 0.0, 12.0]]
    assert run(spec, [], x, x)[1].tolist() == x.tolist()


def test_dropout_gradient() -> None:
    layers = [
        {"type": "dense", "units": 4, "activation": "tanh"},
        {"type": "dropout", "rate": 0.4},
        {"type": "dense", "units": 2},
    ]
    spec = {"layers": layers, "loss": "mse"}
    parameters = [draw(3, 4), draw(4), draw(4, 2), draw(2)]
    masks = {1: np.random.default_rng(1).random((6, 4))}
    check(spec, parameters, draw(6, 3), draw(6, 2), None, masks)


def test_skip_connection() -> None:
    layers = [
        {"type": "dense", "units": 4, "activation": "tanh", "name": "shortcut"},
        {"type": "dense", "units": 4, "activation": "sigmoid"},
        {"type": "dense", "units": 4, "name": "deep"},
        {"type": "add", "inputs": ["deep", "shortcut", "shortcut"]},
        {"type": "dense", "units": 2},
    ]
    spec = {"layers": layers, "loss": "mse"}
    shapes = [(3, 4), (4,), (4, 4), (4,), (4, 4), (4,), (4, 2), (2,)]
    check(spec, [draw(*s) for s in shapes], draw(6, 3), draw(6, 2))


def test_branches_meet_beside_the_data() -> None:
    layers = [
        {"type": "dense", "units": 4, "activation": "tanh", "name": "left"},
        {"type": "dense", "units": 2, "inputs": "input", "name": "right"},
        {"type": "concatenate", "inputs": ["right", "left", "input"]},
        {"type": "dense", "units": 2},
    ]
    spec = {"layers": layers, "loss": "mse"}
    shapes = [(3, 4), (4,), (3, 2), (2,), (9, 2), (2,)]
    check(spec, [draw(*s) for s in shapes], draw(6, 3), draw(6, 2))


def test_merges_add_up_and_line_up() -> None:
    double = {"type": "activation", "activation": "linear", "name": "copy"}
    x = np.array([[1.0, 2.0]])
    for merge, expected in [("add", [[2, 4]]), ("concatenate", [[1, 2, 1, 2]])]:
        layers = [double, {"type": merge, "inputs": ["copy", "input"]}]
        assert run({"layers": layers, "loss": "mse"}, [], x, expected)[0] == 0


def test_concatenate_on_the_last_of_three_axes() -> None:
    layers = [
        {"type": "dense", "units": 4, "activation": "tanh", "name": "left"},
        {"type": "concatenate", "inputs": ["left", "input"]},
        {"type": "dense", "units": 2},
    ]
    shapes = [(3, 4), (4,), (7, 2), (2,)]
    parameters = [draw(*s) for s in shapes]
    spec = {"layers": layers, "loss": "mse"}
    check(spec, parameters, draw(6, 2, 3), draw(6, 2, 2))


def test_the_number_of_parameters_must_fit() -> None:
    spec = {"layers": [{"type": "dense", "units": 1}], "loss": "mse"}
    with pytest.raises(ValueError, match="argument"):
        run(spec, [draw(3, 1)], draw(4, 3), draw(4, 1))


def test_unknown_layers_are_refused() -> None:
    with pytest.raises(ValueError, match="no layer 'cloud'"):
        run({"layers": ["cloud"], "loss": "mse"}, [], draw(4, 3), draw(4, 3))


def xor_error(epochs: int) -> float:
    """Return the mean absolute error of descent on exact gradients, at rate 2."""
    layer = {"type": "dense", "activation": "sigmoid"}
    layers = [layer | {"units": units} for units in (4, 1)]
    spec, parameters = {"layers": layers, "loss": "mse"}, tutorial_start()
    for _ in range(epochs):
        gradients = run(spec, parameters, XOR_X, XOR_Y)[2]
        parameters = [p - 2.0 * g for p, g in zip(parameters, gradients, strict=True)]
    prediction = run(spec, parameters, XOR_X, XOR_Y)[1]
    return float(np.abs(prediction - XOR_Y).mean())


@pytest.mark.parametrize(
    ("epochs", "error"), [(0, 0.5013730688788007), (7000, 0.012724705801813561)]
)
def test_xor_by_exact_gradients(epochs: int, error: float) -> None:
    assert xor_error(epochs) == pytest.approx(error, rel=0, abs=1e-12)


@pytest.mark.parametrize(
    ("epochs", "error"), [(0, 0.5013730688788007), (1000, 0.46648301270934)]
)
def test_xor_by_the_tutorials_rule(epochs: int, error: float) -> None:
    assert tutorial_rule(epochs) == pytest.approx(error, rel=0, abs=1e-11)
