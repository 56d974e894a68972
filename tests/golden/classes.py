"""The word classes that frameworks are asked about, each with its module."""

from types import ModuleType

from tests.golden import (
    activations,
    category_encodings,
    clipping,
    columns,
    constraints,
    datasets,
    imputations,
    initializers,
    layers,
    losses,
    metrics,
    optimizers,
    regularizers,
    scalers,
    schedules,
    text_encodings,
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
    columns,
    category_encodings,
    text_encodings,
    imputations,
    scalers,
)
CLASSES = {module.__name__.rpartition(".")[2]: module for module in MODULES}
