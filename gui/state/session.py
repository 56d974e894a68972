"""What is loaded and how it trains: the one object that the window asks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from engine import Model, Trainer
from engine.editing import Change, Completions, Draft, WeightMemory, apply_edit
from engine.runs import save_now
from engine.views import Line, Source, Wish, kinds, source
from gui.state.checker import Checker
from gui.state.completer import Completer
from gui.state.events import AGAIN, NEW_RUNS, Loaded, Started
from gui.state.frame_pump import FramePump
from gui.state.messages import NO_NETWORK, describe_error, reason_to_refuse
from gui.state.run_history import RunHistory
from gui.state.runner import Goal, Runner, State
from gui.state.snapshot import Frame, Snapshotter
from gui.state.worker import Worker

T = TypeVar("T")


class Session(QObject):
    """Owns the model of a text and its run; both are worked on by other threads.

    Signals
    -------
    checked : a draft, whenever a text was checked
    loaded : what has taken effect
    framed, state_changed : the newest picture of the run, and how it stands
    runs_changed : the list of runs is another
    completed : what may stand at the caret
    refused : why the run does not go on
    failed : what went wrong, and what to do
    """

    checked = Signal(Draft)
    loaded = Signal(Loaded)
    framed = Signal(Frame)
    state_changed = Signal(str)
    runs_changed = Signal()
    completed = Signal(Completions)
    refused = Signal(str)
    failed = Signal(str, str)
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delivered.connect(self._call)
        self.runs = RunHistory()
        self.state: State = "empty"
        self.model: Model | None = None
        deliver = self._delivered.emit
        self._checker = Checker(deliver, self._take_draft, self._report_crash)
        self._completer = Completer(deliver, self.completed.emit, self._report_crash)
        self._runner = Runner(lambda: deliver(self._look))
        self._worker = Worker(
            "longhand-training", deliver, self._runner.go_on, self._report_crash
        )
        self._snapshots, self._memory = Snapshotter(), WeightMemory()
        self._pump = FramePump(self._worker, self._take_picture, self)
        self._pump.shown.connect(self._show)
        self._pump.failed.connect(self._report_crash)

    def set_text(self, text: str, name: str, folder: Path | None = None) -> None:
        """Check a text; if it is a spec that differs, it takes effect.

        `folder` is where its data are.
        """
        self._checker.check(text, name, folder)

    def run(self, goal: Goal | None = None) -> None:
        """Train on, as far as the goal; begin again if training had ended."""
        goal = goal or Goal()
        self._submit(lambda: self._start(goal), self._go)

    def go_on(self, goal: Goal) -> None:
        """Train on, as far as the goal; report why not if training has ended."""

        def work() -> Started:
            why = reason_to_refuse(self._runner.trainer, goal)
            return (why, None, self._runner.state) if why else self._start(goal)

        self._submit(work, self._go)

    def toggle(self) -> None:
        """Run, or pause, depending on the state when this request is reached."""

        def work() -> Started:
            if not self._runner.is_running:
                return self._start(Goal())
            self._runner.pause()
            return "", None, self._runner.state

        self._submit(work, self._go)

    def run_to(self, epoch: int) -> None:
        """Train to an epoch, after all that was asked before has taken effect."""

        def then(_: object) -> None:
            self.go_on(Goal(epoch=epoch))

        self._checker.ask(lambda: None, then)

    def pause(self) -> None:
        """Stop before the next step."""
        self._control(self._runner.pause)

    def reset(self) -> None:
        """Begin again with the same initial weights; forget the trained ones."""

        def work() -> Loaded | None:
            trainer = self._runner.trainer
            return self._start_over(trainer) if trainer else None

        self._submit(work, self._adopt)

    def forget(self, file: str = "") -> None:
        """Start a separate run, of another file."""

        def work() -> tuple[Line, ...]:
            before, self._runner.trainer = self._runner.trainer, None
            self._runner.pause()
            self._memory.forget()
            return self._snapshots.lines(before) if before else ()

        def then(lines: tuple[Line, ...]) -> None:
            self.runs.update(lines)
            self.runs.file = file
            self._look()

        self._submit(work, then)

    def set_speed(self, speed: float | None) -> None:
        """Limit the steps per second; None for no limit."""
        self._control(lambda: setattr(self._runner, "speed", speed))

    def watch(self, wish: Wish | None) -> None:
        """Set what pictures show of what was learned."""
        self._control(lambda: setattr(self._snapshots, "wish", wish))

    def complete(self, text: str, offset: int, folder: Path | None) -> None:
        """Find what may stand at an offset of a text; `completed` brings it."""
        self._completer.complete(text, offset, folder)

    def ask(self, work: Callable[[Trainer], Any], then: Callable[[Any], None]) -> None:
        """Have something computed of the run, if there is one, between two steps."""

        def asked() -> tuple[Any, ...]:
            trainer = self._runner.trainer
            return () if trainer is None else (work(trainer),)

        def answered(found: tuple[Any, ...]) -> None:
            for what in found:
                then(what)

        self._submit(asked, answered)

    def save_run(self, root: Path, then: Callable[[Path], None]) -> None:
        """Save the run as it is; it goes on as if nothing had been."""
        self.ask(lambda trainer: save_now(trainer, root), then)

    def print_source(self, then: Callable[[Source], None], *, planned: bool) -> None:
        """Print the program; `then` gets it."""
        model = self.model
        if model is not None:
            self._checker.ask(lambda: source(model, planned=planned), then)

    def close(self) -> bool:
        """End all threads, at any time; return whether they have ended."""
        self._pump.stop()
        self._runner.pause()
        parts = (self._worker, self._checker, self._completer)
        ended = [part.close() for part in parts]
        return all(ended)

    def _take_draft(self, draft: Draft) -> None:
        self.checked.emit(draft)
        self._completer.warm_up()
        model = draft.model
        if model is None:
            return

        def work() -> Loaded:
            return self._place(*apply_edit(self._runner.trainer, model, self._memory))

        self._submit(work, self._adopt)

    def _start(self, goal: Goal) -> Started:
        """Run; on the worker's thread, which alone knows whether training had ended."""
        trainer = self._runner.trainer
        if trainer is None:
            return NO_NETWORK, None, "empty"
        loaded = self._start_over(trainer) if trainer.stopped else None
        self._runner.run(goal)
        return "", loaded, self._runner.state

    def _start_over(self, trainer: Trainer) -> Loaded:
        self._memory.forget()
        return self._place(Trainer(trainer.model), AGAIN)

    def _go(self, started: Started) -> None:
        why, loaded, state = started
        if why:
            self.refused.emit(why)
        self._adopt(loaded)
        self._set_state(state)

    def _place(self, trainer: Trainer, change: Change) -> Loaded:
        """Replace the trainer; on the worker's thread."""
        before = self._runner.trainer
        lines = self._snapshots.lines(before) if before else ()
        self._runner.trainer = trainer
        if change.kind in NEW_RUNS:
            self._snapshots.begin()
        return Loaded(trainer.model, kinds(trainer), change, lines)

    def _adopt(self, loaded: Loaded | None) -> None:
        if loaded is None:
            return
        self.model = loaded.model
        self.runs.update(loaded.before)
        if loaded.change.kind in NEW_RUNS:
            self.runs.begin(loaded.model.spec)
        else:
            self.runs.edit(loaded.model.spec)
        self.loaded.emit(loaded)
        self.runs_changed.emit()
        self._look()

    def _submit(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Have `work` done where the run is; `then` gets what it returned."""
        self._worker.ask(work, then, self._report_crash)

    def _take_picture(self) -> Frame | None:
        return self._snapshots.take(self._runner)

    def _control(self, work: Callable[[], object]) -> None:
        def controlled() -> State:
            work()
            return self._runner.state

        self._submit(controlled, self._set_state)

    def _look(self) -> None:
        self._control(lambda: None)

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
        self._pump.set_is_live(is_live=state == "running")
        self._pump.shoot()

    def _show(self, frame: Frame) -> None:
        self.runs.update(frame.lines)
        self.framed.emit(frame)

    # A method, so that it is called in this object's thread.
    def _call(self, call: Callable[[], None]) -> None:
        call()

    def _report_crash(self, error: Exception, trace: str) -> None:
        self._runner.pause()
        self.failed.emit(*describe_error(error, trace))
        self._look()
