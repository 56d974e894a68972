"""One mutant on trial: the tests are run over it until one of them fails.

The process is forked from one that has imported what the tests need of others, so that
a trial costs little more than the tests themselves.
"""

import importlib.util
import os
import signal
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis
import numpy as np
import pydantic.fields
import pytest
import rich.table as table

from tests.mutants.variants import Mutant

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
"""Seconds after which a mutant counts as noticed: it never ends."""

READY = (np, hypothesis, pydantic, table)


class _Mutated:
    """Gives one module with another text than its file's."""

    def __init__(self, mutant: Mutant) -> None:
        parts = Path(mutant.file).with_suffix("").parts
        self.name = ".".join(part for part in parts if part != "__init__")
        self.mutant = mutant

    def find_spec(
        self, name: str, path: Any = None, _: Any = None
    ) -> ModuleSpec | None:
        if name != self.name:
            return None
        file = ROOT / self.mutant.file
        inner = [str(file.parent)] if file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            name, file, loader=self, submodule_search_locations=inner
        )

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        file = str(ROOT / self.mutant.file)
        exec(compile(self.mutant.source, file, "exec"), vars(module))


def start(mutant: Mutant, stages: Sequence[Sequence[str]]) -> int:
    """Fork a process that tries a mutant; it ends with 0 if no test failed."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(int(_noticed(mutant, stages)))
        finally:
            os._exit(1)
    return child


def _noticed(mutant: Mutant, stages: Sequence[Sequence[str]]) -> bool:
    signal.alarm(LONGEST)
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nothing, stream)
    sys.meta_path.insert(0, _Mutated(mutant))  # pyright: ignore[reportArgumentType]
    common = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore"]
    return any(_fails([*common, *stage]) for stage in stages)


def _fails(arguments: Sequence[str]) -> bool:
    code = pytest.main([*arguments])
    return code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
