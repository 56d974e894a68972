"""The word classes that frameworks are asked about, each with its module."""

from types import ModuleType

from tests.golden import activations, datasets, losses

MODULES: tuple[ModuleType, ...] = (activations, losses, datasets)
CLASSES = {module.__name__.rpartition(".")[2]: module for module in MODULES}
