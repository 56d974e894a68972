"""The word classes that frameworks are asked about, each with its module."""

from types import ModuleType

from tests.golden import activations, losses, metrics

MODULES: tuple[ModuleType, ...] = (activations, losses, metrics)
CLASSES = {module.__name__.rpartition(".")[2]: module for module in MODULES}
