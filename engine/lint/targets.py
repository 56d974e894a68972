"""Rules about the examples: whether their targets can be learned with this loss."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from engine.data.targets import place_of
from engine.errors import Problem
from engine.lint.facts import Facts
from engine.vocabulary.activations.basic import Linear

FAR = 100
"""Larger targets are far from where a network begins."""


def none_that_count(facts: Facts) -> Iterator[Problem]:
    """Find outputs whose targets are all null."""
    for i, name in enumerate(facts.model.schema.outputs):
        if np.isnan(facts.targets[:, i]).all():
            message = f"all targets of {name!r} are null, so nothing is learned of it"
            place = facts.place(0, i)
            yield Problem(message, place, "write some, or remove the output")


def all_alike(facts: Facts) -> Iterator[Problem]:
    """Find outputs that are the same in all of several rows."""
    for i, name in enumerate(facts.model.schema.outputs):
        known = facts.targets[~np.isnan(facts.targets[:, i]), i]
        if len(known) > 1 and (known == known[0]).all():
            message = (
                f"{name!r} is {known[0]:g} in every row, so there is nothing to tell"
                " apart"
            )
            hint = "a bias alone learns that; is the table complete?"
            yield Problem(message, facts.place(0, i), hint)


def cases_that_contradict(facts: Facts) -> Iterator[Problem]:
    """Find cases of a truth table that are there twice, with different outputs."""
    alike: dict[bytes, list[int]] = defaultdict(list)
    if facts.is_truth_table and facts.typed is not None:
        for row, numbers in enumerate(facts.inputs + 0.0):
            alike[numbers.tobytes()].append(row)
    for first, *others in alike.values():
        for row in others:
            apart = np.abs(facts.targets[row] - facts.targets[first]) > 0
            if apart.any():
                output = int(apart.argmax())
                name = facts.model.schema.outputs[output]
                message = (
                    f"{facts.named([first, row])} have equal inputs, but {name!r}"
                    " differs, so that one of them stays wrong"
                )
                hint = "remove one of the two, or fix it"
                yield Problem(message, facts.place(row, output), hint)


def out_of_range(facts: Facts) -> Iterator[Problem]:
    """Find targets that make no sense to the loss."""
    loss, (low, high) = facts.spec.loss, facts.spec.loss.target_range
    if found := _outside(facts, low, high):
        row, output, told = found
        message = f"{loss.tag()} takes targets {_said(low, high)}, but {told}"
        is_signs = np.nanmax(np.abs(facts.targets)) == 1 and (low, high) == (0, 1)
        hint = (
            "write 0 for -1; or 'mean_squared_error' behind 'tanh'" if is_signs else ""
        )
        yield Problem(message, facts.place(row, output), hint)


def out_of_reach(facts: Facts) -> Iterator[Problem]:
    """Find targets that the last activation never gives."""
    loss, last = facts.spec.loss, facts.last
    compares = loss.expects in ("numbers", "positive") and not loss.per_row
    if not compares or last is None:
        return
    path, activation = last
    low, high = activation.bounds()
    if found := _outside(facts, low, high):
        message = (
            f"{activation.tag()} gives numbers {_said(low, high)}, but {found[2]},"
            " which is never reached"
        )
        is_narrow = high == 1 and np.nanmax(np.abs(facts.targets)) <= 1
        fitting = "tanh" if is_narrow else "linear"
        hint = f"give the last layer the activation '{fitting}', or change the targets"
        yield Problem(message, path, hint)


def far_from_one(facts: Facts) -> Iterator[Problem]:
    """Find targets so large that steps of usual size take very long to get there."""
    loss, optimizer, last = facts.spec.loss, facts.spec.optimizer, facts.last
    is_linear = last is not None and isinstance(last[1], Linear)
    if loss.expects != "numbers" or not is_linear or optimizer.needs_all:
        return
    for i, name in enumerate(facts.model.schema.outputs):
        known = facts.targets[~np.isnan(facts.targets[:, i]), i]
        size = float(np.sqrt(np.square(known).mean())) if len(known) else 0
        if size > FAR:
            message = f"{name!r} is about {size:.2g}, and a network begins near 0"
            scaled = '{"type": "number", "scaling": "standardize"}'
            hint = f'divide it; or, in a table, "outputs": {{"{name}": {scaled}}}'
            yield Problem(message, facts.place(0, i), hint)


def no_shares(facts: Facts) -> Iterator[Problem]:
    """Find rows whose targets should be shares of one choice, but are not."""
    loss, sums = facts.spec.loss, facts.targets.sum(axis=1)
    odd = np.flatnonzero(np.abs(sums - 1) > 1e-5)
    if loss.one_hot and not loss.sparse and facts.width > 1 and len(odd):
        row = int(odd[0])
        message = (
            f"with {loss.tag()}, the targets of a row are shares that add up to 1, but"
            f" those of {facts.named([row])} add up to {sums[row]:g}"
        )
        hint = "'binary_crossentropy' behind 'sigmoid' takes each output by itself"
        yield Problem(message, place_of(facts.spec, row), hint)


def classes_taken_apart(facts: Facts) -> Iterator[Problem]:
    """Find rows that are one of several classes, but each output judged by itself."""
    loss, y = facts.spec.loss, facts.targets
    is_apart = loss.expects == "probability" and y.shape[1] > 2
    if not is_apart or facts.is_truth_table:
        return
    whole = y[~np.isnan(y).any(axis=1)]
    one_hot = ((whole == 0) | (whole == 1)).all() and (whole.sum(axis=1) == 1).all()
    is_softmax = facts.last is not None and facts.last[1].shares
    if len(whole) > 1 and one_hot and not is_softmax:
        message = (
            f"each row is one of {y.shape[1]} classes, but {loss.tag()} judges each"
            " output by itself"
        )
        hint = "'categorical_crossentropy' behind 'softmax'"
        yield Problem(message, ("loss",), hint)


def _outside(facts: Facts, low: float, high: float) -> tuple[int, int, str] | None:
    """Find the first target outside of a range, with words for it."""
    found = np.argwhere((facts.targets < low) | (facts.targets > high))
    if not len(found):
        return None
    row, output = int(found[0][0]), int(found[0][1])
    name, value = facts.model.schema.outputs[output], facts.targets[row, output]
    return row, output, f"{name!r} is {value:g} in {facts.named([row])}"


def _said(low: float, high: float) -> str:
    if high == np.inf:
        return f"from {low:g} up"
    return f"up to {high:g}" if low == -np.inf else f"between {low:g} and {high:g}"
