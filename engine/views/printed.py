"""The generated program, and what each of its lines computes."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.compile import Model
from engine.core.steps import planned_text
from engine.core.textbook import Textbook
from engine.errors import Path


@dataclass(frozen=True)
class Computed:
    """What a line computes: `h1`, (N, 4), layers[0]: dense, 4 units, sigmoid."""

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
    """Print the program as a person would write it, or as it runs."""
    spec, rows = model.spec, model.signature.rows
    if planned:
        batch = min(spec.training.batch_size or rows, rows)
        return Source(planned_text(model.program, batch) + method(model), {})
    printed = Textbook(model.program).printed
    lines = {
        number: Computed(note.name, note.shape, note.value.origin.title, note.path)
        for number, note in printed.notes.items()
    }
    return Source(printed.text + method(model), lines)


def method(model: Model) -> str:
    """Give the text of what chooses the steps, where the update does not say it all."""
    if not model.spec.optimizer.needs_all:
        return ""
    from engine.runs.portable import body  # noqa: PLC0415 - seldom needed
    from engine.training import lbfgs  # noqa: PLC0415 - as above

    return f"\n\n{body(lbfgs)}"
