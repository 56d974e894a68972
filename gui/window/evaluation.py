"""Judging a run: in the panel, and as a page in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from engine import LonghandError
from engine.views import Judgement, judgement, page_of
from gui.state.text_io import write

if TYPE_CHECKING:
    from gui.window.main import MainWindow

TITLE = "Evaluation"


class EvaluationController:
    """Has runs judged, and shows what comes of it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        window.evaluation.wanted.connect(self.judge)
        window.evaluation.report_wanted.connect(self.show_page)
        window.session.loaded.connect(self._forget)

    def judge(self) -> None:
        """Judge the weights as they are, and show it beside the plots."""
        self._window.session.ask(judgement, self._show)

    def show_page(self) -> None:
        """Write the report of the run as it is, and open it in the browser."""
        self._window.session.ask(page_of, self._open)

    def _show(self, found: Judgement) -> None:
        self._window.evaluation.show_judgement(found)
        self._window.docks.show(TITLE)

    def _open(self, page: str) -> None:
        where = QStandardPaths.StandardLocation.TempLocation
        name = self._window.opening.file.title
        path = Path(QStandardPaths.writableLocation(where)) / f"{name}-report.html"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, page)
        except (LonghandError, OSError) as error:
            self._window.notify(str(error))
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _forget(self, _: object) -> None:
        """Take away what was said of another network."""
        self._window.evaluation.clear()
