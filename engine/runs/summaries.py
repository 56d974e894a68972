"""All that is to be known of a run, as one JSON document."""

from pathlib import Path
from typing import Any

from engine.evaluation.examined import wants_report
from engine.runs.folder import describe, save
from engine.runs.weights import digest
from engine.spec.writing import clean, resolved
from engine.training.stop_reasons import find_best_epoch
from engine.training.trainer import Trainer
from engine.vocabulary.datasets import Dataset

MOST_PREDICTIONS = 1_000


def summary(trainer: Trainer) -> dict[str, Any]:
    """Tell of a run that has ended."""
    model, rows = trainer.model, trainer.parts.train
    figures = [{"epoch": r.epoch, **r.metrics} for r in trainer.reports]
    names = figures[-1] if figures else {"epoch": 0, "loss": 0.0}
    predicted = trainer.predict(rows.x[:MOST_PREDICTIONS])
    return clean(
        {
            "name": model.spec.name,
            "spec": resolved(model.spec),
            "parameters": sum(p.size for p in model.program.parameters),
            "history": {name: [row[name] for row in figures] for name in names},
            "metrics": trainer.scores(),
            "evaluation": evaluation(trainer),
            "predictions": predicted.tolist(),
            "stopped": trainer.stopped,
            "best": vars(found) if (found := find_best_epoch(trainer)) else None,
            "fault": str(trainer.fault) if trainer.fault else None,
            "epochs": trainer.epoch,
            "seconds": trainer.seconds,
            "run": None,
            "digest": digest(trainer),
            **describe(model, trainer.loop.size),
            **_data(model.spec.dataset),
        }
    )


def _data(dataset: Dataset) -> dict[str, Any]:
    if not dataset.from_files:
        return {}
    from engine.runs.sources import data_told  # noqa: PLC0415 - only for files

    return data_told(dataset)


def evaluation(trainer: Trainer) -> dict[str, Any] | None:
    """Judge a run beside a baseline; None if no examples were kept from training."""
    if not wants_report(trainer):
        return None
    from engine.evaluation.document import document  # noqa: PLC0415 - seldom used
    from engine.evaluation.evaluating import evaluate  # noqa: PLC0415 - as above

    return document(evaluate(trainer))


def save_now(trainer: Trainer, root: Path) -> Path:
    """Save a run wherever it stands, and leave it as it was."""
    if trainer.stopped:
        return save(trainer, summary(trainer), root)
    state = trainer.state()
    trainer.interrupt()
    trainer.step(0)
    try:
        return save(trainer, summary(trainer), root)
    finally:
        trainer.restore(state)
