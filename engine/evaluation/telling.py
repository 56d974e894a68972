"""Figures in words."""

from collections.abc import Iterable, Iterator

from engine.evaluation.names import readable
from engine.evaluation.results import Evaluation, Figure

MOST_TOLD = 3


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
    """Say what speaks for a network that is no more accurate; empty if nothing does."""
    if found.choice is None or found.beats_baseline:
        return ""
    better = [f for f in found.figures if f.is_better and f not in found.main]
    told = "; ".join(map(compared, better[:MOST_TOLD]))
    return (
        f"Accuracy favours the most frequent class. Better are: {told}" if told else ""
    )
