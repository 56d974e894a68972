"""The types of columns for which a spec does not say any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from engine.errors import LonghandError, Problem
from engine.vocabulary.columns import Column

if TYPE_CHECKING:
    from polars import Series

    from engine.vocabulary.losses import Loss


def guessed(values: Series) -> Column:
    """Guess the type of an input from the values to train on."""
    return next(_suiting(values, has_classes=None))


def guessed_output(values: Series, loss: Loss) -> Column:
    """Guess the type of an output from the values to train on, and what judges them.

    A loss of choices takes classes. One of probabilities does where there are two, or
    where they are no numbers.
    """
    if loss.one_hot:
        return next(_suiting(values, has_classes=True))
    if loss.expects in ("probability", "margin") and values.n_unique() <= 3:
        return next(_suiting(values, has_classes=True))
    return next(_suiting(values, has_classes=None))


def check_role(loss: Loss, name: str, classes: list[str]) -> Iterator[Problem]:
    """Find that an output is not what the loss judges."""
    if loss.one_hot and not classes:
        hint = f'its type may be "category": "outputs": {{"{name}": "category"}}'
        message = f"{loss.tag()} judges classes, and {name!r} is a number"
        yield Problem(message, ("loss",), hint)
    elif classes and len(classes) < 2:
        message = f"{name!r} is always {classes[0]!r} in the rows to train on"
        yield Problem(message, ("dataset", "outputs"), "there is nothing to tell apart")
    elif (
        len(classes) > 2
        and not loss.one_hot
        and loss.expects in ("probability", "margin")
    ):
        message = f"{name!r} has {len(classes)} classes, {loss.tag()} judges two"
        hint = "take 'categorical_crossentropy', and a softmax as the last activation"
        yield Problem(message, ("loss",), hint)


def _suiting(values: Series, *, has_classes: bool | None) -> Iterator[Column]:
    for word in cast("list[type[Column]]", Column.words()):
        is_wanted = has_classes in (None, word.has_classes)
        if is_wanted and (column := word.guess(values)):
            yield column
    msg = 'its type cannot be guessed; say it, such as "category"'
    raise LonghandError(msg)
