"""`python -m tests.peers` compares the specs of real tables with scikit-learn's MLP.

It wants scikit-learn beside the project (see CONTRIBUTING). `--markdown` prints the
page: `python -m tests.peers --markdown > docs/peers.md`.
"""

import argparse
import math
import sys
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.compile import compile_spec
from engine.data.table_data import Opened
from engine.data.tables.opening import open_table
from engine.spec.model import load
from engine.spec.reading import read_file
from engine.training.trainer import Trainer, train
from tests.seeds import ROOT

NAMES = ("iris", "wine", "breast_cancer", "diabetes")
SEEDS = range(10)

PAGE = f"""\
# Longhand and scikit-learn on the same tables

Each spec of a real table was trained with the seeds {SEEDS[0]} to {SEEDS[-1]}, which
also divide the rows anew, and beside it scikit-learn's `MLPClassifier` or
`MLPRegressor`: on the same rows, prepared by scikit-learn's own `StandardScaler` and
`OneHotEncoder`, with a hidden layer of the same size and activation, Adam with the same
rate, the same batches and at most as many epochs, all else as scikit-learn has it.
Where the spec stops early by its validation rows, scikit-learn is given these as well,
and stops early by as large a share of its own choice. Both are judged on the same test
rows: the share that is right, or R2. Numbers are means, with their standard errors; the
difference is that of pairs.

Printed by `python -m tests.peers --markdown > docs/peers.md`.

| spec | judged by | Longhand | scikit-learn | difference |
| --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Sides:
    """Rows (rows, columns) as texts, targets, and the rows of each part."""

    x: Any
    y: Any
    parts: Any


def ours(name: str, seed: int) -> tuple[float, Trainer]:
    """Train the spec; judge by the rows kept for that."""
    path = ROOT / "specs" / f"{name}.json"
    spec = load({**read_file(path).data, "seed": seed}, path.parent)
    trainer = Trainer(compile_spec(spec))
    for _ in train(trainer):
        pass
    judged = trainer.scores()["test"]
    return judged["r2_score" if name == "diabetes" else "accuracy"], trainer


def theirs(trainer: Trainer, seed: int) -> float:
    """Train scikit-learn's network on the same rows; judge by the same."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    spec, sides = trainer.model.spec, _sides(trainer)
    dense, training = spec.layers[0], spec.training
    kinds = {True: MLPClassifier, False: MLPRegressor}
    rows, wishes = sides.parts["train"], {}
    if training.early_stopping is not None:
        watched = sides.parts["validation"]
        share = len(watched) / (len(rows) + len(watched))
        rows = np.concatenate([rows, watched])
        wishes = {
            "early_stopping": True,
            "validation_fraction": share,
            "n_iter_no_change": training.early_stopping.patience,
        }
    network = kinds[spec.dataset.class_names() != []](
        hidden_layer_sizes=(dense.units,),
        activation=dense.activation.tag(),
        learning_rate_init=spec.optimizer.learning_rate,
        batch_size=training.batch_size,
        max_iter=training.epochs,
        random_state=seed,
        **wishes,
    )
    prepared = _prepared(spec.dataset)
    x, y = prepared.fit_transform(sides.x[rows]), sides.y[rows]
    scale, offset = (1.0, 0.0) if y.dtype.kind in "UO" else (y.std(), y.mean())
    learned = y if scale == 1.0 else (y - offset) / scale
    network.fit(x, learned)
    judged = sides.parts["test"]
    wanted = sides.y[judged] if scale == 1.0 else (sides.y[judged] - offset) / scale
    return network.score(prepared.transform(sides.x[judged]), wanted)


def _sides(trainer: Trainer) -> Sides:
    """Read the table once more, as scikit-learn wants it."""
    spec, dataset = trainer.model.spec, trainer.model.spec.dataset
    assert isinstance(dataset, Opened)
    table = open_table(dataset.source, spec.folder)
    texts = [table.column(name).to_list() for name in dataset.source.inputs]
    target = np.array(table.column(next(iter(dataset.source.outputs))).to_list())
    y = target if dataset.class_names() else target.astype(float)
    return Sides(np.array(texts, object).T, y, dataset.parts())


def _prepared(dataset: Opened) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    kinds = [column.tag() for column in dataset.source.inputs.values()]
    places = {kind: [i for i, k in enumerate(kinds) if k == kind] for kind in kinds}
    words = {"number": StandardScaler, "category": OneHotEncoder}
    return ColumnTransformer([(k, words[k](), found) for k, found in places.items()])


def compared(name: str) -> tuple[str, str, str, str]:
    """Train both with all seeds; write what judges them, the means, the difference."""
    pairs: list[tuple[float, float]] = []
    for seed in SEEDS:
        mine, trainer = ours(name, seed)
        pairs.append((mine, theirs(trainer, seed)))
    mine, other = np.array(pairs).T
    judge = "R2" if name == "diabetes" else "accuracy"
    return judge, _told(mine), _told(other), _told(mine - other)


def _told(figures: Any) -> str:
    error = figures.std(ddof=1) / math.sqrt(len(figures))
    return f"{figures.mean():.3f} ± {error:.3f}"


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.peers")
    parser.add_argument("--markdown", action="store_true", help="print docs/peers.md")
    warnings.simplefilter("ignore")
    if parser.parse_args().markdown:
        sys.stdout.write(PAGE)
    for name in NAMES:
        cells = [f"[{name}](../specs/{name}.json)", *compared(name)]
        sys.stdout.write(f"| {' | '.join(cells)} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
