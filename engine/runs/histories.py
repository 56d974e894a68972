"""The losses of a run, and what else was reported, as a table in a file."""

import csv
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.course import Course, Curves, folds_of
from engine.training.stop_reasons import BestEpoch
from engine.training.trainer import Trainer

Curve = tuple[NDArray[Any], NDArray[Any]]


def history(trainer: Trainer) -> Iterator[str]:
    """Write a line for each epoch; other figures where they were reported."""
    curve = trainer.history.curve()
    reports = {report.epoch: report.metrics for report in trainer.reports}
    last = trainer.reports[-1:]
    names = [name for report in last for name in report.metrics if name != "loss"]
    ranges = trainer.history.width > 1
    head = ["epoch", "loss", *(["loss_low", "loss_high"] if ranges else []), *names]
    yield ",".join(head)
    columns = [curve.epochs, curve.last, *([curve.low, curve.high] if ranges else [])]
    unknown = "," * len(names)
    for epoch, *losses in zip(*(column.tolist() for column in columns), strict=True):
        others = (f",{reports[epoch][name]}" for name in names if epoch in reports)
        line = ",".join(map(str, [epoch, *losses]))
        yield line + ("".join(others) if epoch in reports else unknown)
    yield ""


def course_of(folder: Path) -> Course:
    """Read how a run was trained; what has been lost or changed is left out."""
    known = losses(folder / "history.csv")
    try:
        told = json.loads((folder / "summary.json").read_text("utf-8"))
        best, how = told.get("best"), (str(told["stopped"]), int(told["epochs"]))
        return Course(known, *how, best and _best(best), folds_of(told))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Course(known)


def _best(told: Mapping[str, Any]) -> BestEpoch:
    value, is_kept = told["value"], bool(told["is_kept"])
    known = math.nan if value is None else float(value)
    return BestEpoch(str(told["monitor"]), int(told["epoch"]), known, is_kept)


def losses(path: Path) -> Curves:
    """Read the losses that a file has; none if it has been lost or changed."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [*csv.DictReader(file)]
        return {name: _curve(rows, name) for name in _NAMES if rows and name in rows[0]}
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        return {}


_NAMES = ("loss", "val_loss")


def _curve(rows: list[dict[str, str]], name: str) -> Curve:
    known = [(int(row["epoch"]), float(row[name])) for row in rows if row[name]]
    epochs, values = zip(*known, strict=True) if known else ((), ())
    return np.array(epochs, int), np.array(values, float)
