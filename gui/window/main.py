"""The main window itself."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QVBoxLayout, QWidget

from engine import editing, views
from gui.look.colours import Colours
from gui.look.theme import Theme
from gui.panels.controls import RunControls
from gui.panels.data import DataPanel
from gui.panels.editor import SpecEditor
from gui.panels.evaluation import EvaluationPanel
from gui.panels.learned import LearnedPanel
from gui.panels.losses import LossPlot
from gui.panels.network import NetworkPanel
from gui.panels.notices import Kind, Notices
from gui.panels.source import SourcePanel
from gui.state.data_watcher import DataWatcher
from gui.state.session import Session
from gui.widgets.panel import Panel
from gui.window.actions import Actions
from gui.window.close_guard import CloseGuard
from gui.window.docks import Column, Docks, Place
from gui.window.document import Document
from gui.window.evaluation import EvaluationController
from gui.window.exports import Exports
from gui.window.menus import Menus
from gui.window.presenter import NetworkPresenter, ProgramPresenter, RunPresenter
from gui.window.run_commands import RunCommands
from gui.window.selection import Selection
from gui.window.table_edits import TableEdits
from gui.window.table_import import TableImport

SIZE = (1400, 880)


class MainWindow(QMainWindow):
    """All panels around one session; none of what it is made of knows the window."""

    def __init__(self, settings: QSettings, theme: Theme) -> None:
        super().__init__()
        self.settings, self.theme = settings, theme
        self.session = Session(self)
        self.actions_ = Actions(self)
        self.controls, self.notices = RunControls(), Notices()
        self.editor, self.data = SpecEditor(), DataPanel()
        self.loss, self.learned = LossPlot(), LearnedPanel()
        self.network, self.source = NetworkPanel(), SourcePanel()
        self.evaluation = EvaluationPanel()
        self.docks = Docks(self, self._columns())
        self._make_helpers()
        self.menus = Menus(self.actions_, self.document.file.recent)
        self.menus.add_toggles(self.docks.toggles())
        self._place()
        self._connect()
        theme.changed.connect(self.set_colours)
        self.set_colours(theme.colours)
        self.editor.set_saved()

    def set_colours(self, colours: Colours) -> None:
        """Give every panel the colours."""
        self.actions_.set_colours(colours)
        for panel in self._panels():
            panel.set_colours(colours)
        self.actions_[self.theme.mode].setChecked(True)

    def notify(
        self,
        text: str,
        hint: str = "",
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        kind: Kind = "error",
    ) -> None:
        """Show a message that waits until it is closed."""
        calls = [(word, _closing(self.notices, text, call)) for word, call in actions]
        self.notices.show_notice(text, hint, kind, calls, key=text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        names = [url.toLocalFile() for url in event.mimeData().urls()]
        if names[0:1] != [""]:
            self._open_any(names[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button that has the focus by Enter, as Space runs and pauses."""
        focused = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (self.close_guard.may_close() and self.document.may_leave()):
            event.ignore()
            return
        self.document.leave()
        self.settings.setValue("window/geometry", self.saveGeometry())
        self.docks.remember(self.settings)
        # A long step may be under way: nobody should have to watch its end.
        self.hide()
        self.table_import.close()
        self.session.close()
        event.accept()

    def _columns(self) -> tuple[Column, ...]:
        """Return where each panel is: the one table to add a panel to."""
        learned: dict[str, Panel] = {
            "What it learned": self.learned,
            "Evaluation": self.evaluation,
        }
        left = Place(64, {"Spec": self.editor}), Place(36, {"Data": self.data})
        middle = (
            Place(54, {"Loss": self.loss}),
            Place(46, {"Network": self.network, "Program": self.source}),
        )
        return Column(30, left), Column(36, middle), Column(34, [Place(100, learned)])

    def _panels(self) -> tuple[Panel, ...]:
        return (*self.docks.panels.values(), self.controls, self.notices)

    def _make_helpers(self) -> None:
        session, editor = self.session, self.editor
        self.document = Document(self, self.settings, editor.text, editor.is_modified)
        file = self.document.file
        self.commands = RunCommands(session, editor, self.controls)
        self.tables = TableEdits(self.data, editor, self.notify)
        self.table_import = TableImport(self, self.document, self.theme)
        self.data_watcher = DataWatcher(self)
        self.exports = Exports(session, self.loss, self.source, self.document)
        self.evaluator = EvaluationController(session, self.evaluation, file)
        self.close_guard = CloseGuard(self, session)
        self._network_presenter = NetworkPresenter(
            session, file, self.network, self.learned, self.tables
        )
        self._program_presenter = ProgramPresenter(session, self.source)
        self._run_presenter = RunPresenter(
            session, self.controls, self.loss, self.learned, self.network
        )
        self._selection = Selection(
            editor, self.network, self.source, self.data, self.learned
        )

    def _place(self) -> None:
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.setTabPosition(
            Qt.DockWidgetArea.AllDockWidgetAreas, self.tabPosition(Qt.DockWidgetArea(1))
        )
        self.setMenuWidget(_stack(self.menus, self.controls, self.notices))
        self.resize(*SIZE)
        kept = self.settings.value("window/geometry")
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)
        self.docks.arrange()
        self.docks.restore(self.settings)

    def _connect(self) -> None:
        self.controls.bind(self.actions_.by_key)
        self.actions_.bind(self._calls())
        self.menus.file_chosen.connect(self.document.open)
        self.menus.example_chosen.connect(self.document.open_example)
        self._connect_editor()
        self._connect_document()
        self._connect_helpers()

    def _connect_editor(self) -> None:
        self.editor.set_explainer(editing.explain_at)
        self.editor.completion_wanted.connect(self._complete)
        self.session.completed.connect(self.editor.show_completions)
        self.session.checked.connect(self._show_draft)
        self.editor.edited.connect(self._edited)
        self.editor.modified_changed.connect(self.setWindowModified)
        self.editor.file_dropped.connect(self._open_any)
        self.data_watcher.changed.connect(self._check_again)

    def _connect_document(self) -> None:
        self.document.opened.connect(self._opened)
        self.document.reloaded.connect(self.editor.replace_text)
        self.document.saved.connect(self.editor.set_saved)
        self.document.unsaved.connect(self.editor.set_unsaved)
        self.document.notice.connect(self.notify)
        self.document.renamed.connect(self._renamed)

    def _connect_helpers(self) -> None:
        show = self.statusBar().showMessage
        self._network_presenter.status.connect(show)
        self._network_presenter.training_rows_changed.connect(
            self._selection.set_training_rows
        )
        self._run_presenter.status.connect(show)
        self._run_presenter.notice.connect(self.notify)
        self.loss.set_reader(views.nearest)
        self.loss.set_smoother(views.smoothed)
        self.loss.set_csv_writer(views.as_csv)
        self.loss.failed.connect(self.notify)
        self.evaluator.shown.connect(lambda: self.docks.show(self.evaluation))
        self.evaluator.failed.connect(self.notify)
        self.exports.notice.connect(self.notify)
        self.exports.saved.connect(self.close_guard.note_saved)
        self.exports.report_saved.connect(self.evaluator.evaluate)
        self.close_guard.saving.connect(lambda: show("saving the run"))
        self.close_guard.saved.connect(self.close)

    def _calls(self) -> dict[str, Callable[[], object]]:
        """Connect each action with what it does."""
        document, commands = self.document, self.commands
        return {
            "new": lambda: document.open_example("xor"),
            "open": document.choose,
            "open_data": self.table_import.choose,
            "save": document.save,
            "save_as": document.save_as,
            "report": self.evaluator.evaluate,
            "save_run": self.exports.save_run,
            "export": self.exports.save_plot,
            "quit": self.close,
            "undo": self.editor.undo,
            "redo": self.editor.redo,
            "find": self.editor.show_find,
            "replace": self.editor.show_replace,
            "run": self.session.toggle,
            "step": commands.step,
            "steps": commands.steps,
            "epoch": commands.epoch,
            "to_epoch": commands.to_epoch,
            "reset": self.session.reset,
            "seed": commands.seed,
            "light": lambda: self.theme.choose("light"),
            "dark": lambda: self.theme.choose("dark"),
            "system": lambda: self.theme.choose("system"),
            "arrange": self.docks.arrange,
        }

    def _open_any(self, name: str) -> None:
        path = Path(name)
        if self.table_import.can_open(path):
            self.table_import.open(path)
        else:
            self.document.open(path)

    def _opened(self, text: str) -> None:
        file = self.document.file
        self.session.forget(str(file.path or file.folder / file.name))
        self.editor.set_text(text)
        self.editor.flush()

    def _edited(self, text: str) -> None:
        self.document.note_change()
        file = self.document.file
        self.session.set_text(text, file.name, file.folder)

    def _check_again(self) -> None:
        """Read the data again, as another program has written them."""
        self._edited(self.editor.text())

    def _show_draft(self, draft: editing.Draft) -> None:
        self.editor.set_marks(draft.marks)
        self.data_watcher.watch(draft.data)

    def _complete(self, text: str, offset: int) -> None:
        self.session.complete(text, offset, self.document.file.folder)

    def _renamed(self) -> None:
        path = self.document.file.path
        self.setWindowFilePath(str(path) if path else "")
        self.setWindowTitle(f"{self.document.file.name}[*] - Longhand")


def _closing(
    notices: Notices, key: str, call: Callable[[], object]
) -> Callable[[], None]:
    """Do something, and take the message away."""

    def both() -> None:
        notices.clear(key)
        call()

    return both


def _stack(*widgets: QWidget) -> QWidget:
    """Put widgets below each other, as high as those of them that are shown."""
    stack = QWidget()
    layout = QVBoxLayout(stack)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
    return stack
