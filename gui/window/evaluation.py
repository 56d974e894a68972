"""Evaluating a run: in the panel, and as a page in the browser."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from engine import LonghandError
from engine.views import Judgement, judgement, page_of
from gui.panels.evaluation import EvaluationPanel
from gui.state.session import Session
from gui.state.spec_file import SpecFile
from gui.state.text_io import write


class EvaluationController(QObject):
    """Has runs evaluated, and shows the result.

    Signals
    -------
    shown : the panel shows an evaluation
    failed : why the report could not be written
    """

    shown = Signal()
    failed = Signal(str)

    def __init__(
        self, session: Session, panel: EvaluationPanel, file: SpecFile
    ) -> None:
        super().__init__(session)
        self._session, self._panel, self._file = session, panel, file
        panel.wanted.connect(self.evaluate)
        panel.report_wanted.connect(self.show_page)
        session.loaded.connect(self._forget)

    def evaluate(self) -> None:
        """Evaluate the weights as they are, and show it beside the plots."""
        self._session.ask(judgement, self._show)

    def show_page(self) -> None:
        """Write the report of the run as it is, and open it in the browser."""
        self._session.ask(page_of, self._open)

    def _show(self, found: Judgement) -> None:
        self._panel.show_judgement(found)
        self.shown.emit()

    def _open(self, page: str) -> None:
        where = QStandardPaths.StandardLocation.TempLocation
        name = f"{self._file.title}-report.html"
        path = Path(QStandardPaths.writableLocation(where)) / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, page)
        except (LonghandError, OSError) as error:
            self.failed.emit(str(error))
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _forget(self, _: object) -> None:
        """Clear what belongs to another network."""
        self._panel.clear()
