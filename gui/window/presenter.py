"""What the session reports, brought to the panels that show it."""

from PySide6.QtCore import QObject, Signal

from engine import editing
from engine.views import (
    Ending,
    ExamplesTable,
    Source,
    describe_ending,
    diagram,
    examples_table,
    layers,
)
from gui.panels.controls import RunControls
from gui.panels.learned import LearnedPanel
from gui.panels.losses import LossPlot, RunCurves
from gui.panels.network import NetworkPanel
from gui.panels.source import SourcePanel
from gui.state.events import Loaded
from gui.state.messages import NO_NETWORK
from gui.state.runner import State
from gui.state.session import Session
from gui.state.snapshot import Frame
from gui.state.spec_file import SpecFile
from gui.window.table_edits import TableEdits

STALE = "the text has errors: what trains is the last valid spec"


class NetworkPresenter(QObject):
    """Shows what a spec means: its network, its data, and what can be learned of it.

    Signals
    -------
    status : a sentence for the status line
    training_rows_changed : which rows of the data it trains on
    """

    status = Signal(str)
    training_rows_changed = Signal(object)

    def __init__(
        self,
        session: Session,
        file: SpecFile,
        network: NetworkPanel,
        learned: LearnedPanel,
        tables: TableEdits,
    ) -> None:
        super().__init__(session)
        self._session, self._file, self._is_broken = session, file, False
        self._network, self._learned, self._tables = network, learned, tables
        session.checked.connect(self._show_draft)
        session.loaded.connect(self._show_loaded)
        session.state_changed.connect(self._show_state)
        learned.wish_changed.connect(self._watch)

    def _show_draft(self, draft: editing.Draft) -> None:
        self._is_broken = draft.model is None
        self._clear_if_empty()

    def _show_state(self, state: State) -> None:
        self._learned.set_is_running(state == "running")
        self._clear_if_empty()
        if state == "running" and self._is_broken:
            self.status.emit(STALE)

    def _clear_if_empty(self) -> None:
        """Show no network where a text was opened that is no spec."""
        if not self._is_broken or self._session.state != "empty":
            return
        self._network.set_network((), None)
        self._learned.set_kinds((), ())
        self._tables.clear()
        self.status.emit(f"{self._file.name} has errors: {NO_NETWORK}")

    def _show_loaded(self, loaded: Loaded) -> None:
        model = loaded.model
        self.status.emit(loaded.change.text)
        self._network.set_network(layers(model), diagram(model))
        self._learned.set_kinds(loaded.kinds, model.answers)
        self._session.ask(examples_table, self._show_examples)
        self._watch()

    def _show_examples(self, table: ExamplesTable) -> None:
        self.training_rows_changed.emit(table.trained)
        self._tables.show(table)

    def _watch(self) -> None:
        self._session.watch(self._learned.wish())


class ProgramPresenter:
    """Shows the program of what is loaded, in the printing that is asked for."""

    def __init__(self, session: Session, panel: SourcePanel) -> None:
        self._session, self._panel, self._is_planned = session, panel, False
        self._is_broken = False
        session.checked.connect(self._note_draft)
        session.state_changed.connect(self._clear_if_empty)
        session.loaded.connect(self._print)
        panel.printing_wanted.connect(self._choose)

    def _choose(self, planned: bool) -> None:
        self._is_planned = planned
        self._print()

    def _print(self, _: object = None) -> None:
        show = self._panel.set_source
        self._session.print_source(show, planned=self._is_planned)

    def _note_draft(self, draft: editing.Draft) -> None:
        self._is_broken = draft.model is None
        self._clear_if_empty()

    def _clear_if_empty(self, _: object = None) -> None:
        if self._is_broken and self._session.state == "empty":
            self._panel.set_source(Source("", {}))


class RunPresenter(QObject):
    """Shows how a run goes, and the runs before it.

    Signals
    -------
    status : a sentence for the status line
    notice : what went wrong, and what to do
    """

    status = Signal(str)
    notice = Signal(str, str)

    def __init__(
        self,
        session: Session,
        controls: RunControls,
        loss: LossPlot,
        learned: LearnedPanel,
        network: NetworkPanel,
    ) -> None:
        super().__init__(session)
        self._session, self._controls, self._loss = session, controls, loss
        self._learned, self._network = learned, network
        session.framed.connect(self._show_frame)
        session.state_changed.connect(self._show_state)
        session.runs_changed.connect(self._show_runs)
        session.loaded.connect(self._propose_target)
        session.failed.connect(self.notice)
        session.refused.connect(self.status)
        loss.run_removed.connect(self._remove)
        loss.run_renamed.connect(self._rename)

    def _propose_target(self, loaded: Loaded) -> None:
        self._controls.set_target_epoch(loaded.model.spec.training.epochs)

    def _show_frame(self, frame: Frame) -> None:
        self._controls.set_progress(
            frame.epoch,
            frame.epochs,
            frame.loss,
            frame.steps_per_second,
            frame.seconds_left,
        )
        self._loss.update_current(frame.lines)
        self._loss.set_running(frame.is_running)
        if frame.learned is not None:
            self._learned.set_learned(frame.learned)
        if frame.weights is not None:
            self._network.set_weights(frame.weights)

    def _show_state(self, state: State) -> None:
        self._controls.set_state(state)
        if state in ("diverged", "finished"):
            self._session.ask(describe_ending, self._show_ending)

    def _show_ending(self, how: Ending) -> None:
        if how.hint:
            self.notice.emit(how.text, how.hint)
        else:
            self.status.emit(how.text)

    def _show_runs(self) -> None:
        runs = self._session.runs
        self._loss.set_runs(
            [
                RunCurves(
                    *(run.number, run.name, run.differs, run.lines),
                    *(run is runs.current, run.file),
                )
                for run in runs
            ]
        )

    def _remove(self, number: int) -> None:
        self._session.runs.remove(number)
        self._show_runs()

    def _rename(self, number: int, name: str) -> None:
        self._session.runs.rename(number, name)
        self._show_runs()
