"""The figures that a spec has reported: each metric by a key of its own."""

from collections.abc import Iterator, Sequence

from engine.errors import Path, Problem, did_you_mean
from engine.spec.sections import Split
from engine.vocabulary.metrics import Metric

TAKEN = ("epoch", "loss", "loss_low", "loss_high")
"""Names of other columns in reports and files."""


def metric_of(figure: str, metrics: Sequence[Metric]) -> Metric | None:
    """Find the metric of a figure such as `val_accuracy`; None for the loss."""
    key = figure.removeprefix("val_")
    return next((metric for metric in metrics if metric.key == key), None)


def metric_problems(metrics: Sequence[Metric]) -> Iterator[Problem]:
    """Find metrics that could not be told apart."""
    keys = [metric.key for metric in metrics]
    for i, (metric, key) in enumerate(zip(metrics, keys, strict=True)):
        path: Path = ("metrics", i, "name") if metric.name else ("metrics", i)
        if key in keys[:i]:
            hint = f'name one of them: {{"type": "{metric.tag()}", "name": "..."}}'
            yield Problem(f"another metric is called {key!r}", path, hint)
        elif key in TAKEN or key.startswith("val_"):
            hint = f"choose a name that is not {', '.join(TAKEN)} nor begins with val_"
            yield Problem(f"{key!r} means something else in reports", path, hint)


def monitor_problems(
    monitor: str, at: Path, metrics: Sequence[Metric], split: Split
) -> Iterator[Problem]:
    """Find out why a figure cannot be monitored, if so."""
    figures = ["loss", *(metric.key for metric in metrics if metric.is_number)]
    watched = [f"val_{name}" for name in figures]
    known = [*figures, *watched] if split.validates else figures
    metric, there_are = metric_of(monitor, metrics), f"there are {', '.join(known)}"
    if metric and not metric.is_number:
        message = f"{monitor!r} is not one number that could improve"
        yield Problem(message, at, there_are)
    elif monitor in watched and not split.validates:
        share = '"validation": 0.2'
        share = f"{share} to the split" if split.divides else f'"split": {{{share}}}'
        hint = f'add {share}, or monitor "loss"'
        yield Problem(f"{monitor!r} needs examples for validation", at, hint)
    elif monitor not in known:
        hint = _called(monitor, metrics) or did_you_mean(monitor, known) or there_are
        yield Problem(f"there is no figure {monitor!r}", at, hint)


def _called(monitor: str, metrics: Sequence[Metric]) -> str:
    """Say what a figure is called that was asked for by an alias of its metric."""
    alias = monitor.removeprefix("val_")
    before = monitor.removesuffix(alias)
    keys = [metric.key for metric in metrics if alias in metric.aliases]
    return f"it is called '{before}{keys[0]}' here" if keys else ""
