"""The tables that come with scikit-learn."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.data.tables.finding import needs
from engine.data.tables.frames import FrameTable, taken

if TYPE_CHECKING:
    from engine.data.tables.asking import Asked


def read_bundled(name: str, asked: Asked) -> FrameTable:
    """Read a table by its name; column `target` has the names of classes, or numbers.

    Raises
    ------
    SpecError
        If scikit-learn is not installed.
    """
    needs("sklearn", f"the dataset {name!r}", "sklearn")
    import polars as pl  # noqa: PLC0415 - only where tables are read

    made: Any = getattr(import_module("sklearn.datasets"), f"load_{name}")()
    features = zip(map(str, made.feature_names), made.data.T, strict=True)
    target = made.target
    if "target_names" in made:
        target = [str(made.target_names[number]) for number in target]
    frame = pl.DataFrame({**dict(features), "target": target})
    return taken(f"scikit-learn's {name}", frame.lazy(), asked.missing)
