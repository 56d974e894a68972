"""Figures in words."""

from collections.abc import Iterable, Iterator

from engine.evaluation.results import Figure


def readable(name: str) -> str:
    """Write the name of a figure as people do."""
    output, colon, measure = name.rpartition(": ")
    return output + colon + _READABLE.get(measure, measure.replace("_", " "))


_READABLE = {
    "roc_auc": "ROC AUC",
    "pr_auc": "PR AUC (average precision)",
    "f1_score": "F1, mean of the outputs",
    "r2_score": "R²",
    "exact_match": "all outputs right",
}


def compared(figure: Figure) -> str:
    """Write a figure and that of the baseline in a few words."""
    told = f"{readable(figure.name)} {figure.value:.4g}"
    return (
        told if figure.baseline is None else f"{told}, baseline {figure.baseline:.4g}"
    )


def unbeaten(baseline: str, main: Iterable[Figure]) -> Iterator[str]:
    """Say by which of the figures that decide the network is no better."""
    for figure in main:
        if not figure.is_better:
            yield f"the network does not beat {baseline}: {compared(figure)}"
