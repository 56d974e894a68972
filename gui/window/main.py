"""The main window itself."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QMainWindow,
    QMenuBar,
    QWidget,
)

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
from gui.window.actions import Actions
from gui.window.calls import calls
from gui.window.close_guard import CloseGuard
from gui.window.docks import Docks, stacked
from gui.window.document import Document
from gui.window.evaluation import EvaluationController
from gui.window.exports import Exports
from gui.window.menus import Menus
from gui.window.presenter import Presenter
from gui.window.table_edits import TableEdits
from gui.window.table_import import TableImport

SIZE = (1400, 880)


class MainWindow(QMainWindow):
    """All panels around one session."""

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
        self.opening = Document(
            self, settings, self.editor.text, self.editor.is_modified
        )
        self.tables = TableEdits(self.data, self.editor, self.notify)
        self.showing, self.results = Presenter(self), Exports(self)
        self.judging, self.leaving = EvaluationController(self), CloseGuard(self)
        self.surveying, self.data_file = TableImport(self), DataWatcher(self)
        self._place()
        self._connect()
        self.menus = Menus(self)
        theme.changed.connect(self.set_colours)
        self.set_colours(theme.colours)
        self.editor.set_saved()

    @property
    def panels(self) -> dict[str, QWidget]:
        """The panels by their titles, from left to right."""
        return {
            "Spec": self.editor,
            "Data": self.data,
            "Loss": self.loss,
            "Network": self.network,
            "Program": self.source,
            "What it learned": self.learned,
            "Evaluation": self.evaluation,
        }

    def set_colours(self, colours: Colours) -> None:
        """Let every panel follow the colours."""
        self.actions_.set_colours(colours)
        for panel in (*self.panels.values(), self.controls, self.notices):
            panel.set_colours(colours)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - every panel has it
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

    def open_path(self, path: Path, _: bool = False) -> bool:
        """Open a file."""
        return self.opening.open(path)

    def open_example(self, name: str, _: bool = False) -> bool:
        """Open a copy of a shipped spec."""
        found = next(e for e in editing.shipped() if e.name == name)
        return self.opening.begin(found.name, found.text, found.folder)

    def run_to(self, epoch: int) -> None:
        """Train to an epoch; beyond the last one, the spec's `epochs` is raised."""
        model = self.session.model
        has_network = self.session.state != "empty"
        if model and has_network and epoch > model.spec.training.epochs:
            self.change(("training", "epochs"), epoch)
        self.session.run_to(epoch)

    def change(self, path: tuple[str, ...], value: object) -> None:
        """Change one value in the text of the spec."""
        self.editor.apply_edits(editing.set_value(self.editor.text(), path, value))
        self.editor.flush()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        names = [url.toLocalFile() for url in event.mimeData().urls()]
        if names[0:1] != [""]:
            self._dropped(names[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button that has the focus by Enter, as Space runs and pauses."""
        focused = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (self.leaving.may_close() and self.opening.may_leave()):
            event.ignore()
            return
        self.opening.leave()
        self.settings.setValue("window/geometry", self.saveGeometry())
        self.docks.remember(self.settings)
        # A long step may be under way: nobody should have to watch its end.
        self.hide()
        self.surveying.close()
        self.session.close()
        event.accept()

    def _place(self) -> None:
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.setTabPosition(
            Qt.DockWidgetArea.AllDockWidgetAreas, self.tabPosition(Qt.DockWidgetArea(1))
        )
        self.menu_bar = QMenuBar()
        self.setMenuWidget(stacked(self.menu_bar, self.controls, self.notices))
        self.resize(*SIZE)
        kept = self.settings.value("window/geometry")
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)
        self.docks = Docks(self, self.panels)
        self.docks.arrange()
        self.docks.restore(self.settings)

    def _connect(self) -> None:
        self.editor.set_completer(self._complete)
        self.editor.set_explainer(editing.explain_at)
        self.loss.set_reader(views.nearest)
        self.loss.set_smoother(views.smoothed)
        self.loss.set_csv_writer(views.as_csv)
        self.editor.edited.connect(self._edited)
        self.editor.modified_changed.connect(self.setWindowModified)
        self.editor.file_dropped.connect(self._dropped)
        opening = self.opening
        opening.opened.connect(self._opened)
        opening.reloaded.connect(self.editor.replace_text)
        opening.saved.connect(self.editor.set_saved)
        opening.unsaved.connect(self.editor.set_unsaved)
        opening.asked.connect(self.notify)
        opening.renamed.connect(self._renamed)
        self.data_file.changed.connect(self._check_again)
        self.controls.bind(self.actions_.by_key)
        self.controls.speed_changed.connect(self.session.set_speed)
        self.controls.target_entered.connect(self.run_to)
        self.actions_.bind(calls(self))

    def _dropped(self, name: str) -> None:
        path = Path(name)
        if self.surveying.takes(path):
            self.surveying.open(path)
        else:
            self.opening.open(path)

    def _opened(self, text: str) -> None:
        file = self.opening.file
        self.session.forget(str(file.path or file.folder / file.name))
        self.editor.set_text(text)
        self.editor.flush()

    def _edited(self, text: str) -> None:
        self.opening.note_change()
        file = self.opening.file
        self.session.set_text(text, file.name, file.folder)

    def _check_again(self) -> None:
        """Read the data anew, as another program has written them."""
        self._edited(self.editor.text())

    def _complete(self, text: str, offset: int) -> editing.Completions:
        return editing.complete(text, offset, self.opening.file.folder)

    def _renamed(self) -> None:
        path = self.opening.file.path
        self.setWindowFilePath(str(path) if path else "")
        self.setWindowTitle(f"{self.opening.file.name}[*] - Longhand")


def _closing(
    notices: Notices, key: str, call: Callable[[], object]
) -> Callable[[], None]:
    """Do something, and take the message away."""

    def both() -> None:
        notices.clear(key)
        call()

    return both
