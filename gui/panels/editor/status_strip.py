"""The strip below the text: what is wrong, and where the caret is."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from engine.editing import Problem
from gui.look.colours import LIGHT, Colours
from gui.look.fonts import text_font
from gui.panels.editor.problem_marks import ERROR, GOOD, WARNING, count_problems

NOTHING = f"{GOOD} no errors found"
IDLE = "Errors appear here; F8 jumps to the next"


class StatusStrip(QWidget):
    """Counts the problems and shows one of them; a click leads to the next."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said, self.where = _Elided(), QLabel("Ln 1, Col 1")
        self.said.setFlat(True)
        self.said.setFont(text_font())
        self.said.setAccessibleName("Problems")
        self.said.clicked.connect(self.clicked)
        self.where.setFont(text_font())
        self.where.setAccessibleName("Line and column")
        gap = self.fontMetrics().averageCharWidth()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(gap, gap // 2, gap, gap // 2)
        layout.setSpacing(2 * gap)
        layout.addWidget(self.said, 1)
        layout.addWidget(self.where)
        self._colours, self._kind = LIGHT, ""

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        self._colours = colours
        self.where.setStyleSheet(f"color: {colours.dim}")
        self._colour()

    def set_where(self, line: int, column: int) -> None:
        """Show the place of the caret."""
        self.where.setText(f"Ln {line}, Col {column}")

    def set_problems(
        self, problems: Sequence[Problem], problem: Problem | None
    ) -> None:
        """Count the problems, and show one of them in short."""
        is_bad = any(not problem.is_warning for problem in problems)
        self._kind = "error" if is_bad else "warning" if problems else "good"
        sign = ERROR if is_bad else WARNING
        short = (
            f": {problem.message.splitlines()[0]}"
            if problem and problem.message
            else ""
        )
        said = f"{sign} {count_problems(problems)}{short}" if problems else NOTHING
        self.said.setText(said)
        self.said.setToolTip(_tip(problem) if problem else IDLE)
        self.said.setEnabled(bool(problems))
        self._colour()

    def _colour(self) -> None:
        colours = self._colours
        kinds = {
            "error": colours.error,
            "warning": colours.warning,
            "good": colours.good,
        }
        self.said.setStyleSheet(
            f"QPushButton {{ color: {kinds.get(self._kind, colours.dim)};"
            " border: none; text-align: left; background: transparent; }"
            "QPushButton:focus { text-decoration: underline; }"
        )


def _tip(problem: Problem) -> str:
    text = "\n".join(filter(None, [problem.message, problem.hint]))
    shown = escape(text).replace("\n", "<br>")
    return f"{shown}<br><i>Click or F8: next problem; Shift+F8: previous one</i>"


class _Elided(QPushButton):
    """A button whose text is cut to the room there is."""

    whole = ""

    def setText(self, text: str) -> None:
        self.whole = text
        self._cut()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(0, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        side = Qt.TextElideMode.ElideRight
        room = self.width() - self.fontMetrics().averageCharWidth()
        cut = self.fontMetrics().elidedText(self.whole, side, room)
        # An ampersand would underline the letter behind it.
        super().setText(cut.replace("&", "&&"))
        self.setAccessibleDescription(self.whole)
