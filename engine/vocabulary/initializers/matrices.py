"""Initializers of whole matrices, whose numbers depend on each other."""

import numpy as np
from pydantic import Field

from engine.errors import Problem
from engine.vocabulary.initializers import Floats, Initializer, Random


class Identity(Initializer):
    """gain on the diagonal, 0 elsewhere.

    Shapes: (inputs, units), equal or not.
    Use: for layers that are to pass on what they get at first, as in recurrent networks
    of relu.
    Source: Le, Jaitly and Hinton (2015), A simple way to initialize recurrent networks
    of rectified linear units, arXiv:1504.00941.
    """

    aliases = ("eye",)

    gain: float = 1.0
    """The numbers of the diagonal."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        inputs, units = shape
        return self.gain * np.eye(inputs, units)

    def unfit(self, shape: tuple[int, ...]) -> Problem | None:
        return None if len(shape) == 2 else _no_matrix("identity", shape)


class Orthogonal(Random):
    """gain * Q, Q's columns orthogonal and of length 1, or its rows if they are fewer.

    Q comes from the QR decomposition of a matrix of normal numbers; the signs of R's
    diagonal go into it, so that every orthogonal matrix is as likely.

    Shapes: (..., units); all axes but the last count as one.
    Use: for deep or recurrent networks, whose signals then keep their length.
    Source: Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear
    dynamics of learning in deep linear neural networks, ICLR; Mezzadri (2007), How to
    generate random matrices from the classical compact groups, Notices of the AMS 54.
    """

    gain: float = 1.0
    """The length of the columns or rows."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        return self.gain * orthogonal(shape, rng)

    def unfit(self, shape: tuple[int, ...]) -> Problem | None:
        return None if len(shape) >= 2 else _no_matrix("orthogonal", shape)


class Sparse(Random):
    """Normal, but for a share of each unit's inputs that has weight 0.

    ceil(sparsity * inputs) of them are chosen for each unit by itself.

    Shapes: (inputs, units).
    Use: for wide layers, whose units then differ from each other and do not saturate.
    Source: Martens (2010), Deep learning via Hessian-free optimization, ICML.
    """

    sparsity: float = Field(ge=0, le=1)
    """The share of zeros."""
    stddev: float = Field(default=0.01, ge=0)
    """The standard deviation of the others."""

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
        zeros = np.ceil(self.sparsity * shape[0])
        drawn = rng.normal(0, self.stddev, shape)
        order = rng.random(shape).argsort(axis=0)
        return np.where(order < zeros, 0, drawn)

    def unfit(self, shape: tuple[int, ...]) -> Problem | None:
        return None if len(shape) == 2 else _no_matrix("sparse", shape)


def orthogonal(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Draw a matrix of orthogonal columns of length 1, or rows if they are fewer."""
    units = shape[-1]
    inputs = np.prod(shape[:-1], dtype=int)
    drawn = rng.standard_normal((max(inputs, units), min(inputs, units)))
    q, r = np.linalg.qr(drawn)
    q = q * np.sign(np.diag(r))
    return (q if inputs >= units else q.T).reshape(shape)


def _no_matrix(name: str, shape: tuple[int, ...]) -> Problem:
    message = f"{name} is for matrices, not for an array of shape {list(shape)}"
    return Problem(message, hint="choose zeros, ones or a random one")


WORDS = (
    Identity,
    Orthogonal,
    Sparse,
)
