"""The word classes that frameworks are asked about, each with its module."""

from types import ModuleType

from tests.golden import activations, layers, losses

MODULES: tuple[ModuleType, ...] = (activations, layers, losses)
CLASSES = {module.__name__.rpartition(".")[2]: module for module in MODULES}
