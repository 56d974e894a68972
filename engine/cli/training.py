"""The main job: train a spec, say what it learned, save the run."""

import signal
from argparse import Namespace
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from engine.cli import files, folding, scores, show
from engine.cli.output import Output
from engine.compile import compile_spec
from engine.errors import LonghandError, installing
from engine.lint import lint
from engine.runs import REPORT, check_room, save, summary
from engine.spec.model import Spec
from engine.training.stop_reasons import REASONS, describe_ending, find_best_epoch
from engine.training.trainer import Progress, Trainer, train

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
CODES = {"diverged": 1, "interrupted": 130}


def run_train(asked: Namespace, output: Output) -> int:
    """Train; 0 when done, 1 when training diverged, 130 when interrupted."""
    spec = files.loaded(asked.spec, asked.data).within(asked.memory)
    trainer = _prepared(spec, asked, output)
    folds = folding.folded(spec, trainer.model, output, quiet=asked.json)
    with _interruptible(trainer):
        _follow(trainer, output, quiet=asked.json)
    told = {**summary(trainer), **folding.told(folds)}
    if not asked.json:
        _conclude(trainer, told, output)
        folding.conclude(folds, output)
    files.tell_changes(told, output)
    folder, code = None, CODES.get(trainer.stopped, int(any(f.diverged for f in folds)))
    if not asked.no_save:
        folder, code = _saved(trainer, told, output, code)
    if folder and not asked.json:
        output.say(f"saved in {folder}")
        _tell_of_report(folder, output, is_wanted=bool(told["evaluation"]))
    if asked.json:
        output.document({**told, "run": folder and str(folder)})
    if told["evaluation"] and not folds:
        output.warn(scores.warnings(told["evaluation"]))
    if trainer.stopped == "diverged":
        _explain_divergence(trainer, output)
    return code


def _prepared(spec: Spec, asked: Namespace, output: Output) -> Trainer:
    """Tell what a spec is before it is trained."""
    trainer = Trainer(compile_spec(spec))
    if not asked.no_save:
        check_room(spec.name)
    files.tell_notes(trainer.model.spec, output)
    output.warn(lint(trainer.model))
    if not asked.json:
        _announce(trainer, output)
    return trainer


def _saved(
    trainer: Trainer, told: dict[str, Any], output: Output, code: int
) -> tuple[Path | None, int]:
    """Save the run, in another place if need be, after all the results are shown."""
    try:
        return save(trainer, told), code
    except LonghandError as error:
        output.say(str(error))
    from tempfile import mkdtemp  # noqa: PLC0415 - only where there is no room

    try:
        folder = save(trainer, told, Path(mkdtemp(prefix="longhand-")))
    except (LonghandError, OSError):
        output.say("hint: make room, and train again")
        return None, 2
    output.say("hint: make room, and move it from where it is now")
    return folder, 2


def _tell_of_report(folder: Path, output: Output, *, is_wanted: bool) -> None:
    """Say where the report is, or how to get one."""
    if (folder / REPORT).exists():
        output.say(f"report: {folder / REPORT}")
    elif is_wanted:
        output.say(f"report: none without matplotlib; {installing('data')}")


def _announce(trainer: Trainer, output: Output) -> None:
    spec, rows = trainer.model.spec, trainer.parts
    about = f"{spec.name}: {spec.description}" if spec.description else spec.name
    counts = ", ".join(f"{len(part)} to {_ROLES[name]}" for name, part in rows.items())
    size = sum(p.size for p in trainer.model.program.parameters)
    network, out = show.network(trainer.model), files.left_out(trainer.model.spec)
    output.show(about, "", network, "", f"{size} parameters; rows: {counts}{out}")
    output.show(*files.listing(trainer.model), "")


def _follow(trainer: Trainer, output: Output, *, quiet: bool) -> None:
    """Train, and tell how it goes."""
    reports = show.Reports(output.console)
    with _progress_bar(output, quiet=quiet) as moved:
        for progress in train(trainer):
            if not quiet:
                reports.show(progress.reports)
            moved(progress)


def _progress_bar(
    output: Output, *, quiet: bool
) -> AbstractContextManager[Callable[[Progress], None]]:
    """Draw a bar where a person looks at it; below the reports if those go there."""
    if quiet or output.terminal is None:
        return nullcontext(lambda _: None)
    from engine.cli.bar import Bar  # noqa: PLC0415 - only for terminals

    return Bar(output.terminal)


def _conclude(trainer: Trainer, told: dict[str, Any], output: Output) -> None:
    """Show what was learned."""
    reason = REASONS[trainer.stopped]
    output.show("", f"{reason} after {trainer.epoch} epochs, {trainer.seconds:.2f} s")
    if (found := find_best_epoch(trainer)) is not None:
        output.show(found.text)
    more = len(trainer.parts.train) - show.MOST_ROWS
    output.show("", files.predictions(trainer, output.console.width))
    if more > 0:
        output.show(f"... and {more} more rows")
    for shown in scores.tables(trainer, trainer.scores(), output.console.width):
        output.show("", shown)
    if told["evaluation"] and "folds" not in told:
        output.show("", scores.beside(told["evaluation"], trainer))
        output.show(*scores.notes(told["evaluation"]))
    output.show("")


def _explain_divergence(trainer: Trainer, output: Output) -> None:
    how = describe_ending(trainer)
    output.say(f"{how.text}\nhint: {how.hint}")


@contextmanager
def _interruptible(trainer: Trainer) -> Generator[None]:
    """Let Ctrl-C, or a terminal that closes, end training between two steps.

    A second signal ends the program.
    """

    def stop(number: int, _: object) -> None:
        trainer.interrupt()
        signal.signal(number, before[number])

    before = {number: signal.signal(number, stop) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_ENDING = [getattr(signal, n) for n in _SIGNALS if hasattr(signal, n)]

_ROLES = {"train": "train on", "validation": "watch", "test": "judge by"}
