"""Small tables in files, and specs that learn from them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.spec.model import Spec, load
from tests.writing import Entry, dense


def write_table(folder: Path, columns: Mapping[str, Sequence[Any]]) -> str:
    """Write a table with commas; None is a field without anything in it."""
    rows = [columns, *zip(*columns.values(), strict=True)]
    lines = (",".join("" if v is None else str(v) for v in row) for row in rows)
    (folder / "table.csv").write_text("\n".join([*lines, ""]), "utf-8")
    return "table.csv"


def tabular(folder: Path, columns: Mapping[str, Sequence[Any]], **more: Any) -> Entry:
    """Write a table, and a spec that predicts `y` from the columns `x...`."""
    named = [name for name in columns if name.startswith("x")]
    dataset = {
        "type": "csv",
        "path": write_table(folder, columns),
        "inputs": more.pop("inputs", named),
        "outputs": more.pop("outputs", ["y"]),
    }
    return {
        "seed": 3,
        "dataset": dataset,
        "layers": [dense(3, "tanh"), "dense"],
        "loss": "mse",
        "optimizer": {"type": "sgd", "learning_rate": 0.05},
        "training": {"epochs": 3},
        **more,
    }


def loaded(folder: Path, columns: Mapping[str, Sequence[Any]], **more: Any) -> Spec:
    return load(tabular(folder, columns, **more), folder)
