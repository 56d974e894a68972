"""The check of gradients: passes what is right, and fails what is not."""

import numpy as np
import pytest

from engine.core import ops
from engine.core.arithmetic import MatMul
from engine.errors import LonghandError
from engine.spec.model import load
from engine.training.gradcheck import MOST, TOLERANCE, gradcheck
from tests.building import CASES, OPTIMIZERS
from tests.training.making import ADAM, DROPPED, HIDDEN, training
from tests.writing import dense, l2, spec


def found(entry):
    return {check.parameter: check for check in gradcheck(load(entry))}


SMOOTH = {
    "plain": spec(HIDDEN),
    "deep": spec([dense(4, "sigmoid"), dense(3, "gelu"), dense(2, "softplus")]),
    "penalties": spec([dense(3, "tanh", kernel_regularizer=l2(0.5)), dense(2)]),
    "dropout": spec(DROPPED),
    "batches": spec(HIDDEN, training=training(1, 3), optimizer=ADAM),
    "gaps": spec(HIDDEN, {"type": "mse", "reduction": "sum"}, gaps=True),
    "float32": spec(HIDDEN, dtype="float32"),
    "clipped": spec(HIDDEN, optimizer=OPTIMIZERS[-1]),
    "softmax": spec([dense(2, "softmax")], "categorical_crossentropy"),
    "residual": CASES["residual"] | {"optimizer": "sgd"},
}


@pytest.mark.parametrize("name", SMOOTH)
def test_right_gradients_pass(name):
    checks = found(SMOOTH[name])
    assert checks
    for check in checks.values():
        assert check.passed
        assert check.error <= TOLERANCE
        assert check.checked == np.prod(check.shape)
        assert check.analytic == pytest.approx(check.numeric, rel=1e-3, abs=1e-6)


def test_every_trained_parameter_is_checked_and_no_other():
    layers = [dense(4, "tanh", trainable=False, name="kept"), dense(2, name="last")]
    assert [*found(spec(layers))] == ["last.kernel", "last.bias"]
    shapes = {key: check.shape for key, check in found(spec(HIDDEN)).items()}
    assert shapes == {
        "dense_1.kernel": (3, 4),
        "dense_1.bias": (4,),
        "dense_2.kernel": (4, 2),
        "dense_2.bias": (2,),
    }


def test_of_many_numbers_some_are_checked():
    check = found(spec([dense(100, "tanh"), dense(2)]))["dense_1.kernel"]
    assert check.shape == (3, 100)
    assert check.checked == MOST
    assert check.passed


def slightly(method, factor):
    """Make a derivative wrong by a factor."""
    return lambda op, d, out, *args: method(op, d * factor, out, *args)


@pytest.mark.parametrize("factor", [-1, 0.5, 1.001, 1.00001])
def test_a_wrong_derivative_is_found(factor, monkeypatch):
    monkeypatch.setattr(ops.Tanh, "vjp", slightly(ops.Tanh.vjp, factor))
    checks = found(spec(HIDDEN))
    wrong = {key for key, check in checks.items() if not check.passed}
    assert wrong == {"dense_1.kernel", "dense_1.bias"}
    for key in wrong:
        assert checks[key].analytic == pytest.approx(factor * checks[key].numeric)


def test_a_derivative_that_is_left_out_is_found(monkeypatch):
    def without(op, d, out, *args):
        return [right(op, d, out, *args)[0], None]

    right = MatMul.vjp
    monkeypatch.setattr(MatMul, "vjp", without)
    checks = found(spec(HIDDEN))
    assert [check.passed for check in checks.values()] == [False, True, False, True]


def test_a_wrong_penalty_is_found(monkeypatch):
    monkeypatch.setattr(ops.Square, "vjp", slightly(ops.Square.vjp, 3))
    assert not any(check.passed for check in found(SMOOTH["penalties"]).values())


def at_zero(activation):
    """Put every unit exactly on the kink of its activation."""
    hidden = dense(4, activation, kernel_initializer="zeros")
    return found(spec([hidden, dense(2, kernel_initializer="ones")]))


def test_kinks_are_counted_not_compared():
    checks = at_zero("relu")
    assert all(check.passed for check in checks.values())
    assert checks["dense_1.kernel"].kinks == 12
    assert checks["dense_1.bias"].kinks == 4
    assert checks["dense_2.kernel"].kinks == checks["dense_2.bias"].kinks == 0


@pytest.mark.parametrize("activation", ["tanh", "softplus", "gelu", "swish"])
def test_smooth_activations_have_no_kinks(activation):
    assert not any(check.kinks for check in at_zero(activation).values())


