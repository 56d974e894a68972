"""What an evaluation draws of numbers, losses and inputs."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.evaluation.course import Course
from engine.evaluation.drawing import DASHES, FAINT, INK, LINES, label, picture, whole
from engine.evaluation.importance import Importance
from engine.evaluation.results import Errors
from engine.evaluation.tasks import Array

MOST_POINTS = 2_000
MOST_MARKED = 100


def predicted(errors: Errors) -> str:
    """Put predicted numbers against actual ones."""
    known = np.flatnonzero(np.isfinite(errors.predicted))
    places = np.linspace(0, len(known) - 1, min(len(known), MOST_POINTS)).astype(int)
    actual, guessed = (v[known[places]] for v in (errors.actual, errors.predicted))
    ends = _ends(actual, guessed)

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        axes.plot(ends, ends, color=FAINT, linewidth=1, linestyle=":")
        how = {"markersize": 4, "alpha": 0.6, "markeredgewidth": 0}
        axes.plot(actual, guessed, "o", color=LINES[0], **how)
        axes.set(xlabel=f"actual {label(errors.name)}", ylabel="predicted")

    alt = f"Predicted against actual numbers of {errors.name}, right on the diagonal"
    return picture(draw, alt, (4.2, 3.9))


def _ends(*arrays: Array) -> tuple[float, float]:
    """Give the least and the greatest number of all."""
    every = np.concatenate(arrays)
    return (float(every.min()), float(every.max())) if len(every) else (0.0, 1.0)


def residuals(errors: Errors) -> str:
    """Count errors by their size and direction."""
    found = errors.residuals
    found = found[np.isfinite(found)]

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        how = {"color": LINES[0], "alpha": 0.6, "edgecolor": INK, "linewidth": 0.4}
        axes.hist(found, _edges(found), **how)
        axes.axvline(0, color=FAINT, linewidth=1, linestyle=":")
        axes.set(xlabel="actual - predicted", ylabel="rows")
        axes.locator_params(axis="x", nbins=6)
        whole(axes.yaxis)

    alt = f"Histogram of the errors of {errors.name}; 0 would be right"
    return picture(draw, alt, (4.2, 3.9))


def _edges(found: Array) -> Array:
    """Give the edges of the bars; errors that are all alike have some room, too."""
    low, high = _ends(found)
    room = max(0.0, 1e-9 * max(abs(low), abs(high), 1e-6) - (high - low))
    bins = int(np.clip(np.sqrt(len(found)), 5, 40))
    return np.linspace(low - room, high + room, bins + 1)


def losses(found: Course) -> str:
    """Draw losses by epoch, on a logarithmic scale where they span much.

    Validation is marked where it was evaluated, and so is the epoch that was best.
    """
    kept = {name: _finite(*curve) for name, curve in found.drawn.items()}
    values = np.concatenate([v for _, v in kept.values()])
    is_wide = len(values) and values.min() > 0 and values.max() / values.min() > 50

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        for i, (name, (epochs, v)) in enumerate(kept.items()):
            how = {"color": LINES[i], "linestyle": DASHES[i], "label": _TOLD[name]}
            axes.plot(epochs, v, marker=_marker(name, len(v)), markersize=4, **how)
        if found.best is not None:
            told = (
                f"epoch {found.best.epoch}, {'kept' if found.best.is_kept else 'best'}"
            )
            axes.axvline(found.best.epoch, color=FAINT, linestyle=":", label=told)
        axes.set(xlabel="epoch", ylabel="loss", yscale="log" if is_wide else "linear")
        whole(axes.xaxis)
        if is_wide:
            for axis in ("major", "minor"):
                getattr(axes.yaxis, f"set_{axis}_formatter")(_plain_numbers(axis))
        axes.legend()

    ends = (f"{_TOLD[n]} ends at {v[-1]:.4g}" for n, (_, v) in kept.items() if len(v))
    return picture(draw, f"Loss by epoch: {', '.join(ends)}", (5.6, 3.0))


def _marker(name: str, points: int) -> str:
    return "o" if name == "val_loss" and points <= MOST_MARKED else ""


_TOLD = {"loss": "training", "val_loss": "validation"}


def _finite(epochs: Array, values: Array) -> tuple[Array, Array]:
    known = np.isfinite(values)
    return epochs[known], values[known]


def _plain_numbers(kind: str) -> Any:
    from matplotlib.ticker import (  # noqa: PLC0415 - slow to load
        FuncFormatter,
        NullFormatter,
    )

    return FuncFormatter(_short) if kind == "major" else NullFormatter()


def _short(value: float, _: object) -> str:
    return f"{value:g}"


def bars(found: Sequence[Importance]) -> str:
    """Draw how much the loss rises when each input is shuffled, most at the top."""
    names = [label(one.name) for one in found]
    places = range(len(found))

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        how = {"color": LINES[0], "alpha": 0.6, "ecolor": INK, "capsize": 2}
        means, stds = [one.mean for one in found], [one.std for one in found]
        axes.barh(places, means, xerr=stds, height=0.7, **how)
        axes.set_yticks(places, names)
        axes.set_ylim(len(found) - 0.4, -0.6)
        axes.axvline(0, color=FAINT, linewidth=1)
        axes.set(xlabel="rise of the loss")
        axes.locator_params(axis="x", nbins=6)

    alt = "How much the loss rises when an input is shuffled; the table has the numbers"
    return picture(draw, alt, (5.6, 0.9 + 0.27 * len(found)))
