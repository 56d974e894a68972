"""Every activation, layer, loss and regularizer against central differences.

The gradient is the planned printing's, the differences are of the textbook printing's
loss, through the whole program: a word is right here only if all of its parts are.

Kinks (of relu, leaky_relu, the mean absolute error) have no gradient to compare with.
The numbers of the cases keep away from them: a kink less than STEP away would show as
an error of a half of the slopes' difference, far above what is allowed.
"""

from collections.abc import Callable

import numpy as np
import pytest

from engine.core.backends import Arrays
from engine.core.backends.planned import PlannedSteps
from engine.vocabulary.activations import Activation
from engine.vocabulary.entry import Word
from engine.vocabulary.layers import Layer
from engine.vocabulary.losses import Loss
from engine.vocabulary.regularizers import Regularizer
from tests.building import CASES, arrays, batch, book, model, printed_before, words_in
from tests.writing import Array

STEP = 1e-5


def numeric(name: str) -> Array:
    """Give (loss(w + h) - loss(w - h)) / 2h for each number of the weights."""
    held, loss = losses(name)
    found = np.empty_like(held.w)
    for i, before in enumerate(held.w.tolist()):
        held.w[i] = before + STEP
        above = loss()
        held.w[i] = before - STEP
        found[i] = (above - loss()) / (2 * STEP)
        held.w[i] = before
    return found


def losses(name: str) -> tuple[Arrays, Callable[[], float]]:
    """Give the arrays of a case, and what computes the loss from them."""
    made = model(name)
    held, given = arrays(made.program), batch(made)
    run = printed_before(book(name).text)(made.program, held)
    if made.program.predicts_apart:
        return held, lambda: run.gradients(*given)
    return held, lambda: sum(run.evaluate(*given)[1:]) + run.penalties()


def analytic(name: str) -> Array:
    made = model(name)
    held = arrays(made.program)
    PlannedSteps(made.program, held).gradients(*batch(made))
    return held.g


DECLARED = [name for name in CASES if "step" in str(CASES[name]["layers"])]
"""Behind a step the slope is declared, and not that of the loss."""


@pytest.mark.parametrize("name", [name for name in CASES if name not in DECLARED])
def test_the_gradient_is_the_slope_of_the_loss(name: str) -> None:
    ours, slopes = analytic(name), numeric(name)
    assert np.abs(slopes).max() > 1e-3
    np.testing.assert_allclose(
        ours, slopes, rtol=1e-6, atol=1e-6 * np.abs(slopes).max()
    )


@pytest.mark.parametrize("base", [Layer, Activation, Loss, Regularizer])
def test_every_word_is_checked(base: type[Word]) -> None:
    used = {type(word) for name in CASES for word in words_in(model(name).spec)}
    assert {word for word in used if issubclass(word, base)} == set(base.words())


@pytest.mark.parametrize("base", [Layer, Activation, Loss, Regularizer])
def test_tags_and_aliases_are_unique(base: type[Word]) -> None:
    names = [name for word in base.words() for name in (word.tag(), *word.aliases)]
    assert len(names) == len({*names})
    assert all(word.__doc__ for word in base.words())


def test_a_wrong_gradient_would_be_noticed() -> None:
    name = "skip"
    ours, slopes = analytic(name), numeric(name)
    ours[3] *= 1 + 1e-4
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(
            ours, slopes, rtol=1e-6, atol=1e-6 * np.abs(slopes).max()
        )