def test_a_wrong_slope_beside_kinks_is_found(monkeypatch):
    monkeypatch.setattr(ops.Maximum, "vjp", slightly(ops.Maximum.vjp, 1.01))
    checks = found(spec([dense(6, "relu"), dense(2)]))
    assert not checks["dense_1.kernel"].passed


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_what_stands_on_kinks_only_shows_no_slopes(activation):
    check = at_zero(activation)["dense_1.bias"]
    assert (check.checked, check.kinks) == (4, 4)
    assert (check.analytic, check.numeric, check.error) == (None, None, None)
    assert check.passed


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "selu"])
def test_weak_kinks_beside_strong_ones_are_counted_too(activation):
    check = found(truths([activation], units=100))["dense_1.bias"]
    assert check.passed
    assert check.kinks == check.checked == 100


def test_the_slopes_shown_are_those_that_were_compared():
    rows = [[0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 1]]
    entry = spec([dense(4, "leaky_relu"), dense(1)])
    entry["dataset"] |= {"inputs": [*"abc"], "outputs": ["y"], "rows": rows}
    for check in found(entry).values():
        assert check.passed
        if check.error is not None:
            assert check.analytic == pytest.approx(check.numeric, rel=1e-6, abs=1e-9)


def truths(activations, loss="binary_crossentropy", last="sigmoid", units=4, **dataset):
    """Learn a truth table; its row of zeros puts the first units exactly at 0."""
    layers = [*(dense(units, activation) for activation in activations), dense(1, last)]
    given = {"type": "truth_table", "expression": "a ^ b", **dataset}
    more = {"optimizer": ADAM, "training": training(1)}
    return {"dataset": given, "layers": layers, "loss": loss, **more}


BENT = {
    "softsign": ["softsign"],
    "elu": ["elu"],
    "celu": ["celu"],
    "rectifiers": ["elu", "selu", "celu"],
    "mixed": ["mish", "softsign", "exponential"],
}


@pytest.mark.parametrize("name", BENT)
def test_a_kink_of_the_second_derivative_is_no_mistake(name):
    checks = found(truths(BENT[name]))
    assert [key for key, check in checks.items() if not check.passed] == []
    assert checks["dense_1.kernel"].error is not None


@pytest.mark.parametrize("factor", [-1, 1.001, 1.00001])
@pytest.mark.parametrize("name", ["softsign", "elu"])
def test_a_wrong_slope_at_a_kink_of_the_second_derivative_is_found(
    name, factor, monkeypatch
):
    op = {"softsign": ops.Softsign, "elu": ops.Elu}[name]
    monkeypatch.setattr(op, "vjp", slightly(op.vjp, factor))
    checks = found(truths([name]))
    wrong = {key for key, check in checks.items() if not check.passed}
    assert wrong == {"dense_1.kernel", "dense_1.bias"}
    for key in wrong:
        assert checks[key].analytic == pytest.approx(factor * checks[key].numeric)


@pytest.mark.parametrize("seed", range(3))
def test_the_rounding_of_a_loss_is_no_mistake(seed):
    entry = truths(["tanh"], "hinge", "linear", encoding="bipolar")
    checks = found(entry | {"seed": seed})
    assert [key for key, check in checks.items() if not check.passed] == []


def test_a_loss_that_is_not_finite_has_no_slopes():
    huge = {"type": "constant", "value": 1e200}
    layers = [dense(3, "exponential", kernel_initializer=huge), dense(2)]
    with pytest.raises(LonghandError, match="the loss is not finite"):
        found(spec(layers))


def test_a_gradient_that_is_not_finite_is_wrong(monkeypatch):
    def endless(op, d, out, *args):
        return [value * 1e300 * 1e300 for value in right(op, d, out, *args)]

    right = ops.Tanh.vjp
    monkeypatch.setattr(ops.Tanh, "vjp", endless)
    assert not found(spec(HIDDEN))["dense_1.kernel"].passed


def test_slopes_that_are_declared_are_not_compared():
    layers = [dense(3, "step"), dense(2)]
    found = {check.parameter: check for check in gradcheck(load(spec(layers)))}
    assert found["dense_1.kernel"].surrogate
    assert found["dense_1.bias"].passed
    assert found["dense_1.bias"].checked == 0
    assert found["dense_1.bias"].numeric is None
    assert not found["dense_2.kernel"].surrogate
    assert found["dense_2.kernel"].error < 1e-6
