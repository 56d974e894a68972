"""Rules about how layers begin: units that are all the same learn the same."""

from collections.abc import Iterator

from engine.errors import Problem
from engine.lint.facts import Facts, tried
from engine.lint.outputs import FAR
from engine.vocabulary.initializers import Initializer
from engine.vocabulary.initializers.basic import Constant, Ones, Zeros
from engine.vocabulary.layers.basic import Dense


def units_that_begin_equal(facts: Facts) -> Iterator[Problem]:
    """Find hidden layers whose units are one unit several times.

    If what takes them begins even as well, their gradients are equal at each step.
    """
    names, sources = facts.spec.names(), facts.spec.sources()
    for i, layer in enumerate(facts.spec.layers):
        wanted = [names[i] in taken for taken in sources]
        behind = [facts.spec.layers[j] for j, takes in enumerate(wanted) if takes]
        if behind and isinstance(layer, Dense) and _is_even(layer):
            word = layer.kernel_initializer.tag()
            message = f"with {word}, all {layer.size} units begin as the same"
            if all(
                isinstance(b, Dense) and _is_one(b.kernel_initializer) for b in behind
            ):
                message += ", and stay so for ever: they are worth no more than one"
            else:
                message += ", and only the layer behind can part them, late or never"
            path = ("layers", i, "kernel_initializer")
            yield Problem(message, path, "leave it out: the usual start is random")


def _is_even(layer: Dense) -> bool:
    """Tell whether nothing in a layer that learns tells its units apart."""
    starts = [layer.kernel_initializer, layer.bias_initializer]
    is_alike = all(map(_is_one, starts[: 1 + layer.use_bias]))
    is_for_each = tried(layer.activation, FAR).shape == FAR.shape
    return layer.trainable and layer.size > 1 and is_alike and is_for_each


def _is_one(start: Initializer) -> bool:
    """Tell whether all numbers of an array begin as the same."""
    return isinstance(start, Zeros | Ones | Constant)
