"""What was measured, as tables: the numbers together, lists and matrices apart."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from engine.cli.show import MOST_ROWS, table
from engine.errors import Problem
from engine.evaluation.described import LOG_LOSS, loss_told, scale_told
from engine.evaluation.examined import wants_report
from engine.evaluation.names import counted, readable
from engine.training.trainer import Trainer
from engine.vocabulary.metrics import Metric

Judged = Mapping[str, Mapping[str, Any]]


def tables(trainer: Trainer, judged: Judged, width: int) -> Iterator[Table | str]:
    """Show loss and metrics for each part of the data, on lines of so many columns."""
    metrics = trainer.model.spec.metrics
    names = [metric.key for metric in metrics if metric.is_number]
    yield numbers(judged, ["loss", *names], width)
    if wants_report(trainer):
        scale = scale_told(trainer) if names else ""
        others = f"\n{', '.join(names)}: {scale}, too" if scale else ""
        yield f"loss: {loss_told(trainer)}{others}"
    for metric in metrics:
        if not metric.is_number:
            found = {part: values[metric.key] for part, values in judged.items()}
            yield from _apart(metric, found, trainer)


def beside(judged: Mapping[str, Any], trainer: Trainer) -> Table:
    """Show the figures of an evaluation beside those of the baseline."""
    columns = ["network", "baseline"]
    units = ", in the units of the data" if scale_told(trainer) else ""
    title = f"{judged['part']}, {counted(judged['rows'], 'row')}{units}"
    made = table(title, *columns, "", numbers=columns)
    for name, figure in judged["figures"].items():
        pair = (figure["value"], figure["baseline"])
        cells = ("" if number is None else _short(number) for number in pair)
        mark = "better" if figure["is_better"] else "NOT better"
        made.add_row(readable(name), *cells, "" if None in pair else mark)
    return made


def notes(judged: Mapping[str, Any]) -> list[str]:
    """Say what figures are that others are easily taken for."""
    return [LOG_LOSS] if "log_loss" in judged["figures"] else []


def warnings(judged: Mapping[str, Any]) -> Iterator[Problem]:
    """Say what must not be overlooked, as all other warnings are said."""
    for text in judged["warnings"]:
        yield Problem(text, is_warning=True)


def numbers(judged: Judged, names: list[str], width: int) -> Table:
    """Show a line for each part; for each figure if there are too many of them."""
    if sum(max(len(name), 11) + 3 for name in names) + 10 > width:
        made = table("", *judged, numbers=list(judged))
        for name in names:
            made.add_row(name, *(_short(figures[name]) for figures in judged.values()))
        return made
    made = table("", *names, numbers=names)
    for part, figures in judged.items():
        made.add_row(part, *(_short(figures[name]) for name in names))
    return made


def _apart(
    metric: Metric, found: Mapping[str, Any], trainer: Trainer
) -> Iterator[Table | str]:
    """Show a list for all parts at once, a matrix for each."""
    first = next(iter(found.values()))
    if len(first) > MOST_ROWS:
        yield f"{metric.key}: {len(first)} numbers a row; --json gives them all"
    elif isinstance(first[0], list):
        names = _classes(trainer, len(first))
        yield from (_matrix(metric, part, found[part], names) for part in found)
    else:
        names = metric.labels(_classes(trainer, len(first), outputs=True))
        made = table(metric.key, *names, numbers=names)
        for part, values in found.items():
            made.add_row(part, *map(_short, values))
        yield made


def _matrix(metric: Metric, part: str, values: Any, names: list[str]) -> Table:
    columns = [f"predicted {name}" for name in names]
    made = table(f"{metric.key}, {part}", *columns, numbers=columns)
    for name, row in zip(names, values, strict=True):
        made.add_row(f"actual {name}", *map(_short, row))
    return made


def _classes(trainer: Trainer, count: int, *, outputs: bool = False) -> list[str]:
    """Name the classes: the outputs, their numbers, or the two sides of a table."""
    known = trainer.model.schema
    named, labels = list(known.outputs), known.labels
    if len(labels) == count:
        return list(labels)
    if not outputs and not trainer.model.spec.loss.one_hot:
        return ["-1", "1"] if trainer.middle == 0 else ["0", "1"]
    return named if len(named) == count else [str(i) for i in range(count)]


def _short(number: float) -> str:
    return f"{number:.6g}"
