"""What a person saves of a run: its folder, its plot, its program."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from engine.runs import REPORT
from gui.panels.losses import LossPlot
from gui.panels.source import SourcePanel
from gui.state.session import Session
from gui.window.document import Document

PICTURES = "PNG (*.png);;SVG (*.svg);;CSV (*.csv)"
RUNS = Path("runs")


class Exports(QObject):
    """Saves runs, plots and programs, and reports where.

    Signals
    -------
    saved : the run is in a folder
    report_saved : there is a report in it
    notice : a message, a hint, what can be done (pairs of a word and a call), its kind
    """

    saved = Signal()
    report_saved = Signal()
    notice = Signal(str, str, object, str)

    def __init__(
        self,
        session: Session,
        loss: LossPlot,
        program: SourcePanel,
        document: Document,
    ) -> None:
        super().__init__(session)
        self._session, self._loss = session, loss
        self._program, self._document = program, document
        program.save_wanted.connect(self.save_program)

    def save_run(self) -> None:
        """Save the run as it is, its program included."""
        self._session.save_run(RUNS, self._report)

    def save_plot(self) -> None:
        """Ask for a file, and write the plot of losses to it."""
        title = "Export the plot of losses"
        name, _ = QFileDialog.getSaveFileName(
            self._loss.window(), title, "loss.png", PICTURES
        )
        if name:
            self._loss.export(name)

    def save_program(self) -> None:
        """Ask for a file, and write the program to it."""
        start = f"{self._document.file.title}.py"
        name, _ = QFileDialog.getSaveFileName(
            self._program.window(), "Save the program", start, "Python (*.py)"
        )
        if name:
            text = self._program.text.toPlainText()
            self._document.write(Path(name), text)

    def _report(self, folder: Path) -> None:
        self.saved.emit()
        actions = [("Open folder", partial(_open, folder))]
        if (page := folder / REPORT).is_file():
            actions.append(("Open report", partial(_open, page)))
            self.report_saved.emit()
        self.notice.emit(f"saved in {folder}", "", actions, "info")


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.absolute())))
