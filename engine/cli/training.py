"""The main job: train a spec, say what it learned, save the run."""

import signal
from argparse import Namespace
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from math import isfinite
from pathlib import Path
from typing import Any

from engine.cli import scores, show
from engine.cli.output import Output, clean
from engine.compile import compile_spec
from engine.errors import LonghandError
from engine.lint import lint
from engine.runs import digest, save
from engine.runs.folder import describe
from engine.spec.model import load
from engine.spec.writing import resolved
from engine.training.trainer import Progress, Trainer, train
from engine.vocabulary.entry import Word

CODES = {"diverged": 1, "interrupted": 130}
MOST_PREDICTIONS = 1_000


def run_train(asked: Namespace, output: Output) -> int:
    """Train; 0 when done, 1 when training diverged, 130 when interrupted."""
    trainer = Trainer(compile_spec(load(asked.spec)))
    output.warn(lint(trainer.model))
    if not asked.json:
        _announce(trainer, output)
    with _interruptible(trainer):
        _follow(trainer, output, quiet=asked.json)
    summary = document(trainer)
    if not asked.json:
        _conclude(trainer, output)
    folder, code = None, CODES.get(trainer.stopped, 0)
    if not asked.no_save:
        folder, code = _saved(trainer, summary, output, code)
    if folder and not asked.json:
        output.say(f"saved in {folder}")
    if asked.json:
        output.document({**summary, "run": folder and str(folder)})
    if trainer.stopped == "diverged":
        _explain_divergence(trainer, output)
    return code


def _saved(
    trainer: Trainer, summary: dict[str, Any], output: Output, code: int
) -> tuple[Path | None, int]:
    """Save the run; if that fails, say so after all the results are shown."""
    try:
        folder = save(trainer, summary)
    except LonghandError as error:
        output.say(str(error))
        return None, 2
    return folder, code


def document(trainer: Trainer) -> dict[str, Any]:
    """Give all that is to be known of a run that has ended."""
    model, rows = trainer.model, trainer.parts.train
    figures = [{"epoch": r.epoch, **r.figures} for r in trainer.reports]
    names = figures[-1] if figures else {"epoch": 0, "loss": 0.0}
    predicted = trainer.predict(rows.x[:MOST_PREDICTIONS])
    return clean(
        {
            "name": model.spec.name,
            "spec": resolved(model.spec),
            "parameters": sum(p.size for p in model.program.parameters),
            "history": {name: [row[name] for row in figures] for name in names},
            "metrics": trainer.scores(),
            "predictions": predicted.tolist(),
            "stopped": trainer.stopped,
            "fault": str(trainer.fault) if trainer.fault else None,
            "epochs": trainer.loop.epoch,
            "seconds": trainer.seconds,
            "run": None,
            "digest": digest(trainer),
            **describe(model, trainer.loop.size),
        }
    )


def _announce(trainer: Trainer, output: Output) -> None:
    spec, rows = trainer.model.spec, trainer.parts
    about = f"{spec.name}: {spec.description}" if spec.description else spec.name
    counts = ", ".join(f"{len(part)} to {_ROLES[name]}" for name, part in rows.items())
    size = sum(p.size for p in trainer.model.program.parameters)
    network = show.network(trainer.model)
    output.show(about, "", network, "", f"{size} parameters; rows: {counts}", "")


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
    consoles = [output.console, output.messages]
    terminal = next((console for console in consoles if console.is_terminal), None)
    if quiet or terminal is None:
        return nullcontext(lambda _: None)
    from engine.cli.bar import Bar  # noqa: PLC0415 - only for terminals

    return Bar(terminal)


def _conclude(trainer: Trainer, output: Output) -> None:
    """Show what was learned."""
    loop, reason = trainer.loop, _REASONS[trainer.stopped]
    output.show("", f"{reason} after {loop.epoch} epochs, {trainer.seconds:.2f} s")
    more = len(trainer.parts.train) - show.MOST_ROWS
    output.show("", show.predictions(trainer))
    if more > 0:
        output.show(f"... and {more} more rows")
    for shown in scores.tables(trainer, trainer.scores(), output.console.width):
        output.show("", shown)
    output.show("")


def _explain_divergence(trainer: Trainer, output: Output) -> None:
    where = trainer.fault or "in the gradient's length, or in the optimizer's update"
    has_best = any(getattr(m, "weights", None) for m in trainer.loop.monitors)
    kept = "the best weights" if has_best else "the weights before that step"
    output.say(
        f"the numbers stopped being finite in epoch {trainer.loop.epoch + 1}\n"
        f"  {where}\n"
        f"{kept} are kept\n"
        f"hint: {_advice(trainer)}"
    )


def _advice(trainer: Trainer) -> str:
    """Say what may help: before the first step, no learning rate does."""
    if not isfinite(trainer.rate):
        return "a learning rate that stays finite"
    if trainer.loop.t or trainer.fault is None:
        return f"a smaller learning rate than {trainer.rate:g}, or 'global_clipnorm'"
    spec, start = trainer.model.spec, "no step was made, so no rate helps: "
    from_logits = dict(spec.loss).get("from_logits") is True
    needed, name = _FITTING.get(spec.loss.expects, ("", ""))
    last = dict(spec.layers[-1]).get("activation")
    if not needed or from_logits or (isinstance(last, Word) and last.tag() == name):
        return f"{start}look at the last activation and the loss; or smaller inputs"
    return f"{start}{spec.loss.tag()} needs {needed}, such as '{name}' gives them last"


@contextmanager
def _interruptible(trainer: Trainer) -> Generator[None]:
    """Let Ctrl-C end training between two steps; a second one ends the program."""

    def stop(*_: object) -> None:
        trainer.interrupt()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_ROLES = {"train": "train on", "validation": "watch", "test": "judge by"}
_FITTING = {
    "probability": ("probabilities, and seldom exactly 0 or 1", "sigmoid"),
    "shares": ("probabilities, and none of exactly 0", "softmax"),
    "positive": ("numbers above 0", "softplus"),
}
_REASONS = {
    "epochs": "trained",
    "early_stopping": "stopped early",
    "target_loss": "reached the target loss",
    "converged": "converged: no step changes much any more,",
    "diverged": "diverged",
    "interrupted": "interrupted",
}
