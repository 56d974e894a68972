"""Run folders: `runs/<name>/<number>/`, each file written whole or not at all."""

import hashlib
import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from engine.compile import Model, compile_spec
from engine.errors import LonghandError
from engine.evaluation.examined import wants_report
from engine.runs.histories import history
from engine.runs.standalone import data_arrays, has_file, standalone
from engine.spec.model import load
from engine.spec.writing import pretty, resolved
from engine.training.threads import threads
from engine.training.trainer import Trainer

ROOT = Path("runs")
REPORT = "report.html"


def save(trainer: Trainer, summary: Mapping[str, Any], root: Path = ROOT) -> Path:
    """Write a run to a new folder and give it.

    `summary` is what `summary.json` is to say. A report is written for runs of which
    some examples were kept from training, where matplotlib is there to draw.

    Raises
    ------
    LonghandError
        If the folder cannot be written.
    """
    try:
        folder = _new_folder(root / trainer.model.spec.name)
        _write(folder / "spec.json", pretty(resolved(trainer.model.spec)).encode())
        _write(folder / "source.py", standalone(trainer).encode())
        if has_file(trainer):
            data = BytesIO()
            np.savez(data, **data_arrays(trainer))
            _write(folder / "data.npz", data.getvalue())
        _write(folder / "history.csv", "\n".join(history(trainer)).encode())
        _write(folder / "weights.safetensors", _weights(trainer))
        if wants_report(trainer):
            _report(trainer, folder / REPORT)
        text = pretty({**summary, **_told(trainer), "run": str(folder)})
        _write(folder / "summary.json", text.encode())
    except OSError as error:
        msg = f"the run could not be saved: {error}"
        raise LonghandError(msg) from None
    return folder


def open_run(folder: Path) -> Trainer:
    """Read a run again, ready to predict.

    Raises
    ------
    LonghandError
        If there is no run, or its weights are damaged.
    """
    if not (folder / "weights.safetensors").is_file():
        msg = f"{folder}: there is no run here\nhint: runs are in runs/NAME/NUMBER"
        raise LonghandError(msg)
    trainer = Trainer(compile_spec(load(folder / "spec.json")))
    _restore(trainer, folder / "weights.safetensors")
    return trainer


def digest(trainer: Trainer) -> str:
    """Give the SHA-256 of all parameters, then all states, in the program's order."""
    arrays = [*trainer.arrays.parameters.values(), *trainer.arrays.states.values()]
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


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
        "threads": threads(model.program, rows),
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


def _write(path: Path, content: bytes) -> None:
    """Put a file in place in one go: what is there is always whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _report(trainer: Trainer, path: Path) -> None:
    from engine.evaluation.drawing import has_matplotlib  # noqa: PLC0415 - seldom used
    from engine.evaluation.report import report  # noqa: PLC0415 - as above

    if has_matplotlib():
        _write(path, report(trainer).encode())


def _weights(trainer: Trainer) -> bytes:
    from safetensors.numpy import save as to_bytes  # noqa: PLC0415 - only when saving

    arrays = {**trainer.arrays.parameters, **trainer.arrays.states}
    whole = {key: np.ascontiguousarray(array) for key, array in arrays.items()}
    return to_bytes(whole, {"digest": digest(trainer)})


def _restore(trainer: Trainer, path: Path) -> None:
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415 - as above

    arrays = {**trainer.arrays.parameters, **trainer.arrays.states}
    try:
        opened: Any = safe_open(path, "numpy")
        with opened as file:
            for key, array in arrays.items():
                array[:] = file.get_tensor(key)
            expected = file.metadata()["digest"]
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{path}: the weights are damaged: {error}"
        raise LonghandError(msg) from None
    if digest(trainer) != expected:
        msg = f"{path}: the weights are not those that were saved"
        raise LonghandError(msg)
