"""A market's table with every kind of trouble, and networks that learn from it."""

import random
from pathlib import Path
from typing import Any

import polars as pl

from engine.compile import compile_spec
from engine.runs import save, summary
from engine.spec.model import load
from engine.training.trainer import Trainer
from tests.training.making import training
from tests.writing import Entry, dense

COLUMNS = ["color", "size", "age", "when", "price", "dear", "kind"]
INPUTS: Entry = {
    "color": "category",
    "size": {"type": "number", "missing": "mean", "indicator": True},
    "age": {"type": "number", "missing": "drop_row"},
    "when": {"type": "date", "missing": "median"},
}


def rows(count: int = 90) -> list[dict[str, Any]]:
    """Make rows: some sizes, ages and dates are missing, each in its own way."""
    chance = random.Random(3)
    return [_row(i, chance) for i in range(count)]


def _row(i: int, chance: random.Random) -> dict[str, Any]:
    size, color = round(9 * chance.random(), 2), chance.choice(["red", "green", "blue"])
    price = round(3 * size + len(color), 2)
    return {
        "color": color,
        "size": "" if i % 9 == 4 else f"{size:.2f}",
        "age": "NA" if i % 11 == 5 else str(chance.randint(1, 90)),
        "when": "?" if i % 13 == 6 else f"2024-0{i % 9 + 1}-{i % 18 + 10}",
        "price": str(price),
        "dear": "yes" if price > 18 else "no",
        "kind": ("small", "medium", "large")[int(size // 3.0001)],
    }


def frame(count: int = 90) -> pl.DataFrame:
    return pl.DataFrame(rows(count), schema=dict.fromkeys(COLUMNS, pl.String))


def market(
    outputs: Any, loss: Any, last: str = "linear", units: int | None = None, **more: Any
) -> Entry:
    """Write a spec that learns some columns from the others."""
    end = {"type": "dense", "activation": last} | ({"units": units} if units else {})
    return {
        "name": "market",
        "dataset": {
            "type": "csv",
            "path": "data/market.csv",
            "inputs": INPUTS,
            "outputs": outputs,
        },
        "split": {"validation": 0.2, "test": 0.2},
        "layers": [dense(6, "tanh"), end],
        "loss": loss,
        "optimizer": {"type": "adam", "learning_rate": 0.05},
        "training": training(5, report_every=5),
        **more,
    }


SCALED = {"price": {"type": "number", "scaling": "standardize"}}
CHOICE = "categorical_crossentropy"
MARKETS = {
    "numbers": market(["price"], "mse"),
    "scaled numbers": market(SCALED, "mse"),
    "two numbers": market({**SCALED, "weight": "number"}, "mse", dtype="float32"),
    "two classes": market(["dear"], "bce", "sigmoid"),
    "signs": market(["dear"], "hinge", "tanh"),
    "three classes": market(["kind"], CHOICE, "softmax"),
    "numbered classes": market(["kind"], f"sparse_{CHOICE}", "softmax"),
    "more units than classes": market(["kind"], f"sparse_{CHOICE}", "softmax", 5),
    "logits": market(["kind"], {"type": CHOICE, "from_logits": True}),
    "margins": market(["kind"], "categorical_hinge"),
    "shares by squares": market(
        {"kind": "category"}, "mse", "softmax", training=training(5, 16)
    ),
}


def write_market(folder: Path, count: int = 90) -> Path:
    """Write the table below a folder."""
    path = folder / "data" / "market.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    weight = pl.Series("weight", [str(i % 5) for i in range(count)])
    frame(count).with_columns(weight).write_csv(path)
    return path


def trained_in(folder: Path, entry: Entry, count: int = 90) -> Trainer:
    """Train on the table in a folder."""
    write_market(folder, count)
    made = Trainer(compile_spec(load(entry, folder)))
    made.step(10**6)
    return made


def saved_in(folder: Path, entry: Entry, count: int = 90) -> tuple[Trainer, Path]:
    """Train on the table in a folder, and save the run beside it."""
    made = trained_in(folder, entry, count)
    return made, save(made, summary(made), folder / "runs")
