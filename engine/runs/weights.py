"""What a network has learned, in a file that is checked when it is read."""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from engine.core.backends import Arrays
from engine.errors import LonghandError

FILE = "weights.safetensors"
NOTES = "longhand"


class Owner(Protocol):
    """Whatever has arrays: a run that is trained, or one that was saved."""

    @property
    def arrays(self) -> Arrays:
        """Weights and all that belongs to them."""
        ...


def digest(owner: Owner) -> str:
    """Give the SHA-256 of all parameters, then all states, in the program's order."""
    return owner.arrays.digest()


def weights(owner: Owner, **notes: str) -> bytes:
    """Write parameters and states, with their digest and other notes."""
    from safetensors.numpy import save as to_bytes  # noqa: PLC0415 - only when saving

    arrays = {**owner.arrays.parameters, **owner.arrays.states}
    whole = {key: np.ascontiguousarray(array) for key, array in arrays.items()}
    # All in one note: several would stand in another order each time.
    return to_bytes(whole, {NOTES: json.dumps({"digest": digest(owner), **notes})})


def restore(owner: Owner, path: Path) -> None:
    """Read parameters and states into the arrays that there are.

    Raises
    ------
    LonghandError
        If they are damaged, or not those that were saved.
    """
    arrays = {**owner.arrays.parameters, **owner.arrays.states}
    with _reading(path) as file:
        for key, array in arrays.items():
            array[:] = file.get_tensor(key)
        expected = _notes(file)["digest"]
    if digest(owner) != expected:
        msg = f"{path}: the weights are not those that were saved"
        raise LonghandError(msg)


def noted(path: Path) -> Mapping[str, str]:
    """Give what was noted beside the weights.

    Raises
    ------
    LonghandError
        If they are damaged.
    """
    with _reading(path) as file:
        return _notes(file)


def _notes(file: Any) -> Mapping[str, str]:
    found = file.metadata()
    return json.loads(found[NOTES]) if NOTES in found else dict(found)


@contextmanager
def _reading(path: Path) -> Generator[Any]:
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415 - as above

    try:
        opened: Any = safe_open(path, "numpy")
        with opened as file:
            yield file
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{path}: the weights are damaged: {error}"
        raise LonghandError(msg) from None
