"""`source.py`: a whole run as one program that needs nothing but NumPy."""

from collections.abc import Iterator
from typing import Any

from engine.core.backends import stepwise
from engine.core.builder import Adapted, Initial, Parameter, State
from engine.core.graph import Value
from engine.core.names import Names
from engine.core.printing.textbook import Textbook
from engine.core.program import Program
from engine.core.running import rng, runtime
from engine.data.examples import Examples
from engine.export.script.callbacks import (
    find_monitored,
    write_callbacks,
    write_connections,
    write_metrics,
)
from engine.export.script.header import describe_promise, has_data_file
from engine.export.script.source_text import (
    drop_repeats,
    extract_body,
    find_definitions,
    find_helpers,
    write_as_function,
    write_call,
)
from engine.training import evaluation, loop
from engine.training.threads import BY_ITSELF, count_threads, find_largest_product
from engine.training.trainer import Trainer
from engine.vocabulary.initializers import Random

HEAD = '''"""The network {name}, written out in full.

{promise}
"""
'''

IMPORTS = """
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat{path}
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
"""

LOADED = """
beside = Path(__file__).with_name("data.npz")
if not beside.exists():
    raise SystemExit(f"{beside} is missing: the examples belong there")
saved = np.load(beside)
"""

MANY = 1_000
"""How many steps the program makes before it looks whether it is done."""

MAIN = """
steps = SimpleNamespace(
    gradients=gradients,
    apply=apply,
    run=partial(run, Step(gradients, apply, g)),
    limit={limit},
    evaluate=evaluate,
    penalties=penalties,
)
variables = Variables(w, g, [{states}], [{slots}])
{hooks}
loop = Loop(steps, variables, data, settings, hooks)
with np.errstate(all="ignore"):
    loop.begin()
    while not loop.state.stopped{until}:
        loop.run({many})
    loop.finish()

digest = hashlib.sha256(b"".join(a.tobytes() for a in [{arrays}]))
done = f"{{loop.state.updates}} steps, loss {{loop.state.loss}}"
print(f"{{done}}, digest {{digest.hexdigest()}}")
"""


def write_script(trainer: Trainer) -> str:
    """Print the program of a run that has ended."""
    book = Textbook(trainer.model.program)
    settings = trainer.loop.settings
    parts = [
        _head(trainer),
        *find_definitions(book.text, runtime),
        book.printed.text,
        book.glue,
        extract_body(rng),
        extract_body(evaluation),
        extract_body(stepwise),
        extract_body(loop),
        *write_callbacks(trainer),
        *_draws(trainer),
        *write_metrics(trainer),
        "\n".join(_data(trainer)),
        "\n".join(_arrays(trainer)),
        write_call("settings = Settings(", vars(settings).items()),
        _main(trainer),
    ]
    return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"


def collect_arrays(trainer: Trainer) -> dict[str, Any]:
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
    head = HEAD.format(name=trainer.model.spec.name, promise=describe_promise(trainer))
    if find_largest_product(program, rows) >= BY_ITSELF:
        count = count_threads(program, rows)
        head += '\nimport os\n\nfor name in ("OPENBLAS", "MKL", "OMP"):\n'
        head += f'    os.environ[f"{{name}}_NUM_THREADS"] = "{count}"\n'
    path = "\nfrom pathlib import Path" * has_data_file(trainer)
    return head + IMPORTS.format(path=path)


def _draws(trainer: Trainer) -> Iterator[str]:
    """Print a function for each array that draws its first values."""
    names = _names(trainer)
    calls: list[tuple[str, Any]] = [
        (f"draw_{names.of(array.value)}", initial.__call__)
        for array, initial in _drawn(trainer.model.program)
    ]
    yield from drop_repeats(text for _, call in calls for text in find_helpers(call))
    for name, call in calls:
        yield write_as_function(name, call)


