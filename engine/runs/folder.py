"""Run folders: `runs/<name>/<number>/`, each file written whole or not at all."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryFile
from typing import Any

import numpy as np

from engine.atomic_write import write_whole
from engine.compile import Model
from engine.errors import LonghandError
from engine.evaluation.examined import wants_report
from engine.export.script import (
    collect_arrays,
    has_data_file,
    leaves_out_data,
    write_script,
)
from engine.runs import coding
from engine.runs.histories import history
from engine.runs.weights import FILE, digest, weights
from engine.spec.writing import pretty, resolved
from engine.training.threads import count_threads
from engine.training.trainer import Trainer

ROOT = Path("runs")
REPORT = "report.html"
ROOM = 1 << 16
"""Bytes that a run takes at least."""


def save(trainer: Trainer, summary: Mapping[str, Any], root: Path = ROOT) -> Path:
    """Write a run to a new folder and give it.

    `summary` is what `summary.json` is to say. A report is written for runs of which
    some examples were kept from training, where matplotlib is there to draw.

    Raises
    ------
    LonghandError
        If the folder cannot be written; what was written of it is removed.
    """
    try:
        folder = _new_folder(root / trainer.model.spec.name)
        with _whole(folder):
            _write(trainer, summary, folder)
    except OSError as error:
        msg = f"the run could not be saved: {error}"
        raise LonghandError(msg) from None
    return folder


def check_room(name: str, root: Path = ROOT) -> None:
    """Find out before a training whether a run of this name can be saved.

    Raises
    ------
    LonghandError
        If nothing can be written there.
    """
    parent = (root / name).absolute()
    there = next(path for path in (parent, *parent.parents) if path.exists())
    try:
        with TemporaryFile(dir=there) as file:
            file.write(bytes(ROOM))
            file.flush()
    except OSError as error:
        msg = f"{root / name}: no run can be saved there: {error.strerror}"
        hint = "run it in a folder of your own, or with --no-save"
        raise LonghandError(f"{msg}\nhint: {hint}") from None


def _write(trainer: Trainer, summary: Mapping[str, Any], folder: Path) -> None:
    write_whole(folder / "spec.json", pretty(resolved(trainer.model.spec)).encode())
    write_whole(folder / "source.py", write_script(trainer).encode())
    if has_data_file(trainer) and not leaves_out_data(trainer):
        arrays = collect_arrays(trainer)
        write_whole(folder / "data.npz", lambda file: np.savez(file, **arrays))
    write_whole(folder / "history.csv", "\n".join(history(trainer)).encode())
    notes: dict[str, str] = {}
    if (content := coding.coding(trainer.model)) is not None:
        write_whole(folder / coding.FILE, content)
        notes["coding"] = coding.coding_digest(content)
    write_whole(folder / FILE, weights(trainer, **notes))
    if wants_report(trainer):
        _report(trainer, folder / REPORT, summary)
    text = pretty({**summary, **_told(trainer), "run": str(folder)})
    write_whole(folder / "summary.json", text.encode())


@contextmanager
def _whole(folder: Path) -> Generator[None]:
    """Remove a folder that could not be filled."""
    try:
        yield
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise


def labelled_digest(trainer: Trainer) -> str:
    """Give the digest, with a word before it where the spec does not lead to it."""
    return f"edited:{digest(trainer)}" if trainer.is_edited else digest(trainer)


def _told(trainer: Trainer) -> dict[str, Any]:
    """Tell of a run that was edited while it trained, by which specs it went."""
    if not trainer.is_edited:
        return {}
    edits = [{**vars(e), "spec": dict(e.spec)} for e in trainer.edits]
    return {"edits": edits, "digest": labelled_digest(trainer)}


def describe(model: Model, rows: int) -> dict[str, Any]:
    """Tell with what a run was computed, as its bits depend on it."""
    return {
        "numpy": np.__version__,
        "threads": count_threads(model.program, rows),
    }


def _new_folder(parent: Path) -> Path:
    parent.mkdir(parents=True, exist_ok=True)
    numbers = [int(path.name) for path in parent.iterdir() if path.name.isdecimal()]
    number = max(numbers, default=0) + 1
    while True:
        try:
            (parent / str(number)).mkdir()
        except FileExistsError:
            number += 1
        else:
            return parent / str(number)


def _report(trainer: Trainer, path: Path, summary: Mapping[str, Any]) -> None:
    from engine.evaluation.drawing import has_matplotlib  # noqa: PLC0415 - seldom used

    if not has_matplotlib():
        return
    from engine.evaluation.course import course  # noqa: PLC0415 - as above
    from engine.evaluation.report import report  # noqa: PLC0415 - as above

    write_whole(path, report(trainer, course(trainer, summary)).encode())
