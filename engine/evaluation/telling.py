"""Figures in words."""

from collections.abc import Iterable, Iterator

from engine.evaluation.names import readable
from engine.evaluation.results import Figure


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
