"""Rules about what a network without a bend can do: it divides by a plane, no more."""

from collections.abc import Iterator

import numpy as np

from engine.errors import Problem
from engine.lint.facts import Facts, Floats, is_usual

MOST_ROWS = 4096
MOST_INPUTS = 24
"""Larger tables would take too long."""

HIDDEN = '{"type": "dense", "units": 4, "activation": "tanh"}'


def layers_that_are_one(facts: Facts) -> Iterator[Problem]:
    """Find networks of several layers, all of them linear."""
    if facts.is_affine and facts.depth > 1:
        message = (
            f"the {facts.depth} layers up to here are no more than one, for none of"
            " those before has an activation"
        )
        hint = "give them one, such as 'tanh'"
        yield Problem(message, ("layers", facts.end.head), hint)


def tables_that_no_plane_divides(facts: Facts) -> Iterator[Problem]:
    """Find truth tables that the network cannot learn, each with a proof."""
    is_small = len(facts.inputs) <= MOST_ROWS and facts.inputs.shape[1] <= MOST_INPUTS
    if not is_small or not _divides_by_a_plane(facts):
        return
    for name, truth in _truths(facts):
        rows = _contradicting(facts.inputs, truth)
        if rows:
            yield _indivisible(facts, name, rows, truth)


def _divides_by_a_plane(facts: Facts) -> bool:
    """Tell whether an output is right or wrong by the sign of an affine function."""
    activations = [activation for _, activation in facts.end.activations]
    if _is_weighed(facts):
        # Of two classes, the sign of the difference of their outputs is the answer.
        follows = facts.width == 2 and [a.shares for a in activations] in ([], [True])
    else:
        follows = all(activation.monotone for activation in activations)
    return facts.is_affine and follows and all(map(is_usual, activations))


def _is_weighed(facts: Facts) -> bool:
    """Tell whether the largest output of a row is the answer."""
    return facts.spec.loss.one_hot or (facts.last is not None and facts.last[1].shares)


def _truths(facts: Facts) -> Iterator[tuple[str, Floats]]:
    """Give each output that is a truth: 1 and -1 for its rows, 0 where it is open."""
    if not (facts.is_truth_table or facts.is_inline):
        return
    outputs = facts.model.schema.outputs
    columns = list(zip(outputs, facts.targets.T, strict=True))
    if _is_weighed(facts):
        columns = columns[:1] if _are_classes(facts) else []
    elif facts.is_inline and len(columns) > 1:
        columns = []
    for name, column in columns:
        values = {*column[~np.isnan(column)].tolist()}
        if values in ({0.0, 1.0}, {-1.0, 1.0}):
            yield name, _sides(column)


def _are_classes(facts: Facts) -> bool:
    """Tell whether targets are the number of one class, or a column for each."""
    y = facts.targets[~np.isnan(facts.targets).any(axis=1)]
    is_choice = facts.spec.loss.sparse or (y.sum(axis=1) == 1).all()
    return bool(is_choice and (y >= 0).all())


def _sides(y: Floats) -> Floats:
    """Bring two truths to 1 and -1, and all others to 0."""
    return np.where(np.isnan(y), 0.0, np.where(y > 0.5, 1.0, -1.0))


def _contradicting(x: Floats, truth: Floats) -> list[int]:
    """Give rows that no plane divides; none unless that is proved.

    Equal inputs with different truths are no matter of planes.
    """
    from engine.lint.separation import separation  # noqa: PLC0415 - seldom needed

    rows = np.flatnonzero(truth)
    proof = separation(x[rows], truth[rows]).contradiction
    found = sorted(rows[[*(proof or ())]].tolist()) if proof else []
    return found if len(np.unique(x[found], axis=0)) > 2 else []


def _indivisible(facts: Facts, name: str, rows: list[int], truth: Floats) -> Problem:
    one, other = (
        facts.named([row for row in rows if truth[row] == side]) for side in (1, -1)
    )
    message = (
        f"without a hidden layer, {name!r} cannot be learned: {facts.named(rows)}"
        f" contradict every straight cut, for a mixture of {one}, where it is true, is"
        f" a mixture of {other}, where it is false"
    )
    hint = (
        f"put a hidden layer before this one: {HIDDEN}"
        if facts.depth < 2
        else "give the layers before this one an activation, such as 'tanh'"
    )
    return Problem(message, ("layers", facts.end.head), hint)
