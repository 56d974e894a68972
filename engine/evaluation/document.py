"""An evaluation as JSON data: all but the long arrays."""

from collections.abc import Iterable
from typing import Any

from engine.evaluation.results import Calibration, Choice, Evaluation, Figure, Score
from engine.spec.writing import clean


def document(found: Evaluation) -> dict[str, Any]:
    """Give what was found as lists, mappings, numbers and texts."""
    told: dict[str, Any] = {
        "part": found.part,
        "rows": found.rows,
        "task": found.task,
        "baseline": found.baseline,
        "beats_baseline": found.beats_baseline,
        "warnings": list(found.warnings),
        "figures": _figures(found.figures),
    }
    if found.choice is not None:
        told |= _choice(found.choice)
    outputs = [*map(_score, found.labels)]
    outputs += [{"name": e.name, **_figures(e.figures)} for e in found.numbers]
    return clean(told | ({"outputs": outputs} if outputs else {}))


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "classes": [*map(_score, choice.scores)],
        "confusion": choice.confusion.tolist(),
        "calibration": choice.calibration and _calibration(choice.calibration),
    }


def _figures(figures: Iterable[Figure]) -> dict[str, Any]:
    return {
        f.name: {"value": f.value, "baseline": f.baseline, "is_better": f.is_better}
        for f in figures
    }


def _score(score: Score) -> dict[str, Any]:
    return {name: v for name, v in vars(score).items() if name not in ("roc", "pr")}


def _calibration(found: Calibration) -> dict[str, Any]:
    arrays = ("edges", "predicted", "observed", "counts", "rows", "low", "high")
    return {name: getattr(found, name).tolist() for name in arrays}
