"""What a person sees in the terminal."""

import sys
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.anatomy import layers
from engine.compile import Model
from engine.errors import printable
from engine.evaluation.tasks import right_rows
from engine.training.gradcheck import Check
from engine.training.trainer import Report, Trainer

MOST_ROWS = 16
MOST_COLUMNS = 8


def table(*columns: str, numbers: Sequence[str] = ()) -> Table:
    """Begin a table; the columns in `numbers` stand to the right."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        side = "right" if column in numbers else "left"
        made.add_column(Text(printable(column)), justify=side, overflow="fold")
    return made


def network(model: Model) -> Table:
    """Show layers, what they give, and how many parameters they have."""
    made = table("layer", "is", "gives", "parameters", numbers=["parameters"])
    for layer in layers(model):
        count = str(layer.parameters or "")
        made.add_row(layer.name, layer.title, layer.shape, count)
    return made


class Reports:
    """A table that grows by a line whenever figures are reported.

    A terminal gets the figures that fit on a line, a file or a pipe all of them.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.names: list[str] = []
        self.shown = 0

    def show(self, reports: Sequence[Report]) -> None:
        """Print what is new."""
        for report in reports[self.shown :]:
            if not self.shown:
                self._begin([*report.metrics])
            cells = [_figure((name, report.metrics[name])) for name in self.names]
            self._print("  ".join([f"{report.epoch:>8}", *cells]))
            self.shown += 1

    def _begin(self, names: list[str]) -> None:
        """Choose the columns, the losses before all others, and print their names."""
        room = self.console.width - 8 if self.console.is_terminal else sys.maxsize
        for name in sorted(names, key=lambda name: name not in ("loss", "val_loss")):
            room -= 2 + max(len(name), 12)
            if room >= 0 or name == "loss":
                self.names.append(name)
        self.names.sort(key=names.index)
        if len(self.names) < len(names):
            self._print(f"{len(self.names)} of {len(names)} figures; --json shows all")
        self._print("  ".join(map(_headed, ["epoch", *self.names])), "bold")

    def _print(self, line: str, style: str = "") -> None:
        self.console.print(Text(line, style), soft_wrap=True)


def predictions(trainer: Trainer) -> Table:
    """Show inputs, targets and predictions of the first rows."""
    model, examples = trainer.model, trainer.parts.train
    part = examples.take(np.arange(min(len(examples), MOST_ROWS)))
    known, loss = model.schema, model.spec.loss
    inputs = known.inputs if len(known.inputs) <= MOST_COLUMNS else ()
    guesses = [f"{name} predicted" for name in known.outputs]
    made = table(*inputs, *known.outputs, *guesses, *(["share"] * loss.sparse), "")
    for column in made.columns:
        column.justify = "right"
    p = trainer.predict(part.x)
    verdicts = right_rows(trainer, part, p)
    gaps = np.broadcast_to(part.gaps, part.y.shape)
    for i in range(len(p)):
        given = map(_short, part.x[i].ravel() if inputs else ())
        wanted = (
            "any" if gap else _short(t)
            for t, gap in zip(part.y[i], gaps[i], strict=True)
        )
        mark = {True: "right", False: "WRONG", None: ""}[verdicts[i]]
        made.add_row(*given, *wanted, *_guessed(p[i], sparse=loss.sparse), mark)
    return made


def _guessed(p: Any, *, sparse: bool) -> list[str]:
    """Write a prediction; of classes the likeliest, and its share."""
    return [str(p.argmax()), f"{p.max():.6f}"] if sparse else [f"{v:.6f}" for v in p]


def checks(found: Sequence[Check]) -> Table:
    """Show how gradients compare with differences; kinks only if there are some."""
    kinks = ["kinks"] * any(check.kinks for check in found)
    numbers = ["checked", *kinks, "analytic", "numeric", "error"]
    made = table("parameter", "shape", *numbers, "", numbers=numbers)
    made.padding = (0, 1, 0, 0)
    for check in found:
        size = prod(check.shape)
        part = "" if check.checked == size else f" of {size}"
        counted = [f"{check.checked}{part}", *[str(check.kinks) for _ in kinks]]
        shape = "x".join(map(str, check.shape))
        made.add_row(check.parameter, shape, *counted, *_compared(check))
    return made


def _compared(check: Check) -> list[str]:
    """Write the slopes that are furthest apart and a verdict, or why there are none."""
    if check.error is None:
        return ["", "", "", "surrogate" if check.surrogate else "kinks"]
    slopes = [_slope(v) for v in (check.analytic, check.numeric) if v is not None]
    return [*slopes, f"{check.error:.0e}", "right" if check.passed else "WRONG"]


def _slope(v: float) -> str:
    return f"{v + 0.0:.6f}" if v == 0 or 1e-4 <= abs(v) < 100 else f"{v:.3g}"


def uncompared(found: Sequence[Check]) -> list[str]:
    """Say which slopes were not compared, and why."""
    said: list[str] = []
    if kinks := sum(check.kinks for check in found):
        are = "1 slope was" if kinks == 1 else f"{kinks} slopes were"
        said.append(f"{are} not compared: at a kink the loss has none of its own")
    if any(check.surrogate for check in found):
        said.append("surrogates were not compared: declared slopes, not the loss's own")
    return said


def _headed(name: str) -> str:
    return f"{name:>8}" if name == "epoch" else f"{name:>12}"


def _figure(item: tuple[str, float]) -> str:
    name, value = item
    return f"{value:>{max(len(name), 12)}.6g}"


def _short(number: float) -> str:
    return f"{number:.6g}"
