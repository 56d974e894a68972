"""The bar that moves while a network trains."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress

from engine.training.trainer import Progress


class _Moving:
    """A bar that is there while something goes on, and gone after it."""

    progress: RichProgress

    def __enter__(self) -> Self:
        self.progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.progress.stop()


class Bar(_Moving):
    """Epochs done, loss, speed, and the time left; redrawn when training says so."""

    def __init__(self, console: Console) -> None:
        columns = [
            TextColumn("epoch {task.completed:.0f} of {task.total:.0f}"),
            BarColumn(),
            TextColumn("loss {task.fields[loss]:.6g}"),
            TextColumn("{task.fields[speed]:.0f} epochs/s"),
            TimeRemainingColumn(),
        ]
        self.progress = RichProgress(
            *columns, console=console, auto_refresh=False, transient=True
        )
        self.task = self.progress.add_task("", total=1, loss=0.0, speed=0.0)

    def __call__(self, done: Progress) -> None:
        """Move to where training is."""
        self.progress.update(
            self.task,
            completed=done.epoch,
            total=done.epochs,
            loss=done.loss,
            speed=done.epoch / max(done.seconds, 1e-9),
            refresh=True,
        )


class Count(_Moving):
    """How many of several folds have ended, and how long that took."""

    def __init__(self, console: Console, total: int) -> None:
        text = TextColumn("{task.completed:.0f} of {task.total:.0f} folds")
        columns = [text, BarColumn(), TimeElapsedColumn()]
        self.progress = RichProgress(*columns, console=console, transient=True)
        self.task = self.progress.add_task("", total=total)

    def __call__(self, ended: int) -> None:
        """Move to so many folds."""
        self.progress.update(self.task, completed=ended)
