"""Activations to experiment with: waves, bumps and steps."""

from math import pi

from engine.core import ops
from engine.core.graph import Value
from engine.errors import Problem, SpecError
from engine.vocabulary.activations import Activation
from engine.vocabulary.activations.basic import Sigmoid


class Sin(Activation):
    """sin(x).

    Use: to fit waves and other functions of place or time. One unit of it solves
    exclusive or.
    Source: Sitzmann, Martel, Bergman, Lindell and Wetzstein (2020), Implicit neural
    representations with periodic activation functions.
    """

    low, high = -1.0, 1.0

    def __call__(self, x: Value) -> Value:
        return ops.sin(x)


class Gaussian(Activation):
    """exp(-x**2), a bump around 0.

    Use: for units that answer to one place only.
    Source: Broomhead and Lowe (1988), Multivariable functional interpolation and
    adaptive networks.
    """

    low, high = 0.0, 1.0

    def __call__(self, x: Value) -> Value:
        return ops.exp(-ops.square(x))


class Arctan(Activation):
    """arctan(x), between -pi/2 and pi/2.

    Use: instead of tanh, where its slope should fade more slowly.
    Source: NumPy's `arctan`; Duch and Jankowski (1999), Survey of neural transfer
    functions.
    """

    low, high, monotone = -pi / 2, pi / 2, True

    def __call__(self, x: Value) -> Value:
        return ops.arctan(x)


class Step(Activation):
    """1 where x is at least 0, else 0: the perceptron's answer.

    Its own slope is 0, by which nothing could learn; backward it is given the slope of
    another activation, which the spec names. So its gradient is not that of the loss.

    Use: to show how a perceptron decides.
    Source: Rosenblatt (1958), The perceptron; the slope: Bengio, Léonard and Courville
    (2013), Estimating or propagating gradients through stochastic neurons.
    """

    surrogate: Activation = Sigmoid()
    """The activation whose slope is taken."""

    low, high, monotone = 0.0, 1.0, True

    def __call__(self, x: Value) -> Value:
        stand_in = self.surrogate(x).named("soft")
        if stand_in.shape != x.shape:
            name = self.surrogate.tag()
            message = f"{name} makes {stand_in.shape[-1]} numbers of {x.shape[-1]}"
            hint = "take one that gives a slope for each number, such as 'sigmoid'"
            raise SpecError([Problem(message, ("surrogate",), hint)])
        return ops.surrogate(ops.heaviside(x), stand_in)


WORDS = (Sin, Gaussian, Arctan, Step)
