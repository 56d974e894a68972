"""The types of columns for which a spec states none, and warnings about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from engine.errors import LonghandError, Problem, SpecError
from engine.vocabulary.columns import CellError, Column
from engine.vocabulary.columns.categories import MOST_NAMES
from engine.vocabulary.columns.decimals import Mark, no_mark
from engine.vocabulary.columns.numbers import Number

if TYPE_CHECKING:
    from polars import Series

    from engine.vocabulary.losses import Loss

FEW = 10
"""So many different numbers may well be classes."""


def guessed(values: Series, mark: Mark = no_mark) -> Column:
    """Guess the type of an input from the values to train on.

    `mark` tells what stands before decimals in other columns.
    """
    return next(_suiting(values, mark, has_classes=None))


def guessed_output(values: Series, loss: Loss, name: str, mark: Mark) -> Column:
    """Guess the type of an output from the values to train on, and what judges them.

    A loss of choices takes classes. One of probabilities does where there are two, or
    where they are no numbers.
    """
    if loss.one_hot:
        check_classes(values, loss, name)
        return next(_suiting(values, mark, has_classes=True))
    if loss.expects in ("probability", "margin") and values.n_unique() <= 3:
        return next(_suiting(values, mark, has_classes=True))
    return next(_suiting(values, mark, has_classes=None))


def check_classes(
    values: Series, loss: Loss, name: str, *, is_lonely: bool = False
) -> None:
    """Refuse to take for classes what looks like numbers that were measured.

    They do if most differ; where one of them stands alone (`is_lonely`), if several do.

    Raises
    ------
    SpecError
        With both ways out.
    """
    known = values.drop_nulls()
    count = known.n_unique()
    is_varied = is_lonely or 2 * count > len(known)
    if (count > FEW and is_varied) or count > MOST_NAMES:
        if not _are_numbers(known):
            return
        message = (
            f"{loss.tag()} judges classes, and {name!r} looks like a number: "
            f"{count} different values in {len(known)} rows"
        )
        hint = (
            'to predict a number, take "mean_squared_error"; if each value is a class, '
            f'say so: "outputs": {{"{name}": "category"}}'
        )
        raise SpecError([Problem(message, ("loss",), hint)])


def _are_numbers(values: Series) -> bool:
    """Tell whether values read as numbers; a few may be mistakes."""
    try:
        return Number.guess(values) is not None
    except CellError:
        return True


def check_role(loss: Loss, name: str, classes: list[str]) -> Iterator[Problem]:
    """Find that an output is not what the loss judges."""
    if loss.one_hot and not classes:
        hint = f'its type may be "category": "outputs": {{"{name}": "category"}}'
        message = f"{loss.tag()} judges classes, and {name!r} is a number"
        yield Problem(message, ("loss",), hint)
    elif classes and len(classes) < 2:
        message = f"{name!r} is always {classes[0]!r} in the training rows"
        yield Problem(message, ("dataset", "outputs"), "there is nothing to tell apart")
    elif (
        len(classes) > 2
        and not loss.one_hot
        and loss.expects in ("probability", "margin")
    ):
        message = f"{name!r} has {len(classes)} classes, {loss.tag()} judges two"
        hint = "take 'categorical_crossentropy', and a softmax as the last activation"
        yield Problem(message, ("loss",), hint)


def _suiting(
    values: Series, mark: Mark, *, has_classes: bool | None
) -> Iterator[Column]:
    for word in cast("list[type[Column]]", Column.words()):
        is_wanted = has_classes in (None, word.has_classes)
        if is_wanted and (column := word.guess(values, mark)):
            yield column
    msg = 'its type cannot be guessed; say it, such as "category"'
    raise LonghandError(msg)


HEAD = 1_000
"""So many values tell whether it is worth to look at all."""
_NAMES_OF_KEYS = re.compile(r"(?:.*[\W_])?(?:id|index|uuid|key|row)|unnamed.*", re.I)


def objection(name: str, column: Column, known: Series, rows: int) -> str:
    """Say why a column of so many rows is most likely of no use as an input."""
    head = known.head(HEAD)
    distinct = head.n_unique()
    if distinct < 2 and known.n_unique() < 2:
        return "it is always the same"
    if isinstance(column, Number):
        is_key = _counts(name, column, head) and known.n_unique() == rows
        return "it numbers the rows" * is_key
    if not column.has_classes or 2 * distinct < len(head):
        return ""
    count = known.n_unique()
    is_name = count > max(50, rows // 2) or count == rows
    return "almost each row has another one" * is_name


def are_whole(column: Number, values: Series) -> bool:
    """Tell whether all of some numbers are whole."""
    numbers = column.typed(values)
    return bool((numbers == numbers.round()).all())


def _counts(name: str, column: Number, known: Series) -> bool:
    """Tell whether numbers count, or are called as what counts."""
    if not are_whole(column, known):
        return False
    steps = column.typed(known).diff().drop_nulls()
    return bool((steps == 1).all()) or bool(_NAMES_OF_KEYS.fullmatch(name.strip()))
