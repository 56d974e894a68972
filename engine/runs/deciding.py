"""What stands in `source.py` of that which decides beside the loop."""

import sys
from collections.abc import Iterator
from inspect import signature
from typing import Any

from engine.runs.portable import as_function, body, helpers_of, spread, unique
from engine.spec.figures import metric_of
from engine.training.monitors import Reducer, Stopper
from engine.training.trainer import Trainer
from engine.vocabulary.metrics import Metric


def deciders(trainer: Trainer) -> Iterator[str]:
    """Give the text of what decides beside the loop."""
    kinds = (type(monitor) for monitor in trainer.loop.monitors)
    homes = dict.fromkeys(kind.__module__ for kind in kinds)
    yield from (body(sys.modules[home]) for home in homes)


def watched(trainer: Trainer) -> list[str]:
    """List the figures that decide something, apart from the loss itself."""
    rules = (getattr(monitor, "rule", None) for monitor in trainer.loop.monitors)
    names = dict.fromkeys(rule.monitor for rule in rules if rule)
    return [name for name in names if name != "loss"]


def metrics(trainer: Trainer) -> Iterator[str]:
    """Print the metrics that are watched."""
    texts: list[str] = []
    for metric in filter(None, (_metric(trainer, m) for m in watched(trainer))):
        texts += helpers_of(metric.__call__)
        texts.append(as_function(_called(trainer, metric), metric.__call__))
    if texts:
        seen = trainer.model.spec.loss.seen
        texts += [*helpers_of(seen), as_function("seen", seen)]
    yield from unique(texts)


def _metric(trainer: Trainer, figure: str) -> Metric | None:
    return metric_of(figure, trainer.model.spec.metrics)


def _called(trainer: Trainer, metric: Metric) -> str:
    """Name a metric's function: keys need not be names, and tags may come twice."""
    return f"metric_{trainer.model.spec.metrics.index(metric) + 1}"


def connected(trainer: Trainer) -> Iterator[str]:
    """Print what is watched, and who decides by it."""
    names = watched(trainer)
    if names:
        yield "\n\ndef figure(name):"
        yield from (line for name in names for line in _figure(trainer, name))
        yield "    return loop.loss\n\n\nloop.figure = figure"
    if trainer.loop.average is not None:
        yield "loop.average = ema"
        if "constrain" in trainer.model.program.functions:
            yield "loop.limit = limit"
    for monitor in trainer.loop.monitors:
        yield _monitor(monitor)


def _figure(trainer: Trainer, name: str) -> list[str]:
    """Print the branch that computes a figure."""
    part = "watched" if name.startswith("val_") else "data"
    by, metric = trainer.loop.settings.divides_by, _metric(trainer, name)
    lines = [
        f'    if name == "{name}":',
        f"        p, loss = evaluated(steps, {part}, divides_by={by!r})",
    ]
    if metric is None:
        return [*lines, "        return loss"]
    call, how = _called(trainer, metric), trainer.model.spec.loss.one_hot
    return [
        *lines,
        "        p = p.astype(float)",
        f"        y = seen({part}[1].astype(float), p.shape[1])",
        f"        weight = {_weight(trainer, part)}",
        "        weight = np.broadcast_to(weight.astype(float), y.shape)",
        f"        return {call}(y, p, weight, {how}, {trainer.middle})",
    ]


def _weight(trainer: Trainer, part: str) -> str:
    """Print how much the targets of a part count for metrics."""
    if part == "data" and trainer.parts.train.plain is not None:
        return "plain"
    return f"{part}[2] if len({part}) > 2 else np.ones(())"


def _monitor(monitor: Any) -> str:
    kind = type(monitor).__name__
    if isinstance(monitor, Stopper | Reducer):
        rule = f"rule = {type(monitor.rule).__name__}("
        made = spread(rule, vars(monitor.rule).items())
        return f"{made}\nloop.monitors.append({kind}(rule))"
    names = signature(monitor.__class__).parameters
    fields = {name: getattr(monitor, name) for name in names}
    made = spread(f"method = {kind}(", fields.items())
    return f"{made}\nloop.monitors.append(method)\nloop.move = method.move"
