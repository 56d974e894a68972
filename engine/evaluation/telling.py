"""Figures in words."""

from collections.abc import Iterable, Iterator

from engine.evaluation.names import readable
from engine.evaluation.results import Evaluation, Figure

MOST_TOLD, UNEVEN = 3, 1.2


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


def verdict(found: Evaluation) -> str:
    """Say in one line whether the network is worth anything."""
    beats = "beats" if found.beats_baseline else "does not beat"
    told = "; ".join(map(compared, found.main[:MOST_TOLD]))
    return f"It {beats} {found.baseline}: {told}"


def warnings_beside(found: Evaluation) -> list[str]:
    """Give the warnings that the verdict has not told already."""
    known = {*unbeaten(found.baseline, found.main[:MOST_TOLD])}
    return [text for text in found.warnings if text not in known]


def otherwise(found: Evaluation) -> str:
    """Say what speaks for a network that is no more accurate; empty if nothing does.

    Where one class is much more frequent than others, accuracy tells little.
    """
    known = {figure.name: figure for figure in found.figures}
    usual, even = (known.get(name) for name in ("accuracy", "balanced_accuracy"))
    if found.beats_baseline or not (usual and even):
        return ""
    if (usual.baseline or 0) < UNEVEN * (even.baseline or 1):
        return ""
    better = [f for f in found.figures if f.is_better and f not in found.main]
    told = "; ".join(map(compared, better[:MOST_TOLD]))
    return told and f"Accuracy favours the most frequent class. Better are: {told}"
