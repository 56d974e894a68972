"""The word classes that frameworks are asked about, each with its module."""

from types import ModuleType

from tests.golden import (
    activations,
    clipping,
    constraints,
    datasets,
    initializers,
    layers,
    losses,
    metrics,
    optimizers,
    regularizers,
    schedules,
    training,
)

MODULES: tuple[ModuleType, ...] = (
    activations,
    losses,
    datasets,
    regularizers,
    constraints,
    initializers,
    clipping,
    optimizers,
    training,
    schedules,
    metrics,
    layers,
)
CLASSES = {module.__name__.rpartition(".")[2]: module for module in MODULES}
