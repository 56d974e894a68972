"""What a written network asks of the spec's other words: shapes, and a calm loss."""

from collections.abc import Iterator
from dataclasses import replace

from engine.core.builder import Net
from engine.core.graph import Value
from engine.core.network import Network
from engine.data.kept import none_left, training_rows
from engine.errors import Problem
from engine.spec.model import Spec
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.initializers import Initializer


def unfit(spec: Spec, training: Network) -> Iterator[Problem]:
    """Find words that do not go with what the layers have become."""
    yield from none_left(spec)
    yield from _initializers(training.net)
    yield from _constraints(training.net)
    yield from _metrics(spec, training.output)
    if spec.optimizer.needs_all:
        yield from _disturbing(spec, training.net)


def _initializers(net: Net) -> Iterator[Problem]:
    starts = [(p, p.initial) for p in net.parameters]
    for array, initial in [*starts, *((s, s.start) for s in net.states)]:
        if isinstance(initial, Initializer) and (problem := initial.unfit(array.shape)):
            field = f"{array.key.rpartition('.')[2]}_initializer"
            yield problem.under(*array.value.origin.path, field)


def _constraints(net: Net) -> Iterator[Problem]:
    for p, origin, limit in net.constrained:
        if isinstance(limit, Constraint) and (problem := limit.unfit(p.shape)):
            yield problem.under(*origin.path)


def _metrics(spec: Spec, output: Value) -> Iterator[Problem]:
    for i, metric in enumerate(spec.metrics):
        for problem in metric.unfit(int(output.shape[-1])):
            yield replace(problem, path=("metrics", i, *problem.path))


def _disturbing(spec: Spec, net: Net) -> Iterator[Problem]:
    """Find what keeps a step from seeing the loss of all examples, always the same."""
    method, batch = spec.optimizer.tag(), spec.training.batch_size
    hint = "choose another optimizer, such as 'adam'"
    if batch is not None and batch < (rows := training_rows(spec)):
        message = f"{method} needs all {rows} examples at once, not {batch}"
        yield Problem(message, ("training", "batch_size"), "leave it out")
    values = [*(n.value for n in net.noises), *(old for _, old in net.replaced)]
    for path in dict.fromkeys(value.origin.path[:2] for value in values):
        layer = spec.layers[int(path[1])].tag()
        message = f"{layer} changes the loss from look to look; {method} cannot have it"
        yield Problem(message, path, hint)
    for _, origin, _ in net.constrained:
        message = f"{method} chooses its steps itself; it knows of no constraint"
        yield Problem(message, origin.path, hint)