def _drawn(program: Program) -> Iterator[tuple[Parameter | State, Initial]]:
    """List the parameters and states that initializers draw."""
    for p in program.parameters:
        yield p, p.initial
    for state in program.states:
        if not isinstance(state.start, int | float | Adapted):
            yield state, state.start


def _data(trainer: Trainer) -> Iterator[str]:
    if has_data_file(trainer):
        yield LOADED.strip("\n")
    yield f"data = {_examples(trainer, trainer.parts.train, 'data')}"
    if any(name.startswith("val_") for name in find_monitored(trainer)):
        yield f"watched = {_examples(trainer, trainer.parts.validation, 'watched')}"
    plain = trainer.parts.train.plain
    if plain is not None:
        literal = f"np.array({_table(plain)}, np.{trainer.model.program.dtype})"
        found = 'saved["plain"]' if has_data_file(trainer) else literal
        yield f"plain = {found}"


def _examples(trainer: Trainer, part: Examples | None, name: str) -> str:
    dtype = trainer.model.program.dtype
    if has_data_file(trainer):
        arrays = [f'saved["{name}_{i}"]' for i, _ in enumerate(part or ())]
    else:
        arrays = [f"np.array({_table(array)}, np.{dtype})" for array in part or ()]
    return f"({', '.join(arrays)})"


def _table(array: Any) -> str:
    """Write an array with a line for each row."""
    rows = "".join(f"\n    {row}," for row in array.tolist())
    return f"[{rows}\n]"


def _arrays(trainer: Trainer) -> Iterator[str]:
    """Print the weights and what has their shape, and the views of each parameter."""
    program, names = trainer.model.program, _names(trainer)
    dtype, seed = program.dtype, trainer.model.spec.seed
    for array, initial in _drawn(program):
        own = initial.seed if isinstance(initial, Random) else None
        stream = f'stream({seed if own is None else own}, "{array.key}")'
        name = names.of(array.value)
        yield f"{name} = draw_{name}({array.shape}, {stream}).astype(np.{dtype})"
    flat = ", ".join(f"{names.of(p.value)}.ravel()" for p in program.trained)
    yield f"w = np.concatenate([{flat}])"
    yield "g = np.zeros_like(w)"
    for slot in program.slots:
        yield f"{slot.value.name} = {_full(slot, dtype, program.written_update.w)}"
    for state in program.states:
        name = names.of(state.value)
        if isinstance(state.start, Adapted):
            numbers = trainer.arrays.states[state.key].tolist()
            yield f"{name} = np.array({numbers}, np.{dtype})"
        elif isinstance(state.start, int | float):
            yield f"{name} = {_full(state, dtype)}"
    start = 0
    for p in program.trained:
        stop, name = start + p.size, names.of(p.value)
        for left, right in ((name, "w"), (f"d_{name}", "g")):
            yield f"{left} = {right}[{start}:{stop}].reshape{p.shape}"
        start = stop


def _full(state: State, dtype: str, w: Value | None = None) -> str:
    """Print what a state starts as; `w` is what it may be like."""
    if w and state.value.shape == w.shape:
        return f"np.full_like({w.name}, {state.start})"
    return f"np.full({state.shape}, {state.start}, np.{dtype})"


def _main(trainer: Trainer) -> str:
    program, names = trainer.model.program, _names(trainer)
    done = trainer.steps_done
    until = f" and loop.state.batches < {done}" if trainer.interrupted else ""
    kept = [*program.parameters, *program.states]
    return MAIN.format(
        states=_listed(names.of(state.value) for state in program.states),
        slots=_listed(slot.value.name for slot in program.slots),
        limit="limit" if "constrain" in program.functions else "lambda: None",
        hooks="\n".join(write_connections(trainer)),
        until=until,
        many=f"{done} - loop.state.batches" if trainer.interrupted else MANY,
        arrays=_listed(names.of(array.value) for array in kept),
    )


def _listed(names: Iterator[str]) -> str:
    return ", ".join(names)


def _names(trainer: Trainer) -> Names:
    program = trainer.model.program
    return program.names(program.training.net.graph)
