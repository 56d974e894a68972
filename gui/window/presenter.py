"""What the session tells, brought to the panels that show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine import editing
from engine.views import (
    Ending,
    ExamplesTable,
    Source,
    diagram,
    ending,
    examples_table,
    layers,
)
from gui.panels.losses import RunCurves
from gui.state.events import Loaded
from gui.state.messages import NO_NETWORK
from gui.state.runner import State
from gui.state.snapshot import Frame

if TYPE_CHECKING:
    from gui.window.main import MainWindow

STALE = "the text has mistakes: what trains is the last spec without any"


class Presenter:
    """Connects the session with the panels of a window."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._is_planned, self._is_broken = window, False, False
        self._places: Sequence[int] = ()
        session = window.session
        session.checked.connect(self._checked)
        session.loaded.connect(self._loaded)
        session.framed.connect(self._framed)
        session.state_changed.connect(self._state)
        session.runs_changed.connect(self._runs)
        session.failed.connect(window.notify)
        session.refused.connect(window.statusBar().showMessage)
        window.learned.wish_changed.connect(self._watch)
        window.loss.run_removed.connect(self._remove)
        window.loss.run_renamed.connect(self._rename)
        window.source.printing_wanted.connect(self._reprint)
        window.source.path_chosen.connect(self._choose)
        window.network.layer_chosen.connect(self._choose)
        window.editor.caret_moved.connect(self._caret)
        window.data.row_chosen.connect(self._choose_answer)
        window.learned.row_chosen.connect(self._choose_example)

    def _checked(self, draft: editing.Draft) -> None:
        self._window.editor.set_marks(draft.marks)
        self._window.data_file.watch(draft.data)
        self._is_broken = draft.model is None
        self._clear()

    def _clear(self) -> None:
        """Show no network where a text was opened that is no spec."""
        window = self._window
        if not self._is_broken or window.session.state != "empty":
            return
        window.network.set_network((), None)
        window.learned.set_kinds((), ())
        window.tables.clear()
        window.source.set_source(Source("", {}))
        name = window.opening.file.name
        window.statusBar().showMessage(f"{name} has mistakes: {NO_NETWORK}")

    def _loaded(self, loaded: Loaded) -> None:
        window, model = self._window, loaded.model
        window.statusBar().showMessage(loaded.change.text)
        window.network.set_network(layers(model), diagram(model))
        window.learned.set_kinds(loaded.kinds, model.answers)
        window.controls.set_target_epoch(model.spec.training.epochs)
        window.session.ask(examples_table, self._tabled)
        self._watch()
        self._print()

    def _tabled(self, table: ExamplesTable) -> None:
        self._places = table.trained
        self._window.tables.show(table)

    def _framed(self, frame: Frame) -> None:
        window = self._window
        window.controls.set_progress(
            frame.epoch,
            frame.epochs,
            frame.loss,
            frame.steps_per_second,
            frame.seconds_left,
        )
        window.loss.update_current(frame.lines)
        window.loss.set_running(frame.is_running)
        if frame.learned is not None:
            window.learned.set_learned(frame.learned)
        if frame.weights is not None:
            window.network.set_weights(frame.weights)

    def _state(self, state: State) -> None:
        window = self._window
        window.controls.set_state(state)
        window.learned.set_is_running(state == "running")
        self._clear()
        if state == "running" and self._is_broken:
            window.statusBar().showMessage(STALE)
        if state in ("diverged", "finished"):
            window.session.ask(ending, self._ended)

    def _ended(self, how: Ending) -> None:
        if how.hint:
            self._window.notify(how.text, how.hint)
        else:
            self._window.statusBar().showMessage(how.text)

    def _runs(self) -> None:
        sitting = self._window.session.sitting
        self._window.loss.set_runs(
            [
                RunCurves(
                    *(run.number, run.name, run.differs, run.lines),
                    *(run is sitting.current, run.file),
                )
                for run in sitting
            ]
        )

    def _remove(self, number: int) -> None:
        self._window.session.sitting.remove(number)
        self._runs()

    def _rename(self, number: int, name: str) -> None:
        self._window.session.sitting.rename(number, name)
        self._runs()

    def _watch(self) -> None:
        self._window.session.watch(wish=self._window.learned.wish())

    def _print(self) -> None:
        panel = self._window.source
        session = self._window.session
        session.print_source(panel.set_source, planned=self._is_planned)

    def _reprint(self, planned: bool) -> None:
        self._is_planned = planned
        self._print()

    def _choose_answer(self, row: int) -> None:
        """Choose the answer to an example, if that is one to train on."""
        places = self._places
        found = places.index(row) if row in places else None
        self._window.learned.set_chosen_row(found)

    def _choose_example(self, row: int) -> None:
        places = self._places
        self._window.data.set_chosen_row(places[row] if row < len(places) else None)

    def _choose(self, path: editing.Path) -> None:
        editor = self._window.editor
        span = editing.span_of(editor.text(), path)
        if span:
            editor.highlight_path_span(*span)
        self._window.network.set_chosen_path(path)
        self._window.source.highlight_path(path)

    def _caret(self, offset: int) -> None:
        path = editing.path_at(self._window.editor.text(), offset)
        chosen = path[:2] if path[:1] == ("layers",) and len(path) > 1 else None
        self._window.network.set_chosen_path(chosen)
        self._window.source.highlight_path(chosen)
