"""What stands in `source.py` of that which decides beside the loop."""

import re
import sys
from collections.abc import Iterator
from inspect import signature

from engine.export.script.source_text import (
    drop_repeats,
    extract_body,
    find_helpers,
    write_as_function,
    write_call,
)
from engine.spec.figures import metric_of
from engine.training.callbacks import OverwriteWithEMA
from engine.training.loop import Callback
from engine.training.trainer import Trainer
from engine.vocabulary.metrics import Metric


def write_callbacks(trainer: Trainer) -> Iterator[str]:
    """Return the text of the callbacks."""
    kinds = (type(callback) for callback in trainer.loop.hooks.callbacks)
    homes = dict.fromkeys(kind.__module__ for kind in kinds)
    yield from (extract_body(sys.modules[home]) for home in homes)


def find_monitored(trainer: Trainer) -> list[str]:
    """List the metrics that decide something, apart from the loss itself."""
    found = (getattr(c, "monitor", None) for c in trainer.loop.hooks.callbacks)
    return [name for name in dict.fromkeys(found) if name and name != "loss"]


def write_metrics(trainer: Trainer) -> Iterator[str]:
    """Print the metrics that are watched."""
    texts: list[str] = []
    for metric in filter(None, (_metric(trainer, m) for m in find_monitored(trainer))):
        texts += find_helpers(metric.__call__)
        texts.append(write_as_function(_called(trainer, metric), metric.__call__))
    if texts:
        seen = trainer.model.spec.loss.seen
        texts += [*find_helpers(seen), write_as_function("seen", seen)]
    yield from drop_repeats(texts)


def _metric(trainer: Trainer, figure: str) -> Metric | None:
    return metric_of(figure, trainer.model.spec.metrics)


def _called(trainer: Trainer, metric: Metric) -> str:
    """Name a metric's function: keys need not be names, and tags may come twice."""
    return f"metric_{trainer.model.spec.metrics.index(metric) + 1}"


def write_connections(trainer: Trainer) -> Iterator[str]:
    """Print the hooks: the rate, the callbacks, and what they monitor."""
    hooks, names = trainer.loop.hooks, find_monitored(trainer)
    if names:
        yield "\n\ndef metric(name):"
        yield from (line for name in names for line in _figure(trainer, name))
        yield "    return loop.state.loss\n\n"
    given: dict[str, str] = {"rate": repr(hooks.rate)}
    if callable(hooks.rate):
        given["rate"] = "schedule"
    called = {kind: _snake(kind) for kind in map(type, hooks.callbacks)}
    for callback in hooks.callbacks:
        yield _constructed(callback, called[type(callback)])
    if called:
        given["callbacks"] = f"[{', '.join(called.values())}]"
    if names:
        given["metric"] = "metric"
    if hooks.move:
        given["move"] = f"{called[type(hooks.callbacks[-1])]}.move"
    arguments = ", ".join(f"{name}={value}" for name, value in given.items())
    yield f"hooks = Hooks({arguments})"


def _figure(trainer: Trainer, name: str) -> list[str]:
    """Print the branch that computes a figure."""
    part = "watched" if name.startswith("val_") else "data"
    by, metric = trainer.loop.settings.divides_by, _metric(trainer, name)
    lines = [
        f'    if name == "{name}":',
        f"        p, loss = evaluate_rows(steps, {part}, divides_by={by!r})",
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


def _constructed(callback: Callback, name: str) -> str:
    """Print how a callback is made; the average of the weights is called `ema`."""
    kind = type(callback)
    if isinstance(callback, OverwriteWithEMA):
        return f"{name} = {kind.__name__}(ema, {callback.frequency})"
    chosen = {key: getattr(callback, key) for key in signature(kind).parameters}
    return write_call(f"{name} = {kind.__name__}(", chosen.items())


def _snake(kind: type) -> str:
    """Name a callback: `early_stopping`, `reduce_lr_on_plateau`."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", kind.__name__)
    return "_".join(words).lower()
