"""What an evaluation draws of classes, labels and their probabilities."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.evaluation.drawing import (
    DASHES,
    FAINT,
    HEAT,
    INK,
    LINES,
    label,
    picture,
    whole,
)
from engine.evaluation.results import Calibration, Choice, Score, Steps

MOST_POINTS = 500
MOST_WRITTEN = 12


def confusion(choice: Choice) -> str:
    """Draw a field for each pair of classes, the darker the more of its row."""
    table, names = choice.confusion, [label(name, 14) for name in choice.names]
    rows = table.sum(axis=1, keepdims=True)
    shares = np.divide(table, rows, out=np.zeros(table.shape), where=rows > 0)
    size, every = len(names), max(1, -(-len(names) // 15))

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        axes.set(xlim=(-0.5, size - 0.5), ylim=(size - 0.5, -0.5), aspect="equal")
        axes.set(xlabel="predicted", ylabel="actual")
        axes.grid(visible=False)
        places = range(0, size, every)
        turn = 45 if max(map(len, names)) * size > 30 else 0
        across = {"rotation": turn, "ha": "right" if turn else "center"}
        axes.set_xticks(places, names[::every], **across)
        axes.set_yticks(places, names[::every])
        for (i, j), share in np.ndenumerate(shares):
            if share:
                axes.add_patch(_field(int(i), int(j), float(share)))
            if size <= MOST_WRITTEN:
                told = f"{table[i, j]:.4g}"
                axes.text(j, i, told, ha="center", va="center", fontsize=9)

    side = min(3.2 + 0.25 * max(size - 3, 0), 6.4)
    alt = "Confusion matrix as fields; its numbers are in the table that follows"
    return picture(draw, alt, (side + 1.0, side + 0.4))


def _field(row: int, column: int, share: float) -> Any:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - slow to load

    corner = column - 0.5, row - 0.5
    return Rectangle(corner, 1, 1, facecolor=HEAT, alpha=0.75 * share, linewidth=0)


def roc(scores: Sequence[Score]) -> str:
    """Draw the true positive rate over the false positive rate."""

    def draw(figure: Any) -> None:
        axes = _square(figure, "false positive rate", "true positive rate")
        axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle=":")
        for i, score in enumerate(scores):
            curve = _thinned(score.roc)
            named = f"{label(score.name, 14)}: {score.roc_auc:.3f}"
            axes.plot(
                curve.x, curve.y, color=LINES[i], linestyle=DASHES[i], label=named
            )
        axes.legend(loc="lower right", title="area", fontsize=9)

    return picture(draw, f"ROC curves: {_areas(scores, 'roc_auc')}", (4.2, 3.9))


def pr(scores: Sequence[Score]) -> str:
    """Draw precision over recall."""

    def draw(figure: Any) -> None:
        axes = _square(figure, "recall", "precision")
        for i, score in enumerate(scores):
            curve = _thinned(score.pr)
            named = f"{label(score.name, 14)}: {score.pr_auc:.3f}"
            how = {"color": LINES[i], "linestyle": DASHES[i], "label": named}
            axes.plot(curve.x, curve.y, drawstyle="steps-pre", **how)
        axes.legend(title="average precision", fontsize=9)

    told = f"Precision-recall curves: {_areas(scores, 'pr_auc')}"
    return picture(draw, told, (4.2, 3.9))


def _square(figure: Any, across: str, up: str) -> Any:
    """Give axes on which both go from 0 to 1."""
    axes = figure.subplots()
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel=across, ylabel=up)
    return axes


def _areas(scores: Sequence[Score], name: str) -> str:
    return ", ".join(f"{s.name} {getattr(s, name):.3f}" for s in scores)


def _thinned(curve: Steps) -> Steps:
    """Keep some points of a curve, its ends among them."""
    count = len(curve.x)
    rows = np.unique(np.linspace(0, count - 1, min(count, MOST_POINTS)).astype(int))
    return Steps(curve.x[rows], curve.y[rows])


def reliability(found: Calibration) -> str:
    """Draw observed over predicted frequencies, and how many rows there are."""
    width = np.diff(found.edges)
    around = [found.observed - found.low, found.high - found.observed]

    def draw(figure: Any) -> None:
        upper, lower = figure.subplots(2, height_ratios=(3, 1), sharex=True)
        upper.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), ylabel="observed")
        upper.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle=":")
        how = {"color": LINES[0], "markersize": 6, "capsize": 3, "elinewidth": 1.2}
        upper.errorbar(found.predicted, found.observed, np.abs(around), fmt="o", **how)
        bars = {"align": "edge", "color": LINES[0], "alpha": 0.6, "edgecolor": INK}
        drawn = lower.bar(found.edges[:-1], found.rows, width, linewidth=0.4, **bars)
        lower.bar_label(drawn, fmt="%.0f", fontsize=8.5, padding=1)
        lower.set(xlabel="predicted", ylabel="rows", ylim=(0, 1.3 * max(found.rows)))
        whole(lower.yaxis)

    alt = "Observed over predicted frequencies; the numbers are in the table"
    return picture(draw, alt, (4.2, 3.9))
