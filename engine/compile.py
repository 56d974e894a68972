"""From a spec to a program: the layers write their equations, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import ArrayLike

from engine.core.backends.arrays import Array
from engine.core.builder import Adapted, Memory, Net, Start
from engine.core.graph import Value
from engine.core.network import Network, Update
from engine.core.ops.shaping import SliceColumns
from engine.core.printing.textbook import Textbook
from engine.core.program import Program
from engine.core.running.rng import stream
from engine.core.types import Origin, ShapeError
from engine.data.compatibility import Misplaced, misfits, misplaced, sized
from engine.data.schema import DataSchema, infer_schema
from engine.data.splitting.examples import none_left, training_rows
from engine.errors import LonghandError, Problem, SpecError
from engine.spec.model import DATA, Spec
from engine.vocabulary.constraints import Constraint
from engine.vocabulary.initializers import Initializer, Random
from engine.vocabulary.layers import Trainable, refusal
from engine.vocabulary.schedules import Schedule


@dataclass(frozen=True)
class Model:
    """A spec and its program."""

    spec: Spec
    schema: DataSchema
    program: Program

    @property
    def answers(self) -> tuple[str, ...]:
        """Name the numbers of a prediction: the outputs, or the classes of the one."""
        outputs = self.schema.outputs
        if not self.spec.loss.sparse:
            return outputs
        classes = range(int(self.program.inference.prediction.shape[-1]))
        labels = dict(enumerate(self.schema.labels))
        return tuple(f"{outputs[0]}={labels.get(number, number)}" for number in classes)

    @property
    def source(self) -> str:
        """The program as a person would have written it."""
        return Textbook(self.program).printed.text

    def inputs(self, rows: ArrayLike, first: int = 0) -> Array:
        """Bring rows, or one row, into the shape that the network takes.

        `first` is the place of the first, where these are some of many.

        Raises
        ------
        LonghandError
            If they are not rows of so many numbers, or name rows that no table has.
        """
        known = self.schema
        width = prod(known.shape)
        try:
            x = np.asarray(rows, self.program.dtype)
        except (TypeError, ValueError):
            x = np.empty(())
        is_one_row, is_flat = x.shape == (width,), x.shape[1:] == (width,)
        if not is_one_row and not (x.ndim and (is_flat or x.shape[1:] == known.shape)):
            msg = f"expected rows of {width} numbers: {', '.join(known.inputs)}"
            raise LonghandError(msg)
        x = np.ascontiguousarray(x.reshape(-1, *known.shape))
        if wrong := self.misplaced(x):
            msg = f"{wrong.told(first + wrong.row)}\nhint: {wrong.hint}"
            raise LonghandError(msg)
        return x

    def misplaced(self, x: Array) -> Misplaced | None:
        """Find a number of the data that should name a row of a table, and does not."""
        lookups = self.program.training.net.lookups
        return misplaced(x, lookups, self.schema.inputs)

    def initial_values(self) -> dict[str, Array]:
        """Draw the first value of each parameter and state, by its key."""
        program = self.program
        starts: dict[str, tuple[Start, tuple[int, ...]]] = {
            **{p.key: (p.initial, p.shape) for p in program.parameters},
            **{s.key: (s.start, s.shape) for s in program.states},
        }
        values: dict[str, Array] = {}
        for key, (initial, shape) in starts.items():
            if not isinstance(initial, int | float | Adapted):
                own = initial.seed if isinstance(initial, Random) else None
                seed = self.spec.seed if own is None else own
                drawn = initial(shape, stream(seed, key))
                values[key] = np.ascontiguousarray(drawn, program.dtype)
        return values

    def measured_values(self, x: Array) -> dict[str, Array]:
        """Compute the states that follow from the data to train on, by their keys."""
        return {
            s.key: s.start.compute(x[:, s.start.columns])
            for s in self.program.states
            if isinstance(s.start, Adapted)
        }


def compile_spec(spec: Spec) -> Model:
    """Read the data of a spec, and write its program.

    Raises
    ------
    SpecError
        Where the data are not what the spec says, or layers do not fit together, or
        to the data.
    """
    if not spec.dataset.is_open:
        from engine.data.load import opened  # noqa: PLC0415 - only files need it

        spec = opened(spec)
    return compiled(spec, infer_schema(spec))


def compiled(spec: Spec, known: DataSchema) -> Model:
    """Write the program of a spec for data of which so much is known.

    Raises
    ------
    SpecError
        Where layers do not fit together, or to the data.
    """
    spec = sized(spec, known)
    try:
        return Model(spec, known, _program(spec, known))
    except SpecError as error:
        raise spec.refused(error) from None


def _program(spec: Spec, known: DataSchema) -> Program:
    training = _network(spec, known, Net(spec.dtype, training=True))
    problems = [*unfit(spec, training)]
    if not any(p.trainable for p in training.net.parameters):
        hint = "a dense layer has parameters, if 'trainable' is not false"
        problems.append(Problem("there is nothing to train", ("layers",), hint))
    if problems:
        raise SpecError(problems)
    inference = _network(spec, known, Net(spec.dtype, training=False))
    is_alike = inference.prediction is inference.output
    if is_alike and not training.net.noises and not training.net.replaced:
        inference = training
    return Program(training, inference, _update(spec, training), _rate(spec))


def _network(spec: Spec, known: DataSchema, net: Net) -> Network:
    x = net.graph.input("x", ("N", *known.shape), net.dtype)
    y = net.graph.input("y", ("N", len(known.outputs)), net.dtype)
    weight, counts = _counting(spec, known, net)
    output = _layers(spec, net, x)
    if problems := [*misfits(spec, known, output.shape)]:
        raise SpecError(problems)
    with net.graph.at(Origin(f"loss: {_spaced(spec.loss.tag())}", ("loss",))):
        loss = spec.loss(output, y, weight, counts)
        net.regularize()
        prediction = output if net.training else spec.loss.answer(output)
    separate = None if counts is weight else counts
    return Network(net, x, y, weight, output, prediction, loss, separate)


def _counting(
    spec: Spec, known: DataSchema, net: Net
) -> tuple[Value | None, Value | None]:
    """Declare how much targets count, and which do, if not all do alike."""
    weight = counts = None
    shape = ("N", 1 if spec.loss.per_row else len(known.outputs))
    if known.has_gaps or known.weighted:
        weight = net.graph.input("weight", shape, net.dtype)
    if known.has_gaps:
        weighted = known.weighted
        counts = net.graph.input("counts", shape, net.dtype) if weighted else weight
    return weight, counts


def _layers(spec: Spec, net: Net, x: Value) -> Value:
    """Write all layers; give what the last one gives."""
    values = {DATA: x}
    net.data[x] = slice(None)
    written = zip(spec.layers, spec.names(), spec.sources(), strict=True)
    for i, (layer, name, sources) in enumerate(written):
        title = f"layers[{i}]: {layer.title()}"
        trainable = not isinstance(layer, Trainable) or layer.trainable
        origin = Origin(title, ("layers", i), str(i + 1))
        with net.layer(name, origin, trainable=trainable):
            try:
                inputs = [_taken(values, spec, net, source) for source in sources]
                values[name] = layer.apply(inputs, net)
            except ShapeError as error:
                raise SpecError([Problem(str(error), ("layers", i))]) from None
            except SpecError as error:
                raise error.under("layers", i) from None
    return values[spec.names()[-1]]


def _taken(values: dict[str, Value], spec: Spec, net: Net, source: str) -> Value:
    """Find what a layer takes: a layer, the data, or one column of it."""
    if source in values:
        return values[source]
    dataset = spec.dataset
    if len(dataset.shape()) != 1:
        hint = "take 'input' as a whole"
        raise refusal("the data has no columns, but a shape", "inputs", hint)
    name, features = source.removeprefix(f"{DATA}."), dataset.columns()[0]
    columns = dataset.groups().get(name)
    if columns is None:
        columns = slice(features.index(name), features.index(name) + 1)
    value = SliceColumns(columns.start, columns.stop)(values[DATA]).named("x")
    net.data[value] = columns
    return value


def _update(spec: Spec, training: Network) -> Update:
    net = training.net
    memory = Memory(net.dtype)
    size = sum(p.size for p in net.parameters if p.trainable)
    w, g = (memory.graph.input(name, (size,), net.dtype) for name in "wg")
    rate, t = (memory.graph.input(name, (), "number") for name in ("rate", "t"))
    title = f"optimizer: {_spaced(spec.optimizer.tag())}"
    with memory.graph.at(Origin(title, ("optimizer",))):
        new = spec.optimizer.update(w, g, rate, t, memory)
    return Update(memory, w, g, rate, t, new, spec.optimizer.clip)


def _rate(spec: Spec) -> Value | None:
    schedule = spec.optimizer.learning_rate
    if not isinstance(schedule, Schedule) or schedule.is_decided:
        return None
    memory = Memory(spec.dtype)
    step = memory.graph.input("step", (), "number")
    title = f"learning rate: {_spaced(schedule.tag())}"
    with memory.graph.at(Origin(title, ("optimizer", "learning_rate"))):
        return schedule(step, memory)


def _spaced(tag: str) -> str:
    return tag.replace("_", " ")


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
        message = f"{layer} makes the loss random, which {method} cannot handle"
        yield Problem(message, path, hint)
    for _, origin, _ in net.constrained:
        message = f"{method} does its own line search and does not support constraints"
        yield Problem(message, origin.path, hint)
