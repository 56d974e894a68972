"""`source.py`: a whole run as one program that needs nothing but NumPy."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from engine.core import helpers, streams
from engine.core.names import Names
from engine.core.net import Parameter
from engine.core.textbook import Textbook
from engine.data.examples import Examples
from engine.runs.portable import as_function, body, called, helpers_of, unique
from engine.spec.model import Spec
from engine.training import loop
from engine.training.threads import BY_ITSELF, largest, threads
from engine.training.trainer import Trainer
from engine.vocabulary.entry import word_named
from engine.vocabulary.initializers import Random
from engine.vocabulary.metrics import Metric

LITERAL_ROWS = 1_000
"""Data of more rows stands in a file beside the program."""

HEAD = '''"""The network {name}, written out in full.

`python source.py` trains it again and ends with the weights of the run it belongs to:
{promise}
"""
'''

IMPORTS = """
import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray
"""

MAIN = """
steps = SimpleNamespace(
    gradients=gradients, apply=apply, evaluate=evaluate, penalties=penalties
)
loop = Loop(steps, (w, g, [{states}]), data, settings, {rate})
{figure}with np.errstate(all="ignore"):
    loop.begin()
    while not loop.stopped{until}:
        loop.step()
    loop.finish()

digest = hashlib.sha256(b"".join(a.tobytes() for a in [{parameters}]))
print(f"{{loop.t}} steps, loss {{loop.loss}}, digest {{digest.hexdigest()}}")
"""


def standalone(trainer: Trainer) -> str:
    """Print the program of a run that has ended."""
    book = Textbook(trainer.model.program)
    settings = trainer.loop.settings
    parts = [
        _head(trainer),
        *called(book.text, helpers),
        book.printed.text,
        book.glue,
        body(streams),
        body(loop),
        *_draws(trainer),
        *_metric(trainer.model.spec),
        "\n".join(_data(trainer)),
        "\n".join(_arrays(trainer)),
        _spread("settings = Settings(", vars(settings).items()),
        _main(trainer),
    ]
    return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"


def has_file(trainer: Trainer) -> bool:
    """Tell whether the data stands in `data.npz` beside the program."""
    return sum(len(part) for _, part in trainer.parts.items()) > LITERAL_ROWS


def data_arrays(trainer: Trainer) -> dict[str, Any]:
    """Give the arrays for `data.npz`."""
    found = {"data": trainer.parts.train, "watched": trainer.parts.validation}
    arrays = {
        f"{name}_{i}": array
        for name, part in found.items()
        for i, array in enumerate(part or ())
    }
    plain = trainer.parts.train.plain
    return arrays if plain is None else {**arrays, "plain": plain}


def _head(trainer: Trainer) -> str:
    program, rows = trainer.model.program, trainer.loop.size
    promise = f"bit for bit, with NumPy {np.__version__} on the same kind of machine."
    if trainer.is_edited:
        promise = "not these, because the learning rate was changed by hand meanwhile."
    head = HEAD.format(name=trainer.model.spec.name, promise=promise)
    if largest(program, rows) >= BY_ITSELF:
        count = threads(program, rows)
        head += '\nimport os\n\nfor name in ("OPENBLAS", "MKL", "OMP"):\n'
        head += f'    os.environ[f"{{name}}_NUM_THREADS"] = "{count}"\n'
    return head + IMPORTS


def _draws(trainer: Trainer) -> Iterator[str]:
    """Print a function for each parameter that draws its first values."""
    parameters = trainer.model.program.parameters
    names = _names(trainer)
    yield from unique(text for p in parameters for text in helpers_of(_call(p)))
    for p in parameters:
        yield as_function(f"draw_{names.of(p.value)}", _call(p))


def _call(parameter: Parameter) -> Any:
    return parameter.initial.__call__


def _data(trainer: Trainer) -> Iterator[str]:
    if has_file(trainer):
        yield 'saved = np.load("data.npz")'
    yield f"data = {_examples(trainer, trainer.parts.train, 'data')}"
    if trainer.loop.settings.stopping and trainer.parts.validation is not None:
        yield f"watched = {_examples(trainer, trainer.parts.validation, 'watched')}"
    plain = trainer.parts.train.plain
    if plain is not None:
        literal = f"np.array({_table(plain)}, np.{trainer.model.program.dtype})"
        found = 'saved["plain"]' if has_file(trainer) else literal
        yield f"plain = {found}"


def _examples(trainer: Trainer, part: Examples, name: str) -> str:
    dtype = trainer.model.program.dtype
    if has_file(trainer):
        arrays = [f'saved["{name}_{i}"]' for i, _ in enumerate(part)]
    else:
        arrays = [f"np.array({_table(array)}, np.{dtype})" for array in part]
    return f"({', '.join(arrays)})"


def _table(array: Any) -> str:
    """Write an array with a line for each row."""
    rows = "".join(f"\n    {row}," for row in array.tolist())
    return f"[{rows}\n]"


def _spread(opening: str, fields: Iterable[tuple[str, object]]) -> str:
    """Write a call with a line for each argument."""
    lines = (f"    {name}={value!r}," for name, value in fields)
    return "\n".join([opening, *lines, ")"])


def _arrays(trainer: Trainer) -> Iterator[str]:
    """Print the weights and what has their shape, and the views of each parameter."""
    program, names = trainer.model.program, _names(trainer)
    dtype, seed = program.dtype, trainer.model.spec.seed
    for p in program.parameters:
        own = p.initial.seed if isinstance(p.initial, Random) else None
        stream = f'stream({seed if own is None else own}, "{p.key}")'
        name = names.of(p.value)
        yield f"{name} = draw_{name}({p.shape}, {stream}).astype(np.{dtype})"
    flat = ", ".join(f"{names.of(p.value)}.ravel()" for p in program.trained)
    yield f"w = np.concatenate([{flat}])"
    yield "g = np.zeros_like(w)"
    for slot in program.slots:
        yield f"{slot.value.name} = np.full_like(w, {slot.start})"
    for state in program.states:
        shape, start = state.shape, state.start
        yield f"{names.of(state.value)} = np.full({shape}, {start}, np.{dtype})"
    start = 0
    for p in program.trained:
        stop, name = start + p.size, names.of(p.value)
        for left, right in ((name, "w"), (f"d_{name}", "g")):
            yield f"{left} = {right}[{start}:{stop}].reshape{p.shape}"
        start = stop


def _metric(spec: Spec) -> Iterator[str]:
    """Print the metric that early stopping looks at, if it is one."""
    stopping = spec.training.early_stopping
    if stopping is not None and stopping.monitor.removeprefix("val_") != "loss":
        metric = _monitored(spec, stopping.monitor)
        yield from unique(helpers_of(metric.__call__))
        yield as_function("metric", metric.__call__)
        yield from unique(helpers_of(spec.loss.seen))
        yield as_function("seen", spec.loss.seen)


def _monitored(spec: Spec, monitor: str) -> Metric:
    word = word_named(Metric, monitor.removeprefix("val_"))
    return next(metric for metric in spec.metrics if type(metric) is word)


def _figure(trainer: Trainer) -> str:
    """Print what early stopping looks at."""
    stopping, spec = trainer.loop.settings.stopping, trainer.model.spec
    if stopping is None or stopping.monitor == "loss":
        return ""
    part = "watched" if stopping.monitor.startswith("val_") else "data"
    by = trainer.loop.settings.divides_by
    lines = [
        "def figure(name):",
        f"    p, loss = evaluated(steps, {part}, divides_by={by!r})",
    ]
    if stopping.monitor.endswith("_loss"):
        lines.append("    return loss")
    else:
        plain = part == "data" and trainer.parts.train.plain is not None
        weight = "plain" if plain else f"{part}[2] if len({part}) > 2 else 1.0"
        lines += [
            "    p = p.astype(float)",
            f"    y = seen({part}[1].astype(float), p.shape[1])",
            f"    weight = np.broadcast_to({weight}, y.shape)",
            f"    return metric(y, p, weight, {spec.loss.one_hot})",
        ]
    return "\n".join(["", *lines, "", "", "loop.figure = figure", ""])


def _main(trainer: Trainer) -> str:
    program, names = trainer.model.program, _names(trainer)
    fixed = f"lambda step: {trainer.loop.rate(0)!r}"
    limit = f" and loop.t < {trainer.loop.t}" if trainer.interrupted else ""
    return MAIN.format(
        states=_listed(names.of(state.value) for state in program.states),
        rate="schedule" if program.schedule else fixed,
        figure=_figure(trainer),
        until=limit,
        parameters=_listed(names.of(p.value) for p in program.parameters),
    )


def _listed(names: Iterator[str]) -> str:
    return ", ".join(names)


def _names(trainer: Trainer) -> Names:
    program = trainer.model.program
    return program.names(program.training.net.graph)
