"""Rules about the last activation and the loss: whether the one suits the other."""

from collections.abc import Iterator
from math import exp, log

import numpy as np

from engine.core.ops.rowwise import RowWise
from engine.errors import Problem
from engine.lint.facts import Facts, Floats, applied_by, tried
from engine.vocabulary.losses import Loss

FAR = np.array([[-5.0, 5.0], [5.0, -5.0]])
"""What an activation is tried with: far from 0, but no further than people go."""


def shares_of_one(facts: Facts) -> Iterator[Problem]:
    """Find softmax and its kin over a single unit, whose share is always all."""
    ones = {
        equation.origin.path
        for equation in facts.model.program.inference.net.graph.equations
        if equation.outs[0].shape[-1:] == (1,) and isinstance(equation.op, RowWise)
    }
    if facts.width == 1 and facts.last and facts.last[1].shares:
        ones.add(facts.last[0])
    for i, layer in enumerate(facts.spec.layers):
        path, activation = ("layers", i, "activation"), applied_by(layer)
        if activation and path in ones:
            message = (
                f"{activation.tag()} of one unit gives the same number for every input,"
                " so nothing can be learned"
            )
            hint = "'sigmoid' for a yes or no; or a unit for each class"
            yield Problem(message, path, hint)


def choices_of_one(facts: Facts) -> Iterator[Problem]:
    """Find the cross-entropy of a choice that has only one outcome."""
    if facts.is_choice_of_one:
        name = facts.spec.loss.tag()
        message = f"with one output, {name} is the same whatever the network does"
        hint = "'binary_crossentropy' with 'sigmoid'; or an output for each class"
        yield Problem(message, ("loss",), hint)


def shares_taken_apart(facts: Facts) -> Iterator[Problem]:
    """Find shares of one choice of which each is judged by itself."""
    loss, last = facts.spec.loss, facts.last
    is_apart = loss.expects == "probability" and facts.width > 1
    if is_apart and last and last[1].shares:
        message = (
            f"{loss.tag()} judges each output by itself, but {last[1].tag()} makes them"
            " shares of one choice"
        )
        hint = "'categorical_crossentropy', or the activation 'sigmoid'"
        yield Problem(message, ("loss",), hint)


def bounded_logits(facts: Facts) -> Iterator[Problem]:
    """Find `from_logits` where an activation has bounded the logits before."""
    loss, last = facts.spec.loss, facts.last
    if not facts.from_logits or last is None or facts.is_choice_of_one:
        return
    low, high = last[1].bounds()
    least, most = _probabilities(low, high, facts.width if loss.one_hot else 0)
    if (least, most) == (0, 1):
        return
    message = (
        f"the loss makes probabilities of what {last[1].tag()} gives, and these stay"
        f" between {least:.3g} and {most:.3g}"
    )
    fits = last[1].shares if loss.one_hot else (low, high) == (0, 1)
    more = ", or leave from_logits out" if fits else ""
    hint = f"give the last layer the activation 'linear'{more}"
    yield Problem(message, ("loss", "from_logits"), hint)


def unfit_predictions(facts: Facts) -> Iterator[Problem]:
    """Find losses of probabilities behind an activation that gives other numbers."""
    loss, last = facts.spec.loss, facts.last
    if facts.from_logits or last is None or facts.is_choice_of_one:
        return
    path, activation = last
    wrong = _unfit(tried(activation, FAR), loss)
    if wrong:
        kind = "positive numbers" if loss.expects == "positive" else "probabilities"
        message = f"{loss.tag()} expects {kind}, but {activation.tag()} gives {wrong}"
        fitting = {"shares": "softmax", "probability": "sigmoid"}
        name = fitting.get(loss.expects, "softplus")
        is_linear = activation.tag() == "linear" and "from_logits" in dict(loss)
        more = ', or the loss "from_logits": true' if is_linear else ""
        hint = f"give the last layer the activation '{name}'{more}"
        yield Problem(message, path, hint)


def signs_never_given(facts: Facts) -> Iterator[Problem]:
    """Find losses that go by the sign behind an activation that has but one."""
    loss, last = facts.spec.loss, facts.last
    if (
        loss.expects == "margin"
        and not loss.one_hot
        and last
        and last[1].bounds()[0] >= 0
    ):
        path, activation = last
        message = (
            f"{loss.tag()} tells the classes by the sign, but {activation.tag()} gives"
            " no negative numbers"
        )
        yield Problem(message, path, "give the last layer the activation 'linear'")


def _unfit(found: Floats, loss: Loss) -> str:
    """Say what among outputs the loss has no use for."""
    takes_log = "from_logits" in dict(loss)
    if loss.expects in ("numbers", "margin"):
        return ""
    if (found < 0).any():
        return "negative ones as well" if loss.expects == "positive" else "others too"
    if loss.expects == "probability" and (found > 1).any():
        return "numbers above 1 as well"
    if takes_log and (found == 0).any():
        return "exactly 0 as well, whose logarithm is infinite"
    return ""


def _probabilities(low: float, high: float, classes: int) -> tuple[float, float]:
    """Give the least and the largest probability that logits within bounds make."""
    if not classes:
        return _sigmoid(low), _sigmoid(high)
    spread, others = high - low, log(classes - 1)
    return _sigmoid(-spread - others), _sigmoid(spread - others)


def _sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x)) if x > -700 else 0.0
