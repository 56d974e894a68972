"""The word classes that frameworks are asked about, each with its module."""

from types import ModuleType

from tests.golden import activations, losses, training

MODULES: tuple[ModuleType, ...] = (activations, losses, training)
CLASSES = {module.__name__.rpartition(".")[2]: module for module in MODULES}
