"""The backends stand behind one protocol, and are chosen in one place."""

import math
from itertools import count, repeat

import numpy as np
import pytest

from engine.core.backends import BACKENDS, Arrays, make_steps
from engine.core.backends.base import Steps
from engine.core.backends.planned import PlannedSteps
from engine.core.program import METHODS
from tests.building import compiled, data, dense, spec

EACH = pytest.mark.parametrize("backend", [b for row in BACKENDS.values() for b in row])


def program():
    return compiled(spec([dense(3, "tanh"), dense(2)], "mean_squared_error")).program


def test_the_fastest_that_is_installed_is_chosen(monkeypatch) -> None:
    made = program()
    held = Arrays(made, {p.key: np.zeros(p.shape) for p in made.parameters})
    assert isinstance(make_steps(made, held), PlannedSteps)
    monkeypatch.setattr(PlannedSteps, "is_installed", staticmethod(lambda: False))
    assert not isinstance(make_steps(made, held), PlannedSteps)


def test_the_names_of_methods_are_those_of_the_protocol() -> None:
    methods = {name for name in vars(Steps) if not name.startswith("_")}
    assert methods == {*METHODS, "run"}


@EACH
def test_many_steps_are_the_same_as_one_by_one(backend) -> None:
    made = compiled(spec([dense(3, "tanh"), dense(2)], "mean_squared_error"))
    batch = [*data(made)]
    found = []
    for many in (True, False):
        held = begun(made.program)
        does = backend(made.program, held)
        if many:
            ran = does.run(repeat(batch, 7), (0.1 / t for t in count(1)), 0)
            losses = ran.losses
            assert (ran.updates, ran.is_finite) == (7, True)
        else:
            losses = []
            for t in range(1, 8):
                losses.append(does.gradients(*batch))
                does.apply(0.1 / t, t)
        found.append(([*map(float, losses)], held.w.tobytes()))
    assert found[0] == found[1]


@EACH
def test_many_steps_end_before_the_update_at_the_target(backend) -> None:
    made = compiled(spec([dense(3, "tanh"), dense(2)], "mean_squared_error"))
    batch = [*data(made)]
    losses = (
        backend(made.program, begun(made.program))
        .run(repeat(batch, 9), repeat(0.1), 0)
        .losses
    )
    held = begun(made.program)
    ran = backend(made.program, held).run(
        repeat(batch, 9), repeat(0.1), 0, target=float(losses[4])
    )
    assert [*ran.losses] == losses[:5]
    assert (ran.updates, ran.is_finite) == (4, True)


@EACH
def test_many_steps_end_before_an_update_by_what_is_not_finite(backend) -> None:
    made = compiled(spec([dense(3, "tanh"), dense(2)], "mean_squared_error"))
    good, bad = [*data(made)], [*data(made)]
    bad[1] = np.full_like(bad[1], math.inf)
    held = begun(made.program)
    with np.errstate(all="ignore"):
        ran = backend(made.program, held).run([good, good, bad, good], repeat(0.1), 0)
    assert (len(ran.losses), ran.updates, ran.is_finite) == (2, 2, False)
    assert np.isfinite(held.w).all()


def begun(made) -> Arrays:
    draw = np.random.default_rng(1).standard_normal
    return Arrays(made, {p.key: draw(p.shape) for p in made.parameters})
