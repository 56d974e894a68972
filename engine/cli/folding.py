"""Cross-validation in the terminal: a line as each fold ends, a table of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TYPE_CHECKING, Any

from engine.cli import scores
from engine.cli.output import Output
from engine.compile import Model
from engine.spec.model import Spec

if TYPE_CHECKING:
    from engine.training.folds import Fold


def folded(spec: Spec, model: Model, output: Output, *, quiet: bool) -> list[Fold]:
    """Train for each fold of a model, if its spec wants that; give them in order."""
    if not spec.kept.cross_validates:
        return []
    from engine.training.folds import cross_validate  # noqa: PLC0415 - seldom wanted

    if not quiet:
        output.show(*planned(spec))
    found: list[Fold] = []
    try:
        with (
            closing(cross_validate(spec, model=model)) as ended,
            _counting(spec, output, quiet=quiet) as counted,
        ):
            for fold in ended:
                found.append(fold)
                _tell(fold, spec, output, quiet=quiet)
                counted(len(found))
    except KeyboardInterrupt:
        whole = f"{len(found)} of {spec.kept.folds} folds"
        output.say(f"interrupted after {whole}: nothing was saved")
        raise
    if not quiet:
        output.show("")
    return sorted(found, key=lambda fold: fold.fold)


def _tell(fold: Fold, spec: Spec, output: Output, *, quiet: bool) -> None:
    if fold.diverged:
        output.say(f"fold {fold.fold} diverged: {fold.fault}")
    elif not quiet:
        output.show(_line(fold, spec))


def _counting(
    spec: Spec, output: Output, *, quiet: bool
) -> AbstractContextManager[Callable[[int], None]]:
    """Show how many folds have ended, where a person looks at it."""
    if quiet or output.terminal is None:
        return nullcontext(lambda _: None)
    from engine.cli.bar import Count  # noqa: PLC0415 - only for terminals

    return Count(output.terminal, spec.kept.folds or 0)


def planned(spec: Spec) -> list[str]:
    """Say what a spec with folds would do."""
    if not spec.kept.cross_validates:
        return []
    rows = "all but those to watch" if spec.kept.validation else "all rows"
    how = f"{spec.kept.folds} trainings, each judged by one fold; then one on {rows}"
    return [f"cross-validation: {how}", ""]


def told(folds: Sequence[Fold]) -> dict[str, Any]:
    """Give all that is to be known of the folds as JSON data, if there are any."""
    if not folds:
        return {}
    from engine.training.folds import DDOF, average_folds  # noqa: PLC0415 - as above

    whole = {
        "folds": len(folds),
        "diverged": sum(fold.diverged for fold in folds),
        "ddof": DDOF,
        **average_folds(folds),
    }
    each = [vars(fold) for fold in folds]
    return {"folds": each, "cross_validation": whole}


def conclude(folds: Sequence[Fold], output: Output) -> None:
    """Show how the folds were judged, and their mean."""
    if not folds:
        return
    from engine.training.folds import DDOF, average_folds  # noqa: PLC0415 - as above

    found = average_folds(folds)
    judged = {f"fold {f.fold}": f.judged for f in folds if not f.diverged}
    output.show(_title(folds), "")
    if judged:
        whole = {"mean": found["mean"], f"deviation, ddof {DDOF}": found["deviation"]}
        names = [*found["mean"]]
        output.show(scores.numbers({**judged, **whole}, names, output.console.width))
        output.show("")


def _title(folds: Sequence[Fold]) -> str:
    diverged = sum(fold.diverged for fold in folds)
    some = f"; {diverged} diverged and {'is' if diverged == 1 else 'are'} not counted"
    return f"cross-validation by {len(folds)} folds{some * bool(diverged)}"


def _line(fold: Fold, spec: Spec) -> str:
    from engine.training.folds import is_number  # noqa: PLC0415 - as above

    numbers = ((name, v) for name, v in fold.judged.items() if is_number(v))
    figures = ", ".join(f"{name} {value:.6g}" for name, value in numbers)
    took = f"{fold.epochs} epochs, {fold.seconds:.2f} s"
    return f"fold {fold.fold} of {spec.kept.folds}: {figures}; {took}"
