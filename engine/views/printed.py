"""The generated program, and what each of its lines computes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.compile import Model
from engine.core.backends.planned import print_plans
from engine.core.printing.emit import Note, Printed
from engine.core.printing.textbook import Textbook
from engine.core.program import Program
from engine.errors import Path

SHARED = ("forward", "backward", "predict")


@dataclass(frozen=True)
class Computed:
    """What a line computes: `h1`, (N, 4), layers[0]: dense, 4 units, sigmoid.

    A heading, or the frame of a function, has neither name nor shape.
    """

    name: str
    shape: str
    title: str
    path: Path


@dataclass(frozen=True)
class Source:
    """A program's text, and what its lines compute; lines count from 1."""

    text: str
    lines: Mapping[int, Computed]


def source(model: Model, *, planned: bool = False) -> Source:
    """Print a model's program as a person writes it, or as it is `planned` to run."""
    if planned:
        printed = _planned(model)
        return Source(printed.text + method(model), _lines(printed))
    printed = Textbook(model.program).printed
    lines = dict(_frames(model.program, printed.text)) | _lines(printed)
    return Source(printed.text + method(model), lines)


def lines_of(source: Source, path: Path) -> tuple[int, ...]:
    """Find the lines that belong to a part of the spec, such as `("layers", 0)`."""
    found = (n for n, line in source.lines.items() if line.path[: len(path)] == path)
    return tuple(sorted(found))


def _planned(model: Model) -> Printed:
    rows = model.schema.rows
    batch = min(model.spec.training.batch_size or rows, rows)
    return print_plans(model.program, batch)


def _lines(printed: Printed) -> dict[int, Computed]:
    """Tell what lines compute, and of what the headings above them are."""
    texts = printed.text.splitlines()
    lines: dict[int, Computed] = {}
    for number, note in printed.notes.items():
        title = note.value.origin.title
        if number > 1 and texts[number - 2].strip() == f"# {title}":
            path = note.path[:2] if note.path[0] == "layers" else note.path
            lines[number - 1] = Computed("", "", title, path)
        lines[number] = _computed(note)
    return lines


def _frames(program: Program, text: str) -> Iterator[tuple[int, Computed]]:
    """Tell of what a function is, from its `def` to its `return`.

    Those that layers share are of nothing in particular.
    """
    lines = text.splitlines()
    for function in program.functions.values():
        if function.name not in SHARED:
            origin = function.results[0].origin
            number = _start(lines, function.name)
            while number < len(lines) and lines[number]:
                number += 1
                yield number, Computed("", "", origin.title, origin.path)


def _start(lines: Sequence[str], name: str) -> int:
    """Count the lines above a function."""
    return next(i for i, line in enumerate(lines) if line.startswith(f"def {name}("))


def _computed(note: Note) -> Computed:
    return Computed(note.name, note.shape, note.value.origin.title, note.path)


def method(model: Model) -> str:
    """Give the text of what chooses the steps, where the update does not say it all."""
    if not model.spec.optimizer.needs_all:
        return ""
    from engine.export.script.source_text import extract_body  # noqa: PLC0415 - seldom needed
    from engine.training import lbfgs  # noqa: PLC0415 - as above

    return f"\n\n{extract_body(lbfgs)}"
