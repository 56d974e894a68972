"""What the terminal says of files that were read; a spec without files pays nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

from engine.cli import show
from engine.cli.output import Output
from engine.compile import Model
from engine.errors import Problem, SpecError
from engine.spec.model import Spec, load
from engine.spec.reading import read_file
from engine.training.trainer import Trainer


def loaded(path: str, folder: Path | None) -> Spec:
    """Read a spec; if columns in it are wrong, tell of the others in its table too.

    Raises
    ------
    SpecError
        With every problem found, each with its place.
    """
    try:
        return load(path, folder)
    except SpecError as error:
        raise SpecError([*error.problems, *_further(path, folder, error)]) from None


def _further(path: str, folder: Path | None, error: SpecError) -> Iterator[Problem]:
    if not any(problem.path[:1] == ("dataset",) for problem in error.problems):
        return
    from engine.data.diagnostics import told_further  # noqa: PLC0415 - only for tables

    document = read_file(path)
    found = told_further(document.data, folder or Path(path).parent, error.problems)
    yield from map(document.located, found)


def listing(model: Model) -> list[Table | str]:
    """Show what memory a run on files takes, and what becomes of the columns."""
    if not model.spec.dataset.from_files:
        return []
    from engine.cli import tables  # noqa: PLC0415 - only for files

    return [tables.memory(model), *tables.listing(model.spec)]


def left_out(spec: Spec) -> str:
    """Say how many rows of a table were left out, and why."""
    if not spec.dataset.from_files:
        return ""
    from engine.cli import tables  # noqa: PLC0415 - only for files

    return tables.left_out(spec)


def tell_notes(spec: Spec, output: Output) -> None:
    """Say what was found out of files."""
    for note in spec.dataset.notes:
        output.say(note)


def tell_changes(told: Mapping[str, Any], output: Output) -> None:
    """Say where the data of a run, by its summary, changed while it trained."""
    data = told.get("data", {})
    if data.get("sha256", "") is None:
        what = data.get("path", data.get("folder"))
        output.say(
            f"{what}: it was written to while the network was trained, so that the run"
            " cannot be judged again\nhint: train again, and leave the file alone"
        )


def predictions(trainer: Trainer, width: int) -> Table:
    """Show the first rows to train on beside what is predicted, in their own words."""
    if not trainer.model.spec.dataset.from_files:
        return show.predictions(trainer)
    from engine.cli import tables  # noqa: PLC0415 - only for files

    return tables.predictions(trainer, width)
