"""What is loaded and how it trains: the one object that the window asks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine import Model, Trainer
from engine.editing import Change, Draft, WeightMemory, apply_edit
from engine.runs import save_now
from engine.views import Line, Source, kinds, source
from gui.state.checker import Checker
from gui.state.events import AGAIN, NEW_RUNS, Loaded, Started
from gui.state.failures import told
from gui.state.frame_pump import FramePump
from gui.state.messages import NO_NETWORK, why_not
from gui.state.run_history import RunHistory
from gui.state.runner import Goal, Runner, State
from gui.state.snapshot import Frame, Snapshotter
from gui.state.worker import Worker


class Session(QObject):
    """Owns the model of a text and its run; both are worked on by other threads.

    Signals
    -------
    checked : a draft, whenever a text was checked
    loaded : what has taken effect
    framed, state_changed : the newest picture of the run, and how it stands
    runs_changed : the runs of the sitting are others
    refused : why the run does not go on
    failed : what went wrong, and what to do
    """

    checked = Signal(object)
    loaded = Signal(object)
    framed = Signal(object)
    state_changed = Signal(str)
    runs_changed = Signal()
    refused = Signal(str)
    failed = Signal(str, str)
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delivered.connect(self._call)
        self.sitting = RunHistory()
        self.state: State = "empty"
        self.model: Model | None = None
        self._checker = Checker(self._delivered.emit, self._crashed)
        self._desk = Worker("longhand-training", self._delivered.emit)
        self._runner = Runner(lambda: self._delivered.emit(self._look))
        self._desk.idle, self._desk.on_crash = self._runner.go_on, self._crashed
        self._camera, self._memory = Snapshotter(), WeightMemory()
        self._checker.on_draft = self._read
        self._film = FramePump(
            self._desk, lambda: self._camera.take(self._runner), self
        )
        self._film.shown.connect(self._show)
        self._film.failed.connect(self._crashed)

    def set_text(self, text: str, name: str, folder: Path | None = None) -> None:
        """Check a text; if it is a spec that differs, it takes effect.

        `folder` is where its data are.
        """
        self._checker.check(text, name, folder)

    def run(self, goal: Goal | None = None) -> None:
        """Train on, as far as the goal; begin again if training had ended."""
        goal = goal or Goal()
        self._desk.ask(lambda: self._started(goal), self._go, self._crashed)

    def go_on(self, goal: Goal) -> None:
        """Train on, as far as the goal; tell why not if training had ended."""

        def work() -> Started:
            why = why_not(self._runner.trainer, goal)
            return (why, None, self._runner.state) if why else self._started(goal)

        self._desk.ask(work, self._go, self._crashed)

    def toggle(self) -> None:
        """Run, or pause, by how it stands when the turn of this comes."""

        def work() -> Started:
            if not self._runner.is_running:
                return self._started(Goal())
            self._runner.pause()
            return "", None, self._runner.state

        self._desk.ask(work, self._go, self._crashed)

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
            return self._begun_again(trainer) if trainer else None

        self._desk.ask(work, self._adopted, self._crashed)

    def forget(self, file: str = "") -> None:
        """Let what comes next be a run of its own, of another file."""

        def work() -> tuple[Line, ...]:
            before, self._runner.trainer = self._runner.trainer, None
            self._runner.pause()
            self._memory.forget()
            return self._camera.lines(before) if before else ()

        def then(lines: tuple[Line, ...]) -> None:
            self.sitting.update(lines)
            self.sitting.file = file
            self._look()

        self._desk.ask(work, then, self._crashed)

    def set_speed(self, speed: float | None) -> None:
        """Make so many steps in a second at most; None for as many as can be."""
        self._control(lambda: setattr(self._runner, "speed", speed))

    def watch(self, **wishes: Any) -> None:
        """Say what pictures are to show: `wish`, `shows_weights`."""
        self._control(lambda: vars(self._camera).update(wishes))

    def ask(self, work: Callable[[Trainer], Any], then: Callable[[Any], None]) -> None:
        """Have something computed of the run, if there is one, between two steps."""

        def asked() -> tuple[Any, ...]:
            trainer = self._runner.trainer
            return () if trainer is None else (work(trainer),)

        def answered(found: tuple[Any, ...]) -> None:
            for what in found:
                then(what)

        self._desk.ask(asked, answered, self._crashed)

    def save_run(self, root: Path, then: Callable[[Path], None]) -> None:
        """Save the run as it is; it goes on as if nothing had been."""
        self.ask(lambda trainer: save_now(trainer, root), then)

    def print_source(self, then: Callable[[Source], None], *, planned: bool) -> None:
        """Print the program; `then` gets it."""
        model = self.model
        if model is not None:
            self._checker.ask(lambda: source(model, planned=planned), then)

    def close(self) -> bool:
        """End both threads, at any time; tell whether they have ended."""
        self._film.stop()
        self._runner.pause()
        return all([self._desk.close(), self._checker.close()])

    def _read(self, draft: Draft) -> None:
        self.checked.emit(draft)
        model = draft.model
        if model is None:
            return

        def work() -> Loaded:
            return self._placed(*apply_edit(self._runner.trainer, model, self._memory))

        self._desk.ask(work, self._adopted, self._crashed)

    def _started(self, goal: Goal) -> Started:
        """Run; on the desk's thread, which alone knows whether training had ended."""
        trainer = self._runner.trainer
        if trainer is None:
            return NO_NETWORK, None, "empty"
        loaded = self._begun_again(trainer) if trainer.stopped else None
        self._runner.run(goal)
        return "", loaded, self._runner.state

    def _begun_again(self, trainer: Trainer) -> Loaded:
        self._memory.forget()
        return self._placed(Trainer(trainer.model), AGAIN)

    def _go(self, started: Started) -> None:
        why, loaded, state = started
        if why:
            self.refused.emit(why)
        self._adopted(loaded)
        self._set_state(state)

    def _placed(self, trainer: Trainer, change: Change) -> Loaded:
        """Let a trainer take the place of the one before; on the desk's thread."""
        before = self._runner.trainer
        lines = self._camera.lines(before) if before else ()
        self._runner.trainer = trainer
        if change.kind in NEW_RUNS:
            self._camera.begin()
        return Loaded(trainer.model, kinds(trainer), change, lines)

    def _adopted(self, loaded: Loaded | None) -> None:
        if loaded is None:
            return
        self.model = loaded.model
        self.sitting.update(loaded.before)
        if loaded.change.kind in NEW_RUNS:
            self.sitting.begin(loaded.model.spec)
        else:
            self.sitting.edit(loaded.model.spec)
        self.loaded.emit(loaded)
        self.runs_changed.emit()
        self._look()

    def _control(self, work: Callable[[], object]) -> None:
        def controlled() -> State:
            work()
            return self._runner.state

        self._desk.ask(controlled, self._set_state, self._crashed)

    def _look(self) -> None:
        self._control(lambda: None)

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
        self._film.set_is_live(is_live=state == "running")
        self._film.shoot()

    def _show(self, frame: Frame) -> None:
        self.sitting.update(frame.lines)
        self.framed.emit(frame)

    # A method, so that it is called in this object's thread.
    def _call(self, call: Callable[[], None]) -> None:
        call()

    def _crashed(self, error: Exception, trace: str) -> None:
        self._runner.pause()
        self.failed.emit(*told(error, trace))
        self._look()
