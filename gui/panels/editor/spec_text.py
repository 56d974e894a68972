"""The text field: line numbers, colours, brackets, underlines, zoom, tooltips."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from gui.look.colours import Colours
from gui.look.fonts import POINTS
from gui.look.plotting import mixed
from gui.panels.editor import bracket_matching, key_actions
from gui.panels.editor.json_highlighter import JsonHighlighter
from gui.widgets import extra_selections
from gui.widgets.code_text import CodeText

_ZOOM = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
_SIZES = (6, 32)
_CONTROL = Qt.KeyboardModifier.ControlModifier


class SpecText(CodeText):
    """A JSON text; `explain` is asked for the tooltip at one of Qt's offsets.

    Signals
    -------
    typed : a key changed the text or moved the caret; the key's text
    file_dropped : a file was dropped here, by its path
    """

    typed = Signal(str)
    file_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Spec", parent)
        self.setCornerWidget(QWidget())
        self.document().setDocumentMargin(6)
        self._path: QTextCursor | None = None
        self._waves: Sequence[tuple[QTextCursor, str]] = ()
        self.explain: Callable[[int], str] = lambda _place: ""
        self._words = JsonHighlighter(self.document())
        self.cursorPositionChanged.connect(self.repaint_bands)

    def set_colours(self, colours: Colours) -> None:
        """Follow the colours of the window."""
        super().set_colours(colours)
        self._words.set_colours(colours)
        self.repaint_bands()

    def set_path(self, path: QTextCursor | None) -> None:
        """Highlight the lines of a selection."""
        self._path = path
        self.repaint_bands()

    def set_waves(self, waves: Sequence[tuple[QTextCursor, str]]) -> None:
        """Underline selections, each in a colour."""
        self._waves = waves
        self.repaint_bands()

    def repaint_bands(self) -> None:
        """Put together all that is painted behind the text."""
        colours, painted = self.colours, list[QTextEdit.ExtraSelection]()
        line = self.textCursor()
        line.clearSelection()
        painted.append(extra_selections.line_band(line, QColor(colours.current_line)))
        if self._path is not None:
            soft = mixed(colours.panel, colours.accent, 0.14)
            painted.append(
                extra_selections.line_band(
                    extra_selections.whole_lines(self._path), soft
                )
            )
        if pair := bracket_matching.matching(self.textCursor()):
            strong = mixed(colours.panel, colours.accent, 0.34)
            places = [extra_selections.span(self.document(), at, at + 1) for at in pair]
            painted += extra_selections.bands(places, strong)
        painted += extra_selections.found_bands(self.found, colours)
        painted += [
            extra_selections.wave(cursor, colour) for cursor, colour in self._waves
        ]
        self.setExtraSelections(painted)

    def show_line(self, cursor: QTextCursor) -> None:
        """Scroll to a line, if it is not seen; the caret stays."""
        view = self.viewport().rect()
        if not view.contains(self.cursorRect(cursor).center()):
            self.verticalScrollBar().setValue(max(0, cursor.blockNumber() - 3))

    def zoom(self, steps: int) -> None:
        """Make letters larger or smaller; 0 makes them as they were."""
        font = self.font()
        size = font.pointSize() + steps if steps else POINTS
        font.setPointSize(min(max(size, _SIZES[0]), _SIZES[1]))
        self.setFont(font)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        is_control = bool(event.modifiers() & _CONTROL)
        if is_control and (key in _ZOOM or key == Qt.Key.Key_0):
            self.zoom(_ZOOM.get(key, 0))
            return
        if not key_actions.handle(self, event):
            super().keyPressEvent(event)
        self.typed.emit("" if is_control else event.text())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & _CONTROL:
            turned = event.angleDelta().y()
            if turned:
                self.zoom(1 if turned > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def tip_at(self, pos: QPoint) -> str:
        """Return what is to be said of the character at a point of the viewport."""
        cursor = self.cursorForPosition(pos)
        room = self.cursorRect(cursor)
        wide = 2 * self.fontMetrics().averageCharWidth()
        if abs(room.center().x() - pos.x()) > wide or pos.y() > room.bottom():
            return ""
        is_left = pos.x() < room.left() and not cursor.atBlockStart()
        return self.explain(cursor.position() - is_left)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            return
        super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            return
        super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if not event.mimeData().hasUrls():
            super().dropEvent(event)
            return
        event.acceptProposedAction()
        for url in event.mimeData().urls()[:1]:
            self.file_dropped.emit(url.toLocalFile() or url.toString())
