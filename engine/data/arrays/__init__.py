"""Arrays in files: inputs and outputs as numbers."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Arrays:
    """Examples as they stand in files.

    Attributes
    ----------
    x : inputs (rows, ...), scaled
    y : outputs (rows, outputs), or the numbers of classes (rows, 1)
    classes : their names, by number; None if outputs are no classes
    called : what messages call them
    notes : what a person may want to hear
    stored : of which type inputs are in the files
    """

    x: NDArray[Any]
    y: NDArray[Any]
    classes: tuple[str, ...] | None
    called: str
    notes: tuple[str, ...] = ()
    stored: str = ""
